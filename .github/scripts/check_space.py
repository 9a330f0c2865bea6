"""Ask a Space, or an app by its address, for codes.

``check_space.py NAMESPACE/NAME|URL [TRIES [SECONDS]]`` ends with 1 and a sentence when it
cannot be reached, is silent for so many seconds, or answers nonsense.
"""

from __future__ import annotations

import os
import sys
import time

from gradio_client import Client

# Goods whose chapter nobody doubts, in each language.
ASKED = {"umbrella": "66", "ร่ม": "66", "cái ô che mưa": "66", "雨伞": "66"}
PAUSE_SECONDS = 60
ANSWER_SECONDS = 30
"""How long a place may be silent. Five tries and their pauses have to fit into the workflow's
twenty minutes."""

TOP_K = 3


def check(place: str, patience: float = ANSWER_SECONDS) -> str:
    """Return a line on the answers of *place*.

    Raises:
        TimeoutError: it was silent for *patience* seconds.
        ValueError: an answer is not what it has to be.
    """
    token = os.environ.get("HF_TOKEN") or None
    client = Client(place, token=token, verbose=False, httpx_kwargs={"timeout": patience})
    started = time.monotonic()
    for text, chapter in ASKED.items():
        job = client.submit(text, TOP_K, "auto", api_name="/classify")
        answer = job.result(timeout=patience)
        codes = [candidate["code"] for candidate in answer["candidates"]]
        if not any(code.startswith(chapter) for code in codes):
            raise ValueError(f"Expected a code of chapter {chapter} for {text!r}, got {codes}.")
    return f"{place} answers: {len(ASKED)} texts in {time.monotonic() - started:.1f} s"


def main(place: str, tries: int = 5, patience: float = ANSWER_SECONDS) -> int:
    """Check *place*, again after a pause: a Space that sleeps needs a while to wake up."""
    for left in reversed(range(tries)):
        try:
            sys.stdout.write(check(place, patience) + "\n")
            return 0
        # Whatever goes wrong between here and the Space is what this check is for.
        except Exception as error:
            sys.stdout.write(f"{place} does not answer: {type(error).__name__}: {error}\n")
        if left:
            time.sleep(PAUSE_SECONDS)
    return 1


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3, 4):
        sys.exit(__doc__)
    ended = main(sys.argv[1], *map(int, sys.argv[2:]))
    sys.stdout.flush()
    # A usual end waits for the client's threads, and one of them may wait for ever.
    os._exit(ended)
