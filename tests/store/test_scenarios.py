import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from app.db import Database
from app.documents.canonical import canonical_document
from app.planner.faults import InvalidScenario
from app.planner.scenario import Scenario
from app.services import scenarios
from app.services.scenarios import LOCAL_WORKSPACE, ScenarioNotFound, StaleRevision, StaleVersion, VersionNotFound
from app.services.writing import touched
from tests.examples import make_document, make_scenario
from tests.store.samples import created, found, saved, worth


def faults_of(error: pytest.ExceptionInfo[InvalidScenario]) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in error.value.faults]


def test_what_was_created_is_found_as_it_was(database: Database) -> None:
    before = datetime.now(UTC)
    made = created(database, "Grün & Söhne <b>", tags=("EMEA", "board"))
    again = found(database, made.id)
    assert again == made
    assert again.scenario == worth(12_000, "Grün & Söhne <b>")
    assert re.fullmatch(r"scn_[a-z0-9]{20}", again.id)
    assert (again.version, again.newest, again.revision, again.etag) == (1, 1, 1, '"1-1"')
    assert (again.tags, again.sample, again.created_by, again.changed_by) == (("board", "EMEA"), False, "Ada", "Ada")
    assert again.archived_at is None
    assert before <= again.created_at == again.changed_at <= datetime.now(UTC)
    assert again.created_at.utcoffset() == timedelta(0)


def test_a_document_keeps_its_bytes(database: Database) -> None:
    scenario = make_scenario(name="a\u0301 計画 😀", goal={"baseline": 0.1 + 0.2}, deal={"value": 1e12})
    with database.writing() as session:
        made = scenarios.create(session, LOCAL_WORKSPACE, scenario, author="Ada")
    assert found(database, made.id).document == canonical_document(scenario)


def test_a_save_is_a_version_with_author_time_and_name(database: Database) -> None:
    made = created(database)
    with database.writing() as session:
        second = scenarios.save(
            session, LOCAL_WORKSPACE, made.id, worth(13_000, "Renamed"), base=1, author="Ben", version_name=" After the board ", tags=["Q3"]
        )
    assert second == found(database, made.id)
    assert (second.version, second.newest, second.revision, second.name, second.tags) == (2, 2, 2, "Renamed", ("Q3",))
    assert (second.created_by, second.changed_by) == ("Ada", "Ben")
    with database.reading() as session:
        newest, first = scenarios.versions(session, LOCAL_WORKSPACE, made.id)
        assert (newest.number, newest.name, newest.author, newest.digest) == (2, "After the board", "Ben", second.digest)
        assert (first.number, first.name, first.author, first.restored_from) == (1, None, "Ada", None)
        old = scenarios.at_version(session, LOCAL_WORKSPACE, made.id, 1)
    assert (old.version, old.newest, old.document, old.digest) == (1, 2, made.document, made.digest)


def test_the_history_is_read_a_page_at_a_time(database: Database) -> None:
    made = created(database)
    for base in range(1, 6):
        saved(database, made.id, 20_000 + base, base)
    with database.reading() as session:
        pages = [
            [line.number for line in scenarios.versions(session, LOCAL_WORKSPACE, made.id, below=below, limit=4)]
            for below in (None, 3, 1, 0)
        ]
    assert pages == [[6, 5, 4, 3], [2, 1], [], []]


def test_a_save_on_top_of_an_older_version_is_refused_and_shows_what_is_there(database: Database) -> None:
    made = created(database)
    theirs = saved(database, made.id, 13_000, 1)
    with pytest.raises(StaleVersion) as error:
        saved(database, made.id, 14_000, 1)
    assert error.value.current == theirs == found(database, made.id)


def test_the_same_save_sent_twice_is_kept_once(database: Database) -> None:
    made = created(database)
    assert saved(database, made.id, 13_000, 1) == saved(database, made.id, 13_000, 1)
    assert found(database, made.id).newest == 2


def test_saving_what_is_there_makes_no_version_but_may_name_it(database: Database) -> None:
    made = created(database)
    assert saved(database, made.id, 12_000, 1) == made
    with database.writing() as session:
        named = scenarios.save(session, LOCAL_WORKSPACE, made.id, worth(12_000), base=1, author="Ben", version_name="Agreed", tags=["a"])
        (line,) = scenarios.versions(session, LOCAL_WORKSPACE, made.id)
    assert (named.newest, named.revision, named.tags, named.changed_by, line.name) == (1, 2, ("a",), "Ada", "Agreed")


def test_equal_scenarios_have_one_text_whatever_the_order_of_their_keys() -> None:
    document = make_document(pipeline={})
    one = Scenario.model_validate(document | {"pipeline": {"mql": 3, "sql": 4}})
    other = Scenario.model_validate(document | {"pipeline": {"sql": 4, "mql": 3}})
    assert one == other
    assert canonical_document(one) == canonical_document(other)


def test_a_save_can_insist_on_the_revision_too(database: Database) -> None:
    made = created(database)
    with database.writing() as session:
        tagged = scenarios.set_tags(session, LOCAL_WORKSPACE, made.id, ["new"])
    assert (tagged.newest, tagged.revision) == (1, 2)
    with pytest.raises(StaleRevision) as error, database.writing() as session:
        scenarios.save(session, LOCAL_WORKSPACE, made.id, worth(13_000), base=1, author="Ben", revision=1)
    assert error.value.current == tagged
    with database.writing() as session:
        assert scenarios.save(session, LOCAL_WORKSPACE, made.id, worth(13_000), base=1, author="Ben", revision=2).tags == ("new",)


def test_an_older_version_is_restored_as_a_new_one(database: Database) -> None:
    made = created(database)
    saved(database, made.id, 13_000, 1)
    with database.writing() as session:
        restored = scenarios.restore(session, LOCAL_WORKSPACE, made.id, 1, base=2, author="Cem")
        line = scenarios.versions(session, LOCAL_WORKSPACE, made.id)[0]
    assert (restored.version, restored.document, line.restored_from, line.author) == (3, made.document, 1, "Cem")
    with pytest.raises(StaleVersion), database.writing() as session:
        scenarios.restore(session, LOCAL_WORKSPACE, made.id, 2, base=2, author="Cem")
    for number in (0, 4, 2**40):
        with pytest.raises(VersionNotFound), database.writing() as session:
            scenarios.restore(session, LOCAL_WORKSPACE, made.id, number, base=3, author="Cem")


def test_a_version_gets_a_name_and_loses_it(database: Database) -> None:
    made = created(database)
    with database.writing() as session:
        assert scenarios.name_version(session, LOCAL_WORKSPACE, made.id, 1, " Agreed ").name == "Agreed"
        assert scenarios.get(session, LOCAL_WORKSPACE, made.id).etag == '"1-2"'
        assert scenarios.name_version(session, LOCAL_WORKSPACE, made.id, 1, "Agreed").name == "Agreed"
        assert scenarios.get(session, LOCAL_WORKSPACE, made.id).etag == '"1-2"'
        assert scenarios.name_version(session, LOCAL_WORKSPACE, made.id, 1, "").name is None
        with pytest.raises(VersionNotFound):
            scenarios.name_version(session, LOCAL_WORKSPACE, made.id, 2, "x")


def test_a_duplicate_has_its_own_name_and_history(database: Database) -> None:
    made = created(database, tags=("EMEA",), sample=True)
    saved(database, made.id, 13_000, 1)
    with database.writing() as session:
        copy = scenarios.duplicate(session, LOCAL_WORKSPACE, made.id, name="Best case", author="Ben")
        of_first = scenarios.duplicate(session, LOCAL_WORKSPACE, made.id, name="As it was", author="Ben", version=1)
    assert (copy.name, copy.scenario, copy.newest, copy.tags, copy.sample) == ("Best case", worth(13_000, "Best case"), 1, ("EMEA",), False)
    assert of_first.scenario == worth(12_000, "As it was")
    assert len({made.id, copy.id, of_first.id}) == 3
    with pytest.raises(InvalidScenario) as error, database.writing() as session:
        scenarios.duplicate(session, LOCAL_WORKSPACE, made.id, name="a\0b", author="Ben")
    assert faults_of(error) == [("/name", "hidden_character")]


def test_archiving_can_be_undone_and_is_done_once(database: Database) -> None:
    made = created(database)
    with database.writing() as session:
        archived = scenarios.archive(session, LOCAL_WORKSPACE, made.id)
        assert archived.archived_at is not None
        assert scenarios.archive(session, LOCAL_WORKSPACE, made.id) == archived == scenarios.get(session, LOCAL_WORKSPACE, made.id)
        back = scenarios.unarchive(session, LOCAL_WORKSPACE, made.id, revision=2)
        assert (back.archived_at, back.revision) == (None, 3)
        with pytest.raises(StaleRevision):
            scenarios.archive(session, LOCAL_WORKSPACE, made.id, revision=2)


def test_what_is_deleted_is_gone_with_its_versions_and_tags(database: Database) -> None:
    kept, made = created(database, tags=("a",)), created(database, tags=("b",))
    saved(database, made.id, 13_000, 1)
    with pytest.raises(StaleRevision), database.writing() as session:
        scenarios.delete(session, LOCAL_WORKSPACE, made.id, revision=1)
    with database.writing() as session:
        scenarios.delete(session, LOCAL_WORKSPACE, made.id, revision=2)
    with pytest.raises(ScenarioNotFound):
        found(database, made.id)
    with database.reading() as session:
        for table in ("version", "scenario_tag"):
            assert session.connection().execute(text(f"SELECT scenario_id FROM {table}")).scalars().all() == [kept.id]


def test_nothing_is_found_in_another_workspace(database: Database) -> None:
    made = created(database)
    with database.writing() as session:
        for ask in (
            lambda: scenarios.get(session, "wsp_other", made.id),
            lambda: scenarios.at_version(session, "wsp_other", made.id, 1),
            lambda: scenarios.versions(session, "wsp_other", made.id),
            lambda: scenarios.save(session, "wsp_other", made.id, worth(1), base=1, author="Eve"),
            lambda: scenarios.set_tags(session, "wsp_other", made.id, ["x"]),
            lambda: scenarios.archive(session, "wsp_other", made.id),
            lambda: scenarios.restore(session, "wsp_other", made.id, 1, base=1, author="Eve"),
            lambda: scenarios.name_version(session, "wsp_other", made.id, 1, "x"),
            lambda: scenarios.duplicate(session, "wsp_other", made.id, name="x", author="Eve"),
            lambda: scenarios.delete(session, "wsp_other", made.id),
            lambda: scenarios.get(session, LOCAL_WORKSPACE, "scn_none"),
        ):
            with pytest.raises(ScenarioNotFound):
                ask()
    assert found(database, made.id) == made


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"tags": ["x", ""]}, ("/tags/1", "too_short")),
        ({"tags": ["x" * 41]}, ("/tags/0", "too_long")),
        ({"tags": ["a\0b"]}, ("/tags/0", "hidden_character")),
        ({"tags": ["a\x1fb"]}, ("/tags/0", "hidden_character")),
        ({"tags": ["\ud800"]}, ("/tags/0", "hidden_character")),
        ({"tags": [f"tag {number}" for number in range(21)]}, ("/tags", "too_many")),
        ({"version_name": "x" * 201}, ("/version_name", "too_long")),
        ({"version_name": "a\nb"}, ("/version_name", "hidden_character")),
        ({"author": " "}, ("/author", "too_short")),
        ({"author": "x" * 201}, ("/author", "too_long")),
        ({"author": "a\0b"}, ("/author", "hidden_character")),
    ],
)
def test_refuses_texts_that_cannot_be_kept(database: Database, changes: dict[str, object], fault: tuple[str, str]) -> None:
    with pytest.raises(InvalidScenario) as error, database.writing() as session:
        scenarios.create(session, LOCAL_WORKSPACE, worth(1), **({"author": "Ada"} | changes))  # type: ignore[arg-type]
    assert faults_of(error) == [fault]
    with database.reading() as session:
        assert scenarios.counts(session, LOCAL_WORKSPACE).open == 0


def test_texts_at_their_limit_are_kept(database: Database) -> None:
    tags = [f"{number:02}" + "ﷺ" * 38 for number in range(20)]
    with database.writing() as session:
        made = scenarios.create(session, LOCAL_WORKSPACE, worth(1, "ﷺ" * 200), author="😀" * 200, tags=tags, version_name="ä" * 200)
    assert found(database, made.id) == made
    assert made.tags == tuple(tags)


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "'; DROP TABLE scenario; --", "%_\\", "=1+1", "\u202eevil", "a\u0000b"[:1], "😀"]
)
def test_hostile_names_are_only_names(database: Database, name: str) -> None:
    made = created(database, name, author=name, tags=(name,))
    assert found(database, made.id) == made
    with database.reading() as session:
        page = scenarios.listing(session, LOCAL_WORKSPACE, scenarios.ListQuery(search=name, tag=name))
    assert [each.name for each in page.items] == [name]


def test_a_failure_after_writing_leaves_nothing(database: Database) -> None:
    def fail_in_between() -> None:
        with database.writing() as session:
            scenarios.create(session, LOCAL_WORKSPACE, worth(1), author="Ada")
            raise RuntimeError("in between")

    with pytest.raises(RuntimeError, match="in between"):
        fail_in_between()
    with database.reading() as session:
        assert scenarios.counts(session, LOCAL_WORKSPACE).open == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE scenario SET newest = 0",
        "UPDATE scenario SET name = ''",
        "UPDATE scenario SET workspace_id = 'wsp_none'",
        "UPDATE version SET digest = 'short'",
        "INSERT INTO version SELECT * FROM version",
        "INSERT INTO scenario_tag (scenario_id, folded, tag) VALUES ('scn_none', 'x', 'x')",
    ],
)
def test_the_database_itself_refuses_what_cannot_be(database: Database, statement: str) -> None:
    created(database)
    with pytest.raises(IntegrityError), database.writing() as session:
        session.connection().execute(text(statement))


def test_a_text_is_no_number_in_strict_tables(new_database: Callable[[str], Database]) -> None:
    database = new_database("sqlite")
    created(database)
    with pytest.raises(IntegrityError, match="cannot store TEXT value in INTEGER column"), database.writing() as session:
        session.connection().execute(text("UPDATE scenario SET revision = 'xx'"))


def test_a_moment_without_a_time_zone_is_refused(database: Database) -> None:
    made = created(database)
    with pytest.raises(StatementError, match="a moment needs a time zone"), database.writing() as session:
        touched(session, LOCAL_WORKSPACE, made, replace(made, archived_at=datetime(2026, 11, 22)))


def test_a_moment_of_another_time_zone_is_the_same_moment(database: Database) -> None:
    made = created(database)
    moment = datetime(2026, 10, 25, 2, 30, tzinfo=timezone(timedelta(hours=-11, minutes=-30)))
    with database.writing() as session:
        touched(session, LOCAL_WORKSPACE, made, replace(made, archived_at=moment))
    archived_at = found(database, made.id).archived_at
    assert archived_at == moment
    assert archived_at.utcoffset() == timedelta(0)


def test_a_retry_on_an_older_version_may_pass_but_changes_nothing(database: Database) -> None:
    made = created(database)
    with database.writing() as session:
        second = scenarios.save(
            session, LOCAL_WORKSPACE, made.id, worth(13_000), base=1, author="Ben", version_name="Agreed", tags=["a"], revision=1
        )
    with database.writing() as session:
        again = scenarios.save(
            session, LOCAL_WORKSPACE, made.id, worth(13_000), base=1, author="Eve", version_name="Agreed", tags=["a"], revision=1
        )
    assert again == second == found(database, made.id)


@pytest.mark.parametrize(
    ("base", "changes"),
    [(1, {"tags": ["other"]}), (1, {"version_name": "Other"}), (0, {}), (3, {}), (99, {"tags": ["other"]}), (-1, {})],
)
def test_the_document_that_is_there_is_no_way_around_what_the_sender_knows(database: Database, base: int, changes: dict[str, Any]) -> None:
    made = created(database, tags=("kept",))
    second = saved(database, made.id, 13_000, 1)
    with pytest.raises(StaleVersion), database.writing() as session:
        scenarios.save(session, LOCAL_WORKSPACE, made.id, worth(13_000), base=base, author="Eve", **changes)
    assert found(database, made.id) == second
    with database.reading() as session:
        assert scenarios.versions(session, LOCAL_WORKSPACE, made.id)[0].name is None


def test_a_restore_can_insist_on_the_revision_too(database: Database) -> None:
    made = created(database)
    saved(database, made.id, 13_000, 1)
    with pytest.raises(StaleRevision), database.writing() as session:
        scenarios.restore(session, LOCAL_WORKSPACE, made.id, 1, base=2, author="Eve", revision=1)
    assert found(database, made.id).newest == 2


NO_IDS = ["", "\0", "scn_\0" + "a" * 19, "scn_" + "A" * 20, "scn_" + "a" * 20 + "\n", "\ud800", "a" * 100_000, "scn_é"]


@pytest.mark.parametrize("id", NO_IDS)
def test_an_id_that_is_none_is_not_found_by_any_door(database: Database, id: str) -> None:
    doors: list[Callable[[Any], object]] = [
        lambda session: scenarios.get(session, LOCAL_WORKSPACE, id),
        lambda session: scenarios.at_version(session, LOCAL_WORKSPACE, id, 1),
        lambda session: scenarios.at_version(session, LOCAL_WORKSPACE, id, 0),
        lambda session: scenarios.versions(session, LOCAL_WORKSPACE, id),
        lambda session: scenarios.save(session, LOCAL_WORKSPACE, id, worth(1), base=1, author="Eve"),
        lambda session: scenarios.restore(session, LOCAL_WORKSPACE, id, 1, base=1, author="Eve"),
        lambda session: scenarios.name_version(session, LOCAL_WORKSPACE, id, 1, "x"),
        lambda session: scenarios.duplicate(session, LOCAL_WORKSPACE, id, name="x", author="Eve"),
        lambda session: scenarios.set_tags(session, LOCAL_WORKSPACE, id, []),
        lambda session: scenarios.archive(session, LOCAL_WORKSPACE, id),
        lambda session: scenarios.delete(session, LOCAL_WORKSPACE, id),
    ]
    for door in doors:
        with pytest.raises(ScenarioNotFound) as error, database.writing() as session:
            door(session)
        assert len(str(error.value)) < 100
