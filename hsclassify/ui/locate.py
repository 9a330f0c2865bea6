"""The endpoint /locate: where a text falls on the map."""

from __future__ import annotations

from typing import Any

from hsclassify.errors import BundleError
from hsclassify.latent import LatentMap
from hsclassify.ui.answers import AUTO, Answers
from hsclassify.ui.errors import spoken_errors


class Locator:
    """The public function, over one classifier and its map."""

    def __init__(self, answers: Answers, latent: LatentMap | None) -> None:
        self._answers = answers
        self._latent = latent

    def locate(self, text: str) -> dict[str, Any]:
        """Find where goods fall on the map of all traded goods, and which goods lie around.

        The map shows the corpus in two dimensions: what resembles each other lies close
        together. A text is placed by the corpus goods nearest to it in meaning and spelling.
        A text without words has no place: x, y and spread are null, neighbors is empty.

        Args:
            text: Description of the goods in English, Thai, Vietnamese or Chinese, such as
                "frozen vannamei shrimp, peeled"; up to 2,000 characters are read.

        Returns:
            The keys text, language, x and y (from -1 to 1), spread (how far apart the
            neighbours lie, in the same unit; above 0.25 the place says little) and neighbors,
            each with concept_id, code, kind, texts, similarity, x, y and weight.
        """
        with spoken_errors(as_html=False):
            if self._latent is None:
                raise BundleError(
                    "Expected a bundle with a map, but the one in use has none. "
                    "Run `python -m pipeline map` on it and start the app again."
                )
            prediction = self._answers.ask(text, 1, AUTO).prediction
            location = self._latent.locate(prediction)
            place = (
                location.to_dict()
                if location
                else {"x": None, "y": None, "spread": None, "neighbors": []}
            )
            return {"text": prediction.text, "language": prediction.language, **place}
