"""Tables that people keep themselves in many words: what is won, what is lost, and what nobody may add or guess."""

from pathlib import Path

import pytest

from app.history.found import Look
from app.history.look import look
from tests.history.exports import save, text
from tests.history.taking.reading_parts import TODAY, Found, fields_of, take_in

DEALS = [("1", "won", 5, 41), ("2", "lost", 9, 52), ("3", "open", 12, None), ("4", "lost", 20, 49), ("5", "won", 25, 80)]
"""Number, outcome, day of creation and of closing in days of the year."""


def day(number: int | None, form: str = "{y}-{m:02}-{d:02}") -> str:
    month, of_month = divmod((number or 0) - 1, 28)
    return "" if number is None else form.format(y=2026, m=month + 1, d=of_month + 1)


def own_table(folder: Path, header: str, words: str, *, form: str = "{y}-{m:02}-{d:02}", money: str = "{} €") -> Path:
    """Five deals under the five headers and with the three words that somebody uses, parted by bars."""
    called = dict(zip(("won", "lost", "open"), words.split("|"), strict=True))
    rows = [
        [number, day(start, form), called[outcome], money.format(100 * int(number)), day(end, form)]
        for number, outcome, start, end in DEALS
    ]
    return save(folder, "list.csv", text([header.split("|"), *rows], ";"))


def looked(path: Path) -> Look:
    return look(path, path.name, today=TODAY)


def codes(found: Look) -> set[str]:
    return {each.code for each in found.findings if each.severity == "warning"}


def what_became(found: Found) -> dict[str, tuple[int, bool, bool]]:
    """Outcome, whether it has a day of winning, whether one of losing."""
    return {key: (row["outcome"], "Deal" in row, "lost" in row) for key, row in found.by_id().items()}


RIGHT = {"1": (1, True, False), "2": (2, False, True), "3": (0, False, False), "4": (2, False, True), "5": (1, True, False)}


@pytest.mark.parametrize(
    "closed",
    [
        "Closed", "Closed on", "Close", "Closure Date", "Date closed", "Abschluss am", "Abschluss", "Abgeschlossen", "Abgeschlossen am",
        "Geschlossen", "Sales closed", "Deal closed", "Decision", "Entschieden",
        "Cierre", "Clôturé le", "Chiuso il", "Fechado em", "Zamknięte",
    ],
)  # fmt: skip
def test_a_day_of_closing_of_any_name_is_no_win(tmp_path: Path, closed: str) -> None:
    path = own_table(tmp_path, f"Deal ID|Created|Status|Amount|{closed}", "won|lost|open")
    found = take_in(path, tmp_path)
    assert fields_of(found.look.recipe)[closed] == "closed"
    assert (found.look.asked, what_became(found)) == ((), RIGHT)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Nr|Erstellt|Ergebnis|Betrag CHF|Abgeschlossen", "gewonnen|verloren|offen"),
        ("Nr|Skapad|Status|Belopp|Stängd", "Vunnen|Förlorad|Öppen"),
        ("Αρ.|Ημερομηνία δημιουργίας|Κατάσταση|Ποσό|Ημερομηνία κλεισίματος", "Κερδήθηκε|Χάθηκε|Ανοιχτή"),
        ("番号|作成日|ステータス|金額|完了日", "受注|失注|進行中"),
        ("번호|생성일|상태|금액|마감일", "수주|실주|진행중"),
        ("编号|创建时间|状态|金额|关闭时间", "赢单|输单|跟进中"),
        ("№|Дата создания|Статус|Сумма|Дата закрытия", "Успешно|Проиграна|В работе"),
        ("Číslo|Vytvořeno|Stav|Částka|Uzavřeno", "Vyhráno|Prohráno|Otevřeno"),
        ("Szám|Létrehozva|Állapot|Összeg|Lezárva", "Megnyert|Elveszett|Nyitott"),
        ("No|Oluşturma Tarihi|Durum|Tutar|Kapanış Tarihi", "Kazanıldı|Kaybedildi|Açık"),
    ],
)
def test_tables_in_other_languages_are_read_as_they_are_meant(tmp_path: Path, header: str, words: str) -> None:
    found = take_in(own_table(tmp_path, header, words), tmp_path)
    assert (found.look.asked, what_became(found)) == ((), RIGHT)
    assert [row["amount"] for row in found.rows] == [100.0, 200.0, 300.0, 400.0, 500.0]


def test_days_of_winning_and_losing_are_told_from_days_of_closing(tmp_path: Path) -> None:
    rows = [
        [number, day(start), outcome, day(end if outcome == "won" else None), day(end if outcome == "lost" else None), day(200)]
        for number, outcome, start, end in DEALS
    ]
    head = ["Deal ID", "Created", "Status", "Closed won", "Closed lost", "Last closed task"]
    found = take_in(save(tmp_path, "d.csv", text([head, *rows])), tmp_path)
    assert what_became(found) == RIGHT
    assert fields_of(found.look.recipe) == {
        "Deal ID": "id", "Created": "created", "Status": "outcome", "Closed won": "entered Deal", "Closed lost": "lost",
    }  # fmt: skip


@pytest.mark.parametrize("header", ["Demo completed", "Decision maker met", "Workshop"])
def test_a_step_on_the_way_is_no_closing(tmp_path: Path, header: str) -> None:
    rows = [[number, day(start), outcome, day(start + 3)] for number, outcome, start, _ in DEALS]
    seen = looked(save(tmp_path, "d.csv", text([["Deal ID", "Created", "Status", header], *rows])))
    assert fields_of(seen.recipe)[header] == f"entered {header}"


def test_leaving_a_closed_stage_is_not_read_as_closing(tmp_path: Path) -> None:
    head = [
        "Record ID",
        "Deal Name",
        "Deal Stage",
        "Pipeline",
        "Create Date",
        'Date exited "Closed Lost (Sales)"',
        "Recent Deal Close Date",
    ]
    row = ["1", "A", "Closed Won", "Sales", "2026-01-03", "2026-02-20", "2026-02-21"]
    assert "closed" not in fields_of(looked(save(tmp_path, "d.csv", text([head, row]))).recipe).values()


def test_a_day_that_nobody_can_name_closes_where_won_and_lost_rows_have_it_last(tmp_path: Path) -> None:
    seen = looked(own_table(tmp_path, "Deal ID|Created|Status|Amount|Xyzzy", "won|lost|open"))
    assert fields_of(seen.recipe)["Xyzzy"] == "closed"
    assert "closing_by_rows" in codes(seen)


def test_a_day_of_winning_that_lost_rows_have_is_a_day_of_closing(tmp_path: Path) -> None:
    found = take_in(own_table(tmp_path, "Deal ID|Created|Status|Amount|Order date", "won|lost|open"), tmp_path)
    assert what_became(found) == RIGHT
    assert "closing_by_rows" in codes(found.look)


def test_lost_deals_with_a_day_of_winning_are_told_aloud_where_they_are_most(tmp_path: Path) -> None:
    path = own_table(tmp_path, "Deal ID|Created|Status|Amount|Won date", "won|lost|open")
    seen = looked(path)
    columns = (*seen.recipe.columns[:4], seen.recipe.columns[4].model_copy(update={"field": "entered", "stage": "Deal"}))
    assert take_in(path, tmp_path, columns=columns).finding("won_then_lost").severity == "warning"


def test_yes_and_no_of_won_and_closed_tell_lost_from_open(tmp_path: Path) -> None:
    flags = {"won": ("True", "True"), "lost": ("True", "False"), "open": ("False", "False")}
    rows = [[number, day(start), day(end or 320), *flags[outcome]] for number, outcome, start, end in DEALS]
    found = take_in(save(tmp_path, "o.csv", text([["Id", "CreatedDate", "CloseDate", "IsClosed", "IsWon"], *rows])), tmp_path)
    assert (found.look.asked, found.taken.refused, what_became(found)) == ((), 0, RIGHT)


@pytest.mark.parametrize("yes_no", [("true", "false"), ("1", "0"), ("Yes", "No")])
def test_won_or_not_alone_asks_what_not_means(tmp_path: Path, yes_no: tuple[str, str]) -> None:
    rows = [[number, day(start), day(end), yes_no[outcome != "won"]] for number, outcome, start, end in DEALS]
    seen = looked(save(tmp_path, "o.csv", text([["Deal ID", "Created", "Close Date", "IsWon"], *rows])))
    assert [(each.code, each.about) for each in seen.asked] == [("words", yes_no[1])]
    assert list(seen.recipe.words.values()) == ["won"]


def test_the_day_of_creation_stays_where_a_stage_of_its_own_name_has_days(tmp_path: Path) -> None:
    head = ["Record ID", "Deal Name", "Deal Stage", "Pipeline", "Create Date", "Close Date", 'Date entered "Proposal (Sales)"']
    head.append('Date entered "Closed Won (Sales)"')
    rows = [["1", "A", "Closed Won", "Sales", "2026-01-03", "2026-03-01", "2026-01-20", "2026-02-27"]]
    rows.append(["2", "B", "Closed Lost", "Sales", "2026-01-04", "2026-03-02", "2026-01-21", ""])
    found = take_in(save(tmp_path, "d.csv", text([head, *rows])), tmp_path)
    assert (found.look.recipe.stages, found.look.asked) == (("Opportunity", "Proposal", "Deal"), ())
    assert [(row["Opportunity"], row["Proposal"]) for row in found.rows] == [("2026-01-03", "2026-01-20"), ("2026-01-04", "2026-01-21")]


def test_stages_that_nobody_knows_ask_their_order_in_a_known_tool_too(tmp_path: Path) -> None:
    head = ["Record ID", "Deal Name", "Deal Stage", "Pipeline", "Create Date", "Close Date"]
    head += [f'Date entered "{stage} (Sales)"' for stage in ("Zebra", "Quagga", "Closed Won")]
    row = ["1", "A", "Closed Won", "Sales", "2026-01-03", "2026-03-01", "2026-02-20", "2026-01-20", "2026-02-27"]
    assert [each.code for each in looked(save(tmp_path, "d.csv", text([head, row]))).asked] == ["stages"]


def test_days_in_the_future_are_hoped_for_and_refuse_nobody(tmp_path: Path) -> None:
    head = [
        "(Do Not Modify) Opportunity",
        "Topic",
        "Status",
        "Created On",
        "Actual Close Date",
        "Est. Close Date",
        "Est. Revenue",
        "Follow-up",
    ]
    rows = [[n, "T", outcome.title(), day(start), day(end), "2027-01-31", "100", "2027-01-02"] for n, outcome, start, end in DEALS]
    found = take_in(save(tmp_path, "o.csv", text([head, *rows])), tmp_path)
    assert (found.taken.refused, found.look.asked, what_became(found)) == (0, (), RIGHT)
    fields = fields_of(found.look.recipe)
    assert (fields["Est. Close Date"], fields["Est. Revenue"]) == ("expected_close", "amount")


def test_ids_that_a_spreadsheet_rounded_join_nobody(tmp_path: Path) -> None:
    rows = [["1.23E+15", day(start), outcome, day(end)] for _, outcome, start, end in DEALS]
    found = take_in(save(tmp_path, "d.csv", text([["Deal ID", "Created", "Status", "Closed"], *rows])), tmp_path)
    assert (len(found.rows), "ids_rounded" in codes(found.look)) == (5, True)


def test_rows_that_are_all_the_same_are_one_buyer_and_that_is_told(tmp_path: Path) -> None:
    row = ["918", "2026-01-03", "won", "2026-02-03"]
    found = take_in(save(tmp_path, "d.csv", text([["ID", "Created", "Status", "Closed"], *[row] * 9])), tmp_path)
    assert (len(found.rows), found.taken.repeated, found.finding("repeated_ids").severity) == (1, 8, "warning")


def test_a_mark_at_the_end_of_the_file_is_no_deal(tmp_path: Path) -> None:
    rows = [["ID", "Created", "Status", "Closed"], ["1", "2026-01-03", "won", "2026-02-03"], ["2", "2026-01-03", "lost", "2026-02-03"]]
    found = take_in(save(tmp_path, "d.csv", text(rows) + "\x1a"), tmp_path)
    assert (found.taken.taken, found.taken.refused) == (2, 0)


def test_a_header_that_is_repeated_below_is_left_out(tmp_path: Path) -> None:
    head = ["Deal ID", "Created", "Stage", "Closed"]
    rows = [[number, day(start), outcome, day(end)] for number, outcome, start, end in DEALS]
    found = take_in(save(tmp_path, "d.csv", text([head, *rows[:3], head, *rows[3:]])), tmp_path)
    assert (found.taken.taken, found.taken.left_out, found.taken.refused) == (5, 1, 0)
    assert "words_taken_as_open" not in codes(found.look)


# --- Spend and counts -----------------------------------------------------------------------------------------------


def test_a_total_of_the_whole_period_is_not_added(tmp_path: Path) -> None:
    head = ["Reporting starts", "Reporting ends", "Campaign name", "Amount spent (USD)", "Impressions", "Reach", "Results"]
    rows = [["2026-08-01", "2026-08-31", name, spend, "100", "80", "4"] for name, spend in (("A", "10.5"), ("B", "20"), ("C", "30"))]
    rows.append(["2026-08-01", "2026-08-31", "Total", "60.5", "300", "150", "12"])
    found = take_in(save(tmp_path, "m.csv", text([head, *rows])), tmp_path)
    assert (found.taken.taken, found.taken.left_out, sum(row["spend"] for row in found.rows)) == (3, 1, 60.5)


def test_a_total_for_each_day_is_not_added_and_a_campaign_called_total_is_and_is_told(tmp_path: Path) -> None:
    head = ["Day", "Campaign", "Cost", "Clicks"]
    rows = [[f"2026-08-0{n}", name, cost, "1"] for n in (1, 2, 3) for name, cost in (("A", "10"), ("B", "20"), ("Total", "30"))]
    totals = take_in(save(tmp_path, "t.csv", text([head, *rows])), tmp_path)
    assert (totals.taken.left_out, sum(row["spend"] for row in totals.rows)) == (3, 90.0)
    rows = [row if row[1] != "Total" else [*row[:2], "7", "1"] for row in rows]
    campaign = take_in(save(tmp_path, "c.csv", text([head, *rows])), tmp_path)
    assert (campaign.taken.left_out, sum(row["spend"] for row in campaign.rows), campaign.finding("called_total").count) == (0, 111.0, 3)


def test_a_row_without_day_and_name_is_a_total_where_its_money_is_that_of_all_others(tmp_path: Path) -> None:
    head = ["By Day", "Campaign name", "Ad group name", "Cost", "Impressions", "Clicks (destination)"]
    rows = [["2026-05-01", "T", "G", "10", "100", "1"], ["2026-05-02", "T", "G", "20", "200", "2"], ["-", "-", "-", "30", "250", "2"]]
    found = take_in(save(tmp_path, "t.csv", text([head, *rows])), tmp_path)
    assert (found.taken.taken, found.taken.left_out, found.taken.refused) == (2, 1, 0)


def test_a_total_below_months_in_the_header_is_left_out_once(tmp_path: Path) -> None:
    head = ["Channel", "Stage", "Jan 2026", "Feb 2026", "Mar 2026"]
    rows = [["A", "Leads", "1", "2", "3"], ["B", "Leads", "4", "5", "6"], ["Total", "Leads", "5", "7", "9"]]
    found = take_in(save(tmp_path, "c.csv", text([head, *rows])), tmp_path)
    assert (found.taken.taken, found.taken.left_out, sum(row["Lead"] for row in found.rows)) == (2, 1, 21.0)


def test_a_gregorian_date_is_a_day(tmp_path: Path) -> None:
    head = ["Gregorian date", "Campaign", "Currency code", "Spend", "Impressions", "Clicks"]
    rows = [["8/25/2026", "A", "GBP", "27.35", "1063", "9"], ["8/26/2026", "A", "GBP", "30.00", "1000", "8"]]
    found = take_in(save(tmp_path, "ms.csv", text([head, *rows])), tmp_path)
    assert (found.taken.kind, [row["day"] for row in found.rows]) == ("spend", ["2026-08-25", "2026-08-26"])


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (["Quarter", "Leads", "MQL", "Won"], "Quarter {}"),
        (["Year", "Leads", "MQL", "Won"], "Year {}"),
        (["Month", "Leads", "Won"], "Moon {}"),
    ],
)
def test_counts_whose_periods_cannot_be_read_are_held_up(tmp_path: Path, head: list[str], row: str) -> None:
    rows = [[row.format(n), *(str(10 * n) for _ in head[1:])] for n in (1, 2, 3)]
    seen = looked(save(tmp_path, "c.csv", text([head, *rows])))
    assert (seen.recipe.kind, seen.ready) == ("counts", False)


# --- What is not understood -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [["Erstellt am", "Wert", "Zone"], ["Quux", "Frobs", "Zone"], ["Datum", "Etwas", "Zone"]],
    ids=["days that cannot be read", "cells like dates", "a day"],
)
def test_a_table_that_nobody_understands_asks_its_kind(tmp_path: Path, head: list[str]) -> None:
    rows = [[f"R7/{n}/3", f"{n}x", "North" if n % 2 else "South"] for n in range(1, 9)]
    seen = looked(save(tmp_path, "t.csv", text([head, *rows])))
    assert ([each.code for each in seen.asked][:1], seen.ready) == (["kind"], False)


def test_a_lookup_that_is_one_is_not_asked(tmp_path: Path) -> None:
    rows = [["product", "series", "sales_price"], ["Alpha", "X", "10"], ["Beta", "X", "20"], ["Gamma", "Y", "30"]]
    seen = looked(save(tmp_path, "products.csv", text(rows)))
    assert (seen.recipe.kind, seen.asked, seen.ready) == ("lookup", (), True)


def test_records_that_tell_no_outcome_and_no_amount_say_so(tmp_path: Path) -> None:
    rows = [[str(n), day(n), f"{n} Taler", "North" if n % 2 else "South"] for n in range(1, 9)]
    seen = looked(save(tmp_path, "t.csv", text([["Deal ID", "Created", "Amount", "Zone"], *rows])))
    assert {"no_outcome_column", "amounts_not_read"} <= codes(seen)


def test_days_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    rows = [[str(n), f"R7/{n}/3", "won" if n % 2 else "lost"] for n in range(1, 9)]
    assert "days_not_read" in codes(looked(save(tmp_path, "t.csv", text([["Deal ID", "Created", "Status"], *rows]))))


def test_headers_that_hubspot_writes_in_other_languages(tmp_path: Path) -> None:
    for head in (
        "ID de registro|Nombre del negocio|Etapa del negocio|Valor|Fecha de creación|Fecha de cierre|Fuente original",
        "ID d'enregistrement|Nom de la transaction|Phase de la transaction|Montant|Date de création|Date de fermeture|Source d'origine",
        "Datensatz-ID|Deal-Name|Deal-Phase|Betrag|Erstellungsdatum|Abschlussdatum|Originalquelle",
    ):
        rows = [[n, "A", outcome, "100", day(start), day(end), "Web"] for n, outcome, start, end in DEALS]
        seen = looked(save(tmp_path, "h.csv", text([head.split("|"), *rows])))
        assert {"id", "created", "closed", "outcome", "amount", "channel"} == set(fields_of(seen.recipe).values()), head
        assert seen.asked == ()


def test_the_title_of_a_report_below_its_rows_is_no_buyer(tmp_path: Path) -> None:
    head = ["Opportunity ID", "Opportunity Name", "Stage", "Amount", "Close Date", "Created Date"]
    rows = [[f"006{n}", f"Deal {n}", "Closed Won", "100", f"2026-03-{n:02}", "2026-01-05"] for n in range(1, 9)]
    footer = [["All Opportunities 2025"], ["Copyright (c) 2000-2026 salesforce.com, inc."], ["Acme Inc."]]
    found = take_in(save(tmp_path, "report.csv", text([head, *rows, *footer])), tmp_path)
    assert [row["id"] for row in found.rows] == [row[0] for row in rows]
    assert (found.taken.left_out, found.taken.refused) == (1, 2)
    assert "All Opportunities 2025" in found.refused
    assert "it says nothing but this" in found.refused


def test_ids_alone_are_buyers_where_there_is_hardly_more_to_say(tmp_path: Path) -> None:
    rows = [["Lead ID", "Created on"], ["L1", "2026-01-05"], ["L2", ""], ["L3", "2026-01-09"]]
    assert [row["id"] for row in take_in(save(tmp_path, "leads.csv", text(rows)), tmp_path).rows] == ["L1", "L2", "L3"]


@pytest.mark.parametrize(("known", "silent"), [("ana{}@one.example", "zoe{}@two.example"), ("D-{:04}", "D-9{:03}")])
def test_a_lead_of_whom_only_the_id_is_known_is_one_where_it_is_written_like_the_others(tmp_path: Path, known: str, silent: str) -> None:
    head = ["Lead ID", "MQL date", "SQL date", "Won date", "Amount"]
    rows = [[known.format(n), f"2026-01-{n + 1:02}", "", "", ""] for n in range(20)]
    alone = [[silent.format(n), "", "", "", ""] for n in range(5)]
    titles = [["Leads of 2026"], ["www.acme.example"], ["2026"]]
    found = take_in(save(tmp_path, "leads.csv", text([head, *rows, *alone, *titles])), tmp_path)
    assert (found.taken.taken, found.taken.refused + found.taken.left_out) == (25, 3)
