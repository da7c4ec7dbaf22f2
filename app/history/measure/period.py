"""The days that a question is about."""

import datetime as dt
from dataclasses import dataclass, replace

from app.history.measured import Question

EPOCH = dt.date(1970, 1, 1)
EVER, NEVER = -(2**30), 2**30
"""Days before and after everything."""


@dataclass(frozen=True)
class Period:
    """Which entries count, and up to when things are known, in days since 1970-01-01.

    Attributes:
        since, until: first and last day of entry; EVER where nothing bounds it. until is never after as_of.
        as_of: the last day that is known. now: whether that is all there is, so that words without a day hold, too.
    """

    since: int
    until: int
    as_of: int
    now: bool

    @property
    def bounded(self) -> bool:
        """Whether some entries may be left out."""
        return self.since > EVER or self.until < self.as_of

    def starting(self, since: int) -> "Period":
        """The same, with no entry before a day."""
        return replace(self, since=max(self.since, since))


def day_number(text: str) -> int:
    """2026-03-01 as days since 1970-01-01."""
    return (dt.date.fromisoformat(text) - EPOCH).days


def day_text(day: int) -> str:
    """The reverse."""
    return (EPOCH + dt.timedelta(days=int(day))).isoformat()


def month_of(day: int) -> int:
    """Months since January 1970."""
    date = EPOCH + dt.timedelta(days=int(day))
    return (date.year - 1970) * 12 + date.month - 1


def first_of_month(month: int) -> int:
    """The first day of a month that is given as months since January 1970."""
    return (dt.date(1970 + month // 12, month % 12 + 1, 1) - EPOCH).days


def period_of(question: Question, known_to: int | None) -> Period:
    """The days of a question about data known to a day."""
    as_of = NEVER if known_to is None else known_to
    asked = day_number(question.as_of) if question.as_of else as_of
    as_of_asked = min(asked, as_of)
    since = day_number(question.since) if question.since else EVER
    until = min(day_number(question.until), as_of_asked) if question.until else as_of_asked
    return Period(since, until, as_of_asked, now=asked >= as_of)
