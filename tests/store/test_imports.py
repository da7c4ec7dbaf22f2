"""The life of an import where nothing goes wrong."""

import hashlib
import time
from datetime import date

import pytest

from app.history.found import Progress
from app.services import import_parts, imports, kept_rows
from app.services.importing_jobs import Jobs
from app.services.imports import ImportMoved, ImportNotFound
from app.services.scenarios import LOCAL_WORKSPACE
from tests.store import stand_in
from tests.store.taking_in import go, now, parts, received, staged, taken, until


def test_a_file_is_looked_at_then_taken_in_and_leaves_nothing_behind(jobs: Jobs) -> None:
    made = received(jobs, b"ready\ndone\n", r"C:\exports\leads" + "\n.csv")
    assert (made.status, made.name, made.order, made.created_by) == ("looking", "leads .csv", 1, "Ada")
    assert made.digest == hashlib.sha256(b"ready\ndone\n").hexdigest()
    found = until(jobs, made.id, "ready")
    assert found.look is not None
    assert found.recipe == found.look.recipe
    assert (found.list_name, found.kind, found.size) == ("Pipeline", "records", 11)
    assert staged(jobs) == [f"{made.id}.file"]
    assert jobs.start(made.id).status == "taking"
    done = until(jobs, made.id, "done")
    assert done.taken is not None
    assert done.taken.taken == 60
    assert parts(jobs, made.id) == [(1, "records", "all", 30), (2, "records", "all", 30)]
    assert staged(jobs) == []
    assert jobs.progress(made.id) is None


def test_what_is_asked_waits_for_an_answer(jobs: Jobs) -> None:
    id = until(jobs, received(jobs, b"ask\n", take=True).id, "asked").id
    with pytest.raises(ImportMoved) as error:
        jobs.start(id)
    assert error.value.current.status == "asked"
    recipe = stand_in.recipe_of("Deals", as_of=date(2026, 11, 1))
    assert jobs.correct(id, recipe).status == "ready"
    assert (now(jobs, id).recipe, now(jobs, id).list_name) == (recipe, "Deals")
    jobs.start(id)
    assert until(jobs, id, "done").list_name == "Deals"


def test_another_layout_is_looked_at_anew(jobs: Jobs) -> None:
    id = until(jobs, received(jobs, b"ready\n").id, "ready").id
    recipe = stand_in.recipe_of("Pipeline", header_row=3)
    assert jobs.correct(id, recipe).status == "looking"
    found = until(jobs, id, "ready")
    assert found.look is not None
    assert (found.look.header_row, found.recipe) == (3, recipe)


def test_first_rows_are_kept_only_until_a_file_is_taken_in_or_given_up(jobs: Jobs) -> None:
    waiting = until(jobs, received(jobs, b"ready\n1").id, "ready")
    assert waiting.look is not None
    assert waiting.look.preview == (("a", "b"),)
    done = taken(jobs, b"ready\n2")
    given_up = jobs.cancel(waiting.id)
    for each in (done, given_up):
        look = now(jobs, each.id).look
        assert look is not None
        assert (look.preview, look.name) == ((), "leads.csv")


def test_how_far_it_has_come_can_be_asked(jobs: Jobs) -> None:
    id = received(jobs, b"ready\nwait\n", take=True).id
    until(jobs, id, "taking")
    for _ in range(1000):
        if jobs.progress(id) == Progress(5, 11, 7, 1):
            break
        time.sleep(0.01)
    assert jobs.progress(id) == Progress(5, 11, 7, 1)
    go(jobs, id)
    until(jobs, id, "done")


@pytest.mark.parametrize("body", [b"wait\n", b"ready\nwait\n", b"ask\n", b"unreadable\n"])
def test_what_is_cancelled_leaves_only_its_line(jobs: Jobs, body: bytes) -> None:
    id = received(jobs, body, take=True).id
    if body != b"wait\n":
        until(jobs, id, "taking", "asked", "failed")
    assert jobs.cancel(id).status == "cancelled"
    assert jobs.cancel(id).status == "cancelled"
    for thread in list(jobs._line.threads):
        thread.join(10)
    assert now(jobs, id).status == "cancelled"
    assert parts(jobs, id) == []
    assert staged(jobs) == []


def test_what_is_done_is_removed_not_cancelled(jobs: Jobs) -> None:
    done = taken(jobs, b"ready\nrefuse\n")
    with pytest.raises(ImportMoved):
        jobs.cancel(done.id)
    jobs.remove(done.id)
    assert parts(jobs, done.id) == []
    with jobs._database.reading() as session:
        assert list(import_parts.refused_file(session, done.id)) == []
    with pytest.raises(ImportNotFound):
        jobs.remove(done.id)


def test_the_file_of_refused_rows_is_kept_as_it_was_written(jobs: Jobs) -> None:
    done = taken(jobs, b"ready\nrefuse\n")
    with jobs._database.reading() as session:
        assert b"".join(import_parts.refused_file(session, done.id)) == '\ufeffrow,reason,Id\r\n3,"two\r\nlines",x\r\n'.encode()


def test_rows_are_shown_a_page_at_a_time(jobs: Jobs) -> None:
    id = taken(jobs, b"ready\n").id
    with jobs._database.reading() as session:
        page = kept_rows.rows_of(session, LOCAL_WORKSPACE, id, 28, 4)
        assert [name for name, _ in page.columns] == ["id", "row", "Lead", "outcome", "channel"]
        assert [row[0] for row in page.rows] == ["B28", "B29", "B0", "B1"]
        assert page.rows[0] == ("B28", 30, "2016-08-15", "won", "ads")
        assert (page.start, page.total) == (28, 60)
        assert kept_rows.rows_of(session, LOCAL_WORKSPACE, id, 60, 4).rows == ()


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200f", "\x85", "\x07", "\ufeff"])
def test_a_name_holds_nothing_that_shows_it_as_another(sign: str) -> None:
    assert imports.shown_name(f"deals{sign}gpj.csv") == "deals gpj.csv"
