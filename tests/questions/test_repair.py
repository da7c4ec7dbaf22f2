"""The cheapest repair of a month that is too late for some channels: the shares that make it whole."""

import math

import pytest

from app.planner.present import make_plan
from app.questions.late import too_late
from app.questions.repair import repaired
from tests.examples import make_document, make_scenario
from tests.questions.written import written

MARCH = 2


def after(changes):
    return written(make_document(), changes)


def test_the_repaired_month_closes_what_the_season_has_in_it_and_hardly_more():
    month = too_late(make_scenario())[MARCH]
    assert (month.repair, month.lost > 0.5) == ("cold_email", True)
    whole = too_late(after(repaired(make_scenario(), month).changes))[MARCH]
    assert whole.planned >= whole.season * (1 - 1e-9)
    assert whole.planned == pytest.approx(whole.season, rel=1e-3)


def test_the_others_keep_their_proportions_and_all_shares_are_the_whole():
    shares = [value for _, value in repaired(make_scenario(), too_late(make_scenario())[MARCH]).changes]
    before = [channel.share for channel in make_scenario().channels]
    assert sum(shares) == pytest.approx(1)
    assert shares[1] / shares[2] == pytest.approx(before[1] / before[2])
    assert shares[0] > before[0]


def test_a_smaller_share_does_not_make_the_month_whole():
    changes = repaired(make_scenario(), too_late(make_scenario())[MARCH]).changes
    less = changes[0][1] - 0.001
    rest = [(pointer, value * (1 - less) / (1 - changes[0][1])) for pointer, value in changes[1:]]
    month = too_late(after([("/channels/0/share", less), *rest]))[MARCH]
    assert month.lost > 0


@pytest.mark.parametrize("place", [0, 1, 5])
def test_months_that_none_reaches_or_that_lose_nothing_have_no_repair(place):
    month = too_late(make_scenario())[place]
    assert repaired(make_scenario(), month) is None


def test_with_a_ceiling_on_the_way_another_channel_repairs_the_month():
    month = too_late(make_scenario())[MARCH]
    (_, needed), *_ = changes = repaired(make_scenario(), month).changes
    most, now = (
        max(month["stages"]["sql"]["exact"] for month in make_plan(scenario)["channels"][0]["months"] if "sql" in month["stages"])
        for scenario in (after(changes), make_scenario())
    )
    assert now < 0.9 * most
    wide, narrow = (make_scenario(channels={"cold_email": {"ceiling": part * most}}) for part in (1.5, 0.9))
    assert repaired(wide, too_late(wide)[MARCH]).changes[0][1] == pytest.approx(needed, abs=0.01)
    assert repaired(narrow, too_late(narrow)[MARCH]).channel == "paid_search"


def test_recognised_revenue_is_repaired_alike():
    changed = {"goal": {"measure": "recognised"}, "today": "2027-01-16"}
    scenario = make_scenario(**changed)
    place, month = next((place, month) for place, month in enumerate(too_late(scenario)) if repaired(scenario, month))
    whole = too_late(written(make_document(**changed), repaired(scenario, month).changes))[place]
    assert whole.planned == pytest.approx(whole.season, rel=1e-3)
    assert month.planned < 0.95 * month.season


def spend(scenario):
    return make_plan(scenario)["totals"]["spend"]


def test_what_a_repair_says_it_spends_is_what_the_plan_with_it_spends():
    found = repaired(make_scenario(), too_late(make_scenario())[MARCH])
    assert found.spend_before == pytest.approx(spend(make_scenario()), abs=0.01)
    assert found.spend == pytest.approx(spend(after(found.changes)), abs=0.01)
    assert found.changes[0] == ("/channels/0/share", found.share)


@pytest.mark.parametrize(("amount", "cheapest"), [(2.0, "cold_email"), (80.0, "paid_search")])
def test_no_other_channel_makes_the_month_whole_with_less_spend(amount, cheapest):
    """Every other channel, in steps of a hundredth of the mix, in whole plans; as many deals on top cost least in e-mails."""
    changed = {"channels": {"cold_email": {"cost": {"amount": amount}}}}
    scenario = make_scenario(**changed)
    found = repaired(scenario, too_late(scenario)[MARCH])
    assert (found.channel, too_late(scenario)[MARCH].repair) == (cheapest, "cold_email")
    shares = [channel.share for channel in scenario.channels]
    own = [channel.key for channel in scenario.channels].index(found.channel)
    others = []
    for place in {0, 1, 2} - {own}:
        for share in (step / 100 for step in range(math.ceil(100 * shares[place]), 101)):
            mix = [(f"/channels/{other}/share", each * (1 - share) / (1 - shares[place])) for other, each in enumerate(shares)]
            mix[place] = (f"/channels/{place}/share", share)
            plan = written(make_document(**changed), mix)
            if too_late(plan)[MARCH].lost <= 0:
                others.append(spend(plan))
                break
    assert others
    assert found.spend <= min(others) * (1 + 1e-9)


def test_a_channel_that_would_go_over_its_capacity_repairs_nothing():
    free, held = (make_scenario(channels={"cold_email": {"capacity": {"per_working_day": each}}}) for each in (None, 1))
    assert repaired(free, too_late(free)[MARCH]).channel == "cold_email"
    assert getattr(repaired(held, too_late(held)[MARCH]), "channel", None) != "cold_email"
