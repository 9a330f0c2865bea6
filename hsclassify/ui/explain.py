"""Numbers in words: how likely, how far safe, and why."""

from __future__ import annotations

from typing import Final

from hsclassify.results import Candidate, Prediction, percent
from hsclassify.ui.wording import Wording

LEVEL_KEYS: Final = {
    1: "level_section",
    2: "level_chapter",
    4: "level_heading",
    6: "level_subheading",
}
_LIKELY: Final = 0.5  # likelier right than wrong
_POSSIBLE: Final = 0.2


def rounded(share: float) -> str:
    """Return a measured share in whole percent, as README tells it."""
    return f"{share * 100:.0f}%"


def confidence_key(probability: float, target: float) -> str:
    """Return the key of the word for a probability; *target* is what counts as safe."""
    if probability >= target:
        return "very_likely"
    if probability >= _LIKELY:
        return "likely"
    return "possible" if probability >= _POSSIBLE else "unlikely"


def explanation(prediction: Prediction, words: Wording, target: float) -> str:
    """Return how far the answer is safe and why, as one or two sentences.

    A text that names no goods is explained by :func:`hsclassify.ui.wordless.wordless`.
    """
    if not prediction.text:
        return words("empty_body")
    leading, clue = leaders(prediction), lead(prediction)
    safe = clue or leading[prediction.level or 2]
    beyond = leading[min(6, prediction.level + 2)]
    return words(
        f"reason_{verdict_key(prediction)}",
        code=safe.dotted,
        percent=percent(safe.probability),
        next=beyond.dotted,
        next_percent=percent(beyond.probability),
        target=percent(target),
    )


def verdict_key(prediction: Prediction) -> str:
    """Return the ending of the keys that tell how the answer stands: its level, or "lead"."""
    return "lead" if lead(prediction) else str(prediction.level)


def lead(prediction: Prediction) -> Candidate | None:
    """Return the deepest code that is likelier right than wrong, where no level is safe."""
    if prediction.level:
        return None
    deepest_first = reversed(leaders(prediction).values())
    return next((c for c in deepest_first if c.probability > _LIKELY), None)


def leaders(prediction: Prediction) -> dict[int, Candidate]:
    """Return the leading code of each level; *prediction* has candidates."""
    return {
        2: prediction.chapters[0],
        4: prediction.headings[0],
        6: prediction.candidates[0],
    }
