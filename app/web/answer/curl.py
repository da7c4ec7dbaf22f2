"""The request that brings exactly this plan from the API, as a person would type it into a shell."""

from dataclasses import dataclass
from typing import Any

import orjson

from app.planner.rounding import LARGEST_EXACT_WHOLE
from app.planner.scenario import Scenario

END = "SCENARIO"


@dataclass(frozen=True)
class Call:
    """One way to ask: what it does, and the command."""

    title: str
    command: str


def plan_of_document(address: str, scenario: Scenario) -> str:
    """The scenario is sent along. A JSON text has no line that is just a word, so the mark at its end cannot stand in it."""
    document = orjson.dumps(written(scenario), option=orjson.OPT_INDENT_2).decode()
    return f"curl -sS '{address}/api/v1/plan' \\\n  -H 'content-type: application/json' \\\n  --data-binary @- <<'{END}'\n{document}\n{END}"


def plan_of_stored(address: str, scenario: str) -> str:
    """The stored scenario is named."""
    return f"curl -sS '{address}/api/v1/scenarios/{scenario}/plan'"


def written(scenario: Scenario) -> dict[str, Any]:
    """The document as a person would write it: what is as usual is left out."""
    document: dict[str, Any] = {"schema": scenario.schema_number}
    document |= scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {name: _short(part) for name, part in document.items()}


def _short(value: Any) -> Any:
    """Whole numbers without '.0'."""
    if isinstance(value, dict):
        return {name: _short(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_short(part) for part in value]
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_EXACT_WHOLE else value
