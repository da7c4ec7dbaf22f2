"""Text into a scenario and back: JSON and YAML, with one validation for both.

What does not fit the declaration of a scenario becomes a `Fault` that names the field, whatever found it; what is no
document at all is an `UnreadableDocument`.
"""

import json
import re
from pathlib import Path
from typing import Annotated, Any, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError

from app.documents.unreadable import PARTS_LIMIT, SIZE_LIMIT, UnreadableDocument
from app.planner.faults import Fault, InvalidScenario
from app.planner.scenario import CHANNELS_LIMIT, Key, Month, Number, Record, Scenario

__all__ = [
    "ActivityDocument",
    "ForwardQuestion",
    "UnreadableDocument",
    "activity_from_json",
    "activity_from_yaml",
    "example_document",
    "example_yaml",
    "forward_from_json",
    "forward_from_yaml",
    "is_json",
    "record_from_json",
    "record_from_yaml",
    "scenario_from_json",
    "scenario_from_yaml",
    "scenario_to_yaml",
]

ACTIVITY_MONTHS_LIMIT = 1000
EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "growth.yaml"

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_R = TypeVar("_R", bound=BaseModel)

Units = Annotated[Number, Field(ge=0, le=1e12)]
ActivityByMonth = Annotated[dict[Month, Units], Field(max_length=ACTIVITY_MONTHS_LIMIT)]
Activity = Annotated[dict[Key, ActivityByMonth], Field(max_length=CHANNELS_LIMIT)]


class ActivityDocument(RootModel[Activity]):
    """Activity in a document of its own."""

    model_config = ConfigDict(defer_build=True)


class ForwardQuestion(Record):
    """What given activity brings: a scenario, and units of activity by channel and month."""

    model_config = ConfigDict(defer_build=True)  # most runs never ask it

    scenario: Scenario = Field(title="Scenario", description="The assumptions.")
    activity: Activity | None = Field(
        None,
        title="Activity",
        description="Units of activity by channel and month, as in {cold_email: {2027-01: 900}}. Left out: the plan's own whole numbers.",
        json_schema_extra={"unit": "count"},
    )


def scenario_from_json(body: bytes) -> Scenario:
    """The scenario in a JSON document.

    Raises:
        UnreadableDocument: where it is not JSON.
        InvalidScenario: where it is not a scenario that makes sense.
    """
    return _validated(Scenario, body)


def scenario_from_yaml(text: bytes | str) -> Scenario:
    """The scenario in a YAML document; raises as `scenario_from_json` does."""
    return _validated(Scenario, _json_from_yaml(text))


def forward_from_json(body: bytes) -> ForwardQuestion:
    """A scenario and its activity in a JSON document; raises as `scenario_from_json` does."""
    return _validated(ForwardQuestion, body, below="scenario")


def forward_from_yaml(text: bytes | str) -> ForwardQuestion:
    """A scenario and its activity in a YAML document; raises as `scenario_from_json` does."""
    return _validated(ForwardQuestion, _json_from_yaml(text), below="scenario")


def activity_from_json(body: bytes) -> dict[str, dict[str, float]]:
    """Units of activity by channel and month in a JSON document; raises as `scenario_from_json` does."""
    return _validated(ActivityDocument, body).root


def activity_from_yaml(text: bytes | str) -> dict[str, dict[str, float]]:
    """Units of activity by channel and month in a YAML document; raises as `scenario_from_json` does."""
    return activity_from_json(_json_from_yaml(text))


def record_from_json(record: type[_R], body: bytes, below: str | None = None) -> _R:
    """Any other record in a JSON document; `below` names its field that holds a scenario. Raises as `scenario_from_json` does."""
    return _validated(record, body, below)


def record_from_yaml(record: type[_R], text: bytes | str, below: str | None = None) -> _R:
    """Any other record in a YAML document; raises as `scenario_from_json` does."""
    return _validated(record, _json_from_yaml(text), below)


def is_json(text: bytes) -> bool:
    """Whether a document of unknown kind is meant as JSON: it opens a record and quotes its first name."""
    return re.match(rb"(?:\xef\xbb\xbf)?\s*\{\s*[\"}]", text) is not None


def scenario_to_yaml(scenario: Scenario) -> str:
    """The scenario as a person would write it: in the order of the declaration, defaults left out."""
    from app.documents.yaml_writer import yaml_text

    return yaml_text({"schema": scenario.schema_number} | scenario.model_dump(exclude_defaults=True))


def example_yaml() -> str:
    """The sample scenario, with its remarks."""
    return EXAMPLE.read_text(encoding="utf-8")


def example_document() -> dict[str, Any]:
    """The sample scenario as it stands in JSON."""
    return cast("dict[str, Any]", json.loads(_json_from_yaml(example_yaml())))


def _json_from_yaml(text: bytes | str) -> bytes:
    from app.documents.yaml_reader import json_from_yaml  # the YAML library is slow to import, and JSON does without

    return json_from_yaml(text)


def _validated(record: type[_R], body: bytes, below: str | None = None) -> _R:
    """The one way in. `below` names the field that holds the scenario, where it is not the whole document."""
    if len(body) > SIZE_LIMIT:
        raise UnreadableDocument("too_large")
    if body.count(b"{") > PARTS_LIMIT:
        raise UnreadableDocument("too_many_parts")
    try:
        return record.model_validate_json(body)
    except ValidationError as error:
        if body.startswith(_BYTE_ORDER_MARK):
            return _validated(record, body.removeprefix(_BYTE_ORDER_MARK), below)
        from app.documents.upgrades import upgraded_json

        if (upgraded := upgraded_json(body, below)) is not None:
            return _validated(record, upgraded, below)
        from app.documents.refusals import refusal

        raise refusal(record, error) from None
    except InvalidScenario as error:
        if below is None:
            raise
        raise InvalidScenario([Fault((below, *fault.path), fault.code, fault.values) for fault in error.faults]) from None
