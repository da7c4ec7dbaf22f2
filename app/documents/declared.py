"""What a scenario declares about one input, found by its JSON pointer: the page repeats no bound, unit or help text."""

from dataclasses import dataclass, replace
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from app.planner.scenario import LONG_TEXT_LENGTH, Scenario

Pointer = str


@dataclass(frozen=True)
class Declared:
    """One input of a scenario.

    Attributes:
        pointer: where it stands in the document (RFC 6901).
        title, help, unit: as declared on the field, or on the collection that the field is an item of.
        default: what stands for an empty field; None where it may stay without a value or must be given.
        may_be_empty: whether an empty field says something: that there is no such thing, or none of it. An empty lag says nothing.
        choices: the words allowed; empty where anything of the kind is.
        low, high: the bounds, whichever are declared.
        whole: whether only whole numbers are taken.
        length: the most characters that a text has.
        several: whether it is a list of numbers that is one value.
    """

    pointer: Pointer
    title: str
    help: str
    unit: str
    default: object
    may_be_empty: bool
    choices: tuple[str, ...]
    low: float | None
    high: float | None
    whole: bool = False
    length: int = LONG_TEXT_LENGTH
    several: bool = False


@lru_cache(maxsize=8192)
def parts_of(pointer: Pointer) -> tuple[str | int, ...]:
    """The keys and positions in a pointer."""
    names = (part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])
    return tuple(int(name) if name.isascii() and name.isdigit() and len(name) < 4 else name for name in names)


@lru_cache(maxsize=4096)
def declared(pointer: Pointer) -> Declared:
    """The declaration that a pointer leads to.

    Raises:
        LookupError: where a scenario has no such input.
    """
    annotation: Any = Scenario
    info: FieldInfo | None = None
    metadata: list[Any] = []
    for part in parts_of(pointer):
        inner = _without_none(annotation)
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            info = _field(inner, part)
            annotation, metadata = info.annotation, list(info.metadata)
        else:
            annotation, metadata = _item(inner, part)
    if info is not None and _says_one_thing(info) and _is_collection(annotation):
        return _declared_as_one(pointer, info)
    if info is None or _is_collection(_without_none(annotation)):
        raise LookupError(pointer)
    return _declared(pointer, info, annotation, metadata)


def _says_one_thing(info: FieldInfo) -> bool:
    """Whether a list of numbers is one value, and so one field of a form."""
    return isinstance(info.json_schema_extra, dict) and bool(info.json_schema_extra.get("one_value"))


def _declared_as_one(pointer: Pointer, info: FieldInfo) -> Declared:
    item = get_args(info.annotation)[0]
    whole = _declared(pointer, info, item, _annotations(item))
    return replace(whole, default=[], may_be_empty=True, several=True)


def _declared(pointer: Pointer, info: FieldInfo, annotation: Any, metadata: list[Any]) -> Declared:
    inner = _without_none(annotation)
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    own = _is_collection(_without_none(info.annotation)) is False
    default = info.default if own and info.default is not PydanticUndefined else (0.0 if not own else None)
    bounds = _bounds([*metadata, *_annotations(annotation)])
    return Declared(
        pointer=pointer,
        title=info.title or "",
        help=info.description or "",
        unit=str(extra.get("unit", "text")),
        default=default,
        may_be_empty=type(None) in get_args(annotation) or (default == 0 and extra.get("unit") in ("money", "count")),
        choices=tuple(get_args(inner)) if get_origin(inner) is Literal else (),
        low=bounds.get("ge", bounds.get("gt")),
        high=bounds.get("le", bounds.get("lt")),
        whole=inner is int,
        length=_length([*metadata, *_annotations(annotation)]),
    )


def _field(model: type[BaseModel], part: str | int) -> FieldInfo:
    for name, info in model.model_fields.items():
        if (info.alias or name) == part:
            return info
    raise LookupError(part)


def _item(annotation: Any, part: str | int) -> tuple[Any, list[Any]]:
    """The type of an item of a list (by position) or of a record (by key), and what is said about it."""
    arguments = get_args(annotation)
    if get_origin(annotation) is tuple and isinstance(part, int):
        item = arguments[0]
    elif get_origin(annotation) is dict and isinstance(part, str):
        item = arguments[1]
    else:
        raise LookupError(part)
    return item, _annotations(item)


def _without_none(annotation: Any) -> Any:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, UnionType):
        return _without_none(next(each for each in get_args(annotation) if each is not type(None)))
    return annotation


def _annotations(annotation: Any) -> list[Any]:
    return list(get_args(annotation)[1:]) if get_origin(annotation) is Annotated else []


def _bounds(metadata: list[Any]) -> dict[str, float]:
    found: dict[str, float] = {}
    for each in metadata:
        for one in [*getattr(each, "metadata", []), each]:
            found |= {name: getattr(one, name) for name in ("ge", "gt", "le", "lt") if getattr(one, name, None) is not None}
    return found


def _length(metadata: list[Any]) -> int:
    found = (getattr(one, "max_length", None) for each in metadata for one in [*getattr(each, "metadata", []), each])
    return next((length for length in found if isinstance(length, int)), LONG_TEXT_LENGTH)


def _is_collection(annotation: Any) -> bool:
    return get_origin(annotation) in (tuple, dict) or (isinstance(annotation, type) and issubclass(annotation, BaseModel))
