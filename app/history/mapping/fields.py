"""What a column can be, with the headers by which it is known in many tools and languages. The documentation lists this table."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from app.history.mapping.header_words import core, halves, spelled
from app.history.mapping.headers_of_buyers import HEADERS_OF_BUYERS
from app.history.mapping.headers_of_ledgers import ACTIVITIES, HEADERS_OF_LEDGERS
from app.history.recipe import Kind
from app.history.values.words import fold_header
from app.planner.text import N_


@dataclass(frozen=True)
class Field:
    """A meaning of columns.

    Attributes:
        name: as recipes say it. what: in words. kinds: of the files that have it. holds: date, number or text.
        spellings: headers that mean it, compared folded; a bar separates them.
        many: whether several columns of a file may have it.
    """

    name: str
    what: str
    kinds: tuple[Kind, ...]
    holds: str
    spellings: str = ""
    many: bool = False


_HEADERS = HEADERS_OF_BUYERS | HEADERS_OF_LEDGERS

FIELDS = (
    Field("id", N_("Number or key of the buyer, the same in all files"), ("records", "events"), "text", _HEADERS["id"]),
    Field(
        "created", N_("Day on which the record was created: entry of the first stage"), ("records", "events"), "date", _HEADERS["created"]
    ),
    Field(
        "closed",
        N_("Day on which it was won or lost; on an open row a forecast, which does not count"),
        ("records",),
        "date",
        _HEADERS["closed"],
    ),
    Field(
        "expected_close",
        N_("Day on which it is hoped to close; never used as an outcome"),
        ("records",),
        "date",
        _HEADERS["expected_close"],
    ),
    Field("outcome", N_("Won, lost or open, or the stage it is in"), ("records",), "text", _HEADERS["outcome"], many=True),
    Field(
        "is_won", N_("Yes or no: whether it was won; counts together with whether it is closed"), ("records",), "text", _HEADERS["is_won"]
    ),
    Field(
        "is_closed", N_("Yes or no: whether it is closed; what is closed and not won is lost"), ("records",), "text", _HEADERS["is_closed"]
    ),
    Field("lost", N_("Day on which it was lost"), ("records",), "date", _HEADERS["lost"]),
    Field("amount", N_("What the deal is worth"), ("records", "events"), "number", _HEADERS["amount"]),
    Field("currency", N_("Currency of the row's amounts"), ("records", "events", "spend", "counts"), "text", _HEADERS["currency"]),
    Field("channel", N_("Where the buyer came from"), ("records", "events", "counts", "spend"), "text", _HEADERS["channel"]),
    Field("owner", N_("Who is responsible: to split by"), ("records", "events"), "text", _HEADERS["owner"]),
    Field(
        "account",
        N_("The company: accounts are counted, their names are kept where they are few"),
        ("records", "events"),
        "text",
        _HEADERS["account"],
    ),
    Field("entered", N_("Day on which a stage was entered"), ("records",), "date", many=True),
    Field("attribute", N_("Anything else of few values, to split by"), ("records", "events", "lookup"), "text", many=True),
    Field("stage", N_("The stage that was entered, or that is counted"), ("events", "counts"), "text", _HEADERS["stage"]),
    Field("from_stage", N_("The stage before: rows in which nothing moved are left out"), ("events",), "text", _HEADERS["from_stage"]),
    Field("changed", N_("Which field changed: only changes of the stage count"), ("events",), "text", _HEADERS["changed"]),
    Field("day", N_("The day or month"), ("events", "counts", "spend"), "date", _HEADERS["day"]),
    Field("year", N_("The year, where the day column has only the month or quarter"), ("counts", "spend"), "number"),
    Field("until", N_("The last day of the row's period"), ("spend", "counts"), "date", _HEADERS["until"]),
    Field("campaign", N_("The campaign"), ("spend", "counts"), "text", _HEADERS["campaign"]),
    Field("spend", N_("Money spent"), ("spend", "counts"), "number", _HEADERS["spend"]),
    Field("revenue", N_("Revenue that the file itself states"), ("spend", "counts"), "number", _HEADERS["revenue"]),
    Field("activity", N_("Something done or reached, counted: impressions, e-mails sent"), ("spend", "counts"), "number", many=True),
    Field("count", N_("How many entered a stage"), ("counts",), "number", _HEADERS["count"], many=True),
    Field("key", N_("The value that the row tells more about"), ("lookup",), "text"),
)

NAMED = {field.name: field for field in FIELDS}


@cache
def places_of(field: str) -> dict[str, int]:
    """The folded headers that mean a field, with how likely each is: 0 is the likeliest."""
    return {fold_header(spelling): place for place, spelling in reversed(list(enumerate(NAMED[field].spellings.split("|")))) if spelling}


@cache
def _cores_of(field: str) -> dict[str, int]:
    """The same without what is said of any column: the thing that a row is (Deal owner), articles."""
    cores = {core(spelling): place for place, spelling in reversed(list(enumerate(NAMED[field].spellings.split("|"))))}
    return {spelling: place for spelling, place in cores.items() if spelling}


@cache
def known_headers(field: str) -> frozenset[str]:
    """The folded headers that mean a field."""
    return frozenset(places_of(field))


_GRAIN = re.compile(r"[:\s_](?:day|week|month|quarter)$", re.I)
"""How a column is called whose days were put together: Created At: Month, leads_created_month."""


@lru_cache(maxsize=4_096)
def place_of(header: str, field: str) -> int | None:
    """How likely a header means a field, 0 the likeliest; None where it does not. A header in two languages may mean it in either."""
    places, cores = places_of(field), _cores_of(field)
    texts = halves(header)
    exact = [places[folded] for text in texts if (folded := spelled(text)) in places]
    if exact:
        return min(exact)
    if field == "day" and _GRAIN.search(header):
        return 2 * len(places)
    alike = [len(places) + cores[bare] for text in texts if (bare := core(text)) in cores]
    return min(alike, default=None)


def means(header: str, field: str) -> bool:
    """Whether a header is a spelling of a field, or differs from one only in words that are said of any column."""
    return place_of(header, field) is not None


@cache
def activity_headers() -> dict[str, str]:
    """The name of an activity by folded header."""
    return {fold_header(spelling): name for name, spellings in ACTIVITIES.items() for spelling in spellings.split("|")}
