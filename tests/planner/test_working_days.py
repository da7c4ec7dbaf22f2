"""Working days by country, counted on a wall calendar."""

import datetime as dt

import numpy as np
import pytest

from app.planner.working_days import is_known_country, known_countries, working_days_before


def working_days(country: str, first: str, last: str) -> int:
    """Working days from a day to the last one, both included."""
    start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last) + dt.timedelta(days=1)
    return int(working_days_before(country, start, end)[-1])


def is_worked(country: str, day: str) -> bool:
    return working_days(country, day, day) == 1


@pytest.mark.parametrize(
    ("country", "month", "days"),
    [
        ("US", "2027-01", 19),  # 21 weekdays less New Year and Martin Luther King Day
        ("US", "2027-02", 19),  # 20 weekdays less Presidents' Day
        ("US", "2027-07", 21),  # 22 weekdays less Monday the 5th, for the 4th is a Sunday
        ("US", "2027-11", 20),  # 22 weekdays less Veterans Day and Thanksgiving
        ("DE", "2027-01", 20),  # 21 weekdays less New Year
        ("DE", "2027-05", 19),  # 21 weekdays less Ascension Day and Whit Monday; Labour Day is a Saturday
        ("DE", "2027-10", 21),  # 21 weekdays; German Unity Day is a Sunday and is not made up for
        ("SA", "2027-01", 21),  # 31 days less 10 Fridays and Saturdays
    ],
)
def test_a_month_has_its_weekdays_less_its_holidays(country: str, month: str, days: int) -> None:
    first = dt.date.fromisoformat(month + "-01")
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    assert working_days(country, first.isoformat(), last.isoformat()) == days


def test_saudi_arabia_works_on_sundays_and_rests_on_fridays() -> None:
    assert is_worked("SA", "2027-01-10")  # a Sunday
    assert not is_worked("SA", "2027-01-08")  # a Friday
    assert not is_worked("SA", "2027-01-09")  # a Saturday
    assert not is_worked("US", "2027-01-10")
    assert is_worked("US", "2027-01-08")


def test_a_day_of_the_weekend_that_makes_up_for_a_holiday_is_worked() -> None:
    """China moves weekends around its holidays: Sunday 28 September 2025 is worked, so that October has eight days off."""
    assert is_worked("CN", "2025-09-28")
    assert not is_worked("CN", "2025-10-08")


def test_a_leap_year_has_its_29th_of_february() -> None:
    assert working_days("US", "2028-02-01", "2028-02-29") == 20  # 21 weekdays less Presidents' Day
    assert is_worked("US", "2028-02-29")
    assert working_days_before("US", dt.date(2028, 1, 1), dt.date(2029, 1, 1)).size == 367


def test_the_last_day_is_not_counted_in() -> None:
    """From Monday on, [Monday, Monday) is nothing, and [Monday, next Monday) is five days."""
    before = working_days_before("US", dt.date(2027, 3, 1), dt.date(2027, 3, 8))
    assert before.tolist() == [0, 1, 2, 3, 4, 5, 5, 5]


def test_a_stretch_may_run_over_the_turn_of_the_year() -> None:
    """Thursday, then New Year, a weekend, Monday."""
    assert working_days_before("US", dt.date(2026, 12, 31), dt.date(2027, 1, 5)).tolist() == [0, 1, 1, 1, 1, 2]


def test_no_days_have_no_working_days() -> None:
    assert working_days_before("US", dt.date(2027, 3, 1), dt.date(2027, 3, 1)).tolist() == [0]


def test_a_plan_from_2149_still_has_weekends() -> None:
    """Holidays are known up to 2100; the 23 weekdays of December 2149 still have their Saturdays and Sundays taken out."""
    assert working_days("US", "2149-12-01", "2149-12-31") == 23


def test_counts_that_are_kept_cannot_be_changed_by_mistake() -> None:
    before = working_days_before("US", dt.date(2027, 3, 1), dt.date(2027, 3, 8))
    with pytest.raises(ValueError, match="read-only"):
        before[0] = 1
    assert not np.shares_memory(before, working_days_before("DE", dt.date(2027, 3, 1), dt.date(2027, 3, 8)))


def test_countries_go_by_their_two_letters() -> None:
    assert {"US", "DE", "SA", "JP", "BR"} <= known_countries()
    assert is_known_country("US")
    assert not is_known_country("XX")
    assert not is_known_country("us")
    assert all(len(country) == 2 and country.isupper() for country in known_countries())
