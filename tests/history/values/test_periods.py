"""Quarters and weeks as people write them."""

import datetime as dt

import polars as pl
import pytest

from app.history.values.periods import first_days, last_days, read_period


def read(text: str) -> tuple[str, str] | None:
    found = read_period(text)
    return None if found is None else (shown(found[0]), shown(found[1]))


def shown(day: int) -> str:
    return (dt.date(1970, 1, 1) + dt.timedelta(days=day)).isoformat()


@pytest.mark.parametrize(
    "text",
    ["Q4 2026", "4. Quartal 2026", "T4 2026", "2026-Q4", "4T 2026", "Q4/26", "Q4'26", "4º trimestre de 2026", "2026年第4四半期"],
)
def test_reads_a_quarter(text: str) -> None:
    assert read(text) == ("2026-10-01", "2026-12-31")


@pytest.mark.parametrize("text", ["2026-W31", "2026W31", "KW 31/2026", "KW31 2026", "2026 KW 31"])
def test_reads_a_week_that_begins_on_monday(text: str) -> None:
    assert read(text) == ("2026-07-27", "2026-08-02")


def test_the_first_week_may_begin_in_the_year_before() -> None:
    assert read("KW 1/2026") == ("2025-12-29", "2026-01-04")


@pytest.mark.parametrize("text", ["Q1", "Q5 2026", "FY26 Q1", "Week 31 2026", "2026-W54", "10 2026", "2026-03"])
def test_what_names_no_period_for_sure_is_not_read(text: str) -> None:
    assert read(text) is None


def test_months_begin_on_their_first_day_and_have_no_end_of_their_own() -> None:
    cells = pl.Series(["März 2026", "Q1 2026", None, "soon"])
    assert [None if day is None else shown(day) for day in first_days(cells)] == ["2026-03-01", "2026-01-01", None, None]
    assert [None if day is None else shown(day) for day in last_days(cells)] == [None, "2026-03-31", None, None]
