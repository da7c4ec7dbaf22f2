"""The whole way by a person's own gestures: a sheet dragged in, corrected, taken over, and a figure of the plan led back to its rows."""

import re

from playwright.sync_api import expect

from tests.browser.acts import live, reveal, save, says_state
from tests.browser.history_acts import SECONDS, choose, done, drag_in, mapped, sheet


def dragged_and_corrected(page, folder):
    """The sheet on the page, with its ambiguous days answered; two columns were put right by hand."""
    file = folder / "leads.csv"
    file.write_bytes(sheet())
    drag_in(page, file)
    page.wait_for_url("**/history/imports/imp_*", timeout=SECONDS)
    mapped(page)
    question = page.locator(".question", has_text="in the column “Gewonnen am”")
    expect(question).to_contain_text("Nothing in the file proves it.")
    expect(page.get_by_role("button", name="Take in", exact=True)).to_be_disabled()
    question.get_by_role("radio").first.check()
    expect(page.locator(".question", has_text="“Gewonnen am”")).to_have_count(0)
    choose(page, "c1", "attribute")
    live(page, page.url)  # a correction outlives a reload
    expect(page.locator('select[name="c1"]')).to_have_value("attribute")
    choose(page, "c1", "channel")
    expect(page.locator('select[name="c2-order-0"]')).to_have_value("dmy")
    expect(page.locator('select[name="c6-decimal"]')).to_have_value(",")
    return page


def rows_lead_back(page, address):
    """A figure of the plan: what it was measured on, the file, the very rows with days and decimals as they were meant."""
    page.locator(".figs button[name=trace]").first.click()
    expect(page.locator("#trace")).to_contain_text("measured on")
    page.locator("#trace .measured-from a").first.click()
    expect(page).to_have_url(re.compile(re.escape(address)))
    page.get_by_role("link", name="Its rows").click()
    first = page.locator(".kept-rows tbody tr", has_text="L-0000")
    expect(first).to_contain_text("1 Jan 2025")
    expect(first).to_contain_text("3 Feb 2025")  # 03/02/2025, as it was answered
    expect(first).to_contain_text("1,000.5")


def test_a_sheet_is_dragged_in_corrected_taken_into_a_new_plan_saved_and_traced_back_to_its_rows(alone, open_page, tmp_path):
    page = dragged_and_corrected(open_page(f"{alone.url}/history"), tmp_path)
    page.get_by_role("button", name="Take in", exact=True).click()
    done(page)
    expect(page.locator(".say")).to_have_text("All 150 rows are taken in.")
    address = page.url.split("?")[0]
    page.get_by_role("link", name="Look at the rates").click()
    expect(page.locator(".say")).to_contain_text(" won")
    page.wait_for_selector("html[data-charts=drawn]", state="attached")
    page.get_by_role("link", name="Put into a plan…").click()
    page.locator("#scenario").select_option("new")
    page.get_by_role("button", name="Show what there is").click()
    offered = page.locator(".offers tr", has=page.get_by_role("checkbox", name=re.compile("Rate: "))).first.locator("b").inner_text()
    page.get_by_role("button", name="Open the new plan").click()
    page.wait_for_selector("html[data-ready]", state="attached")
    says_state(page, "Unsaved changes")
    rate = page.locator('#assumptions input[name$="/rate"]').first.input_value()
    assert abs(float(rate) - float(offered.rstrip("%"))) < 0.06
    save(page)
    says_state(page, re.compile("^Saved"))
    live(page, page.url)
    rows_lead_back(page, address)


def test_measured_figures_are_taken_into_a_plan_that_is_there_and_only_what_is_ticked(alone, open_page, tmp_path):
    plan = alone.keep("Next year", currency="EUR")
    page = dragged_and_corrected(open_page(f"{alone.url}/history"), tmp_path)
    page.get_by_role("button", name="Take in", exact=True).click()
    done(page)
    address = page.url.split("?")[0]
    page.get_by_role("link", name="Put into a plan…").click()
    page.locator("#scenario").select_option(label="Next year")
    page.get_by_role("button", name="Show what there is").click()
    boxes = page.locator(".offers").get_by_role("checkbox")
    for box in boxes.all():
        box.uncheck()
    value = page.get_by_role("checkbox", name="Deal, Value of a won deal")
    value.check()
    offered = page.locator(".offers tr").filter(has=value).locator("b").inner_text()
    page.get_by_role("button", name="Open the plan with these").click()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert plan in page.url
    says_state(page, "Unsaved changes")
    reveal(page, '[name="/deal/value"]')
    expect(page.locator('[name="/deal/value"]')).to_have_value(offered.lstrip("€"))
    expect(page.locator("#assumptions")).to_contain_text("was 12,000")
    rows_lead_back(page, address)


def test_the_way_from_file_to_plan_goes_by_keyboard_alone(alone, open_page):
    page = open_page(f"{alone.url}/history")

    def press(role, name, key="Enter"):
        """Tab on to it from where the focus is, and press a key there."""
        wanted = page.get_by_role(role, name=name, exact=True).first
        expect(wanted).to_be_enabled()
        for _ in range(150):
            if wanted.evaluate("(each) => each === document.activeElement"):
                break
            page.keyboard.press("Tab")
        expect(wanted).to_be_focused()
        page.keyboard.press(key)

    press("button", "Take in the example")
    page.wait_for_url("**/history/imports/imp_*", timeout=SECONDS)
    mapped(page)
    press("button", "Take in")
    done(page)
    press("link", "Put into a plan…")
    page.wait_for_url("**/history/take?*")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.locator("#scenario").focus()
    page.keyboard.type("A new plan")
    press("button", "Show what there is")
    expect(page.locator(".offers")).to_be_visible()
    page.wait_for_selector("html[data-ready]", state="attached")
    press("checkbox", "Deal, Value of a won deal", "Space")
    expect(page.get_by_role("checkbox", name="Deal, Value of a won deal")).not_to_be_checked()
    press("button", "Open the new plan")
    page.wait_for_url("**/plans/new?*")
    page.wait_for_selector("html[data-ready]", state="attached")
    says_state(page, "Unsaved changes")
