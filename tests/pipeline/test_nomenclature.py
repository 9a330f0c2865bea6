"""Reading the official nomenclature from where the user says."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from hsclassify.errors import InputError
from pipeline.nomenclature import read_official

CSV = (
    "section,hscode,description,parent,level\n"
    'I,01,"Animals; live",TOTAL,2\n'
    "I,0101,Horses,01,4\n"
    "TOTAL,999999,Not specified,9999,6\n"
    "TOTAL,TOTAL,Total,TOTAL,5\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "official.csv"
    path.write_text(CSV, "utf-8")
    return path


def test_chapter_99_and_totals_are_left_out(file: Path) -> None:
    assert read_official(str(file)) == {"01": "Animals; live", "0101": "Horses"}


def test_the_digest_is_checked(file: Path) -> None:
    digest = hashlib.sha256(CSV.encode()).hexdigest()
    assert read_official(str(file), digest.upper())
    with pytest.raises(InputError, match=r"Expected .* to have SHA-256 00"):
        read_official(str(file), "00")


def test_bad_sources_get_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_official(str(tmp_path / "missing.csv"))
    with pytest.raises(InputError, match="Expected the SHA-256"):
        read_official("https://example.org/hs.csv")
    with pytest.raises(InputError, match="cannot be downloaded"):
        read_official("https://127.0.0.1:9/hs.csv", "00")
    (tmp_path / "other.csv").write_text("a,b\n")
    with pytest.raises(InputError, match="Expected the columns"):
        read_official(str(tmp_path / "other.csv"))


def test_the_reference_file_covers_hs_2022(shared: Path) -> None:
    official = read_official(str(shared / "reference" / "harmonized-system.csv"))
    assert [sum(len(c) == n for c in official) for n in (2, 4, 6)] == [96, 1228, 5612]
