"""Key figures of a row, each with its interval, how many it rests on and the year before."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from app.history.measured import Group, Interval, Rate
from app.history.review import chance, comparable
from app.history.review.rows import Row, roi_of
from app.history.review.tallies import YearOfChannel
from app.history.reviewed import Figure, FigureReason, Incomparable

Value = tuple[float | None, Interval | None, int, FigureReason | None]
"""A value with its interval and number, or the reason why there is none."""
OfYear = Callable[[YearOfChannel, float | None], Value]
"""A figure by a year's sums and spend."""


def figures_of(row: Row, whole: Row, margin: float) -> tuple[Figure, ...]:
    """Every key figure of a row, in the order of a page."""
    return tuple(_figures(row, whole, margin))


def _figures(row: Row, whole: Row, margin: float) -> Iterator[Figure]:
    stages = len(row.year.entered)
    won = row.is_cut(stages - 1)
    for stage in range(stages - 1):
        yield _figure(row, f"entered_{stage}", "count", _entered_at(stage), row.is_cut(stage))
    yield _figure(row, "deals", "count", lambda year, _: _counted(year.deals), won)
    yield _figure(row, "revenue", "money", lambda year, _: _revenue(year), won)
    yield _share(row, whole)
    yield _figure(row, "revenue_per_account", "money", lambda year, _: _per_account(year), won)
    yield _figure(row, "spend", "money", lambda _, spend: _spent(spend), row.spend_cut)
    for stage in range(stages - 1):
        yield _paid(row, f"cost_{stage}", "money", _cost_at(stage), row.is_cut(stage) or row.spend_cut)
    yield _paid(row, "cac", "money", lambda year, spend: _cost(year.deals, spend), won or row.spend_cut)
    yield _paid(row, "roi", "fraction", lambda year, spend: _roi(year, spend, margin), won or row.spend_cut)
    for stage in range(stages - 1):
        yield _measured(row, f"rate_{stage}", _rate_at(stage))
    yield _measured(row, "end_to_end", lambda group: group.end_to_end)
    yield _cycle(row)
    yield Figure("retention", "fraction", row.retention, None if row.retention is not None else "not_given", None, 0, None)


def _entered_at(stage: int) -> OfYear:
    return lambda year, _: _counted(year.entered[stage])


def _cost_at(stage: int) -> OfYear:
    return lambda year, spend: _cost(year.entered[stage], spend)


def _rate_at(stage: int) -> Callable[[Group], Rate | None]:
    return lambda group: group.rates[stage] if stage < len(group.rates) else None


def _figure(row: Row, key: str, unit: str, of: OfYear, cut: bool) -> Figure:
    """A figure of a year's sums, for both years."""
    now = of(row.year, row.spend)
    before: Value = _nothing("nobody") if row.before is None else of(row.before, row.spend_before)
    return _both(row, key, unit, now, before, "data_begins" if cut else None)


def _paid(row: Row, key: str, unit: str, of: OfYear, cut: bool) -> Figure:
    """The same of what came on the days on which the spend is known."""
    return _figure(replace(row, year=row.bought, before=row.bought_before), key, unit, of, cut)


def _both(row: Row, key: str, unit: str, now: Value, before: Value, incomparable: Incomparable | None) -> Figure:
    (value, interval, n, reason), (old, old_interval, _, _) = now, before
    if value is None or old is None:
        return Figure(key, unit, value, reason, interval, n, old)
    differs = None if incomparable else chance.differ(value, interval, old, old_interval, row.comparisons)
    return Figure(key, unit, value, reason, interval, n, old, differs, incomparable)


def _nothing(reason: FigureReason) -> Value:
    return None, None, 0, reason


def _spent(spend: float | None) -> Value:
    return _nothing("no_spend") if spend is None else (spend, None, 0, None)


def _counted(count: int) -> Value:
    return float(count), chance.of_count(count), count, None


def _revenue(year: YearOfChannel) -> Value:
    if year.deals and not year.priced:
        return _nothing("no_money")
    return year.revenue, chance.of_revenue(year), year.priced, None


def _share(row: Row, whole: Row) -> Figure:
    """Share of the whole's revenue, or of its deals where nothing is priced."""

    def share(year: YearOfChannel | None, all_: YearOfChannel | None) -> Value:
        if year is None or all_ is None:
            return _nothing("nobody")
        part, total = (year.revenue, all_.revenue) if all_.revenue else (float(year.deals), float(all_.deals))
        return (part / total, None, year.deals, None) if total else _nothing("nobody")

    last = len(row.year.entered) - 1
    cut = row.is_cut(last) or whole.is_cut(last)
    return _both(row, "share", "fraction", share(row.year, whole.year), share(row.before, whole.before), "data_begins" if cut else None)


def _per_account(year: YearOfChannel) -> Value:
    if not year.accounts:
        return _nothing("nobody" if not year.deals else "no_accounts")
    if not year.priced:
        return _nothing("no_money")
    return year.revenue / year.accounts, chance.scaled(chance.of_revenue(year), 1 / year.accounts), year.accounts, None


def _cost(count: int, spend: float | None) -> Value:
    if spend is None:
        return _nothing("no_spend")
    return (spend / count, chance.per(spend, chance.of_count(count)), count, None) if count else _nothing("nobody")


def _roi(year: YearOfChannel, spend: float | None, margin: float) -> Value:
    found = roi_of(year, spend, margin)
    if found is None:
        return _nothing("no_spend" if not spend else "no_money")
    return *found, year.deals, None


def _measured(row: Row, key: str, of: Callable[[Group], Rate | None]) -> Figure:
    def value(group: Group | None) -> Value:
        rate = None if group is None else of(group)
        if rate is None:
            return _nothing("nobody")
        if rate.rate is None:
            return (
                (rate.snapshot, None, rate.entered, None)
                if rate.snapshot is not None
                else _nothing(_REASONS.get(rate.reason or "", "open"))
            )
        return rate.rate, rate.interval, rate.entered, None

    now, before = (None if group is None else of(group) for group in (row.group, row.group_before))
    return _both(row, key, "fraction", value(row.group), value(row.group_before), comparable.of_rates(now, before))


_REASONS: dict[str, FigureReason] = {"nobody_entered": "nobody", "no_days": "no_days", "undated_outcomes": "no_days"}


def _cycle(row: Row) -> Figure:
    """Mean days from the first stage to the win; the interval is not known from its quantiles alone."""
    before = None if row.group_before is None else row.group_before.cycle.mean
    value: Value = _nothing("nobody") if row.cycle.mean is None else (row.cycle.mean, None, row.cycle.n, None)
    return _both(row, "cycle_days", "days", value, (before, None, 0, None), comparable.of_cycles(row.group, row.group_before))
