"""Workbooks: all cells as texts, as people see them; and nothing is unpacked that would not fit."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from app.history.files import frames, layout_of
from app.history.files.cell_texts import day_text, number_text
from app.history.files.workbook_parts import is_day
from app.history.found import UnreadableFile
from tests.history.files.tables import layout, read_back, whole
from tests.history.files.workbooks import CLOCK, DAY, PERCENT, TIME, Cell, workbook

HEADER = ["Deal", "Created", "Amount"]


def rows_of(path: Path) -> list[tuple[str | None, ...]]:
    return read_back(path)[1]


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableFile) as refused:
        layout_of(path)
    assert refused.value.finding.severity == "blocking"
    return refused.value.finding.code


def test_cells_are_texts_as_people_see_them(tmp_path: Path) -> None:
    rows = [
        HEADER,
        ["D1", Cell(46000, style=DAY), 12.5],
        ["D2", Cell(46000.5, style=TIME), 1200000.0],
        ["D3", "2026-01-05", Cell(0.185, style=PERCENT)],
        ["D4", Cell("2026-02-03T00:00:00", kind="d"), 0.1 + 0.2],
        [Cell(1, kind="b"), Cell("#N/A", kind="e"), 123456789.123],
        ["D6", Cell(0.5, style=CLOCK), None],
    ]
    assert rows_of(workbook(tmp_path / "book.xlsx", {"Deals": rows})) == [
        ("D1", "2025-12-09", "12.5"),
        ("D2", "2025-12-09 12:00:00", "1200000"),
        ("D3", "2026-01-05", "0.185"),
        ("D4", "2026-02-03", "0.3"),
        ("TRUE", None, "123456789.123"),
        ("D6", "1899-12-31 12:00:00", None),
    ]


def test_a_workbook_that_counts_days_from_1904_is_read_right(tmp_path: Path) -> None:
    path = workbook(tmp_path / "mac.xlsx", {"Deals": [HEADER, ["D1", Cell(44538, style=DAY), 1.0]]}, since_1904=True)
    assert rows_of(path) == [("D1", "2025-12-09", "1")]


def test_a_formula_is_its_result_and_one_without_a_result_is_empty_and_told(tmp_path: Path) -> None:
    rows = [HEADER, [Cell("D1", kind="str", formula='"D"&1'), Cell(46000, style=DAY, formula="A1"), Cell(None, formula="1+1")]]
    path = workbook(tmp_path / "book.xlsx", {"Deals": rows})
    assert rows_of(path) == [("D1", "2025-12-09", None)]
    assert [(each.code, each.count) for each in layout_of(path)[1]] == [("formula_without_value", 1)]


def test_the_widest_visible_worksheet_is_read_and_the_others_are_listed(tmp_path: Path) -> None:
    sheets = {"Notes": [["Exported by Ada"]], "Wide": [[*HEADER, "x", "y", "z"]], "Deals": [HEADER, ["D1", "2026-01-05", 5.0]]}
    path = workbook(tmp_path / "book.xlsx", sheets, hidden=["Wide"])
    found, findings = layout_of(path)
    assert (found.worksheet, found.worksheets) == ("Deals", ("Notes", "Deals", "Wide"))
    assert [finding.code for finding in findings] == ["several_worksheets"]
    assert layout_of(path, worksheet="Notes")[0].worksheet == "Notes" if len(sheets["Notes"]) > 1 else True


def test_another_worksheet_can_be_chosen(tmp_path: Path) -> None:
    sheets = {"Deals": [HEADER, ["D1", "2026-01-05", 5.0]], "Leads": [["Lead"], ["L1"], ["L2"]]}
    found, _ = layout_of(workbook(tmp_path / "book.xlsx", sheets), worksheet="Leads")
    assert (found.worksheet, found.headers) == ("Leads", ("Lead",))


def test_title_rows_and_leading_blank_rows_keep_their_numbers(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "book.xlsx", {"Deals": [[], ["Deals of 2026"], [], HEADER, ["D1", "2026-01-05", 5.0], [], ["D2", None, 6.0]]}
    )
    found = layout(path)
    assert found.header_row == 3
    assert whole(frames(path, found)).row.to_list() == [5, 7]


def test_a_workbook_called_csv_is_a_workbook(tmp_path: Path) -> None:
    assert layout(workbook(tmp_path / "deals.csv", {"Deals": [HEADER, ["D1", "2026-01-05", 5.0]]})).container == "xlsx"


def test_a_workbook_that_unpacks_to_too_much_is_refused_by_its_directory(tmp_path: Path) -> None:
    path = workbook(tmp_path / "bomb.xlsx", {"Deals": [HEADER]}, more={"xl/sharedStrings.xml": b" " * 200_000_000})
    assert path.stat().st_size < 1_000_000
    assert refusal(path) == "too_large_workbook"


def test_a_member_that_is_mostly_air_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "bomb.xlsx", {"Deals": [HEADER]}, more={"xl/media/air.bin": b"\0" * 60_000_000})
    assert refusal(path) == "mostly_air"


def test_a_directory_that_lies_about_sizes_is_refused_without_being_unpacked(tmp_path: Path) -> None:
    path = workbook(tmp_path / "bomb.xlsx", {"Deals": [HEADER, ["D1", "2026-01-05", 5.0]]})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/comments.xml", b"<x>" + b" " * 300_000_000)
    small = (300_000_003).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(small, (10).to_bytes(4, "little")))
    script = """
import sys
from pathlib import Path
from app.history.files import layout_of
from app.history.found import UnreadableFile
from tests.history.peak import peak_kb
before = peak_kb()
try:
    layout_of(Path(sys.argv[1]))
except UnreadableFile:
    pass
print((peak_kb() - before) // 1024)
"""
    grown = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
    assert int(grown.stdout) < 100  # megabytes


def understated(path: Path, size: int) -> None:
    """Makes the archive's directory and headers say that a member of `size` bytes has 4,000."""
    path.write_bytes(path.read_bytes().replace(size.to_bytes(4, "little"), (4_000).to_bytes(4, "little")))


def grown(path: Path) -> int:
    """Megabytes by which reading a workbook makes a process grow."""
    script = """
import sys
from pathlib import Path
import polars
from app.history.files import frames, layout_of
from app.history.found import UnreadableFile
from tests.history.peak import peak_kb
before = peak_kb()
try:
    found, _ = layout_of(Path(sys.argv[1]))
    for frame in frames(Path(sys.argv[1]), found):
        pass
except UnreadableFile:
    pass
print((peak_kb() - before) // 1024)
"""
    run = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
    return int(run.stdout)


def test_a_worksheet_whose_size_the_directory_understates_is_refused_without_being_unpacked(tmp_path: Path) -> None:
    path = workbook(tmp_path / "bomb.xlsx", {"Deals": [HEADER, ["D1", "2026-01-05", 5.0]]})
    row = b'<row r="3"><c r="A3" t="inlineStr"><is><t>' + b"a" * 900 + b"</t></is></c></row>"
    sheet = b"<worksheet><sheetData>" + row * 300_000 + b"</sheetData></worksheet>"
    with zipfile.ZipFile(path) as archive:
        others = {name: archive.read(name) for name in archive.namelist() if "sheet1" not in name}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in others.items():
            archive.writestr(name, content)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    understated(path, len(sheet))
    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo("xl/worksheets/sheet1.xml").file_size == 4_000
    assert refusal(path) == "too_large_workbook"
    assert grown(path) < 100


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packing_that_no_spreadsheet_program_uses_is_refused(tmp_path: Path, method: int) -> None:
    path = workbook(tmp_path / "book.xlsx", {"Deals": [HEADER, ["D1", "2026-01-05", 5.0]]})
    with zipfile.ZipFile(path, "a", method) as archive:
        archive.writestr("xl/comments.xml", b" " * 9_000_000)
    assert refusal(path) == "broken_workbook"


def test_a_workbook_called_like_an_old_one_is_read_by_what_it_is(tmp_path: Path) -> None:
    path = workbook(tmp_path / "deals.xls", {"Deals": [HEADER, ["D1", "2026-01-05", 5.0]]})
    assert rows_of(path) == [("D1", "2026-01-05", "5")]


def test_worksheets_with_the_same_columns_that_are_not_read_are_warned_of(tmp_path: Path) -> None:
    sheets = {year: [[f"Deals of {year}"], [], HEADER, [f"D{year}", f"{year}-01-05", 5.0]] for year in ("2024", "2025")}
    more = {**sheets, "Notes": [["Exported", "by", "Ada"], ["in", "March", "2026"]]}
    findings = layout_of(workbook(tmp_path / "book.xlsx", more))[1]
    assert [(each.code, each.severity, each.values) for each in findings] == [
        ("worksheets_alike", "warning", {"worksheet": "2024", "others": ["2025"]}),
        ("several_worksheets", "info", {"worksheet": "2024", "others": ["Notes"]}),
    ]


def test_a_workbook_with_a_thousand_parts_is_refused(tmp_path: Path) -> None:
    assert (
        refusal(workbook(tmp_path / "book.xlsx", {"Deals": [HEADER]}, more={f"xl/part{n}.xml": "" for n in range(1_001)}))
        == "too_many_parts"
    )


def test_a_broken_workbook_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "book.xlsx", {"Deals": [HEADER, ["D1", "2026-01-05", 5.0]]})
    path.write_bytes(path.read_bytes()[:900])
    assert refusal(path) == "broken_workbook"


def test_any_other_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("deals.csv", "A,B\n1,2\n")
    assert refusal(path) == "compressed_file"


def test_links_to_other_files_are_not_followed(tmp_path: Path) -> None:
    link = '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    bait = '<!DOCTYPE x [<!ENTITY leak SYSTEM "file:///etc/hostname">]><sst><si><t>&leak;</t></si></sst>'
    more = {"xl/externalLinks/externalLink1.xml": link, "xl/sharedStrings.xml": bait}
    path = workbook(tmp_path / "book.xlsx", {"Deals": [HEADER, [Cell(0, kind="s"), "2026-01-05", 5.0]]}, more=more)
    try:
        texts = rows_of(path)
    except UnreadableFile:
        return
    hostname = Path("/etc/hostname").read_text().strip() if Path("/etc/hostname").exists() else "no such name"
    assert hostname not in str(texts)


def test_a_worksheet_with_a_header_alone_is_refused(tmp_path: Path) -> None:
    assert refusal(workbook(tmp_path / "book.xlsx", {"Deals": [HEADER]})) == "header_only"


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    assert refusal(workbook(tmp_path / "book.xlsx", {"Deals": []})) == "blank_file"


@pytest.mark.parametrize(
    ("code", "is_one"),
    [
        ("yyyy-mm-dd", True), ("[$-409]d-mmm-yy;@", True), ("h:mm AM/PM", True), ("[h]:mm:ss", False), ("General", False),
        ('0.00" days"', False), ("#,##0\\ d", True), ("#,##0\\d", False), ("[Red]#,##0.00", False), ("0.00E+00", False), ("@", False),
    ],
)  # fmt: skip
def test_a_number_is_a_day_where_its_format_shows_one(code: str, is_one: bool) -> None:
    assert is_day(code) is is_one


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("5", "5"), ("12.50", "12.5"), ("0.30000000000000004", "0.3"), ("1E+21", "1000000000000000000000"), ("-0.5", "-0.5"),
        ("1234567890123456789", "1234567890123456789"), ("1e-7", "0.0000001"), ("007", "7"), ("NaN", "NaN"), ("text", "text"),
    ],
)  # fmt: skip
def test_a_number_has_no_more_digits_than_people_see(said: str, shown: str) -> None:
    assert number_text(said) == shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [("1", "1900-01-01"), ("59", "1900-02-28"), ("61", "1900-03-01"), ("46000.999999", "2025-12-09 23:59:59"),
     ("46000.9999999999", "2025-12-10"), ("2958465.75", "9999-12-31 18:00:00"),
     ("-1", "-1"), ("3000000", "3000000")],
)  # fmt: skip
def test_days_are_counted_as_spreadsheet_programs_count_them(said: str, shown: str) -> None:
    assert day_text(said, since_1904=False) == shown


def test_a_table_may_begin_in_any_column(tmp_path: Path) -> None:
    rows = [[None, None, *HEADER], [None, None, "D1", "2026-01-05", 5.0], [None, None, "D2", "2026-01-06", 6.0]]
    path = workbook(tmp_path / "book.xlsx", {"Deals": rows})
    assert rows_of(path) == [("D1", "2026-01-05", "5"), ("D2", "2026-01-06", "6")]
