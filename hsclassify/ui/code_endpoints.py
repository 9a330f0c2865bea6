"""The public functions about codes: /lookup, /search and /convert.

Signatures and docstrings are read by Gradio: they become the API page and the
schemas of the MCP tools.
"""

from __future__ import annotations

from typing import Any

from hsclassify.codes import Codes
from hsclassify.errors import InputError
from hsclassify.ui.errors import spoken_errors


class CodeEndpoints:
    """The public functions, over one nomenclature."""

    def __init__(self, codes: Codes) -> None:
        self._codes = codes

    def lookup(self, code: str, description: str = "") -> dict[str, Any]:
        """Look up a Harmonized System (HS 2022) code: does it exist, and what does it cover?

        Returns the code's titles in four languages, its section, chapter and heading, the
        codes below it, goods that belong under it, and national tariff lines with duties
        where the server has a tariff. A code that only older editions of the HS had is
        answered with status "dead" and the HS 2022 codes that took over its goods. Digits
        that never were a code are an error that names the nearest code. To find a code by
        words, use search or classify.

        Args:
            code: Code of 2, 4 or 6 digits with or without dots, such as "0306.17", or a
                national code of up to 12 digits, which is read by its first six. Or a
                section, "I" to "XXI", to go down the tree from the top.
            description: Optional description of the goods; national lines are then ranked
                by how well they fit it.

        Returns:
            The keys code, dotted, level, status ("current" or "dead"), message, titles,
            path, children, editions, died, successors, predecessors, goods and national. Entries
            of path, children and successors have code, dotted and titles; successors come
            closest first. Entries of national have country, code, dotted, text, own, units,
            general, special, other, notes, declarable, as_of (day of the duties, "" where
            unknown) and similarity.
        """
        with spoken_errors(as_html=False):
            if not isinstance(description, str):
                raise InputError(
                    f"description has to be a text, got one of type {type(description).__name__}. "
                    "Pass a string, or leave it out."
                )
            found = self._codes.lookup(code)
            lines = self._codes.national(found.code, description)
            return found.to_dict() | {"national": [line.to_dict() for line in lines]}

    def search(self, query: str, limit: int = 20) -> list[dict[str, Any]]:
        """Search the Harmonized System (HS 2022) by words or by the beginning of a code.

        Words in English, Thai, Vietnamese or Chinese find codes whose titles hold them and
        codes of goods that mean the same. Digits find the codes that begin with them, or
        the successors of a code that older editions had. For the code of particular goods
        with probabilities, use classify.

        Args:
            query: Words such as "prawn", or digits such as "0306".
            limit: How many codes to return at most, 1 to 100.

        Returns:
            A list, best first; empty when nothing is found. Each entry has code, dotted,
            titles by language, score (0 to 1, for the order only) and found_by, a list of
            "title", "meaning", "code" or "successor".
        """
        with spoken_errors(as_html=False):
            return [hit.to_dict() for hit in self._codes.search(query, limit)]

    def convert(
        self, code: str, from_edition: int = 2017, to_edition: int = 2022
    ) -> dict[str, Any]:
        """Convert a code from one edition of the Harmonized System to another.

        Editions are 1992, 1996, 2002, 2007, 2012, 2017 and 2022. The pairs come from the
        conversion tables of the UN Statistics Division, and for 25 codes of 2017 that these
        leave out from the texts of both editions; small parts of a code may have gone to
        other codes than those named.

        Args:
            code: Code of 2, 4 or 6 digits, such as "8517.12".
            from_edition: Edition that the code is of.
            to_edition: Edition to convert to.

        Returns:
            The keys code, from_edition, to_edition, relation ("same", "moved", "split" or
            "unknown"), partners (closest first, each with code, dotted and titles; only
            HS 2022 codes have titles), reused (whether to_edition has the same digits for
            other goods) and message.
        """
        with spoken_errors(as_html=False):
            return self._codes.convert(code, from_edition, to_edition).to_dict()
