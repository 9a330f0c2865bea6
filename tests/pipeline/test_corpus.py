"""The corpus keeps its rules, and the checks find what breaks them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hsclassify.errors import CorpusError
from hsclassify.text import LANGUAGES, clean
from pipeline.__main__ import main
from pipeline.corpus import CORPUS_FOLDER, Concept, check, read_concepts, read_sections, split_of
from pipeline.corpus.numbering import LAST_NUMBER_FILE, number_new_rows
from pipeline.corpus.reader import read_chapter, write_chapter
from pipeline.evaluate import read_cases

CONCEPTS = read_concepts()
SAMPLE = [c for c in CONCEPTS if c.code.startswith(("03", "09"))]
"""Two chapters: enough to break a rule in, and quick to check."""
PLAIN = Path(__file__).parents[1] / "plain_descriptions.csv"
"""Labelled descriptions for measuring only."""


def test_the_verb_prints_counts_and_succeeds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corpus"]) == 0
    printed = capsys.readouterr().out
    assert "96 chapters, 1,228 headings, 5,612 subheadings" in printed
    assert len([line for line in printed.splitlines() if line.strip()[:2].isdigit()]) >= 96


GOODS = next(i for i, c in enumerate(SAMPLE) if c.kind == "goods")
TITLE = next(i for i, c in enumerate(SAMPLE) if c.kind == "title" and len(c.code) == 4)


def text(lang: str, value: str) -> Callable[[Concept], Concept]:
    return lambda c: replace(c, texts={**c.texts, lang: value})


@pytest.mark.parametrize(
    ("row", "damage", "message"),
    [
        (GOODS, text("th", "shrimp"), "th text is not in its script"),
        (GOODS, text("vi", "tôm 虾"), "vi text is not in its script"),
        (GOODS, text("zh", " "), "no zh text"),
        (GOODS, text("en", "two  spaces"), "stray white space"),
        (GOODS, text("vi", "ca\u0301 ho\u0300i"), "not in NFC"),
        (GOODS, lambda c: replace(c, code="999999"), "999999 is not a subheading"),
        (GOODS, lambda c: replace(c, concept_id=""), "have no concept_id"),
        (GOODS, lambda c: replace(c, concept_id=SAMPLE[GOODS + 1].concept_id), "2 rows have"),
        (GOODS, lambda c: replace(c, concept_id="\0" + c.concept_id), "is no concept_id"),
        (TITLE, lambda c: replace(c, code="0399"), "codes of 4 digits|has no title"),
    ],
)
def test_a_damaged_row_is_named(
    row: int, damage: Callable[[Concept], Concept], message: str
) -> None:
    rows = list(SAMPLE)
    rows[row] = damage(rows[row])
    problems = set(check(rows)) - set(check(SAMPLE))
    assert any(re.search(message, p) for p in problems), problems


def test_a_term_under_two_codes_is_named() -> None:
    other = next(c for c in SAMPLE if c.kind == "goods" and c.code != SAMPLE[GOODS].code)
    rows = [*SAMPLE, replace(other, concept_id="x.1", code=SAMPLE[GOODS].code)]
    assert any("x.1" in p and "the same en text" in p for p in check(rows))


def test_a_broken_corpus_ends_with_status_one_and_the_list(
    tiny_corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["corpus", "--folder", str(tiny_corpus)]) == 1
    assert "3 codes of 2 digits have a title; HS 2022 has 96" in capsys.readouterr().err


def test_new_rows_get_the_next_id_and_old_ids_stay(tmp_path: Path) -> None:
    file = Path(shutil.copy(CORPUS_FOLDER / "66.csv", tmp_path))
    before = read_chapter(file)
    last = before[-1]
    new = replace(
        last, concept_id="", kind="goods", texts={x: f"{t} 2" for x, t in last.texts.items()}
    )
    write_chapter(file, [*before, new])
    assert number_new_rows(tmp_path) == 1
    after = read_chapter(file)
    assert [c.concept_id for c in after[:-1]] == [c.concept_id for c in before]
    number = max(
        int(c.concept_id.split(".")[1]) for c in before if c.code == new.code and c.kind == "goods"
    )
    assert after[-1].concept_id == f"{new.code}.{number + 1}"
    assert number_new_rows(tmp_path) == 0


def goods(file: Path) -> list[Concept]:
    return [c for c in read_chapter(file) if c.kind == "goods"]


def test_the_id_of_a_dropped_row_is_never_given_again(tmp_path: Path) -> None:
    file = Path(shutil.copy(CORPUS_FOLDER / "66.csv", tmp_path))
    before = read_chapter(file)
    new = replace(
        before[-1], concept_id="", texts={x: f"{t} 2" for x, t in before[-1].texts.items()}
    )
    write_chapter(file, [*before, new])
    number_new_rows(tmp_path)
    dropped = read_chapter(file)[-1].concept_id
    write_chapter(file, [*before, replace(new, texts={x: f"{x} 3" for x in new.texts})])
    number_new_rows(tmp_path)
    assert read_chapter(file)[-1].concept_id not in {dropped, *(c.concept_id for c in before)}


def test_the_corpus_knows_its_highest_number() -> None:
    numbers = [int(c.concept_id.split(".")[1]) for c in CONCEPTS if c.kind == "goods"]
    assert max(numbers) <= int((CORPUS_FOLDER / LAST_NUMBER_FILE).read_text("utf-8"))


def test_a_row_that_moves_to_another_code_keeps_its_id_and_split(tmp_path: Path) -> None:
    shutil.copy(CORPUS_FOLDER / "66.csv", tmp_path)
    file = Path(shutil.copy(CORPUS_FOLDER / "46.csv", tmp_path))
    known = {c.concept_id: c.texts["en"] for c in goods(file)}
    moved, *rest = goods(file)
    titles = [c for c in read_chapter(file) if c.kind == "title"]
    write_chapter(file, [*titles, *rest])
    umbrellas = read_chapter(tmp_path / "66.csv")
    write_chapter(tmp_path / "66.csv", [*umbrellas, replace(moved, concept_id="", code="660199")])
    assert number_new_rows(tmp_path, known) == 1
    (found,) = [c for c in goods(tmp_path / "66.csv") if c.texts == moved.texts]
    assert (found.concept_id, found.code, found.split) == (moved.concept_id, "660199", moved.split)


@pytest.mark.parametrize("picked", [False, True])
def test_goods_that_were_picked_by_an_answer_are_never_held_out(
    picked: bool, tmp_path: Path
) -> None:
    file = Path(shutil.copy(CORPUS_FOLDER / "66.csv", tmp_path))
    before = read_chapter(file)
    rows = [
        replace(before[-1], concept_id="", texts={x: f"{x} {n}" for x in LANGUAGES})
        for n in range(100)
    ]
    write_chapter(file, [*before, *rows])
    assert number_new_rows(tmp_path, picked=picked) == 100
    new = read_chapter(file)[-100:]
    assert len({c.concept_id for c in new}) == 100
    assert ({c.split for c in new} == {"train"}) is picked
    last = int(new[-1].concept_id.split(".")[1])
    assert int((tmp_path / LAST_NUMBER_FILE).read_text("utf-8")) >= last


def test_a_broken_last_number_is_refused(tmp_path: Path) -> None:
    shutil.copy(CORPUS_FOLDER / "66.csv", tmp_path)
    (tmp_path / LAST_NUMBER_FILE).write_text("many\n")
    with pytest.raises(CorpusError, match="highest number that a concept_id has had, found 'many'"):
        number_new_rows(tmp_path)


def test_files_with_other_columns_are_refused(tmp_path: Path) -> None:
    (tmp_path / "03.csv").write_text("code,en\n0301,Live fish\n")
    with pytest.raises(CorpusError, match=r"03\.csv: expected the columns concept_id"):
        read_concepts(tmp_path)
    with pytest.raises(CorpusError, match=r"such as 03\.csv"):
        read_concepts(tmp_path / "nowhere")


def test_plain_descriptions_stay_out_of_the_corpus() -> None:
    texts = {clean(t).casefold() for c in CONCEPTS for t in c.texts.values()}
    cases = read_cases(PLAIN)
    assert {c.lang for c in cases} == set(LANGUAGES)
    assert [c.text for c in cases if clean(c.text).casefold() in texts] == []
    assert {c.hs6 for c in cases} <= {c.code for c in CONCEPTS}


def test_splits_are_fixed_and_small() -> None:
    goods = [c for c in CONCEPTS if c.kind == "goods"]
    shares = {s: sum(c.split == s for c in goods) / len(goods) for s in ("validation", "test")}
    assert all(0.03 < share < 0.05 for share in shares.values())
    assert {c.split for c in CONCEPTS if c.kind == "title"} == {"train"}
    # These ids were drawn once; another answer would leak held-out rows into training.
    assert [split_of(f"030617.{n}") for n in range(1, 40)].count("train") == 38


def test_sections_cover_every_chapter_once() -> None:
    sections = read_sections()
    chapters = [n for s in sections for n in range(int(s.first), int(s.last) + 1)]
    assert chapters == list(range(1, 98))
    assert all(s.texts[lang] for s in sections for lang in LANGUAGES)
