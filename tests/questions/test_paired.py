"""The chance of scenarios side by side: on the same luck, so that what they share is in no difference."""

import numpy as np
import pytest

from app.questions.compare import compare
from app.questions.odds.chance import chance
from app.questions.odds.draws import drawn_of
from app.questions.odds.trials import Trials, reaches
from app.questions.paired import paired_chances
from app.questions.refused import QuestionRefused
from tests.examples import make_scenario

BASE = make_scenario()
BOLDER = make_scenario(name="Bolder", goal={"growth": 0.26})
DEARER = make_scenario(name="Dearer", conversions={"opportunity": {"rate": 0.27}})
DRAWS = 4000


def test_each_chance_is_the_one_that_the_scenario_has_alone():
    found = paired_chances([BASE, BOLDER, DEARER], draws=DRAWS, seed=3)
    for place, scenario in enumerate((BASE, BOLDER, DEARER)):
        alone = chance(scenario, draws=DRAWS, seed=3)
        assert (found.chance[place], found.error[place]) == (alone.chance, alone.error)
        assert (found.mean[place], found.mean_error[place]) == (alone.mean, alone.mean_error)


def test_two_equal_scenarios_differ_by_exactly_nothing():
    found = paired_chances([BASE, make_scenario(name="The same by another name")], draws=DRAWS)
    assert found.chance[0] == found.chance[1]
    for each in (found.difference, found.paired_error, found.mean_difference, found.mean_paired_error):
        assert each.tolist() == [0.0, 0.0]
    assert found.unpaired_error[1] == pytest.approx(np.sqrt(2) * found.error[0])


def test_the_paired_error_is_far_below_that_of_draws_apart():
    found = paired_chances([BASE, BOLDER], draws=DRAWS)
    assert found.paired_error[1] < found.unpaired_error[1] / 3
    assert found.mean_paired_error[1] < found.mean_unpaired_error[1] / 10


@pytest.mark.parametrize("other", [BOLDER, DEARER], ids=["bolder", "dearer"])
def test_differences_over_many_seeds_spread_as_the_paired_error_says(other):
    runs = [paired_chances([BASE, other], draws=500, seed=seed) for seed in range(60)]
    for difference, error in (("difference", "paired_error"), ("mean_difference", "mean_paired_error")):
        spread = np.std([getattr(run, difference)[1] for run in runs], ddof=1)
        told = np.mean([getattr(run, error)[1] for run in runs])
        # 60 runs know a spread to a tenth of itself; stratified draws make it smaller, never larger
        assert spread < 1.4 * told


def test_the_error_of_a_difference_is_that_of_lanes_that_disagree():
    found = paired_chances([BASE, DEARER], draws=DRAWS)
    more, less = (round(DRAWS * part) for part in _disagreeing(BASE, DEARER))
    assert found.difference[1] == pytest.approx((more - less) / DRAWS)
    variance = ((more + less) - (more - less) ** 2 / DRAWS) / DRAWS**2
    assert found.paired_error[1] == pytest.approx(np.sqrt(variance))


def _disagreeing(base, other):
    """The shares of lanes in which the other alone reaches its goal, and the base alone."""
    runs = [Trials(drawn_of(scenario, DRAWS, 1)) for scenario in (base, other)]
    reached = [reaches(run, run.run(1.0)[1].sum(axis=0)) for run in runs]
    return np.mean(reached[1] & ~reached[0]), np.mean(reached[0] & ~reached[1])


def test_lanes_that_all_agree_are_no_certainty_unless_they_are_the_same():
    sure, surer = (make_scenario(goal={"growth": -0.8}, existing={"retention": kept}) for kept in (0.9, 0.95))
    found = paired_chances([sure, surer], draws=DRAWS)
    assert found.chance.tolist() == [1.0, 1.0]
    assert found.mean[1] > found.mean[0]
    assert found.difference[1] == 0
    assert found.paired_error[1] == pytest.approx(np.sqrt(0.5) / DRAWS)


def test_a_plan_at_its_ceiling_has_no_chance_and_takes_none_from_the_others():
    held = make_scenario(channels={"paid_search": {"ceiling": 10}})
    found = paired_chances([BASE, held, BOLDER], draws=DRAWS)
    assert np.isnan(found.chance).tolist() == [False, True, False]
    assert np.isnan(found.difference).tolist() == [False, True, False]
    first = paired_chances([held, BASE], draws=DRAWS)
    assert np.isnan(first.difference).all()
    assert np.isnan(first.unpaired_error).all()
    assert first.chance[1] == found.chance[0]


def test_money_of_two_currencies_has_no_difference_but_chances_have():
    found = paired_chances([BASE, make_scenario(currency="EUR", goal={"growth": 0.3})], draws=DRAWS)
    assert np.isnan(found.mean_difference).tolist() == [False, True]
    assert np.isnan(found.mean_unpaired_error).tolist() == [False, True]
    assert np.isfinite(found.difference).all()


def test_compare_has_chances_only_where_they_are_asked_for():
    assert compare([BASE, BOLDER]).chances is None
    asked = compare([BASE, BOLDER], draws=DRAWS, seed=5).chances
    assert (asked.draws, asked.seed) == (DRAWS, 5)
    assert asked.chance.tolist() == paired_chances([BASE, BOLDER], draws=DRAWS, seed=5).chance.tolist()


def test_it_tells_how_far_it_is_and_ends_when_told_to():
    told = []
    paired_chances([BASE, BOLDER], draws=DRAWS, progress=lambda done, of: told.append((done, of)))
    assert told == sorted(told)
    assert told[-1] == (200, 200)
    assert len(told) > 1

    def enough(done, of):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        compare([BASE, BOLDER], draws=DRAWS, progress=enough)


@pytest.mark.parametrize(("asked", "code"), [({"draws": 5}, "draws_out_of_range"), ({"seed": -1}, "seed_out_of_range")])
def test_draws_and_seeds_out_of_range_are_refused(asked, code):
    with pytest.raises(QuestionRefused, match=code):
        paired_chances([BASE], **asked)
