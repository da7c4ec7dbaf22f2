"""Plans under strain, and their ways out by kind."""

import copy
from collections.abc import Mapping
from typing import Any

from app.planner.plan import Plan
from app.planner.present import make_plan
from app.planner.scenario import Scenario
from tests.examples import Document, make_small_document

WayOut = Mapping[str, Any]
EMAIL = "cold_email"
SDR, AE = "SDR", "AE"


def plan_of(document: Document) -> Plan:
    return make_plan(Scenario.model_validate(document))


def changed_by(document: Document, changes: list[Mapping[str, Any]]) -> Document:
    """The scenario with values put where JSON pointers lead."""
    new = copy.deepcopy(document)
    for change in changes:
        place: Any = new
        *parts, last = change["path"].split("/")[1:]
        for part in parts:
            place = place[int(part)] if isinstance(place, list) else place.setdefault(part, {})
        place[last] = change["value"]
    return new


def way_of(plan: Plan, note_code: str, code: str) -> WayOut:
    """The only way out of its kind."""
    (way,) = (way for note in plan["notes"] if note["code"] == note_code for way in note.get("ways_out", ()) if way["code"] == code)
    return way


def codes(plan: Plan, note_code: str) -> list[object]:
    """Ways out of the only strain of its kind."""
    (note,) = (note for note in plan["notes"] if note["code"] == note_code)
    return [way["code"] for way in note["ways_out"]]


def ads(**changes: Any) -> Document:
    """Every month of the year 8.33 deals, 83.3 leads and 166.7 clicks, all on the day of the deal."""
    return make_small_document(conversions={"lead": {"lag_days": 0}}, **changes)
