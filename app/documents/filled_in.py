"""An answer written back into a scenario: values in the places of inputs, and what follows from them."""

from collections.abc import Sequence

import orjson

from app.documents import scenario_from_json
from app.documents.changes import Document, document_of
from app.documents.following import follow
from app.planner.scenario import Scenario


def filled_in(scenario: Scenario, values: Sequence[tuple[str, float | str | None]]) -> Scenario:
    """The scenario with values at pointers that its lists have; a record on the way that is not there yet is begun.

    What was measured is no more where something else stands now.

    Raises:
        InvalidScenario: where it makes no sense with them.
    """
    before, document = document_of(scenario), document_of(scenario)
    for pointer, value in values:
        _put(document, pointer.split("/")[1:], value)
    follow(document, before)
    return scenario_from_json(orjson.dumps(document))


def _put(document: Document, way: Sequence[str], value: float | str | None) -> None:
    inside: object = document
    for part in way[:-1]:
        if isinstance(inside, list):
            inside = inside[int(part)]
        elif isinstance(inside, dict):
            inside[part] = {} if inside.get(part) is None else inside[part]
            inside = inside[part]
    if isinstance(inside, list):
        inside[int(way[-1])] = value
    elif isinstance(inside, dict):
        inside[way[-1]] = value
