"""One answer answers one question, and nothing is taken for an answer that nobody gave."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from app.history.found import Look
from app.history.mapping import corrected
from tests.history.mapping.proposing import fields_of, seen, table, with_column
from tests.history.taking.reading_parts import take_in

HEADER = ["Opp", "Lead in", "Demo", "Closed", "Result", "Deal size"]
DAYS = ("06/01/2026", "08/05/2026", "05/09/2026")


def tracker(folder: Path, *words: str) -> Look:
    rows = [[f"o-{n}", DAYS[n % 3], DAYS[n % 3], DAYS[n % 3], words[n % len(words)], f"${n},900"] for n in range(1, 10)]
    return seen(table(folder, HEADER, *rows))


def open_(found: Look) -> Sequence[tuple[str, str]]:
    return [(each.code, each.about) for each in found.asked]


def test_an_order_of_dates_answers_nothing_about_words_and_currencies(tmp_path: Path) -> None:
    found = tracker(tmp_path, "Hooray", "Nope", "pending")
    dated = corrected(found, with_column(found, 1, orders={"/": "dmy"}), said=("columns",))
    assert open_(found) == [("date_order", "/"), *open_(dated)]
    assert {("words", "Hooray"), ("words", "Nope"), ("currency", "$")} <= set(open_(dated))
    assert not dated.ready


def test_a_word_that_nobody_knows_means_nothing_until_somebody_says_it(tmp_path: Path) -> None:
    words = [each for each in tracker(tmp_path, "Hooray", "Nope", "pending").asked if each.code == "words"]
    assert [each.proposed for each in words] == [None, None]


def test_w_and_l_seem_to_be_won_and_lost_where_both_are_there(tmp_path: Path) -> None:
    def proposed(*words: str) -> dict[str, str | None]:
        return {each.about: each.proposed for each in tracker(tmp_path, *words).asked if each.code == "words"}

    assert proposed("W", "L", "pending") == {"W": "won", "L": "lost"}
    assert proposed("W", "X", "pending") == {"W": None, "X": None}


@pytest.mark.parametrize(("said", "left"), [(("columns",), ["stages"]), (("stages",), []), (None, [])])
def test_the_order_of_stages_stays_asked_until_it_is_said(tmp_path: Path, said: tuple[str, ...] | None, left: list[str]) -> None:
    rows = [[f"o-{n}", f"2026-01-{n:02}", f"2026-02-{n:02}", f"2026-03-{n:02}", "won"] for n in range(1, 10)]
    found = seen(table(tmp_path, ["Deal ID", "Brewing", "Tasting", "Won date", "Status"], *rows))
    assert [each.code for each in found.asked] == ["stages"]
    assert [each.code for each in corrected(found, with_column(found, 0, field=None), said=said).asked] == left


def test_a_column_of_a_few_companies_cannot_tell_buyers_apart(tmp_path: Path) -> None:
    rows = [[f"o-{n}", ("Alpha", "Beta", "Gamma")[n % 3], "2026-01-13", "won"] for n in range(60)]
    found = seen(table(tmp_path, ["Deal ID", "Client", "Create Date", "Status"], *rows))
    assert found.ready
    columns = (found.recipe.columns[0].model_copy(update={"field": None}), found.recipe.columns[1].model_copy(update={"field": "id"}))
    again = corrected(found, found.recipe.model_copy(update={"columns": (*columns, *found.recipe.columns[2:])}))
    (fault,) = [each for each in again.findings if each.severity == "blocking"]
    assert (fault.code, fault.values) == ("id_of_few", {"header": "Client", "different": 3, "rows": 60})
    assert not again.ready


def test_a_log_of_the_same_deals_is_joined_by_their_ids(tmp_path: Path) -> None:
    rows = [[f"2026-03-{day:02}", f"d{n}", f"2026-01-{n + 1:02}", "Won" if day > 20 else "Open"] for day in range(1, 25) for n in range(4)]
    path = table(tmp_path, ["Snapshot", "Deal ID", "Create Date", "Status"], *rows)
    found = seen(path)
    assert (fields_of(found)["Deal ID"], [each for each in found.findings if each.severity == "blocking"]) == ("id", [])
    taken = take_in(path, tmp_path, recipe=found.recipe)
    assert sorted(row["id"] for row in taken.rows) == ["d0", "d1", "d2", "d3"]
    assert taken.taken.repeated == 92


def deals_of_few(*, amount: int = 1, closed: int = 1, status: Sequence[str] = ("won",)) -> list[list[str]]:
    """Twelve rows of each of 40 ids, all of them created on one day, with so many different amounts, days of closing and outcomes."""
    return [
        [
            f"C{n:02}",
            f"2024-{n % 12 + 1:02}-{n % 27 + 1:02}",
            f"2025-{k % closed + 1:02}-15",
            status[k % len(status)],
            str(900 + n + k % amount),
        ]
        for n in range(40)
        for k in range(12)
    ]


@pytest.mark.parametrize("header", ["Customer ID;Create date;Close date;Status;Amount", "ID;Created;Closed;Status;Amount"])
@pytest.mark.parametrize(
    "rows",
    [
        deals_of_few(amount=12, closed=12, status=("won", "lost")),
        deals_of_few(amount=2),
        deals_of_few(closed=2),
        deals_of_few(status=("Won", "Lost")),
    ],
)
def test_many_deals_of_one_customer_never_become_one(tmp_path: Path, header: str, rows: list[list[str]]) -> None:
    found = seen(table(tmp_path, header.split(";"), *rows))
    assert fields_of(found)[header.split(";")[0]] == "id"
    assert [each.code for each in found.findings if each.severity == "blocking"] == ["id_of_few"]


def test_deals_that_only_an_outcome_tells_apart_never_become_one(tmp_path: Path) -> None:
    rows = [[row[0], row[1], row[3]] for row in deals_of_few(status=("Won", "Open"))]
    found = seen(table(tmp_path, ["Customer ID", "Create date", "Status"], *rows))
    assert [each.code for each in found.findings if each.severity == "blocking"] == ["id_of_few"]


def test_rows_of_a_deal_that_agree_in_amount_and_end_are_one_buyer(tmp_path: Path) -> None:
    rows = deals_of_few(status=("Open", "Open", "Won"))
    for number, row in enumerate(rows):
        row[2] = row[2] if row[3] == "Won" else ""
        row.append(f"line {number}")
    path = table(tmp_path, ["Deal ID", "Create date", "Close date", "Status", "Amount", "Product"], *rows)
    assert [each.code for each in seen(path).findings if each.severity == "blocking"] == []
    assert len(take_in(path, tmp_path).rows) == 40


def test_a_word_that_a_person_called_open_is_not_said_to_be_unknown(tmp_path: Path) -> None:
    def told(look: Look) -> list[str]:
        return [str(each.values["words"]) for each in look.findings if each.code == "words_taken_as_open"]

    rows = [[f"d{n}", "2026-01-13", ("Alfa", "Beta", "Gamma")[n % 3], str(100 + n)] for n in range(30)]
    path = table(tmp_path, ["Deal ID", "Create date", "Status", "Amount"], *rows)
    found = seen(path)
    words = {"alfa": "won", "beta": "lost", "gamma": "open"}
    answered = corrected(found, found.recipe.model_copy(update={"words": words}))
    assert (answered.asked, told(answered)) == ((), [])
    assert told(corrected(answered, answered.recipe.model_copy(update={"list_name": "Mine"}))) == []
    again = seen(path, remembered=((found.shape, answered.recipe),))
    assert (again.remembered, told(again)) == ("exact", [])


def test_a_word_that_nobody_spoke_of_stays_said_whatever_else_is_corrected(tmp_path: Path) -> None:
    rows = [[f"d{n}", "2026-01-13", "Gamma, or so" if not n else ("Won", "Lost")[n % 2], str(100 + n)] for n in range(50)]
    found = seen(table(tmp_path, ["Deal ID", "Create date", "Status", "Amount"], *rows))
    again = corrected(corrected(found, with_column(found, 2, field=None)), with_column(found, 3, field=None))
    for look in (found, again):
        assert [each.values for each in look.findings if each.code == "words_taken_as_open"] == [{"words": "Gamma, or so"}]
