"""Looking at a file: what it is, what its columns hold, and what only a person can say."""

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.history.files import frames, survey
from app.history.found import Finding, Look, UnreadableFile
from app.history.look import look
from app.history.recipe import Recipe
from app.language import language
from app.wording.history.reading import SENTENCES, question
from tests.history.files.workbooks import DAY, Cell, workbook
from tests.published import DATA, needs_published_data

TODAY = dt.date(2026, 11, 22)

GERMAN = "Deal-ID;Eröffnet am;Geschlossen am;Status;Betrag\n" + "".join(
    f"D{number};{number % 28 + 1:02}.03.2026;{number % 28 + 1:02}.05.2026;{'gewonnen' if number % 3 else 'verloren'};{number}.500,50\n"
    for number in range(1, 60)
)


def looked(folder: Path, text: str, *, encoding: str = "utf-8", corrections: Recipe | None = None, name: str = "deals.csv") -> Look:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return look(path, name, today=TODAY, corrections=corrections)


def column_of(seen: Look, header: str) -> int:
    return [column.header for column in seen.columns].index(header)


def test_a_german_spreadsheet_is_understood(tmp_path: Path) -> None:
    seen = looked(tmp_path, GERMAN, encoding="cp1252")
    assert (seen.container, seen.encoding, seen.delimiter, seen.header_row) == ("csv", "cp1252", ";", 0)
    assert (seen.rows, seen.estimated, len(seen.preview)) == (59, False, 20)
    created, amount = seen.columns[1], seen.columns[4]
    assert (created.holds, created.orders, created.first) == ("date", {".": "dmy"}, "2026-03-01")
    assert (amount.holds, amount.decimal, amount.decimal_proved) == ("money", ",", True)


def test_an_order_that_nothing_proves_is_asked_and_the_answer_is_kept(tmp_path: Path) -> None:
    text = "Deal ID,Create Date,Close Date,Deal Stage,Amount\n" + "".join(
        f"D{n},03/0{n}/2026,04/0{n}/2026,Closed Won,5\n" for n in range(1, 8)
    )
    seen = looked(tmp_path, text)
    asked = [each for each in seen.asked if each.code == "date_order"]
    assert [(each.column, each.also) for each in asked] == [(1, (2,))]
    assert all(each.must and each.proposed is None for each in asked)
    assert not seen.ready
    chosen = [
        column.model_copy(update={"orders": {"/": "dmy"}}) if number in (1, 2) else column
        for number, column in enumerate(seen.recipe.columns)
    ]
    answered = looked(tmp_path, text, corrections=seen.recipe.model_copy(update={"columns": tuple(chosen)}))
    assert not [each for each in answered.asked if each.code == "date_order"]


def test_proof_far_inside_a_large_file_is_found(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("w") as file:
        file.write("Deal ID,Create Date,Amount\n")
        for number in range(400_000):
            file.write(f"D{number},0{number % 9 + 1}/0{number % 8 + 1}/2026,{number % 9}\n")
        file.write("D400000,25/03/2026,5\n")
        for number in range(10_000):
            file.write(f"D{number},0{number % 9 + 1}/0{number % 8 + 1}/2026,{number % 9}\n")
    assert path.stat().st_size > 4 << 20
    column = look(path, path.name, today=TODAY).columns[1]
    assert (column.orders, column.open_orders) == ({"/": "dmy"}, ())


def test_a_question_about_dates_of_another_shape_far_inside_a_file_shows_one_of_them(tmp_path: Path) -> None:
    rows = [f"d{number},2026-03-{number % 28 + 1:02},2026-05-{number % 28 + 1:02}" for number in range(400)]
    found = looked(tmp_path, "\n".join(["Deal ID,Create Date,Won date", *rows, "d400,2026-04-05,03/04/2026"]))
    (asked,) = found.asked
    assert (asked.code, asked.column, asked.about, asked.examples) == ("date_order", 2, "/", ("03/04/2026",))


def test_what_was_read_of_all_bytes_already_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("Deal,Created,Stage\n1,2026-03-01,Open\n2,2026-03-02,Won\n")
    surveyed, once = survey(path), look(path, "deals.csv", today=TODAY)
    monkeypatch.setattr("app.history.look.survey", None)
    monkeypatch.setattr("app.history.files.survey", None)
    assert look(path, "deals.csv", today=TODAY, surveyed=surveyed) == once


def test_rows_of_a_large_file_are_estimated(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    path.write_text("Deal ID,Create Date\n" + "".join(f"D{number:07},2026-01-0{number % 9 + 1}\n" for number in range(400_000)))
    seen = look(path, "large.csv", today=TODAY)
    assert seen.estimated
    assert seen.rows == pytest.approx(400_000, rel=0.01)
    assert (seen.columns[1].first, seen.columns[1].last) == ("2026-01-01", "2026-01-09")


def test_a_file_without_a_header_asks_for_it(tmp_path: Path) -> None:
    seen = looked(tmp_path, "D1,2026-01-03,100.5\nD2,2026-01-04,200.0\n")
    assert [column.header for column in seen.columns] == ["Column 1", "Column 2", "Column 3"]
    assert seen.rows == 2
    assert "header" in [each.code for each in seen.asked]


NAMELESS = "100,2026-01-03\n200,2026-01-04\n300,2026-01-05\n"


def test_whether_a_table_without_names_has_a_header_is_one_question_of_two_answers(tmp_path: Path) -> None:
    seen = looked(tmp_path, NAMELESS)
    (asked,) = [each for each in seen.asked if each.code == "header"]
    assert (asked.choices, asked.proposed, asked.examples, asked.must) == (("yes", "no"), "no", ("100", "2026-01-03"), True)


@pytest.mark.parametrize(("said", "first", "rows"), [(True, "100", 2), (False, "Column 1", 3)])
def test_who_says_whether_the_first_row_is_the_header_is_believed_and_not_asked_again(
    tmp_path: Path, said: bool, first: str, rows: int
) -> None:
    seen = looked(tmp_path, NAMELESS)
    again = looked(tmp_path, NAMELESS, corrections=seen.recipe.model_copy(update={"has_header": said}))
    assert (again.columns[0].header, again.rows, again.has_header, again.recipe.has_header) == (first, rows, said, said)
    assert "header" not in [each.code for each in again.asked]
    assert sum(frame.cells.height for frame in frames(tmp_path / "deals.csv", again.recipe)) == rows


def test_a_header_that_is_none_can_be_taken_back(tmp_path: Path) -> None:
    text = "Ada,North\nBob,2026-01-04\nCyd,2026-01-05\n"
    seen = looked(tmp_path, text)
    assert seen.has_header
    again = looked(tmp_path, text, corrections=seen.recipe.model_copy(update={"has_header": False}))
    assert ([column.header for column in again.columns], again.rows) == (["Column 1", "Column 2"], 3)


def test_nameless_columns_are_never_read_silently_as_those_of_another_file(tmp_path: Path) -> None:
    seen = looked(tmp_path, NAMELESS)
    known = ((seen.shape, seen.recipe.model_copy(update={"has_header": False, "list_name": "Mine"})),)
    again = look(tmp_path / "deals.csv", "deals.csv", today=TODAY, remembered=known)
    assert again.remembered != "exact"
    assert "header" in [each.code for each in again.asked]


def test_a_corrected_delimiter_keeps_a_file_without_a_header_so(tmp_path: Path) -> None:
    seen = looked(tmp_path, "D1|2026-01-03|100.5\nD2|2026-01-04|200.0\n")
    again = looked(
        tmp_path, "D1|2026-01-03|100.5\nD2|2026-01-04|200.0\n", corrections=seen.recipe.model_copy(update={"encoding": "cp1252"})
    )
    assert (again.encoding, again.columns[0].header, again.rows) == ("cp1252", "Column 1", 2)


def test_mixed_orders_stop_a_file_until_a_person_chooses(tmp_path: Path) -> None:
    rows = ["25/10/2025", "10/26/2025", "03/04/2026"] * 3
    text = "Deal ID,Create Date,Close Date,Deal Stage\n" + "".join(f"D{n},{day},2026-05-01,Closed Won\n" for n, day in enumerate(rows))
    seen = looked(tmp_path, text)
    assert [(each.code, each.severity) for each in seen.findings if each.column == 1] == [("mixed_orders", "blocking")]
    assert not seen.ready


def test_another_layout_is_looked_at_anew(tmp_path: Path) -> None:
    text = "Export of deals;;\nDeal ID;Create Date;Amount\nD1;2026-01-03;5\nD2;2026-01-04;6\n"
    seen = looked(tmp_path, text)
    assert seen.header_row == 1
    other = looked(tmp_path, text, corrections=seen.recipe.model_copy(update={"header_row": 0}))
    assert (other.header_row, other.columns[0].header, other.rows) == (0, "Export of deals", 3)


def test_a_workbook_is_looked_at_like_any_table(tmp_path: Path) -> None:
    rows = [["Deal ID", "Create Date", "Amount"], *[[f"D{n}", Cell(46000 + n, style=DAY), n * 1000.25] for n in range(1, 6)]]
    seen = look(workbook(tmp_path / "deals.xlsx", {"Deals": rows}), "deals.xlsx", today=TODAY)
    assert (seen.container, seen.worksheet, seen.rows) == ("xlsx", "Deals", 5)
    assert (seen.columns[1].holds, seen.columns[1].first, seen.columns[2].holds) == ("date", "2025-12-10", "money")


def test_what_is_no_table_is_not_looked_at(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        looked(tmp_path, "Deal ID,Create Date\n")


@needs_published_data
@pytest.mark.parametrize(
    ("file", "rows", "column", "orders"),
    [
        ("olist-marketing-funnel/olist_marketing_qualified_leads_dataset.csv", 8_000, "first_contact_date", {}),
        ("olist-marketing-funnel/twin_dd-mm-yyyy/olist_marketing_qualified_leads_dataset.csv", 8_000, "first_contact_date", {"-": "dmy"}),
        ("olist-marketing-funnel/olist_closed_deals_dataset.csv", 842, "won_date", {}),
        ("maven-crm-opportunities/sales_pipeline.csv", 8_800, "engage_date", {}),
        ("maven-crm-opportunities/twin_m-d-yyyy/sales_pipeline.csv", 8_800, "engage_date", {"/": "mdy"}),
    ],
)
def test_the_published_sets_are_understood_in_every_twin(file: str, rows: int, column: str, orders: dict[str, str]) -> None:
    path = DATA / file
    seen = look(path, path.name, today=TODAY)
    assert (seen.rows, seen.columns[column_of(seen, column)].orders, seen.ready) == (rows, orders, True)


TEXTS = st.text(st.sampled_from('aB1290.,;:|/-"\n\r\t #€%()=äÄéсدل\u00a0\u200f\ufeff\x00'), max_size=120)


def looked_or_refused(content: bytes) -> Look | Finding:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_bytes(content)
        try:
            return look(path, path.name, today=TODAY)
        except UnreadableFile as refused:
            return refused.finding


@settings(deadline=None)
@given(content=st.binary(max_size=300) | TEXTS.map(str.encode) | TEXTS.map(lambda text: text.encode("utf-16")))
def test_any_bytes_are_looked_at_or_refused_with_a_reason(content: bytes) -> None:
    seen = looked_or_refused(content)
    if isinstance(seen, Finding):
        assert seen.severity == "blocking"
        assert seen.code in SENTENCES
        return
    assert seen.rows > 0
    assert len({column.header for column in seen.columns}) == len(seen.columns) == len(seen.recipe.columns)
    assert all(len(row) == len(seen.columns) for row in seen.preview)
    assert all(finding.code in SENTENCES for finding in seen.findings)


HEADERS = st.lists(
    st.sampled_from(["Deal ID", "Create Date", "Close Date", "Amount", "Stage", "Source", "Day", "Cost", "Leads", "", "x"]),
    min_size=1,
    max_size=6,
)
CELLS = st.sampled_from(
    [
        "",
        "1",
        "D2",
        "2026-01-02",
        "03/04/2026",
        "25/12/2025",
        "12-25-2025",
        "1.234",
        "1,5",
        "--",
        "Won",
        "45000",
        "€ 5",
        "$ 7",
        "9%",
        "=A1",
        "2099-01-01",
    ]
)


@settings(deadline=None)
@given(headers=HEADERS, data=st.data())
def test_any_table_is_looked_at(headers: list[str], data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.lists(CELLS, min_size=len(headers), max_size=len(headers) + 1), min_size=1, max_size=9))
    seen = looked_or_refused("\n".join(";".join(row) for row in [headers, *rows]).encode())
    if isinstance(seen, Finding):
        assert seen.code in ("blank_file", "header_only")
    else:
        assert all(column.filled <= seen.rows for column in seen.columns)


def test_an_unclosed_quote_is_told(tmp_path: Path) -> None:
    rows = [f"D{n},2026-01-{n:02},{n}" for n in range(1, 20)]
    rows[4] = '"D5,2026-01-05,5'
    rows[7] = 'D8,2026-01-08,"a ""quoted"" word"'
    seen = looked(tmp_path, "Deal ID,Create Date,Note\n" + "\n".join(rows))
    assert [(each.code, each.severity, each.rows, each.count) for each in seen.findings if each.code == "quote_astray"] == [
        ("quote_astray", "warning", (6,), 1)
    ]


def test_quotes_that_close_are_not_told(tmp_path: Path) -> None:
    seen = looked(tmp_path, 'Deal ID,Create Date,Note\nD1,2026-01-05,"5"" pipe"\n"D2",2026-01-06,5" pipe\nD3,2026-01-07,"""Acme"" GmbH"\n')
    assert "quote_astray" not in [each.code for each in seen.findings]


def test_shortened_ids_are_told_and_stop_a_file_that_is_to_be_joined_by_them(tmp_path: Path) -> None:
    text = "Deal ID,Create Date,Deal Stage,Amount\n" + "".join(f"1.2{n // 2}E+15,2026-01-0{n},Closed Won,{n}\n" for n in range(1, 9))
    seen = looked(tmp_path, text)
    told = [each for each in seen.findings if each.column == 0]
    assert len(told) == 1
    assert told[0].severity != "info"

    def severities(field: str | None) -> set[str]:
        column = seen.recipe.columns[0].model_copy(update={"field": field})
        again = looked(tmp_path, text, corrections=seen.recipe.model_copy(update={"columns": (column, *seen.recipe.columns[1:])}))
        return {each.severity for each in again.findings if each.code == "shortened_numbers"}

    assert severities("id") == {"blocking"}
    assert "blocking" not in severities(None) | severities("attribute")


def test_shortened_numbers_that_are_no_ids_are_a_warning(tmp_path: Path) -> None:
    text = "Deal ID,Create Date,Telephone\n" + "".join(f"D{n},2026-01-0{n},4.91512E+12\n" for n in range(1, 9))
    assert [(each.code, each.severity) for each in looked(tmp_path, text).findings if each.column == 2] == [
        ("shortened_numbers", "warning")
    ]


def test_a_question_about_contradicting_dates_says_that_no_answer_fits(tmp_path: Path) -> None:
    rows = ["03/04/2026"] * 6 + ["25/10/2025", "10/26/2025"]
    text = "Deal ID,Create Date,Close Date,Deal Stage\n" + "".join(f"D{n},{day},2026-11-01,Closed Won\n" for n, day in enumerate(rows))
    asked = next(each for each in looked(tmp_path, text).asked if each.code == "date_order")
    said = question(asked, language("en"))
    assert "25/10/2025" in said
    assert "10/26/2025" in said
    assert "neither" in said
    alone = next(each for each in looked(tmp_path, text.replace("10/26/2025", "10/06/2025").replace("25/10", "05/10")).asked)
    assert "neither" not in question(alone, language("en"))


def test_a_large_worksheet_is_judged_by_some_of_its_rows_and_by_all_where_that_leaves_a_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.history.look._HELD", 1_000)
    monkeypatch.setattr("app.history.files.worksheet_rows._CELLS_AT_ONCE", 30)
    rows = [["Deal", "Created"], *([f"D{number}", f"{number % 12 + 1:02}/03/2026"] for number in range(1_900)), ["D", "03/25/2026"]]
    seen = look(workbook(tmp_path / "deals.xlsx", {"Deals": rows}), "deals.xlsx", today=TODAY)
    assert (seen.rows, seen.estimated) == (1_901, True)
    assert [each for each in seen.asked if each.code == "date_order"] == []


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_a_line_below_a_large_table_is_seen_though_nothing_ends_it(tmp_path: Path, encoding: str) -> None:
    rows = "".join(f"2026-01-{number % 28 + 1:02};Kampagne {number:07} für alle;{number % 90 + 1},5\n" for number in range(130_000))
    seen = looked(tmp_path, f"Tag;Kampagne;Kosten\n{rows}Angaben in TEUR", encoding=encoding)
    assert (seen.estimated, seen.recipe.scale) == (True, 1_000)


def test_a_line_below_a_large_worksheet_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.history.look._HELD", 300)
    rows = [[f"2026-01-{number % 28 + 1:02}", f"Kampagne {number}", number % 90 + 1] for number in range(30_010)]
    path = workbook(tmp_path / "book.xlsx", {"Kosten": [["Tag", "Kampagne", "Kosten"], *rows, ["Angaben in TEUR"]]})
    seen = look(path, path.name, today=TODAY)
    assert (seen.rows, seen.estimated, seen.recipe.scale) == (30_011, True, 1_000)


@pytest.mark.parametrize("text", ["a" * 200_000, ",".join(["b" * 20_000] * 40), "Deal\tStage"])
def test_a_header_without_rows_is_named_only_as_far_as_anybody_reads_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "header.csv"
    path.write_text(text)
    with pytest.raises(UnreadableFile) as refused:
        look(path, path.name, today=dt.date(2026, 7, 1))
    assert refused.value.finding.code == "header_only"
    headers = refused.value.finding.values["headers"]
    assert isinstance(headers, list)
    assert len(headers) <= 12
    assert all(len(header) <= 101 for header in headers)
