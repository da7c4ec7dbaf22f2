"""The routes that give a list another name, or an import another list; where the name is that of a list, the two are one from then on."""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.db import Database, StoreTrouble
from app.language import Language
from app.planner.faults import InvalidScenario
from app.services import import_lists, imports, list_names
from app.services.imports import ImportMoved, ImportNotFound
from app.services.list_names import ListsApart
from app.services.measuring import UnknownList
from app.services.scenarios import LOCAL_WORKSPACE
from app.web.asking import UNPLANNABLE, Asked, Posted, Reader
from app.web.history.responses import (
    CONFLICT,
    SEE_OTHER,
    import_not_found,
    in_trouble,
    list_not_found,
    page,
    store_sentence,
    trouble_page,
    trouble_status,
)
from app.web.plans.responses import Store
from app.wording import fault_sentence
from app.wording.history.lists import why_apart

router = APIRouter(include_in_schema=False)


@router.get("/history/lists/name", response_class=HTMLResponse)
def ask_name(request: Request, reader: Reader, texts: Asked, store: Store) -> HTMLResponse:
    """The form with the name that a list has."""
    return _of_list(request, reader, store, texts)


@router.post("/history/lists/name")
def rename(request: Request, reader: Reader, texts: Posted, store: Store) -> Response:
    """Call it what was said."""
    old = texts.get("list", "")

    def act() -> str:
        with store.writing() as session:
            return list_names.rename(session, LOCAL_WORKSPACE, old, texts.get("name", "")).name

    return _named(reader, act, lambda status, refusal: _of_list(request, reader, store, texts, status, refusal))


@router.get("/history/imports/{id}/list", response_class=HTMLResponse)
def ask_list(request: Request, id: str, reader: Reader, store: Store) -> HTMLResponse:
    """The form with the list that an import belongs to."""
    return _of_import(request, id, reader, store, {})


@router.post("/history/imports/{id}/list")
def move(request: Request, id: str, reader: Reader, texts: Posted, store: Store) -> Response:
    """Have it belong to the list that was said."""

    def act() -> str:
        with store.writing() as session:
            return list_names.move(session, LOCAL_WORKSPACE, id, texts.get("name", "")).list_name or ""

    return _named(reader, act, lambda status, refusal: _of_import(request, id, reader, store, texts, status, refusal))


# --- parts of the above ----------------------------------------------------------------------------------------------


def _named(reader: Language, act: Callable[[], str], shown: Callable[[int, str], HTMLResponse]) -> Response:
    """On to the lists once it is done; else the form once more, with why it was not."""
    try:
        name = act()
    except UnknownList as error:
        return list_not_found(reader, error.list_name)
    except ImportNotFound:
        return import_not_found(reader)
    except ImportMoved:
        return shown(CONFLICT, reader.gettext("This file has moved on in the meantime, so nothing was done. This is how it stands now."))
    except ListsApart as error:
        return shown(CONFLICT, why_apart(error.code, error.values, reader))
    except InvalidScenario as error:
        return shown(UNPLANNABLE, fault_sentence(error.faults[0], reader))
    except StoreTrouble as trouble:
        return in_trouble(shown(trouble_status(trouble), store_sentence(trouble, reader)), trouble)
    return RedirectResponse(f"/history?{urlencode({'done': 'named', 'name': name})}", SEE_OTHER)


def _of_list(
    request: Request, reader: Language, store: Database, texts: Mapping[str, str], status: int = 200, refusal: str = ""
) -> HTMLResponse:
    name = texts.get("list", "")
    try:
        names = _names(store)
    except StoreTrouble as trouble:
        return trouble_page(reader, trouble, f"/history/lists/name?{urlencode({'list': name})}")
    if name not in names:
        return list_not_found(reader, name)
    shown = {"what": name, "typed": texts.get("name", name), "others": [each for each in names if each != name]}
    return page(request, reader, "history/list_name.html", status, refusal=refusal, import_=None, send_to="/history/lists/name", **shown)


def _of_import(
    request: Request, id: str, reader: Language, store: Database, texts: Mapping[str, str], status: int = 200, refusal: str = ""
) -> HTMLResponse:
    try:
        with store.reading() as session:
            found = imports.get_import(session, LOCAL_WORKSPACE, id)
        names = _names(store)
    except ImportNotFound:
        return import_not_found(reader)
    except StoreTrouble as trouble:
        return trouble_page(reader, trouble, f"/history/imports/{id}/list")
    if found.status != "done" or found.same_as is not None:
        return import_not_found(reader)
    own = list_names.list_of(found) or ""
    own = "" if found.kind == "spend" and own not in names else own
    shown = {"what": own, "typed": texts.get("name", own), "others": [each for each in names if each != own]}
    return page(
        request, reader, "history/list_name.html", status, refusal=refusal, import_=found, send_to=f"/history/imports/{id}/list", **shown
    )


def _names(store: Database) -> list[str]:
    with store.reading() as session:
        return [each.name for each in import_lists.lists(session, LOCAL_WORKSPACE)]
