"""Imports point one way, and importing the package stays cheap."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.documents.broken import small_pdf

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


def loaded_by(code: str) -> set[str]:
    """Top-level modules that are loaded after *code* ran in a process of its own."""
    told = "import sys; print('loaded:', *sorted({m.split('.')[0] for m in sys.modules}))"
    ended = subprocess.run(
        [sys.executable, "-c", f"{code}\n{told}"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return set(ended.stdout.rpartition("loaded:")[2].split())


@pytest.mark.parametrize("module", ["hsclassify", "pipeline.__main__"])
def test_importing_loads_nothing_heavy(module: str) -> None:
    assert not HEAVY & loaded_by(f"import {module}")


def test_classifying_needs_no_torch() -> None:
    code = "from hsclassify import HSClassifier; HSClassifier.load().classify('frozen shrimp')"
    loaded = loaded_by(code)
    assert "onnxruntime" in loaded
    assert not (HEAVY | {"scipy"}) & loaded


def test_the_page_is_built_without_what_answering_does_not_need() -> None:
    """Up to the launch, as app.py does it. Gradio itself brings pandas along."""
    loaded = loaded_by(
        "import app\n"
        "from hsclassify.settings import Settings\n"
        "app.import_without_stubs()\n"
        "from hsclassify.ui.build import create_app\n"
        "from gradio import component_meta\n"
        "page = create_app(*app.load(Settings()), Settings())\n"
        "assert component_meta.create_or_modify_pyi.__module__ == 'hsclassify.ui.quick_start'\n"
        "assert page.app is None, 'a server was made before launch()'\n"
        "assert page._queue.max_size == 100"
    )
    assert "gradio" in loaded
    assert not (HEAVY - {"gradio", "pandas", "plotly"} | {"scipy", "numba"}) & loaded


def test_tables_and_documents_need_no_torch_either(tmp_path: Path) -> None:
    """Nor what it brings along; a document here is one with text, and a picture of one."""
    (tmp_path / "in.csv").write_text("goods\ngreen tea\n", "utf-8")
    (tmp_path / "in.pdf").write_bytes(small_pdf())
    picture = bool(shutil.which("tesseract"))
    loaded = loaded_by(
        "from io import BytesIO\n"
        "from pathlib import Path\n"
        "from hsclassify import HSClassifier\n"
        "from hsclassify.documents import read_document\n"
        "from hsclassify.tables import classify_table, preview\n"
        f"folder, classifier = Path({str(tmp_path)!r}), HSClassifier.load()\n"
        "for ending in ('csv', 'xlsx', 'parquet'):\n"
        "    target = folder / f'out.{ending}'\n"
        "    assert classify_table(classifier, folder / 'in.csv', '', target).rows == 1\n"
        "    assert preview(target).columns[0] == 'goods'\n"
        "read_document((folder / 'in.pdf').read_bytes(), classifier)\n"
        f"if {picture}:\n"
        "    from PIL import Image\n"
        "    drawn = BytesIO()\n"
        "    Image.new('L', (900, 900), 255).save(drawn, 'PNG')\n"
        "    read_document(drawn.getvalue(), classifier)\n"
    )
    assert {"openpyxl", "pyarrow"} <= loaded
    assert not {"torch", "sentence_transformers", "transformers", "sklearn", "numba"} & loaded
