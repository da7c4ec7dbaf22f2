"""What was measured, as lines of text for 80 columns."""

from collections.abc import Sequence

from app.history.found import Finding
from app.history.measured import Cohorts, Group, Interval, MeasuredFunnel, OpenStage, Rate, Season, UnitCost
from app.history.reviewed import ChannelReview, Review
from app.language import Language
from app.terminal.history_files_text import cut, day, finding_lines, period
from app.terminal.text import GAP, NOTHING, Screen, plain, table
from app.wording.history import figures as figures_said
from app.wording.history import finding_sentence
from app.wording.history.reviewing import largest
from app.wording.history.summary import in_one, is_flow, summary

GROUPS_SHOWN = 20
AGES_SHOWN = 12


def funnel_lines(measured: MeasuredFunnel, language: Language, screen: Screen) -> list[str]:
    """A measured funnel: rates with their intervals, deal value, season, open pipeline, groups, unit costs, and what to know."""
    _ = language.gettext
    whole = measured.whole
    buyers = _("counts by month, without buyers") if is_flow(measured) else _("%(n)s buyers", n=language.whole(whole.n))
    facts = [buyers]
    if measured.since and measured.until:
        facts.append(period(measured.since, measured.until, language))
    if measured.as_of:
        facts.append(_("known to %(day)s", day=day(measured.as_of, language)))
    return [
        screen.shown(plain(measured.list_name), "bold"),
        screen.shown(" · ".join(facts), "faint"),
        *screen.paragraph(plain(in_one(summary(measured, language)))),
        *screen.heading(_("Conversion, with the middle 90 %%") % ()),
        *_rates(whole.rates, language, screen),
        *_value(whole, measured.currency, language, screen),
        *_season(measured.season, language, screen),
        *_open(whole.open, language, screen),
        *_groups(measured, language, screen),
        *_unit_costs(measured.unit_costs, measured.currency, language, screen),
        *_noted(measured.findings, language, screen),
    ]


def _rates(rates: Sequence[Rate], language: Language, screen: Screen) -> list[str]:
    _, whole = language.gettext, language.whole
    rows = [
        (
            cut(f"{rate.from_stage} > {rate.to_stage}"),
            whole(rate.entered),
            whole(rate.converted),
            whole(rate.lost),
            whole(rate.open),
            _share(rate.rate, language),
            _interval(rate.interval, language),
            _number(rate.lag.median, language),
            "*" if rate.small else "",
        )
        for rate in rates
    ]
    head = ("", _("Entered"), _("Went on"), _("Lost"), _("Open"), _("Rate"), "", _("Days"), "")
    note = [GAP + _("* Too few to plan with.")] if any(rate.small for rate in rates) else []
    return [*table(head, rows, "<>>>>>>><", screen, GAP), *note, *_said_of_rates(rates, language, screen)]


def _said_of_rates(rates: Sequence[Rate], language: Language, screen: Screen) -> list[str]:
    """Why there is no rate or no lag, and why a sheet without ids would say something else."""
    lines: list[str] = []
    for rate in rates:
        reason = figures_said.rate_reason(rate, language)
        apart = figures_said.difference(rate, language) if rate.difference != "alike" else ""
        for said in filter(None, (reason, figures_said.lag_refusal(rate.lag, language), apart)):
            lines += screen.paragraph(plain(f"{rate.from_stage} > {rate.to_stage}: {said}"), GAP * 2, GAP)
    return lines


def _value(group: Group, currency: str | None, language: Language, screen: Screen) -> list[str]:
    _, value = language.gettext, group.value
    if not value.n:
        return []
    rows = [
        (_("Mean"), _money(value.mean, currency, language), _money_interval(value.interval, currency, language)),
        (_("Median"), _money(value.median, currency, language), ""),
        (_("One in ten below, above"), _money(value.low, currency, language), _money(value.high, currency, language)),
        (_("Total"), _money(value.total, currency, language), ""),
    ]
    if value.dominated is not None:
        rows.insert(1, (_("Mean without the largest and smallest"), _money(value.trimmed, currency, language), ""))
    head = _("Deal value, n %(n)s", n=language.whole(value.n))
    return [*screen.heading(head), *table(("", "", ""), rows, "<>>", screen, GAP)]


def _season(season: Season, language: Language, screen: Screen) -> list[str]:
    if season.indices is None:
        return []
    _ = language.gettext
    text = "  ".join(f"{language.month_short(2001, month)} {language.number(value, 2)}" for month, value in enumerate(season.indices, 1))
    sure = [] if season.matters else screen.paragraph(_("The months differ by no more than chance."), GAP)
    return [*screen.heading(_("Season of won deals")), *screen.paragraph(text, GAP), *sure]


def _open(stages: Sequence[OpenStage], language: Language, screen: Screen) -> list[str]:
    _, whole = language.gettext, language.whole
    rows = [(cut(each.stage), whole(each.n), *map(whole, each.ages), whole(each.stale)) for each in stages if each.n]
    head = ("", "n", "≤ 30", "≤ 90", "≤ 180", "≤ 365", "> 365", _("Stale"))
    return [*screen.heading(_("Open, by age in days")), *table(head, rows, "<" + ">" * 7, screen, GAP)] if rows else []


def _groups(measured: MeasuredFunnel, language: Language, screen: Screen) -> list[str]:
    if measured.split is None:
        return []
    _, whole = language.gettext, language.whole
    rows = [
        (
            cut(figures_said.group_name(each.key, each.name, language, measured.others)),
            whole(each.n),
            whole(each.won),
            _share(each.end_to_end.rate, language),
            _interval(each.end_to_end.interval, language),
            _share(each.end_to_end.shrunk, language),
            _share(each.share, language),
            "*" if each.end_to_end.small else "",
        )
        for each in measured.groups[:GROUPS_SHOWN]
    ]
    head = (cut(measured.split), "n", _("Won"), _("Rate"), "", _("Shrunk"), _("Of won"), "")
    left = len(measured.groups) - len(rows)
    more = [GAP + language.ngettext("And %(n)s more.", "And %(n)s more.", left)] if left > 0 else []
    return [*screen.heading(_("By %(column)s", column=plain(measured.split))), *table(head, rows, "<>>>>>><", screen, GAP), *more]


def _unit_costs(costs: Sequence[UnitCost], currency: str | None, language: Language, screen: Screen) -> list[str]:
    _ = language.gettext
    rows = []
    for each in costs:
        stages = [f"{cut(stage, 14)} {_money(cost, currency, language)}" for stage, cost in each.per_stage.items() if cost is not None]
        rows.append(
            (cut(figures_said.group_name("", each.channel, language)), _money(each.spend, currency, language), ", ".join(stages[:3]))
        )
    return [*screen.heading(_("Spend, and cost of each")), *table(("", "", ""), rows, "<><", screen, GAP)] if rows else []


def cohort_lines(found: Cohorts, language: Language, screen: Screen) -> list[str]:
    """Cohorts as shares of those who entered, that have gone on by each age; `·` where that age is not over yet."""
    _ = language.gettext
    ages = min(AGES_SHOWN, max((len(row) for row in found.converted), default=0), (screen.width - 33) // 6)
    rows = []
    for label, entered, so_far, converted in zip(found.labels, found.entered, found.so_far, found.converted, strict=True):
        cells = [NOTHING if count is None else _share(count / entered if entered else None, language) for count in converted[:ages]]
        rows.append((label, language.whole(entered), language.whole(so_far), *cells, *[""] * (ages - len(cells))))
    means = [NOTHING if mean is None else language.percent(mean, 1) for mean in found.mean_by_age[:ages]]
    rows.append((_("Mean"), "", "", *means, *[""] * (ages - len(means))))
    head = ("", _("Entered"), _("So far"), *(str(age) for age in range(ages)))
    unit = _("quarter") if found.unit == "quarter" else _("month")
    title = _(
        "%(from)s > %(to)s, by %(unit)s of entry and age", **{"from": plain(found.from_stage), "to": plain(found.to_stage), "unit": unit}
    )
    totals = [(_("Sum of the means by age: all cohorts"), _share(found.sum_of_means, language))]
    totals += [(_("Of the %(n)s complete cohorts", n=found.complete_rows), _share(found.complete, language))]
    return [
        screen.shown(plain(title), "bold"),
        "",
        *table(head, rows, "<" + ">" * (ages + 2), screen),
        "",
        *table(("", ""), totals, "<>", screen),
    ]


def review_lines(review: Review, language: Language, screen: Screen) -> list[str]:
    """A year by channel: the verdict first, then what it rests on."""
    head = [screen.shown(plain(review.list_name), "bold"), screen.shown(period(review.since, review.until, language), "faint")]
    lines = [*head]
    for channel in review.channels:
        lines += _channel(channel, review, language, screen)
    if sentence := largest(review, language):
        lines += ["", *screen.paragraph(plain(sentence))]
    return [*lines, *_noted(review.findings, language, screen)]


def _channel(channel: ChannelReview, review: Review, language: Language, screen: Screen) -> list[str]:
    _ = language.gettext
    said = finding_sentence(Finding(channel.reason, "info", channel.values), language)
    verdict = screen.shown(figures_said.verdict(channel.verdict, language), "bold")
    figures = {each.key: each for each in channel.figures}
    shown = []
    for key, name in (("deals", _("Deals")), ("revenue", _("Revenue")), ("share", _("Share")), ("cac", _("CAC")), ("roi", _("ROI"))):
        figure = figures.get(key)
        if figure is not None and figure.value is not None:
            shown.append(f"{name} {_figure(figure.value, figure.unit, review.currency, language)}")
        elif figure is not None and figure.reason is not None:
            shown.append(f"{name}: {figures_said.figure_reason(figure.reason, language)}")
    facts = [f"n {language.whole(channel.n)}", *shown]
    name = figures_said.group_name(channel.key, channel.name, language)
    lines = ["", f"{plain(name)}: {verdict}", *screen.paragraph(plain(said), GAP)]
    return [*lines, *screen.paragraph(", ".join(facts), GAP)]


def _noted(findings: Sequence[Finding], language: Language, screen: Screen) -> list[str]:
    return [*screen.heading(language.gettext("To know")), *finding_lines(findings, language, screen)] if findings else []


# --- Figures as texts ---------------------------------------------------------------------------------------------------


def _share(value: float | None, language: Language) -> str:
    return NOTHING if value is None else language.percent(value, 1)


def _number(value: float | None, language: Language) -> str:
    return NOTHING if value is None else language.number(value, 0)


def _money(value: float | None, currency: str | None, language: Language) -> str:
    if value is None:
        return NOTHING
    return language.number(value, 0) if currency is None else language.money(value, currency, 0)


def _figure(value: float, unit: str, currency: str | None, language: Language) -> str:
    if unit in ("fraction", "share", "percent"):
        return language.percent(value, 1)
    return _money(value, currency, language) if unit == "money" else language.number(value, 1 if unit == "ratio" else 0)


def _interval(interval: Interval | None, language: Language) -> str:
    return "" if interval is None else f"{language.number(100 * interval.low, 1)}-{language.percent(interval.high, 1)}"


def _money_interval(interval: Interval | None, currency: str | None, language: Language) -> str:
    return "" if interval is None else f"{_money(interval.low, currency, language)} - {_money(interval.high, currency, language)}"
