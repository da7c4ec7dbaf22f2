"""The measured funnel as its page shows it: a sentence first, then figures, pictures, tables. No HTML."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.history.measured import MeasuredFunnel, Rate, Season
from app.language import Language
from app.planner.text import N_
from app.services.rows_wanted import RowsWanted
from app.web.figures import measured
from app.web.figures.words import said
from app.web.history import funnel_charts, rows_asked
from app.web.history.asking_figures import Wanted
from app.web.history.findings_view import findings_of
from app.web.history.funnel_rows import RowsAt, arrow, group_rows, group_scale, nowhere, rate_rows, scale_of
from app.web.history.worth_rows import AGES, cost_rows, open_rows, value_facts
from app.wording.history.figures import group_reason
from app.wording.history.summary import is_flow, main_rate, summary

_SPLITS = {"channel": N_("Channel"), "owner": N_("Owner"), "account": N_("Account")}
_SEASONS = {
    "too_short": N_("There are %(months)s of data. Below two years a month's index is mostly chance, so none is given."),
    "too_few": N_("Too few deals were won for the months to tell anything."),
}


def view(found: MeasuredFunnel, wanted: Wanted, lists: Sequence[str], files: dict[str, str], language: Language) -> dict[str, Any]:
    """Everything that the template prints; `files` are the names of the imports by id."""
    whole = found.whole
    main = main_rate(found)
    end_to_end = _beside(whole.rates, whole.end_to_end)
    scale = scale_of((*whole.rates, *end_to_end), language)
    rows_at = _rows_at(found, wanted)
    charts = {
        "curve": funnel_charts.curve(main, language),
        "lags": funnel_charts.lags(main.lag, language),
        "season": funnel_charts.season(found.season, language),
    }
    return {
        "wanted": wanted,
        "found": found,
        "lists": lists,
        "sentence": summary(found, language),
        "findings": findings_of(found.findings, language),
        "rates": rate_rows(whole.rates, scale, language, rows_at),
        "end_to_end": rate_rows(end_to_end, scale, language, rows_at),
        "scale": scale,
        "group_scale": group_scale(found, language),
        "main": main,
        "main_name": arrow(main.from_stage, main.to_stage),
        "is_flow": is_flow(found),
        "groups": group_rows(found, language, rows_at) if found.split else (),
        "others": language.ngettext("%(n)s more value is put together.", "%(n)s more values are put together.", found.others)
        if found.others
        else "",
        "value": value_facts(whole.value, found.currency, language),
        "no_value": "" if whole.value.n or is_flow(found) else group_reason(whole, "value", language),
        "open": open_rows(whole, found.currency, language) if any(each.n for each in whole.open) else (),
        "ages": tuple(language.gettext(label) for label in AGES),
        "costs": cost_rows(found, language),
        "season": season_words(found.season, language),
        "season_indices": _indices(found.season, language),
        "curve_points": curve_points(main, language),
        "lag_points": [
            (f"{first}–{last}" if last > first else f"{first}", language.whole(n)) for first, last, n in funnel_charts.lag_bins(main.lag)
        ],
        "lag_later": _later(main, language),
        "charts": {name: chart for name, chart in charts.items() if chart},
        "splits": _splits(found, language),
        "split_name": split_name(found.split, language),
        "basis": basis(found, files, language),
        "first_stage": whole.end_to_end.from_stage,
        "period": measured.period(found.since, found.until, language),
        "as_of": measured.day(found.as_of, language),
        "cut_from": measured.day(found.cut_from, language) if found.cut_from else "",
    }


def _rows_at(found: MeasuredFunnel, wanted: Wanted) -> RowsAt:
    """Where the rows are behind a figure of this page; of counts there are none."""
    if is_flow(found):
        return nowhere

    asked = wanted.question
    since, until = found.cut_from or asked.since or "", asked.until or found.as_of or ""

    def at(rows: RowsWanted) -> str:
        mine = replace(rows, only=(*wanted.only, *rows.only), since=since, until=until)
        return rows_asked.address(found.list_name, mine)

    return at


def _beside(rates: Sequence[Rate], end_to_end: Rate) -> tuple[Rate, ...]:
    """The rate from end to end, unless it is that of a single step anyway."""
    steps = [(each.from_stage, each.to_stage) for each in rates]
    return () if (end_to_end.from_stage, end_to_end.to_stage) in steps else (end_to_end,)


def season_words(season: Season, language: Language) -> str:
    """Why there are no indices, or how far they can be believed."""
    if season.refused and not season.months:
        return language.gettext(N_("No deal was won on a day that is known, so there are no months to compare."))
    if season.refused:
        months = language.ngettext("%(n)s month", "%(n)s months", season.months)
        return language.gettext(_SEASONS.get(season.refused, season.refused), months=months)
    if season.matters:
        return language.gettext(N_("The months differ by more than chance."))
    return language.gettext(N_("The months do not differ by more than chance would make them; a plan does well without a season."))


def _later(rate: Rate, language: Language) -> str:
    """What the picture of lags leaves out."""
    n, day = funnel_charts.later(rate.lag)
    return (
        language.ngettext("%(n)s took longer than %(days)s.", "%(n)s took longer than %(days)s.", n, days=language.days(day)) if n else ""
    )


def _indices(season: Season, language: Language) -> list[tuple[str, str, str]]:
    if season.indices is None:
        return []
    names = [language.month_short(2001, month) for month in range(1, 13)]
    spans = season.intervals or ()
    shown = [language.gettext(measured.SPAN, low=language.number(each.low, 2), high=language.number(each.high, 2)) for each in spans]
    return [
        (name, language.number(index, 2), shown[place] if shown else "")
        for place, (name, index) in enumerate(zip(names, season.indices, strict=True))
    ]


def curve_points(rate: Rate, language: Language) -> list[tuple[str, str, str, str]]:
    """The curve as a table: age, gone on, lost, still watched; at ages that people think in, as far as it was watched."""
    ages = [age for age in (0, 7, 14, 30, 60, 90, 120, 180, 270, 365, 540, 730) if age < rate.watched_days]
    if not rate.curve.days:
        return []
    points = []
    for age in [*ages, rate.watched_days]:
        at_risk = max((n for day, n in zip(rate.curve.days, rate.curve.at_risk, strict=True) if day >= age), default=0)
        lost = funnel_charts.lost_by(rate, age) if any(rate.curve.lost) else None
        points.append(
            (language.days(age), measured.rate(rate.curve.at(age), language), measured.rate(lost, language), language.whole(at_risk))
        )
    return points


def split_name(split: str | None, language: Language) -> str:
    """A column that people can split by, by its name."""
    return "" if split is None else said(_SPLITS, split, language) if split in _SPLITS else split


def _splits(found: MeasuredFunnel, language: Language) -> list[tuple[str, str]]:
    names = [(name, f"{split_name(name, language)} ({language.whole(levels)})") for name, levels in found.splits]
    return [("", language.gettext(N_("not split"))), *names]


def basis(found: MeasuredFunnel, files: dict[str, str], language: Language, *, with_money: bool = True) -> dict[str, Any]:
    """Under every page of figures: what they rest on, the files with money and lookups included."""
    ids = (*found.imports, *found.beside) if with_money else found.imports
    buyers = language.ngettext("%(n)s buyer in the list", "%(n)s buyers in the list", found.n_rows)
    return {
        "rows": language.gettext(N_("counts by month, without buyers")) if is_flow(found) else buyers,
        "imports": [(files.get(id, id), f"/history/imports/{id}") for id in ids],
        "as_of": measured.day(found.as_of, language),
        "period": measured.period(found.since, found.until, language),
    }
