"""A way out leads out, and no further than it must: what it proposes is put into the scenario, and the plan made again."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.planner.plan import Note, Plan
from tests.examples import LEFT_OUT, Document, make_document, make_small_document
from tests.planner.strategies import documents, extreme_documents
from tests.planner.ways import AE, EMAIL, SDR, WayOut, changed_by, plan_of

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


def value_at(document: Document, path: str) -> Any:
    value: Any = document
    for part in path.split("/")[1:]:
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


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
