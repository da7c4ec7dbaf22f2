"""What is kept of a look once its file is taken in or given up: what was read, and nothing of what was not."""

from dataclasses import replace

from app.history.found import ColumnFound, Finding, Look
from app.history.recipe import Recipe

_QUOTING = frozenset(("encoding_guessed",))
"""Findings of no column that quote a piece of the file, whatever stands in it."""


def without_cells(look: Look, recipe: Recipe) -> Look:
    """The same look without its first rows and questions, and without any cell of a column that is not read: names, addresses, notes."""
    fits = [column.header for column in recipe.columns] == [column.header for column in look.columns]
    read = {position for position, column in enumerate(recipe.columns) if fits and column.field is not None}
    columns = tuple(column if position in read else _bare(column) for position, column in enumerate(look.columns))
    findings = tuple(each for each in look.findings if _may_stay(each, read))
    return replace(look, columns=columns, preview=(), asked=(), findings=findings)


def _bare(column: ColumnFound) -> ColumnFound:
    return replace(column, samples=(), common=(), first=None, last=None)


def _may_stay(finding: Finding, read: set[int]) -> bool:
    return finding.code not in _QUOTING and (finding.column is None or finding.column in read)
