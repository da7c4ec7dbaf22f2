"""Low and high of retention, of expansion and of a channel's own deal value: kept by documents, drawn, and turned to their ends."""

import numpy as np
import pytest

from app.documents import scenario_from_json, scenario_from_yaml, scenario_to_yaml
from app.planner.present import make_plan
from app.planner.scenario import Scenario
from app.planner.trace import trace_figure
from app.questions.levers import levers_of
from app.questions.odds.chance import chance
from app.questions.odds.draws import draw, uncertain_of
from app.questions.odds.indices import indices
from app.questions.odds.required import required
from app.questions.sensitivity import tornado
from tests.examples import make_document, make_scenario

EXISTING = {"retention": 0.9, "expansion": 0.05}
OWN = "/channels/1/deal/value"
RANGES = {
    "/existing/retention": ({"existing": EXISTING | {"retention_low": 0.8, "retention_high": 0.96}}, (0.8, 0.96), "logit_normal"),
    "/existing/expansion": ({"existing": EXISTING | {"expansion_low": 0.02, "expansion_high": 0.12}}, (0.02, 0.12), "lognormal"),
    OWN: ({"channels": {"paid_search": {"deal": {"value": 12_000, "low": 9_000, "high": 15_000}}}}, (9_000, 15_000), "lognormal"),
}
CERTAIN = {pointer: {"existing": EXISTING} for pointer in RANGES} | {OWN: {"channels": {"paid_search": {"deal": {"value": 12_000}}}}}
each_range = pytest.mark.parametrize("pointer", RANGES)


def ranged(pointer: str) -> Scenario:
    return make_scenario(**RANGES[pointer][0])


@each_range
def test_draws_have_exactly_these_percentiles(pointer):
    ends, family = RANGES[pointer][1:]
    uncertain = uncertain_of(ranged(pointer))[pointer]
    assert (uncertain.basis, uncertain.spread.family) == ("range", family)
    np.testing.assert_allclose(uncertain.spread.at(np.array([0.1, 0.9])), ends, rtol=1e-12)
    drawn = draw(ranged(pointer), 10_000, 1)[pointer]
    np.testing.assert_allclose([(drawn < end).mean() for end in ends], [0.1, 0.9], atol=1e-4)


@each_range
def test_what_nobody_gave_a_range_is_certain_and_draws_nothing_else_anew(pointer):
    certain = make_scenario(**CERTAIN[pointer])
    assert pointer not in uncertain_of(certain)
    before, after = draw(certain, 500, 1), draw(ranged(pointer), 500, 1)
    assert set(after) == {*before, pointer}
    for name, values in before.items():
        np.testing.assert_array_equal(after[name], values)


def test_one_end_alone_leaves_the_value_as_the_median():
    spread = uncertain_of(make_scenario(existing=EXISTING | {"retention_low": 0.8}))["/existing/retention"].spread
    np.testing.assert_allclose(spread.at(np.array([0.1, 0.5])), [0.8, 0.9], rtol=1e-12)


def test_a_channel_without_a_deal_value_of_its_own_may_have_a_range_around_the_common_one():
    scenario = make_scenario(deal={"low": 11_000, "high": 13_000}, channels={"paid_search": {"deal": {"low": 6_000}}})
    own = levers_of(scenario)[OWN]
    assert (own.value, own.stated, own.spread) == (scenario.deal.value, False, (6_000, None))
    drawn = draw(scenario, 1000, 1)
    assert np.quantile(drawn[OWN], 0.5) == pytest.approx(scenario.deal.value, rel=1e-3)
    assert abs(np.corrcoef(drawn[OWN], drawn["/deal/value"])[0, 1]) < 0.1


@pytest.mark.parametrize(
    ("existing", "better"),
    [({"retention_low": 0.6, "retention_high": 0.8}, False), ({"expansion_low": 0.2, "expansion_high": 0.5}, True)],
)
def test_the_chance_moves_with_what_existing_customers_may_bring(existing, better):
    certain = chance(make_scenario(existing=EXISTING), draws=2000, seed=1)
    found = chance(make_scenario(existing=EXISTING | existing), draws=2000, seed=1)
    assert abs(found.chance - certain.chance) > 0.1
    assert (found.chance > certain.chance) is better


def test_a_channel_whose_deals_may_be_worth_less_lowers_the_chance():
    certain = make_scenario(**CERTAIN[OWN])
    less = make_scenario(channels={"paid_search": {"deal": {"value": 12_000, "low": 4_000, "high": 8_000}}})
    assert chance(less, draws=2000, seed=1).chance < chance(certain, draws=2000, seed=1).chance - 0.1


@each_range
def test_what_the_goal_takes_spreads_more_and_the_range_is_among_the_drivers(pointer):
    spend = "/totals/spend"
    certain, found = (
        required(each, draws=1000, seed=1, levels=[0.1, 0.9]) for each in (make_scenario(**CERTAIN[pointer]), ranged(pointer))
    )
    widths = [float(np.ptp(each.values[each.outcomes.index(spend)])) for each in (certain, found)]
    assert widths[1] > 1.02 * widths[0] > 0
    drives = indices(ranged(pointer), points=256, seed=1, outcomes=[spend])
    place = drives.inputs.index(pointer)
    assert drives.basis[place] == "range"
    assert drives.total[0, place] > 0.02


@each_range
def test_sensitivity_turns_it_from_its_low_to_its_high(pointer):
    bar = next(bar for bar in tornado(ranged(pointer), ["/totals/spend"]).bars if bar.pointer == pointer)
    assert (bar.low.value, bar.high.value) == RANGES[pointer][1]
    assert [bar.low.basis, bar.high.basis] == ["given", "given"]


@each_range
def test_the_plan_itself_does_not_change_by_it(pointer):
    plans = [make_plan(each) for each in (make_scenario(**CERTAIN[pointer]), ranged(pointer))]
    assert plans[0]["totals"] == plans[1]["totals"]
    assert plans[0]["months"] == plans[1]["months"]


@pytest.mark.parametrize(
    ("figure", "pointer"),
    [("/bridge/churned", "/existing/retention"), ("/bridge/expanded", "/existing/expansion"), ("/totals/stages/deal", OWN)],
)
def test_the_trace_shows_it_beside_the_value(figure, pointer):
    sources = {source["pointer"]: source["detail"] for source in trace_figure(ranged(pointer), figure)["sources"]}
    assert (sources[pointer]["low"], sources[pointer]["high"]) == RANGES[pointer][1]


@each_range
def test_documents_keep_it(pointer):
    scenario = ranged(pointer)
    assert scenario_from_yaml(scenario_to_yaml(scenario)) == scenario
    assert scenario_from_json(scenario.model_dump_json().encode()) == scenario


def test_a_document_that_says_no_range_is_written_as_before_and_zero_is_one():
    written = make_scenario(existing=EXISTING, channels={"paid_search": {"deal": {"value": 12_000}}}).model_dump(mode="json")
    assert set(written["existing"]) == {"retention", "expansion", "committed", "accounts"}
    assert written["channels"][1]["deal"].keys().isdisjoint({"low", "high"})
    zero = Scenario.model_validate(make_document(existing=EXISTING | {"expansion_low": 0.0}))
    assert zero.model_dump(mode="json")["existing"]["expansion_low"] == 0
