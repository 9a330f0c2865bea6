"""National tariff lines under a subheading: eight digits and more, with units and duties.

They come from an optional file, ``tariffs.parquet``, that ``python -m pipeline
tariffs`` writes from the US HTS export and from any other country's tariff in
a plain CSV form. It lies in the bundle's folder, or where HSCLASSIFY_TARIFFS
says; without it everything else works.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from hsclassify.errors import BundleError
from hsclassify.lexical import LexicalIndex
from hsclassify.results import dotted
from hsclassify.text import clean, has_words

if TYPE_CHECKING:
    import pyarrow as pa

    from hsclassify.classifier import HSClassifier

TARIFFS_FILE: Final = "tariffs.parquet"
LEVELS_MARK: Final = " › "
SOURCES_KEY: Final = b"hsclassify.tariffs"
COLUMNS: Final = (
    "country",
    "code",
    "text",
    "units",
    "general",
    "special",
    "other",
    "notes",
    "declarable",
)
_SUBHEADING: Final = 6


@dataclass(frozen=True)
class NationalLine:
    """A line of a country's tariff.

    Attributes:
        country: two letters, as ISO 3166 has them.
        code: bare digits, 7 to 12 of them; the first six are the HS code.
        text: what it covers, with the texts above it, parted by :data:`LEVELS_MARK`.
        units: units of quantity that a declaration states, parted by ", ".
        general: duty for most origins, as the tariff words it.
        special: duty under agreements, with the programmes it belongs to.
        other: duty for origins without normal relations (US column 2).
        notes: what the tariff says besides, such as "See 9903.88.15."
        declarable: goods are declared under it; False for a line that is divided further.
    """

    country: str
    code: str
    text: str
    units: str
    general: str
    special: str
    other: str
    notes: str
    declarable: bool

    @property
    def dotted(self) -> str:
        """The code as tariffs print it, e.g. ``0306.17.00.41``."""
        national = self.code[_SUBHEADING:]
        pairs = [national[i : i + 2] for i in range(0, len(national), 2)]
        return ".".join([dotted(self.code[:_SUBHEADING]), *pairs])

    @property
    def levels(self) -> tuple[str, ...]:
        """The text split into its levels, the line's own last."""
        return tuple(self.text.split(LEVELS_MARK))

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values under stable keys."""
        return {name: getattr(self, name) for name in COLUMNS} | {"dotted": self.dotted}


@dataclass(frozen=True)
class RankedLine:
    """A line beside the others under its subheading.

    Attributes:
        line: the line.
        own: its text without the levels that all the others have too.
        similarity: likeness to the description, 1 for the same text, about 0 for
            unrelated; 0 for all where there is no description.
        as_of: day that its duties are of, YYYY-MM-DD; "" where the file does not tell.
    """

    line: NationalLine
    own: str
    similarity: float
    as_of: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values under stable keys."""
        return self.line.to_dict() | {
            "own": self.own,
            "as_of": self.as_of,
            "similarity": round(self.similarity, 4),
        }


class Tariffs:
    """The lines of one or more countries' tariffs."""

    def __init__(self, table: pa.Table) -> None:
        """Take a table with the columns of :data:`COLUMNS`, sorted by code.

        Raises:
            BundleError: it has other columns, other types or empty cells, or another order.
        """
        if table.column_names != list(COLUMNS):
            raise BundleError(
                f"Expected the columns {', '.join(COLUMNS)} in {TARIFFS_FILE}, found "
                f"{', '.join(table.column_names)}. Make it with python -m pipeline tariffs."
            )
        _check_cells(table)
        self._table = table

    @classmethod
    def read(cls, file: Path) -> Tariffs:
        """Read ``tariffs.parquet``, of which every page carries a checksum.

        Raises:
            BundleError: *file* is missing or not such a file.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            # read_table loads much more of pyarrow
            with pq.ParquetFile(file, page_checksum_verification=True) as parquet:
                table = parquet.read()
            table.validate(full=True)
            tariffs = cls(table)
            if not isinstance(tariffs.sources, dict):
                raise ValueError("its note of sources is damaged")
            return tariffs
        except (OSError, pa.ArrowException, ValueError) as error:
            raise BundleError(
                f"Expected a tariff file in {file}, but it cannot be read ({error}). "
                "Make one with python -m pipeline tariffs."
            ) from error

    @classmethod
    def at_hand(cls, bundle: Path, named: str = "") -> Tariffs | None:
        """Read the file that is *named*, else the one in the *bundle* folder; None without either.

        Raises:
            BundleError: the file is there and damaged, or was named and is missing.
        """
        file = Path(named) if named else bundle / TARIFFS_FILE
        return cls.read(file) if named or file.is_file() else None

    def __len__(self) -> int:
        return self._table.num_rows

    @property
    def sources(self) -> Mapping[str, Mapping[str, Any]]:
        """By country: name and SHA-256 of the source, its date, and the number of lines."""
        return json.loads((self._table.schema.metadata or {}).get(SOURCES_KEY, b"{}"))

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries that have lines, sorted."""
        return tuple(sorted(self._table.column("country").unique().to_pylist()))

    @cached_property
    def _codes(self) -> list[str]:
        return self._table.column("code").to_pylist()

    def lines(self, code: str, country: str | None = None) -> tuple[NationalLine, ...]:
        """Return the lines whose code begins with *code* (bare digits), in tariff order."""
        start, stop = bisect_left(self._codes, code), bisect_left(self._codes, code + ":")
        rows = self._table.slice(start, stop - start).to_pylist()
        return tuple(NationalLine(**r) for r in rows if country in (None, r["country"]))

    def ranked(
        self, code: str, text: str, classifier: HSClassifier, country: str | None = None
    ) -> tuple[RankedLine, ...]:
        """Return the declarable lines under a subheading, the likest to a description first.

        What all of them share is left out of the comparison. A text without words
        leaves them in tariff order.
        """
        lines = [line for line in self.lines(code, country) if line.declarable]
        own = own_texts(lines)
        likeness = np.zeros(len(lines), np.float32)
        if lines and has_words(description := clean(text)):
            likeness = _likeness(description, own, classifier)
        order = np.argsort(-likeness, kind="stable").tolist()
        days = {country: told.get("as_of", "") for country, told in self.sources.items()}
        return tuple(
            RankedLine(lines[i], own[i], float(likeness[i]), days.get(lines[i].country, ""))
            for i in order
        )


def _check_cells(table: pa.Table) -> None:
    """Refuse what a look-up by bisection would answer wrongly, or not at all."""
    for name in COLUMNS:
        column = table.column(name)
        kinds = {"bool"} if name == "declarable" else {"string", "large_string"}
        if str(column.type) not in kinds or column.null_count:
            raise BundleError(
                f"Expected {TARIFFS_FILE} to have a {max(kinds)} in each row of {name}, found "
                f"{column.type} and {column.null_count} empty cells. "
                "Make it with python -m pipeline tariffs."
            )
    codes = table.column("code").to_pylist()
    for one, other in pairwise(codes):
        if one > other:
            raise BundleError(
                f"Expected the lines of {TARIFFS_FILE} by code, found {other} after {one}. "
                "Make it with python -m pipeline tariffs."
            )


def own_texts(lines: Sequence[NationalLine]) -> list[str]:
    """Return each line's text without the levels that all lines have in common."""
    levels = [line.levels for line in lines]
    same = takewhile(lambda level: len(set(level)) == 1, zip(*levels, strict=False))
    shared = min(len(list(same)), min(map(len, levels), default=1) - 1)
    return [LEVELS_MARK.join(own[shared:]) for own in levels]


def _likeness(text: str, lines: Sequence[str], classifier: HSClassifier) -> npt.NDArray[np.float32]:
    """Return meaning and spelling weighed as the classifier weighs them, shape (n,)."""
    vectors = classifier.bundle.encoder.encode([text, *lines])
    meaning = vectors[1:] @ vectors[0]
    weight = classifier.calibration.lexical_weight
    return (1 - weight) * meaning + weight * LexicalIndex(lines).scores(text)
