from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from app.db import Database
from app.models import ScenarioRow
from app.services import scenarios
from app.services.scenarios import LOCAL_WORKSPACE, BadCursor, Counts, ListPage, ListQuery
from tests.store.samples import created, found, saved


def listed(database: Database, **query: object) -> ListPage:
    with database.reading() as session:
        return scenarios.listing(session, LOCAL_WORKSPACE, ListQuery(**query))  # type: ignore[arg-type]


def names(database: Database, **query: object) -> list[str]:
    return [item.name for item in listed(database, **query).items]


def test_a_list_holds_what_was_stored(database: Database) -> None:
    made = created(database, "Plan", tags=("EMEA", "Board"))
    second = saved(database, made.id, 13_000, 1)
    assert listed(database) == ListPage([second], None, 1)
    assert second == found(database, made.id)


def test_lists_sort_by_change_by_name_and_by_creation(database: Database) -> None:
    made = {name: created(database, name) for name in ("Zebra", "éclair", "Apple", "Öl")}
    saved(database, made["Apple"].id, 13_000, 1)  # which also renames it
    assert names(database) == ["Growth", "Öl", "éclair", "Zebra"]
    assert names(database, descending=False) == ["Zebra", "éclair", "Öl", "Growth"]
    assert names(database, sort="created") == ["Öl", "Growth", "éclair", "Zebra"]
    assert names(database, sort="name", descending=False) == ["éclair", "Growth", "Öl", "Zebra"]


@pytest.mark.parametrize("sort", ["changed", "name", "created"])
@pytest.mark.parametrize("descending", [True, False])
def test_pages_join_into_the_whole_list_even_where_all_is_equal(database: Database, sort: str, descending: bool) -> None:
    for number in range(7):
        created(database, f"Plan {number // 3}")
    with database.writing() as session:
        session.connection().execute(update(ScenarioRow).values(changed_at=datetime(2026, 11, 22, tzinfo=UTC)))
    whole = listed(database, sort=sort, descending=descending)
    pages, cursor = [], None
    for _ in range(5):
        page = listed(database, sort=sort, descending=descending, limit=2, cursor=cursor)
        assert page.total == 7
        pages.append(page.items)
        if (cursor := page.next_cursor) is None:
            break
    assert cursor is None
    assert [len(page) for page in pages] == [2, 2, 2, 1]
    assert [item for page in pages for item in page] == whole.items


def test_a_list_that_ends_with_a_page_has_no_next(database: Database) -> None:
    for _ in range(2):
        created(database)
    assert listed(database, limit=2).next_cursor is None


def test_a_cursor_of_another_list_or_of_nothing_is_refused(database: Database) -> None:
    for _ in range(2):
        created(database)
    cursor = listed(database, limit=1).next_cursor
    assert cursor is not None
    for query in (
        {"sort": "name"},
        {"descending": False},
        {"cursor": cursor[:-3]},
        {"cursor": "x"},
        {"cursor": "é"},
        {"cursor": "bnVsbA"},
        {"cursor": "WyJjaGFuZ2VkIix0cnVlLCJzb29uIiwieCJd"},
        {"cursor": "WyJjaGFuZ2VkIix0cnVlLCIyMDI2LTExLTIyIiwieCJd"},
        {"cursor": ""},
    ):
        with pytest.raises(BadCursor):
            listed(database, limit=1, **({"cursor": cursor} | query))


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("", ["Grün 100%", "Plan_B", "straße"]),
        ("GRÜN", ["Grün 100%"]),
        ("gru\u0308n", ["Grün 100%"]),
        ("STRASSE", ["straße"]),
        ("%", ["Grün 100%"]),
        ("_", ["Plan_B"]),
        ("\\", []),
        ("emea", ["Plan_B"]),
        ("zoë", ["straße"]),
        ("zoë str", ["straße"]),
        ("zoë plan", []),
        ("１００", ["Grün 100%"]),
        ("'", []),
        (" \t ", ["Grün 100%", "Plan_B", "straße"]),
    ],
)
def test_searches_names_tags_and_people_without_regard_to_case(database: Database, search: str, expected: list[str]) -> None:
    created(database, "Grün 100%")
    created(database, "Plan_B", tags=("EMEA",))
    created(database, "straße", author="Zoë")
    page = listed(database, search=search, sort="name", descending=False)
    assert ([item.name for item in page.items], page.total) == (expected, len(expected))


def test_who_saved_last_is_found_too(database: Database) -> None:
    made = created(database, author="Ada")
    saved(database, made.id, 13_000, 1, author="Ben")
    assert listed(database, search="ada").total == listed(database, search="ben").total == 1


def test_tags_filter_without_regard_to_case_and_are_counted(database: Database) -> None:
    created(database, "One", tags=("EMEA", "Board"))
    created(database, "Two", tags=("emea",))
    archived = created(database, "Three", tags=("EMEA", "Old"))
    with database.writing() as session:
        scenarios.archive(session, LOCAL_WORKSPACE, archived.id)
    assert names(database, tag="Emea", sort="name", descending=False) == ["One", "Two"]
    assert names(database, tag="eme") == []
    with database.reading() as session:
        (board, emea) = scenarios.tags_in_use(session, LOCAL_WORKSPACE)
    assert board == ("Board", 1)
    assert (emea[0].casefold(), emea[1]) == ("emea", 2)


def test_the_archive_is_a_list_of_its_own(database: Database) -> None:
    created(database, "Open")
    created(database, "Sample", sample=True)
    put_away = created(database, "Away", sample=True)
    with database.writing() as session:
        scenarios.archive(session, LOCAL_WORKSPACE, put_away.id)
    assert names(database, sort="name") == ["Sample", "Open"]
    assert names(database, archived=True) == ["Away"]
    with database.reading() as session:
        assert scenarios.counts(session, LOCAL_WORKSPACE) == Counts(open=2, archived=1, samples=1)


def test_another_workspace_sees_an_empty_list(database: Database) -> None:
    created(database, tags=("x",))
    with database.reading() as session:
        assert scenarios.listing(session, "wsp_other", ListQuery()) == ListPage([], None, 0)
        assert scenarios.counts(session, "wsp_other") == Counts(0, 0, 0)
        assert scenarios.tags_in_use(session, "wsp_other") == []


def test_a_clock_that_went_back_confuses_no_history(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    made = created(database)
    monkeypatch.setattr("app.services.scenarios.now", lambda: datetime.now(UTC) - timedelta(days=3))
    saved(database, made.id, 13_000, 1)
    with database.reading() as session:
        assert [line.number for line in scenarios.versions(session, LOCAL_WORKSPACE, made.id)] == [2, 1]
    assert found(database, made.id).version == 2


@pytest.mark.parametrize("hidden", ["\0", "\ud800"])
def test_what_cannot_be_stored_is_not_found(database: Database, hidden: str) -> None:
    created(database, tags=("a",))
    with database.reading() as session:
        for query in (ListQuery(search=hidden), ListQuery(tag=hidden), ListQuery(search=f"Growth{hidden}")):
            assert scenarios.listing(session, LOCAL_WORKSPACE, query).total == 0


def test_a_page_holds_fewer_where_documents_are_large_and_pages_still_join(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        created(database, f"Plan {number}")
    letters = len(listed(database).items[0].document)
    monkeypatch.setattr("app.services.listing.PAGE_LENGTH", letters + letters // 2)
    pages, cursor = [], None
    while not pages or cursor:
        page = listed(database, cursor=cursor)
        pages.append([item.name for item in page.items])
        cursor = page.next_cursor
        assert page.total == 5
    assert pages == [["Plan 4", "Plan 3"], ["Plan 2", "Plan 1"], ["Plan 0"]]
