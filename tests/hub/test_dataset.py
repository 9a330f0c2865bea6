"""The dataset: its splits, its files, and a card that agrees with both."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from hsclassify.errors import PublishError
from hsclassify.text import LANGUAGES
from pipeline.cards import dataset_card
from pipeline.corpus import Concept, read_concepts
from pipeline.dataset import RECORD_FILE, SPLITS, DatasetRecord, dataset_splits, text_key

REPO = "acme/hs-goods-4lang"


def plain(text: str) -> str:
    """A normaliser of the test's own: letters, their marks and numbers, without case."""
    composed = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[^\w\u0e31-\u0e4e]|_", "", composed)


def read(folder: Path, config: str, split: str) -> list[dict[str, object]]:
    return list(pq.read_table(folder / config / f"{split}.parquet").to_pylist())


def test_no_text_of_the_corpus_is_in_two_splits() -> None:
    concepts = [c for c in read_concepts() if len(c.code) == 6]
    splits = dataset_splits(concepts)
    seen: dict[str, set[str]] = {}
    for c in concepts:
        for text in c.texts.values():
            seen.setdefault(plain(text), set()).add(splits[c.concept_id])
    assert [text for text, found in seen.items() if len(found) > 1] == []
    moved = [c for c in concepts if splits[c.concept_id] != c.split]
    assert len(moved) < 50
    assert {splits[c.concept_id] for c in moved} <= {"train"}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from("ABCDEF"), min_size=4, max_size=4), max_size=25))
def test_chains_of_shared_texts_end_in_one_split(texts: list[list[str]]) -> None:
    concepts = [
        Concept(f"010121.{i}", "010121", "goods", dict(zip(LANGUAGES, row, strict=True)))
        for i, row in enumerate(texts)
    ]
    splits = dataset_splits(concepts)
    owners: dict[str, set[str]] = {}
    for c in concepts:
        for text in c.texts.values():
            owners.setdefault(text_key(text), set()).add(splits[c.concept_id])
    assert all(len(found) == 1 for found in owners.values())


def test_the_files_hold_what_the_record_says(tiny_dataset: Path) -> None:
    record = DatasetRecord.read(tiny_dataset)
    for config, rows in record.rows.items():
        assert {split: len(read(tiny_dataset, config, split)) for split in rows} == rows
    for split in SPLITS:
        languages = Counter(row["lang"] for row in read(tiny_dataset, "examples", split))
        assert dict(languages) == record.examples[split]


def test_a_concept_is_in_one_split(tiny_dataset: Path) -> None:
    ids = {s: {r["concept_id"] for r in read(tiny_dataset, "examples", s)} for s in SPLITS}
    assert not ids["train"] & (ids["validation"] | ids["test"])
    assert not ids["validation"] & ids["test"]
    for split in SPLITS:
        assert {r["concept_id"] for r in read(tiny_dataset, "concepts", split)} == ids[split]


def test_equal_sources_give_equal_bytes(
    tiny_dataset: Path, tiny_concepts: list[Concept], tiny_corpus: Path, tmp_path: Path
) -> None:
    from pipeline.corpus import read_sections
    from pipeline.dataset import build_dataset

    again = build_dataset(tiny_concepts, read_sections(tiny_corpus), tmp_path / "again")
    assert again == DatasetRecord.read(tiny_dataset)


def test_the_official_text_comes_with_its_attribution(
    tiny_concepts: list[Concept], tiny_corpus: Path, tmp_path: Path
) -> None:
    from pipeline.corpus import read_sections
    from pipeline.dataset import build_dataset

    folder = tmp_path / "official"
    official = {"090121": "Coffee; roasted, not decaffeinated"}
    record = build_dataset(tiny_concepts, read_sections(tiny_corpus), folder, official, "codes.csv")
    rows = {r["code"]: r["official_en"] for r in read(folder, "nomenclature", "train")}
    assert rows["090121"] == official["090121"]
    assert rows["090122"] is None
    card = dataset_card(record, folder, REPO)
    assert "codes.csv" in card
    assert "PDDL" in card


def test_without_the_official_text_nothing_is_attributed(tiny_dataset: Path) -> None:
    assert "PDDL" not in dataset_card(DatasetRecord.read(tiny_dataset), tiny_dataset, REPO)


def test_the_card_agrees_with_the_files(tiny_dataset: Path) -> None:
    record = DatasetRecord.read(tiny_dataset)
    card = dataset_card(record, tiny_dataset, REPO)
    for config, rows in record.rows.items():
        assert numbers(card, rf"\| `{config}` \|[^|]*\|") == list(rows.values())
    for lang in LANGUAGES:
        expected = [record.examples[split][lang] for split in SPLITS]
        assert numbers(card, rf"\| \w+ \(`{lang}`\) \|") == expected
    total = sum(record.rows["examples"].values())
    assert f"\n{total:,} short descriptions" in card
    assert f"`{record.revision}`" in card
    prose = " ".join(card.split())
    assert f"whatever language: {record.moved} held-out concepts" in prose
    kept = {row["chapter"] for split in SPLITS for row in read(tiny_dataset, "examples", split)}
    assert f"`chapter` (ClassLabel, {len(kept)} names)" in card


def test_the_metadata_of_the_card_describes_the_files(tiny_dataset: Path) -> None:
    record = DatasetRecord.read(tiny_dataset)
    head = yaml.safe_load(dataset_card(record, tiny_dataset, REPO).split("---\n")[1])
    assert (head["license"], head["language"]) == ("mit", list(LANGUAGES))
    for config in head["configs"]:
        for part in config["data_files"]:
            assert (tiny_dataset / part["path"]).is_file()
    infos = {info["config_name"]: info for info in head["dataset_info"]}
    for config, rows in record.rows.items():
        assert {s["name"]: s["num_examples"] for s in infos[config]["splits"]} == rows
        columns = pq.read_schema(tiny_dataset / config / "train.parquet").names
        assert [f["name"] for f in infos[config]["features"]] == columns


def test_changed_files_are_refused(tiny_dataset: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_dataset, tmp_path / "copy"))
    (folder / "examples" / "test.parquet").write_bytes(b"")
    with pytest.raises(PublishError, match=f"not those that its {RECORD_FILE} names"):
        DatasetRecord.read(folder)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"files": [1]}', '"text"', "\xff"])
def test_a_record_that_is_damaged_or_older_is_refused(
    content: str, tiny_dataset: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(tiny_dataset, tmp_path / "copy"))
    (folder / RECORD_FILE).write_bytes(content.encode("latin-1"))
    with pytest.raises(PublishError, match="pipeline dataset` again"):
        DatasetRecord.read(folder)


def test_a_record_that_lacks_a_number_is_refused(tiny_dataset: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_dataset, tmp_path / "copy"))
    values = json.loads((folder / RECORD_FILE).read_text("utf-8"))
    del values["moved"]
    (folder / RECORD_FILE).write_text(json.dumps(values), "utf-8")
    with pytest.raises(PublishError, match="pipeline dataset` again"):
        DatasetRecord.read(folder)


def numbers(card: str, begin: str) -> list[int]:
    """The numbers of the table row that begins like *begin*."""
    line = re.search(rf"^{begin}(.*)$", card, re.MULTILINE)
    assert line, begin
    return [int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", line[1])]
