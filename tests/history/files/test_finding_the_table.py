"""Title lines, comments and blank lines above the header are skipped, whatever tool wrote them."""

from pathlib import Path

import pytest

from app.history.files import frames, layout_of
from app.history.found import UnreadableFile
from tests.history.files.tables import layout, read_back, whole, written

GOOGLE = """Campaign report
"July 8, 2025 - July 31, 2025"
Campaign status,Campaign,Currency code,Impr.,Cost,Conv. rate,Conversions
Enabled,Brand,EUR,"25,881",1540.20,2.10%,31.00
Enabled,"Search, cold",EUR,940, --,0.00%,0.00
Total: Campaigns, --,EUR,"26,821",1540.20,1.90%,31.00
"""
GERMAN_GOOGLE = """Anzeigengruppenbericht
17. September 2026 - 1. Oktober 2026
Anzeigengruppenstatus\tAnzeigengruppe\tImpressionen\tKosten\tKlicks\tConversions
Aktiv\tMarke\t6.111\t"275,35"\t310\t"4,00"
Aktiv\tSuche\t511\t"75,30"\t31\t"1,00"
Gesamt: Kampagne\t --\t6.622\t"350,65"\t341\t"5,00"
"""
LINKEDIN = """Campaign Performance Report (in UTC)
Report Start: March 1, 2026, 12:00 AM
Report End: March 31, 2026, 11:59 PM
Date Generated: April 2, 2026, 9:12 AM

Start Date (in UTC)\tAccount Name\tCurrency\tCampaign Name\tTotal Spent\tImpressions\tLeads
03/01/2026\tAcme\tEUR\tWebinar\t330.51\t10221\t2
03/02/2026\tAcme\tEUR\tWebinar\t310.00\t9011\t1
"""
ANALYTICS = """# ----------------------------------------
# Traffic acquisition
# Acme
# ----------------------------------------
#
# All Users
# Start date: 20260801
# End date: 20260930
Session primary channel group (Default Channel Group),Sessions,Engaged sessions,Key events
Organic Search,4011,2500,31
Direct,2511,1300,12
"""
NAMED = """Report Name:,Campaigns
Date Range:,"Jan 1, 2026 - Jan 31, 2026"

Day,Campaign,Cost
2026-01-01,Brand,5.20
2026-01-02,Brand,6.10
"""
SALESFORCE = """Opportunity Pipeline
As of 2026-06-30 10:21:00
Filtered By
Show: All opportunities
"",""
Opportunity Owner,Account Name,Stage,Amount Currency,Amount,Close Date,Created Date
Ada,Acme,Closed Won,EUR,1000.00,6/20/2026,1/4/2026
Ada,Bolt,Prospecting,EUR,,8/1/2026,6/1/2026
Grand Totals (2 records),,,,,,
Confidential Information - Do Not Distribute,,,,,,
"""


@pytest.mark.parametrize(
    ("text", "encoding", "delimiter", "header_row", "first", "period"),
    [
        (GOOGLE, "utf-8", ",", 2, "Campaign status", ("2025-07-08", "2025-07-31")),
        (GERMAN_GOOGLE, "utf-16", "\t", 2, "Anzeigengruppenstatus", ("2026-09-17", "2026-10-01")),
        (LINKEDIN, "utf-16", "\t", 5, "Start Date (in UTC)", ("2026-03-01", "2026-03-31")),
        (ANALYTICS, "utf-8", ",", 8, "Session primary channel group (Default Channel Group)", ("2026-08-01", "2026-09-30")),
        (NAMED, "utf-8", ",", 3, "Day", ("2026-01-01", "2026-01-31")),
        (NAMED.replace("Campaigns\n", "Campaigns,\n"), "utf-8", ",", 3, "Day", ("2026-01-01", "2026-01-31")),
        (SALESFORCE, "cp1252", ",", 5, "Opportunity Owner", None),
        ("sep=;\nDay;Cost\n1.2.2026;5,20\n2.2.2026;7,00\n", "utf-8", ";", 1, "Day", None),
        ("Leads 2026;;;\n;;;\nMonat;Kanal;Leads;MQL\nJan 2026;Messe;120;30\nFeb 2026;Messe;90;22\n", "cp1252", ";", 2, "Monat", None),
        ("Channel,2024,2025,2026\nFairs,120,90,30\nEmail,80,70,11\n", "utf-8", ",", 0, "Channel", None),
        ("Channel;Jan 2026;Feb 2026;Mar 2026\nMesse;120;30;1\nEmail;90;22;3\n", "utf-8", ";", 0, "Channel", None),
    ],
    ids=[
        "google",
        "german google",
        "linkedin",
        "analytics",
        "names and values",
        "names and values in a spreadsheet",
        "salesforce",
        "sep line",
        "title in a spreadsheet",
        "years as columns",
        "months as columns",
    ],
)
def test_finds_the_header(
    tmp_path: Path, text: str, encoding: str, delimiter: str, header_row: int, first: str, period: tuple[str, str] | None
) -> None:
    found = layout(written(tmp_path, text, encoding=encoding))
    assert (found.delimiter, found.header_row, found.headers[0], found.period) == (delimiter, header_row, first, period)


def test_rows_are_numbered_as_people_see_them(tmp_path: Path) -> None:
    path = written(tmp_path, LINKEDIN, encoding="utf-16")
    rows = whole(frames(path, layout(path)))
    assert rows.row.to_list() == [7, 8]
    assert rows.cells["6"].to_list() == ["2", "1"]


def test_a_table_without_a_header_is_named_by_position(tmp_path: Path) -> None:
    path = written(tmp_path, "D1,2026-01-03,100.5\nD2,2026-01-04,200.0\nD3,2026-01-05,7.25\n")
    headers, cells = read_back(path)
    assert headers == ("Column 1", "Column 2", "Column 3")
    assert len(cells) == 3
    assert not layout(path).has_header


def test_a_decimal_comma_does_not_pass_for_a_delimiter(tmp_path: Path) -> None:
    lines = ["Day;Cost;CPC (cost per 1,000)"] + [f"{n}.02.2026;{n},50;0,{n}5" for n in range(1, 9)]
    assert layout(written(tmp_path, "\n".join(lines))).delimiter == ";"


def test_a_single_column_is_a_table(tmp_path: Path) -> None:
    assert read_back(written(tmp_path, "Email\na@x.test\nb@x.test\n")) == (("Email",), [("a@x.test",), ("b@x.test",)])


def test_headers_are_unique_and_trimmed_and_empty_ones_are_named(tmp_path: Path) -> None:
    path = written(tmp_path, "Date , Date,,Date (2),Source ,,\n1,2,3,4,5,,\n1,2,3,4,5,,\n")
    assert layout(path).headers == ("Date", "Date (3)", "Column 3", "Date (2)", "Source")
    assert not whole(frames(path, layout(path))).too_long.any()


def test_an_empty_column_at_the_end_that_holds_something_is_kept(tmp_path: Path) -> None:
    assert layout(written(tmp_path, "A,B,,\n1,2,,x\n1,2,,\n")).headers == ("A", "B", "Column 3", "Column 4")


def test_a_record_with_more_cells_than_the_header_is_marked(tmp_path: Path) -> None:
    path = written(tmp_path, "A,B\n1,2\n1,2,3\n1\n1,2,,\n")
    rows = whole(frames(path, layout(path)))
    assert rows.too_long.to_list() == [False, True, False, False]
    assert rows.cells.rows() == [("1", "2"), ("1", "2"), ("1", None), ("1", "2")]


def test_only_the_columns_asked_for_are_made_and_no_row_is_lost(tmp_path: Path) -> None:
    path = written(tmp_path, "A,B,C\n1,,3\n\n,,\n4,,6\n,x,\n")
    rows = whole(frames(path, layout(path), columns=[2, 1]))
    assert rows.cells.columns == ["2", "1"]
    assert rows.cells.rows() == [("3", None), ("6", None), (None, "x")]
    assert rows.row.to_list() == [2, 5, 6]


def test_a_corrected_layout_is_kept(tmp_path: Path) -> None:
    path = written(tmp_path, "a;b,c\nName;Value,Cost\nx;1,5\n")
    found, _ = layout_of(path, delimiter=";", header_row=1, encoding="cp1252")
    assert (found.delimiter, found.header_row, found.headers, found.encoding) == (";", 1, ("Name", "Value,Cost"), "cp1252")


def test_an_encoding_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        layout_of(written(tmp_path, "A,B\n1,2\n"), encoding="klingon")
    assert refusal.value.finding.code == "unknown_encoding"


def test_mojibake_in_a_header_is_repaired(tmp_path: Path) -> None:
    path = written(tmp_path, "Jour,Montant dépensé (EUR)\n2026-01-01,5\n".encode().decode("cp1252").encode())
    found, findings = layout_of(path)
    assert found.headers == ("Jour", "Montant dépensé (EUR)")
    assert [finding.code for finding in findings] == ["repaired_header"]
