"""A way out leads out: what it proposes is put into the scenario, and the plan made again."""

import copy
import math
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.planner.plan import Note, Plan
from app.planner.present import make_plan
from app.planner.scenario import Scenario
from tests.examples import LEFT_OUT, Document, make_document, make_small_document
from tests.planner.strategies import documents, extreme_documents

WayOut = Mapping[str, Any]

EMAIL = "cold_email"
SDR, AE = "SDR", "AE"
BACK = 0.02
"""The part of the way that is gone back to see whether all of it was needed."""

STRAINED: dict[str, Document] = {
    "the company": make_document(),
    "a capacity by the day": make_document(channels={EMAIL: {"capacity": {"per_working_day": 40}}}),
    "a capacity by the month": make_document(channels={EMAIL: {"capacity": {"per_month": 700}}}),
    "both capacities exceeded": make_document(channels={EMAIL: {"capacity": {"per_working_day": 45, "per_month": 500}}}),
    "a capacity of nothing": make_document(channels={EMAIL: {"capacity": {"per_working_day": 0}}}),
    "a ceiling reached": make_document(channels={"paid_search": {"ceiling": 350}}),
    "a ceiling and a capacity": make_document(channels={"paid_search": {"ceiling": 450, "capacity": {"per_month": 15_000}}}),
    "capacity short while the ceiling is nearer": make_document(
        channels={"paid_search": {"ceiling": 400, "capacity": {"per_month": 150_000}}}
    ),
    "every channel over capacity": make_document(
        channels={EMAIL: {"capacity": {"per_month": 700}}, "paid_search": {"capacity": {"per_month": 9000}}, "content": {"ceiling": 100}}
    ),
    "a large pipeline": make_document(
        pipeline={"lead": 2000, "mql": 600, "sql": 150, "opportunity": 100}, channels={EMAIL: {"capacity": {"per_working_day": 12}}}
    ),
    "a pipeline whose credit moves with the shares": make_document(
        pipeline={"lead": 1500, "sql": 200},
        channels={
            EMAIL: {"capacity": {"per_working_day": 20}, "deal": {"value": 30_000}},
            "paid_search": {"conversions": {"lead": {"rate": 0.05}, "opportunity": {"rate": 0.1}}},
        },
    ),
    "a rate of its own where the team is short": make_document(channels={"content": {"conversions": {"opportunity": {"rate": 0.35}}}}),
    "recognised revenue": make_document(
        goal={"measure": "recognised"}, channels={EMAIL: {"capacity": {"per_working_day": 40}}, "paid_search": {"ceiling": 500}}
    ),
    "recurring revenue and customers that leave": make_document(
        goal={"measure": "arr"}, existing={"retention": 0.9}, channels={EMAIL: {"capacity": {"per_working_day": 60}}}
    ),
    "a goal in money": make_document(goal={"growth": LEFT_OUT, "target": 5_000_000}, channels={EMAIL: {"capacity": {"per_month": 700}}}),
    "new business from nothing": make_document(
        goal={"baseline": 0, "growth": LEFT_OUT, "target": 750_000}, channels={EMAIL: {"capacity": {"per_working_day": 30}}}
    ),
    "a small gap beside a large baseline": make_document(
        goal={"baseline": 1e9, "growth": 0.0002}, channels={EMAIL: {"capacity": {"per_working_day": 4}}}, pipeline={}
    ),
    "a click rate of a few in ten thousand": make_document(
        channels={
            "paid_search": {
                "activity": "view",
                "steps": [{"name": "click", "yield": 0.00012}, {"name": "lead", "yield": 0.9}],
                "cost": {"per": "view", "amount": 0.001},
                "capacity": {"per_month": 4_500_000},
            }
        }
    ),
    "a role that writes e-mails": make_document(team={SDR: {"load_per_head_per_month": 800}}),
    "a role that shares an activity": make_document(
        channels={"content": {"activity": "email", "cost": {"per": "email"}}},
        team={SDR: {"handles": "email", "load_per_head_per_month": 500}},
    ),
    "two teams of one kind": make_document(
        team=[{"role": AE, "handles": "opportunity", "load_per_head_per_month": 9, "heads": heads} for heads in (2, 3)]
    ),
    "nobody there": make_document(team={AE: {"heads": 0}}),
    "half a head": make_document(team={AE: {"heads": 2.5}}),
    "a role that signs": make_document(team={AE: {"handles": "deal", "load_per_head_per_month": 2}}),
    "hiring with all the time in the world": make_document(today=None, pipeline={}),
    "hiring while the plan runs": make_document(today="2027-04-20"),
    "all too late": make_document(today="2027-12-20"),
    "all too late for a goal in money": make_document(today="2027-12-20", goal={"growth": LEFT_OUT, "target": 5_000_000}),
    "one channel alone": make_small_document(channels={"ads": {"capacity": {"per_month": 150}}}),
}


def plan_of(document: Document) -> Plan:
    return make_plan(Scenario.model_validate(document))


def changed_by(document: Document, changes: list[Mapping[str, Any]]) -> Document:
    """The scenario with values put where JSON pointers lead."""
    new = copy.deepcopy(document)
    for change in changes:
        place: Any = new
        *parts, last = change["path"].split("/")[1:]
        for part in parts:
            place = place[int(part)] if isinstance(place, list) else place.setdefault(part, {})
        place[last] = change["value"]
    return new


def value_at(document: Document, path: str) -> Any:
    value: Any = document
    for part in path.split("/")[1:]:
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def way_of(plan: Plan, note_code: str, code: str) -> WayOut:
    """The only way out of its kind."""
    (way,) = (way for note in plan["notes"] if note["code"] == note_code for way in note.get("ways_out", ()) if way["code"] == code)
    return way


def codes(plan: Plan, note_code: str) -> list[object]:
    """Ways out of the only strain of its kind."""
    (note,) = (note for note in plan["notes"] if note["code"] == note_code)
    return [way["code"] for way in note["ways_out"]]


def is_strained(plan: Plan, like: Note, *also: str) -> bool:
    """Whether the channel or role of a note has that strain, or another of these."""
    about = like.get("channel", like.get("role"))
    return any(note["code"] in {like["code"], *also} and note.get("channel", note.get("role")) == about for note in plan["notes"])


def strains(plan: Plan) -> Iterator[tuple[Note, WayOut]]:
    """Strains and their ways out."""
    for note in plan["notes"]:
        for way in note.get("ways_out", ()):
            yield note, way


def with_names(document: Document) -> Document:
    """The document with roles that have names of their own, so that the strain of each is found again."""
    team = [{**role, "role": f"{role['role']} {number}"} for number, role in enumerate(document.get("team", ()))]
    return {**document, "team": team}


def assert_leads_out(document: Document, plan: Plan, note: Note, way: WayOut) -> None:
    after = plan_of(changed_by(document, way["changes"]))
    if way["code"] == "hire":
        assert_enough_heads(document, plan, way)
    else:
        assert not is_strained(after, note), (note["code"], way)


def assert_enough_heads(document: Document, plan: Plan, way: WayOut) -> None:
    (change,) = way["changes"]
    position = int(change["path"].split("/")[2])
    role, now = document["team"][position], document["team"][position].get("heads", 0)
    needed = [month["heads_needed"] for month in plan["team"][position]["months"] if month["month"] >= way["full"]]
    assert change["value"] == now + way["heads"]
    assert max(needed) <= change["value"], way
    assert max(needed) > change["value"] - 1, way
    assert way["full"] == month_after(way["start"], math.ceil(role.get("ramp_months", 0)))
    assert document.get("today") is None or way["start"] + "-01" >= str(document["today"])


def month_after(month: str, months: int) -> str:
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + months
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def assert_no_further_than_needed(document: Document, plan: Plan, note: Note, way: WayOut) -> None:
    """A little of the way back, and the strain is there again, or the channel too near its ceiling."""
    back = changed_by(document, [gone_back(document, plan, way, change) for change in way["changes"]])
    assert is_strained(plan_of(back), note, *(["near_ceiling"] if note["code"] == "ceiling_reached" else [])), (note["code"], way)


def gone_back(document: Document, plan: Plan, way: WayOut, change: Mapping[str, Any]) -> Mapping[str, Any]:
    new: float = change["value"]
    if way["code"] == "add_capacity":
        return {**change, "value": max(new - 1.0 - 1e-8 * new, value_at(document, change["path"]))}
    old: float = plan["bridge"]["target"] if "target" in way else value_at(document, change["path"])
    step: float = max(BACK * abs(new - old), grain(plan, way, new))
    return {**change, "value": old if step >= abs(new - old) else new + math.copysign(step, old - new)}


def grain(plan: Plan, way: WayOut, new: float) -> float:
    """What the rounding of a proposal may cost: 4 decimals, less for small rates and for growth that is large money."""
    bridge = plan["bridge"]
    if "target" in way:
        return 1.0
    if "growth" in way:
        return min(1.01e-4, 0.01 * bridge["new_business"] / bridge["baseline"])
    return min(1.01e-4, 0.01 * new) if way["code"] in {"raise_yield", "raise_rate"} else 2e-4


@pytest.mark.parametrize("document", STRAINED.values(), ids=STRAINED.keys())
def test_every_way_out_leads_out(document: Document) -> None:
    document = with_names(document)
    plan = plan_of(document)
    found = list(strains(plan))
    assert found
    for note, way in found:
        assert_leads_out(document, plan, note, way)


@pytest.mark.parametrize("document", STRAINED.values(), ids=STRAINED.keys())
def test_no_way_out_goes_further_than_it_must(document: Document) -> None:
    document = with_names(document)
    plan = plan_of(document)
    blocked = {note["channel"] for note in plan["notes"] if note["code"] == "ceiling_reached"}
    for note, way in strains(plan):
        if way["code"] != "hire" and not (note["code"] == "over_capacity" and note["channel"] in blocked):
            assert_no_further_than_needed(document, plan, note, way)


# --- Each way out by hand: 100 deals of 10,000 in 12 months, 10 % of the leads, half of the clicks -----------------------


def ads(**changes: Any) -> Document:
    """Every month of the year 8.33 deals, 83.3 leads and 166.7 clicks, all on the day of the deal."""
    return make_small_document(conversions={"lead": {"lag_days": 0}}, **changes)


def test_a_capacity_is_raised_to_the_busiest_month_rounded_up() -> None:
    plan = plan_of(ads(channels={"ads": {"capacity": {"per_month": 100}}}))
    way = way_of(plan, "over_capacity", "add_capacity")
    assert way["capacity"] == 167  # 2,000 clicks / 12 months = 166.7
    assert way["per"] == "month"
    assert way["changes"] == [{"path": "/channels/0/capacity/per_month", "value": 167}]


def test_both_capacities_are_raised_where_both_are_exceeded() -> None:
    plan = plan_of(ads(channels={"ads": {"capacity": {"per_month": 100, "per_working_day": 8}}}))
    way = way_of(plan, "over_capacity", "add_capacity")
    assert way["per"] == "month"
    assert {change["path"]: change["value"] for change in way["changes"]} == {
        "/channels/0/capacity/per_month": 167,
        "/channels/0/capacity/per_working_day": 9,  # 166.7 clicks / 19 working days in February = 8.8
    }


def test_a_yield_rises_by_as_much_as_the_busiest_month_is_over() -> None:
    plan = plan_of(ads(channels={"ads": {"capacity": {"per_month": 125}}}))
    way = way_of(plan, "over_capacity", "raise_yield")
    assert (way["step"], way["yield"], way["needed"]) == ("lead", 0.5, 0.6667)  # 0.5 x 166.7 / 125


def test_the_goal_is_lowered_by_what_does_not_fit() -> None:
    plan = plan_of(ads(channels={"ads": {"capacity": {"per_month": 125}}}))
    way = way_of(plan, "over_capacity", "lower_goal")
    assert way["growth"] == 0.75  # 125 of 166.7 clicks a month are three quarters of the million
    assert way["changes"] == [{"path": "/goal/growth", "value": 0.75}]


def test_a_goal_in_money_is_lowered_in_money() -> None:
    plan = plan_of(ads(goal={"growth": None, "target": 2_000_000}, channels={"ads": {"capacity": {"per_month": 125}}}))
    assert way_of(plan, "over_capacity", "lower_goal")["target"] == 1_750_000


def test_a_rate_rises_until_the_team_can_carry_what_enters_the_stage() -> None:
    plan = plan_of(ads(team=[{"role": SDR, "handles": "lead", "load_per_head_per_month": 50, "heads": 1}]))
    way = way_of(plan, "team_short", "raise_rate")
    assert (way["rate"], way["needed"]) == (0.1, 0.1667)  # 1,000 leads / 12 months = 83.3 for somebody who carries 50


def test_a_raised_rate_counts_on_the_pipeline_too() -> None:
    """The mock's 50.9 % forgets that a better win rate wins more of what is already open: 46.3 % is enough."""
    way = way_of(plan_of(make_document()), "team_short", "raise_rate")
    assert way["needed"] == pytest.approx(0.4627)


def test_the_company_hires_three_account_executives() -> None:
    way = way_of(plan_of(make_document()), "team_short", "hire")
    assert (way["heads"], way["start"], way["full"]) == (3, "2026-12", "2027-04")
    assert way["changes"] == [{"path": "/team/1/heads", "value": 5}]


def test_the_company_s_goal_falls_to_what_two_account_executives_carry() -> None:
    assert way_of(plan_of(make_document()), "team_short", "lower_goal")["growth"] == 0.135


def two_channels(first: Document, second: Document) -> Document:
    """Calls and clicks share the million evenly: 500 leads, 1,000 units each, 83.3 a month."""
    common = {"enters": "lead", "share": 0.5, "steps": [{"name": "answer", "yield": 0.5}]}
    calls = {"key": "calls", "name": "Calls", "activity": "call", **common}
    clicks = {"key": "clicks", "name": "Clicks", "activity": "click", **common}
    return ads(channels=[calls | first, clicks | second])


def test_share_moves_to_the_other_channel_until_the_first_one_fits() -> None:
    plan = plan_of(two_channels({"capacity": {"per_month": 50}}, {}))
    way = way_of(plan, "over_capacity", "shift_share")
    assert (way["from"], way["to"], way["share"]) == ("calls", "clicks", 0.2)  # 50 of 83.3 calls are 0.3 of the revenue
    assert way["changes"] == [{"path": "/channels/0/share", "value": 0.3}, {"path": "/channels/1/share", "value": 0.7}]


def test_share_does_not_move_where_there_is_no_room() -> None:
    """The clicks would have to go from 83.3 to 116.7."""
    assert "shift_share" in codes(plan_of(two_channels({"capacity": {"per_month": 50}}, {"capacity": {"per_month": 117}})), "over_capacity")
    assert "shift_share" not in codes(
        plan_of(two_channels({"capacity": {"per_month": 50}}, {"capacity": {"per_month": 116}})), "over_capacity"
    )


def test_share_does_not_move_to_within_a_fifth_of_a_ceiling() -> None:
    """58.3 leads a month are four fifths of 72.9."""
    assert "shift_share" in codes(plan_of(two_channels({"capacity": {"per_month": 50}}, {"ceiling": 73})), "over_capacity")
    assert "shift_share" not in codes(plan_of(two_channels({"capacity": {"per_month": 50}}, {"ceiling": 72.5})), "over_capacity")


def test_share_moves_to_the_channel_that_is_cheapest_by_its_revenue() -> None:
    dear, cheap = {"cost": {"per": "click", "amount": 2}}, {"cost": {"per": "click", "amount": 1}}
    channels = [
        {"key": key, "name": key, "activity": "click", "enters": "lead", "share": share, **more}
        for key, share, more in (("full", 0.4, {"capacity": {"per_month": 20}}), ("dear", 0.3, dear), ("cheap", 0.3, cheap))
    ]
    assert way_of(plan_of(ads(channels=channels)), "over_capacity", "shift_share")["to"] == "cheap"


def test_a_ceiling_is_left_a_fifth_away() -> None:
    """83.3 leads a month under a ceiling of 50: 40 of them, 48 % of the million, are well below it."""
    plan = plan_of(ads(channels={"ads": {"ceiling": 50}}))
    assert way_of(plan, "ceiling_reached", "lower_goal")["growth"] == 0.48


def test_share_leaves_a_channel_a_fifth_below_its_ceiling() -> None:
    """41.7 leads a month under a ceiling of 25: 20 of them are 24 % of the revenue."""
    way = way_of(plan_of(two_channels({"ceiling": 25}, {})), "ceiling_reached", "shift_share")
    assert (way["from"], way["to"], way["share"]) == ("calls", "clicks", 0.26)


@pytest.mark.parametrize("expansion", [0.03, 0.05, 0.07, 0.11, 0.13, 0.29])
@pytest.mark.parametrize("retention", [0.82, 0.93, 1.0])
def test_a_goal_without_new_business_leaves_no_dust_to_win(retention: float, expansion: float) -> None:
    """Baseline x (1 + growth) and baseline + what is churned and expanded are the same money, but not always the same float."""
    customers = {"existing": {"retention": retention, "expansion": expansion}, "today": "2028-01-01"}
    baselines: list[Document] = [{"baseline": baseline} for baseline in (1_000_000, 1_234_567.89, 4_100_000)]
    for goal in (*baselines, *(baseline | {"growth": None, "target": 9e6} for baseline in baselines)):
        document = ads(goal=goal, **customers)
        after = plan_of(changed_by(document, way_of(plan_of(document), "infeasible_time", "lower_goal")["changes"]))
        assert after["status"] == "met"


# --- What is left out, because it would not lead out -----------------------------------------------------------------------


def test_one_channel_has_nowhere_to_shift_its_share() -> None:
    assert codes(plan_of(ads(channels={"ads": {"capacity": {"per_month": 100}}})), "over_capacity") == [
        "add_capacity",
        "raise_yield",
        "lower_goal",
    ]


def test_a_share_of_probability_never_rises_above_one() -> None:
    assert "raise_yield" not in codes(plan_of(ads(channels={"ads": {"capacity": {"per_month": 80}}})), "over_capacity")
    team = [{"role": SDR, "handles": "lead", "load_per_head_per_month": 8, "heads": 1}]
    assert "raise_rate" not in codes(plan_of(ads(team=team)), "team_short")


def test_visits_per_post_may_rise_above_one() -> None:
    steps = [{"name": "visit", "yield": 20}, {"name": "lead", "yield": 0.9}]
    plan = plan_of(ads(channels={"ads": {"steps": steps, "capacity": {"per_month": 2}}}))
    way = way_of(plan, "over_capacity", "raise_yield")
    assert (way["step"], way["needed"]) == ("visit", 46.2963)  # 83.3 leads / 18 a post = 4.63 posts where 2 can be written


def test_a_month_without_a_working_day_has_no_way_out_by_capacity() -> None:
    """All that is left of January is a Sunday, and a rate per working day says nothing about it."""
    plan = plan_of(make_small_document(today="2027-01-31", channels={"ads": {"capacity": {"per_working_day": 2}}}))
    assert [note["code"] for note in plan["notes"]][:2] == ["no_working_day", "over_capacity"]
    assert codes(plan, "over_capacity") == []


def test_it_can_be_too_late_to_hire() -> None:
    """The deals all close in March, and whoever starts in February carries a full load from June on."""
    document = ads(
        today="2027-01-15",
        seasonality=[0, 0, 1, *[0] * 9],
        team=[{"role": AE, "handles": "deal", "load_per_head_per_month": 50, "heads": 1, "ramp_months": 4}],
    )
    assert "hire" not in codes(plan_of(document), "team_short")
    document["team"][0]["ramp_months"] = 1
    assert "hire" in codes(plan_of(document), "team_short")


def test_only_the_months_after_the_ramp_are_hired_for() -> None:
    """10 deals in each month but 40 in March; who starts in January is at full load in April."""
    document = ads(
        today="2027-01-01",
        seasonality=[1, 1, 4, *[1] * 9],
        goal={"growth": 1.5},
        team=[{"role": AE, "handles": "deal", "load_per_head_per_month": 5, "heads": 1, "ramp_months": 3}],
    )
    way = way_of(plan_of(document), "team_short", "hire")
    assert (way["heads"], way["start"], way["full"]) == (1, "2027-01", "2027-04")


def test_who_is_hired_on_the_first_of_a_month_starts_that_day() -> None:
    team = [{"role": AE, "handles": "deal", "load_per_head_per_month": 5, "heads": 1, "ramp_months": 2}]
    on_the_first, on_the_second = (
        way_of(plan_of(ads(today=today, team=team)), "team_short", "hire") for today in ("2027-02-01", "2027-02-02")
    )
    assert (on_the_first["start"], on_the_second["start"]) == ("2027-02", "2027-03")


def test_a_goal_below_nothing_is_not_proposed() -> None:
    """Over five years all customers leave five times over; without new business the goal would be less than nothing."""
    plan = plan_of(ads(months=60, existing={"retention": 0.0}, goal={"growth": -0.9}, channels={"ads": {"capacity": {"per_month": 1}}}))
    assert "lower_goal" not in codes(plan, "over_capacity")


def test_more_than_a_field_takes_is_not_proposed() -> None:
    team = [{"role": AE, "handles": "lead", "load_per_head_per_month": 1e-5, "heads": 1}]
    assert "hire" not in codes(plan_of(ads(team=team)), "team_short")


def test_a_head_that_carries_more_than_anyone_counts_is_not_missed() -> None:
    """8.3 deals a month are so little of 10^12 that no whole head is needed for them."""
    plan = plan_of(ads(team=[{"role": AE, "handles": "deal", "load_per_head_per_month": 1e12, "heads": 0}]))
    assert "team_short" not in [note["code"] for note in plan["notes"]]


def test_a_team_under_a_ceiling_is_not_told_to_lower_the_goal() -> None:
    """Clicks towards a ceiling do not shrink as the goal does, so no goal is named."""
    document = ads(channels={"ads": {"ceiling": 150}}, team=[{"role": SDR, "handles": "click", "load_per_head_per_month": 200, "heads": 1}])
    assert codes(plan_of(document), "team_short") == ["hire", "raise_yield"]


# --- Any scenario ----------------------------------------------------------------------------------------------------------


@st.composite
def strained_documents(draw: st.DrawFn) -> Document:
    """A scenario whose limits are set around what it takes."""
    document = draw(documents())
    document["team"] = []
    for channel in document["channels"]:
        channel.pop("capacity", None)
        channel.pop("ceiling", None)
    of_load = st.sampled_from((0.98, 0.9, 0.7, 0.4, 0.1, 1.3))
    for channel, planned in zip(document["channels"], plan_of(document)["channels"], strict=True):
        by_month = max((month["activity"]["exact"] or 0.0 for month in planned["months"]), default=0.0)
        by_day = max((month["per_working_day"] or 0.0 for month in planned["months"]), default=0.0)
        entries = max((month["stages"][channel["enters"]]["exact"] or 0.0 for month in planned["months"]), default=0.0)
        if min(by_month, by_day, entries) < 1e-3:
            continue
        limits: dict[str, Document] = {
            "none": {},
            "day": {"capacity": {"per_working_day": by_day * draw(of_load)}},
            "month": {"capacity": {"per_month": by_month * draw(of_load)}},
            "both": {"capacity": {"per_working_day": by_day * draw(of_load), "per_month": by_month * draw(of_load)}},
            "ceiling": {"ceiling": entries * draw(of_load)},
            "bent": {"capacity": {"per_month": by_month * draw(of_load)}, "ceiling": entries * draw(st.sampled_from((1.05, 1.5, 5.0)))},
        }
        channel.update(limits[draw(st.sampled_from(sorted(limits)))])
    handled = [*(stage["key"] for stage in document["stages"]), *(channel["key"] for channel in document["channels"])]
    document["team"] = [
        {
            "role": f"Role {number}",
            "handles": draw(st.sampled_from([*handled, document["channels"][0]["activity"]])),
            "load_per_head_per_month": 1.0,
            "heads": draw(st.sampled_from((1.0, 2.0, 5.0, 2.5, 0.0))),
            "ramp_months": float(draw(st.integers(0, 12))),
        }
        for number in range(draw(st.integers(0, 2)))
    ]
    for role, shown in zip(document["team"], plan_of(document)["team"], strict=True):
        busiest = max((month["load"] for month in shown["months"]), default=0.0)
        if busiest > 1e-3:
            role["load_per_head_per_month"] = busiest / max(1.0, role["heads"]) * draw(of_load)
    return document


SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@settings(max_examples=100, deadline=None, suppress_health_check=SLOW)
@given(strained_documents())
def test_ways_out_lead_out_of_any_strain_and_no_further(document: Document) -> None:
    plan = plan_of(document)
    reached = {note["channel"] for note in plan["notes"] if note["code"] == "ceiling_reached"}
    for note, way in strains(plan):
        assert_leads_out(document, plan, note, way)
        if way["code"] != "hire" and not (reached and note["code"] != "ceiling_reached"):
            assert_no_further_than_needed(document, plan, note, way)


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(st.one_of(documents(), extreme_documents()))
def test_ways_out_lead_out_at_the_far_ends_too(document: Document) -> None:
    document = with_names(document)
    plan = plan_of(document)
    for note, way in strains(plan):
        assert_leads_out(document, plan, note, way)
