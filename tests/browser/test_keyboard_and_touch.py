"""The main path by keyboard alone, and figures explained by touch."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.acts import GOAL, explained, grows, live, retype, says_state

DEALS, SPEND = "/totals/stages/deal", "/totals/spend"


def tab_to(page, locator, key="Tab", most=60):
    """Press Tab until something has the focus; how often."""
    for count in range(most):
        if locator.evaluate("(one) => one === document.activeElement"):
            return count
        page.keyboard.press(key)
    raise AssertionError(f"not reached with {most} times {key}: {locator}")


def test_from_the_skip_link_to_a_trace_and_back(open_page):
    page = open_page()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_be_focused()
    figure = explained(page, DEALS)
    tab_to(page, figure, most=4)
    page.keyboard.press("Enter")
    trace = page.get_by_role("dialog", name=re.compile("deals", re.I))
    expect(trace).to_be_visible()
    expect(trace.locator(".eq li").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(trace).to_be_hidden()
    expect(figure).to_be_focused()


def test_the_main_path_needs_no_mouse(open_page, served):
    address = served.keep("Keys only")
    page = open_page(address)
    tab_to(page, page.locator(GOAL))
    page.keyboard.type("30")
    grows(page, "30%")
    tab_to(page, page.locator("#deal > summary"))
    page.keyboard.press("Enter")
    expect(page.locator("#f-deal-value")).to_be_visible()
    menu = page.locator(".add-menu > summary")
    tab_to(page, menu)
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".add-menu button").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    page.keyboard.press("Enter")
    referrals = page.get_by_role("button", name="Referrals")
    tab_to(page, referrals, "ArrowDown", 12)
    page.keyboard.press("Enter")
    expect(page.locator(".chan")).to_have_count(4)
    expect(page.locator("#f-channels-3-name")).to_be_focused()
    page.keyboard.press("Control+s")
    says_state(page, "Saved · version 2")
    assert len(served.versions(address)) == 2
    page.keyboard.press("Control+Shift+z")
    expect(page.locator(".chan")).to_have_count(4)


def test_sections_fold_and_channels_move_by_keyboard(open_page):
    page = open_page()
    fold = page.locator("#chan-paid_search")
    expect(fold).not_to_have_attribute("open", "")
    fold.locator("> summary").focus()
    page.keyboard.press("Enter")
    expect(fold).to_have_attribute("open", "")
    tab_to(page, page.locator('[value="channel/up/paid_search"]'))
    page.keyboard.press("Enter")
    expect(page.locator("#channels .chan summary [data-says]").first).to_have_text("Paid search")
    held = page.evaluate("document.activeElement.closest('[data-part]')?.dataset.part")
    assert held == "paid_search"


def test_the_months_are_one_stop_of_tab_and_arrows_move_within(open_page):
    page = open_page()
    page.locator(".scrollx[aria-label^='Month']").focus()
    page.keyboard.press("Tab")
    cell = page.locator("#mon td:focus")
    expect(cell).to_have_count(1)
    first = cell.inner_text()
    assert page.locator("#mon tbody td[tabindex='0']").count() == 1
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(cell).not_to_have_text(first)
    row = page.locator("#mon tr:has(td:focus)")
    name = row.get_attribute("data-row")
    page.keyboard.press("ArrowDown")
    assert row.get_attribute("data-row") != name
    page.keyboard.press("ArrowUp")
    page.keyboard.press("End")
    expect(cell).to_have_class(re.compile("tot"))
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    text = cell.inner_text()
    page.keyboard.press("Enter")
    trace = page.locator("#trace")
    expect(trace).to_be_visible()
    expect(trace.locator("h3 .val")).to_contain_text(text)
    page.keyboard.press("Escape")
    expect(trace).to_be_hidden()
    expect(cell).to_have_text(text)


def test_a_trace_leads_to_the_field_that_its_value_comes_from(open_page):
    page = open_page()
    explained(page, DEALS).click()
    link = page.locator("#trace a[href^='#f-']").first
    field = page.locator(link.get_attribute("href"))
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#trace")).to_be_hidden()
    expect(field).to_be_visible()
    expect(field).to_be_focused()


def test_the_api_dialog_gives_the_focus_back(open_page):
    page = open_page()
    button = page.get_by_role("button", name="API")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="This plan from the API")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()


def test_the_shortcuts_of_the_plan_are_listed(open_page):
    page = open_page()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_contain_text("Save a version")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.locator(GOAL).focus()
    page.keyboard.press("?")
    expect(dialog).to_be_hidden()


@pytest.fixture
def phone(new_context):
    """A page of a phone."""
    return new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844}).new_page()


def test_a_tap_on_a_figure_opens_its_trace(phone):
    live(phone, "/plans/new?from=growth")
    explained(phone, SPEND).tap()
    trace = phone.locator("#trace")
    expect(trace).to_be_visible()
    expect(trace.locator(".eq li").first).to_be_visible()
    box = trace.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    trace.get_by_role("button", name="Close").tap()
    expect(trace).to_be_hidden()
    cell = phone.locator("#mon tbody tr.sel td:not(.o)").nth(1)
    cell.scroll_into_view_if_needed()
    cell.tap()
    expect(trace).to_be_visible()


def test_a_thumb_can_change_the_goal_with_the_answer_in_sight(phone):
    live(phone, "/plans/new?from=growth")
    retype(phone, GOAL, "30")
    grows(phone, "30%")
    dock = phone.locator(".dock")
    expect(dock).to_be_in_viewport()
    expect(dock).to_contain_text("89")


def test_a_tap_anywhere_in_a_cell_finds_its_field(phone):
    live(phone, "/plans/new?from=growth")
    field = phone.locator("#f-goal-baseline")
    field.scroll_into_view_if_needed()
    cell = phone.locator(".cell", has=field).bounding_box()
    phone.touchscreen.tap(cell["x"] + cell["width"] / 2, cell["y"] + 5)
    expect(field).to_be_focused()


def test_what_a_thumb_presses_is_large_enough(phone):
    live(phone, "/plans/new?from=growth")
    small = phone.evaluate(
        """() => [...document.querySelectorAll("button, summary, .head a, .cell")]
        .filter((one) => one.checkVisibility({visibilityProperty: true}) && !one.closest(".vh, #mon, .ans-meta"))
        .filter((one) => !one.matches(".vh, .fx, .meant"))
        .map((one) => [one.getBoundingClientRect(), one])
        .filter(([box]) => box.width && box.height && (box.width < 24 || box.height < 24))
        .map(([box, one]) => `${one.localName}.${one.className} ${one.id} ${Math.round(box.width)}x${Math.round(box.height)}`)"""
    )
    assert small == []
