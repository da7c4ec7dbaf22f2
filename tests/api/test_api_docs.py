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
IDS = list(dict.fromkeys(re.findall(r"\b(?:scn|imp|bok)_[a-z0-9]{20}\b", DOCUMENT)))
"""The ids that the document shows, in its order; the first thing of a kind that is made has the first id of that kind."""
BASE = "http://127.0.0.1:8000"


class Reader:
    """Someone who follows the document: a folder of files, and curl for the options that it uses."""

    def __init__(self, folder: Path, client: TestClient) -> None:
        self.folder, self.client = folder, client
        self.ids: dict[str, str] = {}
        self.asked: list[tuple[str, str, int]] = []

    def run(self, line: str) -> str:
        line, _, target = line.partition(" > ")
        program, *arguments = shlex.split(replaced(line, self.ids))
        assert program == "curl"
        printed = replaced(self.curl(arguments), {real: shown for shown, real in self.ids.items()})
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
        if answer.status_code in (201, 202) and "id" in answer.json():
            self.remember(answer.json()["id"])
        return printed_whole(answer) if whole else answer.text

    def remember(self, real: str) -> None:
        """Let the next id that the document shows of this kind be this one."""
        waiting = [shown for shown in IDS if shown[:4] == real[:4] and shown not in self.ids]
        if waiting and real not in self.ids.values():
            self.ids[waiting[0]] = real


def replaced(text: str, names: dict[str, str]) -> str:
    for old, new in names.items():
        text = text.replace(old, new)
    return text


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
        "leads.csv": blocks(DOCUMENT, "csv")[0],
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return Reader(tmp_path, sqlite_client)


def test_every_command_runs_and_prints_what_is_shown(reader: Reader) -> None:
    for line, shown in commands(DOCUMENT):
        printed = reader.run(line)
        assert agrees(shown, printed), f"$ {line}\n{printed}"
    refused = {path: status for _, path, status in reader.asked if status >= 400}
    assert sorted(refused.values()) == [412, 422, 422]

    def said(name: str) -> Any:
        return json.loads((reader.folder / name).read_text(encoding="utf-8"))

    stale = said("stale.json")
    shown_problem, shown_error, shown_rate = (json.loads(block) for block in blocks(DOCUMENT, "json"))
    assert {name: stale[name] for name in shown_problem} == shown_problem
    rate = said("funnel.json")["whole"]["rates"][0]
    assert {name: rate[name] for name in shown_rate} == shown_rate
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
    assert (said("asked.json")["status"], {each["code"] for each in said("asked.json")["look"]["asked"]}) == ("asked", {"date_order"})
    assert (said("done.json")["status"], said("done.json")["taken"]["taken"], said("done.json")["taken"]["refused"]) == ("done", 8, 1)
    assert "K7" in (reader.folder / "refused.csv").read_text(encoding="utf-8-sig")
    assert said("cancelled.json")["status"] == "cancelled"
    assert said("rows.json")["total"] == 8
    assert [each["name"] for each in said("lists.json")["items"]] == ["Leads"]
    assert {each["key"] for each in said("review.json")["channels"]} == {"web", "events", "partner"}
    assert said("measured.json")["scenario"]["conversions"][0]["evidence"] == {"entered": 8, "converted": 4, "open": 2}
    assert [each["name"] for each in said("books.json")["items"]] == ["2027, north"]
    assert said("errors.json")["errors"][0]["pointer"] == "/scenario/name"
    assert said("refused.json")["errors"] == [shown_error]
    assert said("solved.json")["value"] == pytest.approx(0.2)
    assert said("chance.json")["confident"]["chance"]["chance"] >= 0.8
    assert said("chance.json")["drivers"]["inputs"] == ["/conversions/0/rate"]
    assert said("sensitivity.json")["ranked"][0]
    assert said("optimised.json")["mix"]["parts"][0]["share"] == 1
    assert [each["part"]["name"] for each in said("explained.json")["effects"]] == ["/goal/growth"]
    assert [each["pointer"] for each in said("compared.json")["inputs"] if each["differs"]] == ["/goal/growth"]
    assert len(said("months.json")["months"]) == 12
    assert said("missing.json")["felt"] == "2027-04"
    assert said("swept.json")["count"] == 303


def test_every_operation_has_a_command(reader: Reader) -> None:
    for line, _ in commands(DOCUMENT):
        reader.run(line)
    described = {
        (method.upper(), path)
        for path, methods in describe(reader.client.app)["paths"].items()  # type: ignore[arg-type]
        for method in methods
    }
    known = dict.fromkeys(reader.ids.values(), "{id}")
    asked = {(method, re.sub(r"/versions/\d+", "/versions/{number}", replaced(path, known))) for method, path, _ in reader.asked}
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
