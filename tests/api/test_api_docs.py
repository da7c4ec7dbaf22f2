"""docs/api.md: every command runs in the order it stands there, and prints what it shows."""

import json
import re
import shlex
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from app.api.schemas import describe
from tests.docs.reading import agrees, blocks, commands, text_of

DOCUMENT = text_of("docs/api.md")
ID = "scn_7h2m9kq4vx0c5rj8tn3w"
BASE = "http://127.0.0.1:8000"


class Reader:
    """Someone who follows the document: a folder of files, and curl for the options that it uses."""

    def __init__(self, folder: Path, client: TestClient) -> None:
        self.folder, self.client = folder, client
        self.id = ID
        self.asked: list[tuple[str, str, int]] = []

    def run(self, line: str) -> str:
        line, _, target = line.partition(" > ")
        program, *arguments = shlex.split(line.replace(ID, self.id))
        assert program == "curl"
        printed = self.curl(arguments).replace(self.id, ID)
        if target:
            (self.folder / target.strip()).write_text(printed, encoding="utf-8")
            return ""
        return printed

    def curl(self, arguments: list[str]) -> str:
        headers, body, method, address, whole = {}, None, None, "", False
        rest = iter(arguments)
        for argument in rest:
            if argument == "-H":
                name, _, value = next(rest).partition(":")
                headers[name.strip().lower()] = value.strip()
            elif argument == "-X":
                method = next(rest)
            elif argument in ("-d", "--data-binary"):
                given = next(rest)
                body = (self.folder / given[1:]).read_bytes() if given.startswith("@") else given.encode()
            elif argument in ("-s", "-si"):
                whole = argument == "-si"
            else:
                assert argument.startswith(f"{BASE}/api/v1/"), argument
                address = argument
        answer = self.client.request(method or ("POST" if body is not None else "GET"), address, content=body, headers=headers)
        self.asked.append((answer.request.method, answer.request.url.path, answer.status_code))
        if answer.status_code == 201 and self.id == ID:
            self.id = answer.json()["id"]
        return printed_whole(answer) if whole else answer.text


def printed_whole(answer: httpx.Response) -> str:
    head = [f"HTTP/1.1 {answer.status_code} {HTTPStatus(answer.status_code).phrase}"]
    return "\n".join([*head, *(f"{name}: {value}" for name, value in answer.headers.items()), "", answer.text])


@pytest.fixture
def reader(tmp_path: Path, sqlite_client: TestClient) -> Reader:
    question, new = blocks(DOCUMENT, "yaml")
    for name, text in {
        "question.yaml": question,
        "new.yaml": new,
        "bolder.yaml": new.replace("growth: 0.3", "growth: 0.35"),
        "cautious.yaml": new.replace("growth: 0.3", "growth: 0.4"),
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return Reader(tmp_path, sqlite_client)


def test_every_command_runs_and_prints_what_is_shown(reader: Reader) -> None:
    for line, shown in commands(DOCUMENT):
        printed = reader.run(line)
        assert agrees(shown, printed), f"$ {line}\n{printed}"
    refused = {path: status for _, path, status in reader.asked if status >= 400}
    assert sorted(refused.values()) == [412, 422]

    def said(name: str) -> Any:
        return json.loads((reader.folder / name).read_text(encoding="utf-8"))

    stale = said("stale.json")
    (shown_problem,) = (json.loads(block) for block in blocks(DOCUMENT, "json"))
    assert {name: stale[name] for name in shown_problem} == shown_problem
    assert said("scenario.json")["version"] == 1
    assert said("first.json") == said("plan.json")
    assert said("forward.json")["over"] < 0
    assert said("page.json")["total"] == 1
    assert said("archive.json")["total"] == 0
    assert said("version.json")["name"] == "Shown to the board"
    assert [version["version"] for version in said("versions.json")["items"]] == [2, 1]
    assert [change["path"] for change in said("diff.json")["changes"]] == [["goal", "growth"]]
    assert (said("copy.json")["name"], said("tagged.json")["tags"]) == ("A cautious plan", ["2027", "agreed"])
    assert said("archived.json")["archived_at"] is not None
    assert said("back.json")["archived_at"] is None
    assert said("errors.json")["errors"][0]["pointer"] == "/scenario/name"


def test_every_operation_has_a_command(reader: Reader) -> None:
    for line, _ in commands(DOCUMENT):
        reader.run(line)
    described = {
        (method.upper(), path)
        for path, methods in describe(reader.client.app)["paths"].items()  # type: ignore[arg-type]
        for method in methods
    }
    asked = {(method, re.sub(r"/versions/\d+", "/versions/{number}", path.replace(reader.id, "{id}"))) for method, path, _ in reader.asked}
    assert described == asked


def test_every_status_in_the_table_is_one_that_is_described(reader: Reader) -> None:
    in_table = {int(status) for status in re.findall(r"^\| (\d{3}) \|", DOCUMENT, re.M)}
    described = {
        int(status)
        for methods in describe(reader.client.app)["paths"].values()  # type: ignore[arg-type]
        for operation in methods.values()
        for status in operation["responses"]
    }
    assert in_table == {status for status in described if status >= 400}
