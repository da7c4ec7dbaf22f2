"""Columns that are kept by their different texts hold the same cells as columns of texts."""

import tempfile
from pathlib import Path
from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.history.files import cells as cleaning
from app.history.files import coding, frames
from app.history.files.cells import cleaned
from app.history.files.layout import Layout
from tests.history.files.tables import text_of, written

CELLS = st.sampled_from(
    ["", " ", "a", " a", "a ", "b\u00a0", "--", "n/a", " None ", "1", "2.5", 'say "x"', "two\nlines", "é", "\tc", "d,e"]
)
TABLES = st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=12)
HEADERS = ("A", "B", "C")
LAYOUT = Layout("csv", "utf-8", ",", "", (), 0, HEADERS)


@settings(deadline=None)
@given(rows=TABLES, chunk_bytes=st.integers(1, 200), most=st.integers(0, 4), coded=st.sets(st.integers(0, 2)))
def test_cells_are_the_same_however_a_column_is_kept(rows: list[list[str]], chunk_bytes: int, most: int, coded: set[int]) -> None:
    with tempfile.TemporaryDirectory() as folder, patch.object(coding, "DIFFERENT_LIMIT", most):
        path = written(Path(folder), text_of([HEADERS, *rows]))
        plain = list(frames(path, LAYOUT, chunk_bytes=chunk_bytes))
        other = list(frames(path, LAYOUT, coded=coded, chunk_bytes=chunk_bytes))
    assert [frame.cells.cast(pl.String).rows() for frame in other] == [frame.cells.rows() for frame in plain]
    assert [frame.row.to_list() for frame in other] == [frame.row.to_list() for frame in plain]


@settings(deadline=None)
@given(rows=TABLES)
def test_many_cells_are_cleaned_as_few_are(rows: list[list[str]]) -> None:
    table = pl.DataFrame(rows, schema=dict.fromkeys(HEADERS, pl.String), orient="row")
    with patch.object(cleaning, "_MANY", 0):
        at_length = cleaned(table).rows()
    assert at_length == cleaned(table).rows()


def test_a_column_of_too_many_different_texts_is_one_of_texts_thereafter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coding, "DIFFERENT_LIMIT", 10)
    path = written(tmp_path, text_of([HEADERS, *([str(n), f"v{n % 3}", "x"] for n in range(200))]))
    found = list(frames(path, LAYOUT, coded=(0, 1), chunk_bytes=400))
    kinds = [[isinstance(kind, pl.Categorical) for kind in frame.cells.dtypes] for frame in found]
    assert kinds[0] == [True, True, False]
    assert all(each == [False, True, False] for each in kinds[1:])
    assert [text for frame in found for text in frame.cells["0"].cast(pl.String)] == [str(n) for n in range(200)]


def test_a_column_of_few_long_texts_is_one_of_texts_thereafter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coding, "_BYTES_LIMIT", 1_000)
    path = written(tmp_path, text_of([HEADERS, *([str(n), f"v{n % 9}" + "x" * 200, "x"] for n in range(200))]))
    found = list(frames(path, LAYOUT, coded=(0, 1), chunk_bytes=4_000))
    assert [[isinstance(kind, pl.Categorical) for kind in frame.cells.dtypes] for frame in found][1:] == [[True, False, False]] * (
        len(found) - 1
    )
    assert {text for frame in found for text in frame.cells["1"].cast(pl.String)} == {f"v{n}" + "x" * 200 for n in range(9)}


def test_a_record_is_blank_only_if_the_columns_that_are_not_wanted_are_empty_too(tmp_path: Path) -> None:
    path = written(tmp_path, "A,B,C\n,,\n,,note\n--,,\n , ,\n\n1,,\n")
    (frame,) = frames(path, LAYOUT, columns=[0, 1], coded=(1,))
    assert frame.row.to_list() == [3, 4, 7]
    assert frame.cells["0"].to_list() == [None, None, "1"]
