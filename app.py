"""Entry point of the Space: load the bundle, build the page, launch it."""

import atexit
import logging
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Timer

from hsclassify import HSClassifier, hub
from hsclassify.errors import HSClassifyError
from hsclassify.memory import give_back, keep_little, no_collections
from hsclassify.settings import Settings
from hsclassify.ui.quick_start import import_without_stubs

STOP_SECONDS = 10.0
"""What a stop waits for at most: feedback that a silent Hub does not take stays where it is."""


def load(settings: Settings) -> tuple[hub.Loaded, HSClassifier]:
    """Return the bundle, and a classifier that has answered before, so that none waits for it."""
    loaded = hub.resolve(settings)
    classifier = HSClassifier(loaded.bundle)
    classifier.classify("umbrella")
    give_back()
    return loaded, classifier


class Departure:
    """The end of the process, which nothing holds up and no teardown of Python's spoils.

    Where Python is torn down, a thread that still works for a visitor is made to end inside of the
    library that it is in. Those in C++ abort the whole process then, and a clean stop looks like a
    crash. So the process is left when all that was to be done at its end is done, before that.
    """

    def __init__(self) -> None:
        """Be the last to be called at the end: so be made before anything is registered for it."""
        self._status: int | None = None
        atexit.register(self._leave)

    def within(self, seconds: float, status: int) -> None:
        """End the process with *status*, after so many *seconds* whatever it waits for then."""

        def leave() -> None:
            logging.getLogger("app").warning("left after %.0f s, with something not done", seconds)
            os._exit(status)

        self._status = status
        last = Timer(seconds, leave)
        last.daemon = True
        last.start()

    def _leave(self) -> None:
        if self._status is None:
            return
        for stream in (sys.stdout, sys.stderr):
            with suppress(AttributeError, OSError, ValueError):  # there is none, or none any more
                stream.flush()
        os._exit(self._status)


def exit_status(error: BaseException | None) -> int:
    """Return the status that a process ends with by *error*, None for the end of its work."""
    if error is None:
        return 0
    stopped = isinstance(error, SystemExit) and error.code in {None, 0}
    return 0 if stopped else 1


def main() -> None:
    """Serve the page until it is stopped."""
    departure = Departure()
    keep_little()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # Gradio's calls to itself at the start
    # A Space is stopped with SIGTERM. Until it serves there is nothing to take care of, and a
    # plain exit would wait for the Hub to deliver; a pull ends with the process that wants it.
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, lambda *_: os._exit(0))
    import_without_stubs()
    try:
        settings = Settings.from_env()
        with no_collections(), ThreadPoolExecutor(1, "bundle") as pool:
            loading = pool.submit(load, settings)
            # Gradio takes as long to import as the bundle to load; the one is Python's work,
            # the other mostly that of libraries.
            from starlette.middleware import Middleware

            from hsclassify.ui.blocks import refusals
            from hsclassify.ui.body_limit import BodyLimit
            from hsclassify.ui.build import create_app
            from hsclassify.ui.download import MAX_FILE_BYTES, bound_downloads
            from hsclassify.ui.forgetting import (
                MOST_SESSIONS,
                forget_calls_first,
                keep_few_times,
                keep_no_values,
            )
            from hsclassify.ui.mcp import answer_in_json
            from hsclassify.ui.preview import LinkPreview
            from hsclassify.ui.theme import launch_options
            from hsclassify.ui.uploads import keep_uploads_apart

            keep_few_times()
            app = create_app(*loading.result(), settings)
    except HSClassifyError as error:
        sys.exit(f"error: {error}")
    # From here a plain exit lets feedback that waits be pushed, and a table that is being
    # written be taken away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    signal.signal(signal.SIGINT, signal.default_int_handler)
    answer_in_json()
    keep_no_values()
    forget_calls_first()
    keep_uploads_apart()
    bound_downloads()
    try:
        app.launch(
            server_name=settings.host,
            server_port=settings.port,
            ssr_mode=False,
            mcp_server=True,
            max_file_size=MAX_FILE_BYTES,
            state_session_capacity=MOST_SESSIONS,
            run_history=False,
            show_error=True,
            app_kwargs={
                "middleware": [Middleware(BodyLimit), Middleware(LinkPreview)],
                "exception_handlers": refusals(),
            },
            **launch_options(),
        )
    except OSError as error:
        sys.exit(
            f"error: the app cannot listen on {settings.host}:{settings.port}. Stop what uses the "
            f"port, or choose another one with HSCLASSIFY_PORT. ({error})"
        )
    finally:
        departure.within(STOP_SECONDS, exit_status(sys.exception()))


if __name__ == "__main__":
    main()
