"""The plan month by month: rows, quarters and years that add up, in whole numbers and exactly."""

from dataclasses import replace

import pytest

from app.web.answer import months_view
from app.web.state.view import View
from tests.web.samples import ground


def months(changes=None, *, exact=False, **view):
    return months_view.months(replace(ground(changes), exact=exact), View.of(view))


def row_of(found, key):
    return next(row for row in found.rows if row.key == key)


def number(text):
    return 0.0 if text == "·" else float(text.replace(",", ""))


def test_months_before_the_start_are_marked_and_rows_add_up():
    found = months()
    assert (found.before, [column.label for column in found.columns[:3]]) == (2, ["Nov ’26", "Dec ’26", "Jan"])
    assert [column.edge for column in found.columns[:3]] == [False, True, False]
    for row in found.rows:
        assert sum(number(cell) for cell in row.cells) == number(row.total), row.label
    assert [row.label for row in found.rows][-2:] == ["Bookings, $k", "Spend, $k"]


@pytest.mark.parametrize("show", ["lead", "sql", "spend"])
def test_the_channels_of_the_chosen_figure_add_up_to_it_month_by_month(show):
    found = months(show=show)
    for position, cell in enumerate(row_of(found, show).cells):
        assert sum(number(part.cells[position]) for part in found.parts) == number(cell)


@pytest.mark.parametrize("period", ["", "quarter"])
def test_a_channel_has_its_own_total_in_whole_numbers_too(period):
    """Months rounded one by one had made 183 of 180.95 SQLs."""
    whole, exact = months(show="sql", period=period), months(show="sql", period=period, exact=True)
    for one, other in zip(whole.parts, exact.parts, strict=True):
        assert abs(number(one.total) - number(other.total)) < 1, one.label
        assert all(number(one.cells[at]) == 0 for at, cell in enumerate(other.cells) if number(cell) == 0)


def test_money_is_shown_next_to_what_it_is():
    """Rounding the running total had made 99 of a quarter of 99,682."""
    exact = [number(cell) / 1000 for cell in row_of(months(period="quarter", exact=True), "spend").cells]
    shown = [number(cell) for cell in row_of(months(period="quarter"), "spend").cells]
    assert shown == [round(each) for each in exact]


@pytest.mark.parametrize(("asked", "shown"), [("", "sql"), ("lead", "lead"), ("spend", "spend"), ("<b>", "sql")])
def test_the_picture_shows_the_figure_asked_for(asked, shown):
    found = months(show=asked)
    assert [choice.key for choice in found.choices if choice.chosen] == [shown]
    assert [row.key for row in found.rows if row.chosen] == [shown]


@pytest.mark.parametrize(
    "changes", [{}, {"/start": "2027-04"}, {"/months": 24, "/seasonality": None}, {"/months": 7, "/seasonality": None}]
)
@pytest.mark.parametrize(("period", "length"), [("quarter", 3), ("year", 12)])
def test_quarters_and_years_add_up_exactly_from_the_whole_months(changes, period, length):
    by_month, together = months(changes), months(changes, period=period)
    before = by_month.before
    for one, other in zip(by_month.rows, together.rows, strict=True):
        cells = [number(cell) for cell in one.cells]
        inside = [sum(cells[first : first + length]) for first in range(before, len(cells), length)]
        early = [sum(cells[:before])] if before else []
        shown = [number(cell) for cell in other.cells]
        if one.key in ("revenue", "spend"):  # money is rounded for what is shown, so that each figure is next to its own
            assert shown == pytest.approx(early + inside, abs=2), one.label
        else:
            assert shown == early + inside, one.label
        assert sum(shown) == number(other.total)
        assert other.total == one.total


def test_a_quarter_is_named_by_its_months():
    assert [column.label for column in months(period="quarter").columns] == ["Nov–Dec ’26", "Jan–Mar", "Apr–Jun", "Jul–Sep", "Oct–Dec"]
    assert [column.months for column in months(period="quarter").columns][:2] == ["0-1", "2-4"]
    late = months({"/start": "2027-11", "/today": None}, period="quarter")
    assert "Nov ’27–Jan ’28" in [column.label for column in late.columns]


def test_exact_figures_come_with_their_decimals():
    found = months(exact=True)
    assert row_of(found, "sql").cells[2] == "54.49"
    assert row_of(found, "sql").total == "581.63"
    assert row_of(found, "spend").cells[2].endswith(".39")


def test_activity_by_month_is_every_channels_own():
    found = months(show="activity")
    assert [row.label for row in found.rows] == ["Cold email, e-mails", "Paid search, clicks", "Blog, posts", "Working days"]
    assert all(sum(number(cell) for cell in row.cells) == number(row.total) for row in found.rows)
