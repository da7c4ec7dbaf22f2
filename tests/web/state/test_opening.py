"""What a page is over: a template or a version, found or said not to be there, and how much of it is kept."""

import datetime as dt
import html

import orjson
import pytest

from app.documents.templates import template_document, templates
from app.language import Language, language_of
from app.web.plan.routes import today
from app.web.state import opening
from app.web.state.origin import Origin
from tests.examples import make_document
from tests.web.kept import keep, save
from tests.web.reading import NEW, Page, live, said

LANGUAGE: Language = language_of(None, "en")


def opened(document: dict[str, object]) -> opening.Base:
    return opening.over(opening.Found(Origin("x", template="x"), orjson.dumps(document).decode()), LANGUAGE)


def large(number: int) -> dict[str, object]:
    """Forty channels over sixty months."""
    document = make_document()
    one = document["channels"][0]
    document["channels"] = [{**one, "key": f"c{place}", "name": f"Channel {place}", "share": 1 / 40} for place in range(40)]
    return {**document, "name": f"Large {number}", "months": 60, "seasonality": None, "team": []}


@pytest.mark.parametrize("key", [*(each.key for each in templates()), "blank-2026-11-22"])
def test_a_template_is_a_page_that_nobody_has_saved(client, key):
    text = client.get(NEW, params={"from": key}).text
    assert live(text, "state") == "Not saved yet"
    assert Page(text).named("from")["value"] == key
    assert html.escape(template_document(key)["name"], quote=False) in text


def test_a_plan_from_a_goal_begins_today_and_its_link_keeps_the_day(client):
    client.app.dependency_overrides[today] = lambda: dt.date(2031, 3, 4)
    page = Page(client.get(NEW, params={"from": "blank"}).text)
    assert page.named("from")["value"] == "blank-2031-03-04"
    assert page.named("/today")["value"] == "4 Mar 2031"
    assert page.named("/start")["value"] == "Jan 2032"
    client.app.dependency_overrides[today] = lambda: dt.date(2031, 3, 9)
    later = Page(client.get(NEW, params={"from": "blank-2031-03-04", "/goal/growth": "33"}).text)
    assert later.named("/today")["value"] == "4 Mar 2031"
    assert later.named("/goal/growth")["value"] == "33"


def test_links_to_a_plan_from_a_goal_without_a_day_still_open(client):
    response = client.get(NEW, params={"from": "blank", "/goal/growth": "33", "/start": "2029-01"})
    assert (Page(response.text).named("/goal/growth")["value"], Page(response.text).named("/start")["value"]) == ("33", "2029-01")
    assert client.post("/recalculate", data={"from": "blank", "/goal/growth": "33"}).status_code == 200


def test_the_name_of_a_version_stands_beside_its_number(client):
    stored = save(client, keep(client), {"/goal/growth": 0.3}, name="Board draft")
    newest = client.get(f"/plans/{stored.id}").text
    assert "Version 2 · Board draft" in said(newest)
    save(client, stored, {"/goal/growth": 0.31})
    assert "This is version 2, “Board draft”; the newest is version 3." in said(client.get(f"/plans/{stored.id}?version=2").text)
    assert "Board draft" not in said(client.get(f"/plans/{stored.id}").text)


def test_a_stored_plan_is_shown_in_its_newest_version(client):
    stored = save(client, keep(client), {"/goal/growth": 0.3})
    text = client.get(f"/plans/{stored.id}").text
    assert live(text, "state") == "Saved · version 2"
    assert Page(text).named("/goal/growth")["value"] == "30"
    assert live(text, "changes") == ""


def test_an_older_version_says_so_and_how_to_go_on(client):
    stored = save(client, keep(client), {"/goal/growth": 0.3})
    text = client.get(f"/plans/{stored.id}?version=1").text
    assert "This is version 1; the newest is version 2." in said(text)
    assert live(text, "state") == "An older version"
    restore = next(form for form in Page(text).all("form") if form["action"].endswith("/restore"))
    assert restore["action"] == f"/plans/{stored.id}/restore"
    assert Page(text).named("/goal/growth")["value"] == "25"


@pytest.mark.parametrize(
    "address",
    ["/plans/scn_00000000000000000000", "/plans/nothing", "/plans/%00", "/plans/new?from=nothing", "/plans/new?from=%00"],
)
def test_what_is_not_there_is_a_page_that_says_so(client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "<h1" in response.text


def test_a_version_that_never_was_is_not_found(client):
    stored = keep(client)
    assert client.get(f"/plans/{stored.id}?version=9").status_code == 404
    assert client.get(f"/plans/{stored.id}?version=99999999999999999999").status_code == 404
    assert client.get(f"/plans/{stored.id}").status_code == 200


def test_a_plan_of_a_newer_schema_is_refused_in_words(client):
    stored = keep(client)
    newer = stored.document.replace('"schema":1', '"schema":2')
    assert newer != stored.document
    with client.app.state.database.writing() as session:
        session.connection().exec_driver_sql("UPDATE version SET document = ?", (newer,))
    response = client.get(f"/plans/{stored.id}")
    assert response.status_code == 500  # nobody who asks for it can put it right
    assert "newer" in said(response.text)


def test_recalculating_a_plan_that_is_gone_says_so(client):
    response = client.post("/recalculate", data={"scenario": "scn_00000000000000000000", "version": "1"})
    assert response.status_code == 404


def test_a_plan_that_is_opened_again_is_not_planned_again() -> None:
    assert opened(make_document()).kept is opened(make_document()).kept


def test_a_few_large_plans_push_out_what_many_small_ones_would_not() -> None:
    kept = opening._plans
    kept.clear()
    for number in range(20):
        opened({**make_document(), "name": f"Small {number}"})
    assert len(kept) == 20
    for number in range(12):
        opened(large(number))
        assert kept.currsize <= opening.BYTES_KEPT
    assert 0 < len(kept) < 12
    kept.clear()


def test_a_few_plans_with_much_prose_push_out_what_many_small_ones_would_not() -> None:
    """Their figures are few; their texts are not."""
    kept = opening._plans
    kept.clear()
    for number in range(30):
        document = make_document()
        document["stages"] = [{**stage, "definition": "😀" * 9_000} for stage in document["stages"]]
        opened({**document, "name": f"Prose {number}"})
        assert kept.currsize <= opening.BYTES_KEPT
    assert 0 < len(kept) < 30
    kept.clear()
