"""Amounts with their currency, row by row where the file says it so."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from app.history.taking.chunk import Chunk


@dataclass(frozen=True)
class Money:
    """Amounts, NaN where nothing is said, and the currency of each row; None where neither a column nor the cells have any."""

    amount: NDArray[np.float64]
    currency: pl.Series | None


def money(chunk: Chunk) -> Money:
    """What deals are worth; 0 is how tools write `not priced yet`, so it says nothing."""
    position = chunk.reading.position("amount")
    if position is None:
        return Money(np.full(len(chunk), np.nan), None)
    bare = _bare_numbers(chunk, position)
    found = chunk.numbers(position) if bare is None else bare
    found[found == 0] = np.nan
    return Money(found, currencies(chunk, "amount") if bare is None or chunk.reading.position("currency") is not None else None)


def _bare_numbers(chunk: Chunk, position: int) -> NDArray[np.float64] | None:
    """The numbers of a column of digits and points alone: the usual case, with nothing to look for beside them. None for any other."""
    if chunk.reading.column(position).decimal != ".":
        return None
    cells = chunk.texts(position)
    found = cells.cast(pl.Float64, strict=False)
    if found.null_count() > cells.null_count() or not found.is_finite().all():
        return None
    return found.fill_null(float("nan")).to_numpy(writable=True)


def currencies(chunk: Chunk, amount_field: str) -> pl.Series | None:
    """The currency of each row: from its own column, else from the signs in the amount's cells; None where neither has any."""
    if (position := chunk.reading.position("currency")) is not None:
        return _codes(chunk.texts(position))
    position = chunk.reading.position(amount_field)
    if position is None:
        return None
    texts = chunk.texts(position)
    more_than_digits = texts.str.contains(r"[^0-9.,\s'’+\-]").fill_null(False)
    if not more_than_digits.any():
        return None
    found = _codes(texts.set(~more_than_digits, None))
    return None if found.null_count() == len(found) else found


def _codes(cells: pl.Series) -> pl.Series:
    """ISO 4217 codes for what cells say."""
    different = cells.unique().drop_nulls()
    codes = pl.Series([currency_of(text) for text in different], dtype=pl.String)
    return cells.replace_strict(different, codes, default=None, return_dtype=pl.String).cast(pl.Categorical)


_NAMES = {
    "usdollar": "USD",
    "usdollars": "USD",
    "euro": "EUR",
    "euros": "EUR",
    "britishpound": "GBP",
    "poundsterling": "GBP",
    "swissfranc": "CHF",
}


def currency_of(text: str) -> str | None:
    """The code that a cell says: EUR, eur, 12 EUR, €, US$27.35, USD - U.S. Dollar."""
    from app.history.values.money import CURRENCY_CODES, currency_in
    from app.history.values.words import fold

    bare = text.strip().upper()
    return bare if bare in CURRENCY_CODES else currency_in(text) or _NAMES.get(fold(text))
