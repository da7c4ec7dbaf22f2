"""Key figures as outcomes: the formulas of the plan's own, read off many lanes at once.

Two of the plan's key figures are none of these: retention, which is an input, and the content used, which nothing moves. Those by stage are
what the plan says beside its stages.
"""

from collections.abc import Callable, Iterator

import numpy as np

from app.planner import formulas
from app.planner.concentration import squared_shares
from app.planner.rounding import Array
from app.planner.scenario import Scenario, Unit
from app.questions.evaluated import Evaluated, Outcome, ratio

Read = Callable[[Evaluated], Array]


def key_figures(scenario: Scenario) -> Iterator[Outcome]:
    """The outcomes `/kpis/...` of a scenario, in the plan's order; those that it gives no margin, accounts or stages for are left out."""
    yield _outcome("cac", "money", _cac)
    yield _outcome("cac_loaded", "money", _cac_loaded)
    yield _outcome("end_to_end", "fraction", lambda found: ratio(_top_deals(found), found.totals.stages[:, 0]))
    if (stages := _from_mql(scenario)) is not None:
        yield _outcome("mql_to_opportunity", "fraction", lambda found: _passing_on(found, *stages))
    yield _outcome("win_rate", "fraction", _win_rate)
    yield _outcome("cycle_days", "days", _cycle_days)
    yield _outcome("pipeline_coverage", "ratio", _coverage)
    yield _outcome("sales_velocity", "money", _velocity)
    if scenario.deal.gross_margin is not None:
        yield from _by_margin(scenario.deal.gross_margin)
    if scenario.existing.accounts is not None:
        yield _outcome("revenue_per_account", "money", _per_account(scenario.existing.accounts, scenario.months))
    yield _outcome("concentration", "ratio", _concentration)


def _outcome(key: str, unit: Unit, read: Read) -> Outcome:
    return Outcome(f"/kpis/{key}", unit, False, read)


def _by_margin(margin: float) -> Iterator[Outcome]:
    """Key figures that the gross margin takes part in."""

    def lifetime(found: Evaluated) -> Array:
        return ratio(*formulas.lifetime(_value(found), margin, found.lanes.inputs.retention))

    yield _outcome("marketing_roi", "fraction", lambda found: ratio(*formulas.roi(_revenue(found), margin, found.spend)))
    yield _outcome("lifetime_value", "money", lifetime)
    yield _outcome("ltv_to_cac", "ratio", lambda found: ratio(lifetime(found), _cac_loaded(found)))
    yield _outcome("payback_months", "months", lambda found: ratio(*formulas.payback(_cac_loaded(found), _value(found), margin)))


def _cac(found: Evaluated) -> Array:
    return ratio(*formulas.cac(found.spend, found.won))


def _cac_loaded(found: Evaluated) -> Array:
    return ratio(*formulas.cac_loaded(found.spend, found.people, found.won))


def _revenue(found: Evaluated) -> Array:
    revenue: Array = np.add.reduce(found.totals.revenue, axis=1)
    return revenue


def _value(found: Evaluated) -> Array:
    """Mean first-year value of the new deals, (B,); of a deal in general where there are none."""
    brought = np.add.reduce(found.totals.deals * found.lanes.inputs.deal_value, axis=1)
    return np.where(found.won > 0, ratio(brought, found.won), found.hand.value)


def _at_the_top(found: Evaluated) -> Array:
    """New deals by channel of those that enter at the top of the funnel, (B, C)."""
    deals: Array = found.totals.deals * (found.lanes.inputs.enters == 0)
    return deals


def _top_deals(found: Evaluated) -> Array:
    deals: Array = np.add.reduce(_at_the_top(found), axis=1)
    return deals


def _cycle_days(found: Evaluated) -> Array:
    """Mean days from the top of the funnel to the deal, weighted by deals."""
    days = _at_the_top(found) * np.add.reduce(found.lanes.inputs.lags, axis=2)
    return ratio(np.add.reduce(days, axis=1), _top_deals(found))


def _last_step(found: Evaluated) -> Array:
    """Mean days from the stage before the deal to the deal, weighted by the deals of the channels that pass it."""
    lags = found.lanes.inputs.lags
    passing = found.totals.deals * (found.lanes.inputs.enters < lags.shape[2])
    return ratio(np.add.reduce(passing * lags[:, :, -1], axis=1), np.add.reduce(passing, axis=1))


def _win_rate(found: Evaluated) -> Array:
    return ratio(found.won, found.totals.stages[:, -2])


def _velocity(found: Evaluated) -> Array:
    return ratio(*formulas.velocity(found.totals.stages[:, -2], _value(found), _win_rate(found), _last_step(found)))


def _from_mql(scenario: Scenario) -> tuple[int, int] | None:
    """Where MQLs and opportunities stand, if they do in that order."""
    keys = scenario.stage_keys
    if "mql" not in keys or "opportunity" not in keys or keys.index("mql") > keys.index("opportunity"):
        return None
    return keys.index("mql"), keys.index("opportunity")


def _passing_on(found: Evaluated, mql: int, opportunity: int) -> Array:
    """Opportunities that were MQLs over MQLs, of the channels that pass both."""
    deals, to_deal = found.totals.deals * (found.lanes.inputs.enters <= mql), found.funnel.to_deal
    later, entered = (np.add.reduce(deals / to_deal[:, :, stage], axis=1) for stage in (opportunity, mql))
    return ratio(later, entered)


def _coverage(found: Evaluated) -> Array:
    gap, pipeline = found.totals.gap, found.lanes.inputs.pipeline[:, -1]
    return ratio(pipeline * found.hand.value, formulas.to_win_of(gap.new_business, gap.pipeline, gap.surplus))


def _per_account(accounts: float, months: int) -> Read:
    def read(found: Evaluated) -> Array:
        kept = formulas.accounts_kept(accounts, found.lanes.inputs.retention, months)
        return ratio(found.lanes.inputs.target, kept + found.won)

    return read


def _concentration(found: Evaluated) -> Array:
    """Sum of the squared shares of new revenue by channel; no value without revenue."""
    revenue = _revenue(found)
    return squared_shares(list(found.totals.revenue.T), np.where(revenue > 0, revenue, np.nan))
