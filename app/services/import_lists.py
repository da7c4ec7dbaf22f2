"""Lists: what figures can be measured of. A list is nothing but the imports that name it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from app.history.recipe import Kind
from app.history.whose import is_money_of, lists_of
from app.services.imports import Import, done, get_import, imports
from app.services.texts import folded

if TYPE_CHECKING:
    from app.history.mapping import KnownList


@dataclass(frozen=True)
class ListLine:
    """A list that figures can be measured of, put together from its imports; `rows` counts what was taken of each.

    `beside` are the imports that add to it without being of it: its money and activity, and lookups of its columns.
    """

    name: str
    kind: Kind
    imports: tuple[str, ...]
    beside: tuple[str, ...]
    rows: int
    first: str | None
    last: str | None
    known_to: str | None
    stages: tuple[str, ...]


def lists(session: Session, workspace: str) -> list[ListLine]:
    """What figures can be measured of, by name: lists of buyers, and those of counts alone."""
    kept = done(session, workspace)
    found: dict[str, list[Import]] = {}
    for each in kept:
        if each.taken is not None and each.kind in ("records", "events", "counts"):
            found.setdefault(each.taken.list_name, []).append(each)
    return [_list_line(name, some, (*_money(name, kept), *_lookups(some, kept))) for name, some in sorted(found.items())]


def by_origin(session: Session, workspace: str) -> dict[str, ListLine]:
    """Lists by what plans name that took figures over: the name, and the imports, of which some may have been replaced by now."""
    by_name = {each.name: each for each in lists(session, workspace)}
    by_id = {id: each.taken.list_name for each in done(session, workspace) if each.taken for id in (each.id, *each.replaces)}
    return by_name | {id: by_name[name] for id, name in by_id.items() if name in by_name}


def _money(name: str, kept: Sequence[Import]) -> list[str]:
    names = lists_of(each.recipe for each in kept if each.recipe is not None)
    return [each.id for each in kept if each.recipe is not None and is_money_of(each.recipe, name, names)]


def _lookups(some: Sequence[Import], kept: Sequence[Import]) -> list[str]:
    """Those that add a column to the buyers of the list: by one of its own columns, or by what another lookup says of one."""
    own = _columns(each for each in some if each.kind in ("records", "events"))
    known = set(own)
    found: list[str] = []
    waiting = [each for each in kept if each.kind == "lookup" and each.recipe is not None and _columns([each]) - own]
    while some_more := [each for each in waiting if _key(each) in known]:
        waiting = [each for each in waiting if _key(each) not in known]
        found += [each.id for each in some_more]
        known |= _columns(some_more)
    return found


def _columns(some: Iterable[Import]) -> set[str]:
    return {folded(column) for each in some if each.taken is not None for column in each.taken.columns}


def _key(lookup: Import) -> str:
    """The column whose values it is about."""
    columns = lookup.recipe.columns if lookup.recipe is not None else ()
    return next((folded(column.name or column.header) for column in columns if column.field == "key"), "")


def _list_line(name: str, some: Sequence[Import], beside: tuple[str, ...]) -> ListLine:
    taken = [each.taken for each in some if each.taken is not None]
    kinds = {each.kind for each in taken}
    first, last, known_to = ([value for each in taken if (value := getattr(each, what))] for what in ("first", "last", "known_to"))
    return ListLine(
        name=name,
        kind="records" if "records" in kinds else "events" if "events" in kinds else "counts",
        imports=tuple(each.id for each in some),
        beside=beside,
        rows=sum(each.taken for each in taken),
        first=min(first, default=None),
        last=max(last, default=None),
        known_to=max(known_to, default=None),
        stages=_stages(some),
    )


def _stages(some: Sequence[Import]) -> tuple[str, ...]:
    """The stages in the order that figures have them; where all files say the same there is nothing to put in order."""
    own = [each for each in some if each.kind in ("records", "events")] or some
    known = [
        (each.recipe.stages, each.taken.first)
        for each in sorted(own, key=lambda each: each.order)
        if each.recipe is not None and each.taken is not None
    ]
    if len({stages for stages, _ in known}) < 2:
        return known[0][0] if known else ()
    from app.history.gather.stage_order import stage_order

    return stage_order(known)


def joined_stages(given: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The stages of several files in one order: those of the longest, others before the next stage that is known."""
    joined: list[str] = []
    for stages in sorted(given, key=len, reverse=True):
        place = 0
        for stage in stages:
            if stage in joined:
                place = joined.index(stage) + 1
            else:
                joined.insert(place, stage)
                place += 1
    return tuple(joined)


# --- What a look needs to know of the workspace ------------------------------------------------------------------------


def known_lists(session: Session, workspace: str) -> "list[KnownList]":
    """The lists that a new file could be joined to."""
    from app.history.mapping import KnownList

    return [KnownList(**each) for each in known_lists_plain(session, workspace)]


def asked_now(session: Session, workspace: str, found: Import) -> Import:
    """An import with the lists there are now as answers to whose money it is; others may have come since it was looked at."""
    if found.look is None or not any(each.code == "list" and not each.about for each in found.look.asked):
        return found
    from app.history.mapping.list_names import money_owners

    owners = money_owners(known_lists(session, workspace))
    asked = tuple(replace(each, choices=owners) if each.code == "list" and not each.about else each for each in found.look.asked)
    return replace(found, look=replace(found.look, asked=asked))


def known_lists_plain(session: Session, workspace: str) -> list[dict[str, Any]]:
    """The same without the machinery that looks."""
    by_name: dict[str, list[Import]] = {}
    for each in reversed(imports(session, workspace)):  # what is about to be taken in has a list, too, which another file may not get
        if each.recipe is not None and each.same_as is None and each.status in ("done", "asked", "ready", "taking"):
            by_name.setdefault(each.recipe.list_name, []).append(each)
    return [_known(name, some) | {"ids": _some_ids(session, workspace, some)} for name, some in sorted(by_name.items())]


def _some_ids(session: Session, workspace: str, some: Sequence[Import]) -> tuple[str, ...]:
    """A few of the list's ids, by which a file with ids of another kind is known to be of others."""
    for each in reversed(some):
        columns = each.recipe.columns if each.recipe is not None else ()
        position = next((at for at, column in enumerate(columns) if column.field == "id"), None)
        look = each.look if position is None or each.look is not None else get_import(session, workspace, each.id).look
        if position is not None and look is not None and position < len(look.columns):
            return look.columns[position].samples
    return ()


def _known(name: str, some: Sequence[Import]) -> dict[str, Any]:
    recipes = [each.recipe for each in some if each.recipe is not None]
    ids = [column.header for recipe in recipes for column in recipe.columns if column.field == "id"]
    attributes = dict.fromkeys(header for each in some if each.taken is not None for header in each.taken.columns)
    currencies = {each.taken.currency for each in some if each.taken is not None and each.taken.currency}
    of_buyers = [recipe.kind for recipe in recipes if recipe.kind in ("records", "events")]
    return {
        "name": name,
        "kind": (*of_buyers, *(recipe.kind for recipe in recipes if recipe.kind == "counts"), recipes[0].kind)[0],
        "id_header": ids[0] if ids else None,
        "stages": joined_stages([recipe.stages for recipe in recipes]),
        "attributes": tuple(attributes),
        "currency": currencies.pop() if len(currencies) == 1 else None,
    }
