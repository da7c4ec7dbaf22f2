"""Solve, chance and sensitivity on the command line, and what holds of all questions there."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.cli import app
from app.documents import example_yaml, scenario_from_yaml
from app.main import create_app
from app.planner.present import make_plan
from app.questions.as_json import plain, what_moves
from app.questions.explaining.explain import explain
from app.questions.late import too_late
from app.questions.odds.chance import chance
from app.questions.odds.confident import confident
from app.questions.odds.indices import indices
from app.questions.odds.required import required
from app.questions.points import worth_of_points
from app.questions.sensitivity import tornado
from app.questions.solving.solve import solve
from app.settings import Settings
from tests.examples import make_document, make_scenario
from tests.terminal.asked import AXES, EXAMPLE, GROWTH, LEADS, RATE, ROOT, RUNNER, SPEND, answer, flat, refused, run, told

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


def test_a_month_can_be_wanted_and_a_day_looked_for(growth: str, tmp_path: Path) -> None:
    there, asked = tmp_path / "there.yaml", ("solve", growth, "--input", "/today", "--output", "/totals/last_too_late")
    out = flat(told(*asked, "--wanted", "none", "--write", there))
    assert out.startswith("Last month too late is none where Today is 18 Nov 2026, in place of 21 Nov 2026. It is the same from ")
    assert "to 18 Nov 2026." in out
    assert re.search(r"/today 2026-11-18 Today$", out)
    solved = scenario_from_yaml(there.read_bytes())
    assert str(solved.today) == "2026-11-18"
    assert not [month for month in too_late(solved) if set(month.reach) == {"too_late"}]
    found = answer(*asked, "--wanted", "2027-03")
    assert (found["reached"], found["value"]) == ("2027-03", found["holds_from"])
    assert answer(*asked, "--wanted", "none", "--high", "2026-10-01")["high"] == "2026-10-01"
    assert "A month of the horizon is written as 2027-03, or none." in flat(refused(*asked, "--wanted", 3))
    assert "A day is written as 2026-11-21." in flat(refused(*asked, "--wanted", "none", "--low", "soon"))
    assert "is a month; only solve aims at one" in flat(refused("sensitivity", growth, "--output", "/totals/last_too_late"))


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
    below = flat(told("solve", growth, "--input", GROWTH, "--wanted", -5_000))
    assert "the nearest is $0" in below
    assert "From there on it stays the same." in below


def test_an_unknown_pointer_is_named_with_the_nearest_and_the_option_it_stood_in(growth: str) -> None:
    assert re.match(r"--input: .*did you mean \"/goal/growth\"\?$", refused("solve", growth, "--input", "/goal/grwth", "--wanted", 1))
    said = refused("solve", growth, "--input", GROWTH, "--output", "/totals/spent", "--wanted", 1)
    assert re.match(r"--output: .*did you mean \"/totals/spend\"\?$", said)
    assert refused("solve", growth, "--input", GROWTH, "--wanted", 1, "--hold", "/deal/valu=1").startswith("--hold /deal/valu: ")
    assert "takes values from" in refused("solve", growth, "--input", GROWTH, "--wanted", 1, "--hold", f"{RATE}=2")


@pytest.mark.parametrize("text", ["nan", "inf", "1e999", "much", "", "%", "1,000"])
def test_what_is_no_number_is_refused(growth: str, text: str) -> None:
    assert refused("solve", growth, "--input", GROWTH, "--wanted", text).startswith(f"--wanted {text}".strip())


def test_an_amount_that_could_be_thousands_is_not_guessed_at_and_other_numbers_are_as_they_stand(growth: str) -> None:
    said = refused("solve", growth, "--input", GROWTH, "--wanted", "300.000")
    assert said == "--wanted 300.000: This could be 300.0000 or 300000; write the one that is meant."
    assert refused("optimise", growth, "--budget", "450.000").startswith("--budget 450.000: This could be ")
    assert refused("sensitivity", growth, "--cost", f"{RATE}=5.000").startswith(f"--cost {RATE} 5.000: This could be ")
    for text, amount in (("300.0000", 300.0), ("300.00", 300.0), ("300000.125", 300000.125)):
        assert answer("solve", growth, "--input", GROWTH, "--wanted", text)["wanted"] == amount
    assert answer("solve", growth, "--input", GROWTH, "--output", "/totals/stages/lead", "--wanted", "300.000")["wanted"] == 300


def test_a_range_that_nothing_follows_is_refused_at_its_option(tmp_path: Path) -> None:
    document = make_document()
    for channel in document["channels"]:
        channel["deal"] = {"value": 12_000}
    file = tmp_path / "own.json"
    file.write_text(json.dumps(document))
    said = refused("chance", str(file), "--range", "/deal/value=5000:50000")
    assert said.startswith("--range /deal/value: Every channel has its own in place of ")


@pytest.mark.parametrize("text", ["/goal/growth", "=1", "/goal/growth=", "0.2"])
def test_what_is_held_needs_a_pointer_and_a_value(growth: str, text: str) -> None:
    assert "It is written as /goal/growth=0.25" in refused("solve", growth, "--input", "/deal/value", "--wanted", 1, "--hold", text)


def test_the_same_input_held_twice_is_refused(growth: str) -> None:
    twice = ("--hold", "/deal/value=1", "--hold", "/deal/value=2")
    assert "given twice" in refused("solve", growth, "--input", GROWTH, "--wanted", 1, *twice)


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


def test_says_what_drives_the_revenue_that_may_come_in_and_the_order_of_plans_beside_a_ceiling(growth: str) -> None:
    out = flat(told("chance", growth, "--drivers"))
    assert re.match(r"Revenue with the plan's activity is \$\d,\d{3},\d{3}, give or take \$1\d\d,\d{3}\. Rate of SQL to Opportunity", out)
    assert "luck with single buyers comes on top" in out
    assert re.search(
        r"Spend is above \$\d+,\d{3} in half of the plans\. Rate of SQL to Opportunity drives the order of the plans most\.", out
    )
    assert "the order of the plans, not of the variance" in out


def test_a_range_needs_both_ends_in_their_order(growth: str) -> None:
    assert "Both ends are needed" in refused("chance", growth, "--range", "/deal/value=1:")
    assert refused("chance", growth, "--range", "/deal/value=2:1").startswith("--range /deal/value: ")
    assert refused("chance", growth, "--draws", 10**9).startswith("--draws: ")


def test_what_would_be_of_no_use_is_refused(growth: str) -> None:
    assert refused("chance", growth, "--output", "/nonsense").startswith("--output: ")
    assert refused("chance", growth, "--required", "--output", SPEND).startswith("--output: ")
    assert refused("chance", growth, "--multiple", 2, "--sure", "80%") == (
        "--multiple: It is what the chance is looked at with, and --sure asks for something else."
    )
    both = answer("chance", growth, "--required", "--drivers", "--draws", 200, "--points", 64, "--output", SPEND)
    assert [name for name, part in both.items() if part is not None] == ["required", "drivers"]


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
