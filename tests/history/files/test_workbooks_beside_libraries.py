"""What our reader makes of workbooks, beside what libraries make of them; and what it reads that they do not."""

import datetime as dt
import io
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
    found = ours(path, opened(path).worksheets[0])
    assert found
    assert found == of_calamine(path)


SPLIT_TARGETS = relations(("worksheet", "/xl/worksheets/sheet1.xml"), ("styles", "/xl/looks.xml"), ("sharedStrings", "/xl/texts.xml"))
LATE = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="170"/></cellXfs><numFmts><numFmt numFmtId="170" formatCode="yyyy"/></numFmts></styleSheet>'
ADDED = '<extLst><ext><x14:v xmlns:x14="urn:x">added</x14:v></ext></extLst></c>'
BEYOND: dict[str, Parts] = {
    "a target from here": aimed("./worksheets/sheet1.xml"),
    "a target by way of the top": aimed("../xl/worksheets/sheet1.xml"),
    "a target from the top that does not say so": aimed("xl/worksheets/sheet1.xml"),
    "a target with backslashes": aimed("worksheets\\sheet1.xml"),
    "two bytes a character": moved({}, {SHEET: ('<?xml version="1.0" encoding="UTF-16"?>' + worksheet(PLAIN)).encode("utf-16")}),
    "two bytes a character, the higher first": moved({}, {SHEET: b"\xfe\xff" + worksheet(PLAIN).encode("utf-16-be")}),
    "a workbook elsewhere": moved(
        {BOOK: "book/main.xml", BOOK_RELATIONS: "book/_rels/main.xml.rels"},
        {RELATIONS: relations(("officeDocument", "/book/main.xml")), "book/_rels/main.xml.rels": relations(("worksheet", "/xl/worksheets/sheet1.xml"))},
    ),
    "a workbook with a number": moved(
        {BOOK: "xl/workbook2.xml", BOOK_RELATIONS: "xl/_rels/workbook2.xml.rels"},
        {RELATIONS: relations(("officeDocument", "xl/workbook2.xml")), TYPES: content_types().replace("workbook.xml", "workbook2.xml")},
    ),
    "texts and looks elsewhere": moved(
        {SHARED: "xl/texts.xml", STYLES: "xl/looks.xml"},
        {BOOK_RELATIONS: SPLIT_TARGETS, SHEET: worksheet(PLAIN.replace(H, '<c r="A1" t="s"><v>0</v></c>')), "xl/texts.xml": f'<sst xmlns="{MAIN}"><si><t>Deal</t></si></sst>'},
    ),
    "a text that only its element tells": moved({}, {SHEET: worksheet(PLAIN.replace(' t="inlineStr"', ""))}),
    "what later programs add": moved({}, {SHEET: worksheet(PLAIN.replace("</is></c>", "</is>" + ADDED))}),
    "characters that XML has not": moved({}, {SHEET: worksheet(PLAIN.replace("Deal", "Deal&#1;").replace("Amount", "\x0bAmount"))}),
}  # fmt: skip


@pytest.mark.parametrize("parts", BEYOND.values(), ids=BEYOND)
def test_workbooks_that_libraries_do_not_read_are_read(tmp_path: Path, parts: Parts) -> None:
    assert ours(written(tmp_path / "book.xlsx", parts)) == READ


@pytest.mark.parametrize("block", [5, 64])
@pytest.mark.parametrize("spelt", ["&#1;", "&#x0B;", "&#00031;", "\x0c"])
def test_a_character_that_xml_has_not_is_a_blank_wherever_a_block_ends(
    tmp_path: Path, spelt: str, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.history.files.xml_parts._BLOCK", block)
    path = written(tmp_path / "book.xlsx", package(row(1, in_line("A1", f"<t>a{spelt}b &#38; &#10;c</t>"))))
    assert ours(path) == [["a b & \nc"]]


def test_characters_beyond_sixteen_bits_are_put_together_and_a_nul_is_seen(tmp_path: Path) -> None:
    path = written(tmp_path / "book.xlsx", package(row(1, in_line("A1", "<t>_xD83D__xDE00_ _x0000_ _xD83D_</t>"))))
    assert ours(path) == [["\U0001f600 \ufffd \ufffd"]]


def test_long_numbers_keep_all_of_their_digits(tmp_path: Path) -> None:
    path = written(tmp_path / "book.xlsx", package(column(("12345678901234567",))))
    assert ours(path) == [["12345678901234567"]]
    assert of_calamine(path) == [["12345678901234568"]]


def test_a_format_that_is_told_of_late_is_known(tmp_path: Path) -> None:
    path = written(tmp_path / "book.xlsx", package(column(("46000",))) | {STYLES: LATE})
    assert ours(path) == of_openpyxl(path) == [["2025-12-09"]]


def test_a_format_of_tables_is_none_of_cells(tmp_path: Path) -> None:
    parts = package(column(("46000",)), looks=("0.00",))
    tables = '<dxfs><dxf><numFmt numFmtId="164" formatCode="yyyy"/></dxf></dxfs></styleSheet>'
    path = written(tmp_path / "book.xlsx", parts | {STYLES: str(parts[STYLES]).replace("</styleSheet>", tables)})
    assert ours(path) == of_calamine(path) == [["46000"]]


def test_worksheets_of_one_name_are_told_apart(tmp_path: Path) -> None:
    path = written(tmp_path / "book.xlsx", AS_FASTEXCEL["a name twice"])
    assert opened(path).worksheets == ("Deals", "Deals (2)")
    assert ours(path, "Deals (2)") == [["other"]]


def test_charts_are_no_worksheets(tmp_path: Path) -> None:
    kinds = relations(("chartsheet", "chartsheets/sheet1.xml"), ("worksheet", "worksheets/sheet1.xml"))
    chart = {"xl/chartsheets/sheet1.xml": f'<chartsheet xmlns="{MAIN}" xmlns:r="{OFFICE}"/>'}
    path = written(tmp_path / "book.xlsx", moved({}, {BOOK: book(("Chart", "rId1"), ("Deals", "rId2")), BOOK_RELATIONS: kinds} | chart))
    assert opened(path).worksheets == ("Deals",)
    assert ours(path) == of_calamine(path, "Deals") == READ


# --- What is no workbook that is read ---------------------------------------------------------------------------------------------------


def compound(names: str, at: int) -> bytes:
    """A container of old programs whose directory, with these names, begins at a sector."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(22) + (9).to_bytes(2, "little") + bytes(16) + at.to_bytes(4, "little")
    return head.ljust((at + 1) * 512, b"\0") + names.encode("utf-16-le").ljust(512, b"\0")


def archived(*parts: str) -> bytes:
    """An archive of these parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for part in parts:
            archive.writestr(part, "<x/>")
    return written.getvalue()


OTHERS = {
    "of an old Excel": (compound("Root Entry Workbook", 1), "old_workbook", "save it as .xlsx or CSV"),
    "of a very old Excel": (b"\t\x08\x08\0\0\x05\x05\0" + bytes(600), "old_workbook", "save it as .xlsx or CSV"),
    "with a password": (compound("Root Entry EncryptedPackage", 1), "protected_workbook", "without one, as .xlsx or CSV"),
    "with a password, large": (compound("Root Entry EncryptedPackage", 9_000), "protected_workbook", "without one, as .xlsx or CSV"),
    "in binary": (archived(TYPES, "xl/workbook.bin"), "other_workbook", "another kind, .xlsb"),
    "of LibreOffice": (archived("mimetype", "content.xml", "styles.xml"), "other_workbook", "another kind, .ods"),
    "of Numbers": (archived("Index/Document.iwa", "Metadata/Properties.plist"), "other_workbook", "another kind, .numbers"),
    "no workbook but a letter": (archived(TYPES, "word/document.xml"), "binary_file", "Export the report as CSV or XLSX"),
    "no workbook but parts": (archived(TYPES, "xl/other.xml"), "compressed_file", "Unpack it first"),
}


@pytest.mark.parametrize(("content", "code", "advice"), OTHERS.values(), ids=OTHERS)
def test_what_cannot_be_read_is_refused_with_what_to_do(tmp_path: Path, content: bytes, code: str, advice: str) -> None:
    path = tmp_path / "deals.xlsx"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile) as refused:
        layout_of(path)
    assert refused.value.finding.code == code
    assert advice in sentence(refused.value.finding, Language("en"))
