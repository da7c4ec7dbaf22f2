"""A recipe, looked up by field: which columns are read, and for what."""

import calendar
import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from app.history.recipe import ColumnRecipe, Recipe
from app.history.values.words import fold

EPOCH = dt.date(1970, 1, 1)
DAY_BEFORE_ALL = int((dt.date(1990, 1, 1) - EPOCH).days)
"""Earlier dates are placeholders (1900-01-01, 1970-01-01) and are not used."""
NAMED = ("channel", "owner", "account")
"""Fields of which each is an attribute by its own name."""


_EACH_OF_ITS_OWN = (None, "id", "key", "amount", "spend", "revenue", "activity", "count")


@dataclass(frozen=True)
class Reading:
    """The columns of a recipe by what they are for; positions are of the file."""

    recipe: Recipe
    today: int

    def positions(self, *fields: str) -> tuple[int, ...]:
        """Of all columns with one of the fields, in the file's order."""
        return tuple(position for position, column in enumerate(self.recipe.columns) if column.field in fields)

    def position(self, field: str) -> int | None:
        """Of the first column with the field."""
        return next(iter(self.positions(field)), None)

    def column(self, position: int) -> ColumnRecipe:
        """How a column is read."""
        return self.recipe.columns[position]

    @property
    def wanted(self) -> tuple[int, ...]:
        """Columns to be read: those with a field, and the first three, where totals and footers stand."""
        return tuple(position for position, column in enumerate(self.recipe.columns) if column.field is not None or position < 3)

    @property
    def coded(self) -> tuple[int, ...]:
        """Columns of which rows usually share their texts: all that are read but ids and numbers."""
        return tuple(position for position, column in enumerate(self.recipe.columns) if column.field not in _EACH_OF_ITS_OWN)

    @property
    def stages(self) -> tuple[str, ...]:
        """Of the list; there always is a won deal."""
        return self.recipe.stages or ("Deal",)

    def entered(self) -> dict[int, int]:
        """Column of the day of entry by position of the stage; columns of unknown stages are left out."""
        found: dict[int, int] = {}
        for position in self.positions("entered"):
            stage = self.column(position).stage
            if stage in self.stages:
                found.setdefault(self.stages.index(stage), position)
        return found

    def attributes(self) -> tuple[tuple[str, int | None], ...]:
        """Name and column of everything that buyers can be split by; a column of None has one value for the whole file."""
        found: list[tuple[str, int | None]] = []
        for name in NAMED:
            if (position := self.position(name)) is not None:
                found.append((name, position))
            elif name == "channel" and self.recipe.fixed.get("channel"):
                found.append((name, None))
        said = {name for name, _ in found}
        return (*found, *((_apart(self.column(position).header, said), position) for position in self.positions("attribute")))


def _apart(header: str, said: Collection[str]) -> str:
    """A header that is spelt like what another column was taken for, such as "Channel" beside a source, must not stand for that."""
    return f"{header} (2)" if fold(header) in said else header


def day_number(date: dt.date) -> int:
    """Days since 1970-01-01."""
    return (date - EPOCH).days


def iso(day: int | None) -> str | None:
    """The ISO text of a day number."""
    return None if day is None else (EPOCH + dt.timedelta(days=int(day))).isoformat()


def month_end(first: int) -> int:
    """The last day of a day's month."""
    date = EPOCH + dt.timedelta(days=int(first))
    return day_number(date.replace(day=calendar.monthrange(date.year, date.month)[1]))


def month_start(day: int) -> int:
    """The first day of a day's month."""
    return day_number((EPOCH + dt.timedelta(days=int(day))).replace(day=1))
