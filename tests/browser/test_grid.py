"""Fields as cells of a sheet: blocks pasted and copied, Enter and arrows down a column."""

from playwright.sync_api import expect

from tests.browser.acts import STATE, figure, reveal

RATES = [f"#f-conversions-{place}-rate" for place in range(4)]
LAGS = [f"#f-conversions-{place}-lag_days" for place in range(4)]


def paste(page, field, text):
    page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    reveal(page, field)
    page.locator(field).focus()
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+V")


def values(page, fields):
    return [page.input_value(field) for field in fields]


def test_a_block_fills_the_funnel_from_where_it_is_pasted(open_page):
    page = open_page()
    leads = figure(page, "/totals/stages/lead").inner_text()
    paste(page, RATES[1], '45%\t"20"\r\n55 %\t10\r\n"30%"\t45\r\n')
    assert values(page, RATES) == ["25", "45", "55", "30"]
    assert values(page, LAGS) == ["7", "20", "10", "45"]
    expect(figure(page, "/totals/stages/lead")).not_to_have_text(leads)
    expect(page.locator("#problems")).to_be_empty()
    page.keyboard.press("Control+z")
    expect(page.locator(RATES[1])).to_have_value("40")
    assert values(page, LAGS) == ["7", "21", "14", "60"]


def test_one_percentage_is_pasted_without_its_sign(open_page):
    page = open_page()
    paste(page, RATES[0], "30%")
    assert page.input_value(RATES[0]) == "30"
    paste(page, RATES[1], "0.5%")
    assert page.input_value(RATES[1]) == "0.5%"


def test_a_row_of_weights_fills_the_months(open_page):
    page = open_page()
    paste(page, "#f-seasonality-0", "\t".join(str(weight) for weight in range(1, 13)))
    assert values(page, [f"#f-seasonality-{place}" for place in range(12)]) == [str(weight) for weight in range(1, 13)]
    expect(page.locator(STATE)).to_have_text("Unsaved changes")
    expect(page.locator("#problems")).to_be_empty()


def test_a_column_goes_down_the_fields_and_money_may_be_short(open_page):
    page = open_page()
    paste(page, "#f-goal-baseline", "5m\n30%\n")
    assert values(page, ["#f-goal-baseline", "#f-goal-growth"]) == ["5m", "30"]
    expect(page.locator("[data-live=target]")).to_have_text("$6,500,000")


def test_what_makes_no_sense_in_a_block_is_marked_cell_by_cell(open_page):
    page = open_page()
    paste(page, RATES[0], "30%\tn/a\n45%\t21\n")
    expect(page.locator(LAGS[0])).to_have_attribute("aria-invalid", "true")
    expect(page.locator(LAGS[0])).to_have_value("n/a")
    expect(page.locator(RATES[1])).to_have_value("45")
    expect(page.locator("#problems")).to_contain_text("one field")


def test_one_value_is_pasted_as_ever(open_page):
    page = open_page()
    paste(page, RATES[0], "30%")
    assert values(page, RATES) == ["30", "40", "50", "25"]


def test_the_table_of_the_funnel_is_copied_back(open_page):
    page = open_page()
    page.locator(RATES[0]).focus()
    page.keyboard.press("End")
    page.keyboard.press("Control+C")
    rows = [line.split("\t") for line in page.evaluate("navigator.clipboard.readText()").splitlines()]
    assert rows[0] == ["Step", "Rate", "Lag", "Counted"]
    assert rows[1][0].startswith("Lead")
    assert rows[1][1:] == ["25%", "7", "1,050 of 4,200"]
    assert [row[1:3] for row in rows[2:]] == [["40%", "21"], ["50%", "14"], ["25%", "60"]]
    paste(page, RATES[0], "\n".join("\t".join(row[1:3]) for row in rows[1:]))
    expect(page.locator("#problems")).to_be_empty()


def test_a_selected_text_is_copied_as_it_is(open_page):
    page = open_page()
    page.locator(RATES[0]).focus()
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+C")
    assert page.evaluate("navigator.clipboard.readText()") == "25"


def test_enter_and_arrows_go_down_a_column_and_up_again(open_page):
    page = open_page()
    page.locator(RATES[0]).focus()
    page.keyboard.press("Enter")
    expect(page.locator(RATES[1])).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(RATES[2])).to_be_focused()
    page.keyboard.type("45")
    page.keyboard.press("Shift+Enter")
    expect(page.locator(RATES[1])).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator(RATES[0])).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(LAGS[0])).to_be_focused()
    expect(page.locator(RATES[2])).to_have_value("45")
