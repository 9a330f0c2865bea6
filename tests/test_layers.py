"""Imports point one way, and importing the package stays cheap."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = {"torch", "sentence_transformers", "transformers", "sklearn", "umap", "gradio", "plotly",
         "pandas", "pytesseract", "datasets"}  # fmt: skip
MODULES = sorted(f for folder in ("hsclassify", "pipeline") for f in (ROOT / folder).rglob("*.py"))


def imported(file: Path) -> set[str]:
    """Every module that *file* imports anywhere, in functions too."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def relative(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("file", MODULES, ids=relative)
def test_imports_point_one_way(file: Path) -> None:
    names, place = imported(file), relative(file)
    if place.startswith("hsclassify"):
        assert not any(n.split(".")[0] == "pipeline" for n in names)
    if not place.startswith("hsclassify/ui"):
        assert not any(n.startswith("hsclassify.ui") for n in names)
        assert not any(n.split(".")[0] in {"gradio", "plotly"} for n in names)
    if place.startswith("hsclassify") and place != "hsclassify/encoder.py":
        assert not any(n.split(".")[0] in {"torch", "sentence_transformers"} for n in names)


@pytest.mark.parametrize("module", ["hsclassify", "pipeline.__main__"])
def test_importing_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.split()
    assert not HEAVY & set(loaded)


def test_classifying_needs_no_torch() -> None:
    code = (
        "import sys; from hsclassify import HSClassifier\n"
        "HSClassifier.load().classify('frozen shrimp')\n"
        "print(*sorted({m.split('.')[0] for m in sys.modules}))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.split()
    assert not (HEAVY - {"pandas"}) & set(loaded)
