"""What is found in a file and taken of it, as canonical JSON: between processes and in the store."""

import json
from typing import Any, TypeVar

from pydantic import TypeAdapter

from app.history.found import Finding, Look, Progress, Taken
from app.history.recipe import Recipe

Kept = Finding | Look | Progress | Recipe | Taken
_T = TypeVar("_T", bound=Kept)
_adapters: dict[type[Any], TypeAdapter[Any]] = {}


def as_json(value: Kept) -> str:
    """The value as one line of JSON; the same value always gives the same bytes."""
    plain = _adapter(type(value)).dump_python(value, mode="json")
    return json.dumps(plain, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def from_json(kind: type[_T], text: str | bytes) -> _T:
    """The value that `as_json` gave; ValueError for what is none."""
    found: _T = _adapter(kind).validate_json(text)
    return found


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    """Made when it is first needed, which takes a moment."""
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]
