"""What is refused, left out, merged and noticed when a file is taken in."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from app.history.found import Progress, UnreadableFile
from app.history.look import look
from app.history.recipe import ColumnRecipe, Recipe
from app.history.taking import Cancelled, take
from app.history.taking import writer as writing
from tests.history.exports import save, text
from tests.history.taking.reading_parts import TODAY, rows_of, take_in

HEAD = ["Deal ID", "Create Date", "Close Date", "Stage", "Amount", "Source"]
COLUMNS = (
    ColumnRecipe(header="Deal ID", field="id"),
    ColumnRecipe(header="Create Date", field="created"),
    ColumnRecipe(header="Close Date", field="closed"),
    ColumnRecipe(header="Stage", field="outcome"),
    ColumnRecipe(header="Amount", field="amount", decimal="."),
    ColumnRecipe(header="Source", field="channel"),
)
WORDS = {"won": "won", "lost": "lost", "open": "open", "test": "ignore"}
DEALS = Recipe(
    kind="records", list_name="Deals", encoding="utf-8", delimiter=",", columns=COLUMNS, stages=("Opportunity", "Deal"), words=WORDS
)
GOOD = ["1", "2026-01-05", "2026-02-05", "Won", "100", "Web"]


def deals(folder: Path, *rows: list[str]) -> Path:
    return save(folder, "deals.csv", text([HEAD, *rows]))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["2", "the 5th", "", "Open", "1", "Web"], "Create Date: this is not a date"),
        (["2", "2026-01-05", "31/31/2026", "Lost", "1", "Web"], "Close Date: this is not a date"),
        (["2", "2026-01-05", "", "Open", "a lot", "Web"], "Amount: this is not a number"),
        (["2", "2099-01-05", "", "Open", "1", "Web"], "Create Date: this date lies in the future"),
        (["2", "2026-01-05", "2099-12-31", "Won", "1", "Web"], "Close Date: it is closed, yet on a date in the future"),
        (["2", "2026-01-05", "2099-12-31", "Lost", "1", "Web"], "Close Date: it is closed, yet on a date in the future"),
        (["", "", "", "", "5", "Web"], "It has no id, no date and no outcome"),
        (["2", "2026-01-05", "", "Open", "1", "Web", "more"], "It has more cells than the header"),
    ],
)
def test_a_row_is_refused_with_its_number_its_reason_and_its_cells(tmp_path: Path, row: list[str], reason: str) -> None:
    found = take_in(deals(tmp_path, GOOD, row), tmp_path, recipe=DEALS)
    assert (found.taken.taken, found.taken.refused, len(found.rows)) == (1, 1, 1)
    head, refused = csv.reader(io.StringIO(found.refused))
    assert head == ["row", "reason", *HEAD]
    assert refused[0] == "3"
    assert refused[1].startswith(reason)
    assert refused[2:] == row[:6]


def test_a_refused_cell_that_a_spreadsheet_would_compute_is_quoted_and_a_negative_number_is_not(tmp_path: Path) -> None:
    bad = ["2", "soon", "", "Open", "-5", '=HYPERLINK("http://example.org")']
    found = take_in(deals(tmp_path, GOOD, bad), tmp_path, recipe=DEALS)
    assert list(csv.reader(io.StringIO(found.refused)))[1][6:] == ["-5", '\'=HYPERLINK("http://example.org")']


def test_formulas_are_texts_like_any_other(tmp_path: Path) -> None:
    found = take_in(deals(tmp_path, ["1", "2026-01-05", "", "Open", "1", "=1+1"]), tmp_path, recipe=DEALS)
    assert found.rows[0]["channel"] == "=1+1"


def test_a_close_date_in_the_future_of_an_open_deal_is_no_fault(tmp_path: Path) -> None:
    found = take_in(deals(tmp_path, ["1", "2026-01-05", "2099-12-31", "Open", "1", "Web"]), tmp_path, recipe=DEALS)
    assert (found.taken.refused, found.taken.known_to) == (0, "2026-01-05")


def test_a_won_deal_without_a_day_is_won(tmp_path: Path) -> None:
    found = take_in(deals(tmp_path, GOOD, ["2", "2026-01-05", "", "Won", "1", "Web"]), tmp_path, recipe=DEALS)
    assert (found.by_id()["2"]["outcome"], found.by_id()["2"]["reached"]) == (1, 1)
    assert (found.finding("won_without_day").count, found.finding("won_without_day").rows) == (1, (3,))


def test_days_that_run_backwards_are_kept_and_told(tmp_path: Path) -> None:
    found = take_in(deals(tmp_path, ["1", "2026-03-05", "2026-02-05", "Won", "1", "Web"]), tmp_path, recipe=DEALS)
    assert (found.rows[0]["Opportunity"], found.rows[0]["Deal"]) == ("2026-03-05", "2026-02-05")
    assert found.finding("days_backwards").values == {"stage": "Deal"}


def test_a_date_of_1900_is_a_placeholder_and_not_used(tmp_path: Path) -> None:
    found = take_in(deals(tmp_path, ["1", "1900-01-01", "2026-02-05", "Won", "1", "Web"]), tmp_path, recipe=DEALS)
    assert "Opportunity" not in found.rows[0]
    assert (found.taken.refused, found.finding("date_not_used").rows) == (0, (2,))


def test_rows_whose_word_means_nothing_here_are_left_out(tmp_path: Path) -> None:
    found = take_in(deals(tmp_path, GOOD, ["2", "soon", "", "Test", "1", "Web"]), tmp_path, recipe=DEALS)
    assert (found.taken.left_out, found.taken.refused) == (1, 0)


def test_a_row_with_a_word_that_nobody_explained_is_refused_and_the_word_told(tmp_path: Path) -> None:
    found = take_in(deals(tmp_path, GOOD, ["2", "2026-01-05", "2026-02-01", "Maybe", "1", "Web"]), tmp_path, recipe=DEALS)
    assert (found.taken.taken, found.taken.refused) == (1, 1)
    assert "Stage: what this word means was not said" in found.refused
    assert found.finding("unknown_word").values == {"word": "Maybe"}


def test_words_too_rare_for_the_sample_mean_the_usual_or_refuse_their_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.history.look._WHOLE", 50_000)
    for name, size in (("_HEAD", 20_000), ("_SLICE", 2_000), ("_SLICES", 2)):
        monkeypatch.setattr(f"app.history.files.sampling.{name}", size)
    rows = [[f"d{n}", "2026-01-05", "2026-02-05", ("Won", "Lost")[n % 2], "100", "Web"] for n in range(3_000)]
    rows[1_000][3], rows[1_001][3], rows[1_002][3] = "Closed Lost", "Negotiation", "Zurueckgelegt"
    found = take_in(deals(tmp_path, *rows), tmp_path)
    assert found.look.estimated
    assert "closedlost" not in found.look.recipe.words
    by_id = found.by_id()
    assert (by_id["d1000"]["outcome"], by_id["d1001"]["outcome"], "d1002" in by_id) == (2, 0, False)
    assert (found.taken.taken, found.taken.refused) == (2_999, 1)
    assert "Zurueckgelegt" in found.refused


def test_without_an_outcome_what_is_closed_is_won_and_that_is_said(tmp_path: Path) -> None:
    columns = tuple(column.model_copy(update={"field": None}) if column.field == "outcome" else column for column in COLUMNS)
    found = take_in(deals(tmp_path, GOOD), tmp_path, recipe=DEALS.model_copy(update={"columns": columns}))
    assert (found.rows[0]["Deal"], found.rows[0]["outcome"]) == ("2026-02-05", 1)
    assert found.finding("closed_taken_as_won").count == 1


def test_rows_of_one_id_are_one_buyer_and_amounts_are_not_added(tmp_path: Path) -> None:
    again = ["1", "", "2026-02-06", "Won", "100", ""]
    found = take_in(deals(tmp_path, GOOD, ["2", "2026-01-09", "", "Open", "7", "Ads"], again), tmp_path, recipe=DEALS)
    assert (found.taken.taken, found.taken.repeated, len(found.rows)) == (3, 1, 2)
    one = {"id": "1", "Opportunity": "2026-01-05", "Deal": "2026-02-06", "outcome": 1, "reached": 1, "amount": 100.0, "channel": "Web"}
    assert found.by_id()["1"] == one


def test_rows_without_an_id_stay_apart_even_where_they_are_alike(tmp_path: Path) -> None:
    columns = (COLUMNS[0].model_copy(update={"field": None}), *COLUMNS[1:])
    found = take_in(deals(tmp_path, GOOD, GOOD), tmp_path, recipe=DEALS.model_copy(update={"columns": columns}))
    assert (len(found.rows), found.taken.repeated) == (2, 0)


def test_two_currencies_in_the_cells_are_never_added(tmp_path: Path) -> None:
    rows = [
        ["1", "2026-01-05", "", "Open", "€100", "Web"],
        ["2", "2026-01-05", "", "Open", "£70", "Web"],
        ["3", "2026-01-05", "", "Open", "€5", "Web"],
    ]
    found = take_in(deals(tmp_path, *rows), tmp_path, recipe=DEALS)
    assert [row.get("amount") for row in found.rows] == [100.0, None, 5.0]
    assert (found.taken.currency, found.finding("currency_set_aside").values["others"]) == ("EUR", "GBP")


def test_a_column_of_more_than_a_thousand_values_is_no_attribute_but_accounts_are_counted(tmp_path: Path) -> None:
    rows = [[str(n), "2026-01-05", "", "Open", "1", f"Company {n}"] for n in range(1_500)]
    columns = (*COLUMNS[:5], COLUMNS[5].model_copy(update={"field": "account"}))
    found = take_in(deals(tmp_path, *rows), tmp_path, recipe=DEALS.model_copy(update={"columns": columns}))
    assert found.taken.columns == ()
    assert len({row["account"] for row in found.rows}) == 1_500
    assert found.finding("too_many_values").values == {"header": "account"}


def test_an_attribute_that_turns_out_too_varied_late_disappears_from_the_first_parts_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "ROWS_ALONE", 10)
    monkeypatch.setattr("app.history.taking.intake.CHUNK_BYTES", 2_000)
    rows = [[str(n), "2026-01-05", "", "Open", "1", "Web" if n < 200 else f"Source {n}"] for n in range(1_500)]
    columns = (*COLUMNS[:3], COLUMNS[3], COLUMNS[4].model_copy(update={"field": "attribute"}), COLUMNS[5])
    found = take_in(deals(tmp_path, *rows), tmp_path, recipe=DEALS.model_copy(update={"columns": columns}))
    assert found.taken.columns == ("Amount",)
    assert len(found.taken.parts) > 2
    assert {row["Amount"] for row in found.rows} == {"1"}
    assert not any("channel" in row for row in found.rows)


def test_large_imports_are_spread_over_buckets_and_hold_the_same_buyers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = deals(tmp_path, *([str(n % 300), "2026-01-05", "", "Open", str(n), "Web"] for n in range(400)))
    small = take_in(path, tmp_path, recipe=DEALS)
    monkeypatch.setattr(writing, "LARGE", 100)
    monkeypatch.setattr(writing, "ROWS_HELD", 50)
    large = take_in(path, tmp_path, recipe=DEALS)
    assert {name.split("-")[1] for name in large.taken.parts} <= {f"{bucket:02d}" for bucket in range(16)}
    assert len(large.taken.parts) > 8
    assert large.by_id() == small.by_id()
    assert (large.taken.repeated, small.taken.repeated) == (100, 100)


def test_the_same_file_and_recipe_give_the_same_bytes(tmp_path: Path) -> None:
    path = deals(tmp_path, GOOD, ["2", "2026-01-09", "", "Open", "7", "Ads"])
    folders = [tmp_path / name for name in ("first", "second")]
    for folder in folders:
        folder.mkdir()
    once, again = (take(path, DEALS, folder, today=TODAY) for folder in folders)
    assert once == again
    assert [(folders[0] / name).read_bytes() for name in once.parts] == [(folders[1] / name).read_bytes() for name in once.parts]


def test_columns_kept_as_texts_or_by_their_different_texts_give_the_same_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.history.taking.intake.CHUNK_BYTES", 300)
    days = ("2026-01-05", "2026-02-31", "--", "05.02.2026", "", "1899-12-30", "2031-01-01", "2026-02-05 ")
    words = ("Won", "lost", "Open", "n/a", "Perhaps", "")
    money = ("1", "12 EUR", "", "£3", "?", "€ 4", "7.5")
    rows = [[str(n), days[n % 5], days[n % 8], words[n % 6], money[n % 7], f"Source {n % 40}"] for n in range(150)]
    path = deals(tmp_path, *rows, ["Total", "", "", "", "", ""])
    by_number = take_in(path, tmp_path, recipe=DEALS)
    monkeypatch.setattr("app.history.files.coding.DIFFERENT_LIMIT", 0)
    as_texts = take_in(path, tmp_path, recipe=DEALS)
    assert (by_number.taken, by_number.rows) == (as_texts.taken, as_texts.rows)
    assert by_number.taken.refused > 20
    assert {"unknown_word", "date_not_used", "currency_set_aside"} <= {each.code for each in by_number.taken.findings}


def test_giving_up_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.history.taking.intake.CHUNK_BYTES", 200)
    monkeypatch.setattr(writing, "ROWS_ALONE", 5)
    folder = tmp_path / "parts"
    folder.mkdir()
    seen: list[Progress] = []
    path = deals(tmp_path, *([str(n), "2026-01-05", "", "Open", "1", "Web"] for n in range(100)))
    with pytest.raises(Cancelled):
        take(path, DEALS, folder, today=TODAY, progress=seen.append, cancelled=lambda: len(seen) > 4)
    assert list(folder.iterdir()) == []
    assert 0 < seen[0].rows < seen[-1].rows < 100


def test_an_unreadable_file_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "picture.csv"
    path.write_bytes(b"PK\x03\x04 not a workbook")
    folder = tmp_path / "parts"
    folder.mkdir()
    with pytest.raises(UnreadableFile):
        take(path, DEALS.model_copy(update={"worksheet": "Data", "encoding": "", "delimiter": ""}), folder, today=TODAY)
    assert list(folder.iterdir()) == []


SPEND = Recipe(
    kind="spend",
    list_name="ads",
    encoding="utf-8",
    delimiter=",",
    columns=(
        ColumnRecipe(header="Day", field="day"),
        ColumnRecipe(header="Campaign", field="campaign"),
        ColumnRecipe(header="Currency", field="currency"),
        ColumnRecipe(header="Cost", field="spend", decimal="."),
        ColumnRecipe(header="Clicks", field="activity", name="clicks"),
    ),
)


def ads(folder: Path, *rows: list[str]) -> Path:
    return save(folder, "ads.csv", text([["Day", "Campaign", "Currency", "Cost", "Clicks"], *rows]))


def test_rows_of_one_day_and_campaign_are_added_and_a_blank_is_nothing(tmp_path: Path) -> None:
    rows = [["2026-03-01", "A", "EUR", "10", "1"], ["2026-03-01", "A", "EUR", "", "2"], ["2026-03-02", "B", "EUR", "4", ""]]
    found = take_in(ads(tmp_path, *rows), tmp_path, recipe=SPEND)
    assert found.rows == [
        {"day": "2026-03-01", "until": "2026-03-01", "campaign": "A", "spend": 10.0, "clicks": 3.0},
        {"day": "2026-03-02", "until": "2026-03-02", "campaign": "B", "spend": 4.0},
    ]


def test_spend_in_ancurrency_set_aside_is_set_aside_and_its_clicks_count(tmp_path: Path) -> None:
    rows = [["2026-03-01", "A", "EUR", "10", "1"], ["2026-03-02", "A", "EUR", "10", "1"], ["2026-03-02", "A", "USD", "99", "7"]]
    found = take_in(ads(tmp_path, *rows), tmp_path, recipe=SPEND)
    assert found.taken.currency == "EUR"
    assert sum(row.get("spend", 0) for row in found.rows) == 20
    assert sum(row["clicks"] for row in found.rows) == 9


def test_a_row_without_a_day_is_a_total_where_it_is_the_sum_and_refused_where_not(tmp_path: Path) -> None:
    rows = [
        ["2026-03-01", "A", "EUR", "10", "1"],
        ["2026-03-02", "A", "EUR", "20", "2"],
        ["", "", "", "30", "3"],
        ["", "B", "EUR", "8", "1"],
    ]
    found = take_in(ads(tmp_path, *rows), tmp_path, recipe=SPEND)
    assert (found.taken.taken, found.taken.left_out, found.taken.refused) == (2, 1, 1)
    assert next(each for each in found.taken.findings if each.code == "refused_no_day").rows == (5,)


def test_of_many_rows_that_may_be_totals_only_some_wait_for_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [["2026-03-01", "A", "EUR", "10", "1"], ["", "", "", "10", "1"], *[["2026-03-02", "", "EUR", "2", "1"]] * 3]
    rows += [["", "B", "EUR", "8", "1"], ["2026-03-03", "Total", "EUR", "5", "1"], ["2026-03-04", "Total", "EUR", "6", "1"]]
    monkeypatch.setattr("app.history.taking.sums._PENDING_HELD", 4)
    found = take_in(ads(tmp_path, *rows), tmp_path, recipe=SPEND)
    assert sum(row["spend"] for row in found.rows) == 10 + 3 * 2 + 5 + 6
    assert (found.taken.taken, found.taken.refused) == (6, 2)
    assert next(each for each in found.taken.findings if each.code == "refused_no_day").rows == (3, 7)
    assert next(each for each in found.taken.findings if each.code == "called_total").rows == (8, 9)


def test_a_campaign_may_be_called_total(tmp_path: Path) -> None:
    found = take_in(
        ads(tmp_path, ["2026-03-01", "Total", "EUR", "10", "1"], ["2026-03-02", "Total fitness", "EUR", "20", "2"]), tmp_path, recipe=SPEND
    )
    assert (found.taken.taken, found.taken.left_out) == (2, 0)


def test_months_of_spend_cover_the_whole_month(tmp_path: Path) -> None:
    found = take_in(ads(tmp_path, ["2026-02", "A", "EUR", "10", "1"], ["March 2026", "A", "EUR", "20", "2"]), tmp_path, recipe=SPEND)
    assert [(row["day"], row["until"]) for row in found.rows] == [("2026-02-01", "2026-02-28"), ("2026-03-01", "2026-03-31")]


def test_firsts_of_months_are_months_and_a_single_first_is_a_day(tmp_path: Path) -> None:
    several = take_in(ads(tmp_path, ["2026-02-01", "A", "EUR", "10", "1"], ["2026-03-01", "A", "EUR", "20", "2"]), tmp_path, recipe=SPEND)
    assert [row["until"] for row in several.rows] == ["2026-02-28", "2026-03-31"]
    one = take_in(ads(tmp_path, ["2026-02-01", "A", "EUR", "10", "1"]), tmp_path, recipe=SPEND)
    assert one.rows[0]["until"] == "2026-02-01"


def test_a_lookup_keeps_one_row_a_key(tmp_path: Path) -> None:
    path = save(
        tmp_path,
        "teams.csv",
        text(
            [["sales_agent", "manager", "region"], ["Ana", "Zoe", "East"], ["Ben", "Max", "West"], ["Ana", "", "North"], ["", "Max", "x"]]
        ),
    )
    found = take_in(path, tmp_path)
    assert found.taken.kind == "lookup"
    assert found.rows == [{"key": "Ana", "manager": "Zoe", "region": "North"}, {"key": "Ben", "manager": "Max", "region": "West"}]
    assert (found.taken.refused, found.taken.repeated) == (1, 1)


CELLS = st.one_of(
    st.sampled_from(
        [
            "",
            "1",
            "2026-01-05",
            "2026-02-31",
            "Won",
            "Lost",
            "Test",
            "Open",
            "Total",
            "-",
            "--",
            "€5",
            "1,063",
            "2099-01-01",
            "=1+1",
            'a "quote"',
            "a\nline",
            "€ 5 USD",
        ]
    ),
    st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=6),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELLS, max_size=7), max_size=12))
@pytest.mark.parametrize("recipe", [DEALS, SPEND], ids=["records", "spend"])
def test_every_row_is_taken_refused_or_left_out_whatever_it_holds(
    tmp_path_factory: pytest.TempPathFactory, recipe: Recipe, rows: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    head = [column.header for column in recipe.columns]
    taken = take(save(folder, "any.csv", text([head, *rows])), recipe, folder, today=TODAY)
    assert taken.rows == taken.taken + taken.refused + taken.left_out
    kept = rows_of(folder, taken)
    if recipe.kind == "records":
        assert len(kept) == taken.taken - taken.repeated
    written = "" if taken.refused_file is None else (folder / taken.refused_file).read_text(encoding="utf-8-sig")
    assert max(len(list(csv.reader(io.StringIO(written, newline="")))) - 1, 0) == taken.refused


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_with_a_reason(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("bytes") / "any.csv"
    path.write_bytes(content)
    try:
        seen = look(path, path.name, today=dt.date(2026, 11, 22))
    except UnreadableFile as refusal:
        event(refusal.finding.code)
        return
    if seen.ready:
        taken = take(path, seen.recipe, path.parent, today=TODAY)
        assert taken.rows == taken.taken + taken.refused + taken.left_out
        rows_of(path.parent, taken)


def test_refused_rows_are_the_same_whether_all_columns_are_read_or_only_some(tmp_path: Path) -> None:
    rows = [[str(place), "soon" if place % 3 else "2026-01-05", "", "Open", "x" if place % 5 else "1", "Web"] for place in range(40)]
    (tmp_path / "some").mkdir()
    some = DEALS.model_copy(update={"columns": (*COLUMNS[:5], ColumnRecipe(header="Source"))})
    whole = take_in(deals(tmp_path, *rows), tmp_path, recipe=DEALS)
    assert whole.taken.refused == sum(bool(place % 3 or place % 5) for place in range(40))
    assert take_in(deals(tmp_path / "some", *rows), tmp_path / "some", recipe=some).refused == whole.refused


def test_headers_and_cells_that_begin_like_a_formula_in_any_width_are_quoted_in_the_refused_file(tmp_path: Path) -> None:
    headers = ["Deal ID", "Create Date", "Close Date", "Stage", "Amount", "=cmd()"]
    columns = (*COLUMNS[:5], ColumnRecipe(header="=cmd()", field="channel"))
    rows = [["2", "the 5th", "", "Open", "1", cell] for cell in ("＝cmd()", "＋1+cmd()", "－1+cmd()", "＠sum(a)", "plain")]
    path = save(tmp_path, "deals.csv", text([headers, GOOD, *rows]))
    found = take_in(path, tmp_path, recipe=DEALS.model_copy(update={"columns": columns}))
    head, *refused = csv.reader(io.StringIO(found.refused))
    assert head[-1] == "'=cmd()"
    assert [row[-1] for row in refused] == ["'＝cmd()", "'＋1+cmd()", "'－1+cmd()", "'＠sum(a)", "plain"]


def test_a_column_headed_like_the_channel_does_not_stand_for_it(tmp_path: Path) -> None:
    columns = (*COLUMNS, ColumnRecipe(header="Channel", field="attribute"))
    file = save(tmp_path, "deals.csv", text([[*HEAD, "Channel"], [*GOOD, "Paid"]]))
    found = take_in(file, tmp_path, recipe=DEALS.model_copy(update={"columns": columns}))
    assert found.taken.columns == ("channel", "Channel (2)")


def test_words_for_what_is_not_known_yet_refuse_no_row(tmp_path: Path) -> None:
    rows = [[f"{n}", "2026-01-05", word, "Open", word, "Web"] for n, word in enumerate(("TBC", "tba", "to be confirmed", "à définir"), 2)]
    found = take_in(deals(tmp_path, GOOD, *rows), tmp_path, recipe=DEALS)
    assert (found.taken.taken, found.taken.refused) == (5, 0)


def test_it_is_told_when_nearly_all_refused_rows_are_open_ones(tmp_path: Path) -> None:
    unread = [[f"{n}", "2026-01-05", "", "Open", "a lot", "Web"] for n in range(2, 6)]
    found = take_in(deals(tmp_path, GOOD, *unread), tmp_path, recipe=DEALS)
    assert (found.finding("refused_mostly_open").count, found.finding("refused_mostly_open").values) == (4, {"refused": 4})
    mixed = [[*row[:3], "Lost", *row[4:]] if n % 2 else row for n, row in enumerate(unread)]
    fair = take_in(deals(tmp_path, GOOD, *mixed), tmp_path, recipe=DEALS)
    assert "refused_mostly_open" not in {each.code for each in fair.taken.findings}
