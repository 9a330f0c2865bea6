"""Boxes that hand an upload over as it came: as a path, and with no other file on disk.

Gradio's own leave an empty file behind for each upload, and open pictures and judge
suffixes before our code runs: what they refuse stays on disk, in an English sentence
or none.
"""

from __future__ import annotations

from typing import Any

import gradio as gr

from hsclassify.ui.quick_start import no_stubs

with no_stubs():

    class Upload(gr.File):
        """A file; the functions of its events get its path, or None where there is none."""

        is_template = True  # The browser shows the box that it knows from Gradio.

        def preprocess(self, payload: Any) -> str | None:
            """Return the path of what was uploaded, whatever it is."""
            return payload.path if payload else None

    class UploadedPhoto(gr.Image):
        """A picture; the functions of its events get its path, or None where there is none."""

        is_template = True

        def preprocess(self, payload: Any) -> str | None:
            """Return the path of what was uploaded, which need not be a picture."""
            return payload.path if payload else None
