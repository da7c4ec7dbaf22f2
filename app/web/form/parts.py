"""What the parts of a form are called whatever their position, so that the page can put a text back where it belongs."""

from typing import Any

from app.documents.declared import Pointer
from app.documents.identity import Names, Path, item_names

_LISTS = ("stages", "conversions", "channels", "team")


def names_of_parts(document: dict[str, Any]) -> dict[Pointer, Names]:
    """For the pointer of every list of parts the names of its items: {"/stages": ("lead", "mql"), ...}."""
    found = {f"/{name}": _names((name,), document[name]) for name in _LISTS}
    steps = {f"/channels/{place}/steps": _names(("channels", "steps"), each["steps"]) for place, each in enumerate(document["channels"])}
    return found | {pointer: names for pointer, names in steps.items() if names}


def _names(path: Path, parts: list[dict[str, Any]]) -> Names:
    return item_names(path, parts, ())[0]
