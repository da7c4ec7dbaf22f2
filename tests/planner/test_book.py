"""A plan book: several plans as one, worked by hand, and what must hold whatever they are."""

import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.planner.book import Part, UnfitBook, roll_up
from app.planner.present import make_plan
from app.planner.scenario import Scenario
from tests.examples import make_scenario, make_small_document
from tests.planner.strategies import documents


def part(name: str, **changes: Any) -> Part:
    """One channel of clicks, half of which become leads and a tenth of these deals, all at once."""
    scenario = Scenario.model_validate(make_small_document(**changes))
    return name, scenario, make_plan(scenario)


def sample(name: str, **changes: Any) -> Part:
    scenario = make_scenario(**changes)
    return name, scenario, make_plan(scenario)


def test_ten_segments_that_need_a_tenth_of_a_deal_each_need_one_together() -> None:
    tenth = {"baseline": 1_000_000, "growth": None, "target": 1_001_000}
    parts = [part(f"Segment {n}", goal=tenth) for n in range(10)]
    deals = roll_up(parts, None).stages[-1].entries
    assert parts[0][2]["totals"]["stages"]["deal"]["exact"] == pytest.approx(0.1)
    assert deals.total == {"exact": pytest.approx(1.0), "whole": 1}
    assert [figure["whole"] for figure in deals.parts] == [1] * 10


def test_two_plans_are_added_up_by_month_channel_and_stage() -> None:
    """2,000,000 and 1,500,000 on a baseline of 1,000,000 each, at 10,000 a deal: 100 and 50 deals, 1,000 and 500 leads."""
    parts = [part("North"), part("South", goal={"target": 1_500_000, "growth": None})]
    book = roll_up(parts, None)
    assert [(stage.name, stage.entries.total["exact"]) for stage in book.stages] == [
        ("Lead", pytest.approx(1500)),
        ("Deal", pytest.approx(150)),
    ]
    (channel,) = book.channels
    assert channel.deals.total["whole"] == 150
    assert channel.activity is not None
    assert channel.activity.total["exact"] == pytest.approx(3000)
    assert channel.revenue.total == book.revenue.total == 1_500_000
    assert math.fsum(amount or 0.0 for amount in book.revenue.months) == pytest.approx(1_500_000)


def test_the_goal_of_the_whole_is_held_against_the_sum_of_the_parts() -> None:
    parts = [part("North"), part("South", goal={"target": 1_500_000, "growth": None})]
    assert roll_up(parts, None).goal.difference is None
    short = roll_up(parts, 4_000_000)
    assert (short.goal.parts, short.goal.difference, short.goal.against) == (3_500_000, -500_000, "short")
    assert [note.values["missing"] for note in short.notes if note.code == "book_short"] == [500_000]
    assert roll_up(parts, 3_500_000).goal.against == "met"
    assert roll_up(parts, 3_000_000.01).goal.difference == pytest.approx(499_999.99)
    assert [each.share for each in short.parts] == [pytest.approx(2 / 3.5), pytest.approx(1.5 / 3.5)]


@pytest.mark.parametrize(("changes", "code"), [({"currency": "EUR"}, "book_currency"), ({"goal": {"measure": "arr"}}, "book_measure")])
def test_plans_that_count_differently_are_not_added_up(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(UnfitBook) as error:
        roll_up([sample("A"), sample("B", **changes)], None)
    assert [(fault.pointer, fault.code, fault.values["part"]) for fault in error.value.faults] == [("/parts/1", code, "B")]


def test_a_book_without_a_plan_says_so() -> None:
    with pytest.raises(UnfitBook) as error:
        roll_up([], 1e6)
    assert [fault.code for fault in error.value.faults] == ["book_empty"]


def test_other_horizons_stand_side_by_side() -> None:
    book = roll_up([sample("A"), sample("B", start="2027-07", months=12)], None)
    assert (book.months[-1], book.before_start[book.months.index("2026-12")]) == ("2028-06", True)
    assert not book.before_start[book.months.index("2027-01")]
    assert [(note.values["first"], note.values["last"]) for note in book.notes if note.code == "book_horizons"] == [("2027-01", "2028-06")]


def test_stages_are_one_by_name_or_by_key_and_the_deal_is_always_the_last() -> None:
    renamed = sample("B", stages={"mql": {"name": "Hot lead"}, "deal": {"name": "Signed"}})
    book = roll_up([sample("A"), renamed], None)
    assert [stage.name for stage in book.stages] == ["Lead", "MQL", "SQL", "Opportunity", "Deal"]
    other = sample("C", stages={"lead": {"name": "Visitor"}}, pipeline={})
    assert len(roll_up([sample("A"), other], None).stages) == 5


def test_a_stage_that_only_one_plan_has_stands_where_it_stands_there() -> None:
    names = [stage.name for stage in roll_up([part("Small"), sample("Large")], None).stages]
    assert names == ["Lead", "MQL", "SQL", "Opportunity", "Deal"]


def test_channels_are_one_by_name_whatever_their_keys() -> None:
    document = make_small_document()
    document["channels"][0] |= {"key": "clicks", "activity": "visit", "cost": {"per": None, "amount": 0.0}}
    scenario = Scenario.model_validate(document)
    (channel,) = roll_up([part("A"), ("B", scenario, make_plan(scenario))], None).channels
    assert (channel.deals.total["whole"], channel.activity, channel.activity_unit) == (200, None, None)


def test_what_is_unknown_in_a_part_is_unknown_in_the_whole() -> None:
    blocked = sample("B", channels={"paid_search": {"ceiling": 300}})
    book = roll_up([sample("A"), blocked], None)
    assert (book.status, book.spend.total) == ("infeasible", None)
    assert book.spend.parts[0] is not None
    search = next(channel for channel in book.channels if channel.name == "Paid search")
    assert search.activity is not None
    assert search.activity.total == {"exact": None, "whole": None, "reason": "ceiling_reached"}


def test_a_part_says_what_strains_its_plan() -> None:
    strained, fine = roll_up([sample("A", channels={"paid_search": {"ceiling": 300}}), part("B")], None).parts
    assert (strained.status, strained.strains[0]) == ("infeasible", "ceiling_reached")
    assert fine.strains == ()


def test_one_plan_alone_is_its_own_book() -> None:
    name, scenario, plan = sample("A")
    book = roll_up([(name, scenario, plan)], None)
    assert {stage.key: stage.entries.total for stage in book.stages} == plan["totals"]["stages"]
    assert (book.status, book.spend.total, book.revenue.total) == (plan["status"], plan["totals"]["spend"], plan["totals"]["revenue"])
    by_month = {month["month"]: month["stages"]["lead"]["whole"] for month in plan["months"]}
    assert {month: figure["whole"] for month, figure in zip(book.months, book.stages[0].entries.months, strict=True)} == by_month


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(documents(), min_size=1, max_size=4))
def test_a_book_adds_up_whatever_its_plans(found: list[dict[str, Any]]) -> None:
    first = found[0]
    for document in found:
        document["currency"] = first["currency"]
        document["goal"]["measure"] = first["goal"]["measure"]
    scenarios = [Scenario.model_validate(document) for document in found]
    parts: list[Part] = [(f"Part {n}", scenario, make_plan(scenario)) for n, scenario in enumerate(scenarios)]
    book = roll_up(parts, None)
    assert book.goal.parts == pytest.approx(math.fsum(plan["bridge"]["target"] for _, _, plan in parts))
    for stage in book.stages:
        line = stage.entries
        if line.total["exact"] is None or line.total["exact"] > 1e12:
            continue
        assert line.total["exact"] == pytest.approx(math.fsum(figure["exact"] or 0.0 for figure in line.parts), rel=1e-12)
        assert math.fsum(figure["whole"] or 0 for figure in line.months) == pytest.approx(line.total["whole"], rel=1e-9, abs=1)
        assert (line.total["whole"] or 0) <= math.fsum(figure["whole"] or 0 for figure in line.parts)
        running = exact = 0.0
        for figure in line.months:
            running, exact = running + (figure["whole"] or 0), exact + (figure["exact"] or 0)
            assert running >= exact * (1 - 1e-9) - 1e-6
