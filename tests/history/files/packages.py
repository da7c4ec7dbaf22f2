"""Workbooks put together part by part, as programs write them that know only some of the standard, or all of it."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    OFFICE: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
BOOK, BOOK_RELATIONS, SHEET = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"
SHARED, STYLES, TYPES, RELATIONS = "xl/sharedStrings.xml", "xl/styles.xml", "[Content_Types].xml", "_rels/.rels"

Parts = dict[str, str | bytes]


def package(sheet: str, *, looks: tuple[str | int, ...] = (0,), texts: tuple[str, ...] = ("<t>first</t>",)) -> Parts:
    """All parts of a workbook whose one worksheet has these rows; `looks` are formats of numbers, `texts` what cells refer to."""
    return {
        TYPES: content_types(),
        RELATIONS: relations(("officeDocument", BOOK)),
        BOOK: book(),
        BOOK_RELATIONS: relations(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")),
        STYLES: styles(looks),
        SHARED: f'<sst xmlns="{MAIN}">{"".join(f"<si>{text}</si>" for text in texts)}</sst>',
        SHEET: worksheet(sheet),
    }


def written(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    """The archive of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def worksheet(rows: str) -> str:
    """A worksheet without a word about how large it is."""
    return f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetData>{rows}</sheetData></worksheet>'


def book(*sheets: tuple[str, str], more: str = "") -> str:
    """What lists the worksheets, by name and id of their relation."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="{id}"/>' for number, (name, id) in enumerate(sheets or (("Deals", "rId1"),), 1)
    )
    return f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{more}<sheets>{listed}</sheets></workbook>'


def relations(*targets: tuple[str, str]) -> str:
    """Relations by kind and target."""
    found = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{to}"/>' for number, (kind, to) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{found}</Relationships>'


def styles(looks: tuple[str | int, ...]) -> str:
    """A look for each of these formats: a text, or the number of one that needs none."""
    numbers = {look: 164 + place for place, look in enumerate(looks) if isinstance(look, str)}
    formats = "".join(f'<numFmt numFmtId="{number}" formatCode="{code}"/>' for code, number in numbers.items())
    found = "".join(f'<xf numFmtId="{numbers.get(look, look)}" applyNumberFormat="1"/>' for look in looks)
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><fonts count="1"><font/></fonts>'
        '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/></border></borders>'
        f'<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs>{found}</cellXfs></styleSheet>'
    )


def content_types() -> str:
    """Types of the usual parts."""
    kinds = {BOOK: "sheet.main", SHEET: "worksheet", STYLES: "styles", SHARED: "sharedStrings"}
    found = "".join(f'<Override PartName="/{part}" ContentType="{CONTENT}.{kind}+xml"/>' for part, kind in kinds.items())
    defaults = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return f'<Types xmlns="{PACKAGE}/content-types">{defaults}<Default Extension="xml" ContentType="application/xml"/>{found}</Types>'


def in_line(place: str, text: str) -> str:
    """A cell with its own text, given as XML."""
    return f'<c r="{place}" t="inlineStr"><is>{text}</is></c>'


def row(number: int, *cells: str) -> str:
    """A row of cells."""
    return f'<row r="{number}">{"".join(cells)}</row>'


def column(values: tuple[str, ...], *, look: int | None = 0) -> str:
    """Rows of one number each; each has its own look where `look` is None."""
    return "".join(
        row(number, f'<c r="A{number}" s="{number - 1 if look is None else look}"><v>{value}</v></c>')
        for number, value in enumerate(values, 1)
    )
