"""Plans from files and into files: taken in, refused by line and field, and exported as they came."""

import orjson
import pytest
import yaml

from app.documents import example_yaml
from app.web.plans.names import file_name
from tests.web.kept import found, keep, scenario
from tests.web.reading import names, read_out


def test_a_pasted_scenario_is_kept_and_opened(client):
    response = client.post("/plans/import", data={"text": example_yaml()})
    assert response.status_code == 303
    id = response.headers["location"].removeprefix("/plans/")
    assert found(client, id).name == "FY2027 growth plan"
    assert found(client, id).created_by == "Ada"


def test_an_uploaded_file_is_kept(client):
    document = orjson.dumps(scenario("From a file").model_dump(mode="json", by_alias=True))
    response = client.post("/plans/import", files={"file": ("plan.json", document, "application/json")}, data={"text": ""})
    assert response.status_code == 303
    assert names(client.get("/plans").text) == ["From a file"]


def test_what_is_wrong_with_a_text_is_said_by_line_and_field_with_the_text_still_there(client):
    wrong = example_yaml().replace("rate: 0.4, lag_days: 21", "rate: 25, lag_days: 21").replace("months: 12", "monhts: 12")
    response = client.post("/plans/import", data={"text": wrong})
    line = next(number for number, text in enumerate(wrong.splitlines(), 1) if "rate: 25," in text)
    assert response.status_code == 422
    assert f"Line {line} · conversions › 2 › rate" in read_out(response.text)
    assert "Line 8 · monhts" in read_out(response.text)
    assert "monhts: 12" in response.text
    assert client.get("/plans").text.count("Start with a plan that works") == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Choose a file, or paste a scenario."),
        ("{", "Line 2"),
        ("name: [", "This is not YAML. Line 2, column 1."),
        ("a: &x 1\nb: *x", "Line 1"),
        ("<script>alert(1)</script>", "1 thing has to be put right"),
        ('{"name": "x", "schema": 9}', "newer Backfunnel"),
    ],
)
def test_a_text_that_is_no_scenario_is_refused(client, text, words):
    response = client.post("/plans/import", data={"text": text})
    assert response.status_code == 422
    assert words in read_out(response.text)
    assert "<script>alert" not in response.text


def test_the_address_of_a_refused_import_leads_back_to_its_form(client):
    assert client.get("/plans/import").headers["location"] == "/plans/start#file"


def test_a_file_that_is_no_text_is_refused(client):
    response = client.post("/plans/import", files={"file": ("plan.yaml", b"\x00\xff\xfe" * 50)})
    assert response.status_code == 422
    assert "to be put right" in read_out(response.text)


def test_a_plan_is_exported_as_it_is_imported(client):
    stored = keep(client, "Q1/Q2: “größer”", {"/goal/growth": 0.31})
    response = client.get(f"/plans/{stored.id}/export.yaml")
    assert response.headers["content-type"] == "application/yaml; charset=utf-8"
    assert response.headers["content-disposition"].startswith("attachment; filename*=utf-8''Q1-Q2-%20%E2%80%9Cgr")
    assert yaml.safe_load(response.text)["goal"]["growth"] == 0.31
    back = client.post("/plans/import", data={"text": response.text}).headers["location"].removeprefix("/plans/")
    assert found(client, back).document == stored.document


def test_a_plan_that_is_not_there_has_no_export(client):
    response = client.get("/plans/scn_aaaaaaaaaaaaaaaaaaaa/export.yaml")
    assert response.status_code == 404
    assert "This plan is not here" in response.text


@pytest.mark.parametrize(("name", "expected"), [("a/b\\c:d", "a-b-c-d"), ("...", "plan"), ("x" * 300, "x" * 80), ("\r\nx", "x")])
def test_a_file_is_named_so_that_every_system_takes_it(name, expected):
    assert file_name(name) == expected
