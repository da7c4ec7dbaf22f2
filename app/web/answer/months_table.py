"""The table of months as HTML: by far the most cells of the page, so they are written row by row."""

from markupsafe import Markup

from app.web.answer.month_rows import Row
from app.web.answer.months_view import MonthsView
from app.web.figures.markup import KEYS, cells, safe


def head(view: MonthsView, corner: str, total: str) -> Markup:
    """The columns' names; each knows the months it stands for."""
    parts = [f'<tr class="names"><th scope="col" class="corner"><span class="vh">{safe(corner)}</span></th>']
    for column, name in zip(view.columns, classes(view), strict=True):
        title = f' title="{safe(column.title)}"' if column.title != column.label else ""
        kind = f' class="{name}"' if name else ""
        parts.append(f'<th scope="col"{kind} data-months="{column.months}"{title}>{safe(column.label)}</th>')
    parts.append(f'<th scope="col">{safe(total)}</th></tr>')
    return Markup("".join(parts))  # every text was escaped


def body(view: MonthsView) -> Markup:
    """The rows."""
    names = classes(view)
    return Markup("\n".join([_row(row, names) for row in view.rows]))  # every text was escaped


def classes(view: MonthsView) -> tuple[str, ...]:
    """What is particular about each column."""
    return tuple("pre edge" if column.edge else "pre" if column.before else "" for column in view.columns)


def _row(row: Row, names: tuple[str, ...]) -> str:
    label, kind = safe(row.label), "row sel" if row.chosen else "row part" if row.series is not None else "row"
    traced = f' data-at="{safe(row.at)}"' if row.at else ""
    if row.offset:
        traced += f' data-offset="{row.offset}"'
    traced += f' data-length="{row.length}"' if row.at else ""
    whole = f' data-figure="{safe(row.whole)}"' if row.whole and row.total != "–" else ""
    sample = "" if row.series is None else KEYS[row.series]
    return (
        f'<tr class="{kind}" data-row="{safe(row.key)}"{traced}><th scope="row" title="{label}">{sample}{label}</th>'
        f'{cells(row.cells, names)}<td class="tot"{whole}>{safe(row.total)}</td></tr>'
    )
