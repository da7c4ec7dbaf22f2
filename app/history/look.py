"""What a file is and how it would be read: layout, columns, a preview, and a proposed recipe."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from app.history.files import CELL_LIMIT, Frame, frames, layout_of, survey
from app.history.files.cells import alone, shortened
from app.history.files.container import refused
from app.history.files.layout import Layout
from app.history.files.sampling import sampled
from app.history.files.surveying import Survey
from app.history.found import Asked, ColumnFound, Finding, Look
from app.history.recipe import Recipe
from app.history.values.judge import Judged, judge
from app.history.values.numbers import Decimal
from app.history.values.title_scales import scales_around

if TYPE_CHECKING:
    from app.history.mapping import KnownList, Proposal

_PREVIEW = 20
_KEYS = ("id", "key")  # fields by which rows are joined
_WHOLE = 4 << 20  # bytes of a file that is judged by all of its rows at once
_HELD = 1_000_000  # cells of a worksheet that is judged by all of its rows at once; fewer where they are long
_LETTERS = 20  # of a cell that is not long
_FOOTERS = 10  # rows at the end among which lines below the table are
_SHARE = 20  # of further rows one in so many


@dataclass(frozen=True)
class _Rows:
    """Rows by which the columns are judged; all of them, or some from all over the file."""

    cells: pl.DataFrame
    row: pl.Series
    count: int
    estimated: bool


def look(
    path: Path,
    name: str,
    *,
    known: "Sequence[KnownList]" = (),
    remembered: Sequence[tuple[str, Recipe]] = (),
    today: dt.date,
    corrections: Recipe | None = None,
    surveyed: Survey | None = None,
    is_other_table: bool = False,
) -> Look:
    """Look at a file; raises UnreadableFile. `corrections`: a person's recipe, which is kept as far as it fits the file.

    `surveyed`: what all bytes of the file say, from whoever has read them already.
    `is_other_table`: what `corrections` say of the money was found beside another table of the file, and nobody said it of this one.
    """
    from app.history.mapping import corrected, propose, rescaled

    surveyed = surveyed or survey(path)
    layout, findings = _layout(path, surveyed, corrections)
    rows = _rows(path, layout)
    layout = _with_scales(layout, rows)
    judged = _judged(path, layout, rows)
    columns = _with_alike(_columns(judged, layout), rows)
    fits = corrections is not None and tuple(column.header for column in corrections.columns) == layout.headers
    chosen = [dict(column.orders) for column in corrections.columns] if corrections and fits else [{} for _ in columns]
    findings += tuple(finding for each, orders in zip(judged, chosen, strict=True) for finding in each.findings(today, orders))
    findings += _astray(rows) if layout.container == "csv" else ()
    preview = _preview(rows)
    proposal = propose(name, layout, columns, preview, known, remembered, today)
    if corrections is not None and corrections.has_header is not None:
        proposal = _with_header_answered(proposal, corrections.has_header)
    asked: tuple[Asked, ...] = ()
    if corrections is not None and fits and is_other_table:
        corrections, asked = rescaled(corrections, proposal)
    findings += _not_scaled(layout, corrections if fits else None)
    seen = Look(
        name=name,
        size=surveyed.size,
        digest=surveyed.digest,
        container=layout.container,
        encoding=layout.encoding,
        delimiter=layout.delimiter,
        worksheet=layout.worksheet,
        worksheets=layout.worksheets,
        header_row=layout.header_row,
        columns=columns,
        preview=preview,
        rows=rows.count,
        estimated=rows.estimated,
        source=proposal.source,
        shape=proposal.shape,
        recipe=proposal.recipe,
        remembered=proposal.remembered,
        asked=proposal.asked,
        findings=_together(findings, proposal.findings, corrections if corrections and fits else proposal.recipe),
    )
    if corrections is None or not fits:
        return seen
    found = corrected(seen, corrections)
    return replace(found, asked=(*asked, *found.asked))


def _with_scales(layout: Layout, rows: _Rows) -> Layout:
    """The layout with what the row of units right under the header, or a line below the table, says of its money."""
    if layout.scales:
        return layout
    below = [line for line in rows.cells.tail(_FOOTERS).rows() if sum(cell is not None for cell in line) == 1]
    return replace(layout, scales=scales_around(rows.cells.head(1).rows(), below))


def _not_scaled(layout: Layout, corrections: Recipe | None) -> tuple[Finding, ...]:
    """What the file says of its money where the recipe that it was given says something else, as one does from before that was read."""
    if corrections is None or len(layout.scales) != 1 or layout.scales[0].factor == (corrections.scale or 1):
        return ()
    return (Finding("scale_not_used", "warning", {"line": layout.scales[0].line, "factor": layout.scales[0].factor}),)


def _with_header_answered(proposal: "Proposal", has_header: bool) -> "Proposal":
    """Whoever has said whether there are names of columns is not asked again."""
    asked = tuple(each for each in proposal.asked if each.code != "header")
    return replace(proposal, asked=asked, recipe=proposal.recipe.model_copy(update={"has_header": has_header}))


def _layout(path: Path, surveyed: Survey, corrections: Recipe | None) -> tuple[Layout, tuple[Finding, ...]]:
    """The layout as found, or as corrected. A header's row that nobody changed is looked for anew where the rest changed."""
    found = layout_of(path, surveyed=surveyed)
    if corrections is None:
        return found
    was = found[0]
    given = {
        name: getattr(corrections, name)
        for name in ("encoding", "delimiter", "worksheet")
        if getattr(corrections, name) and getattr(corrections, name) != getattr(was, name)
    }
    if corrections.header_row != was.header_row:
        given["header_row"] = corrections.header_row
    if corrections.has_header not in (None, was.has_header):
        given["has_header"] = corrections.has_header
    return layout_of(path, **given, surveyed=surveyed) if given else found


def _rows(path: Path, layout: Layout) -> _Rows:
    """All rows of a small file; the first, the last and some between of a large one."""
    size = path.stat().st_size
    if layout.container == "xlsx":
        return _rows_of_workbook(path, layout)
    if size <= _WHOLE:
        found = list(frames(path, layout))
        if not any(frame.cells.height for frame in found):
            raise refused("header_only", headers=list(layout.headers))
        cells = pl.concat([shortened(frame.cells, CELL_LIMIT) for frame in found])
        return _Rows(cells, pl.concat([frame.row for frame in found]), cells.height, estimated=False)
    sample = sampled(path, layout)
    return _Rows(shortened(sample.cells, CELL_LIMIT), sample.row, sample.rows_in_all, estimated=True)


def _rows_of_workbook(path: Path, layout: Layout) -> _Rows:
    """All rows of a worksheet of the usual size; of a large one the first, and some from everywhere further on."""
    cells, row = [], []
    count = held = 0
    end = None
    for frame in frames(path, layout):
        end = _end(end, frame)
        count += frame.cells.height
        every = 1 if held < _HELD else _SHARE
        cells.append(alone(shortened(frame.cells if every == 1 else frame.cells.gather_every(every), CELL_LIMIT)))
        row.append(frame.row.gather_every(every))
        held += max(cells[-1].height * cells[-1].width, int(cells[-1].estimated_size()) // _LETTERS)
    if not count:
        raise refused("header_only", headers=list(layout.headers))
    if end is not None:  # lines below the table are there, whichever rows were picked
        unseen = ~end[1].is_in(pl.concat(row).implode())
        cells.append(end[0].filter(unseen))
        row.append(end[1].filter(unseen))
    judged = pl.concat(cells)
    return _Rows(judged, pl.concat(row), count, estimated=judged.height < count)


def _end(before: tuple[pl.DataFrame, pl.Series] | None, frame: Frame) -> tuple[pl.DataFrame, pl.Series]:
    """The last rows so far, with their numbers."""
    cells, row = alone(shortened(frame.cells.tail(_FOOTERS), CELL_LIMIT)), frame.row.tail(_FOOTERS)
    if before is not None and cells.height < _FOOTERS:
        cells, row = pl.concat([before[0], cells]), pl.concat([before[1], row])
    return cells.tail(_FOOTERS), row.tail(_FOOTERS)


def _judged(path: Path, layout: Layout, rows: _Rows) -> list[Judged]:
    scaled = bool(layout.scales)
    judged = [judge(place, header, rows.cells[str(place)], rows.row, in_scale=scaled) for place, header in enumerate(layout.headers)]
    unsettled = [each for each in judged if each.unsettled] if rows.estimated else []
    if unsettled:
        for frame in frames(path, layout, columns=[each.position for each in unsettled]):
            cells = shortened(frame.cells, CELL_LIMIT)
            for each in unsettled:
                each.look(cells[str(each.position)])
    return judged


def _columns(judged: Sequence[Judged], layout: Layout) -> tuple[ColumnFound, ...]:
    proposed = _decimal_of_file(judged, layout)
    return tuple(each.column(proposed) for each in judged)


def _with_alike(columns: Sequence[ColumnFound], rows: _Rows) -> tuple[ColumnFound, ...]:
    """The columns; of those that may be ids with few values, with the columns that say no two things in the rows of a value."""
    from app.history.mapping.checks import tells_few
    from app.history.mapping.fields import means
    from app.history.mapping.outcomes import ends_of

    ends = {str(n): said for n, column in enumerate(columns) if (said := ends_of(column))}
    return tuple(
        replace(column, alike=_alike(rows.cells, n, ends)) if tells_few(column) and means(column.header, "id") else column
        for n, column in enumerate(columns)
    )


def _alike(cells: pl.DataFrame, position: int, ends: Mapping[str, Mapping[str, str]]) -> tuple[int, ...]:
    """Positions of those columns; of outcomes only won and lost are two things, as what is open ends one day."""
    own = str(position)
    said = cells.filter(pl.col(own).is_not_null()).with_columns(pl.col(pl.Categorical).cast(pl.String))
    said = said.with_columns(pl.col(name).replace_strict(words, default=None, return_dtype=pl.String) for name, words in ends.items())
    most = said.group_by(own).agg(pl.all().drop_nulls().n_unique()).drop(own).max().row(0, named=True)
    return tuple(int(name) for name, different in most.items() if different <= 1)


def _decimal_of_file(judged: Sequence[Judged], layout: Layout) -> Decimal:
    """The decimal mark that most columns prove; a comma where semicolons had to be taken between cells."""
    marks = Counter(mark for each in judged if (mark := each.decimal) is not None)
    if marks:
        return marks.most_common(1)[0][0]
    return "," if layout.delimiter == ";" else "."


def _astray(rows: _Rows) -> tuple[Finding, ...]:
    """Cells that begin with a quote and have no other: one that nobody closed, so that it is a character of its cell."""
    hit = pl.repeat(False, rows.cells.height, dtype=pl.Boolean, eager=True)
    for cells in rows.cells.get_columns():
        opened = cells.str.starts_with('"').fill_null(False)
        if opened.any():
            hit = hit | (opened & (cells.str.count_matches('"', literal=True) == 1)).fill_null(False)
    count = int(hit.sum())
    return (Finding("quote_astray", "warning", rows=tuple(rows.row.filter(hit).head(5).to_list()), count=count),) if count else ()


def _together(of_file: Sequence[Finding], of_recipe: Sequence[Finding], recipe: Recipe) -> tuple[Finding, ...]:
    """All findings; of ids that were cut short only the more serious, where the recipe tells of them, too."""
    told = {finding.column for finding in of_recipe if finding.code == "ids_rounded"}
    weighed = [_weighed(finding, recipe) for finding in of_file]
    mine = [each for each in weighed if each.code != "shortened_numbers" or each.severity == "blocking" or each.column not in told]
    blocked = {each.column for each in mine if each.code == "shortened_numbers"}
    return (*mine, *(each for each in of_recipe if each.code != "ids_rounded" or each.column not in blocked))


def _weighed(finding: Finding, recipe: Recipe) -> Finding:
    """A finding as it counts for this recipe: ids that were cut short would make one buyer of many."""
    if finding.code != "shortened_numbers" or finding.column is None or recipe.columns[finding.column].field not in _KEYS:
        return finding
    return replace(finding, severity="blocking")


def _preview(rows: _Rows) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple((cell or "")[:CELL_LIMIT] for cell in row) for row in rows.cells.head(_PREVIEW).iter_rows())
