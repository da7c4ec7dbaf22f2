"""Files that were taken in, and what was measured of them, as lines of text for 80 columns."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.history.found import Asked, Finding, Look, Taken
from app.history.measured import Cohorts, Group, Interval, MeasuredFunnel, OpenStage, Rate, Season, UnitCost
from app.history.reviewed import ChannelReview, Review
from app.language import Language
from app.planner.text import N_
from app.services.imports import Import, ListLine
from app.terminal.text import GAP, NOTHING, Screen, plain, table
from app.wording.history import answer, finding_sentence, question

if TYPE_CHECKING:
    from app.terminal.history_store import Came

ROWS_SHOWN = 8
GROUPS_SHOWN = 20
AGES_SHOWN = 12
_NAME = 26
KINDS = {
    "records": N_("buyers"),
    "events": N_("stage changes"),
    "counts": N_("monthly counts"),
    "spend": N_("spend and activity"),
    "lookup": N_("a lookup table"),
}
STATUSES = {
    "looking": N_("being looked at"),
    "asked": N_("waits for answers"),
    "ready": N_("ready"),
    "taking": N_("being taken in"),
    "done": N_("in"),
    "failed": N_("failed"),
    "cancelled": N_("cancelled"),
}
VERDICTS = {"keep": N_("keep"), "grow": N_("grow"), "fix": N_("fix"), "stop": N_("stop"), "too_early": N_("too early to tell")}
_MARKS = {"info": "-", "warning": "!", "blocking": "x"}


# --- Files ------------------------------------------------------------------------------------------------------------


def came_lines(came: "Came", language: Language, screen: Screen) -> list[str]:
    """What came of a file."""
    _ = language.gettext
    head = screen.shown(plain(came.file), "bold")
    if came.trouble is not None:
        return [head, *screen.paragraph(finding_sentence(came.trouble, language), GAP)]
    if came.same_as is not None:
        sentence = _("The very same file was taken in before, as %(id)s; nothing was added.", id=came.same_as.id)
        return [head, *screen.paragraph(sentence, GAP)]
    if came.taken is not None:
        return [head, *taken_lines(came.taken, language, screen), *([f"{GAP}{came.id}"] if came.id else [])]
    return [head, *open_lines(came.look, language, screen)] if came.look is not None else [head]


def taken_lines(taken: Taken, language: Language, screen: Screen) -> list[str]:
    """What taking a file in gave: rows, list, period, and what should be known of it."""
    _, whole = language.gettext, language.whole
    counts = _(
        "%(rows)s rows: %(taken)s taken in, %(refused)s refused, %(left_out)s left out.",
        rows=whole(taken.rows),
        taken=whole(taken.taken),
        refused=whole(taken.refused),
        left_out=whole(taken.left_out),
    )
    place = _("List %(name)s (%(kind)s)", name=plain(taken.list_name), kind=_(KINDS[taken.kind]))
    if taken.first and taken.last:
        place += f", {_period(taken.first, taken.last, language)}"
    return [f"{GAP}{counts}", f"{GAP}{place}", *finding_lines(taken.findings, language, screen)]


def look_lines(look: Look, language: Language, screen: Screen) -> list[str]:
    """What would be done with a file."""
    _ = language.gettext
    layout = [look.encoding, look.worksheet] if look.container == "xlsx" else [look.encoding, repr(look.delimiter)]
    row = _("header in row %(row)s", row=language.whole(look.header_row + 1))
    facts = [look.container, *filter(None, layout), row, _(KINDS[look.recipe.kind])]
    samples = [(each.samples or ("",))[0] for each in look.columns]
    columns = [(_cut(each.header), each.holds, _meaning(look, at), _cut(samples[at], 24)) for at, each in enumerate(look.columns)]
    stages = [f"{GAP}{_('Stages')}: {plain(' > '.join(look.recipe.stages))}"] if look.recipe.stages else []
    return [
        screen.shown(plain(look.name), "bold"),
        f"{GAP}{plain(', '.join(facts))}",
        f"{GAP}{_('List')}: {plain(look.recipe.list_name)}",
        *stages,
        "",
        *table((_("Column"), _("Holds"), _("Read as"), ""), columns, "<<<<", screen, GAP),
        *open_lines(look, language, screen),
    ]


def open_lines(look: Look, language: Language, screen: Screen) -> list[str]:
    """What has to be answered, with how to answer it, and what should be known."""
    _ = language.gettext
    lines: list[str] = []
    for asked in look.asked:
        if asked.must:
            lines += screen.paragraph(f"? {question(asked, language)}", GAP * 2, GAP)
            lines += screen.paragraph(_how_to_answer(asked, language), GAP * 2)
    lines += finding_lines(look.findings, language, screen)
    if not look.ready:
        lines += screen.paragraph(_("Nothing of it was taken in."), GAP)
    return lines


def _how_to_answer(asked: Asked, language: Language) -> str:
    _ = language.gettext
    if asked.code == "date_order":
        return _("Answer with --date-order dmy (the day comes first) or --date-order mdy (the month comes first).")
    choices = language.list_of([answer(choice, language) for choice in asked.choices][:12]) if asked.choices else ""
    how = _("Write the recipe with backfunnel history look FILE --recipe-out recipe.yaml, set it there, and give it with --recipe.")
    return f"{_('One of')}: {plain(choices)}. {how}" if choices else how


def finding_lines(findings: Sequence[Finding], language: Language, screen: Screen) -> list[str]:
    """Findings, the gravest first."""
    order = {"blocking": 0, "warning": 1, "info": 2}
    lines: list[str] = []
    for finding in sorted(findings, key=lambda each: order[each.severity]):
        rows = f" ({language.gettext('rows')} {', '.join(map(str, finding.rows[:ROWS_SHOWN]))})" if finding.rows else ""
        lines += screen.paragraph(f"{_MARKS[finding.severity]} {plain(finding_sentence(finding, language))}{rows}", GAP * 2, GAP)
    return lines


def list_lines(lists: Sequence[ListLine], found: Sequence[Import], language: Language, screen: Screen) -> list[str]:
    """Lists that can be measured, and the imports behind them."""
    _, whole = language.gettext, language.whole
    if not found:
        return screen.paragraph(_("Nothing has been taken in yet. Begin with backfunnel history import FILE."))
    measured = [(_cut(each.name), " > ".join(each.stages), whole(each.rows), each.known_to or NOTHING) for each in lists]
    taken = [whole(each.taken.taken) if each.taken else NOTHING for each in found]
    rows = [
        (each.id, _cut(each.name, 22), _(STATUSES[each.status]), taken[at], _cut(each.list_name or NOTHING, 16))
        for at, each in enumerate(found)
    ]
    top = table((_("List"), _("Stages"), _("Rows"), _("Known to")), measured, "<<><", screen) if measured else []
    return [*top, *([""] if top else []), *table((_("Import"), _("File"), "", _("Rows"), _("List")), rows, "<<<><", screen)]


# --- Figures ----------------------------------------------------------------------------------------------------------


def funnel_lines(measured: MeasuredFunnel, language: Language, screen: Screen) -> list[str]:
    """A measured funnel: rates with their intervals, deal value, season, open pipeline, groups, unit costs, and what to know."""
    _ = language.gettext
    whole = measured.whole
    facts = [_("%(n)s buyers", n=language.whole(whole.n))]
    if measured.since and measured.until:
        facts.append(_period(measured.since, measured.until, language))
    if measured.as_of:
        facts.append(_("known to %(day)s", day=_day(measured.as_of, language)))
    return [
        screen.shown(plain(measured.list_name), "bold"),
        screen.shown(" · ".join(facts), "faint"),
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
            _cut(f"{rate.from_stage} > {rate.to_stage}"),
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
    return [*table(head, rows, "<>>>>>>><", screen, GAP), *note]


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
    rows = [(_cut(each.stage), whole(each.n), *map(whole, each.ages), whole(each.stale)) for each in stages if each.n]
    head = ("", "n", "≤ 30", "≤ 90", "≤ 180", "≤ 365", "> 365", _("Stale"))
    return [*screen.heading(_("Open, by age in days")), *table(head, rows, "<" + ">" * 7, screen, GAP)] if rows else []


def _groups(measured: MeasuredFunnel, language: Language, screen: Screen) -> list[str]:
    if measured.split is None:
        return []
    _, whole = language.gettext, language.whole
    rows = [
        (
            _cut(each.name or _("(none)")),
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
    head = (_cut(measured.split), "n", _("Won"), _("Rate"), "", _("Shrunk"), _("Of won"), "")
    left = len(measured.groups) - len(rows)
    more = [GAP + language.ngettext("And %(n)s more.", "And %(n)s more.", left)] if left > 0 else []
    return [*screen.heading(_("By %(column)s", column=plain(measured.split))), *table(head, rows, "<>>>>>><", screen, GAP), *more]


def _unit_costs(costs: Sequence[UnitCost], currency: str | None, language: Language, screen: Screen) -> list[str]:
    _ = language.gettext
    rows = []
    for each in costs:
        stages = [f"{_cut(stage, 14)} {_money(cost, currency, language)}" for stage, cost in each.per_stage.items() if cost is not None]
        rows.append((_cut(each.channel), _money(each.spend, currency, language), ", ".join(stages[:3])))
    return [*screen.heading(_("Spend, and cost of each")), *table(("", "", ""), rows, "<><", screen, GAP)] if rows else []


def cohort_lines(found: Cohorts, language: Language, screen: Screen) -> list[str]:
    """Cohorts as shares of those who entered, that have gone on by each age; `·` where that age is not over yet."""
    _ = language.gettext
    ages = min(AGES_SHOWN, max((len(row) for row in found.converted), default=0), (screen.width - 24) // 6)
    rows = []
    for label, entered, converted in zip(found.labels, found.entered, found.converted, strict=True):
        cells = [NOTHING if count is None else _share(count / entered if entered else None, language) for count in converted[:ages]]
        rows.append((label, language.whole(entered), *cells, *[""] * (ages - len(cells))))
    means = [NOTHING if mean is None else language.percent(mean, 1) for mean in found.mean_by_age[:ages]]
    rows.append((_("Mean"), "", *means, *[""] * (ages - len(means))))
    head = ("", _("Entered"), *(str(age) for age in range(ages)))
    unit = _("quarter") if found.unit == "quarter" else _("month")
    title = _(
        "%(from)s > %(to)s, by %(unit)s of entry and age", **{"from": plain(found.from_stage), "to": plain(found.to_stage), "unit": unit}
    )
    totals = [(_("Sum of the means by age: all cohorts"), _share(found.sum_of_means, language))]
    totals += [(_("Of the %(n)s complete cohorts", n=found.complete_rows), _share(found.complete, language))]
    return [
        screen.shown(plain(title), "bold"),
        "",
        *table(head, rows, "<" + ">" * (ages + 1), screen),
        "",
        *table(("", ""), totals, "<>", screen),
    ]


def review_lines(review: Review, language: Language, screen: Screen) -> list[str]:
    """A year by channel: the verdict first, then what it rests on."""
    _ = language.gettext
    head = [screen.shown(plain(review.list_name), "bold"), screen.shown(_period(review.since, review.until, language), "faint")]
    lines = [*head]
    for channel in review.channels:
        lines += _channel(channel, review, language, screen)
    if review.top_channel and review.top_share is not None:
        sentence = _(
            "%(channel)s brings %(share)s of the revenue.", channel=review.top_channel, share=language.percent(review.top_share, 0)
        )
        lines += ["", *screen.paragraph(plain(sentence))]
    return [*lines, *_noted(review.findings, language, screen)]


def _channel(channel: ChannelReview, review: Review, language: Language, screen: Screen) -> list[str]:
    _ = language.gettext
    said = finding_sentence(Finding(channel.reason, "info", channel.values), language)
    verdict = screen.shown(_(VERDICTS[channel.verdict]), "bold")
    figures = {each.key: each for each in channel.figures}
    shown = []
    for key, name in (("deals", _("Deals")), ("revenue", _("Revenue")), ("share", _("Share")), ("cac", _("CAC")), ("roi", _("ROI"))):
        figure = figures.get(key)
        if figure is not None and figure.value is not None:
            shown.append(f"{name} {_figure(figure.value, figure.unit, review.currency, language)}")
    facts = [f"n {language.whole(channel.n)}", *shown]
    lines = ["", f"{plain(channel.name or _('(none)'))}: {verdict}", *screen.paragraph(plain(said), GAP)]
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


def _day(iso: str, language: Language) -> str:
    return language.date(dt.date.fromisoformat(iso))


def _period(first: str, last: str, language: Language) -> str:
    return language.gettext("%(first)s to %(last)s", first=_day(first, language), last=_day(last, language))


def _cut(text: str, most: int = _NAME) -> str:
    text = plain(text)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _meaning(look: Look, position: int) -> str:
    column = look.recipe.columns[position] if position < len(look.recipe.columns) else None
    if column is None or column.field is None:
        return NOTHING
    return _cut(" ".join(filter(None, (column.field, column.stage or column.name))))
