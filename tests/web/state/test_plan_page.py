"""What is unsaved: counted, held in an address that brings exactly this back, and answered as far as it can be."""

import html
import json
import re
from urllib.parse import parse_qs, urlsplit

from app.web.state import plan_page
from app.web.state.view import View
from tests.web.acts import change
from tests.web.kept import keep
from tests.web.reading import NEW, Page, data_in, live, said
from tests.web.samples import ENGLISH


def test_changes_are_counted_against_the_version_that_they_were_made_to(client):
    stored = keep(client)
    text = client.get(f"/plans/{stored.id}", params={"version": "1", "/goal/growth": "30", "/deal/value": "13000", "/months": "12.0"}).text
    assert live(text, "changes") == "2 changes since version 1"
    assert "was 25%" in said(text)
    assert live(text, "state") == "Unsaved changes"


def test_figures_of_the_form_come_along_with_every_answer(client):
    figures = data_in(client.post("/recalculate", data={"/goal/growth": "30"}).text)["figures"]
    assert (figures["state"], figures["changes"]) == ("Unsaved changes", "1 change to the sample")
    assert json.dumps(figures)


def test_changes_are_counted_while_the_form_cannot_be_planned(client):
    fields = {"/channels/0/share": "60", "/goal/growth": "30"}
    figures = data_in(client.post("/recalculate", data=fields).text)["figures"]
    assert figures == {"state": "Unsaved changes", "changes": "2 changes to the sample"}
    assert live(client.get(NEW, params=fields).text, "changes") == "2 changes to the sample"


def test_the_page_says_what_its_parts_are_called_whatever_their_position(client):
    def parts(text):
        return json.loads(Page(text).all("form")[0]["data-parts"])

    before = parts(client.get(NEW).text)
    assert before["/channels"] == ["cold_email", "paid_search", "content"]
    assert before["/channels/0/steps"] == ["delivered", "reply", "meeting"]
    _, text = change(client, "channel/remove/cold_email")
    after = parts(text)
    assert after["/channels"] == ["paid_search", "content"]
    assert after["/stages"] == before["/stages"]
    assert after["/team"][0] in before["/team"]


def test_the_address_brings_exactly_this_back(client):
    stored = keep(client)
    response = client.post("/recalculate", data={"scenario": stored.id, "version": "1", "/goal/growth": "0.5%", "show": "spend"})
    address = response.headers["hx-replace-url"]
    assert urlsplit(address).path == f"/plans/{stored.id}"
    assert parse_qs(urlsplit(address).query) == {"version": ["1"], "/goal/growth": ["0.5%"], "show": ["spend"]}
    assert Page(client.get(address).text).named("/goal/growth")["value"] == "0.5%"


def test_what_is_unchanged_has_the_shortest_address(client):
    stored = keep(client)
    response = client.post("/recalculate", data={"scenario": stored.id, "version": "1", "/goal/growth": "25"})
    assert response.headers["hx-replace-url"] == f"/plans/{stored.id}"


def test_an_address_keeps_how_the_reader_looks_at_it():
    base = plan_page.opened({}, ENGLISH, None)
    found = plan_page.answer(base, {"show": "lead", "period": "quarter", "digits": "exact"})
    assert found.view == View("lead", "quarter", "exact")
    assert found.view.query("sql") == {"show": "lead", "period": "quarter", "digits": "exact"}
    assert View.of({"period": "week", "digits": "<b>", "show": "sql"}).query("sql") == {}


def test_an_address_with_an_error_shows_the_answer_without_what_was_typed(client):
    response = client.get(NEW, params={"/goal/growth": "lots", "/deal/value": "13000", "show": "spend"})
    assert response.status_code == 422
    shown = Page(response.text)
    assert "To grow 25% you need 73 new deals" in html.unescape(said(response.text))
    assert "The answer shown is the one without what was typed." in said(response.text)
    assert (shown.named("/goal/growth")["value"], shown.named("/deal/value")["value"]) == ("lots", "13000")
    assert data_in(response.text)["faults"].keys() == {"/goal/growth"}
    assert [each["id"] for each in shown.all("section") if "id" in each].count("answer") == 1


def test_a_draft_with_an_error_shows_the_answer_to_the_draft(client):
    address, _ = change(client, "channel/remove/content")
    text = client.get(f"{address.partition('#')[0]}&/goal/growth=lots").text
    assert "There is no answer" not in said(text)
    assert "Blog" not in re.search(r'id="channels-title".*?</table>', text, flags=re.S)[0]
