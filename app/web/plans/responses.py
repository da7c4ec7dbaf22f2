"""What the list's routes answer with: the list itself, the ways to start, or the way back after something was done."""

import datetime as dt
from collections.abc import Callable
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.db import Database, StoreTrouble
from app.language import Language
from app.planner.faults import InvalidScenario
from app.planner.text import N_
from app.services.scenarios import ScenarioNotFound, StaleRevision
from app.services.troubles import retry_headers, trouble_status
from app.web import errors
from app.web.asking import fresh
from app.web.assets import libraries
from app.web.plans import list_page, start
from app.web.plans.list_rows import Editing
from app.web.plans.posts import act
from app.web.plans.query import Query
from app.web.plans.uploads import Complaint
from app.web.templating import render
from app.wording import fault_sentence
from app.wording.store import store_sentence

SEE_OTHER, STALE = 303, 409
FIELDS_OF_AN_ADDRESS = 20

Act = Callable[[Session], dict[str, str]]
"""Something done to the store in one transaction; what it returns is told in the address that follows."""


async def database_of(request: Request) -> Database:  # async, because others are called on a thread of their own
    """The store of this app."""
    found: Database = request.app.state.database
    return found


Store = Annotated[Database, Depends(database_of)]


def author(request: Request) -> str:
    """Who is doing this."""
    name: str = request.app.state.settings.author
    return name


def back_to(texts: dict[str, str]) -> Query:
    """The list that a form was sent from."""
    try:
        return Query.of(dict(parse_qsl(texts.get("back", ""), max_num_fields=FIELDS_OF_AN_ADDRESS)))
    except ValueError:
        return Query()


def listed(
    request: Request,
    reader: Language,
    query: Query,
    texts: dict[str, str],
    store: Database,
    status: int = 200,
    editing: Editing | None = None,
    trouble: str = "",
) -> HTMLResponse:
    """The list, or as much of it as can be read."""
    found = list_page.view(query, texts, store, reader, dt.datetime.now(dt.UTC), editing)
    if trouble:
        found |= {"trouble": trouble, "is_new": False}
    elif found["trouble"]:
        status = errors.UNAVAILABLE
    ways = start.view(reader) if found["is_new"] else {}
    page = render(reader, "plans/list.html", scripts=libraries(request.app.state.settings.cdn), act=act, **ways, **found)
    response = fresh(page, status)
    response.headers["hx-replace-url"] = query.address
    return response


def started(request: Request, reader: Language, text: str = "", complaints: tuple[Complaint, ...] = (), status: int = 200) -> HTMLResponse:
    """The ways to start a plan, with what was pasted and what is wrong with it."""
    scripts = libraries(request.app.state.settings.cdn)
    return fresh(render(reader, "plans/start.html", scripts=scripts, act=act, **start.view(reader, text, complaints)), status)


def acted(request: Request, reader: Language, texts: dict[str, str], store: Database, act: Act, editing: Editing | None = None) -> Response:
    """Do something to the store and go back to the list with the news of it; where the store cannot, the list says why."""
    query = back_to(texts)
    try:
        with store.writing() as session:
            news = act(session)
    except ScenarioNotFound:
        news = {"done": "gone"}
    except InvalidScenario as error:  # a document that cannot be read cannot be copied
        sentence, status = fault_sentence(error.faults[0], reader), errors.unplannable_status(error)
        return listed(request, reader, query, {}, store, status, editing, sentence)
    except StaleRevision:
        sentence = reader.gettext(N_("This plan was changed in the meantime, so nothing was done. Look at it, then save again."))
        return listed(request, reader, query, {}, store, STALE, editing, sentence)
    except StoreTrouble as trouble:
        sentence, status = store_sentence(trouble, reader), trouble_status(trouble)
        response = listed(request, reader, query, {}, store, status, editing, sentence)
        response.headers.update(retry_headers(trouble))
        return response
    return RedirectResponse(query.with_news(news), SEE_OTHER)
