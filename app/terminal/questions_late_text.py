"""What is too late, and what a shortfall will cost, as text."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from app.language import Language
from app.planner.scenario import Scenario
from app.terminal.questions_text import LEAST_SHOWN, banded, cut
from app.terminal.text import GAP, NOTHING, Screen, plain
from app.wording import month_name
from app.wording.levers import value_text
from app.wording.names import words

if TYPE_CHECKING:
    from app.questions.late import LateMonth
    from app.questions.warning import Missing


def late_lines(months: Sequence["LateMonth"], scenario: Scenario, language: Language, screen: Screen) -> list[str]:
    """For each month of the horizon, by when each channel has to begin, and what is too late."""
    _ = language.gettext
    names = {channel.key: channel.name for channel in scenario.channels}
    rows = [
        (
            month_name(month.month, language),
            *(_reach(reach, day, language) for reach, day in zip(month.reach, month.start_by, strict=True)),
            language.number(month.season, 1),
            language.number(month.planned, 1),
            language.number(month.pipeline, 1) if month.pipeline >= LEAST_SHOWN else NOTHING,
            _repair(month, names, language) if month.lost > LEAST_SHOWN else NOTHING,
            value_text(month.repair_cost, "money", scenario, language) if month.repair_cost else NOTHING,
        )
        for month in months
    ]
    head = ("", *map(cut, names.values()), _("By the season"), _("Planned"), _("Open now"), _("Repair"), _("It costs"))
    shown = banded(head, rows, "<" + "<" * len(names) + ">>><>", screen)
    explained = _("A day is the last one on which activity of that channel can begin to close a deal in the month.")
    return [*screen.paragraph(_late(months, scenario, language)), "", *shown, "", *screen.paragraph(explained)]


def _late(months: Sequence["LateMonth"], scenario: Scenario, language: Language) -> str:
    _ = language.gettext
    if scenario.today is None:
        return _("The scenario does not say what day it is, so nothing is too late.")
    shut = [month for month in months if all(reach == "too_late" for reach in month.reach)]
    whole = next((month for month in months if all(reach == "open" for reach in month.reach)), None)
    if shut:
        first = _("Nothing that begins now closes before the end of %(month)s.", month=month_name(shut[-1].month, language))
    else:
        first = _("Every month can still be reached by some channel.")
    if whole is None:
        return first
    return f"{first} {_('From %(month)s on every channel reaches the whole month.', month=month_name(whole.month, language))}"


def _repair(month: "LateMonth", names: dict[str, str], language: Language) -> str:
    """The channel that makes up for what is lost, with the month where it does so later."""
    if month.repair is None or month.repair_in is None:
        return NOTHING
    if month.repair_in == month.month:
        return names[month.repair]
    return language.gettext("%(channel)s, in %(month)s", channel=names[month.repair], month=month_name(month.repair_in, language))


def _reach(reach: str, day: str, language: Language) -> str:
    _ = language.gettext
    if reach == "too_late":
        return _("too late")
    by = language.date(date.fromisoformat(day))
    return _("partly, by %(day)s", day=by) if reach == "partly" else _("by %(day)s", day=by)


def missing_lines(missing: "Missing", scenario: Scenario, language: Language, screen: Screen) -> list[str]:
    """What a shortfall takes away, and when it is felt."""
    _ = language.gettext
    channel = next(channel for channel in scenario.channels if channel.key == missing.channel)
    deals = float(missing.deals.sum())
    said = {
        "short": language.number(missing.short, up_to=1),
        "planned": language.number(missing.planned, up_to=1),
        "units": words(channel.activity, language),
        "month": month_name(missing.month, language),
        "deals": language.significant(deals),
        "revenue": value_text(float(missing.revenue.sum()), "money", scenario, language),
    }
    sentence = _(
        "%(short)s of %(planned)s %(units)s not done in %(month)s are %(deals)s deals and %(revenue)s that will be missing.", **said
    )
    if missing.felt is not None:
        sentence += " " + _("Most of it is felt in %(month)s.", month=month_name(missing.felt, language))
    if missing.deals_after >= LEAST_SHOWN:
        after = language.significant(missing.deals_after)
        sentence += " " + _("%(deals)s deals more would have closed after the horizon.", deals=after)
    rows = [
        (month_name(month, language), language.significant(lost), value_text(revenue, "money", scenario, language))
        for month, lost, revenue in zip(missing.months, missing.deals.tolist(), missing.revenue.tolist(), strict=True)
        if lost or revenue
    ]
    lines = screen.paragraph(plain(sentence))
    return [*lines, "", *banded(("", _("Deals missing"), _("Revenue missing")), rows, "<>>", screen, GAP)] if rows else lines
