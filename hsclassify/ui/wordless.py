"""What is said of a text without words: of a code, what it is or what became of it."""

from __future__ import annotations

from typing import Final

from hsclassify.editions import editions, main_partners
from hsclassify.errors import InputError, UnknownCodeError
from hsclassify.nomenclature import Nomenclature
from hsclassify.results import dotted
from hsclassify.ui.wording import Wording

_SUBHEADING: Final = 6


def wordless(text: str, tree: Nomenclature, words: Wording) -> str:
    """Return the explanation for a text that names no goods."""
    return " ".join(filter(None, (_said_of_code(text, tree, words), words("no_words_body"))))


def _said_of_code(text: str, tree: Nomenclature, words: Wording) -> str:
    try:
        code = tree.parse(text)
    except UnknownCodeError as error:
        return said_of_dead(error.code[:_SUBHEADING], error.successors, tree, words)
    except InputError:
        return ""
    if len(code) < _SUBHEADING:  # as likely a quantity or a year
        return ""
    return words("no_words_code", code=dotted(code), title=tree.title(code, words.language))


def said_of_dead(code: str, successors: tuple[str, ...], tree: Nomenclature, words: Wording) -> str:
    """Return what became of a dead code; "" where nobody says."""
    if not successors:
        return ""
    named = "; ".join(
        f"{dotted(heir)} {tree.title(heir, words.language)}"
        for heir in main_partners(code, successors)
    )
    edition = str(editions().died(code))
    return words("no_words_dead", code=dotted(code), edition=edition, codes=named)
