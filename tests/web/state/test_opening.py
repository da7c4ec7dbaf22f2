"""What a page is over: a template or a version, found or said not to be there, and how much of it is kept."""

import html

import orjson
import pytest

from app.documents.templates import template_document, templates
from app.language import Language, language_of
from app.web.state import opening
from app.web.state.origin import Origin
from app.work import weight
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


@pytest.mark.parametrize("key", [*(each.key for each in templates()), "blank"])
def test_a_template_is_a_page_that_nobody_has_saved(client, key):
    text = client.get(NEW, params={"from": key}).text
    assert live(text, "state") == "Not saved yet"
    assert Page(text).named("from")["value"] == key
    assert html.escape(template_document(key)["name"], quote=False) in text


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
    kept = opening._saved.cache
    kept.clear()
    for number in range(20):
        opened({**make_document(), "name": f"Small {number}"})
    assert len(kept) == 20
    for number in range(12):
        one = opened(large(number)).form.base
        assert kept.currsize <= opening.FIGURES_KEPT
    assert len(kept) == opening.FIGURES_KEPT // weight(one) < 12
    kept.clear()
