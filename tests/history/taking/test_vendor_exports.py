"""What becomes of exports of many tools, down to the figures."""

from pathlib import Path

import pytest

from app.history.look import look
from tests.history import exports
from tests.history.taking.reading_parts import TODAY, Found, fields_of, take_in


def test_hubspot_deals_need_no_question(tmp_path: Path) -> None:
    found = take_in(exports.hubspot_deals(tmp_path), tmp_path)
    assert (found.look.source, found.look.asked, found.taken.list_name) == ("hubspot", (), "HubSpot deals")
    buyers = found.by_id()
    assert buyers["101"]["Opportunity"] == "2026-01-05"
    assert (buyers["101"]["Deal"], buyers["101"]["outcome"], buyers["101"]["amount"]) == ("2026-03-14", 1, 12_000.0)
    assert (buyers["102"]["lost"], buyers["102"]["outcome"], buyers["102"]["amount"]) == ("2026-02-20", 2, 8_000.5)
    assert buyers["105"]["outcome"] == 1  # an internal value: closedwon
    assert found.taken.columns == ("channel", "owner", "account")


def test_a_close_date_of_an_open_deal_is_a_forecast(tmp_path: Path) -> None:
    found = take_in(exports.hubspot_deals(tmp_path), tmp_path)
    assert "Deal" not in found.by_id()["103"]
    assert (found.finding("forecast_ignored").count, found.finding("forecast_ignored").rows) == (1, (4,))
    assert found.taken.known_to == "2026-05-03"


def with_stage_dates(folder: Path) -> Found:
    """A word of another pipeline means nothing before somebody says it."""
    path = exports.hubspot_stage_dates(folder)
    seen = look(path, path.name, today=TODAY)
    assert [(each.code, each.about) for each in seen.asked] == [("words", "Renewed")]
    return take_in(path, folder, words=seen.recipe.words | {"renewed": "open"})


def test_a_stage_date_is_preferred_to_the_close_date(tmp_path: Path) -> None:
    found = with_stage_dates(tmp_path)
    buyers = found.by_id()
    assert found.look.recipe.stages == ("Opportunity", "Appointment Scheduled", "Contract Sent", "Deal")
    assert buyers["1"] == {
        "id": "1",
        "Opportunity": "2026-01-02",
        "Appointment Scheduled": "2026-01-03",
        "Contract Sent": "2026-02-03",
        "Deal": "2026-03-03",
        "outcome": 1,
        "reached": 3,
        "amount": 100.0,
        "Pipeline": "Sales Pipeline",
    }
    assert buyers["2"]["lost"] == "2026-02-07"
    assert (buyers["3"]["outcome"], buyers["3"]["reached"]) == (0, 2)


def test_who_was_lost_after_winning_has_won(tmp_path: Path) -> None:
    found = with_stage_dates(tmp_path)
    assert (found.by_id()["4"]["outcome"], found.by_id()["4"]["Deal"], found.by_id()["4"]["lost"]) == (1, "2026-04-10", "2026-09-01")
    assert found.finding("won_then_lost").rows == (5,)


def test_several_pipelines_in_one_file_are_told(tmp_path: Path) -> None:
    found = with_stage_dates(tmp_path)
    values = {each.code: each.values for each in found.look.findings}
    assert values["several_pipelines"] == {"pipeline": "Sales Pipeline", "others": "Renewals"}


def test_hubspot_contacts_have_a_day_for_each_lifecycle_stage(tmp_path: Path) -> None:
    found = take_in(exports.hubspot_contacts(tmp_path), tmp_path)
    buyers = found.by_id()
    assert found.look.recipe.stages == ("Lead", "MQL", "SQL", "Opportunity", "Deal")
    assert [buyers["1"][stage] for stage in found.look.recipe.stages] == [
        "2026-01-01",
        "2026-01-04",
        "2026-01-09",
        "2026-02-01",
        "2026-03-01",
    ]
    assert (buyers["2"]["reached"], buyers["2"]["outcome"]) == (1, 0)
    assert not {"First Name", "Email"} & set(found.taken.columns)


def test_a_salesforce_report_loses_its_footer_and_keeps_one_currency(tmp_path: Path) -> None:
    found = take_in(exports.salesforce_report(tmp_path), tmp_path)
    assert (found.taken.rows, found.taken.taken, found.taken.left_out, found.taken.refused) == (7, 4, 3, 0)
    assert found.taken.currency == "EUR"
    assert [row.get("amount") for row in found.rows] == [12_000.0, 9_000.0, 7_000.0, None]
    assert found.finding("currency_set_aside").values == {"currency": "EUR", "others": "USD"}
    assert found.rows[0]["Opportunity"] == "2026-01-04"  # 04/01/2026: 13/02/2026 beside it proves the day first
    assert found.finding("no_ids").count == 4


def test_a_stage_history_gives_the_first_day_of_each_stage(tmp_path: Path) -> None:
    found = take_in(exports.salesforce_history(tmp_path), tmp_path)
    assert found.taken.kind == "events"
    assert found.taken.left_out == 1  # only the amount changed
    assert found.by_id() == {
        "006A": {
            "id": "006A",
            "Prospecting": "2026-01-05",
            "Qualification": "2026-01-20",
            "Deal": "2026-03-01",
            "outcome": 1,
            "reached": 2,
            "amount": 150.0,
        },
        "006B": {"id": "006B", "Prospecting": "2026-02-01", "lost": "2026-02-11", "outcome": 2, "reached": 0, "amount": 80.0},
    }


def test_a_log_of_moves_of_no_known_tool_keeps_the_first_day_of_each_stage(tmp_path: Path) -> None:
    found = take_in(exports.own_history(tmp_path), tmp_path)
    assert (found.taken.kind, found.look.recipe.stages) == ("events", ("Lead", "Qualified", "Deal"))
    assert found.by_id()["a"] == {
        "id": "a",
        "Lead": "2026-01-13",
        "Qualified": "2026-02-13",
        "Deal": "2026-03-13",
        "outcome": 1,
        "reached": 2,
    }
    assert found.by_id()["b"] == {
        "id": "b",
        "Lead": "2026-01-14",
        "Qualified": "2026-02-14",
        "lost": "2026-04-14",
        "outcome": 2,
        "reached": 1,
    }


def test_pipedrive_tells_outcomes_by_status_and_0_is_no_price(tmp_path: Path) -> None:
    found = take_in(exports.pipedrive(tmp_path), tmp_path)
    buyers = found.by_id()
    assert (found.look.source, found.look.asked) == ("pipedrive", ())
    assert (buyers["7"]["Deal"], buyers["7"]["amount"], buyers["7"]["currency"]) == ("2026-02-05", 1_200.0, "EUR")
    assert (buyers["8"]["lost"], buyers["8"]["outcome"]) == ("2026-01-16", 2)
    assert "amount" not in buyers["8"]
    assert "amount" not in buyers["9"]


def test_zoho_writes_months_by_name_and_money_with_k(tmp_path: Path) -> None:
    path = exports.zoho(tmp_path)
    seen = look(path, path.name, today=TODAY)
    (asked,) = seen.asked
    assert (asked.code, asked.proposed) == ("currency", "USD")
    columns = [
        column.model_copy(update={"currency": "USD"}) if place in (asked.column, *asked.also) else column
        for place, column in enumerate(seen.recipe.columns)
    ]
    found = take_in(path, tmp_path, columns=tuple(columns))
    assert found.taken.currency == "USD"
    assert [row["amount"] for row in found.rows] == [22_700.0, 1_117_100.0, 900.0]
    assert (found.rows[0]["Opportunity"], found.rows[0]["Deal"]) == ("2021-04-15", "2021-05-30")


def test_google_ads_has_its_period_above_and_its_totals_below(tmp_path: Path) -> None:
    found = take_in(exports.google_ads_report(tmp_path), tmp_path)
    assert (found.taken.taken, found.taken.left_out, found.taken.currency) == (2, 2, "USD")
    assert found.rows[0] == {
        "day": "2025-07-08",
        "until": "2025-07-31",
        "channel": "Google Ads",
        "campaign": "Brand",
        "spend": 1_204.5,
        "impressions": 25_881.0,
        "leads": 18.5,
    }
    assert sum(row["impressions"] for row in found.rows) == 130_000


def test_a_german_google_report_in_utf_16_with_tabs(tmp_path: Path) -> None:
    found = take_in(exports.google_ads_german(tmp_path), tmp_path)
    assert (found.look.encoding, found.look.delimiter, found.taken.left_out) == ("utf-16-le", "\t", 1)
    assert [(row["day"], row["until"], row["spend"], row["impressions"]) for row in found.rows] == [
        ("2026-09-17", "2026-09-17", 275.35, 6_111.0),
        ("2026-09-18", "2026-09-18", 24.65, 889.0),
    ]


def test_a_meta_row_over_a_period_is_never_its_first_day_and_its_nameless_total_is_left_out(tmp_path: Path) -> None:
    found = take_in(exports.meta_ads(tmp_path), tmp_path)
    assert found.taken.left_out == 1
    assert [(row["campaign"], row["day"], row["until"], row["spend"]) for row in found.rows] == [
        ("Printemps", "2026-03-01", "2026-03-31", 1_054.2),
        ("Été", "2026-03-01", "2026-03-31", 945.8),
    ]
    assert found.taken.currency == "EUR"


def test_linkedin_has_title_lines_line_breaks_and_a_total(tmp_path: Path) -> None:
    found = take_in(exports.linkedin_ads(tmp_path), tmp_path)
    assert [(row["day"], row["campaign"], row["spend"], row["leads"]) for row in found.rows] == [
        ("2026-03-14", "Thought\nleaders", 100.5, 2.0),
        ("2026-03-15", "Thought\nleaders", 99.5, 1.0),
    ]
    assert found.taken.left_out == 1


def test_both_sums_of_tiktok_are_left_out(tmp_path: Path) -> None:
    found = take_in(exports.tiktok_ads(tmp_path), tmp_path)
    assert (found.taken.taken, found.taken.left_out) == (2, 2)
    assert sum(row["spend"] for row in found.rows) == 30


def test_ga4_has_its_period_in_comments_and_its_total_first(tmp_path: Path) -> None:
    found = take_in(exports.ga4(tmp_path), tmp_path)
    assert found.taken.left_out == 1
    assert {(row["channel"], row["day"], row["until"], row["sessions"], row["leads"]) for row in found.rows} == {
        ("Organic Search", "2026-08-01", "2026-09-30", 700.0, 20.0),
        ("Direct", "2026-08-01", "2026-09-30", 300.0, 10.0),
    }


def test_mailchimp_campaigns(tmp_path: Path) -> None:
    found = take_in(exports.mailchimp(tmp_path), tmp_path)
    assert [(row["day"], row["sent"], row["delivered"], row["bounced"]) for row in found.rows] == [
        ("2018-06-09", 1_063.0, 1_050.0, 13.0),
        ("2018-07-09", 1_100.0, 1_090.0, 10.0),
    ]


def test_of_addresses_only_hashes_are_kept(tmp_path: Path) -> None:
    found = take_in(exports.lemlist(tmp_path), tmp_path)
    assert fields_of(found.look.recipe)["email"] == "id"
    assert all(row["id"].startswith("address ") for row in found.rows)
    assert len(found.by_id()) == 3
    assert "acorn.example" not in str(found.rows)


def test_a_sheet_of_monthly_counts_asks_for_the_order_of_its_dates_and_means_whole_months(tmp_path: Path) -> None:
    path = exports.monthly_counts(tmp_path)
    seen = take_in(path, tmp_path, list_name="Trichter").look
    assert [(each.code, each.column, each.about) for each in seen.asked] == [("date_order", 0, ".")]
    columns = (seen.recipe.columns[0].model_copy(update={"orders": {".": "dmy"}}), *seen.recipe.columns[1:])
    found = take_in(path, tmp_path, columns=columns)
    assert found.taken.kind == "counts"
    assert found.rows[0] == {
        "day": "2026-01-01",
        "until": "2026-01-31",
        "channel": "Google",
        "spend": 4_500.5,
        "Lead": 1_200.0,
        "MQL": 300.0,
        "SQL": 90.0,
        "Opportunity": 40.0,
        "Deal": 8.0,
    }
    assert (found.taken.left_out, found.taken.currency, found.taken.last) == (1, "EUR", "2026-02-28")


def test_months_in_the_header_are_read_column_by_column(tmp_path: Path) -> None:
    found = take_in(exports.transposed_counts(tmp_path), tmp_path)
    assert [(row["day"], row["until"], row["Lead"], row["MQL"], row["Deal"]) for row in found.rows] == [
        ("2026-01-01", "2026-01-31", 100.0, 30.0, 3.0),
        ("2026-02-01", "2026-02-28", 110.0, 33.0, 4.0),
        ("2026-03-01", "2026-03-31", 120.0, 36.0, 5.0),
    ]


@pytest.mark.parametrize(
    ("header", "texts", "periods"),
    [
        ("Quartal", ("1. Quartal 2026", "Q2 2026"), [("2026-01-01", "2026-03-31"), ("2026-04-01", "2026-06-30")]),
        ("Woche", ("KW 30/2026", "KW 31/2026"), [("2026-07-20", "2026-07-26"), ("2026-07-27", "2026-08-02")]),
    ],
)
def test_counts_by_quarter_or_week_cover_all_of_their_days(
    tmp_path: Path, header: str, texts: tuple[str, str], periods: list[tuple[str, str]]
) -> None:
    rows = [[header, "Kanal", "Leads", "MQL"], *([each, "Messe", "100", "20"] for each in texts)]
    found = take_in(exports.save(tmp_path, "counts.csv", exports.text(rows, ";")), tmp_path)
    assert found.taken.kind == "counts"
    assert [(row["day"], row["until"]) for row in found.rows] == periods


def test_a_table_with_stages_of_its_own_asks_for_their_order_once(tmp_path: Path) -> None:
    path = exports.own_table(tmp_path)
    found = take_in(path, tmp_path, list_name="Vertrieb")
    assert [each.code for each in found.look.asked] == ["stages"]
    assert found.look.recipe.stages == ("Erstkontakt", "Demo", "Angebot", "Deal")
    assert found.by_id()["1"]["amount"] == pytest.approx(1_234.56)
    assert found.finding("won_without_day").rows == (2,)


def test_a_workbook_is_read_like_any_other_file(tmp_path: Path) -> None:
    rows = [["Deal ID", "Create Date", "Won date", "Amount"], ["a", "2026-01-05", "2026-02-05", 1234.5], ["b", "2026-01-06", "", 2]]
    found = take_in(exports.workbook(tmp_path, rows), tmp_path)
    assert found.look.container == "xlsx"
    assert found.by_id()["a"] == {
        "id": "a",
        "Opportunity": "2026-01-05",
        "Deal": "2026-02-05",
        "outcome": 1,
        "reached": 1,
        "amount": 1_234.5,
    }
