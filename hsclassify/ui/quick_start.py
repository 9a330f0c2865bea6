"""What Gradio does at its start, and this app can do without.

Together that is nearly half of the time from the process to the first answer. A later
Gradio that no longer does it is not touched.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType
from typing import Any, Final
from unittest.mock import patch

_STUBS_MODULE: Final = "gradio.component_meta"
_STUBS_FUNCTION: Final = "create_or_modify_pyi"


def import_without_stubs() -> None:
    """Keep Gradio, once it is imported, from writing stubs of its components for editors.

    To see whether they are up to date it parses and renders all of them at every import.
    """
    sys.meta_path.insert(0, _Finder())


@contextmanager
def one_server() -> Iterator[None]:
    """Compose a page without the servers that Gradio makes of it before the one that serves.

    ``launch()`` makes its own, and until then nothing asks for the three others.
    """
    from gradio.routes import App

    with patch.object(App, "create_app", staticmethod(_nothing)):
        yield


@contextmanager
def no_stubs() -> Iterator[None]:
    """Define components of one's own without a stub beside them, where Gradio came first."""
    from gradio import component_meta

    with patch.object(component_meta, _STUBS_FUNCTION, _nothing, create=True):
        yield


def _nothing(*_: Any, **__: Any) -> None:
    pass


class _Finder(MetaPathFinder):
    """Finds the module that writes the stubs, and leaves the others to the finders after it."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where the module is, with a loader that takes its stubs away."""
        if fullname != _STUBS_MODULE:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and spec.origin:
            spec.loader = _StublessLoader(fullname, spec.origin)
        return spec


class _StublessLoader(SourceFileLoader):
    def exec_module(self, module: ModuleType) -> None:
        """Run the module, and replace what writes stubs by what does nothing."""
        super().exec_module(module)
        setattr(module, _STUBS_FUNCTION, _nothing)
