"""Why a question cannot be answered, in the page's words: inputs and figures by their names, values as they are typed."""

import math
from collections.abc import Mapping
from dataclasses import replace

from app.planner.faults import Fault
from app.questions.levers import Lever, lever_at
from app.questions.outcomes import outcome_at
from app.questions.refused import QuestionRefused
from app.web.what_if.opened import Opened
from app.web.what_if.typed import usual_input, written
from app.wording.levers import input_label, output_label, value_text
from app.wording.questions import ROUNDED_UP, Words, question_sentence

POINTERS = ("given", "lever", "pointer", "outcome", "nearest", "input", "output")
OF_THE_INPUT = ("low", "high", "axes")
"""Where values of the input that is turned are refused; of two axes, by the place of the second."""
SHARES = (
    "bounds_over",
    "bounds_under",
    "bounds_crossed",
    "shares_over",
    "shares_under",
    "probability_out_of_range",
    "certainty_asked",
    "more_draws_needed",
    "probability_out_of_reach",
)
"""Refusals whose numbers are parts of a whole."""
AMOUNTS = ("budget_too_small", "goal_out_of_reach", "cost_out_of_range")
PLAIN = ("multiple", "draws")


def refusal_words(fault: Fault, opened: Opened) -> str:
    """The sentence for a refusal."""
    lever = _lever_of(fault, opened)
    values = {name: _named(name, value, fault, lever, opened) for name, value in fault.values.items()}
    if fault.code in SHARES:
        values["whole"] = Words(_percent(1.0, opened))
    return question_sentence(replace(fault, values=values), opened.language)


def _lever_of(fault: Fault, opened: Opened) -> Lever | None:
    """The input whose value was refused."""
    if fault.code not in ("value_out_of_range", "low_above_high", "log_needs_positive"):
        return None
    pointer = next((str(part) for part in reversed(fault.path) if str(part).startswith("/")), "")
    if not pointer and fault.path and fault.path[0] in OF_THE_INPUT:
        pointer = opened.text("input2") if fault.path[:2] == ("axes", 1) else opened.text("input", usual_input(opened))
    try:
        return lever_at(opened.scenario, pointer, "input", dates=True) if pointer else None
    except QuestionRefused:
        return None


def _named(name: str, value: object, fault: Fault, lever: Lever | None, opened: Opened) -> object:
    if isinstance(value, str):
        return _name_of(value, opened) if name in POINTERS and value.startswith("/") else _channel(name, value, opened)
    if isinstance(value, Mapping):
        return {_channel("channel", str(key), opened): _part(each, opened) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_channel(name, each, opened) if isinstance(each, str) else each for each in value]
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value) or name in PLAIN:
        return value
    if lever is not None:
        return Words(written(opened, float(value), lever))
    if fault.code in SHARES:
        return Words(_percent(float(value), opened))
    if fault.code == "short_out_of_range" and name == "high":
        return Words(opened.language.number(math.floor(value * 10) / 10, up_to=1))  # at the most, so never a little more
    return Words(_amount(name, float(value), opened)) if fault.code in AMOUNTS else value


def _name_of(pointer: str, opened: Opened) -> object:
    """What an input or a figure is called; what is none stays as it was given."""
    scenario, language = opened.scenario, opened.language
    try:
        return input_label(scenario, lever_at(scenario, pointer, "input", dates=True).pointer, language)
    except QuestionRefused:
        pass
    try:
        return output_label(scenario, outcome_at(scenario, pointer, "output", months=True).pointer, language)
    except QuestionRefused:
        return pointer


def _channel(name: str, value: str, opened: Opened) -> str:
    names = {channel.key: channel.name for channel in opened.scenario.channels}
    return names.get(value, value) if name in ("channel", "nearest", "known") else value


def _part(value: object, opened: Opened) -> object:
    return Words(_percent(value, opened)) if isinstance(value, float) else value


def _percent(value: float, opened: Opened) -> str:
    """A part of a whole with as many digits as it has: 99.995% is not 100%."""
    digits = next(digits for digits in range(9) if digits == 8 or round(value, digits + 2) == round(value, 10))
    return opened.language.percent(value, digits)


def _amount(name: str, value: float, opened: Opened) -> str:
    """Money that shall hold when it is typed as it is read."""
    if abs(value) >= 100 and name != "given":
        value = math.ceil(value) if name in ROUNDED_UP else math.floor(value)
    return value_text(value, "money", opened.scenario, opened.language)
