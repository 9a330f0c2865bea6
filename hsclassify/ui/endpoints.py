"""What callers may call: the functions behind the public endpoints.

Signatures and docstrings are read by Gradio: they become the API page and the
schemas of the MCP tools.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hsclassify.errors import InputError, quoted
from hsclassify.ui.answers import AUTO, Answers
from hsclassify.ui.errors import spoken_errors


class Endpoints:
    """The public functions, over one classifier."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    def classify(
        self,
        text: str,
        top_k: int = 3,
        language: str = AUTO,
        answers: dict[str, str] | None = None,
        record: bool = False,
    ) -> dict[str, Any]:
        """Find the Harmonized System (HS 2022) code of goods from a description.

        Returns ranked six-digit codes with calibrated probabilities, the headings and
        chapters above them, the deepest level that is safe to rely on (6, 4 or 2 digits;
        0 when the description does not allow a safe answer) with the reason, the corpus
        goods that decided it, and what would make the other codes right. A text without
        words gets level 0 and no codes. Where six digits are not safe, questions has facts
        that would settle the rest: call again with the answers to narrow the codes down.

        Args:
            text: Description of the goods in English, Thai, Vietnamese or Chinese, such as
                "frozen vannamei shrimp, peeled"; up to 2,000 characters are read.
            top_k: How many codes, headings and chapters to return, 1 to 50.
            language: Language of the explanation: "en", "th", "vi", "zh", or "auto" for the
                language of the text. Titles and neighbours come in all four languages.
            answers: Answers to questions that an earlier call returned, such as
                {"preservation": "frozen"}: id of the choice by id of the question.
            record: Add the key record, an object to keep: what was asked and answered, when,
                and with which bundle, dataset, HS edition and version. Written to a file as
                JSON, python -m hsclassify --verify FILE tells whether it still holds.

        Returns:
            The keys text, language, level, reason, candidates, headings, chapters, neighbors,
            questions, alternatives, answer_language, explanation and latency_ms, and record
            where asked for. Entries of alternatives have the code of another candidate and its
            conditions, all of which would make it right, each with question, choice, text,
            label and instead_of.
        """
        with spoken_errors(as_html=False):
            if not isinstance(record, bool):
                raise InputError(
                    f"record has to be true or false, got {quoted(record)}. Leave it out."
                )
            answer = self._answers.ask(text, top_k, language, answers)
            if not record:
                return answer.to_dict()
            # Lone surrogates, which the model does not read, have no bytes to answer with.
            kept = replace(answer, text=answer.text.encode("utf-8", "ignore").decode())
            return {**answer.to_dict(), "record": self._answers.record(kept).to_dict()}
