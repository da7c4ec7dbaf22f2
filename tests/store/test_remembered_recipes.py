"""How a file was read is remembered, and the very same file adds nothing."""

import pytest

from app.services import import_lists, kept_rows, remembered_recipes
from app.services.importing_jobs import Jobs
from app.services.imports import ImportNotFound
from app.services.scenarios import LOCAL_WORKSPACE
from tests.store import stand_in
from tests.store.taking_in import now, parts, received, staged, taken, until


def test_a_shape_that_is_remembered_goes_on_by_itself(jobs: Jobs) -> None:
    first = until(jobs, received(jobs, b"ready\ndone\n1").id, "ready")
    jobs.correct(first.id, stand_in.recipe_of("Leads of ours"))
    jobs.start(first.id)
    until(jobs, first.id, "done")
    second = received(jobs, b"ready\ndone\n2")
    assert until(jobs, second.id, "done").list_name == "Leads of ours"
    assert second.order == 2


def remembered_lists(jobs: Jobs) -> list[str]:
    with jobs._database.reading() as session:
        return [recipe.list_name for _, recipe in remembered_recipes.remembered(session, LOCAL_WORKSPACE)]


def test_who_removes_an_import_is_asked_again_how_such_a_file_is_read(jobs: Jobs) -> None:
    first = until(jobs, received(jobs, b"ready\ndone\n1").id, "ready")
    jobs.correct(first.id, stand_in.recipe_of("Wrong"))
    jobs.start(first.id)
    until(jobs, first.id, "done")
    jobs.remove(first.id)
    assert remembered_lists(jobs) == []
    again = until(jobs, received(jobs, b"ready\ndone\n1").id, "ready")
    assert again.list_name == "Pipeline"


def test_a_removed_import_leaves_the_reading_of_the_newest_that_still_stands(jobs: Jobs) -> None:
    right = taken(jobs, b"ready\ndone\n1", list_name="Right")
    wrong = taken(jobs, b"ready\ndone\n2", list_name="Wrong")
    assert remembered_lists(jobs) == ["Wrong"]
    jobs.remove(wrong.id)
    assert remembered_lists(jobs) == ["Right"]
    jobs.remove(right.id)
    assert remembered_lists(jobs) == []


def test_an_import_that_was_never_taken_in_takes_no_memory_with_it(jobs: Jobs) -> None:
    waiting = until(jobs, received(jobs, b"ready\ndone\n1").id, "ready")
    taken(jobs, b"ready\ndone\n2", list_name="Right")
    jobs.remove(waiting.id)
    assert remembered_lists(jobs) == ["Right"]


def test_the_very_same_file_adds_nothing(jobs: Jobs) -> None:
    first = taken(jobs, b"ready\n")
    again = received(jobs, b"ready\n", "other name.csv")
    assert (again.status, again.same_as, again.list_name) == ("done", first.id, "Pipeline")
    assert parts(jobs, again.id) == []
    assert staged(jobs) == []
    with jobs._database.reading() as session:
        assert [line.rows for line in import_lists.lists(session, LOCAL_WORKSPACE)] == [60]
        assert kept_rows.rows_of(session, LOCAL_WORKSPACE, again.id).total == 60
    jobs.remove(first.id)
    with pytest.raises(ImportNotFound):
        now(jobs, again.id)


def test_the_very_same_file_read_in_another_way_is_another_import(jobs: Jobs) -> None:
    taken(jobs, b"ready\n")
    other = taken(jobs, b"ready\n", list_name="Another")
    assert (other.same_as, len(parts(jobs, other.id))) == (None, 2)
    same = taken(jobs, b"ready\n", list_name="Another")
    assert (same.same_as, parts(jobs, same.id)) == (other.id, [])
