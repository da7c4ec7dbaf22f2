"""The one place where exact figures become whole ones, and money meets its minor unit."""

import math
from functools import lru_cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Figure = TypeVar("Figure", float, Array)
"""One plan's number, or those of many lanes: a formula that takes either is written once."""

ABSOLUTE_DUST = 1e-9
RELATIVE_DUST = 1e-12


def ceiling(x: Array) -> Array:
    """The least whole number not below x, forgiving float dust: ceil(x - max(1e-9, 1e-12 |x|)).

    21 / 0.35 is 60.00000000000001 in binary floating point; the plain ceiling makes 61 of it.
    Never below zero for a non-negative x. Shape in, shape out.
    """
    return np.ceil(x - np.maximum(ABSOLUTE_DUST, RELATIVE_DUST * np.abs(x))) + 0.0


LARGEST_EXACT_WHOLE = 2.0**53
"""Whole numbers beyond this are not told apart by a float, nor by a reader of JSON."""


def as_whole(value: float) -> float:
    """A whole figure as a Python integer where a float tells it apart from its neighbours, as a float beyond."""
    return int(value) if abs(value) < LARGEST_EXACT_WHOLE else float(value)


def whole(x: float) -> float:
    """The `ceiling` of one figure, as a Python integer where it is exact: for a few figures numpy would cost more than it saves."""
    return as_whole(math.ceil(x - max(ABSOLUTE_DUST, RELATIVE_DUST * abs(x))))


def whole_list(values: Array) -> list[float]:
    """Whole figures as Python integers where they are exact, shape (n,) to n items."""
    if values.size and float(values.max()) >= LARGEST_EXACT_WHOLE:
        return [as_whole(value) for value in values.tolist()]
    return values.astype(np.int64).tolist()  # type: ignore[no-any-return]  # numpy types tolist as Any


def whole_by_month(exact: Array) -> Array:
    """Month targets as whole numbers whose running total is never short, shape (..., months).

    A month's target is the ceiling of the running total less that of the month before, so months add up to
    the ceiling of the year's exact figure.
    """
    running = ceiling(np.add.accumulate(exact, axis=-1))
    running[..., 1:] -= running[..., :-1].copy()
    return running


def to_minor(money: Array, digits: int) -> Array:
    """Money in whole minor units, rounded half to even; shape in, shape out, units of 10**-digits."""
    return np.rint(money * 10.0**digits)


def minor_units(money: float, digits: int) -> int:
    """One amount in minor units, rounded as `to_minor` does."""
    return round(money * 10.0**digits)


def money_by_month(exact: Array, digits: int) -> Array:
    """Month amounts rounded to the minor unit so that they add up to the rounded total, shape (..., months)."""
    running = to_minor(np.add.accumulate(exact, axis=-1), digits)
    running[..., 1:] -= running[..., :-1].copy()
    return running / 10.0**digits


@lru_cache(maxsize=512)
def currency_digits(currency: str) -> int:
    """How many decimals the currency's minor unit has: 2 for USD, 0 for JPY, 3 for KWD (CLDR)."""
    from babel.core import get_global

    fractions = get_global("currency_fractions")
    return int(fractions.get(currency, fractions["DEFAULT"])[0])


@lru_cache(maxsize=512)
def is_known_currency(currency: str) -> bool:
    """Whether the code is one that CLDR knows."""
    from babel.core import get_global

    return currency in get_global("all_currencies")
