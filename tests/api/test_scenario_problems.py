"""Everything that can be wrong with a request about scenarios, and with the store: always one shape, never a failure."""

import json
import sqlite3
from pathlib import Path
from typing import Any, get_args

import pytest
from fastapi.testclient import TestClient

from app.db import StoreTrouble, TroubleCode
from app.language import language_of
from app.main import create_app
from app.settings import Settings
from app.wording.store import SENTENCES, store_sentence
from tests.api.kept import JSON, SCENARIOS, address, keep
from tests.examples import make_document
from tests.hostile import NONSENSE, UNREADABLE, Nonsense

NO_ID = f"{SCENARIOS}/scn_{'0' * 20}"
IF_MATCH = {**JSON, "if-match": "*"}


def problem_of(answer: Any, status: int) -> dict[str, Any]:
    """The problem, held to its shape."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    problem: dict[str, Any] = json.loads(answer.text, parse_constant=lambda word: pytest.fail(f"{word} is not JSON"))
    assert set(problem) >= {"type", "title", "status", "detail", "instance", "errors"}
    assert problem["status"] == status
    assert problem["detail"]
    assert answer.headers["x-request-id"]
    return problem


WITH_BODY = [
    ("POST", SCENARIOS, {"scenario": make_document()}),
    ("PUT", NO_ID, {"scenario": make_document()}),
    ("PATCH", NO_ID, {"tags": ["a"]}),
    ("POST", f"{NO_ID}/duplicate", {"name": "Copy"}),
    ("POST", f"{NO_ID}/restore", {"version": 1}),
    ("PATCH", f"{NO_ID}/versions/1", {"name": "First"}),
]
WITHOUT_BODY = [
    ("GET", NO_ID),
    ("DELETE", NO_ID),
    ("POST", f"{NO_ID}/archive"),
    ("POST", f"{NO_ID}/unarchive"),
    ("GET", f"{NO_ID}/versions"),
    ("GET", f"{NO_ID}/versions/1"),
    ("GET", f"{NO_ID}/diff"),
    ("GET", f"{NO_ID}/plan"),
]


@pytest.mark.parametrize(("method", "path", "body"), [*WITH_BODY[1:], *((*each, None) for each in WITHOUT_BODY)])
def test_what_is_not_there_is_not_there(client: TestClient, method: str, path: str, body: Any) -> None:
    answer = client.request(method, path, content=json.dumps(body) if body else None, headers=IF_MATCH)
    assert problem_of(answer, 404)["type"] == "urn:backfunnel:no-such-scenario"


@pytest.mark.parametrize(
    "id",
    ["1", "scn_", "scn_" + "A" * 20, "wsp_" + "0" * 20, "scn_" + "0" * 21, "%00", "scn_%00", "a" * 5000, "%F0%9F%9A%80", "'--", "..%2f.."],
)
def test_an_id_that_is_none_is_not_there(client: TestClient, id: str) -> None:
    for path in ("", "/versions", "/plan", "/diff", "/versions/1"):
        problem_of(client.get(f"{SCENARIOS}/{id}{path}"), 404)


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.0", "99999999999999999999", "%00", "٣", "01"])
def test_a_version_that_is_none_is_not_there(client: TestClient, number: str) -> None:
    kept = keep(client)
    assert problem_of(client.get(f"{address(kept)}/versions/{number}"), 404)["type"] == "urn:backfunnel:no-such-version"
    problem_of(client.patch(f"{address(kept)}/versions/{number}", json={"name": "a"}), 404)


@pytest.mark.parametrize("query", ["version=0", "version=x", "version=99999999999999999999", "version=1&version=1", "verison=1"])
def test_a_version_that_is_no_number_is_a_parameter_at_fault(client: TestClient, query: str) -> None:
    assert problem_of(client.get(f"{address(keep(client))}/plan?{query}"), 422)["errors"][0]["parameter"] in query


@pytest.mark.parametrize(("method", "path", "body"), WITH_BODY)
@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data", "", "application/json5"])
def test_takes_only_json_and_yaml(client: TestClient, method: str, path: str, body: Any, kind: str) -> None:
    answer = client.request(method, path, content=json.dumps(body), headers={"content-type": kind, "if-match": "*"})
    problem_of(answer, 415)


@pytest.mark.parametrize(("method", "path", "body"), WITH_BODY)
def test_refuses_five_megabytes(client: TestClient, method: str, path: str, body: Any) -> None:
    problem_of(client.request(method, path, content=b" " * 5_000_000, headers=IF_MATCH), 413)


@pytest.mark.parametrize(("method", "path", "body"), WITH_BODY)
@pytest.mark.parametrize(("kind", "text", "code"), [each[1:] for each in UNREADABLE], ids=[each[0] for each in UNREADABLE])
def test_refuses_what_is_no_document(client: TestClient, method: str, path: str, body: Any, kind: str, text: bytes, code: str) -> None:
    if not text and path.endswith("/duplicate"):
        return  # there the body may be left out
    content_type = "application/json" if kind == "json" else "application/yaml"
    answer = client.request(method, path, content=text, headers={"content-type": content_type, "if-match": "*"})
    if len(text) > 1_000_000:
        problem_of(answer, 413)
    else:
        assert problem_of(answer, 400)["errors"][0]["code"] == code


@pytest.mark.parametrize(("method", "path", "body"), WITH_BODY)
@pytest.mark.parametrize("text", ["[]", "null", "5", '"a"', "true", '[{"scenario": 1}]'])
def test_refuses_what_is_no_record(client: TestClient, method: str, path: str, body: Any, text: str) -> None:
    assert problem_of(client.request(method, path, content=text, headers=IF_MATCH), 422)["errors"][0]["code"] == "not_a_record"


@pytest.mark.parametrize(("method", "path", "body"), WITH_BODY)
def test_refuses_fields_that_are_not_known(client: TestClient, method: str, path: str, body: Any) -> None:
    error = problem_of(client.request(method, path, content=json.dumps({**body, "nmae": 1}), headers=IF_MATCH), 422)["errors"][0]
    assert (error["pointer"], error["code"]) == ("/nmae", "unknown_field")


@pytest.mark.parametrize("nonsense", NONSENSE, ids=lambda each: each.name)
def test_points_to_the_field_of_the_scenario_that_makes_no_sense(client: TestClient, nonsense: Nonsense) -> None:
    for method, path in (("POST", SCENARIOS), ("PUT", NO_ID)):
        answer = client.request(method, path, content=json.dumps({"scenario": nonsense.document()}), headers=IF_MATCH)
        error = next(error for error in problem_of(answer, 422)["errors"] if error["code"] == nonsense.code)
        assert error["pointer"] == f"/scenario{nonsense.pointer}"
        assert nonsense.words in error["detail"]


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "/scenario", "missing"),
        ({"scenario": None}, "/scenario", "not_a_record"),
        ({"scenario": []}, "/scenario", "not_a_record"),
        ({"scenario": make_document(), "tags": "a"}, "/tags", "not_a_list"),
        ({"scenario": make_document(), "tags": [1]}, "/tags/0", "not_text"),
        ({"scenario": make_document(), "tags": ["a", " "]}, "/tags/1", "too_short"),
        ({"scenario": make_document(), "tags": ["x" * 41]}, "/tags/0", "too_long"),
        ({"scenario": make_document(), "tags": ["a\0b"]}, "/tags/0", "hidden_character"),
        ({"scenario": make_document(), "tags": ["a\nb"]}, "/tags/0", "hidden_character"),
        ({"scenario": make_document(), "tags": [f"tag {number}" for number in range(21)]}, "/tags", "too_many"),
        ({"scenario": make_document(), "version_name": ""}, "/version_name", "too_short"),
        ({"scenario": make_document(), "version_name": "x" * 201}, "/version_name", "too_long"),
        ({"scenario": make_document(), "version_name": "a\x1fb"}, "/version_name", "hidden_character"),
        ({"scenario": make_document(), "version_name": 5}, "/version_name", "not_text"),
    ],
)
def test_points_to_what_is_wrong_beside_the_scenario(client: TestClient, body: Any, pointer: str, code: str) -> None:
    error = problem_of(client.post(SCENARIOS, content=json.dumps(body), headers=JSON), 422)["errors"][0]
    assert (error["pointer"], error["code"]) == (pointer, code)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "1E+1000000", "-0.5", "1.5", "true", '"1"', "null", "9" * 400])
def test_a_version_to_restore_is_a_whole_number(client: TestClient, number: str) -> None:
    answer = client.post(f"{address(keep(client))}/restore", content=f'{{"version": {number}}}', headers=IF_MATCH)
    assert problem_of(answer, 422)["errors"][0]["pointer"] == "/version"


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", "'; DROP TABLE scenario; --", "= 1+1", "\u202egpj.exe", "🚀" * 100, "%s %d %(name)s", "a\u200bb", "💩é"],
)
def test_odd_names_are_kept_as_they_are(client: TestClient, name: str) -> None:
    kept = keep(client, name=name, tags=(name[:40],), version_name=name)
    assert (kept["name"], kept["scenario"]["name"], kept["tags"]) == (name, name, [name[:40]])
    assert client.get(f"{address(kept)}/versions/1").json()["name"] == name
    assert client.get(SCENARIOS, params={"search": name, "limit": 200}).json()["total"] >= 1
    assert client.post(f"{address(kept)}/duplicate").json()["name"] == f"{name} (copy)"


def test_what_is_not_allowed_says_what_is(client: TestClient) -> None:
    answer = client.post(NO_ID)
    problem_of(answer, 405)
    assert answer.headers["allow"] == "DELETE, GET, PATCH, PUT"
    assert client.delete(SCENARIOS).headers["allow"] == "GET, POST"


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_another_site_cannot_write(client: TestClient, origin: str) -> None:
    problem_of(client.post(SCENARIOS, json={"scenario": make_document()}, headers={"origin": origin}), 403)


# --- The store ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "status", "retry"),
    [
        ("busy", 503, "1"),
        ("unreachable", 503, "5"),
        ("full", 507, None),
        ("read_only", 503, None),
        ("not_migrated", 503, None),
        ("damaged", 503, None),
        ("newer", 503, None),
        ("in_use", 503, None),
        ("refused", 422, None),
    ],
)
def test_trouble_with_the_store_is_said_plainly(
    sqlite_client: TestClient, monkeypatch: pytest.MonkeyPatch, code: TroubleCode, status: int, retry: str | None
) -> None:
    def refuse() -> None:
        raise StoreTrouble(code, "made up")

    database = sqlite_client.app.state.database  # type: ignore[attr-defined]
    monkeypatch.setattr(database, "writing", refuse)
    monkeypatch.setattr(database, "reading", refuse)
    for answer in (
        sqlite_client.post(SCENARIOS, json={"scenario": make_document()}),
        sqlite_client.get(SCENARIOS),
        sqlite_client.get(f"{NO_ID}/plan"),
    ):
        problem = problem_of(answer, status)
        assert (problem["type"], problem["errors"][0]["code"]) == ("urn:backfunnel:store-trouble", code)
        assert problem["detail"] == SENTENCES[code]
        assert "made up" not in answer.text
        assert answer.headers.get("retry-after") == retry


def test_there_is_a_sentence_for_every_trouble() -> None:
    assert set(SENTENCES) == set(get_args(TroubleCode))
    for code in get_args(TroubleCode):
        assert store_sentence(StoreTrouble(code, ""), language_of(None, "en")).endswith(".")


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "letter.db"
    file.write_text("Dear Ana, " * 1000)
    with TestClient(create_app(Settings(database_url=f"sqlite:///{file}")), base_url="http://127.0.0.1:8000") as client:
        problem = problem_of(client.post(SCENARIOS, json={"scenario": make_document()}), 503)
        assert problem["errors"][0]["code"] == "damaged"
        assert client.post("/api/v1/plan", json=make_document()).status_code == 200
    assert file.read_text() == "Dear Ana, " * 1000


def test_a_locked_database_is_busy_for_writers_and_open_to_readers(sqlite_client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = keep(sqlite_client)
    database = sqlite_client.app.state.database  # type: ignore[attr-defined]
    with database.reading() as session:
        file = session.connection().exec_driver_sql("PRAGMA database_list").first()[2]
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        answer = sqlite_client.patch(address(kept), json={"tags": ["a"]}, headers={"if-match": "*"})
        assert problem_of(answer, 503)["errors"][0]["code"] == "busy"
        assert sqlite_client.get(address(kept)).json() == kept
    finally:
        other.rollback()
        other.close()
    assert sqlite_client.patch(address(kept), json={"tags": ["a"]}, headers={"if-match": "*"}).status_code == 200
