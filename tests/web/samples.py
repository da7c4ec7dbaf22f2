"""The sample scenario and what the page makes of it, with changes."""

import copy
import itertools
from typing import Any

import orjson

from app.documents import example_document, scenario_from_json
from app.documents.templates import template_document
from app.language import language
from app.planner.present import make_plan
from app.planner.scenario import Scenario
from app.web.figures.ground import Ground
from app.web.state.forms import Form, set_at

ENGLISH = language("en")


def changed_document(changes: dict[str, Any]) -> dict[str, Any]:
    found = copy.deepcopy(example_document())
    for pointer, value in changes.items():
        set_at(found, pointer, value)
    return found


def ground(changes: dict[str, Any] | None = None) -> Ground:
    scenario = scenario_from_json(orjson.dumps(changed_document(changes or {})))
    return Ground(scenario, make_plan(scenario), ENGLISH)


def form(locale: str = "en", changes: dict[str, Any] | None = None) -> Form:
    return Form(scenario_from_json(orjson.dumps(changed_document(changes or {}))), language(locale))


def from_template(key: str = "growth") -> Scenario:
    return scenario_from_json(orjson.dumps(template_document(key)))


def wild_document() -> dict[str, Any]:
    """As many stages, channels and months as there can be, and markup in every name."""
    found = example_document()
    keys = [f"stage{number}" for number in range(12)]
    found |= {"name": "<b>Plan</b>", "months": 60, "seasonality": None, "pipeline": {"stage2": 40}}
    found["stages"] = [{"key": key, "name": f"<b>{key}</b>", "owner": "marketing" if key < "stage5" else "sales"} for key in keys]
    found["conversions"] = [{"from": start, "to": end, "rate": 0.6, "lag_days": 6} for start, end in itertools.pairwise(keys)]
    found["channels"] = [
        {
            **copy.deepcopy(found["channels"][2]),
            "key": f"c{number}",
            "name": f"<b>Channel {number}</b>",
            "enters": keys[number % 3],
            "share": 1 / 40,
        }
        for number in range(40)
    ]
    found["team"] = [
        {"role": "<b>AE</b>", "handles": "stage9", "load_per_head_per_month": 9, "heads": 1, "ramp_months": 2, "cost_per_month": 9000}
    ]
    return found
