"""Tables of the answer to take along: plain figures in rows, as CSV for a file or as tabs for a spreadsheet. No HTML."""

import csv
import io
import math
from collections.abc import Callable, Iterator, Sequence

from app.planner.plan import Figure
from app.planner.rounding import whole
from app.planner.text import N_
from app.web.answer import funnel_view, month_rows, months_view
from app.web.figures.ground import Ground
from app.web.figures.words import heading
from app.web.state.view import View
from app.wording import kpi_name, reason_sentence

Cell = str | float | None
Rows = list[list[Cell]]
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
"""What a spreadsheet takes for a formula, in full width as well."""


def table(name: str, ground: Ground, view: View) -> Rows | None:
    """The rows of a table, its head first; None for a name that has none."""
    make = TABLES.get(name)
    return None if make is None else list(make(ground, view))


def as_csv(rows: Rows) -> str:
    """Comma-separated, lines as RFC 4180 has them."""
    out = io.StringIO()
    csv.writer(out).writerows([[_harmless(cell) for cell in row] for row in rows])
    return out.getvalue()


def as_tabs(rows: Rows) -> str:
    """Separated by tabs, as spreadsheets take it from the clipboard."""
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows([[_harmless(cell) for cell in row] for row in rows])
    return out.getvalue()


def _harmless(cell: Cell) -> Cell:
    """A text that a spreadsheet would take for a formula is marked as text."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
    number = _without_dust(cell)
    return int(number) if number == int(number) and abs(number) < 1e15 else number


def _without_dust(number: float) -> float:
    """As exact as arithmetic leaves it: 0.033, not 0.03300000000000001; of large money its minor units stay."""
    return float(f"{number:.{12 if abs(number) < 1e9 else 15}g}")


def _figure(ground: Ground, figure: Figure) -> Cell:
    return figure["exact" if ground.exact else "whole"]


def _months(ground: Ground, view: View) -> Iterator[list[Cell]]:
    """The same rows as on the page, with money in full."""
    shown = months_view.months(ground, view)
    money = {"revenue": _revenue(ground), month_rows.SPEND: [month["spend"] for month in ground.plan["months"]]}
    yield [ground.say(N_("Figure")), *(column.title for column in shown.columns), ground.say(N_("Total"))]
    for row in shown.rows:
        if row.key in money:
            amounts = money[row.key]
            sums = [list(amounts[column.first : column.last + 1]) for column in shown.columns]
            name = month_rows.label_of(ground, row.key) if row.key == month_rows.SPEND else row.label.rpartition(",")[0]
            yield [f"{name}, {ground.currency}", *map(_sum, sums), _sum(amounts)]
        elif not row.key.startswith(f"{month_rows.SPEND}-"):
            yield [row.label, *row.values, _sum(row.values)]


def _revenue(ground: Ground) -> list[float | None]:
    return [month["revenue"] + month["pipeline_revenue"] for month in ground.plan["months"]]


def _sum(part: Sequence[float | None]) -> float | None:
    """What they come to; nothing where one of them is not known."""
    return None if None in part else round(math.fsum(amount or 0.0 for amount in part), 6)


_CHANNEL_COLUMNS = (
    N_("Channel"),
    N_("Unit"),
    N_("A working day"),
    N_("In all"),
    N_("Enter as"),
    N_("Entries"),
    N_("Deals"),
    N_("Revenue"),
    N_("Spend"),
    N_("A deal"),
    N_("From"),
    N_("To"),
)


def _channels(ground: Ground, _view: View) -> Iterator[list[Cell]]:
    yield [ground.say(name) for name in _CHANNEL_COLUMNS]
    for channel in ground.plan["channels"]:
        window = channel["window"] or (None, None)
        yield [
            channel["name"],
            ground.units(channel["activity_unit"]),
            ground.plan["totals"]["per_working_day"][channel["key"]]["mean"],
            _figure(ground, channel["activity"]),
            heading(ground.stages(channel["enters"])),
            _figure(ground, channel["entries"]),
            channel["deals"]["exact"],
            channel["revenue"],
            channel["spend"],
            channel["cac"],
            *window,
        ]


def _team(ground: Ground, _view: View) -> Iterator[list[Cell]]:
    months, say = ground.plan["months"], ground.say
    yield [say(N_("Role")), say(N_("Figure")), *(ground.long_month(month["month"]) for month in months)]
    for role in ground.plan["team"]:
        found = {month["month"]: month for month in role["months"]}
        rows = [found.get(month["month"]) for month in months]
        loads = [None if row is None else row["load"] if ground.exact else whole(row["load"]) for row in rows]
        yield [role["role"], heading(ground.handled(role["handles"])), *loads]
        yield [role["role"], say(N_("Heads needed")), *(None if row is None else row["heads_needed"] for row in rows)]
        yield [role["role"], say(N_("Hires")), *(None if row is None else row["hires"] for row in rows)]


_UNITS = {
    "money": N_("%(currency)s"),
    "money_per_day": N_("%(currency)s a day"),
    "fraction": N_("share, 1 is 100%%"),
    "ratio": N_("ratio"),
    "days": N_("days"),
    "months": N_("months"),
}


def _kpis(ground: Ground, _view: View) -> Iterator[list[Cell]]:
    yield [ground.say(name) for name in (N_("Key figure"), N_("Value"), N_("Unit"), N_("Why it has no value"))]
    for kpi in ground.plan["kpis"]:
        reason = "" if kpi["value"] is not None else reason_sentence(kpi["reason"] or "", ground.language)
        yield [
            kpi_name(kpi, ground.language, ground.plan),
            kpi["value"],
            ground.say(_UNITS[kpi["unit"]], currency=ground.currency),
            reason,
        ]


def _bridge(ground: Ground, _view: View) -> Iterator[list[Cell]]:
    for part in funnel_view.bridge(ground).parts:
        yield [part.label, part.amount]


def _funnel(ground: Ground, _view: View) -> Iterator[list[Cell]]:
    yield [ground.say(name) for name in (N_("Stage"), N_("Count"), N_("Rate to the next"), N_("Days to the next"))]
    rates = funnel_view.rates(ground)
    for position, stage in enumerate(ground.scenario.stages):
        last = position == len(rates)
        lag = None if last else ground.scenario.ordered_conversions[position].lag_days
        count = _figure(ground, ground.plan["totals"]["stages"][stage.key])
        yield [heading(ground.stages(stage.key)), count, None if last else rates[position], lag]


TABLES: dict[str, Callable[[Ground, View], Iterator[list[Cell]]]] = {
    "bridge": _bridge,
    "funnel": _funnel,
    "months": _months,
    "channels": _channels,
    "team": _team,
    "kpis": _kpis,
}
