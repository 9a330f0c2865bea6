"""National tariffs to tariffs.parquet."""

from __future__ import annotations

import hashlib
import json
from http.client import IncompleteRead
from pathlib import Path

import pytest

from hsclassify.editions import editions
from hsclassify.errors import InputError
from hsclassify.tariffs import Tariffs
from pipeline.__main__ import main
from pipeline.tariffs import line_texts, read_plain, read_us, write
from tests.tariff_samples import PLAIN, US_ROWS, us_row, write_samples


def us_file(folder: Path, rows: object) -> str:
    file = folder / "us.json"
    file.write_text(json.dumps(rows), "utf-8")
    return str(file)


def plain_file(folder: Path, text: str) -> str:
    file = folder / "plain.csv"
    file.write_text(text, "utf-8")
    return str(file)


def test_us_lines_have_the_texts_and_duties_from_above(tmp_path: Path) -> None:
    lines = {line.code: line for line in read_us(us_file(tmp_path, US_ROWS)).lines}
    assert set(lines) == {"0902101000", "09021090", "0902109010", "0902109050", "6601910000"}
    tea = lines["0902109010"]
    assert tea.text == (
        "Tea, however presented › Green tea, packed small › Other › Organic › Jasmine tea leaves"
    )
    assert (tea.units, tea.general, tea.special, tea.other) == ("kg, No.", "Free", "", "10%")
    assert tea.dotted == "0902.10.90.10"
    assert lines["0902109050"].levels[-2:] == ("Other", "Other")
    flavored = lines["0902101000"]
    assert (flavored.general, flavored.special) == ("6.4%", "Free (A,AU)")
    assert flavored.notes == "See 9903.00.01."
    assert {c for c, line in lines.items() if not line.declarable} == {"09021090"}


def test_texts_to_learn_from_go_from_the_line_up(tmp_path: Path) -> None:
    texts = line_texts(read_us(us_file(tmp_path, US_ROWS)).lines)
    assert (
        "090210",
        "Jasmine tea leaves, Organic, Green tea, packed small, Tea, however presented",
    ) in texts
    assert not any("Other" in text for _, text in texts)


def test_a_folder_of_chapters_is_one_tariff(tmp_path: Path) -> None:
    (tmp_path / "9.json").write_text(json.dumps(US_ROWS[:7]), "utf-8")
    (tmp_path / "66.json").write_text(json.dumps(US_ROWS[7:9]), "utf-8")
    assert len(read_us(str(tmp_path)).lines) == 5


def test_plain_lines(tmp_path: Path) -> None:
    source = read_plain("TH", plain_file(tmp_path, PLAIN), as_of="2026-07-01")
    first, second = source.lines
    assert (first.country, first.code, first.dotted) == ("TH", "09021010", "0902.10.10")
    assert first.text == "Tea › Green tea › Scented"
    assert second.text == "Tea › Green tea › Other"
    assert (first.units, first.general, first.special) == ("kg", "40%", "")
    assert source.sha256 == hashlib.sha256(PLAIN.encode()).hexdigest()


def test_the_file_keeps_all_and_says_where_it_is_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    us, plain = write_samples(tmp_path)
    out = tmp_path / "out" / "tariffs.parquet"
    arguments = ["tariffs", "--us", str(us), "--plain", f"TH={plain}", "--as-of", "2026-07-01"]
    assert main([*arguments, "--out", str(out)]) == 0
    assert "7 lines" in capsys.readouterr().out
    tariffs = Tariffs.read(out)
    assert len(tariffs) == 7
    assert tariffs.countries == ("TH", "US")
    assert tariffs.sources["US"]["source"] == "us.json"
    assert tariffs.sources["TH"] == {
        "source": "plain.csv",
        "sha256": hashlib.sha256(PLAIN.encode()).hexdigest(),
        "as_of": "2026-07-01",
        "lines": 2,
    }
    assert str(tmp_path).encode() not in out.read_bytes()


def test_each_country_has_its_own_day_and_digest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    us, plain = write_samples(tmp_path)
    digest, out = hashlib.sha256(PLAIN.encode()).hexdigest(), tmp_path / "t.parquet"
    named = ["tariffs", "--us", str(us), "--plain", f"TH={plain}", "--out", str(out)]
    days = ["--as-of", "2026-01-01", "--as-of", "TH=2026-07-01"]
    assert main([*named, *days, "--plain-sha256", f"TH={digest}"]) == 0
    sources = Tariffs.read(out).sources
    assert (sources["US"]["as_of"], sources["TH"]["as_of"]) == ("2026-01-01", "2026-07-01")
    assert main([*named, "--plain-sha256", f"TH={'0' * 64}"]) == 1
    assert "SHA-256" in capsys.readouterr().err
    for wrong, said in (
        (["--plain-sha256", f"VN={digest}"], "--plain-sha256 names VN"),
        (["--as-of", "VN=2026-07-01"], "--as-of names VN"),
        (["--plain-sha256", digest], "Expected --plain-sha256 as TH=VALUE"),
        (["--plain", f"TH={plain}"], "twice for TH"),
        (["--as-of", "a", "--as-of", "b"], "twice for all"),
    ):
        assert main([*named, *wrong]) == 1
        assert said in capsys.readouterr().err


def test_a_digest_lets_a_url_be_asked(capsys: pytest.CaptureFixture[str]) -> None:
    url = "https://tariff.invalid/th.csv"
    assert main(["tariffs", "--plain", f"TH={url}", "--plain-sha256", f"TH={'0' * 64}"]) == 1
    assert "cannot be downloaded" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code,description\n09021010,Tea\n", "Expected the columns code and text"),
        ("code,text\n090210,Tea\n", "row 2.*7 to 12 digits"),
        ("code,text\n09021010,Tea\n0902109a,Tea\n", "row 3.*7 to 12 digits"),
        ("code,text\n85171200,Telephones\n", r"row 2.*8517\.12 is not a code of HS 2022"),
        ("code,text\n09021010,Tea > \n", "text at every level"),
        ("code,text\n09021010\n", "text at every level"),
        ("", "Expected the columns"),
        ("code,text\n09021010," + "x" * 200_000, "no readable CSV"),
    ],
)
def test_a_plain_tariff_that_breaks_the_form_is_refused(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        read_plain("TH", plain_file(tmp_path, text))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({"rows": []}, "list of objects"),
        ([{"htsno": "0902"}], "htsno, indent, description"),
        ([], "found no line"),
        ([us_row("0902", 0, "Tea")], "found no line"),
        ([us_row("0902.10.10", "first", "Tea")], "indent"),
        ([us_row("0902.10.10", 0, "Tea") | {"htsno": 9021010}], "in the types"),
        ([us_row("0902.10.10", 0, "Tea", units="kg")], "in the types"),
        ([us_row("0902.10.10", 0, "Tea", units=[1])], "in the types"),
        ([us_row("0902.10.10", 0, "Tea", general=5)], "in the types"),
        ([us_row("0902.10.10", 0, "Tea", footnotes=["see"])], "in the types"),
    ],
)
def test_what_is_no_us_export_is_refused(tmp_path: Path, rows: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_us(us_file(tmp_path, rows))


def test_other_mistakes_are_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain = plain_file(tmp_path, PLAIN)
    (tmp_path / "latin.csv").write_bytes(b"code,text\n09021010,caf\xe9\n")
    with pytest.raises(InputError, match="UTF-8"):
        read_plain("TH", str(tmp_path / "latin.csv"))
    with pytest.raises(InputError, match="two capital letters"):
        read_plain("tha", plain)
    with pytest.raises(InputError, match="SHA-256"):
        read_plain("TH", plain, sha256="0" * 64)
    with pytest.raises(InputError, match="SHA-256"):
        read_us("https://tariff.invalid/export.json")
    thai = read_plain("TH", plain)
    with pytest.raises(InputError, match="each country once"):
        write([thai, thai], tmp_path / "t.parquet")
    doubled = plain_file(tmp_path, PLAIN + "0902 10 90,Tea > Green tea > Other,kg,60%\n")
    with pytest.raises(InputError, match=r"0902\.10\.90 twice"):
        write([read_plain("TH", doubled)], tmp_path / "t.parquet")
    assert main(["tariffs"]) == 1
    assert main(["tariffs", "--plain", "TH=no/such.csv"]) == 1
    assert "Name at least one tariff" in capsys.readouterr().err


def test_lines_that_end_in_a_carriage_return_alone_are_read(tmp_path: Path) -> None:
    whole = read_plain("TH", plain_file(tmp_path, PLAIN)).lines
    (tmp_path / "mac.csv").write_bytes(PLAIN.replace("\n", "\r").encode())
    assert read_plain("TH", str(tmp_path / "mac.csv")).lines == whole


def test_a_place_that_cannot_be_written_gets_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = plain_file(tmp_path, PLAIN)
    for out in (f"{plain}/t.parquet", str(tmp_path)):
        assert main(["tariffs", "--plain", f"TH={plain}", "--out", out]) == 1
        assert f"Expected to write {out}" in capsys.readouterr().err


@pytest.mark.parametrize("broken", [ConnectionResetError("reset"), IncompleteRead(b"", 9)])
def test_a_download_that_breaks_off_gets_a_sentence(
    broken: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(*_: object, **__: object) -> None:
        raise broken

    monkeypatch.setattr("urllib.request.urlopen", opened)
    with pytest.raises(InputError, match="cannot be downloaded"):
        read_plain("TH", "https://tariff.invalid/th.csv", sha256="0" * 64)


def test_the_real_us_tariff(shared: Path, tmp_path: Path) -> None:
    source = read_us(str(shared / "reference/hts_us"))
    assert write([source], tmp_path / "tariffs.parquet") > 22_000
    assert (tmp_path / "tariffs.parquet").stat().st_size < 2_000_000
    latest = editions().codes(2022)
    assert {line.code[:6] for line in source.lines} == {c for c in latest if len(c) == 6}
    declarable = [line for line in source.lines if line.declarable]
    assert all(line.general for line in declarable)
    assert all(len(line.code) in (8, 10) for line in declarable)
    coffee = next(line for line in declarable if line.code == "0901110015")
    assert coffee.levels[-1] == "Certified organic"
    assert coffee.general == "Free"
