"""Each note raised by a scenario made for it, with figures a hand can count, and by no other."""

from typing import Any

import pytest

from app.planner.plan import Note, Plan
from app.planner.present import make_plan
from app.planner.scenario import Scenario
from tests.examples import Document, make_document, make_scenario, make_small_document

COUNTED = {"evidence": {"entered": 1000, "converted": 100}, "lag_days": 0}
"""What makes the small company's plan say nothing at all: 100 of 1,000 counted, and no days to the deal."""
BENCHMARK = {"low": 0.2, "high": 0.3, "source": "A survey", "year": 2025, "grade": "b"}
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


def test_a_cycle_longer_than_what_is_left_misses_by_days() -> None:
    """From 20 December, 31 days lead to 20 January: 20 days after the 31st."""
    note = note_of(RAISED["infeasible_time"], "infeasible_time")
    assert (note["severity"], note["channel"]) == ("error", "ads")
    assert note["values"] == {"cycle_days": 31, "days_late": 20}
    assert plan_of(RAISED["infeasible_time"])["status"] == "infeasible"


def test_an_infeasible_plan_names_its_shortest_cycle_in_use() -> None:
    """40 days from the day before Christmas; a channel of 10 days has no share."""
    common = {"enters": "lead", "activity": "click"}
    document = small(
        today="2027-12-24",
        channels=[
            {"key": key, "name": key, "share": share, "conversions": {"lead": {"lag_days": days}}} | common
            for key, share, days in (("slow", 0.5, 90), ("quick", 0.5, 40), ("unused", 0, 10))
        ],
    )
    note = note_of(document, "infeasible_time")
    assert (note["channel"], note["values"]) == ("quick", {"cycle_days": 40, "days_late": 33})  # 2 February, 33 days after the 31st


def test_days_are_missed_by_the_last_month_with_any_weight() -> None:
    """Nothing is sold after November: a day in December is as many days late as from the 30th."""
    document = small(today="2027-12-05", seasonality=[*[1] * 11, 0])
    assert note_of(document, "infeasible_time")["values"] == {"cycle_days": 0, "days_late": 5}


def test_a_channel_too_late_leaves_its_share_to_the_others() -> None:
    """300 days from 1 June end on 27 March 2028, 87 days after the year."""
    plan = plan_of(RAISED["channel_too_late"])
    note = note_of(RAISED["channel_too_late"], "channel_too_late")
    assert (note["severity"], note["channel"]) == ("warning", "slow")
    assert note["values"] == {"cycle_days": 300, "days_late": 87, "share": 0.5}
    assert [channel["share_used"] for channel in plan["channels"]] == [0, 1]
    assert plan["status"] == "at_risk"


def test_a_channel_without_a_share_is_never_too_late() -> None:
    document = two_channels(300, today="2027-06-01")
    document["channels"][0]["share"], document["channels"][1]["share"] = 0, 1
    assert "channel_too_late" not in codes(plan_of(document))


def test_deals_of_months_gone_by_move_to_later_ones() -> None:
    """By 1 March, two twelfths of 100 deals can no longer close on their days."""
    note = note_of(RAISED["moved_deals"], "moved_deals")
    assert (note["severity"], note["months"]) == ("warning", ["2027-01", "2027-02"])
    assert note["values"]["deals"] == pytest.approx(100 / 6)
    assert note["values"]["channels"] == [{"channel": "ads", "deals": pytest.approx(100 / 6), "first_close": "2027-03-01"}]


def test_months_without_weight_have_nothing_to_move() -> None:
    note = note_of(small(today="2027-04-01", seasonality=[1, 0, 1, *[1] * 9]), "moved_deals")
    assert note["months"] == ["2027-01", "2027-03"]


def test_over_capacity_puts_deals_at_risk() -> None:
    """166.7 clicks where 150 can be done: 200 too many in the year, which are 100 leads and 10 deals of 10,000."""
    note = note_of(RAISED["over_capacity"], "over_capacity")
    assert (note["severity"], note["channel"], len(note["months"])) == ("warning", "ads", 12)
    values = note["values"]
    assert (values["per"], values["capacity"]) == ("month", 150)
    assert values["peak"] == pytest.approx(2000 / 12)
    assert values["excess"] == pytest.approx(200)
    assert values["deals_at_risk"] == pytest.approx(10)
    assert values["revenue_at_risk"] == pytest.approx(100_000)


def test_a_daily_limit_is_exceeded_where_there_are_fewest_days() -> None:
    """166.7 clicks on the 19 working days of January and February are 8.77 a day; every other month has 20 or more."""
    note = note_of(small(channels={"ads": {"capacity": {"per_working_day": 8.5}}}), "over_capacity")
    assert note["months"] == ["2027-01", "2027-02"]
    assert (note["values"]["per"], note["values"]["capacity"], note["values"]["peak_month"]) == ("working_day", 8.5, "2027-01")
    assert note["values"]["peak"] == pytest.approx(2000 / 12 / 19)
    assert note["values"]["excess"] == pytest.approx(2 * (2000 / 12 - 8.5 * 19))


def test_towards_a_ceiling_the_units_over_capacity_bring_less() -> None:
    """83.3 leads under a ceiling of 166.7 take twice the clicks: 333.3 where 300 can be done, each worth a quarter lead."""
    note = note_of(small(channels={"ads": {"ceiling": 1000 / 6, "capacity": {"per_month": 300}}}), "over_capacity")
    assert note["values"]["excess"] == pytest.approx(400)
    assert note["values"]["deals_at_risk"] == pytest.approx(400 * 0.25 * 0.1)


def test_a_short_team_puts_deals_at_risk() -> None:
    """8.33 deals a month where one head signs 5: 40 too many in the year, worth 10,000 each."""
    note = note_of(RAISED["team_short"], "team_short")
    assert (note["severity"], note["role"], len(note["months"])) == ("warning", "AE", 12)
    values = note["values"]
    assert (values["handles"], values["heads"], values["heads_needed"], values["capacity"]) == ("deal", 1, 2, 5)
    assert values["lowest"] == pytest.approx(100 / 12)
    assert values["peak"] == pytest.approx(100 / 12)
    assert values["excess"] == pytest.approx(40)
    assert values["deals_at_risk"] == pytest.approx(40)
    assert values["revenue_at_risk"] == pytest.approx(400_000)


def test_a_team_that_handles_clicks_loses_what_clicks_become() -> None:
    """166.7 clicks where 100 are done: 800 too many, a twentieth of which would be deals."""
    note = note_of(small(team=[role(handles="click", load_per_head_per_month=100)]), "team_short")
    assert note["values"]["excess"] == pytest.approx(800)
    assert note["values"]["deals_at_risk"] == pytest.approx(40)


def test_only_the_months_that_are_short_are_named() -> None:
    """20 deals in March, and 7.27 in every other month."""
    note = note_of(small(seasonality=[4, 4, 11, *[4] * 9], team=[role(load_per_head_per_month=8)]), "team_short")
    assert (note["months"], note["values"]["peak_month"]) == (["2027-03"], "2027-03")
    assert note["values"]["lowest"] == note["values"]["peak"] == pytest.approx(1100 / 55)


def test_the_company_s_two_account_executives_cannot_carry_the_opportunities() -> None:
    """As the mock has it: 18 a month, 19 to 37 needed, 103 over, 25.8 deals and $322k at risk."""
    note = note_of(make_document(), "team_short")
    values = note["values"]
    assert note["months"] == [f"2027-{month:02d}" for month in range(1, 11)]
    assert (values["capacity"], values["heads_needed"], values["peak_month"]) == (18, 5, "2027-09")
    assert values["lowest"] == pytest.approx(19.5, abs=0.05)
    assert values["peak"] == pytest.approx(36.6, abs=0.05)
    assert values["excess"] == pytest.approx(103.2, abs=0.05)
    assert values["deals_at_risk"] == pytest.approx(25.8, abs=0.05)
    assert values["revenue_at_risk"] == pytest.approx(322_400, abs=50)


def test_whoever_had_to_start_by_now_is_too_late() -> None:
    note = note_of(RAISED["hire_too_late"], "hire_too_late")
    assert (note["severity"], note["role"], note["values"]) == ("warning", "AE", {"hire_by": "2026-10", "ramp_months": 3})


def test_a_ceiling_reached_says_what_the_channel_can_do_at_most() -> None:
    """83.3 leads a month where there are 80: 96 of the 100 deals, 960,000 of the million."""
    note = note_of(RAISED["ceiling_reached"], "ceiling_reached")
    assert (note["severity"], note["channel"], len(note["months"])) == ("error", "ads", 12)
    assert note["values"] == {
        "ceiling": 80,
        "peak": pytest.approx(1000 / 12),
        "most_deals": pytest.approx(96),
        "most_revenue": pytest.approx(960_000),
    }
    assert plan_of(RAISED["ceiling_reached"])["status"] == "infeasible"


def test_a_ceiling_is_reached_in_the_months_that_reach_it() -> None:
    note = note_of(small(seasonality=[4, 4, 11, *[4] * 9], channels={"ads": {"ceiling": 150}}), "ceiling_reached")
    assert note["months"] == ["2027-03"]


def test_near_a_ceiling_entries_cost_several_times_as_much() -> None:
    """83.3 of 100 leads: 1 / (1 - 0.833) = 6 times the first one's cost."""
    note = note_of(RAISED["near_ceiling"], "near_ceiling")
    assert (note["severity"], len(note["months"])) == ("warning", 12)
    assert note["values"] == {
        "ceiling": 100,
        "peak": pytest.approx(1000 / 12),
        "use": pytest.approx(5 / 6),
        "cost_factor": pytest.approx(6),
    }


def test_only_months_that_come_near_the_ceiling_are_named() -> None:
    note = note_of(small(seasonality=[4, 4, 11, *[4] * 9], channels={"ads": {"ceiling": 220}}), "near_ceiling")
    assert note["months"] == ["2027-03"]


def test_units_on_no_working_day_are_an_error() -> None:
    """31 January 2027, a Sunday, is all that is left of the month: one day of 31, beside eleven months."""
    note = note_of(RAISED["no_working_day"], "no_working_day")
    assert (note["severity"], note["channel"], note["months"]) == ("error", "ads", ["2027-01"])
    assert note["values"]["units"] == pytest.approx(2000 * (1 / 31) / (11 + 1 / 31))


def test_the_last_useful_days_lie_a_cycle_before_the_end() -> None:
    """31 days before the 31st of December."""
    note = note_of(RAISED["last_useful_days"], "last_useful_days")
    assert (note["severity"], note["values"]) == ("info", {"channels": [{"channel": "ads", "day": "2027-11-30"}]})


def test_a_channel_that_closes_on_the_day_has_no_last_day_of_its_own() -> None:
    note = note_of(two_channels(10), "last_useful_days")
    assert note["values"] == {"channels": [{"channel": "slow", "day": "2027-12-21"}]}


def test_what_must_be_there_before_the_start_is_counted() -> None:
    """The 83.3 leads of January's deals are those of December."""
    note = note_of(RAISED["starts_before"], "starts_before")
    assert (note["severity"], note["values"]) == ("info", {"first_month": "2026-12", "stages": {"lead": 84}})


def test_a_mailbox_that_sends_too_much_is_unsafe() -> None:
    note = note_of(RAISED["unsafe_mailbox_rate"], "unsafe_mailbox_rate")
    assert (note["severity"], note["channel"], note["values"]) == ("warning", "ads", {"per_mailbox": 50, "safe": 20})


def test_the_safe_rate_of_a_mailbox_is_the_scenario_s_own() -> None:
    outreach = {"touches": 3, "reply_probability": 0.1, "per_mailbox": 50, "safe_per_mailbox": 50}
    assert codes(plan_of(small(channels={"ads": {"outreach": outreach}}))) == []


def test_a_typed_rate_has_no_evidence() -> None:
    note = note_of(small(lead={"evidence": None, "low": 0.05, "high": 0.2}), "no_evidence")
    assert (note["severity"], note["stage"]) == ("info", "lead")
    assert note["values"] == {"to": "deal", "rate": 0.1, "low": 0.05, "high": 0.2}


def test_a_small_sample_comes_with_its_interval() -> None:
    """4 of 20 are 20 %, and could as well be 8 or 42."""
    note = note_of(small(lead={"rate": 0.2, "evidence": {"entered": 20, "converted": 4}}), "small_sample")
    assert (note["severity"], note["stage"]) == ("info", "lead")
    assert note["values"] == {
        "to": "deal",
        "rate": 0.2,
        "entered": 20,
        "converted": 4,
        "low": pytest.approx(0.0807, abs=5e-5),
        "high": pytest.approx(0.4160, abs=5e-5),
    }


def test_a_rate_apart_from_its_own_counts_says_so() -> None:
    note = note_of(RAISED["rate_not_counted"], "rate_not_counted")
    assert (note["severity"], note["stage"]) == ("warning", "lead")
    assert note["values"] == {"to": "deal", "rate": 0.1, "counted": 0.15, "entered": 1000, "converted": 150}


def test_a_rate_may_be_apart_and_hardly_counted_at_once() -> None:
    found = codes(plan_of(small(lead={"evidence": {"entered": 10, "converted": 4}})))
    assert sorted(found) == ["rate_not_counted", "small_sample"]


def test_mixed_bases_name_the_stages_of_each() -> None:
    note = note_of(RAISED["mixed_bases"], "mixed_bases")
    assert (note["severity"], note["values"]) == ("warning", {"cohort": ["lead"], "snapshot": ["sql"]})


def test_a_rate_outside_its_benchmark_names_the_source() -> None:
    note = note_of(RAISED["outside_benchmark"], "outside_benchmark")
    assert (note["severity"], note["stage"]) == ("warning", "lead")
    assert note["values"] == {"to": "deal", "rate": 0.1} | BENCHMARK


def test_rates_are_spoken_of_even_where_the_plan_is_met_or_infeasible() -> None:
    assert codes(plan_of(small(goal={"growth": 0}, lead={"evidence": None}))) == ["met", "no_evidence"]
    assert codes(plan_of(small(today="2027-12-20", lead={"lag_days": 31, "evidence": None}))) == ["infeasible_time", "no_evidence"]


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


def test_a_deal_a_day_of_the_open_pipeline_closes_partly_before_the_start() -> None:
    """31 deals on the 31 days from 17 December: 15 of them in the old year."""
    note = note_of(RAISED["pipeline_outside"], "pipeline_outside")
    assert note["severity"] == "info"
    assert note["values"] == {
        "deals": pytest.approx(31),
        "inside": pytest.approx(16),
        "before": pytest.approx(15),
        "after": pytest.approx(0, abs=1e-9),
    }


def test_halfway_to_its_ceiling_a_channel_costs_twice_as_much() -> None:
    """83.3 of 166.7 leads a month: 2,000 more clicks at 1 beside the 2,000 that would have done."""
    note = note_of(RAISED["ceiling_cost"], "ceiling_cost")
    assert (note["severity"], note["channel"]) == ("info", "ads")
    assert note["values"] == {"extra": pytest.approx(2000), "spend": pytest.approx(4000), "ceiling": 1000 / 6}


def test_tells_what_of_the_open_pipeline_closes_outside_the_plan() -> None:
    values: dict[str, Any] = note_of(make_document(), "pipeline_outside")["values"]
    assert values["deals"] == pytest.approx(120 * 0.4 * 0.5 * 0.25 + 40 * 0.5 * 0.25 + 25 * 0.25)
    assert values["before"] == pytest.approx(6 * 41 / 95 + 5 * 41 / 74 + 6.25 * 41 / 60)
    assert values["inside"] == pytest.approx(values["deals"] - values["before"])
    assert values["after"] == pytest.approx(0, abs=1e-9)
    late = note_of(make_document(today="2027-10-15"), "pipeline_outside")["values"]
    assert late["before"] == 0
    assert late["after"] == pytest.approx(6 * 17 / 95)
    assert "pipeline_outside" not in codes(make_plan(make_scenario(pipeline={"opportunity": 25}, today="2027-01-01")))


def test_tells_what_a_ceiling_adds_to_the_spend() -> None:
    with_ceiling, without = make_plan(make_scenario()), make_plan(make_scenario(channels={"paid_search": {"ceiling": None}}))
    values = note_of(make_document(), "ceiling_cost")["values"]
    more = (with_ceiling["totals"]["spend"] or 0.0) - (without["totals"]["spend"] or 0.0)
    assert values["extra"] == pytest.approx(more, abs=0.02)
    assert "ceiling_cost" not in codes(without)


def test_a_plan_out_of_reach_in_time_says_which_goal_is_not() -> None:
    document = make_document(today="2027-12-20")
    [way] = note_of(document, "infeasible_time")["ways_out"]
    assert way["code"] == "lower_goal"
    lower = make_plan(make_scenario(today="2027-12-20", goal={"growth": way["growth"]}))
    assert lower["status"] == "met"
    assert lower["bridge"]["surplus"] < 4_000_000 * 1e-4


def test_tells_what_is_done_inside_the_plan_for_the_period_after() -> None:
    """Half as many deals again: those of January next year take 1,000 x 1.5 / 12 leads in December, at 2 clicks each."""
    values = note_of(make_small_document(goal={"next_growth": 0.5}), "serves_next")["values"]
    assert values == {"stages": {"lead": 125}, "spend": 0.0}
    assert "last_useful_days" not in codes(plan_of(make_small_document(goal={"next_growth": 0.5})))
    assert "serves_next" not in codes(plan_of(make_small_document()))


def test_a_rate_may_lie_anywhere_between_what_went_on_and_what_may_yet() -> None:
    """100 of 1,000 went on and 300 are still open: 10 % at the least, 40 % at the most, and 5 % of it either way."""
    evidence = {"entered": 1000, "converted": 100, "open": 300}
    for rate, said in ((0.1, False), (0.4, False), (0.25, False), (0.096, False), (0.42, False), (0.09, True), (0.45, True)):
        plan = make_plan(make_scenario(conversions={"lead": {"rate": rate, "evidence": evidence}}))
        notes = [note for note in plan["notes"] if note["code"] == "rate_not_counted" and note["stage"] == "lead"]
        assert bool(notes) == said, rate
        assert all(note["values"]["open"] == 300 for note in notes)
