"""A new scenario with the stages and channels of a list."""

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from app.history.measured import OTHERS, Group, MeasuredFunnel, UnitCost
from app.history.takeover import figures, rounding
from app.history.takeover.applying import applied, scale_to_whole, without_dust
from app.history.takeover.matching import NAMELESS, folded
from app.history.takeover.offer import Offer
from app.history.takeover.offers import candidates
from app.planner.scenario import CHANNELS_LIMIT, MONEY_LIMIT, STAGES_LIMIT, TEXT_LENGTH, Scenario

Document = dict[str, Any]

KEY_LENGTH = 40
DAYS_OF_A_YEAR = 365
MONTHS_OF_A_YEAR = 12
_MARKETINGS = ("visitor", "subscriber", "lead", "mql", "signup", "registration", "trial", "prospect")
"""Folded names of stages that marketing usually answers for; from the first other one on, sales does."""
_NAMES = {"": "Not given", OTHERS: "All others"}
_ACTIVITIES = ("email", "sent", "contacted", "click", "impression")
"""Folded names of activities that a channel is worked by, the first that was measured."""


@dataclass(frozen=True)
class Brought:
    """What won deals brought in a period.

    Attributes:
        amount: in the list's currency. n: how many deals with an amount.
        since, until: first and last day, ISO; None for the period that was measured.
    """

    amount: float
    n: int
    since: str | None = None
    until: str | None = None


def scenario_from(
    measured: MeasuredFunnel,
    *,
    template: Scenario,
    name: str | None = None,
    baseline: Brought | None = None,
    today: dt.date | None = None,
    keys: Collection[str] | None = None,
    set_by: str = "",
    retention: float = 0.0,
    expansion: float = 0.0,
    nameless: Mapping[str, str] = _NAMES,
) -> Scenario:
    """A scenario with the list's own stages, rates and channels; growth and country are those of the template.

    A list of buyers knows of new business only. What was won last year is the baseline that growth is counted from, but nothing says that
    any of it comes again: unless somebody gives a retention, none of it does, and the whole target is asked of new deals.

    A rate that cannot be taken over (too few outcomes, nobody counted) is the template's: of the stage of that name, or else of that
    place. It has no evidence, and the plan says that it is a guess.

    Args:
        measured: of the list; split by channel it has channels, else one that is called like the list.
        template: what everything else is taken from. Its team and open pipeline go, for they are of its own stages.
        name: of the scenario; None for that of the list.
        baseline: what the last twelve months brought; None: the won revenue of the measured period, a year of it where it is longer,
            or the template's baseline where no amount is known.
        today: the day on which it is made: it plans the twelve months from the next one on. None: the template's day and months.
        keys: of the offers to take over; None: all that need no asking.
        set_by: who takes them over.
        retention, expansion: share of the baseline that comes again by itself over a year, and upsell on it, where somebody knows.
        nameless: what channels of buyers without one are called, by the key of their group.

    Raises:
        InvalidScenario: where the result makes no sense as a whole.
    """
    groups = _channels_of(measured)
    document = template.model_dump(mode="json")
    document |= {"name": (name or measured.list_name)[:TEXT_LENGTH], "team": [], "pipeline": {}, "pipeline_from": None, "content": None}
    document |= {"seasonality": None, "seasonality_from": None}
    document["currency"] = measured.currency or template.currency
    if today is not None:
        document |= {"today": today.isoformat(), "start": _next_month(today), "months": MONTHS_OF_A_YEAR}
    document["stages"] = _stages(measured)
    document["conversions"] = _conversions(document["stages"], template)
    document["channels"] = _channels(measured, groups, document["stages"], nameless)
    scale_to_whole(document["channels"], document["channels"])
    _set_goal(document, measured, baseline, set_by)
    document["existing"] = {"retention": retention, "expansion": expansion}
    scenario = Scenario.model_validate(document)
    by_hand = {group.key: channel.key for group, channel in zip(groups, scenario.channels, strict=False)}
    stage_of = dict(zip(measured.stages[:-1], scenario.stage_keys[:-1], strict=False))
    found = candidates(scenario, measured, stage_of, by_hand, set_by)
    wanted = [each for each in found if (_goes_without_saying(each.offer) if keys is None else each.offer.key in keys)]
    return applied(scenario, wanted)


def _goes_without_saying(offer: Offer) -> bool:
    """Whether a figure becomes part of a new scenario unasked.

    Shares come together: without the small ones the others would be too large. Money of an unknown currency is what the new scenario
    counts in, as its baseline does.
    """
    unknown = offer.finding is not None and offer.finding.code == "currency_unknown"
    return offer.unasked or offer.what == "channel_share" or (unknown and not offer.small)


# -- stages


def _stages(measured: MeasuredFunnel) -> list[Document]:
    names = measured.stages[-STAGES_LIMIT:]
    found: list[Document] = []
    owner = "marketing"
    for place, name in enumerate(names):
        if folded(name) not in _MARKETINGS:
            owner = "sales"
        key = _key(name, {each["key"] for each in found}, "stage")
        found.append({"key": key, "name": name[:TEXT_LENGTH], "owner": "sales" if place == len(names) - 1 else owner})
    return found


def _conversions(stages: Sequence[Document], template: Scenario) -> list[Document]:
    """Rates and lags of the template, until measured ones take their place."""
    usual = template.ordered_conversions
    by_name = {folded(stage.name): conversion for stage, conversion in zip(template.stages, usual, strict=False)}
    found = []
    for place, (stage, after) in enumerate(pairwise(stages)):
        guess = by_name.get(folded(stage["name"])) or usual[min(place, len(usual) - 1)]
        found.append({"from": stage["key"], "to": after["key"], "rate": guess.rate, "lag_days": guess.lag_days})
    return found


# -- channels


def _channels_of(measured: MeasuredFunnel) -> list[Group]:
    """The groups that become channels: those that won something, or have a cost; the most that a scenario holds."""
    if measured.split != "channel":
        return []
    paid = {folded(cost.channel) for cost in measured.unit_costs if cost.spend}
    found = [group for group in measured.groups if group.won or folded(group.name) in paid]
    return sorted(found, key=lambda group: -(group.share or 0.0))[:CHANNELS_LIMIT] if any(group.share for group in found) else []


def _channels(measured: MeasuredFunnel, groups: Sequence[Group], stages: Sequence[Document], nameless: Mapping[str, str]) -> list[Document]:
    if not groups:
        return [_channel(measured, measured.whole, measured.list_name, measured.list_name, stages, [], 1.0)]
    found: list[Document] = []
    total = sum(group.share or 0.0 for group in groups)
    for group in groups:
        name = group.name or nameless.get(group.key, group.key)
        found.append(_channel(measured, group, name, NAMELESS.get(group.key, name), stages, found, (group.share or 0.0) / total))
    return found


def _channel(
    measured: MeasuredFunnel, group: Group, name: str, key: str, stages: Sequence[Document], others: Sequence[Document], share: float
) -> Document:
    """A channel that is worked by what was counted of it; by its entries themselves where nothing was. Its key is made of `key`."""
    places = {stage: place for place, stage in enumerate(measured.stages[-STAGES_LIMIT:])}
    enters = stages[min(places.get(group.end_to_end.from_stage, 0), len(stages) - 2)]
    taken = {each["key"] for each in (*stages, *others)}
    cost = next((cost for cost in measured.unit_costs if folded(cost.channel) == folded(name)), None)
    activity = _activity(cost, {each["key"] for each in stages})
    found: Document = {
        "key": _key(key, taken, "channel"),
        "name": name[:TEXT_LENGTH],
        "enters": enters["key"],
        "share": without_dust(share),
    }
    if activity is None:
        return found | {"owner": enters["owner"], "activity": f"new_{enters['key']}"[:KEY_LENGTH]}
    return found | {
        "owner": enters["owner"],
        "activity": activity,
        "steps": [{"name": enters["key"], "yield": 1.0}],
    }


def _activity(cost: UnitCost | None, stages: Collection[str]) -> str | None:
    """What the channel is worked by; never a stage, whatever an ad tool counts: leads are what comes of the work."""
    counted = {} if cost is None else {folded(name): name for name, amount in cost.activities.items() if amount > 0}
    keys = {unit: _key(_ACTIVITY_NAMES.get(unit, name), set(), "unit") for unit, name in counted.items()}
    units = {unit: key for unit, key in keys.items() if key not in stages and unit not in {folded(stage) for stage in stages}}
    return next((units[unit] for unit in _ACTIVITIES if unit in units), next(iter(units.values()), None))


_ACTIVITY_NAMES = {"sent": "email", "contacted": "prospect", "click": "click", "impression": "impression"}


# -- the goal


def _set_goal(document: Document, measured: MeasuredFunnel, baseline: Brought | None, set_by: str) -> None:
    """Won revenue as the baseline, and the growth of the template; a target in the template's own money says nothing here.

    Where nothing that was won has an amount, the template's baseline stays: a plan to grow from nothing needs nothing.
    """
    brought = baseline or _year_of(measured)
    found = min(max(0.0, rounding.amount(brought.amount, document["currency"])), MONEY_LIMIT)
    goal = document["goal"]
    goal |= {"baseline": found or goal["baseline"], "target": None, "growth": 0.0 if goal["growth"] is None else goal["growth"]}
    goal.pop("baseline_from", None)
    if found:
        period = f"{brought.since} to {brought.until}" if brought.since and brought.until else figures.period_of(measured)
        goal["baseline_from"] = figures.origin(measured, set_by, brought.n) | {"period": period}
    if figures.deal_value_of(measured.whole.value) is not None:
        document["deal"] |= {"low": None, "high": None}


def _next_month(day: dt.date) -> str:
    years, month = divmod(day.month, MONTHS_OF_A_YEAR)
    return f"{day.year + years:04d}-{month + 1:02d}"


def _year_of(measured: MeasuredFunnel) -> Brought:
    """Revenue of the period, or of a year of it."""
    won = measured.whole.value
    if measured.since is None or measured.until is None:
        return Brought(won.total, won.n)
    days = (dt.date.fromisoformat(measured.until) - dt.date.fromisoformat(measured.since)).days + 1
    return Brought(won.total * min(1.0, DAYS_OF_A_YEAR / max(days, 1)), won.n)


def _key(name: str, taken: Collection[str], otherwise: str) -> str:
    """A key for a name that nothing else has."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    wanted = re.sub("[^a-z0-9]+", "_", plain).lstrip("_0123456789")[:KEY_LENGTH].strip("_") or otherwise
    key, number = wanted, 2
    while key in taken:
        key, number = f"{wanted[: KEY_LENGTH - 4]}_{number}", number + 1
    return key
