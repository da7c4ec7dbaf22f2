"""Workbooks written by hand, so that a test decides about every cell and every trick."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DAY, TIME, PERCENT, CLOCK = 1, 2, 3, 4  # cell formats


class Cell:
    """A cell that is more than a text or a number."""

    def __init__(self, value: object, *, kind: str = "", style: int = 0, formula: str = "") -> None:
        self.value, self.kind, self.style, self.formula = value, kind, style, formula

    def xml(self, place: str) -> str:
        kind = f' t="{self.kind}"' if self.kind else ""
        formula = f"<f>{escape(self.formula)}</f>" if self.formula else ""
        value = "" if self.value is None else f"<v>{escape(str(self.value))}</v>"
        return f'<c r="{place}" s="{self.style}"{kind}>{formula}{value}</c>'


Value = str | float | None | Cell


def workbook(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence[Value]]],
    *,
    hidden: Sequence[str] = (),
    since_1904: bool = False,
    more: Mapping[str, str | bytes] | None = None,
) -> Path:
    """A workbook of these worksheets; `more` are further members of the archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _content_types(len(sheets)))
        archive.writestr("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
        archive.writestr("xl/workbook.xml", _book(sheets, hidden, since_1904))
        targets = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(sheets) + 1)]
        archive.writestr("xl/_rels/workbook.xml.rels", _relations([*targets, ("styles", "styles.xml")]))
        archive.writestr("xl/styles.xml", _STYLES)
        for number, rows in enumerate(sheets.values(), 1):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(rows))
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return path


def _content_types(sheets: int) -> str:
    parts = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    parts += [(f"/xl/worksheets/sheet{number}.xml", "worksheet") for number in range(1, sheets + 1)]
    overrides = "".join(f'<Override PartName="{name}" ContentType="{_SHEET_TYPE}.{kind}+xml"/>' for name, kind in parts)
    defaults = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return f'<Types xmlns="{_PACKAGE}/content-types">{defaults}<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>' for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'


def _book(sheets: Mapping[str, object], hidden: Sequence[str], since_1904: bool) -> str:
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"{" state=" + quoteattr("hidden") if name in hidden else ""}/>'
        for number, name in enumerate(sheets, 1)
    )
    properties = '<workbookPr date1904="1"/>' if since_1904 else ""
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">{properties}<sheets>{listed}</sheets></workbook>'


def _sheet(rows: Sequence[Sequence[Value]]) -> str:
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(_cell(value, f"{_letters(place)}{number}") for place, value in enumerate(row) if value is not None)
        lines.append(f'<row r="{number}">{cells}</row>' if cells else "")
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _cell(value: Value, place: str) -> str:
    if isinstance(value, Cell):
        return value.xml(place)
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f'<c r="{place}"><v>{value!r}</v></c>'


def _letters(place: int) -> str:
    head, tail = divmod(place, 26)
    return (_letters(head - 1) if head else "") + chr(65 + tail)


_FORMATS = "".join(f'<xf numFmtId="{number}" applyNumberFormat="1"/>' for number in (0, 14, 22, 10, 20))
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
    f'<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5">{_FORMATS}</cellXfs></styleSheet>'
)
