"""Sweeps: a lane is the scenario with that lane's numbers, whatever stretch it lies in; work is bounded before it starts."""

import csv as csv_of
import io
import json

import numpy as np
import pytest

from app.planner.scenario import Scenario
from app.questions.levers import lever_at, levers_of
from app.questions.outcomes import outcome_at, outcomes_of, read
from app.questions.refused import QuestionRefused
from app.questions.sweeping.digest import digest, heat_map
from app.questions.sweeping.gathered import best_lanes, sampled
from app.questions.sweeping.space import Axis, Grid, Listed, listed, spaced
from app.questions.sweeping.sweep import collect, rows, sweep
from app.questions.sweeping.written import csv, frame_of, ndjson, parquet
from app.questions.turning import turn
from tests.examples import make_document, make_scenario

SPEND, DEALS, HEADS = "/totals/spend", "/totals/stages/deal", "/team/AE/heads_peak"
RATE, LAG, GROWTH, SHARE = "/conversions/lead/rate", "/conversions/3/lag_days", "/goal/growth", "/channels/cold_email/share"
WIDE = {
    RATE: (0.1, 0.4),
    LAG: (0.0, 400.0),
    GROWTH: (-0.5, 0.6),
    SHARE: (0.0, 1.0),
    "/deal/value": (9e3, 15e3),
    "/pipeline/sql": (0.0, 60.0),
    "/seasonality/3": (0.0, 20.0),
    "/channels/1/ceiling": (500.0, 9e5),
    "/channels/content/lag_days": (0.0, 90.0),
    "/channels/0/conversions/opportunity/rate": (0.1, 0.5),
}


def grid(*axes):
    return Grid(tuple(Axis(pointer, np.array(values, dtype=float)) for pointer, values in axes))


def many_channels(count=11):
    """A company with so many channels that sums over them are long."""
    document = make_document()
    one = document["channels"][0]
    document["channels"] = [
        one | {"key": f"list{number}", "name": f"List {number}", "share": (number + 1) * 2 / count / (count + 1)} for number in range(count)
    ]
    document["team"] = []
    return Scenario.model_validate(document)


def refused(*args, **options):
    with pytest.raises(QuestionRefused) as raised:
        sweep(*args, **options)
    return [(fault.code, fault.pointer) for fault in raised.value.faults], raised.value.faults[0].values


def test_a_lane_of_a_grid_is_the_scenario_with_its_values():
    asked = sweep(make_scenario(), grid((GROWTH, [0.1, 0.2]), (RATE, [0.2, 0.3, 0.4])), [SPEND, DEALS])
    found = collect(asked)
    assert asked.inputs == (GROWTH, "/conversions/0/rate")
    assert found.inputs[GROWTH].tolist() == [0.1, 0.1, 0.1, 0.2, 0.2, 0.2]
    assert found.inputs["/conversions/0/rate"].tolist() == [0.2, 0.3, 0.4] * 2
    for lane in range(6):
        growth, rate = found.inputs[GROWTH][lane], found.inputs["/conversions/0/rate"][lane]
        scenario = make_scenario(goal={"growth": growth}, conversions={"lead": {"rate": rate}})
        plain = read(turn(scenario, {}), [outcome_at(scenario, SPEND), outcome_at(scenario, DEALS)])[0]
        assert [found.outputs[SPEND][lane], found.outputs[DEALS][lane]] == plain.tolist()


@pytest.mark.parametrize(
    "scenario", [make_scenario(), make_scenario(goal={"measure": "recognised"}, today=None)], ids=["cut", "recognised"]
)
def test_a_lane_has_the_same_bits_in_any_stretch(scenario):
    rng = np.random.default_rng(7)
    space = Listed({pointer: rng.uniform(low, high, 160) for pointer, (low, high) in WIDE.items()}, 160)
    outputs = list(outcomes_of(scenario))
    whole, some, single = (collect(sweep(scenario, space, outputs, at_once=size)).outputs for size in (160, 23, 1))
    for pointer in outputs:
        assert whole[pointer].tobytes() == some[pointer].tobytes() == single[pointer].tobytes(), pointer


def test_a_lane_has_the_same_bits_with_many_channels():
    scenario = many_channels()
    space = grid((LAG, [10, 60, 300]), ("/channels/0/share", np.linspace(0, 0.5, 7)), (RATE, np.linspace(0.1, 0.4, 5)))
    outputs = list(outcomes_of(scenario))
    whole, some, single = (collect(sweep(scenario, space, outputs, at_once=size)).outputs for size in (200, 11, 1))
    for pointer in outputs:
        assert whole[pointer].tobytes() == some[pointer].tobytes() == single[pointer].tobytes(), pointer


def test_a_long_stretch_gives_the_bits_of_short_ones():
    space = grid((RATE, np.linspace(0.1, 0.4, 50)), (LAG, np.linspace(0, 200, 100)))
    long, short = (collect(sweep(make_scenario(), space, [SPEND], at_once=size)).outputs[SPEND] for size in (5000, 701))
    assert long.tobytes() == short.tobytes()


def test_days_that_change_seldom_give_the_bits_of_days_given_lane_by_lane():
    space = grid((LAG, [10, 60]), (RATE, np.linspace(0.1, 0.4, 600)))
    by_lane = Listed(space.columns(0, space.count), space.count)
    shared, own = (collect(sweep(make_scenario(), each, [SPEND])).outputs[SPEND] for each in (space, by_lane))
    assert shared.tobytes() == own.tobytes()


def test_what_a_lane_of_a_list_does_not_name_stays_as_it_is():
    scenario = make_scenario()
    space = listed([{RATE: 0.3}, {SHARE: 0.5}, {}, {"/channels/1/share": 0.2, RATE: 0.35}])
    found = collect(sweep(scenario, space, [SPEND])).outputs[SPEND]
    for lane, override in enumerate([{RATE: 0.3}, {SHARE: 0.5}, {}, {"/channels/1/share": 0.2, RATE: 0.35}]):
        plain = read(turn(scenario, {key: np.array([value]) for key, value in override.items()}), [outcome_at(scenario, SPEND)])
        assert found[lane] == plain[0, 0]
    assert np.isnan(collect(sweep(scenario, space, [SPEND])).inputs["/conversions/0/rate"]).tolist() == [False, True, True, False]


def test_what_a_channel_does_differently_holds_whatever_the_order_of_the_axes():
    own = "/channels/0/conversions/opportunity/rate"
    one, other = (
        collect(sweep(make_scenario(), grid(*axes), [SPEND])).outputs[SPEND]
        for axes in ([(own, [0.5]), ("/conversions/3/rate", [0.2])], [("/conversions/3/rate", [0.2]), (own, [0.5])])
    )
    right = make_scenario(
        conversions={"opportunity": {"rate": 0.2}}, channels={"cold_email": {"conversions": {"opportunity": {"rate": 0.5}}}}
    )
    assert one[0] == other[0] == read(turn(right, {}), [outcome_at(right, SPEND)])[0, 0]


def test_values_are_spaced_evenly_or_by_a_factor():
    np.testing.assert_allclose(spaced(GROWTH, 0.1, 0.5, 5).values, [0.1, 0.2, 0.3, 0.4, 0.5], rtol=1e-15)
    np.testing.assert_allclose(spaced(GROWTH, 0.01, 100, 5, log=True).values, [0.01, 0.1, 1, 10, 100], rtol=1e-15)
    assert spaced(GROWTH, 0.1, 0.5, 1).values.tolist() == [0.1]


@pytest.mark.parametrize(
    ("arguments", "code", "pointer"),
    [
        ((0.1, 0.5, 0), "too_few_steps", "/axes/2/steps"),
        ((0.1, 0.5, 10**12), "too_many_lanes", "/axes/2/steps"),
        ((0.1, float("nan"), 3), "not_a_number", "/axes/2/to"),
        ((0.1, 10**400, 3), "not_a_number", "/axes/2/to"),
        ((0.0, 0.5, 3), "log_needs_positive", "/axes/2/from"),
    ],
)
def test_spacing_that_makes_no_sense_is_refused(arguments, code, pointer):
    with pytest.raises(QuestionRefused) as raised:
        spaced(GROWTH, *arguments, "axes", 2, log=True)
    assert [(fault.code, fault.pointer) for fault in raised.value.faults] == [(code, pointer)]


def test_a_grid_of_a_billion_lanes_is_refused_before_it_starts():
    axes = [(pointer, np.linspace(0.1, 0.2, 1000)) for pointer in (RATE, "/conversions/1/rate", GROWTH)]
    faults, values = refused(make_scenario(), grid(*axes), [SPEND])
    assert faults == [("too_many_lanes", "/axes")]
    assert values == {"count": 10**9, "limit": 10**6}
    assert sweep(make_scenario(), grid(*axes), [SPEND], limit=10**9).count == 10**9


def test_lanes_by_month_count_more():
    space = grid((RATE, np.linspace(0.1, 0.2, 300)), (GROWTH, np.linspace(0.1, 0.2, 300)))
    assert sweep(make_scenario(), space, [SPEND]).count == 90_000
    faults, values = refused(make_scenario(), space, [SPEND, HEADS])
    assert faults == [("too_many_lanes", "/axes")]
    assert values["limit"] == 50_000


def test_everything_unknown_is_named_at_once_with_the_nearest():
    faults, values = refused(
        make_scenario(), grid((GROWTH, [0.1]), ("/conversion/lead/rate", [0.2]), ("/name", [1])), [SPEND, "/totals/spent"]
    )
    assert faults == [("unknown_input", "/axes/1/input"), ("unknown_input", "/axes/2/input"), ("unknown_output", "/outputs/1")]
    assert lever_at(make_scenario(), values["nearest"]).pointer in levers_of(make_scenario())


def test_a_value_out_of_range_is_named_with_the_nearest_that_is_not():
    faults, values = refused(make_scenario(), grid((RATE, [0.5, 1.5])), [SPEND])
    assert faults == [("value_out_of_range", "/axes/0/values/1")]
    assert values["nearest"] == 1.0
    faults, _ = refused(make_scenario(), grid((RATE, [0.5, np.nan])), [SPEND])
    assert faults == [("value_out_of_range", "/axes/0/values/1")]
    faults, _ = refused(make_scenario(), listed([{RATE: 0.5}, {GROWTH: 0.1}, {RATE: -0.1}]), [SPEND])
    assert faults == [("value_out_of_range", "/list/2/~1conversions~1lead~1rate")]


def test_what_asks_for_nothing_or_twice_is_refused():
    one = grid((GROWTH, [0.1]))
    assert refused(make_scenario(), one, [])[0] == [("no_outputs", "/outputs")]
    assert refused(make_scenario(), one, [SPEND, SPEND])[0] == [("repeated_output", "/outputs/1")]
    assert refused(make_scenario(), Grid(()), [SPEND])[0] == [("nothing_to_sweep", "/axes")]
    assert refused(make_scenario(), listed([{}, {}]), [SPEND])[0] == [("nothing_to_sweep", "/list")]
    assert refused(make_scenario(), grid((GROWTH, [])), [SPEND])[0] == [("empty_axis", "/axes/0/values")]
    assert refused(make_scenario(), grid((SHARE, [0.1]), ("/channels/0/share", [0.2])), [SPEND])[0] == [("repeated_input", "/axes/1/input")]


def test_shares_of_more_than_the_whole_are_refused_before_the_sweep_gets_there():
    two = [(SHARE, [0.1, 0.6]), ("/channels/1/share", [0.2, 0.5])]
    assert refused(make_scenario(), grid(*two), [SPEND])[0][0][0] == "shares_over"
    rows_of = [{SHARE: 0.1, "/channels/1/share": 0.5}] * 3 + [{SHARE: 0.7}, {SHARE: 0.7, "/channels/1/share": 0.5}]
    assert refused(make_scenario(), listed(rows_of), [SPEND])[0][0][0] == "shares_over"
    every = [{f"/channels/{place}/share": share for place, share in enumerate(shares)} for shares in ((0.2, 0.3, 0.5), (0.2, 0.3, 0.4))]
    assert refused(make_scenario(), listed(every), [SPEND])[0][0][0] == "shares_under"
    assert np.isfinite(collect(sweep(make_scenario(), listed(every[:1]), [DEALS])).outputs[DEALS]).all()


def test_a_season_without_weight_is_refused_before_the_sweep_gets_there():
    months = {f"/seasonality/{month}": 0.0 for month in range(12)}
    assert refused(make_scenario(), listed([months | {"/seasonality/4": 1.0}] * 2 + [months]), [DEALS])[0][0][0] == "no_season"


def test_a_list_of_too_many_kinds_or_of_no_numbers_is_refused():
    pointers = list(levers_of(make_scenario()))[:9]
    kinds = [{pointer: 0.5 for place, pointer in enumerate(pointers) if number >> place & 1} for number in range(512)]
    assert refused(make_scenario(), listed(kinds), [SPEND])[0] == [("too_many_kinds", "/list")]
    for value in ("1", None, True, float("nan"), 10**400):
        with pytest.raises(QuestionRefused, match="not_a_number"):
            listed([{GROWTH: value}])
    with pytest.raises(QuestionRefused, match="too_many_lanes"):
        listed([{GROWTH: 0.1}] * 11, limit=10)
    with pytest.raises(QuestionRefused, match="too_many_inputs"):
        listed([{f"/{number}": 0.1} for number in range(501)])


def test_progress_is_told_after_every_stretch_and_may_end_the_sweep():
    asked = sweep(make_scenario(), grid((GROWTH, np.linspace(0.1, 0.2, 25))), [SPEND], at_once=10)
    told = []
    collect(asked, progress=lambda done, of: told.append((done, of)))
    assert told == [(10, 25), (20, 25), (25, 25)]

    def enough(done, of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        collect(asked, progress=enough)


def test_no_more_figures_are_held_than_allowed():
    asked = sweep(make_scenario(), grid((GROWTH, np.linspace(0.1, 0.2, 25))), [SPEND])
    with pytest.raises(QuestionRefused, match="too_many_figures"):
        collect(asked, limit=49)
    assert collect(asked, limit=50).count == 25


def test_a_digest_of_more_than_may_be_held_has_the_quantiles_of_a_sample():
    asked = sweep(make_scenario(), grid((GROWTH, np.linspace(0.1, 0.9, 200)), (RATE, np.linspace(0.2, 0.6, 200))), [SPEND, DEALS])
    whole, found = digest(asked, top=3), digest(asked, top=3, limit=8_000)
    assert (whole.sampled, whole.count) == (40_000, 40_000)
    assert 3_000 < found.sampled <= 4_000
    assert found.top.lanes.tolist() == whole.top.lanes.tolist()
    columns = collect(asked)
    for mine, right in zip(found.statistics, whole.statistics, strict=True):
        assert (mine.known, mine.least, mine.most) == (right.known, right.least, right.most)
        assert mine.mean == pytest.approx(right.mean, rel=1e-12)
        rising = np.sort(columns.outputs[mine.pointer][~np.isnan(columns.outputs[mine.pointer])])
        for probability, value in zip(found.probabilities, mine.quantiles, strict=True):
            error = np.sqrt(probability * (1 - probability) / (found.sampled * rising.size / found.count))
            first, last = (np.searchsorted(rising, value, side) / rising.size for side in ("left", "right"))
            assert first - 4 * error < probability < last + 4 * error


def test_a_sample_does_not_depend_on_how_the_sweep_is_cut():
    space = grid((GROWTH, np.linspace(0.1, 0.9, 100)), (RATE, np.linspace(0.2, 0.6, 100)))
    found = [digest(sweep(make_scenario(), space, [SPEND], at_once=at_once), limit=1000) for at_once in (64, 1111)]
    assert found[0].statistics[0].quantiles == found[1].statistics[0].quantiles
    assert found[0].sampled == found[1].sampled < 1000


def test_every_axis_is_sampled_evenly():
    lanes = np.flatnonzero(sampled(np.arange(10**6), 0.01))
    assert len(lanes) == pytest.approx(10**4, abs=400)
    for length in (2, 10, 64, 100):
        counts = np.bincount(lanes % length, minlength=length)
        assert np.abs(counts - len(lanes) / length).max() < 5 * np.sqrt(len(lanes) / length)


def test_statistics_are_those_of_all_lanes_with_a_value():
    scenario = make_scenario(channels={"paid_search": {"ceiling": 1000}})
    asked = sweep(scenario, grid((GROWTH, np.linspace(0.05, 1.0, 101))), [SPEND, DEALS], at_once=13)
    columns, found = collect(asked), digest(asked, probabilities=(0, 0.1, 0.5, 1))
    spend, deals = found.statistics
    known = columns.outputs[SPEND][~np.isnan(columns.outputs[SPEND])]
    assert 0 < spend.known == known.size < 101
    assert (spend.least, spend.mean, spend.most) == (known.min(), known.mean(), known.max())
    np.testing.assert_allclose(spend.quantiles, np.quantile(known, (0, 0.1, 0.5, 1)), rtol=1e-14)
    np.testing.assert_allclose(deals.quantiles, np.quantile(columns.outputs[DEALS], (0, 0.1, 0.5, 1)), rtol=1e-14)
    assert found.count == 101
    assert digest(sweep(scenario, grid((GROWTH, [500.0])), [SPEND])).statistics[0].quantiles is None


def test_the_best_lanes_come_with_what_was_turned_in_them():
    asked = sweep(make_scenario(), grid((GROWTH, [0.3, 0.1, 0.2]), (RATE, [0.2, 0.4])), [SPEND, DEALS])
    top = digest(asked, top=2).top
    assert top.lanes.tolist() == [3, 2]
    assert (top.inputs[GROWTH].tolist(), top.inputs["/conversions/0/rate"].tolist()) == ([0.1, 0.1], [0.4, 0.2])
    assert top.outputs[SPEND].tolist() == np.sort(collect(asked).outputs[SPEND])[:2].tolist()
    most = digest(asked, top=3, by=DEALS, largest=True).top
    assert (most.by, most.lanes.tolist()) == (DEALS, [0, 1, 4])
    for options, code in (({"by": "/totals/revenue"}, "not_swept"), ({"by": "/x"}, "unknown_output"), ({"top": 9999}, "top_out_of_range")):
        with pytest.raises(QuestionRefused, match=code):
            digest(asked, **options)
    with pytest.raises(QuestionRefused, match="probability_out_of_range"):
        digest(asked, probabilities=(0.5, 1.01))


def test_equal_lanes_come_in_their_own_order_and_those_without_a_value_never():
    column = np.array([2.0, np.nan, 1.0, 2.0, 1.0, np.nan, 3.0])
    assert best_lanes(column, 3, largest=False).tolist() == [2, 4, 0]
    assert best_lanes(column, 3, largest=True).tolist() == [6, 0, 3]
    assert best_lanes(column, 99, largest=False).tolist() == [2, 4, 0, 3, 6]
    assert best_lanes(column, 0, largest=False).size == 0


def test_a_heat_map_has_the_first_axis_down_and_the_second_across():
    asked = sweep(make_scenario(), grid((GROWTH, [0.1, 0.2]), ("/deal/value", [12e3]), (RATE, [0.2, 0.3, 0.4])), [DEALS, SPEND])
    columns = collect(asked)
    found = heat_map(asked, columns, SPEND)
    assert (found.down, found.across) == (GROWTH, "/conversions/0/rate")
    assert found.values[1, 2] == columns.outputs[SPEND][5]
    assert found.values.shape == (2, 3)
    alone = sweep(make_scenario(), grid((GROWTH, [0.1, 0.2])), [SPEND])
    with pytest.raises(QuestionRefused, match="not_two_axes"):
        heat_map(alone, collect(alone), SPEND)


def test_csv_reads_back_as_the_same_numbers():
    scenario = make_scenario(channels={"paid_search": {"ceiling": 1000}})
    asked = sweep(scenario, grid((GROWTH, np.linspace(0.05, 1.0, 31))), [SPEND, DEALS], at_once=10)
    columns = collect(asked)
    lines = list(csv_of.DictReader(io.StringIO(b"".join(csv(rows(asked))).decode())))
    assert [int(line["lane"]) for line in lines] == list(range(31))
    for pointer, right in (columns.inputs | columns.outputs).items():
        read_back = np.array([float(line[pointer] or "nan") for line in lines])
        np.testing.assert_array_equal(read_back, right)
    assert any(line[SPEND] == "" for line in lines)


def test_ndjson_carries_columns_stretch_by_stretch():
    asked = sweep(make_scenario(), listed([{GROWTH: 0.1}, {RATE: 0.3}, {GROWTH: 500.0}]), [SPEND], at_once=2)
    lines = [json.loads(line) for line in b"".join(ndjson(rows(asked))).splitlines()]
    assert [line["first"] for line in lines] == [0, 2]
    assert lines[0]["inputs"] == {GROWTH: [0.1, None], "/conversions/0/rate": [None, 0.3]}
    assert lines[0]["outputs"][SPEND] == collect(asked).outputs[SPEND][:2].tolist()
    assert lines[1]["outputs"][SPEND] == [None]


def test_parquet_reads_back_as_the_same_table():
    import polars

    asked = sweep(make_scenario(), grid((GROWTH, [0.1, 0.2, 500.0])), [SPEND, DEALS])
    file = io.BytesIO()
    parquet(collect(asked), file)
    file.seek(0)
    table = polars.read_parquet(file)
    assert table.columns == ["lane", GROWTH, SPEND, DEALS]
    assert table.equals(frame_of(collect(asked)))
    assert table[SPEND].is_null().to_list() == [False, False, True]
