"""Plan books where two people are at one."""

from dataclasses import replace
from typing import Any

import pytest

from app.db import Database
from app.services import books
from app.services.books import StaleBook
from app.services.scenarios import LOCAL_WORKSPACE
from tests.store.samples import created


def test_a_book_that_is_saved_while_somebody_deletes_it_stays(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = created(database)
    with database.writing() as session:
        book = books.create(session, LOCAL_WORKSPACE, "Whole", [("EMEA", scenario.id)], author="Ada")
    with database.writing() as session:
        saved = books.save(session, LOCAL_WORKSPACE, book.id, "The whole", [("EMEA", scenario.id)], author="Ben", revision=1)
    get = books.get
    seen = [book, saved]

    def before_the_save(*asked: Any) -> books.Book:
        return replace(get(*asked), revision=seen.pop(0).revision)

    monkeypatch.setattr(books, "get", before_the_save)
    with pytest.raises(StaleBook) as error, database.writing() as session:
        books.remove(session, LOCAL_WORKSPACE, book.id, revision=1)
    assert error.value.current.revision == 2
    monkeypatch.setattr(books, "get", get)
    with database.reading() as session:
        assert books.get(session, LOCAL_WORKSPACE, book.id) == saved


def test_no_book_is_left_out_of_the_pages(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "BOOKS_LIMIT", 2)
    with database.writing() as session:
        made = [books.create(session, LOCAL_WORKSPACE, name, [], author="Ada") for name in ("One", "Two", "Three", "Four")]
    with database.reading() as session:
        first, following = books.books(session, LOCAL_WORKSPACE)
        assert following == 2
        second, last = books.books(session, LOCAL_WORKSPACE, following)
    assert (len(first), len(second), last) == (2, 2, None)
    assert {each.id for each in first + second} == {each.id for each in made}
