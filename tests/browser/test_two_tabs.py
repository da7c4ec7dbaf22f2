"""Two people, or two tabs, on one plan: nobody's work is lost, and both sides are shown."""

import pytest
from playwright.sync_api import expect

from tests.browser.acts import GOAL, grows, press, retype, reveal, save, says_state


@pytest.fixture
def both(open_page, page, served):
    """Two tabs on one plan; the other has saved a growth of 40% since."""

    def opened(name, change=None):
        address = served.keep(name)
        other = page.context.new_page()
        open_page(address)
        open_page(address, on=other)
        if change:
            change(other)
        else:
            retype(other, GOAL, "40")
            grows(other, "40%")
        save(other)
        says_state(other, "Saved · version 2")
        page.bring_to_front()
        return page, other, address

    return opened


def test_the_other_tab_says_that_there_is_a_newer_version(both):
    page, _, _ = both("Told at once")
    expect(page.locator("#elsewhere")).to_contain_text("Version 2 was saved in another tab.")
    page.locator("#elsewhere").get_by_role("link", name="Open the newest").click()
    expect(page.locator(GOAL)).to_have_value("40")
    says_state(page, "Saved · version 2")


def test_a_stale_save_shows_both_sides_and_can_go_on_top(both, served):
    page, _, address = both("On top")
    retype(page, "#f-goal-baseline", "5,000,000")
    expect(page.locator("[data-live=target]")).to_have_text("$6,250,000")
    save(page)
    stale = page.locator("#stale")
    expect(stale.get_by_role("heading", level=2)).to_have_text("Maya Ortiz saved version 2 while you were working")
    expect(stale.locator("section", has_text="You changed")).to_contain_text("$4,000,000 → $5,000,000")
    expect(stale.locator("section", has_text="They changed")).to_contain_text("25% → 40%")
    expect(stale.locator(".conflicts")).to_have_count(0)
    assert page.input_value("#f-goal-baseline") == "5,000,000"
    assert len(served.versions(address)) == 2
    stale.get_by_role("button", name="Put mine on top of theirs").click()
    expect(stale).to_have_count(0)
    expect(page.locator(GOAL)).to_have_value("40")
    expect(page.locator("#f-goal-baseline")).to_have_value("5,000,000")
    expect(page.locator("[data-live=target]")).to_have_text("$7,000,000")
    says_state(page, "Unsaved changes")
    expect(page.locator("#toasts")).to_contain_text("Yours is on top of version 2 now. Save to keep it.")
    expect(page.locator("#save")).to_be_focused()
    expect(page.locator("[data-live=changes]")).to_have_text("1 change since version 2")
    save(page)
    says_state(page, "Saved · version 3")
    assert len(served.versions(address)) == 3


def test_what_both_changed_is_shown_side_by_side(both):
    page, _, _ = both("Both of us")
    retype(page, GOAL, "30")
    grows(page, "30%")
    save(page)
    row = page.locator(".conflicts tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Growth")
    expect(row.locator("td")).to_have_text(["40%", "30%"])
    page.get_by_role("button", name="Put mine on top of theirs").click()
    expect(page.locator("#stale")).to_have_count(0)
    expect(page.locator(GOAL)).to_have_value("30")
    save(page)
    says_state(page, "Saved · version 3")


def test_a_stale_save_can_become_a_copy(both):
    page, _, address = both("Mine apart")
    retype(page, GOAL, "30")
    grows(page, "30%")
    save(page)
    page.get_by_role("button", name="Save mine as a copy").click()
    says_state(page, "Saved · version 1")
    expect(page.locator("#f-name")).to_have_value("Mine apart (copy)")
    expect(page.locator(GOAL)).to_have_value("30")
    assert address not in page.url


def test_a_stale_save_can_be_discarded(both, served):
    page, _, address = both("Never mind")
    retype(page, GOAL, "30")
    grows(page, "30%")
    save(page)
    page.get_by_role("link", name="Discard mine").click()
    expect(page.locator(GOAL)).to_have_value("40")
    says_state(page, "Saved · version 2")
    expect(page.locator("#kept")).to_be_hidden()
    assert len(served.versions(address)) == 2


def test_a_channel_deleted_in_one_tab_and_edited_in_the_other(both):
    def remove(other):
        press(other, "channel/remove/content")
        expect(other.locator(".chan")).to_have_count(2)

    page, _, _ = both("Deleted under the hands", remove)
    retype(page, "#f-channels-2-cost-amount", "500")
    says_state(page, "Unsaved changes")
    expect(page.locator("[data-live=changes]")).to_have_text("1 change since version 1")
    save(page)
    stale = page.locator("#stale")
    expect(stale.locator("section", has_text="You changed")).to_contain_text("500")
    expect(stale.locator("section", has_text="They changed")).to_contain_text("Channel removed")
    expect(stale.locator(".conflicts")).to_contain_text("Blog")
    reveal(page, "#f-channels-2-cost-amount")
    expect(page.locator("#f-channels-2-cost-amount")).to_have_value("500")
    stale.get_by_role("button", name="Save mine as a copy").click()
    says_state(page, "Saved · version 1")
    expect(page.locator(".chan")).to_have_count(3)


def test_the_same_change_saved_in_both_tabs_is_one_version(both, served):
    page, _, address = both("Same thought")
    retype(page, GOAL, "40")
    grows(page, "40%")
    save(page)
    says_state(page, "Saved · version 2")
    assert len(served.versions(address)) == 2


def test_each_of_two_tabs_keeps_what_was_typed_in_it(open_page, page, served):
    address = served.keep("Two at once")
    other = page.context.new_page()
    open_page(address)
    open_page(address, on=other)
    retype(page, GOAL, "30")
    grows(page, "30%")
    retype(other, "#f-goal-baseline", "5,000,000")
    expect(other.locator("[data-live=target]")).to_have_text("$6,250,000")
    other.close()
    open_page("/plans?q=Two+at+once")
    page.get_by_role("link", name="Unsaved changes here").click()
    lines = page.locator("#kept .line")
    expect(lines).to_have_count(2)
    expect(lines.nth(0)).to_contain_text("Baseline: 5,000,000")
    lines.filter(has_text="Growth: 30").get_by_role("link", name="Bring them back").click()
    expect(page.locator(GOAL)).to_have_value("30")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    save(page)
    says_state(page, "Saved · version 2")
    open_page(address)
    expect(lines).to_have_count(1)
    lines.get_by_role("link", name="Bring them back").click()
    expect(page.locator("#f-goal-baseline")).to_have_value("5,000,000")
