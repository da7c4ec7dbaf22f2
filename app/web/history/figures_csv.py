"""Measured figures to take along as CSV: plain numbers in rows, rates as fractions. No HTML."""

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from fastapi.responses import Response

from app.history.measured import Cohorts, Group, Interval, MeasuredFunnel, Rate, UnitCost
from app.history.reviewed import Figure, Review
from app.language import Language
from app.web.answer.take_along import Rows, as_csv
from app.web.history.cohorts_page import label
from app.wording.history.figures import group_name, verdict

_RATE_HEAD = (
    "group", "from", "to", "entered", "went_on", "lost", "open", "rate", "rate_low", "rate_high", "rate_cautious", "simple_ratio",
    "went_on_of_entered", "went_on_of_closed", "median_days", "mean_days", "mean_days_with_open", "p90_days", "watched_days", "small",
)  # fmt: skip
_GROUP_HEAD = ("group", "buyers", "won", "lost", "open", "share", "mean_value", "median_value", "currency", "median_cycle_days")


def response(rows: Rows, name: str) -> Response:
    """The file, called after what it is of."""
    headers = {"content-disposition": f"attachment; filename*=utf-8''{quote(f'{name}.csv', safe='')}", "cache-control": "no-store"}
    return Response("\ufeff" + as_csv(rows), media_type="text/csv; charset=utf-8", headers=headers)


def funnel(found: MeasuredFunnel, language: Language) -> Rows:
    """Every conversion of the whole and of each group; then the groups; then what channels cost."""
    groups = [(language.gettext("All together"), found.whole), *((_called(each, found, language), each) for each in found.groups)]
    rows: Rows = [list(_RATE_HEAD)]
    rows += [_rate(name, rate) for name, group in groups for rate in _rates(group)]
    rows += [[], list(_GROUP_HEAD), *(_group(name, each, found.currency) for name, each in groups)]
    if found.unit_costs:
        rows += [[], ["channel", "spend", *(f"per {stage}" for stage in found.stages), "activity", "units", "cost_of_one"]]
        rows += [line for each in found.unit_costs for line in _cost(each, found, language)]
    rows += [[], ["list", "entered_from", "entered_until", "known_to", "basis"]]
    rows.append([found.list_name, found.since, found.until, found.as_of, found.basis])
    return rows


def cohorts(found: Cohorts, language: Language) -> Rows:
    """A row for each month or quarter; empty where an age is not over."""
    ages = [str(age) for age in range(len(found.mean_by_age))]
    rows: Rows = [["came_in", "entered", "so_far", *ages]]
    for place, name in enumerate(found.labels):
        rows.append([label(name, language), found.entered[place], found.so_far[place] if found.so_far else None, *found.converted[place]])
    return [*rows, ["mean_share", None, found.sum_of_means, *found.mean_by_age]]


def review(found: Review, names: Mapping[str, str], language: Language) -> Rows:
    """A row for each figure of each channel and of the whole, the verdict beside the channel."""
    rows: Rows = [["channel", "verdict", "figure", "value", "low", "high", "cases", "year_before", "more_than_chance", "unit"]]
    for each in found.channels:
        channel = group_name(each.key, each.name, language)
        rows += [_figure(channel, verdict(each.verdict, language), figure, names) for figure in each.figures]
    rows += [_figure(language.gettext("All together"), "", figure, names) for figure in found.whole]
    return rows


def _called(group: Group, found: MeasuredFunnel, language: Language) -> str:
    return group_name(group.key, group.name, language, found.others)


def _rates(group: Group) -> Iterator[Rate]:
    yield from group.rates
    if (group.end_to_end.from_stage, group.end_to_end.to_stage) not in [(each.from_stage, each.to_stage) for each in group.rates]:
        yield group.end_to_end


def _rate(name: str, rate: Rate) -> list[str | float | None]:
    low, high = _ends(rate.interval)
    return [
        name, rate.from_stage, rate.to_stage, rate.entered, rate.converted, rate.lost, rate.open, rate.rate, low, high, rate.shrunk,
        rate.snapshot, rate.raw, rate.closed_only, rate.lag.median, rate.lag.mean, rate.lag.mean_all,
        rate.lag.p90, rate.watched_days, "yes" if rate.small else "no",
    ]  # fmt: skip


def _group(name: str, group: Group, currency: str | None) -> list[str | float | None]:
    value = group.value
    return [name, group.n, group.won, group.lost, group.still_open, group.share, value.mean, value.median, currency, group.cycle.median]


def _cost(cost: UnitCost, found: MeasuredFunnel, language: Language) -> Iterator[list[str | float | None]]:
    name = group_name("", cost.channel, language)
    stages = [cost.per_stage.get(stage) for stage in found.stages]
    if not cost.activities:
        yield [name, cost.spend, *stages]
    for activity, units in cost.activities.items():
        yield [name, cost.spend, *stages, activity, units, cost.costs.get(activity)]


def _figure(channel: str, judged: str, figure: Figure, names: Mapping[str, str]) -> list[str | float | None]:
    low, high = _ends(figure.interval)
    differs = None if figure.differs is None else "yes" if figure.differs else "no"
    differs = "not comparable" if figure.incomparable else differs
    return [channel, judged, names.get(figure.key, figure.key), figure.value, low, high, figure.n, figure.before, differs, figure.unit]


def _ends(interval: Interval | None) -> tuple[float | None, float | None]:
    return (None, None) if interval is None else (interval.low, interval.high)
