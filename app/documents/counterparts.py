"""Where a part of one document stands in another, by what it is and not by its position."""

from typing import Any

from app.documents.declared import Pointer, parts_of
from app.documents.identity import Names, Path, is_list_of_parts, item_names

Document = dict[str, Any]


class Counterparts:
    """Pointers of one document as pointers of another."""

    def __init__(self, here: Document, there: Document) -> None:
        self._here, self._there = here, there
        self._same = here == there
        self._names: dict[Path, tuple[Names, Names]] = {}
        self._found: dict[Pointer, Pointer | None] = {}

    def of(self, pointer: Pointer) -> Pointer | None:
        """The same input in the other document; None where the part that it belongs to is not there."""
        if self._same:
            return pointer
        if pointer not in self._found:
            self._found[pointer] = self._looked_up(pointer)
        return self._found[pointer]

    def _looked_up(self, pointer: Pointer) -> Pointer | None:
        here, there = self._here, self._there
        path: Path = ()
        at: list[str] = []
        for part in parts_of(pointer):
            if isinstance(part, int) and is_list_of_parts(path):
                names, others = self._of_parts(path, here, there)
                if part >= len(names) or names[part] not in others:
                    return None
                place: str | int = others.index(names[part])
                step: str | int = names[part]
            else:
                place = step = part
            here, there = _inside(here, part), _inside(there, place)
            path, at = (*path, step), [*at, str(place)]
        return "/" + "/".join(at)

    def _of_parts(self, path: Path, here: Any, there: Any) -> tuple[Names, Names]:
        if path not in self._names:
            self._names[path] = item_names(path, there or (), here or ())[::-1]
        return self._names[path]


def _inside(document: Any, part: str | int) -> Any:
    if isinstance(document, dict):
        return document.get(str(part))
    if isinstance(document, list) and isinstance(part, int) and part < len(document):
        return document[part]
    return None
