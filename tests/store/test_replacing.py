"""A file that is read anew takes the place of what it gave before: all at once, or not at all."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlmodel import Session

from app.db import Database
from app.services import import_lists, imports, keeping, replacing
from app.services.importing_jobs import Jobs
from app.services.imports import Import, ImportMoved, ImportNotFound
from app.services.keeping import keep
from app.services.replacing import OtherFile, successor
from app.services.scenarios import LOCAL_WORKSPACE
from tests.store import stand_in
from tests.store.exchanging import exported, imported, records
from tests.store.taking_in import now, parts, received, somebody_waits, staged, taken, until


def counting(jobs: Jobs) -> list[str]:
    with jobs._database.reading() as session:
        return [each.id for each in imports.done(session, LOCAL_WORKSPACE)]


def found(jobs: Jobs, id: str) -> Import:
    with jobs._database.reading() as session:
        return successor(session, LOCAL_WORKSPACE, id)


def opened(jobs: Jobs, before: str, body: bytes = b"ready\n") -> Import:
    return until(jobs, received(jobs, body, replaces=before).id, "ready")


def test_it_is_read_as_before_and_waits_while_the_earlier_one_counts(jobs: Jobs) -> None:
    first = taken(jobs, b"ready\n", list_name="Leads")
    new = opened(jobs, first.id)
    assert new.recipe == now(jobs, first.id).recipe
    assert counting(jobs) == [first.id]


def test_the_new_rows_come_in_the_moment_in_which_the_old_ones_go(jobs: Jobs) -> None:
    first = taken(jobs, b"ready\n", list_name="Leads")
    later = taken(jobs, b"ready\nlater", list_name="Leads")
    new = opened(jobs, first.id)
    jobs.correct(new.id, stand_in.recipe_of("Leads", header_row=0, as_of=dt.date(2026, 1, 1)))
    jobs.start(new.id)
    done = until(jobs, new.id, "done")
    assert counting(jobs) == [new.id, later.id]
    assert (done.order, done.same_as, done.replaces) == (1, None, (first.id,))
    assert (parts(jobs, first.id), len(parts(jobs, new.id))) == ([], 2)
    with pytest.raises(ImportNotFound):
        now(jobs, first.id)
    assert staged(jobs) == []


def test_it_replaces_even_where_nothing_is_read_otherwise(jobs: Jobs) -> None:
    first = taken(jobs, b"ready\n")
    again = received(jobs, b"ready\n").id
    new = opened(jobs, first.id)
    jobs.start(new.id)
    assert until(jobs, new.id, "done").same_as is None
    assert counting(jobs) == [new.id]
    assert now(jobs, again).same_as == new.id


def test_who_names_what_was_replaced_finds_what_replaced_it(jobs: Jobs) -> None:
    ids = [taken(jobs, b"ready\n").id]
    for _ in range(2):
        new = opened(jobs, ids[-1])
        jobs.start(new.id)
        ids.append(until(jobs, new.id, "done").id)
    assert [found(jobs, id).id for id in ids] == [ids[-1]] * 3
    with jobs._database.reading() as session:
        assert {import_lists.by_origin(session, LOCAL_WORKSPACE)[id].name for id in ids} == {"Pipeline"}
    for nobody in (imports.new_id(), "imp_", "%", ""):
        with pytest.raises(ImportNotFound):
            found(jobs, nobody)


def test_of_two_new_readings_the_later_one_stays(jobs: Jobs) -> None:
    first = taken(jobs, b"ready\n")
    one, other = opened(jobs, first.id), opened(jobs, first.id)
    for each in (one, other):
        jobs.start(each.id)
        until(jobs, each.id, "done")
    assert counting(jobs) == [other.id]
    assert found(jobs, first.id).id == other.id


@pytest.mark.parametrize("is_removed", [False, True], ids=["the first is there", "the first was removed"])
@pytest.mark.parametrize("order", [(0, 1), (1, 0), (3, 2, 1, 0), (2, 0, 3, 1)], ids=str)
def test_of_several_new_readings_the_one_that_is_kept_last_stays(jobs: Jobs, order: tuple[int, ...], is_removed: bool) -> None:
    first = taken(jobs, b"ready\n")
    new = [opened(jobs, first.id) for _ in order]
    if is_removed:
        jobs.remove(first.id)
    for at in order:
        jobs.start(new[at].id)
        until(jobs, new[at].id, "done")
        assert counting(jobs) == [new[at].id]
    assert all(found(jobs, each.id).id == new[order[-1]].id for each in (first, *new))


def test_what_is_cancelled_or_removed_leaves_the_other_as_it_is(jobs: Jobs) -> None:
    first = taken(jobs, b"ready\n")
    jobs.cancel(opened(jobs, first.id).id)
    assert counting(jobs) == [first.id]
    new = opened(jobs, first.id)
    jobs.remove(first.id)
    jobs.start(new.id)
    until(jobs, new.id, "done")
    assert counting(jobs) == [new.id]


def test_what_cannot_be_kept_leaves_the_old_rows(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    first = taken(jobs, b"ready\n")
    new = opened(jobs, first.id)

    def breaks(*given: object) -> Import:
        replacing.put_in_place(*given)  # type: ignore[arg-type]
        raise ZeroDivisionError

    monkeypatch.setattr(keeping, "put_in_place", breaks)
    jobs.start(new.id)
    until(jobs, new.id, "failed")
    assert counting(jobs) == [first.id]
    assert len(parts(jobs, first.id)) == 2
    assert parts(jobs, new.id) == []


def test_only_the_very_file_of_an_import_that_is_in_takes_its_place(jobs: Jobs) -> None:
    first = taken(jobs, b"ready\n")
    same = received(jobs, b"ready\n")
    with pytest.raises(OtherFile):
        received(jobs, b"ready\n\n", replaces=first.id)
    with pytest.raises(ImportMoved):
        received(jobs, b"ready\n", replaces=same.id)
    with pytest.raises(ImportNotFound):
        received(jobs, b"ready\n", replaces=imports.new_id())
    assert staged(jobs) == []
    assert counting(jobs) == [first.id]


def test_what_an_import_replaced_goes_along_in_an_export(jobs: Jobs, new_database: Callable[[str], Database]) -> None:
    first = taken(jobs, b"ready\n")
    new = opened(jobs, first.id)
    jobs.start(new.id)
    until(jobs, new.id, "done")
    body = exported(jobs._database)
    assert [record.get("replaces") for record in records(body) if record["kind"] == "import"] == [[first.id]]
    other = new_database("sqlite")
    imported(other, body)
    with other.reading() as session:
        assert successor(session, LOCAL_WORKSPACE, first.id).id == new.id
    assert exported(other) == body


def test_an_export_brings_the_new_reading_in_the_place_of_the_one_that_is_here(jobs: Jobs, new_database: Callable[[str], Database]) -> None:
    first = taken(jobs, b"ready\n")
    received(jobs, b"ready\n")
    other, before = new_database("sqlite"), exported(jobs._database)
    imported(other, before)
    new = opened(jobs, first.id)
    jobs.start(new.id)
    until(jobs, new.id, "done")
    imported(other, exported(jobs._database))
    with other.reading() as session:
        assert [each.id for each in imports.done(session, LOCAL_WORKSPACE)] == [new.id]
        assert {each.same_as for each in imports.imports(session, LOCAL_WORKSPACE)} == {None, new.id}


def test_an_older_export_does_not_bring_back_what_was_replaced_here(jobs: Jobs) -> None:
    first = taken(jobs, b"ready\n")
    received(jobs, b"ready\n")
    before = exported(jobs._database)
    new = opened(jobs, first.id)
    jobs.start(new.id)
    until(jobs, new.id, "done")
    here = exported(jobs._database)
    assert imported(jobs._database, before).imports == 0
    assert exported(jobs._database) == here


@pytest.mark.parametrize("replaces", [True, False], ids=["two that replace one", "two of one file"])
def test_two_that_are_kept_at_once_count_once(
    new_database: Callable[[str], Database], make_jobs: Callable[[Database], Jobs], replaces: bool
) -> None:
    jobs = make_jobs(new_database("postgresql"))
    first = taken(jobs, b"ready\n") if replaces else until(jobs, received(jobs, b"ready\n").id, "ready")
    one, other = (waiting_to_be_kept(jobs, first, replaces) for _ in range(2))

    def kept(session: Session, each: Import) -> Import:
        nothing = stand_in.taken_of(stand_in.recipe_of("Pipeline"), (), None)
        return keep(session, LOCAL_WORKSPACE, each, nothing, (), jobs._staging.folder)

    def kept_meanwhile() -> Import:
        with jobs._database.writing() as session:
            return kept(session, other)

    with ThreadPoolExecutor(1) as pool:
        with jobs._database.writing() as session:
            kept(session, one)
            coming = pool.submit(kept_meanwhile)
            while not somebody_waits(session) and not coming.done():
                pass
        done = coming.result()
    assert counting(jobs) == [other.id if replaces else one.id]
    assert done.same_as == (None if replaces else one.id)


def waiting_to_be_kept(jobs: Jobs, like: Import, replaces: bool) -> Import:
    with jobs._database.writing() as session:
        new = replace(like, id=imports.new_id(), status="taking", taken=None, replaces=(like.id,) if replaces else ())
        return imports.add(session, LOCAL_WORKSPACE, new)
