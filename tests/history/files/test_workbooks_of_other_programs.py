"""Workbooks as many programs write them: read as libraries read them, and some that those do not; the rest is refused with what to do."""

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.history.files import layout_of
from app.history.files.workbook import opened
from app.history.found import UnreadableFile
from app.language import Language
from app.wording.history.reading import sentence
from tests.history.files.beside import of_calamine, of_openpyxl, ours
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
NUMBERS = ("1E+3", "0.1", "0.30000000000000004", "1.5E-7", "-0", "-12", "1234567.89", "007", "abc", "1,5", " 5 ")
PARTED = "\n <row r='1'>\n  <c r='A1' t='s'>\n <v>\n0\n</v> </c>\n <c r='B1'>\n<v>\n 12 \n</v></c>\n</row>\n"
TWICE = {
    BOOK: book(("Deals", "rId1"), ("Deals", "rId2")),
    BOOK_RELATIONS: relations(("worksheet", "worksheets/sheet1.xml"), ("worksheet", "worksheets/sheet2.xml")),
    "xl/worksheets/sheet2.xml": worksheet(row(1, in_line("A1", "<t>other</t>"))),
}


def cells(kind: str, *said: str) -> Parts:
    """A row of cells of one kind."""
    return package(row(1, *(f'<c r="{"ABCDEF"[place]}1" t="{kind}">{text}</c>' for place, text in enumerate(said))))


def sheet(content: str | bytes) -> Parts:
    """A plain workbook with this worksheet."""
    return moved({}, {SHEET: content})


AS_FASTEXCEL: dict[str, Parts] = {
    "plain": package(PLAIN),
    "the letter of the standard": strict(package(PLAIN)),
    "a prefix": moved({}, {SHEET: prefixed(worksheet(PLAIN)), SHARED: prefixed(f'<sst xmlns="{MAIN}"><si><t>first</t></si></sst>')}),
    "another prefix of relations": moved({}, {BOOK: book().replace("xmlns:r=", "xmlns:d3p1=").replace(" r:id=", " d3p1:id=")}),
    "without references": package(
        "<row><c t='inlineStr'><is><t>Deal</t></is></c><c t='str'><v>Amount</v></c></row><row/><row><c/><c><v>5</v></c></row>"
    ),
    "references of cells alone": package(PLAIN.replace('<row r="1">', "<row>").replace('<row r="2">', "<row>").replace("2", "9")),
    "references of rows alone": package(re.sub(r'<c r="\w+"', "<c", PLAIN)),
    "without texts and looks": {name: part for name, part in aimed("worksheets/sheet1.xml").items() if name not in (SHARED, STYLES)},
    "a size that is wrong": moved({}, {SHEET: worksheet(PLAIN).replace("<sheetData>", '<dimension ref="A1:A1"/><sheetData>')}),
    "a target from the top": aimed("/xl/worksheets/sheet1.xml"),
    "a target in other letters": aimed("worksheets/Sheet1.xml"),
    "parts with backslashes": moved(BACK, {}),
    "parts in capitals": moved({BOOK: "xl/Workbook.xml", SHEET: "xl/worksheets/SHEET1.XML"}, {}),
    "texts in runs": package(row(1, '<c r="A1" t="s"><v>0</v></c>', in_line("B1", RICH)), texts=(RICH,)),
    "characters by number": package(
        row(1, in_line("A1", "<t>a_x000D_&#10;b &amp; &quot;&#x20AC;&lt;</t>"), '<c r="B1" t="s"><v>0</v></c>'),
        texts=("<t>_x0041_ _x005F_x0041_ _x004_</t>",),
    ),
    "characters as they are": package(
        row(1, in_line("A1", "<t><![CDATA[a<b>&amp;]]>c</t>"), in_line("B1", '<t xml:space="preserve">x </t>'))
    ),
    "truths": cells("b", "<v>1</v>", "<v>0</v>", "<v>true</v>"),
    "errors": package(row(1, H, '<c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', '<c r="C1"><v>1</v></c>')),
    "results of formulas": cells("str", '<f>"D"&amp;1</f><v>D1</v>', "<f>x</f><v></v>", "<f>A1</f><v>D1</v>"),
    "days as texts": cells("d", "<v>2026-02-03</v>", "<v>2026-02-03T00:00:00</v>", "<v>2026-02-03T00:00:00.000</v>"),
    "numbers": package(column(NUMBERS)),
    "cells out of order": package(row(1, '<c r="C1"><v>3</v></c><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c>')),
    "rows out of order": package(row(3, '<c r="A3"><v>3</v></c>') + row(1, '<c r="A1"><v>1</v></c>') + row(2, '<c r="A2"><v>2</v></c>')),
    "a row in two parts": package(row(1, H) + row(1, T) + row(2, '<c r="B2"><v>5</v></c>')),
    "cells far apart": package(row(1, H) + row(900, '<c r="KA900"><v>2</v></c>')),
    "comments between": package(row(1, "<!-- a -->" + H, in_line("B1", "<t>Am<!-- b -->ount</t>"))),
    "blanks between": package(PARTED),
    "blanks before": sheet("\n  <?xml version='1.0'?>" + worksheet(PLAIN)),
    "a mark before": sheet(("\ufeff<?xml version='1.0' encoding='UTF-8'?>" + worksheet(PLAIN)).encode()),
    "western letters": sheet(
        ('<?xml version="1.0" encoding="windows-1252"?>' + worksheet(PLAIN.replace("Deal", "Gebühr €"))).encode("cp1252")
    ),
    "a name of its document": sheet("<!DOCTYPE worksheet>" + worksheet(PLAIN)),
    "a name twice": moved({}, TWICE),
}


@pytest.mark.parametrize("parts", AS_FASTEXCEL.values(), ids=AS_FASTEXCEL)
def test_workbooks_of_other_programs_read_as_fastexcel_reads_them(tmp_path: Path, parts: Parts) -> None:
    path = written(tmp_path / "book.xlsx", parts)
    found = ours(path, opened(path).worksheets[0])
    assert found
    assert found == of_calamine(path)


SPLIT_TARGETS = relations(("worksheet", "/xl/worksheets/sheet1.xml"), ("styles", "/xl/looks.xml"), ("sharedStrings", "/xl/texts.xml"))
LATE = (
    f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="170"/></cellXfs>'
    '<numFmts><numFmt numFmtId="170" formatCode="yyyy"/></numFmts></styleSheet>'
)
ADDED = '<extLst><ext><x14:v xmlns:x14="urn:x">added</x14:v></ext></extLst></c>'
BEYOND: dict[str, Parts] = {
    "a target from here": aimed("./worksheets/sheet1.xml"),
    "a target by way of the top": aimed("../xl/worksheets/sheet1.xml"),
    "a target from the top that does not say so": aimed("xl/worksheets/sheet1.xml"),
    "a target with backslashes": aimed("worksheets\\sheet1.xml"),
    "two bytes a character": sheet(('<?xml version="1.0" encoding="UTF-16"?>' + worksheet(PLAIN)).encode("utf-16")),
    "two bytes a character, the higher first": sheet(b"\xfe\xff" + worksheet(PLAIN).encode("utf-16-be")),
    "a workbook elsewhere": moved(
        {BOOK: "book/main.xml", BOOK_RELATIONS: "book/_rels/main.xml.rels"},
        {
            RELATIONS: relations(("officeDocument", "/book/main.xml")),
            "book/_rels/main.xml.rels": relations(("worksheet", "/xl/worksheets/sheet1.xml")),
        },
    ),
    "a workbook with a number": moved(
        {BOOK: "xl/workbook2.xml", BOOK_RELATIONS: "xl/_rels/workbook2.xml.rels"},
        {RELATIONS: relations(("officeDocument", "xl/workbook2.xml")), TYPES: content_types().replace("workbook.xml", "workbook2.xml")},
    ),
    "texts and looks elsewhere": moved(
        {SHARED: "xl/texts.xml", STYLES: "xl/looks.xml"},
        {
            BOOK_RELATIONS: SPLIT_TARGETS,
            SHEET: worksheet(PLAIN.replace(H, '<c r="A1" t="s"><v>0</v></c>')),
            "xl/texts.xml": f'<sst xmlns="{MAIN}"><si><t>Deal</t></si></sst>',
        },
    ),
    "a text that only its element tells": sheet(worksheet(PLAIN.replace(' t="inlineStr"', ""))),
    "what later programs add": sheet(worksheet(PLAIN.replace("</is></c>", "</is>" + ADDED))),
    "characters that XML has not": sheet(worksheet(PLAIN.replace("Deal", "Deal&#1;").replace("Amount", "\x0bAmount"))),
}


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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_formulas_without_results_are_told_of_however_wide_the_characters_are(tmp_path: Path, encoding: str) -> None:
    bare = '<c r="C2"><f>SUM(A2:B2)</f><v></v></c>'
    rows = row(1, H, T) + row(2, in_line("A2", "<t>D1</t>"), '<c r="B2"><v>5</v></c>', bare)
    path = written(tmp_path / "book.xlsx", sheet(worksheet(rows).encode(encoding)))
    assert [(each.code, each.count) for each in opened(path).findings("Deals", ["Deal", "Amount"])] == [("formula_without_value", 1)]


def test_what_is_called_false_is_false(tmp_path: Path) -> None:
    path = written(tmp_path / "book.xlsx", cells("b", "<v>false</v>", "<v> 1 </v>"))  # which fastexcel takes for true
    assert ours(path) == [["FALSE", "TRUE"]]


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
