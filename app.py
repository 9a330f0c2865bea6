"""Entry point of the Space: load the bundle, build the page, launch it."""

import logging
import signal
import sys

from hsclassify import hub
from hsclassify.errors import HSClassifyError
from hsclassify.settings import Settings
from hsclassify.ui.build import create_app
from hsclassify.ui.mcp import answer_in_json
from hsclassify.ui.theme import launch_options

MAX_FILE_SIZE = "100mb"


def main() -> None:
    """Serve the page until it is stopped."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # Gradio's calls to itself at the start
    try:
        settings = Settings.from_env()
        if settings.feedback_repo:
            # A Space is stopped with SIGTERM; a plain exit lets feedback that waits be pushed.
            signal.signal(signal.SIGTERM, lambda *_: sys.exit())
        app = create_app(hub.resolve(settings), settings)
    except HSClassifyError as error:
        sys.exit(f"error: {error}")
    answer_in_json()
    try:
        app.launch(
            server_name=settings.host,
            server_port=settings.port,
            ssr_mode=False,
            mcp_server=True,
            max_file_size=MAX_FILE_SIZE,
            show_error=True,
            **launch_options(),
        )
    except OSError as error:
        sys.exit(
            f"error: the app cannot listen on {settings.host}:{settings.port}. Stop what uses the "
            f"port, or choose another one with HSCLASSIFY_PORT. ({error})"
        )


if __name__ == "__main__":
    main()
