"""The routes of a scenario's history: each reads, asks and responds."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.db import Database, StoreTrouble, beside
from app.language import Language
from app.planner.faults import InvalidScenario
from app.services import scenarios
from app.services.scenarios import LOCAL_WORKSPACE, ScenarioNotFound, StaleVersion, VersionNotFound
from app.services.troubles import trouble_status
from app.web import errors
from app.web.asking import UNPLANNABLE, Asked, Posted, Reader, fresh
from app.web.assets import libraries
from app.web.plans.posts import posts
from app.web.plans.responses import SEE_OTHER, Store, author
from app.web.templating import render
from app.web.versions import versions_page
from app.web.versions.versions_page import NUMBER_LENGTH, Naming
from app.wording import fault_sentence
from app.wording.store import store_sentence

router = APIRouter(include_in_schema=False)

STALE = 409


@router.get("/plans/{id}/versions", response_class=HTMLResponse)
async def versions(request: Request, id: str, reader: Reader, texts: Asked, store: Store) -> HTMLResponse:
    """The history, and what changed between two of its versions."""
    return await beside(lambda: _history(request, id, reader, store, texts))


@router.post("/plans/{id}/restore")
def restore(request: Request, id: str, reader: Reader, texts: Posted, store: Store) -> Response:
    """Keep an older version once more, as the newest; not on top of what somebody saved in between."""
    number, base = _number(texts.get("number", "")), _number(texts.get("base", ""))
    here = texts.get("back") == "versions"
    try:
        with store.writing() as session:
            scenarios.restore(session, LOCAL_WORKSPACE, id, number, base=base, author=author(request))
    except (ScenarioNotFound, VersionNotFound):
        return errors.plan_not_found(reader)
    except StaleVersion as stale:
        return _history(request, id, reader, store, {}, STALE, _stale(stale, reader))
    except InvalidScenario as error:
        return _history(request, id, reader, store, {}, errors.unplannable_status(error), fault_sentence(error.faults[0], reader))
    except StoreTrouble as trouble:
        return _history(request, id, reader, store, {}, trouble_status(trouble), store_sentence(trouble, reader))
    return RedirectResponse(f"/plans/{id}/versions?done=restored&n={number}" if here else f"/plans/{id}", SEE_OTHER)


@router.post("/plans/{id}/versions/{number}/name")
def name(request: Request, id: str, number: str, reader: Reader, texts: Posted, store: Store) -> Response:
    """Name a version, or take its name away."""
    wanted, found = texts.get("name", ""), _number(number)
    try:
        with store.writing() as session:
            scenarios.name_version(session, LOCAL_WORKSPACE, id, found, wanted.strip() or None)
    except (ScenarioNotFound, VersionNotFound):
        return errors.plan_not_found(reader)
    except InvalidScenario as error:
        naming = Naming(found, wanted, fault_sentence(error.faults[0], reader))
        return _history(request, id, reader, store, {}, UNPLANNABLE, naming=naming)
    except StoreTrouble as trouble:
        status, sentence = trouble_status(trouble), store_sentence(trouble, reader)
        return _history(request, id, reader, store, {}, status, sentence, Naming(found, wanted))
    return RedirectResponse(f"/plans/{id}/versions", SEE_OTHER)


def _history(
    request: Request,
    id: str,
    reader: Language,
    store: Database,
    texts: dict[str, str],
    status: int = 200,
    trouble: str = "",
    naming: Naming | None = None,
) -> HTMLResponse:
    """The page, with what went wrong on top of it."""
    try:
        found = versions_page.view(id, texts, store, reader, naming)
    except ScenarioNotFound:
        return errors.plan_not_found(reader)
    except StoreTrouble as other:
        return errors.trouble_page(reader, other, f"/plans/{id}/versions")
    found["trouble"] = trouble
    scripts = libraries(request.app.state.settings.cdn)
    return fresh(render(reader, "plans/versions.html", scripts=scripts, posts=posts, **found), status)


def _stale(stale: StaleVersion, reader: Language) -> str:
    return reader.gettext(
        "%(person)s saved version %(number)s in the meantime, so nothing was restored. Look at it first; then restore if you still want.",
        person=stale.current.changed_by,
        number=reader.whole(stale.current.newest),
    )


def _number(text: str) -> int:
    """A version's number; 0, which no version has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= NUMBER_LENGTH else 0
