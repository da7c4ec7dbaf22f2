"""JSON Schemas of answers to questions, taken from what they are made of: fields, types, and what their docstrings say."""

import dataclasses
import inspect
import re
from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np

from app.questions.as_json import NAMES, name_of

Shape = dict[str, Any]

NUMBERS = "Numbers"
_REFERENCE = "#/components/schemas/"
_NUMBER: Shape = {"type": ["number", "null"]}
_RENAMED = {"Comparison": "SideBySide", "Part": "MixPart", "End": "BarEnd", "Here": "MixNow", "Told": "Solved"}
"""What shapes are called where a name is taken, or says too little by itself."""
_SIMPLE: dict[Any, Shape] = {
    float: _NUMBER,
    int: {"type": "integer"},
    str: {"type": "string"},
    bool: {"type": "boolean"},
    NoneType: {"type": "null"},
    object: {},
}
_CHANGES: Shape = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "path": {"type": "string"},
            "value": {"type": ["number", "string", "null"], "description": "A day is written 2026-11-21."},
        },
        "required": ["path", "value"],
        "additionalProperties": False,
    },
}


def shape_name(record: type) -> str:
    """What the shape of an answer's record is called."""
    return _RENAMED.get(record.__name__, record.__name__)


def shapes_of(*roots: type) -> dict[str, Shape]:
    """The shapes of answers and of all that they are made of, by their names."""
    found: dict[str, Shape] = {NUMBERS: _numbers()}
    for root in roots:
        _add(root, found)
    return found


def _numbers() -> Shape:
    """An array of any number of axes."""
    return {
        "type": "array",
        "items": {"anyOf": [_NUMBER, {"$ref": _REFERENCE + NUMBERS}]},
        "description": "Numbers, as deep as the description of the field says; null where there is no value.",
    }


def _add(record: type, found: dict[str, Shape]) -> None:
    name = shape_name(record)
    if name in found:
        return
    said = _said(record)
    hints = get_type_hints(record)
    fields = [field.name for field in dataclasses.fields(record)]
    shape: Shape = {"type": "object", "title": name, "description": _in_words(inspect.getdoc(record) or "").partition("\n")[0]}
    found[name] = shape
    shape["properties"] = {name_of(field): _described(_field(field, hints[field], found), said.get(field)) for field in fields}
    shape["required"] = [name_of(field) for field in fields]
    shape["additionalProperties"] = False


def _field(name: str, kind: Any, found: dict[str, Shape]) -> Shape:
    return dict(_CHANGES) if name == "changes" else _shape(kind, found)


def _shape(kind: Any, found: dict[str, Shape]) -> Shape:
    """The shape of one type."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind in _SIMPLE:
        return dict(_SIMPLE[kind])
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        _add(kind, found)
        return {"$ref": _REFERENCE + shape_name(kind)}
    if origin is np.ndarray:
        return {"$ref": _REFERENCE + NUMBERS}
    if origin is Literal:
        return {"enum": [NAMES.get(each, each) for each in inner]}
    if origin in (Union, UnionType):
        return {"anyOf": [_shape(each, found) for each in inner]}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": _shape(inner[1], found)}
    return _list(inner, found)


def _list(inner: tuple[Any, ...], found: dict[str, Shape]) -> Shape:
    if len(inner) > 1 and inner[1] is not Ellipsis:
        return {"type": "array", "prefixItems": [_shape(each, found) for each in inner], "minItems": len(inner), "maxItems": len(inner)}
    return {"type": "array", "items": _shape(inner[0], found)}


def _described(shape: Shape, words: str | None) -> Shape:
    return shape if words is None else {**shape, "description": words}


def _said(record: type) -> dict[str, str]:
    """What a docstring says of each field under its heading Attributes; one line may be about several."""
    _, _, text = (inspect.getdoc(record) or "").partition("Attributes:\n")
    found: dict[str, str] = {}
    for names, words in re.findall(r"^    ([a-z_]+(?:, [a-z_]+)*): (.+(?:\n      .+)*)", text, re.MULTILINE):
        found |= dict.fromkeys(names.split(", "), _in_words(re.sub(r"\s+", " ", words)))
    return found


def _in_words(text: str) -> str:
    """The same with the names that fields have outside of the code."""
    for name in ("lever", "outcome"):
        text = re.sub(rf"\b{name}(s?)\b", rf"{NAMES[name]}\1", text)
    return text
