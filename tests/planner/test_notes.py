"""Each note raised by a scenario made for it, and by no other."""

import pytest

from app.planner.present import make_plan
from tests.examples import Document, make_document, make_scenario
from tests.planner.noted import BENCHMARK, RAISED, codes, note_of, plan_of, role, small

ALL = {
    "met",
    "infeasible_time",
    "channel_too_late",
    "moved_deals",
    "over_capacity",
    "team_short",
    "hire_too_late",
    "ceiling_reached",
    "near_ceiling",
    "ceiling_cost",
    "pipeline_outside",
    "no_working_day",
    "last_useful_days",
    "starts_before",
    "unsafe_mailbox_rate",
    "no_evidence",
    "small_sample",
    "rate_not_counted",
    "mixed_bases",
    "outside_benchmark",
}


def test_a_plan_that_strains_nothing_says_nothing() -> None:
    plan = plan_of(small())
    assert plan["notes"] == []
    assert plan["status"] == "ok"


def test_there_is_a_scenario_for_every_note_there_is() -> None:
    assert set(RAISED) == ALL


@pytest.mark.parametrize("code", sorted(ALL))
def test_every_note_is_raised_by_a_scenario_made_for_it(code: str) -> None:
    assert codes(plan_of(RAISED[code])).count(code) == 1


@pytest.mark.parametrize(
    ("code", "company"),
    [
        ("met", {}),
        ("over_capacity", {"channels": {"ads": {"capacity": {"per_month": 167, "per_working_day": 9}}}}),
        ("team_short", {"team": [role(heads=2)]}),
        ("hire_too_late", {"today": "2026-12-15", "team": [role(heads=2, ramp_months=3)]}),
        ("hire_too_late", {"today": "2026-10-01", "team": [role(ramp_months=3)]}),
        ("hire_too_late", {"today": None, "team": [role(ramp_months=3)]}),
        ("ceiling_reached", {"channels": {"ads": {"ceiling": 84}}}),
        ("near_ceiling", {"channels": {"ads": {"ceiling": 105}}}),
        ("near_ceiling", {"channels": {"ads": {"ceiling": 80}}}),
        ("ceiling_cost", {"channels": {"ads": {"ceiling": 2000, "cost": {"per": "click", "amount": 1}}}}),
        ("ceiling_cost", {"channels": {"ads": {"ceiling": 1000 / 6}}}),
        ("pipeline_outside", {"lead": {"lag_days": 31}, "today": "2027-01-01", "pipeline": {"lead": 310}}),
        ("pipeline_outside", {"lead": {"lag_days": 31}, "today": "2026-12-31", "pipeline": {"lead": 310}}),
        ("no_working_day", {"today": "2027-01-29"}),
        ("moved_deals", {"today": "2027-01-01"}),
        ("last_useful_days", {"lead": {"lag_days": 31}, "goal": {"next_growth": 0}}),
        ("starts_before", {"lead": {"lag_days": 31}, "seasonality": [0, 0, 1, *[0] * 9]}),
        ("unsafe_mailbox_rate", {"channels": {"ads": {"outreach": {"touches": 3, "reply_probability": 0.1, "per_mailbox": 20}}}}),
        ("no_evidence", {"lead": {"evidence": {"entered": 1000, "converted": 100}}}),
        ("small_sample", {"lead": {"evidence": {"entered": 50, "converted": 5}}}),
        ("rate_not_counted", {"lead": {"evidence": {"entered": 1000, "converted": 105}}}),
        ("rate_not_counted", {"lead": {"evidence": {"entered": 1000, "converted": 96}}}),
        ("outside_benchmark", {"lead": {"benchmark": BENCHMARK | {"low": 0.1}}}),
        ("outside_benchmark", {"lead": {"benchmark": BENCHMARK | {"low": 0.05, "high": 0.1}}}),
        ("channel_too_late", {"today": "2027-03-01"}),
        ("infeasible_time", {"today": "2027-11-20", "lead": {"lag_days": 31}}),
        ("mixed_bases", {"lead": {"basis": "cohort"}}),
    ],
)
def test_just_short_of_a_strain_there_is_no_note(code: str, company: Document) -> None:
    assert code not in codes(plan_of(small(**company)))


def test_a_goal_that_is_met_says_by_how_much() -> None:
    """A million there and 200,000 signed, for a goal of 1,100,000."""
    note = note_of(small(goal={"growth": 0.1}, existing={"committed": 200_000}), "met")
    assert (note["severity"], note["values"]) == ("info", {"surplus": pytest.approx(100_000)})


def test_a_goal_that_is_met_strains_nobody() -> None:
    plan = plan_of(small(goal={"growth": 0}, team=[role(heads=0)], channels={"ads": {"capacity": {"per_month": 0}}}))
    assert (plan["status"], codes(plan)) == ("met", ["met"])


def test_the_gravest_notes_come_first() -> None:
    plan = plan_of(
        make_document(today="2027-01-31", channels={"paid_search": {"ceiling": 350}, "cold_email": {"capacity": {"per_month": 1}}})
    )
    severities = [note["severity"] for note in plan["notes"]]
    assert severities == sorted(severities, key=["error", "warning", "info"].index)
    assert set(severities) == {"error", "warning", "info"}


def test_the_company_is_told_what_the_mock_shows() -> None:
    plan = make_plan(make_scenario())
    warned = ["team_short", "hire_too_late", "moved_deals"]
    assert codes(plan) == [*warned, "pipeline_outside", "ceiling_cost", "starts_before", "last_useful_days", "no_evidence"]
    moved, starts, last = (note_of(make_document(), code)["values"] for code in ("moved_deals", "starts_before", "last_useful_days"))
    assert moved["deals"] == pytest.approx(9.2, abs=0.05)
    assert starts == {"first_month": "2026-11", "stages": {"lead": 508, "mql": 93, "sql": 33, "opportunity": 7}}
    assert last["channels"] == [
        {"channel": "cold_email", "day": "2027-10-18"},
        {"channel": "paid_search", "day": "2027-09-20"},
        {"channel": "content", "day": "2027-08-31"},
    ]
    assert plan["status"] == "at_risk"
