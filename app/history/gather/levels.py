"""Values of attributes over all imports: one level for all spellings that fold alike, shown by the most frequent."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from app.history.recipe import Recipe
from app.history.records import Level
from app.history.values.words import fold

FIRST = ("channel", "owner", "account")
Codes = NDArray[np.int32]


@dataclass(frozen=True)
class Values:
    """The levels of an attribute, and where each key stands."""

    levels: tuple[Level, ...]
    code: Mapping[str, int]


def values_of(spellings: Mapping[str, int]) -> Values:
    """Levels of spellings with their counts, the largest first."""
    by_key: dict[str, Counter[str]] = {}
    for spelling, count in spellings.items():
        if spelling.strip():
            by_key.setdefault(fold(spelling), Counter())[spelling] += count
    keys = sorted(by_key, key=lambda key: (-by_key[key].total(), key))
    levels = tuple(Level(key, min(by_key[key], key=lambda each: (-by_key[key][each], each))) for key in keys)
    return Values(levels, {key: at for at, key in enumerate(keys)})


def renamer(recipe: Recipe, attribute: str) -> Callable[[str], str]:
    """What a recipe calls a value."""
    said = next((renames for field, renames in recipe.renames.items() if fold(field) == fold(attribute)), {})
    names = {fold(spelling): name for spelling, name in said.items()}
    return (lambda spelling: names.get(fold(spelling), spelling)) if names else lambda spelling: spelling


def spellings_in(counted: pl.DataFrame, rename: Callable[[str], str]) -> Counter[str]:
    """How often each value occurs, of values with the times each is met."""
    found: Counter[str] = Counter()
    for value, times in zip(counted["value"].cast(pl.String), counted["times"], strict=True):
        if value is not None:
            found[rename(value)] += times
    return found


def codes_of(cells: pl.Series, different: pl.Series, values: Values, rename: Callable[[str], str]) -> Codes:
    """The position of each cell's level, -1 for none; `different` has each value once, so that words are compared once."""
    different = different.drop_nulls()
    if not len(different):
        return np.full(len(cells), -1, np.int32)
    physical = different.to_physical().to_numpy()
    nothing = int(physical.max()) + 1
    table = np.full(nothing + 1, -1, np.int32)
    table[physical] = [values.code.get(fold(rename(text)), -1) for text in different.cast(pl.String)]
    codes: Codes = table[cells.to_physical().fill_null(nothing).to_numpy()]
    return codes


def ordered(names: Sequence[str]) -> tuple[str, ...]:
    """Channel, owner and account first, then as they come."""
    different = list(dict.fromkeys(names))
    return tuple([name for name in FIRST if name in different] + [name for name in different if name not in FIRST])
