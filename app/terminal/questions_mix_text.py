"""The best mix as text: channel by channel what it brings and costs, and the least spend of other goals."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.language import Language
from app.planner.scenario import Scenario
from app.terminal.questions_text import LEAST_SHOWN, banded, changes_lines, cut
from app.terminal.text import NOTHING, Screen
from app.wording.levers import NO_FIGURE, value_text

if TYPE_CHECKING:
    from app.questions.mixing.mix import Frontier, Mix, Part

EACH = 1000.0
"""Of so much revenue the price is told."""


def mix_lines(mix: "Mix", scenario: Scenario, budget: float | None, language: Language, screen: Screen) -> list[str]:
    """The mix, channel by channel, what it costs, and what one more unit would."""
    _ = language.gettext

    def money(amount: float) -> str:
        return value_text(amount, "money", scenario, language)

    rows = [
        (
            channel.name,
            language.percent(channel.share),
            language.percent(part.share),
            money(part.revenue),
            money(part.spend + part.people),
            money(part.marginal * EACH),
            money(part.next_revenue) if abs(part.next_revenue) >= LEAST_SHOWN else NOTHING,
            _bound(part, language),
        )
        for channel, part in zip(scenario.channels, mix.parts, strict=True)
    ]
    head = ("", _("Share now"), _("Best"), _("Revenue"), _("Spend"), _("1,000 more cost"), _("1,000 more bring"), "")
    lines = [*screen.paragraph(_mixed(mix, budget, money, language)), "", *banded(head, rows, "<>>>>>><", screen)]
    if mix.price is not None:
        said = {"more": money(EACH), "price": money(mix.price * EACH)}
        lines += ["", *screen.paragraph(_("%(more)s more of revenue cost %(price)s.", **said))]
    else:
        lines += ["", *screen.paragraph(_("No more revenue can be had: every channel is at its bound."))]
    if not mix.exact:
        lines += screen.paragraph(_("Not every set of channels with fixed costs was tried, so a better one is possible."))
    return [*lines, *changes_lines(mix.changes, scenario, language, screen)]


def _mixed(mix: "Mix", budget: float | None, money: Callable[[float], str], language: Language) -> str:
    _, said = language.gettext, {"spend": money(mix.spend + mix.people), "revenue": money(mix.revenue), "target": money(mix.target)}
    if budget is not None:
        return _("%(spend)s buys %(revenue)s of new revenue at most, which reaches %(target)s.", **said)
    if mix.before is None:
        return _("The goal of %(target)s costs %(spend)s at least; the scenario's own mix cannot reach it.", **said)
    return _("The goal of %(target)s costs %(spend)s at least, in place of %(before)s.", before=money(mix.before), **said)


def _bound(part: "Part", language: Language) -> str:
    """What holds a channel where it is."""
    _ = language.gettext
    return {
        "free": "",
        "low": _("at its least share"),
        "high": _("at its most"),
        "ceiling": _("at its ceiling"),
        "capacity": _("at its capacity"),
        "too_late": _("too late"),
        "off": _("too dear"),
    }[part.bound]


def frontier_lines(frontier: "Frontier", scenario: Scenario, language: Language, screen: Screen) -> list[str]:
    """Spend against revenue: the least spend of each amount."""
    _ = language.gettext

    def money(amount: float) -> str:
        return value_text(amount, "money", scenario, language)

    names = [cut(channel.name) for channel in scenario.channels]
    rows = [
        (
            money(target),
            money(revenue),
            money(spend),
            language.significant(price) if math.isfinite(price) else NO_FIGURE,
            *map(language.percent, share),
        )
        for target, revenue, spend, price, share in zip(
            *(each.tolist() for each in (frontier.target, frontier.revenue, frontier.spend, frontier.price, frontier.share)), strict=True
        )
    ]
    head = (_("Reaches"), _("New revenue"), _("Least spend"), _("1,000 more cost"), *names)
    lines = [*screen.heading(_("The least spend of each goal")), *banded(head, rows, ">" * len(head), screen)]
    if frontier.here is not None:
        revenue, spend = frontier.here
        lines += [
            "",
            *screen.paragraph(_("The scenario's own mix: %(revenue)s for %(spend)s.", revenue=money(revenue), spend=money(spend))),
        ]
    return lines
