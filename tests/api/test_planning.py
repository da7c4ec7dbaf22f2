import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.documents import example_document, example_yaml
from app.planner.present import make_plan
from tests.examples import make_document, make_scenario
from tests.hostile import NONSENSE, UNREADABLE, Nonsense

JSON = {"content-type": "application/json"}
YAML = {"content-type": "application/yaml"}
OPERATIONS = ["/api/v1/plan", "/api/v1/forward", "/api/v1/trace?figure=/totals/stages/lead"]


def body(document: Any = None) -> bytes:
    return json.dumps(make_document() if document is None else document).encode()


def strict(text: str) -> Any:
    """JSON without the extensions that only some readers know."""

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is not JSON")

    return json.loads(text, parse_constant=refuse)


def test_plans_backwards_from_a_scenario(client: TestClient) -> None:
    answer = client.post("/api/v1/plan", content=body(), headers=JSON)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    plan = strict(answer.text)
    assert plan["totals"]["stages"]["lead"]["whole"] == 4377
    assert plan["status"] == "at_risk"
    assert all(note["message"].endswith(".") for note in plan["notes"])


def test_the_plan_is_the_planner_s_own(client: TestClient) -> None:
    answer = client.post("/api/v1/plan", content=body(), headers=JSON).json()
    for note in answer["notes"]:
        del note["message"]
        for way in note.get("ways_out", []):
            del way["message"]
    assert answer == json.loads(json.dumps(make_plan(make_scenario())))


@pytest.mark.parametrize("kind", ["application/yaml", "application/x-yaml", "text/yaml; charset=utf-8"])
def test_reads_yaml_as_well(client: TestClient, kind: str) -> None:
    in_yaml = client.post("/api/v1/plan", content=example_yaml(), headers={"content-type": kind})
    assert in_yaml.json() == client.post("/api/v1/plan", content=body(), headers=JSON).json()


def test_runs_the_plan_s_own_activity_forward(client: TestClient) -> None:
    answer = client.post("/api/v1/forward", content=body({"scenario": make_document()}), headers=JSON).json()
    assert 0 <= answer["over"] < 5000


def test_runs_given_activity_forward(client: TestClient) -> None:
    question = {"scenario": make_document(), "activity": {"cold_email": {"2027-01": 900}}}
    answer = client.post("/api/v1/forward", content=body(question), headers=JSON).json()
    assert [channel["activity"] for channel in answer["channels"]] == [900, 0, 0]
    assert answer["over"] < 0


@pytest.mark.parametrize(
    ("activity", "pointer", "words"),
    [
        ({"cold_emial": {"2027-01": 1}}, "/activity/cold_emial", 'did you mean "cold_email"'),
        ({"cold_email": {"2028-01": 1}}, "/activity/cold_email/2028-01", "2027-12"),
        ({"cold_email": {"2027-01": -1}}, "/activity/cold_email/2027-01", "least is 0"),
        ({"cold_email": {"January": 1}}, "/activity/cold_email/January", "2027-01"),
    ],
)
def test_refuses_activity_that_makes_no_sense(client: TestClient, activity: Any, pointer: str, words: str) -> None:
    answer = client.post("/api/v1/forward", content=body({"scenario": make_document(), "activity": activity}), headers=JSON)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert words in answer.json()["errors"][0]["detail"]


def test_traces_a_figure_down_to_the_assumptions(client: TestClient) -> None:
    answer = client.post("/api/v1/trace", params={"figure": "/totals/stages/lead"}, content=body(), headers=JSON).json()
    assert round(answer["steps"][0]["result"]) == 4377
    assert "/goal/growth" in [source["pointer"] for source in answer["sources"]]


@pytest.mark.parametrize(("figure", "words"), [("/totals/stages/leads", "did you mean"), ("x" * 60_000, "no figure"), ("", "no figure")])
def test_refuses_to_trace_what_is_no_figure(client: TestClient, figure: str, words: str) -> None:
    answer = client.post("/api/v1/trace", params={"figure": figure}, content=body(), headers=JSON)
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "figure")
    assert words in answer.json()["detail"]


def test_asks_which_figure_to_trace(client: TestClient) -> None:
    answer = client.post("/api/v1/trace", content=body(), headers=JSON)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "missing")


def test_gives_an_example_that_can_be_sent_back(client: TestClient) -> None:
    in_json, in_yaml = client.get("/api/v1/example"), client.get("/api/v1/example", headers={"accept": "application/yaml"})
    assert in_json.json() == example_document()
    assert in_yaml.headers["content-type"].startswith("application/yaml")
    assert in_yaml.text == client.get("/api/v1/example?format=yaml").text == example_yaml()
    for answer in (in_json, in_yaml):
        sent_back = client.post("/api/v1/plan", content=answer.content, headers={"content-type": answer.headers["content-type"]})
        assert sent_back.status_code == 200


def test_refuses_other_formats_of_the_example(client: TestClient) -> None:
    answer = client.get("/api/v1/example?format=xml")
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "format")


def test_gives_the_schema_with_units(client: TestClient) -> None:
    schema = client.get("/api/v1/schema").json()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$defs"]["Goal"]["properties"]["baseline"]["unit"] == "money"


@pytest.mark.parametrize("nonsense", NONSENSE, ids=lambda each: each.name)
def test_points_to_the_field_that_makes_no_sense(client: TestClient, nonsense: Nonsense) -> None:
    answer = client.post("/api/v1/plan", content=body(nonsense.document()), headers=JSON)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = strict(answer.text)
    assert problem["status"] == 422
    assert problem["type"] == "urn:backfunnel:invalid-scenario"
    error = next(error for error in problem["errors"] if error["code"] == nonsense.code)
    assert error["pointer"] == nonsense.pointer
    assert nonsense.words in error["detail"]


@pytest.mark.parametrize(("kind", "text", "code"), [each[1:] for each in UNREADABLE], ids=[each[0] for each in UNREADABLE])
def test_refuses_what_is_no_document(client: TestClient, kind: str, text: bytes, code: str) -> None:
    answer = client.post("/api/v1/plan", content=text, headers=JSON if kind == "json" else YAML)
    if len(text) > 1_000_000:
        assert answer.status_code == 413
        return
    assert (answer.status_code, strict(answer.text)["errors"][0]["code"]) == (400, code)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400"])
def test_never_answers_with_a_number_that_is_none(client: TestClient, number: str) -> None:
    sent = body().replace(b'"growth": 0.25', f'"growth": {number}'.encode())
    answer = client.post("/api/v1/plan", content=sent, headers=JSON)
    assert answer.status_code == 422
    assert strict(answer.text)["errors"] == [
        {
            "pointer": "/goal/growth",
            "code": "not_finite",
            "detail": f"This must be a number with an end; {'NaN' if number == 'NaN' else 'Infinity'} is not one that can be planned with.",
        }
    ]


@pytest.mark.parametrize("path", OPERATIONS)
@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data", "", "application/json5"])
def test_takes_only_json_and_yaml(client: TestClient, path: str, kind: str) -> None:
    answer = client.post(path, content=body(), headers={"content-type": kind})
    assert (answer.status_code, answer.headers["content-type"]) == (415, "application/problem+json")
    assert answer.headers["accept"] == "application/json, application/yaml"


@pytest.mark.parametrize("path", OPERATIONS)
def test_refuses_five_megabytes(client: TestClient, path: str) -> None:
    answer = client.post(path, content=b" " * 5_000_000, headers=JSON)
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")
    assert answer.json()["title"]


def test_refuses_a_body_of_unknown_length_once_it_is_too_long(client: TestClient) -> None:
    taken = 0

    def chunks() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(500):
            taken += 100_000
            yield b" " * 100_000

    answer = client.post("/api/v1/plan", content=chunks(), headers=JSON)
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")


def test_a_body_at_the_limit_is_read(client: TestClient) -> None:
    sent = body()
    assert client.post("/api/v1/plan", content=sent + b" " * (1_000_000 - len(sent)), headers=JSON).status_code == 200
    assert client.post("/api/v1/plan", content=sent + b" " * (1_000_001 - len(sent)), headers=JSON).status_code == 413


def test_other_methods_are_told_which_ones_there_are(client: TestClient) -> None:
    answer = client.put("/api/v1/plan")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert client.post("/api/v1/example").headers["allow"] == "GET"
    assert answer.headers["content-type"] == "application/problem+json"


def test_unknown_addresses_are_problems_for_programs_and_pages_for_people(client: TestClient) -> None:
    assert client.get("/api/v1/plans").headers["content-type"] == "application/problem+json"
    page = client.get("/nothing/here")
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")


def test_a_failure_here_is_answered_without_its_traceback(app: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr("app.api.planning.make_plan", fail)
    answer = client.post("/api/v1/plan", content=body(), headers={**JSON, "x-request-id": "abc-123"})
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "abc-123" in answer.json()["detail"]
    assert "secret" not in answer.text
    assert answer.headers["x-request-id"] == "abc-123"
    assert "content-security-policy" in answer.headers


def test_health_needs_nothing(client: TestClient) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/readyz").status_code == 200
