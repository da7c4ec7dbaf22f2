"""The plan by month, quarter or year: figures as rows, the chosen one also by channel. No HTML."""

from typing import NamedTuple

from app.planner.text import N_
from app.web.answer.month_rows import ACTIVITY, SPEND, Row, Table, label_of
from app.web.figures.ground import Ground
from app.web.figures.periods import Span, spans, years
from app.web.state.view import View

FEW_COLUMNS, FEWER_COLUMNS = 16, 8
CELLS = ((8, "long"), (11, "long wide"), (15, "long wider"))
"""Characters of a figure that a column has room for, and what the table is then; sixteen columns of up to seven fit a window."""
SHORT_CELL = 7
PERIODS = {"month": N_("Month"), "quarter": N_("Quarter"), "year": N_("Year")}
DIGITS = {"whole": N_("Whole"), "exact": N_("Exact")}


class Choice(NamedTuple):
    """One of several ways to look at it."""

    key: str
    label: str
    chosen: bool


class MonthsView(NamedTuple):
    """Figures by column; the parts of the chosen one, by channel, are what the picture shows."""

    caption: str
    chosen: str
    choices: tuple[Choice, ...]
    periods: tuple[Choice, ...]
    digits: tuple[Choice, ...]
    years: tuple[tuple[str, int], ...]
    before: int
    width: str
    columns: tuple[Span, ...]
    rows: tuple[Row, ...]

    @property
    def parts(self) -> tuple[Row, ...]:
        """The rows that are channels."""
        return tuple([row for row in self.rows if row.series is not None])

    @property
    def shown(self) -> Row | None:
        """The chosen row, where it is one figure."""
        return next((row for row in self.rows if row.chosen), None)


def months(ground: Ground, view: View) -> MonthsView:
    """Each stage, the open pipeline, revenue and spend by column, or what each channel does; the chosen figure also by channel."""
    keys = (*ground.scenario.stage_keys, SPEND, ACTIVITY)
    chosen = view.show if view.show in keys else ground.handed_over
    period = view.period or "month"
    columns = spans(ground, period)
    table = Table(ground, columns)
    rows = tuple(table.activity_rows() if chosen == ACTIVITY else table.rows(chosen))
    return MonthsView(
        caption=ground.say(N_("%(figure)s by month and channel, then every figure by month"), figure=label_of(ground, chosen)),
        chosen=chosen,
        choices=tuple(Choice(key, label_of(ground, key), key == chosen) for key in keys),
        periods=tuple(Choice(key, ground.say(label), key == period) for key, label in PERIODS.items()),
        digits=tuple(Choice(key, ground.say(label), (key == "exact") == ground.exact) for key, label in DIGITS.items()),
        years=years(columns),
        before=sum(column.before for column in columns),
        width=_width(len(columns), max([len(cell) for row in rows for cell in row.cells], default=0)),
        columns=columns,
        rows=rows,
    )


def _width(columns: int, longest: int) -> str:
    """How wide the columns must be, as the style sheet calls it."""
    if columns <= FEW_COLUMNS and longest <= (15 if columns <= FEWER_COLUMNS else SHORT_CELL):
        return "few" if columns <= FEWER_COLUMNS else ""
    return next((name for room, name in CELLS if longest <= room), "long widest")
