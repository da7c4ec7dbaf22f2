"""Solve for: the plan of the changed scenario gives what was asked, or the answer says why nothing does."""

import math

import numpy as np
import pytest

from app.documents.templates import templates
from app.planner.scenario import Scenario
from app.questions.levers import levers_of
from app.questions.outcomes import outcome_at, outcomes_of, read
from app.questions.refused import QuestionRefused
from app.questions.solving.seeking import seek
from app.questions.solving.solve import solve, solve_many
from app.questions.turning import changes_for, turn
from tests.examples import LEFT_OUT, make_document, make_scenario
from tests.questions.test_levers import written
from tests.web.samples import from_template

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


@pytest.mark.parametrize("sample", [template.key for template in templates()])
def test_what_is_far_from_now_is_found_in_every_sample(sample):
    """Each input goes far up or down by turns, and one figure after the other is asked to be what it then is."""
    scenario = from_template(sample)
    outcomes = outcomes_of(scenario)
    now = figures(scenario, outcomes)
    for turn_of, (pointer, lever) in enumerate((pointer, lever) for pointer, lever in levers_of(scenario).items() if lever.slots):
        value = float(np.clip((lever.value or 1.0) * (0.4, 2.5, 1.4)[turn_of % 3], lever.low, lever.high))
        wanted = figures(scenario, outcomes, {pointer: value})
        moved = np.flatnonzero(np.abs(wanted - now) > 1e-9 * np.abs(now))
        if len(moved):
            place = int(moved[turn_of % len(moved)])
            found = solve(scenario, pointer, list(outcomes)[place], float(wanted[place]))
            assert found.exact, (pointer, value, found)
            assert found.evaluations <= 15


@pytest.mark.parametrize(
    ("sample", "lever", "outcome", "value"),
    [
        ("growth", "/channels/2/conversions/sql/lag_days", "/totals/per_working_day/content/mean", 35.0),
        ("software", "/conversions/3/lag_days", "/totals/per_working_day/search_ads/mean", 112.5),
    ],
)
def test_a_lag_is_found_on_the_very_day_from_which_a_working_day_is_lost(sample, lever, outcome, value):
    """By the day of a lag such a figure goes in teeth: up at once, and slowly down until the next day."""
    scenario = from_template(sample)
    (wanted,) = figures(scenario, [outcome], {lever: value})
    found = solve(scenario, lever, outcome, float(wanted))
    assert found.exact
    assert found.reached == pytest.approx(wanted, rel=1e-9)


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
    assert found.changes == ()


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


NARROW = make_scenario(channels={"paid_search": {"ceiling": None}, "cold_email": {"ceiling": 45, "cost": {"amount": 5}}})
"""What a deal costs falls with the share of cold email to some 28 % and rises from there."""
SHARE, CAC = "/channels/0/share", "/kpis/cac"


def least_cac():
    return float(np.nanmin(read(turn(NARROW, {SHARE: np.linspace(0.27, 0.3, 3001)}), [outcome_at(NARROW, CAC)])))


def test_many_seeks_that_differ_in_what_is_wanted_are_as_sure_as_one():
    wanted = least_cac() * (1 + np.geomspace(1e-5, 0.2, 300))
    found = solve_many(NARROW, SHARE, CAC, wanted)
    assert found.exact.all()
    assert found.sure.all()
    assert found.evaluations <= 25
    for place in range(0, 300, 25):
        one = solve(NARROW, SHARE, CAC, float(wanted[place]))
        assert (one.exact, one.seen) == (True, found.seen[place])
        assert found.value[place] == pytest.approx(one.value, rel=1e-5)


def test_many_seeks_of_figures_of_their_own_say_that_they_are_less_sure():
    wanted = least_cac() * (1 + np.geomspace(1e-5, 0.2, 300))
    found = solve_many(NARROW, SHARE, CAC, wanted, held={"/existing/retention": np.linspace(0.95, 0.951, 300)})
    assert not found.sure.any()
    assert 0 < found.exact.sum() < 300  # solve finds them all
    assert found.evaluations <= 25
    alike = solve_many(NARROW, SHARE, CAC, wanted, held={"/existing/retention": np.full(300, 0.95)})
    assert alike.sure[alike.exact].all()
    assert alike.sure.mean() > 0.9


def test_a_place_between_nothing_and_the_smallest_number_is_left_in_time():
    """A crossing next to 0 has no number between, and once was followed in vain to the last round."""
    found = seek(lambda _, points: np.where(points > 0, 1.0, -1.0), np.zeros(20), np.zeros(20), np.ones(20), np.full(20, 0.5))
    assert found.rounds <= 50
    assert set(found.beside) == {"jump"}
    assert found.lanes <= 60


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


@pytest.mark.parametrize(
    "pointer", ["/existing/committed", "/existing/expansion", "/pipeline/sql", "/pipeline/opportunity", "/pipeline/lead"]
)
@pytest.mark.parametrize("left", [0.03, 0.001, 1e-6])
def test_a_figure_that_shoots_up_before_it_ends_is_found_however_close_to_the_end(pointer, left):
    """What a deal costs beside fixed costs grows beyond all bounds as the deals still to win come to none, and has no value from there."""
    scenario = make_scenario()
    below, above = 0.0, levers_of(scenario)[pointer].high
    (gap,) = figures(scenario, ["/bridge/new_business"])
    for _ in range(100):
        middle = (below + above) / 2
        more = figures(scenario, ["/bridge/new_business"], {pointer: middle})[0] > left * gap
        below, above = (middle, above) if more else (below, middle)
    (wanted,) = figures(scenario, [CAC], {pointer: below})
    found = solve(scenario, pointer, CAC, float(wanted))
    assert found.exact, found
    assert found.evaluations <= 15
    assert figures(scenario, [CAC], {pointer: found.value})[0] == pytest.approx(wanted, rel=1e-9)


def test_many_seeks_of_one_figure_find_what_lies_close_to_its_end():
    scenario = make_scenario()
    most = solve(scenario, "/existing/committed", "/bridge/new_business", 1.0).value
    wanted = read(turn(scenario, {"/existing/committed": np.linspace(0.0, most, 100)}), [outcome_at(scenario, CAC)])[:, 0]
    found = solve_many(scenario, "/existing/committed", CAC, wanted)
    assert found.exact.all()


def test_the_nearest_is_none_that_a_jump_leaves_far_off_where_the_plan_of_today_is_nearer():
    scenario = make_scenario(today="2027-03-10")
    lags = np.linspace(0, 400, 4001)
    costs = read(turn(scenario, {"/conversions/1/lag_days": lags}), [outcome_at(scenario, CAC)])[:, 0]
    wanted = float(np.nanmin(np.where(lags < 30, costs, np.nan))) * 0.9
    found = solve(scenario, "/conversions/1/lag_days", CAC, wanted)
    assert found.exact or abs(found.reached - wanted) <= np.nanmin(np.abs(costs - wanted)) * (1 + 1e-6)


@pytest.mark.parametrize("wanted", [-5_000.0, -1e9, -1e15])
def test_among_equals_the_nearest_is_the_one_nearest_to_now_and_nothing_turns_there(wanted):
    """Spend is nothing from the growth down at which the pipeline is enough."""
    scenario = make_scenario()
    enough = solve(scenario, "/goal/growth", "/bridge/new_business", 0.0)
    found = solve(scenario, "/goal/growth", "/totals/spend", wanted)
    assert (found.exact, found.reached, found.stopped_by) == (False, 0.0, "level")
    assert found.value == pytest.approx(enough.value, rel=1e-6)


@pytest.mark.parametrize("wanted", [1e12, 1e15])
def test_what_is_wanted_beyond_all_bounds_has_the_largest_figure_for_its_nearest(wanted):
    scenario = make_scenario()
    found = solve(scenario, "/goal/growth", "/team/SDR/heads_peak", wanted)
    assert (found.value, found.stopped_by) == (found.high, "high")
    assert found.reached == figures(scenario, ["/team/0/heads_peak"], {"/goal/growth": found.high})[0]
    assert found.evaluations <= 15


@pytest.mark.parametrize("wanted", [1.1e15, -1e30, 1e300])
def test_more_than_any_field_of_money_takes_is_not_sought(wanted):
    with pytest.raises(QuestionRefused) as refused:
        solve(make_scenario(), "/goal/growth", "/totals/spend", wanted)
    (fault,) = refused.value.faults
    assert (fault.code, fault.pointer, fault.values["given"], fault.values["high"]) == ("value_out_of_range", "/wanted", wanted, 1e15)
