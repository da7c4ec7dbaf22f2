"""A slow network, no network, and where the browser files come from."""

import re

import pytest
from playwright.sync_api import expect

from app.web.assets import STATIC
from tests.browser.acts import GOAL, SAY, grows, press, retype, save, says_state

PLACES = [SAY, ".figs", "#bridge-title", "#months-title", "#mon", "#f-goal-growth", "#channels-title"]


@pytest.fixture
def held(page):
    """Requests to an address wait until the test lets them go."""
    waiting = []

    def hold(path):
        page.route(f"**{path}", lambda route: waiting.append(route))
        return waiting

    return hold


def wait_for(waiting, count, page):
    """Until so many requests have arrived at the held address."""
    for _ in range(200):
        if len(waiting) >= count:
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"{len(waiting)} of {count} requests came")


def tops(page):
    return [page.locator(place).first.bounding_box()["y"] for place in PLACES]


def test_a_slow_answer_is_announced_and_nothing_jumps(open_page, held):
    page = open_page()
    page.wait_for_selector("html[data-charts=drawn]", state="attached")
    before, sentence = tops(page), page.inner_text(SAY)
    waiting = held("/recalculate")
    retype(page, GOAL, "28")
    wait_for(waiting, 1, page)
    expect(page.get_by_text("Working it out…")).to_be_visible()
    assert tops(page) == before
    expect(page.locator(SAY)).to_have_text(sentence)
    waiting[0].continue_()
    grows(page, "28%")
    expect(page.get_by_text("Working it out…")).to_be_hidden()
    assert tops(page) == before


def test_an_old_answer_never_comes_after_a_newer_one(open_page, held):
    page = open_page()
    waiting = held("/recalculate")
    retype(page, GOAL, "28")
    wait_for(waiting, 1, page)
    retype(page, GOAL, "35")
    wait_for(waiting, 2, page)
    waiting[1].continue_()
    grows(page, "35%")
    waiting[0].continue_()
    retype(page, "#f-goal-baseline", "5m")
    wait_for(waiting, 3, page)
    waiting[2].continue_()
    expect(page.locator("[data-live=target]")).to_have_text("$6,750,000")
    grows(page, "35%")
    expect(page).to_have_url(re.compile("goal/growth=35"))


def test_what_is_typed_while_a_part_is_on_its_way_stays(open_page, held):
    page = open_page()
    waiting = held("/plans/change")
    press(page, "channel/remove/content")
    wait_for(waiting, 1, page)
    retype(page, GOAL, "35")
    page.locator("#f-goal-baseline").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("5,00")
    waiting[0].continue_()
    expect(page.locator(".chan")).to_have_count(2)
    page.keyboard.type("0,000")
    expect(page.locator("#f-goal-baseline")).to_be_focused()
    expect(page.locator("#f-goal-baseline")).to_have_value("5,000,000")
    expect(page.locator(GOAL)).to_have_value("35")
    expect(page.locator("[data-live=target]")).to_have_text("$6,750,000")


def test_what_is_typed_while_saving_stays_and_is_not_taken_for_saved(open_page, held, served):
    page = open_page(served.keep("Typing on"))
    retype(page, GOAL, "30")
    grows(page, "30%")
    waiting = held("/plans/save")
    save(page)
    says_state(page, "Saving…")
    wait_for(waiting, 1, page)
    retype(page, "#f-goal-baseline", "5,000,000")
    waiting[0].continue_()
    expect(page).to_have_url(re.compile("/plans/scn_"))
    expect(page.get_by_role("link", name="Version 2")).to_be_visible()
    expect(page.locator("#f-goal-baseline")).to_have_value("5,000,000")
    says_state(page, "Unsaved changes")
    expect(page.locator("[data-live=target]")).to_have_text("$6,500,000")


def test_needs_nothing_from_elsewhere_where_the_copies_are(open_page, page):
    asked = []
    page.route(re.compile("^https?://(?!127)"), lambda route: (asked.append(route.request.url), route.abort()))
    open_page()
    page.wait_for_selector("html[data-charts=drawn]", state="attached")
    retype(page, GOAL, "30")
    grows(page, "30%")
    assert asked == []


def test_takes_the_cdn_where_a_copy_is_missing(new_context, pardoned):
    """The CDN's answer is played by our own copy; its integrity is checked by the browser all the same."""
    pardoned.append("Failed to load resource: net::ERR_FAILED")
    names = {"htmx.org": "htmx-", "idiomorph": "idiomorph-ext-", "echarts": "echarts-"}

    def from_cdn(route):
        begins = next(name for package, name in names.items() if package in route.request.url)
        copy = next(file for file in (STATIC / "vendor").glob(f"{begins}*") if file.suffix == ".js")
        route.fulfill(path=str(copy), content_type="text/javascript", headers={"access-control-allow-origin": "*"})

    page = new_context().new_page()
    page.route(re.compile("/static/vendor/"), lambda route: route.abort())
    page.route(re.compile("^https://cdn"), from_cdn)
    page.goto("/plans/new?from=growth")
    page.wait_for_selector("html[data-charts=drawn]", state="attached")
    retype(page, GOAL, "30")
    grows(page, "30%")


def test_without_the_charts_the_tables_say_it_all(new_context, pardoned):
    pardoned.append("Failed to load resource: net::ERR_FAILED")
    page = new_context().new_page()
    page.route(re.compile("echarts"), lambda route: route.abort())
    page.goto("/plans/new?from=growth")
    page.wait_for_selector("html[data-charts=none]", state="attached")
    expect(page.locator("[data-chart] svg")).to_have_count(0)
    retype(page, GOAL, "30")
    grows(page, "30%")
    expect(page.locator(".bridge tbody")).to_contain_text("$5.20M")


def test_with_no_browser_files_at_all_the_form_works_by_its_button(new_context, pardoned):
    pardoned.append("Failed to load resource: net::ERR_FAILED")
    page = new_context().new_page()
    page.route(re.compile("/static/vendor/|^https://cdn"), lambda route: route.abort())
    page.goto("/plans/new?from=growth")
    page.fill(GOAL, "30")
    page.get_by_role("button", name="Recalculate").last.click()
    grows(page, "30%")


def test_the_list_says_so_when_the_server_is_away(open_page, served, page, pardoned):
    pardoned += ["Failed to load resource: net::ERR_", "htmx:sendError", "htmx:afterRequest"]
    served.keep("Stays where it is")
    open_page("/plans?q=Stays+where+it+is")
    page.route("**/archive", lambda route: route.abort("connectionrefused"))
    page.get_by_label("More for Stays where it is").click()
    page.get_by_role("button", name="Archive").click()
    expect(page.locator("#toasts")).to_contain_text("Nothing was changed")
    expect(page.get_by_role("link", name="Stays where it is", exact=True)).to_be_visible()
