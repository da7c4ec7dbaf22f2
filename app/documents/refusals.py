"""What pydantic reports, in the project's own terms: faults with a path, a code and the values for a sentence."""

import math
import re
from collections.abc import Iterator
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from app.documents.unreadable import ECHO_LENGTH, FAULTS_LIMIT, NAME_LENGTH, UnreadableDocument, shortened
from app.documents.upgrades import SCHEMA
from app.planner.faults import Fault, InvalidScenario, nearest
from app.planner.scenario import CountryCode, CurrencyCode, Key, Month

Path = tuple[str | int, ...]
Values = dict[str, object]

_UNREADABLE = {
    "recursion limit": "too_deep",
    "out of range": "number_too_long",
    "unicode": "not_utf8",
    "hex escape": "half_character",
    "surrogate": "half_character",
}
_SIMPLE = {"finite_number": "not_finite", "string_type": "not_text", "string_unicode": "not_text"}
_BOUNDS = {
    "greater_than_equal": ("too_small", "ge"),
    "greater_than": ("not_above", "gt"),
    "less_than_equal": ("too_large", "le"),
    "less_than": ("not_below", "lt"),
}
_LENGTHS = {
    "string_too_short": ("too_short", "min_length"),
    "string_too_long": ("too_long", "max_length"),
    "too_short": ("too_few", "min_length"),
    "too_long": ("too_many", "max_length"),
}
_WANTED = {"tuple_type": "not_a_list", "dict_type": "not_a_record", "model_type": "not_a_record"}


def refusal(record: type[BaseModel], error: ValidationError) -> UnreadableDocument | InvalidScenario:
    """The exception to raise instead of pydantic's."""
    errors = error.errors(include_url=False)
    if errors[0]["type"] == "json_invalid":
        return _unreadable(str(errors[0].get("ctx", {}).get("error", "")))
    if (newer := next(filter(None, map(_newer_schema, errors)), None)) is not None:
        return InvalidScenario([newer])  # what else is strange about it is not for its writer to mend
    return InvalidScenario([_fault(record, each) for each in errors[:FAULTS_LIMIT] if not _is_short_of_refused(each)])


def _newer_schema(error: ErrorDetails) -> Fault | None:
    """The fault of a document that a later version wrote."""
    given = error["input"]
    if error["loc"][-1:] == ("schema",) and type(given) is int and given > SCHEMA:
        return Fault(error["loc"], "newer_schema", {"given": _echo(given), "known": SCHEMA})
    return None


def _is_short_of_refused(error: ErrorDetails) -> bool:
    """Whether a list is only too short without those of it that are refused themselves."""
    return error["type"] == "too_short" and len(error["input"]) >= error.get("ctx", {}).get("min_length", 0)


def _unreadable(message: str) -> UnreadableDocument:
    place = re.search(r"line (\d+) column (\d+)", message)
    line, column = (int(place[1]), int(place[2])) if place else (None, None)
    code = next((code for part, code in _UNREADABLE.items() if part in message), "not_json")
    return UnreadableDocument(code, line, column)


def _fault(record: type[BaseModel], error: ErrorDetails) -> Fault:
    path: Path = tuple(part if isinstance(part, int) else shortened(part, NAME_LENGTH) for part in error["loc"] if part != "[key]")
    kind, context, given = error["type"], error.get("ctx", {}), error["input"]
    info = _declaration(record, path)
    if kind == "missing":
        return Fault(path, "missing")
    if kind == "extra_forbidden":
        return _unknown_field(record, path)
    if kind == "literal_error":
        return _not_an_option(path, info, given)
    if kind in _LENGTHS:
        code, name = _LENGTHS[kind]
        return Fault(path, code, {"limit": context[name], "given": len(given)})
    return Fault(path, *_about_value(kind, context, given, {"given": _echo(given), "unit": _unit(info)}))


def _about_value(kind: str, context: dict[str, Any], given: object, values: Values) -> tuple[str, Values]:
    """Code and values where the value itself is at fault."""
    if kind in _BOUNDS:
        code, name = _BOUNDS[kind]
        limit = context[name]
        if not isinstance(limit, int | float):
            return ("date_too_early" if code == "too_small" else "date_too_late"), {**values, "limit": str(limit)}
        return code, {**values, "limit": limit}
    if kind == "int_type" and isinstance(given, float):
        return "not_whole", values
    if kind in ("float_type", "int_type"):
        return "not_a_number", values
    if kind == "string_pattern_mismatch":
        return _pattern_codes().get(context["pattern"], "hidden_character"), values
    if kind.startswith("date"):
        return "bad_date", values
    return _SIMPLE.get(kind) or _WANTED.get(kind, "wrong_type"), values


@cache
def _pattern_codes() -> dict[str, str]:
    """The code for each pattern in the declaration, by the pattern itself."""
    kinds = {Key: "bad_key", Month: "bad_month", CurrencyCode: "bad_currency", CountryCode: "bad_country"}
    return {get_args(kind)[1].pattern: code for kind, code in kinds.items()}


def _unknown_field(record: type[BaseModel], path: Path) -> Fault:
    owner = _record_at(record, path[:-1])
    known = [info.alias or name for name, info in owner.model_fields.items()] if owner else []
    given = shortened(str(path[-1]), ECHO_LENGTH)
    return Fault(path, "unknown_field", {"given": given, "nearest": nearest(given, known), "known": known})


def _not_an_option(path: Path, info: FieldInfo | None, given: object) -> Fault:
    options = list(_options(info.annotation)) if info else []
    echo = _echo(given)
    close = nearest(echo, [option for option in options if isinstance(option, str)]) if isinstance(echo, str) else None
    return Fault(path, "not_an_option", {"given": echo, "options": options, "nearest": close})


def _options(annotation: object) -> Iterator[str | int]:
    """What a Literal allows, wherever it stands in the annotation."""
    for argument in get_args(annotation):
        if isinstance(argument, str | int):
            yield argument
        else:
            yield from _options(argument)


def _echo(given: object) -> object:
    """What was given, short enough to be repeated."""
    if isinstance(given, str):
        return shortened(given, ECHO_LENGTH)
    if isinstance(given, int) and abs(given) > 10**15:
        return float(given) if abs(given) < 10**300 else math.copysign(math.inf, given > 0 or -1)
    return given if given is None or isinstance(given, bool | int | float) else type(given).__name__


def _unit(info: FieldInfo | None) -> object:
    extra = info.json_schema_extra if info else None
    return extra.get("unit") if isinstance(extra, dict) else None


def _declaration(record: type[BaseModel], path: Path) -> FieldInfo | None:
    """The declaration that a path leads to; for an item of a list or record of values, that of the whole."""
    found: FieldInfo | None = None
    for info, _ in _walk(record, path):
        found = info or found
    return found


def _record_at(record: type[BaseModel], path: Path) -> type[BaseModel] | None:
    """The record that a path leads to."""
    *_, last = record, *(annotation for _, annotation in _walk(record, path))
    return last if isinstance(last, type) and issubclass(last, BaseModel) else None


def _walk(record: type[BaseModel], path: Path) -> Iterator[tuple[FieldInfo | None, object]]:
    """Declaration and type after each part of the path, as far as they are known."""
    annotation: object = record
    for part in path:
        info = None
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            info = next((field for name, field in annotation.model_fields.items() if part == (field.alias or name)), None)
            if info is None:
                return
            annotation = _bare(info.annotation)
        elif inner := get_args(annotation):
            annotation = _bare(inner[1] if get_origin(annotation) is dict else inner[0])
        else:
            return
        yield info, annotation


def _bare(annotation: object) -> object:
    """The type without what is said about it, and without None."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return _bare(next(each for each in get_args(annotation) if each is not type(None)))
    return annotation
