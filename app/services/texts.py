"""The short texts that people give along with a scenario: what is accepted, and how they are compared."""

import re
import unicodedata
from collections.abc import Iterable

from app.planner.faults import Fault, InvalidScenario
from app.planner.scenario import TEXT_LENGTH

TAG_LENGTH = 40
TAGS_LIMIT = 20

_HIDDEN = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
TURNING = r"\u202a-\u202e\u2066-\u2069"
"""Characters that turn the direction of writing until another ends it, so that a name is shown as another, or what is around it."""
UNSEEN = rf"\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u2060-\u2065\ufeff\ud800-\udfff{TURNING}"
"""With others that nobody sees: two names that differ by them alone look like one."""
_UNSEEN = re.compile(f"[{UNSEEN}]")
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


def accepted_text(text: str, field: str, *, limit: int = TEXT_LENGTH, at: tuple[str | int, ...] = ()) -> str:
    """The text without space around it.

    Raises:
        InvalidScenario: where it is empty, too long, or holds what cannot be seen; the fault names the field.
    """
    path = at or (field,)
    text = text.strip()
    if not text:
        raise InvalidScenario([Fault(path, "too_short")])
    if len(text) > limit:
        raise InvalidScenario([Fault(path, "too_long", {"given": len(text), "limit": limit})])
    if _HIDDEN.search(text):
        raise InvalidScenario([Fault(path, "hidden_character")])
    return text


def accepted_name(text: str, field: str) -> str:
    """The name of a list: of nothing but what is seen, since lists are told apart by it. Raises as `accepted_text` does."""
    name = accepted_text(text, field)
    if _UNSEEN.search(name):
        raise InvalidScenario([Fault((field,), "hidden_character")])
    return name


def accepted_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """The tags sorted, each once whatever its case; raises as `accepted_text` does."""
    given = [accepted_text(tag, "tags", limit=TAG_LENGTH, at=("tags", position)) for position, tag in enumerate(tags)]
    found: dict[str, str] = {}
    for tag in given:
        found.setdefault(folded(tag), tag)
    if len(found) > TAGS_LIMIT:
        raise InvalidScenario([Fault(("tags",), "too_many", {"given": len(found), "limit": TAGS_LIMIT})])
    return tuple(found[key] for key in sorted(found))


def is_storable(text: str) -> bool:
    """Whether every database can hold it: no NUL, and no half of a character, which JSON can spell."""
    return _UNSTORABLE.search(text) is None


def folded(text: str) -> str:
    """The text for comparing: without regard to case, to how accents are encoded, and to width."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def sort_key(text: str) -> str:
    """The text for sorting by code points: letters with accents stand beside those without. No longer than an index takes."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return bare.casefold()[:TEXT_LENGTH]
