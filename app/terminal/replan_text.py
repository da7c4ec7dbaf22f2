"""The requirements for the rest as text: how far ahead or behind, what is left to win, and what there is to do for it."""

import math
from typing import TYPE_CHECKING

from app.language import Language
from app.planner.scenario import Scenario
from app.terminal.questions_text import banded, cut
from app.terminal.text import NOTHING, Screen, plain, table
from app.wording.levers import value_text
from app.wording.names import month_name
from app.wording.replan import pace_sentence, remarks, state_sentence

if TYPE_CHECKING:
    from app.questions.replanning.replanned import Replanned, ToWin


def replan_lines(found: "Replanned", scenario: Scenario, language: Language, screen: Screen) -> list[str]:
    """The answer: sentences first, then the goal, the channels, the months and the team."""
    message, values = state_sentence(found, scenario, language)
    sentences = [pace_sentence(found, scenario, language), language.gettext(message, **values), *remarks(found, scenario, language)]
    lines = [line for sentence in sentences if sentence for line in screen.paragraph(plain(sentence))]
    lines += [*screen.heading(language.gettext("The goal")), *_goal(found.to_win, scenario, language, screen)]
    if found.state in ("reached", "covered", "too_late"):
        return lines
    lines += [*screen.heading(language.gettext("What there is to do")), *_channels(found, scenario, language, screen)]
    lines += [*screen.heading(language.gettext("By month")), *_months(found, scenario, language, screen)]
    return [*lines, *screen.heading(language.gettext("Team")), *_team(found, language, screen)] if found.team else lines


def _number(value: float, language: Language) -> str:
    return NOTHING if math.isnan(value) else language.number(value, 1)


def _goal(to_win: "ToWin", scenario: Scenario, language: Language, screen: Screen) -> list[str]:
    _ = language.gettext
    rows = [
        (_("Target"), to_win.target),
        (_("Existing customers"), to_win.existing),
        (_("Signed before"), to_win.committed),
        (_("Won since"), to_win.won),
        (_("Open now"), to_win.pipeline),
        (_("Left to win"), to_win.left),
        (_("To spare"), to_win.surplus),
    ]
    return table(("", ""), [(name, value_text(value, "money", scenario, language)) for name, value in rows], "<>", screen)


def _channels(found: "Replanned", scenario: Scenario, language: Language, screen: Screen) -> list[str]:
    _ = language.gettext
    rows = [
        (
            channel.name,
            language.percent(part.share),
            _number(part.deals, language),
            _number(part.planned_deals, language),
            _number(part.per_working_day, language),
            _number(part.planned_per_working_day, language),
            value_text(part.spend, "money", scenario, language),
            value_text(part.planned_spend, "money", scenario, language),
        )
        for channel, part in zip(scenario.channels, found.channels, strict=True)
    ]
    planned = _("Planned")
    head = ("", _("Share"), _("Deals"), planned, _("A working day"), planned, _("Spend"), planned)
    return banded(head, rows, "<>>>>>>>", screen)


def _months(found: "Replanned", scenario: Scenario, language: Language, screen: Screen) -> list[str]:
    _ = language.gettext
    rows = [
        (
            month_name(month.month, language),
            _number(month.deals, language),
            _number(month.planned_deals, language),
            *(_number(month.per_working_day[channel.key], language) for channel in scenario.channels),
            value_text(month.spend, "money", scenario, language),
            value_text(month.planned_spend, "money", scenario, language),
        )
        for month in found.months
    ]
    daily = (cut(_("%(channel)s a day", channel=channel.name)) for channel in scenario.channels)
    head = ("", _("Deals"), _("Planned"), *daily, _("Spend"), _("Planned"))
    return banded(head, rows, "<" + ">" * (len(head) - 1), screen)


def _team(found: "Replanned", language: Language, screen: Screen) -> list[str]:
    _ = language.gettext
    rows = [
        (
            role.role,
            language.number(role.heads, up_to=1),
            *(NOTHING if math.isnan(each) else language.whole(each) for each in (role.heads_peak, role.planned_heads_peak, role.hires)),
            _hire_by(role.hire_by, found.today, language),
        )
        for role in found.team
    ]
    return banded(("", _("Now"), _("Needed"), _("Planned"), _("To hire"), _("From")), rows, "<>>>><", screen)


def _hire_by(month: str | None, today: str, language: Language) -> str:
    if month is None:
        return NOTHING
    name = month_name(month, language)
    return language.gettext("%(month)s, too late", month=name) if month < today[:7] else name
