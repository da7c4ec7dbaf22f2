"""A tornado beside one evaluation of its own lanes, and a goal seek for a day or a month."""

from itertools import islice

import numpy as np

from app.planner.scenario import Scenario
from app.questions.levers import levers_of
from app.questions.outcomes import Outcome, outcomes_of, read
from app.questions.sensitivity import range_of, tornado
from app.questions.solving.solve import solve
from app.questions.turning import Lanes, turn_each
from bench.clock import Row, cpu_seconds
from bench.scenarios import scenario

INPUTS = 26
ROUNDS = 60
LAG, LATE = "/channels/cold_email/lag_days", "/channels/cold_email/last_too_late"


def rows() -> list[Row]:
    """The tornado of a scenario that is asked again and of one never seen before, and what a date costs."""
    return [*_tornados(), _dates()]


def _names(one: Scenario) -> list[str]:
    stated = (lever for lever in levers_of(one).values() if lever.stated and lever.slots and range_of(one, lever))
    return [lever.pointer for lever in islice(stated, INPUTS)]


def _lanes(one: Scenario, names: list[str]) -> Lanes:
    """The very lanes of the tornado."""
    ends = ((levers_of(one)[name], range_of(one, levers_of(one)[name])) for name in names)
    return turn_each(one, [(lever, np.array([end.value for end in found])) for lever, found in ends if found], also_plain=True)


def _tornados() -> list[Row]:
    one = scenario()
    names, outcomes = _names(one), list(outcomes_of(one).values())
    totals = [outcome for outcome in outcomes if not outcome.by_month]
    lanes = _lanes(one, names)
    return [_tornado(one, names, lanes, outcomes, "all outputs"), _tornado(one, names, lanes, totals, "all outputs but heads by month")]


def _tornado(one: Scenario, names: list[str], lanes: Lanes, outcomes: list[Outcome], what: str) -> Row:
    pointers = [outcome.pointer for outcome in outcomes]
    unseen = iter([scenario() for _ in range(ROUNDS + 1)])
    again, first, batch = cpu_seconds(
        [lambda: tornado(one, pointers, names), lambda: tornado(next(unseen), pointers, names), lambda: read(lanes, outcomes)],
        runs=1,
        rounds=ROUNDS,
    )
    measured = f"{again * 1e3:.2f} ms = {again / batch:.2f} batches; {first / batch:.2f} for a scenario never seen before"
    beside = f"its {lanes.batch} lanes read for the same {len(outcomes)} outputs: {batch * 1e3:.2f} ms"
    return Row(f"tornado of {INPUTS} inputs, {what}", measured, "one batch evaluation", beside)


def _dates() -> Row:
    one = scenario()
    day, month = cpu_seconds([lambda: solve(one, "/today", "/totals/last_too_late", 0), lambda: solve(one, LAG, LATE, 4)], runs=3)
    measured = f"{day * 1e3:.1f} ms for a day, {month * 1e3:.1f} ms for a lag"
    return Row("the last month too late solved for", measured, "", f"{solve(one, LAG, LATE, 4).evaluations} evaluations for the lag")


if __name__ == "__main__":
    from bench.clock import table

    print(table("Sensitivity", rows()))
