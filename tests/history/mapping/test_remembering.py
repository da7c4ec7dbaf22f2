"""How a file was read before is used for the next one like it."""

import datetime as dt
from pathlib import Path

from app.history.found import Look
from app.history.mapping import corrected
from app.history.recipe import Recipe
from tests.history import exports
from tests.history.exports import save, text
from tests.history.mapping.proposing import fields_of, seen
from tests.history.taking.reading_parts import take_in


def remembered_from(path: Path, **changes: object) -> tuple[tuple[str, Recipe], ...]:
    found = seen(path)
    return ((found.shape, found.recipe.model_copy(update=changes)),)


def test_a_remembered_recipe_that_fits_is_used_without_asking(tmp_path: Path) -> None:
    path = exports.own_table(tmp_path)
    again = seen(path, remembered=remembered_from(path, list_name="Our deals"))
    assert (again.remembered, again.asked, again.ready, again.recipe.list_name) == ("exact", (), True, "Our deals")
    assert [finding.values for finding in again.findings if finding.code == "list_remembered"] == [{"list": "Our deals"}]


def test_a_similar_file_goes_into_the_remembered_list_only_where_its_ids_have_the_same_name(tmp_path: Path) -> None:
    names = ["Lead ID", "Created", "SQL date", "Won date", "Lost date", "Value", "Region", "Source"]
    cells = ["a", "2026-01-13", "2026-01-23", "2026-03-13", "", "100", "North", "Ads"]
    first = save(tmp_path, "a.csv", text([names, cells]))
    known = remembered_from(first, list_name="Mine")
    same = seen(save(tmp_path, "b.csv", text([[*names, "Team"], [*cells, "Blue"]])), remembered=known)
    assert (same.remembered, same.recipe.list_name) == ("similar", "Mine")
    other = seen(save(tmp_path, "c.csv", text([["MQL ID", *names[1:]], cells])), remembered=known)
    assert (other.remembered, other.recipe.list_name) == ("similar", "Leads")


def test_the_order_of_columns_and_the_layout_do_not_matter_for_remembering(tmp_path: Path) -> None:
    first = save(tmp_path, "a.csv", text([["Deal ID", "Create Date", "Won date"], ["a", "2026-01-13", "2026-03-13"]]))
    second = save(tmp_path, "b.csv", text([["Won date", "Deal ID", "Create Date"], ["2026-04-13", "b", "2026-01-14"]], ";"), "utf-16")
    again = seen(second, remembered=remembered_from(first, list_name="Mine"))
    assert (again.remembered, again.recipe.delimiter, again.recipe.encoding) == ("exact", ";", "utf-16-le")
    assert fields_of(again) == {"Won date": "entered Deal", "Deal ID": "id", "Create Date": "created"}


def test_a_remembered_order_that_the_file_contradicts_is_not_used(tmp_path: Path) -> None:
    first = save(tmp_path, "a.csv", text([["Deal ID", "Create Date"], ["a", "13/01/2026"], ["c", "14/01/2026"]]))
    second = save(tmp_path, "b.csv", text([["Deal ID", "Create Date"], ["b", "01/13/2026"], ["d", "01/14/2026"]]))
    again = seen(second, remembered=remembered_from(first))
    assert again.remembered != "exact"
    assert again.recipe.columns[1].orders == {"/": "mdy"}


def test_a_remembered_order_answers_what_would_be_asked(tmp_path: Path) -> None:
    first = save(tmp_path, "a.csv", text([["Deal ID", "Create Date"], ["a", "13/01/2026"], ["c", "14/01/2026"]]))
    second = save(tmp_path, "b.csv", text([["Deal ID", "Create Date"], ["b", "03/04/2026"], ["d", "05/04/2026"]]))
    again = seen(second, remembered=remembered_from(first))
    assert (again.remembered, again.recipe.columns[1].orders, again.asked) == ("exact", {"/": "dmy"}, ())


def test_a_new_word_keeps_a_remembered_recipe_from_being_used_silently(tmp_path: Path) -> None:
    head = ["Deal ID", "Create Date", "Close Date", "Stage"]
    first = save(tmp_path, "a.csv", text([head, ["a", "2026-01-13", "2026-03-13", "Won"], ["b", "2026-01-13", "2026-03-13", "Lost"]]))
    second = save(tmp_path, "b.csv", text([head, ["a", "2026-01-13", "2026-03-13", "Won"], ["b", "2026-01-13", "", "Brewing"]]))
    assert seen(second, remembered=remembered_from(first)).remembered != "exact"


def test_the_day_of_an_export_is_not_remembered(tmp_path: Path) -> None:
    path = exports.hubspot_deals(tmp_path)
    assert seen(path, remembered=remembered_from(path, as_of=dt.date(2026, 6, 1))).recipe.as_of is None


def test_most_headers_alike_is_similar_and_keeps_what_was_chosen(tmp_path: Path) -> None:
    first = save(
        tmp_path, "a.csv", text([["Deal ID", "Create Date", "Won date", "Zone", "Size"], ["a", "2026-01-13", "2026-03-13", "N", "S"]])
    )
    second = save(
        tmp_path,
        "b.csv",
        text([["Deal ID", "Create Date", "Won date", "Zone", "Size", "More"], ["a", "2026-01-13", "2026-03-13", "N", "S", "x"]]),
    )
    found = seen(first)
    columns = (*found.recipe.columns[:3], found.recipe.columns[3].model_copy(update={"field": "channel"}), *found.recipe.columns[4:])
    again = seen(second, remembered=((found.shape, found.recipe.model_copy(update={"columns": columns})),))
    assert again.remembered == "similar"
    assert fields_of(again)["Zone"] == "channel"


def test_words_that_nobody_knows_are_said_to_count_as_open_of_each_file_with_them_until_somebody_says_more(tmp_path: Path) -> None:
    head = ["Deal ID", "Create Date", "Close Date", "Stage"]
    ends = [[f"a{n}", "2026-01-13", "2026-03-13", ("Won", "Lost")[n % 2]] for n in range(49)]
    path = save(tmp_path, "a.csv", text([head, *ends, ["c", "2026-01-13", "", "Brewing"]]))
    first = seen(path)

    def said(look: Look) -> list[object]:
        return [each.values["words"] for each in look.findings if each.code == "words_taken_as_open"]

    assert said(first) == ["Brewing"]
    again = seen(save(tmp_path, "b.csv", text([head, *ends, ["d", "2026-02-13", "", "Brewing"]])), remembered=remembered_from(path))
    assert (again.remembered, again.ready, said(again)) == ("exact", True, ["Brewing"])
    without = seen(save(tmp_path, "c.csv", text([head, *ends])), remembered=remembered_from(path))
    assert (without.remembered, said(without)) == ("exact", [])
    lost = corrected(first, first.recipe.model_copy(update={"words": first.recipe.words | {"brewing": "lost"}}))
    assert said(lost) == []


def spend_of(folder: Path, name: str, month: str) -> Path:
    months = ("Jan", "Feb", "Mar") if "%" not in month else ("01", "02", "03")
    rows = [[str(year), month.replace("%", each).replace("#", str(year)), "Ads", "100"] for year in (2024, 2025) for each in months]
    if "%" not in month:
        rows = [[year, each, *rest] for (year, _, *rest), each in zip(rows, months * 2, strict=True)]
    return save(folder, name, text([["Year", "Month", "Channel", "Cost"], *rows]))


def test_whole_months_are_not_read_with_the_year_that_was_remembered_beside_them(tmp_path: Path) -> None:
    again = seen(spend_of(tmp_path, "b.csv", "%/#"), remembered=remembered_from(spend_of(tmp_path, "a.csv", "names")))
    assert (again.remembered, "year" in fields_of(again).values(), fields_of(again)["Month"]) == ("similar", False, "day")
    assert take_in(tmp_path / "b.csv", tmp_path, recipe=again.recipe).taken.taken == 6


def test_months_without_a_year_are_not_read_alone_where_whole_ones_were_remembered(tmp_path: Path) -> None:
    again = seen(spend_of(tmp_path, "b.csv", "names"), remembered=remembered_from(spend_of(tmp_path, "a.csv", "%/#")))
    assert (again.remembered, fields_of(again)["Year"], fields_of(again)["Month"]) == ("similar", "year", "day")
    assert take_in(tmp_path / "b.csv", tmp_path, recipe=again.recipe).taken.taken == 6


def test_a_year_that_a_person_pointed_out_is_remembered(tmp_path: Path) -> None:
    path = save(
        tmp_path, "a.csv", text([["Fiscal Year", "Month", "Cost"], *([str(y), str(m), "10"] for y in (2024, 2025) for m in (1, 2))])
    )
    found = seen(path)
    columns = [
        column.model_copy(update={"field": field}) for column, field in zip(found.recipe.columns, ("year", "day", "spend"), strict=True)
    ]
    recipe = found.recipe.model_copy(update={"kind": "spend", "columns": tuple(columns), "stages": (), "words": {}})
    again = seen(path, remembered=((found.shape, recipe),))
    assert (again.remembered, again.recipe.columns[0].field) == ("exact", "year")
