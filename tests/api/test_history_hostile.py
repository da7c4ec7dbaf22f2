"""What must not bring the server down, or an import's page: odd forms, recipes that fit nothing, a process that is killed."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.services import beside, measuring
from tests.api.histories import IMPORTS, leads, look, take


@pytest.mark.parametrize("boundary", ["b" * 257, "b" * 3000])
def test_a_form_with_an_endless_boundary_cannot_be_read(sqlite_client: TestClient, boundary: str) -> None:
    body = f'--{boundary}\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\na\r\n--{boundary}--\r\n'
    headers = {"content-type": f"multipart/form-data; boundary={boundary}"}
    assert sqlite_client.post("/history/imports", content=body.encode(), headers=headers).status_code == 400


@pytest.mark.parametrize("keep", [0, 2, 6])
def test_a_recipe_with_another_number_of_columns_than_the_file_is_refused(sqlite_client: TestClient, keep: int) -> None:
    found = look(sqlite_client, "Leads", leads(7, day_first=True))
    columns = (found["recipe"]["columns"] * 2)[:keep]
    answer = sqlite_client.patch(f"{IMPORTS}/{found['id']}", json={"recipe": {"columns": columns}})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/recipe/columns"
    assert sqlite_client.get(f"/history/imports/{found['id']}").status_code == 200


@pytest.mark.parametrize(
    ("patch", "pointer"),
    [
        ({"list_name": "a\x00"}, "/recipe/list_name"),
        ({"list_name": "a\nb"}, "/recipe/list_name"),
        ({"stages": ["Lead\x07", "Deal"]}, "/recipe/stages/0"),
        ({"words": {"meeting": "\x00"}}, "/recipe/words/meeting"),
        ({"words": {"meet\x00ing": "open"}}, "/recipe/words"),
        ({"columns": {"2": {"name": "\x1b[2J"}}}, "/recipe/columns/2/name"),
        ({"renames": {"channel": {"search": "S\x00"}}}, "/recipe/renames/channel/search"),
        ({"fixed": {"channel": "\x00"}}, "/recipe/fixed/channel"),
        ({"worksheet": "\x00"}, "/recipe/worksheet"),
        ({"encoding": "utf-8\x00"}, "/recipe/encoding"),
    ],
)
def test_a_recipe_holds_no_characters_that_cannot_be_seen(own_client: TestClient, patch: dict[str, Any], pointer: str) -> None:
    found = look(own_client, "Leads", leads(7))
    answer = own_client.patch(f"{IMPORTS}/{found['id']}", json={"recipe": patch})
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert own_client.get(f"{IMPORTS}/{found['id']}").json()["recipe"] == found["recipe"]


def test_a_form_with_such_a_character_is_shown_again(sqlite_client: TestClient) -> None:
    found = look(sqlite_client, "Leads", leads(7))
    answer = sqlite_client.post(f"/history/imports/{found['id']}/recipe", data={"stages": "Le\x07ad\nDeal"}, follow_redirects=False)
    assert answer.status_code == 422
    assert sqlite_client.get(f"{IMPORTS}/{found['id']}").json()["recipe"] == found["recipe"]


def test_what_a_file_itself_holds_may_stay_in_its_recipe(sqlite_client: TestClient) -> None:
    found = look(sqlite_client, "Leads", leads(7).replace(b"Amount", b'"Amo\x07unt"'))
    answer = sqlite_client.patch(f"{IMPORTS}/{found['id']}", json={"recipe": {"columns": found["recipe"]["columns"]}})
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    "path", ["/api/v1/history/funnel?list=Leads", "/history/funnel?list=Leads", "/history/cohorts?list=Leads", "/review?list=Leads"]
)
def test_a_measuring_process_that_is_killed_can_be_asked_again(
    sqlite_client: TestClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    take(sqlite_client, "Leads", leads(30))
    monkeypatch.setattr(measuring, "LARGE", -1)
    monkeypatch.setattr(beside.sys, "executable", "/bin/false")
    measuring.forget()
    answer = sqlite_client.get(path)
    assert (answer.status_code, answer.headers.get("retry-after")) == (503, "5")
    monkeypatch.undo()
    assert sqlite_client.get(path).status_code == 200
