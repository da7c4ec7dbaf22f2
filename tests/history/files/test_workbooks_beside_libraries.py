"""What our reader makes of workbooks that openpyxl writes, and of the looks of numbers, beside what libraries make of them."""

import datetime as dt
import tempfile
import zipfile
from itertools import chain
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart
from openpyxl.worksheet.table import Table

from app.history.files.workbook import opened
from tests.history.files.beside import of_calamine, of_openpyxl, ours, plain, trimmed
from tests.history.files.packages import (
    BOOK,
    book,
    column,
    package,
    row,
    written,
)

# --- Workbooks that openpyxl writes -----------------------------------------------------------------------------------------------------


def test_a_workbook_with_all_that_people_put_in_reads_as_fastexcel_reads_it(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Deal", "Created", "Amount", "Won", "Seen", "Note"])
    for number in range(1, 60):
        day = dt.datetime(2026, 1, 1, 9, 30) + dt.timedelta(days=number)
        sheet.append([f"D{number}", day.date(), number * 12.35, number % 3 == 0, day, "a\nb" if number % 7 == 0 else None])
    sheet["C3"].number_format = '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)'
    sheet["B4"].number_format = "[$-407]dd.mm.yyyy"
    sheet["A5"].hyperlink = "https://example.org"
    sheet.merge_cells("F10:F13")
    sheet.row_dimensions[20].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet.auto_filter.ref = "A1:F60"
    sheet.freeze_panes = "A2"
    sheet.add_table(Table(displayName="Deals", ref="A1:F60"))
    book.create_sheet("Hidden").sheet_state = "hidden"
    book.create_chartsheet("Chart").add_chart(BarChart())
    path = tmp_path / "book.xlsx"
    book.save(path)
    found = ours(path)
    assert found == of_calamine(path)
    assert len(found) == 60
    assert opened(path).worksheets == ("Sheet", "Hidden")


@pytest.mark.parametrize("ending", ["xlsm", "xltx", "xltm"])
def test_workbooks_with_macros_and_templates_are_read_like_any_other(tmp_path: Path, ending: str) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Deal", "Amount"])
    book.active.append(["D1", 5])
    book.template = ending.startswith("xlt")
    path = tmp_path / f"book.{ending}"
    book.save(path)
    if ending.endswith("m"):
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    assert ours(path) == [["Deal", "Amount"], ["D1", "5"]]


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=12).filter(lambda text: not text.startswith("="))
MOMENTS = st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(9999, 12, 31)).map(lambda moment: moment.replace(microsecond=0))
NUMBERS = st.integers(-(10**15), 10**15) | st.floats(-1e12, 1e12, allow_nan=False).map(lambda number: float(f"{number:.12g}"))
VALUES = st.none() | WORDS | NUMBERS | st.booleans() | MOMENTS | MOMENTS.map(dt.datetime.date)


def shown(value: object) -> str:
    """What people see of a value."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ").removesuffix(" 00:00:00")
    return "" if value is None else str(value).strip()


@settings(max_examples=60, deadline=None)
@given(table=st.lists(st.lists(VALUES, min_size=1, max_size=6), min_size=1, max_size=12), write_only=st.booleans())
def test_any_table_that_openpyxl_writes_is_read_as_it_was_and_as_fastexcel_reads_it(table: list[list[object]], write_only: bool) -> None:
    book = openpyxl.Workbook(write_only=write_only)
    sheet = book.create_sheet("Deals", 0)
    for values in [["Deal"], *table]:
        sheet.append(values)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.xlsx"
        book.save(path)
        found, beside = ours(path, "Deals"), of_calamine(path, "Deals")
    meant = trimmed([["Deal"], *[[shown(value) for value in values] for values in table]])
    assert [len(row) for row in found] == [len(row) for row in meant]
    numbers = {
        (at, place)
        for at, values in enumerate(table, 1)
        for place, value in enumerate(values)
        if isinstance(value, (int, float)) and not isinstance(value, bool)
    }
    for at, cells in enumerate(found):
        for place, cell in enumerate(cells):
            if (at, place) in numbers:
                assert float(cell) == float(meant[at][place])
                assert float(cell) == pytest.approx(float(beside[at][place]), rel=1e-9, abs=1e-7)  # it drops small digits
            elif "_x" not in meant[at][place]:
                assert plain(cell) == plain(meant[at][place]) == plain(beside[at][place])


# --- Looks of numbers -------------------------------------------------------------------------------------------------------------------

DAYS = (
    "[$-407]dd.mm.yyyy", "m/d/yy", 'yyyy"年"m"月"d"日"', "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "[$-409]mmm\\-yy;@", "mm:ss.0",
    "h:mm AM/PM",
    "yyyy;@", "dd/mm/yyyy hh:mm:ss", '[$-411]ggge"年"m"月"', "[DBNum1]yyyy", "TT.MM.JJJJ", "mmmm", "[$-1070000]d/mm/yyyy", "ddd",
    "[Black][$-409]d-mmm;@", 'yyyy-mm-dd"T"hh:mm', '"a;b"yyyy', "[Red]yyyy", "\\Qq yyyy",
)  # fmt: skip
NUMBERS_ALL = (
    "General", "GENERAL", '"Q"0', "@", '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)', '0 "days"', '#,##0.00\\ "d"',
    "0.00_d",
    "[Red]0.00", "#,##0 [$USD]", "[$€-407] #,##0", "0.00E+00", "\\d0", "0;yyyy", "[<100]0;dd/mm/yyyy", "[Magenta]0", "# ?/?", "000000",
    '"Stück" 0', '0" yd"', "[$Sfr.-807] #,##0.00", "#,##0.00 [$kr.-406]", ";;;", "[$-D000000]0", "0.00%",
)  # fmt: skip


@pytest.mark.parametrize("looks", [DAYS, NUMBERS_ALL], ids=["days", "numbers"])
def test_a_number_is_a_day_where_libraries_say_so(tmp_path: Path, looks: tuple[str, ...]) -> None:
    codes = tuple(escape(look, {'"': "&quot;"}) for look in looks)
    path = written(tmp_path / "book.xlsx", package(column(("46000.25",) * len(codes), look=None), looks=codes))
    said = "2025-12-09 06:00:00" if looks is DAYS else "46000.25"
    assert dict(zip(looks, chain.from_iterable(ours(path)), strict=True)) == dict.fromkeys(looks, said)
    assert of_calamine(path) == ours(path)


def test_hours_that_go_on_beyond_a_day_are_a_number_and_so_is_what_is_called_standard(tmp_path: Path) -> None:
    looks = ("[h]:mm", "[mm]:ss", "[s]", "[hh]:mm:ss", "Standard")  # fastexcel makes days of them: so many since 1899
    path = written(tmp_path / "book.xlsx", package(column(("1.5",) * len(looks), look=None), looks=looks))
    assert ours(path) == [["1.5"]] * len(looks)


def test_formats_without_a_text_are_days_where_a_library_or_the_standard_says_so(tmp_path: Path) -> None:
    looks = tuple(range(90))
    path = written(tmp_path / "book.xlsx", package(column(("46000.25",) * len(looks), look=None), looks=looks))
    found, beside = (
        [look for look, cell in zip(looks, chain.from_iterable(texts), strict=True) if "-" in cell]
        for texts in (ours(path), of_openpyxl(path))
    )
    eastern, thai = [*range(27, 37), *range(50, 59)], [*range(71, 79), 80, 81]
    assert found == sorted([*beside, *eastern, *thai])


@pytest.mark.parametrize("since", ["", '<workbookPr date1904="1"/>', '<workbookPr date1904="true"/>', '<workbookPr date1904="0"/>'])
def test_days_are_those_that_libraries_read(tmp_path: Path, since: str) -> None:
    values = ("0", "0.5", "1", "59", "60", "60.5", "61", "46000", "46000.9999999", "46000.00001", "46000.99999997", "2957003.5")
    parts = package(column(values), looks=(22,)) | {BOOK: book(more=since)}
    path = written(tmp_path / "book.xlsx", parts)
    assert ours(path) == of_calamine(path)


@pytest.mark.parametrize("since", ["", '<workbookPr date1904="1"/>'])
def test_what_no_calendar_has_stays_a_number(tmp_path: Path, since: str) -> None:
    values = ("-1", "2958466", "2958465.99999999999", "1e10")
    path = written(tmp_path / "book.xlsx", package(column(values), looks=(22,)) | {BOOK: book(more=since)})
    assert [cell for (cell,) in ours(path)] == ["-1", "2958466", "2958466", "10000000000"]


def test_a_cell_that_says_nothing_of_its_looks_has_the_first(tmp_path: Path) -> None:
    path = written(tmp_path / "book.xlsx", package(row(1, '<c r="A1"><v>46000</v></c>', '<c r="B1" s="1"><v>5</v></c>'), looks=(14, 0)))
    assert ours(path) == of_openpyxl(path) == [["2025-12-09", "5"]]
