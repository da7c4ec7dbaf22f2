"""Figures that are taken over have as many digits as people would type."""

import math
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.history.measured import UnitCost
from app.history.takeover import offers, rounding, scenario_from, take_over
from app.history.takeover.applying import scale_to_whole
from tests.examples import make_scenario
from tests.history.takeover.test_takeover import lists, measured, scenario


@pytest.mark.parametrize(
    ("rounded", "exact", "shown"),
    [
        (rounding.rate, 0.360512, 0.3605),
        (rounding.rate, 0.00360512, 0.003605),
        (rounding.rate, 1.0, 1.0),
        (rounding.rate, 0.0, 0.0),
        (rounding.days, 48.36, 48.4),
        (rounding.share, 0.163934, 0.1639),
        (rounding.share, 0.0000163934, 0.0000164),
        (rounding.variation, 1.234567, 1.235),
        (rounding.weight, 0.98765, 0.988),
    ],
)
def test_a_figure_keeps_the_digits_that_say_something(rounded: object, exact: float, shown: float) -> None:
    assert callable(rounded)
    assert rounded(exact) == shown


@pytest.mark.parametrize(
    ("currency", "exact", "worth", "cost"),
    [
        ("USD", 1989.0109, 1989, 1989.01),
        ("USD", 12.3456, 12.35, 12.35),
        ("USD", 0.00412345, 0.00412, 0.00412),
        ("JPY", 1989.6, 1990, 1990),
        ("KWD", 12.34567, 12.346, 12.346),
    ],
)
def test_money_is_rounded_to_its_unit_and_no_cost_becomes_nothing(currency: str, exact: float, worth: float, cost: float) -> None:
    assert (rounding.amount(exact, currency), rounding.cost(exact, currency)) == (worth, cost)


@given(st.floats(1e-9, 1e12), st.floats(1e-9, 1e12), st.sampled_from(("USD", "JPY", "KWD")))
def test_no_rounding_changes_what_is_larger(one: float, other: float, currency: str) -> None:
    low, high = sorted((one, other))
    for rounded in (rounding.rate, rounding.days, rounding.share, rounding.variation, rounding.weight):
        assert rounded(low) <= rounded(high)
    assert rounding.amount(low, currency) <= rounding.amount(high, currency)
    assert rounding.cost(low, currency) <= rounding.cost(high, currency)


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=40), st.integers(0, 40))
def test_rounded_shares_make_1(given_: list[float], kept: int) -> None:
    channels: list[dict[str, object]] = [{"share": share} for share in given_]
    chosen = channels[min(kept, len(channels) - 1) :]
    others = math.fsum(given_[: len(given_) - len(chosen)])
    scale_to_whole(chosen, channels)
    if others <= 1:
        assert math.fsum(float(str(each["share"])) for each in channels) == pytest.approx(1, abs=1e-12)


def test_what_an_offer_shows_is_what_is_taken_over() -> None:
    ledger = UnitCost("Ads", 30_000.0, {"Link clicks": 20_001.0}, (), {"Link clicks": 1.4999}, {"Lead": 30.0, "MQL": 100.0, "Deal": 500.0})
    found = replace(measured(), unit_costs=(replace(ledger, entered={"Link clicks": (1000, 300, 60)}),))
    keys = ("rate/lead", "lag/lead", "deal_value", "variation", "rate/ads/mql", "cost/ads", "yield/ads/lead")
    shown = {each.key: each.measured for each in offers(scenario(), found) if each.key in keys}
    after = take_over(scenario(), found, keys, set_by="Ana")
    ads = after.channels[0]
    assert shown == {
        "rate/lead": after.conversions[0].rate,
        "lag/lead": after.conversions[0].lag_days,
        "deal_value": after.deal.value,
        "variation": after.deal.variation,
        "rate/ads/mql": ads.conversions["mql"].rate,
        "cost/ads": ads.cost.amount,
        "yield/ads/lead": ads.steps[0].yield_,
    }
    assert (ads.cost.amount, ads.steps[0].yield_) == (1.5, 0.05)
    assert all(len(f"{value:.12g}".replace(".", "").strip("0")) <= 4 for value in shown.values() if isinstance(value, float))


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(lists())
def test_a_rounded_range_holds_the_rounded_figure(found: object) -> None:
    begun = scenario_from(found, template=make_scenario(), set_by="Ana")  # type: ignore[arg-type]
    for one in (*begun.conversions, *(own for channel in begun.channels for own in channel.conversions.values())):
        if one.low is not None and one.high is not None and one.rate is not None:
            assert one.low <= one.rate <= one.high
    if begun.deal.low is not None and begun.deal.high is not None:
        assert begun.deal.low <= begun.deal.value <= begun.deal.high
