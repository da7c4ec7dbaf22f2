from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.kept import keep

BOOKS = "/api/v1/books"


def book(client: TestClient, *segments: str, **more: Any) -> dict[str, Any]:
    parts = [{"segment": segment, "scenario_id": keep(client)["id"]} for segment in segments]
    answer = client.post(BOOKS, json={"name": "FY2027", "parts": parts, **more})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"{BOOKS}/{made['id']}"
    assert answer.headers["etag"] == made["etag"]
    return made


def test_a_book_is_kept_changed_and_deleted(own_client: TestClient) -> None:
    made = book(own_client, "EMEA", "Americas", target=9_000_000.5)
    where = f"{BOOKS}/{made['id']}"
    assert own_client.get(where).json() == made
    assert own_client.get(BOOKS).json()["items"] == [made]
    changed = {"name": "FY2027, both", "parts": [made["parts"][1]]}
    saved = own_client.put(where, json=changed, headers={"if-match": made["etag"]})
    assert (saved.status_code, saved.json()["revision"], saved.json()["target"]) == (200, 2, None)
    stale = own_client.put(where, json=changed | {"name": "x"}, headers={"if-match": made["etag"]})
    assert (stale.status_code, stale.json()["current"]) == (412, saved.json())
    assert own_client.put(where, json=changed).json() == saved.json()
    assert own_client.delete(where, headers={"if-match": made["etag"]}).status_code == 412
    assert own_client.delete(where).status_code == 204
    assert own_client.get(where).status_code == 404
    assert own_client.get(f"/api/v1/scenarios/{made['parts'][0]['scenario_id']}").status_code == 200


def test_a_segment_goes_with_its_scenario(own_client: TestClient) -> None:
    made = book(own_client, "EMEA", "Americas")
    own_client.delete(f"/api/v1/scenarios/{made['parts'][0]['scenario_id']}", headers={"if-match": "*"})
    assert own_client.get(f"{BOOKS}/{made['id']}").json()["parts"] == made["parts"][1:]


def test_a_book_rolls_its_plans_up(sqlite_client: TestClient) -> None:
    made = book(sqlite_client, "EMEA", "Americas")
    total = sqlite_client.get(f"{BOOKS}/{made['id']}/plan").json()
    one = sqlite_client.get(f"/api/v1/scenarios/{made['parts'][0]['scenario_id']}/plan").json()
    assert total["goal"]["parts"] == 2 * one["bridge"]["target"]
    assert total["revenue"]["total"] == pytest.approx(2 * one["totals"]["revenue"], abs=0.02)
    assert [part["name"] for part in total["parts"]] == ["EMEA", "Americas"]


def test_a_book_without_plans_is_said_to_be_empty(sqlite_client: TestClient) -> None:
    answer = sqlite_client.get(f"{BOOKS}/{book(sqlite_client)['id']}/plan")
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:backfunnel:unfit-book")


def test_plans_in_two_currencies_make_no_book(sqlite_client: TestClient) -> None:
    parts = [{"segment": code, "scenario_id": keep(sqlite_client, currency=code)["id"]} for code in ("EUR", "USD")]
    made = sqlite_client.post(BOOKS, json={"name": "One", "parts": parts[:1]}).json()
    for answer in (
        sqlite_client.post(BOOKS, json={"name": "Two", "parts": parts}),
        sqlite_client.put(f"{BOOKS}/{made['id']}", json={"name": "Two", "parts": parts}),
    ):
        (error,) = answer.json()["errors"]
        assert (answer.status_code, error["pointer"], error["code"]) == (422, "/parts/1/scenario_id", "book_currency")
        assert "USD" in error["detail"]
        assert "EUR" in error["detail"]
    assert sqlite_client.get(BOOKS).json()["items"] == [made]


def test_a_plan_that_counts_in_another_currency_since_it_is_in_a_book_is_not_added_up(sqlite_client: TestClient) -> None:
    made = book(sqlite_client, "EMEA", "Americas")
    where = f"/api/v1/scenarios/{made['parts'][1]['scenario_id']}"
    kept = sqlite_client.get(where)
    other = kept.json()["scenario"] | {"currency": "CHF"}
    saved = sqlite_client.put(where, json={"scenario": other}, headers={"if-match": kept.headers["etag"]})
    assert saved.status_code == 200, saved.text
    answer = sqlite_client.get(f"{BOOKS}/{made['id']}/plan")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (409, "/parts/1")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": "a\x00b"}, "/name"),
        ({"target": 0}, "/target"),
        ({"target": 1e16}, "/target"),
        ({"parts": [{"segment": "A"}]}, "/parts/0/scenario_id"),
        ({"parts": [{"segment": "A", "scenario_id": "S"}, {"segment": "a ", "scenario_id": "S"}]}, "/parts/1/segment"),
        ({"parts": [{"segment": "A", "scenario_id": "S"}, {"segment": "B", "scenario_id": "S"}]}, "/parts/1/scenario_id"),
        ({"parts": [{"segment": str(at), "scenario_id": "S"} for at in range(41)]}, "/parts"),
        ({"invented": 1}, "/invented"),
    ],
)
def test_a_book_that_makes_no_sense_is_refused_by_field(sqlite_client: TestClient, changes: dict[str, Any], pointer: str) -> None:
    id = keep(sqlite_client)["id"]
    for part in changes.get("parts", ()):
        if part.get("scenario_id") == "S":
            part["scenario_id"] = id
    answer = sqlite_client.post(BOOKS, json={"name": "Book", **changes})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert sqlite_client.get(BOOKS).json()["items"] == []


def test_a_scenario_that_is_not_there_makes_no_book(sqlite_client: TestClient) -> None:
    parts = [{"segment": "A", "scenario_id": "scn_00000000000000000000"}]
    assert sqlite_client.post(BOOKS, json={"name": "Book", "parts": parts}).status_code == 404
    assert sqlite_client.get(BOOKS).json()["items"] == []


def test_more_books_than_are_listed_at_once_are_on_the_next_page(own_client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.books.BOOKS_LIMIT", 2)
    made = {book(own_client)["id"] for _ in range(3)}
    first = own_client.get(BOOKS)
    assert first.headers["link"] == f'<{BOOKS}?start=2>; rel="next"'
    second = own_client.get(f"{BOOKS}?start=2")
    assert "link" not in second.headers
    assert {each["id"] for answer in (first, second) for each in answer.json()["items"]} == made
    assert own_client.get(f"{BOOKS}?start=-1").status_code == 422
