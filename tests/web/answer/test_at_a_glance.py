"""The answer at a glance: a sentence, and six figures with what is worth knowing."""

import pytest

from app.web.answer import at_a_glance
from tests.web.samples import ENGLISH, ground


def text(pieces):
    return "".join(piece.text for piece in pieces)


def tiles(changes=None, base=None):
    return {tile.name: tile for tile in at_a_glance.tiles(ground(changes), base, "version 7")}


def test_the_headline_says_what_the_goal_takes():
    found = at_a_glance.headline(ground())
    assert text(found.sentence) == (
        "To grow 25% you need 73 new deals: 4,377 leads, 42 e-mails a working day, $364,000 of spend, and 93 MQLs before the year starts."
    )
    assert found.meta == "Bookings, Jan–Dec 2027, from 21 Nov 2026"
    assert (found.tone, found.status.split(" · ")[0]) == ("warn", "At risk")


def test_six_figures_with_units_and_what_is_worth_knowing():
    found = tiles()
    assert [(tile.label, tile.value) for tile in found.values()] == [
        ("New deals", "73"),
        ("Leads", "4,377"),
        ("E-mails a working day", "42"),
        ("Spend", "$363.6k"),
        ("CAC, spend only", "$5,001"),
        ("CAC, fully loaded", "$9,045"),
    ]
    assert found["top"].detail == "peak 563 in Aug"
    assert found["daily"].detail == "peak 53 in Oct"


def test_the_cost_of_a_deal_says_whose_cost_is_in_it():
    assert tiles()["cac_loaded"].detail == "$13,879 with 3 hires"
    assert tiles({"/team/1/cost_per_month": 0})["cac_loaded"].detail == "without 3 hires"
    assert tiles({"/team/0/heads": 9, "/team/1/heads": 9})["cac_loaded"].detail == "with people"


def test_the_cost_of_a_deal_names_the_channels_of_which_none_was_measured():
    measured = {"source": "Leads", "imports": ["imp_aaaaaaaaaaaaaaaaaaaa"], "n": 40}
    free = {"amount": 0, "fixed_per_month": 0}
    names = [each.name for each in ground().scenario.channels]
    changes = {"/channels/0/cost/amount_from": measured, "/channels/1/cost": free, "/channels/1/share_from": measured}
    assert tiles(changes)["cac"].detail == f"without {names[1]}: their cost is unknown"
    typed = changes | {"/channels/1/share_from": None}
    assert tiles(typed)["cac"].detail == "media and vendors"


def test_a_change_is_told_as_a_difference_to_what_was_saved():
    found = tiles({"/goal/growth": 0.2}, ground().headline_figures)
    assert found["deals"].detail == "−16 vs version 7"
    assert found["spend"].detail.startswith("−$105")


def test_units_of_one_channel_are_not_held_against_those_of_another():
    base = ground().headline_figures
    found = ground({"/channels/0/share": 0.0001, "/channels/1/share": 0.6, "/channels/2/share": 0.3999})
    assert base["daily"] == base["daily/cold_email"]
    tile = next(tile for tile in at_a_glance.tiles(found, base, "version 7") if tile.name == "daily")
    old = base[f"daily/{found.primary.key}"]
    now = found.headline_figures["daily"]
    assert tile.detail == f"{ENGLISH.significant(now - old, 2, sign=True)} vs version 7"


@pytest.mark.parametrize(
    ("changes", "name", "detail"),
    [
        ({"/today": "2027-11-20"}, "spend", "out of reach"),
        ({"/goal/growth": -0.3}, "cac", "no new deals"),
        ({"/channels/1/ceiling": 300}, "spend", "at its ceiling"),
    ],
)
def test_a_figure_without_a_value_says_why(changes, name, detail):
    tile = tiles(changes)[name]
    assert (tile.value, tile.detail) == ("–", detail)
