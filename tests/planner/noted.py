"""Scenarios that raise notes, each made for one."""

from typing import Any

from app.planner.plan import Note, Plan
from app.planner.present import make_plan
from app.planner.scenario import Scenario
from tests.examples import Document, make_document, make_small_document

COUNTED = {"evidence": {"entered": 1000, "converted": 100}, "lag_days": 0}
"""What makes the small company's plan say nothing at all: 100 of 1,000 counted, and no days to the deal."""
BENCHMARK = {"low": 0.2, "high": 0.3, "source": "A survey", "year": 2025, "grade": "b"}


def small(**changes: Any) -> Document:
    """8.33 deals, 83.3 leads and 166.7 clicks in every month of the year."""
    lead = COUNTED | changes.pop("lead", {})
    return make_small_document(conversions={"lead": lead}, **changes)


def plan_of(document: Document) -> Plan:
    return make_plan(Scenario.model_validate(document))


def codes(plan: Plan) -> list[str]:
    return [note["code"] for note in plan["notes"]]


def note_of(document: Document, code: str) -> Note:
    (found,) = (note for note in plan_of(document)["notes"] if note["code"] == code)
    return found


def role(**changes: Any) -> Document:
    return {"role": "AE", "handles": "deal", "load_per_head_per_month": 5, "heads": 1} | changes


def two_channels(slow_days: float, **changes: Any) -> Document:
    """Half of the million each: 50 deals from a slow channel, 50 from one that closes on the day."""
    common = {"enters": "lead", "share": 0.5, "activity": "click"}
    slow = {"key": "slow", "name": "Slow", "conversions": {"lead": {"lag_days": slow_days}}} | common
    return small(channels=[slow, {"key": "quick", "name": "Quick"} | common], **changes)


RAISED: dict[str, Document] = {
    "met": small(goal={"growth": 0}),
    "infeasible_time": small(today="2027-12-20", lead={"lag_days": 31}),
    "channel_too_late": two_channels(300, today="2027-06-01"),
    "moved_deals": small(today="2027-03-01"),
    "over_capacity": small(channels={"ads": {"capacity": {"per_month": 150}}}),
    "team_short": small(team=[role()]),
    "hire_too_late": small(today="2026-12-15", team=[role(ramp_months=3)]),
    "ceiling_reached": small(channels={"ads": {"ceiling": 80}}),
    "near_ceiling": small(channels={"ads": {"ceiling": 100}}),
    "ceiling_cost": small(channels={"ads": {"ceiling": 1000 / 6, "cost": {"per": "click", "amount": 1}}}),
    "pipeline_outside": small(lead={"lag_days": 31}, today="2026-12-17", pipeline={"lead": 310}),
    "no_working_day": small(today="2027-01-31"),
    "last_useful_days": small(lead={"lag_days": 31}),
    "starts_before": small(lead={"lag_days": 31}),
    "unsafe_mailbox_rate": small(channels={"ads": {"outreach": {"touches": 3, "reply_probability": 0.1, "per_mailbox": 50}}}),
    "no_evidence": small(lead={"evidence": None}),
    "small_sample": small(lead={"evidence": {"entered": 20, "converted": 2}}),
    "rate_not_counted": small(lead={"evidence": {"entered": 1000, "converted": 150}}),
    "mixed_bases": make_document(conversions={"lead": {"basis": "cohort"}, "sql": {"basis": "snapshot"}}),
    "outside_benchmark": small(lead={"benchmark": BENCHMARK}),
}
