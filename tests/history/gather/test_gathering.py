import weakref
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.history.gather import UnknownList, gather, ids_apart, shared_ids, shared_months
from app.history.gather.stage_order import stage_order
from app.history.measure import measure
from app.history.measured import Question
from app.history.parts import part_names, read_part, write_part
from app.history.records import LOST, MISSING, OPEN, WON
from app.language import language
from app.wording.history import finding_sentence
from tests.history.gather.imports import Imports

ASK = Question("list", whole_history=True)
STAGES = ("Lead", "SQL", "Deal")


@pytest.fixture
def imports(tmp_path):
    return Imports(tmp_path)


def buyers(sources, name="list"):
    """All buyers of a list, as plain dictionaries, by day of the first stage."""
    whole = gather(sources, name)
    found = []
    for block in whole.blocks():
        for at in range(len(block)):
            days = {stage: int(block.entered[row, at]) for row, stage in enumerate(block.stages) if block.entered[row, at] != MISSING}
            words = {each.name: each.levels[each.codes[at]].name for each in block.attributes if each.codes[at] >= 0}
            amount = {} if np.isnan(block.amount[at]) else {"amount": float(block.amount[at])}
            lost = {} if block.lost[at] == MISSING else {"lost": int(block.lost[at])}
            found.append({**days, **words, **amount, **lost, "outcome": int(block.outcome[at]), "reached": int(block.reached[at])})
    return sorted(found, key=lambda one: str(sorted(one.items(), key=str)))


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


# --- Ledgers --------------------------------------------------------------------------------------------------------


def spend(sources, name="list"):
    """Money by day and channel."""
    rows = []
    for ledger in gather(sources, name).ledgers:
        for at in range(len(ledger.day)):
            channel = ledger.channels[ledger.channel[at]].name if ledger.channel[at] >= 0 else ""
            rows.append((channel, int(ledger.day[at]), int(ledger.until[at]), round(float(ledger.measures["spend"][at]), 6)))
    return sorted(rows)


@pytest.fixture
def with_buyers(imports):
    imports.buyers({"id": ["a"], "Lead": [1]}, STAGES)
    return imports


def test_overlapping_exports_count_a_day_once(with_buyers):
    with_buyers.ledger("spend", {"day": [1, 2, 3], "until": [1, 2, 3], "channel": ["Ads"] * 3, "spend": [10, 20, 30]}, list_name="ads")
    with_buyers.ledger("spend", {"day": [2, 3, 4], "until": [2, 3, 4], "channel": ["ads"] * 3, "spend": [21, 31, 41]}, list_name="ads")
    assert [row[1:] for row in spend(with_buyers.made)] == [(1, 1, 10), (2, 2, 21), (3, 3, 31), (4, 4, 41)]


def test_a_month_that_is_covered_in_part_keeps_the_share_of_its_other_days(with_buyers):
    with_buyers.ledger("spend", {"day": [0], "until": [29], "channel": ["Ads"], "spend": [300]}, list_name="ads")
    with_buyers.ledger("spend", {"day": [10, 19], "until": [10, 19], "channel": ["Ads"] * 2, "spend": [7, 8]}, list_name="ads")
    assert spend(with_buyers.made) == [("Ads", 0, 9, 100), ("Ads", 10, 10, 7), ("Ads", 19, 19, 8), ("Ads", 20, 29, 100)]


def test_money_of_a_channel_as_a_whole_and_by_campaign_is_counted_once(with_buyers):
    days = {"day": [1, 2, 3], "until": [1, 2, 3], "channel": ["Ads"] * 3}
    with_buyers.ledger("spend", days | {"campaign": ["a", "b", "c"], "spend": [10, 20, 30]}, list_name="ads")
    with_buyers.ledger("spend", {"day": [2, 3], "until": [2, 3], "channel": ["Ads"] * 2, "spend": [21, 31]}, list_name="ads")
    assert [row for row in spend(with_buyers.made) if row[3] == row[3]] == [("Ads", 1, 1, 10), ("Ads", 2, 2, 21), ("Ads", 3, 3, 31)]


def test_campaigns_of_some_days_take_those_days_from_the_whole_of_a_month(with_buyers):
    with_buyers.ledger("spend", {"day": [0], "until": [29], "channel": ["Ads"], "spend": [300]}, list_name="ads")
    days = {"day": [10, 19], "until": [10, 19], "channel": ["Ads"] * 2, "campaign": ["a", "b"]}
    with_buyers.ledger("spend", days | {"spend": [7, 8]}, list_name="ads")
    assert spend(with_buyers.made) == [("Ads", 0, 29, 200), ("Ads", 10, 10, 7), ("Ads", 19, 19, 8)]


def test_activity_by_campaign_stays_beside_money_of_the_channel_as_a_whole(with_buyers):
    days = {"day": [1, 2], "until": [1, 2], "channel": ["Mail"] * 2, "campaign": ["a", "b"]}
    with_buyers.ledger("spend", days | {"sent": [100, 200], "spend": [1, 2]}, list_name="mail")
    with_buyers.ledger("spend", {"day": [1], "until": [2], "channel": ["Mail"], "spend": [50]}, list_name="mail")
    (ledger,) = gather(with_buyers.made, "list").ledgers
    assert np.nansum(ledger.measures["sent"]) == 300
    assert np.nansum(ledger.measures["spend"]) == 50


def test_an_import_with_some_rows_of_no_campaign_is_still_by_campaign(with_buyers):
    days = {"day": [1, 1], "until": [1, 1], "channel": ["Ads"] * 2}
    with_buyers.ledger("spend", days | {"campaign": ["a", None], "spend": [10, 5]}, list_name="ads")
    with_buyers.ledger("spend", days | {"campaign": ["b", None], "spend": [20, 6]}, list_name="ads")
    assert spend(with_buyers.made) == [("Ads", 1, 1, 6), ("Ads", 1, 1, 10), ("Ads", 1, 1, 20)]


def test_other_channels_and_other_lists_are_not_replaced(with_buyers):
    with_buyers.ledger("spend", {"day": [1], "until": [1], "channel": ["Ads"], "spend": [10]}, list_name="one")
    with_buyers.ledger("spend", {"day": [1], "until": [1], "channel": ["Mail"], "spend": [20]}, list_name="one")
    with_buyers.ledger("spend", {"day": [1], "until": [1], "channel": ["Ads"], "spend": [30]}, list_name="two")
    assert spend(with_buyers.made) == [("Ads", 1, 1, 10), ("Ads", 1, 1, 30), ("Mail", 1, 1, 20)]


def in_all(sources, name):
    """The sum of a measure over all ledgers."""
    ledgers = gather(sources, "list").ledgers
    return sum(float(np.nansum(ledger.measures[name])) for ledger in ledgers if name in ledger.measures)


def test_a_file_takes_the_place_of_the_measures_alone_that_it_tells(with_buyers):
    one = {"day": [0, 31], "until": [30, 58], "channel": ["Web"] * 2}
    with_buyers.ledger("spend", one | {"spend": [1_000, 1_000], "clicks": [5, 6]}, list_name="web")
    with_buyers.ledger("spend", one | {"clicks": [50, 60], "impressions": [900, 900]}, list_name="web")
    assert (in_all(with_buyers.made, "spend"), in_all(with_buyers.made, "clicks")) == (2_000, 110)
    with_buyers.ledger("spend", one | {"spend": [None, 700], "clicks": [51, None]}, list_name="web")
    assert (in_all(with_buyers.made, "spend"), in_all(with_buyers.made, "clicks")) == (1_700, 111)


def test_money_in_another_currency_takes_no_place_and_is_said_to_be_left_out(imports):
    imports.buyers({"id": ["a", "b"], "Lead": [1, 90], "amount": [5.0, 5.0]}, STAGES, currency="EUR")
    one = {"day": [0, 31], "until": [30, 58], "channel": ["Web"] * 2}
    imports.ledger("spend", one | {"spend": [1_000, 1_000], "clicks": [5, 6]}, currency="EUR")
    assert gather(imports.made, "list").findings == ()
    imports.ledger("spend", {name: each[1:] for name, each in one.items()} | {"spend": [7], "clicks": [60]}, currency="USD")
    found = measure(gather(imports.made, "list"), Question("list"))
    assert (found.unit_costs[0].spend, found.unit_costs[0].activities) == (2_000, {"clicks": 65})
    (said,) = [each for each in found.findings if each.code == "spend_in_other_currency"]
    assert (said.severity, said.values, said.count) == ("warning", {"kept": "EUR", "others": ["USD"]}, 1)
    assert finding_sentence(said, language("en")).startswith("Money of channels in USD is left out: the list counts in EUR")


def test_money_without_a_currency_is_the_lists_and_gives_no_way_to_dollars(imports):
    imports.buyers({"id": ["a", "b"], "Lead": [1, 90], "amount": [5.0, 5.0]}, STAGES, currency="EUR")
    one = {"day": [0], "until": [30], "channel": ["Web"]}
    imports.ledger("spend", one | {"spend": [1_000]})
    imports.ledger("spend", one | {"spend": [7]}, currency="USD")
    assert measure(gather(imports.made, "list"), Question("list")).unit_costs[0].spend == 1_000
    imports.ledger("spend", one | {"spend": [900]}, currency="EUR")
    assert measure(gather(imports.made, "list"), Question("list")).unit_costs[0].spend == 900


def test_months_in_both_are_those_of_counts(imports):
    one = imports.ledger("counts", {"day": [0, 31], "until": [30, 58], "Leads": [1, 2]}, stages=("Leads", "Deals"))
    other = imports.ledger("counts", {"day": [31, 59], "until": [58, 89], "Leads": [1, 2]}, stages=("Leads", "Deals"))
    buyers = imports.buyers({"id": ["a"], "Lead": [1]}, STAGES)
    assert shared_months([one], [other]) == 1
    assert shared_months([one], []) == 0
    assert shared_months([one], [buyers]) is None


def test_a_stage_that_one_file_of_counts_alone_tells_stays(imports):
    one = {"day": [0, 31], "until": [30, 58]}
    imports.ledger(
        "counts", one | {"Leads": [100, 90], "Opportunities": [40, 30], "Deals": [10, 9]}, stages=("Leads", "Opportunities", "Deals")
    )
    imports.ledger("counts", one | {"Leads": [101, 91], "MQL": [60, 50], "Deals": [11, 8]}, stages=("Leads", "MQL", "Deals"))
    totals = {name: in_all(imports.made, name) for name in ("Leads", "MQL", "Opportunities", "Deals")}
    assert totals == {"Leads": 192, "MQL": 110, "Opportunities": 70, "Deals": 19}
    rates = measure(gather(imports.made, "list"), Question("list")).whole.rates
    assert {rate.from_stage: rate.entered for rate in rates} == {"Leads": 192, "MQL": 110, "Opportunities": 70}


def test_each_currency_has_its_ledger(with_buyers):
    with_buyers.ledger("spend", {"day": [1, 1], "until": [1, 1], "channel": ["Ads"] * 2, "currency": ["EUR", "USD"], "spend": [10, 20]})
    assert sorted(ledger.currency for ledger in gather(with_buyers.made, "list").ledgers) == ["EUR", "USD"]


def test_money_is_that_of_the_list_whose_name_its_import_carries(with_buyers):
    with_buyers.buyers({"id": ["b"], "Lead": [1]}, STAGES, list_name="other")
    with_buyers.ledger("spend", {"day": [1], "until": [1], "channel": ["Ads"], "spend": [10]}, list_name="list")
    with_buyers.ledger("spend", {"day": [1], "until": [1], "channel": ["Ads"], "spend": [20]}, list_name="other")
    assert spend(with_buyers.made) == [("Ads", 1, 1, 10)]
    assert spend(with_buyers.made, "other") == [("Ads", 1, 1, 20)]
    assert gather(with_buyers.made, "list").findings == ()
    assert gather(with_buyers.made, "list").beside == ("imp_2",)


def test_money_of_no_list_is_only_counted_where_there_is_one_list(with_buyers):
    with_buyers.ledger("spend", {"day": [1], "until": [1], "channel": ["Ads"], "spend": [10]}, list_name="Campaign report")
    assert spend(with_buyers.made) == [("Ads", 1, 1, 10)]
    with_buyers.buyers({"id": ["b"], "Lead": [1]}, STAGES, list_name="other")
    assert spend(with_buyers.made) == spend(with_buyers.made, "other") == []
    (finding,) = gather(with_buyers.made, "other").findings
    assert (finding.code, finding.values) == ("spend_of_no_list", {"names": ["Campaign report"], "list": "other"})


def test_counts_with_their_own_money_get_no_other_for_the_same_channel_and_days(imports):
    counted = {"day": [0, 31, 31], "until": [30, 58, 58], "channel": ["Ads", "Ads", "Fairs"], "Leads": [9, 9, 9], "spend": [100, 200, None]}
    imports.ledger("counts", counted, stages=("Leads", "Deals"))
    bought = {
        "day": [3, 57, 70, 40], "until": [3, 60, 70, 40], "channel": ["ads", "Ads", "Ads", "Fairs"], "spend": [7, 8, 9, 10],
        "clicks": [5] * 4,
    }  # fmt: skip
    imports.ledger("spend", bought)
    assert sorted(money for *_, money in spend(imports.made) if not np.isnan(money)) == [4, 9, 10, 100, 200]
    (ledger,) = [each for each in gather(imports.made, "list").ledgers if each.kind == "spend"]
    assert ledger.measures["clicks"].tolist() == [5] * 4, "only money would be twice"


def test_money_of_counts_without_a_channel_is_that_of_all_channels(imports):
    imports.ledger("counts", {"day": [0], "until": [30], "Leads": [9], "spend": [100]}, stages=("Leads", "Deals"))
    imports.ledger("spend", {"day": [3, 40], "until": [3, 40], "channel": ["Ads", "Mail"], "spend": [7, 8]})
    assert sorted(money for *_, money in spend(imports.made) if not np.isnan(money)) == [8, 100]


def test_counts_without_money_get_that_of_their_channels(imports):
    imports.ledger("counts", {"day": [0], "until": [30], "channel": ["Ads"], "Leads": [10]}, stages=("Leads", "Deals"))
    imports.ledger("spend", {"day": [3], "until": [3], "channel": ["Ads"], "spend": [70]})
    (cost,) = measure(gather(imports.made, "list"), Question("list")).unit_costs
    assert (cost.spend, cost.per_stage["Leads"]) == (70, 70 / 10)


def test_counts_in_long_form_stand_beside_each_other(imports):
    rows = {
        "day": [0, 0, 31, 31],
        "until": [30, 30, 58, 58],
        "channel": ["Ads"] * 4,
        "leads": [100, None, 90, None],
        "Deals": [None, 5, None, 9],
    }
    imports.ledger("counts", rows, stages=("Leads", "Deals"))
    whole = gather(imports.made, "list")
    assert whole.stages == ("Leads", "Deals")
    (rate,) = measure(whole, Question("list")).whole.rates
    assert (rate.entered, rate.converted) == (190, 14)


def test_counts_of_all_files_count_whatever_their_money_is_in(imports):
    def month(at, **more):
        return {"day": [31 * at], "until": [31 * at + 27], "channel": ["Ads"], "Leads": [100], "Deals": [10], "revenue": [500], **more}

    for at, currency in enumerate(("EUR", "EUR", "USD", None)):
        imports.ledger("counts", month(at), stages=("Leads", "Deals"), currency=currency)
    whole = gather(imports.made, "list")
    found = measure(whole, Question("list", split="channel"))
    assert (found.whole.rates[0].entered, found.whole.rates[0].converted, found.whole.won) == (400, 40, 40)
    assert (found.currency, found.whole.value.total) == ("EUR", 1500)
    assert [each.code for each in whole.findings] == ["currencies_apart"]


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
