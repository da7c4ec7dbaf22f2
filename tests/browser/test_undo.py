"""Undo and redo over the whole form, by keyboard and by button, parts that came and went included."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.acts import GOAL, grows, press, retype, says_state

BASELINE = "#f-goal-baseline"


def test_undo_and_redo_by_keyboard(open_page):
    page = open_page()
    retype(page, GOAL, "30")
    grows(page, "30%")
    retype(page, BASELINE, "5,000,000")
    expect(page.locator("[data-live=target]")).to_have_text("$6,500,000")
    page.keyboard.press("Control+z")
    expect(page.locator(BASELINE)).to_have_value("4,000,000")
    expect(page.locator("[data-live=target]")).to_have_text("$5,200,000")
    page.keyboard.press("Control+z")
    expect(page.locator(GOAL)).to_have_value("25")
    expect(page.locator(GOAL)).to_be_focused()
    grows(page, "25%")
    says_state(page, "Not saved yet")
    page.keyboard.press("Control+y")
    grows(page, "30%")
    page.keyboard.press("Control+Shift+z")
    expect(page.locator(BASELINE)).to_have_value("5,000,000")
    expect(page.locator("[data-live=target]")).to_have_text("$6,500,000")


def test_undo_and_redo_by_button(open_page):
    page = open_page()
    undo, redo = page.get_by_role("button", name="Undo", exact=True), page.get_by_role("button", name="Redo")
    expect(undo).to_be_disabled()
    expect(redo).to_be_disabled()
    page.get_by_role("radio", name="ARR").check(force=True)
    expect(page.locator(".ans-meta")).to_contain_text("ARR")
    undo.click()
    expect(page.get_by_role("radio", name="Bookings")).to_be_checked()
    expect(page.locator(".ans-meta")).to_contain_text("Bookings")
    expect(undo).to_be_disabled()
    redo.click()
    expect(page.get_by_role("radio", name="ARR")).to_be_checked()
    expect(redo).to_be_disabled()


def test_one_word_is_one_step_back(open_page):
    page = open_page()
    retype(page, GOAL, "3")
    grows(page, "3%")
    page.keyboard.type("3")
    grows(page, "33%")
    page.keyboard.type(".5")
    grows(page, "33.5%")
    page.keyboard.press("Control+z")
    expect(page.locator(GOAL)).to_have_value("25")


def test_a_new_change_ends_what_could_be_redone(open_page):
    page = open_page()
    retype(page, GOAL, "30")
    grows(page, "30%")
    page.keyboard.press("Control+z")
    grows(page, "25%")
    retype(page, BASELINE, "5,000,000")
    expect(page.locator("[data-live=target]")).to_have_text("$6,250,000")
    expect(page.get_by_role("button", name="Redo")).to_be_disabled()


@pytest.mark.parametrize("address", ["template", "stored"])
def test_typing_and_parts_are_undone_in_turn(open_page, served, address):
    page = open_page(served.keep("Step by step") if address == "stored" else "/plans/new?from=growth")
    retype(page, GOAL, "30")
    grows(page, "30%")
    press(page, "channel/remove/content")
    expect(page.locator(".chan")).to_have_count(2)
    retype(page, BASELINE, "5,000,000")
    expect(page.locator("[data-live=target]")).to_have_text("$6,500,000")
    page.keyboard.press("Control+z")
    expect(page.locator(BASELINE)).to_have_value("4,000,000")
    page.locator("#undo").click()
    expect(page.locator(".chan")).to_have_count(3)
    expect(page.locator(GOAL)).to_have_value("30")
    grows(page, "30%")
    page.locator("#undo").click()
    expect(page.locator(GOAL)).to_have_value("25")
    grows(page, "25%")
    expect(page.locator("#undo")).to_be_disabled()
    for _ in range(3):
        page.locator("#redo").click()
    expect(page.locator(".chan")).to_have_count(2)
    expect(page.locator(BASELINE)).to_have_value("5,000,000")
    expect(page.locator("[data-live=target]")).to_have_text("$6,500,000")


def test_a_mistake_is_undone_too(open_page):
    page = open_page()
    retype(page, GOAL, "lots")
    expect(page.locator("#problems")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.locator(GOAL)).to_have_value("25")
    expect(page.locator("#problems")).to_be_empty()
    grows(page, "25%")


def test_undo_all_goes_back_to_what_is_saved(open_page, served):
    address = served.keep("All of it")
    page = open_page(address)
    retype(page, GOAL, "30")
    grows(page, "30%")
    press(page, "channel/remove/content")
    expect(page.locator(".chan")).to_have_count(2)
    page.get_by_role("link", name="Undo all").click()
    expect(page).to_have_url(re.compile(f"{address}$"))
    expect(page.locator(".chan")).to_have_count(3)
    expect(page.locator(GOAL)).to_have_value("25")
    says_state(page, "Saved · version 1")
    expect(page.locator("#kept")).to_be_hidden()
