"""Headers and words of other tools, languages and warehouses: what is told by rules, beyond the words that are known."""

from pathlib import Path

import pytest

from app.history.mapping.fields import means
from app.history.mapping.header_words import core
from app.history.mapping.sources import source_of
from app.history.mapping.stage_dates import stage_of_header
from app.history.mapping.vocabulary import outcome_named, tell_the_end
from tests.history.exports import cells
from tests.history.mapping.proposing import fields_of, seen, table
from tests.history.taking.reading_parts import take_in


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Propietario del negocio", "owner"),
        ("Propriétaire de l'opportunité", "owner"),
        ("Eigenaar opportunity", "owner"),
        ("Identyfikator rekordu", "id"),
        ("Beløb i kr.", "amount"),
        ("Netto-Angebotswert", "amount"),
        ("Kampanj", "campaign"),
        ("ID de fiche d'informations", "id"),
        ("Deal - Deal erstellt", "created"),
        ("Affaire - Affaire créée", "created"),
        ("opportunity.close_date", "closed"),
        ("Opportunities[Close Date]", "closed"),
        ("OpportunityState", "outcome"),
        ("取引ステージ", "outcome"),
        ("Этап сделки", "outcome"),
        ("Opportunity Lead Source", "channel"),
        ("Origem do lead", "channel"),
        ("Betrag / Amount (EUR)", "amount"),
        ("Amount (converted)", "amount"),
        ("Created (UTC)", "created"),
        ("Close Date (Europe/Berlin)", "closed"),
        ("Created At: Month", "day"),
    ],
)
def test_words_that_are_said_of_any_column_do_not_hide_a_header(header: str, field: str) -> None:
    assert means(header, field)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Deal name", "account"),
        ("Contact owner's phone", "owner"),
        ("Number of deals", "id"),
        ("Amount (weighted)", "amount"),
        ("Close reason", "closed"),
        ("Deal", "amount"),
        ("Lead", "channel"),
    ],
)
def test_headers_that_only_resemble_a_known_one_mean_nothing(header: str, field: str) -> None:
    assert not means(header, field)


def test_nothing_is_left_of_a_header_that_names_only_the_thing_that_a_row_is() -> None:
    assert core("Deal") == core("Opportunity of the lead") == ""


def test_an_exact_spelling_goes_before_one_with_other_words(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        cells("Deal ID|Deal amount|Amount|Status|Created Date"),
        *(cells(f"{n}|{n}0|{n}5|{'Won' if n % 2 else 'Lost'}|2026-01-{n:02}") for n in range(10, 20)),
    )
    assert fields_of(seen(path))["Amount"] == "amount"


@pytest.mark.parametrize(
    "word", ["Cerrada ganada", "Chiusa conquistata", "Fermée/gagnée", "6 - Closed Won", "Сделка успешна", "Gewonnen / Won"]
)
def test_words_for_closing_beside_a_word_for_won_do_not_matter(word: str) -> None:
    assert outcome_named(word) == "won"


@pytest.mark.parametrize("word", ["Won/Lost", "Won/Lost pending", "Not won", "Closed", "Open or lost"])
def test_words_that_say_two_things_or_none_are_left_to_be_asked(word: str) -> None:
    assert outcome_named(word) is None


def test_words_that_may_be_said_of_a_company_tell_no_outcome() -> None:
    assert tell_the_end(["Won", "Verloren", "Angebot"])
    assert not tell_the_end(["Customer", "Churned", "Prospect"])


def test_a_column_that_says_won_and_lost_is_the_outcome_whatever_it_is_called(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        cells("Key|Kundenart|Verbleib|Erstellt am|Abgeschlossen am"),
        *(cells(f"{n}|{'Neu' if n % 3 else 'Alt'}|{'Gewonnen' if n % 2 else 'Verloren'}|2026-01-{n}|2026-02-{n}") for n in range(10, 20)),
    )
    assert fields_of(seen(path))["Verbleib"] == "outcome"


@pytest.mark.parametrize("header", ["Trạng thái", "Этап", "ステータス", "Durum"])
def test_unknown_words_under_the_name_of_an_outcome_are_asked_and_not_taken_for_won(tmp_path: Path, header: str) -> None:
    path = table(
        tmp_path,
        cells(f"Deal ID|Created|{header}|Closed|Amount"),
        *(cells(f"{n}|2026-01-{n}|{'abc' if n % 2 else 'xyz'}|2026-02-{n}|{n}00") for n in range(10, 20)),
    )
    assert {each.about for each in seen(path).asked if each.code == "words" and each.must} == {"abc", "xyz"}


def test_numbers_under_the_name_of_an_outcome_are_asked(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        cells("Case|Created|Status|Closed|Amount"),
        *(cells(f"{n}|2026-01-{n}|{n % 3}|{f'2026-02-{n}' if n % 3 else ''}|{n}00") for n in range(10, 22)),
    )
    found = seen(path)
    assert {each.about for each in found.asked if each.code == "words"} == {"0", "1", "2"}
    assert all(each.must for each in found.asked if each.code == "words")


@pytest.mark.parametrize(
    ("header", "stage"),
    [
        ("Datum der Umwandlung in Lead", "Lead"),
        ("Date de passage en opportunité", "Opportunity"),
        ("opportunity_created_at", "Opportunity"),
        ("mql_at", "MQL"),
    ],
)
def test_days_of_stages_in_other_words(header: str, stage: str) -> None:
    assert stage_of_header(header) == stage


def test_the_only_day_of_creation_is_the_rows_own(tmp_path: Path) -> None:
    rows = [cells(f"O{n}|2026-01-{n}|{'Closed Won' if n % 2 else 'Closed Lost'}|2026-02-{n}|{n}") for n in range(10, 20)]
    path = table(
        tmp_path, cells("opportunity.id|opportunity.created_at|opportunity.stage|opportunity.close_date|opportunity.amount"), *rows
    )
    found = fields_of(seen(path))
    assert list(found.values()) == ["id", "created", "outcome", "closed", "amount"]


def test_a_day_of_creation_beside_days_of_stages_is_a_stage(tmp_path: Path) -> None:
    rows = [cells(f"L{n}|2026-01-{n}|2026-02-{n}|2026-03-{n}|2026-04-{n}") for n in range(10, 20)]
    found = fields_of(seen(table(tmp_path, cells("Key|Lead date|MQL date|Opportunity created|Won date"), *rows)))
    assert found["Opportunity created"] == "entered Opportunity"


def test_salesforce_in_japanese_calls_its_day_of_closing_a_forecast(tmp_path: Path) -> None:
    rows = [cells(f"D{n}|C|{'受注' if n % 2 else '失注'}|{n}00|2026/02/{n}|2026/01/{n}") for n in range(10, 20)]
    path = table(tmp_path, cells("商談名|取引先名|フェーズ|金額|完了予定日|作成日"), *rows)
    found = seen(path)
    assert found.source == "salesforce"
    assert fields_of(found)["完了予定日"] == "closed"


META = {
    "Portuguese": "Início dos relatórios|Encerramento dos relatórios|Nome da campanha|Dia|Valor usado (BRL)|Impressões|Cliques no link",
    "Turkish": "Raporlama Başlangıcı|Raporlama Sonu|Kampanya Adı|Gün|Harcanan Tutar (TRY)|Gösterim|Bağlantı Tıklamaları",
    "Japanese": "レポート開始日|レポート終了日|キャンペーン名|日|消化金額 (JPY)|インプレッション|リンクのクリック",
    "Dutch": "Begin rapportage|Einde rapportage|Campagnenaam|Dag|Besteed bedrag (EUR)|Weergaven|Klikken op links",
}


@pytest.mark.parametrize("language", META)
def test_the_day_of_an_advertising_report_is_not_the_period_that_all_rows_have(tmp_path: Path, language: str) -> None:
    rows = [cells(f"2026-08-01|2026-08-31|Brand|2026-08-{n}|{n}.5|{n}00|{n}") for n in range(10, 20)]
    found = seen(table(tmp_path, cells(META[language]), *rows))
    assert list(fields_of(found).values()) == ["campaign", "day", "spend", "activity impressions", "activity clicks"]
    assert found.source == "meta_ads"


def test_a_day_within_the_period_that_all_rows_have_is_the_day_whatever_it_is_called(tmp_path: Path) -> None:
    rows = [cells(f"2026-08-01|2026-08-31|2026-08-{n}|Brand|{n}.5") for n in range(10, 20)]
    found = seen(table(tmp_path, cells("Reporting starts|Reporting ends|Segment|Campaign name|Amount spent (EUR)"), *rows))
    assert fields_of(found) == {"Segment": "day", "Campaign name": "campaign", "Amount spent (EUR)": "spend"}


def test_days_outside_the_period_do_not_become_the_day_of_the_row(tmp_path: Path) -> None:
    rows = [cells(f"2026-08-01|2026-08-31|2025-03-{n}|Brand|{n}.5") for n in range(10, 20)]
    found = seen(table(tmp_path, cells("Reporting starts|Reporting ends|Campaign begun|Campaign name|Amount spent (EUR)"), *rows))
    assert fields_of(found)["Reporting starts"] == "day"
    assert fields_of(found)["Reporting ends"] == "until"


@pytest.mark.parametrize(
    ("headers", "source"),
    [
        ("Etapa do negócio|Nome do negócio|ID do registro|Valor", "hubspot"),
        ("État de la campagne|Campagne|Code de devise|Coût|CPC moy.", "google_ads"),
        ("Date de début (en UTC)|Nom de la campagne|Total dépensé", "linkedin_ads"),
    ],
)
def test_tools_are_known_in_other_languages(headers: str, source: str) -> None:
    found = source_of(cells(headers))
    assert found is not None
    assert found.name == source


def test_values_that_stand_in_the_first_row_of_each_group_hold_the_file_up(tmp_path: Path) -> None:
    rows = []
    for stage in ("Closed Won", "Closed Lost", "Negotiation"):
        rows += [cells(f"{stage if n == 10 else ''}|D{n}|2026-01-{n}|2026-02-{n}|{n}") for n in range(10, 15)] + [cells("Subtotal||||60")]
    found = seen(table(tmp_path, cells("Stage|Opportunity Name|Created Date|Close Date|Amount"), *rows))
    assert [each.column for each in found.findings if each.code == "grouped_values"] == [0]
    assert not found.ready


def test_years_of_two_digits_in_front_can_be_answered(tmp_path: Path) -> None:
    rows = [cells(f"{n}|{25 + n % 2}-{1 + n % 12:02}-{1 + n % 28:02}|{'Won' if n % 2 else 'Lost'}|{n}") for n in range(30)]
    asked = [each for each in seen(table(tmp_path, cells("ID|Created|Status|Amount"), *rows)).asked if each.code == "date_order"]
    assert [each.choices for each in asked] == [("dmy", "mdy", "ymd")]


def test_counts_may_say_so_in_their_headers(tmp_path: Path) -> None:
    rows = [cells(f"2026-0{n}|Google|100|20|2") for n in range(1, 7)]
    found = seen(table(tmp_path, cells("Leads Created Month|Channel|Leads Count|Opportunities Count|Deals Won Count"), *rows))
    assert found.recipe.kind == "counts"
    assert found.recipe.stages == ("Lead", "Opportunity", "Deal")


@pytest.mark.parametrize(
    ("header", "stage"),
    [
        ("Trato - Fecha de perdido", None),
        ("Negocio - Perdido el", None),
        ("Deal - Verloren am", None),
        ("Tabt dato", None),
        ("Gewonnen op", "Deal"),
        ("Vundet dato", "Deal"),
        ("Auftragsdatum", "Deal"),
        ("Trato - Fecha de ganado", "Deal"),
        ("成立日", "Deal"),
        ("受注日", "Deal"),
        ("签约日期", "Deal"),
    ],
)
def test_days_of_winning_and_losing_are_no_stages_of_their_own(header: str, stage: str | None) -> None:
    if stage is None:
        assert stage_of_header(header) == "lost" or means(header, "lost")
    else:
        assert stage_of_header(header) == stage


@pytest.mark.parametrize("header", ["Deal - Lost reason", "Lost deals owner", "Won by"])
def test_other_headers_that_speak_of_the_end_are_no_days_of_it(header: str) -> None:
    assert stage_of_header(header) is None


def test_the_days_of_winning_and_losing_go_before_the_day_that_is_hoped_for(tmp_path: Path) -> None:
    rows = [
        ["1", "受注", "2025年1月9日", "2025年4月9日", "2025年1月29日", ""],
        ["2", "失注", "2025年1月18日", "2025年4月18日", "", "2025年2月14日"],
    ]
    taken = take_in(table(tmp_path, ["商談ID", "フェーズ", "作成日", "完了予定日", "成立日", "失注日"], *rows), tmp_path)
    won, lost = taken.rows
    assert (str(won["Deal"]), str(lost["lost"])) == ("2025-01-29", "2025-02-14")
