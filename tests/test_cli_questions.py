import csv
import io
import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import polars
import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from app.cli import app
from app.db import Database
from app.documents import example_yaml, scenario_from_yaml
from app.main import create_app
from app.planner.present import make_plan
from app.questions.as_json import plain, what_moves
from app.questions.compare import compare
from app.questions.explaining.explain import explain
from app.questions.late import too_late
from app.questions.levers import lever_at
from app.questions.mixing.mix import frontier, least_spend, limits_of, most_revenue
from app.questions.odds.chance import chance
from app.questions.odds.confident import confident
from app.questions.odds.indices import indices
from app.questions.odds.required import required
from app.questions.outcomes import outcome_at
from app.questions.sensitivity import tornado, worth_of_points
from app.questions.solving.solve import solve
from app.questions.sweeping import written
from app.questions.sweeping.digest import digest
from app.questions.sweeping.space import Grid, listed, spaced
from app.questions.sweeping.sweep import rows, sweep
from app.questions.warning import missing
from app.services import scenarios
from app.services.scenarios import LOCAL_WORKSPACE
from app.settings import Settings
from tests.examples import make_scenario

ROOT = Path(__file__).resolve().parent.parent
RUNNER = CliRunner()
SPEND, LEADS, GROWTH, RATE = "/totals/spend", "/totals/stages/lead", "/goal/growth", "/conversions/lead/rate"
EXAMPLE = scenario_from_yaml(example_yaml())


@pytest.fixture(autouse=True)
def _leave_the_process_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.terminal.process.die_quietly_with_the_pipe", lambda: None)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/plans.db")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("DASK_SCHEDULER", raising=False)


@pytest.fixture
def growth(tmp_path: Path) -> str:
    path = tmp_path / "growth.yaml"
    path.write_text(example_yaml(), encoding="utf-8")
    return str(path)


@pytest.fixture
def slower(tmp_path: Path) -> str:
    """The same with a smaller growth and a longer last step."""
    path = tmp_path / "slower.yaml"
    path.write_text(example_yaml().replace("growth: 0.25", "growth: 0.2").replace("lag_days: 60", "lag_days: 75"), encoding="utf-8")
    return str(path)


def run(*arguments: object) -> tuple[int, str, str]:
    result = RUNNER.invoke(app, [*map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def told(*arguments: object) -> str:
    """What a command says, its lines as they are."""
    code, out, err = run(*arguments)
    assert (code, err) == (0, ""), (out, err)
    return out


def answer(*arguments: object) -> object:
    return json.loads(told(*arguments, "--json"))


def refused(*arguments: object) -> str:
    """The one line on standard error of a command that did nothing."""
    code, out, err = run(*arguments)
    assert (code, out, err.count("\n")) == (2, "", 1), (out, err)
    return err.removeprefix("backfunnel: ").strip()


def flat(text: str) -> str:
    """A text without its line ends."""
    return " ".join(text.split())


# --- Solve ------------------------------------------------------------------------------------------------------------


def test_solves_for_an_input_and_says_so_in_a_sentence(growth: str) -> None:
    out = told("solve", growth, "--input", GROWTH, "--wanted", 250_000)
    assert out.startswith("Spend is $250,000 where Growth is 19.6%, in place of 25%.\n")
    assert re.search(r"^  /goal/growth +0\.19566\d+ +Growth$", out, re.M)
    assert answer("solve", growth, "--input", GROWTH, "--wanted", 250_000) == plain(solve(EXAMPLE, GROWTH, SPEND, 250_000))


def test_the_plan_at_the_answer_has_what_was_wanted(growth: str, tmp_path: Path) -> None:
    there = tmp_path / "there.yaml"
    told("solve", growth, "--input", "/channels/cold_email/share", "--output", "/totals/spend", "--wanted", 3e5, "--write", there)
    solved = scenario_from_yaml(there.read_bytes())
    assert make_plan(solved)["totals"]["spend"] == pytest.approx(300_000, abs=0.01)
    assert sum(channel.share for channel in solved.channels) == pytest.approx(1)
    assert solved.channels[0].share != EXAMPLE.channels[0].share


def test_other_inputs_are_held_where_they_are_told_to_be(growth: str) -> None:
    held = {"/deal/value": 15_000.0, RATE: 0.3}
    options = [part for pointer, value in held.items() for part in ("--hold", f"{pointer}={value}")]
    found = answer("solve", growth, "--input", GROWTH, "--wanted", 250_000, *options, "--low", "10%", "--high", 0.9)
    assert found == plain(solve(EXAMPLE, GROWTH, SPEND, 250_000, held=held, low=0.1, high=0.9))


def test_what_is_out_of_reach_is_told_with_the_nearest_and_what_stops_it(growth: str, tmp_path: Path) -> None:
    asked = ("solve", growth, "--input", "/channels/paid_search/cost/amount", "--wanted", 100)
    out = flat(told(*asked))
    assert "Spend cannot be $100: the nearest is $36," in out
    assert "where Cost of one click of Paid search is $0. It is not looked for below $0." in out
    assert "does not move" in told("solve", growth, "--input", "/existing/retention", "--output", "/channels/0/cycle_days", "--wanted", 10)
    there = tmp_path / "there.yaml"
    assert "It was not written" in refused(*asked, "--write", there)
    assert not there.exists()


def test_an_unknown_pointer_is_named_with_the_nearest_and_the_option_it_stood_in(growth: str) -> None:
    assert re.match(r"--input: .*did you mean \"/goal/growth\"\?$", refused("solve", growth, "--input", "/goal/grwth", "--wanted", 1))
    said = refused("solve", growth, "--input", GROWTH, "--output", "/totals/spent", "--wanted", 1)
    assert re.match(r"--output: .*did you mean \"/totals/spend\"\?$", said)
    assert refused("solve", growth, "--input", GROWTH, "--wanted", 1, "--hold", "/deal/valu=1").startswith("--hold /deal/valu: ")
    assert "takes values from" in refused("solve", growth, "--input", GROWTH, "--wanted", 1, "--hold", f"{RATE}=2")


@pytest.mark.parametrize("text", ["nan", "inf", "1e999", "much", "", "%", "1,000"])
def test_what_is_no_number_is_refused(growth: str, text: str) -> None:
    assert refused("solve", growth, "--input", GROWTH, "--wanted", text).startswith(f"--wanted {text}".strip())


@pytest.mark.parametrize("text", ["/goal/growth", "=1", "/goal/growth=", "0.2"])
def test_what_is_held_needs_a_pointer_and_a_value(growth: str, text: str) -> None:
    assert "It is written as /goal/growth=0.25" in refused("solve", growth, "--input", "/deal/value", "--wanted", 1, "--hold", text)


def test_the_same_input_held_twice_is_refused(growth: str) -> None:
    twice = ("--hold", "/deal/value=1", "--hold", "/deal/value=2")
    assert "given twice" in refused("solve", growth, "--input", GROWTH, "--wanted", 1, *twice)


# --- Which scenario ---------------------------------------------------------------------------------------------------


@pytest.fixture
def kept(tmp_path: Path) -> str:
    """The id of a scenario with two versions, the first with half of the growth."""
    database = Database(f"sqlite:///{tmp_path}/plans.db")
    database.start()
    first = make_scenario(goal={"growth": 0.125})
    with database.writing() as session:
        stored = scenarios.create(session, LOCAL_WORKSPACE, first, author="Ada")
        scenarios.save(session, LOCAL_WORKSPACE, stored.id, make_scenario(), base=1, author="Ada")
    database.close()
    return stored.id


def test_a_kept_scenario_is_asked_by_its_id_and_an_older_one_by_its_version(kept: str) -> None:
    for name, scenario in ((kept, make_scenario()), (f"{kept}@1", make_scenario(goal={"growth": 0.125}))):
        assert answer("solve", name, "--input", GROWTH, "--wanted", 99_000) == plain(solve(scenario, GROWTH, SPEND, 99_000))
    assert answer("explain", f"{kept}@1", kept) == plain(explain(make_scenario(goal={"growth": 0.125}), make_scenario(), SPEND))


def test_a_scenario_or_a_version_that_is_not_there_is_said_so(kept: str) -> None:
    assert refused("late", "scn_" + "0" * 20) == f"scn_{'0' * 20}: There is no such scenario here."
    assert refused("late", f"{kept}@7") == f"{kept}: There is no version 7 of it."


def test_a_file_that_is_not_there_or_makes_no_sense_is_refused_as_by_plan(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("goal: {growth: much}")
    for name in (tmp_path / "none.yaml", bad):
        assert refused("late", name) == refused("plan", name)


def test_standard_input_is_read_once(growth: str) -> None:
    given = RUNNER.invoke(app, ["late", "-", "--json"], input=example_yaml())
    assert json.loads(given.stdout)["months"] == plain(too_late(EXAMPLE))
    assert refused("compare", "-", "-").startswith("-: ")


# --- How sure ---------------------------------------------------------------------------------------------------------


def test_says_how_sure_the_goal_is_and_what_that_rests_on(growth: str) -> None:
    out = told("chance", growth, "--draws", 2000, "--seed", 7)
    found = chance(EXAMPLE, draws=2000, seed=7)
    assert re.match(
        rf"With the plan's activity the goal of \$5,000,000 is reached with a chance of {100 * found.chance:.3g}% \(± 1", flat(out)
    )
    assert len(re.findall(r"^  \w{3} 2027 +\$", out, re.M)) == 12
    assert "2,000 draws, seed 7. Uncertain: Rate of Lead to MQL" in flat(out)
    assert answer("chance", growth, "--draws", 2000, "--seed", 7)["chance"] == plain(found)  # type: ignore[index]


def test_finds_the_activity_that_is_sure_enough(growth: str) -> None:
    found = confident(EXAMPLE, 0.8, draws=1000)
    assert told("chance", growth, "--sure", "80%", "--draws", 1000).startswith(f"To be 80% sure of the goal, do {found.multiple:.4g} times")
    assert answer("chance", growth, "--sure", 0.8, "--draws", 1000)["confident"] == plain(found)  # type: ignore[index]
    said = refused("chance", growth, "--sure", "100%", "--draws", 1000)
    assert re.match(r"--sure: Nothing is certain.*0\.\d+ takes \d", said)


def test_says_what_the_goal_takes_as_a_distribution(growth: str) -> None:
    out = told("chance", growth, "--required", "--draws", 500)
    assert out.startswith("What the goal takes: in 95% of cases no more than the last column says.")
    assert re.search(r"^Spend +\$\d+,\d{3} +\$", out, re.M)
    ranges = {"/deal/value": (11_000.0, 13_000.0)}
    found = answer("chance", growth, "--required", "--draws", 500, "--range", "/deal/value=11000:13000")
    assert found["required"] == plain(required(EXAMPLE, draws=500, ranges=ranges))  # type: ignore[index]


def test_says_which_inputs_drive_the_spread(growth: str) -> None:
    out = told("chance", growth, "--drivers", "--output", SPEND, "--points", 256)
    assert re.match(r"Spend is \$\d+,\d{3}, give or take \$\d+,\d{3}\. Rate of SQL to Opportunity drives it most\.", flat(out))
    found = answer("chance", growth, "--drivers", "--output", SPEND, "--points", 256)
    assert found["drivers"] == plain(indices(EXAMPLE, points=256, outcomes=[SPEND]))  # type: ignore[index]
    assert "the nearest is 256" in refused("chance", growth, "--drivers", "--points", 250)


def test_a_range_needs_both_ends_in_their_order(growth: str) -> None:
    assert "Both ends are needed" in refused("chance", growth, "--range", "/deal/value=1:")
    assert refused("chance", growth, "--range", "/deal/value=2:1").startswith("--range /deal/value: ")
    assert refused("chance", growth, "--draws", 10**9).startswith("--draws: ")


# --- Sensitivity ------------------------------------------------------------------------------------------------------


def test_ranks_inputs_by_what_they_move_and_points_by_what_they_cost(growth: str) -> None:
    costs = {RATE: 5000.0, "/channels/cold_email/steps/reply/yield": 100.0}
    options = [part for pointer, money in costs.items() for part in ("--cost", f"{pointer}={money}")]
    out = told("sensitivity", growth, "--output", SPEND, "--output", LEADS, *options)
    assert re.match(r"Spend is \$363,581\. Retention a year moves it most\.", out)
    assert re.search(r"^Leads is 4,377\. ", out, re.M)
    worth = out.partition("What one more percentage point")[2]
    assert worth.index("Reply") < worth.index("Rate of Lead to MQL") < worth.index("Rate of MQL to SQL")
    found = what_moves(tornado(EXAMPLE, [SPEND, LEADS]), worth_of_points(EXAMPLE, costs))
    assert answer("sensitivity", growth, "--output", SPEND, "--output", LEADS, *options) == plain(found)


def test_only_the_inputs_named_are_turned(growth: str) -> None:
    out = told("sensitivity", growth, "--input", GROWTH, "--input", RATE).partition("What one more")[0]
    assert len(re.findall(r"^(Growth|Rate of Lead to MQL) ", out, re.M)) == 2
    assert "Retention" not in out


def test_a_cost_of_what_is_no_rate_is_refused(growth: str) -> None:
    assert refused("sensitivity", growth, "--cost", "/deal/value=1").startswith("--cost /deal/value: ")


def test_a_plan_that_has_no_such_figure_is_told_without_one(tmp_path: Path) -> None:
    beyond = tmp_path / "beyond.yaml"
    beyond.write_text(example_yaml().replace("growth: 0.25", "growth: 3"))
    assert told("sensitivity", beyond).startswith("Spend has no value in this plan, and no input that was turned gives it one.\n")
    assert "no value in more than half of the plans" in flat(told("chance", beyond, "--drivers", "--points", 64))
    assert "none of them has a value of Spend" in told("sweep", beyond, "--axis", "/deal/value=11000:12000:50")
    assert refused("chance", beyond).startswith(f"{beyond}: /channels/1/ceiling: ")
    assert refused("explain", beyond, beyond).startswith(f"{beyond}: This plan has no value")
    barely = tmp_path / "barely.yaml"
    barely.write_text(example_yaml().replace("ceiling: 900", "ceiling: 370"))
    assert re.match(r"Spend has no value in this plan\. .* could give it one\.\n", told("sensitivity", barely))


# --- Sweep ------------------------------------------------------------------------------------------------------------

AXES = ("--axis", f"{GROWTH}=0.1:0.3:21", "--axis", f"{RATE}=0.1:0.4:11:log")


def grid(scenario: object = None) -> Grid:
    return Grid((spaced(GROWTH, 0.1, 0.3, 21), spaced(RATE, 0.1, 0.4, 11, log=True)))


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
    distributed = pytest.importorskip("distributed")
    here = told("sweep", growth, *AXES, "--csv", "-")
    settings = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "host": "127.0.0.1", "dashboard_address": None}
    with distributed.LocalCluster(**settings) as cluster:
        assert told("sweep", growth, *AXES, "--csv", "-", "--dask", cluster.scheduler_address) == here
        monkeypatch.setenv("DASK_SCHEDULER", cluster.scheduler_address)
        assert told("sweep", growth, *AXES, "--csv", "-") == here


def test_an_address_without_a_cluster_is_said_so(growth: str) -> None:
    pytest.importorskip("distributed")
    assert refused("sweep", growth, *AXES, "--dask", "nonsense://nowhere")


# --- The best mix -----------------------------------------------------------------------------------------------------


def test_finds_the_cheapest_mix_and_writes_it_down(growth: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    limits = limits_of(EXAMPLE, {"cold_email": (0.1, 0.5), "paid_search": (0.2, None)})
    options = ("--share", "cold_email=0.1:50%", "--share", "paid_search=0.2:")
    found = least_spend(EXAMPLE, limits)
    assert answer("optimise", growth, *options, "--frontier", 5) == {"mix": plain(found), "frontier": plain(frontier(EXAMPLE, limits, 5))}
    there = tmp_path / "best.yaml"
    out = told("optimise", growth, *options, "--write", there)
    assert out.startswith(f"The goal of $5,000,000 costs ${found.spend:,.0f} at least, in place of $363,581.")
    assert re.search(r"^Cold email +30% +50% .* at its most$", out, re.M)
    assert make_plan(scenario_from_yaml(there.read_bytes()))["totals"]["spend"] == pytest.approx(found.spend, abs=0.01)


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
    assert re.match(r"--budget: .*comes to [\d,.]+\.$", said)


# --- Side by side, too late, early warning ----------------------------------------------------------------------------


def test_splits_the_difference_between_two_scenarios(growth: str, slower: str) -> None:
    second = scenario_from_yaml(Path(slower).read_bytes())
    found = explain(EXAMPLE, second, SPEND)
    out = told("explain", growth, slower)
    assert out.startswith(f"Spend goes from $363,581 to ${found.after:,.0f}, by −${-found.difference:,.0f}.")
    assert re.search(r"^Growth +25% +20% +−\$", out, re.M)
    assert re.search(r"^Lag of Opportunity to Deal +60 days +75 days +[−+]\$", out, re.M)
    assert answer("explain", growth, slower) == plain(found)
    assert "nothing that it depends on differs" in flat(told("explain", growth, growth))
    assert refused("explain", growth, slower, "--output", "/totals/spent").startswith("--output: ")


def test_stages_that_come_and_money_of_two_kinds_are_told_apart(growth: str, tmp_path: Path) -> None:
    euros, team = tmp_path / "euros.yaml", tmp_path / "team.yaml"
    euros.write_text(example_yaml().replace("currency: USD", "currency: EUR"))
    team.write_text(
        example_yaml().replace("months: 12", "months: 6").replace("[6, 7, 9, 8, 8, 9, 7, 6, 9, 10, 11, 10]", "[6, 7, 9, 8, 8, 9]")
    )
    assert refused("explain", growth, euros).startswith(f"{euros}: One scenario counts in USD")
    assert re.search(r"^/months", told("explain", growth, team), re.M)


def test_shows_scenarios_side_by_side(growth: str, slower: str) -> None:
    second = scenario_from_yaml(Path(slower).read_bytes())
    out = told("compare", growth, slower)
    assert out.startswith("2 inputs differ. Spend: 1: $363,581, 2: $")
    assert re.search(r"^Growth +25% +20% \*$", out, re.M)
    assert re.search(r"^Spend +\$363,581 +\$[\d,]+ \(−[\d.]+%\)$", out, re.M)
    assert "Revenue by month" in out
    assert "Cycle" not in out
    assert len(told("compare", growth, slower, "--all")) > len(out)
    assert answer("compare", growth, slower) == plain(compare([EXAMPLE, second]))
    assert told("compare", growth, growth).startswith("The scenarios say the same.")
    assert refused("compare", *[growth] * 6) == "There are 6 scenarios; the most side by side are 5."
    assert refused("compare", growth) == "Give at least 2 scenarios."


def test_says_what_is_too_late_and_by_when_to_begin(growth: str, tmp_path: Path) -> None:
    out = told("late", growth)
    assert flat(out).startswith("Nothing that begins now closes before the end of Jan 2027.")
    assert re.search(r"^Jan 2027 +too late +too late +too late", out, re.M)
    assert re.search(r"^Mar 2027 +by 16 Jan 2027 +partly, by 19 Dec 2026", out, re.M)
    timeless = tmp_path / "timeless.yaml"
    timeless.write_text(re.sub(r"^(today|pipeline):.*$", "", example_yaml(), flags=re.M))
    assert "nothing is too late" in told("late", timeless)


def test_warns_of_what_a_shortfall_will_cost(growth: str) -> None:
    asked = ("warn", growth, "--channel", "paid_search", "--month", "2027-03", "--short", 1000)
    found = missing(EXAMPLE, "paid_search", "2027-03", 1000)
    out = flat(told(*asked))
    assert f"clicks not done in Mar 2027 are {found.deals.sum():.3g} deals and ${np.sum(found.revenue):,.0f}" in out
    assert "Most of it is felt in Jun 2027." in out
    assert answer(*asked) == plain(found)
    assert "did you mean" in refused("warn", growth, "--channel", "paid_serch", "--month", "2027-03", "--short", 1)
    assert refused("warn", growth, "--channel", "paid_search", "--month", "2031-03", "--short", 1).startswith("--month: ")
    assert refused("warn", growth, "--channel", "paid_search", "--month", "2027-03", "--short", 10**9).startswith("--short: ")


def test_lists_the_pointers_that_questions_take(growth: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    out = told("pointers", growth)
    assert re.search(r"^  /channels/cold_email/share +30%  Share of Cold email$", out, re.M)
    assert re.search(r"^  /totals/spend +\$363,581  Spend$", out, re.M)
    listed_ = answer("pointers", growth)
    assert isinstance(listed_, dict)
    assert {"pointer": "/goal/growth", "unit": "fraction", "value": 0.25, "low": -1.0, "high": 1000.0} in listed_["inputs"]
    for pointer in (each["pointer"] for each in listed_["inputs"]):
        lever_at(EXAMPLE, pointer)
    for pointer in (each["pointer"] for each in listed_["outputs"]):
        outcome_at(EXAMPLE, pointer)


# --- All of them ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_answer_is_wider_than_the_screen(growth: str, slower: str, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    asked: list[tuple[object, ...]] = [
        ("solve", growth, "--input", GROWTH, "--wanted", 250_000),
        ("chance", growth, "--draws", 200),
        ("chance", growth, "--draws", 200, "--drivers", "--points", 64),
        ("sensitivity", growth, "--cost", f"{RATE}=5000"),
        ("sweep", growth, *AXES, "--output", SPEND, "--output", LEADS),
        ("optimise", growth, "--frontier", 5),
        ("explain", growth, slower),
        ("late", growth),
        ("pointers", growth),
        ("warn", growth, "--channel", "paid_search", "--month", "2027-03", "--short", 1000),
    ]
    for question in asked:
        wide = max(told(*question).splitlines(), key=len)
        assert len(wide) <= max(width, 72), wide


def test_json_is_what_the_api_answers(growth: str, slower: str, tmp_path: Path) -> None:
    one, other = ({"scenario": json.loads(scenario_from_yaml(Path(name).read_bytes()).model_dump_json())} for name in (growth, slower))
    both = {"scenarios": [one["scenario"], other["scenario"]]}
    axis = {"input": GROWTH, "from": 0.1, "to": 0.3, "steps": 30}
    asked: dict[str, tuple[dict[str, object], tuple[object, ...]]] = {
        "solve": ({**one, "input": GROWTH, "output": SPEND, "wanted": 3e5}, ("solve", growth, "--input", GROWTH, "--wanted", 3e5)),
        "chance": ({**one, "include": ["chance"], "draws": 500}, ("chance", growth, "--draws", 500)),
        "sensitivity": ({**one, "outputs": [SPEND]}, ("sensitivity", growth)),
        "sweep": ({**one, "axes": [axis], "outputs": [SPEND]}, ("sweep", growth, "--axis", f"{GROWTH}=0.1:0.3:30")),
        "optimise": ({**one, "frontier": 5}, ("optimise", growth, "--frontier", 5)),
        "explain": ({**both, "output": SPEND}, ("explain", growth, slower)),
        "compare": (both, ("compare", growth, slower)),
        "too-late": (one, ("late", growth)),
        "early-warning": (
            {**one, "channel": "content", "month": "2027-03", "short": 2},
            ("warn", growth, "--channel", "content", "--month", "2027-03", "--short", 2),
        ),
    }
    app_of_the_api = create_app(Settings(database_url=f"sqlite:///{tmp_path}/api.db"))
    app_of_the_api.state.database.start()
    with TestClient(app_of_the_api, base_url="http://127.0.0.1:8000") as client:
        for name, (body, command) in asked.items():
            given = client.post(f"/api/v1/{name}", json=body)
            assert given.status_code == 200, given.text
            assert given.json() == answer(*command), name


def test_planning_loads_nothing_of_the_questions(growth: str) -> None:
    code = (
        "import sys; from app.cli import app; app(['plan', sys.argv[1]], standalone_mode=False);"
        "print([name for name in sys.modules if 'questions' in name])"
    )
    done = subprocess.run([sys.executable, "-c", code, growth], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_help_lists_every_question() -> None:
    listed_ = told("--help")
    for name in ("solve", "chance", "sensitivity", "sweep", "optimise", "explain", "compare", "late", "warn", "pointers"):
        assert re.search(rf"^  {name} ", listed_, re.M)
        assert "Usage: " in told(name, "--help")
    assert "No such command 'sove'" in run("sove")[2]
