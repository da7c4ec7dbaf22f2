"""What records declare, for the documents that list it."""

import inspect
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from app.planner.scenario import Record


def inner_types(annotation: Any) -> Iterator[Any]:
    """Every type inside an annotation."""
    if get_origin(annotation) is Literal or not get_args(annotation):
        yield annotation
        return
    for argument in get_args(annotation):
        yield from inner_types(argument)


def records(root: type[BaseModel]) -> set[type[BaseModel]]:
    """The record, those in its fields, and those it is made from."""
    found: set[type[BaseModel]] = set()
    waiting: list[Any] = [root]
    while waiting:
        record = waiting.pop()
        if not (isinstance(record, type) and issubclass(record, Record)) or record is Record or record in found:
            continue
        found.add(record)
        waiting += record.__bases__
        waiting += [each for field in record.model_fields.values() for each in inner_types(field.annotation)]
    return found


def own_fields(record: type[BaseModel]) -> dict[str, FieldInfo]:
    """What a record declares itself, by the names that a document has."""
    declared = inspect.get_annotations(record)
    return {field.alias or name: field for name, field in record.model_fields.items() if name in declared}
