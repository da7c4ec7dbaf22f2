"""What is typed moves the plan: every kind of field, what is wrong with a text, and when an answer is asked for."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.acts import GOAL, SAY, asked_for, figure, grows, retype, reveal

DEALS, LEADS, SPEND = "/totals/stages/deal", "/totals/stages/lead", "/totals/spend"


def test_changing_the_goal_changes_the_sentence_without_a_reload(open_page):
    page = open_page()
    page.evaluate("window.stays = true")
    retype(page, GOAL, "30")
    grows(page, "30%")
    expect(page.locator("[data-live=target]")).to_have_text("$5,200,000")
    expect(page.locator("[data-live=changes]")).to_have_text("1 change to the sample")
    expect(page.locator("#w-f-goal-growth")).to_have_text("was 25%")
    assert page.evaluate("window.stays")
    assert page.evaluate("document.activeElement.id") == "f-goal-growth"
    page.keyboard.type(".5")
    grows(page, "30.5%")


def test_the_caret_stays_where_it_was(open_page):
    page = open_page()
    retype(page, "#f-goal-baseline", "4,500,000")
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-live=target]")).to_have_text("$5,625,000")
    assert page.evaluate("[document.activeElement.id, document.activeElement.selectionStart]") == ["f-goal-baseline", 5]
    page.keyboard.press("Backspace")
    page.keyboard.type("0")
    expect(page.locator("#f-goal-baseline")).to_have_value("4,500,000")


def test_asks_once_150_ms_after_the_last_key(new_context):
    page = new_context().new_page()
    page.clock.install()
    page.goto("/plans/new?from=growth")
    page.wait_for_selector("html[data-charts=drawn]", state="attached")  # nothing is loading that a leap of the clock would give up on
    page.clock.pause_at(page.evaluate("Date.now() + 60000"))
    asked = asked_for(page, "/recalculate")
    page.locator(GOAL).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("3")
    page.clock.run_for(149)
    page.keyboard.type("0")
    page.clock.run_for(149)
    assert asked == []
    with page.expect_request("**/recalculate"):
        page.clock.run_for(1)
    page.clock.resume()
    grows(page, "30%")
    assert len(asked) == 1


def test_only_what_differs_goes_over_the_wire(open_page):
    page = open_page()
    with page.expect_request("**/recalculate") as asked:
        retype(page, GOAL, "30")
    names = {pair.split("=")[0] for pair in asked.value.post_data.split("&")}
    assert {name for name in names if name.startswith("%2F")} == {"%2Fgoal%2Fgrowth"}


def test_changed_figures_flash_once_and_others_not_at_all(open_page):
    page = open_page()
    page.evaluate(
        """() => { window.flashes = []; document.addEventListener("animationstart", ({target}) => window.flashes.push(target)); }"""
    )
    retype(page, GOAL, "30")
    grows(page, "30%")
    expect(page.locator(".figs [data-changed]")).to_have_count(0)
    flashed = page.evaluate("window.flashes.filter((one) => one.closest('.figs, .bridge')).map((one) => one.dataset.figure ?? one.value)")
    assert flashed.count(DEALS) == flashed.count(SPEND) == flashed.count("/bridge/target") == 1
    assert "/bridge/baseline" not in flashed


def test_nothing_flashes_for_someone_who_wants_no_motion(open_page, page):
    page.emulate_media(reduced_motion="reduce")
    open_page()
    retype(page, GOAL, "30")
    grows(page, "30%")
    assert page.evaluate("document.getAnimations().filter((one) => one.animationName).length") == 0


KINDS = {
    "money in millions": ("#f-goal-baseline", "5m", SPEND),
    "money with commas": ("#f-goal-target", "5,500,000", DEALS),
    "percent without a sign": ("#f-existing-retention", "90", DEALS),
    "percent with its sign": ("#f-existing-expansion", "4 %", DEALS),
    "count": ("#f-pipeline-sql", "80", SPEND),
    "rate": ("#f-conversions-1-rate", "35%", LEADS),
    "days": ("#f-conversions-3-lag_days", "90", ".figs"),
    "yield": ("#f-channels-0-steps-1-yield", "5", "/totals/per_working_day/cold_email/mean"),
    "factor above 1": ("#f-channels-2-steps-0-yield", "450", SPEND),
    "price": ("#f-channels-1-cost-amount", "2", SPEND),
    "name of a channel": ("#f-channels-0-name", "Outbound", ".tbl tbody"),
    "name of a stage": ("#f-stages-2-name", "Accepted", "#mon"),
    "heads": ("#f-team-1-heads", "5", ".notes"),
    "month in words": ("#f-start", "Feb 2027", ".ans-meta"),
    "month in figures": ("#f-start", "2027-03", ".ans-meta"),
    "date": ("#f-today", "2026-12-20", ".ans-meta"),
    "weight": ("#f-seasonality-10", "40", ".figs"),
}


def test_every_kind_of_field_moves_the_plan(open_page, subtests):
    page = open_page()
    for kind, (field, text, seen) in KINDS.items():
        with subtests.test(kind):
            place = figure(page, seen) if seen.startswith("/") else page.locator(seen)
            before = place.inner_text()
            retype(page, field, text)
            expect(place).not_to_have_text(before, use_inner_text=True)
            expect(page.locator("#problems")).to_be_empty()
            assert page.input_value(field) == text
            expect(page).to_have_url(re.compile(re.escape(field_name(page, field)) + "="))


def field_name(page, field):
    return page.locator(field).get_attribute("name")


def test_a_plan_of_other_months_still_has_an_answer(open_page):
    page = open_page()
    retype(page, "#f-months", "9")
    expect(page.locator("#mon .names [data-months]").last).to_have_attribute("title", "Sep 2027")
    expect(page.locator("#problems")).to_be_empty()
    expect(page.locator("#f-months")).to_be_focused()


def test_choices_move_the_plan_too(open_page):
    page = open_page()
    page.get_by_role("radio", name="Recognised").check(force=True)
    expect(page.locator(".ans-meta")).to_contain_text("Recognised, Jan–Dec 2027")
    page.get_by_role("radio", name="Bookings").check(force=True)
    reveal(page, "#f-country")
    daily = figure(page, "/totals/per_working_day/cold_email/mean").locator("xpath=ancestor::button")
    before = daily.inner_text()
    page.locator("#f-country").select_option("GR")
    expect(page.locator("#calendar .digest")).to_contain_text("GR")
    reveal(page, "#f-channels-0-enters")
    page.locator("#f-channels-0-enters").select_option("mql")
    expect(daily).not_to_have_text(before, use_inner_text=True)
    reveal(page, "#f-currency")
    page.locator("#f-currency").select_option("EUR")
    expect(page.locator(SAY)).to_contain_text("€")


def test_the_name_is_typed_where_it_stands(open_page):
    page = open_page()
    page.get_by_role("textbox", name="Name").first.fill("<b>Board</b> & co")
    expect(page.locator(".state")).to_have_text("Unsaved changes")
    expect(page).to_have_url(re.compile("/name="))
    page.reload()
    expect(page.locator("#f-name")).to_have_value("<b>Board</b> & co")


def test_a_percentage_that_may_mean_two_things_is_asked_about(open_page):
    page = open_page()
    sentence = page.inner_text(SAY)
    retype(page, "#f-conversions-1-rate", "0.25")
    slot = page.locator("#e-f-conversions-1-rate")
    expect(slot.get_by_role("button")).to_have_count(2)
    assert page.inner_text(SAY) == sentence
    slot.get_by_role("button", name="25%", exact=True).click()
    expect(page.locator("#f-conversions-1-rate")).to_have_value("25")  # the cell shows the sign
    expect(page.locator("#f-conversions-1-rate")).to_be_focused()
    expect(slot).to_be_empty()
    expect(page.locator(SAY)).not_to_have_text(sentence)
    retype(page, "#f-conversions-1-rate", "0.25")
    slot.get_by_role("button", name="0.25%", exact=True).click()
    expect(page.locator("#f-conversions-1-rate")).to_have_value("0.25%")
    expect(slot).to_be_empty()


def test_25_and_25_percent_are_the_same(open_page):
    page = open_page()
    retype(page, "#f-conversions-1-rate", "25")
    expect(figure(page, LEADS)).not_to_have_text("4,377")
    found = figure(page, LEADS).inner_text()
    retype(page, "#f-conversions-1-rate", "25 %")
    expect(page).to_have_url(re.compile(r"/conversions/1/rate=25(\+|%20)%25"))
    assert figure(page, LEADS).inner_text() == found


def test_a_wrong_text_is_told_beside_its_field_and_can_be_put_right(open_page):
    page = open_page()
    sentence = page.inner_text(SAY)
    retype(page, "#f-deal-value", "much")
    error = page.locator("#e-f-deal-value")
    expect(error).to_have_text("This must be an amount, such as 12,000.")
    expect(page.locator("#f-deal-value")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("alert").get_by_role("link", name="First-year value")).to_be_visible()
    expect(page.locator("#problems")).to_contain_text("The answer shown is the one from before.")
    assert page.inner_text(SAY) == sentence
    assert page.input_value("#f-deal-value") == "much"
    page.locator("#deal > summary").click()
    page.get_by_role("link", name="First-year value").click()
    expect(page.locator("#f-deal-value")).to_be_focused()
    retype(page, "#f-deal-value", "10,000")
    expect(page.locator("#problems")).to_be_empty()
    expect(error).to_be_empty()
    expect(page.locator("#f-deal-value")).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator(SAY)).not_to_have_text(sentence)


REFUSED = {
    "percent": (GOAL, "lots", "such as 25%"),
    "rate": ("#f-conversions-0-rate", "150", "100%"),
    "month": ("#f-start", "soon", "Jan 2027"),
    "date": ("#f-today", "2026-02-30", "2026"),
    "whole number": ("#f-months", "61", "60"),
    "count": ("#f-pipeline-mql", "-3", "0"),
    "name": ("#f-channels-0-name", " ", "must be given"),
}


def test_says_beside_each_field_what_it_takes(open_page, subtests):
    page = open_page()
    for kind, (field, text, accepted) in REFUSED.items():
        with subtests.test(kind):
            first = page.input_value(field)
            retype(page, field, text)
            expect(page.locator(f"#e-{field[1:]}")).to_contain_text(accepted)
            expect(page.locator(field)).to_have_attribute("aria-invalid", "true")
            assert page.input_value(field) == text
            retype(page, field, first)
            expect(page.locator("#problems")).to_be_empty()


def test_all_that_is_wrong_is_said_at_once(open_page):
    page = open_page()
    retype(page, "#f-conversions-0-rate", "150")
    retype(page, "#f-goal-baseline", "abc")
    expect(page.locator("#problems")).to_contain_text("2 fields")
    for field in ("#f-conversions-0-rate", "#f-goal-baseline"):
        expect(page.locator(field)).to_have_attribute("aria-invalid", "true")


def test_an_address_with_mistakes_opens_with_them_marked(open_page):
    page = open_page("/plans/new?from=growth&/goal/growth=lots&/deal/value=much")
    expect(page.locator("#problems")).to_contain_text("2 fields")
    expect(page.locator(GOAL)).to_have_value("lots")
    expect(page.locator("#f-deal-value")).to_be_visible()
    retype(page, GOAL, "30")
    retype(page, "#f-deal-value", "12000")
    grows(page, "30%")


def test_shares_that_do_not_add_up_are_scaled_by_a_button(open_page):
    page = open_page()
    retype(page, "#f-channels-0-share", "60")
    expect(page.locator("#problems")).to_contain_text("100%")
    page.get_by_role("button", name="Make the shares add up to 100%").click()
    expect(page.locator("#f-channels-0-share")).not_to_have_value("60")
    expect(page.locator("#problems")).to_be_empty()
    shares = [float(page.input_value(f"#f-channels-{place}-share")) for place in range(3)]
    assert sum(shares) == pytest.approx(100, abs=0.02)


def test_a_way_out_fills_in_its_fields(open_page):
    page = open_page()
    page.locator(".ways li", has_text="Lower the goal").first.get_by_role("link", name="Try it").click()
    expect(page.locator(GOAL)).not_to_have_value("25")
    expect(page.locator(SAY)).not_to_contain_text("To grow 25%")
    expect(page.locator("#w-f-goal-growth")).to_be_visible()
