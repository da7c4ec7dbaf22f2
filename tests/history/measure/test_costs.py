import numpy as np
import pytest

from app.history.gather import Gathering
from app.history.measure import measure
from app.history.measured import Question
from app.history.records import Ledger, Level
from tests.history.measure.histories import gathering, records

ASK = Question("list", whole_history=True)
NAN = float("nan")


def ledger(days, untils, channels, kind="spend", currency="EUR", **measures):
    """Rows of money and activity by channel."""
    names = sorted({name for name in channels if name})
    levels = tuple(Level(name.lower(), name) for name in names)
    codes = np.array([names.index(name) if name else -1 for name in channels], np.int32)
    arrays = {name: np.array(values, float) for name, values in measures.items()}
    return Ledger(kind, np.array(days, np.int32), np.array(untils, np.int32), levels, codes, arrays, currency)


def costs(block, *ledgers, question=ASK, known_to=200):
    return {each.channel: each for each in measure(gathering(block, known_to=known_to, ledgers=ledgers), question).unit_costs}


def buyers():
    """Four from Ads on days 10 to 40, two of them won; one from friends."""
    return records([10, 20, 30, 40, 15], [30, 60, None, None, 40], stages=("Lead", "Deal"), channel=["Ads", "Ads", "Ads", "Ads", "Friends"])


def test_money_is_divided_by_those_who_entered_on_its_days():
    found = costs(buyers(), ledger([0], [50], ["ads"], spend=[1_000]))
    assert found["ads"].spend == 1_000
    assert found["ads"].per_stage == {"Lead": 250, "Deal": 1_000}, "the second was won after the last day that the ledger covers"


def test_a_row_counts_by_the_share_of_its_days_in_the_period():
    found = costs(buyers(), ledger([0], [99], ["Ads"], spend=[1_000]), question=Question("list", until="1970-01-25", whole_history=True))
    assert found["Ads"].spend == pytest.approx(250)
    assert found["Ads"].per_stage["Lead"] == pytest.approx(125)


def test_nothing_to_divide_by_has_no_cost():
    found = costs(buyers(), ledger([0], [50], ["Fair"], spend=[700], visits=[0]))
    assert found["Fair"].per_stage == {"Lead": None, "Deal": None}
    assert found["Fair"].costs == {"visits": None}
    assert found["Fair"].spend_without_buyers
    assert found["Ads"].buyers_without_spend, "both sides stay visible"
    assert found["Ads"].spend is None


def test_yields_follow_the_usual_way_and_count_only_rows_that_have_both():
    mail = ledger(
        [0, 31, 59], [30, 58, 89], ["Mail"] * 3, spend=[10, 10, NAN], sent=[400, 600, 100], delivered=[380, 570, NAN],
        contacted=[100, 150, 50], replied=[4, 6, 2], positive=[2, 3, 1],
    )  # fmt: skip
    found = costs(buyers(), mail)["Mail"]
    assert found.yields == (
        ("sent", "delivered", 0.95, 1_000), ("contacted", "replied", 0.04, 300), ("replied", "positive", 0.5, 12),
    )  # fmt: skip
    assert found.costs["sent"] == pytest.approx(20 / 1_000), "only where money is known"


def test_money_in_another_currency_is_not_added():
    found = costs(
        buyers(), ledger([0], [50], ["Ads"], spend=[1_000]), ledger([0], [50], ["Ads"], currency="USD", spend=[5_000], clicks=[40])
    )
    assert found["Ads"].spend == 1_000
    assert found["Ads"].activities == {"clicks": 40}


def test_lonely_sides_are_said():
    found = measure(gathering(buyers(), known_to=200, ledgers=(ledger([0], [50], ["Fair"], spend=[700]),)), ASK)
    said = {each.code: each.values for each in found.findings}
    assert said["spend_without_buyers"] == {"channels": ["Fair"]}
    assert said["buyers_without_spend"] == {"channels": ["Ads", "Friends"]}


def test_without_a_ledger_there_are_no_costs():
    assert costs(buyers()) == {}


# --- Lists of counts alone ------------------------------------------------------------------------------------------


def counts_list(**measures):
    """A year of two channels by month."""
    starts = (np.arange(13) + np.datetime64("2025-01", "M")).astype("datetime64[D]").astype(int)
    rows = ledger(np.repeat(starts[:12], 2), np.repeat(starts[1:] - 1, 2), ["Ads", "Fairs"] * 12, kind="counts", **measures)
    return Gathering(
        "list", ("Leads", "Deals"), ("imp_1",), int(starts[12] - 1), "EUR", {"channel": rows.channels}, (rows,), lambda: iter(())
    )


def test_counts_give_flow_ratios_and_say_that_they_are_no_conversions():
    found = measure(counts_list(Leads=[100, 40] * 12, Deals=[5, 8] * 12, revenue=[500, 1_600] * 12), Question("list", split="channel"))
    assert found.basis == "snapshot"
    (rate,) = found.whole.rates
    assert (rate.entered, rate.converted, rate.rate) == (140 * 12, 13 * 12, pytest.approx(13 / 140))
    assert (rate.lag.n, rate.curve.days) == (0, ())
    assert [(each.name, each.rates[0].rate) for each in found.groups] == [("Ads", pytest.approx(0.05)), ("Fairs", pytest.approx(0.2))]
    assert 0.05 < found.groups[0].rates[0].shrunk < rate.rate
    assert found.groups[1].share == pytest.approx(16 / 21)
    assert found.groups[1].value.mean == pytest.approx(200)
    assert "flow_not_conversion" in [each.code for each in found.findings]
    assert (found.since, found.until) == ("2025-01-01", "2025-12-31")


def test_the_stages_of_a_list_of_counts_are_no_activity_of_its_channels():
    found = measure(counts_list(Leads=[100, 40] * 12, Deals=[5, 8] * 12, spend=[500, 300] * 12, clicks=[9, 9] * 12), Question("list"))
    assert [(each.channel, list(each.activities), each.per_stage) for each in found.unit_costs] == [
        ("Ads", ["clicks"], {"Leads": 5.0, "Deals": 100.0}),
        ("Fairs", ["clicks"], {"Leads": 7.5, "Deals": 37.5}),
    ]


def test_more_out_than_in_is_no_rate():
    found = measure(counts_list(Leads=[1, 1] * 12, Deals=[5, 8] * 12), Question("list"))
    (rate,) = found.whole.rates
    assert (rate.rate, rate.reason, rate.raw) == (None, "more_out_than_in", 6.5)
    (finding,) = [each for each in found.findings if each.code == "more_out_than_in"]
    assert finding.values == {"from_stage": "Leads", "to_stage": "Deals", "entered": 24, "converted": 156}


def test_counts_know_of_nobody_who_is_open_or_lost():
    whole = measure(counts_list(Leads=[100, 40] * 12, Deals=[5, 8] * 12), Question("list", split="channel"))
    for group in (whole.whole, *whole.groups):
        assert (group.lost, group.still_open, group.open) == (0, 0, ())
        assert {(rate.lost, rate.open) for rate in (*group.rates, group.end_to_end)} == {(0, 0)}
    assert whole.whole.won == 156


def test_counts_say_where_a_day_beyond_them_was_asked_for():
    found = measure(counts_list(Leads=[100, 40] * 12, Deals=[5, 8] * 12), Question("list", as_of="2026-06-30"))
    assert found.as_of == "2025-12-31"
    assert [each.values for each in found.findings if each.code == "beyond_known"] == [{"asked": "2026-06-30", "known": "2025-12-31"}]


def test_months_that_say_nothing_of_a_stage_are_not_compared():
    found = measure(counts_list(Leads=[100, 40] * 11 + [100, NAN], Deals=[5, 8] * 11 + [NAN, NAN]), Question("list"))
    assert found.whole.rates[0].entered == 140 * 11


def test_counts_with_money_have_a_cost_by_stage():
    whole = counts_list(Leads=[100, 40] * 12, Deals=[5, 8] * 12)
    starts = whole.ledgers[0].day[::2]
    spend = ledger(starts, starts + 27, ["Ads"] * 12, spend=[500] * 12)
    found = measure(Gathering(**{**vars(whole), "ledgers": (*whole.ledgers, spend)}), Question("list"))
    by_channel = {each.channel: each for each in found.unit_costs}
    assert by_channel["Ads"].per_stage == {"Leads": 5.0, "Deals": 100.0}
    assert by_channel["Fairs"].buyers_without_spend


def test_of_many_channels_those_that_cost_most_are_shown_and_the_others_told():
    names = [f"c{at}" for at in range(50)]
    found = measure(gathering(buyers(), known_to=200, ledgers=[ledger([0] * 50, [50] * 50, names, spend=range(50))]), ASK)
    assert [each.spend for each in found.unit_costs] == list(range(49, 9, -1))
    (told,) = [each for each in found.findings if each.code == "channels_left_out"]
    assert told.values == {"shown": 40, "left": 12, "spend": sum(range(10)), "currency": "EUR"}, "two have buyers and no spend"


# --- Days on which money is known -----------------------------------------------------------------------------------


def monthly(months, channel="Web", **measures):
    """A row for each month, 0 being January 1970."""
    starts = (np.arange(13) + np.datetime64("1970-01", "M")).astype("datetime64[D]").astype(int)
    return ledger(starts[months], starts[np.array(months) + 1] - 1, [channel] * len(months), **measures)


def a_lead_a_day():
    """From January to December."""
    return records(list(range(1, 365)), [None] * 364, stages=("Lead", "Deal"), channel=["Web"] * 364)


def test_a_month_that_tells_of_clicks_alone_adds_nobody_to_those_the_money_is_divided_by():
    known = monthly([0, 1, 2, 3, 4, 5, 11], spend=[1_000] * 6 + [NAN], clicks=[NAN] * 6 + [100])
    found = costs(a_lead_a_day(), known, known_to=364)["Web"]
    assert found.per_stage["Lead"] == pytest.approx(6_000 / 180)
    assert found.entered == {"spend": (180, 0), "clicks": (31, 0)}


def test_a_gap_in_the_money_adds_nobody_to_those_it_is_divided_by():
    found = costs(a_lead_a_day(), monthly([0, 1, 2, 9, 10, 11], spend=[1_000] * 6), known_to=364)["Web"]
    assert found.per_stage["Lead"] == pytest.approx(6_000 / (89 + 92))


def test_money_in_another_currency_adds_no_days():
    own, other = monthly([0, 1, 2], spend=[1_000] * 3), monthly([3, 4, 5], spend=[7] * 3, currency="USD")
    found = costs(a_lead_a_day(), own, other, known_to=364)["Web"]
    assert found.per_stage["Lead"] == pytest.approx(3_000 / 89)


def test_bookings_of_single_days_count_as_one_stretch_unless_one_of_them_is_far_away():
    every_week = [*range(1, 60, 7), *range(300, 330, 7)]
    found = costs(a_lead_a_day(), ledger(every_week, every_week, ["Web"] * len(every_week), spend=[10] * len(every_week)), known_to=364)
    assert found["Web"].entered["spend"][0] == (57 - 1 + 1) + (328 - 300 + 1)
    quarters = [10, 100, 190, 280]
    found = costs(a_lead_a_day(), ledger(quarters, quarters, ["Web"] * 4, spend=[10] * 4), known_to=364)
    assert found["Web"].entered["spend"][0] == 271


def test_counts_of_months_without_money_cost_nothing():
    whole = counts_list(Leads=[100, 40] * 12, Deals=[5, 8] * 12)
    starts = whole.ledgers[0].day[::2][:6]
    spend = ledger(starts, starts + 27, ["Ads"] * 6, spend=[500] * 6)
    found = measure(Gathering(**{**vars(whole), "ledgers": (*whole.ledgers, spend)}), Question("list"))
    assert {each.channel: each for each in found.unit_costs}["Ads"].per_stage == {"Leads": 5.0, "Deals": 100.0}
