"""Solve for a date: the last month too late as what is wanted, and today as what is looked for."""

import datetime as dt
import math

import numpy as np
import pytest

from app.planner.scenario import Scenario
from app.questions.compare import compare
from app.questions.explaining.explain import explain
from app.questions.late import too_late
from app.questions.levers import levers_of, today_of
from app.questions.odds.indices import indices
from app.questions.odds.required import required
from app.questions.outcomes import months_of, outcomes_of, read
from app.questions.refused import QuestionRefused
from app.questions.sensitivity import tornado
from app.questions.solving.solve import solve, solve_many
from app.questions.solving.stretches import Rising
from app.questions.solving.told import day_number, day_of, month_label, month_number, told
from app.questions.sweeping.space import Axis, Grid
from app.questions.sweeping.sweep import sweep
from app.questions.turning import turn
from tests.examples import make_document, make_scenario, make_small_document
from tests.questions.written import written

TODAY, ALL, MAILS = "/today", "/totals/last_too_late", "/channels/cold_email/last_too_late"
LAG = "/channels/cold_email/lag_days"
LATE = make_document(today="2027-02-10")
SMALL = Scenario.model_validate(make_small_document())
"""31 days from lead to deal, and nothing else that takes time."""


def last_month(scenario, channel=None):
    """The last month that the page of late months calls too late, None for none."""
    place = None if channel is None else [each.key for each in scenario.channels].index(channel)
    lost = [
        month.month
        for month in too_late(scenario)
        if all(each == "too_late" for each in (month.reach if place is None else [month.reach[place]]))
    ]
    return lost[-1] if lost else None


def plan_on(scenario, solved):
    """The scenario with the answer in it."""
    document = scenario.model_dump(mode="json", by_alias=True)
    return written(document, told(scenario, solved).changes)


@pytest.mark.parametrize("today", [None, "2026-06-01", "2027-01-31", "2027-02-01", "2027-06-17", "2027-12-31"])
def test_the_last_month_too_late_is_that_of_the_months_themselves(today):
    scenario = make_scenario(today=today)
    months = months_of(scenario)
    values = read(turn(scenario, {}), list(months.values()))[0].tolist()
    channels = [None, *(channel.key for channel in scenario.channels)]
    assert [month_label(scenario, value) for value in values] == [last_month(scenario, channel) for channel in channels]


def test_by_hand_a_month_is_lost_on_the_day_from_which_a_deal_takes_until_its_end():
    """Who starts on 1 January closes on 1 February at the earliest, 31 days later: January is lost. On 31 December it is not."""
    found = told(SMALL, solve(SMALL, TODAY, ALL, 0))
    assert (found.exact, found.value, found.holds_to, found.reached) == (True, "2026-12-31", "2026-12-31", None)
    january = told(SMALL, solve(SMALL, TODAY, ALL, 1))
    assert (january.holds_from, january.holds_to) == ("2027-01-01", "2027-01-28")  # the 29th and 31 days make 1 March


def test_the_answer_is_the_day_nearest_to_today():
    scenario = make_scenario(today="2027-02-10")
    until = told(scenario, solve(scenario, TODAY, ALL, 0))
    assert until.value == until.holds_to
    assert until.changes == ((TODAY, until.value),)
    since = told(make_scenario(today="2026-11-21"), solve(make_scenario(today="2026-11-21"), TODAY, ALL, 3))
    assert since.value == since.holds_from
    stays = solve(scenario, TODAY, ALL, month_number(scenario, last_month(scenario)))
    assert told(scenario, stays).value == "2027-02-10"
    one_later = make_scenario(today=(dt.date.fromisoformat(until.holds_to) + dt.timedelta(days=1)).isoformat())
    assert last_month(make_scenario(today=until.holds_to)) is None
    assert last_month(one_later) == "2027-01"


def test_without_a_day_that_is_today_the_last_that_will_do_is_the_answer():
    scenario = make_scenario(today=None)
    found = told(scenario, solve(scenario, TODAY, ALL, 0))
    assert found.value == found.holds_to
    assert last_month(plan_on(scenario, solve(scenario, TODAY, ALL, 0))) is None


@pytest.mark.parametrize("outcome", [ALL, MAILS])
@pytest.mark.parametrize("month", [None, "2027-01", "2027-04", "2027-09", "2027-12"])
@pytest.mark.parametrize("lever", [TODAY, LAG, "/conversions/opportunity/lag_days"])
def test_the_plan_of_the_answer_has_the_month_that_was_asked_for(lever, month, outcome):
    scenario = make_scenario(today="2026-12-01", channels={"cold_email": {"conversions": {}}})
    found = solve(scenario, lever, outcome, month_number(scenario, month))
    if not found.exact:
        assert found.reason == "out_of_reach"
        assert found.stopped_by in ("low", "high", "jump")
        return
    assert found.evaluations <= 15
    assert last_month(plan_on(scenario, found), "cold_email" if outcome == MAILS else None) == month


def test_an_answer_is_where_the_step_is_and_says_how_far_it_holds():
    scenario = make_scenario(today="2027-02-10")
    found = solve(scenario, LAG, MAILS, 4)
    assert found.exact
    ends = {name: getattr(found, name) for name in ("holds_from", "holds_to")}
    assert found.value == ends["holds_from"]
    assert ends["holds_to"] - ends["holds_from"] == pytest.approx(31, abs=1e-6)  # the days of May, at whose end it becomes the fifth
    near = {"holds_from": 1 - 1e-8, "holds_to": 1 + 1e-8}
    outside = read(
        turn(scenario, {LAG: np.array([ends[name] * near[name] for name in ends])}), [months_of(scenario)["/channels/0/last_too_late"]]
    )
    assert outside[:, 0].tolist() == [3, 5]


def test_a_step_over_what_is_wanted_is_told():
    scenario = make_scenario(today="2027-02-10")
    found = solve(scenario, LAG, MAILS, 4.5)
    assert (found.exact, found.stopped_by, found.holds_from) == (False, "jump", None)
    assert found.reached in (4, 5)


def test_a_rising_figure_of_any_steps_is_found_at_their_edges():
    edges = np.array([1e-6, 0.3, 7.0, 7.000001, 250.0, 9e5])
    figure = Rising(lambda points: np.searchsorted(edges, points, side="right").astype(float), 0.0, 1e6, 40.0)
    for step, edge in enumerate(edges, 1):
        found = figure.find(step)
        assert found.exact
        assert found.first == pytest.approx(edge, rel=2e-9)
        assert found.first >= edge
        assert found.last == pytest.approx(edges[step] if step < len(edges) else 1e6, rel=2e-9)
    assert figure.find(4).value == 40
    assert (figure.find(7).beside, figure.find(7).value) == ("high", 1e6)


@pytest.mark.parametrize("pointer", levers_of(Scenario.model_validate(LATE)))
def test_no_input_makes_the_last_month_too_late_earlier_as_it_rises(pointer):
    scenario = Scenario.model_validate(LATE)
    lever = levers_of(scenario)[pointer]
    points = np.unique(
        np.concatenate(
            [np.linspace(max(lever.low, 0.001), min(lever.high, 1), 5), np.linspace(max(lever.low, 0.01), min(lever.high, 1100), 60)]
        )
    )
    values = read(turn(scenario, {pointer: np.clip(points, lever.low, lever.high)}), list(months_of(scenario).values()))
    assert (np.diff(values, axis=0) >= 0).all()
    if not pointer.endswith("lag_days"):
        assert np.ptp(values, axis=0).max() == 0


def test_a_day_is_looked_for_by_any_figure_of_the_plan():
    scenario = make_scenario(today="2026-12-01", team=[])
    outcomes = list(outcomes_of(scenario).values())
    other = make_scenario(today="2027-04-19", team=[])
    before, wanted = (read(turn(each, {}), outcomes)[0] for each in (scenario, other))
    tried = 0
    for outcome, old, value in zip(outcomes, before.tolist(), wanted.tolist(), strict=True):
        if math.isnan(value) or abs(old - value) <= 1e-9 * abs(old):
            continue
        found = solve(scenario, TODAY, outcome.pointer, value)
        assert found.exact, outcome.pointer
        (again,) = read(turn(plan_on(scenario, found), {}), [outcome])[0]
        assert again == pytest.approx(value, rel=1e-9)
        tried += 1
    assert tried > 10


def test_between_two_days_no_day_does_and_the_nearer_is_told():
    scenario = make_scenario(today="2026-12-01")
    spend = outcomes_of(scenario)["/totals/spend"]
    days = np.array([day_number(scenario, "2027-04-19"), day_number(scenario, "2027-04-20")])
    first, second = read(turn(scenario, {TODAY: days}), [spend])[:, 0]
    found = told(scenario, solve(scenario, TODAY, "/totals/spend", first + (second - first) * 0.3))
    assert (found.exact, found.stopped_by, found.value) == (False, "jump", "2027-04-19")


def test_days_are_looked_at_between_those_that_are_asked_for():
    scenario = make_scenario(today="2027-02-10")
    low, high = (day_number(scenario, day) for day in ("2027-02-01", "2027-03-01"))
    found = told(scenario, solve(scenario, TODAY, ALL, 0, low=low, high=high))
    assert (found.low, found.high, found.stopped_by) == ("2027-02-01", "2027-03-01", "low")
    held = solve(scenario, TODAY, MAILS, 0, held={LAG: 400.0})
    assert told(scenario, held).value < solve_day(scenario, MAILS)


def solve_day(scenario, outcome):
    return told(scenario, solve(scenario, TODAY, outcome, 0)).value


def test_what_no_day_moves_says_so():
    found = solve(make_scenario(), TODAY, "/bridge/target", 1.0)
    assert (found.reason, found.stopped_by, day_of(make_scenario(), found.value)) == ("no_effect", None, make_scenario().today)
    growth = solve(make_scenario(today="2027-02-10"), "/goal/growth", ALL, 1)
    assert (growth.reason, growth.holds_from) == ("no_effect", None)


@pytest.mark.parametrize(
    "ask",
    [
        lambda scenario: tornado(scenario, [ALL]),
        lambda scenario: indices(scenario, points=64, outcomes=[MAILS]),
        lambda scenario: explain(scenario, scenario, ALL),
        lambda scenario: solve_many(scenario, LAG, MAILS, np.ones(2)),
        lambda scenario: sweep(scenario, Grid((Axis("/goal/growth", np.array([0.1, 0.2])),)), [ALL]),
    ],
    ids=["sensitivity", "drivers", "why", "many seeks", "sweep"],
)
def test_other_questions_refuse_a_month_with_a_word_of_why(ask):
    with pytest.raises(QuestionRefused) as refused:
        ask(make_scenario())
    assert [fault.code for fault in refused.value.faults] == ["month_only_to_solve"]


@pytest.mark.parametrize(
    "ask",
    [
        lambda scenario: tornado(scenario, ["/totals/spend"], [TODAY]),
        lambda scenario: required(scenario, draws=100, ranges={TODAY: (1, 2)}),
        lambda scenario: solve(scenario, LAG, MAILS, 1, held={TODAY: 3.0}),
        lambda scenario: solve_many(scenario, TODAY, "/totals/spend", np.ones(2)),
        lambda scenario: sweep(scenario, Grid((Axis(TODAY, np.array([1.0, 2.0])),)), ["/totals/spend"]),
    ],
    ids=["sensitivity", "how sure", "held", "many seeks", "sweep"],
)
def test_other_questions_refuse_a_day_with_a_word_of_why(ask):
    with pytest.raises(QuestionRefused) as refused:
        ask(make_scenario())
    assert [fault.code for fault in refused.value.faults] == ["day_only_to_solve"]


def test_what_lists_figures_and_inputs_lists_numbers():
    scenario = make_scenario()
    assert not months_of(scenario).keys() & outcomes_of(scenario).keys()
    assert today_of(scenario).pointer not in levers_of(scenario)
    assert ALL not in {outcome.pointer for outcome in compare([scenario, scenario]).outcomes}


@pytest.mark.parametrize("given", ["2026-12", "2028-01", "March", "2027-3", 4])
def test_a_month_outside_the_horizon_is_refused_with_those_inside(given):
    with pytest.raises(QuestionRefused) as refused:
        month_number(make_scenario(), given, "wanted")
    fault = refused.value.faults[0]
    assert (fault.code, fault.pointer, fault.values["first"], fault.values["last"]) == (
        "not_a_month_of_it",
        "/wanted",
        "2027-01",
        "2027-12",
    )


@pytest.mark.parametrize("given", ["2027-02-30", "20270210", "tomorrow", None, "2027-W01-1"])
def test_what_is_no_day_is_refused(given):
    with pytest.raises(QuestionRefused, match="not_a_day"):
        day_number(make_scenario(), given, "low")
