import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from app.db import Database
from app.services import scenarios
from app.services.export_format import BadExport, fingerprint, lines_of
from app.services.exporting import everything
from app.services.importing import DifferentScenario, Taken, take_in
from app.services.scenarios import LOCAL_WORKSPACE, ListQuery
from app.services.writing import digest_of
from tests.store.conftest import DIALECTS
from tests.store.exchanging import OTHER, again, exported, imported, records
from tests.store.samples import created, filled, found, saved


@pytest.mark.parametrize("dialect", DIALECTS)
def test_everything_goes_to_the_other_database_and_comes_back_byte_for_byte(new_database: Callable[[str], Database], dialect: str) -> None:
    here, there, back = new_database(dialect), new_database(OTHER[dialect]), new_database(dialect)
    ids = filled(here)
    body = exported(here)
    assert imported(there, body) == Taken(added=3, versions=5)
    assert exported(there) == body
    assert imported(back, exported(there)).added == 3
    assert exported(back) == body
    for id in ids:
        assert found(there, id) == found(here, id)
        with here.reading() as one, there.reading() as other:
            assert scenarios.versions(one, LOCAL_WORKSPACE, id) == scenarios.versions(other, LOCAL_WORKSPACE, id)
    with there.reading() as session:
        assert scenarios.listing(session, LOCAL_WORKSPACE, ListQuery(search="söhne EMEA", tag="board")).total == 1
    assert saved(there, ids[0], 14_000, 3).newest == 4


def test_what_is_here_already_is_skipped(database: Database) -> None:
    filled(database)
    body = exported(database)
    assert imported(database, body) == Taken(skipped=3)
    assert exported(database) == body


def test_what_differs_is_refused_or_comes_in_under_a_new_id(database: Database) -> None:
    ids = filled(database)
    body = exported(database)
    saved(database, ids[0], 99_000, 3)
    before = exported(database)
    with pytest.raises(DifferentScenario, match=ids[0]):
        imported(database, body)
    assert exported(database) == before
    assert imported(database, body, copy=True) == Taken(added=1, copied=1, skipped=2, versions=3)
    after = records(exported(database))
    assert [record for record in records(before) if record not in after] == []
    assert len([record for record in after if record["kind"] == "scenario"]) == 4
    assert found(database, ids[0]).newest == 4


def test_a_file_cut_anywhere_changes_nothing(new_database: Callable[[str], Database]) -> None:
    source, database = new_database("sqlite"), new_database("sqlite")
    filled(source)
    body = exported(source)
    nothing = exported(database)
    ends = [position for position, byte in enumerate(body) if byte == 10]
    for cut in [0, 1, 20, *ends[:-1], *(end + 1 for end in ends[:-1]), *(end + 100 for end in ends[:-1]), len(body) - 1]:
        with pytest.raises(BadExport):
            imported(database, body[:cut])
    with pytest.raises(BadExport):
        imported(database, body + b"\n")
    without_a_line = body.splitlines(keepends=True)
    del without_a_line[5]
    with pytest.raises(BadExport):
        imported(database, b"".join(without_a_line))
    assert exported(database) == nothing


def change_document(record: dict[str, object], **changes: object) -> None:
    document = json.dumps(json.loads(str(record["document"])) | changes)
    record |= {"document": document, "digest": digest_of(document)}


WRONG: list[tuple[str, dict[str, object], str]] = [
    ("card", {"id": "scn_short"}, "id is no id"),
    ("card", {"id": "'; DROP TABLE x; --"}, "id is no id"),
    ("card", {"workspace": "wsp_none"}, "no workspace wsp_none"),
    ("card", {"name": "a\0b"}, "hidden_character"),
    ("card", {"name": "Another name"}, "another name"),
    ("card", {"name": 5}, "name is missing"),
    ("card", {"tags": ["x" * 41]}, "too_long"),
    ("card", {"tags": ["b", "a"]}, "tags are not"),
    ("card", {"tags": [1]}, "tags are not"),
    ("card", {"created_at": "2026-11-22T00:00:00"}, "no moment"),
    ("card", {"changed_at": "soon"}, "no moment"),
    ("card", {"created_by": "\ud800"}, "hidden_character"),
    ("card", {"versions": 2**40}, "no number"),
    ("card", {"versions": True}, "versions is missing"),
    ("card", {"versions": 2}, "version 2 of"),
    ("card", {"revision": 0}, "no number"),
    ("card", {"sample": 1}, "sample is missing"),
    ("card", {"kind": "card"}, "not known"),
    ("version", {"number": 2}, "version 1 of"),
    ("version", {"document": "{}"}, "not the one that was exported"),
    ("version", {"document": "\ud800", "digest": digest_of("\ud800")}, "not JSON"),
    ("version", {"author": ""}, "too_short"),
    ("version", {"restored_from": 0}, "no number"),
    ("version", {"schema": "1"}, "schema is missing"),
    ("document", {"schema": 2}, "newer Backfunnel (schema 2); this one reads schema 1"),
    ("document", {"months": 61}, "/months: The most is 60"),
]


@pytest.mark.parametrize(("place", "changes", "words"), WRONG, ids=[f"{place} {changes}"[:60] for place, changes, _ in WRONG])
def test_a_file_that_says_what_cannot_be_changes_nothing(
    new_database: Callable[[str], Database], place: str, changes: dict[str, object], words: str
) -> None:
    source, database = new_database("sqlite"), new_database("sqlite")
    created(source)
    workspace, card, version = records(exported(source))
    if place == "document":
        change_document(version, **changes)
    else:
        {"card": card, "version": version}[place].update(changes)
    card["fingerprint"] = fingerprint(card, [version])
    with pytest.raises(BadExport) as error:
        imported(database, again([workspace, card, version]))
    assert words in str(error.value)
    with database.reading() as session:
        assert scenarios.counts(session, LOCAL_WORKSPACE).open == 0


def test_a_changed_card_or_version_is_noticed_by_its_fingerprint(database: Database) -> None:
    created(database)
    workspace, card, version = records(exported(database))
    with database.writing() as session:
        scenarios.delete(session, LOCAL_WORKSPACE, str(card["id"]))
    for changed in ([workspace, card | {"created_by": "Eve"}, version], [workspace, card, version | {"author": "Eve"}]):
        with pytest.raises(BadExport, match="not those that were exported"):
            imported(database, again(changed))


NO_EXPORTS = [
    (b"", "the file is empty"),
    (b"Dear diary\n", "not JSON"),
    (b"[" * 100_000 + b"\n", "not JSON"),
    (b"5\n", "no record"),
    (b'{"kind":"scenario"}\n', "no export of Backfunnel"),
    (b'{"kind":"backfunnel export","format":3}\n', "format 3; this version reads formats 1 and 2"),
    (b'{"kind":"backfunnel export","format":true}\n', "format True; this version reads formats 1 and 2"),
    (b'{"kind":"backfunnel export","format":NaN}\n', "not JSON"),
    (b'{"kind":"backfunnel export","format":1}\n{"kind":"version"}\n', "belongs after its scenario"),
    (b'{"kind":"backfunnel export","format":1}', "cut short"),
    (b"x" * 9_000_000, "longer than any"),
    (b"\xff\xfe\n", "not JSON"),
]


@pytest.mark.parametrize(("body", "words"), NO_EXPORTS, ids=[str(body[:50]) for body, _ in NO_EXPORTS])
def test_says_what_is_wrong_with_a_file(database: Database, body: bytes, words: str) -> None:
    with pytest.raises(BadExport) as error:
        imported(database, body)
    assert words in str(error.value)


def test_a_large_store_is_streamed(new_database: Callable[[str], Database], tmp_path: Path) -> None:
    source, target = new_database("sqlite"), new_database("sqlite")
    made = created(source)
    for base in range(1, 400):
        saved(source, made.id, 20_000 + base, base)
    for number in range(150):
        created(source, f"Plan {number}")
    file = tmp_path / "all.jsonl"
    tracemalloc.start()
    with file.open("wb") as opened, source.snapshot() as session:
        opened.writelines(lines_of(everything(session)))
    with file.open("rb") as opened, target.writing() as session:
        assert take_in(session, opened).versions == 550
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < file.stat().st_size / 2
    assert exported(target) == file.read_bytes()
