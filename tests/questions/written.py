"""Scenarios with numbers written to pointers."""

import copy

from app.planner.scenario import Scenario


def written(document, changes):
    """The document with numbers written to pointers; a part on the way that is not there is made."""
    document = copy.deepcopy(document)
    for pointer, value in changes:
        *way, last = pointer.split("/")[1:]
        part = document
        for name in way:
            part = part[int(name)] if isinstance(part, list) else part.setdefault(name, {})
        if isinstance(part, list):
            part[int(last)] = value
        else:
            part[last] = value
    return Scenario.model_validate(document)
