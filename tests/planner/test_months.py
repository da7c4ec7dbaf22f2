"""The plan's calendar: days from the start, months as edges, and what lies in between."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.planner.months import Calendar, add_months, calendar, first_of_month, months_back_to


def make_calendar(start: str = "2027-01", months: int = 12, before: int = 2, after: int = 0, country: str = "US") -> Calendar:
    return calendar(first_of_month(start), months, before, after, country)


def days(*values: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array(values, dtype=float)


def test_months_are_counted_over_the_turn_of_the_year() -> None:
    assert first_of_month("2027-01") == dt.date(2027, 1, 1)
    assert add_months(dt.date(2027, 11, 1), 2) == dt.date(2028, 1, 1)
    assert add_months(dt.date(2027, 1, 31), -1) == dt.date(2026, 12, 1)
    assert add_months(dt.date(2027, 1, 1), -13) == dt.date(2025, 12, 1)


def test_a_day_before_the_start_lies_in_a_month_before_it() -> None:
    start = dt.date(2027, 1, 1)
    assert [months_back_to(start, day) for day in (5, 0, -1, -31, -32, -365, -366)] == [0, 0, 1, 1, 2, 12, 13]


def test_the_first_day_of_the_horizon_is_day_0() -> None:
    found = make_calendar()
    assert found.edges.tolist() == [-61, -31, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365]
    assert found.horizon_edges.tolist() == found.edges.tolist()[2:]
    assert found.end == 365
    assert (found.shown, found.first) == (14, dt.date(2026, 11, 1))


def test_february_has_29_days_in_a_leap_year() -> None:
    assert make_calendar("2028-01").lengths[1] == 29
    assert make_calendar("2028-01").end == 366
    assert make_calendar("2027-01").lengths[1] == 28
    assert make_calendar("2100-01").lengths[1] == 28


def test_months_are_labelled_from_the_first_one_shown() -> None:
    found = make_calendar(months=3)
    assert found.labels == ["2026-11", "2026-12", "2027-01", "2027-02", "2027-03"]
    assert found.label(0) == "2026-11"
    assert found.label(-1) == "2026-10"
    assert found.label(-11) == "2025-12"


def test_a_day_has_a_date_and_a_month() -> None:
    found = make_calendar()
    assert (found.date(0), found.date(31.9), found.date(-1)) == (dt.date(2027, 1, 1), dt.date(2027, 2, 1), dt.date(2026, 12, 31))
    assert (found.month_of(30.5), found.month_of(31), found.month_of(-0.5)) == ("2027-01", "2027-02", "2026-12")
    assert found.date(31 - 1e-12) == dt.date(2027, 2, 1)  # a day that was meant whole


def test_the_month_coordinate_is_whole_on_the_first_of_a_month() -> None:
    found = make_calendar().coordinate(days(-61, -31, 0, 31, 59, 365))
    assert found.tolist() == [-2, -1, 0, 1, 2, 12]


def test_half_of_february_is_half_a_month() -> None:
    found = make_calendar()
    assert found.coordinate(days(31 + 14)).tolist() == [1.5]
    assert found.coordinate(days(15.5)).tolist() == [0.5]
    assert found.day_of(days(1.5)).tolist() == [45]


def test_beyond_the_calendar_the_coordinate_stays_at_its_end() -> None:
    assert make_calendar(after=1).coordinate(days(-500, 400, 5000)).tolist() == [-2, 13, 13]


@given(st.floats(-61, 400))
def test_a_day_is_found_again_from_its_coordinate(day: float) -> None:
    found = make_calendar(after=2)
    assert found.day_of(found.coordinate(days(day)))[0] == pytest.approx(day, abs=1e-9)


def test_every_day_of_the_horizon_knows_its_month() -> None:
    found = make_calendar().month_of_day
    assert found.size == 366
    assert found[[0, 30, 31, 58, 59, 364, 365]].tolist() == [0, 0, 1, 1, 2, 11, 12]


def test_shown_months_have_the_working_days_of_the_country() -> None:
    """November 2026: 21 weekdays less Veterans Day and Thanksgiving; December: 23 less Christmas."""
    assert make_calendar(months=2).working_days == [19, 22, 19, 19]
    assert make_calendar(months=2, country="DE").working_days == [21, 22, 20, 20]


def test_a_window_of_whole_days_does_not_count_its_end() -> None:
    """Monday 4 January to Friday 8 January: the end is Saturday."""
    found = make_calendar(months=2, before=0)
    assert found.working_days_in(days(3), days(8)).tolist() == [[5, 0]]
    assert found.working_days_in(days(3), days(7)).tolist() == [[4, 0]]
    assert found.working_days_in(days(3), days(3)).tolist() == [[0, 0]]


def test_a_window_over_two_months_is_counted_in_each() -> None:
    """Thursday 28 and Friday 29 January, then 1 to 3 February."""
    assert make_calendar(months=2, before=0).working_days_in(days(27), days(34)).tolist() == [[2, 3]]


def test_a_day_of_which_any_part_is_in_the_window_counts() -> None:
    first, end = make_calendar().whole_days(days(3.4, 3.0, 3.4), days(7.2, 7.0, 7.0))
    assert first.tolist() == [3, 3, 3]
    assert end.tolist() == [8, 7, 7]


def test_float_dust_is_not_a_part_of_a_day() -> None:
    first, end = make_calendar().whole_days(days(3 - 1e-12, 3 + 1e-12), days(7 + 1e-12, 7 - 1e-12))
    assert first.tolist() == [3, 3]
    assert end.tolist() == [7, 7]


def test_a_window_is_cut_to_the_calendar() -> None:
    first, end = make_calendar().whole_days(days(-400, 300), days(10, 900))
    assert (first.tolist(), end.tolist()) == ([-61, 300], [10, 365])


def test_a_window_that_ends_before_it_begins_is_empty() -> None:
    first, end = make_calendar().whole_days(days(20), days(10))
    assert first.tolist() == end.tolist()


def test_a_calendar_is_built_once() -> None:
    assert make_calendar() is make_calendar()
    assert make_calendar() is not make_calendar(country="DE")
