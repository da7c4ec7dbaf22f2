"""Turning levers: a scenario with other numbers in it, as lanes of the engine's arrays.

Turning a lever to many values at once gives a batch of as many lanes (`lanes`).
"""

from collections.abc import Mapping, Sequence

import numpy as np

from app.planner.inputs import compile_scenario
from app.planner.rounding import Array
from app.planner.scenario import Scenario
from app.questions.lanes import Arrays, Lanes, Staff
from app.questions.levers import Lever, beyond, lever_at, levers_of, outside
from app.questions.refused import refuse
from app.questions.remembered import per_scenario

_compiled = per_scenario(compile_scenario)


def turn(scenario: Scenario, values: Mapping[str, Array]) -> Lanes:
    """The scenario with levers turned, a lane for each value.

    Args:
        scenario: what holds of everything else.
        values: by pointer, each (B,) or (1,).

    Raises:
        QuestionRefused: for a pointer that names no lever, or a value that its field does not take; paths are pointers.
    """
    turned = []
    levers = levers_of(scenario) if values else {}
    for pointer, given in values.items():
        lever = lever_at(scenario, pointer, pointer, among=levers, dates=True)
        _see_that_it_fits(lever, pointer, given)
        turned.append((lever, given))
    return turn_levers(scenario, turned)


def turn_levers(scenario: Scenario, turned: Sequence[tuple[Lever, Array]]) -> Lanes:
    """As `turn`, for levers of the scenario that are known and values that their fields take, each (B,) or (1,).

    What a channel says for itself holds there, in whichever order it is turned beside what is common.
    """
    arrays = Arrays(scenario, _compiled(scenario))
    for lever, given in sorted(turned, key=lambda item: item[0].pointer.startswith("/channels/")):
        for name, place in lever.slots:
            arrays.put(name, place, given)
    return arrays.lanes()


def _see_that_it_fits(lever: Lever, pointer: str, given: Array) -> None:
    wrong = outside(lever, given)
    if wrong.any():
        raise refuse("value_out_of_range", pointer, given=float(given[wrong][0]), low=lever.low, high=lever.high)


def _see_that_all_fit(levers: Sequence[tuple[Lever, Array]]) -> None:
    """The same of many levers; one look at all of their values where nothing is wrong."""
    if not levers:
        return
    counts = [len(given) for _, given in levers]
    low, high = (np.repeat([getattr(lever, end) for lever, _ in levers], counts) for end in ("low", "high"))
    if beyond(np.concatenate([given for _, given in levers]), low, high).any():
        for lever, given in levers:
            _see_that_it_fits(lever, lever.pointer, given)


def turn_each(scenario: Scenario, levers: Sequence[tuple[Lever, Array]], *, also_plain: bool = False) -> Lanes:
    """Levers turned one at a time: the lanes of the first lever's values, then those of the next, all else as the scenario says.

    Every lane has the bits that `turn` gives it.

    Args:
        scenario: what holds of everything else.
        levers: each with its values, (b,); together B lanes.
        also_plain: whether a lane in which nothing is turned comes first.

    Raises:
        QuestionRefused: as `turn`.
    """
    _see_that_all_fit(levers)
    first = int(also_plain)
    arrays = Arrays(scenario, _compiled(scenario), first + sum(len(given) for _, given in levers))
    arrays.put_each(levers, first)
    return arrays.lanes()


def changes_for(scenario: Scenario, values: Mapping[str, float]) -> list[tuple[str, float]]:
    """What to write into the scenario so that it says what turned levers mean: pointers and values, the other shares among them.

    Raises:
        QuestionRefused: as `turn`.
    """
    levers = {lever_at(scenario, pointer, pointer, dates=True).pointer: value for pointer, value in values.items()}
    turned = [int(pointer.split("/")[2]) for pointer in levers if pointer.startswith("/channels/") and pointer.endswith("/share")]
    if turned:
        share = turn(scenario, {pointer: np.array([levers[pointer]]) for pointer in (f"/channels/{each}/share" for each in turned)})
        levers |= {f"/channels/{position}/share": value for position, value in enumerate(share.inputs.share[0].tolist())}
    return list(levers.items())


__all__ = ["Lanes", "Staff", "changes_for", "turn", "turn_each", "turn_levers"]
