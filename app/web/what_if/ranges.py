"""Inputs that a question takes for uncertain though the plan says nothing of it: their fields, and the ends of their ranges."""

from dataclasses import replace

from app.planner.text import N_
from app.questions.levers import Lever, lever_at
from app.questions.refused import refuse
from app.questions.sensitivity import range_of
from app.web.what_if.named import refusal_words
from app.web.what_if.opened import Opened
from app.web.what_if.shapes import Field
from app.web.what_if.typed import Typed, inputs

RANGES = 3
ENDS = ("low", "high")
NO_END = N_("Type what it could as well be.")
TWICE = N_("Choose each input once.")


def given(opened: Opened, typed: Typed) -> dict[str, tuple[float, float]]:
    """The 10th and the 90th percentile by pointer; what makes no sense is an error beside its field."""
    found: dict[str, tuple[float, float]] = {}
    for name in _names():
        if not (pointer := opened.text(name)):
            continue
        lever = lever_at(opened.scenario, pointer, "ranges", pointer)
        if lever.pointer in found:
            typed.errors[name] = opened.language.gettext(TWICE)
        elif (ends := _ends(opened, typed, name, lever)) is not None:
            found[lever.pointer] = ends
    return found


def _ends(opened: Opened, typed: Typed, name: str, lever: Lever) -> tuple[float, float] | None:
    """Both ends as they stand in the fields; None where they are no range."""
    typed.goes_with(name, lever.pointer, f"{name}_low", f"{name}_high")
    ends = [_end(opened, typed, f"{name}_{end}", lever, usual) for end, usual in zip(ENDS, _usual(opened, lever), strict=True)]
    low, high = ends
    if low is None or high is None:
        return None
    if low > high:
        typed.errors[f"{name}_low"] = _words(opened, "low_above_high", lever, low=low, high=high)
        return None
    return low, high


def _end(opened: Opened, typed: Typed, name: str, lever: Lever, usual: float | None) -> float | None:
    typed_there = typed.value(name, lever.unit, lever.value)
    value = usual if typed_there is None and name not in typed.errors else typed_there
    if value is None:
        typed.errors.setdefault(name, opened.language.gettext(NO_END))
    elif not lever.low <= value <= lever.high:
        typed.errors[name] = _words(opened, "value_out_of_range", lever, given=value, low=lever.low, high=lever.high)
        return None
    return value


def _usual(opened: Opened, lever: Lever) -> tuple[float | None, float | None]:
    """From where to where sensitivity turns it, in few digits: what is known of it, else a tenth to both sides."""
    ends = range_of(opened.scenario, lever)
    if ends is None:
        return None, None
    low, high = (float(f"{min(max(float(f'{end.value:.4g}'), lever.low), lever.high):.12g}") for end in ends)
    return low, high


def _words(opened: Opened, code: str, lever: Lever, **values: float) -> str:
    return refusal_words(refuse(code, "ranges", lever.pointer, **values).faults[0], opened)


def _names() -> list[str]:
    return [f"range{number}" for number in range(1, RANGES + 1)]


def fields(opened: Opened, typed: Typed) -> list[Field]:
    """A list of inputs, and the two ends of each that is chosen."""
    say = opened.language.gettext
    found: list[Field] = []
    for name in _names():
        chosen = opened.text(name)
        choice = inputs(opened, name, say(N_("Not certain, too")), chosen, say(N_("Nothing")))
        found.append(replace(choice, error=typed.errors.get(name, ""), redraws=True))
        if chosen:
            lever = lever_at(opened.scenario, chosen, "ranges", chosen)
            labels = (say(N_("One time in ten below")), say(N_("One time in ten above")))
            usual = zip(ENDS, labels, _usual(opened, lever), strict=True)
            ends = [typed.of_input(f"{name}_{end}", label, lever, value) for end, label, value in usual]
            found += [*ends, typed.kept(name, lever.pointer, *ends)]
    return found
