"""The plan page's state: what an address holds, what a form means, and parts that come and go."""

import base64
import html
import json
import re
import zlib
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from fastapi.testclient import TestClient

from app.documents import scenario_from_json
from app.documents.templates import template_document, templates
from app.language import language
from app.main import create_app
from app.services import scenarios
from app.settings import Settings
from app.web.plan import changing
from app.web.plan.page_view import page
from app.web.state import drafts, plan_page
from app.web.state.forms import value_at
from app.web.state.opening import Found
from app.web.state.origin import Origin
from tests.web.plans import found, keep, save
from tests.web.samples import ENGLISH, form, wild_document
from tests.web.test_pages import Page, data_in, said

NEW = "/plans/new"


@pytest.fixture
def client(tmp_path):
    settings = Settings(database_url=f"sqlite:///{tmp_path}/plans.db")
    with TestClient(create_app(settings), base_url="http://127.0.0.1", follow_redirects=False) as client:
        yield client


def live(text, name):
    """What stands in a place that comes along with the answer."""
    return html.unescape(re.search(rf'data-live="{name}"[^>]*>(.*?)<', text)[1])


def scenario(key="growth"):
    return scenario_from_json(orjson.dumps(template_document(key)))


def change(client, do, **fields):
    """The page that an edit leads to."""
    response = client.post("/plans/change", data={"from": "growth", "do": do} | fields)
    assert response.status_code == 303, said(response.text)
    shown = client.get(response.headers["location"])
    assert shown.status_code == 200
    return response.headers["location"], shown.text


# --- what a page is over ----------------------------------------------------------------------------------------------------


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


def test_changes_are_counted_against_the_version_that_they_were_made_to(client):
    stored = keep(client)
    text = client.get(f"/plans/{stored.id}", params={"version": "1", "/goal/growth": "30", "/deal/value": "13000", "/months": "12.0"}).text
    assert live(text, "changes") == "2 changes since version 1"
    assert "was 25%" in said(text)
    assert live(text, "state") == "Unsaved changes"


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


# --- drafts -----------------------------------------------------------------------------------------------------------------


def packed(body):
    """Any bytes as an address would hold a draft."""
    return base64.urlsafe_b64encode(zlib.compress(body, 9, -zlib.MAX_WBITS)).rstrip(b"=").decode()


@pytest.mark.parametrize("key", [each.key for each in templates()])
def test_a_draft_holds_the_whole_document(key):
    assert drafts.read(drafts.written(scenario(key))) == scenario(key)


def test_forty_channels_fit_into_an_address():
    wild = scenario_from_json(orjson.dumps(wild_document()))
    letters = drafts.written(wild)
    assert drafts.read(letters) == wild
    assert len(letters) < 8000


@pytest.mark.parametrize(
    "letters",
    [
        "A",
        "AAAA",
        "====",
        "!!!!",
        "\u0416",
        "\x00",
        "A" * 30_000,
        packed(b"{}"),
        packed(b"[]"),
        packed(b"not json"),
        packed(b" " * 50_000_000),
        packed(b"[" * 100_000),
        packed(b'{"schema": 2}'),
        packed(orjson.dumps(template_document("growth")))[:-9],
        packed(orjson.dumps(template_document("growth"))) + "AAAA",
        packed(orjson.dumps(template_document("growth") | {"months": 1e99})),
    ],
)
def test_a_draft_that_is_none_leaves_the_plan_and_says_so(client, letters):
    response = client.get(NEW, params={"from": "growth", "draft": letters})
    assert response.status_code == 200
    assert "The changes in this link cannot be read" in said(response.text)
    assert Page(response.text).named("draft")["value"] == ""


def test_a_draft_never_inflates_beyond_its_bounds():
    bomb = packed(b" " * 200_000_000)
    assert len(bomb) < 300_000
    with pytest.raises(drafts.DraftUnreadable):
        drafts.read(packed(b"0" * (drafts.LARGEST + 1)))
    assert drafts.LARGEST < 1_000_000


# --- fields -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pointer", "text", "value"),
    [
        ("/name", " Next year ", "Next year"),
        ("/currency", "EUR", "EUR"),
        ("/stages/1/name", "Qualified", "Qualified"),
        ("/stages/1/owner", "sales", "sales"),
        ("/stages/1/definition", "", ""),
        ("/channels/0/name", "Outbound", "Outbound"),
        ("/channels/0/activity", "Cold call", "cold_call"),
        ("/channels/0/steps/1/name", "Answered e-mail", "answered_e_mail"),
        ("/channels/0/steps/1/low", "3", 0.03),
        ("/channels/0/outreach/touches", "5", 5),
        ("/channels/0/conversions/sql/rate", "45", 0.45),
        ("/channels/0/conversions/opportunity/lag_days", "40", 40),
        ("/channels/0/influenced", "12.5", 0.125),
        ("/channels/2/cost/low", "300", 300),
        ("/conversions/2/evidence/entered", "1,200", 1200),
        ("/conversions/0/low", "20", 0.2),
        ("/conversions/0/benchmark/year", "2025", 2025),
        ("/conversions/0/basis", "cohort", "cohort"),
        ("/conversions/0/basis", "", None),
        ("/content/available", "40", 40),
        ("/existing/accounts", "310", 310),
        ("/deal/low", "9000", 9000),
        ("/team/0/handles", "opportunity", "opportunity"),
        ("/team/0/role", "Caller", "Caller"),
    ],
)
def test_every_input_of_a_scenario_can_be_typed(pointer, text, value):
    reading = form().read([(pointer, text)])
    assert not reading.faults
    assert value_at(reading.document, pointer) == value


@pytest.mark.parametrize("record", ["/conversions/0/evidence", "/content", "/channels/0/outreach", "/channels/1/conversions/lead"])
def test_a_record_whose_last_figure_is_emptied_is_gone(record):
    filled = {"/content": {"available": 4, "used": 2}, "/channels/0/outreach": {"touches": 3, "reply_probability": 0.1}}
    page = form(changes={record: filled[record]} if record in filled else None)
    texts = [(f"{record}/{name}", "") for name in value_at(page.document, record)]
    reading = page.read(texts)
    assert not reading.faults
    assert value_at(reading.document, record) is None
    scenario_from_json(orjson.dumps(reading.document))


def test_half_of_the_counts_asks_for_the_other_half(client):
    response = client.post("/recalculate", data={"/conversions/2/evidence/entered": "100"})
    assert data_in(response.text)["faults"] == {"/conversions/2/evidence/converted": "This must be given."}


def test_names_of_steps_and_activities_take_what_is_paid_for_with_them():
    reading = form().read([("/channels/0/activity", "letter"), ("/channels/1/activity", "tap")])
    assert reading.document["channels"][0]["cost"]["per"] == "letter"
    assert reading.document["channels"][1]["cost"]["per"] == "tap"
    scenario_from_json(orjson.dumps(reading.document))


def test_who_handles_an_activity_handles_it_under_its_new_name():
    page = form(changes={"/team/0/handles": "email"})
    assert page.read([("/channels/0/activity", "letter")]).document["team"][0]["handles"] == "letter"


def test_a_channel_that_enters_later_no_longer_differs_before():
    reading = form().read([("/channels/1/enters", "mql")])
    assert reading.document["channels"][1]["conversions"] == {}
    scenario_from_json(orjson.dumps(reading.document))


@pytest.mark.parametrize(
    "pointer",
    [
        "/schema",
        "/channels/00/share",
        "/channels/0/conversions/deal/rate",
        "/channels/0/conversions/x/rate",
        "/pipeline/deal",
        "/pipeline/x",
        "/stages/0/key",
    ],
)
def test_what_no_field_of_this_plan_is_stays_out(pointer):
    page = form()
    assert not page.has(pointer)
    assert page.read([(pointer, "1")]).document == page.document


def test_what_a_text_could_mean_can_be_chosen_beside_it(client):
    response = client.post("/recalculate", data={"/goal/growth": "0.3"})
    assert data_in(response.text)["meant"] == {"/goal/growth": ["0.3%", "30%"]}
    shown = Page(client.get(NEW, params={"/goal/growth": "0.3"}).text)
    assert [button["value"] for button in shown.all("button") if button.get("name") == "fill"] == ["/goal/growth=0.3%", "/goal/growth=30%"]
    chosen = client.post("/plans/change", data={"from": "growth", "/goal/growth": "0.3", "fill": "/goal/growth=30%"})
    assert parse_qs(urlsplit(chosen.headers["location"]).query)["/goal/growth"] == ["30%"]


def test_every_field_of_the_page_is_one_that_the_form_knows(client):
    base = plan_page.over(Found(Origin("x", template="wild"), orjson.dumps(wild_document()).decode()), ENGLISH)
    shown = Page(page(plan_page.answer(base, {}), "[]"))
    names = {attributes["name"] for _, attributes in shown.elements if attributes.get("name", "").startswith("/")}
    assert len(names) > 1000
    assert all(base.form.has(name) for name in names)
    assert {"/channels/39/share", "/stages/11/name", "/conversions/10/benchmark/low", "/content/used", "/team/0/cost_per_month"} <= names


def test_the_form_without_script_goes_to_the_address_of_what_it_says(client):
    response = client.post("/plans/change", data={"from": "growth", "/goal/growth": "31", "/deal/value": "abc", "trace": "/totals/spend"})
    assert response.status_code == 303
    query = parse_qs(urlsplit(response.headers["location"]).query)
    assert query == {"from": ["growth"], "/goal/growth": ["31"], "/deal/value": ["abc"], "trace": ["/totals/spend"]}


# --- parts that come and go ---------------------------------------------------------------------------------------------------


def test_a_channel_that_goes_is_told_with_the_shares_of_the_others(client):
    _, text = change(client, "channel/remove/cold_email")
    assert (
        "Cold email was removed. The other shares took up its own: Paid search 64.3%, Blog 35.7%. SDR, who handled it, went with it."
        in said(text)
    )
    assert "/channels/2/share" not in text


def test_a_new_channel_is_marked_and_the_field_to_go_on_with_is_named(client):
    location, text = change(client, "channel/add/webinar", **{"/goal/growth": "30"})
    assert location.endswith("#f-channels-3-name")
    assert Page(text).named("/channels/3/name")["value"] == "Webinar"
    assert "data-base" not in Page(text).named("/channels/3/share")
    assert live(text, "changes") == "2 changes to the sample"


def test_a_change_is_held_against_its_own_part_wherever_it_stands_now(client):
    location, _ = change(client, "channel/up/content", **{"/channels/2/cost/amount": "500"})
    text = client.get(location).text
    amount = Page(text).named("/channels/1/cost/amount")
    assert (amount["value"], amount["data-base"]) == ("500", "400")
    assert live(text, "changes") == "2 changes to the sample"


def test_a_part_that_was_added_and_removed_again_is_no_change(client):
    location, _ = change(client, "stage/add/lead")
    draft = parse_qs(urlsplit(location).query)["draft"][0]
    back = client.post("/plans/change", data={"from": "growth", "draft": draft, "do": "stage/remove/new_stage"})
    assert "draft" not in parse_qs(urlsplit(back.headers["location"]).query)


def test_what_cannot_be_read_stays_typed_in_its_part_after_an_edit(client):
    location, _ = change(client, "seasonality/off")
    response = client.post("/plans/change", data={"from": "growth", "/channels/2/lag_days": "soon", "do": "channel/remove/cold_email"})
    shown = client.get(response.headers["location"])
    assert shown.status_code == 422
    assert Page(shown.text).named("/channels/1/lag_days")["value"] == "soon"
    response = client.post("/plans/change", data={"from": "growth", "/channels/0/lag_days": "soon", "do": "channel/remove/cold_email"})
    assert client.get(response.headers["location"]).status_code == 200
    assert location


def test_a_figure_out_of_bounds_stays_typed_after_an_edit(client):
    response = client.post("/plans/change", data={"from": "growth", "/conversions/0/rate": "120", "/goal/growth": "31", "do": "role/add"})
    shown = Page(client.get(response.headers["location"]).text)
    assert (shown.named("/conversions/0/rate")["value"], shown.named("/goal/growth")["value"]) == ("120", "31")
    assert shown.named("/team/2/role")["value"] == "New role"


def test_shares_that_do_not_add_up_are_put_right_by_a_button(client):
    text = client.get(NEW, params={"/channels/0/share": "40"}).text
    assert "data-shares hidden" not in text
    location, text = change(client, "shares/scale", **{"/channels/0/share": "40"})
    assert "draft" not in parse_qs(urlsplit(location).query)
    assert [Page(text).named(f"/channels/{place}/share")["value"] for place in range(3)] == ["36.36", "40.91", "22.73"]


def test_a_longer_year_gets_a_field_for_each_of_its_months(client):
    text = client.get(NEW, params={"/months": "14"}).text
    assert "/seasonality/12" not in text
    assert "One weight for each month" in text
    _, text = change(client, "seasonality/fit", **{"/months": "14"})
    assert Page(text).named("/seasonality/13")["value"] == "7"
    assert "One weight for each month" not in text


def test_amounts_are_read_and_shown_in_the_currency_that_was_chosen(client):
    text = client.get(NEW, params={"/currency": "EUR", "/deal/value": "€13,000"}).text
    assert Page(text).named("/deal/value")["value"] == "€13,000"
    assert live(text, "target") == "€5,000,000"
    assert "Amounts are in" not in text


def test_an_edit_that_cannot_be_made_says_why_and_keeps_what_was_typed(client):
    response = client.post("/plans/change", data={"from": "growth", "/goal/growth": "31", "do": "stage/remove/deal"})
    assert response.status_code == 422
    assert "Deal is the won deal and stays the last stage." in said(response.text)
    assert Page(response.text).named("/goal/growth")["value"] == "31"


@pytest.mark.parametrize("do", ["x", "channel/remove/<b>", "stage/add/" + "x" * 500, "\x00", "role/remove/99999999999999999999"])
def test_no_edit_whatever_brings_it_down(client, do):
    response = client.post("/plans/change", data={"from": "growth", "do": do})
    assert response.status_code == 422
    assert "<b>" not in re.sub(r"<b [^>]*>|<b>\$?[\d,]+", "", response.text.split('id="refusal"')[1][:300])


def test_no_link_puts_words_into_the_page(client):
    text = client.get(NEW, params={"did": "channel/remove/Call 555 now", "at": "x onfocus=alert(1)"}).text
    assert "555" not in text
    assert "onfocus" not in text


def test_a_state_of_plain_figures_needs_no_draft():
    base = plan_page.over(Found(Origin("x", template="growth"), orjson.dumps(template_document("growth")).decode()), language("de"))
    changed = scenario().model_copy(update={"name": "Anders", "months": 6, "seasonality": (1.0, 2, 3, 4, 5, 6)})
    state = changing.state_of(changed, base)
    assert state.base.draft  # half of the months have no field any more
    named = scenario().model_copy(update={"name": "Anders"})
    assert changing.state_of(named, base).texts == {"/name": "Anders"}
    assert not changing.state_of(named, base).base.draft


def test_recalculating_a_plan_that_is_gone_says_so(client):
    response = client.post("/recalculate", data={"scenario": "scn_00000000000000000000", "version": "1"})
    assert response.status_code == 404


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


def test_a_year_is_written_without_separators():
    page = form(changes={"/conversions/0/benchmark": {"low": 0.1, "high": 0.2, "source": "A survey", "year": 2019, "grade": "b"}})
    pointer = "/conversions/0/benchmark/year"
    assert page.written(pointer) == "2019"
    assert value_at(page.read([(pointer, "2021")]).document, pointer) == 2021


def test_the_help_of_a_year_says_years(client):
    assert "From 1990 to 2200." in client.get(NEW).text
    assert "1,990" not in client.get(NEW).text


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
