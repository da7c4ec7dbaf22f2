"""Headers, units and sheets as other countries and tools write them."""

from pathlib import Path

import pytest

from app.history.mapping.fields import means
from app.history.mapping.header_words import spelled
from app.history.mapping.sources import source_of
from app.history.mapping.stage_dates import stage_of_header
from app.history.mapping.vocabulary import outcome_named
from app.history.taking.money import currency_of
from app.history.values.scales import currency_named
from app.history.values.totals import is_about_others
from tests.history.exports import cells
from tests.history.mapping.proposing import fields_of, seen, table

MONTHS = ("2025-01", "2025-02", "2025-03", "2025-04", "2025-05", "2025-06")


@pytest.mark.parametrize(
    ("header", "bare", "currency"),
    [
        ("Расход (руб.)", "Расход", "RUB"),
        ("商机金额(元)", "商机金额", "CNY"),
        ("投放费用（元）", "投放费用", "CNY"),
        ("총비용(VAT포함,원)", "총비용", "KRW"),
        ("Betrag (EUR, zzgl. MwSt)", "Betrag", "EUR"),
        ("Umsatz (netto)", "Umsatz", None),
    ],
)
def test_a_bracket_that_says_only_unit_and_taxes_is_no_part_of_the_name(header: str, bare: str, currency: str | None) -> None:
    assert spelled(header) == spelled(bare)
    assert currency_named(header) == currency


def test_a_bracket_that_says_anything_else_stays() -> None:
    assert spelled("Amount (lost)") != spelled("Amount")
    assert currency_named("Amount (all deals, try it)") is None


def test_a_currency_after_a_comma_is_known() -> None:
    assert (currency_named("Бюджет, руб."), currency_named("Сума, грн")) == ("RUB", "UAH")


@pytest.mark.parametrize(("cell", "code"), [("Рубль", "RUB"), ("Российский рубль", "RUB"), ("Гривня", "UAH"), ("人民币", "CNY")])
def test_a_cell_may_name_its_currency(cell: str, code: str) -> None:
    assert currency_of(cell) == code


def test_a_line_about_confidence_is_a_footer_in_other_languages() -> None:
    assert is_about_others("Vertrauliche Informationen - Nicht weitergeben")
    assert not is_about_others("Vertrauliches Projekt")


def test_what_a_deal_brought_goes_before_what_it_was_thought_to_bring(tmp_path: Path) -> None:
    rows = [cells(f"{n}|2026-01-1{n}|{'Won' if n % 2 else 'Open'}|{n}500|{n}100") for n in range(1, 8)]
    found = fields_of(seen(table(tmp_path, cells("ID|Created On|Status|Est. Revenue|Actual Revenue"), *rows)))
    assert found["Actual Revenue"] == "amount"
    assert "Est. Revenue" not in found


def test_an_empty_column_gives_way_to_a_filled_one(tmp_path: Path) -> None:
    rows = [cells(f"{n}|2026-01-1{n}|{'Won' if n % 2 else 'Open'}||{n}100") for n in range(1, 8)]
    assert fields_of(seen(table(tmp_path, cells("ID|Created On|Status|Amount|Deal value"), *rows)))["Deal value"] == "amount"


def test_microsofts_report_is_not_taken_for_googles() -> None:
    found = source_of(cells("Gregorian date|Account name|Campaign|Currency code|Impressions|Clicks|CTR|Avg. CPC|Spend|Conv."))
    assert found is not None
    assert (found.name, found.channel) == ("microsoft_ads", "Microsoft Ads")
    assert source_of(cells("Day|Campaign|Currency code|Avg. CPC|Spend")) is None


def test_a_mark_in_counts_parts_thousands(tmp_path: Path) -> None:
    rows = [[f"2025.03.0{day}.", "Brand", f"{day},105", f"{day * 7}", f"{day}7,543"] for day in range(1, 8)]
    found = seen(table(tmp_path, ["일별", "캠페인", "노출수", "클릭수", "총비용(VAT포함,원)"], *rows))
    assert found.asked == ()
    assert fields_of(found) == {
        "일별": "day",
        "캠페인": "campaign",
        "노출수": "activity impressions",
        "클릭수": "activity clicks",
        "총비용(VAT포함,원)": "spend",
    }
    assert found.columns[2].decimal == "."


def test_money_and_leads_that_are_not_read_are_named(tmp_path: Path) -> None:
    rows = [cells(f"2025-03-0{day}|Brand|{day}00|{day}5|{day}7.50|{day}") for day in range(1, 8)]
    unread = seen(table(tmp_path, cells("Day|Campaign|Impressions|Clicks|Zzz|Yyy"), *rows)).findings
    told = [(each.severity, each.values["headers"]) for each in unread if each.code == "unread_amounts"]
    assert told == [("warning", "Zzz, Yyy")]
    whole = seen(table(tmp_path, cells("Day|Campaign|Impressions|Clicks|Cost|Leads"), *rows))
    assert [each for each in whole.findings if each.code == "unread_amounts"] == []


@pytest.mark.parametrize(
    "header",
    [
        "Luna|Canal|Lead-uri|Oportunități|Contracte|Venituri (RON)|Cheltuieli (RON)",
        "Mois|Canal|Prospects|Devis envoyés|Signatures|Chiffre d'affaires|Budget dépensé",
        "月份|渠道|线索数|商机数|成交数|成交金额（元）|投放费用（元）",
        "Monat|Kanal|Leads|Angebote|Abschlüsse|Umsatz|Kosten",
    ],
)
def test_sheets_of_counts_are_read_in_other_languages(tmp_path: Path, header: str) -> None:
    rows = [cells(f"{month}|Google|{300 + n}|{90 + n}|{10 + n}|{87_400 + n}|{5_400 + n}") for n, month in enumerate(MONTHS)]
    found = seen(table(tmp_path, cells(header), *rows))
    assert (found.recipe.kind, found.ready) == ("counts", True)
    fields = [(column.field, column.stage) for column in found.recipe.columns]
    assert fields[0] == ("day", None)
    assert (fields[2], fields[4]) == (("count", "Lead"), ("count", "Deal"))
    assert [field for field, _ in fields[5:]] == ["revenue", "spend"]


def test_months_beside_whole_numbers_are_no_lookup(tmp_path: Path) -> None:
    rows = [cells(f"{month}|Google|{300 + n}|{90 + n}") for n, month in enumerate(MONTHS)]
    found = seen(table(tmp_path, cells("Month|Channel|Qwe|Rty"), *rows))
    assert found.recipe.kind == "counts"
    assert [each.values["headers"] for each in found.findings if each.code == "unread_amounts"] == ["Qwe, Rty"]


def test_a_month_that_stands_in_the_first_row_of_its_group_only_holds_the_file_up(tmp_path: Path) -> None:
    rows = [[month if n == 0 else "", f"C{n}", f"{30 + n}", f"{n + 1}"] for month in MONTHS for n in range(3)]
    found = seen(table(tmp_path, cells("Month|Channel|Leads|Deals"), *rows))
    assert [each.column for each in found.findings if each.code == "grouped_values"] == [0]
    assert not found.ready


@pytest.mark.parametrize("header", ["ID trattativa", "Codice trattativa", "Zzz"])
def test_moves_are_events_whatever_the_key_is_called(tmp_path: Path, header: str) -> None:
    rows = [cells(f"70{n}|{stage}|{day}/0{n}/2026") for n in range(1, 8) for stage, day in (("Contatto", 13), ("Vinta", 25))]
    found = seen(table(tmp_path, [header, "Fase", "Data"], *rows))
    assert found.recipe.kind == "events"
    assert fields_of(found) == {header: "id", "Fase": "stage", "Data": "day"}


def test_keys_in_front_are_ids_whatever_they_are_called(tmp_path: Path) -> None:
    rows = [cells(f"SJ300{n}|2026-01-1{n}|{'Won' if n % 2 else 'Open'}|{n}100") for n in range(1, 8)]
    assert fields_of(seen(table(tmp_path, cells("Zzz|Created On|Status|Amount"), *rows)))["Zzz"] == "id"


@pytest.mark.parametrize("first", ["A name", "Phone", "Company"])
def test_names_in_front_are_no_ids(tmp_path: Path, first: str) -> None:
    rows = [cells(f"Ann {n} B|2026-01-1{n}|{'Won' if n % 2 else 'Open'}|{n}100") for n in range(1, 8)]
    assert fields_of(seen(table(tmp_path, [first, "Created On", "Status", "Amount"], *rows))).get(first) != "id"


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("ID de la piste", "id"),
        ("Auftrag-Nr.", "id"),
        ("商机编号", "id"),
        ("Statut de la piste", "outcome"),
        ("Propriétaire de la piste", "owner"),
        ("Für Deal zuständiger Mitarbeiter", "owner"),
        ("Säljare", "owner"),
        ("Société/Compte", "account"),
        ("Müşteri", "account"),
        ("Ursprüngliche Traffic-Quelle", "channel"),
        ("Szansa sprzedaży - Wartość", "amount"),
        ("تاريخ الإنشاء", "created"),
    ],
)
def test_headers_of_other_countries_are_known(header: str, field: str) -> None:
    assert means(header, field)


@pytest.mark.parametrize(
    ("header", "stage"),
    [
        ("Deal - Gewonnen um", "Deal"),
        ("Deal - Verloren um", "lost"),
        ("Szansa sprzedaży - Data przegranej", "lost"),
        ("Fecha en que se convirtió en oportunidad", "Opportunity"),
        ("Fecha en que se convirtió en cliente", "Deal"),
    ],
)
def test_days_of_stages_are_known_in_other_words(header: str, stage: str) -> None:
    assert stage_of_header(header) == stage


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("Výhra", "won"),
        ("Prohra", "lost"),
        ("Aktivní", "open"),
        ("Thành công", "won"),
        ("Thất bại", "lost"),
        ("Успішно", "won"),
        ("Відмова", "lost"),
        ("Solgt", "won"),
        ("Clôturé - Converti", "won"),
        ("Clôturé - Non converti", "lost"),
        ("interested", "open"),
        ("not interested", "lost"),
    ],
)
def test_words_of_other_countries_are_known(word: str, meaning: str) -> None:
    assert outcome_named(word) == meaning


def test_years_of_the_buddhist_era_hold_the_file_up(tmp_path: Path) -> None:
    rows = [cells(f"{n}|1{n}/07/2568|{'Won' if n % 2 else 'Open'}|{n}100") for n in range(1, 8)]
    found = seen(table(tmp_path, cells("ID|Created On|Status|Amount"), *rows))
    assert [(each.code, each.column) for each in found.findings if each.severity == "blocking"] == [("buddhist_years", 1)]
    western = seen(
        table(tmp_path, cells("ID|Created On|Status|Amount"), *[[*row[:1], row[1].replace("2568", "2025"), *row[2:]] for row in rows])
    )
    assert western.ready
