"""Days that could be read in two orders are asked about."""

from pathlib import Path

from app.history.mapping import corrected
from tests.history.mapping.proposing import seen, table, with_column


def test_ambiguous_dates_are_asked_and_never_guessed(tmp_path: Path) -> None:
    found = seen(
        table(tmp_path, ["Deal ID", "Create Date", "Won date"], ["a", "03/04/2026", "05/06/2026"], ["b", "04/04/2026", "07/08/2026"])
    )
    assert [(each.code, each.column, each.also, each.about, each.proposed, each.must) for each in found.asked] == [
        ("date_order", 1, (2,), "/", None, True)
    ]
    assert found.asked[0].examples == ("03/04/2026", "04/04/2026", "05/06/2026", "07/08/2026")
    assert not found.ready


SEVERAL_DAYS = (
    ["Deal ID", "Create Date", "Close Date", "MQL date", "Won date"],
    ["a", "03/04/2026", "07/04/2026", "31/01/2026", "04-05-2026"],
    ["b", "04/04/2026", "09/04/2026", "01/31/2026", "05-06-2026"],
)


def test_one_answer_about_the_order_of_days_holds_for_all_that_are_open_alike(tmp_path: Path) -> None:
    found = seen(table(tmp_path, *SEVERAL_DAYS))
    assert [(each.column, each.also, each.about) for each in found.asked] == [(1, (2,), "/"), (3, (), "/"), (4, (), "-")]
    told = corrected(found, with_column(found, 1, orders={"/": "mdy"}))
    assert [column.orders for column in told.recipe.columns] == [{}, {"/": "mdy"}, {"/": "mdy"}, {}, {}]
    assert [(each.column, each.about) for each in told.asked] == [(3, "/"), (4, "-")]
    other = corrected(told, with_column(told, 2, orders={"/": "dmy"}))
    assert [column.orders for column in other.recipe.columns[1:3]] == [{"/": "mdy"}, {"/": "dmy"}]
    assert [(each.column, each.about) for each in other.asked] == [(3, "/"), (4, "-")]


def test_a_column_that_is_read_later_has_the_order_that_was_said(tmp_path: Path) -> None:
    found = seen(table(tmp_path, *SEVERAL_DAYS))
    unread = corrected(found, with_column(found, 2, field=None))
    told = corrected(unread, with_column(unread, 1, orders={"/": "mdy"}))
    assert told.recipe.columns[2].orders == {}
    again = corrected(told, with_column(told, 2, field="closed"))
    assert again.recipe.columns[2].orders == {"/": "mdy"}
