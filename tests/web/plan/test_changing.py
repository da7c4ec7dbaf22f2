"""Parts of a plan that come and go by a form that is posted: what stays typed, and why one cannot."""

import re
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest

from app.documents.templates import template_document
from app.language import language
from app.web.plan import changing
from app.web.state import plan_page
from app.web.state.opening import Found
from app.web.state.origin import Origin
from tests.web.acts import change
from tests.web.reading import NEW, Page, live, said
from tests.web.samples import from_template


def test_the_form_without_script_goes_to_the_address_of_what_it_says(client):
    response = client.post("/plans/change", data={"from": "growth", "/goal/growth": "31", "/deal/value": "abc", "trace": "/totals/spend"})
    assert response.status_code == 303
    query = parse_qs(urlsplit(response.headers["location"]).query)
    assert query == {"from": ["growth"], "/goal/growth": ["31"], "/deal/value": ["abc"], "trace": ["/totals/spend"]}


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
    changed = from_template().model_copy(update={"name": "Anders", "months": 6, "seasonality": (1.0, 2, 3, 4, 5, 6)})
    state = changing.state_of(changed, base)
    assert state.base.draft  # half of the months have no field any more
    named = from_template().model_copy(update={"name": "Anders"})
    assert changing.state_of(named, base).texts == {"/name": "Anders"}
    assert not changing.state_of(named, base).base.draft


def test_a_channel_without_a_share_leaves_nothing_to_the_others(client):
    response = client.post("/plans/change", data={"from": "growth", "do": "channel/copy/content"})
    draft = parse_qs(urlsplit(response.headers["location"]).query)["draft"][0]
    _, text = change(client, "channel/remove/blog_copy", draft=draft)
    assert "was removed." in said(text)
    assert "took up" not in said(text)


def test_shares_that_do_not_add_up_stay_as_typed_when_a_channel_without_one_goes(client):
    typed = {"/channels/0/share": "0", "/channels/1/share": "40"}
    response = client.post("/plans/change", data={"from": "growth", "do": "channel/remove/cold_email"} | typed)
    shown = client.get(response.headers["location"]).text
    assert [Page(shown).named(f"/channels/{place}/share")["value"] for place in range(2)] == ["40", "25"]
    assert "was removed." in said(shown)
    assert "took up" not in said(shown)


def test_a_new_role_carries_what_there_is_to_do_and_says_that_it_is_made_up(client):
    _, text = change(client, "role/add")
    assert "The figures of the new role are made up: one person carries all of its work. Type your own." in said(text)
