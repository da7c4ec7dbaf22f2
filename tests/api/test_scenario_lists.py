"""Lists of scenarios: found, sorted, and read to the end while others write."""

import base64
import json
import threading
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.db import Database
from app.services import scenarios
from app.services.scenarios import LOCAL_WORKSPACE
from tests.api.kept import SCENARIOS, address, keep
from tests.examples import make_scenario


def names(answer: Any) -> list[str]:
    return [item["name"] for item in answer.json()["items"]]


def read_to_the_end(client: TestClient, path: str) -> list[str]:
    found: list[str] = []
    while path:
        answer = client.get(path)
        assert answer.status_code == 200, answer.text
        found += [item["id"] for item in answer.json()["items"]]
        path = answer.links["next"]["url"] if "next" in answer.links else ""
    return found


def test_finds_by_words_and_by_tag(own_client: TestClient) -> None:
    keep(own_client, name="Growth 2027", tags=("EMEA", "board"))
    keep(own_client, name="Größer werden", tags=("emea",))
    keep(own_client, name="100% off", tags=("US",))
    assert names(own_client.get(SCENARIOS, params={"search": "growth"})) == ["Growth 2027"]
    assert names(own_client.get(SCENARIOS, params={"search": "GRÖSSER"})) == ["Größer werden"]
    assert names(own_client.get(SCENARIOS, params={"search": "%"})) == ["100% off"]
    assert names(own_client.get(SCENARIOS, params={"search": "board growth"})) == ["Growth 2027"]
    assert sorted(names(own_client.get(SCENARIOS, params={"tag": "Emea"}))) == ["Growth 2027", "Größer werden"]
    assert own_client.get(SCENARIOS, params={"tag": "nobody's"}).json() == {"items": [], "next_cursor": None, "total": 0}


def test_sorts_by_name_and_by_time(own_client: TestClient) -> None:
    for name in ("b", "A", "c"):
        keep(own_client, name=name)
    assert names(own_client.get(f"{SCENARIOS}?sort=name")) == ["A", "b", "c"]
    assert names(own_client.get(f"{SCENARIOS}?sort=name&order=desc")) == ["c", "b", "A"]
    assert names(own_client.get(f"{SCENARIOS}?sort=created")) == ["c", "A", "b"]
    assert names(own_client.get(f"{SCENARIOS}?order=asc")) == ["b", "A", "c"]


def test_gives_documents_only_where_they_are_asked_for(own_client: TestClient) -> None:
    kept = keep(own_client)
    without, whole = own_client.get(SCENARIOS).json()["items"][0], own_client.get(f"{SCENARIOS}?include=scenario").json()["items"][0]
    assert whole == kept
    assert without == {name: value for name, value in kept.items() if name != "scenario"}


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("limit=0", "limit", "too_small"),
        ("limit=201", "limit", "too_large"),
        ("limit=ten", "limit", "not_a_number"),
        ("limit=1e2", "limit", "not_a_number"),
        ("limit=", "limit", "not_a_number"),
        ("limit=%D9%A1", "limit", "not_a_number"),
        ("limit=" + "9" * 5000, "limit", "not_a_number"),
        ("limit=1&limit=2", "limit", "duplicate_field"),
        ("sort=size", "sort", "not_an_option"),
        ("sort=", "sort", "not_an_option"),
        ("order=up", "order", "not_an_option"),
        ("archived=yes", "archived", "not_an_option"),
        ("include=plan", "include", "not_an_option"),
        ("include=", "include", "not_an_option"),
        ("serach=a", "serach", "unknown_field"),
        ("search=" + "x" * 1001, "search", "too_long"),
        ("search=a%00b", "search", "hidden_character"),
        ("tag=a%00b", "tag", "hidden_character"),
    ],
)
def test_names_the_parameter_that_makes_no_sense(client: TestClient, query: str, parameter: str, code: str) -> None:
    answer = client.get(f"{SCENARIOS}?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    error = answer.json()["errors"][0]
    assert (error["parameter"], error["code"]) == (parameter, code)


def forged(*place: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "abc",
        "%%%",
        "é",
        "x" * 900,
        forged(),
        forged("changed", True, 5, "scn_"),
        forged("name", True, "a", "scn_"),
        forged("changed", True, "yesterday", "scn_"),
        forged("changed", True, "2026-11-22T00:00:00", "scn_"),
        forged("changed", True, "2026-11-22T00:00:00+00:00", "a\0b"),
        forged("changed", True, "2026-11-22T00:00:00+00:00", "\ud800"),
        forged("changed", True, ["2026-11-22T00:00:00+00:00"], {}),
        base64.urlsafe_b64encode(b"[" * 700).decode(),
        "-1 OR 1=1",
        "../../etc/passwd",
    ],
)
def test_a_cursor_made_up_is_refused(client: TestClient, cursor: str) -> None:
    answer = client.get(SCENARIOS, params={"cursor": cursor})
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "cursor")


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-22T00:00:00+00:00"])
def test_a_cursor_of_any_time_is_no_failure(client: TestClient, moment: str) -> None:
    assert client.get(SCENARIOS, params={"cursor": forged("changed", True, moment, "scn_")}).status_code in (200, 422)


def test_a_cursor_of_another_order_is_refused(own_client: TestClient) -> None:
    keep(own_client), keep(own_client)
    cursor = own_client.get(f"{SCENARIOS}?limit=1").json()["next_cursor"]
    assert own_client.get(SCENARIOS, params={"cursor": cursor, "limit": 1}).status_code == 200
    assert own_client.get(SCENARIOS, params={"cursor": cursor, "sort": "name"}).status_code == 422


def test_the_next_page_asks_the_same_question(own_client: TestClient) -> None:
    for number in range(3):
        keep(own_client, name=f"A & B {number}", tags=("x y",))
    keep(own_client, name="C")
    first = own_client.get(SCENARIOS, params={"search": "a & b", "tag": "x y", "limit": 2, "sort": "name"})
    second = own_client.get(first.links["next"]["url"])
    assert names(first) + names(second) == ["A & B 0", "A & B 1", "A & B 2"]
    assert first.json()["total"] == second.json()["total"] == 3
    assert "next" not in second.links


@pytest.mark.parametrize("sort", ["created", "name"])
def test_a_thousand_are_read_without_loss_or_doubles_while_others_are_written(own_client: TestClient, sort: str) -> None:
    database: Database = own_client.app.state.database  # type: ignore[attr-defined]
    scenario = make_scenario()
    with database.writing() as session:
        there = {
            scenarios.create(session, LOCAL_WORKSPACE, scenario.model_copy(update={"name": f"Plan {number:04}"}), author="Test").id
            for number in range(1000)
        }
    stop = threading.Event()
    written: list[str] = []

    def write() -> None:
        while not stop.is_set():
            with database.writing() as session:
                name = f"Plan {len(written) % 1000:04} more"
                kept = scenarios.create(session, LOCAL_WORKSPACE, scenario.model_copy(update={"name": name}), author="Other")
                written.append(kept.id)
                if len(written) % 3 == 0:
                    scenarios.delete(session, LOCAL_WORKSPACE, kept.id)
            stop.wait(0.002)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        found = read_to_the_end(own_client, f"{SCENARIOS}?limit=50&sort={sort}")
    finally:
        stop.set()
        writer.join()
    assert written
    assert len(found) == len(set(found))
    assert there <= set(found)


@pytest.mark.parametrize("letter", ["\U0001f680", "\ufdfa", "ß", '"', "\\"])
def test_the_longest_names_have_pages_too(own_client: TestClient, letter: str) -> None:
    kept = [keep(own_client, name=letter * 200)["id"] for _ in range(3)]
    assert read_to_the_end(own_client, f"{SCENARIOS}?sort=name&limit=1") == sorted(kept)


def test_reads_on_after_the_last_of_a_page_was_deleted(own_client: TestClient) -> None:
    kept = [keep(own_client, name=name) for name in ("a", "b", "c", "d")]
    first = own_client.get(f"{SCENARIOS}?sort=name&limit=2")
    own_client.delete(address(kept[1]), headers={"if-match": "*"})
    assert names(own_client.get(first.links["next"]["url"])) == ["c", "d"]
