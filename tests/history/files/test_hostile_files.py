"""Files that are no table, or a broken one: refused by what they are, or read as far as they can be, in bounded memory."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from app.history.files import CELL_LIMIT, COLUMNS_LIMIT, SIZE_LIMIT, finding_layout, frames, layout_of
from app.history.files.finding_layout import table_of
from app.history.files.limits import LINE_LIMIT
from app.history.found import UnreadableFile
from app.history.look import look
from app.history.values.judge import Judged, judge
from tests.history.files.tables import layout, read_back, whole, written

ROWS = "".join(f"D{n},2026-01-{n % 28 + 1:02},{n}\n" for n in range(1, 400))


def refusal(path: Path) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as refused:
        layout_of(path)
    assert refused.value.finding.severity == "blocking"
    return refused.value


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf", "blank_file"),
        (b" \r\n\t\n  \n", "blank_file"),
        (b";;;\n;;;\n", "blank_file"),
        (b"Deal,Stage,Amount\n", "header_only"),
        (b"Deal,Stage,Amount\n\n,,\n", "header_only"),
        ("Deal\tStage\tAmount\r\n".encode("utf-16"), "header_only"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_workbook"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "pdf_file"),
        (b"\x1f\x8b\x08\x00" + os.urandom(300), "compressed_file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "image_file"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "image_file"),
        (b"<html><body><table><tr><td>Deal</td></tr></table>", "web_page"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><html>", "web_page"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook>', "xml_file"),
        (b'{"deals": [{"id": 1}]}', "json_file"),
        (b'[{"id": 1, "stage": "won"}]', "json_file"),
        (bytes(range(256)) * 40, "binary_file"),
        (b"Deal,Stage\n" + bytes(5_000), "binary_file"),
    ],
)
def test_what_is_no_table_is_refused_by_what_it_is(tmp_path: Path, content: bytes, code: str) -> None:
    assert refusal(written(tmp_path, content)).finding.code == code


def test_random_bytes_are_refused(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, os.urandom(50_000))).finding.code == "binary_file"


def test_a_file_above_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(SIZE_LIMIT + 1)  # no byte of it is on the disk
    assert refusal(path).finding.values == {"size": SIZE_LIMIT + 1, "limit": SIZE_LIMIT}


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_a_hundred_thousand_columns_are_refused_with_their_number(tmp_path: Path, delimiter: str) -> None:
    line = delimiter.join(f"c{n}" for n in range(100_000)) + "\n"
    finding = refusal(written(tmp_path, line + line)).finding
    assert (finding.code, finding.values) == ("too_many_columns", {"columns": 100_000, "limit": COLUMNS_LIMIT})


def test_a_record_with_a_hundred_thousand_cells_among_others_is_marked(tmp_path: Path) -> None:
    path = written(tmp_path, "Deal,Day,Amount\n" + ROWS + "x," * 100_000 + "\n" + ROWS)
    rows = whole(frames(path, layout(path)))
    assert rows.row.filter(rows.too_long).to_list() == [401]
    assert rows.cells.height == 799


def test_a_line_without_end_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "line.csv"
    with path.open("wb") as file:
        file.write(b"Deal,Stage\n1,Won\n")
        for _ in range(60):
            file.write(b"a" * 1_000_000)
    with pytest.raises(UnreadableFile) as refused:
        list(frames(path, layout(path)))
    assert refused.value.finding.code == "record_too_long"
    assert _grown(path) < 150  # megabytes


def test_more_rows_than_the_limit_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.history.files.framing.ROWS_LIMIT", 300)
    path = written(tmp_path, "Deal,Day,Amount\n" + ROWS)
    with pytest.raises(UnreadableFile) as refused:
        list(frames(path, layout(path)))
    assert refused.value.finding.code == "too_many_rows"


def test_an_unclosed_quote_costs_its_own_record_at_most(tmp_path: Path) -> None:
    text = "Deal,Day,Amount\n" + ROWS + '"D400,2026-02-01,5\n' + ROWS
    cells = read_back(written(tmp_path, text), chunk_bytes=1_000)[1]
    assert len(cells) == 799
    assert cells[399] == ('"D400', "2026-02-01", "5")
    assert cells[400] == ("D1", "2026-01-02", "1")


def test_an_unclosed_quote_in_a_large_file_swallows_nothing(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("w") as file:
        file.write('Deal,Day,Amount\n"D0,2026-02-01,5\n')
        for _ in range(2_000):
            file.write(ROWS)
    assert sum(frame.cells.height for frame in frames(path, layout(path))) == 1 + 2_000 * 399
    assert _grown(path) < 250


def test_quotes_in_the_middle_of_cells_are_characters(tmp_path: Path) -> None:
    text = (
        'Deal,Product,Note\n1,5" pipe,a\n2,"He said ""yes"", then left",b\n3,"Acme" GmbH,c\n4,5" x 6" pipe,"d\ne"\n5, "quoted, late" ,f\n'
    )
    assert [row[1] for row in read_back(written(tmp_path, text), chunk_bytes=16)[1]] == [
        '5" pipe',
        'He said "yes", then left',
        '"Acme" GmbH',
        '5" x 6" pipe',
        "quoted, late",
    ]


def test_wrong_bytes_far_inside_a_file_are_read_as_western_letters_and_told(tmp_path: Path) -> None:
    text = "Deal,Company\n" + "".join(f"{n},Café {n}\n" for n in range(20_000))
    path = written(tmp_path, text.encode() + "20000,Müller\n20001,Straße\n".encode("cp1252"))
    found, findings = layout_of(path)
    assert found.encoding == "utf-8"
    assert [(each.code, each.count, each.rows) for each in findings] == [("mixed_encoding", 2, (20_002, 20_003))]
    rows = whole(frames(path, found))
    assert rows.cells["1"].tail(3).to_list() == ["Café 19999", "Müller", "Straße"]


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1252", ["Müller", "Straße", "Crédit", "Año", "50 €"]),
        ("cp1250", ["Łódź", "Świętochłowice", "Wrocław", "Kraków", "Gdańsk", "zażółć gęślą jaźń"]),
        ("cp1251", ["Сделка", "Закрыта", "Выиграна", "Москва", "Продажи"]),
        ("cp1253", ["Ελλάδα", "Κατάσταση", "Κερδισμένη", "Πωλήσεις", "Αθήνα"]),
        ("shift_jis", ["株式会社", "受注", "失注", "日付", "金額"]),
    ],
)
def test_the_code_page_of_older_files_is_found(tmp_path: Path, encoding: str, words: list[str]) -> None:
    text = "Name;Deal\n" + "".join(f"{word};{number}\n" for number in range(30) for word in words)
    cells = read_back(written(tmp_path, text, encoding=encoding))[1]
    assert [row[0] for row in cells[: len(words)]] == words


JAPANESE = "番号,作成日,ステータス,金額,完了日,流入元\n" + "".join(
    f'{n},2025年7月{n}日,{word},"1,0{n:02}",,Events\n' for n, word in enumerate(["受注", "失注"] * 12, 1)
)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("shift_jis", JAPANESE),
        ("cp932", JAPANESE.replace("番号", "㈱番号①")),
        ("euc_jp", JAPANESE),
        ("gb18030", "编号,创建日期,状态,金额,来源\n" + "1,2025年7月3日,赢单,1054,广告\n2,2025年7月4日,输单,1054,展会\n" * 9),
        ("big5", "編號,建立日期,狀態,金額,來源\n" + "1,2025年7月3日,贏單,1054,廣告\n2,2025年7月4日,輸單,1054,展覽\n" * 9),
        ("euc_kr", "번호,생성일,상태,금액,출처\n" + "1,2025년 7월 3일,성공,1054,광고\n2,2025년 7월 4일,실패,1054,행사\n" * 9),
        ("cp1252", "Name,Straße\n" + "Müller,Übergröße\nGérard,Forêt\nÅngström,Malmö\n" * 9),
        ("mac_roman", "Name,Straße\n" + "Müller,Übergröße\nGérard,Forêt\n" * 9),
        ("koi8_r", "Сделка,Закрыта\n" + "Выиграна,Москва\nПродажи,Реклама\n" * 9),
        ("cp1251", "Сделка,Закрыта\n" + "ВЫИГРАНА,Москва\nПродажи,РЕКЛАМА\n" * 9),
        ("cp1253", "Ευκαιρία,Κατάσταση\n" + "Αθήνα,Κερδισμένη\nΠωλήσεις,Χαμένη\n" * 9),
    ],
)
def test_the_code_page_of_a_table_in_any_script_is_found(tmp_path: Path, encoding: str, text: str) -> None:
    headers, cells = read_back(written(tmp_path, text, encoding=encoding))
    lines = text.splitlines()
    assert headers == tuple(lines[0].split(","))
    assert [cells[0][2:3], cells[1][0]] == [(lines[1].split(",")[2],) if len(headers) > 2 else (), lines[2].split(",")[0]]


@pytest.mark.parametrize("end", [b"\x1a", b"\x1a\x1a\x1a", b"\x1a\r\n", b"\r\n\x1a"])
@pytest.mark.parametrize("chunk_bytes", [1, 7, 8 << 20])
def test_the_mark_by_which_old_programs_end_a_file_is_no_row(tmp_path: Path, end: bytes, chunk_bytes: int) -> None:
    path = written(tmp_path, b"Deal,Day\r\nD1,2026-01-05\r\nD2,2026-01-06\r\n" + end)
    assert read_back(path, chunk_bytes=chunk_bytes)[1] == [("D1", "2026-01-05"), ("D2", "2026-01-06")]


def test_the_same_mark_within_a_text_stays(tmp_path: Path) -> None:
    path = written(tmp_path, b"Deal,Note\nD1,a\x1a\nD2,b\n")
    assert [row[1] for row in read_back(path, chunk_bytes=3)[1]] == ["a\x1a", "b"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-32"])
def test_wide_encodings_are_found_with_and_without_a_mark(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "Deal\tNäme\r\n1\tAcme\r\n2\tMüller\r\n", encoding=encoding)
    assert read_back(path, chunk_bytes=5) == (("Deal", "Näme"), [("1", "Acme"), ("2", "Müller")])


def test_a_stray_nul_becomes_visible_and_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, b"Deal,Day,Amount\n" + ROWS.encode() + b"D\x00400,2026-01-01,5\n")
    found, findings = layout_of(path)
    assert [(each.code, each.rows) for each in findings] == [("nul_bytes", (401,))]
    assert whole(frames(path, found)).cells["0"].tail(1).to_list() == ["D\ufffd400"]


def test_cells_that_look_like_formulas_stay_texts(tmp_path: Path) -> None:
    path = written(tmp_path, 'Deal,Link\n1,"=HYPERLINK(""http://x.test"",""Acme"")"\n2,@SUM(A1)\n3,+1\n')
    assert [row[1] for row in read_back(path)[1]] == ['=HYPERLINK("http://x.test","Acme")', "@SUM(A1)", "+1"]


def test_a_large_file_is_read_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("w") as file:
        file.write("Deal,Day,Amount\n")
        for _ in range(8_000):
            file.write(ROWS)
    assert path.stat().st_size > 50_000_000
    assert _grown(path) < 150


def _grown(path: Path) -> int:
    """Megabytes by which reading a file makes a process grow."""
    script = """
import sys
from pathlib import Path
from app.history.files import frames, layout_of
from app.history.files import finding_layout
from app.history.files.finding_layout import table_of
from app.history.files.limits import LINE_LIMIT
from app.history.found import UnreadableFile
from tests.history.peak import peak_kb
before = peak_kb()
found, _ = layout_of(Path(sys.argv[1]))
try:
    for frame in frames(Path(sys.argv[1]), found):
        pass
except UnreadableFile:
    pass
print((peak_kb() - before) // 1024)
"""
    run = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
    return int(run.stdout)


@pytest.mark.parametrize("encoding", ["idna", "punycode", "undefined", "unicode_escape", "hex", "é", "a\0b", "x" * 5_000])
def test_what_is_no_encoding_of_files_is_refused_by_name(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "Deal,Day,Amount\n" + ROWS)
    with pytest.raises(UnreadableFile) as refused:
        layout_of(path, encoding=encoding)
    assert (refused.value.finding.code, refused.value.finding.values) == ("unknown_encoding", {"given": encoding})


@pytest.mark.parametrize("delimiter", ["é", '"', "\n", "\r", "\0", "::"])
def test_what_cannot_part_cells_is_refused_as_a_delimiter(tmp_path: Path, delimiter: str) -> None:
    path = written(tmp_path, "Deal,Day,Amount\n" + ROWS)
    with pytest.raises(UnreadableFile) as refused:
        layout_of(path, delimiter=delimiter)
    assert (refused.value.finding.code, refused.value.finding.values) == ("unknown_delimiter", {"given": delimiter})


def test_the_work_on_a_wide_record_grows_with_its_cells_and_not_with_their_square() -> None:
    calls = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")
        if calls > 2_000_000:
            raise AssertionError("far too much work")

    rows = [["Deal", "Stage", "Amount"], *([["1"] * 3_000] * 5)]
    sys.setprofile(count)
    try:
        table_of(rows)
    finally:
        sys.setprofile(None)
    assert calls < 2_000_000


def test_a_row_of_megabytes_right_under_the_header_is_a_row(tmp_path: Path) -> None:
    path = written(tmp_path, b"Title\nDeal,Note\nD1," + b"x" * 3_000_000 + b"\nD2,short\n")
    assert layout(path).headers == ("Deal", "Note")
    assert whole(frames(path, layout(path))).cells["0"].to_list() == ["D1", "D2"]


def test_a_row_without_an_end_right_under_the_header_is_called_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as refused:
        layout_of(written(tmp_path, b"Deal,Note\nD1," + b"x" * 20_000_000))
    assert (refused.value.finding.code, refused.value.finding.values) == ("record_too_long", {"limit": LINE_LIMIT})


@pytest.mark.parametrize("above", [0, 60])
def test_a_row_longer_than_any_is_refused_wherever_it_ends(tmp_path: Path, above: int) -> None:
    path = written(tmp_path, b"Deal,Note\n" + b"D0,short\n" * above + b"D1," + b"x" * (LINE_LIMIT + 10) + b"\n" + b"D2,short\n" * 60)
    with pytest.raises(UnreadableFile) as refused:
        list(frames(path, layout(path)))
    assert (refused.value.finding.code, refused.value.finding.values) == ("record_too_long", {"limit": LINE_LIMIT})


HOSTILE = {
    "a title of words that begin periods": b"from " * 700_000 + b"\nDeal,Note\nD1,a\nD2,b\n",
    "a cell of blanks and digits": b"Deal,Note\nD1," + b"1 234 5 " * 450_000 + b"\nD2,b\n",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_line_of_megabytes_takes_no_more_than_one_pass(tmp_path: Path, content: bytes) -> None:
    script = """
import datetime as dt, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))  # where a second is plenty
from pathlib import Path
from app.history.look import look
print([column.header for column in look(Path(sys.argv[1]), "export.csv", today=dt.date(2026, 11, 22)).columns])
"""
    run = subprocess.run([sys.executable, "-c", script, str(written(tmp_path, content))], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-400:]
    assert run.stdout.strip() == "['Deal', 'Note']"


def test_columns_are_judged_by_what_can_be_shown_of_their_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    longest = 0

    def judged(position: int, header: str, cells: pl.Series, rows: pl.Series, *, in_scale: bool) -> Judged:
        nonlocal longest
        longest = max(longest, int(cells.str.len_chars().max() or 0))  # type: ignore[call-overload]
        return judge(position, header, cells, rows, in_scale=in_scale)

    monkeypatch.setattr("app.history.look.judge", judged)
    path = written(tmp_path, b"Deal,Note\nD1," + "é".encode() * 200_000 + b"\nD2,b\n")
    assert len(look(path, "export.csv", today=dt.date(2026, 11, 22)).preview[0][1]) == CELL_LIMIT
    assert longest == CELL_LIMIT


def test_a_header_is_looked_for_among_as_many_cells_as_a_file_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []
    original = finding_layout._kind
    monkeypatch.setattr(finding_layout, "_kind", lambda cell: (looked_at.append(cell), original(cell))[1])
    wide = ["7"] * (20 * COLUMNS_LIMIT)
    assert table_of([["Deal", "Amount"], wide, wide]) is not None
    assert len(looked_at) <= 6 * COLUMNS_LIMIT
