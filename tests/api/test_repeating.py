"""Requests that are sent again."""

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.services import idempotency
from tests.api.kept import JSON, SCENARIOS, address, keep
from tests.examples import make_document


def key(value: str) -> dict[str, str]:
    return {**JSON, "idempotency-key": value}


def body(**changes: Any) -> str:
    return json.dumps({"scenario": make_document(**changes)})


def total(client: TestClient) -> int:
    count: int = client.get(SCENARIOS).json()["total"]
    return count


def test_what_is_sent_twice_with_a_key_is_done_once(own_client: TestClient) -> None:
    first, second = (own_client.post(SCENARIOS, content=body(), headers=key("k-1")) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    for name in ("etag", "location", "content-type"):
        assert first.headers[name] == second.headers[name]
    assert "idempotent-replayed" not in first.headers
    assert second.headers["idempotent-replayed"] == "true"
    assert total(own_client) == 1


def test_without_a_key_it_is_done_each_time(own_client: TestClient) -> None:
    for _ in range(2):
        own_client.post(SCENARIOS, content=body(), headers=JSON)
    assert total(own_client) == 2


def test_a_key_with_another_request_is_refused(own_client: TestClient) -> None:
    kept = own_client.post(SCENARIOS, content=body(), headers=key("k-1")).json()
    others = [
        own_client.post(SCENARIOS, content=body(months=6, seasonality=None), headers=key("k-1")),
        own_client.post(f"{address(kept)}/duplicate", headers=key("k-1")),
        own_client.put(address(kept), content=body(), headers={**key("k-1"), "if-match": "*"}),
    ]
    for answer in others:
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:backfunnel:key-reused")
    assert total(own_client) == 1


def test_every_operation_that_writes_takes_a_key(own_client: TestClient) -> None:
    kept = keep(own_client)
    known = own_client.get(address(kept)).headers["etag"]
    tried = [
        ("PUT", "", body(goal={"growth": 0.3}), known),
        ("PATCH", "", '{"tags": ["a"]}', '"2-2"'),
        ("POST", "/duplicate", "{}", None),
        ("POST", "/archive", "", None),
        ("POST", "/unarchive", "", None),
        ("POST", "/restore", '{"version": 1}', '"2-5"'),
        ("PATCH", "/versions/1", '{"name": "First"}', None),
        ("DELETE", "", "", "*"),
    ]
    for number, (method, path, sent, etag) in enumerate(tried):
        headers = {**key(f"k-{number}"), **({"if-match": etag} if etag else {})}
        first, second = (own_client.request(method, address(kept) + path, content=sent, headers=headers) for _ in range(2))
        assert first.is_success, (method, path, first.text)
        assert (second.status_code, second.content) == (first.status_code, first.content)
        assert second.headers["idempotent-replayed"] == "true"


def test_a_save_whose_answer_was_lost_is_not_stale_for_its_sender(own_client: TestClient) -> None:
    kept = keep(own_client)
    headers = {**key("k-1"), "if-match": kept["etag"]}
    own_client.put(address(kept), content=body(goal={"growth": 0.3}), headers=headers)
    own_client.put(address(kept), content=body(goal={"growth": 0.4}), headers={**JSON, "if-match": "*"})
    again = own_client.put(address(kept), content=body(goal={"growth": 0.3}), headers=headers)
    assert (again.status_code, again.json()["version"]) == (200, 2)
    assert own_client.get(address(kept)).json()["version"] == 3


def test_a_refused_request_leaves_its_key_free(own_client: TestClient) -> None:
    kept = keep(own_client)
    stale = own_client.put(address(kept), content=body(goal={"growth": 0.3}), headers={**key("k-1"), "if-match": '"9-9"'})
    again = own_client.put(address(kept), content=body(goal={"growth": 0.3}), headers={**key("k-1"), "if-match": kept["etag"]})
    assert (stale.status_code, again.status_code) == (412, 200)
    assert "idempotent-replayed" not in again.headers


@pytest.mark.parametrize("value", ["", " ", "a b", "x" * 256, "\t", "a\x7f"])
def test_a_key_that_is_none_is_refused(own_client: TestClient, value: str) -> None:
    answer = own_client.post(SCENARIOS, content=body(), headers=key(value))
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "Idempotency-Key")
    assert total(own_client) == 0


def test_two_keys_at_once_are_none(own_client: TestClient) -> None:
    headers = [("content-type", "application/json"), ("idempotency-key", "a"), ("idempotency-key", "b")]
    assert own_client.post(SCENARIOS, content=body(), headers=headers).status_code == 422


def test_the_longest_key_is_taken(own_client: TestClient) -> None:
    assert own_client.post(SCENARIOS, content=body(), headers=key("!" + "~" * 254)).status_code == 201


def test_twenty_at_once_with_one_key_make_one(own_client: TestClient) -> None:
    def ask(_: int) -> int:
        return own_client.post(SCENARIOS, content=body(), headers=key("k-1")).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(20))) == {201}
    assert total(own_client) == 1


def test_twenty_at_once_on_one_version_make_one_new_version(own_client: TestClient) -> None:
    kept = keep(own_client)

    def ask(number: int) -> int:
        sent = body(goal={"growth": 0.3 + number / 100})
        return own_client.put(address(kept), content=sent, headers={**JSON, "if-match": kept["etag"]}).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(ask, range(20)))
    assert answers == [200] + [412] * 19
    assert own_client.get(address(kept)).json()["version"] == 2


def test_a_key_is_remembered_for_a_day(own_client: TestClient) -> None:
    own_client.post(SCENARIOS, content=body(), headers=key("k-1"))
    database = own_client.app.state.database  # type: ignore[attr-defined]
    with database.writing() as session:
        assert idempotency.sweep(session, datetime.now(UTC) + timedelta(hours=23)) == 0
        assert idempotency.sweep(session, datetime.now(UTC) + timedelta(hours=25)) == 1
    own_client.post(SCENARIOS, content=body(), headers=key("k-1"))
    assert total(own_client) == 2


def test_an_answer_is_kept_only_with_what_it_tells_of(own_client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise sqlite3.OperationalError("no")

    with monkeypatch.context() as patched:
        patched.setattr(idempotency, "keep", fail)
        assert own_client.post(SCENARIOS, content=body(), headers=key("k-1")).status_code >= 500
    assert total(own_client) == 0
    assert own_client.post(SCENARIOS, content=body(), headers=key("k-1")).status_code == 201


def test_a_request_still_being_answered_is_asked_for_later(own_client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def in_flight(*_: Any) -> None:
        raise idempotency.KeyInFlight("k-1")

    monkeypatch.setattr(idempotency, "recall", in_flight)
    answer = own_client.post(SCENARIOS, content=body(), headers=key("k-1"))
    assert (answer.status_code, answer.json()["type"], answer.headers["retry-after"]) == (409, "urn:backfunnel:key-in-flight", "1")
