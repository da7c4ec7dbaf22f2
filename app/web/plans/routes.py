"""The routes of the list: each reads, asks and responds."""

import hashlib
import re
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.db import StoreTrouble, beside
from app.documents import scenario_to_yaml
from app.planner.faults import InvalidScenario
from app.planner.scenario import Scenario
from app.services import idempotency, scenarios
from app.services.scenarios import LOCAL_WORKSPACE, ScenarioNotFound
from app.services.texts import accepted_tags
from app.services.troubles import trouble_status
from app.web import errors
from app.web.asking import UNPLANNABLE, Asked, Posted, Reader
from app.web.plans import responses, samples, uploads
from app.web.plans.list_rows import Editing
from app.web.plans.names import copy_name, file_name
from app.web.plans.query import Query
from app.web.plans.responses import SEE_OTHER, Store, author
from app.web.state.opening import NUMBER_LENGTH
from app.wording import fault_sentence
from app.wording.store import store_sentence

router = APIRouter(include_in_schema=False)

TAGS_LENGTH = 1_000
"""Characters of typed tags that are shown again, as many as the field takes."""

Uploaded = Annotated[bytes, Depends(uploads.uploaded)]


@router.get("/plans", response_class=HTMLResponse)
async def plans(request: Request, reader: Reader, texts: Asked, store: Store) -> HTMLResponse:
    """The list."""
    return await beside(lambda: responses.listed(request, reader, Query.of(texts), texts, store))


@router.get("/plans/start", response_class=HTMLResponse)
def start(request: Request, reader: Reader) -> HTMLResponse:
    """Ways to start a plan."""
    return responses.started(request, reader)


@router.get("/plans/import")
def import_form() -> RedirectResponse:
    """Whoever comes back to the address of a refused import finds the form."""
    return RedirectResponse("/plans/start#file", SEE_OTHER)


@router.post("/plans/import")
def import_plan(request: Request, reader: Reader, document: Uploaded, store: Store) -> Response:
    """Keep a scenario from a file or a pasted text; where it makes no sense, say where, with the text still there."""
    found = uploads.read(document, reader)
    if not isinstance(found, Scenario):
        return responses.started(request, reader, document.decode("utf-8", "replace"), found, UNPLANNABLE)
    try:
        with store.writing() as session:
            stored = scenarios.create(session, LOCAL_WORKSPACE, found, author=author(request))
    except StoreTrouble as trouble:
        complaint = uploads.Complaint("", store_sentence(trouble, reader))
        return responses.started(request, reader, document.decode("utf-8", "replace"), (complaint,), trouble_status(trouble))
    return RedirectResponse(f"/plans/{stored.id}", SEE_OTHER)


@router.post("/plans/samples")
def add_samples(request: Request, reader: Reader, texts: Posted, store: Store) -> Response:
    """Keep every template as a sample, unless it is there already."""

    def add(session: Session) -> dict[str, str]:
        return {"done": "samples", "n": str(samples.add(session, author(request)))}

    return responses.acted(request, reader, texts, store, add)


@router.post("/plans/samples/clear")
def clear_samples(request: Request, reader: Reader, texts: Posted, store: Store) -> Response:
    """Delete the samples as they came; one that somebody has worked on stays."""

    def clear(session: Session) -> dict[str, str]:
        cleared, kept = samples.clear(session)
        return {"done": "cleared", "n": str(cleared), "kept": str(kept)}

    return responses.acted(request, reader, texts, store, clear)


@router.post("/plans/{id}/duplicate")
def duplicate(request: Request, id: str, reader: Reader, texts: Posted, store: Store) -> Response:
    """Keep a copy under another name; the same form sent twice makes one."""
    once = texts.get("once", "")
    key, digest = f"page:{once}:duplicate:{id}", hashlib.sha256(id.encode("utf-8", "surrogatepass")).hexdigest()

    def copy(session: Session) -> dict[str, str]:
        original = scenarios.get(session, LOCAL_WORKSPACE, id)
        if once and (done := idempotency.recall(session, LOCAL_WORKSPACE, key, digest)) is not None:
            return {"done": "duplicated", "on": done.body.decode()}
        name = copy_name(original.name, reader)
        made = scenarios.duplicate(session, LOCAL_WORKSPACE, id, name=name, author=author(request))
        if once:
            idempotency.keep(session, LOCAL_WORKSPACE, key, digest, SEE_OTHER, {}, made.id.encode())
        return {"done": "duplicated", "on": made.id}

    return responses.acted(request, reader, texts, store, copy)


@router.post("/plans/{id}/archive")
def archive(request: Request, id: str, reader: Reader, texts: Posted, store: Store) -> Response:
    """Put a plan out of sight."""

    def put_away(session: Session) -> dict[str, str]:
        scenarios.archive(session, LOCAL_WORKSPACE, id)
        return {"done": "archived", "on": id}

    return responses.acted(request, reader, texts, store, put_away)


@router.post("/plans/{id}/unarchive")
def unarchive(request: Request, id: str, reader: Reader, texts: Posted, store: Store) -> Response:
    """Put a plan back into the list."""

    def put_back(session: Session) -> dict[str, str]:
        scenarios.unarchive(session, LOCAL_WORKSPACE, id)
        return {"done": "unarchived", "on": id}

    return responses.acted(request, reader, texts, store, put_back)


@router.post("/plans/{id}/delete")
def delete(request: Request, id: str, reader: Reader, texts: Posted, store: Store) -> Response:
    """Delete an archived plan for good."""

    def remove(session: Session) -> dict[str, str]:
        if scenarios.get(session, LOCAL_WORKSPACE, id).archived_at is None:
            return {"done": "open"}
        scenarios.delete(session, LOCAL_WORKSPACE, id)
        return {"done": "deleted"}

    return responses.acted(request, reader, texts, store, remove)


@router.post("/plans/{id}/tags")
def tags(request: Request, id: str, reader: Reader, texts: Posted, store: Store) -> Response:
    """Give a plan the tags that were typed, separated by commas."""
    typed = texts.get("tags", "")
    try:
        wanted = accepted_tags(tag for tag in re.split(r"[,;\n]", typed) if tag.strip())
    except InvalidScenario as error:
        editing = Editing(id, typed[:TAGS_LENGTH], fault_sentence(error.faults[0], reader))
        return responses.listed(request, reader, responses.back_to(texts), {}, store, UNPLANNABLE, editing)

    def give(session: Session) -> dict[str, str]:
        known = texts.get("revision", "")
        revision = int(known) if known.isascii() and known.isdigit() and len(known) <= NUMBER_LENGTH else None
        scenarios.set_tags(session, LOCAL_WORKSPACE, id, wanted, revision=revision)
        return {}

    return responses.acted(request, reader, texts, store, give, Editing(id, typed[:TAGS_LENGTH]))


@router.get("/plans/{id}/export.yaml")
def export(id: str, reader: Reader, store: Store) -> Response:
    """A plan's scenario as a file."""
    try:
        with store.reading() as session:
            stored = scenarios.get(session, LOCAL_WORKSPACE, id)
        text = scenario_to_yaml(stored.scenario)
    except ScenarioNotFound:
        return errors.plan_not_found(reader)
    except StoreTrouble as trouble:
        return errors.trouble_page(reader, trouble, f"/plans/{id}/export.yaml")
    except InvalidScenario as error:
        return errors.unreadable_page(reader, error)
    name = quote(f"{file_name(stored.name)}.yaml", safe="")
    headers = {"content-disposition": f"attachment; filename*=utf-8''{name}", "cache-control": "no-store"}
    return Response(text, media_type="application/yaml; charset=utf-8", headers=headers)
