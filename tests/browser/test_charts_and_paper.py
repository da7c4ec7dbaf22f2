"""Charts say what their tables say, and a plan can be printed."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.acts import GOAL, grows, live, retype

MONTHS, BRIDGE = "#chart-months svg", "#chart-bridge svg"


@pytest.fixture
def drawn(open_page):
    def opened(address="/plans/new?from=growth", **options):
        page = open_page(address, **options)
        page.wait_for_selector("html[data-charts=drawn]", state="attached")
        return page

    return opened


def labels(page, chart):
    return [text for text in page.locator(f"{chart} text").all_text_contents() if text]


def row(page):
    """What the table says of the figure that is drawn."""
    cells = page.locator("#mon tr.sel td:not(.tot)").all_inner_texts()
    return [text for text in cells if text != "·"]


def test_the_months_are_drawn_over_their_table_with_the_same_figures(drawn):
    page = drawn()
    expect(page.locator(MONTHS)).to_have_count(1)
    assert page.locator(f"{MONTHS} path").count() >= 3 * len(row(page)) - 6
    assert [label for label in labels(page, MONTHS) if label in row(page)] == row(page)
    retype(page, GOAL, "30")
    grows(page, "30%")
    expect(page.locator(f"{MONTHS} text").first).to_have_text(row(page)[0])
    assert [label for label in labels(page, MONTHS) if label in row(page)] == row(page)


@pytest.mark.parametrize("width", [1440, 1100])
def test_the_bars_stand_on_the_columns_of_the_table(drawn, width):
    page = drawn(width=width)
    heads = page.locator("#mon .names [data-months]")
    texts = page.locator(f"{MONTHS} text")
    for place in range(len(row(page))):
        column, label = heads.nth(place).bounding_box(), texts.nth(place).bounding_box()
        assert column["x"] < label["x"] + label["width"] / 2 < column["x"] + column["width"]


def test_another_figure_is_drawn_and_its_parts_are_told_apart_without_colour(drawn):
    page = drawn()
    page.get_by_role("radiogroup", name="Figure shown").get_by_text("Leads").click()
    expect(page.locator("#mon .sel th")).to_have_text("Leads")
    expect(page).to_have_url(re.compile("show=lead"))
    assert [label for label in labels(page, MONTHS) if label in row(page)] == row(page)
    assert page.locator(f"{MONTHS} pattern").count() >= 1
    retype(page, GOAL, "20")
    grows(page, "20%")
    expect(page.locator("#mon .sel th")).to_have_text("Leads")


def test_the_bridge_is_drawn_and_its_table_adds_up(drawn):
    page = drawn()
    expect(page.locator(f"{BRIDGE} path").first).to_be_attached()
    assert page.locator("#chart-bridge").get_attribute("aria-label") or page.locator("#chart-bridge").get_attribute("role") == "img"
    heads = page.locator(".bridge th").all_inner_texts()
    assert heads == ["Baseline", "Churned", "Expanded", "Committed", "Pipeline", "New", "Target"]
    assert page.locator(".bridge td").all_inner_texts()[-1] == "$5.00M"
    described = json.loads(page.locator("#charts").text_content())
    assert set(described) == {"bridge", "months"}


def test_the_charts_follow_the_theme_and_the_window(drawn):
    page = drawn()
    fills = f"[...document.querySelectorAll('{MONTHS} path, {BRIDGE} path')].map((one) => one.getAttribute('fill')).join()"
    light = page.evaluate(fills)
    page.emulate_media(color_scheme="dark")
    expect(page.locator("body")).to_have_css("color-scheme", "light dark")
    page.wait_for_timeout(100)
    assert page.evaluate(fills) != light
    wide = page.locator(MONTHS).bounding_box()["width"]
    page.set_viewport_size({"width": 1000, "height": 900})
    page.wait_for_timeout(100)
    assert page.locator(MONTHS).bounding_box()["width"] < wide


def test_periods_and_digits_are_kept_in_the_address(drawn, new_context):
    page = drawn()
    page.get_by_role("radio", name="Quarter").check(force=True)
    expect(page.locator("#mon .names")).to_contain_text("Jan–Mar")
    page.get_by_role("radio", name="Exact").check(force=True)
    expect(page.locator("#mon tr.sel td").nth(3)).to_contain_text(".")
    expect(page).to_have_url(re.compile("period=quarter&digits=exact"))
    table = page.locator("#mon").inner_text()
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert page.locator("#mon").inner_text() == table
    page.get_by_role("radio", name="Year", exact=True).check(force=True)
    expect(page.locator("#mon .names [data-months]")).to_have_count(2)
    page.get_by_role("radio", name="Month", exact=True).check(force=True)
    page.get_by_role("radio", name="Whole").check(force=True)
    expect(page).to_have_url(re.compile("from=growth$"))
    assert page.locator("#mon .names [data-months]").count() == 14


def test_quarters_add_up_from_the_months(drawn):
    page = drawn()
    whole = [int(text.replace(",", "")) for text in row(page)]
    total = page.locator("#mon tr.sel td.tot").inner_text()
    page.get_by_role("radio", name="Quarter").check(force=True)
    expect(page.locator("#mon .names")).to_contain_text("Jan–Mar")
    assert sum(int(text.replace(",", "")) for text in row(page)) == sum(whole)
    assert page.locator("#mon tr.sel td.tot").inner_text() == total


def test_tables_are_copied_and_saved(drawn):
    page = drawn()
    page.locator("[data-copy='/plans/tables/months.tsv']").click()
    expect(page.locator("[data-copy='/plans/tables/months.tsv']")).to_have_attribute("data-done", "yes")
    copied = [line.split("\t") for line in page.evaluate("navigator.clipboard.readText()").splitlines()]
    assert len({len(line) for line in copied}) == 1
    leads = next(line for line in copied if line[0] == "Leads")
    assert sum(map(int, leads[1:-1])) == int(leads[-1]) == 4377
    with page.expect_download() as download:
        page.locator("[formaction='/plans/tables/channels.csv']").click()
    assert "Cold email" in download.value.path().read_text("utf-8-sig")


# --- paper ------------------------------------------------------------------------------------------------------------


def test_prints_light_with_the_answer_first_and_no_controls(drawn, page):
    page.emulate_media(color_scheme="dark", media="print")
    drawn()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    order = page.evaluate("['#answer', '#detail', '#assumptions'].map((each) => document.querySelector(each).getBoundingClientRect().top)")
    assert order == sorted(order)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for control in (".nav", "#save", "#share", "#undo", "#theme", ".tools", ".add-menu", "[name=do]", ".dock", ".seg input:not(:checked)"):
        assert page.locator(control).locator("visible=true").count() == 0, control
    for chart in (MONTHS, BRIDGE):
        box = page.locator(chart).bounding_box()
        assert box["width"] > 200
        assert box["height"] > 80
    assert page.locator("#result details:not([open])").count() == 0
    assert page.locator("#assumptions details:not([open], .menu)").count() == 0
    assert page.locator("#f-deal-value").is_visible()
    assert page.locator(".fold > summary, .sec > summary .chev").locator("visible=true").count() == 0
    look = "(field) => [getComputedStyle(field).appearance, getComputedStyle(field.closest('.cell')).borderTopStyle]"
    assert page.locator("#f-country, #f-channels-0-enters").first.evaluate(look) == ["none", "none"]
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#result details:not([open])").count() > 0


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_comes_out_on_paper(drawn, paper):
    page = drawn()
    pdf = page.pdf(format=paper, print_background=True)
    assert pdf.startswith(b"%PDF")
    pages = len(re.findall(rb"/Type\s*/Page\b", pdf))
    assert 2 <= pages <= 8
    assert len(pdf) > 40_000
    sides = [float(side) for side in re.search(rb"/MediaBox\s*\[([^\]]+)\]", pdf)[1].split()[2:]]
    assert sides == pytest.approx([595, 842] if paper == "A4" else [612, 792], abs=1.5)


def test_the_list_of_plans_prints_plainly(page, served):
    served.keep("On paper")
    live(page, "/plans?q=On+paper")
    page.emulate_media(media="print")
    for control in (".nav", "#search", ".does summary", ".starts", ".filters"):
        assert page.locator(control).locator("visible=true").count() == 0, control
    expect(page.locator("table.plans tbody")).to_contain_text("On paper")
