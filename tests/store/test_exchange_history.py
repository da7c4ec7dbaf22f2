import hashlib
import io
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from app.db import Database
from app.services import books, exporting_history, import_parts, imports, kept_rows, remembered_recipes
from app.services.export_format import BadExport
from app.services.importing import Taken, take_in
from app.services.importing_history import DifferentHistory
from app.services.importing_jobs import Jobs
from app.services.scenarios import LOCAL_WORKSPACE
from tests.store import stand_in
from tests.store.conftest import DIALECTS
from tests.store.exchanging import OTHER, again, exported, imported, records
from tests.store.samples import created
from tests.store.taking_in import somebody_waits, taken


@pytest.fixture(autouse=True)
def _short_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting_history, "BYTES_OF_A_LINE", 500)  # so that a part takes several lines


@pytest.fixture
def filled(make_jobs: Callable[[Database], Jobs]) -> Callable[[Database], list[str]]:
    """Puts a little of everything into a database: two imports, the same file again, a recipe, a scenario and a book of it."""

    def fill(database: Database) -> list[str]:
        jobs = make_jobs(database)
        ids = [taken(jobs, body).id for body in (b"ready\nrefuse\n", b"ready\ndone\n", b"ready\nrefuse\n")]
        scenario = created(database)
        with database.writing() as session:
            books.create(session, LOCAL_WORKSPACE, "Grün & Söhne", [("EMEA", scenario.id)], target=1_500_000.5, author="Ada")
        return ids

    return fill


@pytest.mark.parametrize("dialect", DIALECTS)
def test_history_goes_to_the_other_database_and_comes_back_byte_for_byte(
    new_database: Callable[[str], Database], filled: Callable[[Database], list[str]], dialect: str
) -> None:
    here, there, back = new_database(dialect), new_database(OTHER[dialect]), new_database(dialect)
    ids = filled(here)
    body = exported(here)
    assert [record["kind"] for record in records(body) if record["kind"] not in ("bytes", "version", "part")] == (
        ["workspace", "scenario", "import", "refused", "import", "import", "recipe", "book"]
    )
    assert imported(there, body) == Taken(added=1, versions=1, imports=3, books=1)
    assert exported(there) == body
    assert imported(back, exported(there)).imports == 3
    assert exported(back) == body
    with here.reading() as one, there.reading() as other:
        assert imports.done(one, LOCAL_WORKSPACE) == imports.done(other, LOCAL_WORKSPACE)
        assert kept_rows.rows_of(one, LOCAL_WORKSPACE, ids[0], 25, 10) == kept_rows.rows_of(other, LOCAL_WORKSPACE, ids[2], 25, 10)
        assert b"".join(import_parts.refused_file(one, ids[0])) == b"".join(import_parts.refused_file(other, ids[0]))
        assert books.books(one, LOCAL_WORKSPACE) == books.books(other, LOCAL_WORKSPACE)
        assert remembered_recipes.remembered(one, LOCAL_WORKSPACE) == remembered_recipes.remembered(other, LOCAL_WORKSPACE)


def test_history_that_is_here_already_is_skipped(database: Database, filled: Callable[[Database], list[str]]) -> None:
    filled(database)
    body = exported(database)
    assert imported(database, body) == Taken(skipped=1)
    assert exported(database) == body


def test_history_that_differs_is_refused_or_comes_in_under_a_new_id(
    new_database: Callable[[str], Database], filled: Callable[[Database], list[str]]
) -> None:
    database = new_database("sqlite")
    filled(database)
    body = exported(database)
    changed = records(body)
    first = next(record for record in changed if record["kind"] == "import")
    first["digest"] = "0" * 64
    with pytest.raises(DifferentHistory, match=str(first["id"])):
        imported(database, again(changed))
    assert exported(database) == body
    assert imported(database, again(changed), copy=True) == Taken(skipped=1, imports=1)
    with database.reading() as session:
        found = imports.imports(session, LOCAL_WORKSPACE)
    assert [each.order for each in found] == [4, 3, 2, 1]
    assert found[0].digest == "0" * 64


def test_an_export_of_the_first_format_is_still_read(new_database: Callable[[str], Database]) -> None:
    source, target = new_database("sqlite"), new_database("sqlite")
    created(source)
    *lines, _ = exported(source).splitlines(keepends=True)
    lines[0] = b'{"kind":"backfunnel export","format":1}\n'
    digest = hashlib.sha256(b"".join(lines)).hexdigest()
    end = {"kind": "end", "workspaces": 1, "scenarios": 1, "versions": 1, "digest": digest}
    old = b"".join(lines) + json.dumps(end, separators=(",", ":")).encode() + b"\n"
    assert imported(target, old) == Taken(added=1, versions=1)
    assert exported(target) == exported(source)


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("import", {"id": "imp_short"}, "id is no id"),
    ("import", {"workspace": "wsp_none"}, "no workspace wsp_none"),
    ("import", {"number": 0}, "number is no number"),
    ("import", {"size": -1}, "size is no size"),
    ("import", {"digest": "x"}, "digest is no id"),
    ("import", {"name": "a\0b"}, "hidden_character"),
    ("import", {"name": "x" * 256}, "too_long"),
    ("import", {"list": "a\0b", "taken": None, "recipe": None, "same_as": "imp_00000000000000000000"}, "list: hidden_character"),
    ("import", {"rows_are": {}, "taken": None, "recipe": None, "same_as": "imp_00000000000000000000"}, "rows_are is no kind"),
    ("import", {"recipe": "{}"}, "recipe is not what"),
    ("import", {"recipe": None}, "without what was taken in"),
    ("import", {"taken": "[" * 100_000}, "taken is not what"),
    ("import", {"look": '{"name": 5}'}, "look is not what"),
    ("import", {"same_as": "imp_00000000000000000000"}, "there is no import imp_0"),
    ("part", {"number": 7}, "part 1 of an import"),
    ("part", {"digest": "0" * 64}, "not those that were exported"),
    ("part", {"size": 10**12}, "too large"),
    ("part", {"rows": True}, "rows is missing"),
    ("bytes", {"base64": "?"}, "not base64"),
    ("bytes", {"base64": 5}, "bytes of a part belong here"),
    ("bytes", {"kind": "recipe"}, "bytes of a part belong here"),
    ("recipe", {"shape": "x" * 201}, "too_long"),
    ("recipe", {"recipe": "null"}, "recipe is not what"),
    ("book", {"id": "scn_00000000000000000000"}, "id is no id"),
    ("book", {"target": -5}, "no amount"),
    ("book", {"parts": [["EMEA"]]}, "parts are not"),
    ("book", {"parts": [["EMEA", "scn_none"]]}, "there is no scenario scn_none"),
    ("book", {"parts": [["", "scn_none"]]}, "too_short"),
    ("book", {"parts": [["x", "y"]] * 41}, "too many parts"),
]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An export with a little of everything."""
    folder = tmp_path_factory.mktemp("exchange")
    with pytest.MonkeyPatch.context() as patch:
        stand_in.take_over(patch)
        patch.setattr(exporting_history, "BYTES_OF_A_LINE", 500)
        database = Database(f"sqlite:///{folder}/a.db")
        jobs = Jobs(database, f"sqlite:///{folder}/a.db", folder=None, limit=10_000)
        taken(jobs, b"ready\nrefuse\n")
        scenario = created(database)
        with database.writing() as session:
            books.create(session, LOCAL_WORKSPACE, "Book", [("EMEA", scenario.id)], author="Ada")
        body = exported(database)
        jobs.close()
        database.close()
    return body


def test_a_file_with_the_longest_name_that_is_kept_goes_and_comes(
    new_database: Callable[[str], Database], make_jobs: Callable[[Database], Jobs]
) -> None:
    here, there = new_database("sqlite"), new_database("sqlite")
    made = taken(make_jobs(here), b"ready\n", name=f"{'x' * 300} {'y' * (imports.NAME_LENGTH - 5)}.csv")
    body = exported(here)
    assert imported(there, body).imports == 1
    with there.reading() as session:
        assert imports.get_import(session, LOCAL_WORKSPACE, made.id).name == f"{'y' * (imports.NAME_LENGTH - 5)}.csv"


@pytest.mark.parametrize(("kind", "changes", "words"), WRONG, ids=[f"{kind} {changes}"[:60] for kind, changes, _ in WRONG])
def test_history_that_says_what_cannot_be_changes_nothing(
    new_database: Callable[[str], Database], whole: bytes, kind: str, changes: dict[str, Any], words: str
) -> None:
    database = new_database("sqlite")
    before = exported(database)
    changed = records(whole)
    next(record for record in changed if record["kind"] == kind).update(changes)
    with pytest.raises(BadExport) as error:
        imported(database, again(changed))
    assert words in str(error.value)
    assert exported(database) == before


def test_history_that_is_cut_anywhere_changes_nothing(new_database: Callable[[str], Database], whole: bytes) -> None:
    database = new_database("sqlite")
    before = exported(database)
    lines = whole.splitlines(keepends=True)
    for cut in range(2, len(lines)):
        with pytest.raises(BadExport):
            imported(database, b"".join(lines[:cut]))
        with pytest.raises(BadExport):
            imported(database, b"".join(lines[:cut] + lines[cut + 1 :]))
    assert exported(database) == before


def test_an_export_that_comes_in_while_a_file_arrives_gets_the_numbers_after(
    new_database: Callable[[str], Database], filled: Callable[[Database], list[str]]
) -> None:
    full, database = new_database("sqlite"), new_database("postgresql")
    filled(full)
    with full.reading() as session:
        arriving = replace(imports.imports(session, LOCAL_WORKSPACE)[-1], id=imports.new_id(), same_as=None)
    with ThreadPoolExecutor(1) as pool:
        with database.writing() as session:
            imports.add(session, LOCAL_WORKSPACE, arriving)
            coming = pool.submit(imported, database, exported(full))
            while not somebody_waits(session) and not coming.done():
                pass
        assert coming.result().imports == 3
    with database.reading() as session:
        found = imports.imports(session, LOCAL_WORKSPACE)
    assert [each.order for each in found] == [4, 3, 2, 1]
    assert found[-1].id == arriving.id


def test_a_file_that_arrives_while_an_export_comes_in_waits_and_a_scenario_does_not(
    new_database: Callable[[str], Database], filled: Callable[[Database], list[str]], make_jobs: Callable[[Database], Jobs]
) -> None:
    full, database = new_database("sqlite"), new_database("postgresql")
    filled(full)
    with ThreadPoolExecutor(1) as pool:
        with database.writing() as session:
            take_in(session, io.BytesIO(exported(full)))
            created(database, "Meanwhile")
            arriving = pool.submit(taken, make_jobs(database), b"ready\nother\n")
            while not somebody_waits(session) and not arriving.done():
                pass
        assert arriving.result().order == 4
