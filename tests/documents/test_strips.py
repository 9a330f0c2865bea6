"""The cutting of a page into pieces of lines, and the choice between two readings of one."""

from __future__ import annotations

import time

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsclassify.documents import ocr
from hsclassify.documents.limits import Deadline, LimitError
from hsclassify.documents.ocr import surer
from hsclassify.documents.picture import evened, text_height
from hsclassify.documents.strips import _OVER, Strip, _line_of, _with_marks, find_strips
from hsclassify.documents.words import Box, Word, join


def page(*texts: tuple[str, int, int]) -> np.ndarray:
    """Write each text at a place on white paper, its baseline at y."""
    sheet = np.full((400, 1200), 255, np.uint8)
    for text, x, y in texts:
        cv2.putText(sheet, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 1, 0, 2)
    return sheet


def boxes(sheet: np.ndarray) -> list[Box]:
    found = [s.box for s in find_strips(sheet, text_height(sheet), Deadline(60))]
    return sorted(found, key=lambda b: (b.left, b.top))


def test_cells_of_neighbouring_columns_stay_apart_though_their_lines_do_not_match() -> None:
    found = boxes(page(("cotton shirts", 40, 100), ("for men", 40, 150), ("1,250.00", 330, 125)))
    assert len(found) == 3
    assert [round(b.left / 10) for b in found] == [4, 4, 33]


def test_words_of_a_line_stay_together() -> None:
    found = boxes(page(("frozen shrimp without heads", 40, 100), ("100", 900, 100)))
    assert len(found) == 2


def test_lines_that_touch_are_cut() -> None:
    found = boxes(page(("heating", 40, 100), ("Hitting", 40, 129), ("letters elsewhere", 600, 100)))
    assert len([b for b in found if b.left < 500]) == 2


def test_dirt_is_no_strip_and_a_dot_above_is_part_of_its_line() -> None:
    sheet = page(("mine and many more letters on a line", 40, 100))
    before = boxes(sheet)
    cv2.circle(sheet, (800, 300), 2, 0, -1)
    cv2.rectangle(sheet, (150, 70), (160, 73), 0, -1)
    after = boxes(sheet)
    assert len(after) == len(before) == 1
    assert after[0].top <= 70


def test_an_empty_page_has_no_strips() -> None:
    blank = evened(np.full((400, 600), 255, np.uint8))
    assert blank.min() == 255
    assert find_strips(blank, 20.0, Deadline(60)) == []


def dots(side: int) -> np.ndarray:
    """Squares of 7 pixels, a column each 14 pixels and a row each 10."""
    sheet = np.full((side, side), 255, np.uint8)
    for top in range(0, side - 7, 10):
        for left in range(0, side - 7, 14):
            sheet[top : top + 7, left : left + 7] = 0
    return sheet


def hatching(side: int) -> np.ndarray:
    """Parallel lines from edge to edge; the box of each is a good part of the page."""
    sheet = np.full((side, side), 255, np.uint8)
    for start in range(-side, side, 24):
        cv2.line(sheet, (0, start), (side, start + side), 0, 1)
    return sheet


@pytest.mark.parametrize("sheet", [dots(1500), hatching(1500)], ids=["dots", "hatching"])
def test_a_pattern_is_no_page(sheet: np.ndarray) -> None:
    with pytest.raises(LimitError, match="pattern of so many pieces"):
        find_strips(sheet, 7.0, Deadline(60))


def test_a_page_is_cut_within_its_time() -> None:
    with pytest.raises(LimitError, match="took longer than"):
        find_strips(dots(300), 7.0, Deadline(1e-9))


def test_a_page_of_many_boxes_finds_their_marks_soon() -> None:
    rows, columns = range(0, 1000, 10), range(0, 1260, 14)
    many = [Box(x, y, x + 7, y + 6.5) for y in rows for x in columns]
    started = time.thread_time()
    assert len(_with_marks(many, 7.0, Deadline(60))) == len(many)
    assert time.thread_time() - started < 8


SIDES = st.integers(0, 40)
BOXES = st.builds(
    lambda left, top, width, height: Box(left, top, left + width + 1, top + height + 1),
    SIDES, SIDES, SIDES, SIDES,
)  # fmt: skip


@settings(deadline=None)
@given(BOXES, st.lists(BOXES, max_size=8))
def test_a_mark_belongs_to_the_nearest_box_above_or_below_it(mark: Box, others: list[Box]) -> None:
    gaps = {
        at: max(box.top - mark.bottom, mark.top - box.bottom, 0)
        for at, box in enumerate(others)
        if mark.shares_width(box) > _OVER
    }
    near = [at for at, gap in gaps.items() if gap < 0.35 * 20]
    sides = np.array([(b.left, b.top, b.right, b.bottom) for b in others], float).reshape(-1, 4).T
    assert _line_of(mark, sides, 20.0) == min(near, key=lambda at: gaps[at], default=None)


def test_lines_that_touch_all_down_a_page_are_cut_one_by_one() -> None:
    sheet = np.full((3600, 200), 255, np.uint8)
    for top in range(0, 3600, 9):
        sheet[top : top + 8, 20:180] = 0
    found = find_strips(sheet, 8.0, Deadline(60))
    tops = sorted(strip.box.top for strip in found)
    assert tops == list(range(0, 3600 - 9, 9))  # The last two are low enough to be one.


def word(text: str, left: float, right: float, confidence: float) -> Word:
    return Word(text, Box(left, 0, right, 10), confidence)


def test_the_surer_reading_of_a_word_is_taken() -> None:
    thai = [word("ขนาด", 0, 40, 0.94), word("4%-161", 50, 110, 0.6), word("มม.", 120, 150, 0.93)]
    latin = [word("yuna", 0, 41, 0.8), word("KX-161", 49, 111, 0.91), word("UU.", 119, 151, 0.7)]
    assert [w.text for w in surer(thai, latin)] == ["ขนาด", "KX-161", "มม."]


def test_the_words_of_a_strip_stand_on_one_line() -> None:
    comma = Word("953mm,", Box(60, 8, 120, 42))
    strip = [Word("规格", Box(0, 0, 40, 20)), comma, Word("Toreva", Box(140, 1, 200, 21))]
    assert join(strip) == "规格 Toreva 953mm,"
    assert join(ocr._level(strip)) == "规格 953mm, Toreva"
    assert ocr._level([]) == []


def test_signs_without_confidence_stay_among_sure_ones() -> None:
    sure, unsure, dirt = (
        Word(text, Box(at, 0, at + 20, 20), confidence)
        for text, at, confidence in (("折", 0, 0.9), ("雨伞", 30, 0.0), ("-", 60, 0.0))
    )
    assert ocr._believed([sure, unsure, dirt]) == [sure, unsure]
    assert ocr._believed([unsure, dirt]) == []


def test_strips_that_are_not_the_widest_are_sampled_too() -> None:
    strips = [Strip(Box(0, 0, 500 - i, 10), np.zeros((1, 1), np.uint8), 0, 0) for i in range(60)]
    sample = ocr._sampled(strips)
    assert sample[:8] == strips[:8]
    assert len(sample) == 16
    assert ocr._sampled(strips[:3]) == strips[:3]
