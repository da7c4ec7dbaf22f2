"""Pointers with names lead back to where they came from, whatever the names are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.planner.scenario import Scenario
from app.questions.levers import lever_at, levers_of
from app.questions.outcomes import months_of, outcome_at, outcomes_of
from app.questions.pointers import named, positioned
from app.questions.refused import QuestionRefused
from tests.examples import make_document, make_scenario

HARD = ["AE", "AE", "AE#2", "SDR/BDR", "SDR~1BDR", "SDR~BDR", "0", "1", "1#1", "007", "²", "a b", "~", "#", "heads"]
names = st.sampled_from(HARD) | st.text("A/~#01² ", min_size=1, max_size=4).filter(lambda name: name == name.strip())


def with_names(roles):
    document = make_document()
    role = document["team"][0]
    document["team"] = [{**role, "role": name} for name in roles]
    return Scenario.model_validate(document)


@settings(max_examples=60, deadline=None)
@given(roles=st.lists(names, max_size=6))
def test_every_pointer_with_names_is_read_back_and_none_means_two_things(roles):
    scenario = with_names(roles)
    for known, at in ((levers_of(scenario), lever_at), (outcomes_of(scenario), outcome_at)):
        written = {named(scenario, pointer) for pointer in known}
        assert len(written) == len(known)
        for pointer in known:
            assert positioned(scenario, named(scenario, pointer)) == pointer
            assert at(scenario, named(scenario, pointer)).pointer == pointer
            assert at(scenario, pointer).pointer == pointer


def test_names_are_escaped_and_told_apart():
    scenario = with_names(["AE", "AE", "SDR/BDR", "a~b", "0"])
    heads = [named(scenario, f"/team/{place}/heads") for place in range(5)]
    assert heads == ["/team/AE/heads", "/team/AE#2/heads", "/team/SDR~1BDR/heads", "/team/a~0b/heads", "/team/0#1/heads"]


def test_names_mean_the_same_whatever_the_order():
    one, other = with_names(["AE", "SDR"]), with_names(["SDR", "AE"])
    assert named(one, "/team/0/heads") == named(other, "/team/1/heads")
    channels = make_document()["channels"]
    turned = make_scenario(channels=channels[::-1])
    pointers = [named(each, "/channels/0/steps/0/yield") for each in (make_scenario(), turned)]
    assert pointers[0] == named(turned, "/channels/2/steps/0/yield") != pointers[1]


@pytest.mark.parametrize(
    "pointer", ["", "/", "/goal/growth", "/team", "/team/9/heads", "/team/²/heads", "/channels/²/steps/²/yield", "/channels/0/steps/9"]
)
def test_what_is_no_part_of_the_scenario_stays_as_it_is(pointer):
    scenario = make_scenario()
    assert positioned(scenario, pointer) == pointer
    assert named(scenario, pointer) == pointer.replace("/channels/0/", "/channels/cold_email/")


@pytest.mark.parametrize("pointer", ["/channels/²/steps/click/yield", "/channels/99999999/share", "/team/AE#9/heads"])
def test_names_of_nothing_are_refused(pointer):
    with pytest.raises(QuestionRefused, match="unknown_input"):
        lever_at(make_scenario(), pointer)
    with pytest.raises(QuestionRefused, match="unknown_output"):
        outcome_at(make_scenario(), pointer)


def test_counts_and_months_go_by_names_too():
    scenario = make_scenario()
    assert outcome_at(scenario, "/channels/cold_email/entries/exact").pointer == "/channels/0/entries"
    assert {named(scenario, pointer) for pointer in months_of(scenario)} >= {"/channels/cold_email/last_too_late"}
