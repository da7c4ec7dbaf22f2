"""How a figure came about, as text: its name, the calculation, where the values came from. No HTML.

A figure is named by its pointer into the plan, as in /totals/spend. The table of months also has cells that stand for several
figures added up, which are named by all of them: /months/2-4/spend, or /months/2/revenue+/months/2/pipeline_revenue. And
/proof/run is not one figure but what the whole-number targets bring, month by month.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.language import Language
from app.planner.engine import evaluate
from app.planner.inputs import compile_scenario
from app.planner.plan import TraceSource, TraceStep
from app.planner.proof import prove_by_month
from app.planner.text import N_
from app.planner.trace import UnknownFigure, trace_figure
from app.web.answer.figure_names import figure_name, figure_value
from app.web.answer.measured_from import Known, MeasuredFrom, Newest, measured_from
from app.web.figures.ground import NIL, Ground
from app.web.figures.words import heading, said, with_signs
from app.web.form.fields import field_id
from app.wording import figure_text, formula_text, reason_sentence
from app.wording.names import MEASURES

STEPS_SHOWN = 5
SOURCES_SHOWN = 6
RUN = "/proof/run"
PARTS_LIMIT = 150
_RANGE = re.compile(r"/months/([0-9]{1,3})-([0-9]{1,3})(?=/)")


@dataclass(frozen=True)
class StepView:
    """A line of a calculation; `channel` is whose, where the figure is not of one channel alone."""

    formula: str
    values: str
    result: str
    channel: str = ""


@dataclass(frozen=True)
class SourceView:
    """Where a value came from, and the field that holds it."""

    name: str
    value: str
    origin: str
    field: str
    measured: MeasuredFrom | None = None


@dataclass(frozen=True)
class PartView:
    """One of the figures that were added up."""

    name: str
    value: str
    figure: str


@dataclass(frozen=True)
class RunView:
    """What the whole-number targets bring: a table of texts, and what it says."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...]
    remark: str


@dataclass(frozen=True)
class TraceView:
    """How a figure came about: what fits the popover first, then the rest."""

    figure: str
    name: str
    value: str
    steps: tuple[StepView, ...] = ()
    more_steps: tuple[StepView, ...] = ()
    sources: tuple[SourceView, ...] = ()
    more_sources: tuple[SourceView, ...] = ()
    parts: tuple[PartView, ...] = ()
    run: RunView | None = None


def trace(ground: Ground, figure: str, newest: Newest = Known) -> TraceView | None:
    """The trace of a figure, None where it has none. `newest` is asked for where a value was measured."""
    if figure == RUN:
        return _run(ground)
    figures = [each for part in figure.split("+") for each in _spread(part)]
    if not 0 < len(figures) <= PARTS_LIMIT:
        return None
    return _one(ground, figure, newest) if len(figures) == 1 else _sum(ground, figure, figures)


def _spread(figure: str) -> list[str]:
    """A pointer to a range of months as one to each."""
    found = _RANGE.search(figure)
    if found is None:
        return [figure]
    first, last = int(found[1]), int(found[2])
    return [f"{figure[: found.start()]}/months/{month}{figure[found.end() :]}" for month in range(first, last + 1)]


def _one(ground: Ground, figure: str, newest: Newest) -> TraceView | None:
    try:
        found = trace_figure(ground.scenario, figure)
    except UnknownFigure:
        return None
    if not found["steps"] and not _unknown(ground, figure):
        return None
    of_one = figure.startswith(("/channels/", "/totals/per_working_day/"))
    names = {} if of_one else {channel["key"]: channel["name"] for channel in ground.plan["channels"]}
    steps = [_step(ground, step, names) for step in found["steps"]]
    sources = [_source(ground, source, newest) for source in found["sources"]]
    result = _whole(ground, figure) or (steps[0].result if steps else "")
    if unknown := _unknown(ground, figure):
        steps, result = [unknown, *steps], "–"
    return TraceView(
        figure,
        figure_name(ground, figure),
        result,
        tuple(steps[:STEPS_SHOWN]),
        tuple(steps[STEPS_SHOWN:]),
        tuple(sources[:SOURCES_SHOWN]),
        tuple(sources[SOURCES_SHOWN:]),
    )


def _whole(ground: Ground, figure: str) -> str:
    """The whole number that stands on the page for an exact figure, which the steps have; empty where there is no such thing."""
    if ground.exact or not re.search(r"/(?:stages/[^/]+|activity|entries|prospects)$", figure):
        return ""
    value = figure_value(ground, figure)
    return ground.whole(value.number) if value and value.number.is_integer() else ""


def _unknown(ground: Ground, figure: str) -> StepView | None:
    """The formula of a key figure that has no value, and why it has none; what follows is what it would be made of."""
    found = re.match(r"/kpis/([0-9]+)", figure)
    kpi = ground.plan["kpis"][int(found[1])] if found else None
    if kpi is None or kpi["value"] is not None:
        return None
    return StepView(with_signs(formula_text(kpi["formula"], ground.language)), reason_sentence(kpi["reason"] or "", ground.language), "–")


def _sum(ground: Ground, figure: str, figures: list[str]) -> TraceView | None:
    """Several figures added up: each of them leads to its own trace."""
    found = [(each, figure_value(ground, each)) for each in figures]
    amounts = [(each, value) for each, value in found if value is not None]
    if not amounts:
        return None
    kinds = {value.unit for _, value in amounts}
    if len(kinds) > 1:
        return None
    unit = kinds.pop()
    total = math.fsum(value.number for _, value in amounts)
    parts = [PartView(figure_name(ground, each), _figure(ground, value.number, unit), each) for each, value in amounts if value.number]
    formula = ground.language.ngettext("%(n)s figure of the plan", "%(n)s figures of the plan, added up", len(parts))
    result = _figure(ground, total, unit)
    return TraceView(figure, figure_name(ground, figure), result, (StepView(formula, "", result),), parts=tuple(parts))


def _run(ground: Ground) -> TraceView | None:
    """The whole-number targets of the plan, by the month in which their deals close."""
    proof = ground.plan["proof"]
    if proof is None:
        return None
    outputs = evaluate(compile_scenario(ground.scenario))
    deals, worth = (each.tolist() for each in prove_by_month(outputs))
    language, say = ground.language, ground.say
    labels = [month["month"] for month in ground.plan["months"] if not month["before_start"]]
    rows, so_far = [], 0.0
    for label, won, amount in zip(labels, deals, worth, strict=True):
        so_far += amount
        count, money = (language.number(won, 1), ground.money(amount)) if won >= 0.05 else (NIL, NIL)
        rows.append((ground.long_month(label), count, money, ground.money(so_far) if so_far else NIL))
    measure = said(MEASURES, ground.plan["measure"], language)
    columns = (say(N_("Closing in")), heading(ground.stages(ground.last.key)), measure, say(N_("So far")))
    bridge = ground.plan["bridge"]
    remark = say(
        N_("With %(existing)s of existing business and %(pipeline)s of open pipeline it comes to %(total)s; the goal is %(goal)s."),
        existing=ground.money(math.fsum(bridge[name] for name in ("baseline", "churned", "expanded", "committed"))),
        pipeline=ground.money(bridge["pipeline"]),
        total=ground.money(proof["brings"]),
        goal=ground.money(proof["goal"]),
    )
    total = (say(N_("In all")), language.number(math.fsum(deals), 1), ground.money(so_far), "")
    name = say(N_("What the whole-number targets bring"))
    return TraceView(RUN, name, ground.money(proof["brings"]), run=RunView(columns, tuple(rows), total, remark))


def _step(ground: Ground, step: TraceStep, channels: Mapping[str, str]) -> StepView:
    """A line with its values, and the name of its channel where that is not said by what is explained."""
    values = " · ".join(f"{_named(ground, value['name'])} {_figure(ground, value['value'], value['unit'])}" for value in step["values"])
    formula, result = with_signs(formula_text(step["formula"], ground.language)), _figure(ground, step["result"], step["unit"])
    return StepView(formula, values, result, channels.get(step.get("channel", ""), ""))


def _named(ground: Ground, name: str) -> str:
    """A value's name: keys of stages and units become what they are called, between stages stands an arrow."""
    return " → ".join(_word(ground, part) for part in name.split(" > "))


def _word(ground: Ground, name: str) -> str:
    if name in ground.scenario.stage_keys:
        return ground.stage(name)
    if any(name == channel.activity for channel in ground.scenario.channels):
        return ground.units(name)
    return ground.say(name).replace("_", " ")


def _figure(ground: Ground, value: float, unit: str) -> str:
    if unit == "factor" and value <= 1:
        return ground.rate(value)
    if unit in ("count", "factor"):
        return ground.language.number(value, up_to=2) if abs(value) >= 100 else ground.language.significant(value, 4)
    if unit == "fraction":
        return ground.rate(value)
    return figure_text(value, unit, ground.currency, ground.language)


def _source(ground: Ground, source: TraceSource, newest: Newest) -> SourceView:
    value, unit, language = source["value"], source["unit"], ground.language
    if isinstance(value, bool) or not isinstance(value, int | float):
        text = "" if value is None else language.list_of([str(each) for each in value]) if isinstance(value, list | tuple) else str(value)
    else:
        text = _figure(ground, value, unit)
    measured = measured_from(source["detail"], newest, language)
    return SourceView(_named(ground, source["name"]), text, _origin(ground, source), field_id(source["pointer"]), measured)


_ORIGINS = {"typed": N_("typed"), "counted": N_("counted"), "default": N_("default"), "calendar": N_("calendar")}


def _origin(ground: Ground, source: TraceSource) -> str:
    language: Language = ground.language
    detail = source["detail"]
    if isinstance(detail.get("imports"), list) and isinstance(rests_on := detail.get("n"), int | float):
        return language.ngettext("measured on %(n)s case", "measured on %(n)s cases", int(rests_on), n=language.number(rests_on))
    entered, converted = detail.get("entered"), detail.get("converted")
    if isinstance(entered, int | float) and isinstance(converted, int | float):
        return ground.say(N_("%(part)s of %(all)s"), part=language.number(converted), all=language.number(entered))
    low, high = detail.get("low"), detail.get("high")
    if isinstance(low, int | float) and isinstance(high, int | float):
        return ground.say(
            N_("typed, %(low)s to %(high)s"), low=_figure(ground, low, source["unit"]), high=_figure(ground, high, source["unit"])
        )
    if isinstance(days := detail.get("working_days"), int | float):
        return language.days(days)
    set_by = detail.get("set_by")
    if isinstance(set_by, str):
        return ground.say(N_("typed by %(who)s"), who=set_by)
    return said(_ORIGINS, source["origin"], language)
