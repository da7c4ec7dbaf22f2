"""How sure a goal is, as text: the chance, the confident plan, what the goal takes, and what drives the spread."""

import math
from typing import TYPE_CHECKING

from app.language import Language
from app.planner.goal import target_of
from app.planner.rounding import Array
from app.planner.scenario import Scenario, Unit
from app.questions.odds.held import HELD
from app.questions.outcomes import outcomes_of
from app.terminal.questions_text import banded
from app.terminal.text import GAP, Screen, plain
from app.wording import month_name
from app.wording.driving import HELD_MEAN, RANKED
from app.wording.lags import KNOWN
from app.wording.levers import input_label, output_label, value_text
from app.wording.names import words

if TYPE_CHECKING:
    from app.questions.as_json import HowSure
    from app.questions.odds.chance import Chance
    from app.questions.odds.confident import Confident
    from app.questions.odds.indices import Indices
    from app.questions.odds.required import Required

INPUTS_SHOWN = 6
LEAST_INDEX = 0.005


def how_sure_lines(found: "HowSure", scenario: Scenario, language: Language, screen: Screen) -> list[str]:
    """Whatever was asked for, one after the other."""
    parts = [
        [] if found.chance is None else chance_lines(found.chance, scenario, language, screen),
        [] if found.confident is None else confident_lines(found.confident, scenario, language, screen),
        [] if found.required is None else required_lines(found.required, scenario, language, screen),
        [] if found.drivers is None else indices_lines(found.drivers, scenario, language, screen),
    ]
    return [line for part in parts if part for line in ("", *part)][1:]


def chance_lines(chance: "Chance", scenario: Scenario, language: Language, screen: Screen) -> list[str]:
    """The chance of the goal, what revenue may be, and what it rests on."""
    _ = language.gettext
    said = {
        "goal": value_text(target_of(scenario.goal), "money", scenario, language),
        "chance": screen.shown(language.percent(chance.chance), "bold"),
        "error": language.number(100 * chance.error, up_to=2),
        "multiple": language.significant(chance.multiple),
    }
    if chance.multiple == 1:
        sentence = _("With the plan's activity the goal of %(goal)s is reached with a chance of %(chance)s (± %(error)s points).", **said)
    else:
        sentence = _(
            "With %(multiple)s times the plan's activity the goal of %(goal)s is reached with a chance of %(chance)s (± %(error)s points).",
            **said,
        )
    return [
        *screen.paragraph(sentence),
        *screen.paragraph(_short(chance, scenario, language)),
        *screen.heading(_("Revenue that counts")),
        *_totals(chance, scenario, language, screen),
        *screen.heading(_("New deals and open pipeline, month by month")),
        *_months(chance, scenario, language, screen),
        *_rests_on(chance.drawn, chance.draws, chance.seed, scenario, language, screen),
        *screen.paragraph(language.gettext(KNOWN[chance.lags])),
    ]


def _short(chance: "Chance", scenario: Scenario, language: Language) -> str:
    if not chance.short:
        return ""
    short = value_text(chance.short, "money", scenario, language)
    return language.gettext("Where it is missed, %(short)s is missing on average.", short=short)


def _levels(levels: Array, language: Language) -> list[str]:
    return [language.percent(level) for level in levels.tolist()]


def _totals(chance: "Chance", scenario: Scenario, language: Language, screen: Screen) -> list[str]:
    _ = language.gettext
    rows = [
        (
            _("%(level)s of cases bring at most", level=level),
            value_text(value, "money", scenario, language),
            _error(error, scenario, language),
        )
        for level, value, error in zip(_levels(chance.levels, language), chance.total.tolist(), chance.total_error.tolist(), strict=True)
    ]
    mean = value_text(chance.mean, "money", scenario, language)
    rows.append((_("The mean"), mean, _error(chance.mean_error, scenario, language)))
    return banded(("", "", ""), rows, "<>>", screen, GAP)


def _error(error: float, scenario: Scenario, language: Language) -> str:
    return f"± {value_text(error, 'money', scenario, language)}"


def _months(chance: "Chance", scenario: Scenario, language: Language, screen: Screen) -> list[str]:
    """Quantiles of what each month brings."""
    rows = [
        (month_name(month, language), *(value_text(value, "money", scenario, language) for value in values))
        for month, values in zip(chance.months, chance.revenue.tolist(), strict=True)
    ]
    return banded(("", *_levels(chance.levels, language)), rows, "<" + ">" * len(chance.levels), screen, GAP)


def _rests_on(drawn: tuple[str, ...], draws: int, seed: int, scenario: Scenario, language: Language, screen: Screen) -> list[str]:
    """How many draws of which inputs."""
    _, said = language.gettext, {"draws": language.whole(draws), "seed": str(seed)}
    if not drawn:
        text = _("%(draws)s draws, seed %(seed)s. No input has counts or a range, so only luck in who buys is in it.", **said)
    else:
        names = [input_label(scenario, pointer, language) for pointer in drawn]
        shown = names[:INPUTS_SHOWN] + ([_("%(n)s more", n=len(names) - INPUTS_SHOWN)] if len(names) > INPUTS_SHOWN else [])
        text = _("%(draws)s draws, seed %(seed)s. Uncertain: %(inputs)s.", inputs=language.list_of(shown), **said)
    return ["", *screen.paragraph(plain(text))]


def confident_lines(sure: "Confident", scenario: Scenario, language: Language, screen: Screen) -> list[str]:
    """The least activity that is sure enough, then how sure it is in full."""
    _ = language.gettext
    sentence = _(
        "To be %(probability)s sure of the goal, do %(multiple)s times what the plan asks for.",
        probability=language.percent(sure.probability),
        multiple=screen.shown(language.significant(sure.multiple, 4), "bold"),
    )
    rows = [
        (channel.name, f"{language.number(units, up_to=1)} {words(channel.activity, language)}")
        for channel, units in zip(scenario.channels, sure.activity.tolist(), strict=True)
    ]
    return [
        *screen.paragraph(sentence),
        "",
        *banded(("", _("Activity in all")), rows, "<>", screen, GAP),
        "",
        *chance_lines(sure.chance, scenario, language, screen),
    ]


def required_lines(required: "Required", scenario: Scenario, language: Language, screen: Screen) -> list[str]:
    """What the goal takes: quantiles of every figure that varies."""
    _, units = language.gettext, _units(scenario)
    rows = []
    for pointer, values, missing in zip(required.outcomes, required.values.tolist(), required.missing.tolist(), strict=True):
        if missing == 1 or (min(values) == max(values) and not missing):
            continue
        shown = [value_text(value, units[pointer], scenario, language) for value in values]
        rows.append((output_label(scenario, pointer, language), *shown, language.percent(missing) if missing else ""))
    if not rows:
        lines = screen.paragraph(_("No input has counts or a range, so every figure is the plan's own."))
    else:
        said = {"level": language.percent(float(required.levels[-1]))}
        lines = screen.paragraph(_("What the goal takes: in %(level)s of cases no more than the last column says.", **said))
        head = ("", *_levels(required.levels, language), _("No value") if any(row[-1] for row in rows) else "")
        lines += ["", *banded(head, rows, "<" + ">" * (len(head) - 1), screen)]
    return [*lines, *_rests_on(required.drawn, required.draws, required.seed, scenario, language, screen)]


def _units(scenario: Scenario) -> dict[str, Unit]:
    return {pointer: outcome.unit for pointer, outcome in outcomes_of(scenario).items()}


def indices_lines(indices: "Indices", scenario: Scenario, language: Language, screen: Screen) -> list[str]:
    """For every figure asked for, which inputs its spread is due to."""
    lines: list[str] = []
    for place in range(len(indices.outcomes)):
        lines += ([""] if lines else []) + _driven(indices, place, scenario, language, screen)
    note = language.gettext(
        "Alone: what would go of the variance if the input were known. With others: what would stay if all others were."
    )
    return [*lines, "", *screen.paragraph(note)]


def _driven(indices: "Indices", place: int, scenario: Scenario, language: Language, screen: Screen) -> list[str]:
    _, outcome = language.gettext, indices.outcomes[place]
    name, unit = output_label(scenario, outcome, language), "money" if outcome == HELD else _units(scenario)[outcome]
    if math.isnan(indices.median[place]):
        return screen.paragraph(
            plain(_("%(output)s has no value in more than half of the plans, so its spread is not known.", output=name))
        )
    if indices.deviation[place] == 0:
        return screen.paragraph(plain(_("%(output)s does not vary with any uncertain input.", output=name)))
    if indices.scale[place] == "none":
        return screen.paragraph(plain(_("%(output)s differs in so few of the plans that what drives it is not known.", output=name)))
    order = (-indices.total[place]).argsort(kind="stable").tolist()
    said = {
        "output": name,
        "mean": value_text(float(indices.mean[place]), unit, scenario, language),
        "deviation": value_text(float(indices.deviation[place]), unit, scenario, language),
        "median": value_text(float(indices.median[place]), unit, scenario, language),
        "input": input_label(scenario, indices.inputs[order[0]], language),
    }
    rows = [
        (
            input_label(scenario, indices.inputs[each], language),
            *_share(float(indices.first[place, each]), float(indices.first_error[place, each]), language),
            *_share(float(indices.total[place, each]), float(indices.total_error[place, each]), language),
        )
        for each in order
        if indices.total[place, each] >= LEAST_INDEX
    ]
    sentence = _("%(output)s is %(mean)s, give or take %(deviation)s. %(input)s drives it most.", **said)
    if indices.scale[place] == "ranks":
        sentence = _("%(output)s is above %(median)s in half of the plans. %(input)s drives the order of the plans most.", **said)
        sentence = f"{sentence} {_(RANKED)}"
    if outcome == HELD:
        sentence = f"{sentence} {_(HELD_MEAN)}"
    return [*screen.paragraph(plain(sentence)), "", *banded(("", _("Alone"), "", _("With others"), ""), rows, "<>>>>", screen, GAP)]


def _share(share: float, error: float, language: Language) -> tuple[str, str]:
    return language.percent(share), f"± {language.percent(error)}"
