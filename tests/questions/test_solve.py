"""Solve for: the plan of the changed scenario gives what was asked, or the answer says why nothing does."""

import math

import numpy as np
import pytest

from app.planner.scenario import Scenario
from app.questions.levers import levers_of
from app.questions.outcomes import outcome_at, outcomes_of, read
from app.questions.refused import QuestionRefused
from app.questions.solving.seeking import seek
from app.questions.solving.solve import solve, solve_many
from app.questions.turning import changes_for, turn
from tests.examples import LEFT_OUT, make_document, make_scenario
from tests.questions.test_levers import written

COMPANY = make_document()
STRAINED = make_document(
    today="2027-02-10",
    goal={"measure": "recognised", "growth": 0.2},
    existing={"retention": 0.95, "expansion": 0.05, "committed": 20_000},
    pipeline={"mql": LEFT_OUT},
    channels={"content": LEFT_OUT, "cold_email": {"share": 0.55, "ceiling": 2_000}, "paid_search": {"ceiling": 30_000}},
)
DOCUMENTS = {"company": COMPANY, "strained": STRAINED}
EVERY_LEVER = [(name, pointer) for name, document in DOCUMENTS.items() for pointer in levers_of(Scenario.model_validate(document))]


def elsewhere(lever):
    """Another value of a lever, within what it takes."""
    now = 1_000.0 if lever.value is None else lever.value
    return float(np.clip(now * 0.83 + (0.013 if lever.unit == "fraction" else 0) + (now == 0) * 0.7, lever.low, lever.high))


def turn_shares(scenario, share):
    """The scenario with another first share."""
    changes = changes_for(scenario, {"/channels/0/share": share})
    return written(scenario.model_dump(mode="json"), changes)


def figures(scenario, pointers, values=None):
    outcomes = outcomes_of(scenario)
    turned = {} if values is None else {pointer: np.array([value]) for pointer, value in values.items()}
    return read(turn(scenario, turned), [outcomes[pointer] for pointer in pointers])[0]


@pytest.mark.parametrize(("name", "pointer"), EVERY_LEVER)
def test_the_plan_of_the_answer_gives_what_was_asked_of_every_outcome(name, pointer):
    document = DOCUMENTS[name]
    scenario = Scenario.model_validate(document)
    outcomes = list(outcomes_of(scenario))
    now = figures(scenario, outcomes)
    wanted = figures(scenario, outcomes, {pointer: elsewhere(levers_of(scenario)[pointer])})
    for outcome, before, value in zip(outcomes, now.tolist(), wanted.tolist(), strict=True):
        if math.isnan(value) or abs(value - before) <= 1e-9 * abs(before):
            continue
        found = solve(scenario, pointer, outcome, value)
        assert found.exact, (outcome, found)
        assert found.evaluations <= 15
        assert found.low <= found.value <= found.high
        (again,) = figures(written(document, found.changes), [outcome])
        assert abs(again - value) <= 1e-9 * abs(value), (outcome, found)


@pytest.mark.parametrize(("name", "pointer"), EVERY_LEVER)
def test_what_a_lever_does_not_move_it_cannot_solve(name, pointer):
    scenario = Scenario.model_validate(DOCUMENTS[name])
    lever, outcomes = levers_of(scenario)[pointer], list(outcomes_of(scenario))
    places = np.linspace(max(lever.low, 0), min(lever.high, 1), 9)
    if pointer.startswith("/seasonality") or lever.high > 1:
        places = np.geomspace(max(lever.low, 1e-3), lever.high, 9)
    if math.isnan(figures(scenario, ["/totals/spend"])[0]):
        pytest.fail("the sample itself has no spend")
    values = read(turn(scenario, {pointer: places}), [outcomes_of(scenario)[each] for each in outcomes])
    still = [each for each, column in zip(outcomes, values.T, strict=True) if np.ptp(column) == 0]
    for outcome in still[:2]:
        (now,) = figures(scenario, [outcome])
        found = solve(scenario, pointer, outcome, 1.1 * now + 1)
        assert (found.exact, found.reason, found.reached) == (False, "no_effect", now)
        assert found.evaluations == 1


def test_a_known_answer_is_found_in_few_evaluations():
    found = solve(make_scenario(), "/goal/growth", "/bridge/target", 5_200_000)
    assert found.value == pytest.approx(0.3, rel=1e-9)
    assert found.changes == (("/goal/growth", found.value),)
    assert (found.exact, found.reason, found.stopped_by, found.seen) == (True, None, None, 1)
    assert found.evaluations <= 6


def test_what_already_holds_needs_no_turn():
    (spend,) = figures(make_scenario(), ["/totals/spend"])
    found = solve(make_scenario(), "/goal/growth", "/totals/spend", float(spend))
    assert (found.value, found.exact, found.evaluations) == (0.25, True, 1)


def test_others_are_given_values_first():
    held = {"/deal/value": 14_000.0, "/channels/content/share": 0.4}
    found = solve(make_scenario(), "/conversions/opportunity/rate", "/totals/spend", 400_000, held=held)
    assert found.exact
    changed = written(COMPANY, found.changes)
    assert changed.deal.value == 14_000
    assert changed.channels[2].share == pytest.approx(0.4)
    assert math.fsum(channel.share for channel in changed.channels) == pytest.approx(1)
    assert figures(changed, ["/totals/spend"])[0] == pytest.approx(400_000, rel=1e-9)


def test_a_share_beside_held_ones_takes_what_they_leave():
    found = solve(make_scenario(), "/channels/0/share", "/channels/0/deals", 1e6, held={"/channels/1/share": 0.3})
    assert (found.reason, found.stopped_by, found.value, found.high) == ("out_of_reach", "high", 0.7, 0.7)
    fixed = solve(make_scenario(), "/channels/0/share", "/channels/0/deals", 1.0, held={"/channels/1/share": 0.3, "/channels/2/share": 0.3})
    assert (fixed.reason, fixed.low, fixed.high) == ("no_effect", 0.4, 0.4)


@pytest.mark.parametrize(("wanted", "stopped_by", "value"), [(1e9, "high", 0.5), (10.0, "low", 0.1)])
def test_out_of_reach_gives_the_nearest_and_the_bound_that_stops_it(wanted, stopped_by, value):
    found = solve(make_scenario(), "/goal/growth", "/totals/revenue", wanted, low=0.1, high=0.5)
    assert (found.exact, found.reason, found.stopped_by, found.value) == (False, "out_of_reach", stopped_by, value)
    assert found.reached == pytest.approx(figures(make_scenario(), ["/totals/revenue"], {"/goal/growth": value})[0])


def test_a_ceiling_stops_what_lies_beyond_it():
    scenario = make_scenario(channels={"paid_search": {"ceiling": 900}})
    found = solve(scenario, "/goal/growth", "/kpis/marketing_roi", -2.0)
    assert (found.reason, found.stopped_by) == ("out_of_reach", "no_value")
    assert found.reached == pytest.approx(-1)
    assert math.isnan(figures(scenario, ["/kpis/marketing_roi"], {"/goal/growth": found.value * (1 + 1e-6)})[0])
    dear = solve(scenario, "/goal/growth", "/channels/paid_search/spend", 1e8)
    assert dear.exact  # cost rises without end towards the ceiling


def test_a_figure_that_jumps_over_the_wanted_value_says_so():
    scenario = make_scenario(channels={"cold_email": {"cost": {"fixed_per_month": 5_000}}})
    found = solve(scenario, "/goal/growth", "/channels/cold_email/spend", 1_000)
    assert (found.exact, found.reason, found.stopped_by) == (False, "out_of_reach", "jump")


def test_of_several_solutions_the_nearest_to_now_is_taken():
    """Costs fall while the cheaper channel takes over, and rise as it comes near its ceiling."""
    scenario = make_scenario(channels={"paid_search": {"ceiling": None}, "cold_email": {"ceiling": 45, "cost": {"amount": 5}}})
    shares = np.linspace(0, 1, 2001)
    cac = read(turn(scenario, {"/channels/0/share": shares}), [outcome_at(scenario, "/kpis/cac")])[:, 0]
    turning = int(np.nanargmin(cac))
    wanted = float(cac[turning] * 1.02)
    places = shares[:-1][np.diff(np.sign(cac - wanted)) ** 2 == 4]
    assert len(places) == 2
    for now in places + np.array([-0.02, 0.02]):
        other = turn_shares(scenario, float(now))
        found = solve(other, "/channels/0/share", "/kpis/cac", wanted)
        assert found.exact
        assert found.seen == 2
        assert abs(found.value - places[np.argmin(np.abs(places - now))]) < 1e-3
    least = solve(scenario, "/channels/0/share", "/kpis/cac", float(cac[turning]) / 2)
    assert (least.reason, least.stopped_by) == ("out_of_reach", "turning_point")
    assert least.value == pytest.approx(shares[turning], abs=1e-3)
    assert least.reached <= float(cac[turning])


def test_the_edge_of_a_level_stretch_nearest_to_now_is_taken():
    found = solve(make_scenario(), "/goal/growth", "/bridge/new_business", 0.0)
    (credit,) = figures(make_scenario(), ["/bridge/pipeline"])
    assert found.exact
    assert found.reached == 0
    assert found.value == pytest.approx(credit / 4_000_000, rel=1e-6)


def test_no_value_anywhere_is_said():
    found = solve(make_scenario(today="2027-12-30", pipeline={}), "/deal/value", "/totals/spend", 1.0)
    assert (found.reached, found.reason, found.exact) == (None, "no_value", False)


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"lever": "/goal/grow"}, "unknown_input", "/lever"),
        ({"outcome": "/totals/spent"}, "unknown_output", "/outcome"),
        ({"wanted": math.nan}, "not_a_number", "/wanted"),
        ({"low": -2.0}, "value_out_of_range", "/low"),
        ({"low": 0.5, "high": 0.1}, "low_above_high", "/low"),
        ({"held": {"/goal/growth": 0.2}}, "lever_is_held", "/held/~1goal~1growth"),
        ({"held": {"/deal/valu": 0.2}}, "unknown_input", "/held/~1deal~1valu"),
        ({"held": {"/deal/value": -1.0}}, "value_out_of_range", "/held/~1deal~1value"),
        ({"held": {"/channels/0/share": 0.2, "/channels/cold_email/share": 0.3}}, "held_twice", "/held/~1channels~1cold_email~1share"),
        ({"lever": "/channels/0/share", "held": {"/channels/1/share": 0.8, "/channels/2/share": 0.7}}, "shares_over", "/held"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_with_its_place(changes, code, pointer):
    asked = {"lever": "/goal/growth", "outcome": "/totals/spend", "wanted": 1e6} | changes
    with pytest.raises(QuestionRefused) as refused:
        solve(make_scenario(), asked.pop("lever"), asked.pop("outcome"), asked.pop("wanted"), **asked)
    assert [(fault.code, fault.pointer) for fault in refused.value.faults] == [(code, pointer)]


@pytest.mark.parametrize(
    ("lever", "outcome", "low", "high"),
    [
        ("/goal/growth", "/totals/spend", 2e5, 2e6),
        ("/conversions/sql/rate", "/totals/stages/lead", 5e3, 4e4),
        ("/deal/value", "/channels/paid_search/spend", 1e5, 9e5),
        ("/channels/paid_search/steps/0/yield", "/kpis/cac", 4e3, 9e3),
    ],
)
def test_many_seeks_share_their_batches(lever, outcome, low, high):
    scenario = make_scenario(channels={"paid_search": {"ceiling": None}})
    wanted = np.linspace(low, high, 2_000)
    retention = np.linspace(0.9, 1.0, 2_000)
    found = solve_many(scenario, lever, outcome, wanted, held={"/existing/retention": retention})
    assert found.evaluations <= 25
    assert found.exact.mean() > 0.8
    assert (found.reason[found.exact] == "").all()
    assert np.isin(found.reason[~found.exact], ["out_of_reach"]).all()
    values = read(turn(scenario, {lever: found.value, "/existing/retention": retention}), [outcome_at(scenario, outcome)])[:, 0]
    np.testing.assert_allclose(values[found.exact], wanted[found.exact], rtol=1e-9)
    for place in (0, 777, 1999):
        one = solve(scenario, lever, outcome, float(wanted[place]), held={"/existing/retention": float(retention[place])})
        assert one.exact == found.exact[place]
        if one.exact:
            assert found.value[place] == pytest.approx(one.value, rel=1e-6)


def test_many_seeks_tell_how_far_they_are_and_can_be_stopped(monkeypatch):
    monkeypatch.setattr("app.questions.solving.solve.AT_ONCE", 100)
    told = []
    solve_many(
        make_scenario(), "/goal/growth", "/totals/spend", np.linspace(3e5, 4e5, 250), progress=lambda done, of: told.append((done, of))
    )
    assert told == [(100, 250), (200, 250), (250, 250)]

    def stop(done, of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        solve_many(make_scenario(), "/goal/growth", "/totals/spend", np.linspace(3e5, 4e5, 250), progress=stop)


def test_more_seeks_than_can_be_answered_are_refused():
    with pytest.raises(QuestionRefused, match="too_many_seeks"):
        solve_many(make_scenario(), "/goal/growth", "/totals/spend", np.zeros(1_000_001))


def test_arrays_that_do_not_belong_together_are_refused():
    with pytest.raises(QuestionRefused, match="/held/~1deal~1value: lengths_differ"):
        solve_many(make_scenario(), "/goal/growth", "/totals/spend", np.full(3, 3e5), held={"/deal/value": np.full(2, 9e3)})


FUNCTIONS = {
    "cubic": (lambda x: x**3 - x, 0.3, -5.0, 5.0, 1.0),
    "steep": (lambda x: 1 / x, 3e5, 1e-6, 1.0, 0.5),
    "wide": (lambda x: x, 3.7e11, 0.0, 1e15, 10.0),
    "kink": (lambda x: np.maximum(0.0, x - 3), 0.25, 0.0, 1e6, 1.0),
    "flat root": (lambda x: (x - 2) ** 9, 1e-7, -10.0, 10.0, 0.0),
    "edge": (lambda x: np.where(x < 2, 1 / np.maximum(2 - x, 1e-300), np.nan), 1e6, 0.0, 100.0, 1.0),
    "narrow": (lambda x: np.tanh(1e4 * (x - 0.123456)), 0.5, -1.0, 1.0, 0.0),
}


@pytest.mark.parametrize("count", [1, 300])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_awkward_functions_are_solved_alone_and_among_many(name, count):
    function, wanted, low, high, now = FUNCTIONS[name]
    ones = np.ones(count)
    found = seek(lambda _, points: function(points), wanted * ones, low * ones, high * ones, now * ones)
    assert found.exact.all()
    np.testing.assert_allclose(function(found.value), wanted, rtol=1e-9)
    assert found.rounds <= 15 or count > 1
