"""What README and docs/ tell a reader to type exists."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

from hsclassify import __main__ as command_line
from hsclassify import __version__, settings
from pipeline import __main__ as pipeline

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
MAINS = {"hsclassify": command_line.main, "pipeline": pipeline.main}
README = PAGES[0].read_text("utf-8")
VARIABLE = r"HSCLASSIFY_[A-Z_]+"


def commands(page: Path) -> list[str]:
    """Return the commands of our packages on a page, in blocks and within sentences."""
    text = page.read_text("utf-8").replace("\\\n", " ")
    written = re.findall(r"^ *python -m .*|`python -m [^`]*`", text, re.MULTILINE)
    return [x.strip("` ") for x in written if re.match(r"[` ]*python -m (hsc|pipe)", x)]


TYPED = sorted({command for page in PAGES for command in commands(page)})


def test_there_are_commands() -> None:
    assert len(TYPED) > 20


@pytest.mark.parametrize("command", TYPED)
def test_a_command_has_its_verb_and_options(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, _, package, *arguments = shlex.split(command, comments=True)
    verb = arguments[:1] if package == "pipeline" else []
    with pytest.raises(SystemExit) as ended:
        MAINS[package]([*verb, "--help"])
    assert ended.value.code == 0
    known = set(re.findall(r"--[a-z][a-z-]*", capsys.readouterr().out))
    assert {x for x in arguments if x.startswith("--")} <= known


def test_what_make_is_asked_for_exists() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    asked = set(re.findall(r"^make ([a-z]+)", README, re.MULTILINE))
    assert {"run", "test", "train"} <= asked <= set(targets)


def test_every_variable_is_explained() -> None:
    read = set(re.findall(VARIABLE, settings.__doc__ or ""))
    assert set(re.findall(VARIABLE, README)) == read


def test_what_a_page_links_to_exists() -> None:
    missing = [
        f"{page.name}: {link}"
        for page in PAGES
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
        if not (page.parent / link).exists()
    ]
    assert missing == []


WRITTEN = re.compile(
    r"<!-- (?:[a-z ]+: )?written by .*? -->\n(.*?)<!-- end of [a-z ]+ -->", re.DOTALL
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_command_writes_has_been_written(page: Path) -> None:
    written = WRITTEN.findall(page.read_text("utf-8"))
    assert [block for block in written if not block.strip()] == []


def test_every_block_is_known_for_one() -> None:
    pages = "".join(page.read_text("utf-8") for page in PAGES)
    assert len(WRITTEN.findall(pages)) == pages.count("<!-- end of ") > 10


def test_the_citation_is_of_this_version() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert cited["version"] == __version__
    assert cited["authors"] == [{"name": "HSClassify contributors"}]
    assert cited["license"] == "MIT"
