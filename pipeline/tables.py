"""The Parquet tables of a bundle, from the corpus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from hsclassify.bundle import CONCEPT_COLUMNS
from hsclassify.nomenclature import SECTION_LEVEL
from hsclassify.text import LANGUAGES, Language, clean
from pipeline.corpus import Concept, Section

_NOMENCLATURE = pa.schema(
    [
        ("code", pa.string()),
        ("level", pa.int8()),
        ("parent", pa.string()),
        *((lang, pa.string()) for lang in LANGUAGES),
    ]
)


def voting_concepts(concepts: Sequence[Concept]) -> list[Concept]:
    """Return the rows that can vote: those with a six-digit code, by code and row."""
    return sorted((c for c in concepts if len(c.code) == 6), key=lambda c: c.code)


def concept_texts(concepts: Sequence[Concept]) -> list[str]:
    """Return the cleaned texts, concept by concept, each in all languages."""
    return [clean(c.texts[lang]) for c in concepts for lang in LANGUAGES]


def write_concepts(concepts: Sequence[Concept], file: Path) -> None:
    """Write ``concepts.parquet``."""
    columns: dict[str, list[str]] = {
        "concept_id": [c.concept_id for c in concepts],
        "hs6": [c.code for c in concepts],
        "kind": [c.kind for c in concepts],
        **{lang: [clean(c.texts[lang]) for c in concepts] for lang in LANGUAGES},
        "split": [c.split for c in concepts],
    }
    _write(pa.table({name: columns[name] for name in CONCEPT_COLUMNS}), file)


def write_nomenclature(
    concepts: Sequence[Concept], sections: Sequence[Section], file: Path
) -> None:
    """Write ``nomenclature.parquet``: sections, then every code in order."""
    _write(pa.Table.from_pylist(nomenclature_rows(concepts, sections), schema=_NOMENCLATURE), file)


def nomenclature_rows(
    concepts: Sequence[Concept], sections: Sequence[Section]
) -> list[dict[str, Any]]:
    """Return code, level, parent and titles of the sections, then of every code in order."""
    section_of = {
        f"{n:02d}": s.code for s in sections for n in range(int(s.first), int(s.last) + 1)
    }
    rows: list[dict[str, Any]] = [
        {"code": s.code, "level": SECTION_LEVEL, "parent": "", **_columns(s.texts)}
        for s in sections
    ]
    for c in sorted((c for c in concepts if c.kind == "title"), key=lambda c: c.code):
        parent = c.code[:-2] or section_of[c.code]
        rows.append({"code": c.code, "level": len(c.code), "parent": parent, **_columns(c.texts)})
    return rows


def _columns(texts: Mapping[Language, str]) -> dict[str, str]:
    return {lang: texts[lang] for lang in LANGUAGES}


def write_parquet(table: pa.Table, file: Path, **options: Any) -> None:
    """Write *table* so that equal rows give equal bytes, and small files.

    Args:
        table: its rows; without statistics they are all that the file tells of.
        file: where to.
        options: others of ``pyarrow.parquet.write_table``.
    """
    pq.write_table(
        table, file, compression="zstd", compression_level=19, write_statistics=False, **options
    )


def _write(table: pa.Table, file: Path) -> None:
    # Texts hardly repeat, so that a dictionary of them only takes space.
    texts = (field.name for field in table.schema if pa.types.is_string(field.type))
    encodings = dict.fromkeys(texts, "DELTA_LENGTH_BYTE_ARRAY")
    write_parquet(table, file, use_dictionary=False, column_encoding=encodings)
