"""Query parameters, read by hand: each that makes no sense is named, with what would be accepted."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from fastapi import Request

from app.api.problems import InvalidParameter
from app.planner.faults import Fault, nearest

_ECHO = 60
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
TEXT_LIMIT = 1000
SEVERAL_LIMIT = 100


class Parameters:
    """The query of a request; `known` are the names it may have, `several` those of them that may stand more than once."""

    def __init__(self, request: Request, *known: str, several: Sequence[str] = ()) -> None:
        self._query = request.query_params
        for name in self._query:
            if name not in known:
                given = name[:_ECHO]
                raise InvalidParameter(
                    given, Fault((), "unknown_field", {"given": given, "nearest": nearest(given, known), "known": known})
                )
        for name in known:
            if len(self._query.getlist(name)) > (SEVERAL_LIMIT if name in several else 1):
                raise InvalidParameter(name, Fault((), "duplicate_field", {"given": name}))

    def text(self, name: str, longest: int = TEXT_LIMIT) -> str | None:
        """A text; None where there is none."""
        value = self._query.get(name)
        if value is not None and len(value) > longest:
            raise InvalidParameter(name, Fault((), "too_long", {"given": len(value), "limit": longest}))
        if value is not None and "\0" in value:
            raise InvalidParameter(name, Fault((), "hidden_character", {}))
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """All texts of a parameter that may stand more than once."""
        found = tuple(self._query.getlist(name))
        for value in found:
            if len(value) > TEXT_LIMIT:
                raise InvalidParameter(name, Fault((), "too_long", {"given": len(value), "limit": TEXT_LIMIT}))
            if "\0" in value:
                raise InvalidParameter(name, Fault((), "hidden_character", {}))
        return found

    def day(self, name: str) -> str | None:
        """A date as ISO text; None where there is none."""
        text = self._query.get(name)
        if text is None:
            return None
        try:
            if _DAY.fullmatch(text) and dt.date(1900, 1, 1) <= dt.date.fromisoformat(text) <= dt.date(2199, 12, 31):
                return text
        except ValueError:
            pass
        raise InvalidParameter(name, Fault((), "bad_date", {"given": text[:_ECHO]}))

    def number(self, name: str, low: float, high: float) -> float | None:
        """A number within bounds; None where there is none."""
        text = self._query.get(name)
        if text is None:
            return None
        return number_in(name, text, low, high)

    def choice(self, name: str, options: Sequence[str], default: str) -> str:
        """One of several words; left out, it is the default, which need not be one of them."""
        value = self._query.get(name)
        if value is None:
            return default
        if value not in options:
            given = value[:_ECHO]
            raise InvalidParameter(
                name, Fault((), "not_an_option", {"given": given, "options": list(options), "nearest": nearest(given, options)})
            )
        return value

    def whole(self, name: str, low: int, high: int) -> int | None:
        """A whole number within bounds; None where there is none."""
        text = self._query.get(name)
        if text is None:
            return None
        values: dict[str, Any] = {"given": text[:_ECHO], "unit": "count"}
        if not (text.isascii() and _WHOLE.fullmatch(text)):
            raise InvalidParameter(name, Fault((), "not_a_number", values))
        number = int(text)
        if number < low:
            raise InvalidParameter(name, Fault((), "too_small", {**values, "given": number, "limit": low}))
        if number > high:
            raise InvalidParameter(name, Fault((), "too_large", {**values, "given": number, "limit": high}))
        return number


def number_in(name: str, text: str, low: float, high: float) -> float:
    """A number within bounds, in the text of a parameter."""
    if not (text.isascii() and _NUMBER.fullmatch(text)):
        raise InvalidParameter(name, Fault((), "not_a_number", {"given": text[:_ECHO]}))
    number = float(text)
    if number < low:
        raise InvalidParameter(name, Fault((), "too_small", {"given": number, "limit": low}))
    if number > high:
        raise InvalidParameter(name, Fault((), "too_large", {"given": number, "limit": high}))
    return number
