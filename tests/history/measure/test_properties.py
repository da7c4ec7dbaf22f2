"""What holds of every history."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.history.measure import measure, survey
from app.history.measured import Question
from app.history.records import LOST, MISSING, OPEN, WON
from tests.history.measure.histories import gathering, pick, records, split

ASK = Question("list", split="channel", whole_history=True)
DAY = st.one_of(st.none(), st.integers(0, 120))
BUYER = st.tuples(DAY, DAY, DAY, DAY, st.sampled_from(["a", "b", ""]), st.sampled_from([OPEN, WON, LOST]), st.integers(0, 2))


@st.composite
def histories(draw):
    """Buyers of any kind, days in any order."""
    rows = draw(st.lists(BUYER, min_size=1, max_size=40))
    names = [row[4] for row in rows] + ["a", "b"]
    days = [[row[at] for row in rows] + [None, None] for at in range(4)]
    outcome = [WON if row[2] is not None else row[5] for row in rows] + [OPEN, OPEN]
    lost = [day if what == LOST else None for day, what in zip(days[3], outcome, strict=True)]
    return records(*days[:3], lost=lost, outcome=outcome, reached=[row[6] for row in rows] + [0, 0], channel=names)


@settings(max_examples=60, deadline=None)
@given(histories(), st.lists(st.integers(0, 40), max_size=3))
def test_the_figures_do_not_depend_on_how_buyers_are_put_in_blocks(block, cuts):
    cuts = [cut for cut in cuts if cut <= len(block)]
    whole = measure(gathering(block, known_to=130), ASK)
    assert measure(gathering(*split(block, cuts), known_to=130), ASK) == whole


@settings(max_examples=60, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_the_figures_do_not_depend_on_the_order_of_buyers(block, random):
    order = list(range(len(block)))
    random.shuffle(order)
    assert measure(gathering(pick(block, np.array(order)), known_to=130), ASK) == measure(gathering(block, known_to=130), ASK)


@settings(max_examples=60, deadline=None)
@given(histories())
def test_groups_add_up_to_the_whole(block):
    found = measure(gathering(block, known_to=130), ASK)
    for name in ("n", "won", "lost", "still_open"):
        assert sum(getattr(group, name) for group in found.groups) == getattr(found.whole, name)
    for at, rate in enumerate(found.whole.rates):
        for name in ("entered", "converted", "lost", "open", "skipped", "reversed"):
            assert sum(getattr(group.rates[at], name) for group in found.groups) == getattr(rate, name)
    assert found.whole.n == found.whole.won + found.whole.lost + found.whole.still_open == len(block)


@settings(max_examples=60, deadline=None)
@given(histories())
def test_counts_add_up_and_rates_are_shares_inside_their_intervals(block):
    found = measure(gathering(block, known_to=130), ASK)
    for group in (found.whole, *found.groups):
        for rate in (*group.rates, group.end_to_end):
            assert rate.entered == rate.converted + rate.lost + rate.open
            if rate.rate is not None:
                assert 0 <= rate.rate <= 1
                assert rate.interval.low - 1e-9 <= rate.rate <= rate.interval.high + 1e-9
                assert rate.shrunk_interval.low - 1e-9 <= rate.shrunk <= rate.shrunk_interval.high + 1e-9
                assert list(rate.curve.converted) == sorted(rate.curve.converted)
        assert sum(stage.n for stage in group.open) >= sum(sum(stage.ages) for stage in group.open)


@settings(max_examples=40, deadline=None)
@given(histories())
def test_the_last_day_that_is_known_is_the_same_as_no_day(block):
    plain = measure(gathering(block, known_to=130), ASK)
    assert measure(gathering(block, known_to=130), replace(ASK, as_of="1970-05-11")) == plain
    beyond = measure(gathering(block, known_to=130), replace(ASK, as_of="1999-01-01"))
    assert replace(beyond, findings=tuple(each for each in beyond.findings if each.code != "beyond_known")) == plain


@settings(max_examples=150, deadline=None)
@given(histories(), st.lists(st.tuples(st.booleans(), st.booleans()), min_size=42, max_size=42), st.integers(100, 400))
def test_a_rate_is_possible_whatever_becomes_of_those_who_are_open(block, kept, known_to):
    """Between all of the open ones failing and all of them going on, with days of any win or loss missing."""
    won, lost = np.array(kept[: len(block)]).T
    entered = block.entered.copy()
    entered[1:, ~won] = MISSING
    block = replace(block, entered=entered, lost=np.where(lost, block.lost, MISSING).astype(np.int32))
    found = measure(gathering(block, known_to=known_to), ASK)
    for group in (found.whole, *found.groups):
        for rate in (*group.rates, group.end_to_end):
            if rate.rate is not None:
                low, high = rate.converted / rate.entered, (rate.converted + rate.open) / rate.entered
                assert low - 1e-9 <= rate.rate <= high + 1e-9
                assert rate.interval.low <= high + 1e-9
                assert rate.interval.high >= low - 1e-9


@settings(max_examples=40, deadline=None)
@given(histories())
def test_moving_every_day_moves_no_figure(block):
    moved = replace(block, entered=_moved(block.entered), lost=_moved(block.lost))
    before, after = measure(gathering(block, known_to=130), ASK), measure(gathering(moved, known_to=130 + 700), ASK)
    assert after.whole.rates == before.whole.rates
    assert after.groups == before.groups


def _moved(days):
    return np.where(days == MISSING, days, days + 700).astype(np.int32)


@settings(max_examples=40, deadline=None)
@given(histories())
def test_everybody_twice_gives_the_same_rates_more_surely(block):
    twice = records(
        *([*map(_day, stage)] * 2 for stage in block.entered),
        lost=[*map(_day, block.lost)] * 2,
        outcome=[*block.outcome] * 2,
        reached=[*block.reached] * 2,
    )
    once = records(
        *(map(_day, stage) for stage in map(list, block.entered)),
        lost=[*map(_day, block.lost)],
        outcome=[*block.outcome],
        reached=[*block.reached],
    )
    question = Question("list", whole_history=True)
    for one, two in zip(
        measure(gathering(once, known_to=130), question).whole.rates,
        measure(gathering(twice, known_to=130), question).whole.rates,
        strict=True,
    ):
        assert two.entered == 2 * one.entered
        if one.rate is not None and two.watched_days == one.watched_days:
            assert two.rate == pytest.approx(one.rate)
            assert two.interval.high - two.interval.low < one.interval.high - one.interval.low


def _day(day):
    return None if day == MISSING else int(day)


PERIODS = st.builds(
    Question,
    st.just("list"),
    as_of=st.sampled_from([None, "1970-02-10", "1970-04-20"]),
    since=st.sampled_from([None, "1970-01-20"]),
    until=st.sampled_from([None, "1970-03-01"]),
    split=st.sampled_from([None, "channel"]),
    only=st.sampled_from([(), (("channel", "a"),)]),
    whole_history=st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(histories(), st.lists(PERIODS, min_size=2, max_size=5))
def test_a_question_is_answered_as_though_it_were_the_first(block, questions):
    asked = gathering(block, known_to=130)
    assert [measure(asked, question) for question in questions] == [measure(gathering(block, known_to=130), each) for each in questions]


@settings(max_examples=60, deadline=None)
@given(histories(), PERIODS)
def test_many_values_are_counted_by_group_with_the_same_figures(block, question):
    by_value = measure(gathering(block, known_to=130), question)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(survey, "MOST_GROUPS", -1)
        assert measure(gathering(block, known_to=130), question) == by_value
