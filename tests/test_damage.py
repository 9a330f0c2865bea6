"""A damaged bundle, read by ``python -m hsclassify``: found out, or of no consequence."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hsclassify.bundle import Bundle
from hsclassify.errors import BundleError
from hsclassify.manifest import MANIFEST_FILE, Manifest

ROOT = Path(__file__).parent.parent
FLIPS, CUTS = 20, 20


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "hsclassify", *map(str, arguments)]


def ask(bundle: Path) -> subprocess.CompletedProcess[str]:
    asked = command("green tea", "--json", "--bundle", bundle)
    return subprocess.run(asked, capture_output=True, text=True, cwd=ROOT, check=False)


def page(bundle: Path) -> subprocess.CompletedProcess[str]:
    """Build the whole page over *bundle*, as app.py does it up to the launch."""
    code = (
        "import sys\n"
        "from hsclassify import HSClassifier, hub\n"
        "from hsclassify.errors import HSClassifyError\n"
        "from hsclassify.settings import Settings\n"
        "try:\n"
        "    loaded = hub.load(sys.argv[1])\n"
        "except HSClassifyError as error:\n"
        "    sys.exit(f'error: {error}')\n"
        "from hsclassify.ui.build import create_app\n"
        "create_app(loaded, HSClassifier(loaded.bundle), Settings())"
    )
    asked = [sys.executable, "-c", code, str(bundle)]
    return subprocess.run(asked, capture_output=True, text=True, cwd=ROOT, check=False)


def flipped(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + bytes([content[at] ^ chance.randrange(1, 256)]) + content[at + 1 :]


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


@pytest.mark.parametrize(("damage", "times"), [(flipped, FLIPS), (cut, CUTS)])
def test_damage_anywhere_is_found_or_harmless(
    damage: Callable[[bytes, random.Random], bytes],
    times: int,
    tiny_bundle_folder: Path,
    tmp_path: Path,
) -> None:
    """Everything that serving reads, the manifest as well, whose digest is in itself."""
    whole = ask(tiny_bundle_folder)
    assert whole.returncode == 0, whole.stderr
    read = sorted(
        f.relative_to(tiny_bundle_folder)
        for f in tiny_bundle_folder.rglob("*")
        if f.is_file() and f.suffix in {".json", ".parquet", ".onnx", ".safetensors"}
    )

    assert len(read) <= times, "a file is passed over"

    def one(number: int) -> None:
        chance = random.Random(number)  # noqa: S311
        copy = tmp_path / f"{damage.__name__}{number}"
        shutil.copytree(tiny_bundle_folder, copy, copy_function=os.link)
        file = copy / read[number % len(read)]
        content = file.read_bytes()
        file.unlink()  # a link to the fixture's
        file.write_bytes(damage(content, chance))
        said = ask(copy)
        assert "Traceback" not in said.stderr, said.stderr
        if said.returncode == 0:
            assert said.stdout == whole.stdout, file
        else:
            assert said.stderr.startswith("error: "), said.stderr
            assert not said.stdout

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, range(times)))


def older(manifest: str) -> str:
    """A manifest as releases wrote it that gave it no digest."""
    values = json.loads(manifest)
    values.pop("sha256", None)
    return json.dumps(values, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def test_a_manifest_of_an_older_release_is_read_and_names_the_same_content(
    tiny_bundle_folder: Path, tmp_path: Path
) -> None:
    text = older((tiny_bundle_folder / MANIFEST_FILE).read_text("utf-8"))
    (tmp_path / MANIFEST_FILE).write_text(text, "utf-8")
    assert Manifest.read(tmp_path) == Manifest.read(tiny_bundle_folder)
    assert Manifest.read(tmp_path).digest == Manifest.read(tiny_bundle_folder).digest
    assert Manifest.read(tmp_path).digest == hashlib.sha256(text.encode()).hexdigest()[:12]


def test_every_digit_that_is_shown_is_vouched_for(tiny_bundle_folder: Path, tmp_path: Path) -> None:
    text = (tiny_bundle_folder / MANIFEST_FILE).read_text("utf-8")
    shown = text.index('"top1"')
    digits = [at for at in range(shown, shown + 120) if text[at].isdigit()]
    assert len(digits) > 5
    for at in digits:
        other = text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]
        (tmp_path / MANIFEST_FILE).write_text(other, "utf-8")
        with pytest.raises(BundleError, match="again"):
            Manifest.read(tmp_path)


@pytest.mark.parametrize(
    ("whole", "damaged"),
    [
        ('"top1"', '"tep1"'),
        ('"vi",', '"vj",'),
        ('"goods": ', '"goods": -'),
        ('"n": ', '"n": 0.'),
        ('"hs_edition": "HS 2022"', '"hs_edition": 2022'),
    ],
)
def test_a_manifest_that_says_something_else_is_refused(
    whole: str, damaged: str, tiny_bundle_folder: Path, tmp_path: Path
) -> None:
    """One of an older release has no digest; what the page shows of it is checked all the same."""
    text = older((tiny_bundle_folder / MANIFEST_FILE).read_text("utf-8"))
    (tmp_path / MANIFEST_FILE).write_text(text, "utf-8")
    assert Manifest.read(tmp_path).languages
    assert whole in text
    (tmp_path / MANIFEST_FILE).write_text(text.replace(whole, damaged), "utf-8")
    with pytest.raises(BundleError, match="Build or download the bundle again"):
        Manifest.read(tmp_path)


FILE = {"path": "concepts.parquet", "bytes": 1, "sha256": "0"}
WRONG_KINDS = [
    ("counts", []),
    ("counts", None),
    ("metrics", None),
    ("metrics", {"held_out": [1]}),
    ("languages", [["en"]]),
    ("encoder", {"kind": "onnx", "source": "", "revision": "", "dim": "384", "prompt": ""}),
    ("files", None),
    ("files", [{**FILE, "path": 5}]),
    ("files", [{**FILE, "bytes": "1"}]),
    ("files", [{**FILE, "sha256": None}]),
    ("files", [{**FILE, "path": "a\0b"}]),
    ("files", [{**FILE, "path": "a" * 5000}]),
    ("files", [{**FILE, "path": "\ud800"}]),
]
"""What a manifest may say that is JSON, and of no use."""


@pytest.mark.parametrize(("key", "value"), WRONG_KINDS)
def test_a_manifest_of_other_kinds_is_refused(
    key: str, value: object, tiny_bundle_folder: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(tiny_bundle_folder, tmp_path / "copy"))
    say(copy, key, value)
    with pytest.raises(BundleError, match=r"ownload (the bundle|it) again"):
        Bundle.load(copy)


def say(bundle: Path, key: str, value: object) -> None:
    """Have a manifest, as older releases wrote it, say something else."""
    file = bundle / MANIFEST_FILE
    values = json.loads(older(file.read_text("utf-8")))
    file.write_text(json.dumps({**values, key: value}), "utf-8")


def test_a_manifest_without_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / MANIFEST_FILE).write_text("[" * 200_000, "utf-8")
    with pytest.raises(BundleError, match="not a readable manifest"):
        Manifest.read(tmp_path)


def test_the_page_over_a_damaged_manifest_is_built_or_refused(
    tiny_bundle_folder: Path, tmp_path: Path
) -> None:
    """Wherever a byte of it flips."""
    content = (tiny_bundle_folder / MANIFEST_FILE).read_bytes()
    chance = random.Random(0)  # noqa: S311
    damages = [content.replace(b'"vi",', b'"vj",'), *(flipped(content, chance) for _ in range(3))]
    for number, damage in enumerate(damages):
        copy = tmp_path / str(number)
        shutil.copytree(tiny_bundle_folder, copy, copy_function=os.link)
        (copy / MANIFEST_FILE).unlink()
        (copy / MANIFEST_FILE).write_bytes(damage)
        said = page(copy)
        assert "Traceback" not in said.stderr, said.stderr
        assert said.returncode == 0 or said.stderr.startswith("error: ")
        assert number or said.returncode


def test_ended_in_the_middle_of_a_table_it_leaves_nothing(
    tiny_bundle_folder: Path, tmp_path: Path
) -> None:
    table, out = tmp_path / "long.csv", tmp_path / "out.csv"
    table.write_text("goods\n" + "".join(f"green tea no. {i}\n" for i in range(150_000)), "utf-8")
    files = ("--table", table, "--out", out, "--bundle", tiny_bundle_folder)
    with subprocess.Popen(command(*files), cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 60
        while not (tmp_path / "out.csv.partial").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 143
    assert "Traceback" not in said
    assert [f.name for f in tmp_path.iterdir()] == ["long.csv"]
