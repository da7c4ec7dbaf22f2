"""The best mix where something stands in its way, and what one more unit costs there, all held against the engine."""

import pytest

from app.planner.engine import evaluate, evaluate_totals
from app.planner.inputs import compile_scenario
from app.planner.scenario import Scenario
from app.questions.mixing.frontier import frontier
from app.questions.mixing.mix import least_spend, limits_of, most_revenue
from app.questions.refused import QuestionRefused
from tests.examples import changed, make_document
from tests.questions.test_mix import BENT, planned
from tests.questions.written import written

DRY = changed(BENT, pipeline={})
"""Without open deals, whose credit would move with the mix."""
LATE = make_document(
    today="2027-09-10", pipeline={}, goal={"growth": 0.03}, channels={"cold_email": {"capacity": {"per_working_day": None}}}
)
"""Content can close nothing any more."""
KEYS = ("cold_email", "paid_search", "content")


def scenario_of(document):
    return Scenario.model_validate(document)


def refused(ask):
    with pytest.raises(QuestionRefused) as found:
        ask()
    return found.value.faults[0]


def brought(document, mix):
    """Spend and new revenue by channel that the engine has for a mix."""
    outputs = evaluate(compile_scenario(written(document, mix.changes)))
    totals = outputs.totals
    shares = [part.share for part in mix.parts]
    return totals.spend[0], [share * float(totals.gap.new_business[0]) for share in shares]


@pytest.mark.parametrize(
    "bounds",
    [
        {},
        {"cold_email": (0.4, None)},
        {"content": (None, 0.2), "paid_search": (0.1, 0.3)},
        dict(zip(KEYS, [(0.3, 0.3), (0.4, 0.4), (0.3, 0.3)], strict=True)),
        dict(zip(KEYS, [(None, 0.3), (None, 0.4), (None, 0.3)], strict=True)),
    ],
    ids=["none", "least", "both", "pinned", "all at the most"],
)
@pytest.mark.parametrize("people", [False, True], ids=["spend", "people"])
def test_the_engine_spends_the_price_on_one_more_unit_of_revenue(bounds, people):
    scenario = scenario_of(DRY)
    limits = limits_of(scenario, bounds, with_people=people)
    budgets = (90_000.0, 90_000.9)
    less, more = (most_revenue(scenario, budget, limits) for budget in budgets)
    ends = [planned(DRY, mix.changes)[:2] for mix in (less, more)]
    spent = ends[1][0] - ends[0][0] + more.people - less.people
    assert spent / (ends[1][1] - ends[0][1]) == pytest.approx(less.price, rel=1e-4)


def test_the_engine_spends_a_channels_own_cost_on_one_more_unit_of_its_revenue():
    mix = least_spend(scenario_of(DRY))
    spend, revenue = brought(DRY, mix)
    for place, part in enumerate(mix.parts):
        assert revenue[place] == pytest.approx(part.revenue, rel=1e-9)
        step = 1e-4 * part.revenue
        wanted = [each + step * (place == number) for number, each in enumerate(revenue)]
        changes = [(f"/channels/{number}/share", each / sum(wanted)) for number, each in enumerate(wanted)]
        document = changed(DRY, goal={"growth": None, "target": 4_000_000 + sum(wanted)})
        after, _, _ = planned(document, changes)
        assert (after - float(spend.sum())) / step == pytest.approx(part.marginal, rel=1e-3)


@pytest.mark.parametrize("bounds", [{}, {"cold_email": (0.4, None)}], ids=["free", "bound"])
def test_the_engine_brings_by_channel_what_the_next_thousand_is_said_to_bring(bounds):
    scenario = scenario_of(DRY)
    limits = limits_of(scenario, bounds)
    now, following = most_revenue(scenario, 90_000, limits), most_revenue(scenario, 91_000, limits)
    (spent, less), (spends, more) = brought(DRY, now), brought(DRY, following)
    assert float(spends.sum() - spent.sum()) == pytest.approx(1000, rel=1e-6)
    for part, before, after in zip(now.parts, less, more, strict=True):
        assert part.next_revenue == pytest.approx(after - before, rel=1e-6, abs=1e-3)


def test_a_least_share_of_a_channel_that_is_too_late_is_named_as_what_stops_it():
    scenario = scenario_of(LATE)
    for ask in (least_spend, frontier, lambda asked, limits: most_revenue(asked, 100_000, limits)):
        fault = refused(lambda ask=ask: ask(scenario, limits_of(scenario, {"content": (0.1, None)})))
        assert (fault.code, fault.values["held"], fault.values["most"]) == ("goal_out_of_reach", {"content": "too_late"}, 0)


def test_largest_shares_that_leave_the_rest_to_a_channel_that_is_too_late_are_named_as_such():
    scenario = scenario_of(LATE)
    fault = refused(lambda: least_spend(scenario, limits_of(scenario, {"cold_email": (None, 0.3), "paid_search": (None, 0.3)})))
    assert fault.values["held"] == {"cold_email": "share", "paid_search": "share", "content": "too_late"}


def test_a_channel_that_is_too_late_has_no_cost_of_one_more_unit():
    part = least_spend(scenario_of(LATE)).parts[2]
    assert (part.bound, part.share, part.marginal, part.next_revenue) == ("too_late", 0.0, float("inf"), 0.0)


def test_a_channel_without_an_end_is_not_stopped_by_another_that_is_too_late():
    document = changed(LATE, channels={"paid_search": {"lag_days": 400}})
    mix = least_spend(scenario_of(document))
    assert [part.bound for part in mix.parts] == ["free", "too_late", "too_late"]
    assert [part.share for part in mix.parts] == [1.0, 0.0, 0.0]
    spend, revenue, _ = planned(document, mix.changes)
    assert (spend, revenue) == (pytest.approx(mix.spend, rel=1e-9), pytest.approx(120_000, rel=1e-9))


def test_a_least_share_beyond_a_capacity_names_that_channel_alone_and_a_target_that_can_be_planned():
    document = make_document(channels={"cold_email": {"capacity": {"per_working_day": 12}}})
    scenario = scenario_of(document)
    bounds = {"cold_email": (0.5, None)}
    fault = refused(lambda: least_spend(scenario, limits_of(scenario, bounds)))
    assert fault.values["held"] == {"cold_email": "capacity"}
    reached = changed(document, goal={"growth": None, "target": fault.values["target"] - 1})
    mix = least_spend(scenario_of(reached), limits_of(scenario, bounds))
    assert mix.revenue == pytest.approx(fault.values["most"], rel=1e-4)
    beyond = changed(document, goal={"growth": None, "target": fault.values["target"] + 1})
    assert refused(lambda: least_spend(scenario_of(beyond), limits_of(scenario, bounds))).code == "goal_out_of_reach"


def test_a_ceiling_that_only_the_busiest_month_comes_near_stops_its_channel():
    calm = most_revenue(scenario_of(DRY), 200_000)
    document = changed(DRY, seasonality=[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 1], today="2026-11-22")
    scenario = scenario_of(document)
    only = limits_of(scenario, {"cold_email": (1.0, None)})
    mix = most_revenue(scenario, 1e11, only)
    assert mix.revenue < 0.8 * most_revenue(scenario_of(DRY), 1e11, only).revenue
    assert most_revenue(scenario, 200_000).revenue < calm.revenue
    for factor, is_blocked in ((1 - 1e-6, False), (1 + 1e-3, True)):
        totals = evaluate_totals(compile_scenario(written(document, [*mix.changes[:-1], ("/goal/growth", factor * mix.revenue / 4e6)])))
        assert bool(totals.blocked.any()) == is_blocked


def test_largest_shares_that_are_the_whole_but_for_rounding_can_be_met():
    scenario = scenario_of(DRY)
    shares = ((0.7, 0.2, 0.1), (0.7, 0.1, 0.2))  # the first of them add up to a little less than 1
    bounds = [limits_of(scenario, {key: (None, each) for key, each in zip(KEYS, part, strict=True)}) for part in shares]
    first, second = (refused(lambda limits=limits: least_spend(scenario, limits)).values["most"] for limits in bounds)
    assert first == pytest.approx(second, rel=1e-9)
    thirds = limits_of(scenario, dict.fromkeys(KEYS, (None, 0.3333333333)))
    assert least_spend(scenario, thirds).parts[0].share == pytest.approx(1 / 3)


@pytest.mark.parametrize(("end", "code"), [(0, "bounds_over"), (1, "bounds_under")])
def test_bounds_that_cannot_be_met_are_refused_with_some_that_can(end, code):
    scenario, given = scenario_of(changed(DRY, goal={"growth": 0.01})), ((0.8, 0.5, 0.3), (0.4, 0.1, 0.1))[end]

    def bounds(shares):
        return {key: (share, None) if end == 0 else (None, share) for key, share in shares.items()}

    fault = refused(lambda: limits_of(scenario, bounds(dict(zip(KEYS, given, strict=True)))))
    assert fault.code == code
    assert least_spend(scenario, limits_of(scenario, bounds(fault.values["fitting"]))).revenue > 0


def test_the_most_that_can_be_bought_without_money_is_all_that_costs_nothing():
    free = changed(DRY, channels={"content": {"cost": {"amount": 0, "fixed_per_month": 0}}})
    mix = most_revenue(scenario_of(free), 0)
    most = least_spend(scenario_of(changed(free, goal={"growth": 0.01})))
    assert [part.share for part in mix.parts] == pytest.approx([0, 0, 1])
    assert mix.parts[2].bound == "ceiling"
    assert most.spend == 0
    assert mix.revenue > most.revenue
    document = changed(free, goal={"growth": mix.target / 4_000_000 - 1 + 1e-4})
    dearer = least_spend(scenario_of(document))
    assert dearer.spend / (dearer.revenue - mix.revenue) == pytest.approx(mix.price, rel=1e-2)  # not what the last unit cost, nothing


def test_a_channel_that_costs_nothing_and_has_no_end_has_no_most_revenue():
    document = make_document(channels={"content": {"cost": {"amount": 0, "fixed_per_month": 0}}})
    scenario = scenario_of(document)
    for budget in (0, 1000):
        fault = refused(lambda budget=budget: most_revenue(scenario, budget))
        assert (fault.code, fault.pointer, fault.values["channel"]) == ("revenue_without_end", "/scenario/channels/2/cost", "content")
    cheapest = least_spend(scenario)
    assert (cheapest.spend, cheapest.price) == (0.0, 0.0)
    assert cheapest.parts[2].next_revenue == float("inf")
    held = most_revenue(scenario, 1000, limits_of(scenario, {"content": (None, 0.5)}))
    assert held.spend == pytest.approx(1000, rel=1e-9)


def test_a_single_channel_takes_it_all_at_its_own_cost():
    document = changed(DRY, goal={"growth": 0.1})
    document["channels"] = [{**document["channels"][1], "share": 1.0}]
    document["team"] = []
    scenario = scenario_of(document)
    for limits in (None, limits_of(scenario, {"paid_search": (1.0, 1.0)})):
        mix = least_spend(scenario, limits)
        assert [part.share for part in mix.parts] == [1.0]
        assert mix.price == pytest.approx(mix.parts[0].marginal, rel=1e-9)
        assert mix.spend == pytest.approx(mix.before, rel=1e-9)
    assert refused(lambda: limits_of(scenario, {"paid_search": (None, 0.5)})).values["fitting"] == {"paid_search": 1.0}


def test_a_budget_is_spent_beyond_a_goal_that_is_met_already():
    document = make_document(goal={"growth": 0.0})
    mix = most_revenue(scenario_of(document), 10_000)
    totals = evaluate_totals(compile_scenario(written(document, mix.changes)))
    assert float(totals.spend.sum()) == pytest.approx(10_000, rel=1e-9)
    assert float(totals.gap.new_business[0]) == pytest.approx(mix.revenue, rel=1e-9)
    assert frontier(scenario_of(document), points=3).here.spend == 0


def test_the_mix_now_counts_people_wherever_the_best_one_does():
    scenario = scenario_of(BENT)
    limits = limits_of(scenario, with_people=True)
    mix, curve = least_spend(scenario, limits), frontier(scenario, limits, 5)
    outputs = evaluate(compile_scenario(scenario))
    mails, opportunities = outputs.totals.activity[0, 0], outputs.totals.stages[0, 3]
    people = mails * 5500 / 4000 + opportunities * 9500 / 9
    assert mix.before == pytest.approx(float(outputs.totals.spend.sum()) + people, rel=1e-9)
    assert curve.here.spend == mix.before
    assert mix.spend + mix.people <= mix.before


def test_the_frontier_says_where_the_scenario_stands_and_what_its_revenue_could_cost():
    scenario = scenario_of(DRY)
    here = frontier(scenario, points=3).here
    spend, revenue, _ = planned(DRY, ())
    assert (here.revenue, here.spend) == (pytest.approx(revenue, rel=1e-12), pytest.approx(spend, rel=1e-12))
    assert here.target == pytest.approx(4_000_000 + revenue)
    assert here.least == pytest.approx(least_spend(scenario).spend, rel=1e-9)
    assert here.least < here.spend


def test_a_long_frontier_tells_how_far_it_is_and_ends_where_nobody_wants_it():
    document = make_document(pipeline={}, goal={"growth": 0.1})
    document["channels"] = [
        {**document["channels"][2], "key": f"c{place}", "name": f"C{place}", "share": 0.125, "ceiling": 60.0 + 9 * place}
        | {"cost": {"per": "post", "amount": 300 + 40 * place, "fixed_per_month": 100 + 150 * place}}
        for place in range(8)
    ]
    document["team"] = []
    scenario, told = scenario_of(document), []
    whole = frontier(scenario, points=20, progress=lambda *done: told.append(done))
    assert told == [(0, 20), (8, 20), (16, 20), (20, 20)]
    assert whole.spend.tolist() == [frontier(scenario, points=20).spend[place] for place in range(20)]

    def unwanted(done, of):
        raise InterruptedError

    for ask in (frontier, least_spend, lambda asked, progress: most_revenue(asked, 50_000, progress=progress)):
        with pytest.raises(InterruptedError):
            ask(scenario, progress=unwanted)


def test_a_mix_stands_where_each_set_of_channels_asks_for_the_amount_at_which_the_other_is_cheaper():
    fixed, ceilings = {"cold_email": 0, "paid_search": 2900, "content": 400}, {"cold_email": 270, "paid_search": 250, "content": 270}
    document = changed(
        BENT,
        goal={"growth": 0.129},
        channels={key: {"cost": {"fixed_per_month": fixed[key]}, "ceiling": ceilings[key]} for key in KEYS},
    )
    scenario = scenario_of(document)
    mix = least_spend(scenario)
    spend, revenue, totals = planned(document, mix.changes)
    assert (spend, revenue) == (pytest.approx(mix.spend, rel=1e-9), pytest.approx(mix.revenue, rel=1e-9))
    assert float(totals.gap.target[0]) == pytest.approx(mix.target)
    kept = [part.key for part in mix.parts if part.share > 0]
    for other in (KEYS, ("cold_email",), ("content",), ("cold_email", "paid_search"), ("paid_search", "content")):
        try:
            dearer = least_spend(scenario, limits_of(scenario, {key: (0.0, 0.0) for key in KEYS if key not in other}))
        except QuestionRefused:
            continue
        assert dearer.spend >= mix.spend * (1 - 1e-9), (kept, other)
