"""The bridge and the funnel as labelled bars and stages. No HTML."""

from collections.abc import Iterator
from typing import NamedTuple

from app.planner.scenario import Conversion
from app.planner.text import N_
from app.web.figures.ground import Ground
from app.web.figures.pictures import axis_start
from app.web.figures.words import heading, said
from app.wording.names import OWNERS

FEW_STAGES = 5
SHORT_VALUE = 7
"""Characters of a figure that fit a stage among five."""


class BridgePart(NamedTuple):
    """One part of the bridge: from the level of what came before by an amount; totals stand on the axis."""

    kind: str
    label: str
    value: str
    before: float
    amount: float
    figure: str


class BridgeView(NamedTuple):
    """From the baseline to the target; `start` is where its axis starts."""

    lead: str
    none: str
    start: float
    parts: tuple[BridgePart, ...]


class StageView(NamedTuple):
    """A stage, and the seam to the next one."""

    key: str
    label: str
    value: str
    peak: str
    owner: str
    owner_label: str
    figure: str
    definition: str = ""
    rate: str = ""
    lag: str = ""
    evidence: str = ""


class FunnelView(NamedTuple):
    """The stages from top to deal."""

    lead: str
    down: bool
    stages: tuple[StageView, ...]
    remarks: tuple[str, ...]


# --- The bridge ---------------------------------------------------------------------------------------------------


def bridge(ground: Ground) -> BridgeView:
    """The parts from left to right; totals stand on the axis, the others on what came before."""
    parts = ground.plan["bridge"]
    level = parts["baseline"]
    found = [_part(ground, "total", "baseline", N_("Baseline"), 0.0, level)]
    for kind, name, label in _STEPS:
        amount = parts[name]  # type: ignore[literal-required]  # one of its keys
        if name == "new_business" and parts["surplus"]:
            name, label, amount, kind = "surplus", N_("To spare"), -parts["surplus"], "on-hand"
        found.append(_part(ground, kind if amount else "nil", name, label, level, amount))
        level += amount
    found.append(_part(ground, "total", "target", N_("Target"), 0.0, parts["target"]))
    start = axis_start([*(part.before + part.amount for part in found), *(part.before for part in found[1:-1])])
    lead = ground.say(N_("Bars start at %(amount)s"), amount=ground.language.money_short(start, ground.currency)) if start > 0 else ""
    return BridgeView(lead, _nothing(ground, found), start, tuple(found))


_STEPS = (
    ("step", "churned", N_("Churned")),
    ("step", "expanded", N_("Expanded")),
    ("step", "committed", N_("Committed")),
    ("on-hand", "pipeline", N_("Pipeline")),
    ("new", "new_business", N_("New")),
)


def _part(ground: Ground, kind: str, name: str, label: str, before: float, amount: float) -> BridgePart:
    value = ground.short(amount, sign=kind != "total") if amount or kind == "total" else ground.whole(0)  # in full in its trace
    return BridgePart(kind, ground.say(label), value, before, amount, f"/bridge/{name}")


def _nothing(ground: Ground, parts: list[BridgePart]) -> str:
    """What is 0, for where there is no room to show it."""
    names = [part.label.lower() for part in parts if part.kind == "nil"]
    return ground.language.ngettext("%(parts)s is 0", "%(parts)s are 0", len(names), parts=ground.language.list_of(names)) if names else ""


# --- The funnel ---------------------------------------------------------------------------------------------------


def funnel(ground: Ground) -> FunnelView:
    """The stages with what passes between them."""
    scenario, language = ground.scenario, ground.language
    shown = []
    for position, stage in enumerate(scenario.stages):
        first = position == 0 or scenario.stages[position - 1].owner != stage.owner
        months = [month["stages"][stage.key] for month in ground.plan["months"]]
        peak = max(months, key=lambda count: count["exact" if ground.exact else "whole"] or 0.0)
        shown.append(
            StageView(
                key=stage.key,
                label=heading(ground.stages(stage.key)),
                value=ground.count(ground.plan["totals"]["stages"][stage.key]),
                peak=ground.say(N_("peak %(n)s/mo"), n=ground.count(peak)) if peak["whole"] else "",
                owner=stage.owner,
                owner_label=said(OWNERS, stage.owner, language) if first else "",
                figure=f"/totals/stages/{stage.key}",
                definition=stage.definition or "",
                **(_seam(ground, position) if position < len(scenario.stages) - 1 else {}),
            )
        )
    down = len(shown) > FEW_STAGES or max(len(stage.value) for stage in shown) > SHORT_VALUE
    return FunnelView(_funnel_lead(ground), down, tuple(shown), tuple(_remarks(ground)))


def _funnel_lead(ground: Ground) -> str:
    whole, days = ground.kpi.get("end_to_end"), ground.kpi.get("cycle_days")
    if whole is None or days is None:
        return ""
    return ground.say(
        N_("%(rate)s of %(top)s become %(deals)s, in %(days)s"),
        rate=ground.rate(whole),
        top=ground.stages(ground.first.key),
        deals=ground.stages(ground.last.key),
        days=ground.language.days(days),
    )


def _seam(ground: Ground, position: int) -> dict[str, str]:
    conversion = ground.scenario.ordered_conversions[position]
    return {
        "rate": ground.rate(_effective_rate(ground, position)),
        "lag": ground.language.days(conversion.lag_days),
        "evidence": _own_rates(ground, conversion) or ground.evidence(conversion),
    }


def rates(ground: Ground) -> list[float]:
    """Of all who enter each stage but the last, the share that goes on."""
    return [_effective_rate(ground, position) for position in range(len(ground.scenario.stages) - 1)]


def _effective_rate(ground: Ground, position: int) -> float:
    """Of all who enter the stage, the share that goes on: channels with rates of their own count as they weigh."""
    conversions = ground.scenario.ordered_conversions
    keys = ground.scenario.stage_keys
    entered = passed = 0.0
    for channel, planned in zip(ground.scenario.channels, ground.plan["channels"], strict=True):
        if keys.index(channel.enters) > position or not planned["deals"]["exact"]:
            continue
        rates = [_rate_here(channel.conversions, conversion) for conversion in conversions[position:]]
        onward = planned["deals"]["exact"]
        for rate in rates:
            onward /= rate
        entered += onward
        passed += onward * rates[0]
    return passed / entered if entered else conversions[position].rate


def _rate_here(overrides: object, conversion: Conversion) -> float:
    own = overrides.get(conversion.from_stage) if isinstance(overrides, dict) else None
    return conversion.rate if own is None or own.rate is None else float(own.rate)


def _own_rates(ground: Ground, conversion: Conversion) -> str:
    own = [
        (channel.name, override.rate)
        for channel in ground.scenario.channels
        if (override := channel.conversions.get(conversion.from_stage)) is not None and override.rate is not None
    ]
    if not own:
        return ""
    plain = ground.rate(conversion.rate)
    if len(own) == 1:
        return ground.say(N_("%(rate)s, %(channel)s %(own)s"), rate=plain, channel=own[0][0], own=ground.rate(own[0][1] or 0.0))
    return ground.language.ngettext("%(rate)s, %(n)s channel differs", "%(rate)s, %(n)s channels differ", len(own), rate=plain)


def _remarks(ground: Ground) -> Iterator[str]:
    language = ground.language
    lower = [channel for channel in ground.plan["channels"] if channel["enters"] != ground.first.key and channel["entries"]["whole"]]
    for channel in lower[:2]:
        yield ground.say(
            N_("%(n)s of the %(stage)s enter here from %(channel)s."),
            n=ground.count(channel["entries"]),
            stage=ground.stages(channel["enters"]),
            channel=channel["name"],
        )
    if len(lower) > 2:
        yield language.ngettext("%(n)s more channel enters below the top.", "%(n)s more channels enter below the top.", len(lower) - 2)
    held = sum(ground.scenario.pipeline.values())
    if held:
        deals = language.number(ground.plan["totals"]["pipeline_deals"], up_to=1)
        yield ground.say(
            N_("Not counted: %(n)s already open, worth %(deals)s %(noun)s in time."),
            n=language.number(held, up_to=1),
            deals=deals,
            noun=ground.stages(ground.last.key),
        )
