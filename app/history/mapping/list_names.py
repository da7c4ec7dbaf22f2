"""Which list the rows of a file belong to, and why: buyers are joined by their ids, so two lists are one only where their ids are."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import PurePath

from app.history.found import Asked, Finding
from app.history.mapping.sources import Source
from app.history.mapping.table import Table
from app.history.recipe import Kind, Recipe
from app.history.values.words import fold, fold_header

BUYERS = ("records", "events")
LENGTH = 200
CODES = frozenset(("list_joined", "list_apart", "list_remembered", "money_of_list"))
"""Findings that hold for the list that was proposed, and for no other."""

_LISTS = (
    ("mql", "Leads"),
    ("lead", "Leads"),
    ("contact", "Contacts"),
    ("opportunity", "Opportunities"),
    ("deal", "Deals"),
    ("customer", "Customers"),
)
_COMMON_IDS = frozenset({"id", "recordid", "uuid", "numero", "nummer", "numer", "identifiant", "identificador"})
"""What ids are called in any table: two tables with these are one list only where they are of one tool's one kind of thing."""


@dataclass(frozen=True)
class KnownList:
    """A list of the workspace: what its buyers are called by, and what they can be split by."""

    name: str
    kind: Kind
    id_header: str | None
    stages: tuple[str, ...]
    attributes: tuple[str, ...]
    currency: str | None = None
    ids: tuple[str, ...] = ()
    """Some of its ids, as they stand in a file."""


@dataclass(frozen=True)
class Chosen:
    """The list that is proposed for a file, why, and what has to be asked about it."""

    name: str
    findings: tuple[Finding, ...] = ()
    asked: tuple[Asked, ...] = ()


def list_for(name: str, table: Table, kind: Kind, known: Sequence[KnownList], source: Source | None) -> Chosen:
    """The known list that has the same ids, or whose money it is; else a new one named after the tool, the ids or the file; and why."""
    own = PurePath(name).stem.strip()[:LENGTH] or "List"
    if kind == "spend" and len(owners := money_owners(known)) == 1:
        return Chosen(owners[0], (Finding("money_of_list", values={"list": owners[0]}),))
    if kind not in BUYERS:
        return Chosen(_unused(own, [each.name for each in known if each.kind in BUYERS]))
    position = table.with_field("id")
    header = table.columns[position].header if position is not None else None
    wanted = source.list_name if source and source.list_name else _by_id(header) or own
    samples = table.columns[position].samples if position is not None else ()
    of_tool = source.list_name if source else None
    like_it = [each for each in known if each.name == of_tool or _written_alike(samples, each.ids)]
    joined = _with_the_same_ids(header, wanted, like_it)
    free = _free(wanted, own, [each.name for each in known])
    if (
        joined is not None
        and header is not None
        and joined != of_tool
        and _may_be_chance(samples, next(each.ids for each in like_it if each.name == joined))
    ):
        return Chosen(free, asked=(Asked("list", about=header, choices=(joined,), examples=samples[:3]),))
    if joined is not None:
        return Chosen(joined, (Finding("list_joined", values={"list": joined, "header": header}, column=position),))
    return Chosen(free, () if free == wanted else (Finding("list_apart", values={"list": free, "other": wanted}),))


_RUNNING = re.compile(r"\d{1,7}")
_RUNS = 4
"""Of letters and digits in turn: an id that changes oftener between the two is a code, of which only the length tells anything."""


def _written_alike(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether ids of two files can be the same ones, as they are written; they can where one of them is not known."""
    return not mine or not theirs or bool({_form(each) for each in mine} & {_form(each) for each in theirs})


def _form(id: str) -> str:
    """a-0 for OPP-12 and L-3, a code of 32 for a digest, 0 for a running number, a number of 10 for a longer one."""
    bare = id.strip()
    if bare.isdigit():
        return "0" if _RUNNING.fullmatch(bare) else f"number of {len(bare)}"
    form = re.sub(r"\d+", "0", re.sub(r"[^\W\d_]+", "a", bare))
    return form if len(re.findall("[a0]", form)) <= _RUNS else f"code of {len(bare)}"


def _may_be_chance(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether both count from one: the same numbers stand in the tables of any two tools then, and are no proof of the same buyers."""
    return bool(mine and theirs) and all(_RUNNING.fullmatch(each.strip()) for each in (*mine, *theirs))


def money_owners(known: Sequence[KnownList]) -> tuple[str, ...]:
    """The lists that money may have been spent for: those of buyers; where there are none, those of counts."""
    buyers = tuple(each.name for each in known if each.kind in BUYERS)
    return buyers or tuple(each.name for each in known if each.kind == "counts")


def whose_money(recipe: Recipe, known: Sequence[KnownList]) -> tuple[Asked, ...]:
    """Which list money was spent for, where there are several."""
    owners = money_owners(known)
    is_open = recipe.kind == "spend" and len(owners) > 1 and recipe.list_name not in owners
    return (Asked("list", choices=owners),) if is_open else ()


def remembered_list(recipe: Recipe) -> tuple[Finding, ...]:
    """Said where a file goes where the last one of its shape went."""
    is_of_one = recipe.kind in (*BUYERS, "spend")
    return (Finding("list_remembered", values={"list": recipe.list_name}),) if is_of_one else ()


def id_of(recipe: Recipe) -> str | None:
    """The folded header of the ids."""
    return next((fold(column.header) for column in recipe.columns if column.field == "id"), None)


def _with_the_same_ids(header: str | None, wanted: str, known: Sequence[KnownList]) -> str | None:
    if header is None:
        return None
    alike = [each.name for each in known if each.kind in BUYERS and each.id_header and fold(each.id_header) == fold(header)]
    if wanted in alike:
        return wanted
    return alike[0] if alike and fold_header(header) not in _COMMON_IDS else None


def _by_id(header: str | None) -> str | None:
    folded = fold_header(header) if header else ""
    return next((called for start, called in _LISTS if folded.startswith(start)), None)


def _free(wanted: str, own: str, taken: Sequence[str]) -> str:
    """The name, or the file's own where it is another list's: that says more than a number does."""
    is_taken = wanted.casefold() in {each.casefold() for each in taken}
    return _unused(own if is_taken and own.casefold() != wanted.casefold() else wanted, taken)


def _unused(wanted: str, taken: Iterable[str]) -> str:
    """The name, with a number where it is another list's."""
    there = {each.casefold() for each in taken}
    if wanted.casefold() not in there:
        return wanted
    numbered = (f"{wanted[: LENGTH - 6]} {number}" for number in count(2))
    return next(each for each in numbered if each.casefold() not in there)
