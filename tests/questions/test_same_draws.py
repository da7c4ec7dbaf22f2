"""Same draws: what is asked together has the figures that it has by itself."""

import pytest

from app.questions.as_json import plain
from app.questions.odds import draws as drawing
from app.questions.odds.chance import chance
from app.questions.odds.confident import confident
from app.questions.odds.required import required
from app.questions.odds.same_draws import SameDraws
from app.questions.refused import QuestionRefused
from tests.examples import make_scenario

ASKED = {"draws": 700, "seed": 3, "levels": [0.1, 0.9], "ranges": {"/deal/value": (10_000.0, 13_000.0)}}


def test_answers_together_are_those_of_each_question_alone():
    scenario = make_scenario()
    same = SameDraws(scenario, **ASKED)
    assert plain(same.required()) == plain(required(scenario, **ASKED))
    assert plain(same.chance(1.2)) == plain(chance(scenario, multiple=1.2, **ASKED))
    assert plain(same.confident(0.7)) == plain(confident(scenario, 0.7, **ASKED))
    assert plain(same.required()) == plain(required(scenario, **ASKED))  # sorting has touched nothing


def test_inputs_are_drawn_once_for_all_and_not_before_they_are_needed(monkeypatch):
    drawn = []
    alone = drawing.stratified
    monkeypatch.setattr(drawing, "stratified", lambda seed, name, count: drawn.append(name) or alone(seed, name, count))
    same = SameDraws(make_scenario(), draws=200)
    assert drawn == []
    same.chance()
    same.required()
    same.confident(0.5)
    assert len(drawn) == len(set(drawn)) == 4


@pytest.mark.parametrize(
    ("draws", "asked", "code"),
    [
        (200_000, {"required": True}, "too_much_work"),
        (200_000, {"multiple": 1.0}, "too_much_work"),
        (150_000, {"probability": 0.8}, "too_much_work"),
        (200, {"multiple": -1.0}, "multiple_out_of_range"),
        (200, {"probability": 0.0}, "probability_out_of_range"),
    ],
)
def test_what_would_be_refused_is_refused_before_all_is_drawn(monkeypatch, draws, asked, code):
    scenario = make_scenario(months=36, seasonality=None, channels={"paid_search": {"ceiling": 3000}})
    scenario = make_scenario(months=60, seasonality=None) if asked == {"multiple": 1.0} else scenario
    alone = drawing.stratified
    drawn = []
    monkeypatch.setattr(drawing, "stratified", lambda seed, name, count: drawn.append(count) or alone(seed, name, count))
    with pytest.raises(QuestionRefused, match=code):
        SameDraws(scenario, draws=draws).see_that_it_fits(**asked)
    assert sum(drawn) <= 100 * 4


def test_what_is_not_refused_beforehand_is_worked_out():
    same = SameDraws(make_scenario(), draws=200)
    same.see_that_it_fits(multiple=1.5, required=True, probability=0.8)
    assert same.confident(0.8).chance.chance >= 0.8


def test_what_cannot_be_asked_is_refused_when_it_is_asked():
    with pytest.raises(QuestionRefused, match="levels_out_of_range"):
        SameDraws(make_scenario(), levels=[1.0])
    same = SameDraws(make_scenario(channels={"paid_search": {"ceiling": 10}}), draws=200)
    with pytest.raises(QuestionRefused, match="ceiling_reached"):
        same.chance()
    assert same.required().draws == 200
    with pytest.raises(QuestionRefused, match="multiple_out_of_range"):
        SameDraws(make_scenario(), draws=200).chance(-1.0)
    with pytest.raises(QuestionRefused, match="probability_out_of_range"):
        SameDraws(make_scenario(), draws=200).confident(0.0)
