"""A document as the product reads it, with a value put where a pointer leads, and what it is refused for."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from app.planner.scenario import Scenario
from tests.examples import Document, make_document

OUTREACH = "/channels/0/outreach"
MAILS = {"touches": 4, "reply_probability": 0.2}


def read(document: Document) -> Scenario:
    """As the product reads one: from JSON, where a list is a list and a date is text."""
    return Scenario.model_validate_json(json.dumps(document))


def put(path: str, value: object) -> Document:
    """The company with a value where a pointer leads; what is missing on the way is made."""
    document = make_document()
    place: Any = document
    *parts, last = path.split("/")[1:]
    for part in parts:
        place = place[int(part)] if isinstance(place, list) else place.setdefault(part, {})
    place[int(last) if isinstance(place, list) else last] = value
    return document


def errors_of(document: Document) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as caught:
        read(document)
    return [("/" + "/".join(str(part) for part in error["loc"]), error["type"]) for error in caught.value.errors()]
