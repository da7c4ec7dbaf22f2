"""A form's texts into a scenario document, field by field and by locale; what was typed is kept as it was.

A field is named by its JSON pointer, so one reader serves every form: it knows the base document (a template, a saved
version, or a draft of it), changes what was typed, and leaves everything else, to the last digit, as it stands there.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, cast

import orjson

from app.documents import following
from app.documents.declared import Declared, Pointer, declared, parts_of
from app.documents.slugs import slug
from app.language import Language, NumberNotUnderstood
from app.planner.faults import Fault
from app.planner.scenario import LONG_TEXT_LENGTH, MEASURED_FIELDS, Scenario
from app.planner.text import N_

Document = dict[str, Any]
Kind = Literal["number", "numbers", "money", "percent", "month", "date", "year", "word", "key"]

LONGEST_TEXT = LONG_TEXT_LENGTH + 1
"""Characters read of a field: one more than any field takes, so that what is longer is refused and not cut."""
LONGEST_POINTER = 200
IDENTITIES = ("key", "from", "to", "schema")
"""Names by which the parts of a scenario know each other; a form fills in figures and names, these stay."""
_KINDS: dict[str, Kind] = {"fraction": "percent", "money": "money", "month": "month", "date": "date", "text": "word"}
_NUMBER_AND_WORD = re.compile(r"(.*\d)\s*([^\W\d]+)", re.DOTALL)
_BETWEEN_NUMBERS = re.compile(r",?\s+")
"""What separates the numbers of a row without a semicolon: 3 7.5 12 and 3, 7.5, 12. A comma inside of a number belongs to it."""
_OPEN_TO_STAGES = ("pipeline", "conversions")


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
        self._kinds: dict[Pointer, Kind] = {}
        self._written: dict[Pointer, str] = {}
        self._known: set[Pointer] = set()

    @property
    def size(self) -> int:
        """Bytes of the document."""
        return len(self._json)

    def value(self, pointer: Pointer) -> Any:
        """What the base document holds there, None where it holds nothing."""
        return value_at(self.document, pointer)

    def kind(self, pointer: Pointer) -> Kind:
        """How a field is written."""
        kind = self._kinds.get(pointer)
        if kind is None:
            kind = self._kinds[pointer] = self._kind_of(pointer)
        return kind

    def _kind_of(self, pointer: Pointer) -> Kind:
        """A yield up to 1 is a share of something, so it is a percentage; above 1 it is a number."""
        parts, unit = parts_of(pointer), declared(pointer).unit
        if declared(pointer).several:
            return "numbers"
        if _is_step_name(parts):
            return "key"
        if parts[-1] in ("low", "high") and unit == "factor":
            return self._kind_of_range(pointer, parts)
        if parts[-1] == "year":
            return "year"
        if unit == "factor":
            value = self.value(pointer)
            return "percent" if value is not None and value <= 1 else "number"
        return _KINDS.get(unit, "number")

    def _kind_of_range(self, pointer: Pointer, parts: tuple[str | int, ...]) -> Kind:
        """A range is written as the value that it is about."""
        if "conversions" in parts:
            return "percent"
        return self.kind(f"{pointer.rpartition('/')[0]}/yield") if "steps" in parts else "money"

    def written(self, pointer: Pointer) -> str:
        """The base value as it stands in its field."""
        text = self._written.get(pointer)
        if text is None:
            value = self.value(pointer)
            shown = 0 if value is None and declared(pointer).default == 0 and parts_of(pointer)[0] == "pipeline" else value
            text = self._written[pointer] = write(shown, self.kind(pointer), self.language)
        return text

    def read(self, texts: Iterable[tuple[str, str]]) -> Reading:
        """Every text in its field's place. Names that no scenario declares are left out."""
        document: Document = orjson.loads(self._json)
        kept: dict[Pointer, str] = {}
        faults: list[Fault] = []
        pairs = list(texts)
        currency = next((text for pointer, text in pairs if pointer == "/currency"), self.base.currency)
        for pointer, given in pairs:
            text = given[:LONGEST_TEXT]
            if not pointer.startswith("/") or pointer in kept or not self.has(pointer):
                continue
            kept[pointer] = text
            if text == self.written(pointer):
                continue
            try:
                self._put(document, pointer, text, currency)
            except NumberNotUnderstood as error:
                faults.append(Fault(parts_of(pointer), error.code, {"given": error.text, "suggestion": error.suggestion}))
        following.follow(document, self.document)
        return Reading(document, kept, tuple(faults))

    def changed(self, texts: Mapping[Pointer, str]) -> dict[Pointer, str]:
        """The typed texts that differ from the base."""
        return {pointer: text for pointer, text in texts.items() if text.strip() != self.written(pointer)}

    def has(self, pointer: Pointer) -> bool:
        """Whether a scenario declares the field, and the base has the list item that it belongs to."""
        if pointer in self._known:
            return True
        if not pointer.startswith("/") or len(pointer) > LONGEST_POINTER:
            return False
        try:
            declared(pointer)
        except LookupError:
            return False
        parts = parts_of(pointer)
        if "/" + "/".join(map(str, parts)) != pointer or parts[-1] in IDENTITIES or not self._stands(parts):
            return False
        self._known.add(pointer)
        return True

    def _stands(self, parts: tuple[str | int, ...]) -> bool:
        """Whether the base has the items on the way; a record that is not there yet can be filled in."""
        inside: Any = self.document
        for place, part in enumerate(parts):
            if isinstance(part, int):
                if not isinstance(inside, list) or part >= len(inside):
                    return False
                inside = inside[part]
                continue
            if isinstance(inside, list) or (place and parts[place - 1] in _OPEN_TO_STAGES and part not in self.base.stage_keys[:-1]):
                return False
            inside = inside.get(part) if isinstance(inside, dict) else None
        return True

    def _put(self, document: Document, pointer: Pointer, text: str, currency: str) -> None:
        if not text.strip() and _in_optional(parts_of(pointer)):
            _take_out(document, parts_of(pointer))
        else:
            _fill_in(document, parts_of(pointer), self._read_one(declared(pointer), text, currency))

    def _read_one(self, field: Declared, text: str, currency: str) -> Any:
        if not text.strip():
            if field.may_be_empty or field.default == "":
                return field.default
            raise NumberNotUnderstood("empty", text)
        if field.unit == "days" and not field.several:
            text = _without_days(text, self.language)
        return read(text, self.kind(field.pointer), self.language, currency, whole=field.whole)


def write(value: Any, kind: Kind, language: Language) -> str:
    """A document's value as a field shows it."""
    if value is None:
        return ""
    if kind == "numbers":
        return "; ".join(language.number_input(each) for each in value)
    if kind == "percent":
        return language.percent_input(value)
    if kind == "month":
        return language.month(int(value[:4]), int(value[5:7]))
    if kind == "date":
        return language.date(dt.date.fromisoformat(value))
    if kind == "year":
        return str(value)  # a number of a year has no separators
    if kind == "key":
        return str(value).replace("_", " ")
    if isinstance(value, str):
        return value
    return language.amount_input(value) if kind == "money" else language.number_input(value)


def read(text: str, kind: Kind, language: Language, currency: str, *, whole: bool = False) -> Any:
    """A field's text as a document holds it.

    Raises:
        NumberNotUnderstood: where it is no such thing, or could be two things.
    """
    if kind == "word":
        return text.strip()
    if kind == "numbers":
        return _read_numbers(text, language)
    if kind == "key":
        return _read_key(text)
    if kind == "month":
        return language.read_month(text)
    if kind == "date":
        return language.read_date(text).isoformat()
    if kind == "percent":
        return float(language.read_percent(text))
    number = language.read_money(text, currency) if kind == "money" else language.read_number(text)
    return int(number) if whole and number == number.to_integral_value() and abs(number) < Decimal(2**53) else float(number)


def _without_days(text: str, language: Language) -> str:
    """'21 days' and '21 d' are 21: the cell itself shows the unit so. '3 weeks' are asked back as '21 days'."""
    found = _NUMBER_AND_WORD.fullmatch(text.strip())
    if found is None:
        return text
    weeks = [language.gettext(N_("week")), language.gettext(N_("weeks"))]
    if found[2].casefold() in map(str.casefold, weeks):
        raise NumberNotUnderstood("not_a_number", text, (language.days(7 * language.read_number(found[1])),))
    words = [language.gettext(N_("days")), language.gettext(N_("d")), *(language.days(n).lstrip("0123456789 \u00a0") for n in (1, 2))]
    return found[1] if any(word.casefold().startswith(found[2].casefold()) for word in words) else text


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


def _fill_in(document: Document, parts: tuple[str | int, ...], value: Any) -> None:
    """Put a value into its place; a record on the way that is not there yet is begun."""
    inside: Any = document
    for part in parts[:-1]:
        if isinstance(inside, dict) and inside.get(part) is None:
            inside[part] = {}
        inside = inside[part]
    inside[parts[-1]] = value


def _take_out(document: Document, parts: tuple[str | int, ...]) -> None:
    """Empty a field of an optional record; with its last figure the record goes, too."""
    inside = value_at(document, "/" + "/".join(map(str, parts[:-1])))
    if not isinstance(inside, dict):
        return
    inside.pop(str(parts[-1]), None)
    if all(value is None for value in inside.values()):
        above = cast("dict[str, Any]", value_at(document, "/" + "/".join(map(str, parts[:-2]))) if len(parts) > 2 else document)
        if _is_override(parts):
            above.pop(str(parts[-2]), None)
        else:
            above[str(parts[-2])] = None


def _read_numbers(text: str, language: Language) -> list[float]:
    """A row of numbers, from the smallest to the largest: nobody has to sort them.

    Raises:
        NumberNotUnderstood: with the one that is none; what it could mean would stand for the whole row, and is not said.
    """
    parts = text.strip().split(";") if ";" in text else _BETWEEN_NUMBERS.split(text.strip())
    try:
        return sorted(float(language.read_number(part)) for part in parts if part.strip())
    except NumberNotUnderstood as error:
        raise NumberNotUnderstood("not_a_number", error.text) from error


def _read_key(text: str) -> str:
    key = slug(text)
    if not key:
        raise NumberNotUnderstood("not_a_word", text)
    return key


def _is_step_name(parts: tuple[str | int, ...]) -> bool:
    return parts[0] == "channels" and (parts[-1] == "activity" or (len(parts) == 5 and parts[2] == "steps" and parts[-1] == "name"))


def _in_optional(parts: tuple[str | int, ...]) -> bool:
    """Whether the field belongs to a record that a scenario may do without: left empty, there is no such record."""
    return any(part in ("evidence", "benchmark", "outreach", "content", *MEASURED_FIELDS) for part in parts[:-1]) or _is_override(parts)


def _is_override(parts: tuple[str | int, ...]) -> bool:
    """Whether the field stands in what a channel does differently at a stage."""
    return len(parts) == 5 and parts[0] == "channels" and parts[2] == "conversions"
