"""What is done to a plan from the list: archived, copied, tagged, deleted, each with a way back."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from app.db import StoreTrouble
from app.documents import example_yaml
from app.services import scenarios
from app.services.scenarios import LOCAL_WORKSPACE
from app.web.plans.names import copy_name
from tests.web.acts import post
from tests.web.kept import found, keep
from tests.web.reading import names, read_out, table
from tests.web.samples import ENGLISH


def test_archiving_is_told_with_a_way_back(client):
    stored = keep(client)
    keep(client, "Other")
    response = client.post(f"/plans/{stored.id}/archive", data={"back": "sort=name"})
    assert response.status_code == 303
    assert response.headers["location"] == f"/plans?sort=name&order=asc&done=archived&on={stored.id}"
    page = client.get(response.headers["location"]).text
    assert "“FY2027 growth plan” is archived. Undo" in read_out(page)
    assert names(page) == ["Other"]
    page = post(client, f"/plans/{stored.id}/unarchive", back="sort=name").text
    assert names(page) == ["FY2027 growth plan", "Other"]


def test_news_that_are_not_so_are_not_told(client):
    stored = keep(client)
    for address in (
        f"/plans?done=archived&on={stored.id}",
        "/plans?done=archived&on=scn_none",
        "/plans?done=<b>",
        "/plans?done=cleared&n=x",
    ):
        page = client.get(address).text
        assert "is archived" not in page
        assert "<b>" not in page


def test_a_copy_is_another_plan_with_the_tags(client):
    stored = keep(client, tags=["board"], sample=True)
    page = post(client, f"/plans/{stored.id}/duplicate").text
    assert names(page) == ["FY2027 growth plan (copy)", "FY2027 growth plan"]
    assert "“FY2027 growth plan (copy)” is made. Open it" in read_out(page)
    assert table(page)[0][0] == "FY2027 growth plan (copy) board"


def test_a_copy_of_the_longest_name_is_cut():
    assert copy_name("Plan", ENGLISH) == "Plan (copy)"
    assert len(copy_name("x" * 200, ENGLISH)) == 200
    assert copy_name("x" * 200, ENGLISH).endswith(" (copy)")


def test_a_plan_with_the_longest_name_can_be_duplicated(client):
    stored = keep(client, "x" * 200)
    assert names(post(client, f"/plans/{stored.id}/duplicate").text)[0] == "x" * 193 + " (copy)"


def test_a_duplicate_that_is_sent_twice_is_one_copy(client):
    stored = keep(client)
    once = re.search(r'name="once" value="([^"]+)"', client.get("/plans").text)[1]
    sent = [client.post(f"/plans/{stored.id}/duplicate", data={"back": "", "once": once}) for _ in range(2)]
    assert sent[0].headers["location"] == sent[1].headers["location"]
    assert len(names(client.get("/plans").text)) == 2
    again = re.search(r'name="once" value="([^"]+)"', client.get("/plans").text)[1]
    client.post(f"/plans/{stored.id}/duplicate", data={"back": "", "once": again})
    assert len(names(client.get("/plans").text)) == 3


def test_tags_are_edited_in_their_row(client):
    stored = keep(client, tags=["board"])
    page = client.get(f"/plans?edit={stored.id}&sort=name").text
    assert 'name="tags" value="board"' in page
    page = post(client, f"/plans/{stored.id}/tags", tags="risk, <b>, board,, Risk ", back="sort=name").text
    assert found(client, stored.id).tags == ("<b>", "board", "risk")
    assert "&lt;b&gt;" in page


@pytest.mark.parametrize(("typed", "words"), [("x" * 41, "40"), (", ".join(f"t{n}" for n in range(21)), "20"), ("a\x07b", "")])
def test_tags_that_are_not_taken_stay_in_their_field_with_the_reason(client, typed, words):
    stored = keep(client, tags=["board"])
    response = client.post(f"/plans/{stored.id}/tags", data={"tags": typed})
    assert response.status_code == 422
    assert f'value="{typed}"' in response.text
    assert words in re.search(r'id="tags-error">(.+?)</p>', response.text)[1]
    assert found(client, stored.id).tags == ("board",)


def test_tags_that_someone_changed_in_between_are_not_overwritten_unseen(client):
    stored = keep(client, tags=["board"])
    form = client.get(f"/plans?edit={stored.id}").text
    revision = re.search(r'name="revision" value="([0-9]+)"', form)[1]
    with client.app.state.database.writing() as session:
        scenarios.set_tags(session, LOCAL_WORKSPACE, stored.id, ["theirs"])
    late = post(client, f"/plans/{stored.id}/tags", tags="mine", revision=revision)
    assert (late.status_code, found(client, stored.id).tags) == (409, ("theirs",))
    assert 'value="mine"' in late.text
    assert "changed in the meantime" in read_out(late.text)
    knows = re.search(r'name="revision" value="([0-9]+)"', late.text)[1]
    assert post(client, f"/plans/{stored.id}/tags", tags="mine", revision=knows).status_code == 200
    assert found(client, stored.id).tags == ("mine",)


def test_only_an_archived_plan_is_deleted(client):
    stored = keep(client)
    page = post(client, f"/plans/{stored.id}/delete").text
    assert "Only an archived plan can be deleted." in read_out(page)
    assert names(page) == ["FY2027 growth plan"]
    assert "Delete for good" not in page
    post(client, f"/plans/{stored.id}/archive")
    assert "Delete for good" in client.get("/plans?show=archived").text
    page = post(client, f"/plans/{stored.id}/delete", back="show=archived").text
    assert "The plan is deleted for good." in read_out(page)
    assert names(page) == []


@pytest.mark.parametrize("act", ["archive", "unarchive", "duplicate", "delete", "tags"])
@pytest.mark.parametrize("id", ["scn_aaaaaaaaaaaaaaaaaaaa", "nonsense", "%00", "'; DROP TABLE scenario"])
def test_a_plan_that_is_gone_is_told_kindly(client, act, id):
    keep(client)
    response = post(client, f"/plans/{id}/{act}", tags="a")
    assert response.status_code == 200
    assert "That plan is no longer there" in read_out(response.text)


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example/plans", "q=" + "x" * 5000, "&".join("q=1" for _ in range(50)), "\x00"]
)
def test_the_way_back_is_always_the_list(client, back):
    stored = keep(client)
    location = client.post(f"/plans/{stored.id}/archive", data={"back": back}).headers["location"]
    assert urlsplit(location)[:3] == ("", "", "/plans")
    assert parse_qs(urlsplit(location).query)["done"] == ["archived"]


def test_a_form_from_another_site_does_nothing(client):
    stored = keep(client)
    refused = client.post(f"/plans/{stored.id}/archive", data={"back": ""}, headers={"origin": "http://evil.example"})
    assert refused.status_code == 403
    assert found(client, stored.id).archived_at is None


@pytest.mark.parametrize(("code", "status", "again"), [("full", 507, None), ("busy", 503, "1"), ("read_only", 503, None)])
def test_what_cannot_be_stored_is_said_above_the_list_and_what_was_typed_stays(client, monkeypatch, code, status, again):
    stored = keep(client)

    def refuse():
        raise StoreTrouble(code, "as the test wants")

    monkeypatch.setattr(client.app.state.database, "writing", refuse)
    response = client.post(f"/plans/{stored.id}/tags", data={"tags": "one, two", "back": "sort=name"})
    assert response.status_code == status
    assert response.headers.get("retry-after") == again
    assert 'role="alert"' in response.text
    assert 'value="one, two"' in response.text
    assert names(response.text) == ["FY2027 growth plan"]
    pasted = client.post("/plans/import", data={"text": example_yaml()})
    assert pasted.status_code == status
    assert "FY2027 growth plan" in html.unescape(pasted.text)
