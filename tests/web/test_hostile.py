"""What no page of ours would send: no forms, forged versions, texts no database takes, and documents that something has damaged."""

import html
import re
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.db import Database
from app.main import create_app
from app.settings import Settings
from tests.web.kept import found, keep, save

FORGED = ["-1", "9999999999", "٣", "1e3", " 1", "", "0", "+1", "1.0", "0x1", "\0"]


@pytest.fixture
def client(tmp_path):
    settings = Settings(database_url=f"sqlite:///{tmp_path}/plans.db", author="Maya")
    with TestClient(create_app(settings), base_url="http://127.0.0.1", follow_redirects=False, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def on_postgresql(postgresql):
    with postgresql.database() as url:
        made = Database(url)
        made.upgrade()
        made.close()
        settings = Settings(database_url=url, author="Maya")
        with TestClient(create_app(settings), base_url="http://127.0.0.1", follow_redirects=False, raise_server_exceptions=False) as client:
            yield client


@pytest.mark.parametrize(
    "body", [b"\xff\xfe=%00", b"a" * 5000, b"&&&===", b"/goal/growth=\x00", "/goal/growth=٣٠".encode(), b"%2Fgoal%2Fgrowth=" + b"9" * 900]
)
def test_no_form_whatever_brings_it_down(client, body):
    response = client.post("/recalculate", content=body, headers={"content-type": "application/x-www-form-urlencoded"})
    assert response.status_code in (200, 422)


def test_too_many_fields_are_refused(client):
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/recalculate", content=b"&".join(b"a=1" for _ in range(5000)), headers=form).status_code == 413


def test_a_body_that_is_no_form_is_not_taken_for_an_empty_one(client):
    for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x"):
        assert client.post("/recalculate", content=b'{"a": 1}', headers={"content-type": kind}).status_code == 415


@pytest.mark.parametrize("version", FORGED)
def test_a_forged_version_is_not_the_newest(client, version):
    stored = keep(client)
    newest = save(client, stored, {"/goal/growth": 0.4})
    saved = client.post("/plans/save", data={"scenario": stored.id, "version": version, "/name": "Forged", "save": "version"})
    assert saved.status_code == 404
    assert client.get(f"/plans/{stored.id}", params={"version": version}).status_code == 404
    assert found(client, stored.id) == newest


def test_a_save_that_does_not_say_what_it_began_with_is_refused(client):
    stored = keep(client)
    saved = client.post("/plans/save", data={"scenario": stored.id, "/name": "Forged", "save": "version"})
    assert (saved.status_code, found(client, stored.id)) == (404, stored)
    assert client.get(f"/plans/{stored.id}").status_code == 200


def test_a_save_of_what_is_there_on_an_older_version_renames_nothing(client):
    stored = keep(client)
    newest = save(client, stored, {"/name": "Theirs"}, name="Agreed")
    fields = {"scenario": stored.id, "version": "1", "/name": "Theirs", "save": "version"}
    assert client.post("/plans/save", data=fields | {"version_name": "Mine"}).status_code == 409
    assert client.post("/plans/save", data=fields | {"version_name": "Agreed"}).status_code == 303
    assert found(client, stored.id) == newest


NUL = "%00"


@pytest.mark.parametrize("which", ["client", "on_postgresql"])
def test_texts_that_no_database_takes_are_not_found(which, request, caplog):
    client = request.getfixturevalue(which)
    id = keep(client).id
    for bad in (NUL, f"scn_{NUL}{'a' * 19}", "%ff", "%ed%a0%80", "a" * 3000):
        for path in (f"/plans/{bad}", f"/plans/{bad}/versions", f"/plans/{bad}/export.yaml"):
            assert client.get(path).status_code == 404, path
        for path in ("archive", "unarchive", "delete", "tags", "duplicate"):
            answer = client.post(f"/plans/{bad}/{path}", data={"tags": "a"})
            assert (answer.status_code, "done=gone" in answer.headers["location"]) == (303, True), path
        for path in ("restore", "versions/1/name"):
            assert client.post(f"/plans/{bad}/{path}", data={"number": "1", "base": "1", "name": "x"}).status_code == 404
        for path in ("/recalculate", "/plans/save", "/plans/change"):
            assert client.post(path, content=f"scenario={bad}&version=1&do=merge", headers=FORM).status_code == 404, path
        assert client.post("/plans/save", content=f"scenario={id}&version={bad}", headers=FORM).status_code == 404
        assert client.get(f"/plans?done=archived&on={bad}").status_code == 200
        assert client.get(f"/plans?q={bad}&tag={bad}&after={bad}").status_code == 200
    assert not caplog.text


@pytest.mark.parametrize("which", ["client", "on_postgresql"])
@pytest.mark.parametrize("once", [NUL, "%ed%a0%80", "a" * 5000])
def test_any_word_of_a_form_s_own_keeps_it_from_being_saved_twice(which, once, request):
    client = request.getfixturevalue(which)
    sent = [client.post("/plans/save", content=f"from=growth&once={once}", headers=FORM) for _ in range(2)]
    assert [each.status_code for each in sent] == [303, 303]
    assert sent[0].headers["location"] == sent[1].headers["location"]


FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize("document", ["garbage", "", "NaN", '{"schema":1,'])
def test_a_damaged_document_is_said_in_a_page_of_the_product(client, document):
    stored, other = keep(client, "Damaged"), keep(client, "Whole")
    save(client, stored, {"/goal/growth": 0.4})
    with client.app.state.database.writing() as session:
        session.connection().execute(
            text("UPDATE version SET document = :document WHERE scenario_id = :id AND number = 2"), {"document": document, "id": stored.id}
        )
    for answer in (
        client.get(f"/plans/{stored.id}"),
        client.get(f"/plans/{stored.id}/export.yaml"),
        client.post("/recalculate", data={"scenario": stored.id, "version": "2"}),
        client.post("/plans/save", data={"scenario": stored.id, "version": "2", "save": "version"}),
        client.post(f"/plans/{stored.id}/duplicate", data={"back": ""}),
    ):
        assert answer.status_code == 500
        assert answer.headers["content-type"].startswith("text/html")
        assert "cannot be" in html.unescape(answer.text)
    listed = client.get("/plans")
    assert (listed.status_code, "Its document cannot be read." in listed.text) == (200, True)
    assert client.get(f"/plans/{stored.id}?version=1").status_code == client.get(f"/plans/{other.id}").status_code == 200
    history = client.get(f"/plans/{stored.id}/versions")
    assert (history.status_code, "Its document cannot be read." in history.text) == (200, True)
    assert client.post(f"/plans/{stored.id}/restore", data={"number": "1", "base": "2"}).status_code == 303


def test_a_list_of_the_longest_names_is_read_to_its_end(client):
    for number in range(55):
        keep(client, "😀" * 198 + f"{number:02d}")
    first = client.get(f"/plans?q={quote('😀')}&sort=name&order=asc").text
    following = html.unescape(re.findall(r'href="(/plans\?[^"]*after=[^"]*)"', first)[-1])
    second = client.get(following).text
    pages = [set(re.findall(r'/plans/(scn_[a-z0-9]{20})"', page)) for page in (first, second)]
    assert [len(page) for page in pages] == [50, 5]
    assert not pages[0] & pages[1]
