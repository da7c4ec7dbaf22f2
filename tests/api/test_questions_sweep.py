"""Sweeps over HTTP: the same figures in every format, as the sweep here gives them."""

import io
import json
from collections.abc import Iterator
from typing import Any

import distributed
import numpy as np
import polars as pl
import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.questions.sweeping.digest import digest, heat_map
from app.questions.sweeping.space import Axis, Grid, listed, spaced
from app.questions.sweeping.sweep import RATES_LIMIT, collect, sweep
from app.settings import Settings
from tests.api.test_openapi import validator_of
from tests.examples import make_document, make_scenario

SPEND, LEADS, HEADS = "/totals/spend", "/totals/stages/lead", "/team/0/heads_peak"
AXES = [
    {"input": "/goal/growth", "from": 0.1, "to": 0.3, "steps": 5},
    {"input": "/conversions/lead/rate", "values": [0.2, 0.25, 0.3]},
]
GRID = Grid((spaced("/goal/growth", 0.1, 0.3, 5), Axis("/conversions/lead/rate", np.array([0.2, 0.25, 0.3]))))
HERE = sweep(make_scenario(), GRID, [SPEND, LEADS])


def swept(client: TestClient, **sent: Any) -> Any:
    body = {"scenario": make_document(), "axes": AXES, "outputs": [SPEND, LEADS], **sent}
    answer = client.post("/api/v1/sweep", json={name: value for name, value in body.items() if value is not None})
    assert answer.status_code == 200, answer.text
    return answer


def test_statistics_and_the_best_come_back_by_default(client: TestClient) -> None:
    answer = swept(client, top=2, by=LEADS, largest=True, levels=[0.5])
    there = digest(HERE, top=2, by=LEADS, largest=True, probabilities=[0.5])
    found = answer.json()
    assert answer.headers["lane-count"] == "15"
    assert found["count"] == 15
    assert found["statistics"][0]["quantiles"] == list(there.statistics[0].quantiles or ())
    assert found["top"]["lanes"] == there.top.lanes.tolist()
    assert found["top"]["inputs"]["/conversions/0/rate"] == [0.2, 0.25]


def test_columns_are_those_of_the_sweep(client: TestClient) -> None:
    found, there = swept(client, format="columns").json(), collect(HERE)
    validator_of("SweepAnswer").validate(found)
    assert found["inputs"] == {pointer: values.tolist() for pointer, values in there.inputs.items()}
    assert found["outputs"] == {pointer: values.tolist() for pointer, values in there.outputs.items()}


def test_a_map_is_one_output_over_two_axes(client: TestClient) -> None:
    found, there = swept(client, format="map", by=LEADS).json(), heat_map(HERE, collect(HERE), LEADS)
    validator_of("SweepAnswer").validate(found)
    assert (found["across"], found["down"], found["output"]) == ("/conversions/0/rate", "/goal/growth", LEADS)
    assert found["values"] == there.values.tolist()


@pytest.mark.parametrize(
    ("format", "kind"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("parquet", "application/vnd.apache.parquet"),
        ("arrow", "application/vnd.apache.arrow.stream"),
    ],
)
def test_tables_read_back_as_the_same_numbers(client: TestClient, format: str, kind: str) -> None:
    answer, there = swept(client, format=format), collect(HERE)
    assert answer.headers["content-type"] == kind
    readers = {"csv": pl.read_csv, "parquet": pl.read_parquet, "arrow": pl.read_ipc_stream}
    table = readers[format](io.BytesIO(answer.content))
    assert table["lane"].to_list() == list(range(15))
    for pointer, values in {**there.inputs, **there.outputs}.items():
        assert table[pointer].to_list() == values.tolist()


def test_lines_are_streamed_by_stretches(client: TestClient) -> None:
    axes = [{"input": "/goal/growth", "from": 0.0, "to": 0.4, "steps": 20_000}]
    answer = swept(client, axes=axes, format="ndjson")
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert answer.headers["lane-count"] == "20000"
    assert len(lines) > 1
    assert [line["first"] for line in lines] == [sum(len(each["outputs"][SPEND]) for each in lines[:place]) for place in range(len(lines))]
    there = collect(sweep(make_scenario(), Grid((spaced("/goal/growth", 0.0, 0.4, 20_000),)), [SPEND, LEADS]))
    assert [value for line in lines for value in line["outputs"][LEADS]] == there.outputs[LEADS].tolist()


def test_a_list_turns_what_each_line_names(client: TestClient) -> None:
    lines = [{"/goal/growth": 0.3}, {"/deal/value": 13_000, "/goal/growth": 0.2}, {}]
    found = swept(client, axes=None, list=lines, outputs=[SPEND, HEADS], format="columns").json()
    there = collect(sweep(make_scenario(), listed(lines), [SPEND, HEADS]))
    assert found["inputs"]["/deal/value"] == [None, 13_000.0, None]
    assert found["outputs"] == {pointer: values.tolist() for pointer, values in there.outputs.items()}


def test_a_plan_without_a_value_is_null_and_does_not_count(client: TestClient) -> None:
    axes = [{"input": "/channels/paid_search/ceiling", "values": [300.0, 900.0]}]
    found = swept(client, axes=axes, format="columns").json()
    assert found["outputs"][SPEND][0] is None
    assert swept(client, axes=axes).json()["statistics"][0]["known"] == 1


def test_values_that_grow_by_a_factor(client: TestClient) -> None:
    axes = [{"input": "/deal/value", "from": 1000, "to": 100_000, "steps": 3, "log": True}]
    assert swept(client, axes=axes, format="columns").json()["inputs"]["/deal/value"] == pytest.approx([1000, 10_000, 100_000])


@pytest.fixture(scope="module")
def on_cluster() -> Iterator[TestClient]:
    settings = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "host": "127.0.0.1", "dashboard_address": None}
    with distributed.LocalCluster(**settings) as cluster:
        app = create_app(Settings(dask_scheduler=cluster.scheduler_address))
        with TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as opened:
            yield opened


@pytest.mark.parametrize("format", ["statistics", "columns", "csv", "parquet"])
def test_a_cluster_gives_the_bytes_of_the_server_itself(client: TestClient, on_cluster: TestClient, format: str) -> None:
    axes = [{"input": "/goal/growth", "from": 0.1, "to": 0.3, "steps": 101}, AXES[1]]
    there = swept(on_cluster, axes=axes, format=format, cluster=True)
    assert there.content == swept(client, axes=axes, format=format).content
    assert there.headers["lane-count"] == "303"


def test_a_cluster_takes_more_plans_than_the_server_itself(on_cluster: TestClient) -> None:
    axes = [{"input": pointer, "from": 0.1, "to": 0.9, "steps": 20_000} for pointer in ("/goal/growth", "/conversions/lead/rate")]
    (error,) = refused(on_cluster, axes=axes, format="csv", cluster=True)
    assert (error["code"], error["nearest"]) == ("too_many_lanes", 100_000_000)


@pytest.mark.parametrize(("scheduler", "code"), [(None, "no_scheduler"), ("nowhere", "no_cluster_address")])
def test_a_cluster_that_is_not_there_is_said_before_anything_is_sent(scheduler: str | None, code: str) -> None:
    with TestClient(create_app(Settings(dask_scheduler=scheduler)), base_url="http://127.0.0.1:8000") as client:
        (error,) = refused(client, format="ndjson", cluster=True)
    assert (error["pointer"], error["code"]) == ("/cluster", code)


def refused(client: TestClient, **sent: Any) -> list[dict[str, Any]]:
    body = {"scenario": make_document(), "axes": AXES, "outputs": [SPEND], **sent}
    answer = client.post("/api/v1/sweep", json={name: value for name, value in body.items() if value is not None})
    assert answer.status_code == 422, answer.text
    found: list[dict[str, Any]] = answer.json()["errors"]
    return found


def test_a_grid_of_a_billion_plans_is_refused_before_any_of_it_is_made(client: TestClient) -> None:
    inputs = ("/goal/growth", "/deal/value", "/conversions/lead/rate")
    axes = [{"input": pointer, "from": 0.1, "to": 0.9, "steps": 1000} for pointer in inputs]
    (error,) = refused(client, axes=axes)
    assert (error["pointer"], error["code"], error["nearest"]) == ("/axes", "too_many_lanes", 1_000_000)
    assert error["detail"] == "That makes 1,000,000,000 plans; the most at once are 1,000,000."


def test_a_larger_scenario_has_fewer_plans(client: TestClient) -> None:
    channel = make_document()["channels"][1]
    many = [{**channel, "key": f"paid_{number}", "share": 0.05, "conversions": {}} for number in range(20)]
    axes = [{"input": "/goal/growth", "from": 0.1, "to": 0.9, "steps": 1_000_000}]
    (error,) = refused(client, scenario=make_document(channels=many, team=[], content=None), axes=axes)
    assert (error["code"], error["nearest"]) == ("too_many_lanes", RATES_LIMIT // (20 * (5 + 1)))


def test_figures_by_month_count_twenty_times(client: TestClient) -> None:
    axes = [{"input": "/goal/growth", "from": 0.1, "to": 0.9, "steps": 60_000}]
    (error,) = refused(client, axes=axes, outputs=[HEADS])
    assert (error["code"], error["nearest"]) == ("too_many_lanes", 50_000)
    assert "by month" in error["detail"]


def test_more_columns_than_json_should_carry_are_refused(client: TestClient) -> None:
    axes = [{"input": "/goal/growth", "from": 0.1, "to": 0.9, "steps": 1_000_000}]
    (error,) = refused(client, axes=axes, outputs=[SPEND, LEADS], format="columns")
    assert (error["code"], error["pointer"]) == ("too_many_figures", "/outputs")


def test_every_wrong_pointer_and_value_of_a_sweep_is_named_at_once(client: TestClient) -> None:
    axes = [{"input": "/goal/grwth", "values": [0.1]}, {"input": "/conversions/lead/rate", "values": [0.5, 1.5]}]
    errors = refused(client, axes=axes, outputs=["/totals/spnd"])
    assert [(error["pointer"], error["code"], error["nearest"]) for error in errors] == [
        ("/axes/0/input", "unknown_input", "/goal/growth"),
        ("/axes/1/values/1", "value_out_of_range", 1.0),
        ("/outputs/0", "unknown_output", SPEND),
    ]


@pytest.mark.parametrize(
    ("sent", "pointer", "code"),
    [
        ({"axes": None}, "/axes", "axes_or_list"),
        ({"list": [{}]}, "/axes", "axes_or_list"),
        ({"axes": []}, "/axes", "nothing_to_sweep"),
        ({"axes": None, "list": []}, "/list", "nothing_to_sweep"),
        ({"axes": None, "list": [{}, {}]}, "/list", "nothing_to_sweep"),
        ({"axes": [{"input": "/goal/growth"}]}, "/axes/0", "axis_incomplete"),
        ({"axes": [{"input": "/goal/growth", "from": 0, "to": 1}]}, "/axes/0", "axis_incomplete"),
        ({"axes": [{"input": "/goal/growth", "from": 0, "to": 1, "steps": 3, "values": [1]}]}, "/axes/0", "axis_incomplete"),
        ({"axes": [{"input": "/goal/growth", "values": []}]}, "/axes/0/values", "empty_axis"),
        ({"axes": [{"input": "/goal/growth", "from": 0, "to": 1, "steps": 0}]}, "/axes/0/steps", "too_few_steps"),
        ({"axes": [{"input": "/goal/growth", "from": 0, "to": 1, "steps": 3, "log": True}]}, "/axes/0/from", "log_needs_positive"),
        ({"axes": [AXES[0], {"input": "/goal/growth", "values": [0.1]}]}, "/axes/1/input", "repeated_input"),
        ({"axes": None, "list": [{"/goal/growth": 0.1}, {"/goal/growth": -2}]}, "/list/1/~1goal~1growth", "value_out_of_range"),
        ({"axes": [{"input": "/channels/0/share", "values": [0.7]}, {"input": "/channels/1/share", "values": [0.7]}]}, None, "shares_over"),
        ({"outputs": []}, "/outputs", "no_outputs"),
        ({"outputs": [SPEND, SPEND]}, "/outputs/1", "repeated_output"),
        ({"by": LEADS}, "/by", "not_swept"),
        ({"by": "/totals/lead"}, "/by", "unknown_output"),
        ({"by": LEADS, "format": "map"}, "/by", "not_swept"),
        ({"axes": [AXES[0]], "format": "map"}, "/axes", "not_two_axes"),
        ({"top": 2000}, "/top", "too_large"),
        ({"format": "xml"}, "/format", "not_an_option"),
        ({"levels": [1.5]}, "/levels/0", "too_large"),
    ],
)
def test_a_sweep_that_makes_no_sense_is_refused(client: TestClient, sent: dict[str, Any], pointer: str | None, code: str) -> None:
    errors = refused(client, **sent)
    assert errors[0]["code"] == code
    assert pointer is None or errors[0]["pointer"] == pointer
