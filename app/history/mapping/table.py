"""A table as a proposal looks at it: headers, what its columns hold, and what they have been given."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from app.history.found import ColumnFound, Finding
from app.history.mapping.fields import NAMED, means, place_of
from app.history.recipe import ColumnRecipe
from app.history.values.totals import is_about_others

PERSONAL = re.compile(
    r"^is ?won$|^is ?closed$|name|nom\b|nombre|nome|naam|imie|nazwisko|mail|phone|telef|téléphone|mobil|address|adress|"
    r"direcc|notes?$|notiz|comment|kommentar|description|beschreibung|"
    r"url|website|linkedin|birth|geburt|contact person|kontaktperson|next step|"
    r"subject|betreff|title$|titel$|street|postal|zip|iban|tax|passport|lost reason detail|اسم",
    re.I,
)
"""Headers of columns about persons, and of free text: never proposed to be kept."""
_FEW = 1_000
_LONGEST_LEVEL = 60


@dataclass
class Table:
    """Columns with the first rows, and the meaning that each column was given so far."""

    columns: tuple[ColumnFound, ...]
    preview: Sequence[Sequence[str]] = ()
    today: str = "9999-12-31"
    given: dict[int, ColumnRecipe] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def headers(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(column.header for column in self.columns)

    def give(self, position: int, name: str, *, stage: str | None = None, called: str | None = None) -> None:
        """A meaning for a column, with its formats as found."""
        self.given[position] = read_as(self.columns[position], name, stage=stage, called=called)

    def find(self, name: str) -> int | None:
        """The free column whose header is the likeliest spelling of a field and that holds what the field needs; an empty one last."""
        found = [
            (self.columns[position].holds == "empty", place, position)
            for position, column in enumerate(self.columns)
            if position not in self.given
            and (place := place_of(column.header, name)) is not None
            and self.holds(position, NAMED[name].holds)
        ]
        return min(found)[2] if found else None

    def give_found(self, *names: str) -> None:
        """Each field to the likeliest column, where there is one."""
        for name in names:
            if (position := self.find(name)) is not None:
                self.give(position, name)

    def holds(self, position: int, what: str) -> bool:
        """Whether a column can be read as a date, a number or a text; an empty one can be anything."""
        holds = self.columns[position].holds
        if holds == "empty":
            return True
        if what == "date":
            return holds == "date" or holds_months(self.columns[position])
        return holds in ("number", "money", "percent") if what == "number" else holds != "date"

    def with_field(self, name: str) -> int | None:
        """The column that was given a field."""
        return next((position for position, column in sorted(self.given.items()) if column.field == name), None)

    def unique(self, position: int) -> bool:
        """Whether a column seems to have a different value in each row (they are counted up to 1,000)."""
        column = self.columns[position]
        return column.filled > 0 and column.distinct >= min(column.filled, _FEW) * 0.98

    def splits(self, position: int) -> bool:
        """Whether a column can be an attribute: a few values, several rows each, and nothing personal."""
        column = self.columns[position]
        if column.holds != "text" or PERSONAL.search(column.header) or not 1 < column.distinct < _FEW:
            return False
        return column.distinct <= max(column.filled / 2, 3) and all(
            len(sample) <= _LONGEST_LEVEL and "@" not in sample for sample in column.samples
        )

    def recipes(self) -> tuple[ColumnRecipe, ...]:
        """All columns; those without a meaning are not read."""
        return tuple(self.given.get(position) or read_as(column, None) for position, column in enumerate(self.columns))


_KEY = re.compile(r"[^\W\d_]{0,8}[-_/#. ]{0,2}\d[\w/#-]*")
_NOT_KEYS = ("account", "owner", "channel", "outcome", "created", "closed", "currency", "amount", "day", "campaign")


def looks_like_a_key(column: ColumnFound) -> bool:
    """Whether cells are keys such as SJ3001 or 4711, under a header that means nothing else."""
    known = any(means(column.header, name) for name in _NOT_KEYS) or PERSONAL.search(column.header)
    return not known and column.holds in ("text", "number") and bool(column.samples) and all(map(_KEY.fullmatch, column.samples))


def holds_months(column: ColumnFound) -> bool:
    """Whether a column of days has months, quarters or weeks instead: 2026-03, März 2026, 202603, Q1 2026, KW 31/2026."""
    if column.holds not in ("text", "number") or not means(column.header, "day"):
        return False
    import polars as pl

    from app.history.values.periods import first_days

    texts = [text for text in dict.fromkeys((*column.samples, *(word for word, _ in column.common))) if not is_about_others(text)]
    return bool(texts) and first_days(pl.Series(texts, dtype=pl.String)).null_count() == 0


def read_as(column: ColumnFound, name: str | None, *, stage: str | None = None, called: str | None = None) -> ColumnRecipe:
    """A column with its formats as found, for a field; an unproved decimal mark is left open."""
    is_number = column.holds in ("number", "money", "percent")
    decimal: Literal[".", ","] | None = column.decimal if is_number else None
    orders = dict(column.orders) if column.holds == "date" else {}
    return ColumnRecipe(
        header=column.header, field=name, stage=stage, name=called, decimal=decimal, orders=orders, currency=column.currency
    )
