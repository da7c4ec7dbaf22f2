"""A sweep on a cluster gives the bytes of the sweep here; run where Dask's distributed is installed."""

import pickle
import time

import distributed
import numpy as np
import pytest

from app.questions.outcomes import outcomes_of
from app.questions.refused import QuestionRefused
from app.questions.sweeping import far
from app.questions.sweeping.far import far_rows, reckon, stamp
from app.questions.sweeping.space import Axis, Grid, listed
from app.questions.sweeping.sweep import collect, rows, stretches, sweep
from tests.examples import make_scenario

SPEND, HEADS = "/totals/spend", "/team/AE/heads_peak"
ANY_PORT = "127.0.0.1:0"
RATE, LAG, GROWTH = "/conversions/0/rate", "/conversions/3/lag_days", "/goal/growth"


def wide_grid():
    values = {GROWTH: np.linspace(0.1, 1.0, 5), LAG: np.linspace(0, 90, 11), RATE: np.linspace(0.1, 0.4, 37)}
    return Grid(tuple(Axis(pointer, each) for pointer, each in values.items()))


def mixed_list():
    return listed([{GROWTH: 0.1 + lane / 1000} | ({RATE: 0.3} if lane % 3 else {LAG: float(lane)}) for lane in range(150)])


@pytest.fixture(scope="module")
def scheduler():
    settings = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "host": "127.0.0.1", "dashboard_address": None}
    with distributed.LocalCluster(**settings) as cluster:
        yield cluster.scheduler_address


@pytest.mark.parametrize("space", [wide_grid(), mixed_list()], ids=["grid", "list"])
def test_what_a_worker_is_sent_is_all_it_needs_for_the_same_bytes(space):
    asked = sweep(make_scenario(), space, list(outcomes_of(make_scenario())), limit=10**6, at_once=100)
    here = collect(asked)
    for first, last in stretches(0, min(asked.count, 230), 90):
        sent = pickle.loads(pickle.dumps((asked.scenario, asked.inputs, asked.outputs, 40, *asked.space.piece(first, last))))
        right = np.array([values[first:last] for values in here.outputs.values()])
        assert reckon(*sent).tobytes() == right.tobytes()


@pytest.mark.parametrize("space", [wide_grid(), mixed_list()], ids=["grid", "list"])
def test_two_processes_give_the_bytes_of_one(scheduler, space):
    asked = sweep(make_scenario(), space, [SPEND, HEADS], at_once=16)
    told = []
    there = collect(asked, far_rows(asked, scheduler, lambda done, of: told.append((done, of))))
    here = collect(asked)
    for pointer in asked.outputs:
        assert there.outputs[pointer].tobytes() == here.outputs[pointer].tobytes()
    assert told[-1] == (asked.count, asked.count)
    assert told == sorted(told)
    assert len(told) > 1


def test_stretches_come_in_order_with_what_was_turned(scheduler):
    asked = sweep(make_scenario(), wide_grid(), [SPEND], at_once=16)
    there, here = list(far_rows(asked, scheduler)), list(rows(asked))
    assert [chunk.first for chunk in there] == [first for first, _ in stretches(0, asked.count, 16 * far.STRETCHES_AT_ONCE)]
    for pointer in asked.inputs:
        joined = [np.concatenate([chunk.inputs[pointer] for chunk in chunks]).tolist() for chunks in (there, here)]
        assert joined[0] == joined[1]


def test_a_sweep_that_is_ended_leaves_nothing_under_way(scheduler):
    import distributed

    asked = sweep(make_scenario(), wide_grid(), [SPEND], at_once=4)

    def enough(done, of):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        collect(asked, far_rows(asked, scheduler, enough))
    with distributed.Client(scheduler, set_as_default=False) as client:
        client.wait_for_workers(2)
        for _ in range(100):  # what is let go goes a moment later
            left = client.run_on_scheduler(lambda dask_scheduler: list(dask_scheduler.tasks))
            if not left:
                break
            time.sleep(0.1)
        assert not left


def test_a_worker_with_another_version_is_refused(scheduler, monkeypatch):
    monkeypatch.setattr(far, "__version__", "0.0.0")
    asked = sweep(make_scenario(), wide_grid(), [SPEND])
    with pytest.raises(QuestionRefused, match="cluster_differs") as refused:
        next(far_rows(asked, scheduler))
    assert refused.value.faults[0].values["there"] != list(stamp())


def test_a_worker_that_cannot_run_the_program_is_refused_with_what_it_says(scheduler, monkeypatch):
    def broken():
        raise ModuleNotFoundError("No module named 'app'")

    monkeypatch.setattr(far, "stamp", broken)
    asked = sweep(make_scenario(), wide_grid(), [SPEND])
    with pytest.raises(QuestionRefused, match="cluster_without_program") as refused:
        next(far_rows(asked, scheduler))
    assert "No module named 'app'" in refused.value.faults[0].values["there"]


def test_a_cluster_without_workers_is_refused():
    with distributed.LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address=ANY_PORT) as cluster:
        asked = sweep(make_scenario(), wide_grid(), [SPEND])
        with pytest.raises(QuestionRefused, match="no_workers"):
            next(far_rows(asked, cluster.scheduler_address))


def test_a_cluster_that_goes_away_is_refused_with_how_far_it_came(monkeypatch):
    monkeypatch.setattr(far, "STRETCHES_AT_ONCE", 1)
    settings = {"n_workers": 1, "threads_per_worker": 1, "processes": True, "host": "127.0.0.1", "dashboard_address": ANY_PORT}
    asked = sweep(make_scenario(), wide_grid(), [SPEND], at_once=50)
    with distributed.LocalCluster(**settings) as cluster:
        chunks = far_rows(asked, cluster.scheduler_address)
        first = next(chunks)
        cluster.close()
        with pytest.raises(QuestionRefused, match="cluster_lost") as refused:
            list(chunks)
    values = refused.value.faults[0].values
    assert values["count"] == asked.count
    assert first.count <= values["done"] < asked.count


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", "tcp://nowhere.invalid:8786"])
def test_a_scheduler_that_does_not_answer_is_refused(address, monkeypatch):
    monkeypatch.setattr(far, "PATIENCE", "1s")
    asked = sweep(make_scenario(), wide_grid(), [SPEND])
    with pytest.raises(QuestionRefused, match="no_cluster"):
        next(far_rows(asked, address))


def test_without_the_library_a_cluster_is_refused(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    asked = sweep(make_scenario(), wide_grid(), [SPEND])
    with pytest.raises(QuestionRefused, match="cluster_not_installed"):
        next(far_rows(asked, "tcp://127.0.0.1:8786"))
