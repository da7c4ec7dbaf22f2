"""Ledgers and counts of several imports: what takes the place of what."""

import numpy as np

from app.history.gather import gather, shared_months
from app.history.measure import measure
from app.history.measured import Question
from app.language import language
from app.wording.history import finding_sentence
from tests.history.gather.gathered import STAGES, in_all

# --- Ledgers --------------------------------------------------------------------------------------------------------


def spend(sources, name="list"):
    """Money by day and channel."""
    rows = []
    for ledger in gather(sources, name).ledgers:
        for at in range(len(ledger.day)):
            channel = ledger.channels[ledger.channel[at]].name if ledger.channel[at] >= 0 else ""
            rows.append((channel, int(ledger.day[at]), int(ledger.until[at]), round(float(ledger.measures["spend"][at]), 6)))
    return sorted(rows)


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
