"""The MCP server, asked by the protocol's own client over HTTP."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamablehttp_client
from mcp.types import CallToolResult, Tool

from hsclassify.hub import EMBEDDED_BUNDLE
from hsclassify.manifest import Manifest

T = TypeVar("T")
Ask = Callable[[Callable[[ClientSession], Awaitable[T]]], T]


@pytest.fixture
def ask(app_url: str) -> Ask[Any]:
    async def session(work: Callable[[ClientSession], Awaitable[T]]) -> T:
        async with (
            streamablehttp_client(f"{app_url}/gradio_api/mcp/") as (read, write, _),
            ClientSession(read, write) as client,
        ):
            await client.initialize()
            return await work(client)

    return lambda work: asyncio.run(session(work))


def said(result: CallToolResult) -> str:
    return " ".join(getattr(part, "text", "") for part in result.content)


async def listed(client: ClientSession) -> list[Tool]:
    return (await client.list_tools()).tools


def test_every_endpoint_is_a_tool_that_explains_itself(ask: Ask[Any], app_url: str) -> None:
    from gradio_client import Client

    tools = {tool.name: tool for tool in ask(listed)}
    public = Client(app_url, verbose=False).view_api(return_format="dict", print_info=False)
    assert {f"/{name}" for name in tools} == set(public["named_endpoints"])
    assert {"classify", "classify_table"} <= set(tools)
    for tool in tools.values():
        assert len(tool.description or "") > 150, tool.name
        for name, schema in tool.inputSchema["properties"].items():
            # Gradio reads one line of a description: one that goes on would be cut.
            assert schema["description"].endswith("."), (tool.name, name)


@pytest.mark.parametrize(
    ("text", "heading", "language"), [("ร่มพับ", "6601", "th"), ("不锈钢保温杯", "9617", "zh")]
)
def test_classify(ask: Ask[Any], text: str, heading: str, language: str) -> None:
    result = ask(lambda client: client.call_tool("classify", {"text": text}))
    answer = json.loads(said(result))
    assert not result.isError
    assert answer["language"] == language
    assert heading in {c["code"] for c in answer["headings"]}


def test_questions_can_be_answered(ask: Ask[Any]) -> None:
    wide = json.loads(said(ask(lambda client: client.call_tool("classify", {"text": "fish"}))))
    question = wide["questions"][0]
    choice = question["choices"][0]
    arguments = {"text": "fish", "answers": {question["id"]: choice["id"]}}
    result = ask(lambda client: client.call_tool("classify", arguments))
    narrow = json.loads(said(result))
    assert not result.isError
    assert question["id"] not in {asked["id"] for asked in narrow["questions"]}
    assert narrow["candidates"][0]["code"] in choice["codes"]


def test_an_agent_gets_the_record(ask: Ask[Any]) -> None:
    arguments = {"text": "ร่มพับ", "record": True}
    result = ask(lambda client: client.call_tool("classify", arguments))
    record = json.loads(said(result))["record"]
    assert record["text"] == "ร่มพับ" == record["answer"]["text"]
    assert record["bundle"] == Manifest.read(EMBEDDED_BUNDLE).digest


def test_look_up_a_code(ask: Ask[Any]) -> None:
    result = ask(lambda client: client.call_tool("lookup", {"code": "0306.17"}))
    found = json.loads(said(result))
    assert not result.isError
    assert (found["code"], found["status"]) == ("030617", "current")
    assert "กุ้ง" in found["titles"]["th"]
    result = ask(lambda client: client.call_tool("lookup", {"code": "8517.12"}))
    dead = json.loads(said(result))
    assert [heir["dotted"] for heir in dead["successors"]][:2] == ["8517.13", "8517.14"]


def test_the_first_code_of_a_thai_description(ask: Ask[Any]) -> None:
    result = ask(lambda client: client.call_tool("classify", {"text": "ข้าวหอมมะลิ 5 กก."}))
    answer = json.loads(said(result))
    assert answer["candidates"][0]["code"][:4] == "1006"
    assert answer["headings"][0]["code"] == "1006"
    assert "ข้าว" in answer["candidates"][0]["titles"]["th"]


def test_search_convert_and_locate(ask: Ask[Any]) -> None:
    async def asked(client: ClientSession) -> list[CallToolResult]:
        return [
            await client.call_tool("search", {"query": "ร่ม", "limit": 5}),
            await client.call_tool("convert", {"code": "8517.12", "from_edition": 2017}),
            await client.call_tool("locate", {"text": "ร่มพับ"}),
            await client.call_tool("convert", {"code": "8517.13", "from_edition": 2017}),
        ]

    *answered, refused = ask(asked)
    hits, converted, place = (json.loads(said(result)) for result in answered)
    assert "6601" in {hit["code"][:4] for hit in hits}
    assert len(hits) <= 5
    assert converted["relation"] == "split"
    assert [p["dotted"] for p in converted["partners"]][:2] == ["8517.13", "8517.14"]
    assert -1 <= place["x"] <= 1
    assert place["neighbors"][0]["code"][:4] == "6601"
    assert refused.isError
    assert "HS 2022 had it" in said(refused)


def test_errors_say_what_to_do(ask: Ask[Any]) -> None:
    result = ask(lambda client: client.call_tool("classify", {"text": "tea", "top_k": 99}))
    assert result.isError
    assert "from 1 to 50, got 99" in said(result)


def test_a_table_as_a_data_url(ask: Ask[Any]) -> None:
    table = base64.b64encode(b"goods\ngreen tea\numbrella\n").decode()
    arguments = {"file": f"data:text/csv;base64,{table}"}
    result = ask(lambda client: client.call_tool("classify_table", arguments))
    summary, file = (getattr(part, "text", "") for part in result.content)
    assert json.loads(summary)["rows"] == 2
    assert file.startswith("http")
    assert file.endswith(".csv")
