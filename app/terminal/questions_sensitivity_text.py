"""Sensitivity as text: what each input moves, and what one more point of each rate is worth."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.language import Language
from app.planner.scenario import Scenario
from app.questions.outcomes import outcome_at
from app.terminal.questions_text import LEAST_SHOWN, banded, input_text
from app.terminal.text import NOTHING, Screen, plain
from app.wording.levers import input_label, output_label, value_text
from app.wording.names import heading, words

if TYPE_CHECKING:
    from app.questions.points import Point
    from app.questions.sensitivity import Bar, End, Tornado

BARS_SHOWN = 20
SAME = 1e-9
"""Ends that differ by less than this part of themselves do so through rounding alone."""


def tornado_lines(tornado: "Tornado", scenario: Scenario, language: Language, screen: Screen) -> list[str]:
    """For every output the inputs that move it, those that move it most first."""
    lines: list[str] = []
    for place in range(len(tornado.outcomes)):
        lines += ([""] if lines else []) + _tornado(tornado, place, scenario, language, screen)
    return lines


def _tornado(tornado: "Tornado", place: int, scenario: Scenario, language: Language, screen: Screen) -> list[str]:
    _, outcome = language.gettext, tornado.outcomes[place]
    unit, name = outcome_at(scenario, outcome).unit, output_label(scenario, outcome, language)

    def shown(value: float) -> str:
        return value_text(value, unit, scenario, language)

    moving = [bar for bar in tornado.ranked(place) if _moves(bar, place)]
    sentence = _about(name, shown(float(tornado.base[place])), moving, math.isnan(tornado.base[place]), scenario, language)
    if not moving:
        return screen.paragraph(plain(sentence))
    rows = [
        (
            input_label(scenario, bar.pointer, language),
            _end(bar, bar.low, scenario, language),
            _end(bar, bar.high, scenario, language),
            shown(float(bar.at_low[place])),
            shown(float(bar.at_high[place])),
        )
        for bar in moving[:BARS_SHOWN]
    ]
    lines = [
        *screen.paragraph(plain(sentence)),
        "",
        *banded(("", _("Low"), _("High"), _("At its low"), _("At its high")), rows, "<>>>>", screen),
    ]
    if len(moving) > BARS_SHOWN:
        lines.append(language.gettext("… and %(n)s more; --json has them all.", n=language.whole(len(moving) - BARS_SHOWN)))
    starred = any(bar.low.basis == "tenth" or bar.high.basis == "tenth" for bar in moving[:BARS_SHOWN])
    return [*lines, "", *screen.paragraph(_("* a tenth down or up, as nothing says how uncertain it is."))] if starred else lines


def _moves(bar: "Bar", place: int) -> bool:
    """Whether an input moves an output, or is what gives it a value at all."""
    ends = (float(bar.at_low[place]), float(bar.at_high[place]))
    return not math.isclose(*ends, rel_tol=SAME) and not all(map(math.isnan, ends))


def _about(name: str, base: str, moving: Sequence["Bar"], unknown: bool, scenario: Scenario, language: Language) -> str:
    """What the output is, and what moves it most."""
    _ = language.gettext
    if not moving:
        said = _("%(output)s has no value in this plan, and no input that was turned gives it one.")
        return (said if unknown else _("%(output)s is %(base)s; no input that was turned moves it.")) % {"output": name, "base": base}
    first = input_label(scenario, moving[0].pointer, language)
    if unknown:
        return _("%(output)s has no value in this plan. %(input)s could give it one.", output=name, input=first)
    return _("%(output)s is %(base)s. %(input)s moves it most.", output=name, base=base, input=first)


def _end(bar: "Bar", end: "End", scenario: Scenario, language: Language) -> str:
    return input_text(bar.pointer, end.value, scenario, language) + (" *" if end.basis == "tenth" else "")


def points_lines(points: Sequence["Point"], scenario: Scenario, language: Language, screen: Screen) -> list[str]:
    """What one more percentage point of each rate is worth."""
    _ = language.gettext
    if not points:
        return []
    priced = any(point.cost is not None for point in points)
    acting = [channel for channel in scenario.channels if any(_is_some(point.activity.get(channel.key)) for point in points)]
    hiring = [role.role for role in scenario.team if any(_is_some(point.heads.get(role.role)) for point in points)]
    head = ["", _("Now"), _("Saves"), *([_("It costs"), _("To save 1")] if priced else [])]
    head += [_("%(units)s a day", units=heading(words(channel.activity, language))) for channel in acting] + hiring
    rows = []
    for point in points:
        costs = [value_text(each, "money", scenario, language) for each in (point.cost, point.per_money)] if priced else []
        saved = [point.activity.get(channel.key) for channel in acting] + [point.heads.get(role) for role in hiring]
        money = value_text(point.money, "money", scenario, language)
        label = input_label(scenario, point.pointer, language)
        rows.append(
            [label, value_text(point.value, "fraction", scenario, language), money, *costs, *(_saved(each, language) for each in saved)]
        )
    lines = screen.heading(_("What one more percentage point of a rate saves, the goal unchanged"))
    order = _("The cheapest improvement comes first.") if priced else _("Give --cost POINTER=MONEY to see which is the cheapest.")
    return [*lines, *banded(head, rows, "<" + ">" * (len(head) - 1), screen), "", *screen.paragraph(order)]


def _is_some(saved: float | None) -> bool:
    return saved is not None and abs(saved) >= LEAST_SHOWN


def _saved(saved: float | None, language: Language) -> str:
    return language.significant(saved) if saved is not None and abs(saved) >= LEAST_SHOWN else NOTHING
