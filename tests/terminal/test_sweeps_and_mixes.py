"""Sweeps and the best mix on the command line."""

import csv
import io
import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import distributed
import polars
import pytest

from app.documents import scenario_from_yaml
from app.planner.present import make_plan
from app.planner.scenario import Scenario
from app.questions.as_json import plain
from app.questions.mixing.by_month import by_month
from app.questions.mixing.frontier import frontier
from app.questions.mixing.mix import least_spend, limits_of, most_revenue
from app.questions.sweeping import written
from app.questions.sweeping.digest import digest
from app.questions.sweeping.space import listed
from app.questions.sweeping.sweep import rows, sweep
from tests.examples import make_document
from tests.terminal.asked import AXES, EXAMPLE, GROWTH, LEADS, RATE, ROOT, SPEND, answer, flat, grid, refused, told


def test_a_small_sweep_shows_every_plan(growth: str) -> None:
    out = told("sweep", growth, "--axis", f"{GROWTH}=10%,25%", "--output", SPEND, "--output", LEADS)
    assert re.search(r"^ +25% +\$363,581 +4,377$", out, re.M)
    assert out.startswith("2 plans:\n")


def test_a_large_sweep_shows_statistics_and_the_best_plans(growth: str) -> None:
    asked = sweep(EXAMPLE, grid(), [SPEND, LEADS])
    out = told("sweep", growth, *AXES, "--output", SPEND, "--output", LEADS, "--top", 3, "--by", LEADS, "--largest")
    assert re.match(r"231 plans; Leads is from [\d,]+ to [\d,]+\.", out)
    best = out.partition("The largest by Leads")[2].splitlines()
    assert len(best) == 5
    found = answer("sweep", growth, *AXES, "--output", SPEND, "--output", LEADS, "--top", 3, "--by", LEADS, "--largest")
    assert found == plain(digest(asked, top=3, by=LEADS, largest=True))


def test_every_plan_is_written_as_the_library_writes_it(growth: str, tmp_path: Path) -> None:
    chunks = lambda: rows(sweep(EXAMPLE, grid(), [SPEND]))  # noqa: E731
    right = {"csv": b"".join(written.csv(chunks())), "ndjson": b"".join(written.ndjson(chunks()))}
    for kind, expected in right.items():
        target = tmp_path / f"plans.{kind}"
        assert told("sweep", growth, *AXES, f"--{kind}", target) == f"231 plans are in {target}.\n"
        assert target.read_bytes() == expected
    assert told("sweep", growth, *AXES, "--csv", "-").encode() == right["csv"]
    table = tmp_path / "plans.parquet"
    told("sweep", growth, *AXES, "--parquet", table)
    read = polars.read_parquet(table)
    lines = list(csv.DictReader(io.StringIO(right["csv"].decode())))
    assert read[SPEND].to_list() == [float(line[SPEND]) for line in lines]


def test_a_list_of_overrides_comes_from_a_file(growth: str, tmp_path: Path) -> None:
    overrides = tmp_path / "lanes.csv"
    overrides.write_text(f"{GROWTH},{RATE}\n0.2,\n25%,0.3\n,0.2\n")
    lanes = listed([{GROWTH: 0.2}, {GROWTH: 0.25, RATE: 0.3}, {RATE: 0.2}])
    expected = b"".join(written.csv(rows(sweep(EXAMPLE, lanes, [SPEND]))))
    assert told("sweep", growth, "--list", overrides, "--csv", "-").encode() == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{GROWTH}\nmuch\n", "line 2"),
        (f"{GROWTH}\n0.2,0.3\n", "line 2 has more cells"),
        ("/goal/grwth\n0.2\n", "did you mean"),
        ("", "--list: "),
        (b"\xff\xfe", "not CSV in UTF-8"),
    ],
)
def test_a_list_that_makes_no_sense_is_refused_with_its_place(growth: str, tmp_path: Path, text: str | bytes, said: str) -> None:
    overrides = tmp_path / "lanes.csv"
    overrides.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert said in refused("sweep", growth, "--list", overrides)


@pytest.mark.parametrize("axis", [GROWTH, f"{GROWTH}=0.1:0.3", f"{GROWTH}=0.1:0.3:x", f"{GROWTH}=0.1:0.3:5:lin", f"{GROWTH}=a,b", "=1,2"])
def test_an_axis_is_written_in_one_of_three_ways(growth: str, axis: str) -> None:
    assert refused("sweep", growth, "--axis", axis).startswith("--axis ")


def test_a_sweep_without_bounds_is_refused_before_it_starts(growth: str) -> None:
    begun = time.perf_counter()
    said = refused("sweep", growth, "--axis", f"{GROWTH}=0.1:0.3:40000", "--axis", f"{RATE}=0.1:0.4:25000")
    assert said == "--axis: That makes 1,000,000,000 plans; the most at once are 1,000,000."
    assert refused("sweep", growth, "--axis", f"{GROWTH}=0.1:0.3:{10**9}").startswith("--axis: That makes")
    assert time.perf_counter() - begun < 20
    assert "--axis for each axis of a grid, or --list" in refused("sweep", growth)
    assert "Give one of" in refused("sweep", growth, *AXES, "--csv", "a", "--parquet", "b")


def test_what_cannot_be_written_leaves_nothing_behind(growth: str, tmp_path: Path) -> None:
    assert "could not be written" in refused("sweep", growth, *AXES, "--csv", tmp_path / "none" / "plans.csv")
    (tmp_path / "folder").mkdir()
    assert "could not be written" in refused("sweep", growth, *AXES, "--csv", tmp_path / "folder")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "growth.yaml"]


def test_ctrl_c_ends_a_sweep_and_leaves_no_file(growth: str, tmp_path: Path) -> None:
    target = tmp_path / "plans.csv"
    axes = ("--axis", f"{GROWTH}=0.1:0.3:1000", "--axis", "/conversions/lead/lag_days=1:90:1000")
    command = [sys.executable, "-m", "app", "sweep", growth, *axes, "--csv", str(target)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 30
        while not list(tmp_path.glob("plans.csv.*.part")) and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, "", "backfunnel: Cancelled; nothing was written.\n")
    assert [path.name for path in tmp_path.iterdir()] == ["growth.yaml"]


def test_a_cluster_gives_the_bytes_of_this_machine(growth: str, monkeypatch: pytest.MonkeyPatch) -> None:
    here = told("sweep", growth, *AXES, "--csv", "-")
    settings = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "host": "127.0.0.1", "dashboard_address": ":0"}
    with distributed.LocalCluster(**settings) as cluster:
        assert told("sweep", growth, *AXES, "--csv", "-", "--dask", cluster.scheduler_address) == here
        monkeypatch.setenv("DASK_SCHEDULER", cluster.scheduler_address)
        assert told("sweep", growth, *AXES, "--csv", "-") == here


def test_an_address_without_a_cluster_is_said_so(growth: str) -> None:
    assert refused("sweep", growth, *AXES, "--dask", "nonsense://nowhere").startswith("A cluster's address is written as tcp://host:8786;")


def test_what_is_no_address_is_said_in_one_line_and_leaves_nothing_behind(growth: str) -> None:
    line = [sys.executable, "-m", "app", "sweep", growth, *AXES, "--dask", "garbage"]
    found = subprocess.run(line, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (found.returncode, found.stdout, found.stderr.count("\n")) == (2, "", 1), found.stderr


def test_a_sweep_can_be_kept_here_whatever_the_environment_says(growth: str, monkeypatch: pytest.MonkeyPatch) -> None:
    here = told("sweep", growth, *AXES, "--csv", "-")
    monkeypatch.setenv("DASK_SCHEDULER", "garbage")
    assert '"garbage" is none' in refused("sweep", growth, *AXES)
    assert told("sweep", growth, *AXES, "--csv", "-", "--here") == here
    assert refused("sweep", growth, *AXES, "--here", "--dask", "tcp://127.0.0.1:1").startswith("--here: ")


# --- The best mix -----------------------------------------------------------------------------------------------------


def test_finds_the_cheapest_mix_and_writes_it_down(growth: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    limits = limits_of(EXAMPLE, {"cold_email": (0.1, 0.5), "paid_search": (0.2, None)})
    options = ("--share", "cold_email=0.1:50%", "--share", "paid_search=0.2:")
    found = least_spend(EXAMPLE, limits)
    answered = answer("optimise", growth, *options, "--frontier", 5)
    months, curve = by_month(EXAMPLE, limits, found), frontier(EXAMPLE, limits, 5)
    assert answered == {"mix": plain(found), "by_month": plain(months), "frontier": plain(curve)}
    there = tmp_path / "best.yaml"
    out = told("optimise", growth, *options, "--write", there)
    assert out.startswith(f"The goal of $5,000,000 costs ${found.spend:,.0f} at least, in place of $363,581.")
    assert re.search(r"^Cold email +30% +50% .* at its most$", out, re.M)
    assert make_plan(scenario_from_yaml(there.read_bytes()))["totals"]["spend"] == pytest.approx(found.spend, abs=0.01)


def test_the_frontier_has_the_answer_and_the_mix_now_in_their_places(growth: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "140")
    limits = limits_of(EXAMPLE, with_people=True)
    here, best = frontier(EXAMPLE, limits).here, least_spend(EXAMPLE, limits)
    out = told("optimise", growth, "--with-people", "--frontier", 4)
    assert here is not None
    rows = out.partition("The least cost of each goal, with people")[2].splitlines()[2:8]
    assert [row.split()[0] for row in rows if "mix" in row] == ["$5,000,000"] * 2
    assert re.search(rf"\${here.revenue:,.0f} +\${here.spend:,.0f} +– +30% +45% +25%  the mix now$", out, re.M)
    assert re.search(rf"\${best.revenue:,.0f} +\${best.spend + best.people:,.0f} .* the best mix$", out, re.M)
    assert f"for ${here.spend:,.0f}, which the best mix brings for ${here.least:,.0f}." in flat(out)
    assert best.price is not None
    assert f"${1000 * best.price:,.0f}" in next(row for row in rows if "the best mix" in row)


def test_says_what_each_month_mixed_for_itself_would_save_and_shows_it_on_demand(
    growth: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    document = make_document(channels={"cold_email": {"ceiling": 60}, "content": {"ceiling": 500}})
    there, bent = tmp_path / "bent.json", Scenario.model_validate(document)
    there.write_text(json.dumps(document))
    months = by_month(bent, limits_of(bent), least_spend(bent))
    out = told("optimise", str(there), "--months")
    assert months.kept is not None
    said = f"it would cost ${months.total:,.0f}, ${months.saved:,.0f} less, or ${months.kept:,.0f} with each month's revenue kept."
    assert said in flat(out)
    rows = out.partition("What each month's own mix would spend")[2].splitlines()
    (june,) = (row for row in rows if row.startswith("Jun 2027"))
    spent = months.spend[:, months.months.index("2027-06")]
    assert [float(cell.strip("$").replace(",", "")) for cell in june.split()[2:]] == pytest.approx(spent.tolist(), abs=0.5)
    assert "own mix would spend" not in told("optimise", growth)
    assert "A mix of its own in each month would save nothing." in flat(told("optimise", growth))
    bound = flat(told("optimise", str(there), "--share", "paid_search=0.5:"))
    assert re.search(r"it would cost \$[\d,]+, \$[\d,]+ less\.", bound)


def test_a_goal_that_no_growth_states_is_told_and_not_written(tmp_path: Path) -> None:
    document = make_document(goal={"baseline": 0})
    there = tmp_path / "nothing.json"
    there.write_text(json.dumps(document))
    out = told("optimise", str(there), "--budget", 100_000)
    assert "No growth of $0 that can be stated makes" in flat(out)
    assert "To write into the scenario" not in out


def test_says_what_a_budget_buys(growth: str) -> None:
    found = most_revenue(EXAMPLE, 200_000)
    out = told("optimise", growth, "--budget", 200_000)
    assert flat(out).startswith(f"$200,000 buys ${found.revenue:,.0f} of new revenue at most, which reaches ${found.target:,.0f}.")
    people = limits_of(EXAMPLE, within_capacity=False, with_people=True)
    assert answer("optimise", growth, "--beyond-capacity", "--with-people")["mix"] == plain(least_spend(EXAMPLE, people))  # type: ignore[index]


def test_bounds_that_cannot_be_met_and_a_budget_that_buys_nothing_are_refused(growth: str) -> None:
    assert "add up to" in refused("optimise", growth, "--share", "cold_email=0.6:", "--share", "content=0.6:")
    assert refused("optimise", growth, "--share", "cold_email=0.6:0.5").startswith("--share")
    assert "did you mean" in refused("optimise", growth, "--share", "cold_mail=0.1:")
    assert "It is written as cold_email=0.2:0.5" in refused("optimise", growth, "--share", "cold_email=0.2")
    said = refused("optimise", growth, "--budget", 1, "--share", "content=0:0", "--share", "paid_search=0:0")
    assert re.match(r"--budget: .*buys any new revenue is [\d,.]+\.$", said)
