"""Review and plan books in the browser: a year judged and carried into a plan, several plans as one; on a desk, on a phone."""

import re

import pytest
from playwright.sync_api import expect

from app.web.history.example_file import made
from tests.browser.acts import live, says_state
from tests.browser.history_acts import sent, taken

SPEND = b"Month;Channel;Cost (EUR)\n13.02.2025;Anzeigen;4000,00\n15.03.2025;Anzeigen;6000,00\n"
PHONE = {"width": 390, "height": 844}


def hidden(page):
    """Cells of tables that stand beyond the edge of the window and are reached by no scrolling of the page."""
    return page.evaluate(
        """() => [...document.querySelectorAll("main table :is(td, th)")].filter((each) => {
          const box = each.getBoundingClientRect();
          return box.width && box.right > innerWidth + 1 && !each.closest(".cohorts, .preview-box, [dir=ltr]");
        }).map((each) => each.textContent.trim())"""
    )


def test_a_year_is_judged_and_its_verdicts_are_carried_into_a_plan(history_kept, page, served):
    live(page, f"{served.url}/review")
    expect(page.get_by_role("heading", level=1)).to_have_text("Review of 2025")
    expect(page.locator(".say")).to_contain_text("2025 brought")
    page.get_by_label("Gross margin").fill("80%")
    page.get_by_role("button", name="Review", exact=True).click()
    expect(page).to_have_url(re.compile("gross_margin=80"))
    verdicts = page.locator("table.measured").first.locator("tbody .pill")
    assert verdicts.count() == page.locator("article.verdict").count() > 1
    page.locator("table.measured").first.locator("tbody th a").first.click()  # to the reason
    expect(page.locator("article.verdict").first).to_be_in_viewport()
    page.get_by_text("Retention by channel, where you know it").click()
    page.get_by_label("Retention of Website").fill("92%")
    page.get_by_role("button", name="Review", exact=True).click()
    expect(page).to_have_url(re.compile("retention-website=92"))
    page.get_by_role("button", name="Carry into the plan").click()
    page.wait_for_selector("html[data-ready]", state="attached")
    expect(page).to_have_url(re.compile("/plans/new"))
    says_state(page, "Unsaved changes")
    expect(page.locator("#assumptions")).to_contain_text("Website")


def test_what_makes_no_sense_in_a_review_is_said_beside_its_field(history_kept, page, served):
    live(page, f"{served.url}/review?list=Leads&year=2025")
    page.get_by_label("Gross margin").fill("120%")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This is not a share between 0 and 100%.")).to_be_visible()
    expect(page.get_by_label("Gross margin")).to_have_value("120%")


def test_two_names_of_a_channel_are_put_together_where_they_are_seen(alone, open_page):
    page = open_page(f"{alone.url}/history")
    taken(page, alone.url, "example.csv", made())
    sent(page, alone.url, "spend.csv", SPEND)
    page.get_by_role("button", name="Take in", exact=True).click()
    expect(page.locator(".page-h .pill")).to_have_text("Taken in")
    live(page, f"{alone.url}/history/funnel?list=Leads&split=channel")
    page.get_by_label("Anzeigen is the same as").select_option("Website")
    page.get_by_role("button", name="Put together").click()
    expect(page.get_by_text("“Anzeigen” counts as Website.")).to_be_visible()
    expect(page.get_by_role("region", name="What it cost").locator("tr", has_text="Website").first).to_contain_text("€10,000")
    page.get_by_role("button", name="Keep apart").click()
    expect(page.get_by_label("Anzeigen is the same as")).to_be_visible()


def test_a_season_that_is_refused_is_shown_to_who_asks_for_it(history_kept, page, served):
    live(page, f"{served.url}/history/funnel?list=Leads")
    expect(page.get_by_text("Below two years a month's index is mostly chance")).to_be_visible()
    page.get_by_role("link", name="Show indices all the same").click()
    expect(page).to_have_url(re.compile("short=1"))
    expect(page.get_by_role("link", name="Show indices all the same")).to_have_count(0)


def test_the_rows_behind_a_figure_are_one_press_away_and_can_be_narrowed(history_kept, page, served):
    live(page, f"{served.url}/history/funnel?list=Leads&split=channel")
    won = page.locator("table.measured", has_text="All together").locator("tbody tr", has_text="Website").locator("td[data-l=Won] a")
    n = won.inner_text()
    won.click()
    expect(page.locator(".page-h")).to_contain_text(f"of {n}, as they are kept")
    page.get_by_label("Outcome").select_option("lost")
    expect(page.locator(".page-h")).to_contain_text("Rows 1 to")
    expect(page.locator(".page-h")).not_to_contain_text(f"of {n}, as they are kept")


def test_a_cell_without_a_value_is_a_cell_on_a_desk_and_left_out_of_a_card(history_kept, page, served):
    live(page, f"{served.url}/history/funnel?list=Leads")
    shown = "(cells) => [...new Set(cells.map((each) => getComputedStyle(each).display))]"
    cells = page.locator("main table td.unknown")
    assert cells.count() > 0
    assert cells.evaluate_all(shown) == ["table-cell"]
    page.set_viewport_size(PHONE)
    assert page.locator("main .as-cards td.unknown").evaluate_all(shown) == ["none"]


def test_a_book_is_made_of_plans_held_against_its_target_changed_and_deleted(alone, open_page):
    for name in ("North", "South"):
        alone.keep(name)
    page = open_page(f"{alone.url}/books")
    page.get_by_label("Name of the book").fill("All regions")
    page.get_by_label("Target of the whole").fill("12,000,000")
    for number, name in enumerate(("North", "South"), 1):
        page.get_by_label(f"Segment {number}", exact=True).fill(f"The {name}")
        page.get_by_label(f"Plan of segment {number}").select_option(f"{name} (USD)")
    page.get_by_role("button", name="Make the book").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("All regions")
    expect(page.locator(".say")).to_have_text(
        "Its plans aim at $10,000,000 together, $2,000,000 less than the $12,000,000 that the whole is to reach."
    )
    for title in ("Its parts", "By stage", "By channel", "Month by month"):
        expect(page.get_by_role("heading", name=title)).to_be_visible()
    stages = page.get_by_role("region", name="By stage").locator("tbody tr")
    expect(stages.last).to_contain_text("Deals")
    page.get_by_label("Target of the whole").fill("10,000,000")
    page.get_by_role("button", name="Save the book").click()
    expect(page.locator(".say")).to_contain_text("just what the whole is to reach")
    page.get_by_role("link", name="The North").click()
    page.wait_for_selector("html[data-ready]", state="attached")
    expect(page.get_by_role("textbox", name="Name of the plan")).to_have_value("North")
    page.go_back()
    page.get_by_role("link", name="Delete…").click()
    expect(page.locator("main")).to_contain_text("its plans stay as they are")
    page.get_by_role("button", name="Delete the book").click()
    expect(page).to_have_url(f"{alone.url}/books")
    expect(page.get_by_role("link", name="All regions")).to_have_count(0)


def test_a_plan_that_stands_in_a_book_twice_is_refused_with_what_was_typed(alone, open_page):
    alone.keep("North")
    page = open_page(f"{alone.url}/books")
    page.get_by_label("Name of the book").fill("Twice")
    for number in (1, 2):
        page.get_by_label(f"Plan of segment {number}").select_option("North (USD)")
    page.get_by_role("button", name="Make the book").click()
    expect(page.locator("[aria-invalid=true]")).to_have_count(1)
    expect(page.get_by_label("Name of the book")).to_have_value("Twice")


PAGES = (
    "/history",
    "/history/funnel?list=Leads&split=channel",
    "/history/take?list=Leads&scenario=new",
    "/review?list=Leads&year=2025",
    "/books",
)


@pytest.mark.parametrize("path", PAGES)
def test_on_a_phone_no_figure_lies_beyond_the_edge(history_kept, page, served, path):
    page.set_viewport_size(PHONE)
    live(page, served.url + path)
    assert hidden(page) == []


def test_on_a_phone_a_book_shows_every_part_and_channel(alone, open_page):
    plans = [alone.keep(name).split("/")[-1] for name in ("North", "South")]
    book = alone.post("/api/v1/books", {"name": "All", "parts": [{"segment": name, "scenario_id": name} for name in plans]})
    page = open_page(f"{alone.url}/books/{book['id']}", width=390, height=844)
    assert hidden(page) == []
