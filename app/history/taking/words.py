"""What the words of an outcome or stage column mean for a buyer."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from app.history.records import LOST, OPEN, WON
from app.history.taking.chunk import Chunk

UNKNOWN = -1
IGNORED = -2
_STRANGE = -1  # instead of a meaning
_OUTCOMES = {"open": OPEN, "won": WON, "lost": LOST}
_SHIFT = 6
_STRIDE = 1 << _SHIFT
"""A meaning is one number: outcome + stage x _STRIDE; both shifted so that they are not negative."""


@dataclass(frozen=True)
class Meaning:
    """What words say of each of n rows.

    Attributes:
        outcome: OPEN, WON, LOST or UNKNOWN. reached: position of the furthest stage that words tell of, or UNKNOWN.
        ignored: rows that mean nothing. spoken: whether there is a column with words at all. strange: rows with a word nobody knows.
    """

    outcome: NDArray[np.int8]
    reached: NDArray[np.int8]
    ignored: NDArray[np.bool_]
    spoken: bool
    strange: NDArray[np.bool_]


def meaning(chunk: Chunk, *fields: str) -> Meaning:
    """Of all columns with the fields together: won or lost in one outweighs open in another (Pipedrive's Status beside its Stage)."""
    n = len(chunk)
    outcome, reached = np.full(n, UNKNOWN, np.int8), np.full(n, UNKNOWN, np.int8)
    ignored, strange = np.zeros(n, bool), np.zeros(n, bool)
    positions = _archived_last(chunk, chunk.reading.positions(*fields))
    flags = _flags(chunk)
    for position in positions:
        said, stage, unknown = _column_meaning(chunk, position)
        strange |= unknown
        ignored |= said == IGNORED
        outcome = np.where((said >= 0) & (outcome <= OPEN), np.maximum(said, outcome), outcome).astype(np.int8)
        reached = np.maximum(reached, stage)
    if flags is not None:
        outcome = np.where((flags >= 0) & (outcome <= OPEN), flags, outcome).astype(np.int8)
    return Meaning(outcome, reached, ignored, bool(positions) or flags is not None, strange)


def _archived_last(chunk: Chunk, positions: Sequence[int]) -> list[int]:
    """Whether a row was put away counts for what no other column tells: what was won may have been, too."""
    from app.history.mapping.flags import archived_words

    return sorted(positions, key=lambda position: bool(archived_words(chunk.reading.column(position).header)))


def _flags(chunk: Chunk) -> NDArray[np.int8] | None:
    """What yes and no tell: won; closed and not won, which is lost; not closed, which is open. None without both columns."""
    won, closed = chunk.reading.position("is_won"), chunk.reading.position("is_closed")
    if won is None or closed is None:
        return None
    is_won, is_closed = _yes(chunk, won), _yes(chunk, closed)
    said = np.full(len(chunk), UNKNOWN, np.int8)
    said[is_closed == 0] = OPEN
    said[(is_closed == 1) & (is_won == 0)] = LOST
    said[is_won == 1] = WON
    return said


def _yes(chunk: Chunk, position: int) -> NDArray[np.int16]:
    """1 for yes, 0 for no, -1 for anything else; a word that is neither is told."""
    from app.history.mapping.flags import NO, YES
    from app.history.values.words import fold

    found = chunk.by_value("yes", position, lambda text: 1 if fold(text) in YES else 0 if fold(text) in NO else -2, -1)
    if (strange := found == -2).any():
        word = chunk.texts(position).filter(pl.Series(strange))[0]
        chunk.notes.add("unknown_word", chunk.row[strange], column=position, word=word)
    return found


def _column_meaning(chunk: Chunk, position: int) -> tuple[NDArray[np.int8], NDArray[np.int8], NDArray[np.bool_]]:
    from app.history.values.words import fold

    stages, is_outcome = chunk.reading.stages, chunk.reading.column(position).field == "outcome"

    def one(text: str) -> int:
        code = word_meaning(fold(text), chunk.reading.recipe.words, stages)
        if code is None and is_outcome:
            code = _usual_meaning(text, stages)
        return _STRANGE if code is None else code

    codes = chunk.by_value("meaning", position, one, NOTHING)
    if (strange := codes == _STRANGE).any():
        word = chunk.texts(position).filter(pl.Series(strange))[0]
        chunk.notes.add("unknown_word", chunk.row[strange], column=position, word=word)
        codes[strange] = NOTHING
    return ((codes & (_STRIDE - 1)) + IGNORED).astype(np.int8), ((codes >> _SHIFT) + UNKNOWN).astype(np.int8), strange


def _usual_meaning(text: str, stages: tuple[str, ...]) -> int | None:
    """What a proposal would have made of a word so rare that it was not among the rows that were looked at."""
    from app.history.mapping.outcomes import meaning_of

    usual = meaning_of(text, stages)
    return None if usual is None else word_meaning("", {"": usual}, stages)


def word_meaning(folded: str, words: dict[str, str], stages: tuple[str, ...]) -> int | None:
    """Outcome and stage of a folded word as one number; None where nobody said what it means."""
    target = words.get(folded)
    if target is None:
        return None
    if target == "ignore":
        return _pair(IGNORED, UNKNOWN)
    if target in stages:
        stage = stages.index(target)
        return _pair(WON if stage == len(stages) - 1 else OPEN, stage)
    if target in _OUTCOMES:
        return _pair(_OUTCOMES[target], len(stages) - 1 if target == "won" else UNKNOWN)
    return None


def _pair(outcome: int, stage: int) -> int:
    return outcome - IGNORED + _STRIDE * (stage - UNKNOWN)


NOTHING = _pair(UNKNOWN, UNKNOWN)


def meant(code: int) -> tuple[int, int]:
    """Outcome and position of the stage that a meaning says; the won deal's for won."""
    return code % _STRIDE + IGNORED, code // _STRIDE + UNKNOWN
