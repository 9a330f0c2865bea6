"""The dataset for the Hub: typed Parquet files from the corpus, split by concept."""

from __future__ import annotations

import json
import shutil
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from hsclassify.errors import CorpusError, PublishError
from hsclassify.manifest import FileRow, file_rows
from hsclassify.text import LANGUAGES, clean
from pipeline.build import corpus_digest
from pipeline.corpus import Concept, Section, Split, codes_of
from pipeline.tables import nomenclature_rows, voting_concepts

SPLITS: Final[tuple[Split, ...]] = ("train", "validation", "test")
RECORD_FILE: Final = "dataset.json"
CARD_FILE: Final = "README.md"
_LETTERS_MARKS_NUMBERS: Final = frozenset("LMN")


@dataclass(frozen=True)
class DatasetRecord:
    """What ``dataset.json`` says of a built dataset.

    Attributes:
        revision: digest of the corpus, as a bundle's manifest names it.
        rows: number of rows by config and split.
        examples: number of example texts by split and language.
        moved: concepts that the corpus holds out but that share a text with another
            split, and so are in train here.
        official: source of the official English texts, "" where there are none.
        files: path, size and digest of every data file.
    """

    revision: str
    rows: Mapping[str, Mapping[str, int]]
    examples: Mapping[str, Mapping[str, int]]
    moved: int
    official: str
    files: tuple[FileRow, ...]

    def write(self, folder: Path) -> None:
        """Write the record into *folder*."""
        text = json.dumps(asdict(self), indent=2, ensure_ascii=False)
        (folder / RECORD_FILE).write_text(text + "\n", "utf-8")

    @classmethod
    def read(cls, folder: Path) -> DatasetRecord:
        """Read the record of the dataset in *folder* and check that the files are those it names.

        Raises:
            PublishError: there is none, or a file is missing, changed or left over.
        """
        file = folder / RECORD_FILE
        if not file.is_file():
            raise PublishError(
                f"Expected a dataset with a {RECORD_FILE} in {folder}, found none. "
                "Run `python -m pipeline dataset` first."
            )
        try:
            values = json.loads(file.read_text("utf-8"))
            record = cls(**{**values, "files": tuple(FileRow(**row) for row in values["files"])})
        except (ValueError, KeyError, TypeError) as error:
            raise PublishError(
                f"Expected the record of a dataset as this release writes it in {file}, but it "
                f"cannot be read ({error}). Run `python -m pipeline dataset` again."
            ) from error
        if _data_files(folder) != record.files:
            raise PublishError(
                f"The files in {folder} are not those that its {RECORD_FILE} names. "
                "Run `python -m pipeline dataset` again."
            )
        return record


def build_dataset(
    concepts: Sequence[Concept],
    sections: Sequence[Section],
    target: Path,
    official: Mapping[str, str] | None = None,
    official_source: str = "",
) -> DatasetRecord:
    """Write the configs ``concepts``, ``examples`` and ``nomenclature`` below *target*.

    Args:
        concepts: the checked corpus.
        sections: its sections.
        target: folder of the dataset; an older one there is replaced.
        official: official English text by code; adds the column ``official_en``.
        official_source: where that came from, for the card.

    Raises:
        CorpusError: a text would be in two splits.
    """
    if target.exists() and not (target / RECORD_FILE).exists() and any(target.iterdir()):
        raise PublishError(
            f"Expected {target} to be a dataset or not to exist, found other files there. "
            "Name another folder."
        )
    rows = voting_concepts(concepts)
    splits = dataset_splits(rows)
    parts = {split: [c for c in rows if splits[c.concept_id] == split] for split in SPLITS}
    _check_splits(parts)
    shutil.rmtree(target, ignore_errors=True)
    chapters = codes_of(concepts, 2)
    for split, part in parts.items():
        _write(_concept_rows(part), _concept_features(), target / "concepts" / f"{split}.parquet")
        features = _example_features(chapters)
        _write(_example_rows(part), features, target / "examples" / f"{split}.parquet")
    tree = _nomenclature_rows(concepts, sections, official)
    features = _nomenclature_features(with_official=official is not None)
    _write(tree, features, target / "nomenclature" / "train.parquet")
    counts: dict[str, int] = {split: len(part) for split, part in parts.items()}
    record = DatasetRecord(
        revision=corpus_digest(concepts),
        rows={
            "concepts": counts,
            "examples": {split: n * len(LANGUAGES) for split, n in counts.items()},
            "nomenclature": {"train": len(tree)},
        },
        examples={split: dict.fromkeys(LANGUAGES, n) for split, n in counts.items()},
        moved=sum(splits[c.concept_id] != c.split for c in rows),
        official=official_source if official is not None else "",
        files=_data_files(target),
    )
    record.write(target)
    return record


def dataset_splits(concepts: Sequence[Concept]) -> dict[str, Split]:
    """Return the split of each concept, by id.

    That is the corpus' own, but a held-out concept that shares a text with another split
    is in train, together with whatever shares a text with it: so no text is in two splits.
    """
    splits = {c.concept_id: c.split for c in concepts}
    keys = {c.concept_id: frozenset(map(text_key, c.texts.values())) for c in concepts}
    while shared := _shared_keys(keys, splits):
        splits |= dict.fromkeys((i for i, own in keys.items() if own & shared), "train")
    return splits


def text_key(text: str) -> str:
    """Return what two texts have in common that are the same but for case, spaces and signs."""
    folded = clean(text).casefold()
    return "".join(c for c in folded if unicodedata.category(c)[0] in _LETTERS_MARKS_NUMBERS)


def features_of(folder: Path, config: str) -> Any:
    """Return the ``datasets.Features`` that the Parquet files of *config* carry."""
    import pyarrow.parquet as pq
    from datasets import Features

    return Features.from_arrow_schema(pq.read_schema(folder / config / "train.parquet"))


def _shared_keys(keys: Mapping[str, frozenset[str]], splits: Mapping[str, Split]) -> frozenset[str]:
    """Return the keys that stand in more than one split; *keys* are by concept."""
    owners: dict[str, Split] = {}
    return frozenset(
        key
        for concept_id, own in keys.items()
        for key in own
        if owners.setdefault(key, splits[concept_id]) != splits[concept_id]
    )


def _check_splits(parts: Mapping[Split, Sequence[Concept]]) -> None:
    owners = Counter(
        key
        for part in parts.values()
        for key in {text_key(text) for c in part for text in c.texts.values()}
    )
    twice = tuple(key for key, count in owners.items() if count > 1)
    if twice:
        raise CorpusError(f"{len(twice)} texts are in two splits:", problems=twice)


def _concept_rows(concepts: Sequence[Concept]) -> list[dict[str, Any]]:
    return [
        {
            "concept_id": c.concept_id,
            "hs6": c.code,
            "kind": c.kind,
            **{lang: clean(c.texts[lang]) for lang in LANGUAGES},
        }
        for c in concepts
    ]


def _example_rows(concepts: Sequence[Concept]) -> list[dict[str, Any]]:
    return [
        {
            "text": clean(c.texts[lang]),
            "lang": lang,
            "hs6": c.code,
            "heading": c.code[:4],
            "chapter": c.code[:2],
            "concept_id": c.concept_id,
        }
        for c in concepts
        for lang in LANGUAGES
    ]


def _nomenclature_rows(
    concepts: Sequence[Concept], sections: Sequence[Section], official: Mapping[str, str] | None
) -> list[dict[str, Any]]:
    rows = nomenclature_rows(concepts, sections)
    if official is None:
        return rows
    return [{**row, "official_en": official.get(row["code"])} for row in rows]


def _concept_features() -> dict[str, Any]:
    from datasets import Value

    return {name: Value("string") for name in ("concept_id", "hs6", "kind", *LANGUAGES)}


def _example_features(chapters: Sequence[str]) -> dict[str, Any]:
    from datasets import ClassLabel, Value

    return {
        **{name: Value("string") for name in ("text", "lang", "hs6", "heading")},
        "chapter": ClassLabel(names=list(chapters)),
        "concept_id": Value("string"),
    }


def _nomenclature_features(*, with_official: bool) -> dict[str, Any]:
    from datasets import Value

    last = {"official_en": Value("string")} if with_official else {}
    return {
        "code": Value("string"),
        "level": Value("int8"),
        "parent": Value("string"),
        **{lang: Value("string") for lang in LANGUAGES},
        **last,
    }


def _write(rows: Sequence[Mapping[str, Any]], features: dict[str, Any], file: Path) -> None:
    from datasets import Dataset, Features

    columns = {name: [row[name] for row in rows] for name in features}
    file.parent.mkdir(parents=True, exist_ok=True)
    Dataset.from_dict(columns, features=Features(features)).to_parquet(file)


def _data_files(folder: Path) -> tuple[FileRow, ...]:
    return tuple(row for row in file_rows(folder) if row.path.endswith(".parquet"))
