"""Draws: each uncertain input follows what is known of it, with a stream of its own."""

import hashlib

import numpy as np
import pytest
from scipy import special, stats

from app.planner.scenario import Scenario
from app.questions.levers import levers_of
from app.questions.odds.draws import draw, uncertain_of
from app.questions.odds.exact import exp, expit, log, normal_quantile
from app.questions.odds.sobol import CHOICES, sobol
from app.questions.odds.spreads import of_counts, of_tenths
from app.questions.pointers import named
from app.questions.refused import QuestionRefused
from tests.examples import make_document, make_scenario

U = np.array([1e-4, 0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999])


def test_exponential_logarithm_and_normal_quantile_are_right_to_the_last_places():
    x = np.linspace(-690, 690, 10_001)
    np.testing.assert_allclose(exp(x), np.exp(x), rtol=5e-16)
    np.testing.assert_allclose(log(np.exp(x)), np.log(np.exp(x)), rtol=5e-16, atol=5e-16)
    np.testing.assert_allclose(expit(x), special.expit(x), rtol=5e-15)
    u = np.concatenate([10.0 ** -np.arange(1, 300), np.linspace(0.001, 0.999, 999), 1 - 10.0 ** -np.arange(1, 16)])
    np.testing.assert_allclose(normal_quantile(u), special.ndtri(u), rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize(
    ("entered", "converted"),
    [(0, 0), (1, 0), (1, 1), (10, 0), (10, 10), (30, 3), (310, 78), (4200, 1050), (10**6, 3), (10**9, 4 * 10**8), (10**12, 10**12 // 3)],
)
def test_a_counted_rate_has_the_quantiles_of_its_posterior(entered, converted):
    right = stats.beta(converted + 0.5, entered - converted + 0.5).ppf(U)
    found = of_counts(entered, converted, 0.0, 1.0).at(U)
    np.testing.assert_allclose(found, right, atol=2e-5)
    some = right > 1e-6
    np.testing.assert_allclose(found[some], right[some], rtol=1e-3)


@pytest.mark.parametrize(("pointer", "a", "b"), [("/conversions/0/rate", 1050.5, 3150.5), ("/conversions/3/rate", 78.5, 232.5)])
def test_draws_of_a_counted_rate_have_the_quantiles_of_its_posterior(pointer, a, b):
    levels = [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999]
    drawn = draw(make_scenario(), 100_000, 1)[pointer]
    np.testing.assert_allclose(np.quantile(drawn, levels), stats.beta(a, b).ppf(levels), rtol=1e-3)


@pytest.mark.parametrize(
    ("tenth", "ninetieth", "low", "high", "family"),
    [
        (0.42, 0.57, 1e-6, 1.0, "logit_normal"),
        (0.9, 0.99, 0.0, 1.0, "logit_normal"),
        (9_000.0, 16_000.0, 0.01, 1e12, "lognormal"),
        (-0.1, 0.4, -1.0, 1000.0, "normal"),
        (0.8, 1.0, 0.0, 1.0, "straight"),
        (0.0, 0.2, 0.0, 1e12, "straight"),
        (5.0, 5.0, 0.0, 1e12, "lognormal"),
    ],
)
def test_a_tenth_and_a_ninetieth_percentile_are_kept(tenth, ninetieth, low, high, family):
    spread = of_tenths(tenth, ninetieth, (tenth + ninetieth) / 2, low, high)
    assert spread.family == family
    np.testing.assert_allclose(spread.at(np.array([0.1, 0.9])), [tenth, ninetieth], rtol=1e-12, atol=1e-12)
    everywhere = spread.at(np.linspace(1e-9, 1 - 1e-9, 999))
    assert (np.diff(everywhere) >= 0).all()
    assert everywhere.min() >= low
    assert everywhere.max() <= high


@pytest.mark.parametrize(("tenth", "ninetieth", "value"), [(None, 0.6, 0.5), (0.4, None, 0.5), (8_000.0, None, 12_000.0), (None, 1.0, 0.9)])
def test_where_one_end_is_missing_the_value_is_the_median(tenth, ninetieth, value):
    high = 1.0 if value <= 1 else 1e12
    found = of_tenths(tenth, ninetieth, value, 0.0, high).at(np.array([0.1, 0.5, 0.9]))
    assert found[1] == pytest.approx(value)
    assert (found[0] if tenth is not None else found[2]) == pytest.approx(tenth if tenth is not None else ninetieth)


def test_open_ones_are_not_counted_and_a_channels_own_counts_go_before_the_common_ones():
    own = {"lead": {"rate": 0.22, "evidence": {"entered": 900, "converted": 198, "open": 100}}}
    inputs = uncertain_of(make_scenario(channels={"paid_search": {"conversions": own}}))
    place = next(pointer for pointer in inputs if pointer.startswith("/channels/"))
    assert inputs[place].name == "/channels/paid_search/conversions/lead/rate"
    assert (inputs[place].spread.first, inputs[place].spread.second) == (198.5, 602.5)
    assert (inputs["/conversions/0/rate"].spread.first, inputs["/conversions/0/rate"].basis) == (1050.5, "counts")
    assert inputs["/conversions/2/rate"].basis == "range"


def test_a_bare_rate_is_certain_and_the_question_may_say_otherwise():
    scenario = make_scenario()
    assert "/channels/1/conversions/lead/rate" not in uncertain_of(scenario)
    ranges = {"/existing/retention": (0.8, 0.95), "/channels/cold_email/steps/reply/yield": (0.03, 0.06)}
    inputs = uncertain_of(scenario, ranges)
    assert inputs["/existing/retention"].basis == inputs["/channels/0/steps/1/yield"].basis == "question"
    drawn = draw(scenario, 10_000, 1, ranges)
    np.testing.assert_allclose(np.quantile(drawn["/existing/retention"], [0.1, 0.9]), [0.8, 0.95], atol=1e-3)


def test_what_single_deals_vary_by_is_no_uncertainty_of_their_mean():
    assert "/deal/value" not in uncertain_of(make_scenario(deal={"variation": 2.0}))
    inputs = uncertain_of(make_scenario(deal={"low": 10_000, "high": 15_000, "variation": 2.0}))
    assert inputs["/deal/value"].spread.family == "lognormal"


def test_draws_lie_one_in_each_stratum():
    scenario = make_scenario()
    drawn = draw(scenario, 1000, 7)["/conversions/3/rate"]
    share = np.sort(stats.beta(78.5, 232.5).cdf(drawn)) * 1000
    np.testing.assert_array_less(np.abs(share - np.arange(1000) - 0.5), 0.5 + 0.01)


def test_a_stream_depends_on_seed_and_key_alone():
    before = draw(make_scenario(), 500, 3)["/conversions/3/rate"]
    evidence = {"evidence": {"entered": 50, "converted": 20}}
    other = make_scenario(goal={"growth": 0.4}, conversions={"mql": evidence})
    moved = other.model_copy(update={"conversions": other.conversions[::-1]})
    np.testing.assert_array_equal(draw(other, 500, 3)["/conversions/3/rate"], before)
    np.testing.assert_array_equal(draw(moved, 500, 3)["/conversions/0/rate"], before)
    np.testing.assert_array_equal(draw(other, 500, 3, {"/goal/growth": (0.3, 0.5)})["/conversions/3/rate"], before)
    assert (draw(make_scenario(), 500, 4)["/conversions/3/rate"] != before).all()


def test_one_seed_gives_one_set_of_numbers_to_the_last_bit():
    drawn = draw(make_scenario(deal={"low": 10_000, "high": 15_000}), 1000, 42)
    assert hashlib.sha256(b"".join(values.astype("<f8").tobytes() for values in drawn.values())).hexdigest()[:16] == "c8e5d510670a771a"


def test_inputs_are_independent():
    drawn = np.array(list(draw(make_scenario(), 10_000, 1).values()))
    between = np.corrcoef(drawn)[np.triu_indices(len(drawn), 1)]
    assert np.abs(between).max() < 0.05


@pytest.mark.parametrize(
    ("count", "seed", "ranges", "code"),
    [
        (99, 1, None, "draws_out_of_range"),
        (200_001, 1, None, "draws_out_of_range"),
        (100, -1, None, "seed_out_of_range"),
        (100, 1, {"/goal/growht": (0, 1)}, "unknown_input"),
        (100, 1, {"/existing/retention": (0.9, 0.8)}, "low_above_high"),
        (100, 1, {"/existing/retention": (0.9, 1.2)}, "value_out_of_range"),
        (100, 1, {"/existing/retention": (float("nan"), 0.9)}, "value_out_of_range"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(count, seed, ranges, code):
    with pytest.raises(QuestionRefused, match=code):
        draw(make_scenario(), count, seed, ranges)


def test_every_lever_has_a_name_of_its_own():
    scenario = make_scenario()
    names = [named(scenario, pointer) for pointer in levers_of(scenario)]
    assert len(set(names)) == len(names)
    assert "/team/AE/heads" in names


def test_sobol_points_fill_every_dimension_evenly_and_scrambles_differ():
    points = sobol(256, 128, 1)
    for dimension in points.T:
        assert sorted((dimension * 256).astype(int).tolist()) == list(range(256))
    squares = {(int(x * 16), int(y * 16)) for x, y in points[:, :2]}
    assert len(squares) == 256
    assert (sobol(256, 128, 2) != points).all()


def test_sobol_points_go_on_beyond_the_directions_known():
    known = len(CHOICES.split()) + 1
    points = sobol(64, known + 2, 1)
    assert sorted((points[:, -1] * 64).astype(int).tolist()) == list(range(64))
    np.testing.assert_array_equal(points[:, :known], sobol(64, known, 1))


def test_sobol_points_are_as_even_as_a_library_has_them_and_far_more_than_chance():
    def far_off(points):
        return abs(np.exp((points - 0.5).sum(axis=1) / 4).mean() / (8 * np.sinh(1 / 8)) ** points.shape[1] - 1)

    for dimensions in (12, 40, 128):
        ours = [far_off(sobol(1024, dimensions, seed)) for seed in range(24)]
        library = [far_off(stats.qmc.Sobol(dimensions, rng=np.random.default_rng(seed)).random(1024)) for seed in range(24)]
        chance = [far_off(np.random.default_rng(seed).random((1024, dimensions))) for seed in range(24)]
        assert np.sqrt(np.mean(np.square(ours))) < 2 * np.sqrt(np.mean(np.square(library)))
        assert np.sqrt(np.mean(np.square(ours))) < np.sqrt(np.mean(np.square(chance))) / 4


def test_a_range_of_what_every_channel_says_for_itself_is_refused_and_one_of_a_channels_own_is_drawn():
    document = make_document()
    for channel in document["channels"]:
        channel["deal"] = {"value": 12_000}
    scenario = Scenario.model_validate(document)
    with pytest.raises(QuestionRefused) as refused:
        draw(scenario, 100, 1, {"/deal/value": (5_000, 50_000)})
    assert (refused.value.faults[0].code, refused.value.faults[0].pointer) == ("range_of_no_use", "/ranges/~1deal~1value")
    assert "/channels/0/deal/value" in draw(scenario, 100, 1, {"/channels/0/deal/value": (5_000, 50_000)})
