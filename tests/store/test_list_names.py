"""Lists get another name, become one, or lose an import to another."""

from dataclasses import replace
from typing import Any

import pytest

from app.db import Database
from app.history.found import Asked, Finding
from app.history.recipe import ColumnRecipe, Recipe
from app.planner.faults import InvalidScenario
from app.services import books, import_lists, imports, list_names, remembered_recipes, scenarios
from app.services.import_process import ImportProcess, Outcome
from app.services.importing_jobs import Jobs
from app.services.imports import ImportMoved, ImportNotFound
from app.services.list_names import ListsApart, why_apart
from app.services.measuring import UnknownList
from app.services.scenarios import LOCAL_WORKSPACE
from tests.examples import make_scenario
from tests.store import stand_in
from tests.store.taking_in import go, now, parts, received, taken, until


def lists(jobs: Jobs) -> dict[str, tuple[str, ...]]:
    with jobs._database.reading() as session:
        return {line.name: line.imports for line in import_lists.lists(session, LOCAL_WORKSPACE)}


def renamed(jobs: Jobs, old: str, new: str) -> str:
    with jobs._database.writing() as session:
        return list_names.rename(session, LOCAL_WORKSPACE, old, new, merge=True).name


def moved(jobs: Jobs, id: str, name: str) -> str | None:
    with jobs._database.writing() as session:
        return list_names.move(session, LOCAL_WORKSPACE, id, name, merge=True).list_name


def remembered(jobs: Jobs) -> list[str]:
    with jobs._database.reading() as session:
        return [recipe.list_name for _, recipe in remembered_recipes.remembered(session, LOCAL_WORKSPACE)]


def test_a_list_gets_another_name_with_everything_that_belongs_to_it(jobs: Jobs) -> None:
    first = taken(jobs, b"ready\n", list_name="Leads")
    waiting = until(jobs, received(jobs, b"ask\n", list_name="Leads").id, "asked")
    assert renamed(jobs, "Leads", " Leads of EMEA ") == "Leads of EMEA"
    assert lists(jobs) == {"Leads of EMEA": (first.id,)}
    found = now(jobs, first.id)
    assert found.recipe is not None
    assert found.taken is not None
    assert {found.list_name, found.recipe.list_name, found.taken.list_name} == {"Leads of EMEA"}
    assert len(parts(jobs, first.id)) == 2
    assert now(jobs, waiting.id).list_name == "Leads of EMEA"
    assert remembered(jobs) == ["Leads of EMEA"]


def test_the_next_file_of_a_shape_goes_into_the_list_by_its_new_name(jobs: Jobs) -> None:
    taken(jobs, b"ready\n1", list_name="Leads")
    renamed(jobs, "Leads", "Buyers")
    assert until(jobs, received(jobs, b"ready\n2").id, "done").list_name == "Buyers"


def test_a_list_joins_the_one_whose_name_it_gets_whatever_the_capitals(jobs: Jobs) -> None:
    first, second = (taken(jobs, b"ready\n%d" % at, list_name=name) for at, name in enumerate(("Leads", "Contacts")))
    assert renamed(jobs, "Contacts", "leads") == "Leads"
    assert lists(jobs) == {"Leads": (first.id, second.id)}


def test_a_list_joins_no_other_unasked(jobs: Jobs) -> None:
    first, second = (taken(jobs, b"ready\n%d" % at, list_name=name) for at, name in enumerate(("Leads", "Contacts")))
    for act in (list_names.rename, list_names.move):
        with pytest.raises(list_names.WouldMerge) as error, jobs._database.writing() as session:
            act(session, LOCAL_WORKSPACE, "Contacts" if act is list_names.rename else second.id, "leads")
        assert (error.value.merging.name, set(error.value.merging.theirs)) == ("Leads", {first.id})
    assert lists(jobs) == {"Leads": (first.id,), "Contacts": (second.id,)}


def test_a_list_may_change_its_own_capitals(jobs: Jobs) -> None:
    first = taken(jobs, b"ready\n", list_name="leads")
    assert renamed(jobs, "leads", "Leads") == "Leads"
    assert lists(jobs) == {"Leads": (first.id,)}


def test_a_name_that_says_nothing_changes_nothing(jobs: Jobs) -> None:
    taken(jobs, b"ready\n", list_name="Leads")
    before = now(jobs, imports_of(jobs)[0]).changed_at
    for name in ("", "  ", "x" * 201, "a\nb"):
        with pytest.raises(InvalidScenario):
            renamed(jobs, "Leads", name)
    with pytest.raises(UnknownList):
        renamed(jobs, "Nobody", "Leads")
    assert renamed(jobs, "Leads", "Leads") == "Leads"
    assert now(jobs, imports_of(jobs)[0]).changed_at == before


def imports_of(jobs: Jobs) -> list[str]:
    with jobs._database.reading() as session:
        return [each.id for each in imports.imports(session, LOCAL_WORKSPACE)]


def test_a_list_does_not_get_the_name_of_one_that_is_just_being_taken_in(jobs: Jobs) -> None:
    first = taken(jobs, b"ready\n", list_name="Race")
    other = taken(jobs, b"ready 2\n", list_name="Third")
    busy = received(jobs, b"ready\nwait\n", list_name="Big", take=True)
    until(jobs, busy.id, "taking")
    with pytest.raises(ListsApart, match="at_work"):
        renamed(jobs, "Race", "Big")
    with pytest.raises(ListsApart, match="at_work"), jobs._database.writing() as session:
        list_names.move(session, LOCAL_WORKSPACE, other.id, "Big")
    go(jobs, busy.id)
    until(jobs, busy.id, "done")
    assert lists(jobs) == {"Race": (first.id,), "Third": (other.id,), "Big": (busy.id,)}
    assert renamed(jobs, "Race", "Big") == "Big"


def test_what_is_asked_of_a_file_that_waits_has_the_new_name(jobs: Jobs) -> None:
    taken(jobs, b"ready\n", list_name="Leads")
    waiting = until(jobs, received(jobs, b"ask\n").id, "asked")
    assert waiting.look is not None
    said = (Finding("list_apart", values={"list": "Pipeline", "other": "Leads"}),)
    with jobs._database.writing() as session:
        look = replace(waiting.look, asked=(Asked("list", choices=("Leads", "Other")),), findings=said)
        imports.change(session, LOCAL_WORKSPACE, waiting, look=look)
    renamed(jobs, "Leads", "Buyers")
    found = now(jobs, waiting.id)
    assert found.look is not None
    assert found.look.asked[0].choices == ("Buyers", "Other")
    assert found.look.findings[0].values == {"list": "Pipeline", "other": "Buyers"}
    assert found.list_name == "Pipeline"


def test_a_list_is_not_renamed_while_one_of_its_files_is_taken_in(jobs: Jobs) -> None:
    taken(jobs, b"ready\n", list_name="Leads")
    busy = received(jobs, b"ready\nwait\n", list_name="Leads", take=True)
    until(jobs, busy.id, "taking")
    with pytest.raises(ListsApart) as refused:
        renamed(jobs, "Leads", "Buyers")
    assert (refused.value.code, refused.value.values) == ("at_work", {"file": "leads.csv"})
    go(jobs, busy.id)
    until(jobs, busy.id, "done")
    assert renamed(jobs, "Leads", "Buyers") == "Buyers"
    assert len(lists(jobs)["Buyers"]) == 2


def test_starting_a_file_that_was_read_before_a_rename_keeps_the_new_name(jobs: Jobs) -> None:
    taken(jobs, b"ready\n", list_name="Leads")
    before = until(jobs, received(jobs, b"ask\n", list_name="Leads").id, "asked")
    renamed(jobs, "Leads", "Buyers")
    with jobs._database.writing() as session:
        imports.change(session, LOCAL_WORKSPACE, before, status="ready")
    found = now(jobs, before.id)
    assert found.recipe is not None
    assert (found.status, found.list_name, found.recipe.list_name) == ("ready", "Buyers", "Buyers")


def test_an_import_moves_to_another_list_and_back_to_one_of_its_own(jobs: Jobs) -> None:
    first, second = (taken(jobs, b"ready\n%d" % at, list_name=name) for at, name in enumerate(("Leads", "Contacts")))
    assert moved(jobs, second.id, "LEADS") == "Leads"
    assert lists(jobs) == {"Leads": (first.id, second.id)}
    assert remembered(jobs) == ["Leads"]
    assert moved(jobs, second.id, "Others") == "Others"
    assert lists(jobs) == {"Leads": (first.id,), "Others": (second.id,)}
    assert remembered(jobs) == ["Others"]


def test_only_what_is_in_moves(jobs: Jobs) -> None:
    waiting = until(jobs, received(jobs, b"ask\n").id, "asked")
    with pytest.raises(ImportMoved):
        moved(jobs, waiting.id, "Others")
    with pytest.raises(ImportNotFound):
        moved(jobs, imports.new_id(), "Others")


def test_a_rename_that_cannot_be_kept_leaves_every_name_as_it_was(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    for at in range(2):
        taken(jobs, b"ready\n%d" % at, list_name="Leads")
    monkeypatch.setattr(remembered_recipes, "rewrite", fails)
    with pytest.raises(ZeroDivisionError):
        renamed(jobs, "Leads", "Buyers")
    assert list(lists(jobs)) == ["Leads"]
    assert remembered(jobs) == ["Leads"]


def fails(*_: Any) -> None:
    raise ZeroDivisionError


def test_plans_find_their_list_by_its_imports_whatever_it_is_called_now(jobs: Jobs) -> None:
    first = taken(jobs, b"ready\n", list_name="Leads")
    renamed(jobs, "Leads", "Buyers")
    with jobs._database.reading() as session:
        found = import_lists.by_origin(session, LOCAL_WORKSPACE)
    assert found[first.id] == found["Buyers"]
    assert "Leads" not in found


def test_a_book_stays_as_it_was(jobs: Jobs, database: Database) -> None:
    taken(jobs, b"ready\n", list_name="Leads")
    with database.writing() as session:
        plan = scenarios.create(session, LOCAL_WORKSPACE, make_scenario(), author="Ada")
        book = books.create(session, LOCAL_WORKSPACE, "Book", [("EMEA", plan.id)], target=None, author="Ada")
    renamed(jobs, "Leads", "Buyers")
    with database.reading() as session:
        assert books.get(session, LOCAL_WORKSPACE, book.id) == book


@pytest.mark.parametrize("name", ["Buyers", "leads"])
def test_a_file_that_was_looked_at_during_a_rename_goes_into_the_list_by_its_new_name(jobs: Jobs, name: str) -> None:
    first = received(jobs, b"wait\n1", list_name="Leads", take=True)
    go(jobs, first.id)
    until(jobs, first.id, "done")
    second = received(jobs, b"wait\n2")
    while not list(jobs._staging.folder.glob(f"{second.id}.*.work/order.json")):
        pass
    renamed(jobs, "Leads", name)
    go(jobs, second.id)
    assert until(jobs, second.id, "done").list_name == name
    assert lists(jobs) == {name: (first.id, second.id)}


def test_a_file_is_looked_at_once_more_where_another_list_was_renamed_meanwhile(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it is asked may name that list."""
    known: list[list[str]] = []
    original = ImportProcess.run

    def run(process: ImportProcess, order: dict[str, Any]) -> Outcome:
        known.append([each["name"] for each in order["known"]])
        return original(process, order)

    taken(jobs, b"ready\n", list_name="Deals")
    monkeypatch.setattr(ImportProcess, "run", run)
    second = received(jobs, b"wait\n2")
    while not known:
        pass
    renamed(jobs, "Deals", "Won deals")
    go(jobs, second.id)
    until(jobs, second.id, "ready")
    assert known == [["Deals"], ["Won deals"]]


@pytest.mark.parametrize("unseen", ["\u202e", "\u2066", "\u200b", "\u200f", "\x85", "\ufeff"], ids=ascii)
def test_a_list_is_called_nothing_that_is_not_seen(jobs: Jobs, unseen: str) -> None:
    """Neither by another name, nor where a file is brought, moved or corrected."""
    name, first = f"Le{unseen}ads", taken(jobs, b"ready\n", list_name="Leads")
    waiting = until(jobs, received(jobs, b"ask\n").id, "asked")
    said = stand_in.recipe_of(name)
    acts = [lambda: renamed(jobs, "Leads", name), lambda: moved(jobs, first.id, name)]
    acts += [lambda: received(jobs, b"ready\n2", list_name=name), lambda: jobs.correct(waiting.id, said)]
    for act in acts:
        with pytest.raises(InvalidScenario) as error:
            act()
        assert [fault.code for fault in error.value.faults] == ["hidden_character"]
    assert lists(jobs) == {"Leads": (first.id,)}


def test_a_column_is_called_nothing_that_turns_the_direction_of_writing(jobs: Jobs) -> None:
    waiting = until(jobs, received(jobs, b"ask\n").id, "asked")
    columns = (ColumnRecipe(header="\u202eegnahcxE", field="id"), ColumnRecipe(header="Created", field="entered", stage="Lead"))
    with pytest.raises(InvalidScenario):
        jobs.correct(waiting.id, stand_in.recipe_of("Pipeline", columns=columns))
    right = (ColumnRecipe(header="\u05de\u05d6\u05d4\u05d4\u200f", field="id"), columns[1])
    jobs.correct(waiting.id, stand_in.recipe_of("Pipeline", columns=right))


# --- Whether two lists fit ------------------------------------------------------------------------------------------------


def recipe(*stages: str, id: str | None = None, **changes: Any) -> Recipe:
    columns = (ColumnRecipe(header=id, field="id"),) if id else ()
    return stand_in.recipe_of("Any", columns=columns, stages=stages, **changes)


@pytest.mark.parametrize(
    ("some", "others"),
    [
        ([recipe("Lead", "Deal")], [recipe("lead", "SQL", "deal")]),
        ([recipe("MQL", id="mql_id")], [recipe("Deal", id="MQL_ID")]),
        ([recipe("Lead", kind="counts")], [recipe("Lead", "Deal", kind="counts")]),
        ([recipe(kind="spend")], [recipe("Lead", kind="counts")]),
        ([recipe("Lead", "Deal")], [recipe(kind="lookup"), recipe(kind="spend")]),
        ([], [recipe("Lead")]),
    ],
)
def test_lists_that_share_a_stage_or_their_ids_fit(some: list[Recipe], others: list[Recipe]) -> None:
    assert why_apart(some, others) is None
    assert why_apart(others, some) is None


@pytest.mark.parametrize(
    ("some", "others", "code"),
    [
        ([recipe("Lead", "Deal")], [recipe("Lead", kind="counts")], "kinds"),
        ([recipe("Lead", id="a")], [recipe("Anfrage", id="b")], "nothing_in_common"),
        ([recipe("Lead"), recipe("Lead", "MQL", "Deal")], [recipe("MQL", "Lead", "Deal")], "stages_reversed"),
        ([recipe("Won", *map(str, range(8)))], [recipe("Won", *"abcdefgh")], "too_many_stages"),
    ],
)
def test_lists_that_cannot_be_one_are_told_apart(some: list[Recipe], others: list[Recipe], code: str) -> None:
    for found in (why_apart(some, others), why_apart(others, some)):
        assert found is not None
        assert found.code == code


def test_lists_that_do_not_fit_stay_two(jobs: Jobs) -> None:
    taken(jobs, b"ready\n1", list_name="Leads")
    other = taken(jobs, b"ready\n2", recipe=recipe("Anfrage", "Auftrag").model_copy(update={"list_name": "Anfragen"}))
    for act in (lambda: renamed(jobs, "Anfragen", "Leads"), lambda: moved(jobs, other.id, "Leads")):
        with pytest.raises(ListsApart) as refused:
            act()
        assert refused.value.code == "nothing_in_common"
    assert sorted(lists(jobs)) == ["Anfragen", "Leads"]


def test_files_that_are_looked_at_together_do_not_get_one_new_list_unseen(jobs: Jobs) -> None:
    ids = [received(jobs, b"apart\n%d" % at).id for at in range(3)]
    for id in ids:
        go(jobs, id)
    names = sorted(until(jobs, id, "ready").list_name or "" for id in ids)
    assert names == ["Pipeline", "Pipeline 2", "Pipeline 3"]
