"""What is kept of a file that was looked at, once it is taken in."""

import datetime as dt
from pathlib import Path

from app.history.as_json import as_json
from app.history.forgetting import without_cells
from app.history.found import Look
from app.history.look import look

ROWS = "".join(
    f"L{n},Augusta King {n},augusta{n}@lovelace.example,{n:02}.01.2026,=1+{n} augusta,{'Won' if n % 2 else 'Lost'}\n" for n in range(1, 28)
)


def looked(folder: Path) -> Look:
    path = folder / "leads.csv"
    path.write_text("Lead ID,Full name,E-mail,Created,Notes,Status\n" + ROWS)
    return look(path, "leads.csv", today=dt.date(2026, 11, 22))


def test_nothing_of_a_column_that_is_not_read_is_kept_once_the_file_is_in(tmp_path: Path) -> None:
    seen = looked(tmp_path)
    assert "augusta1@lovelace.example" in as_json(seen)
    assert [each.column for each in seen.findings if each.code == "formula_texts"] == [4]
    kept = without_cells(seen, seen.recipe)
    assert "ugusta" not in as_json(kept)
    assert [(column.header, column.holds) for column in kept.columns] == [(column.header, column.holds) for column in seen.columns]
    status = kept.columns[5]
    assert dict(status.common) == {"Won": 14, "Lost": 13}


def test_a_column_that_a_person_chose_not_to_read_is_forgotten_as_well(tmp_path: Path) -> None:
    seen = looked(tmp_path)
    columns = [column.model_copy(update={"field": None}) for column in seen.recipe.columns]
    kept = without_cells(seen, seen.recipe.model_copy(update={"columns": tuple(columns)}))
    assert all(column.samples == column.common == () for column in kept.columns)
