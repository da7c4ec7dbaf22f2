"""A form's texts into a scenario document, field by field and by locale; what was typed is kept as it was.

A field is named by its JSON pointer, so one reader serves every form: it knows the base document (the sample, or a saved
scenario), changes what was typed, and leaves everything else, to the last digit, as it stands there.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import orjson

from app.documents.declared import Declared, Pointer, declared, parts_of
from app.language import Language, NumberNotUnderstood
from app.planner.faults import Fault
from app.planner.scenario import LONG_TEXT_LENGTH, MONTHS_LIMIT, Scenario

Document = dict[str, Any]
Kind = Literal["number", "money", "percent", "month", "date", "word"]

LONGEST_TEXT = LONG_TEXT_LENGTH + 1
"""Characters read of a field: one more than any field takes, so that what is longer is refused and not cut."""
LONGEST_POINTER = 200
IDENTITIES = ("key", "from", "to", "enters", "activity", "schema")
"""Names by which the parts of a scenario know each other; a form fills in figures, it does not rename."""
_KINDS: dict[str, Kind] = {"fraction": "percent", "money": "money", "month": "month", "date": "date", "text": "word"}


@dataclass(frozen=True)
class Reading:
    """What a form came to.

    Attributes:
        document: the base with everything that could be read.
        texts: what was typed, by pointer; a field that did not come along is not in it.
        faults: what could not be read.
    """

    document: Document
    texts: dict[Pointer, str]
    faults: tuple[Fault, ...]


class Form:
    """The fields over one base document, in one language."""

    def __init__(self, base: Scenario, language: Language) -> None:
        self.base = base
        self.language = language
        self._json = orjson.dumps(base.model_dump(mode="json"))
        self.document: Document = orjson.loads(self._json)
        self._written: dict[Pointer, str] = {}

    def value(self, pointer: Pointer) -> Any:
        """What the base document holds there, None where it holds nothing."""
        return value_at(self.document, pointer)

    def kind(self, pointer: Pointer) -> Kind:
        """How a field is written: a yield up to 1 is a share of something, so it is a percentage; above 1 it is a number."""
        unit = declared(pointer).unit
        if unit == "factor":
            value = self.value(pointer)
            return "percent" if value is not None and value <= 1 else "number"
        return _KINDS.get(unit, "number")

    def written(self, pointer: Pointer) -> str:
        """The base value as it stands in its field."""
        text = self._written.get(pointer)
        if text is None:
            value = self.value(pointer)
            shown = 0 if value is None and declared(pointer).default == 0 else value
            text = self._written[pointer] = write(shown, self.kind(pointer), self.language)
        return text

    def read(self, texts: Iterable[tuple[str, str]]) -> Reading:
        """Every text in its field's place. Names that no scenario declares are left out."""
        document: Document = orjson.loads(self._json)
        kept: dict[Pointer, str] = {}
        faults: list[Fault] = []
        for pointer, given in texts:
            text = given[:LONGEST_TEXT]
            if not self._has(pointer) or pointer in kept:
                continue
            kept[pointer] = text
            if text == self.written(pointer):
                continue
            try:
                set_at(document, pointer, self._read_one(declared(pointer), text))
            except NumberNotUnderstood as error:
                faults.append(Fault(parts_of(pointer), error.code, {"given": error.text, "suggestion": error.suggestion}))
        _fit_seasonality(document, self.document)
        return Reading(document, kept, tuple(faults))

    def changed(self, texts: Mapping[Pointer, str]) -> dict[Pointer, str]:
        """The typed texts that differ from the base."""
        return {pointer: text for pointer, text in texts.items() if text.strip() != self.written(pointer)}

    def _has(self, pointer: Pointer) -> bool:
        """Whether a scenario declares the field, and the base has the list item that it belongs to."""
        if not pointer.startswith("/") or len(pointer) > LONGEST_POINTER:
            return False
        try:
            declared(pointer)
        except LookupError:
            return False
        inside: Any = self.document
        for part in parts_of(pointer)[:-1]:
            if isinstance(inside, list):
                inside = inside[part] if isinstance(part, int) and part < len(inside) else None
            else:
                inside = (inside or {}).get(part) if isinstance(inside, dict) else None
            if inside is None:
                return False
        last = parts_of(pointer)[-1]
        if last in IDENTITIES or (last == "name" and "/steps/" in pointer):
            return False
        return not isinstance(inside, list) or (isinstance(last, int) and last < len(inside))

    def _read_one(self, field: Declared, text: str) -> Any:
        if not text.strip():
            if field.may_be_empty:
                return field.default
            raise NumberNotUnderstood("empty", text)
        return read(text, self.kind(field.pointer), self.language, self.base.currency, whole=isinstance(self.value(field.pointer), int))


def write(value: Any, kind: Kind, language: Language) -> str:
    """A document's value as a field shows it."""
    if value is None:
        return ""
    if kind == "percent":
        return language.percent_input(value)
    if kind == "month":
        return language.month(int(value[:4]), int(value[5:7]))
    if kind == "date":
        return language.date(dt.date.fromisoformat(value))
    return value if isinstance(value, str) else language.number_input(value)


def read(text: str, kind: Kind, language: Language, currency: str, *, whole: bool = False) -> Any:
    """A field's text as a document holds it.

    Raises:
        NumberNotUnderstood: where it is no such thing, or could be two things.
    """
    if kind == "word":
        return text.strip()
    if kind == "month":
        return language.read_month(text)
    if kind == "date":
        return language.read_date(text).isoformat()
    if kind == "percent":
        return float(language.read_percent(text))
    number = language.read_money(text, currency) if kind == "money" else language.read_number(text)
    return int(number) if whole and number == number.to_integral_value() and abs(number) < Decimal(2**53) else float(number)


def value_at(document: Any, pointer: Pointer) -> Any:
    """What a document holds at a pointer, None where it holds nothing."""
    for part in parts_of(pointer):
        if isinstance(document, dict):
            document = document.get(part)
        elif isinstance(document, list) and isinstance(part, int) and part < len(document):
            document = document[part]
        else:
            return None
    return document


def set_at(document: Any, pointer: Pointer, value: Any) -> None:
    """Put a value into a document in which every part but the last of the pointer exists."""
    *path, last = parts_of(pointer)
    for part in path:
        document = document[part]
    document[last] = value


def _fit_seasonality(document: Document, base: Document) -> None:
    """A longer horizon repeats the weights, a shorter one takes the first of them: the form holds one for each month of the base."""
    weights, months = document.get("seasonality"), document.get("months")
    if weights and isinstance(months, int) and 0 < months <= MONTHS_LIMIT and months != base.get("months"):
        document["seasonality"] = [weights[month % len(weights)] for month in range(months)]
