"""One believable company: a scenario that each test changes only where it has something to say."""

import copy
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from app.planner.scenario import Scenario

DATA = Path(__file__).parent / "data"
LEFT_OUT: Final = object()
"""Given for a field, this takes the field out of the document."""

Document = dict[str, Any]


def make_document(**changes: Any) -> Document:
    """The company's scenario as the JSON form has it, with changes as for `changed`."""
    return changed(_company(), **changes)


def make_small_document(**changes: Any) -> Document:
    """One channel, one conversion of 10 % after 31 days, and a million to win: 100 deals of 10,000, evenly by month."""
    channel = {"key": "ads", "name": "Ads", "enters": "lead", "share": 1.0, "activity": "click", "steps": [{"name": "lead", "yield": 0.5}]}
    document = make_document(
        today=None,
        pipeline={},
        seasonality=None,
        team=[],
        goal={"baseline": 1_000_000, "growth": 1.0},
        deal={"value": 10_000},
        stages=[{"key": "lead", "name": "Lead"}, {"key": "deal", "name": "Deal"}],
        conversions=[{"from": "lead", "to": "deal", "rate": 0.1, "lag_days": 31}],
        channels=[channel],
    )
    return changed(document, **changes)


def changed(document: Document, **changes: Any) -> Document:
    """A copy of a scenario document with changes.

    A mapping changes only the fields it names, at any depth: `make_document(goal={"growth": 0.5})`. In a list of
    records it goes by key, so `channels={"cold_email": {"share": 0.4}}` changes one channel, and the conversions go
    by the stage they leave. Anything else replaces what stood there: a list, a number, None, and the empty
    mapping too, as in `pipeline={}`. `LEFT_OUT` removes.
    """
    new: Document = _changed(copy.deepcopy(document), changes) if changes else copy.deepcopy(document)
    return new


def make_scenario(**changes: Any) -> Scenario:
    """The company's scenario, with changes as for `changed`."""
    return Scenario.model_validate(make_document(**changes))


@cache
def _company() -> Document:
    document: Document = json.loads((DATA / "company.json").read_text())
    return document


def _changed(old: Any, change: Any) -> Any:
    if not isinstance(change, Mapping) or not change:
        return change
    if isinstance(old, list):
        return _changed_records(old, change)
    new = dict(old) if isinstance(old, Mapping) else {}
    for name, value in change.items():
        new[name] = _changed(new.get(name), value)
    return {name: value for name, value in new.items() if value is not LEFT_OUT}


def _changed_records(records: list[Document], change: Mapping[str, Any]) -> list[Document]:
    found = {_key(record): record for record in records}
    if unknown := change.keys() - found.keys():
        raise KeyError(f"no {sorted(unknown)} among {list(found)}")
    changed = {key: _changed(record, change[key]) if change.get(key) else record for key, record in found.items()}
    return [record for record in changed.values() if record is not LEFT_OUT]


def _key(record: Mapping[str, Any]) -> str:
    """What a record is called: its key, the stage it leaves, its step's name or its role."""
    return str(next(record[name] for name in ("key", "from", "name", "role") if name in record))
