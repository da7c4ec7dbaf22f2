"""Which list a file is proposed to belong to."""

from dataclasses import replace
from pathlib import Path

from app.history.mapping import KnownList, corrected
from tests.history import exports
from tests.history.mapping.proposing import HUBSPOT, LEADS, seen, table, with_column


def test_the_id_joins_a_file_to_the_list_that_has_it(tmp_path: Path) -> None:
    known = KnownList("Sellers", "records", "mql_id", ("MQL", "Deal"), ("channel",))
    found = seen(table(tmp_path, ["mql_id", "won_date"], ["a1", "2026-01-13"], ["a2", "2026-01-14"]), known=(known,))
    assert found.recipe.list_name == "Sellers"
    other = seen(
        table(tmp_path, ["id", "won_date"], ["a1", "2026-01-13"], ["a2", "2026-01-14"], name="mine.csv"),
        known=(KnownList("X", "records", "id", (), ()),),
    )
    assert other.recipe.list_name == "mine"


def test_ids_that_differ_in_case_and_marks_alone_are_one_and_the_file_says_why(tmp_path: Path) -> None:
    known = KnownList("Sellers", "records", "mql_id", ("MQL", "Deal"), ())
    found = seen(table(tmp_path, ["MQL ID", "won_date"], ["a1", "2026-01-13"], ["a2", "2026-01-14"]), known=(known,))
    assert found.recipe.list_name == "Sellers"
    (why,) = [finding for finding in found.findings if finding.code == "list_joined"]
    assert why.values == {"list": "Sellers", "header": "MQL ID"}


def test_two_files_of_leads_whose_ids_have_other_names_are_two_lists_and_say_so(tmp_path: Path) -> None:
    rows = ["MQL ID", "won_date"], ["a1", "2026-01-13"], ["a2", "2026-01-14"]
    found = seen(table(tmp_path, *rows, name="Spring fair.csv"), known=(LEADS,))
    assert found.recipe.list_name == "Spring fair", "the file's name says more than a number"
    (why,) = [finding for finding in found.findings if finding.code == "list_apart"]
    assert why.values == {"list": "Spring fair", "other": "Leads"}
    second = replace(LEADS, name="spring fair", id_header="Lead no.")
    assert seen(table(tmp_path, *rows, name="Spring fair.csv"), known=(LEADS, second)).recipe.list_name == "Spring fair 2"
    assert seen(table(tmp_path, *rows, name="leads.csv"), known=(LEADS, second)).recipe.list_name == "Leads 2"


def test_an_id_that_every_table_has_joins_only_files_of_one_tool_and_one_kind_of_thing(tmp_path: Path) -> None:
    deals = exports.hubspot_deals(tmp_path)
    assert seen(deals, known=(HUBSPOT,)).recipe.list_name == "HubSpot deals"
    assert seen(deals, known=(replace(HUBSPOT, name="HubSpot contacts"),)).recipe.list_name == "HubSpot deals"
    own = table(tmp_path, ["Record ID", "won_date"], ["a1", "2026-01-13"], ["a2", "2026-01-14"], name="mine.csv")
    assert seen(own, known=(HUBSPOT,)).recipe.list_name == "mine"
    assert seen(own, known=(replace(HUBSPOT, name="mine", id_header="Deal ID"),)).recipe.list_name == "mine 2"


def test_who_names_another_list_reads_no_more_why_the_first_was_proposed(tmp_path: Path) -> None:
    found = seen(table(tmp_path, ["MQL ID", "won_date"], ["a1", "2026-01-13"], ["a2", "2026-01-14"]), known=(LEADS,))
    renamed = corrected(found, found.recipe.model_copy(update={"list_name": "Leads"}))
    assert "list_apart" not in [finding.code for finding in renamed.findings]
    assert "list_apart" in [finding.code for finding in corrected(found, found.recipe).findings]


def test_two_exports_of_two_tools_are_two_lists(tmp_path: Path) -> None:
    assert seen(exports.hubspot_deals(tmp_path)).recipe.list_name != seen(exports.pipedrive(tmp_path)).recipe.list_name


def test_money_belongs_to_the_one_list_of_buyers_there_is(tmp_path: Path) -> None:
    counts = KnownList("Monthly", "counts", None, ("Lead", "Deal"), ())
    ads = KnownList("Old campaigns", "spend", None, (), ())
    path = exports.meta_ads(tmp_path)
    assert (seen(path).recipe.list_name, seen(path, known=(ads,)).recipe.list_name) == (path.stem, path.stem)
    found = seen(path, known=(counts, LEADS, ads))
    assert (found.recipe.kind, found.recipe.list_name, found.ready) == ("spend", "Leads", True)
    assert [finding.values for finding in found.findings if finding.code == "money_of_list"] == [{"list": "Leads"}]
    assert seen(path, known=(counts, ads)).recipe.list_name == "Monthly"
    renamed = corrected(found, found.recipe.model_copy(update={"list_name": "Monthly"}))
    assert "money_of_list" not in [finding.code for finding in renamed.findings]


def test_whose_money_it_is_is_asked_where_there_are_several_lists_of_buyers(tmp_path: Path) -> None:
    found = seen(exports.meta_ads(tmp_path), known=(LEADS, HUBSPOT))
    assert [(each.code, each.choices, each.proposed, each.must) for each in found.asked] == [
        ("list", ("Leads", "HubSpot deals"), None, True)
    ]
    assert not found.ready
    for_all = corrected(found, found.recipe.model_copy(update={"fixed": {"channel": "Meta"}}))
    assert [each.code for each in for_all.asked] == ["list"]
    told = corrected(for_all, for_all.recipe.model_copy(update={"list_name": "HubSpot deals"}))
    assert (told.asked, told.ready) == ((), True)
    again = corrected(told, told.recipe.model_copy(update={"list_name": "Meta alone"}))
    assert again.asked == ()
    assert [each.code for each in corrected(found, found.recipe).asked] == ["list"]
    assert corrected(found, found.recipe, list_said=True).asked == ()


def test_ids_that_are_written_otherwise_are_of_other_buyers(tmp_path: Path) -> None:
    rows = [[f"{n}C{n}I7A{n}R", "2026-01-13", "Won"] for n in range(1, 9)]
    path = table(tmp_path, ["opportunity_id", "engage_date", "deal_stage"], *rows, name="pipeline.csv")
    crm = KnownList("Salesforce opportunities", "records", "Opportunity ID", ("Opportunity", "Deal"), (), ids=("006Hs00001kQ3fbIAC",))
    assert seen(path, known=(crm,)).recipe.list_name == "Opportunities"
    assert seen(path, known=(replace(crm, ids=("9A8B7C6D",)),)).recipe.list_name == "Salesforce opportunities"
    assert seen(path, known=(replace(crm, ids=()),)).recipe.list_name == "Salesforce opportunities"


def test_running_numbers_prove_nothing_so_the_list_is_asked(tmp_path: Path) -> None:
    rows = [[str(n), "2026-01-13", "won"] for n in range(9)]
    path = table(tmp_path, ["deal id", "created", "status"], *rows)
    known = KnownList("Pipedrive deals", "records", "Deal - ID", ("Opportunity", "Deal"), (), ids=("1", "2", "30"))
    found = seen(path, known=(known,))
    assert (found.recipe.list_name, found.ready) == ("Deals", False)
    assert [(each.code, each.about, each.choices, each.proposed) for each in found.asked] == [
        ("list", "deal id", ("Pipedrive deals",), None)
    ]
    assert [each.code for each in corrected(found, with_column(found, 1, field=None)).asked] == ["list"]
    assert corrected(found, found.recipe, list_said=True).ready
    joined = corrected(found, found.recipe.model_copy(update={"list_name": "Pipedrive deals"}))
    assert (joined.ready, joined.recipe.list_name) == (True, "Pipedrive deals")


def test_a_further_export_of_one_tool_joins_its_list_whatever_its_ids_are(tmp_path: Path) -> None:
    known = KnownList("Pipedrive deals", "records", "Deal - ID", ("Opportunity", "Deal"), (), ids=("1", "2", "30"))
    found = seen(exports.pipedrive(tmp_path), known=(known,))
    assert (found.recipe.list_name, found.asked) == ("Pipedrive deals", ())
