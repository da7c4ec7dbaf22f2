"""What our reader makes of workbooks, beside what libraries make of them; and what it reads that they do not."""

import datetime as dt
import re
import tempfile
import zipfile
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from xml.sax.saxutils import escape

import fastexcel
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart
from openpyxl.worksheet.table import Table

from app.history.files import layout_of
from app.history.files.surveying import survey
from app.history.files.workbook import opened
from app.history.found import UnreadableFile
from app.language import Language
from app.wording.history.reading import sentence
from tests.history.files.packages import (
    BOOK,
    BOOK_RELATIONS,
    MAIN,
    OFFICE,
    RELATIONS,
    SHARED,
    SHEET,
    STRICT,
    STYLES,
    TYPES,
    Parts,
    book,
    column,
    content_types,
    in_line,
    package,
    relations,
    row,
    worksheet,
    written,
)

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
                assert float(cell) == float(meant[at][place]) == float(beside[at][place])
            elif "_x" not in meant[at][place]:
                assert plain(cell) == plain(meant[at][place]) == plain(beside[at][place])


# --- Looks of numbers -------------------------------------------------------------------------------------------------------------------

DAYS = (
    "[$-407]dd.mm.yyyy", "m/d/yy", 'yyyy"年"m"月"d"日"', "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "[$-409]mmm\\-yy;@", "mm:ss.0", "h:mm AM/PM",
    "yyyy;@", "dd/mm/yyyy hh:mm:ss", '[$-411]ggge"年"m"月"', "[DBNum1]yyyy", "TT.MM.JJJJ", "mmmm", "[$-1070000]d/mm/yyyy", "ddd",
    "[Black][$-409]d-mmm;@", 'yyyy-mm-dd"T"hh:mm', '"a;b"yyyy', "[Red]yyyy", "\\Qq yyyy",
)  # fmt: skip
NUMBERS_ALL = (
    "General", "GENERAL", '"Q"0', "@", '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)', '0 "days"', '#,##0.00\\ "d"', "0.00_d",
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
    found, beside = ([look for look, cell in zip(looks, chain.from_iterable(texts), strict=True) if "-" in cell] for texts in (ours(path), of_openpyxl(path)))
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
    assert [cell for cell, in ours(path)] == ["-1", "2958466", "2958466", "10000000000"]


def test_a_cell_that_says_nothing_of_its_looks_has_the_first(tmp_path: Path) -> None:
    path = written(tmp_path / "book.xlsx", package(row(1, '<c r="A1"><v>46000</v></c>', '<c r="B1" s="1"><v>5</v></c>'), looks=(14, 0)))
    assert ours(path) == of_openpyxl(path) == [["2025-12-09", "5"]]


# --- Workbooks of other programs --------------------------------------------------------------------------------------------------------

H, T = in_line("A1", "<t>Deal</t>"), in_line("B1", "<t>Amount</t>")
PLAIN = row(1, H, T) + row(2, in_line("A2", "<t>D1</t>"), '<c r="B2"><v>5</v></c>')
READ = [["Deal", "Amount"], ["D1", "5"]]


def strict(parts: Parts) -> Parts:
    """The same by the letter of the standard, as Excel writes it when asked to."""
    result = dict(parts)
    for name, content in parts.items():
        assert isinstance(content, str)
        for usual, letter in STRICT.items():
            content = content.replace(usual, letter)
        result[name] = content
    return result


def prefixed(sheet: str) -> str:
    """Every element of a part under a prefix."""
    return re.sub(r"<(/?)(\w)", r"<\1x:\2", sheet).replace("xmlns=", "xmlns:x=")


def moved(names: Mapping[str, str], changes: Parts) -> Parts:
    """A plain workbook of which some parts have another name, and some another content."""
    parts = {names.get(name, name): content for name, content in package(PLAIN).items()}
    return parts | changes


def aimed(target: str) -> Parts:
    """A plain workbook whose relations name the worksheet like this."""
    return moved({}, {BOOK_RELATIONS: relations(("worksheet", target), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml"))})


BACK = {name: name.replace("/", "\\") for name in (BOOK, BOOK_RELATIONS, SHEET, SHARED, STYLES)}
RICH = "<r><rPr><b/></rPr><t>De</t></r><r><t>al</t></r><rPh sb='0' eb='1'><t>ka</t></rPh><phoneticPr fontId='1'/>"
AS_FASTEXCEL: dict[str, Parts] = {
    "plain": package(PLAIN),
    "the letter of the standard": strict(package(PLAIN)),
    "a prefix": moved({}, {SHEET: prefixed(worksheet(PLAIN)), SHARED: prefixed(f'<sst xmlns="{MAIN}"><si><t>first</t></si></sst>')}),
    "another prefix of relations": moved({}, {BOOK: book().replace("xmlns:r=", "xmlns:d3p1=").replace(" r:id=", " d3p1:id=")}),
    "without references": package("<row><c t='inlineStr'><is><t>Deal</t></is></c><c t='str'><v>Amount</v></c></row><row/><row><c/><c><v>5</v></c></row>"),
    "references of cells alone": package(PLAIN.replace('<row r="1">', "<row>").replace('<row r="2">', "<row>").replace("2", "9")),
    "references of rows alone": package(re.sub(r'<c r="\w+"', "<c", PLAIN)),
    "without texts and looks": {name: part for name, part in aimed("worksheets/sheet1.xml").items() if name not in (SHARED, STYLES)},
    "a size that is wrong": moved({}, {SHEET: worksheet(PLAIN).replace("<sheetData>", '<dimension ref="A1:A1"/><sheetData>')}),
    "a target from the top": aimed("/xl/worksheets/sheet1.xml"),
    "a target in other letters": aimed("worksheets/Sheet1.xml"),
    "parts with backslashes": moved(BACK, {}),
    "parts in capitals": moved({BOOK: "xl/Workbook.xml", SHEET: "xl/worksheets/SHEET1.XML"}, {}),
    "texts in runs": package(row(1, '<c r="A1" t="s"><v>0</v></c>', in_line("B1", RICH)), texts=(RICH,)),
    "characters by number": package(row(1, in_line("A1", "<t>a_x000D_&#10;b &amp; &quot;&#x20AC;&lt;</t>"), '<c r="B1" t="s"><v>0</v></c>'), texts=("<t>_x0041_ _x005F_x0041_ _x004_</t>",)),
    "characters as they are": package(row(1, in_line("A1", "<t><![CDATA[a<b>&amp;]]>c</t>"), in_line("B1", '<t xml:space="preserve">x </t>'))),
    "characters that XML has not": package(row(1, in_line("A1", "<t>Deal&#1;</t>"), in_line("B1", "<t>\x01Amount</t>"))).copy(),
    "truths": package(row(1, *(f'<c r="{place}1" t="b"><v>{said}</v></c>' for place, said in zip("ABCD", ("1", "0", "true", "false"), strict=True)))),
    "errors": package(row(1, H, '<c r="B1" t="e"><v>#N/A</v></c>', '<c r="C1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', in_line("D1", "<t>end</t>"))),
    "results of formulas": package(row(1, '<c r="A1" t="str"><f>"D"&amp;1</f><v>D1</v></c>', '<c r="B1"><f>1+1</f><v>2</v></c>', '<c r="C1" t="str"><f>x</f><v></v></c>')),
    "days as texts": package(row(1, *(f'<c r="{place}1" t="d"><v>{said}</v></c>' for place, said in zip("ABC", ("2026-02-03", "2026-02-03T00:00:00", "2026-02-03T00:00:00.000"), strict=True)))),
    "numbers": package(column(("1E+3", "0.1", "0.30000000000000004", "1.5E-7", "-0", "-12", "1234567.89", "007", "abc", "1,5", " 5 "))),
    "cells out of order": package(row(1, '<c r="C1"><v>3</v></c><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c>')),
    "rows out of order": package(row(3, '<c r="A3"><v>3</v></c>') + row(1, '<c r="A1"><v>1</v></c>') + row(2, '<c r="A2"><v>2</v></c>')),
    "a row in two parts": package(row(1, H) + row(1, T) + row(2, '<c r="B2"><v>5</v></c>')),
    "cells far apart": package(row(1, H) + row(900, '<c r="KA900"><v>2</v></c>')),
    "comments between": package(row(1, "<!-- a -->" + H, in_line("B1", "<t>Am<!-- b -->ount</t>"))),
    "blanks between": package("\n <row r='1'>\n  <c r='A1' t='s'>\n <v>\n0\n</v> </c>\n <c r='B1'>\n<v>\n 12 \n</v></c>\n</row>\n"),
    "blanks before": moved({}, {SHEET: "\n  <?xml version='1.0'?>" + worksheet(PLAIN)}),
    "a mark before": moved({}, {SHEET: ("\ufeff<?xml version='1.0' encoding='UTF-8'?>" + worksheet(PLAIN)).encode()}),
    "western letters": moved({}, {SHEET: ('<?xml version="1.0" encoding="windows-1252"?>' + worksheet(PLAIN.replace("Deal", "Gebühr €"))).encode("cp1252")}),
    "a name of its document": moved({}, {SHEET: "<!DOCTYPE worksheet>" + worksheet(PLAIN)}),
    "a name twice": moved({}, {
        BOOK: book(("Deals", "rId1"), ("Deals", "rId2")),
        BOOK_RELATIONS: relations(("worksheet", "worksheets/sheet1.xml"), ("worksheet", "worksheets/sheet2.xml")),
        "xl/worksheets/sheet2.xml": worksheet(row(1, in_line("A1", "<t>other</t>"))),
    }),
}  # fmt: skip


@pytest.mark.parametrize("parts", AS_FASTEXCEL.values(), ids=AS_FASTEXCEL)
def test_workbooks_of_other_programs_read_as_fastexcel_reads_them(tmp_path: Path, parts: Parts) -> None:
    path = written(tmp_path / "book.xlsx", parts)
    found = ours(path, opened(path).parts.first())
    assert found
    assert found == [[control.sub("", cell).strip() for cell in row] for row in of_calamine(path)]
