"""Scenarios to start from: samples for kinds of companies, all of whose figures are made up, and one with nothing but a goal."""

import datetime as dt
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from app.documents.yaml_reader import json_from_yaml
from app.planner.text import N_

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
BLANK = "blank"
YEARS = range(2000, 2100)
"""In which a plan from a goal can begin: a link can name any day."""


@dataclass(frozen=True)
class Template:
    """A scenario to start from; `title` and `about` are messages, to be translated where they are shown."""

    key: str
    title: str
    about: str


_SAMPLES = (
    Template("growth", N_("B2B growth"), N_("Cold e-mail, paid search and a blog; a year of bookings in dollars.")),
    Template("software", N_("B2B software"), N_("Recurring revenue with churn and upsell: trials, outbound and webinars, in dollars.")),
    Template("agency", N_("Agency"), N_("Projects signed through referrals, LinkedIn and partners, in euros.")),
    Template(
        "manufacturer", N_("Manufacturer"), N_("Orders that take most of a year: trade fairs, distributors and site visits, in pounds.")
    ),
)
_BLANK = Template(BLANK, N_("From a goal"), N_("One channel and three stages. Type your goal, deal value and rates; the plan follows."))


def templates() -> tuple[Template, ...]:
    """The samples, the one that the product's own examples use first."""
    return _SAMPLES


def template(key: str) -> Template:
    """A sample, or the plan from a goal.

    Raises:
        LookupError: where there is no such template.
    """
    for each in (*_SAMPLES, _BLANK):
        if each.key == key:
            return each
    raise LookupError(key)


def template_document(key: str) -> dict[str, Any]:
    """A template's scenario as it stands in JSON, the caller's own copy; a key that `begun` gives has its day in it.

    Raises:
        LookupError: where there is no such template.
    """
    plain, day = _parted(key)
    document = cast("dict[str, Any]", json.loads(_json_of(template(plain).key)))
    return document if day is None else document | {"today": day.isoformat(), "start": f"{day.year + 1}-01"}


def begun(key: str, day: dt.date) -> str:
    """The template for someone who begins on that day: the plan from a goal knows it, samples have a day of their own.

    The day is part of the key, and so of every link: opened later, it is still the same plan.
    """
    return f"{BLANK}-{day.isoformat()}" if key == BLANK else key


def is_blank(key: str) -> bool:
    """Whether it is the plan from a goal, of whatever day."""
    return key == BLANK or key.startswith(f"{BLANK}-")


def _parted(key: str) -> tuple[str, dt.date | None]:
    """'blank-2026-11-22' in its two parts."""
    if not key.startswith(f"{BLANK}-"):
        return key, None
    try:
        day = dt.date.fromisoformat(key.removeprefix(f"{BLANK}-"))
    except ValueError:
        raise LookupError(key) from None
    if begun(BLANK, day) != key or day.year not in YEARS:
        raise LookupError(key)
    return BLANK, day


@lru_cache(maxsize=16)
def _json_of(key: str) -> bytes:
    return json_from_yaml((EXAMPLES / f"{key}.yaml").read_bytes())
