"""Amounts with their currency, row by row where the file says it so."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from app.history.taking.chunk import Chunk
from app.history.taking.reading import Reading
from app.history.values.different import once


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
    found = chunk.numbers(position)
    found[found == 0] = np.nan
    return Money(found, currencies(chunk, "amount"))


def currencies(chunk: Chunk, amount_field: str) -> pl.Series | None:
    """The currency of each row: from its own column, else from the signs in the amount's cells; None where neither has any."""
    given = given_currency(chunk.reading, chunk.reading.position(amount_field))
    if (position := chunk.reading.position("currency")) is not None:
        return chunk.each("currency", position, once(lambda texts: _codes(texts, given)))
    position = chunk.reading.position(amount_field)
    return None if position is None else _codes_beside(chunk.texts(position), given)


def _codes_beside(amounts: pl.Series, given: str | None) -> pl.Series | None:
    """The codes of cells that say one beside their number; None where none does. Beside what is a number as it stands there is nothing."""
    more = amounts.filter(amounts.is_not_null() & amounts.cast(pl.Float64, strict=False).is_null()).unique()
    more = more.filter(more.str.contains(r"[^0-9.,\s'’+\-]"))
    codes = _codes(more, given)
    if codes.null_count() == len(more):
        return None
    return amounts.replace_strict(more, codes.cast(pl.String), default=None, return_dtype=pl.String).cast(pl.Categorical)


def given_currency(reading: Reading, position: int | None) -> str | None:
    """What the recipe says of the column or of the whole file."""
    of_column = None if position is None else reading.column(position).currency
    return of_column or reading.recipe.fixed.get("currency") or None


def _codes(cells: pl.Series, given: str | None) -> pl.Series:
    """ISO 4217 codes for what cells say; a sign that several share is the given one's, where that is written with it."""
    from app.history.values.money import is_written_with

    codes = [None if text is None else currency_of(text) for text in cells.to_list()]
    meant = [given if code and given and is_written_with(given, code) else code for code in codes]
    return pl.Series(meant, dtype=pl.String).cast(pl.Categorical)


_NAMES = {
    "usdollar": "USD",
    "usdollars": "USD",
    "euro": "EUR",
    "euros": "EUR",
    "britishpound": "GBP",
    "poundsterling": "GBP",
    "swissfranc": "CHF",
    "schweizerfranken": "CHF",
    "рубль": "RUB",
    "рубли": "RUB",
    "россиискиирубль": "RUB",
    "гривна": "UAH",
    "гривня": "UAH",
    "人民币": "CNY",
    "日本円": "JPY",
    "zloty": "PLN",
}


def currency_of(text: str) -> str | None:
    """The code that a cell says: EUR, eur, 12 EUR, €, US$27.35, USD - U.S. Dollar; the sign itself of $ or kr, which several share."""
    from app.history.values.money import CURRENCY_CODES, currency_in, shared_sign_in
    from app.history.values.words import fold

    bare = text.strip().upper()
    return bare if bare in CURRENCY_CODES else currency_in(text) or _NAMES.get(fold(text)) or shared_sign_in(text)


@dataclass(frozen=True)
class Counted:
    """In which currency the amounts of a file are.

    Attributes:
        currency: of most of them; None where nothing says it.
        same: what cells say for it: its code, and the sign that it shares with others where that can be meant.
        others: how many amounts are in others, by code or sign.
    """

    currency: str | None
    same: frozenset[str]
    others: dict[str, int]


def counted(found: Mapping[str, int], given: str | None) -> Counted:
    """Of amounts by what their cells say, and of what the recipe says. A bare sign is the one currency that is written with it, if any."""
    from app.history.values.money import CURRENCY_CODES, is_written_with

    said = dict(found)
    signs = {sign for sign in said if sign not in CURRENCY_CODES}
    named = {*(code for code in said if code not in signs), *({given} if given else ())}
    meant = {sign: codes.pop() for sign in signs if len(codes := {code for code in named if is_written_with(code, sign)}) == 1}
    for sign, code in meant.items():
        said[code] = said.get(code, 0) + said.pop(sign)
    most = min(said, key=lambda code: (-said[code], code)) if said else None
    if most is None or (given and set(said) <= signs):
        return Counted(given, frozenset(found), {})
    same = frozenset({most, *(sign for sign, code in meant.items() if code == most)})
    return Counted(None if most in signs else most, same, {code: n for code, n in said.items() if code != most})
