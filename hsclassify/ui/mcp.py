"""The MCP server: answers as JSON, and descriptions of tools in full."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable
from typing import Any, Final

import gradio.mcp
from gradio.utils import get_function_description

_ARGUMENT: Final = re.compile(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", re.MULTILINE)


class JsonServer(gradio.mcp.GradioMCPServer):
    """Gradio's server, made readable for programs and agents.

    Gradio would print what an endpoint returns as a Python value, lose the file among
    several outputs, and cut the description of an argument at the end of its first line.
    """

    def postprocess_output_data(self, data: Any, root_url: str) -> list[Any]:
        """Return the contents of a tool's result; whatever is not a file as JSON."""
        # Several outputs of a queued endpoint arrive as one.
        items = data[0] if len(data) == 1 and isinstance(data[0], tuple) else data
        return super().postprocess_output_data([_as_json(item) for item in items], root_url)

    def get_fn_description(self, block_fn: Any, tool_name: str) -> tuple[str, dict[str, str]]:
        """Return the description of a tool, and those of its arguments by name."""
        description, arguments = super().get_fn_description(block_fn, tool_name)
        returned = get_function_description(block_fn.fn)[2]
        description = description.replace(", ".join(returned), " ".join(returned))
        return description, arguments | argument_descriptions(block_fn.fn)


def answer_in_json() -> None:
    """Make apps that are launched from now on use :class:`JsonServer`."""
    gradio.mcp.GradioMCPServer = JsonServer


def argument_descriptions(function: Callable[..., Any]) -> dict[str, str]:
    """Return the descriptions in the section "Args:" of a docstring, each on one line."""
    _, _, section = (inspect.getdoc(function) or "").partition("\nArgs:\n")
    section, _, _ = section.partition("\n\n")
    return {name: " ".join(text.split()) for name, text in _ARGUMENT.findall(section)}


def _as_json(item: Any) -> Any:
    is_file = isinstance(item, dict) and "path" in item and "meta" in item
    return item if is_file or item is None else json.dumps(item, ensure_ascii=False)
