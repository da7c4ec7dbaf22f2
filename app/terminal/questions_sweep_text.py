"""A sweep as text: statistics of every figure, the best lanes, and all lanes where they are few."""

from typing import TYPE_CHECKING

from app.language import Language
from app.planner.scenario import Scenario, Unit
from app.questions.outcomes import outcomes_of
from app.terminal.questions_text import banded, input_text
from app.terminal.text import GAP, NOTHING, Screen, plain
from app.wording.levers import input_label, output_label, value_text

if TYPE_CHECKING:
    from app.planner.rounding import Array
    from app.questions.sweeping.digest import Digest
    from app.questions.sweeping.sweep import Columns, Sweep


def digest_lines(found: "Digest", asked: "Sweep", language: Language, screen: Screen) -> list[str]:
    """A sweep in a few figures."""
    scenario, top = asked.scenario, found.top
    return [
        *screen.paragraph(plain(_sentence(found, asked, language))),
        "",
        *_statistics(found, asked, language, screen),
        *(screen.heading(_heading(found, scenario, language)) if len(top.lanes) else []),
        *(_lanes(asked, top.inputs, top.outputs, language, screen) if len(top.lanes) else []),
    ]


def lanes_lines(columns: "Columns", asked: "Sweep", language: Language, screen: Screen) -> list[str]:
    """Every lane of a small sweep, in order."""
    sentence = language.ngettext("%(n)s plan:", "%(n)s plans:", columns.count, n=language.whole(columns.count))
    return [sentence, "", *_lanes(asked, columns.inputs, columns.outputs, language, screen)]


def _sentence(found: "Digest", asked: "Sweep", language: Language) -> str:
    _, top = language.gettext, found.top
    said = {"n": language.whole(found.count), "output": output_label(asked.scenario, top.by, language)}
    known = next(each for each in found.statistics if each.pointer == top.by)
    if known.least is None or known.most is None:
        return _("%(n)s plans; none of them has a value of %(output)s.", **said)
    unit = _units(asked)[top.by]
    said |= {"least": value_text(known.least, unit, asked.scenario, language)}
    said |= {"most": value_text(known.most, unit, asked.scenario, language)}
    return _("%(n)s plans; %(output)s is from %(least)s to %(most)s.", **said)


def _heading(found: "Digest", scenario: Scenario, language: Language) -> str:
    _, name = language.gettext, output_label(scenario, found.top.by, language)
    return _("The largest by %(output)s", output=name) if found.top.largest else _("The smallest by %(output)s", output=name)


def _units(asked: "Sweep") -> dict[str, Unit]:
    return {pointer: outcome.unit for pointer, outcome in outcomes_of(asked.scenario).items()}


def _statistics(found: "Digest", asked: "Sweep", language: Language, screen: Screen) -> list[str]:
    _, units = language.gettext, _units(asked)
    rows = []
    for each in found.statistics:
        figures = (each.least, *(each.quantiles or (None,) * len(found.probabilities)), each.most, each.mean)
        shown = [value_text(value, units[each.pointer], asked.scenario, language) for value in figures]
        missing = found.count - each.known
        rows.append((output_label(asked.scenario, each.pointer, language), *shown, language.whole(missing) if missing else NOTHING))
    quantiles = [language.percent(probability) for probability in found.probabilities]
    head = ("", _("Least"), *quantiles, _("Most"), _("Mean"), _("No value"))
    return banded(head, rows, "<" + ">" * (len(head) - 1), screen, GAP)


def _lanes(asked: "Sweep", inputs: "dict[str, Array]", outputs: "dict[str, Array]", language: Language, screen: Screen) -> list[str]:
    """Some lanes, a line each: what is turned, and what comes of it."""
    scenario, units = asked.scenario, _units(asked)
    columns = [
        [NOTHING if value != value else input_text(pointer, value, scenario, language) for value in values.tolist()]
        for pointer, values in inputs.items()
    ]
    columns += [[value_text(value, units[pointer], scenario, language) for value in values.tolist()] for pointer, values in outputs.items()]
    head = [
        *(input_label(scenario, pointer, language) for pointer in inputs),
        *(output_label(scenario, pointer, language) for pointer in outputs),
    ]
    return banded(head, list(zip(*columns, strict=True)), ">" * len(head), screen, GAP)
