"""What is stored and cannot be read: said as what it is, blamed on nobody, and no reason for anything else to fail."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from tests.api.kept import SCENARIOS, address, keep
from tests.api.test_openapi import validator_of
from tests.examples import make_document

GARBAGE = [
    ("not json", "unreadable"),
    ("", "unreadable"),
    ('{"schema":1,"name":', "unreadable"),
    ("NaN", "unreadable"),
    (json.dumps({"schema": 1, "months": float("nan")}), None),
    ("[]", "unreadable"),
    (json.dumps(make_document() | {"schema": 99}), "newer_schema"),
]


def put_by_hand(client: TestClient, statement: str, **values: str) -> None:
    with client.app.state.database.writing() as session:  # type: ignore[attr-defined]
        session.connection().execute(text(statement), values)


def damaged(client: TestClient, document: str) -> dict[str, Any]:
    kept = keep(client)
    put_by_hand(client, "UPDATE version SET document = :document WHERE scenario_id = :id", document=document, id=kept["id"])
    return kept


@pytest.mark.parametrize(("document", "code"), GARBAGE)
def test_a_document_that_cannot_be_read_is_an_error_of_this_side(own_client: TestClient, document: str, code: str | None) -> None:
    kept = damaged(own_client, document)
    for path in ("", "/versions/1", "/plan", "/diff?with=" + keep(own_client)["id"]):
        answer = own_client.get(address(kept) + path)
        problem = answer.json()
        assert (answer.status_code, problem["type"]) == (500, "urn:backfunnel:stored-document-unreadable")
        assert answer.headers["content-type"] == "application/problem+json"
        assert code is None or problem["errors"][0]["code"] == code
        assert problem["detail"].startswith("What is stored cannot be opened. ")


@pytest.mark.parametrize(("document", "code"), GARBAGE)
def test_a_list_tells_it_beside_the_others(own_client: TestClient, document: str, code: str | None) -> None:
    kept, other = damaged(own_client, document), keep(own_client)
    page = own_client.get(f"{SCENARIOS}?include=scenario").json()
    rows = {row["id"]: row for row in page["items"]}
    assert rows[other["id"]] == other
    assert rows[kept["id"]]["scenario"] is None
    assert code is None or rows[kept["id"]]["error"]["code"] == code
    validator_of("ScenarioPage").validate(page)


def test_it_can_be_tagged_archived_replaced_and_deleted(own_client: TestClient) -> None:
    kept = damaged(own_client, "garbage")
    tagged = own_client.patch(address(kept), json={"tags": ["broken"]}, headers={"if-match": kept["etag"]})
    assert (tagged.status_code, tagged.json()["tags"], tagged.json()["scenario"]) == (200, ["broken"], None)
    validator_of("StoredScenario").validate(tagged.json())
    stale = own_client.put(address(kept), json={"scenario": make_document()}, headers={"if-match": kept["etag"]})
    assert (stale.status_code, stale.json()["changes"], stale.json()["current"]["scenario"]) == (412, [], None)
    assert own_client.post(f"{address(kept)}/archive").status_code == 200
    changed = make_document(goal={"growth": 0.5})
    saved = own_client.put(address(kept), json={"scenario": changed}, headers={"if-match": "*"})
    assert (saved.status_code, saved.json()["version"]) == (200, 2)
    assert own_client.delete(address(kept), headers={"if-match": "*"}).status_code == 204


def test_a_document_written_by_another_hand_is_read_as_if_it_were_sent(own_client: TestClient) -> None:
    kept = damaged(own_client, json.dumps(make_document(name="By hand")))
    assert own_client.get(address(kept)).json()["scenario"]["name"] == "By hand"


@pytest.mark.parametrize("moment", ["garbage", "", "2026-11-22", "0001-01-01T00:00:00+23:00"])
@pytest.mark.parametrize("column", ["changed_at", "created_at", "archived_at"])
def test_a_moment_that_is_none_breaks_no_list(sqlite_client: TestClient, column: str, moment: str) -> None:
    kept = keep(sqlite_client)
    put_by_hand(sqlite_client, f"UPDATE scenario SET {column} = :moment", moment=moment)
    shown = "true" if column == "archived_at" else "false"
    for path in (f"{SCENARIOS}?archived={shown}", address(kept), "/plans", f"/plans?show={'archived' if shown == 'true' else ''}"):
        assert sqlite_client.get(path).status_code == 200
    assert sqlite_client.get(f"{SCENARIOS}?archived={shown}").json()["total"] == 1


def test_an_error_of_this_side_says_that_the_connection_ends(sqlite_client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise AssertionError("made up")

    monkeypatch.setattr(sqlite_client.app.state.database, "reading", fail)  # type: ignore[attr-defined]
    answer = sqlite_client.get(SCENARIOS)
    assert (answer.status_code, answer.headers["connection"]) == (500, "close")


def test_no_engine_says_what_was_given(own_client: TestClient) -> None:
    database = own_client.app.state.database  # type: ignore[attr-defined]
    with database.reading() as session:
        assert session.get_bind().hide_parameters
    with database.writing() as session:
        assert session.get_bind().hide_parameters
