"""YAML by the core schema of YAML 1.2: `no` is a word, a date is a word, 1e6 is a number.

Read from the parser's events and without recursion, so that depth is refused before it is built; anchors, aliases and
tags are refused outright, because a scenario never needs them and a few lines of them can fill a machine.
"""

import json
import math
import re
from collections.abc import Iterator
from typing import Any

import yaml

from app.documents.unreadable import DEPTH_LIMIT, ECHO_LENGTH, FAULTS_LIMIT, NAME_LENGTH, SIZE_LIMIT, UnreadableDocument, shortened
from app.planner.faults import Fault, InvalidScenario

PARTS_LIMIT = 100_000
"""Names and values in a document."""
DIGITS_LIMIT = 400
"""Digits of a whole number; more are beyond what a float can hold, and slow to convert."""

_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_WHOLE = re.compile(r"[-+]?[0-9]+")
_REAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_INFINITE = re.compile(r"[-+]?(\.inf|\.Inf|\.INF)")
_NOT_A_NUMBER = frozenset((".nan", ".NaN", ".NAN"))

Scalar = str | int | float | bool | None
Collection = list[Any] | dict[str, Any]


def plain_value(text: str) -> Scalar:
    """What an unquoted scalar stands for."""
    if text in _NULL:
        return None
    if text in _TRUTH:
        return _TRUTH[text]
    if _WHOLE.fullmatch(text):
        return int(text) if len(text) <= DIGITS_LIMIT else math.inf
    if _REAL.fullmatch(text):
        return float(text)
    if _OTHER_BASE.fullmatch(text):
        return int(text, 0) if len(text) <= DIGITS_LIMIT else math.inf
    if _INFINITE.fullmatch(text):
        return math.inf
    return math.nan if text in _NOT_A_NUMBER else text


def json_from_yaml(text: bytes | str) -> bytes:
    """The same document in JSON, so that one validation serves both. Infinities stay, for their field to refuse.

    Raises:
        UnreadableDocument: where it is not YAML, or uses what a scenario never needs.
        InvalidScenario: where a record names a field twice.
    """
    builder = _Builder()
    try:
        builder.take(yaml.parse(_decoded(text), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UnreadableDocument("not_yaml", mark.line + 1 if mark else None, mark.column + 1 if mark else None) from None
    except yaml.YAMLError:
        raise UnreadableDocument("hidden_character") from None  # the one error that the parser raises without a place
    if not builder.documents:
        raise UnreadableDocument("empty")
    if builder.faults:
        raise InvalidScenario(builder.faults)
    return json.dumps(builder.root).encode()


def _decoded(text: bytes | str) -> str:
    if len(text) > SIZE_LIMIT:
        raise UnreadableDocument("too_large")
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = text[: error.start]
        raise UnreadableDocument("not_utf8", before.count(b"\n") + 1, error.start - before.rfind(b"\n")) from None


class _Builder:
    """Puts a document together from the parser's events."""

    def __init__(self) -> None:
        self.root: Any = None
        self.documents = 0
        self.faults: list[Fault] = []
        self._open: list[Collection] = []
        self._path: list[str | int] = []
        self._name: str | None = None

    def take(self, events: Iterator[yaml.Event]) -> None:
        """Read all events.

        Raises:
            UnreadableDocument: at the first thing that is not allowed.
        """
        for position, event in enumerate(events):
            if position > PARTS_LIMIT:
                raise _at(event, "too_many_parts")
            if isinstance(event, yaml.ScalarEvent):
                self._refuse_marks(event)
                self._take_scalar(event)
            elif isinstance(event, yaml.CollectionStartEvent):
                self._refuse_marks(event)
                self._start([] if isinstance(event, yaml.SequenceStartEvent) else {}, event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._open.pop()
                self._complete()
            elif isinstance(event, yaml.AliasEvent):
                raise _at(event, "alias")
            elif isinstance(event, yaml.DocumentStartEvent):
                self.documents += 1
                if self.documents > 1:
                    raise _at(event, "several_documents")

    def _refuse_marks(self, event: Any) -> None:
        if event.anchor is not None:
            raise _at(event, "alias")
        if event.tag is not None and event.tag != "!":
            raise _at(event, "tag")

    def _take_scalar(self, event: Any) -> None:
        if self._awaits_name():
            self._begin(event.value)
        else:
            self._place(plain_value(event.value) if event.implicit[0] else event.value)
            self._complete()

    def _start(self, collection: Collection, event: Any) -> None:
        if len(self._open) == DEPTH_LIMIT:
            raise _at(event, "too_deep")
        if self._awaits_name():
            raise _at(event, "not_yaml")
        self._place(collection)
        self._open.append(collection)
        self._name = None

    def _awaits_name(self) -> bool:
        return self._name is None and bool(self._open) and isinstance(self._open[-1], dict)

    def _begin(self, name: str) -> None:
        self._name = name
        self._path.append(shortened(name, NAME_LENGTH))
        if name in self._open[-1] and len(self.faults) < FAULTS_LIMIT:
            self.faults.append(Fault(tuple(self._path), "duplicate_field", {"given": shortened(name, ECHO_LENGTH)}))

    def _place(self, value: Any) -> None:
        if not self._open:
            self.root = value
            return
        holder = self._open[-1]
        if isinstance(holder, list):
            self._path.append(len(holder))
            holder.append(value)
        elif self._name is not None:
            holder[self._name] = value

    def _complete(self) -> None:
        """A value is complete; its record then awaits another name."""
        if self._path:
            self._path.pop()
        self._name = None


def _at(event: Any, code: str) -> UnreadableDocument:
    return UnreadableDocument(code, event.start_mark.line + 1, event.start_mark.column + 1)
