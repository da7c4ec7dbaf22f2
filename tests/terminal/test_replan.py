"""Replan on the command line: the lines it writes, the API's JSON, a scenario of the rest, and what it refuses."""

import datetime as dt

import pytest

from app.documents import scenario_from_yaml
from app.questions.as_json import plain
from app.questions.replanning.actuals import Actuals, Won, evenly
from app.questions.replanning.replan import replan, rest_of
from tests.terminal.asked import EXAMPLE, ROOT, answer, flat, refused, told

UNTIL = dt.date(2027, 3, 31)


@pytest.fixture
def growth(tmp_path):
    path = tmp_path / "growth.yaml"
    path.write_text((ROOT / "app/examples/growth.yaml").read_text())
    return path


def test_replan_says_how_far_behind_it_is_and_what_is_left_to_do(growth):
    text = told(
        "replan", growth, "--until", "2027-03-31", "--won", "60000", "--deals", "6", "--open", "lead=400", "--open", "opportunity=20"
    )
    found = replan(EXAMPLE, Actuals(UNTIL, evenly(EXAMPLE, UNTIL, Won(6, 60_000)), {"lead": 400, "opportunity": 20}))
    assert "By 31 Mar 2027 $60,000 was won where the plan has $187,236: $127,236 behind. Of deals, 6 against 15.2." in flat(text)
    assert f"${found.to_win.left:,.0f} is left to win by what begins on 1 Apr 2027 or later, in place of the plan's $535,725." in flat(text)
    emails = next(line for line in text.splitlines() if line.startswith("Cold email"))
    assert f"{found.channels[0].per_working_day:.1f}" in emails
    months = [line for line in text.splitlines() if line.startswith(("Apr 2027", "Dec 2027"))]
    assert len(months) == 2


def test_replan_as_json_is_what_the_library_answers(growth):
    by_month = ("--month", "2027-01=20000:2", "--month", "2027-03=40000:4")
    found = answer("replan", growth, "--until", "2027-03-31", *by_month, "--open", "lead=400")
    won = {"2027-01": Won(2, 20_000), "2027-03": Won(4, 40_000)}
    assert found == plain(replan(EXAMPLE, Actuals(UNTIL, won, {"lead": 400})))


def test_replan_writes_the_rest_as_a_scenario(growth, tmp_path):
    target = tmp_path / "rest.yaml"
    told("replan", growth, "--until", "2027-03-31", "--won", "60000", "--deals", "6", "--write", target)
    won = evenly(EXAMPLE, UNTIL, Won(6, 60_000))
    assert scenario_from_yaml(target.read_text()) == rest_of(EXAMPLE, Actuals(UNTIL, won))
    assert told("plan", target)


def test_a_goal_that_is_reached_leaves_no_tables(growth):
    text = told("replan", growth, "--until", "2027-03-31", "--won", "5000000", "--deals", "300")
    assert "The goal is reached: what was won leaves nothing to win" in flat(text)
    assert "What there is to do" not in text


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--until", "March"], "--until March: A day is written as 2027-03-31."),
        (["--until", "2028-03-31"], '--until: This takes a day from 2026-11-20 to 2027-12-31; "2028-03-31" was given.'),
        (["--until", "2027-03-31", "--won", "-3"], "--won: This takes values from 0 to"),
        (["--until", "2027-03-31", "--deals", "3"], "--deals: Say what they are worth, too, with --won."),
        (["--until", "2027-03-31", "--month", "2027-02=:3"], "--month 2027-02: Say what the deals are worth, too"),
        (["--until", "2027-03-31", "--won", "60.000"], "--won 60.000: This could be 60.0000 or 60000;"),
        (["--until", "2027-03-31", "--open", "leed=3"], '--open: There is no stage "leed"; did you mean "lead"?'),
        (["--until", "2027-03-31", "--open", "lead"], "--open lead: It is written as lead=150."),
        (
            ["--until", "2027-03-31", "--month", "2027-05=3:1"],
            '--month: What was won by then was won from 2027-01 to 2027-03; "2027-05" was given.',
        ),
        (
            ["--until", "2027-03-31", "--month", "2027-02=3:1", "--won", "3"],
            "Give what was won in all (--won, --deals) or by month (--month)",
        ),
        (["--until", "2026-12-31", "--won", "3"], '--won: Nothing can have been won by "2026-12-31"'),
    ],
)
def test_what_is_not_of_the_plan_is_one_line_that_says_so(growth, options, said):
    assert refused("replan", growth, *options).startswith(said)
