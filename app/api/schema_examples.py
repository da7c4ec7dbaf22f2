"""An example for everything that is sent or answered, by the name of its shape; tests send the ones and check the others."""

from functools import cache
from http import HTTPStatus
from typing import Any

from app.api.questions_examples import question_examples
from app.documents import example_document, example_yaml

_ID = "scn_7h2m9kq4vx0c5rj8tn3w"
_MADE, _CHANGED = "2026-11-21T09:30:00.000000Z", "2026-11-22T14:05:12.345678Z"
_DIGEST = "3536a2374c777a95543e12a51c20f783f98c703b0fd6988c48bb721b6d19c07e"


@cache
def _sent() -> dict[str, Any]:
    scenario = example_document()
    activity = {"cold_email": {"2027-01": 900, "2027-02": 900}, "paid_search": {"2027-01": 9000}}
    return {
        "Scenario": scenario,
        "ForwardQuestion": {"scenario": scenario, "activity": activity},
        "NewScenario": {"scenario": scenario, "tags": ["2027", "board"], "version_name": "First draft"},
        "SavedScenario": {"scenario": scenario, "version_name": "After the board"},
        "ScenarioPatch": {"tags": ["2027", "agreed"]},
        "VersionPatch": {"name": "Shown to the board"},
        "CopyRequest": {"name": "FY2027, cautious"},
        "RestoreRequest": {"version": 1},
        "ListPatch": {"name": "Leads of EMEA"},
        "ImportPatch": {"recipe": {"list_name": "Leads", "columns": {"1": {"orders": {"/": "dmy"}}}}},
        "OfferRequest": {"list": "Leads", "question": {"split": "channel"}, "scenario": scenario},
        "TakeOver": {"list": "Leads", "scenario": scenario, "keys": []},
        "BookBody": {"name": "FY2027, all segments", "target": 12_000_000, "parts": []},
        **question_examples(scenario),
        "": "Deal ID,Create Date,Close Date,Deal Stage,Amount\n17,2026-01-09,2026-03-02,Closed Won,12400\n",
    }


@cache
def _answered() -> dict[str, Any]:
    scenario = example_document()
    line = {
        "id": _ID,
        "name": scenario["name"],
        "version": 2,
        "revision": 3,
        "etag": '"2-3"',
        "tags": ["2027", "board"],
        "sample": False,
        "created_at": _MADE,
        "created_by": "Ana",
        "changed_at": _CHANGED,
        "changed_by": "Ben",
        "archived_at": None,
        "digest": _DIGEST,
    }
    version = {"version": 1, "name": "First draft", "author": "Ana", "created_at": _MADE, "restored_from": None, "digest": _DIGEST}
    change = {
        "kind": "changed",
        "path": ["channels", "cold_email", "share"],
        "old": 0.3,
        "new": 0.35,
        "old_pointer": "/channels/0/share",
        "new_pointer": "/channels/0/share",
        "words": {"where": "Cold email", "what": "Share", "before": "30%", "after": "35%"},
    }
    named = {"id": _ID, "name": scenario["name"]}
    return {
        "StoredScenario": line | {"scenario": scenario},
        "ScenarioPage": {"items": [line], "next_cursor": None, "total": 1},
        "VersionLine": version,
        "VersionPage": {"items": [version], "next_cursor": None},
        "StoredVersion": version | {"scenario": scenario},
        "Comparison": {"from": named | {"version": 1}, "to": named | {"version": 2}, "changes": [change]},
        "StaleProblem": {"current": line | {"scenario": scenario}, "changes": [change]},
        "Problem": {},
    }


def add_examples(document: dict[str, Any]) -> None:
    """Put an example beside every shape that has one."""
    for where, path in document["paths"].items():
        for operation in path.values():
            for kind, media in operation.get("requestBody", {}).get("content", {}).items():
                name = _name(media)
                value: Any = example_yaml() if name == "Scenario" and kind != "application/json" else _sent()[name]
                about = "A year of growth by 25 %" if "Scenario" in name or name == "ForwardQuestion" else "An example"
                media["examples"] = {"growth": {"summary": about, "value": value}}
            for status, answer in operation["responses"].items():
                for media in answer.get("content", {}).values():
                    if (name := _name(media)) in _answered():
                        media["example"] = _problem(int(status), answer["description"], where) | _answered()[name]


def _name(media: dict[str, Any]) -> str:
    return str(media["schema"].get("$ref", "")).rpartition("/")[2]


def _problem(status: int, detail: str, where: str) -> dict[str, Any]:
    if status < HTTPStatus.BAD_REQUEST:
        return {}
    where = where.replace("{id}", _ID).replace("{number}", "1")
    return {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, "instance": where, "errors": []}
