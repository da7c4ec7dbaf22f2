"""How sure, with inputs taken for uncertain that the plan has no range for."""

import re

import pytest

from tests.web.reading import Page, read_out
from tests.web.what_if.asking import ask, sentence

FEW = {"draws": "2000"}


def shown(response, name):
    return Page(response.text).named(name)["value"]


def chance_in(response):
    return float(re.search(r"with a chance of ([\d.]+)%", sentence(response))[1])


def drivers(response):
    return read_out(response.text).partition("What drives the spread of")[2]


def test_an_input_that_is_chosen_begins_with_what_sensitivity_turns_it_by(client):
    response = ask(client, "chance", range1="/existing/retention", **FEW)
    assert (shown(response, "range1_low"), shown(response, "range1_high")) == ("90", "100")
    assert "Retention a year" in drivers(response)
    assert "asked" in drivers(response)
    another = ask(client, "chance", range1="/channels/cold_email/steps/reply/yield", **FEW)
    assert "Retention a year" not in drivers(another)


def test_what_is_typed_moves_the_chance(client):
    certain = ask(client, "chance", **FEW)
    worse = ask(client, "chance", range1="/existing/retention", range1_low="60", range1_high="80", **FEW)
    assert chance_in(worse) < chance_in(certain) - 10
    both = {"range2": "/existing/expansion", "range2_low": "30", "range2_high": "60"}
    made_up_for = ask(client, "chance", range1="/existing/retention", range1_low="60", range1_high="80", **both, **FEW)
    assert chance_in(made_up_for) > chance_in(worse) + 10


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"range1_low": "95", "range1_high": "90"}, "The low value, 95%, is above the high one, 90%."),
        ({"range1_low": "50", "range1_high": "130"}, "This takes values from 0% to 100%; 130% was given."),
        ({"range1_low": "much"}, "This must be a percentage, such as 25%."),
        ({"range2": "/existing/retention"}, "Choose each input once."),
    ],
)
def test_what_is_no_range_is_said_beside_its_field(client, typed, said):
    response = ask(client, "chance", range1="/existing/retention", **typed, **FEW)
    assert response.status_code == 422
    assert said in read_out(response.text)
    assert not sentence(response)


def test_a_limit_that_is_not_there_needs_both_ends(client):
    response = ask(client, "chance", range1="/channels/2/ceiling", **FEW)
    assert read_out(response.text).count("Type what it could as well be.") == 2
    assert sentence(ask(client, "chance", range1="/channels/2/ceiling", range1_low="9000", range1_high="20000", **FEW))


def test_ends_of_another_input_are_not_taken_for_those_of_this_one(client):
    kept = {"was-range1": "/existing/retention|70|80", "range1_low": "70", "range1_high": "80"}
    response = ask(client, "chance", range1="/deal/value", **kept, **FEW)
    assert shown(response, "range1_low") not in ("", "70")
    assert sentence(response)
