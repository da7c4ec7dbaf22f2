"""Two public data sets and their twins in other date formats, where they are at hand: unasked, and to the counts that others found."""

from pathlib import Path

import pytest

from tests.history.taking.reading_parts import Found, fields_of, take_in
from tests.published import MAVEN, OLIST, needs_published_data

LEADS = "olist_marketing_qualified_leads_dataset.csv"


@needs_published_data
@pytest.mark.parametrize("path", [OLIST / LEADS, OLIST / "twin_dd-mm-yyyy" / LEADS], ids=["iso", "dd-mm-yyyy"])
def test_olist_leads(path: Path, tmp_path: Path) -> None:
    found = take_in(path, tmp_path)
    assert fields_of(found.look.recipe) == {
        "mql_id": "id",
        "first_contact_date": "created",
        "landing_page_id": "attribute",
        "origin": "channel",
    }
    assert (found.taken.rows, found.taken.taken, found.taken.first, found.taken.last) == (8_000, 8_000, "2017-06-14", "2018-05-31")
    assert sum(row["MQL"].startswith("2018-05") for row in found.rows) == 1_303
    assert sum("channel" not in row for row in found.rows) == 60
    assert (found.look.recipe.stages, found.look.asked) == (("MQL", "Deal"), ())


@needs_published_data
def test_olist_deals_belong_to_the_same_list(tmp_path: Path) -> None:
    found = take_in(OLIST / "olist_closed_deals_dataset.csv", tmp_path)
    fields = fields_of(found.look.recipe)
    assert (fields["mql_id"], fields["won_date"], fields["business_segment"]) == ("id", "entered Deal", "attribute")
    assert "declared_monthly_revenue" not in fields
    assert (found.taken.taken, found.taken.known_to) == (842, "2018-11-14")
    assert sum(row["Deal"].startswith("2018-04") for row in found.rows) == 207
    assert found.taken.list_name == take_in(OLIST / LEADS, tmp_path).taken.list_name


def pipeline(path: Path, folder: Path) -> Found:
    return take_in(path / "sales_pipeline.csv", folder)


@needs_published_data
@pytest.mark.parametrize("path", [MAVEN, MAVEN / "twin_m-d-yyyy"], ids=["iso", "m/d/yyyy"])
def test_maven_opportunities(path: Path, tmp_path: Path) -> None:
    found = pipeline(path, tmp_path)
    assert fields_of(found.look.recipe) == {
        "opportunity_id": "id", "sales_agent": "owner", "product": "attribute", "account": "account", "deal_stage": "outcome",
        "engage_date": "entered Engaging", "close_date": "closed", "close_value": "amount",
    }  # fmt: skip
    assert found.look.recipe.stages == ("Opportunity", "Engaging", "Deal")
    assert [sum(row.get("outcome") == code for row in found.rows) for code in (0, 1, 2)] == [2_089, 4_238, 2_473]
    assert sum("Engaging" in row for row in found.rows) == 8_300
    won = [row for row in found.rows if row["outcome"] == 1]
    assert sum(row["amount"] for row in won) == 10_005_534.0
    assert sum(row["Deal"].startswith("2017-12") for row in won) == 511
    assert (found.taken.known_to, found.look.asked) == ("2017-12-31", ())


@needs_published_data
def test_both_forms_of_each_set_give_the_same_rows(tmp_path: Path) -> None:
    assert pipeline(MAVEN, tmp_path).rows == pipeline(MAVEN / "twin_m-d-yyyy", tmp_path).rows
    assert take_in(OLIST / LEADS, tmp_path).rows == take_in(OLIST / "twin_dd-mm-yyyy" / LEADS, tmp_path).rows


@needs_published_data
def test_maven_lookups(tmp_path: Path) -> None:
    found = {name: take_in(MAVEN / f"{name}.csv", tmp_path) for name in ("accounts", "products", "sales_teams")}
    assert {name: (each.taken.kind, each.taken.taken) for name, each in found.items()} == {
        "accounts": ("lookup", 85), "products": ("lookup", 7), "sales_teams": ("lookup", 35),
    }  # fmt: skip
    assert found["sales_teams"].rows[0] == {"key": "Anna Snelling", "manager": "Dustin Brinkmann", "regional_office": "Central"}
