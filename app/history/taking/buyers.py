"""Chunks of records or events become buyers: days by stage, outcome, money, attributes."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from app.history.parts import joined, row_hashes, text_hashes
from app.history.records import LOST, MISSING, OPEN, WON, Days
from app.history.taking.chunk import KEPT, REFUSED, Chunk, Mask
from app.history.taking.money import money
from app.history.taking.totals import about_other_rows
from app.history.taking.words import UNKNOWN, Meaning, meaning
from app.history.taking.writer import as_levels
from app.history.values.different import once


@dataclass
class Course:
    """What is known of the way of each buyer: (stages, n) days of entry, (n) lost, outcome, reached."""

    entered: Days
    lost: Days
    outcome: np.ndarray[tuple[int], np.dtype[np.int8]]
    reached: np.ndarray[tuple[int], np.dtype[np.int8]]


_FEW_CELLS = 3
"""Columns that are read: of no more than these an id alone may be all that there is to say."""


def record_rows(chunk: Chunk, digest: Callable[[], str], kept: Collection[int]) -> pl.DataFrame:
    """A chunk with one row a buyer, and those attributes that are kept, by their numbers."""
    said = meaning(chunk, "outcome")
    course, undated = _record_course(chunk, said)
    chunk.leave_out(said.ignored)
    chunk.leave_out(undated & about_other_rows(chunk, undated))
    ids = _ids(chunk)
    _refuse_strange(chunk, said.strange & (course.outcome == UNKNOWN))
    _refuse_silent(chunk, undated & (said.outcome == UNKNOWN) & (said.reached == UNKNOWN), ids)
    frame = _frame(chunk, course, ids, digest, kept)
    _count_refused(chunk, said)
    _notice_course(chunk, course, said)
    return frame


def _count_refused(chunk: Chunk, said: Meaning) -> None:
    """How many of the refused rows are open, and how many are not; and how many that were won or lost are taken."""
    refused, ended = chunk.fate == REFUSED, (said.outcome == WON) | (said.outcome == LOST)
    chunk.notes.tally("refused", np.count_nonzero(refused))
    chunk.notes.tally("refused_open", np.count_nonzero(refused & ~ended))
    chunk.notes.tally("ended", np.count_nonzero(ended & chunk.kept))
    chunk.notes.tally("open", np.count_nonzero((said.outcome == OPEN) & chunk.kept))


def _refuse_strange(chunk: Chunk, which: Mask) -> None:
    """Rows with a word that nobody knows count neither as open nor as anything else, unless days tell who has won."""
    position = chunk.reading.position("outcome")
    if position is not None and len(chunk.reading.stages) - 1 not in chunk.reading.entered():
        chunk.refuse(which, "unknown_word", position)


def event_rows(chunk: Chunk, digest: Callable[[], str], kept: Collection[int]) -> pl.DataFrame:
    """A chunk with one row for each entry of a stage; `merged` brings together those of one id."""
    chunk.leave_out(_no_entry(chunk))
    said = meaning(chunk, "stage")
    course, undated = _event_course(chunk, said)
    chunk.leave_out(said.ignored)
    chunk.leave_out(undated & about_other_rows(chunk, undated))
    position = chunk.reading.position("stage") or 0
    chunk.refuse((said.outcome == UNKNOWN) & (said.reached == UNKNOWN), "no_stage", position)
    if (day := chunk.reading.position("day")) is not None:
        chunk.refuse(undated, "no_day", day)
    return _frame(chunk, course, _ids(chunk), digest, kept)


# --- The way of a buyer ---------------------------------------------------------------------------------------------


def _record_course(chunk: Chunk, said: Meaning) -> tuple[Course, Mask]:
    """The days, with created and closed put where they belong; and which rows have no day at all."""
    reading, n = chunk.reading, len(chunk)
    entered = np.full((len(reading.stages), n), MISSING, np.int32)
    for stage, position in reading.entered().items():
        entered[stage] = chunk.past_days(position)
    if (start := reading.position("created")) is not None:
        created = chunk.past_days(start)
        entered[0] = np.where(entered[0] == MISSING, created, entered[0])
    lost = np.full(n, MISSING, np.int32)
    if (end := reading.position("lost")) is not None:
        lost = chunk.past_days(end)
    course = Course(entered, lost, said.outcome.copy(), said.reached.copy())
    closed_undated = _close(chunk, course, spoken=said.spoken)
    _settle(course)
    return course, (course.entered.max(axis=0) == MISSING) & (course.lost == MISSING) & closed_undated


def _close(chunk: Chunk, course: Course, *, spoken: bool) -> Mask:
    """Enters the close date: of won rows as their win, of lost ones as their loss; of an open row it is a forecast and says nothing.

    A stage date of the win is preferred: a close date can be the start of the contract. Without any outcome, closed means won.
    Returns the rows that have no close date.
    """
    position = chunk.reading.position("closed")
    if position is None:
        return np.ones(len(chunk), bool)
    closed = chunk.days(position)
    dated = closed != MISSING
    won = (course.outcome == WON) if spoken else dated
    win = won & dated & (course.entered[-1] == MISSING)
    loss = (course.outcome == LOST) & dated & (course.lost == MISSING)
    chunk.refuse((win | loss) & (closed > chunk.latest), "closed_in_future", position)
    course.entered[-1][win] = closed[win]
    course.lost[loss] = closed[loss]
    if spoken:
        chunk.notes.add("forecast_ignored", chunk.row[dated & (course.outcome == OPEN)], severity="info", column=position)
    else:
        chunk.notes.add("closed_taken_as_won", chunk.row[win], column=position)
    undated: Mask = ~dated
    return undated


def _settle(course: Course) -> None:
    """Outcomes that days tell of: who has a day of winning has won, whatever came later; a day of losing counts unless it is open again."""
    course.outcome[course.entered[-1] != MISSING] = WON
    lost = course.lost != MISSING
    course.outcome[lost & (course.outcome == UNKNOWN)] = LOST
    course.lost[course.outcome == OPEN] = MISSING
    course.reached[course.outcome == WON] = len(course.entered) - 1


def _event_course(chunk: Chunk, said: Meaning) -> tuple[Course, Mask]:
    reading, n = chunk.reading, len(chunk)
    position = reading.position("day")
    day = np.full(n, MISSING, np.int32) if position is None else chunk.past_days(position)
    entered = np.full((len(reading.stages), n), MISSING, np.int32)
    stage = np.where(said.outcome == WON, len(reading.stages) - 1, said.reached)
    some = np.flatnonzero(stage >= 0)
    entered[stage[some], some] = day[some]
    undated = day == MISSING
    if (created := reading.position("created")) is not None:
        start = chunk.past_days(created)
        entered[0] = np.where(start == MISSING, entered[0], np.where(entered[0] == MISSING, start, np.minimum(start, entered[0])))
    lost = np.where(said.outcome == LOST, day, MISSING).astype(np.int32)
    return Course(entered, lost, said.outcome.copy(), stage.astype(np.int8)), undated


def _no_entry(chunk: Chunk) -> Mask:
    """Rows of a history in which the stage stayed as it was, or that tell of another field than the stage."""
    from app.history.values.words import fold

    result = np.zeros(len(chunk), bool)
    stage, before = chunk.reading.position("stage"), chunk.reading.position("from_stage")
    if stage is not None and before is not None:
        result |= (chunk.texts(stage) == chunk.texts(before)).fill_null(False).to_numpy()
    if (changed := chunk.reading.position("changed")) is not None:
        words = chunk.by_value("changed", changed, lambda text: int(fold(text) in STAGE_WORDS), 1)
        result |= words == 0
    return result


STAGE_WORDS = frozenset(
    {"stage", "dealstage", "opportunitystage", "lifecyclestage", "status", "leadstatus", "phase", "etape", "etapa", "fase", "created"}
)
"""How a history names the field that tells of stages, folded."""


# --- What is kept ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ids:
    """The ids of rows, null where there is none, and their hashes."""

    texts: pl.Series
    hashes: NDArray[np.uint64]


def _ids(chunk: Chunk) -> Ids:
    """The ids; of e-mail addresses only a hash is kept, which serves as well to join files."""
    position = chunk.reading.position("id")
    if position is None:
        return Ids(pl.Series([None] * len(chunk), dtype=pl.String), np.zeros(len(chunk), np.uint64))
    ids = chunk.texts(position)
    data = joined(ids)
    if b"@" not in data:
        return Ids(ids, text_hashes(ids, data))
    is_address = ids.str.contains("@", literal=True).fill_null(False)
    kept = ids.zip_with(~is_address, "address " + pl.Series(text_hashes(ids.str.to_lowercase())).cast(pl.String))
    return Ids(kept, text_hashes(kept))


def _refuse_silent(chunk: Chunk, silent: Mask, ids: Ids) -> None:
    """Rows without id, day and outcome say nothing of anybody; nor do those with an id alone, which in reports is a title or a footer.

    They are somebody where that id is written like those of other rows.
    """
    if silent.any():
        position = chunk.reading.position("id") or 0
        chunk.refuse(silent & (ids.hashes == 0), "nothing_said", position)
        if chunk.cells.width > _FEW_CELLS:
            filled = chunk.cells.select(pl.sum_horizontal(pl.all().is_not_null())).to_series().to_numpy()
            alone = silent & (filled <= 1) & chunk.kept
            if alone.any():
                chunk.refuse(alone & ~_written_like(chunk.texts(position), alone), "nothing_but_id", position)


def _written_like(ids: pl.Series, few: Mask) -> Mask:
    """Which of a few cells are written like ids of the other rows: one word with a digit or @, as long and with the same marks.

    Of addresses the marks are enough. A title or footer is of several words, or has no digit.
    """
    is_id = ids.str.contains(_ID).fill_null(False)
    form = ids.str.replace_all(r"[\p{L}\d]", "x")
    form = pl.select(pl.when(form.str.count_matches("@", literal=True) == 1).then(pl.lit("@")).otherwise(form)).to_series()
    others = pl.Series(~few)
    result: Mask = (pl.Series(few) & is_id & form.is_in(form.filter(others & is_id).unique().to_list())).fill_null(False).to_numpy()
    return result


_ID = r"^\S*[\d@]\S*$"


def _frame(chunk: Chunk, course: Course, ids: Ids, digest: Callable[[], str], attributes: Collection[int]) -> pl.DataFrame:
    """The kept rows in the form of a part."""
    worth = money(chunk)
    hashes, nameless = ids.hashes, ids.hashes == 0
    if nameless.any():
        hashes[nameless] = row_hashes(digest(), chunk.row[nameless])
    columns: dict[str, pl.Series] = {"id": ids.texts, "hash": pl.Series(hashes), "row": pl.Series(chunk.row)}
    columns |= {f"s{stage}": pl.Series(days) for stage, days in enumerate(course.entered)}
    columns |= {"outcome": pl.Series(course.outcome), "reached": pl.Series(course.reached), "lost": pl.Series(course.lost)}
    columns["amount"] = pl.Series(worth.amount)
    if worth.currency is not None:
        columns["currency"] = worth.currency
    if (position := chunk.reading.position("account")) is not None:
        columns["account"] = chunk.each("account", position, once(account_hashes)).fill_null(0)
    for number, (_, place) in enumerate(chunk.reading.attributes()):
        if number in attributes:
            columns[f"a{number}"] = _attribute(chunk, place)
    return _kept(pl.DataFrame(columns), chunk)


def _kept(frame: pl.DataFrame, chunk: Chunk) -> pl.DataFrame:
    if not chunk.kept.all():
        frame = frame.filter(pl.Series(chunk.fate == KEPT))
    days = [name for name in frame.columns if name == "lost" or (name[0] == "s" and name[1:].isdigit())]
    return frame.with_columns(
        pl.when(pl.col(days) != int(MISSING)).then(pl.col(days)),
        pl.when(pl.col("outcome", "reached") >= 0).then(pl.col("outcome", "reached")),
        pl.col("amount").fill_nan(None),
    )


def _attribute(chunk: Chunk, place: int | None) -> pl.Series:
    if place is None:
        return pl.Series([chunk.reading.recipe.fixed["channel"]] * len(chunk), dtype=pl.Categorical)
    return chunk.each("attribute", place, as_levels) if chunk.is_coded(place) else chunk.texts(place)


def account_hashes(names: pl.Series) -> pl.Series:
    """A hash of each account's folded name; 0 where there is none."""
    from app.history.values.words import fold

    folded = pl.Series([None if name is None else fold(name) or name for name in names.to_list()], dtype=pl.String)
    return pl.Series(text_hashes(folded), dtype=pl.UInt64)


def _notice_course(chunk: Chunk, course: Course, said: Meaning) -> None:
    """Data quality of the kept rows: wins without a day, days that run backwards."""
    kept, entered = chunk.kept, course.entered
    chunk.notes.add("won_without_day", chunk.row[kept & (course.outcome == WON) & (entered[-1] == MISSING)])
    churned = kept & (entered[-1] != MISSING) & (said.outcome == LOST)
    most = 2 * np.count_nonzero(churned) > np.count_nonzero(kept & (said.outcome == LOST))
    chunk.notes.add("won_then_lost", chunk.row[churned], severity="warning" if most else "info")
    latest = entered[0].copy()
    for stage in range(1, len(entered)):
        backwards = kept & (entered[stage] < latest) & (entered[stage] != MISSING)
        chunk.notes.add("days_backwards", chunk.row[backwards], stage=chunk.reading.stages[stage])
        np.maximum(latest, entered[stage], out=latest)
    chunk.notes.add("lost_before_entry", chunk.row[kept & (course.lost < latest) & (course.lost != MISSING) & (course.outcome == LOST)])
