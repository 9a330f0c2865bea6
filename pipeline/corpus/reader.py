"""Reading the corpus files."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final, cast

from hsclassify.errors import CorpusError
from hsclassify.text import LANGUAGES
from pipeline.corpus.rows import Concept, Kind, Section

CORPUS_FOLDER: Final = Path(__file__).parent
CONCEPT_FIELDS: Final = ("concept_id", "code", "kind", *LANGUAGES)
SECTION_FIELDS: Final = ("section", "first", "last", *LANGUAGES)


def chapter_files(folder: Path = CORPUS_FOLDER) -> list[Path]:
    """Return the chapter files of *folder*, in order.

    Raises:
        CorpusError: there is none.
    """
    files = sorted(folder.glob("[0-9][0-9].csv"))
    if not files:
        raise CorpusError(
            f"Expected chapter files such as 03.csv in {folder}, found none. "
            "Name the folder that holds the corpus."
        )
    return files


def read_concepts(folder: Path = CORPUS_FOLDER) -> list[Concept]:
    """Read every chapter file of *folder*, in file and row order.

    Raises:
        CorpusError: a file is missing or has other columns than the corpus.
    """
    return [concept for file in chapter_files(folder) for concept in read_chapter(file)]


def read_chapter(file: Path) -> list[Concept]:
    """Read one chapter file, in row order."""
    return [
        Concept(
            concept_id=row["concept_id"],
            code=row["code"],
            kind=cast(Kind, row["kind"]),
            texts={lang: row[lang] for lang in LANGUAGES},
        )
        for row in read_rows(file, CONCEPT_FIELDS)
    ]


def write_chapter(file: Path, concepts: list[Concept]) -> None:
    """Write one chapter file in the form :func:`read_chapter` reads."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(CONCEPT_FIELDS)
        for c in concepts:
            writer.writerow([c.concept_id, c.code, c.kind, *(c.texts[x] for x in LANGUAGES)])


def read_glossary(folder: Path = CORPUS_FOLDER) -> list[dict[str, str]]:
    """Read the words without a code, for the encoder's training only; text by language."""
    return [{lang: row[lang] for lang in LANGUAGES} for row in read_rows(folder / "glossary.csv")]


def read_sections(folder: Path = CORPUS_FOLDER) -> list[Section]:
    """Read the 21 sections, in order."""
    return [
        Section(row["section"], row["first"], row["last"], {x: row[x] for x in LANGUAGES})
        for row in read_rows(folder / "sections.csv", SECTION_FIELDS)
    ]


def read_rows(file: Path, fields: tuple[str, ...] = LANGUAGES) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file that has exactly the columns *fields*."""
    with file.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream, restkey="surplus")
        if tuple(reader.fieldnames or ()) != fields:
            raise CorpusError(
                f"{file.name}: expected the columns {', '.join(fields)}, "
                f"found {', '.join(reader.fieldnames or ())}. Restore the header line."
            )
        for row in reader:
            if "surplus" in row or None in row.values():
                raise CorpusError(
                    f"{file.name}, line {reader.line_num}: expected {len(fields)} fields. "
                    "Put a text that has a comma in it between double quotes."
                )
            yield row
