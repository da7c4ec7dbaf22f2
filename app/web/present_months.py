"""The plan by month: figures as cells, the chosen one as bars by channel. No HTML."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.planner.text import N_
from app.web.ground import NIL, Ground
from app.web.pictures import Bar, add_up, stacked
from app.web.words import heading, said
from app.wording.names import MEASURES

FEW_MONTHS = 16
SHORT_CELL = 7
"""Characters of a figure that fit the column of a month among sixteen."""
SPEND = "spend"


@dataclass(frozen=True)
class Column:
    """A month; `edge` is the last one before the start."""

    label: str
    before: bool
    edge: bool
    total: str
    bars: tuple[tuple[int, Bar], ...]


@dataclass(frozen=True)
class Row:
    """A figure by month."""

    key: str
    label: str
    cells: tuple[str, ...]
    total: str
    chosen: bool


@dataclass(frozen=True)
class Choice:
    """One of the figures that the picture can show."""

    key: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class MonthsView:
    """Bars and figures by month."""

    caption: str
    choices: tuple[Choice, ...]
    legend: tuple[tuple[int, str], ...]
    years: tuple[tuple[str, int], ...]
    before: int
    long: bool
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def months(ground: Ground, chosen: str = "") -> MonthsView:
    """Each stage, the open pipeline, revenue and spend by month; bars of the chosen figure by channel."""
    plan = ground.plan["months"]
    chosen = chosen if chosen in (*ground.scenario.stage_keys, SPEND) else default_choice(ground)
    rows = list(_rows(ground, chosen))
    parts, totals = _parts(ground, chosen)
    top = max((sum(column) for column in parts), default=0.0)
    before = sum(month["before_start"] for month in plan)
    drawn = [series for series in (1, 2, 3, 0) if any(number == series for number in ground.series.values())]
    columns = []
    for position, (month, column, total) in enumerate(zip(plan, parts, totals, strict=True)):
        bars = tuple((series, bar) for series, bar in zip(drawn, stacked(column, top), strict=True) if bar.length > 0)
        first_of_year = month["month"].endswith("-01") or position == 0
        label = ground.month(month["month"], year=month["before_start"] or (ground.scenario.months > 12 and first_of_year))
        columns.append(Column(label, month["before_start"], position == before - 1, total, bars))
    return MonthsView(
        caption=ground.say(N_("%(figure)s by month and channel, then every figure by month"), figure=_label(ground, chosen)),
        choices=tuple(Choice(key, _label(ground, key), key == chosen) for key in (*ground.scenario.stage_keys, SPEND)),
        legend=tuple((series, _legend(ground, series)) for series in drawn),
        years=_years([month["month"] for month in plan[before:]]),
        before=before,
        long=len(plan) > FEW_MONTHS or any(len(cell) > SHORT_CELL for row in rows for cell in row.cells),
        columns=tuple(columns),
        rows=tuple(rows),
    )


def default_choice(ground: Ground) -> str:
    """The first stage that sales answers for: what the two teams hand over."""
    handed = (stage.key for stage in ground.scenario.stages if stage.owner == "sales")
    return next(handed, ground.first.key)


def _label(ground: Ground, key: str) -> str:
    return ground.say(N_("Spend")) if key == SPEND else heading(ground.stages(key))


def _legend(ground: Ground, series: int) -> str:
    names = [channel.name for channel in ground.scenario.channels if ground.series[channel.key] == series]
    if series:
        return names[0]
    return ground.language.ngettext("%(n)s other channel", "%(n)s other channels", len(names))


def _years(labels: Sequence[str]) -> tuple[tuple[str, int], ...]:
    years: dict[str, int] = {}
    for label in labels:
        years[label[:4]] = years.get(label[:4], 0) + 1
    return tuple(years.items())


def _parts(ground: Ground, chosen: str) -> tuple[list[list[float]], list[str]]:
    """The chosen figure of each month by series, and its total as text."""
    plan = ground.plan["months"]
    place = {month["month"]: position for position, month in enumerate(plan)}
    drawn = [series for series in (1, 2, 3, 0) if series in ground.series.values()]
    parts = [[0.0] * len(drawn) for _ in plan]
    for channel in ground.plan["channels"]:
        at = drawn.index(ground.series[channel["key"]])
        for month in channel["months"]:
            amount = month["spend"] if chosen == SPEND else (month["stages"].get(chosen) or {"exact": 0.0})["exact"]
            if month["month"] in place:
                parts[place[month["month"]]][at] += amount or 0.0
    if chosen == SPEND:
        totals = [ground.language.money_short(month["spend"], ground.currency, 0) if month["spend"] else "" for month in plan]
    else:
        totals = [ground.count(month["stages"][chosen]) if month["stages"][chosen]["whole"] else "" for month in plan]
    return parts, totals


def _rows(ground: Ground, chosen: str) -> Iterator[Row]:
    plan, totals, whole = ground.plan["months"], ground.plan["totals"], ground.language.whole
    for key in ground.scenario.stage_keys:
        wholes = [month["stages"][key]["whole"] for month in plan]
        cells = tuple(whole(n) if n else NIL for n in wholes)
        yield Row(key, _label(ground, key), cells, ground.count(totals["stages"][key]), key == chosen)
    if any(month["pipeline_deals"] for month in plan):
        deals = add_up([month["pipeline_deals"] for month in plan])
        yield Row("pipeline", ground.say(N_("Open pipeline")), tuple(whole(n) if n else NIL for n in deals), whole(sum(deals)), False)
    measure = said(MEASURES, ground.plan["measure"], ground.language)
    yield _money_row(ground, "revenue", measure, [month["revenue"] + month["pipeline_revenue"] for month in plan], False)
    yield _money_row(ground, SPEND, ground.say(N_("Spend")), [month["spend"] for month in plan], chosen == SPEND)


def _money_row(ground: Ground, key: str, label: str, amounts: Sequence[float | None], chosen: bool) -> Row:
    """Money in the largest unit that keeps three figures, rounded so that the months add up."""
    top = max((abs(amount or 0.0) for amount in amounts), default=0.0)
    scale, letter = (1e6, "M") if top >= 1e8 else (1e3, "k") if top >= 1e4 else (1.0, "")
    rounded = add_up([(amount or 0.0) / scale for amount in amounts])
    cells = tuple("–" if amount is None else ground.language.whole(n) if n else NIL for amount, n in zip(amounts, rounded, strict=True))
    unit = ground.language.money(0, ground.currency, 0).replace("0", letter).strip()
    unknown = None in amounts or (key == SPEND and ground.plan["totals"]["spend"] is None)
    total = "–" if unknown else ground.language.whole(sum(rounded))
    return Row(key, ground.say(N_("%(figure)s, %(unit)s"), figure=label, unit=unit), cells, total, chosen)
