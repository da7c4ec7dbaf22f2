"""The routes of plan books: the list, one book with its totals, keeping and deleting it."""

import re
from collections.abc import Callable, Mapping

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.db import Database, StoreTrouble, beside
from app.language import Language
from app.planner.book import UnfitBook, roll_up
from app.planner.faults import InvalidScenario
from app.planner.present import make_plan
from app.services import books, headlines, scenarios
from app.services.books import BOOKS_LIMIT, Book, BookNotFound, StaleBook
from app.services.listing import ListQuery
from app.services.scenarios import LOCAL_WORKSPACE, ScenarioNotFound
from app.services.stored import Stored, UnreadableStored
from app.services.troubles import trouble_status
from app.web import errors
from app.web.asking import UNPLANNABLE, Posted, Reader
from app.web.books import books_page
from app.web.books.books_page import BookForm
from app.web.history.responses import CONFLICT, SEE_OTHER, now, page, store_sentence, trouble_page
from app.web.plans.responses import Store, author
from app.wording import fault_sentence, unreadable_stored_sentence

router = APIRouter(include_in_schema=False)

PLANS_SHOWN = 500
REVISION_LENGTH = 9

Keep = Callable[[Session, str, list[tuple[str, str]], float | None], Book]
"""Keeps what a form says: name, segments with their plans, target of the whole."""


@router.get("/books", response_class=HTMLResponse)
async def listing(request: Request, reader: Reader, store: Store) -> HTMLResponse:
    """The books, and the form of a new one."""
    return await beside(lambda: _listed(request, reader, store, books_page.form_of(None, reader)))


@router.post("/books")
def create(request: Request, reader: Reader, texts: Posted, store: Store) -> Response:
    """Keep a new book."""

    def make(session: Session, name: str, parts: list[tuple[str, str]], target: float | None) -> Book:
        return books.create(session, LOCAL_WORKSPACE, name, parts, target=target, author=author(request))

    return _kept(request, reader, texts, store, make)


@router.get("/books/{id}", response_class=HTMLResponse)
async def one(request: Request, id: str, reader: Reader, store: Store) -> HTMLResponse:
    """One book: its totals, and its form."""
    return await beside(lambda: _shown(request, id, reader, store))


@router.post("/books/{id}")
def save(request: Request, id: str, reader: Reader, texts: Posted, store: Store) -> Response:
    """Keep what a book says now, unless somebody has changed it since the form was shown."""
    text = texts.get("revision", "")
    revision = int(text) if text.isascii() and text.isdigit() and len(text) <= REVISION_LENGTH else 0

    def keep(session: Session, name: str, parts: list[tuple[str, str]], target: float | None) -> Book:
        return books.save(session, LOCAL_WORKSPACE, id, name, parts, target=target, author=author(request), revision=revision)

    return _kept(request, reader, texts, store, keep, id)


@router.get("/books/{id}/delete", response_class=HTMLResponse)
def sure(request: Request, id: str, reader: Reader, store: Store) -> HTMLResponse:
    """Say what goes and what stays."""
    try:
        with store.reading() as session:
            book = books.get(session, LOCAL_WORKSPACE, id)
    except BookNotFound:
        return _not_found(reader)
    except StoreTrouble as trouble:
        return trouble_page(reader, trouble, f"/books/{id}/delete")
    return page(request, reader, "books/delete.html", book=book)


@router.post("/books/{id}/delete")
def delete(id: str, reader: Reader, store: Store) -> Response:
    """Delete a book; its plans stay."""
    try:
        with store.writing() as session:
            books.remove(session, LOCAL_WORKSPACE, id)
    except BookNotFound:
        return _not_found(reader)
    except StoreTrouble as trouble:
        return trouble_page(reader, trouble, f"/books/{id}")
    return RedirectResponse("/books", SEE_OTHER)


# --- parts of the above ----------------------------------------------------------------------------------------------


def _not_found(language: Language) -> HTMLResponse:
    detail = language.gettext("There is no such book. It may have been deleted, or the link is not complete.")
    return errors.error_page(language, 404, detail, title=language.gettext("This book is not here"))


def _plans(session: Session) -> list[tuple[str, str]]:
    return [(each.id, each.name) for each in _kept_plans(session)]


def _kept_plans(session: Session) -> list[Stored]:
    return scenarios.listing(session, LOCAL_WORKSPACE, ListQuery(sort="name", descending=False, limit=PLANS_SHOWN)).items


def _choices(session: Session) -> list[tuple[str, str]]:
    """The plans with their currencies: a book counts in one."""
    currencies = headlines.currencies(kept := _kept_plans(session))
    return [(each.id, f"{each.name} ({currencies[each.id]})" if currencies.get(each.id) else each.name) for each in kept]


def _listed(request: Request, reader: Language, store: Database, form: BookForm, status: int = 200, refusal: str = "") -> HTMLResponse:
    try:
        with store.reading() as session:
            start = _start(request)
            (found, following), plans = books.books(session, LOCAL_WORKSPACE, start), _choices(session)
    except StoreTrouble as trouble:
        return trouble_page(reader, trouble, "/books")
    shown = books_page.cards(found, reader, now())
    pages = {"before": max(start - BOOKS_LIMIT, 0) if start else None, "following": following}
    return page(request, reader, "books/list.html", status, books=shown, form=form, plans=plans, refusal=refusal, **pages)


def _start(request: Request) -> int:
    """How many books stand on pages before."""
    text = request.query_params.get("start", "")
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else 0


def _shown(
    request: Request, id: str, reader: Language, store: Database, form: BookForm | None = None, status: int = 200, refusal: str = ""
) -> HTMLResponse:
    """The page of a book; where its plans cannot be added up, why, with the form below."""
    try:
        with store.reading() as session:
            book, plans = books.get(session, LOCAL_WORKSPACE, id), _choices(session)
            names = dict(plans)
            plans += [(each, each) for _, each in book.parts if each not in names]  # archived ones
            parts = books.scenarios_of(session, LOCAL_WORKSPACE, book)
    except BookNotFound:
        return _not_found(reader)
    except StoreTrouble as trouble:
        return trouble_page(reader, trouble, f"/books/{id}")
    except UnreadableStored as error:
        return errors.error_page(reader, errors.FAILED, unreadable_stored_sentence(error.faults, reader))
    shown, unfit = None, ""
    if parts:
        try:
            planned = {segment: make_plan(scenario) for segment, scenario in parts}
            total = roll_up([(segment, scenario, planned[segment]) for segment, scenario in parts], book.target)
            shown = books_page.totals(total, planned, reader)
        except UnfitBook as error:
            unfit = " ".join(fault_sentence(fault, reader) for fault in error.faults)
    form = form or books_page.form_of(book, reader)
    links = {segment: f"/plans/{scenario}" for segment, scenario in book.parts}
    return page(
        request,
        reader,
        "books/book.html",
        status,
        book=book,
        total=shown,
        unfit=unfit,
        form=form,
        plans=plans,
        links=links,
        refusal=refusal,
    )


def _kept(request: Request, reader: Language, texts: Mapping[str, str], store: Database, keep: Keep, id: str = "") -> Response:
    """Keep what the form says, and go on to the book; or the form once more with what is wrong beside its fields."""
    target, wrong = books_page.typed_target(texts, reader)
    problems = {"target": wrong} if wrong else {}
    rows: list[int] = []
    status, refusal = UNPLANNABLE, ""
    try:
        if not problems:
            with store.writing() as session:
                parts, rows = books_page.typed_parts(texts, dict(_plans(session)))
                book = keep(session, texts.get("name", ""), parts, target)
            return RedirectResponse(f"/books/{book.id}", SEE_OTHER)
    except BookNotFound:
        return _not_found(reader)
    except InvalidScenario as error:
        for fault in error.faults:
            problems.setdefault(_field(fault.path, rows), fault_sentence(fault, reader))
    except ScenarioNotFound:
        refusal = reader.gettext("One of the plans is no longer there. Choose another.")
    except StaleBook:
        status, refusal = CONFLICT, reader.gettext("Somebody has changed this book in the meantime. Look at it first, then save again.")
    except StoreTrouble as trouble:
        status, refusal = trouble_status(trouble), store_sentence(trouble, reader)
    form = books_page.typed_form(texts, problems)
    return _shown(request, id, reader, store, form, status, refusal) if id else _listed(request, reader, store, form, status, refusal)


def _field(path: tuple[str | int, ...], rows: list[int]) -> str:
    """The field of the form for a place in the book."""
    if len(path) > 1 and isinstance(path[1], int) and path[1] < len(rows):
        return f"segment-{rows[path[1]]}"
    return str(path[0]) if path else "name"
