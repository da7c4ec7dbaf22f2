"""Inputs that are held while another is looked for: their fields, and the values at which they are held."""

from dataclasses import replace

from app.planner.text import N_
from app.questions.levers import Lever, lever_at
from app.questions.refused import QuestionRefused, refuse
from app.web.what_if.named import refusal_words
from app.web.what_if.opened import Opened
from app.web.what_if.shapes import Field
from app.web.what_if.typed import Typed, inputs

LOCKS = 3
NO_VALUE = N_("There is no such limit yet. Type the value to hold it at.")


def held(opened: Opened, typed: Typed, looked_for: Lever) -> dict[str, float]:
    """Values by pointer; what makes no sense is an error beside its field."""
    found: dict[str, float] = {}
    for number in range(1, LOCKS + 1):
        name = f"lock{number}"
        if not (pointer := opened.text(name)):
            continue
        lever = lever_at(opened.scenario, pointer, "held", pointer)
        typed.goes_with(name, lever.pointer, f"{name}_value")
        value = typed.value(f"{name}_value", lever.unit, lever.value)
        value = lever.value if value is None else value
        if lever.pointer == looked_for.pointer:
            typed.errors[name] = _words(opened, refuse("lever_is_held", "held", lever=lever.pointer))
        elif lever.pointer in found:
            typed.errors[name] = _words(opened, refuse("held_twice", "held", lever=lever.pointer))
        elif value is not None:
            found[lever.pointer] = value
        elif f"{name}_value" not in typed.errors:
            typed.errors[f"{name}_value"] = opened.language.gettext(NO_VALUE)
    return found


def _words(opened: Opened, refused: QuestionRefused) -> str:
    return refusal_words(refused.faults[0], opened)


def fields(opened: Opened, typed: Typed) -> list[Field]:
    """A list of inputs and a value for each that can be held."""
    say = opened.language.gettext
    found: list[Field] = []
    for number in range(1, LOCKS + 1):
        name, chosen = f"lock{number}", opened.text(f"lock{number}")
        choice = inputs(opened, name, say(N_("Hold")), chosen, say(N_("Nothing")))
        lever = lever_at(opened.scenario, chosen, "held", chosen) if chosen else None
        value = typed.of_input(f"{name}_value", say(N_("at")), lever) if lever else typed.text(f"{name}_value", say(N_("at")))
        found += [replace(choice, error=typed.errors.get(name, ""), redraws=True), value]
        found += [typed.kept(name, lever.pointer, value)] if lever else []
    return found
