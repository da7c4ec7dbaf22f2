"""What is read of a workbook here, and by libraries, so that both can be compared."""

import re
import warnings
from itertools import chain
from pathlib import Path

import fastexcel
import openpyxl

from app.history.files.workbook import opened

Texts = list[list[str]]


def ours(path: Path, name: str = "") -> Texts:
    """All cells as they are read here."""
    book = opened(path)
    rows = chain.from_iterable(some.rows for some in book.rows(name or book.widest()))
    return trimmed([[cell or "" for cell in row] for row in rows])


def of_calamine(path: Path, name: str | int = 0) -> Texts:
    """All cells as texts, as fastexcel reads them, with its days and truths spelt as ours."""
    sheet = fastexcel.read_excel(path).load_sheet(name, header_row=None, dtypes="string")
    return trimmed([[plain(cell or "") for cell in row] for row in sheet.to_polars().rows()])


def of_openpyxl(path: Path) -> Texts:
    """The same as openpyxl reads them."""
    with warnings.catch_warnings(action="ignore"):  # of what it misses and does without
        sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    return trimmed([["" if cell is None else plain(str(cell)) for cell in row] for row in sheet.iter_rows(values_only=True)])


def plain(text: str) -> str:
    """A library's text: days without midnight and parts of seconds, TRUE for true."""
    text = re.sub(r"^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)\.\d+$", r"\1", text)
    text = re.sub(r"^(\d{4}-\d\d-\d\d)[T ]00:00:00$", r"\1", text)
    return text.upper() if text.lower() in ("true", "false") else text


def trimmed(rows: Texts) -> Texts:
    """Without blanks round cells and round the table: where it begins is no concern here."""
    cells = [[cell.strip() for cell in row] for row in rows]
    width = max((len(row) for row in cells), default=0)
    cells = [row + [""] * (width - len(row)) for row in cells]
    while cells and not any(cells[-1]):
        cells.pop()
    while cells and not any(cells[0]):
        cells.pop(0)
    while cells and not any(row[-1] for row in cells):
        cells = [row[:-1] for row in cells]
    while cells and not any(row[0] for row in cells):
        cells = [row[1:] for row in cells]
    return cells
