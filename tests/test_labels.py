"""Names of chapters that never cover one another."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsclassify.bundle import Bundle
from hsclassify.labels import Label, chapter_labels, parting_scale, short, width_px, with_scales
from hsclassify.latent import LatentMap
from hsclassify.text import LANGUAGES, Language

LETTER_HEIGHT = 12
COORDINATES = st.floats(-1, 1)
LABELS = st.lists(
    st.builds(
        Label,
        st.just("09"),
        st.text(st.characters(codec="ascii", exclude_categories=["C"]), min_size=1, max_size=30),
        COORDINATES,
        COORDINATES,
        st.just(0.0),
    ),
    max_size=12,
)


def overlap(one: Label, other: Label, scale: float) -> bool:
    across = (width_px(one.text) + width_px(other.text)) / 2
    return (
        abs(one.x - other.x) * scale < across - 1e-6
        and abs(one.y - other.y) * scale < LETTER_HEIGHT - 1e-6
    )


@given(LABELS, st.floats(50, 50_000))
def test_labels_shown_together_never_overlap(labels: list[Label], scale: float) -> None:
    shown = [x for x in with_scales(labels) if x.scale <= scale]
    assert not any(overlap(a, b, scale) for a, b in combinations(shown, 2))


@given(LABELS)
def test_the_most_important_label_always_shows(labels: list[Label]) -> None:
    assert all(x.scale == 0 for x in with_scales(labels)[:1])
    assert [x.text for x in with_scales(labels)] == [x.text for x in labels]


def test_two_at_one_place_never_part() -> None:
    one = Label("09", "Coffee", 0.1, 0.1, 0.0)
    assert parting_scale(one, one) > 1e6


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_of_a_bundle(mapped_bundle: Bundle, language: Language) -> None:
    latent = LatentMap.read(mapped_bundle)
    assert latent is not None
    labels = chapter_labels(latent, mapped_bundle.nomenclature, language)
    assert {x.code for x in labels} == {"09", "46", "66"}
    counts = [len(latent.rows_under(x.code)) for x in labels]
    assert counts == sorted(counts, reverse=True)
    for label in labels:
        assert label.text.startswith(f"{label.code} ")
        start = label.text[3:].rstrip("…").strip()
        assert mapped_bundle.nomenclature.title(label.code, language).startswith(start)


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("Silk", "Silk"),
        ("Coffee, tea, yerba mate, spices and other aromatic things", "Coffee…"),
        ("咖啡、茶、马黛茶及调味香料，以及其他很长很长很长很长的名称", "咖啡…"),
        ("Miscellaneous articles of base metal (locks, fittings)", "Miscellaneous articles…"),
    ],
)
def test_short(title: str, label: str) -> None:
    assert short(title) == label


def test_widths_follow_the_script() -> None:
    assert width_px("咖啡") > width_px("ab")
    assert width_px("ก\u0e34") == width_px("ก")
