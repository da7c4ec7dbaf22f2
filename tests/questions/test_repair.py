"""The cheapest repair of a month that is too late for some channels: the shares that make it whole."""

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
    whole = too_late(after(repaired(make_scenario(), month)))[MARCH]
    assert whole.planned >= whole.season * (1 - 1e-9)
    assert whole.planned == pytest.approx(whole.season, rel=1e-3)


def test_the_others_keep_their_proportions_and_all_shares_are_the_whole():
    shares = [value for _, value in repaired(make_scenario(), too_late(make_scenario())[MARCH])]
    before = [channel.share for channel in make_scenario().channels]
    assert sum(shares) == pytest.approx(1)
    assert shares[1] / shares[2] == pytest.approx(before[1] / before[2])
    assert shares[0] > before[0]


def test_a_smaller_share_does_not_make_the_month_whole():
    changes = repaired(make_scenario(), too_late(make_scenario())[MARCH])
    less = changes[0][1] - 0.001
    rest = [(pointer, value * (1 - less) / (1 - changes[0][1])) for pointer, value in changes[1:]]
    month = too_late(after([("/channels/0/share", less), *rest]))[MARCH]
    assert month.lost > 0


@pytest.mark.parametrize("place", [0, 1, 5])
def test_months_that_none_reaches_or_that_lose_nothing_have_no_repair(place):
    month = too_late(make_scenario())[place]
    assert repaired(make_scenario(), month) == ()


def test_a_ceiling_on_the_way_leaves_the_month_without_a_repair():
    month = too_late(make_scenario())[MARCH]
    (_, needed), *_ = changes = repaired(make_scenario(), month)
    most, now = (
        max(month["stages"]["sql"]["exact"] for month in make_plan(scenario)["channels"][0]["months"] if "sql" in month["stages"])
        for scenario in (after(changes), make_scenario())
    )
    assert now < 0.9 * most
    wide, narrow = (make_scenario(channels={"cold_email": {"ceiling": part * most}}) for part in (1.5, 0.9))
    assert repaired(wide, too_late(wide)[MARCH])[0][1] == pytest.approx(needed, abs=0.01)
    assert repaired(narrow, too_late(narrow)[MARCH]) == ()


def test_recognised_revenue_is_repaired_alike():
    changed = {"goal": {"measure": "recognised"}, "today": "2027-01-16"}
    scenario = make_scenario(**changed)
    place, month = next((place, month) for place, month in enumerate(too_late(scenario)) if repaired(scenario, month))
    whole = too_late(written(make_document(**changed), repaired(scenario, month)))[place]
    assert whole.planned == pytest.approx(whole.season, rel=1e-3)
    assert month.planned < 0.95 * month.season
