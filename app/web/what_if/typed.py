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
from app.web.what_if.shapes import Group, Kept, Select, Text
from app.wording.levers import group_label, input_label, output_label, unit_hint, value_text

NOT_READ = {
    "money": N_("This must be an amount, such as 12,000."),
    "percent": N_("This must be a percentage, such as 25%%."),
    "number": N_("This must be a number, such as 1,200."),
}
MEANT = N_("This could mean %(meant)s: which one?")
NOT_WHOLE = N_("This must be a whole number, such as 12.")
BEFORE, BETWEEN = "was-", "|"
"""Of fields that nobody sees: the name, and what stands between an input and what stood in its fields."""
OUTPUT, SPEND = "output", "/totals/spend"


class FieldsUnread(ValueError):
    """Something typed could not be read, where there is no form to say so beside its field; says what is wrong with it."""


@dataclass
class Typed:
    """What was typed into a question's form: texts, values where they could be read, and what is wrong with the others.

    What stood in a field when another input or figure was chosen belongs to the one before, and is not taken for the new one: `goes_with`.
    """

    opened: Opened
    errors: dict[str, str] = field(default_factory=dict)
    stale: set[str] = field(default_factory=set)

    def goes_with(self, owner: str, pointer: str, *names: str) -> None:
        """Forget what stands in fields of an input or a figure as it was shown, where another has been chosen since."""
        before, *texts = self.opened.asked.get(f"{BEFORE}{owner}", "").split(BETWEEN)
        if before and before != pointer:
            self.stale |= {name for name, text in zip(names, texts, strict=False) if self.opened.text(name) == text}

    def kept(self, owner: str, pointer: str, *fields: Text | Select) -> Kept:
        """What to remember for that: what is chosen, and what stands in its fields."""
        texts = (each.chosen if isinstance(each, Select) else each.text for each in fields)
        return Kept(f"{BEFORE}{owner}", BETWEEN.join((pointer, *texts)))

    def given(self, name: str) -> str:
        """What was typed, as it stands there."""
        return "" if name in self.stale else self.opened.text(name)

    def value(self, name: str, unit: Unit, beside: float | None = None) -> float | None:
        """A value of a unit; None where nothing was typed, or nothing that can be read. `beside` is what the plan says."""
        text = self.given(name)
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
        """A whole number; a part of one is refused."""
        found = self.value(name, "count", 2)
        if found is not None and not found.is_integer():
            self.errors[name] = self.opened.language.gettext(NOT_WHOLE)
        return usual if found is None or not abs(found) < 1e18 else round(found)

    def text(self, name: str, label: str, unit: str = "", now: str = "", usual: str = "") -> Text:
        """A field to type into."""
        return Text(name, label, self.given(name) or usual, unit, self.errors.get(name, ""), now, usual)

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
