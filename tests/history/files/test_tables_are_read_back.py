"""A table that is written with any delimiter, encoding, quoting and line end is read back the same, in blocks of any size."""

import csv
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.history.files import frames
from app.history.files.layout import Layout
from app.history.values.words import is_nothing
from tests.history.files.tables import read_back, text_of, whole, written

CELLS = st.text(st.sampled_from("abcXYZ 0123456789.,;|\"'\n-/€äß"), max_size=12)
TABLES = st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=12)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")


def shown(cell: str) -> str | None:
    """A cell as it is read: trimmed, nothing where it says nothing."""
    bare = cell.strip()
    return None if is_nothing(bare) else bare


@given(
    rows=TABLES,
    delimiter=st.sampled_from(",;\t|"),
    line_end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    encoding=st.sampled_from(ENCODINGS),
    chunk_bytes=st.integers(1, 400),
)
def test_cells_come_back_whatever_the_file_is_written_like(
    rows: list[list[str]], delimiter: str, line_end: str, quoting: int, encoding: str, chunk_bytes: int
) -> None:
    text = text_of([["First", "Second", "Third"], *rows], delimiter=delimiter, line_end=line_end, quoting=quoting)
    codec = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)
    known = Layout("csv", codec, delimiter, "", (), 0, ("First", "Second", "Third"))
    expected = [(number, tuple(map(shown, row))) for number, row in enumerate(rows, 2) if any(cell.strip() for cell in row)]
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), text, encoding=encoding)
        found = list(frames(path, known, chunk_bytes=chunk_bytes))
    if not expected:
        assert sum(frame.cells.height for frame in found) == 0
        return
    frame = whole(found)
    assert list(zip(frame.row.to_list(), frame.cells.rows(), strict=True)) == expected
    assert not frame.too_long.any()


@given(content=st.binary(max_size=400), chunk_bytes=st.integers(1, 100), delimiter=st.sampled_from(",;\t|"))
def test_any_bytes_make_the_same_rows_in_blocks_of_any_size(content: bytes, chunk_bytes: int, delimiter: str) -> None:
    known = Layout("csv", "utf-8", delimiter, "", (), 0, ("A", "B"))
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), b"A,B\n" + content + b'\n"a' + content)
        at_once = [row for frame in frames(path, known) for row in zip(frame.row, frame.cells.rows(), strict=True)]
        in_bits = [row for frame in frames(path, known, chunk_bytes=chunk_bytes) for row in zip(frame.row, frame.cells.rows(), strict=True)]
    assert at_once == in_bits


@given(lines=st.lists(st.text(st.sampled_from('ab,"" \n;1'), max_size=14), max_size=10), chunk_bytes=st.integers(1, 40))
def test_quotes_anywhere_make_the_same_rows_in_blocks_of_any_size(lines: list[str], chunk_bytes: int) -> None:
    known = Layout("csv", "utf-8", ",", "", (), 0, ("A", "B", "C"))
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), "A,B,C\n" + "\n".join(lines))
        at_once = [row for frame in frames(path, known) for row in zip(frame.row, frame.cells.rows(), strict=True)]
        in_bits = [row for frame in frames(path, known, chunk_bytes=chunk_bytes) for row in zip(frame.row, frame.cells.rows(), strict=True)]
    assert at_once == in_bits


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_layout_is_found(tmp_path: Path, delimiter: str, encoding: str) -> None:
    rows = [["Deal", "Créé le", "Montant (€)", "Note"]] + [
        [f"D{n}", f"{n:02}.03.2026", f"{n * 1000},50", "a\nb, c; d"] for n in range(1, 15)
    ]
    headers, cells = read_back(written(tmp_path, text_of(rows, delimiter=delimiter), encoding=encoding))
    assert headers == ("Deal", "Créé le", "Montant (€)", "Note")
    assert [list(row) for row in cells] == rows[1:]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_any_line_end_ends_a_line(tmp_path: Path, line_end: str) -> None:
    text = line_end.join(["Deal,Stage", "1,Won", '2,"Lost, late"', ""])
    assert read_back(written(tmp_path, text), chunk_bytes=7) == (("Deal", "Stage"), [("1", "Won"), ("2", "Lost, late")])
