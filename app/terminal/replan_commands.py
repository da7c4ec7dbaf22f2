"""What `replan` does: reads what was won and what is open, has the rest worked out, and writes it as lines, JSON or a scenario."""

import datetime as dt
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.language import Language
from app.terminal import process
from app.terminal import questions_options as options
from app.terminal.questions_asking import asking
from app.terminal.questions_scenarios import asked_of, write_changed
from app.terminal.text import report, screen_of
from app.terminal.trouble import CannotDo

if TYPE_CHECKING:
    from app.planner.scenario import Scenario
    from app.questions.replanning.actuals import Won

MONTH, OPEN = "2027-01=60000:6", "lead=150"


def replan(file: str, asked: Mapping[str, Any], write: str | None, as_json: bool, words: Language) -> None:
    """What the rest takes, with what was won up to a day."""
    from app.questions.as_json import plain
    from app.questions.replanning.actuals import Actuals
    from app.questions.replanning.replan import replan, rest_of
    from app.terminal.replan_text import replan_lines

    scenario = asked_of(file)
    until = _day(asked["until"])
    pipeline = options.values_of("--open", asked["open"], OPEN) or None
    with asking([file], words):
        actuals = Actuals(until, _won(scenario, until, asked), pipeline)
        found = replan(scenario, actuals)
    if write is not None:
        write_changed(rest_of(scenario, actuals), (), write)
    if as_json:
        process.print_json(plain(found))
    else:
        report(sys.stdout, replan_lines(found, scenario, words, screen_of(sys.stdout)))


def _day(text: str) -> dt.date:
    try:
        return dt.datetime.strptime(text.strip(), "%Y-%m-%d").date()
    except ValueError:
        raise CannotDo(f"--until {text}: A day is written as 2027-03-31.") from None


def _won(scenario: "Scenario", until: dt.date, asked: Mapping[str, Any]) -> "dict[str, Won]":
    """What was won, by month or in all."""
    from app.questions.replanning.actuals import Won, evenly

    revenue, deals = options.optional("--won", asked["won"], money=scenario.currency), options.optional("--deals", asked["deals"])
    if asked["month"] and not (revenue is None and deals is None):
        raise CannotDo("Give what was won in all (--won, --deals) or by month (--month), not both.")
    if revenue is None and deals is not None:
        raise CannotDo("--deals: Say what they are worth, too, with --won.")
    if asked["month"]:
        by_month = options.bounds_of("--month", asked["month"], MONTH, money=scenario.currency)
        if bare := next((month for month, (worth, deals) in by_month.items() if deals and worth is None), None):
            raise CannotDo(f"--month {bare}: Say what the deals are worth, too, as in {MONTH}.")
        return {month: Won(deals or 0.0, revenue or 0.0) for month, (revenue, deals) in by_month.items()}
    return evenly(scenario, until, Won(deals or 0.0, revenue or 0.0))
