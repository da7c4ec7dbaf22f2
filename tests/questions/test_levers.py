"""Levers: what turning one makes of the arrays is what the scenario with that number compiles to."""

import numpy as np
import pytest

from app.planner.inputs import BATCHED, compile_scenario
from app.planner.scenario import Scenario
from app.questions.levers import lever_at, levers_of
from app.questions.refused import QuestionRefused
from app.questions.turning import changes_for, turn, turn_each
from tests.examples import make_document, make_scenario
from tests.questions.written import written

RICH = make_document(goal={"next_growth": 0.1, "measure": "recognised"}, existing={"committed": 50_000, "expansion": 0.1, "retention": 0.9})
TARGET = make_document(goal={"growth": None, "target": 5_500_000})


def turned_value(lever):
    """Another value that the field takes."""
    now = lever.value if lever.value is not None else 700.0
    return float(np.clip(now * 0.9 + 0.01 * (lever.unit == "fraction") + (now == 0), lever.low, lever.high))


def compared(pointer, document):
    scenario = Scenario.model_validate(document)
    value = turned_value(levers_of(scenario)[pointer])
    lanes = turn(scenario, {pointer: np.array([value])})
    expected = compile_scenario(written(document, changes_for(scenario, {pointer: value})))
    for name in BATCHED:
        found, right = getattr(lanes.inputs, name), getattr(expected, name)
        if right is None:
            assert found is None
        else:
            np.testing.assert_allclose(found, right, rtol=1e-15, atol=0, err_msg=name)
    assert lanes.inputs.calendar == expected.calendar
    return value, lanes


@pytest.mark.parametrize("pointer", levers_of(Scenario.model_validate(RICH)))
def test_a_turned_lever_gives_what_the_changed_scenario_compiles_to(pointer):
    compared(pointer, RICH)


def test_a_typed_target_is_turned_itself_and_a_growth_with_its_baseline():
    value, lanes = compared("/goal/target", TARGET)
    assert lanes.inputs.target[0] == value
    assert "/goal/growth" not in levers_of(Scenario.model_validate(TARGET))
    lanes = turn(make_scenario(), {"/goal/growth": np.array([0.5, 1.0]), "/goal/baseline": np.array([2e6])})
    assert lanes.inputs.target.tolist() == [3e6, 4e6]


def test_a_channel_that_says_otherwise_does_not_follow_what_is_common():
    scenario = make_scenario()
    lanes = turn(scenario, {"/conversions/lead/rate": np.array([0.5])})
    search = [channel.key for channel in scenario.channels].index("paid_search")
    assert lanes.inputs.rates[0, search, 0] == 0.22
    assert lanes.inputs.rates[0, search - 1, 0] == 0.5


def test_the_other_shares_keep_their_proportions():
    before = make_scenario()
    share = turn(before, {"/channels/cold_email/share": np.array([0.3, 0.65, 1.0])}).inputs.share
    np.testing.assert_allclose(share.sum(axis=1), 1.0)
    np.testing.assert_allclose(share[1], [0.65, 0.45 / 0.7 * 0.35, 0.25 / 0.7 * 0.35])
    assert share[2].tolist() == [1.0, 0.0, 0.0]


def test_shares_that_do_not_make_the_whole_are_refused():
    with pytest.raises(QuestionRefused, match="shares_over"):
        turn(make_scenario(), {"/channels/0/share": np.array([0.7]), "/channels/1/share": np.array([0.6])})
    every = {f"/channels/{position}/share": np.array([0.2]) for position in range(3)}
    with pytest.raises(QuestionRefused, match="shares_under"):
        turn(make_scenario(), every)


def test_a_pointer_that_leads_nowhere_is_refused_with_the_nearest():
    with pytest.raises(QuestionRefused) as refused:
        lever_at(make_scenario(), "/channels/0/shar", "variables", 0)
    fault = refused.value.faults[0]
    assert (fault.code, fault.pointer, fault.values["nearest"]) == ("unknown_input", "/variables/0", "/channels/0/share")


@pytest.mark.parametrize(
    ("given", "meant"),
    [("/channels/cold_emial/share", "/channels/cold_email/share"), ("/conversions/lead/rat", "/conversions/lead/rate")],
)
def test_a_mistyped_pointer_with_keys_gets_the_nearest_with_keys(given, meant):
    with pytest.raises(QuestionRefused) as refused:
        lever_at(make_scenario(), given)
    assert refused.value.faults[0].values["nearest"] == meant


@pytest.mark.parametrize(
    "pointer", ["/name", "/stages/0/name", "/channels/99/share", "", "/channels/x/steps/0/yield", "/goal", "/team/0/role"]
)
def test_what_is_no_number_of_the_scenario_is_no_lever(pointer):
    with pytest.raises(QuestionRefused, match="unknown_input"):
        lever_at(make_scenario(), pointer)


@pytest.mark.parametrize("value", [np.nan, np.inf, -0.1, 1.1, 1e-8])
def test_a_value_that_the_field_does_not_take_is_refused(value):
    with pytest.raises(QuestionRefused, match="value_out_of_range"):
        turn(make_scenario(), {"/conversions/0/rate": np.array([0.5, value])})


def test_keys_and_positions_name_the_same_lever():
    scenario = make_scenario()
    for by_key, by_position in (
        ("/channels/paid_search/steps/lead/yield", "/channels/1/steps/0/yield"),
        ("/conversions/opportunity/rate", "/conversions/3/rate"),
        ("/team/AE/heads", "/team/1/heads"),
    ):
        assert lever_at(scenario, by_key).pointer == by_position


def test_lanes_that_are_not_turned_stay_shared():
    lanes = turn(make_scenario(), {"/channels/0/cost/amount": np.linspace(0.01, 0.05, 5)})
    assert lanes.batch == 5
    assert [name for name in BATCHED if (array := getattr(lanes.inputs, name)) is not None and len(array) > 1] == ["unit_cost"]
    assert lanes.lanes(1, 3).inputs.unit_cost[:, 0].tolist() == pytest.approx([0.02, 0.03])


@pytest.mark.parametrize("document", [RICH, TARGET], ids=["rich", "target"])
def test_levers_turned_one_at_a_time_have_the_bits_of_each_turned_alone(document):
    scenario = Scenario.model_validate(document)
    levers = list(levers_of(scenario).values())
    values = [np.array([turned_value(lever), lever.value if lever.value is not None else 500.0]) for lever in levers]
    together = turn_each(scenario, list(zip(levers, values, strict=True)), also_plain=True)
    assert together.batch == 1 + 2 * len(levers)
    plain = [turn(scenario, {}), *(turn(scenario, {lever.pointer: given}) for lever, given in zip(levers, values, strict=True))]
    for name in BATCHED:
        found = getattr(together.inputs, name)
        if found is not None:
            parts = [getattr(lanes.inputs, name) for lanes in plain]
            right = np.concatenate([np.repeat(part, 1, axis=0) if number == 0 else _two(part) for number, part in enumerate(parts)])
            assert np.broadcast_to(found, right.shape).tobytes() == right.tobytes(), name
    for name in ("heads", "load", "pay"):
        right = np.concatenate([getattr(plain[0].staff, name), *(_two(getattr(lanes.staff, name)) for lanes in plain[1:])])
        assert np.broadcast_to(getattr(together.staff, name), right.shape).tobytes() == right.tobytes()


def _two(part):
    return np.broadcast_to(part, (2, *part.shape[1:]))


def test_a_lever_turned_alone_is_refused_as_with_others():
    scenario = make_scenario()
    rate = lever_at(scenario, "/conversions/lead/rate")
    with pytest.raises(QuestionRefused, match="value_out_of_range"):
        turn_each(scenario, [(rate, np.array([1.5]))])
    alone = make_scenario(goal={"growth": 0.2})
    assert turn_each(alone, []).batch == 1


@pytest.mark.parametrize("first", ["/conversions/0/rate", "/channels/0/deal/value"])
def test_what_a_channel_says_for_itself_holds_in_whichever_order_it_is_turned(first):
    values = {"/conversions/0/rate": 0.3, "/channels/2/conversions/lead/rate": 0.2, "/deal/value": 9e3, "/channels/0/deal/value": 8e3}
    order = sorted(values, key=lambda pointer: pointer != first)
    lanes = turn(make_scenario(), {pointer: np.array([values[pointer]]) for pointer in order[::-1]})
    expected = compile_scenario(written(make_document(), list(values.items())))
    assert lanes.inputs.rates.tolist() == expected.rates.tolist()
    assert lanes.inputs.deal_value.tolist() == expected.deal_value.tolist()
