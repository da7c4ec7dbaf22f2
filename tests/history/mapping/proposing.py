"""Files looked at for the tests of proposals."""

import datetime as dt
from pathlib import Path

from app.history.found import Look
from app.history.look import look
from app.history.mapping import KnownList
from app.history.recipe import Recipe
from tests.history.exports import save, text

TODAY = dt.date(2026, 11, 22)
LEADS = KnownList("Leads", "records", "Lead ID", ("Lead", "Deal"), ())
HUBSPOT = KnownList("HubSpot deals", "records", "Record ID", ("Opportunity", "Deal"), ())


def seen(path: Path, *, known: tuple[KnownList, ...] = (), remembered: tuple[tuple[str, Recipe], ...] = ()) -> Look:
    return look(path, path.name, known=known, remembered=remembered, today=TODAY)


def fields_of(found: Look) -> dict[str, str]:
    return {
        column.header: " ".join(filter(None, (column.field, column.stage, column.name))) for column in found.recipe.columns if column.field
    }


def table(folder: Path, *rows: list[str], name: str = "table.csv") -> Path:
    return save(folder, name, text(rows))


def with_column(found: Look, position: int, **changes: object) -> Recipe:
    columns = list(found.recipe.columns)
    columns[position] = columns[position].model_copy(update=changes)
    return found.recipe.model_copy(update={"columns": tuple(columns)})
