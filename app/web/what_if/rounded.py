"""Answers in as few digits as say the same: a plan that takes 14.6043 % shall not say 14.6042830146 %."""

import re
from collections.abc import Hashable

from app.planner.faults import InvalidScenario
from app.planner.present import make_plan
from app.questions.refused import QuestionRefused
from app.web.what_if import figures
from app.web.what_if.opened import Changes, Opened, with_changes
from app.wording.levers import value_text

DIGITS = range(6, 12)
DUST = 1e-9
SHARE = re.compile("/channels/[^/]+/share")


def rounded(opened: Opened, changes: Changes, *figure: str) -> Changes:
    """The changes in six digits, or in as many more as the plan with them needs to read the same: its main figures, and those named."""
    try:
        exact = _read(opened, changes, figure)
        for digits in DIGITS:
            fewer = _in_digits(changes, digits)
            if fewer == list(changes) or _read(opened, fewer, figure) == exact:
                return fewer
    except (InvalidScenario, QuestionRefused):
        pass  # whoever takes it into the plan is told why that cannot be
    return changes


def _read(opened: Opened, changes: Changes, also: tuple[str, ...]) -> Hashable:
    """What people read of the plan with changes: figures as they are written, whole counts, and which notes it has."""
    scenario = with_changes(opened.scenario, changes)
    outcomes, plan = figures.main_outcomes(scenario, *also), make_plan(scenario)
    values = figures.present(scenario, outcomes).tolist()
    texts = tuple(value_text(value, outcome.unit, scenario, opened.language) for outcome, value in zip(outcomes, values, strict=True))
    wholes = tuple(figure["whole"] for figure in plan["totals"]["stages"].values())
    return texts, wholes, tuple(note["code"] for note in plan["notes"])


def _in_digits(changes: Changes, digits: int) -> Changes:
    """Numbers to so many digits; shares that make up the whole still do, the largest taking what is left."""
    fewer = [(pointer, float(f"{value:.{digits}g}")) for pointer, value in changes]
    shares = {pointer: round(value, digits) for pointer, value in changes if SHARE.fullmatch(pointer)}
    if not shares or abs(sum(shares.values()) - 1) > len(shares) * 10.0**-digits + DUST:
        return fewer
    largest = max(shares, key=lambda pointer: shares[pointer])
    shares[largest] = round(1 - sum(value for pointer, value in shares.items() if pointer != largest), digits)
    return [(pointer, shares.get(pointer, value)) for pointer, value in fewer]
