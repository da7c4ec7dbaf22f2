"""How far a counted rate may lie from the truth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.planner.evidence import is_small, wilson_interval


@pytest.mark.parametrize(
    ("converted", "entered", "low", "high"),
    [
        (20, 100, 0.1334, 0.2888),
        (4, 20, 0.0807, 0.4160),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (1, 2, 0.0945, 0.9055),
        (1050, 4200, 0.2371, 0.2633),
    ],
)
def test_the_interval_is_wilson_s(converted: int, entered: int, low: float, high: float) -> None:
    assert wilson_interval(converted, entered) == pytest.approx((low, high), abs=5e-5)


def test_at_90_percent_the_interval_is_narrower() -> None:
    assert wilson_interval(20, 100, z=1.644854) == pytest.approx((0.1425, 0.2733), abs=5e-5)


@given(st.integers(1, 10**6), st.data())
def test_the_counted_share_lies_inside_and_the_interval_inside_0_and_1(entered: int, data: st.DataObject) -> None:
    converted = data.draw(st.integers(0, entered))
    low, high = wilson_interval(converted, entered)
    assert 0 <= low <= converted / entered + 1e-12
    assert converted / entered - 1e-12 <= high <= 1


@given(st.integers(1, 10**4), st.data())
def test_the_failures_have_the_interval_upside_down(entered: int, data: st.DataObject) -> None:
    converted = data.draw(st.integers(0, entered))
    low, high = wilson_interval(converted, entered)
    assert wilson_interval(entered - converted, entered) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@pytest.mark.parametrize(("converted", "entered"), [(0, 0), (3, 2), (-1, 5), (1, -5)])
def test_a_proportion_of_nobody_or_of_more_than_all_is_refused(converted: int, entered: int) -> None:
    with pytest.raises(ValueError, match=f"cannot take {converted} of {entered}"):
        wilson_interval(converted, entered)


@pytest.mark.parametrize(
    ("converted", "entered", "small"), [(5, 30, False), (4, 30, True), (5, 29, True), (29, 29, True), (0, 1000, True), (5, 1000, False)]
)
def test_fewer_than_30_entries_or_5_conversions_are_a_small_sample(converted: int, entered: int, small: bool) -> None:
    assert is_small(converted, entered) is small
