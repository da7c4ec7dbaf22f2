"""What lookups add: the region of each owner, the sector of each account."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from app.history.gather.gathering import Source
from app.history.gather.levels import Codes, Values, values_of
from app.history.parts import part_names, read_part
from app.history.values.words import fold

ROUNDS = 3
"""A lookup may be of what another lookup gave: owner to team, team to region."""


@dataclass(frozen=True)
class Derived:
    """An attribute that follows from another one: for each of its positions the position here; the last entry is for blanks."""

    name: str
    of: str
    values: Values
    codes: Codes


def derived_attributes(sources: Sequence[Source], known: Mapping[str, Values], counts: Mapping[str, Mapping[str, int]]) -> list[Derived]:
    """Attributes that the lookups among the sources add; a newer lookup's word counts, and none replaces what the list itself has."""
    tables = _tables(sources)
    found: list[Derived] = []
    values, numbers = dict(known), {name: dict(count) for name, count in counts.items()}
    for _ in range(ROUNDS):
        before = len(found)
        for (key, name), table in tables.items():
            of = next((each for each in values if fold(each) == key), None)
            if of is not None and not any(fold(each) == fold(name) for each in values):
                one, numbers[name] = _derived(name, of, values[of], numbers[of], table)
                if one.values.levels:
                    found.append(one)
                    values[name] = one.values
        if len(found) == before:
            break
    return found


def _tables(sources: Sequence[Source]) -> dict[tuple[str, str], dict[str, str]]:
    """By folded name of the keys and name of the attribute: value by folded key."""
    tables: dict[tuple[str, str], dict[str, str]] = {}
    for source in sources:
        for part in source.parts:
            data = part.read()
            names, rows = part_names(data), read_part(data)
            for number, attribute in enumerate(names.attributes):
                table = tables.setdefault((fold(names.key), attribute), {})
                table.update(_pairs(rows["key"], rows[f"a{number}"]))
    return tables


def _pairs(keys: pl.Series, values: pl.Series) -> Iterator[tuple[str, str]]:
    return ((fold(key), value) for key, value in zip(keys, values.cast(pl.String), strict=True) if key and value)


def _derived(name: str, of: str, values: Values, counts: Mapping[str, int], table: Mapping[str, str]) -> tuple[Derived, dict[str, int]]:
    """The attribute, and how often each spelling of it is met."""
    spellings: Counter[str] = Counter()
    for level in values.levels:
        if level.key in table:
            spellings[table[level.key]] += counts.get(level.key, 1)
    own = values_of(spellings)
    codes = np.array([own.code.get(fold(table[level.key]), -1) if level.key in table else -1 for level in values.levels] + [-1], np.int32)
    by_key: Counter[str] = Counter()
    for spelling, count in spellings.items():
        by_key[fold(spelling)] += count
    return Derived(name, of, own, codes), dict(by_key)
