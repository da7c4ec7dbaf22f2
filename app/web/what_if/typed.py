"""Fields of questions: lists of inputs and figures to choose from, and values read in the ways of the reader and of what they are."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.language import NumberNotUnderstood
from app.planner.scenario import Unit
from app.planner.text import N_
from app.questions.levers import Lever, levers_of
from app.questions.outcomes import Outcome, outcomes_of
from app.web.state.forms import Kind, read, write
from app.web.what_if.opened import Opened
from app.web.what_if.shapes import Group, Select, Text
from app.wording.levers import group_label, input_label, output_label, unit_hint, value_text

NOT_READ = {
    "money": N_("This must be an amount, such as 12,000."),
    "percent": N_("This must be a percentage, such as 25%%."),
    "number": N_("This must be a number, such as 1,200."),
}
MEANT = N_("This could mean %(meant)s: which one?")
OUTPUT, SPEND = "output", "/totals/spend"


@dataclass
class Typed:
    """What was typed into a question's form: texts, values where they could be read, and what is wrong with the others."""

    opened: Opened
    errors: dict[str, str] = field(default_factory=dict)

    def value(self, name: str, unit: Unit, beside: float | None = None) -> float | None:
        """A value of a unit; None where nothing was typed, or nothing that can be read. `beside` is what the plan says."""
        text = self.opened.text(name)
        if not text:
            return None
        kind, language = kind_of(unit, beside), self.opened.language
        try:
            return float(read(text, kind, language, self.opened.scenario.currency))
        except NumberNotUnderstood as error:
            meant = language.gettext(N_(" or ")).join(error.suggestion)
            self.errors[name] = language.gettext(MEANT, meant=meant) if meant else language.gettext(NOT_READ[kind], none="")
            return None

    def count(self, name: str, usual: int) -> int:
        """A whole number."""
        found = self.value(name, "count", 2)
        return usual if found is None or not abs(found) < 1e18 else round(found)

    def text(self, name: str, label: str, unit: str = "", now: str = "", usual: str = "") -> Text:
        """A field to type into."""
        return Text(name, label, self.opened.text(name, usual), unit, self.errors.get(name, ""), now, usual)

    def of_input(self, name: str, label: str, lever: Lever, usual: float | None = None) -> Text:
        """A field for a value of an input."""
        scenario, language = self.opened.scenario, self.opened.language
        now = value_text(lever.value, shown_unit(lever), scenario, language) if lever.value is not None else ""
        text = "" if usual is None else write(usual, kind_of(lever.unit, lever.value), language)
        return self.text(name, label, unit_hint(lever.unit, lever.value, scenario, language), now, text)


def kind_of(unit: Unit, value: float | None) -> Kind:
    """How a value is written: a yield up to 1 is a share of something."""
    if unit == "money":
        return "money"
    return "percent" if unit == "fraction" or (unit == "factor" and value is not None and value <= 1) else "number"


def inputs(opened: Opened, name: str, label: str, chosen: str, none: str = "") -> Select:
    """A list of the inputs that can be turned, by what they belong to; `none` is how not to choose any."""
    scenario, language = opened.scenario, opened.language
    usable = [lever.pointer for lever in levers_of(scenario).values() if lever.slots]
    groups = _grouped((group_label(scenario, each, language), each, input_label(scenario, each, language)) for each in usable)
    return Select(name, label, (Group("", (("", none),)), *groups) if none else groups, chosen)


def outputs(opened: Opened, chosen: str, name: str = OUTPUT, label: str = "", none: str = "") -> Select:
    """A list of the plan's figures."""
    scenario, language = opened.scenario, opened.language
    every = outcomes_of(scenario)
    groups = _grouped((group_label(scenario, each, language), each, output_label(scenario, each, language)) for each in every)
    label = label or language.gettext(N_("Figure of the plan"))
    return Select(name, label, (Group("", (("", none),)), *groups) if none else groups, chosen)


def _grouped(found: Iterable[tuple[str, str, str]]) -> tuple[Group, ...]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for group, value, label in found:
        groups.setdefault(group, []).append((value, label))
    return tuple(Group(label, tuple(choices)) for label, choices in groups.items())


def usual_input(opened: Opened) -> str:
    """The input that questions begin with."""
    return "/goal/growth" if opened.scenario.goal.target is None else "/goal/target"


def written(opened: Opened, value: float | None, of: Lever | Outcome, *, sign: bool = False) -> str:
    """A value of an input or a figure as text."""
    unit = shown_unit(of) if isinstance(of, Lever) else of.unit
    return value_text(value, unit, opened.scenario, opened.language, sign=sign)


def shown_unit(lever: Lever) -> Unit:
    """What values of an input are written in: all those of a yield that is a share of something are, even beyond the whole."""
    return "fraction" if lever.unit == "factor" and lever.value is not None and lever.value <= 1 else lever.unit
