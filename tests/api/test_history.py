import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import client_of
from tests.api.histories import CSV, DAY, IMPORTS, leads, look, send, settled, take
from tests.api.kept import address, keep
from tests.published import OLIST, needs_published_data

JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """An app that has taken in 600 leads; nothing changes it."""
    with client_of(f"sqlite:///{tmp_path_factory.mktemp('history')}/own.db") as client:
        take(client, "Leads", leads(600))
        yield client


def rate_of(measured: dict[str, Any]) -> dict[str, Any]:
    rate: dict[str, Any] = measured["whole"]["rates"][-1]
    return rate


def test_whether_the_first_row_is_the_header_is_part_of_the_recipe(own_client: TestClient) -> None:
    sent = send(own_client, b"100,2026-01-03\n200,2026-01-04\n300,2026-01-05\n", "nameless.csv")
    (question,) = [each for each in settled(own_client, sent["id"])["look"]["asked"] if each["code"] == "header"]
    assert (question["choices"], question["proposed"]) == (["yes", "no"], "no")
    for answer, first in ((True, "100"), (False, "Column 1")):
        assert own_client.patch(f"{IMPORTS}/{sent['id']}", json={"recipe": {"has_header": answer}}).status_code == 200
        look = settled(own_client, sent["id"])["look"]
        assert look["columns"][0]["header"] == first
        assert "header" not in [each["code"] for each in look["asked"]]


def test_a_file_is_sent_answered_taken_in_and_measured(own_client: TestClient) -> None:
    """The way of a program, on both databases."""
    sent = send(own_client, leads(7, day_first=True), "Leads März.csv")
    assert (sent["status"], sent["name"], sent["order"]) == ("looking", "Leads März.csv", 1)
    asked = settled(own_client, sent["id"])
    assert asked["status"] == "asked"
    (question,) = [each for each in asked["look"]["asked"] if each["column"] == 1]
    assert (question["code"], question["about"], question["choices"]) == ("date_order", "/", ["dmy", "mdy"])
    assert "day" in question["message"]
    assert own_client.post(f"{IMPORTS}/{sent['id']}/take").status_code == 409
    answers = {str(each["column"]): {"orders": {each["about"]: "dmy"}} for each in asked["look"]["asked"]}
    corrected = own_client.patch(f"{IMPORTS}/{sent['id']}", json={"recipe": {"list_name": "Pipeline", "columns": answers}})
    assert (corrected.status_code, corrected.json()["status"]) == (200, "ready"), corrected.text
    assert own_client.post(f"{IMPORTS}/{sent['id']}/take").status_code == 202
    done = settled(own_client, sent["id"])
    assert (done["status"], done["list"], done["taken"]["taken"], done["taken"]["first"]) == ("done", "Pipeline", 7, "2025-01-06")
    assert own_client.post(f"{IMPORTS}/{sent['id']}/take").json()["status"] == "done"
    (line,) = own_client.get("/api/v1/history/lists").json()["items"]
    assert (line["name"], line["rows"], line["imports"]) == ("Pipeline", 7, [sent["id"]])
    measured = own_client.get("/api/v1/history/funnel", params={"list": "Pipeline", "split": "channel"}).json()
    assert (rate_of(measured)["entered"], rate_of(measured)["converted"]) == (7, 3)
    rows = own_client.get(f"{IMPORTS}/{sent['id']}/rows", params={"start": 2, "limit": 2}).json()
    at = [column["name"] for column in rows["columns"]].index("id")
    assert ([row[at] for row in rows["rows"]], rows["total"]) == (["L2", "L3"], 7)
    assert own_client.delete(f"{IMPORTS}/{sent['id']}").status_code == 204
    assert own_client.get("/api/v1/history/lists").json()["items"] == []
    assert own_client.get("/api/v1/history/funnel", params={"list": "Pipeline"}).status_code == 404


def test_what_was_remembered_of_a_shape_needs_no_second_answer(sqlite_client: TestClient) -> None:
    first = look(sqlite_client, "Pipeline", leads(7, day_first=True))
    answers = {str(each["column"]): {"orders": {each["about"]: "dmy"}} for each in first["look"]["asked"]}
    sqlite_client.patch(f"{IMPORTS}/{first['id']}", json={"recipe": {"columns": answers}})
    sqlite_client.post(f"{IMPORTS}/{first['id']}/take")
    assert settled(sqlite_client, first["id"])["status"] == "done"
    second = settled(sqlite_client, send(sqlite_client, leads(6, day_first=True))["id"])
    assert (second["status"], second["list"], second["taken"]["first"]) == ("done", "Pipeline", "2025-01-06")


def test_files_that_overlap_count_nobody_twice(sqlite_client: TestClient) -> None:
    take(sqlite_client, "Leads", leads(200))
    take(sqlite_client, "Leads", leads(300))
    again = settled(sqlite_client, send(sqlite_client, leads(300))["id"])
    assert again["same_as"] is not None
    measured = sqlite_client.get("/api/v1/history/funnel", params={"list": "Leads"}).json()
    assert (rate_of(measured)["entered"], rate_of(measured)["converted"]) == (300, 100)
    assert len(measured["imports"]) == 2


def test_two_files_are_joined_by_their_id(sqlite_client: TestClient) -> None:
    """Leads in one file, the deals they became in another."""
    first = dt.date(2025, 1, 6)
    people = "lead_id,created,source\n" + "".join(f"L{at},{first + at * DAY},web\n" for at in range(90))
    deals = "lead_id,won_date,amount\n" + "".join(f"L{at},{first + (at + 20) * DAY},5000\n" for at in range(0, 90, 3))
    take(sqlite_client, "All", people.encode())
    take(sqlite_client, "All", deals.encode())
    measured = sqlite_client.get("/api/v1/history/funnel", params={"list": "All"}).json()
    assert (rate_of(measured)["entered"], rate_of(measured)["converted"]) == (90, 30)
    assert rate_of(measured)["lag"]["median"] == 20
    assert measured["whole"]["value"]["mean"] == 5000


def test_rows_that_are_refused_come_back_with_reasons(sqlite_client: TestClient) -> None:
    body = leads(40) + b"L90,not a day,Search,,\nL91,2025-02-30,Search,,\n"
    done = take(sqlite_client, "Leads", body)
    assert (done["taken"]["rows"], done["taken"]["taken"], done["taken"]["refused"]) == (42, 40, 2)
    answer = sqlite_client.get(f"{IMPORTS}/{done['id']}/refused.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["42", "43"]
    assert "L90" in lines[1]
    whole = take(sqlite_client, "Others", leads(41))
    assert sqlite_client.get(f"{IMPORTS}/{whole['id']}/refused.csv").status_code == 404


HOSTILE = [
    (b"", "empty"),
    (b"   \n\n\t\n", "blanks"),
    (b"Lead ID,Created Date\n", "header only"),
    (b"\x00\x01\x02\x03" * 500, "binary"),
    (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "picture"),
    (b"%PDF-1.7\n" + bytes(range(256)) * 20, "pdf"),
    (b"PK\x03\x04" + b"\x00" * 500, "broken workbook"),
    (b"<html><body><table><tr><td>a</td></tr></table></body></html>", "web page"),
    (",".join(f"c{at}" for at in range(100_000)).encode() + b"\n" + b"," * 99_999 + b"\n", "columns"),
]


@pytest.mark.parametrize(("body", "what"), HOSTILE, ids=[what for _, what in HOSTILE])
def test_what_cannot_be_read_is_said_in_a_sentence_and_nothing_is_kept(sqlite_client: TestClient, body: bytes, what: str) -> None:
    found = settled(sqlite_client, send(sqlite_client, body, take="true")["id"])
    assert found["status"] in ("failed", "asked")
    said = [found["trouble"]] if found["trouble"] else [each for each in found["look"]["findings"] if each["severity"] == "blocking"]
    assert said, found
    assert all(len(each["message"]) > 15 and " " in each["message"] for each in said)
    assert "import_failed" not in [each["code"] for each in said]
    assert sqlite_client.get("/api/v1/history/lists").json()["items"] == []
    assert sqlite_client.get(f"{IMPORTS}/{found['id']}/rows").json()["total"] == 0


def test_cells_with_formulas_and_nul_bytes_stay_texts(sqlite_client: TestClient) -> None:
    body = leads(40) + b'L90,2025-03-01,"=HYPERLINK(""http://evil.example"")",,\nL9\x001,2025-03-01,Search,,\n'
    found = settled(sqlite_client, send(sqlite_client, body, list="Leads", take="true")["id"])
    assert found["status"] in ("done", "asked", "failed")
    if found["status"] == "done":
        assert found["taken"]["rows"] == 42
        rows = sqlite_client.get(f"{IMPORTS}/{found['id']}/rows", params={"start": 40}).json()
        assert "\0" not in json.dumps(rows)


def test_a_file_that_is_too_large_is_refused_by_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKFUNNEL_IMPORT_LIMIT", "2000000")
    with client_of(f"sqlite:///{tmp_path}/own.db") as client:
        refused = client.post(IMPORTS, content=b"x" * 2_000_001, headers=CSV)
        assert (refused.status_code, refused.headers["content-type"]) == (413, "application/problem+json")
        assert refused.json()["detail"] == "The file is larger than 2 MB, so none of it was taken."

        def pieces() -> Iterator[bytes]:
            for _ in range(21):
                yield b"x" * 100_000

        assert client.post(IMPORTS, content=pieces(), headers=CSV).status_code == 413
        assert client.get(IMPORTS).json()["items"] == []
        assert not list(tmp_path.glob("own.db.uploads/*"))
        body = leads(5).ljust(1_900_000)
        assert client.post(IMPORTS, content=body, headers=CSV).status_code == 202


def test_another_body_is_as_limited_as_ever(sqlite_client: TestClient) -> None:
    answer = sqlite_client.post("/api/v1/history/offers", content=b"x" * 1_000_001, headers=JSON)
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")


def test_only_files_are_taken_for_files(sqlite_client: TestClient) -> None:
    for kind in ("application/json", "multipart/form-data; boundary=x", ""):
        answer = sqlite_client.post(IMPORTS, content=b"a,b\n1,2\n", headers={"content-type": kind})
        assert answer.status_code == 415
        assert "text/csv" in answer.headers["accept"]
    assert sqlite_client.get(IMPORTS).json()["items"] == []


def test_a_file_sent_twice_under_one_key_is_one_import(sqlite_client: TestClient) -> None:
    headers = {**CSV, "idempotency-key": "abc"}
    first, second = (sqlite_client.post(IMPORTS, content=leads(20), headers=headers).json() for _ in range(2))
    assert first["id"] == second["id"]
    assert sqlite_client.post(IMPORTS, content=leads(21), headers=headers).status_code == 422
    assert len(sqlite_client.get(IMPORTS).json()["items"]) == 1


@pytest.mark.parametrize("other", [{"take": "true"}, {"list": "Leads"}, {"filename": "other.csv"}])
def test_a_key_with_other_parameters_is_refused(sqlite_client: TestClient, other: dict[str, str]) -> None:
    headers = {**CSV, "idempotency-key": "abc"}
    first = sqlite_client.post(IMPORTS, content=leads(20), headers=headers).json()
    answer = sqlite_client.post(IMPORTS, params=other, content=leads(20), headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:backfunnel:key-reused")
    assert sqlite_client.post(IMPORTS, content=leads(20), headers=headers).json()["id"] == first["id"]
    assert len(sqlite_client.get(IMPORTS).json()["items"]) == 1


def test_what_is_cancelled_is_gone(sqlite_client: TestClient) -> None:
    waiting = look(sqlite_client, "Leads", leads(20))
    assert sqlite_client.post(f"{IMPORTS}/{waiting['id']}/cancel").json()["status"] == "cancelled"
    assert sqlite_client.post(f"{IMPORTS}/{waiting['id']}/take").status_code == 409
    assert sqlite_client.patch(f"{IMPORTS}/{waiting['id']}", json={"recipe": {}}).status_code == 409
    done = take(sqlite_client, "Leads", leads(20))
    refused = sqlite_client.post(f"{IMPORTS}/{done['id']}/cancel")
    assert (refused.status_code, refused.json()["current"]) == (409, {"id": done["id"], "status": "done"})


@pytest.mark.parametrize("path", ["", "/take", "/cancel", "/rows", "/refused.csv"])
def test_what_is_not_there_is_not_found(sqlite_client: TestClient, path: str) -> None:
    for id in ("imp_00000000000000000000", "x", "imp_%00", "scn_00000000000000000000"):
        method = "POST" if path in ("/take", "/cancel") else "GET"
        assert sqlite_client.request(method, f"{IMPORTS}/{id}{path}").status_code == 404


WRONG_PATCHES: list[tuple[Any, int]] = [
    ({}, 422),
    ({"recipe": 5}, 422),
    ({"recipe": {"kind": "nonsense"}}, 422),
    ({"recipe": {"columns": {"99": {"field": "id"}}}}, 422),
    ({"recipe": {"columns": {"-1": {"field": "id"}}}}, 422),
    ({"recipe": {"columns": {"0": {"orders": {"/": "xyz"}}}}}, 422),
    ({"recipe": {"columns": [5]}}, 422),
    ({"recipe": {"list_name": ""}}, 422),
    ({"recipe": {"as_of": "2025-02-30"}}, 422),
    ({"recipe": {"invented": 1}}, 422),
    ({"recipe": {"list_name": None}}, 422),
]


@pytest.mark.parametrize(("patch", "status"), WRONG_PATCHES, ids=[json.dumps(patch)[:60] for patch, _ in WRONG_PATCHES])
def test_a_recipe_that_makes_no_sense_is_refused_by_field(filled: TestClient, patch: Any, status: int) -> None:
    waiting = look(filled, "Others", leads(33))
    answer = filled.patch(f"{IMPORTS}/{waiting['id']}", json=patch)
    assert answer.status_code == status
    assert answer.json()["errors"][0]["pointer"].startswith("/recipe")
    filled.delete(f"{IMPORTS}/{waiting['id']}")


def test_a_mapping_that_does_not_fit_is_said_by_column(filled: TestClient) -> None:
    waiting = look(filled, "Others", leads(34))
    answer = filled.patch(f"{IMPORTS}/{waiting['id']}", json={"recipe": {"columns": {"2": {"field": "amount"}}}}).json()
    assert answer["status"] == "asked"
    (blocking,) = [each for each in answer["look"]["findings"] if each["severity"] == "blocking" and each["column"] == 2]
    assert "Lead Source" in blocking["message"]
    filled.delete(f"{IMPORTS}/{waiting['id']}")


def test_the_header_can_be_said_to_be_elsewhere(filled: TestClient) -> None:
    waiting = look(filled, "Others", leads(35))
    changed = filled.patch(f"{IMPORTS}/{waiting['id']}", json={"recipe": {"header_row": 1}}).json()
    assert changed["status"] == "looking"
    found = settled(filled, waiting["id"])
    assert found["look"]["header_row"] == 1
    assert found["look"]["columns"][0]["header"] == "L0"
    filled.delete(f"{IMPORTS}/{waiting['id']}")


WRONG_QUESTIONS = [
    ("funnel?list=Nobody", 404),
    ("funnel", 422),
    ("funnel?list=Leads&since=2025-13-01", 422),
    ("funnel?list=Leads&since=2025-03-01&until=2025-02-01", 422),
    ("funnel?list=Leads&split=nothing", 422),
    ("funnel?list=Leads&only=channel", 422),
    ("funnel?list=Leads&only=nothing:x", 422),
    ("funnel?list=Leads&whole_history=perhaps", 422),
    ("funnel?list=Leads&list=Leads", 422),
    ("funnel?list=Leads&invented=1", 422),
    ("cohorts?list=Leads&from=Lead", 422),
    ("cohorts?list=Leads&from=Nobody&to=Deal", 422),
    ("cohorts?list=Leads&from=Deal&to=Lead", 422),
    ("cohorts?list=Leads&from=Lead&to=Deal&unit=day", 422),
    ("review?list=Leads&since=2025-01-01", 422),
    ("review?list=Leads&since=2025-01-01&until=2024-01-01", 422),
    ("review?list=Leads&since=2025-01-01&until=2025-12-31&gross_margin=2", 422),
    ("review?list=Leads&since=2025-01-01&until=2025-12-31&content_used=5", 422),
    ("review?list=Leads&since=2025-01-01&until=2025-12-31&content_used=5&content_available=4", 422),
    ("review?list=Leads&since=2025-01-01&until=2025-12-31&retention=x", 422),
    ("review?list=Leads&since=2025-01-01&until=2025-12-31&cost=search", 422),
    ("review?list=Leads&since=2025-01-01&until=2025-12-31&cost=search:-1", 422),
    ("review?list=Leads&since=2025-01-01&until=2025-12-31&cost=serch:100", 422),
    ("review?list=Leads&since=2025-01-01&until=2025-12-31&retention=serch:0.9", 422),
    ("review?list=Leads&since=2025-01-01&until=2025-12-31&cost=search:1000000000001", 422),
]


@pytest.mark.parametrize(("question", "status"), WRONG_QUESTIONS)
def test_a_question_that_makes_no_sense_is_refused_by_parameter(filled: TestClient, question: str, status: int) -> None:
    answer = filled.get(f"/api/v1/history/{question}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert status == 404 or answer.json()["errors"][0]["parameter"]


def test_figures_of_a_list_are_measured_as_asked(filled: TestClient) -> None:
    measured = filled.get("/api/v1/history/funnel", params={"list": "Leads", "split": "channel", "only": "channel:search"}).json()
    assert [group["key"] for group in measured["groups"]] == ["search"]
    assert rate_of(measured)["entered"] == 150
    early = {"list": "Leads", "since": "2025-01-06", "until": "2025-02-04", "as_of": "2025-02-28"}
    assert rate_of(filled.get("/api/v1/history/funnel", params=early).json())["entered"] == 30


def test_cohorts_are_counted_by_month_of_entry(filled: TestClient) -> None:
    stages = filled.get("/api/v1/history/lists").json()["items"][0]["stages"]
    found = filled.get("/api/v1/history/cohorts", params={"list": "Leads", "from": stages[0], "to": stages[-1]}).json()
    assert found["labels"][:2] == ["2025-01", "2025-02"]
    assert found["entered"][:2] == [26, 28]
    quarters = filled.get(
        "/api/v1/history/cohorts", params={"list": "Leads", "from": stages[0], "to": stages[-1], "unit": "quarter"}
    ).json()
    assert quarters["labels"][0] == "2025-Q1"


def test_a_year_is_reviewed_by_channel(filled: TestClient) -> None:
    asked = {
        "list": "Leads",
        "since": "2025-01-06",
        "until": "2026-01-05",
        "content_used": 20,
        "content_available": 40,
        "retention": "search:0.9",
    }
    found = filled.get("/api/v1/history/review", params=asked).json()
    assert {channel["name"] for channel in found["channels"]} >= {"Search", "Social", "Referral"}
    assert all(channel["verdict"] in ("keep", "grow", "fix", "stop", "too_early") for channel in found["channels"])
    assert all(len(channel["message"]) > 30 for channel in found["channels"])
    assert found["content_used"]["value"] == 0.5


def test_a_review_is_asked_with_costs_that_no_file_says(filled: TestClient) -> None:
    asked = {"list": "Leads", "since": "2025-01-06", "until": "2026-01-05", "gross_margin": "0.5", "cost": ["search:1200.5", "Social:900"]}
    found = filled.get("/api/v1/history/review", params=asked).json()
    figures = {each["name"]: {one["key"]: one["value"] for one in each["figures"]} for each in found["channels"]}
    assert [figures[name]["spend"] for name in ("Search", "Social", "Referral")] == [1200.5, 900, None]
    assert figures["Search"]["roi"] == pytest.approx(figures["Search"]["revenue"] * 0.5 / 1200.5 - 1)


def test_what_was_measured_is_offered_and_taken_over(filled: TestClient) -> None:
    kept = keep(filled)
    asked = {"list": "Leads", "scenario_id": kept["id"]}
    offered = filled.post("/api/v1/history/offers", json=asked).json()
    value = next(each for each in offered["offers"] if each["what"] == "deal_value")
    assert value["n"] == 200
    taken = filled.post("/api/v1/history/takeover", json={**asked, "keys": [value["key"]]})
    assert taken.status_code == 200, taken.text
    assert (taken.json()["scenario"]["deal"]["value"], taken.json()["stored"]) == (value["measured"], None)
    assert filled.get(address(kept)).json()["version"] == 1
    unsaid = filled.post("/api/v1/history/takeover", json={**asked, "keys": [value["key"]], "save": True})
    assert unsaid.status_code == 428
    headers = {"if-match": kept["etag"], "idempotency-key": "over"}
    saved, repeated = (
        filled.post("/api/v1/history/takeover", json={**asked, "keys": [value["key"]], "save": True}, headers=headers) for _ in range(2)
    )
    assert (saved.status_code, saved.json()["stored"]["version"]) == (200, 2)
    assert (repeated.json(), repeated.headers["idempotent-replayed"]) == (saved.json(), "true")
    stored = filled.get(address(kept)).json()["scenario"]
    assert stored["deal"]["value"] == value["measured"]
    assert stored["deal"]["value_from"]["imports"] == filled.get("/api/v1/history/lists").json()["items"][0]["imports"]
    other = next(each for each in offered["offers"] if each["key"] != value["key"])
    late = {**asked, "keys": [other["key"]], "save": True}
    assert filled.post("/api/v1/history/takeover", json=late, headers={"if-match": kept["etag"]}).status_code == 412
    nothing = filled.post("/api/v1/history/takeover", json={**asked, "keys": ["made up"]})
    assert (nothing.status_code, "made up" in nothing.json()["detail"]) == (422, True)


@needs_published_data
def test_the_reference_figures_come_out_of_the_api(sqlite_client: TestClient) -> None:
    for name in ("olist_marketing_qualified_leads_dataset.csv", "olist_closed_deals_dataset.csv"):
        take(sqlite_client, "Olist", (OLIST / name).read_bytes())
    asked = {"list": "Olist", "since": "2018-01-01", "until": "2018-05-31", "split": "channel"}
    measured = sqlite_client.get("/api/v1/history/funnel", params=asked).json()
    assert (rate_of(measured)["entered"], rate_of(measured)["converted"]) == (5998, 781)
    assert rate_of(measured)["lag"]["median"] == 12
    groups = {group["name"]: (group["n"], group["won"]) for group in measured["groups"]}
    assert (groups["social"], groups["paid_search"]) == ((1051, 66), (1182, 175))
    known = sqlite_client.get("/api/v1/history/funnel", params={**asked, "as_of": "2018-05-31"}).json()
    interval = rate_of(known)["interval"]
    assert interval["low"] <= 781 / 5998 <= interval["high"]
