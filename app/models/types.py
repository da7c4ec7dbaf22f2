"""Column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import REAL, BigInteger, Boolean, DateTime, Dialect, Float, Integer, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

Ordered = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that is sorted: by its code points on both, and not by what a server was set up with."""

Long = BigInteger().with_variant(Integer(), "sqlite")
"""A whole number beyond two thousand million; SQLite's own goes that far."""

Real = Float(53).with_variant(REAL(), "sqlite")
"""A number with a fraction, of double precision on both."""

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class UtcTime(TypeDecorator[datetime]):
    """A moment. SQLite has no type for one: there it is ISO 8601 text of one length, which sorts as time does."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse a time of no time zone, which would be somebody's guess."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return f"{moment.replace(tzinfo=None).isoformat(timespec='microseconds')}Z" if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """The moment in UTC."""
        if value is None:
            return None
        return _moment(value) if dialect.name == "sqlite" else value.astimezone(UTC)


def _moment(text: str) -> datetime:
    """The moment in UTC; what only another hand can have written there is long ago, or one row would keep all from being read."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC) if text.endswith("Z") else datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return LONG_AGO


class Flag(TypeDecorator[bool]):
    """Yes or no; 1 or 0 on SQLite, whose strict tables know no truth values."""

    impl = Boolean
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """A whole number on SQLite."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Boolean())

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> Any:
        """1 or 0 on SQLite."""
        return int(value) if dialect.name == "sqlite" and value is not None else value

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:  # noqa: ARG002
        """True or False."""
        return None if value is None else bool(value)
