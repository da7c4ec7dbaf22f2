"""Query parameters, read by hand: each that makes no sense is named, with what would be accepted."""

import re
from collections.abc import Sequence
from typing import Any

from fastapi import Request

from app.api.problems import InvalidParameter
from app.planner.faults import Fault, nearest

_ECHO = 60
_WHOLE = re.compile(r"-?[0-9]{1,18}")
TEXT_LIMIT = 1000


class Parameters:
    """The query of a request; `known` are the names it may have."""

    def __init__(self, request: Request, *known: str) -> None:
        self._query = request.query_params
        for name in self._query:
            if name not in known:
                given = name[:_ECHO]
                raise InvalidParameter(
                    given, Fault((), "unknown_field", {"given": given, "nearest": nearest(given, known), "known": known})
                )
        for name in known:
            if len(self._query.getlist(name)) > 1:
                raise InvalidParameter(name, Fault((), "duplicate_field", {"given": name}))

    def text(self, name: str, longest: int = TEXT_LIMIT) -> str | None:
        """A text; None where there is none."""
        value = self._query.get(name)
        if value is not None and len(value) > longest:
            raise InvalidParameter(name, Fault((), "too_long", {"given": len(value), "limit": longest}))
        if value is not None and "\0" in value:
            raise InvalidParameter(name, Fault((), "hidden_character", {}))
        return value

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
