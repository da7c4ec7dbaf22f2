"""An offer, and what is asked of a measurement before one is made."""

from dataclasses import dataclass

from app.history.found import Finding
from app.history.measured import MeasuredFunnel, Rate
from app.planner.scenario import Scenario

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Offer:
    """One figure that can be taken over.

    Attributes:
        key: names it when it is chosen; the same for the same scenario and list, whatever was measured.
        what: rate, lag, deal_value, variation, channel_share, channel_rate, channel_cost, channel_yield, seasonality or pipeline.
        name: of the conversion, the unit or the step, in the scenario's words; empty where `what` says it.
        channel: key of the channel whose figure it is.
        now, measured: as the scenario has it and as it was measured: a number; weights; or counts by stage.
        n: how many it rests on.
        small: so few that it is never chosen beforehand.
        unasked: chosen beforehand.
        finding: what to know of it.
    """

    key: str
    what: str
    name: str
    channel: str | None
    now: object
    measured: object
    n: int
    small: bool
    unasked: bool
    finding: Finding | None


@dataclass(frozen=True)
class Candidate:
    """An offer with what it changes: values by their place in the scenario's document."""

    offer: Offer
    changes: tuple[tuple[Path, object], ...]


def make_offer(
    key: str,
    what: str,
    now: object,
    measured: object,
    n: int,
    *,
    small: bool,
    name: str = "",
    channel: str | None = None,
    finding: Finding | None = None,
) -> Offer:
    """An offer; chosen beforehand where it is not small and no warning hangs on it."""
    unasked = not small and (finding is None or finding.severity == "info")
    return Offer(key, what, name, channel, now, measured, n, small, unasked, finding)


def rate_between(rates: tuple[Rate, ...], end_to_end: Rate, stages: tuple[str, ...], first: int, last: int) -> Rate | None:
    """The rate between two measured stages: to the next one, or all the way to the deal; None for what was not followed as one."""
    if last == first + 1:
        return rates[first] if first < len(rates) else None
    return end_to_end if last == len(stages) - 1 and end_to_end.from_stage == stages[first] else None


def is_other_currency(scenario: Scenario, measured: MeasuredFunnel) -> bool:
    """Whether money was measured in a currency that the scenario does not count in."""
    return measured.currency is not None and measured.currency != scenario.currency


def by_ends(measured: MeasuredFunnel, rate: Rate) -> Finding | None:
    """What to know of a rate to a stage that most entered on no known day: it is that of those whose end is known, a guess for the rest."""
    undated = {each.values.get("to_stage") for each in measured.findings if each.code in ("undated_outcomes", "undated_outcomes_open")}
    if rate.to_stage not in undated:
        return None
    ended = rate.converted + rate.lost
    return Finding("rate_by_ends", "warning", {"to": rate.to_stage, "ended": ended, "open": rate.open}, count=rate.undated)
