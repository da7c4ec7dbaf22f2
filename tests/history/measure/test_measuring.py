from dataclasses import replace

import numpy as np
import pytest

from app.history.measure import Measuring, measure
from app.history.measure.intervals import wilson
from app.history.measured import Question
from app.history.records import LOST, OPEN, WON
from tests.history.measure.histories import attribute, gathering, records

ASK = Question("list", whole_history=True)
NO = None


def rates(block, question=ASK, **changes):
    return measure(gathering(block, **changes), question).whole.rates


def test_what_is_open_is_open_and_not_failed():
    """Two of four went on after ten days; of the others one was watched for five days only, so that at ten days three were at risk."""
    (rate,) = rates(records([100, 100, 100, 115], [110, 110, NO, NO], stages=("Lead", "Deal")), known_to=120)
    assert (rate.entered, rate.converted, rate.lost, rate.open) == (4, 2, 0, 2)
    assert rate.raw == 0.5
    assert rate.curve.at(10) == pytest.approx(2 / 3)
    assert rate.closed_only is None


def test_where_everything_is_decided_the_rate_is_the_plain_share():
    (rate,) = rates(records([0, 0, 0, 0], [5, NO, NO, NO], stages=("Lead", "Deal"), lost=[NO, 3, 9, 200]))
    assert rate.rate == 0.25 == rate.raw == rate.closed_only
    assert rate.interval.low < 0.25 < rate.interval.high


def test_losses_end_the_wait_before_the_win():
    """Aalen-Johansen by hand: of 5 one is lost at 1, of 4 one won at 2, one out of sight at 3, of 2 one won at 4: 4/5 x 1/4 + 3/5 x 1/2."""
    block = records([10, 10, 10, 11, 8], [NO, 12, 14, NO, NO], stages=("Lead", "Deal"), lost=[11, NO, NO, NO, NO])
    (rate,) = rates(block, known_to=14)
    assert rate.curve.days == (1, 2, 4)
    assert rate.curve.converted == pytest.approx((0, 0.2, 0.2 + 0.6 / 2))
    assert rate.curve.lost == pytest.approx((0.2, 0.2, 0.2))
    assert rate.curve.at_risk == (5, 4, 2)


def test_nobody_entered_says_so():
    (rate,) = rates(records([100], [NO], stages=("Lead", "Deal")), Question("list", since="2001-01-01"))
    assert (rate.rate, rate.reason, rate.entered, rate.raw) == (None, "nobody_entered", 0, None)


def test_a_skipped_stage_was_passed_through():
    """The second went from lead to deal without a day as SQL: from lead to SQL on the day of the deal, on from there without a lag."""
    first, second = rates(records([0, 0, 0], [10, NO, NO], [30, 50, NO], lost=[NO, NO, 5]))
    assert (first.entered, first.converted, first.skipped) == (3, 2, 1)
    assert first.lag.n == 2
    assert (second.entered, second.converted, second.rate) == (2, 2, 1.0)
    assert (second.lag.n, second.lag.mean) == (1, 20)


def test_who_begins_at_a_later_stage_was_never_in_the_one_before():
    first, second = rates(records([0, NO, NO], [10, 0, 0], [30, 50, NO], lost=[NO, NO, 5]))
    assert (first.entered, first.converted) == (1, 1)
    assert (second.entered, second.converted, second.lost) == (3, 2, 1)


def test_a_stage_without_any_day_has_a_share_and_no_rate():
    block = records([NO] * 4, [5, 5, 5, NO], [9, NO, NO, NO], outcome=[WON, OPEN, LOST, OPEN], lost=[NO, NO, 8, NO], reached=[2, 1, 1, 0])
    first, second = rates(block, known_to=40)
    assert (first.rate, first.reason, first.entered, first.converted, first.raw) == (None, "no_days", 4, 3, 0.75)
    assert second.entered == 3
    assert measure(gathering(block, known_to=40), ASK).whole.end_to_end.from_stage == "SQL"


def test_a_win_without_a_day_counts_and_is_spread_like_the_others():
    block = records([0] * 40, [10, 20] * 10 + [NO] * 20, stages=("Lead", "Deal"), outcome=[WON] * 21 + [OPEN] * 19)
    (rate,) = rates(block, known_to=100)
    assert (rate.converted, rate.undated, rate.rate) == (21, 1, pytest.approx(21 / 40))
    assert rate.curve.at(10) == pytest.approx(21 / 80)
    assert rate.lag.n == 20
    (before,) = rates(block, Question("list", whole_history=True, as_of="1970-02-01"), known_to=100)
    assert before.converted == 20, "on what day it was won nobody knows, so earlier it was not known"


def without_days(won=23, lost=73, still_open=4, dated=0):
    """A hundred deals, one entered on each day, of which only the status is known, and the day of some wins."""
    outcome = ([WON] * won + [LOST] * lost + [OPEN] * still_open) * 2
    days = [at // 2 for at in range(len(outcome))]
    ends = ([day + 7 for day in days[:dated]] + [NO] * len(days))[: len(days)]
    return records(days, ends, stages=("Created", "Won"), outcome=outcome)


def test_where_wins_have_no_day_the_rate_is_that_of_those_whose_end_is_known():
    found = measure(gathering(without_days(), known_to=300), ASK)
    (rate,) = found.whole.rates
    assert (rate.entered, rate.converted, rate.lost, rate.open, rate.undated) == (200, 46, 146, 8, 46)
    assert rate.rate == pytest.approx(46 / 192) == rate.closed_only
    assert rate.interval == wilson(46 / 192, 192)
    assert (rate.curve.days, rate.lag.n, rate.snapshot, rate.difference) == ((), 0, None, None)
    (finding,) = [each for each in found.findings if each.code.startswith("undated")]
    assert (finding.code, finding.severity, finding.count) == ("undated_outcomes", "warning", 46)
    assert (finding.values["low"], finding.values["high"]) == (46 / 200, 54 / 200)


def test_where_wins_have_no_day_and_most_are_open_there_is_no_rate():
    for outcomes in ({"won": 20, "lost": 20, "still_open": 60}, {"won": 90, "lost": 0, "still_open": 10}):
        found = measure(gathering(without_days(**outcomes), known_to=300), ASK)
        (rate,) = found.whole.rates
        assert (rate.rate, rate.interval, rate.reason) == (None, None, "undated_outcomes")
        assert rate.raw == outcomes["won"] / 100
        assert "undated_outcomes_open" in [each.code for each in found.findings]


def test_the_days_of_most_wins_still_tell_how_long_they_take():
    (rate,) = rates(without_days(won=30, dated=30), known_to=300)
    assert (rate.undated, rate.lag.n, rate.lag.median, rate.lag.mean_all) == (30, 30, 7, None)
    (rate,) = rates(without_days(won=30, dated=29), known_to=300)
    assert (rate.lag.n, rate.lag.median) == (0, None)


def test_groups_are_counted_as_the_whole_is_and_pulled_towards_it():
    block = without_days()
    block = replace(block, attributes=(attribute("channel", ["Ads", "Mail"] * 100),))
    found = measure(gathering(block, known_to=300), Question("list", split="channel", whole_history=True))
    for group in found.groups:
        assert group.rates[0].rate == pytest.approx(group.rates[0].closed_only)
        assert group.rates[0].curve.days == ()
        assert group.rates[0].shrunk == pytest.approx(46 / 192, abs=0.02)


def test_a_rate_is_never_below_those_who_have_gone_on():
    """Of a hundred ten went on late, at an age that only few were watched for: beyond the curve, and known all the same."""
    entry = [0] * 4 + [100] * 96
    (rate,) = rates(records(entry, [90] * 4 + [105] * 10 + [NO] * 86, stages=("Lead", "Deal")), known_to=120)
    assert rate.rate == pytest.approx(0.14) == rate.raw
    assert rate.watched_days < 90


def test_a_day_beyond_the_data_is_said():
    block = records([0, 10], [5, NO], stages=("Lead", "Deal"))
    beyond = measure(gathering(block, known_to=20), Question("list", whole_history=True, as_of="1970-03-01"))
    (finding,) = [each for each in beyond.findings if each.code == "beyond_known"]
    assert finding.values == {"asked": "1970-03-01", "known": "1970-01-21"}
    assert beyond.as_of == "1970-01-21"
    known = measure(gathering(block, known_to=20), Question("list", whole_history=True, as_of="1970-01-21"))
    assert "beyond_known" not in [each.code for each in known.findings]


def test_a_loss_without_a_day_ends_no_wait():
    dated = records([0] * 6, [10, NO, NO, NO, NO, NO], stages=("Lead", "Deal"), outcome=[WON, LOST, LOST, OPEN, OPEN, OPEN])
    (rate,) = rates(dated, known_to=100)
    assert (rate.lost, rate.open) == (2, 3)
    assert rate.rate == pytest.approx(1 / 6)


def test_few_days_backwards_count_as_none_and_many_leave_the_lag():
    block = records([10] * 20, [8, 0, *[20] * 18], stages=("Lead", "Deal"))
    (rate,) = rates(block)
    assert (rate.converted, rate.reversed, rate.rate) == (20, 1, 1.0)
    assert (rate.lag.n, rate.lag.negative, rate.lag.refused) == (19, 2, None)
    assert rate.lag.mean == pytest.approx((18 * 10 - 2) / 19)
    assert rate.curve.days[0] == 0


def test_no_lag_from_unrelated_dates():
    found = measure(gathering(records([50] * 10, [60] * 8 + [10, 20], stages=("Lead", "Deal"))), ASK)
    (rate,) = found.whole.rates
    assert (rate.lag.refused, rate.lag.mean) == ("unrelated_dates", None)
    assert rate.rate == 1.0, "they went on all the same"
    (finding,) = [each for each in found.findings if each.code == "unrelated_dates"]
    assert finding.values["backwards"] == 2


def test_what_happened_after_the_day_is_not_known():
    block = records([0, 5, 40], [10, 35, NO], stages=("Lead", "Deal"), lost=[NO, NO, 50])
    question = Question("list", as_of="1970-01-31", whole_history=True)  # day 30
    found = measure(gathering(block), question)
    (rate,) = found.whole.rates
    assert (rate.entered, rate.converted, rate.lost, rate.open) == (2, 1, 0, 1)
    assert found.as_of == "1970-01-31"
    assert [stage.n for stage in found.whole.open] == [1]


def test_only_entries_of_the_period_count():
    block = records([0, 10, 20], [5, 15, 25], stages=("Lead", "Deal"))
    (rate,) = rates(block, Question("list", since="1970-01-11", until="1970-01-11", whole_history=True))
    assert (rate.entered, rate.converted) == (1, 1)
    assert rate.snapshot == 0, "nobody went on on that very day"


def test_only_buyers_asked_for_count():
    block = records([0, 1, 2, 3], [5, NO, NO, 9], stages=("Lead", "Deal"), region=["North", "South", "", "South"])
    of_south = measure(gathering(block, known_to=50), Question("list", only=(("region", "south"),), whole_history=True))
    assert (of_south.whole.n, of_south.whole.won, of_south.n_rows) == (2, 1, 2)
    of_blanks = measure(gathering(block, known_to=50), Question("list", only=(("region", ""),), whole_history=True))
    assert of_blanks.whole.n == 1
    of_nobody = measure(gathering(block, known_to=50), Question("list", only=(("region", "east"),), whole_history=True))
    assert of_nobody.whole.n == 0


def test_groups_stand_in_order_of_size_with_blanks_last():
    names = ["b"] * 3 + ["a"] * 2 + [""] * 4
    block = records([0] * 9, [1] * 9, stages=("Lead", "Deal"), channel=names)
    found = measure(gathering(block), Question("list", split="channel", whole_history=True))
    assert [(group.key, group.n) for group in found.groups] == [("b", 3), ("a", 2), ("", 4)]
    assert found.splits == (("channel", 2),)


def test_beyond_forty_values_the_rest_is_put_together():
    names = [f"v{at:02d}" for at in range(45) for _ in range(45 - at)]
    block = records([0] * len(names), [1] * len(names), stages=("Lead", "Deal"), channel=names)
    found = measure(gathering(block), Question("list", split="channel", whole_history=True))
    assert (len(found.groups), found.others) == (41, 5)
    assert found.groups[-1].n == 1 + 2 + 3 + 4 + 5
    assert sum(group.n for group in found.groups) == found.whole.n


def test_groups_that_enter_later_are_followed_from_there():
    days = [0] * 6 + [NO] * 4, [5] * 6 + [0] * 4, [9, 9, NO, NO, NO, NO, 9, 9, 9, NO]
    block = records(*days, channel=["web"] * 6 + ["partner"] * 4)
    found = measure(gathering(block, known_to=60), Question("list", split="channel", whole_history=True))
    web, partner = found.groups
    assert (web.end_to_end.from_stage, partner.end_to_end.from_stage) == ("Lead", "SQL")
    assert (partner.end_to_end.entered, partner.end_to_end.converted) == (4, 3)
    assert (found.whole.end_to_end.from_stage, found.whole.end_to_end.entered) == ("Lead", 6)


def test_an_unknown_split_is_an_error():
    with pytest.raises(KeyError):
        measure(gathering(records([0], [1], [2])), Question("list", split="region"))


def test_fewer_than_five_outcomes_are_small():
    def small(won, lost):
        n = won + lost
        return rates(records([0] * n, [1] * won + [NO] * lost, stages=("Lead", "Deal"), lost=[NO] * won + [2] * lost))[0].small

    assert small(4, 96)
    assert small(96, 4)
    assert small(10, 15), "25 who entered"
    assert not small(5, 25)


def test_few_losses_are_warned_of():
    block = records([0] * 87, [5] * 82 + [NO] * 5, stages=("Lead", "Deal"), lost=[NO] * 82 + [9] * 5)
    (finding,) = [each for each in measure(gathering(block), ASK).findings if each.code == "few_losses"]
    assert finding.values == {"won": 82, "lost": 5, "open": 0}


def test_a_growing_list_says_why_its_sheet_shows_less():
    entry = [day for day in range(120) for _ in range(1 + day // 4)]
    gone = [day + 30 if at % 2 == 0 and day + 30 < 120 else NO for at, day in enumerate(entry)]
    (rate,) = rates(records(entry, gone, stages=("Lead", "Deal")), known_to=119)
    assert rate.snapshot < rate.interval.low
    assert rate.difference == "growing"


def test_a_list_of_one_stage_has_no_conversions():
    found = measure(gathering(records([0, 1], stages=("Deal",))), ASK)
    assert found.whole.rates == ()
    assert found.whole.end_to_end.reason == "nobody_entered"
    assert found.whole.won == 2


def test_a_list_without_any_day_has_shares_only():
    block = records([NO] * 3, [NO] * 3, stages=("Lead", "Deal"), outcome=[WON, OPEN, LOST])
    found = measure(gathering(block), Question("list"))
    assert (found.as_of, found.whole.won, found.whole.lost, found.whole.still_open) == (None, 1, 1, 1)
    (rate,) = found.whole.rates
    assert (rate.reason, rate.raw) == ("no_days", pytest.approx(1 / 3))
    assert [each.code for each in found.findings if each.code == "buyers_without_day"] == ["buyers_without_day"]


def test_an_empty_list_is_no_error():
    found = measure(gathering(records([], [], stages=("Lead", "Deal"))), Question("list"))
    assert (found.n_rows, found.whole.n, found.whole.end_to_end.reason) == (0, 0, "nobody_entered")


def test_questions_asked_together_have_the_answers_that_each_has_alone():
    random = np.random.default_rng(7)
    entered = random.integers(19_500, 20_500, 400)
    on = np.where(random.random(400) < 0.5, entered + random.integers(-5, 200, 400), NO)
    won = np.where(random.random(400) < 0.3, entered + random.integers(20, 400, 400), NO)
    block = records(entered, on, won, channel=random.choice(["Ads", "Mail", ""], 400), amount=random.uniform(-5, 100, 400))
    spans = (("2024-01-01", "2024-12-31"), ("2025-01-01", "2025-12-31"), (None, None))
    questions = [Question("list", since=since, until=until, split="channel") for since, until in spans]
    held = gathering(block, known_to=20_700)
    assert [repr(found) for found in Measuring(held, questions).funnels()] == [repr(measure(held, question)) for question in questions]


def test_days_far_backwards_are_counted_where_there_is_no_lag_too():
    """Three of fifty wins are dated, all of them long before the entry: no lag, and three backwards, not none."""
    outcome = [WON] * 50 + [LOST] * 50
    entered, ended = [100] * 100, [10, 20, 30, *[NO] * 97]
    found = measure(gathering(records(entered, ended, stages=("Opportunity", "Deal"), outcome=outcome), known_to=300), ASK)
    (finding,) = [each for each in found.findings if each.code in ("backwards_far", "unrelated_dates")]
    assert finding.values["backwards"] == finding.count == 3
