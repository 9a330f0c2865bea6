"""The code that an invoice prints against the goods that it describes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from hsclassify.agreement import Agreement, agreement
from hsclassify.editions import editions
from hsclassify.nomenclature import Nomenclature
from hsclassify.results import Prediction, dotted

_NAMED: Final = 4
_SAFE: Final = 2
"""Digits that have to be safe before an answer contradicts a printed code."""


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
    found = agreement(printed, answered, tree, editions())
    warning, reason = _verdict(found, printed, answered)
    sure = prediction.level >= _SAFE or found.verdict in {"same code", "same heading"}
    if found.verdict and not sure:
        found = replace(found, verdict="")
        if found.standing == "exists":
            warning, reason = False, _uncompared(dotted(found.code))
    elif found.standing == "dead" and found.verdict:
        reason = _among_heirs(reason, dotted(answered), fits=found.verdict == "same code")
    return CodeCheck(found, warning, reason)


def _uncompared(name: str) -> str:
    return f"{name} exists in HS 2022; the description is too vague to compare it with."


def _among_heirs(reason: str, answer: str, *, fits: bool) -> str:
    """Return why a code is dead, and whether one of its successors fits the goods."""
    if fits:
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
        heirs = _listed(found.successors) or "no table says which"
        return True, f"{name} was deleted in HS {found.dead_since}; its goods went to: {heirs}."
    if not answered:
        return False, f"{name} exists in HS 2022."
    return _compared(found, name, dotted(answered))


def _listed(codes: Sequence[str]) -> str:
    """Return the first of *codes*, and how many more there are."""
    named = ", ".join(map(dotted, codes[:_NAMED]))
    more = len(codes) - _NAMED
    return f"{named} and {more} more" if more > 0 else named


def _compared(found: Agreement, name: str, answer: str) -> tuple[bool, str]:
    if found.verdict == "same code":
        return False, f"{name} is what the goods were classified as."
    if found.verdict == "disagrees":
        return True, f"{name} is in another chapter than {answer}, the code of the goods described."
    level = found.verdict.removeprefix("same ")
    return level == "chapter", f"{name} shares the {level} with {answer}, the likeliest code."
