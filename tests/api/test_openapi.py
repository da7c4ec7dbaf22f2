import json
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS

from app.api.schemas import describe
from app.main import create_app
from app.settings import Settings
from tests.examples import make_document

APP = create_app(Settings())
DOCUMENT = describe(APP)
SCHEMA = schemathesis.openapi.from_dict(json.loads(json.dumps(DOCUMENT)))
SCHEMA.app = APP
SCHEMA.config.phases.update(phases=["fuzzing"])
SCHEMA.config.generation.update(modes=[schemathesis.GenerationMode.NEGATIVE, schemathesis.GenerationMode.POSITIVE])
# A document may fit the schema and still make no sense as a whole: shares that do not add up, stages that do not exist.
UNFIT = [check for check in CHECKS.get_all() if check.__name__ == "positive_data_acceptance"]


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, operation) for path, methods in DOCUMENT["paths"].items() for method, operation in methods.items()]


def examples() -> list[tuple[str, str, str, Any]]:
    return [
        (path, kind, name, example["value"])
        for path, _, operation in operations()
        for kind, media in operation.get("requestBody", {}).get("content", {}).items()
        for name, example in media.get("examples", {}).items()
    ]


def validator_of(name: str) -> Any:
    return jsonschema_rs.validator_for({"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]})


def test_every_operation_is_named_described_and_says_how_it_fails() -> None:
    assert {operation["operationId"] for _, _, operation in operations()} == {"plan", "forward", "trace", "example", "schema"}
    for _, method, operation in operations():
        assert operation["summary"]
        assert operation["description"]
        if method == "post":
            assert set(operation["responses"]) == {"200", "400", "413", "415", "422"}
            assert set(operation["requestBody"]["content"]) >= {"application/json", "application/yaml"}


def test_every_reference_leads_somewhere() -> None:
    def walk(part: Any) -> None:
        if isinstance(part, dict):
            if isinstance(reference := part.get("$ref"), str):
                assert reference.removeprefix("#/components/schemas/") in DOCUMENT["components"]["schemas"]
            for each in part.values():
                walk(each)
        elif isinstance(part, list):
            for each in part:
                walk(each)

    walk(DOCUMENT)


@pytest.mark.parametrize(
    ("path", "kind", "name", "value"), examples(), ids=lambda part: part if isinstance(part, str) and len(part) < 40 else ""
)
def test_every_example_runs(client: TestClient, path: str, kind: str, name: str, value: Any) -> None:
    sent = value if isinstance(value, str) else json.dumps(value)
    answer = client.post(path, params={"figure": "/totals/stages/lead"}, content=sent, headers={"content-type": kind})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("path", "shape", "sent"),
    [
        ("/api/v1/plan", "Plan", make_document()),
        ("/api/v1/plan", "Plan", make_document(goal={"growth": 0.01, "next_growth": 0.1})),
        ("/api/v1/plan", "Plan", make_document(goal={"next_growth": 0.1})),
        ("/api/v1/plan", "Plan", make_document(today="2027-12-20")),
        ("/api/v1/plan", "Plan", make_document(channels={"paid_search": {"ceiling": 300}})),
        ("/api/v1/forward", "Forward", {"scenario": make_document()}),
        ("/api/v1/trace?figure=/totals/spend", "Trace", make_document()),
        ("/api/v1/plan", "Problem", make_document(months=61)),
    ],
)
def test_answers_have_the_shape_that_is_promised(client: TestClient, path: str, shape: str, sent: Any) -> None:
    answer = client.post(path, content=json.dumps(sent), headers={"content-type": "application/json"})
    validator_of(shape).validate(answer.json())


def test_the_example_fits_the_schema_of_a_scenario(client: TestClient) -> None:
    validator_of("Scenario").validate(client.get("/api/v1/example").json())


@SCHEMA.parametrize()
@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_no_operation_fails_or_lies_whatever_it_is_sent(case: schemathesis.Case) -> None:
    case.call_and_validate(base_url="http://127.0.0.1", excluded_checks=UNFIT)


def test_the_page_about_the_api_says_where_its_files_come_from(client: TestClient) -> None:
    page = client.get("/docs")
    assert page.status_code == 200
    assert 'src="/static/api-docs.js"' in page.text
    assert page.text.count("/static/vendor/swagger-ui") == 2 or page.text.count('integrity="sha384-') == 2
    policy = page.headers["content-security-policy"]
    assert "script-src 'self' https://cdn.jsdelivr.net;" in policy
    assert client.get("/openapi.json").json()["openapi"].startswith("3.1")
