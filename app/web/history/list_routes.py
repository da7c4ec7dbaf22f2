"""The routes that give a list another name, or an import another list; where the name is that of a list, the two are one from then on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.db import Database, StoreTrouble
from app.language import Language
from app.planner.faults import InvalidScenario
from app.services import import_lists, import_parts, imports, list_names
from app.services.imports import Import, ImportMoved, ImportNotFound
from app.services.list_names import ListsApart, WouldMerge
from app.services.measuring import UnknownList
from app.services.scenarios import LOCAL_WORKSPACE
from app.web.asking import UNPLANNABLE, Asked, Posted, Reader
from app.web.history.responses import (
    CONFLICT,
    SEE_OTHER,
    import_not_found,
    in_trouble,
    list_not_found,
    moved_on,
    page,
    store_sentence,
    trouble_page,
    trouble_status,
)
from app.web.plans.responses import Store
from app.wording import fault_sentence
from app.wording.history.lists import before_merge, why_apart

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Merge:
    """A list that is about to take in another: its name, what that means, and whether somebody has said that it is to be."""

    name: str
    sentence: str
    said: bool = False


@dataclass(frozen=True)
class Answer:
    """How the form is shown: as it is first seen, or once more with why nothing was done, or with what would become one."""

    status: int = 200
    refusal: str = ""
    merge: Merge | None = None


FIRST = Answer()


@router.get("/history/lists/name", response_class=HTMLResponse)
def ask_name(request: Request, reader: Reader, texts: Asked, store: Store) -> HTMLResponse:
    """The form with the name that a list has."""
    return _of_list(request, reader, store, texts)


@router.post("/history/lists/name")
def rename(request: Request, reader: Reader, texts: Posted, store: Store) -> Response:
    """Call it what was said."""
    old = texts.get("list", "")

    def act(merge: bool) -> str:
        with store.writing() as session:
            return list_names.rename(session, LOCAL_WORKSPACE, old, texts.get("name", ""), merge=merge).name

    def show(answer: Answer) -> HTMLResponse:
        return _of_list(request, reader, store, texts, answer)

    return _named(reader, act, lambda: _ahead(store, texts, lambda each: list_names.list_of(each) == old, old, reader), show)


@router.get("/history/imports/{id}/list", response_class=HTMLResponse)
def ask_list(request: Request, id: str, reader: Reader, store: Store) -> HTMLResponse:
    """The form with the list that an import belongs to."""
    return _of_import(request, id, reader, store, {})


@router.post("/history/imports/{id}/list")
def move(request: Request, id: str, reader: Reader, texts: Posted, store: Store) -> Response:
    """Have it belong to the list that was said."""

    def act(merge: bool) -> str:
        with store.writing() as session:
            return list_names.move(session, LOCAL_WORKSPACE, id, texts.get("name", ""), merge=merge).list_name or ""

    def show(answer: Answer) -> HTMLResponse:
        return _of_import(request, id, reader, store, texts, answer)

    return _named(reader, act, lambda: _ahead(store, texts, lambda each: each.id == id, "", reader), show)


# --- parts of the above ----------------------------------------------------------------------------------------------


def _ahead(store: Database, texts: Mapping[str, str], is_mine: Callable[[Import], bool], list_name: str, reader: Language) -> Merge | None:
    """What the name would make one, with the sentence that says so; None where it makes nothing one."""
    with store.reading() as session:
        found = list_names.merging(session, LOCAL_WORKSPACE, texts.get("name", ""), is_mine)
        if found is None:
            return None
        name = list_name or imports.get_import(session, LOCAL_WORKSPACE, next(iter(found.mine))).name
    if texts.get("merge") == found.name:
        return Merge(found.name, "", said=True)
    in_both = import_parts.in_both(store, LOCAL_WORKSPACE, found.mine, found.theirs)
    rows, other_rows = sum(found.mine.values()), sum(found.theirs.values())
    return Merge(found.name, before_merge(name, rows, found.name, other_rows, in_both, reader))


def _named(
    reader: Language, act: Callable[[bool], str], ahead: Callable[[], Merge | None], shown: Callable[[Answer], HTMLResponse]
) -> Response:
    """On to the lists once it is done; else the form once more, with why it was not, or with what would become one."""
    try:
        merge = ahead()
        if merge is not None and not merge.said:
            return shown(Answer(CONFLICT, merge=merge))
        name = act(merge is not None)  # a list that comes in between has not been shown
    except UnknownList as error:
        return list_not_found(reader, error.list_name)
    except ImportNotFound:
        return import_not_found(reader)
    except ImportMoved:
        return shown(Answer(CONFLICT, moved_on(reader)))
    except WouldMerge:  # a list of that name has come in the meantime
        return shown(Answer(CONFLICT, merge=ahead()))
    except ListsApart as error:
        return shown(Answer(CONFLICT, why_apart(error.code, error.values, reader)))
    except InvalidScenario as error:
        return shown(Answer(UNPLANNABLE, fault_sentence(error.faults[0], reader)))
    except StoreTrouble as trouble:
        return in_trouble(shown(Answer(trouble_status(trouble), store_sentence(trouble, reader))), trouble)
    done = "named" if merge is None else "merged"
    return RedirectResponse(f"/history?{urlencode({'done': done, 'name': name})}", SEE_OTHER)


def _of_list(request: Request, reader: Language, store: Database, texts: Mapping[str, str], answer: Answer = FIRST) -> HTMLResponse:
    name = texts.get("list", "")
    try:
        names = _names(store)
    except StoreTrouble as trouble:
        return trouble_page(reader, trouble, f"/history/lists/name?{urlencode({'list': name})}")
    if name not in names:
        return list_not_found(reader, name)
    return _form(request, reader, "/history/lists/name", texts, name, names, answer)


def _of_import(
    request: Request, id: str, reader: Language, store: Database, texts: Mapping[str, str], answer: Answer = FIRST
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
    return _form(request, reader, f"/history/imports/{id}/list", texts, own, names, answer, found)


def _form(
    request: Request,
    reader: Language,
    send_to: str,
    texts: Mapping[str, str],
    own: str,
    names: Sequence[str],
    answer: Answer,
    found: Import | None = None,
) -> HTMLResponse:
    """The page with the name that a list has, or the list that an import belongs to, and the names of the others."""
    shown = {"what": own, "typed": texts.get("name", own), "others": [each for each in names if each != own], "merge": answer.merge}
    more = {"refusal": answer.refusal, "import_": found, "send_to": send_to}
    return page(request, reader, "history/list_name.html", answer.status, **shown, **more)


def _names(store: Database) -> list[str]:
    with store.reading() as session:
        return [each.name for each in import_lists.lists(session, LOCAL_WORKSPACE)]
