"""The best mix as text: channel by channel what it brings and costs, and the least spend of other goals."""

import math
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from app.language import Language
from app.planner.scenario import Scenario
from app.terminal.questions_text import LEAST_SHOWN, banded, changes_lines, cut
from app.terminal.text import NOTHING, Screen
from app.wording import month_name
from app.wording.levers import value_text

if TYPE_CHECKING:
    from app.questions.mixing.by_month import ByMonth
    from app.questions.mixing.frontier import Frontier, Here
    from app.questions.mixing.mix import Mix, Part

EACH = 1000.0
"""Of so much revenue the price is told."""
CENT = 0.01


def mix_lines(mix: "Mix", months: "ByMonth", scenario: Scenario, budget: float | None, language: Language, screen: Screen) -> list[str]:
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
    head = ("", _("Share now"), _("Best"), _("Revenue"), _spend(mix, language), _("1,000 more cost"), _("1,000 more bring"), "")
    lines = [*screen.paragraph(_mixed(mix, budget, money, language)), "", *banded(head, rows, "<>>>>>><", screen)]
    if mix.price is not None:
        said = {"more": money(EACH), "price": money(mix.price * EACH)}
        lines += ["", *screen.paragraph(_("%(more)s more of revenue cost %(price)s.", **said))]
    else:
        lines += ["", *screen.paragraph(_("No more revenue can be had within the bounds."))]
    if not mix.exact:
        lines += screen.paragraph(_("Not every set of channels with fixed costs was tried, so a better one is possible."))
    lines += screen.paragraph(_mixed_by_month(months, money, language))
    if not mix.changes:
        said = {"baseline": money(scenario.goal.baseline), "target": money(mix.target)}
        return [*lines, *screen.paragraph(_("No growth of %(baseline)s that can be stated makes %(target)s; state a target.", **said))]
    return [*lines, *changes_lines(mix.changes, scenario, language, screen)]


def _spend(mix: "Mix", language: Language) -> str:
    return language.gettext("With people") if mix.people else language.gettext("Spend")


def _mixed_by_month(months: "ByMonth", money: Callable[[float], str], language: Language) -> str:
    """What could be saved at most by another mix in each month."""
    _ = language.gettext
    if months.saved < CENT:
        return _("A mix of its own in each month would save nothing.")
    said = {"total": money(months.total), "saved": money(months.saved)}
    if months.kept is None:
        return _("If each month could be mixed for itself, it would cost %(total)s, %(saved)s less.", **said)
    said["kept"] = money(months.kept)
    return _(
        "If each month could be mixed for itself, it would cost %(total)s, %(saved)s less, or %(kept)s with each month's revenue kept.",
        **said,
    )


def month_lines(months: "ByMonth", scenario: Scenario, language: Language, screen: Screen) -> list[str]:
    """What each channel would spend in each month if it could be mixed for itself."""
    _, names = language.gettext, [cut(channel.name) for channel in scenario.channels]
    rows = [
        (month_name(month, language), *(value_text(spend, "money", scenario, language) for spend in column))
        for month, column in zip(months.months, months.spend.T.tolist(), strict=True)
    ]
    title = screen.heading(_("What each month's own mix would spend"))
    return [*title, *banded((_("Month"), *names), rows, "<" + ">" * len(names), screen)]


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


def frontier_lines(frontier: "Frontier", mix: "Mix", scenario: Scenario, language: Language, screen: Screen) -> list[str]:
    """Spend against revenue: the least spend of each amount, with the answer and the scenario's own mix among them."""
    _ = language.gettext

    def row(target: float, revenue: float, spend: float, price: float, shares: Iterable[float], mark: str = "") -> tuple[str, ...]:
        amounts = (value_text(each, "money", scenario, language) for each in (target, revenue, spend, price * EACH))
        return (*amounts, *map(language.percent, shares), mark)

    fields = (frontier.target, frontier.revenue, frontier.spend, frontier.price, frontier.share)
    points = [(each[1], row(*each)) for each in zip(*(field.tolist() for field in fields), strict=True)]
    price, shares = math.inf if mix.price is None else mix.price, [part.share for part in mix.parts]
    points.append((mix.revenue, row(mix.target, mix.revenue, mix.spend + mix.people, price, shares, _("the best mix"))))
    here = frontier.here
    if here is not None:
        shares = [channel.share for channel in scenario.channels]
        points.append((here.revenue, row(here.target, here.revenue, here.spend, math.inf, shares, _("the mix now"))))
    names = [cut(channel.name) for channel in scenario.channels]
    head = (_("Reaches"), _("New revenue"), _("With people") if mix.people else _("Least spend"), _("1,000 more cost"), *names, "")
    rows = [cells for _revenue, cells in sorted(points, key=lambda point: point[0])]
    title = _("The least cost of each goal, with people") if mix.people else _("The least spend of each goal")
    lines = [*screen.heading(title), *banded(head, rows, ">" * (len(head) - 1) + "<", screen)]
    return lines if here is None else [*lines, "", *screen.paragraph(_here(here, scenario, language))]


def _here(here: "Here", scenario: Scenario, language: Language) -> str:
    """Where the scenario's own mix stands beside the frontier."""
    _, written = language.gettext, partial(value_text, unit="money", scenario=scenario, language=language)
    said = {"revenue": written(here.revenue), "spend": written(here.spend)}
    if here.least is None or here.least >= here.spend:
        return _("The scenario's own mix: %(revenue)s for %(spend)s.", **said)
    return _(
        "The scenario's own mix: %(revenue)s for %(spend)s, which the best mix brings for %(least)s.", least=written(here.least), **said
    )
