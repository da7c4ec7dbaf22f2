"""Another name for a list, two lists as one, an import in another list.

A list is nothing but the imports that name it, so all of this is a name written anew: in imports, in remembered recipes, in what is asked
of files that wait. Plans name imports, and books name plans, so both lead back as before.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from sqlmodel import Session

from app.history.found import Asked, Finding
from app.history.recipe import Recipe
from app.services import imports, remembered_recipes
from app.services.import_lists import ListLine, lists
from app.services.imports import Import, ImportMoved
from app.services.measuring import UnknownList
from app.services.texts import accepted_name, folded

STAGES_MOST = 12
"""Stages of a list, as of a recipe."""
_BUYERS = ("records", "events")
_AT_WORK = ("looking", "taking")


class ListsApart(Exception):
    """Two lists cannot be one.

    Attributes:
        code: kinds, nothing_in_common, stages_reversed, too_many_stages; at_work where one of the files is just being worked on.
        values: names and figures in the sentence.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


class WouldMerge(Exception):
    """The name would make two lists one, and nobody has said that they are to be.

    Attributes:
        name: what would join the other list: a list, or a file. merging: the other one, and the rows of both.
    """

    def __init__(self, name: str, merging: "Merging") -> None:
        super().__init__(f"{name} would join {merging.name}")
        self.name, self.merging = name, merging


@dataclass(frozen=True)
class Merging:
    """Two lists that are about to be one: the name of the one that is there, and the rows of the imports of each, by id."""

    name: str
    mine: dict[str, int]
    theirs: dict[str, int]


def rename(session: Session, workspace: str, old: str, name: str, *, merge: bool = False) -> ListLine:
    """Call a list something else; where there is a list of that name, the two are one from then on if they are to `merge`.

    Raises:
        UnknownList, ListsApart, WouldMerge.
        InvalidScenario: where the name is none.
    """
    imports.one_at_a_time(session, workspace)  # a look that ends meanwhile finds out about the name, and looks again
    everything = imports.imports(session, workspace)
    mine = [each for each in everything if list_of(each) == old]
    if not any(line.name == old for line in lists(session, workspace)):
        raise UnknownList(old)
    others = [each for each in everything if list_of(each) not in (old, None)]
    new = _called(accepted_name(name, "name"), others)
    if new != old:
        _see_that_nobody_is_at_work([*mine, *(each for each in others if list_of(each) == new)])
        _see_that_they_fit(old, mine, new, others)
        if not merge:
            _see_that_nothing_merges(old, mine, new, others)
        for each in mine:
            _put(session, workspace, each, new)
        _remember(session, workspace, old, new)
        _tell_those_that_wait(session, workspace, old, new)
    return _line(session, workspace, new)


def move(session: Session, workspace: str, id: str, name: str, *, merge: bool = False) -> Import:
    """Have an import that is done belong to another list, if they are to `merge`, or to one of its own.

    Raises:
        ImportNotFound, ListsApart, WouldMerge.
        ImportMoved: where it is not done.
        InvalidScenario: where the name is none.
    """
    imports.one_at_a_time(session, workspace)
    found = imports.get_import(session, workspace, id)
    if found.status != "done" or found.same_as is not None or found.recipe is None:
        raise ImportMoved(found)
    old = found.recipe.list_name
    others = [each for each in imports.imports(session, workspace) if each.id != id and list_of(each) is not None]
    new = _called(accepted_name(name, "list"), others)
    if new == old:
        return found
    _see_that_nobody_is_at_work([each for each in others if list_of(each) == new])
    _see_that_they_fit(found.name, [found], new, others)
    if not merge:
        _see_that_nothing_merges(found.name, [found], new, others)
    _put(session, workspace, found, new)
    if found.look is not None:
        imports.remember_newest(session, workspace, found.look.shape)
    return imports.get_import(session, workspace, id)


def merging(session: Session, workspace: str, name: str, is_mine: Callable[[Import], bool]) -> Merging | None:
    """The lists that a name would make one; None where it would not: the name is new, or only money and lookups go there.

    Raises:
        ListsApart: where they cannot be one.
        InvalidScenario: where the name is none.
    """
    everything = imports.done(session, workspace)
    mine = [each for each in everything if is_mine(each)]
    others = [each for each in everything if not is_mine(each)]
    new = _called(accepted_name(name, "name"), others)
    found = _merging(mine, new, others)
    if found is not None:
        _see_that_they_fit(next(list_of(each) or "" for each in mine if each.id in found.mine), mine, new, others)
    return found


def _merging(mine: Sequence[Import], new: str, others: Sequence[Import]) -> Merging | None:
    """What a name makes one, of the imports that are done and hold buyers or counts."""
    mine, theirs = (
        [each for each in some if each.status == "done" and each.kind in (*_BUYERS, "counts")]
        for some in (mine, [each for each in others if list_of(each) == new])
    )
    if not mine or not theirs or any(list_of(each) == new for each in mine):
        return None
    return Merging(new, _bare(mine), _bare(theirs))


def list_of(found: Import) -> str | None:
    """The list that an import belongs to, or will; None where that is not known yet."""
    return found.recipe.list_name if found.recipe is not None else found.list_name


def _called(name: str, others: Sequence[Import]) -> str:
    """The name as a list that is there spells it: people do not tell lists apart by capitals."""
    there = {list_of(each) or "" for each in others}
    return name if name in there else next((each for each in sorted(there) if folded(each) == folded(name)), name)


def _bare(some: Sequence[Import]) -> dict[str, int]:
    return {each.id: each.taken.taken for each in some if each.taken is not None}


def _line(session: Session, workspace: str, name: str) -> ListLine:
    return next(each for each in lists(session, workspace) if each.name == name)


# --- Whether they fit -----------------------------------------------------------------------------------------------------


def _see_that_nobody_is_at_work(mine: Sequence[Import]) -> None:
    """What a process of its own is reading has the old name, and would bring it back; or the new one, and would join unasked."""
    for each in mine:
        if each.status in _AT_WORK:
            raise ListsApart("at_work", file=each.name)


def _see_that_nothing_merges(what: str, mine: Sequence[Import], new: str, others: Sequence[Import]) -> None:
    if (found := _merging(mine, new, others)) is not None:
        raise WouldMerge(what, found)


def _see_that_they_fit(what: str, mine: Sequence[Import], new: str, others: Sequence[Import]) -> None:
    there = [each.recipe for each in others if list_of(each) == new and each.status == "done" and each.recipe is not None]
    found = why_apart([each.recipe for each in mine if each.status == "done" and each.recipe is not None], there)
    if found is not None:
        raise ListsApart(found.code, **found.values, list=what, other=new)


def why_apart(some: Sequence[Recipe], others: Sequence[Recipe]) -> ListsApart | None:
    """Why files that are read like this cannot be one list; None where they can. Money and lookups go with any list."""
    some, others = ([each for each in recipes if each.kind in (*_BUYERS, "counts")] for recipes in (some, others))
    if not some or not others:
        return None
    if any(each.kind == "counts" for each in some) != any(each.kind == "counts" for each in others):
        return ListsApart("kinds")
    mine, theirs = _stages(some), _stages(others)
    if not mine.keys() & theirs.keys() and not _ids(some) & _ids(others):
        return ListsApart("nothing_in_common")
    if reversed_ := _reversed(some, others):
        return ListsApart("stages_reversed", stage=reversed_[0], after=reversed_[1])
    count = len(mine | theirs)
    return ListsApart("too_many_stages", given=count, limit=STAGES_MOST) if count > STAGES_MOST else None


def _stages(recipes: Sequence[Recipe]) -> dict[str, str]:
    return {folded(stage): stage for each in recipes for stage in each.stages}


def _ids(recipes: Sequence[Recipe]) -> set[str]:
    return {folded(column.header) for each in recipes for column in each.columns if column.field == "id"}


def _reversed(some: Sequence[Recipe], others: Sequence[Recipe]) -> tuple[str, str] | None:
    """Two stages of which the ones say that the first comes first, and the others that it comes after."""
    orders = [[folded(stage) for stage in each.stages] for each in others]
    for each in some:
        for first, second in permutations(each.stages, 2):
            if each.stages.index(first) < each.stages.index(second) and any(
                _comes_after(order, folded(first), folded(second)) for order in orders
            ):
                return first, second
    return None


def _comes_after(order: Sequence[str], stage: str, other: str) -> bool:
    return stage in order and other in order and order.index(stage) > order.index(other)


# --- Writing the name anew ------------------------------------------------------------------------------------------------


def _put(session: Session, workspace: str, each: Import, new: str) -> None:
    whole = imports.get_import(session, workspace, each.id)
    _see_that_nobody_is_at_work([whole])  # somebody may have begun to take it in
    look, old = whole.look, list_of(whole)
    imports.change(
        session,
        workspace,
        whole,
        list_name=new,
        recipe=None if whole.recipe is None else _named(whole.recipe, new),
        taken=None if whole.taken is None else replace(whole.taken, list_name=new),
        look=look if look is None or look.recipe.list_name != old else replace(look, recipe=_named(look.recipe, new)),
    )


def _named(recipe: Recipe, new: str) -> Recipe:
    return recipe.model_copy(update={"list_name": new})


def _remember(session: Session, workspace: str, old: str, new: str) -> None:
    for shape, recipe in remembered_recipes.remembered(session, workspace):
        if recipe.list_name == old:
            remembered_recipes.rewrite(session, workspace, shape, _named(recipe, new))


def _tell_those_that_wait(session: Session, workspace: str, old: str, new: str) -> None:
    """What was found in files that wait, and is asked of them, names the list, too."""
    for each in imports.imports(session, workspace):
        if each.status in ("asked", "ready") and each.look is not None:
            findings = tuple(_renamed_finding(finding, old, new) for finding in each.look.findings)
            asked = tuple(_renamed_question(question, old, new) for question in each.look.asked)
            if (findings, asked) != (each.look.findings, each.look.asked):
                imports.change(session, workspace, each, look=replace(each.look, findings=findings, asked=asked))


def _renamed_finding(finding: Finding, old: str, new: str) -> Finding:
    values = {name: new if name in ("list", "other") and value == old else value for name, value in finding.values.items()}
    return replace(finding, values=values)


def _renamed_question(question: Asked, old: str, new: str) -> Asked:
    if question.code != "list":
        return question
    return replace(question, choices=tuple(dict.fromkeys(new if choice == old else choice for choice in question.choices)))
