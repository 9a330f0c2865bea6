"""What is missing or doubtful in a document that was read, a sentence each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hsclassify.documents.sums import Sum


def too_many_words(limit: int) -> str:
    """Say that a page has more words than the *limit*."""
    return (
        f"A page has more than {limit:,} words; the others were left out. "
        "Send a page of the usual size."
    )


def unclear_digits(lines: Sequence[int]) -> str:
    """Say in which *lines* a misread digit was put right."""
    named = _listed(lines)
    if len(lines) == 1:
        return (
            f"One digit was unclear and taken from quantity × price = amount in line {named}: "
            "compare with the page."
        )
    return (
        f"A digit each was unclear and taken from quantity × price = amount in lines {named}: "
        "compare with the page."
    )


def letters_in_codes(lines: Sequence[int]) -> str:
    """Say in which *lines* a printed code was read with letters, which were taken for digits."""
    named = _listed(lines)
    if len(lines) == 1:
        return f"A letter was taken for a digit in the code of line {named}: compare with the page."
    return f"Letters were taken for digits in the codes of lines {named}: compare with the page."


def thai_digits() -> str:
    """Say that digits stand in a picture that cannot be read."""
    return (
        "The picture shows Thai digits. Tesseract knows only half of them: check every number, or "
        "send a PDF that has text in it."
    )


def no_items() -> str:
    """Say that there is nothing to classify, and what might help."""
    return (
        "No line item was found. A table is known by a header row, such as description, quantity "
        "and amount, or by amounts that are quantity × price; a clearer picture may help."
    )


def other_total(sums: Sum) -> str:
    """Say that the lines do not make the total of *sums*."""
    lines, total = sums.lines or 0, sums.total or 0
    if not sums.charges:
        return f"The lines add up to {lines:,}, but the document's total is {total:,}."
    return (
        f"With charges and discounts the lines come to {lines + sums.charges:,}, but the "
        f"document's total is {total:,}."
    )


def listed_twice(lines: Sequence[int]) -> str:
    """Say which *lines* have the goods of others, as in a packing list behind its invoice."""
    named = _listed(lines)
    if len(lines) == 1:
        return (
            f"Line {named} lists goods of another page again, as the packing list of an invoice "
            "does: count them once."
        )
    return (
        f"Lines {named} list goods of another page again, as the packing list of an invoice "
        "does: count them once."
    )


def copied_pages(pages: Mapping[int, int]) -> str:
    """Say which *pages* repeat others, each with the page that it repeats."""
    copies, originals = _listed(list(pages)), _listed(sorted(set(pages.values())))
    if len(pages) == 1:
        return (
            f"Page {copies} repeats the lines of page {originals}, as a copy of a document does: "
            "they are summed up once."
        )
    return (
        f"Pages {copies} repeat the lines of pages {originals}, as copies of a document do: "
        "they are summed up once."
    )


def flagged_codes(lines: Sequence[int]) -> str:
    """Say in which *lines* somebody should look at the printed code."""
    named = _listed(lines)
    if len(lines) == 1:
        return f"The printed code deserves a look in line {named}."
    return f"The printed codes deserve a look in lines {named}."


def _listed(lines: Sequence[int]) -> str:
    return ", ".join(map(str, lines))
