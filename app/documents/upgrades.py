"""Documents of older schemas, brought step by step to the one of today.

When the shape of a document changes: raise the number in `app/planner/scenario.py`, and add here the step that makes a document of
the old number into one of the next, as a function from dictionary to dictionary. Steps already here are never changed again.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeGuard

from app.planner.scenario import Scenario

Document = dict[str, Any]
Upgrader = Callable[[Document], Document]

SCHEMA: int = Scenario.model_fields["schema_number"].default
"""The schema that is read and written."""

UPGRADERS: Mapping[int, Upgrader] = {}
"""The step from each older schema to the one after it."""


def upgraded(document: Document, upgraders: Mapping[int, Upgrader] = UPGRADERS, schema: int = SCHEMA) -> Document:
    """The document in the schema of today; one that is of no older schema comes back as it is."""
    while is_older(number := document.get("schema"), upgraders, schema):
        document = upgraders[number](dict(document)) | {"schema": number + 1}
    return document


def upgraded_json(
    body: bytes, below: str | None = None, upgraders: Mapping[int, Upgrader] = UPGRADERS, schema: int = SCHEMA
) -> bytes | None:
    """A JSON document in the schema of today; None where there is nothing to upgrade. `below` names the field that holds the scenario."""
    if not upgraders:
        return None
    try:
        whole = json.loads(body)
    except (ValueError, RecursionError):
        return None
    found = whole.get(below) if below is not None and isinstance(whole, dict) else whole
    if not isinstance(found, dict) or not is_older(found.get("schema"), upgraders, schema):
        return None
    new = upgraded(found, upgraders, schema)
    return json.dumps(new if below is None else whole | {below: new}, ensure_ascii=False).encode("utf-8", "surrogatepass")


def is_older(number: object, upgraders: Mapping[int, Upgrader], schema: int) -> TypeGuard[int]:
    """Whether it is the number of a schema that there is a way from."""
    return type(number) is int and number < schema and number in upgraders
