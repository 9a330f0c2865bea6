"""The MCP server's answers as JSON, so that agents' programs can read them too."""

from __future__ import annotations

import json
from typing import Any

import gradio.mcp


class JsonServer(gradio.mcp.GradioMCPServer):
    """Gradio's server, which would print what an endpoint returns as a Python value."""

    def postprocess_output_data(self, data: Any, root_url: str) -> list[Any]:
        """Return the contents of a tool's result; whatever is not a file as JSON."""
        return super().postprocess_output_data([_as_json(item) for item in data], root_url)


def answer_in_json() -> None:
    """Make apps that are launched from now on use :class:`JsonServer`."""
    gradio.mcp.GradioMCPServer = JsonServer


def _as_json(item: Any) -> Any:
    is_file = isinstance(item, dict) and "path" in item and "meta" in item
    return item if is_file or item is None else json.dumps(item, ensure_ascii=False)
