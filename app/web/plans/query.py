"""What the list shows, as its address says it: search, tag, archive, order and page. Nothing else decides."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from app.services.listing import CURSOR_LIMIT

STORED_ORDERS: Final = ("name", "changed")
FIGURE_ORDERS: Final = ("goal", "deals", "top", "daily", "spend", "status")
FALLING_FIRST: Final = frozenset(("changed", "goal", "deals", "top", "daily", "spend"))
"""Orders that begin with the largest or the latest, unless asked otherwise."""
PAGE: Final = 50
LONGEST: Final = 200
_USUAL: Final = "changed"


@dataclass(frozen=True)
class Query:
    """The choices of whoever looks at the list."""

    search: str = ""
    tag: str = ""
    archived: bool = False
    sort: str = _USUAL
    descending: bool = True
    after: str = ""

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> "Query":
        """The choices in an address; what makes no sense there is as usual."""
        sort = texts.get("sort", "")
        sort = sort if sort in STORED_ORDERS + FIGURE_ORDERS else _USUAL
        order = texts.get("order", "")
        return cls(
            search=" ".join(_visible(texts.get("q", "")).split())[:LONGEST],
            tag=_visible(texts.get("tag", "")).strip()[:LONGEST],
            archived=texts.get("show") == "archived",
            sort=sort,
            descending=order == "desc" if order in ("asc", "desc") else sort in FALLING_FIRST,
            after=_visible(texts.get("after", ""))[:CURSOR_LIMIT],
        )

    def ordered_by(self, sort: str) -> "Query":
        """By a column: its usual way first, and the other way round when it is the order already. Begins with the first page."""
        falling = not self.descending if sort == self.sort else sort in FALLING_FIRST
        return replace(self, sort=sort, descending=falling, after="")

    def first_page(self, **changes: str | bool) -> "Query":
        """The same list with other filters, from its start."""
        return replace(self, after="", **changes)  # type: ignore[arg-type]  # names are checked by replace

    def following(self, cursor: str) -> "Query":
        """The page behind a cursor."""
        return replace(self, after=cursor)

    @property
    def is_narrowed(self) -> bool:
        """Whether a search or a tag leaves something out."""
        return bool(self.search or self.tag)

    @property
    def fields(self) -> dict[str, str]:
        """What an address has to say of it: only what is not as usual."""
        said = {"q": self.search, "tag": self.tag, "show": "archived" if self.archived else ""}
        if (self.sort, self.descending) != (_USUAL, True):
            said["sort"] = self.sort
            said["order"] = "desc" if self.descending else "asc"
        said["after"] = self.after
        return {name: text for name, text in said.items() if text}

    @property
    def address(self) -> str:
        """The list with these choices."""
        return self.with_news({})

    @property
    def back(self) -> str:
        """What a form brings along for the way back to it."""
        return urlencode(self.fields)

    def with_news(self, news: Mapping[str, str]) -> str:
        """The same with something to tell once, such as what was just done."""
        query = urlencode(self.fields | dict(news))
        return f"/plans?{query}" if query else "/plans"


def _visible(text: str) -> str:
    """Without what no name can hold, so that a search for it finds nothing instead of failing."""
    return "".join(letter for letter in text if letter.isprintable())
