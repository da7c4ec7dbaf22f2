"""What inputs and figures are called that a question is about, and how they are written: 'Share of Cold email', 'Spend', '$250,000'."""

import math

from app.documents.declared import parts_of
from app.language import Language
from app.planner.scenario import Scenario, Unit
from app.planner.text import N_
from app.questions.solving.told import day_of, month_label
from app.wording.amounts import part_name
from app.wording.changes import input_words
from app.wording.figures import KPI_NAMES
from app.wording.names import MEASURES, heading, stage_words, word, words

FIGURES = {
    "baseline": N_("Baseline"),
    "churned": N_("Churned"),
    "expanded": N_("Expanded"),
    "committed": N_("Committed"),
    "pipeline": N_("Pipeline"),
    "new_business": N_("New"),
    "surplus": N_("To spare"),
    "target": N_("Target"),
    "spend": N_("Spend"),
    "people_cost": N_("Cost of people"),
    "pipeline_deals": N_("Open pipeline"),
    "moved_deals": N_("Deals moved to later days"),
    "activity": N_("Activity"),
    "cycle_days": N_("Days from activity to deal"),
    "cac": N_("Cost of a deal"),
    "heads_peak": N_("Most heads needed"),
    "mean": N_("A working day, on average"),
    "peak": N_("A working day, at the peak"),
    "entries": N_("Entries"),
    "last_too_late": N_("Last month too late"),
}
"""Figures of a plan by the last part of their pointers."""
OF_A_CHANNEL = {
    "cost/fixed_per_month": N_("Fixed cost a month"),
    "capacity/per_working_day": N_("Most a working day"),
    "capacity/per_month": N_("Most a month"),
    "deal/value": N_("Deal value"),
    "rate": N_("Rate"),
    "lag_days": N_("Lag"),
}
"""Inputs of a channel whose own titles need the part of the form that they stand in."""
GROUPS = {
    "goal": N_("Goal"),
    "existing": N_("Customers"),
    "deal": N_("Deal"),
    "conversions": N_("Funnel"),
    "pipeline": N_("Open pipeline"),
    "seasonality": N_("Seasonality"),
    "today": N_("Time"),
    "team": N_("Team"),
    "bridge": N_("Revenue bridge"),
    "totals": N_("Plan"),
    "kpis": N_("Key figures"),
}
NO_FIGURE = "–"


def input_label(scenario: Scenario, pointer: str, language: Language) -> str:
    """What an input is called where it stands alone: 'Growth', 'Share of Cold email', 'Rate of Lead to MQL'."""
    parts = parts_of(pointer)
    where, what = input_words(pointer, scenario, language)
    if parts[0] == "channels":
        where, what = _of_channel(scenario, parts, where, what, language)
    if parts[0] == "pipeline":
        return language.gettext(N_("%(stage)s, open today"), stage=what)
    if parts[0] == "seasonality":
        return language.gettext(N_("Weight of %(month)s"), month=what)
    if parts[0] in ("goal", "existing", "deal", "today"):
        return what
    return language.gettext(N_("%(what)s of %(whose)s"), what=what, whose=where)


def _of_channel(scenario: Scenario, parts: tuple[str | int, ...], where: str, what: str, language: Language) -> tuple[str, str]:
    """Whose an input of a channel is, and what."""
    channel = scenario.channels[int(parts[1])]
    if parts[2:] == ("cost", "amount"):
        unit = word(channel.cost.per or channel.activity, language)
        return channel.name, language.gettext(N_("Cost of one %(unit)s"), unit=unit)
    if parts[2] in ("cost", "capacity", "deal"):
        return channel.name, language.gettext(OF_A_CHANNEL["/".join(map(str, parts[2:]))])
    return (where, language.gettext(OF_A_CHANNEL[str(parts[-1])])) if parts[2] == "conversions" else (where, what)


def group_label(scenario: Scenario, pointer: str, language: Language) -> str:
    """What an input or a figure belongs to: 'Goal', 'Funnel', or the channel."""
    parts = parts_of(pointer)
    if parts[0] == "channels" and isinstance(parts[1], int):
        return scenario.channels[parts[1]].name
    return language.gettext(GROUPS[str(parts[0])])


def output_label(scenario: Scenario, pointer: str, language: Language) -> str:
    """What a figure of the plan is called: 'Spend', 'Leads', 'Spend of Cold email'."""
    of = N_("%(what)s of %(whose)s")
    match parts_of(pointer):
        case ("totals", "stages", key):
            return heading(stages_named(scenario, str(key), language))
        case ("totals", "per_working_day", channel, name):
            unit = next(words(each.activity, language) for each in scenario.channels if each.key == channel)
            said = (
                N_("%(units)s of %(whose)s on a working day")
                if name == "mean"
                else N_("%(units)s of %(whose)s on a working day at the peak")
            )
            return language.gettext(said, units=heading(unit), whose=part_name(scenario, str(channel), language))
        case ("channels", int() as place, "last_too_late"):
            return language.gettext(N_("Last month too late for %(channel)s"), channel=scenario.channels[place].name)
        case ("channels", int() as place, name):
            return language.gettext(of, what=_figure(scenario, str(name), language), whose=scenario.channels[place].name)
        case ("team", int() as place, name):
            return language.gettext(of, what=_figure(scenario, str(name), language), whose=scenario.team[place].role)
        case ("kpis", key):
            return language.gettext(KPI_NAMES[str(key)])
        case ("chance", "total"):
            return language.gettext(N_("Revenue with the plan's activity"))
        case ("bridge", "new_business"):
            return language.gettext(N_("New business"))
        case (*_, name):
            return _figure(scenario, str(name), language)
    return pointer


def _figure(scenario: Scenario, name: str, language: Language) -> str:
    if name == "revenue":
        return language.gettext(MEASURES[scenario.goal.measure])
    if name == "deals":
        return heading(stages_named(scenario, scenario.stage_keys[-1], language))
    return language.gettext(FIGURES[name])


def stages_named(scenario: Scenario, key: str, language: Language) -> str:
    """What the team calls many of a stage, inside a sentence: 'leads', 'MQLs'."""
    stages = [{"key": stage.key, "name": stage.name} for stage in scenario.stages]
    return stage_words({"stages": stages}, key, language)  # type: ignore[typeddict-item]  # as much of a plan as a stage's name needs


def inside(label: str, language: Language) -> str:
    """A label inside a sentence: 'growth', 'ARR', 'share of Cold email'."""
    plain = language.cldr.language == "en" and label[1:2].islower()
    return label[:1].lower() + label[1:] if plain else label


def value_text(value: float | None, unit: Unit, scenario: Scenario, language: Language, *, sign: bool = False) -> str:
    """A value with its unit, as exactly as a person wants to read it: '19.7%', '$250,000', '41.3', '21 days'."""
    if value is None or not math.isfinite(value):
        return NO_FIGURE
    if unit in ("month", "date"):
        return _day_text(value, unit, scenario, language)
    size = abs(value)
    if unit == "money":
        digits = 0 if size >= 100 or size < 1e-6 else None if size >= 0.1 else 2 - math.floor(math.log10(size))
        return language.money(value, scenario.currency, digits, sign=sign)
    if unit == "fraction" or (unit == "factor" and size <= 1):
        digits = 1 if size >= 0.1 or size == 0 else 2 if size >= 0.001 else 4
        return language.percent(value, None if digits == 1 or size == round(size, 2) else digits, sign=sign)
    written = language.number(value, up_to=0 if size >= 1000 else 1 if size >= 10 else 2 if size >= 1 else 3, sign=sign)
    if unit in ("days", "months"):
        one, many = ("%(n)s day", "%(n)s days") if unit == "days" else ("%(n)s month", "%(n)s months")
        return language.ngettext(one, many, 1 if value == 1 else 2, n=written)
    return written


def _day_text(value: float, unit: Unit, scenario: Scenario, language: Language) -> str:
    """The month or the day that lies so far into the horizon: 'Mar 2027', '18 Nov 2026', 'none'."""
    if unit == "date":
        return language.date(day_of(scenario, value))
    label = month_label(scenario, value)
    return language.gettext(N_("none")) if label is None else language.month(int(label[:4]), int(label[5:]))


def unit_hint(unit: Unit, value: float | None, scenario: Scenario, language: Language) -> str:
    """What stands behind a field for such a value."""
    if unit == "money":
        return scenario.currency
    if unit == "fraction" or (unit == "factor" and value is not None and value <= 1):
        return "%"
    return language.gettext(N_("days")) if unit == "days" else ""


def changed_label(scenario: Scenario, name: str, kind: str, pointer: str | None, language: Language) -> str:
    """What a part that changed between two scenarios is called."""
    said = {
        "shares": N_("The mix of channels"),
        "season": N_("Seasonality"),
        "goal": N_("The kind of goal"),
        "today": N_("Today"),
        "frame": N_("What the plan is made of: stages, channels, months, country or measure"),
    }
    if kind in said:
        return language.gettext(said[kind])
    return input_label(scenario, pointer, language) if pointer else heading(word(name.strip("/").replace("/", " "), language))
