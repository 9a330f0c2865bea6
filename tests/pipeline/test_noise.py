"""Noise keeps a text a text, and can be repeated."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hsclassify.text import LANGUAGES
from pipeline.student.noise import joined, noisy


@given(st.text(min_size=1, max_size=60), st.sampled_from(LANGUAGES), st.integers(0, 2**32 - 1))
def test_the_same_generator_gives_the_same_noise(text: str, lang: str, seed: int) -> None:
    once, again = (noisy(text, lang, np.random.default_rng(seed)) for _ in range(2))  # type: ignore[arg-type]
    assert once == again
    assert once


def test_noise_changes_most_texts_and_drops_vietnamese_diacritics_from_some() -> None:
    rng = np.random.default_rng(1)
    texts = [noisy("cà phê nhân chưa rang", "vi", rng) for _ in range(400)]
    assert sum(t != "cà phê nhân chưa rang" for t in texts) > 350
    assert any("ca phe nhan chua rang" in t for t in texts)


def test_joined_holds_both() -> None:
    both = joined("tea", "ชา", np.random.default_rng(0))
    assert "tea" in both and "ชา" in both


def test_words_are_shortened_as_on_till_slips() -> None:
    rng = np.random.default_rng(5)
    texts = {noisy("waterproof mascara", "en", rng) for _ in range(400)}
    assert "waterproof mscr" in texts
    assert any(t.startswith(("wat. ", "wate. ", "water. ")) for t in texts)
