"""The code that an invoice prints against the goods that it describes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hsclassify.agreement import Agreement, agreement, deleted
from hsclassify.editions import LATEST, editions
from hsclassify.nomenclature import Nomenclature
from hsclassify.results import Prediction, dotted


@dataclass(frozen=True)
class CodeCheck:
    """What is to be said about a printed code.

    Attributes:
        agreement: how it stands in HS 2022, and to the goods.
        warning: whether somebody should look at it.
        reason: one sentence.
    """

    agreement: Agreement
    warning: bool
    reason: str

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values under stable keys."""
        a = self.agreement
        return {
            "code": a.code,
            "standing": a.standing,
            "dead_since": a.dead_since,
            "successors": list(a.successors),
            "verdict": a.verdict,
            "warning": self.warning,
            "reason": self.reason,
        }


def check_code(printed: str, prediction: Prediction, tree: Nomenclature) -> CodeCheck:
    """Compare a *printed* code with what the goods were classified as."""
    answered = prediction.candidates[0].code if prediction.candidates else ""
    found = agreement(printed, answered, tree, editions(), prediction.level)
    return CodeCheck(found, *_verdict(found, printed, answered))


def _dead(found: Agreement, answered: str) -> str:
    """Return why a code is dead, and whether one of its successors fits the goods."""
    reason = deleted(found.code, found.dead_since or LATEST, found.successors)
    if not found.verdict:
        return reason
    answer = dotted(answered)
    if found.verdict == "same code":
        return f"{reason} Among them {answer} is the code of the goods described."
    return f"{reason} None of them is {answer}, the code of the goods described."


def _verdict(found: Agreement, printed: str, answered: str) -> tuple[bool, str]:
    if found.standing == "missing":
        return False, "No code is printed."
    if found.standing == "unreadable":
        return True, f"{printed!r} cannot be read as a code."
    name = dotted(found.code)
    if found.standing == "unknown":
        return (
            True,
            f"{name} is not a code of HS 2022, and no table here has it in an older edition.",
        )
    if found.standing == "dead":
        return True, _dead(found, answered)
    if not answered:
        return False, f"{name} exists in HS 2022."
    if not found.verdict:
        return (
            False,
            f"{name} exists in HS 2022; the description is too vague to compare it with.",
        )
    return _compared(found, name, dotted(answered))


def _compared(found: Agreement, name: str, answer: str) -> tuple[bool, str]:
    if found.verdict == "same code":
        return False, f"{name} is what the goods were classified as."
    if found.verdict == "disagrees":
        return True, f"{name} is in another chapter than {answer}, the code of the goods described."
    level = found.verdict.removeprefix("same ")
    return level == "chapter", f"{name} shares the {level} with {answer}, the likeliest code."
