"""The plan page over HTTP: the answer with and without script, and markup that keeps the rules."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.web.plan.page_view import page
from app.web.state import plan_page
from app.web.state.opening import Found
from app.web.state.origin import Origin
from tests.web.reading import NEW, Page, data_in, said
from tests.web.samples import ENGLISH, wild_document


@pytest.fixture(scope="module")
def client():
    with TestClient(create_app(Settings()), base_url="http://127.0.0.1") as found:
        yield found


def test_the_page_answers_the_sample_scenario(client):
    response = client.get(NEW)
    assert response.status_code == 200
    assert "To grow 25% you need 73 new deals: 4,377 leads, 42 e-mails a working day" in html.unescape(said(response.text))
    assert Page(response.text).named("/goal/growth")["value"] == "25"


def test_an_address_with_fields_is_the_page_with_those_fields(client):
    response = client.get(NEW, params={"/goal/growth": "30", "/conversions/3/rate": "30%"})
    page = Page(response.text)
    assert page.named("/goal/growth")["value"] == "30"
    assert page.named("/conversions/3/rate")["value"] == "30%"
    assert "To grow 30% you need" in said(response.text)
    assert "2 changes to the sample" in said(response.text)


def test_the_form_works_without_script(client):
    page = Page(client.get(NEW).text)
    form = page.all("form")[0]
    assert (form["method"], form["action"]) == ("post", "/plans/change")
    assert any(button.get("type") == "submit" for button in page.all("button"))


def test_recalculating_answers_the_very_fragment_of_the_page(client):
    fragment = client.post("/recalculate", data={"/goal/growth": "25"}).text
    assert "<html" not in fragment
    assert fragment.strip() in client.get(NEW).text


def test_recalculating_says_how_the_address_would_bring_it_back(client):
    response = client.post("/recalculate", data={"/goal/growth": "31", "/goal/baseline": "4,000,000", "show": "lead"})
    address = response.headers["hx-replace-url"]
    assert parse_qs(urlsplit(address).query) == {"from": ["growth"], "/goal/growth": ["31"], "show": ["lead"]}
    assert "To grow 31%" in said(client.get(address).text)


def test_figures_inside_the_form_come_with_the_answer(client):
    figures = data_in(client.post("/recalculate", data={"/goal/growth": "30"}).text)["figures"]
    assert (figures["target"], figures["changes"]) == ("$5,200,000", "1 change to the sample")


def test_nothing_on_the_page_needs_a_looser_policy(client):
    page = Page(client.get(NEW + "?trace=/totals/spend").text)
    for tag, attributes in page.elements:
        assert "style" not in attributes, (tag, attributes)
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        assert tag != "style"
        if tag == "script":
            assert "src" in attributes or attributes.get("type") == "application/json"


def test_every_description_and_label_leads_somewhere(client):
    page = Page(client.get(NEW + "?trace=/totals/spend").text)
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in page.elements:
        for name in ("for", "aria-labelledby", "aria-describedby", "form"):
            assert set((attributes.get(name) or "").split()) <= set(ids), attributes


def test_pages_are_never_kept(client):
    assert client.get(NEW).headers["cache-control"] == "no-store"


def test_names_with_markup_stay_text_in_every_part():
    base = plan_page.over(Found(Origin("<b>Plan</b>", template="wild"), orjson.dumps(wild_document()).decode()), ENGLISH)
    for texts in (
        {},
        {"trace": "/totals/spend"},
        {"show": "spend"},
        {"/goal/growth": "<b>"},
        {"/channels/3/share": "99"},
        {"/name": "<b>x"},
    ):
        text = page(plan_page.answer(base, texts), "[]", said="<b>said</b>", refusal="<b>refused</b>")
        outside = re.sub(r"<b>(?!Channel|Plan|stage|AE)", "", text)
        assert "<b>" not in outside
        assert "&lt;b&gt;" in text


def test_the_front_door_leads_to_the_list(client):
    response = client.get("/", follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/plans")


@pytest.mark.parametrize("path", ["/plans", "/plans/start", NEW])
def test_what_a_swap_brings_in_stands_inside_the_region_that_reads_it_out(client, path):
    """The region stays, so each swap replaces what is in it by one of the same id."""
    text = client.get(path).text
    ids = [attributes["id"] for _, attributes in Page(text).elements if "id" in attributes]
    assert sorted(set(ids)) == sorted(ids)
    assert re.search(r'<div[^>]* id="toasts" role="status"[^>]*><div id="news">', text)
    assert {each["hx-select-oob"] for _, each in Page(text).elements if "hx-select-oob" in each and "hx-post" in each} <= {"#news"}
