"""Exact figures become whole ones in one place, and never one too many."""

import math
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.planner.rounding import (
    as_whole,
    ceiling,
    currency_digits,
    is_known_currency,
    minor_units,
    money_by_month,
    to_minor,
    whole,
    whole_by_month,
    whole_list,
)


def ceiling_of(value: float) -> float:
    return float(ceiling(np.array([value]))[0])


def months(*values: float) -> list[float]:
    return whole_list(whole_by_month(np.array(values)))


def test_21_deals_at_35_percent_take_60_opportunities_and_not_61() -> None:
    assert 21 / 0.35 > 60
    assert math.ceil(21 / 0.35) == 61
    assert ceiling_of(21 / 0.35) == 60


def test_every_whole_percentage_gives_the_true_number_of_entries() -> None:
    deals, percent = np.meshgrid(np.arange(1, 400), np.arange(1, 100))
    found = ceiling(deals / (percent / 100))
    truth = [[math.ceil(Fraction(int(won) * 100, int(rate))) for won in deals[0]] for rate in percent[:, 0]]
    assert np.array_equal(found, np.array(truth, dtype=float))


def test_two_rates_in_a_row_give_the_true_number_as_well() -> None:
    percents = [(first, second) for first in range(5, 100, 5) for second in range(5, 100, 5)]
    found = [ceiling_of(won / (first / 100) / (second / 100)) for won in (1, 7, 21, 399) for first, second in percents]
    truth = [math.ceil(Fraction(won * 10_000, first * second)) for won in (1, 7, 21, 399) for first, second in percents]
    assert found == truth


@pytest.mark.parametrize(
    ("exact", "whole"),
    [(0.0, 0), (0.001, 1), (1.0, 1), (1.0000001, 2), (72.7037, 73), (1e-10, 0), (1e12 + 0.5, 1e12), (1e12 + 2.5, 1e12 + 2)],
)
def test_the_next_whole_number_is_taken_unless_it_is_dust_away(exact: float, whole: float) -> None:
    assert ceiling_of(exact) == whole


def test_nothing_is_written_as_plain_zero() -> None:
    assert math.copysign(1.0, ceiling_of(0.0)) == 1.0
    assert math.copysign(1.0, ceiling_of(1e-12)) == 1.0


def test_a_twelfth_of_73_deals_a_month_is_sometimes_7_and_mostly_6() -> None:
    """6.08 a month: the running total is 6.08, 12.17, 18.25 and so on, rounded up to 7, 13, 19."""
    assert months(*[73 / 12] * 12) == [7, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6]


def test_half_a_deal_a_month_is_one_every_other_month() -> None:
    assert months(0.5, 0.5, 0.5, 0.5) == [1, 0, 1, 0]


def test_a_tenth_ten_times_is_one() -> None:
    assert months(*[0.1] * 10) == [1, 0, 0, 0, 0, 0, 0, 0, 0, 0]


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=60))
def test_months_add_up_to_the_year_and_no_running_total_is_short(values: list[float]) -> None:
    whole = whole_by_month(np.array(values))
    running = np.cumsum(np.array(values))
    assert whole.sum() == ceiling(running[-1:])[0]
    assert (whole >= 0).all()
    assert (np.cumsum(whole) >= running - np.maximum(1e-9, 1e-12 * running)).all()
    assert (np.cumsum(whole) < running + 1).all()


def test_rows_of_months_are_rounded_each_for_itself() -> None:
    assert whole_by_month(np.array([[0.5, 0.5], [1.25, 0.25]])).tolist() == [[1, 0], [2, 0]]


@pytest.mark.parametrize(
    ("money", "digits", "minor"),
    [(0.5, 0, 0), (1.5, 0, 2), (2.5, 0, 2), (0.125, 2, 12), (0.375, 2, 38), (10.0, 2, 1000), (1.0625, 3, 1062)],
)
def test_money_is_rounded_half_to_even(money: float, digits: int, minor: float) -> None:
    assert to_minor(np.array([money]), digits)[0] == minor
    assert Decimal(money).scaleb(digits).quantize(Decimal(1), ROUND_HALF_EVEN) == Decimal(minor)


def test_three_thirds_of_a_dollar_are_a_dollar() -> None:
    assert money_by_month(np.array([1 / 3, 1 / 3, 1 / 3]), 2).tolist() == [0.33, 0.34, 0.33]


def test_three_thirds_of_a_hundred_yen_are_a_hundred_yen() -> None:
    assert money_by_month(np.array([100 / 3] * 3), 0).tolist() == [33.0, 34.0, 33.0]


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=60), st.sampled_from([0, 2, 3]))
def test_months_of_money_add_up_to_the_rounded_year(values: list[float], digits: int) -> None:
    shown = [Decimal(repr(amount)) for amount in money_by_month(np.array(values), digits).tolist()]
    whole = float(np.cumsum(values)[-1])
    assert abs(sum(shown) - Decimal(whole)) <= Decimal("0.5").scaleb(-digits) + Decimal("1e-9")


@pytest.mark.parametrize(("currency", "digits"), [("USD", 2), ("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4)])
def test_a_currency_has_its_own_minor_unit(currency: str, digits: int) -> None:
    assert currency_digits(currency) == digits


def test_currencies_are_told_from_mere_letters() -> None:
    assert is_known_currency("USD")
    assert is_known_currency("KWD")
    assert not is_known_currency("ABC")
    assert not is_known_currency("usd")


def test_a_whole_number_is_an_integer_as_long_as_its_neighbours_are_told_apart() -> None:
    assert repr(as_whole(4377.0)) == "4377"
    assert repr(as_whole(2.0**53 - 1)) == "9007199254740991"
    assert repr(as_whole(2.0**53)) == "9007199254740992.0"
    assert repr(as_whole(1e300)) == "1e+300"


@given(st.floats(0, 1e18))
def test_one_figure_becomes_whole_as_it_does_among_many(value: float) -> None:
    assert repr(whole(value)) == repr(whole_list(ceiling(np.array([value])))[0])


@given(st.floats(-1e15, 1e15), st.sampled_from([0, 2, 3]))
def test_one_amount_meets_its_minor_unit_as_it_does_among_many(money: float, digits: int) -> None:
    assert minor_units(money, digits) == to_minor(np.array([money]), digits)[0]


def test_a_list_of_wholes_keeps_what_is_beyond_integers_as_it_is() -> None:
    assert repr(whole_list(np.array([3.0, 0.0]))) == "[3, 0]"
    assert repr(whole_list(np.array([3.0, 2.0**60]))) == "[3, 1.152921504606847e+18]"
    assert whole_list(np.array([])) == []
