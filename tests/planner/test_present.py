"""The plan as it is read from outside: statuses, whole numbers, what is trimmed, and what has no value and why."""

import json
from decimal import Decimal
from typing import Any

import pytest

from app.planner.plan import ChannelMonth, Plan, PlanChannel, PlanMonth
from app.planner.present import make_plan
from app.planner.scenario import Scenario
from tests.examples import LEFT_OUT, Document, make_document, make_scenario, make_small_document

EVERY_MONTH = [f"2027-{month:02d}" for month in range(1, 13)]


def small(**changes: Any) -> Plan:
    """100 deals from 1,000 leads 31 days before, and 2,000 clicks; 8.33, 83.3 and 166.7 a month."""
    return make_plan(Scenario.model_validate(make_small_document(**changes)))


def at_once(**changes: Any) -> Plan:
    return small(**{"conversions": {"lead": {"lag_days": 0}}} | changes)


def company(**changes: Any) -> Plan:
    return make_plan(make_scenario(**changes))


def only_channel(plan: Plan) -> PlanChannel:
    (channel,) = plan["channels"]
    return channel


def month(plan: Plan, label: str) -> PlanMonth:
    (found,) = (month for month in plan["months"] if month["month"] == label)
    return found


def labels(months: list[PlanMonth] | list[ChannelMonth]) -> list[str]:
    return [month["month"] for month in months]


# --- In one word -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "changes"),
    [
        ("ok", {}),
        ("met", {"goal": {"growth": 0}}),
        ("met", {"goal": {"growth": 0}, "today": "2027-12-31"}),
        ("at_risk", {"today": "2027-03-01"}),
        ("at_risk", {"channels": {"ads": {"ceiling": 100}}}),
        ("at_risk", {"channels": {"ads": {"capacity": {"per_month": 100}}}}),
        ("at_risk", {"team": [{"role": "AE", "handles": "deal", "load_per_head_per_month": 1}]}),
        ("infeasible", {"channels": {"ads": {"ceiling": 80}}}),
        ("infeasible", {"today": "2027-12-30"}),
    ],
)
def test_the_status_is_the_plan_in_one_word(status: str, changes: Document) -> None:
    assert small(**changes)["status"] == status


def test_a_plan_says_what_it_is_a_plan_of() -> None:
    plan = company()
    assert (plan["name"], plan["measure"], plan["currency"]) == ("FY2027 growth plan", "bookings", "USD")
    assert plan["horizon"] == {
        "start": "2027-01-01",
        "end": "2027-12-31",
        "months": 12,
        "first_month": "2026-11",
        "today": "2026-11-21",
    }
    assert [(stage["key"], stage["owner"]) for stage in plan["stages"]][:3] == [
        ("lead", "marketing"),
        ("mql", "marketing"),
        ("sql", "sales"),
    ]


def test_the_company_s_plan_is_the_mock_s() -> None:
    plan = company()
    totals = plan["totals"]
    assert {key: figure["whole"] for key, figure in totals["stages"].items()} == {
        "lead": 4377,
        "mql": 1002,
        "sql": 582,
        "opportunity": 291,
        "deal": 73,
    }
    assert totals["before_start"]["mql"]["whole"] == 93
    assert totals["spend"] == pytest.approx(363_583, abs=5)
    assert totals["pipeline_deals"] == pytest.approx(7.6, abs=0.05)
    assert totals["moved_deals"] == pytest.approx(9.2, abs=0.05)
    assert plan["bridge"]["new_business"] == pytest.approx(904_761, abs=5)
    assert plan["bridge"]["pipeline"] == pytest.approx(95_239, abs=5)
    assert totals["per_working_day"] == {
        "cold_email": {"mean": pytest.approx(41.27, abs=0.01), "peak": pytest.approx(52.7, abs=0.05), "peak_month": "2027-10"},
        "paid_search": {"mean": pytest.approx(452, abs=1), "peak": pytest.approx(621, abs=1), "peak_month": "2027-08"},
        "content": {"mean": pytest.approx(0.37, abs=0.005), "peak": pytest.approx(0.513, abs=0.001), "peak_month": "2026-11"},
    }


def test_the_company_s_months_are_the_mock_s() -> None:
    found = {key: [month["stages"][key]["whole"] for month in company()["months"]] for key in ("lead", "mql", "sql", "opportunity", "deal")}
    assert found["lead"] == [104, 404, 422, 396, 438, 334, 366, 477, 540, 563, 333, 0, 0, 0]
    assert found["mql"] == [7, 86, 97, 88, 106, 80, 74, 108, 120, 133, 103, 0, 0, 0]
    assert found["sql"] == [5, 28, 55, 49, 57, 54, 44, 47, 64, 71, 69, 39, 0, 0]
    assert found["opportunity"] == [0, 7, 25, 25, 26, 30, 24, 19, 31, 33, 37, 33, 1, 0]
    assert found["deal"] == [0, 0, 0, 2, 6, 7, 6, 8, 6, 5, 7, 9, 9, 8]


# --- The bridge --------------------------------------------------------------------------------------------------------------


def test_the_bridge_leads_from_the_baseline_to_the_target() -> None:
    bridge = small(existing={"retention": 0.9, "expansion": 0.05, "committed": 20_000}, pipeline={"lead": 10})["bridge"]
    assert bridge == {
        "baseline": 1_000_000,
        "churned": -100_000,
        "expanded": 50_000,
        "committed": 20_000,
        "pipeline": 10_000,
        "new_business": 1_020_000,
        "surplus": 0,
        "target": 2_000_000,
    }


def test_what_the_pipeline_brings_beyond_the_goal_is_left_over() -> None:
    bridge = small(pipeline={"lead": 1100})["bridge"]
    assert (bridge["pipeline"], bridge["new_business"], bridge["surplus"]) == (1_100_000, 0, 100_000)


def test_recognised_customers_leave_evenly_and_so_count_half() -> None:
    bridge = small(goal={"measure": "recognised"}, existing={"retention": 0.9})["bridge"]
    assert (bridge["churned"], bridge["new_business"]) == (-50_000, 1_050_000)


@pytest.mark.parametrize(("currency", "digits"), [("USD", 2), ("JPY", 0), ("KWD", 3)])
def test_money_has_the_currency_s_decimals_and_the_bridge_still_adds_up(currency: str, digits: int) -> None:
    bridge = small(currency=currency, goal={"baseline": 1_000_000.12345, "growth": 1 / 3}, existing={"retention": 0.777})["bridge"]
    parts = {name: Decimal(repr(amount)) for name, amount in bridge.items()}
    assert all(amount == round(amount, digits) for amount in parts.values())
    assert sum(parts.values()) - 2 * parts["target"] - 2 * parts["surplus"] == 0


# --- Months ------------------------------------------------------------------------------------------------------------------


def test_months_before_the_start_are_shown_as_far_as_there_is_anything_in_them() -> None:
    """31 days before January lies December."""
    plan = small()
    assert labels(plan["months"]) == ["2026-12", *EVERY_MONTH]
    assert [month["before_start"] for month in plan["months"]] == [True, *[False] * 12]
    assert plan["horizon"]["first_month"] == "2026-12"
    december = month(plan, "2026-12")
    assert december["stages"]["lead"] == {"exact": pytest.approx(1000 / 12), "whole": 84}
    assert (december["stages"]["deal"]["whole"], december["revenue"], december["pipeline_deals"]) == (0, 0, 0)


def test_months_before_the_start_without_anything_are_left_out() -> None:
    """A channel of 200 days has no share; the other one's leads come 31 days ahead."""
    common = {"enters": "lead", "activity": "click"}
    unused = {"key": "unused", "name": "Unused", "share": 0, "conversions": {"lead": {"lag_days": 200}}} | common
    assert labels(small(channels=[unused, {"key": "used", "name": "Used", "share": 1} | common])["months"]) == ["2026-12", *EVERY_MONTH]


def test_a_channel_s_months_are_those_of_its_window_with_or_without_clicks() -> None:
    """Deals close from May to August, but the window lies 31 days before the whole year."""
    channel = only_channel(small(seasonality=[0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0], channels={"ads": {"cost": {"fixed_per_month": 50}}}))
    assert labels(channel["months"]) == ["2026-12", *EVERY_MONTH[:-1]]
    january, april = (next(month for month in channel["months"] if month["month"] == label) for label in ("2027-01", "2027-04"))
    assert (january["activity"]["exact"], january["spend"]) == (0, 50)
    assert april["activity"]["exact"] == pytest.approx(500 * 30 / 31)


def test_a_channel_with_nothing_to_do_has_no_months() -> None:
    plan = small(goal={"growth": 0})
    assert only_channel(plan)["months"] == []
    assert labels(plan["months"]) == EVERY_MONTH


def test_months_of_the_horizon_are_all_there_though_nothing_happens_late_in_them() -> None:
    plan = small(seasonality=[1, *[0] * 11])
    assert labels(plan["months"]) == ["2026-12", *EVERY_MONTH]
    assert month(plan, "2027-07")["stages"]["lead"] == {"exact": 0, "whole": 0}


def test_whole_months_add_up_to_whole_totals() -> None:
    plan = company()
    for key, total in plan["totals"]["stages"].items():
        assert sum(month["stages"][key]["whole"] or 0 for month in plan["months"]) == total["whole"]
    assert sum(Decimal(repr(month["spend"])) for month in plan["months"]) == Decimal(repr(plan["totals"]["spend"]))


def test_before_the_start_is_the_sum_of_its_months() -> None:
    plan = company()
    ahead = [month["stages"]["lead"]["exact"] or 0.0 for month in plan["months"] if month["before_start"]]
    assert plan["totals"]["before_start"]["lead"]["exact"] == pytest.approx(sum(ahead))
    assert plan["totals"]["before_start"]["lead"]["whole"] == 508


def test_revenue_lies_in_the_months_in_which_deals_close() -> None:
    plan = at_once(seasonality=[1, 3, *[0] * 10])
    assert [month["revenue"] for month in plan["months"]][:3] == [250_000, 750_000, 0]
    assert plan["totals"]["revenue"] == 1_000_000


def test_recognised_revenue_lies_in_the_months_in_which_it_is_earned() -> None:
    """100 deals' worth of January: half a twelfth of their value in January, a twelfth in every later month."""
    plan = at_once(goal={"measure": "recognised"}, seasonality=[1, *[0] * 11])
    revenue = [month["revenue"] for month in plan["months"]]
    assert revenue[0] == pytest.approx(1_000_000 / 23, abs=0.01)
    assert revenue[1] == pytest.approx(2_000_000 / 23, abs=0.01)
    assert only_channel(plan)["deals"]["exact"] == pytest.approx(100 * 12 / 11.5)


def test_the_open_pipeline_closes_evenly_over_its_days() -> None:
    """310 leads become 31 deals, one on each of the 31 days from the start."""
    plan = small(pipeline={"lead": 310})
    assert month(plan, "2027-01")["pipeline_deals"] == pytest.approx(31)
    assert month(plan, "2027-01")["pipeline_revenue"] == pytest.approx(310_000)
    assert plan["totals"]["pipeline_deals"] == pytest.approx(31)


def test_a_month_has_its_country_s_working_days_and_a_channel_those_of_its_window() -> None:
    """The 31st of January is a Sunday; the 29th a Friday."""
    plan = at_once(today="2027-01-29")
    assert month(plan, "2027-01")["working_days"] == 19
    january = only_channel(plan)["months"][0]
    assert (january["month"], january["working_days"]) == ("2027-01", 1)
    assert january["per_working_day"] == january["activity"]["exact"]


# --- Channels ----------------------------------------------------------------------------------------------------------------


def test_a_channel_says_from_when_to_when_it_works() -> None:
    channel = only_channel(small())
    assert channel["window"] == ("2026-12-01", "2027-11-30")
    assert channel["cycle_days"] == 31


def test_a_channel_s_steps_are_counted_in_every_month() -> None:
    """166.7 posts, 3,333 visits, 83.3 leads."""
    steps = [{"name": "visit", "yield": 20}, {"name": "lead", "yield": 0.025}]
    first = only_channel(at_once(channels={"ads": {"activity": "post", "steps": steps}}))["months"][0]
    assert first["activity"] == {"exact": pytest.approx(2000 / 12), "whole": 167}
    assert first["steps"] == {"visit": pytest.approx(40_000 / 12), "lead": pytest.approx(1000 / 12)}


def test_towards_a_ceiling_every_step_but_the_last_takes_more() -> None:
    """83.3 leads under a ceiling of 166.7 take twice the posts and twice the visits."""
    steps = [{"name": "visit", "yield": 20}, {"name": "lead", "yield": 0.025}]
    first = only_channel(at_once(channels={"ads": {"activity": "post", "steps": steps, "ceiling": 1000 / 6}}))["months"][0]
    assert first["activity"]["exact"] == pytest.approx(4000 / 12)
    assert first["steps"] == {"visit": pytest.approx(80_000 / 12), "lead": pytest.approx(1000 / 12)}


def test_spend_is_for_the_step_that_is_paid_and_for_active_months() -> None:
    """1,000 leads at 30 and twelve months at 100."""
    channel = only_channel(small(channels={"ads": {"cost": {"per": "lead", "amount": 30, "fixed_per_month": 100}}}))
    assert (channel["spend"], channel["cac"]) == (31_200, 312)
    assert channel["months"][0]["spend"] == pytest.approx(30 * 1000 / 12 + 100, abs=0.01)


def test_a_share_used_takes_over_what_is_too_late() -> None:
    """A channel of 50 % cannot close in time; 20 and 30 become 40 and 60 %."""
    common = {"enters": "lead", "activity": "click"}
    channels = [
        {"key": key, "name": key, "share": share, "conversions": {"lead": {"lag_days": days}}} | common
        for key, share, days in (("slow", 0.5, 400), ("one", 0.2, 0), ("two", 0.3, 0))
    ]
    plan = at_once(today="2027-01-01", channels=channels)
    assert [channel["share"] for channel in plan["channels"]] == [0.5, 0.2, 0.3]
    assert [channel["share_used"] for channel in plan["channels"]] == [0, pytest.approx(0.4), pytest.approx(0.6)]
    slow = plan["channels"][0]
    assert (slow["deals"]["exact"], slow["window"], slow["cac"], slow["spend"]) == (0, None, None, 0)
    assert [channel["revenue"] for channel in plan["channels"]] == [0, 400_000, 600_000]


def test_influenced_revenue_is_told_beside_what_is_sourced() -> None:
    assert only_channel(small(channels={"ads": {"influenced": 0.4}}))["influenced_revenue"] == 400_000
    assert only_channel(small())["influenced_revenue"] is None


@pytest.mark.parametrize(
    ("limits", "use"),
    [
        ({}, None),
        ({"capacity": {"per_month": 200}}, 2000 / 12 / 200),
        ({"capacity": {"per_working_day": 10}}, 2000 / 12 / 19 / 10),
        ({"ceiling": 200}, 1000 / 12 / 200),
        ({"capacity": {"per_month": 200, "per_working_day": 10}}, 2000 / 12 / 19 / 10),
        ({"capacity": {"per_month": 100}}, 2000 / 12 / 100),
        ({"capacity": {"per_month": 0}}, None),
    ],
)
def test_peak_use_is_the_largest_share_of_any_limit(limits: Document, use: float | None) -> None:
    found = only_channel(at_once(channels={"ads": limits}))["peak_use"]
    assert found is None if use is None else found == pytest.approx(use)


def test_units_over_capacity_stand_in_their_month() -> None:
    channel = only_channel(at_once(channels={"ads": {"capacity": {"per_month": 150}}}))
    assert [month["over_capacity"] for month in channel["months"]] == [pytest.approx(2000 / 12 - 150)] * 12


# --- What has no value, and why ----------------------------------------------------------------------------------------------


def test_an_infeasible_plan_has_no_figures_and_says_so() -> None:
    plan = small(today="2027-12-30")
    unknown = {"exact": None, "whole": None, "reason": "infeasible"}
    assert set(map(json.dumps, plan["totals"]["stages"].values())) == {json.dumps(unknown)}
    assert set(map(json.dumps, plan["totals"]["before_start"].values())) == {json.dumps(unknown)}
    assert (plan["totals"]["revenue"], plan["totals"]["spend"], plan["proof"]) == (None, None, None)
    assert plan["totals"]["per_working_day"]["ads"] == {"mean": None, "peak": None, "peak_month": None, "reason": "infeasible"}
    channel = only_channel(plan)
    assert channel["activity"] == channel["entries"] == channel["deals"] == unknown
    assert (channel["revenue"], channel["spend"], channel["cac"], channel["window"], channel["peak_use"]) == (None,) * 5
    assert plan["bridge"]["new_business"] == 1_000_000


def test_at_its_ceiling_a_channel_has_entries_but_no_price() -> None:
    """Only March, with 20 % of the deals, asks for more leads than there are."""
    plan = at_once(
        seasonality=[4, 4, 11, *[4] * 9],
        channels={"ads": {"ceiling": 150, "cost": {"per": "click", "amount": 1}}},
    )
    channel = only_channel(plan)
    assert channel["activity"] == {"exact": None, "whole": None, "reason": "ceiling_reached"}
    assert channel["entries"]["exact"] == pytest.approx(1000)
    assert channel["deals"]["exact"] == pytest.approx(100)
    assert (channel["spend"], channel["cac"], channel["peak_use"], channel["outreach"]) == (None,) * 4
    assert (plan["totals"]["spend"], plan["totals"]["revenue"]) == (None, 1_000_000)
    assert plan["totals"]["per_working_day"]["ads"] == {"mean": None, "peak": None, "peak_month": None, "reason": "ceiling_reached"}
    march, april = channel["months"][2], channel["months"][3]
    assert (march["reason"], march["spend"], march["per_working_day"]) == ("ceiling_reached", None, None)
    assert (march["activity"], march["steps"]) == ({"exact": None, "whole": None}, {"lead": None})
    assert march["stages"]["lead"]["exact"] == pytest.approx(200)
    assert april["spend"] is not None
    assert (month(plan, "2027-03")["spend"], month(plan, "2027-04")["spend"]) == (None, april["spend"])


def test_where_no_day_is_worked_there_is_no_daily_rate() -> None:
    """31 January 2027 is a Sunday, and all deals of the plan close on it."""
    plan = at_once(today="2027-01-31", seasonality=[1, *[0] * 11], months=12)
    first = only_channel(plan)["months"][0]
    assert (first["month"], first["working_days"], first["per_working_day"]) == ("2027-01", 0, None)
    assert first["reason"] == "no_working_day"
    assert first["activity"]["exact"] == pytest.approx(2000)


def test_a_plan_of_a_sunday_has_no_mean_day() -> None:
    plan = at_once(today="2027-01-31", months=1, seasonality=None)
    assert plan["totals"]["per_working_day"]["ads"] == {"mean": None, "peak": None, "peak_month": None, "reason": "no_working_day"}


def test_with_nothing_to_win_there_is_nothing_to_do_a_day() -> None:
    plan = small(goal={"growth": 0})
    assert plan["totals"]["per_working_day"]["ads"] == {"mean": None, "peak": None, "peak_month": None, "reason": "no_activity"}
    assert plan["totals"]["stages"]["deal"] == {"exact": 0, "whole": 0}
    assert (plan["totals"]["revenue"], plan["totals"]["spend"]) == (0, 0)
    assert plan["proof"] == {"entries": {"ads": 0}, "brings": 1_000_000, "goal": 1_000_000, "over": 0}


# --- The period after --------------------------------------------------------------------------------------------------------


def test_without_growth_after_nothing_is_said_of_the_period_after() -> None:
    plan = small()
    assert plan["totals"]["next"] is None
    assert all("next" not in month for month in plan["months"])


def test_what_serves_the_period_after_is_told_apart() -> None:
    """The next January takes 10 % more: 91.7 leads, which enter in December; this plan's leads end in November."""
    plan = small(goal={"next_growth": 0.1}, channels={"ads": {"cost": {"per": "lead", "amount": 30}}})
    december = month(plan, "2027-12")
    assert december["stages"]["lead"]["exact"] == pytest.approx(0, abs=1e-9)
    assert december["next"] == {"stages": {"lead": pytest.approx(1100 / 12), "deal": 0}, "spend": 2750}
    assert plan["totals"]["next"] == {"stages": {"lead": pytest.approx(1100 / 12), "deal": 0}, "spend": 2750}
    assert plan["totals"]["stages"]["lead"]["exact"] == pytest.approx(1000)


# --- The proof ---------------------------------------------------------------------------------------------------------------


def test_whole_leads_run_forward_bring_a_little_more_than_the_goal() -> None:
    """1,001 leads for the 1,000.5 that 1,000,500 need: half a lead over is half of a tenth of 10,000."""
    plan = at_once(goal={"growth": None, "target": 2_000_500})
    assert plan["proof"] == {"entries": {"ads": 1001}, "brings": 2_001_000, "goal": 2_000_500, "over": 500}


def test_the_company_s_proof_is_the_mock_s() -> None:
    proof = company()["proof"]
    assert proof is not None
    assert proof["entries"] == {"cold_email": 181, "paid_search": 3085, "content": 1293}
    assert proof["brings"] == pytest.approx(5_000_234, abs=5)
    assert proof["over"] == pytest.approx(proof["brings"] - proof["goal"], abs=0.005)


def test_a_plan_is_plain_json() -> None:
    plan = company(channels={"cold_email": {"outreach": {"touches": 4, "reply_probability": 0.2}}})
    again = json.loads(json.dumps(plan, allow_nan=False))
    assert again["totals"] == plan["totals"]


def test_a_plan_does_not_depend_on_what_was_asked_before() -> None:
    before = company()
    company(today="2027-03-01", goal={"growth": 0.5})
    make_plan(Scenario.model_validate(make_document(existing=LEFT_OUT)))
    assert company() == before


def test_a_plan_at_a_ceiling_is_not_proved() -> None:
    """Its whole-number targets cannot be bought, so what they would bring proves nothing."""
    plan = make_plan(make_scenario(channels={"paid_search": {"ceiling": 300}}))
    assert plan["status"] == "infeasible"
    assert plan["proof"] is None


def test_a_goal_that_existing_customers_reach_to_the_cent_is_met() -> None:
    """1,000,000 x 0.82 is not 820,000 to the last bit, and that bit is no new business."""
    for retention, target in ((0.82, 820_000), (0.8, 800_000), (0.7, 700_000)):
        plan = small(goal={"growth": None, "target": target}, existing={"retention": retention}, today="2027-12-20")
        assert plan["status"] == "met", retention
