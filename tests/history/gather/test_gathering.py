"""Buyers of several imports: one for each id, whatever the files."""

import weakref
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.history.gather import UnknownList, gather, ids_apart, shared_ids
from app.history.gather.stage_order import stage_order
from app.history.measure import measure
from app.history.measured import Question
from app.history.parts import part_names, read_part, write_part
from app.history.records import LOST, OPEN, WON
from app.language import language
from app.wording.history import finding_sentence
from tests.history.gather.gathered import ASK, STAGES, buyers
from tests.history.gather.imports import Imports


def test_of_a_list_that_is_too_long_to_be_kept_one_block_is_held_at_a_time(imports, monkeypatch):
    imports.buyers({"id": list("abcde"), "Lead": [1, 2, 3, 4, 5], "channel": list("xyxyx")}, STAGES)
    (source,) = imports.made
    many = replace(source, parts=source.parts * 4)
    monkeypatch.setattr("app.history.gather.sources.BATCH", 5)
    for most, held in ((20, [0, 1, 2, 3]), (19, [0, 0, 0, 0])):
        monkeypatch.setattr("app.history.gather.sources.KEPT", most)
        blocks, found, seen = gather([many], "list").blocks(), [], []
        for block in blocks:
            seen.append(sum(each() is not None for each in found))
            found.append(weakref.ref(block))
            assert block.entered[0].tolist() == [1, 2, 3, 4, 5]
            assert [block.attributes[0].levels[code].name for code in block.attributes[0].codes] == list("xyxyx")
            del block
        assert seen == held


def test_two_files_join_on_their_ids(imports):
    imports.buyers({"id": ["a", "b", "c"], "MQL": [10, 20, 30], "channel": ["web", "mail", "web"]}, ("MQL",))
    imports.buyers({"id": ["b", "x"], "Deal": [50, 60], "outcome": [WON, WON], "amount": [9.0, 8.0]}, ("Deal",))
    assert gather(imports.made, "list").stages == ("MQL", "Deal")
    assert buyers(imports.made) == sorted(
        [
            {"MQL": 10, "channel": "web", "outcome": OPEN, "reached": 0},
            {"MQL": 20, "channel": "mail", "Deal": 50, "amount": 9.0, "outcome": WON, "reached": 1},
            {"MQL": 30, "channel": "web", "outcome": OPEN, "reached": 0},
            {"Deal": 60, "amount": 8.0, "outcome": WON, "reached": 1},
        ],
        key=lambda one: str(sorted(one.items(), key=str)),
    )


def test_ids_in_both_are_counted_once_each_and_not_at_all_where_there_are_too_many_rows(imports, monkeypatch):
    imports.buyers({"id": ["a", "b", "c", None], "MQL": [10, 20, 30, 40]}, ("MQL",))
    imports.buyers({"id": ["b", "x", None], "Deal": [50, 60, 70]}, ("Deal",))
    imports.buyers({"id": ["c", "b"], "Deal": [50, 60]}, ("Deal",))
    first, *others = imports.made
    assert shared_ids([first], others) == 2
    assert shared_ids([first], []) == 0
    monkeypatch.setattr("app.history.gather.ids_in_both.IDS_MOST", 8)
    assert shared_ids([first], others) is None


def test_ids_are_apart_where_none_is_in_both_and_there_are_more_than_a_few(imports, monkeypatch):
    for start, n in ((0, 8), (8, 9), (7, 3), (100, 5)):
        imports.buyers({"id": [f"L-{number}" for number in range(start, start + n)], "MQL": [10] * n}, ("MQL",))
    first, second, between, few = imports.made
    assert (ids_apart([first], [second]), ids_apart([second], [first])) == (8, 9)
    assert ids_apart([first], [second, between]) == 0, "L-7 is in both"
    assert (ids_apart([first], [few]), ids_apart([few], [first])) == (0, 0)
    monkeypatch.setattr("app.history.gather.ids_in_both.IDS_MOST", 16)
    assert ids_apart([first], [second]) == 0, "too many to look"


def test_a_leads_file_in_which_the_last_stage_counts_as_won_wins_no_deal(imports):
    imports.buyers({"id": ["a"], "MQL": [10], "outcome": [WON], "reached": [0]}, ("MQL",))
    imports.buyers({"id": ["b"], "MQL": [10], "Deal": [12], "outcome": [WON]}, ("MQL", "Deal"))
    assert [one["outcome"] for one in buyers(imports.made)] == [WON, OPEN]


def test_a_newer_import_counts_where_it_says_something(imports):
    imports.buyers({"id": ["a"], "Lead": [10], "SQL": [15], "amount": [100.0], "channel": ["web"], "outcome": [OPEN]}, STAGES)
    imports.buyers({"id": ["a"], "Lead": [10], "SQL": [16], "Deal": [40], "amount": [None], "channel": ["Mail"], "outcome": [WON]}, STAGES)
    expected = {"Lead": 10, "SQL": 16, "Deal": 40, "amount": 100.0, "channel": "Mail", "outcome": WON, "reached": 2}
    assert buyers(imports.made) == [expected]
    assert buyers(imports.made[::-1]) == [expected], "the order of imports is theirs, not the list's"


def test_a_deal_that_was_opened_again_is_open(imports):
    imports.buyers({"id": ["a", "b"], "Lead": [10, 10], "Deal": [20, None], "lost": [None, 30], "outcome": [WON, LOST]}, STAGES)
    imports.buyers({"id": ["a", "b"], "Lead": [10, 10], "outcome": [OPEN, OPEN]}, STAGES)
    assert [(one["outcome"], "Deal" in one, "lost" in one) for one in buyers(imports.made)] == [(OPEN, False, False)] * 2


def test_won_and_later_lost_is_won(imports):
    imports.buyers({"id": ["a"], "Lead": [10], "Deal": [20], "lost": [300], "outcome": [LOST]}, STAGES)
    assert buyers(imports.made)[0]["outcome"] == WON


def test_of_events_the_earliest_day_of_a_stage_counts(imports):
    imports.buyers({"id": ["a"], "Lead": [30], "SQL": [50]}, STAGES, kind="events")
    imports.buyers({"id": ["a"], "Lead": [10], "SQL": [60]}, STAGES, kind="events")
    assert buyers(imports.made) == [{"Lead": 10, "SQL": 50, "outcome": OPEN, "reached": 1}]


def test_rows_without_an_id_stay_apart(imports):
    imports.buyers({"id": [None, None], "Lead": [10, 10]}, STAGES, hashes=[5, 6])
    imports.buyers({"id": [None], "Lead": [10]}, STAGES, hashes=[7])
    assert len(buyers(imports.made)) == 3


def test_different_ids_of_one_hash_stay_apart(imports):
    imports.buyers({"id": ["a", "b"], "Lead": [10, 20]}, STAGES, hashes=[77, 77])
    imports.buyers({"id": ["b", "a"], "Lead": [None, None], "SQL": [25, 15]}, STAGES, hashes=[77, 77])
    assert [(one["Lead"], one["SQL"]) for one in buyers(imports.made)] == [(10, 15), (20, 25)]


def test_spellings_that_fold_alike_are_one_value_shown_as_most_write_it(imports):
    imports.buyers(
        {"id": list("abcd"), "Lead": [1, 2, 3, 4], "channel": ["Online Store", "online store", "OnlineStore", "Online Store"]}, STAGES
    )
    imports.buyers({"id": ["e"], "Lead": [1], "channel": [None]}, STAGES)
    whole = gather(imports.made, "list")
    assert [(level.key, level.name) for level in whole.levels["channel"]] == [("onlinestore", "Online Store")]
    codes = np.concatenate([block.attributes[0].codes for block in whole.blocks()])
    assert sorted(codes.tolist()) == [-1, 0, 0, 0, 0]


def test_renamed_values_go_by_their_new_name(imports):
    renames = {"channel": {"googleads": "Paid search"}}
    imports.buyers({"id": list("ab"), "Lead": [1, 2], "channel": ["Google Ads", "Paid search"]}, STAGES, renames=renames)
    assert [level.name for level in gather(imports.made, "list").levels["channel"]] == ["Paid search"]


def test_lookups_add_what_is_true_of_a_value_by_its_fold(imports):
    imports.buyers({"id": list("abc"), "Lead": [1, 2, 3], "owner": ["Ann", "Bob", "ann "], "product": ["GTXPro", "MG", "GTX Pro"]}, STAGES)
    imports.lookup("owner", {"agent": ["ann", "Bob"], "team": ["Red", "Blue"]})
    imports.lookup("team", {"team": ["RED"], "region": ["North"]})
    imports.lookup("product", {"product": ["GTX Pro"], "series": ["GTX"]})
    whole = gather(imports.made, "list")
    assert whole.attribute_names == ("owner", "product", "team", "region", "series")
    assert sorted((one["team"], one.get("region"), one.get("series")) for one in buyers(imports.made)) == [
        ("Blue", None, None), ("Red", "North", "GTX"), ("Red", "North", "GTX"),
    ]  # fmt: skip


def test_amounts_in_another_currency_are_set_aside(imports):
    imports.buyers({"id": list("ab"), "Lead": [1, 2], "amount": [10.0, 20.0]}, STAGES, currency="EUR")
    imports.buyers({"id": ["c"], "Lead": [3], "amount": [30.0]}, STAGES, currency="USD")
    whole = gather(imports.made, "list")
    assert whole.currency == "EUR"
    assert [each.code for each in whole.findings] == ["currencies_apart"]
    assert sorted(one.get("amount", 0.0) for one in buyers(imports.made)) == [0.0, 10.0, 20.0]


def test_a_row_that_says_no_currency_is_in_that_of_its_own_import(imports, tmp_path):
    imports.buyers({"id": list("abc"), "Lead": [1, 1, 1], "amount": [1.0, 2.0, 3.0]}, STAGES, currency="EUR")
    imports.buyers({"id": ["d", "e"], "Lead": [1, 1], "amount": [40.0, 50.0]}, STAGES, currency="USD")
    first, second = imports.made
    (part,) = second.parts
    rows = read_part(part.read()).with_columns(pl.Series("currency", [None, "EUR"], dtype=pl.Categorical))
    write_part(tmp_path / "mixed.parquet", rows, part_names(part.read()))
    mixed = replace(second, parts=(replace(part, read=(tmp_path / "mixed.parquet").read_bytes),))
    (block,) = gather([first, mixed], "list").blocks()
    assert sorted(block.amount[~np.isnan(block.amount)]) == [1, 2, 3, 50]


def test_parts_of_one_import_may_lack_a_column_of_which_they_have_no_cell(imports, tmp_path):
    imports.buyers({"id": ["a", "b"], "Lead": [1, 1], "amount": [100.0, 200.0]}, STAGES, currency="EUR")
    (source,) = imports.made
    (part,) = source.parts
    data = part.read()
    rows = read_part(data).with_columns(pl.col("id") + "2", pl.Series("currency", ["EUR", "USD"], dtype=pl.Categorical))
    write_part(tmp_path / "more.parquet", rows, part_names(data))
    with_currency = replace(part, read=(tmp_path / "more.parquet").read_bytes)
    for parts in ((part, with_currency), (with_currency, part)):
        (block,) = gather([replace(source, parts=parts)], "list").blocks()
        assert sorted(block.amount[~np.isnan(block.amount)]) == [100, 100, 200]


def test_the_newest_day_of_any_import_is_known(imports):
    imports.buyers({"id": ["a"], "Lead": [100]}, STAGES)
    imports.buyers({"id": ["b"], "Lead": [90]}, STAGES)
    assert gather(imports.made, "list").known_to == 100


def test_only_imports_of_the_list_count(imports):
    imports.buyers({"id": ["a"], "Lead": [1]}, STAGES, list_name="other")
    with pytest.raises(UnknownList):
        gather(imports.made, "list")
    imports.buyers({"id": ["b"], "Lead": [2]}, STAGES)
    assert len(buyers(imports.made)) == 1


def test_the_same_file_twice_changes_nothing(imports):
    rows = {"id": list("abcdef"), "Lead": [1, 2, 3, 4, 5, 6], "SQL": [5, 6, 7, None, None, None], "Deal": [9, None, None, None, None, None]}
    imports.buyers(rows | {"outcome": [WON, OPEN, LOST, LOST, OPEN, OPEN], "lost": [None, None, 9, 9, None, None]}, STAGES)
    once = measure(gather(imports.made, "list"), ASK)
    imports.buyers(rows | {"outcome": [WON, OPEN, LOST, LOST, OPEN, OPEN], "lost": [None, None, 9, 9, None, None]}, STAGES)
    twice = measure(gather(imports.made, "list"), ASK)
    assert twice.whole == once.whole
    assert twice.imports == ("imp_0", "imp_1")


BUYERS = st.lists(
    st.tuples(st.integers(0, 30), st.none() | st.integers(0, 60), st.none() | st.integers(0, 60), st.sampled_from("xyz")),
    min_size=1,
    max_size=25,
)


def _rows(drawn):
    unique = {row[0]: row for row in drawn}.values()
    return {
        "id": [f"id{row[0]}" for row in unique], "Lead": [row[0] for row in unique], "SQL": [row[1] for row in unique],
        "Deal": [row[2] for row in unique], "channel": [row[3] for row in unique],
    }  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BUYERS, BUYERS)
def test_buckets_make_no_difference(tmp_path, first, second):
    plain, spread, mixed = (Imports(tmp_path) for _ in range(3))
    for rows in (first, second):
        plain.buyers(_rows(rows), STAGES)
    before = buyers(plain.made)
    for rows in (first, second):
        spread.buyers(_rows(rows), STAGES, bucketed=True)
    assert buyers(spread.made) == before
    mixed.buyers(_rows(first), STAGES, bucketed=True)
    mixed.buyers(_rows(second), STAGES)
    assert buyers(mixed.made) == before


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BUYERS)
def test_disjoint_imports_may_come_in_any_order(tmp_path, drawn):
    rows = _rows(drawn)
    half = len(rows["id"]) // 2
    parts = [{name: values[:half] for name, values in rows.items()}, {name: values[half:] for name, values in rows.items()}]
    found = []
    for order in (parts, parts[::-1]):
        made = Imports(tmp_path)
        for part in order:
            made.buyers(part, STAGES)
        found.append(measure(gather(made.made, "list"), Question("list", split="channel", whole_history=True)))
    assert found[0].whole == found[1].whole
    assert found[0].groups == found[1].groups


# --- Stages ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ([(("MQL",), "2017"), (("Deal",), "2018")], ("MQL", "Deal")),
        ([(("Deal",), "2017"), (("MQL",), "2018")], ("MQL", "Deal")),
        ([(("Lead", "Deal"), None), (("Lead", "SQL", "Deal"), None)], ("Lead", "SQL", "Deal")),
        ([(("Alpha", "Omega"), None), (("Omega", "Zeta"), None)], ("Alpha", "Omega", "Zeta")),
        ([(("SQL", "Deal"), None), (("lead", "sql"), None)], ("lead", "sql", "Deal")),
        ([(("A", "B"), None), (("B", "A"), None)], ("A", "B")),
        ([(("Zulu",), "2017-01-01"), (("Alpha",), "2018-01-01")], ("Zulu", "Alpha")),
        ([], ()),
    ],
)
def test_stages_of_several_files_have_one_order(known, expected):
    assert stage_order(known) == expected


def exported(imports, ids, day):
    """Deals opened on a day, the first of them won 20 days later."""
    n = len(ids)
    won = [day + 20, *[None] * (n - 1)]
    imports.buyers({"id": ids, "Lead": [day] * n, "Deal": won, "outcome": [WON, *[OPEN] * (n - 1)]}, ("Lead", "Deal"))


def of_newest(imports, **asked):
    return [each for each in measure(gather(imports.made, "list"), replace(ASK, **asked)).findings if each.code == "not_in_newest"]


def test_most_buyers_that_are_not_in_the_newest_file_are_told(imports):
    exported(imports, [f"a{n}" for n in range(10)], 100)
    exported(imports, ["a0", "new"], 105)
    found = of_newest(imports)
    assert [(each.severity, each.count) for each in found] == [("info", 9)]
    assert found[0].values == {"missing": 9, "buyers": 11, "known": "1970-05-06", "earlier": "1970-05-01"}
    assert "9 of 11 are not in the newest file" in finding_sentence(found[0], language("en"))
    assert of_newest(imports, as_of="1970-04-20") == []
    exported(imports, [f"a{n}" for n in range(9)], 200)
    assert of_newest(imports) == [], "most are in it"


def test_leads_in_a_file_and_their_deals_in_another_miss_nobody(imports):
    imports.buyers({"id": [f"a{n}" for n in range(10)], "Lead": [10] * 10}, ("Lead",))
    imports.buyers({"id": ["a1"], "Deal": [50], "outcome": [WON]}, ("Deal",))
    assert of_newest(imports) == []


def test_an_old_file_beside_a_much_newer_one_is_a_warning(imports):
    exported(imports, [f"a{n}" for n in range(10)], 100)
    exported(imports, ["new"], 300)
    assert [each.severity for each in of_newest(imports)] == ["warning"]
