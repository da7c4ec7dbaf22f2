"""Saving from the plan page: versions, copies, two people at once, and a store that cannot."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from app.db import StoreTrouble
from app.main import create_app
from app.services import scenarios
from app.settings import Settings
from tests.web.kept import found, keep, save
from tests.web.reading import Page, said

WORKSPACE = scenarios.LOCAL_WORKSPACE


@pytest.fixture
def client(tmp_path):
    settings = Settings(database_url=f"sqlite:///{tmp_path}/plans.db", author="Maya")
    with TestClient(create_app(settings), base_url="http://127.0.0.1", follow_redirects=False) as client:
        yield client


def post(client, stored, **fields):
    """The form of a stored plan, sent to be saved."""
    return client.post("/plans/save", data={"scenario": stored.id, "version": str(stored.version), "save": "version"} | fields)


def id_in(response):
    assert response.status_code == 303, said(response.text)
    return urlsplit(response.headers["location"]).path.rpartition("/")[2]


def count(client):
    with client.app.state.database.reading() as session:
        return scenarios.counts(session, WORKSPACE).open


def versions(client, id):
    with client.app.state.database.reading() as session:
        return scenarios.versions(session, WORKSPACE, id)


def test_saving_a_template_makes_a_plan(client):
    response = client.post("/plans/save", data={"from": "agency", "/name": "Our year", "version_name": "First draft", "show": "spend"})
    assert parse_qs(urlsplit(response.headers["location"]).query) == {"show": ["spend"]}
    kept = found(client, id_in(response))
    assert (kept.name, kept.newest, kept.changed_by, kept.sample) == ("Our year", 1, "Maya", False)
    assert versions(client, kept.id)[0].name == "First draft"


def test_the_same_form_sent_twice_makes_one_plan(client):
    fields = {"from": "growth", "/name": "Our year", "once": "abc"}
    assert id_in(client.post("/plans/save", data=fields)) == id_in(client.post("/plans/save", data=fields))
    assert count(client) == 1
    assert id_in(client.post("/plans/save", data=fields | {"once": "def"}))
    assert count(client) == 2


def test_saving_makes_a_version_and_the_same_save_twice_makes_one(client):
    stored = keep(client)
    for _ in range(2):
        assert id_in(post(client, stored, **{"/goal/growth": "30"})) == stored.id
    kept = found(client, stored.id)
    assert (kept.newest, kept.scenario.goal.growth) == (2, 0.3)


def test_saving_what_is_saved_makes_no_version_but_can_name_it(client):
    stored = keep(client)
    post(client, stored, version_name="Board draft")
    assert [(line.number, line.name) for line in versions(client, stored.id)] == [(1, "Board draft")]


def test_parts_are_saved_with_keys_from_their_names(client):
    stored = keep(client)
    changed = client.post("/plans/change", data={"scenario": stored.id, "version": "1", "do": "channel/add/blank"})
    draft = parse_qs(urlsplit(changed.headers["location"]).query)["draft"][0]
    post(client, stored, draft=draft, **{"/channels/3/name": "Trade fair"})
    assert found(client, stored.id).scenario.channels[3].key == "trade_fair"


def test_a_copy_is_a_plan_of_its_own_with_the_same_tags(client):
    stored = keep(client, tags=["board"])
    fields = {"save": "copy", "/goal/growth": "30", "once": "abc"}
    first, second = (id_in(post(client, stored, **fields)) for _ in range(2))
    copy = found(client, first)
    assert first == second
    assert (copy.name, copy.tags, copy.scenario.goal.growth, copy.newest) == ("FY2027 growth plan (copy)", ("board",), 0.3, 1)
    assert found(client, stored.id).newest == 1
    assert found(client, id_in(post(client, stored, save="copy", copy_name="Other"))).name == "Other"


def test_a_form_that_cannot_be_planned_is_not_saved_and_keeps_what_was_typed(client):
    stored = keep(client)
    response = post(client, stored, **{"/goal/growth": "lots", "/deal/value": "13000"})
    assert response.status_code == 422
    page = Page(response.text)
    assert (page.named("/goal/growth")["value"], page.named("/deal/value")["value"]) == ("lots", "13000")
    assert "Nothing was saved yet" in said(response.text)
    assert found(client, stored.id).newest == 1


@pytest.mark.parametrize("name", ["x" * 201, "a\x00b", "\x07"])
def test_a_name_of_a_version_that_is_none_is_refused(client, name):
    stored = keep(client)
    response = post(client, stored, version_name=name, **{"/goal/growth": "30"})
    assert response.status_code == 422
    assert Page(response.text).named("/goal/growth")["value"] == "30"
    assert found(client, stored.id).newest == 1


def test_a_save_that_comes_too_late_shows_both_sides_and_loses_neither(client):
    stored = keep(client)
    save(client, stored, {"/goal/growth": 0.35, "/channels/2/name": "Articles"}, author="Jon")
    response = post(client, stored, **{"/goal/growth": "30", "/deal/value": "13000"})
    assert response.status_code == 409
    text = html.unescape(said(response.text))
    assert "Jon saved version 2 while you were working" in text
    assert re.search(r"theirs is saved \(\d\d:\d\d today\)|theirs is saved \(Yesterday\)", text)
    assert "Goal · Growth 25% → 30%" in text
    assert "$12,000 → $13,000" in text
    assert "Blog → Articles" in text
    assert re.search(r"Goal · Growth *35% *30%", text)
    page = Page(response.text)
    assert (page.named("/goal/growth")["value"], page.named("version")["value"]) == ("30", "1")
    assert found(client, stored.id).newest == 2


def test_mine_on_top_of_theirs_is_the_newest_version_with_my_changes_unsaved(client):
    stored = keep(client)
    save(client, stored, {"/channels/2/name": "Articles"}, author="Jon")
    fields = {"scenario": stored.id, "version": "1", "/goal/growth": "30", "show": "spend"}
    response = client.post("/plans/change", data=fields | {"do": "merge"})
    query = parse_qs(urlsplit(response.headers["location"]).query)
    assert query == {"version": ["2"], "/goal/growth": ["30"], "show": ["spend"], "did": ["merge"], "at": ["save"]}
    text = client.get(response.headers["location"]).text
    assert "Yours is on top of version 2 now. Save to keep it." in said(text)
    assert Page(text).named("/channels/2/name")["value"] == "Articles"
    newest = found(client, stored.id)
    assert id_in(post(client, newest, **{"/goal/growth": "30"})) == stored.id
    kept = found(client, stored.id).scenario
    assert (kept.goal.growth, kept.channels[2].name) == (0.3, "Articles")


def removed(client, stored, key):
    """Someone else removes a channel and saves."""
    response = client.post("/plans/change", data={"scenario": stored.id, "version": "1", "do": f"channel/remove/{key}"})
    draft = parse_qs(urlsplit(response.headers["location"]).query)["draft"][0]
    assert post(client, stored, draft=draft).status_code == 303


def test_a_channel_deleted_in_another_tab_while_this_one_edits_it(client):
    stored = keep(client)
    removed(client, stored, "content")
    response = post(client, stored, **{"/channels/2/cost/amount": "500"})
    assert response.status_code == 409
    text = html.unescape(said(response.text))
    assert "Channel removed" in text
    assert "$400.00 → $500.00" in text or "$400 → $500" in text
    merged = client.post("/plans/change", data={"scenario": stored.id, "version": "1", "/channels/2/cost/amount": "500", "do": "merge"})
    assert merged.status_code == 303
    shown = client.get(merged.headers["location"])
    assert shown.status_code in (200, 422)
    assert Page(shown.text).named("/channels/2/cost/amount")["value"] == "500"


def test_two_sides_that_cannot_be_planned_together_say_why_and_stay(client):
    stored = keep(client)
    response = client.post("/plans/change", data={"scenario": stored.id, "version": "1", "do": "stage/remove/opportunity"})
    theirs = parse_qs(urlsplit(response.headers["location"]).query)["draft"][0]
    post(client, stored, draft=theirs)
    mine = {"scenario": stored.id, "version": "1", "/channels/0/conversions/opportunity/rate": "30"}
    merged = client.post("/plans/change", data=mine | {"do": "merge"})
    assert merged.status_code == 409
    assert "The two cannot be planned together" in said(merged.text)
    assert Page(merged.text).named("/channels/0/conversions/opportunity/rate")["value"] == "30"
    assert id_in(post(client, stored, save="copy", **{"/channels/0/conversions/opportunity/rate": "30"})) != stored.id


def test_shares_that_two_people_changed_are_put_before_the_reader(client):
    stored = keep(client)
    save(client, stored, {"/channels/0/share": 0.2, "/channels/1/share": 0.55})
    mine = {"scenario": stored.id, "version": "1", "/channels/0/share": "40", "/channels/2/share": "15"}
    merged = client.post("/plans/change", data=mine | {"do": "merge"})
    assert merged.status_code == 303
    shown = client.get(merged.headers["location"])
    assert shown.status_code == 422
    page = Page(shown.text)
    assert [page.named(f"/channels/{place}/share")["value"] for place in range(3)] == ["40", "55", "15"]


@pytest.mark.parametrize(("code", "status"), [("full", 507), ("read_only", 503), ("busy", 503), ("unreachable", 503)])
def test_a_store_that_cannot_save_says_so_with_everything_still_in_the_form(client, monkeypatch, code, status):
    stored = keep(client)
    database = client.app.state.database

    def cannot():
        raise StoreTrouble(code, "as the test wants it")

    monkeypatch.setattr(database, "writing", cannot)
    response = post(client, stored, version_name="Board draft", **{"/goal/growth": "31"})
    assert response.status_code == status
    assert Page(response.text).named("/goal/growth")["value"] == "31"
    assert Page(response.text).named("version_name")["value"] == "Board draft"
    assert "This could not be saved." in said(response.text)
    monkeypatch.undo()
    assert id_in(post(client, stored, **{"/goal/growth": "31"})) == stored.id


def test_a_store_that_cannot_be_read_is_a_page_that_says_so(client, monkeypatch):
    stored = keep(client)

    def cannot():
        raise StoreTrouble("unreachable", "as the test wants it")

    monkeypatch.setattr(client.app.state.database, "reading", cannot)
    for response in (client.get(f"/plans/{stored.id}"), post(client, stored), client.post("/recalculate", data={"scenario": stored.id})):
        assert response.status_code == 503
    assert client.get("/plans/new").status_code == 200


@pytest.mark.parametrize(
    ("typed", "name", "named", "newest"),
    [
        ({"version_name": "Board draft"}, "FY2027 growth plan", "Board draft", 2),
        ({"copy_name": "Ours"}, "Ours", None, 1),
    ],
)
def test_enter_in_a_name_to_save_under_saves_under_it(client, typed, name, named, newest):
    stored = keep(client)
    form = {"scenario": stored.id, "version": "1", "/goal/growth": "30", "enter": "", "copy_name": "FY2027 growth plan (copy)"} | typed
    kept = found(client, id_in(client.post("/plans/change", data=form)))
    assert (kept.name, kept.newest, kept.scenario.goal.growth) == (name, newest, 0.3)
    assert versions(client, kept.id)[0].name == named


def test_enter_anywhere_else_recalculates(client):
    stored = keep(client)
    form = {"scenario": stored.id, "version": "1", "/goal/growth": "30", "enter": "", "copy_name": "FY2027 growth plan (copy)"}
    response = client.post("/plans/change", data=form | {"version_name": " "})
    assert parse_qs(urlsplit(response.headers["location"]).query) == {"version": ["1"], "/goal/growth": ["30"]}
    assert found(client, stored.id).newest == 1


def test_names_to_save_under_stay_when_the_save_is_refused(client):
    stored = keep(client)
    page = Page(post(client, stored, version_name="Board draft", copy_name="Ours", **{"/goal/growth": "lots"}).text)
    assert (page.named("version_name")["value"], page.named("copy_name")["value"]) == ("Board draft", "Ours")


def test_a_plan_deleted_by_another_goes_on_as_a_new_one_with_what_was_typed(client):
    stored = keep(client)
    shown = Page(client.get(f"/plans/{stored.id}").text)
    hidden = {name: shown.named(name)["value"] for name in ("scenario", "version", "draft", "rescue", "once")}
    with client.app.state.database.writing() as session:
        scenarios.delete(session, "wsp_local", stored.id)
    assert client.post("/recalculate", data=hidden | {"/goal/growth": "31"}).status_code == 200
    response = client.post("/plans/save", data=hidden | {"/goal/growth": "31", "/channels/0/name": "Letters"})
    assert response.status_code == 409
    assert next(each["id"] for each in Page(response.text).all("div") if each.get("role") == "alert" and "id" in each) == "refusal"
    assert said(response.text).count("This plan has been deleted in the meantime.") == 1
    page = Page(response.text)
    assert (page.named("/goal/growth")["value"], page.named("/channels/0/name")["value"]) == ("31", "Letters")
    again = {name: page.named(name)["value"] for name in ("from", "draft", "once")}
    kept = client.post("/plans/save", data=again | {"/goal/growth": "31", "/channels/0/name": "Letters"})
    new = found(client, kept.headers["location"].rpartition("/")[2])
    assert (new.scenario.goal.growth, new.scenario.channels[0].name) == (0.31, "Letters")
