"""The documents name every operation of the API, and none that is not there."""

import re
import shlex
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.docs.reading import DOCS, commands, label, text_of


def asked(line: str) -> tuple[str, str] | None:
    """Method and path of a curl command, ids and numbers as the description of the API has them."""
    words = shlex.split(line.partition(" > ")[0])
    address = next((word for word in words if word.startswith("http://127.0.0.1:8000/api/")), "")
    if words[0] != "curl" or not address:
        return None
    body = "POST" if {"-d", "--data-binary"} & set(words) else "GET"
    method = words[words.index("-X") + 1] if "-X" in words else body
    path = re.sub(r"/(?:scn|imp|bok)_\w+", "/{id}", address.removeprefix("http://127.0.0.1:8000").partition("?")[0])
    return method, re.sub(r"(?<=/versions/)\d+", "{number}", path)


def test_the_guide_to_the_api_shows_every_operation(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    operations = {(method.upper(), path) for path, methods in paths.items() for method in methods if path.startswith("/api/")}
    shown = {asked(line) for line, _ in commands(text_of("docs/api.md"))} - {None}
    assert shown == operations


@pytest.mark.parametrize("path", DOCS, ids=label)
def test_every_address_of_the_api_that_is_named_is_there(path: Path, client: TestClient) -> None:
    known = {re.sub(r"\{\w+\}", "x", each) for each in client.get("/openapi.json").json()["paths"]}
    named = re.findall(r"(?<=`)(?:GET |POST |PUT |PATCH |DELETE )?(/api/v1/[\w/{}-]+)", path.read_text(encoding="utf-8"))
    assert {re.sub(r"\{\w+\}", "x", each) for each in named} <= known
