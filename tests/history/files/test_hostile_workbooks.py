"""Workbooks that claim far more than they hold: refused by what they claim, in bounded memory and bounded work."""

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.history.files import frames, layout_of
from app.history.files.limits import HEADER_ROW_LIMIT, XLSX_CELL_LIMIT, XLSX_CELLS_LIMIT
from app.history.found import UnreadableFile
from tests.history.files.tables import layout, read_back, whole
from tests.history.files.workbooks import workbook

ROWS = [["Deal", "Created", "Amount"], ["D1", "2026-01-05", 5.0], ["D2", "2026-01-06", 6.0]]
NUMBER = "<v>1</v></c>"
SECONDS_OF_PROCESSOR = 20  # where a second is plenty, and work that grows with the square would take many minutes


def made(tmp_path: Path, sheet: str, more: dict[str, str] | None = None) -> Path:
    """A workbook whose one worksheet has this for its rows."""
    path = workbook(tmp_path / "plain.xlsx", {"Deals": ROWS}, more=more)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/worksheets/sheet1.xml"] = (
        f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{sheet}</sheetData></worksheet>'.encode()
    )
    path = tmp_path / "made.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


READ = """
    found, _ = layout_of(path)
    for frame in frames(path, found):
        pass
"""
LOOKED_AT = """
    look(path, "made.xlsx", today=dt.date(2026, 11, 22))
"""


def come_to(path: Path, work: str = READ) -> tuple[str, int]:
    """What a process says that reads it within seconds of a processor, and the megabytes by which it grows."""
    script = f"""
import datetime as dt, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS_OF_PROCESSOR}, {SECONDS_OF_PROCESSOR}))
from pathlib import Path
import polars
from app.history.files import frames, layout_of
from app.history.found import UnreadableFile
from app.history.look import look
from tests.history.peak import peak_kb
path = Path(sys.argv[1])
before = peak_kb()
said = "read"
try:{work}
except UnreadableFile as error:
    said = error.finding.code
print(said, (peak_kb() - before) // 1024)
"""
    run = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-400:]
    said, grown = run.stdout.split()
    return said, int(grown)


FAR = {
    "a corner": f'<row r="1"><c r="A1">{NUMBER}</row><row r="1048576"><c r="SF1048576">{NUMBER}</row>',
    "single quotes": f"<row r='1'><c r='A1'>{NUMBER}</row><row r='90000'><c  r = 'SF90000'>{NUMBER}</row>",
    "a prefix": '<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row><x:row r="90000"><x:c t="n" r="SF90000"><x:v>1</x:v></x:c></x:row>',
    "without references": f'<row r="1">{"<c>" + NUMBER:s}</row><row r="1048576">{("<c>" + NUMBER) * 400}</row>',
}


@pytest.mark.parametrize("sheet", FAR.values(), ids=FAR)
def test_cells_far_apart_are_refused_before_room_is_made_for_all_between(tmp_path: Path, sheet: str) -> None:
    said, grown = come_to(made(tmp_path, sheet))
    assert said == "too_many_cells"
    assert grown < 60


WIDE = {
    "in the last row": f'<row r="1"><c r="A1">{NUMBER}</row><row r="1048576"><c r="XFD1048576">{NUMBER}</row>',
    "in the first": f'<row r="1"><c r="A1">{NUMBER}<c r="XFD1">{NUMBER}</row>',
    "without references": f'<row r="1">{("<c>" + NUMBER) * 501}</row>',
}


@pytest.mark.parametrize("sheet", WIDE.values(), ids=WIDE)
def test_a_cell_beyond_the_columns_that_are_read_is_refused(tmp_path: Path, sheet: str) -> None:
    said, grown = come_to(made(tmp_path, sheet))
    assert said == "too_many_columns"
    assert grown < 60


@pytest.mark.parametrize("block", [7, 64, 300])
def test_a_reference_is_seen_wherever_a_block_ends(tmp_path: Path, block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.history.files.xml_parts._BLOCK", block)
    with pytest.raises(UnreadableFile) as refused:
        layout_of(made(tmp_path, FAR["a corner"]))
    assert refused.value.finding.values == {"cells": 500 * 1_048_576, "limit": XLSX_CELLS_LIMIT}


def test_blank_cells_that_have_a_look_take_no_room(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{name}</t></is></c><c r="B{row}">{NUMBER}</row>'
        for row, name in enumerate(("Deal", "D1", "D2"), 1)
    )
    path = made(tmp_path, rows + '<row r="1048576"><c r="XFD1048576" s="1"/></row>')
    assert whole(frames(path, layout(path))).cells.height == 3


@pytest.mark.parametrize(
    "sheet",
    [
        f'<row r="1"><c r="A1">{NUMBER}<c r="ZZZZZZZ99999999999">{NUMBER}</row>',
        f'<row r="1"><c r="A1">{NUMBER}</row><row r="4294967295"><c r="B4294967295">{NUMBER}</row>',
        f'<row r="1"><c r="A1">{NUMBER}</row><row r="99999999999999"><c r="A99999999999999">{NUMBER}</row>',
        f'<row r="2"><c r="A2">{NUMBER}</row><row r="0"><c r="A0">{NUMBER}</row>',
    ],
)
def test_a_place_that_no_worksheet_has_makes_a_broken_workbook(tmp_path: Path, sheet: str) -> None:
    said, grown = come_to(made(tmp_path, sheet))
    assert said == "broken_workbook"
    assert grown < 60


TEXTS = '<c r="A{0}" t="inlineStr"><is><t>{1}</t></is></c><c r="B{0}" t="inlineStr"><is><t>{2}</t></is></c>'


@pytest.mark.parametrize(("claimed", "row"), [(4_000_000_000, 1), (99_999_999_999_999, 1), (1_048_570, 1_048_570), (1_002, 1_002)])
def test_a_table_far_down_is_refused_and_no_row_above_it_is_made(tmp_path: Path, claimed: int, row: int) -> None:
    cells = TEXTS.format(row, "Deal", "Created"), TEXTS.format(row + 1, "D1", "2026-01-05")
    said, grown = come_to(made(tmp_path, f'<row r="{claimed}">{cells[0]}</row><row r="{row + 1}">{cells[1]}</row>'))
    assert said == "table_too_far"
    assert grown < 60


def test_a_table_as_far_down_as_one_may_be_keeps_its_row_numbers(tmp_path: Path) -> None:
    row = HEADER_ROW_LIMIT + 1
    cells = TEXTS.format(row, "Deal", "Created"), TEXTS.format(row + 1, "D1", "2026-01-05")
    path = made(tmp_path, f'<row r="{row}">{cells[0]}</row><row r="{row + 1}">{cells[1]}</row>')
    assert whole(frames(path, layout(path))).row.to_list() == [row + 1]


TAGS = {
    "formulas without an end": "<f " * 300_000,
    "rows without an end": "<row " * 300_000,
    "one long tag": "<row " + "a" * 3_000_000,
    "blanks behind formulas": ("</f>" + " " * 60_000 + "x1yz") * 40,
    "references without a value": " r=" * 300_000,
}


@pytest.mark.parametrize("sheet", TAGS.values(), ids=TAGS)
def test_tags_without_an_end_take_no_more_than_one_pass(tmp_path: Path, sheet: str) -> None:
    rows = "".join(f'<row r="{row}">{TEXTS.format(row, name, name)}</row>' for row, name in enumerate(("Deal", "D1"), 1))
    assert come_to(made(tmp_path, rows + sheet))[0] in ("broken_workbook", "header_only", "read")


@pytest.mark.parametrize(("member", "tags"), [("xl/workbook.xml", "<sheet "), ("xl/_rels/workbook.xml.rels", "<Relationship ")])
def test_lists_of_worksheets_without_an_end_take_no_more_than_one_pass(tmp_path: Path, member: str, tags: str) -> None:
    path = workbook(tmp_path / "plain.xlsx", {"Deals": ROWS})
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members[member] += b"<!-- " + tags.encode() * 300_000 + b"-->"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    assert come_to(path)[0] in ("read", "broken_workbook")


def shared(tmp_path: Path, text: str, claimed: int, rows: int) -> Path:
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>{int(row == 1)}</v></c></row>' for row in range(1, rows + 1))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    texts = f'<sst xmlns="{main}" uniqueCount="{claimed}"><si><t>{text}</t></si><si><t>Note</t></si></sst>'
    path = made(tmp_path, cells, more={"xl/sharedStrings.xml": texts})
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    relation = '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"'
    members["xl/_rels/workbook.xml.rels"] = members["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>", f'{relation} Target="sharedStrings.xml"/></Relationships>'.encode()
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_one_text_that_many_cells_use_is_refused_by_what_it_comes_to(tmp_path: Path) -> None:
    path = shared(tmp_path, "x" * 30_000, 2, rows=20_000)
    with pytest.raises(UnreadableFile) as refused:
        whole(frames(path, layout(path)))
    finding = refused.value.finding
    assert finding.code == "too_large_texts"
    assert 200_000_000 < int(str(finding.values["size"])) <= 20_000 * 30_200
    assert come_to(path)[1] < 60


def test_a_long_text_beside_many_short_ones_is_no_reason_to_refuse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.history.files.worksheet_rows.XLSX_TEXT_LIMIT", 40_000)
    path = shared(tmp_path, "x" * 10_000, 2, rows=3)
    assert read_back(path)[1] == [("x" * 10_000,)] * 2
    monkeypatch.setattr("app.history.files.worksheet_rows.XLSX_TEXT_LIMIT", 15_000)
    with pytest.raises(UnreadableFile):
        layout_of(path)


@pytest.mark.parametrize("claimed", [0, 5_000, 4_000_000_000])
def test_how_many_shared_texts_a_workbook_claims_does_no_harm(tmp_path: Path, claimed: int) -> None:
    path = shared(tmp_path, "D1", claimed, rows=3)
    assert read_back(path)[1] == [("D1",)] * 2
    assert come_to(path)[1] < 60


def test_a_shared_text_that_is_not_there_makes_a_broken_workbook(tmp_path: Path) -> None:
    path = made(tmp_path, '<row r="1"><c r="A1" t="s"><v>99999999</v></c><c r="B1" t="s"><v>-1</v></c></row>')
    assert come_to(path)[0] == "broken_workbook"


def plain(rows: int, columns: int, cell: Callable[[int, str], str]) -> str:
    """Rows of cells under a header."""
    lines = []
    for row in range(1, rows + 1):
        places = [f"{chr(65 + column)}{row}" for column in range(columns)]
        if row == 1:
            lines.append("".join(f'<c r="{place}" t="inlineStr"><is><t>Name {place}</t></is></c>' for place in places))
        else:
            lines.append("".join(cell(row, place) for place in places))
    return "".join(f'<row r="{row}">{line}</row>' for row, line in enumerate(lines, 1))


LARGE = {
    "numbers": lambda row, place: f'<c r="{place}"><v>{row % 97}</v></c>',
    "texts of their own": lambda row, place: f'<c r="{place}" t="inlineStr"><is><t>{row % 97:040}</t></is></c>',
    "blank cells": lambda _, place: f'<c r="{place}" s="1"/>',
}


@pytest.mark.parametrize("cell", LARGE.values(), ids=LARGE)
def test_a_large_worksheet_is_read_a_few_rows_at_a_time(tmp_path: Path, cell: Callable[[int, str], str]) -> None:
    last = '<row r="60001"><c r="A60001" t="inlineStr"><is><t>end</t></is></c></row>'
    said, grown = come_to(made(tmp_path, plain(60_000, 10, cell) + last))
    assert said == "read"
    assert grown < 60  # all of its cells at once take more than a hundred


def test_a_million_shared_texts_take_little_more_than_their_letters(tmp_path: Path) -> None:
    said, grown = come_to(shared(tmp_path, "</t></si><si><t>".join(f"{number:012}" for number in range(1_000_000)), 2, rows=3))
    assert said == "read"
    assert grown < 70  # as texts of their own they take a hundred


NOISE = {
    "elements inside each other": "<a>" * 1_000 + "</a>" * 1_000,
    "attributes without an end": "<row " + " ".join(f'a{number}="{number**9:x}"' for number in range(200_000)) + "/>",
}


@pytest.mark.parametrize("noise", NOISE.values(), ids=NOISE)
def test_a_part_that_is_no_table_makes_a_broken_workbook(tmp_path: Path, noise: str) -> None:
    said, grown = come_to(made(tmp_path, plain(3, 2, LARGE["numbers"]) + noise))
    assert said == "broken_workbook"
    assert grown < 30


def test_a_text_longer_than_any_cell_is_refused_with_its_row(tmp_path: Path) -> None:
    path = made(tmp_path, plain(3, 2, lambda row, place: f'<c r="{place}" t="inlineStr"><is><t>{"x" * 70_000 * row}</t></is></c>'))
    with pytest.raises(UnreadableFile) as refused:
        whole(frames(path, layout(path)))
    assert (refused.value.finding.code, refused.value.finding.values) == ("cell_too_long", {"row": 2, "limit": XLSX_CELL_LIMIT})


def test_a_shared_text_longer_than_any_cell_is_refused_where_a_cell_uses_it(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as refused:
        layout_of(shared(tmp_path, "x" * (XLSX_CELL_LIMIT + 1), 2, rows=3))
    assert (refused.value.finding.code, refused.value.finding.values["row"]) == ("cell_too_long", 2)


def test_more_looks_of_cells_than_a_program_has_make_a_broken_workbook(tmp_path: Path) -> None:
    path = workbook(tmp_path / "plain.xlsx", {"Deals": ROWS})
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/styles.xml"] = f"<styleSheet><cellXfs>{'<xf/>' * 200_000}</cellXfs></styleSheet>".encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    said, grown = come_to(path)
    assert said == "broken_workbook"
    assert grown < 30


def test_long_texts_that_a_look_leaves_out_are_not_held(tmp_path: Path) -> None:
    said, grown = come_to(shared(tmp_path, "x" * 30_000, 1, rows=7_000), LOOKED_AT)
    assert said == "too_large_texts"
    assert grown < 150  # megabytes, of texts of 210
