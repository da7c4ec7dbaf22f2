"""Days of any century: a clock may be wrong, and a file may be looked at long after it was made."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from app.history.measure import measure
from app.history.measure.cohort_matrix import cohorts
from app.history.measure.period import day_number, day_text
from app.history.measured import Question
from app.history.records import LOST, OPEN, WON
from app.history.review import review
from tests.history.measure.histories import gathering, records

LAST = day_number("2200-12-31")
DAY = st.one_of(st.none(), st.integers(0, LAST), st.integers(25_900, 25_960), st.integers(60_000, 60_090))
BUYER = st.tuples(DAY, DAY, DAY, DAY, st.sampled_from(["a", "b", ""]), st.sampled_from([OPEN, WON, LOST]))
TEXT = st.one_of(st.none(), st.integers(0, LAST).map(day_text), st.just("9999-12-31"), st.just("0001-01-01"))


@st.composite
def histories(draw):
    rows = draw(st.lists(BUYER, min_size=1, max_size=30))
    outcome = [WON if row[2] is not None else row[5] for row in rows]
    lost = [row[3] if what == LOST else None for row, what in zip(rows, outcome, strict=True)]
    block = records(*([row[at] for row in rows] for at in range(3)), lost=lost, outcome=outcome, channel=[row[4] for row in rows])
    return gathering(block, known_to=draw(st.integers(0, LAST)))


QUESTIONS = st.builds(
    Question, st.just("list"), TEXT, TEXT, TEXT, split=st.sampled_from([None, "channel"]), whole_history=st.booleans(),
    short_season=st.booleans(),
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(histories(), QUESTIONS)
def test_any_question_has_an_answer(history, question):
    found = measure(history, question)
    assert found.whole.n == found.whole.won + found.whole.lost + found.whole.still_open


@settings(max_examples=60, deadline=None)
@given(histories(), TEXT)
def test_every_day_that_is_known_counts_in_whatever_year_it_lies(history, as_of):
    found = measure(history, Question("list", as_of, whole_history=True))
    (block,) = history.blocks()
    known = min(history.known_to, LAST if as_of is None else day_number(as_of))
    entered = (block.entered[0] >= 0) & (block.entered[0] <= known)
    assert found.whole.rates[0].entered >= entered.sum()


@settings(max_examples=60, deadline=None)
@given(histories(), QUESTIONS, st.sampled_from(["month", "quarter"]))
def test_cohorts_hold_everybody_who_entered(history, question, unit):
    question = Question("list", question.as_of, whole_history=True)
    found = cohorts(history, question, "Lead", "Deal", unit)
    (block,) = history.blocks()
    as_of = min(history.known_to, LAST if question.as_of is None else day_number(question.as_of))
    assert sum(found.entered) == ((block.entered[0] >= 0) & (block.entered[0] <= as_of)).sum()


@settings(max_examples=40, deadline=None)
@given(histories(), st.integers(1900, 2199), TEXT)
def test_any_year_can_be_reviewed(history, year, as_of):
    found = review(history, "list", f"{year}-01-01", f"{year}-12-31", as_of=as_of)
    (block,) = history.blocks()
    known = min(history.known_to, LAST if as_of is None else day_number(as_of), day_number(f"{year}-12-31"))
    won = (block.entered[-1] >= max(day_number(f"{year}-01-01"), 0)) & (block.entered[-1] <= known)
    assert next(each.value for each in found.whole if each.key == "deals") == won.sum()


def test_a_season_is_found_in_years_to_come():
    """Ten deals every month, thirty in March, over the four years from 2090."""
    days = [
        day_number(dt.date(year, month, 3 + n % 20).isoformat())
        for year in range(2090, 2094)
        for month in range(1, 13)
        for n in range(30 if month == 3 else 10)
    ]
    found = measure(gathering(records(days, days, days), known_to=day_number("2093-12-31")), Question("list", whole_history=True))
    assert found.season.indices is not None
    assert max(range(12), key=lambda month: found.season.indices[month]) == 2
