"""Why did it change: effects add up to the difference, come out of every order, and nothing comes of what did not change."""

import functools
import itertools
import json
import math

import numpy as np
import pytest

from app.planner.present import make_plan
from app.planner.scenario import Scenario
from app.questions.explaining.changed import Pair
from app.questions.explaining.explain import _summing, explain
from app.questions.explaining.orders import of_pairs
from app.questions.outcomes import outcome_at, outcomes_of, read
from app.questions.refused import QuestionRefused
from app.questions.turning import turn
from tests.examples import LEFT_OUT, changed, make_document, make_scenario

BASE = make_scenario()
PAIRS = {
    "levers": make_scenario(goal={"growth": 0.3}, deal={"value": 14_000}, conversions={"sql": {"rate": 0.45, "lag_days": 30}}),
    "overrides": make_scenario(
        conversions={"lead": {"rate": 0.3}, "opportunity": {"rate": 0.3}},
        channels={
            "content": {"conversions": {"lead": {"rate": 0.25}, "sql": {"lag_days": 20}}, "deal": {"value": 9_000}},
            "paid_search": {"conversions": {"lead": {"rate": LEFT_OUT}}},
        },
        deal={"value": 13_000},
    ),
    "limits": make_scenario(channels={"paid_search": {"ceiling": None}, "content": {"ceiling": 3_000, "capacity": {"per_month": 5}}}),
    "mix": make_scenario(channels={"content": {"share": 0.35}, "cold_email": {"share": 0.2}}, seasonality=[1] * 12, pipeline={"sql": 10}),
    "goal": make_scenario(goal={"growth": LEFT_OUT, "target": 5_500_000, "baseline": 4_200_000}, today="2027-01-15"),
    "free": make_scenario(today=LEFT_OUT, goal={"next_growth": 0.1}, existing={"retention": 0.95}, team=[]),
    "measure": make_scenario(start="2027-02", goal={"measure": "recognised", "growth": 0.22}, existing={"retention": 0.95}),
    "channels": make_scenario(channels={"content": LEFT_OUT, "cold_email": {"share": 0.55}}, deal={"value": 13_000}),
    "months": make_scenario(months=6, seasonality=None, goal={"baseline": 2_000_000}, deal={"value": 11_000}),
    "many": make_scenario(
        goal={"growth": 0.3, "baseline": 3_900_000},
        deal={"value": 14_000},
        existing={"retention": 0.97},
        conversions={"lead": {"rate": 0.3}, "mql": {"rate": 0.35}, "sql": {"rate": 0.45, "lag_days": 30}, "opportunity": {"rate": 0.3}},
        channels={"paid_search": {"cost": {"amount": 5}}, "content": {"cost": {"fixed_per_month": 10}}, "cold_email": {"lag_days": 3}},
    ),
}
SAL = {"key": "sal", "name": "SAL", "owner": "sales", "definition": ""}
EVENTS = {
    "key": "events",
    "name": "Events",
    "enters": "opportunity",
    "share": 0.1,
    "activity": "event",
    "steps": [{"name": "talk", "yield": 3}],
    "cost": {"per": "event", "amount": 900},
}


def with_sal():
    """The company, whose SQLs are called SALs, and whose deals are worth more."""
    document = make_document(deal={"value": 13_000})
    text = json.dumps({name: document[name] for name in ("conversions", "pipeline", "channels", "team")}).replace('"sql"', '"sal"')
    stages = [SAL if stage["key"] == "sql" else stage for stage in document["stages"]]
    return Scenario.model_validate({**document, **json.loads(text), "stages": stages})


PAIRS |= {
    "renamed stage": with_sal(),
    "added channel": make_scenario(
        channels=[*make_document(channels={"paid_search": {"share": 0.35}})["channels"], EVENTS], conversions={"sql": {"rate": 0.45}}
    ),
    "other steps": make_scenario(
        channels={"content": {"steps": [{"name": "view", "yield": 700}, {"name": "lead", "yield": 0.03}]}}, deal={"value": 13_000}
    ),
    "another day": make_scenario(today="2027-02-10", conversions={"opportunity": {"lag_days": 75}}),
    "another season": make_scenario(seasonality=[1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4], goal={"growth": 0.28}),
    "other team": make_scenario(team=make_document()["team"][:1], goal={"growth": 0.28}),
}
FIGURES = ("/totals/spend", "/totals/stages/lead", "/channels/paid_search/cac", "/bridge/new_business")


@pytest.mark.parametrize("outcome", FIGURES)
@pytest.mark.parametrize("name", PAIRS)
def test_effects_add_up_to_the_difference(name, outcome):
    found = explain(BASE, PAIRS[name], outcome)
    assert found.difference == found.after - found.before
    assert abs(math.fsum(each.effect for each in found.effects) - found.difference) <= 1e-9 * abs(found.difference)
    assert found.exact == (name != "many")


@pytest.mark.parametrize("name", PAIRS)
def test_the_figures_at_both_ends_are_those_of_the_plans(name):
    found = explain(BASE, PAIRS[name], "/totals/spend")
    for value, scenario in ((found.before, BASE), (found.after, PAIRS[name])):
        assert value == pytest.approx(make_plan(scenario)["totals"]["spend"], abs=0.006)


@pytest.mark.parametrize("name", PAIRS)
def test_with_every_part_turned_the_one_scenario_is_the_other(name):
    pair = Pair(BASE, PAIRS[name])
    ends = np.array([[False] * len(pair.parts), [True] * len(pair.parts)])
    for mine, lanes in pair.lanes(ends):
        outcomes = list(outcomes_of(lanes.scenario).values())
        for row, scenario in zip(read(lanes, outcomes), np.array([BASE, PAIRS[name]], dtype=object)[mine], strict=True):
            right = read(turn(scenario, {}), [outcomes_of(scenario)[outcome.pointer] for outcome in outcomes])[0]
            np.testing.assert_allclose(row, right, rtol=1e-12, atol=1e-9)


@pytest.mark.parametrize("name", PAIRS)
def test_the_way_back_undoes_every_effect(name):
    there, back = explain(BASE, PAIRS[name], "/totals/spend"), explain(PAIRS[name], BASE, "/totals/spend")
    for each in there.effects:
        assert back.effect_of(each.part.name) == pytest.approx(-each.effect, rel=1e-9, abs=1e-6)


def test_the_order_of_parts_in_the_document_does_not_matter():
    second = PAIRS["overrides"]
    moved = second.model_copy(update={"channels": second.channels[::-1], "conversions": second.conversions[::-1]})
    straight, other = explain(BASE, second, "/channels/content/spend"), explain(BASE, moved, "/channels/content/spend")
    assert [each.part.name for each in straight.effects] == [each.part.name for each in other.effects]
    for one, two in zip(straight.effects, other.effects, strict=True):
        assert one.effect == pytest.approx(two.effect, rel=1e-9, abs=1e-9)


def test_an_effect_is_the_mean_over_all_orders():
    values = {"/goal/growth": 0.3, "/deal/value": 14_000.0, "/conversions/2/rate": 0.45, "/conversions/2/lag_days": 30.0}
    outcome = outcome_at(BASE, "/totals/spend")

    def spend(turned):
        return read(turn(BASE, {pointer: np.array([values[pointer]]) for pointer in turned}), [outcome])[0, 0]

    steps = {pointer: [] for pointer in values}
    for order in itertools.permutations(values):
        for place, pointer in enumerate(order):
            steps[pointer].append(spend(order[: place + 1]) - spend(order[:place]))
    found = explain(BASE, PAIRS["levers"], "/totals/spend")
    assert found.orders == 24
    for pointer, each in steps.items():
        assert found.effect_of(pointer.replace("/2/", "/sql/")) == pytest.approx(math.fsum(each) / 24, rel=1e-9)


WAYS = {
    "day, season and mix": {
        "/goal/growth": {"goal": {"growth": 0.3}},
        "/seasonality": {"seasonality": [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]},
        "/today": {"today": "2027-02-10"},
        "/channels/share": {"channels": {"content": {"share": 0.35}, "cold_email": {"share": 0.2}}},
        "/conversions/opportunity/lag_days": {"conversions": {"opportunity": {"lag_days": 75}}},
    },
    "a channel that goes": {
        "/": {"channels": {"content": LEFT_OUT, "cold_email": {"share": 0.55}}},
        "/deal/value": {"deal": {"value": 13_000}},
        "/today": {"today": "2027-02-10"},
        "/conversions/lead/rate": {"conversions": {"lead": {"rate": 0.3}}},
    },
}


@pytest.mark.parametrize("figure", ["/totals/spend", "/totals/stages/lead", "/channels/paid_search/cac"])
@pytest.mark.parametrize("way", WAYS)
def test_effects_are_those_of_all_orders_in_which_documents_can_be_changed(way, figure):
    changes = WAYS[way]
    values = {}
    for count in range(len(changes) + 1):
        for names in itertools.combinations(changes, count):
            document = functools.reduce(lambda document, name: changed(document, **changes[name]), names, make_document())
            scenario = Scenario.model_validate(document)
            values[frozenset(names)] = read(turn(scenario, {}), [outcome_at(scenario, figure)])[0, 0]
    found = explain(BASE, scenario, figure)
    assert {each.part.name for each in found.effects} == changes.keys()
    orders = list(itertools.permutations(changes))
    for name in changes:
        steps = [values[frozenset((*order[: order.index(name)], name))] - values[frozenset(order[: order.index(name)])] for order in orders]
        assert found.effect_of(name) == pytest.approx(math.fsum(steps) / len(steps), rel=1e-7, abs=1e-9 * abs(found.before))


def test_the_order_of_channels_roles_and_stages_changes_no_effect_of_those_that_came_or_went():
    second = PAIRS["added channel"]
    moved = second.model_copy(update={"channels": second.channels[::-1], "team": second.team[::-1]})
    straight, other = (explain(BASE, each, "/totals/spend") for each in (second, moved))
    assert [each.part for each in straight.effects] == [each.part for each in other.effects]
    for one, two in zip(straight.effects, other.effects, strict=True):
        assert one.effect == pytest.approx(two.effect, rel=1e-9)


def test_it_tells_how_far_it_is_and_ends_when_told_to(monkeypatch):
    monkeypatch.setattr("app.questions.explaining.orders.RATES_AT_ONCE", 2400)
    told = []
    cut = explain(BASE, PAIRS["many"], "/totals/spend", progress=lambda done, of: told.append((done, of)))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] > 1000
    assert len(told) > 10
    monkeypatch.undo()
    assert cut == explain(BASE, PAIRS["many"], "/totals/spend")

    def enough(done, of):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        explain(BASE, PAIRS["many"], "/totals/spend", progress=enough)


def test_what_did_not_change_or_bears_on_nothing_has_no_effect_at_all():
    found = explain(
        BASE, make_scenario(goal={"growth": 0.3}, channels={"cold_email": {"cost": {"amount": 0.5}}}), "/channels/content/spend"
    )
    assert found.effect_of("/channels/cold_email/cost/amount") == 0.0
    assert found.effect_of("/deal/value") == 0.0
    assert found.effect_of("/goal/growth") == found.difference != 0
    same = explain(BASE, make_scenario(name="Another name"), "/totals/spend")
    assert (same.difference, same.effects) == (0.0, ())


def test_sampled_effects_are_those_of_all_orders_within_their_errors(monkeypatch):
    exact = explain(BASE, PAIRS["overrides"], "/totals/spend")
    monkeypatch.setattr("app.questions.explaining.explain.EXACT_UP_TO", 2)
    sampled = explain(BASE, PAIRS["overrides"], "/totals/spend", seed=7)
    assert not sampled.exact
    for each in sampled.effects:
        assert abs(each.effect - exact.effect_of(each.part.name)) <= 4 * each.error + 1e-9 * abs(exact.difference)
    assert sampled == explain(BASE, PAIRS["overrides"], "/totals/spend", seed=7)
    assert sampled != explain(BASE, PAIRS["overrides"], "/totals/spend", seed=8)


def test_what_no_lever_turns_is_one_part():
    found = explain(BASE, PAIRS["channels"], "/totals/spend")
    frame = next(each.part for each in found.effects if each.part.kind == "frame")
    assert frame.pointers == ("/channels/content",)
    assert found.effect_of("/channels/content") + found.effect_of("/deal/value") == pytest.approx(found.difference)
    found = explain(BASE, PAIRS["measure"], "/totals/spend")
    assert next(each.part.pointers for each in found.effects if each.part.kind == "frame") == ("/start", "/goal/measure")


def test_the_error_of_sampled_orders_is_that_of_pairs_whichever_of_them_are_whole():
    rng = np.random.default_rng(5)
    off = rng.normal(size=(400, 1, 3))
    steps = 7 + np.concatenate([off, 0.2 * rng.normal(size=off.shape) - off], axis=1)
    every = of_pairs(steps, np.ones((400, 2), dtype=bool))
    means = steps.mean(axis=1)
    np.testing.assert_allclose(every.errors, means.std(axis=0, ddof=1) / 20, rtol=1e-12)
    np.testing.assert_allclose(every.effects, means.mean(axis=0), rtol=1e-12)
    some = np.ones((400, 2), dtype=bool)
    some[:200, 1] = False
    half = of_pairs(steps, some)
    assert (half.orders, half.left_out) == (600, 0.25)
    # 200 of the orders have lost the reverse that would have set them right
    expected = np.sqrt(200 * 1.0 + 200 * 0.04) / 600
    np.testing.assert_allclose(half.errors, expected, rtol=0.15)
    one = of_pairs(steps[:1], some[:1])
    assert np.isinf(one.errors).all()


def test_fewer_orders_are_sampled_of_large_scenarios_and_by_month(monkeypatch):
    usual = explain(BASE, PAIRS["many"], "/totals/spend")
    monkeypatch.setattr("app.questions.explaining.orders.RATES_AT_MOST", 40_000)
    fewer = explain(BASE, PAIRS["many"], "/totals/spend")
    by_month = explain(BASE, PAIRS["many"], "/team/AE/heads_peak")
    assert usual.orders == 512 > fewer.orders > by_month.orders == 8
    assert max(each.error for each in fewer.effects) > max(each.error for each in usual.effects)
    assert math.fsum(each.effect for each in fewer.effects) == pytest.approx(fewer.difference, rel=1e-9)


@pytest.mark.parametrize("names", [("SDR", "SDR"), ("SDR/BDR", "AE")])
def test_roles_of_one_name_and_names_with_a_slash_are_told_apart(names):
    def with_heads(heads):
        team = [{**role, "role": name} for role, name in zip(make_document()["team"], names, strict=True)]
        return make_scenario(team=[team[0], {**team[1], "heads": heads, "cost_per_month": 1000 * heads}])

    first, second = with_heads(2), with_heads(3)
    found = explain(first, second, "/totals/people_cost")
    assert len(found.effects) == 2
    assert found.difference != 0
    peak = explain(first, make_scenario(team=second.model_dump(mode="json")["team"], goal={"growth": 0.4}), "/team/1/heads_peak")
    again = explain(first, second, peak.outcome)
    assert again.outcome == peak.outcome


def test_shares_and_a_season_are_one_part_each():
    found = explain(BASE, PAIRS["mix"], "/totals/spend")
    assert {each.part.kind: each.part.pointers for each in found.effects if each.part.kind != "lever"} == {
        "shares": ("/channels/cold_email/share", "/channels/content/share"),
        "season": ("/seasonality",),
    }


@pytest.mark.parametrize(
    ("effects", "difference"),
    [
        ([3e25, -2.9999999e25, 4e17, 1e10, 0.25, 0.0], 1e18),
        ([1e25, -1e25, 5.0], 277_649_026_493_767_780.0),
        ([0.1, 0.2, -0.3, 1e-9], 0.0),
        ([0.0, 0.0], 1e-12),
        ([27.75, -1e17, 1e17], 0.0),
    ],
)
def test_what_rounding_leaves_over_goes_to_the_largest_and_what_they_cannot_hold_is_told(effects, difference):
    orders = [list(order) for order in itertools.permutations(effects)][::7]
    for order in orders:
        found, rest = _summing(order, difference)
        assert abs(math.fsum([*found, rest]) - difference) <= 1e-9 * abs(difference)
        assert rest == 0 or abs(rest) <= 1e-6 * max(map(abs, effects))
        assert sorted(found) == sorted(_summing(orders[0], difference)[0])
        for given, each in zip(order, found, strict=True):
            assert abs(given) == max(map(abs, effects)) or abs(each - given) <= 1e-6 * abs(given)


def test_what_goes_near_a_ceiling_on_the_way_adds_up_with_what_rounding_leaves_over():
    first = make_scenario(channels={"paid_search": {"ceiling": None}}, goal={"growth": 0.3})
    busiest = max(
        month["stages"]["lead"]["exact"]
        for each in make_plan(first)["channels"]
        if each["key"] == "paid_search"
        for month in each["months"]
    )
    second = make_scenario(goal={"growth": 0.2}, channels={"paid_search": {"ceiling": busiest * (1 + 1e-13)}}, deal={"value": 12_500})
    found = explain(first, second, "/totals/spend")
    assert max(abs(each.effect) for each in found.effects) > 1e6 * abs(found.difference)
    total = math.fsum([each.effect for each in found.effects] + [found.rest])
    assert abs(total - found.difference) <= 1e-9 * abs(found.difference)


def test_more_parts_than_the_fewest_orders_can_bear_are_refused_before_the_work(monkeypatch):
    monkeypatch.setattr("app.questions.explaining.orders.RATES_LIMIT", 2_000)
    told = []
    with pytest.raises(QuestionRefused, match="too_many_parts") as refused:
        explain(BASE, PAIRS["many"], "/totals/spend", progress=lambda *done: told.append(done))
    assert refused.value.faults[0].values["up_to"] < refused.value.faults[0].values["given"]
    assert not told


def test_a_figure_that_only_one_plan_has_is_refused_with_the_one_that_has_it_not():
    other = make_scenario(team=[])
    for plans, side in (((BASE, other), "/second"), ((other, BASE), "/first")):
        with pytest.raises(QuestionRefused, match="outcome_in_one_only") as refused:
            explain(*plans, "/team/0/heads_peak")
        fault = refused.value.faults[0]
        assert (fault.pointer, fault.values["given"]) == (side, "/team/SDR/heads_peak")


def test_orders_over_a_reached_ceiling_are_left_out():
    first = make_scenario(channels={"paid_search": {"ceiling": None}})
    most = max(
        month["stages"]["lead"]["exact"]
        for each in make_plan(first)["channels"]
        if each["key"] == "paid_search"
        for month in each["months"]
    )
    second = make_scenario(goal={"growth": 0.2}, channels={"paid_search": {"ceiling": 0.95 * most}})
    found = explain(first, second, "/channels/paid_search/spend")
    assert (found.orders, found.orders_left_out) == (1, 0.5)
    assert math.fsum(each.effect for each in found.effects) == found.difference


@pytest.mark.parametrize(("first", "second", "pointer"), [(0, 1, "/second"), (1, 0, "/first")])
def test_a_plan_without_the_figure_is_refused_with_its_side(first, second, pointer):
    sides = BASE, make_scenario(channels={"paid_search": {"ceiling": 10}})
    with pytest.raises(QuestionRefused) as refused:
        explain(sides[first], sides[second], "/totals/spend")
    assert [(fault.code, fault.pointer) for fault in refused.value.faults] == [("no_value", pointer)]


@pytest.mark.parametrize(
    ("second", "outcome", "code"),
    [
        (make_scenario(channels={"content": LEFT_OUT, "cold_email": {"share": 0.55}}), "/channels/content/deals", "outcome_in_one_only"),
        (make_scenario(currency="EUR"), "/totals/spend", "other_currency"),
        (BASE, "/totals/spent", "unknown_output"),
    ],
)
def test_what_cannot_be_compared_is_refused(second, outcome, code):
    with pytest.raises(QuestionRefused, match=code):
        explain(BASE, second, outcome)


def test_what_changes_how_sure_a_plan_is_and_not_the_plan_is_told_beside_effects():
    first = make_scenario()
    second = make_scenario(conversions={"sql": {"lag_quantiles": [10, 20, 60]}, "lead": {"evidence": None}}, deal={"variation": 0.9})
    found = explain(first, second, "/totals/spend")
    assert (found.effects, found.difference) == ((), 0.0)
    assert set(found.sureness) == {"/conversions/sql/lag_quantiles", "/conversions/lead/rate", "/deal/variation"}
    assert explain(first, make_scenario(goal={"growth": 0.3}), "/totals/spend").sureness == ()
