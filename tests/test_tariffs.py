"""National lines under a subheading."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsclassify import HSClassifier
from hsclassify.errors import BundleError
from hsclassify.tariffs import TARIFFS_FILE, NationalLine, Tariffs, own_texts
from pipeline.tariffs import read_plain, read_us, write
from tests.tariff_samples import write_samples


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tariffs")
    us, plain = write_samples(folder)
    write([read_us(str(us)), read_plain("TH", str(plain))], folder / TARIFFS_FILE)
    return folder / TARIFFS_FILE


@pytest.fixture(scope="module")
def tariffs(file: Path) -> Tariffs:
    return Tariffs.read(file)


def line(text: str) -> NationalLine:
    return NationalLine("US", "0902101000", text, "kg", "Free", "", "", "", True)


def test_lines_under_a_code(tariffs: Tariffs) -> None:
    assert [x.code for x in tariffs.lines("660191")] == ["6601910000"]
    assert len(tariffs.lines("0902")) == 6
    assert {x.country for x in tariffs.lines("090210", "TH")} == {"TH"}
    assert tariffs.lines("090220") == ()
    assert tariffs.lines("0902109") == tariffs.lines("09021090")


def test_the_likest_line_comes_first(tariffs: Tariffs, tiny_classifier: HSClassifier) -> None:
    ranked = tariffs.ranked("090210", "Jasmine tea leaves", tiny_classifier, "US")
    assert ranked[0].line.code == "0902109010"
    assert all(r.line.declarable for r in ranked)
    assert len(ranked) == 3
    scores = [r.similarity for r in ranked]
    assert scores == sorted(scores, reverse=True)
    assert ranked[0].own == "Other › Organic › Jasmine tea leaves"
    assert ranked[0].to_dict()["dotted"] == "0902.10.90.10"


def test_without_words_the_order_is_the_tariff_s(
    tariffs: Tariffs, tiny_classifier: HSClassifier
) -> None:
    for nothing in ("", "  ", "123"):
        ranked = tariffs.ranked("090210", nothing, tiny_classifier)
        codes = [r.line.code for r in ranked]
        assert codes == sorted(codes)
        assert {r.similarity for r in ranked} == {0.0}
    assert tariffs.ranked("090220", "tea", tiny_classifier) == ()


def test_a_line_tells_the_day_of_its_duties(tiny_classifier: HSClassifier, tmp_path: Path) -> None:
    us, plain = write_samples(tmp_path)
    file = tmp_path / TARIFFS_FILE
    write([read_us(str(us), as_of="2026-11-01"), read_plain("TH", str(plain))], file)
    ranked = Tariffs.read(file).ranked("090210", "tea", tiny_classifier)
    days = {(r.line.country, r.to_dict()["as_of"]) for r in ranked}
    assert days == {("US", "2026-11-01"), ("TH", "")}


def test_meaning_counts_across_languages(tariffs: Tariffs, classifier: HSClassifier) -> None:
    ranked = tariffs.ranked("090210", "ชามะลิออร์แกนิก", classifier, "US")
    assert ranked[0].line.code == "0902109010"


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=4), min_size=1, max_size=6))
def test_own_texts_leave_out_only_what_all_share(levels: list[list[str]]) -> None:
    texts = [" › ".join(own) for own in levels]
    own = own_texts([line(text) for text in texts])
    assert all(o and text.endswith(o) for o, text in zip(own, texts, strict=True))
    left_out = {text[: len(text) - len(o)] for o, text in zip(own, texts, strict=True)}
    assert len(left_out) == 1


def test_own_texts_of_nothing() -> None:
    assert own_texts([]) == []


def test_the_file_is_found_beside_the_bundle_or_by_name(file: Path, tmp_path: Path) -> None:
    assert Tariffs.at_hand(tmp_path) is None
    beside = Tariffs.at_hand(file.parent)
    named = Tariffs.at_hand(tmp_path, str(file))
    assert beside is not None
    assert named is not None
    assert len(beside) == len(named) == 7
    with pytest.raises(BundleError, match="Expected a tariff file"):
        Tariffs.at_hand(file.parent, str(tmp_path / "no-such-file"))


def test_damaged_and_foreign_files_are_refused(file: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.parquet"
    damaged.write_bytes(file.read_bytes()[:-200])
    foreign = tmp_path / "foreign.parquet"
    pq.write_table(pa.table({"code": ["1"]}), foreign)
    for wrong, said in ((damaged, "cannot be read"), (foreign, "Expected the columns")):
        with pytest.raises(BundleError, match=said):
            Tariffs.read(wrong)


def test_what_a_look_up_would_answer_wrongly_is_refused(file: Path, tmp_path: Path) -> None:
    """Lines out of order, which a bisection passes over, and codes that are no texts."""
    whole, wrong = pq.read_table(file), tmp_path / TARIFFS_FILE
    at = whole.column_names.index("code")
    codes = whole.column("code").to_pylist()
    for table, said in (
        (whole.take(list(reversed(range(len(codes))))), "by code, found"),
        (whole.set_column(at, "code", pa.array([int(c) for c in codes])), "string.*found int64"),
        (whole.set_column(at, "code", pa.array([None, *codes[1:]])), "1 empty cells"),
        (whole.set_column(0, "country", pa.array([None, *["US"] * (len(codes) - 1)])), "country"),
    ):
        pq.write_table(table, wrong)
        with pytest.raises(BundleError, match=said):
            Tariffs.read(wrong)
