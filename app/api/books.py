"""Plan books: scenarios, one for each segment, and what they come to together."""

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.api.bodies import JSON, Body, read
from app.api.book_answers import book_answer
from app.api.conditional import IfMatch, optional_if_match
from app.api.history_answers import plain_bytes
from app.api.history_bodies import BookBody
from app.api.paging import next_link
from app.api.parameters import Parameters
from app.api.problem_shape import reader_language
from app.api.repeating import Answer, changing
from app.api.scenario_answers import json_bytes
from app.api.scenarios import author, read_from
from app.api.schemas_history import BOOK_PLAN, CREATE_BOOK, DELETE_BOOK, LIST_BOOKS, MOST_BOOKS, READ_BOOK, SAVE_BOOK
from app.planner.book import BookTotal, roll_up
from app.planner.present import make_plan
from app.planner.scenario import Scenario
from app.services import books
from app.services.books import Book, BookNotFound, StaleBook
from app.services.scenarios import LOCAL_WORKSPACE
from app.work import weight, work

router = APIRouter(tags=["books"])


@router.get("/books", **LIST_BOOKS)
async def list_books(request: Request) -> Response:
    """A page of the books, the last that was changed first."""
    start = Parameters(request, "start").whole("start", 0, MOST_BOOKS) or 0
    found, following = await read_from(request, lambda session: books.books(session, LOCAL_WORKSPACE, start))
    headers = {} if following is None else next_link(request, {"start": following})
    return Response(json_bytes({"items": [book_answer(each) for each in found]}), 200, headers, JSON)


@router.post("/books", **CREATE_BOOK)
def create_book(request: Request, body: Body) -> Response:
    """Keep a new book."""
    new = read(request, body, BookBody)

    def create(session: Session) -> Answer:
        made = books.create(session, LOCAL_WORKSPACE, new.name, _pairs(new), target=new.target, author=author(request))
        return _answer(made, 201, location=f"/api/v1/books/{made.id}")

    return changing(request, body, create)


@router.get("/books/{id}", **READ_BOOK)
async def read_book(request: Request) -> Response:
    """One book."""
    id = _asked_book(request)
    found = await read_from(request, lambda session: books.get(session, LOCAL_WORKSPACE, id))
    return _answer(found).response()


@router.put("/books/{id}", **SAVE_BOOK)
def save_book(request: Request, body: Body) -> Response:
    """Keep what a book says now."""
    id = _asked_book(request)
    known = optional_if_match(request)
    new = read(request, body, BookBody)

    def save(session: Session) -> Answer:
        revision = _expected(session, id, known)
        saved = books.save(
            session, LOCAL_WORKSPACE, id, new.name, _pairs(new), target=new.target, author=author(request), revision=revision
        )
        return _answer(saved)

    return changing(request, body, save)


@router.delete("/books/{id}", **DELETE_BOOK)
def delete_book(request: Request) -> Response:
    """Delete a book; its scenarios stay."""
    id = _asked_book(request)
    known = optional_if_match(request)

    def delete(session: Session) -> Answer:
        books.remove(session, LOCAL_WORKSPACE, id, revision=_expected(session, id, known))
        return Answer(204, b"", {})

    return changing(request, b"", delete)


@router.get("/books/{id}/plan", **BOOK_PLAN)
async def book_plan(request: Request) -> Response:
    """The plans of all segments as one."""
    id = _asked_book(request)
    Parameters(request)

    def find(session: Session) -> tuple[Book, list[tuple[str, Scenario]]]:
        book = books.get(session, LOCAL_WORKSPACE, id)
        return book, books.scenarios_of(session, LOCAL_WORKSPACE, book)

    book, parts = await read_from(request, find)

    def plan() -> BookTotal:
        return roll_up([(segment, scenario, make_plan(scenario)) for segment, scenario in parts], book.target)

    total = await work(sum(weight(scenario) for _, scenario in parts), plan)
    return Response(plain_bytes(total, reader_language(request)), media_type=JSON)


# --- Parts of the above -----------------------------------------------------------------------------------------------


def _answer(book: Book, status: int = 200, **headers: str) -> Answer:
    return Answer(status, json_bytes(book_answer(book)), {"content-type": JSON, "etag": book.etag, **headers})


def _asked_book(request: Request) -> str:
    id = str(request.path_params["id"])
    if not books.is_id(id):
        raise BookNotFound(id[:40])
    return id


def _pairs(given: BookBody) -> list[tuple[str, str]]:
    return [(part.segment, part.scenario_id) for part in given.parts]


def _expected(session: Session, id: str, known: IfMatch | None) -> int | None:
    """The revision that the client knows; None where it does not say."""
    if known is None or known.tags is None:
        return None
    current = books.get(session, LOCAL_WORKSPACE, id)
    if current.etag not in known.tags:
        raise StaleBook(current)
    return current.revision
