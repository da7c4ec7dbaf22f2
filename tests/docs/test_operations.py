"""Running it: commands, settings, troubles of the store, health and moving house are as the documents say."""

import re
from pathlib import Path
from typing import get_args

import pytest
import typer
from fastapi.testclient import TestClient

from app import cli
from app.db import TroubleCode
from app.main import create_app
from app.settings import Settings
from app.wording.store import SENTENCES
from tests.docs.reading import DOCS, ROOT, code, label, tables, text_of
from tests.docs.shell import database_in, run
from tests.examples import make_document


def operations() -> dict[str, list[list[str]]]:
    return tables(text_of("docs/operations.md"))


def test_every_command_is_described() -> None:
    group = typer.main.get_command(cli.app)
    names = {f"{name} {below}" if below else name for name, each in group.commands.items() for below in getattr(each, "commands", [""])}  # type: ignore[attr-defined]
    assert {code(row[0]) for row in operations()["Commands"]} == names


def test_every_setting_is_described_with_its_default() -> None:
    described = {code(row[0]): row[1] for row in operations()["Settings"]}
    fields = {field.validation_alias or f"BACKFUNNEL_{name.upper()}": field for name, field in Settings.model_fields.items()}
    assert described == {
        name: "the system user's name" if field.default_factory else f"`{str(field.default).lower()}`" for name, field in fields.items()
    }


@pytest.mark.parametrize("path", [*DOCS, ROOT / "Dockerfile", ROOT / "compose.yaml"], ids=label)
def test_every_variable_that_is_named_is_a_setting(path: Path) -> None:
    names = {f"BACKFUNNEL_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"\bBACKFUNNEL_[A-Z_]+", path.read_text(encoding="utf-8"))) <= names


def test_every_trouble_of_the_store_is_described_in_its_own_words() -> None:
    rows = operations()["When the database is in trouble"]
    assert {code(row[0]): row[1] for row in rows} == SENTENCES
    assert set(SENTENCES) == set(get_args(TroubleCode))
    assert [row[0] for row in rows if not row[2]] == []


def test_the_addresses_of_health_answer(client: TestClient) -> None:
    addresses = [code(row[0]) for row in operations()["Health"]]
    assert [client.get(address).status_code for address in addresses] == [200, 200]


def test_what_was_exported_is_taken_in_again(folder: Path, client: TestClient, tmp_path: Path) -> None:
    """The way that the document describes: export beside the running app, import into another database."""
    created = client.post("/api/v1/scenarios", json={"scenario": make_document(name="To be kept"), "tags": ["kept"]})
    assert created.status_code == 201
    run(".venv/bin/python -m app export kept.jsonl", folder, client)
    (tmp_path / "kept.jsonl").write_bytes((folder / "kept.jsonl").read_bytes())
    assert "1 scenario" in run(".venv/bin/python -m app import kept.jsonl", tmp_path, client)
    with TestClient(create_app(Settings(database_url=database_in(tmp_path))), base_url="http://127.0.0.1:8000") as other:
        items = other.get("/api/v1/scenarios").json()["items"]
    assert [(item["id"], item["name"], item["tags"]) for item in items] == [(created.json()["id"], "To be kept", ["kept"])]


def test_every_setting_is_in_the_changelog() -> None:
    names = {(field.validation_alias or f"BACKFUNNEL_{name.upper()}") for name, field in Settings.model_fields.items()}
    assert names <= set(re.findall(r"`([A-Z_]+)`", text_of("CHANGELOG.md")))
