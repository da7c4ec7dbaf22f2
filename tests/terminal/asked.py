"""Questions asked on the command line, and what it says."""

import json
from pathlib import Path

from typer.testing import CliRunner

from app.cli import app
from app.documents import example_yaml, scenario_from_yaml
from app.questions.sweeping.space import Grid, spaced

ROOT = Path(__file__).resolve().parents[2]


RUNNER = CliRunner()


SPEND, LEADS, GROWTH, RATE = "/totals/spend", "/totals/stages/lead", "/goal/growth", "/conversions/lead/rate"


EXAMPLE = scenario_from_yaml(example_yaml())


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


# --- Sweep ------------------------------------------------------------------------------------------------------------

AXES = ("--axis", f"{GROWTH}=0.1:0.3:21", "--axis", f"{RATE}=0.1:0.4:11:log")


def grid(scenario: object = None) -> Grid:
    return Grid((spaced(GROWTH, 0.1, 0.3, 21), spaced(RATE, 0.1, 0.4, 11, log=True)))
