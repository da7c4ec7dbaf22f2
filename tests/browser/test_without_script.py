"""Everything works without JavaScript: a form, its buttons and the pages that they lead to."""

import csv
import re

import pytest
from playwright.sync_api import expect

from tests.browser.acts import GOAL, SAY, grows, reveal, says_state


@pytest.fixture
def plain(new_context):
    """A page of a browser that runs no scripts."""
    return new_context(java_script_enabled=False).new_page()


def recalculate(page):
    page.locator(".assume-top").get_by_role("button", name="Recalculate").click()


def press(page, do):
    button = f'button[name=do][value="{do}"]'
    reveal(page, button)
    page.locator(button).click()


def test_change_recalculate_and_put_right(plain):
    plain.goto("/plans/new?from=growth")
    plain.fill(GOAL, "30")
    recalculate(plain)
    grows(plain, "30%")
    expect(plain).to_have_url(re.compile("/goal/growth=30"))
    plain.fill(GOAL, "lots")
    plain.keyboard.press("Enter")
    expect(plain.locator("#e-f-goal-growth")).to_have_text("This must be a percentage, such as 25%.")
    expect(plain.locator(GOAL)).to_have_value("lots")
    plain.fill(GOAL, "20")
    recalculate(plain)
    grows(plain, "20%")


def test_a_percentage_that_may_mean_two_things(plain):
    plain.goto("/plans/new?from=growth")
    plain.fill("#f-conversions-1-rate", "0.25")
    recalculate(plain)
    plain.locator("#e-f-conversions-1-rate").get_by_role("button", name="25%", exact=True).click()
    expect(plain.locator("#f-conversions-1-rate")).to_have_value("25%")
    expect(plain.locator("#problems")).to_be_empty()


def test_parts_come_and_go_with_what_was_typed(plain):
    plain.goto("/plans/new?from=growth")
    plain.fill(GOAL, "30")
    press(plain, "channel/remove/content")
    expect(plain.locator(".chan")).to_have_count(2)
    expect(plain.locator(".said")).to_contain_text("Blog was removed.")
    expect(plain.locator(GOAL)).to_have_value("30")
    press(plain, "stage/add/mql")
    expect(plain.locator("#funnel .step")).to_have_count(5)
    expect(plain.locator(".chan")).to_have_count(2)
    plain.go_back()
    expect(plain.locator("#funnel .step")).to_have_count(4)
    grows(plain, "30%")


def test_save_then_save_a_named_version_and_restore_the_first(plain, served):
    plain.goto("/plans/new?from=agency")
    plain.fill("#f-name", "Saved without a script")
    plain.locator("#save").click()
    expect(plain).to_have_url(re.compile("/plans/scn_[a-z0-9]{20}$"))
    says_state(plain, "Saved · version 1")
    address = plain.url
    growth = plain.input_value(GOAL)
    plain.fill(GOAL, "77")
    plain.locator(".save-more > summary").click()
    plain.fill("#version-name", "Bold")
    plain.locator(".save-more button[value=version]").click()
    says_state(plain, "Saved · version 2")
    plain.goto(f"{address}/versions")
    expect(plain.locator(".named")).to_have_text("Bold")
    plain.get_by_role("radio", name="Compare from version 1").check()
    plain.get_by_role("radio", name="Compare to version 2").check()
    plain.get_by_role("button", name="Compare").click()
    expect(plain.locator("section.compared")).to_contain_text("77%")
    plain.get_by_label("More for version 1").click()
    plain.get_by_role("button", name="Restore this version").click()
    expect(plain.locator(".toast")).to_be_visible()
    plain.goto(address)
    says_state(plain, "Saved · version 3")
    expect(plain.locator(GOAL)).to_have_value(growth)


def test_a_stale_save_shows_both_sides(plain, served):
    address = served.keep("Stale without a script")
    plain.goto(address)
    served.save(address, 1, goal={"growth": 0.4})
    plain.fill("#f-goal-baseline", "5,000,000")
    plain.locator("#save").click()
    expect(plain.locator("#stale")).to_contain_text("saved version 2 while you were working")
    expect(plain.locator("#f-goal-baseline")).to_have_value("5,000,000")
    plain.get_by_role("button", name="Put mine on top of theirs").click()
    expect(plain.locator(GOAL)).to_have_value("40")
    expect(plain.locator("#f-goal-baseline")).to_have_value("5,000,000")
    plain.locator("#save").click()
    says_state(plain, "Saved · version 3")


def test_a_plan_deleted_meanwhile_keeps_what_was_typed(plain, served):
    address = served.keep("Deleted without a script")
    plain.goto(address)
    served.delete(address)
    plain.fill(GOAL, "31")
    plain.locator("#save").click()
    expect(plain.locator(GOAL)).to_have_value("31")


def test_a_figure_is_explained_and_choices_are_kept(plain):
    plain.goto("/plans/new?from=growth")
    plain.fill(GOAL, "30")
    plain.locator('button[name=trace][value="/totals/spend"]').first.click()
    expect(plain.locator("#traced .eq li").first).to_be_visible()
    grows(plain, "30%")
    plain.locator("#traced").get_by_role("link", name="Close").click()
    expect(plain.locator("#traced")).to_have_count(0)
    grows(plain, "30%")
    plain.get_by_role("radio", name="Quarter").check(force=True)
    recalculate(plain)
    expect(plain.locator("#mon .names")).to_contain_text("Jan–Mar")
    grows(plain, "30%")


def test_the_api_is_a_page(plain):
    plain.goto("/plans/new?from=growth")
    plain.fill(GOAL, "30")
    plain.get_by_role("button", name="API").click()
    expect(plain.locator("#api pre").last).to_contain_text('"growth": 0.3')
    plain.get_by_role("link", name="Back to the plan").click()
    grows(plain, "30%")


def test_a_table_is_taken_along_as_a_file(plain):
    plain.goto("/plans/new?from=growth")
    with plain.expect_download() as download:
        plain.locator('[formaction="/plans/tables/months.csv"]').click()
    rows = list(csv.reader(download.value.path().read_text("utf-8-sig").splitlines()))
    leads = next(row for row in rows if row[0] == "Leads")
    assert sum(map(int, leads[1:-1])) == int(leads[-1]) == 4377


def test_the_list_is_searched_and_a_plan_archived_and_brought_back(plain, served):
    served.keep("Plain list", tags=("no-script",))
    served.keep("Another plain one")
    plain.goto("/plans")
    plain.fill("#search", "no-script")
    plain.keyboard.press("Enter")
    rows = plain.locator("table.plans tbody tr")
    expect(rows).to_have_count(1)
    plain.get_by_label("More for Plain list").click()
    plain.get_by_role("button", name="Archive").click()
    expect(plain.locator(".toast")).to_contain_text("“Plain list” is archived.")
    expect(rows).to_have_count(0)
    plain.locator(".toast").get_by_role("button", name="Undo").click()
    expect(rows).to_have_count(1)
    plain.get_by_role("link", name="Plain list", exact=True).click()
    expect(plain.locator(SAY)).to_contain_text("To grow 25%")
