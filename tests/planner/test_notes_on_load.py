"""Notes about limits, teams, ceilings and mailboxes, with figures a hand can count."""

import pytest

from app.planner.present import make_plan
from tests.examples import make_document, make_scenario
from tests.planner.noted import RAISED, codes, note_of, plan_of, role, small


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


def test_a_mailbox_that_sends_too_much_is_unsafe() -> None:
    note = note_of(RAISED["unsafe_mailbox_rate"], "unsafe_mailbox_rate")
    assert (note["severity"], note["channel"], note["values"]) == ("warning", "ads", {"per_mailbox": 50, "safe": 20})


def test_the_safe_rate_of_a_mailbox_is_the_scenario_s_own() -> None:
    outreach = {"touches": 3, "reply_probability": 0.1, "per_mailbox": 50, "safe_per_mailbox": 50}
    assert codes(plan_of(small(channels={"ads": {"outreach": outreach}}))) == []


def test_halfway_to_its_ceiling_a_channel_costs_twice_as_much() -> None:
    """83.3 of 166.7 leads a month: 2,000 more clicks at 1 beside the 2,000 that would have done."""
    note = note_of(RAISED["ceiling_cost"], "ceiling_cost")
    assert (note["severity"], note["channel"]) == ("info", "ads")
    assert note["values"] == {"extra": pytest.approx(2000), "spend": pytest.approx(4000), "ceiling": 1000 / 6}


def test_tells_what_a_ceiling_adds_to_the_spend() -> None:
    with_ceiling, without = make_plan(make_scenario()), make_plan(make_scenario(channels={"paid_search": {"ceiling": None}}))
    values = note_of(make_document(), "ceiling_cost")["values"]
    more = (with_ceiling["totals"]["spend"] or 0.0) - (without["totals"]["spend"] or 0.0)
    assert values["extra"] == pytest.approx(more, abs=0.02)
    assert "ceiling_cost" not in codes(without)
