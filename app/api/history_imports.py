"""Files with history: sent, looked at, corrected, taken in, removed."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.api.bodies import JSON, PATCH_TYPES, Body, media_type, read
from app.api.history_answers import import_answer, import_line, rows_answer
from app.api.history_bodies import ImportPatch, patched_recipe
from app.api.parameters import Parameters
from app.api.problem_shape import Refused, reader_language
from app.api.repeating import idempotency_key
from app.api.scenario_answers import json_bytes
from app.api.scenarios import author, read_from
from app.api.schemas_history import (
    CANCEL_IMPORT,
    CREATE_IMPORT,
    DELETE_IMPORT,
    IMPORT_ROWS,
    LIST_IMPORTS,
    PATCH_IMPORT,
    READ_IMPORT,
    REFUSED_ROWS,
    TAKE_IMPORT,
    UPLOAD_TYPES,
)
from app.db import beside
from app.planner.text import N_
from app.services import import_lists, import_parts, imports, kept_rows, list_names, value_names
from app.services.importing_jobs import Jobs
from app.services.imports import NAME_LENGTH, Import, ImportMoved, ImportNotFound
from app.services.replacing import successor
from app.services.scenarios import LOCAL_WORKSPACE
from app.services.strangers import with_strangers

router = APIRouter(tags=["history"])

NO_LIMIT_HERE = 1 << 62
"""The app's limit of a body is for documents; how large a file may be is said, and counted, where it is received."""
SECONDS_TO_WAIT = 20
SECONDS_BETWEEN_LOOKS = 0.1
ROWS_LIMIT = 200
_AT_WORK = ("looking", "taking")


def asked_import(request: Request) -> str:
    """The id of the import that is asked for; what has not the form of one is not looked for."""
    id = str(request.path_params["id"])
    if not imports.is_id(id):
        raise ImportNotFound(id[:40])
    return id


@router.post("/history/imports", max_body_size=NO_LIMIT_HERE, **CREATE_IMPORT)
async def create_import(request: Request) -> Response:
    """Receive a file and look at it."""
    parameters = Parameters(request, "filename", "list", "take", "replaces")
    if media_type(request) not in UPLOAD_TYPES:
        raise Refused(
            415,
            "not-a-file",
            N_("The file cannot be taken like this"),
            N_("Send the file itself as the body, as text/csv or application/octet-stream."),
            headers={"accept": ", ".join(UPLOAD_TYPES)},
        )
    made = await _jobs(request).receive(
        parameters.text("filename", NAME_LENGTH) or "upload.csv",
        request.stream(),
        _announced_size(request),
        author=author(request),
        list_name=parameters.text("list") or None,
        take=parameters.choice("take", ("true", "false"), "false") == "true",
        key=idempotency_key(request),
        replaces=parameters.text("replaces") or None,
    )
    return _answered(request, made, 202, location=f"/api/v1/history/imports/{made.id}")


@router.get("/history/imports", **LIST_IMPORTS)
async def list_imports(request: Request) -> Response:
    """Every import, newest first."""
    Parameters(request)
    found = await read_from(request, lambda session: imports.imports(session, LOCAL_WORKSPACE))
    words = reader_language(request)
    return Response(json_bytes({"items": [import_line(each, words) for each in found]}), media_type=JSON)


@router.get("/history/imports/{id}", **READ_IMPORT)
async def read_import(request: Request) -> Response:
    """One import; with `wait`, once it is no longer being worked on."""
    id = asked_import(request)
    wait = Parameters(request, "wait").whole("wait", 0, SECONDS_TO_WAIT) or 0
    end = asyncio.get_running_loop().time() + wait
    while asyncio.get_running_loop().time() < end and await _is_at_work(request, id) and not await request.is_disconnected():
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
    found = await _found(request, id)
    return _answered(request, await beside(lambda: with_strangers(request.app.state.database, LOCAL_WORKSPACE, found)))


@router.patch("/history/imports/{id}", **PATCH_IMPORT)
def patch_import(request: Request, body: Body) -> Response:
    """Read it as a person says."""
    id = asked_import(request)
    patch = read(request, body, ImportPatch, PATCH_TYPES)
    with request.app.state.database.reading() as session:
        current = imports.get_import(session, LOCAL_WORKSPACE, id)
    if current.recipe is None:
        raise ImportMoved(current)
    if current.status == "done" and set(patch.recipe) <= {"renames", "list_name"}:
        with request.app.state.database.writing() as session:
            changed = _called_otherwise(session, id, patch)
        return _answered(request, changed)
    recipe = patched_recipe(current.recipe, patch.recipe)
    return _answered(request, _jobs(request).correct(id, recipe, said=patch.recipe or None, list_said="list_name" in patch.recipe))


@router.post("/history/imports/{id}/take", **TAKE_IMPORT)
def take_import(request: Request) -> Response:
    """Take it in; whoever asks again is told how far it is."""
    return _moved(request, _jobs(request).start, "taking", "done")


@router.post("/history/imports/{id}/cancel", **CANCEL_IMPORT)
def cancel_import(request: Request) -> Response:
    """Give it up."""
    return _moved(request, _jobs(request).cancel)


@router.delete("/history/imports/{id}", **DELETE_IMPORT)
def delete_import(request: Request) -> Response:
    """Remove it with everything that is kept of it."""
    _jobs(request).remove(asked_import(request))
    return Response(status_code=204)


@router.get("/history/imports/{id}/refused.csv", **REFUSED_ROWS)
async def refused_rows(request: Request) -> Response:
    """The rows that were refused, with the reasons."""
    id = asked_import(request)

    def collect() -> bytes:
        with request.app.state.database.reading() as session:
            found = successor(session, LOCAL_WORKSPACE, id)
            return b"".join(import_parts.refused_file(session, found.id))

    body = await beside(collect)
    if not body:
        raise Refused(404, "nothing-refused", N_("Not there"), N_("No row of this file was refused."))
    return Response(body, media_type="text/csv", headers={"content-disposition": f'attachment; filename="{id}-refused.csv"'})


@router.get("/history/imports/{id}/rows", **IMPORT_ROWS)
async def import_rows(request: Request) -> Response:
    """Some of the rows that are kept of it."""
    id = asked_import(request)
    parameters = Parameters(request, "start", "limit")
    start, limit = parameters.whole("start", 0, 2**31 - 1) or 0, parameters.whole("limit", 1, ROWS_LIMIT) or 50

    def look() -> Any:
        with request.app.state.database.reading() as session:
            return rows_answer(kept_rows.rows_of(session, LOCAL_WORKSPACE, successor(session, LOCAL_WORKSPACE, id).id, start, limit))

    return Response(json_bytes(await beside(look)), media_type=JSON)


# --- Parts of the above -----------------------------------------------------------------------------------------------


def _jobs(request: Request) -> Jobs:
    jobs: Jobs = request.app.state.jobs
    return jobs


def _called_otherwise(session: Session, id: str, patch: ImportPatch) -> Import:
    """An import that is done, with other names for its values and in another list, as far as they are others."""
    current = imports.get_import(session, LOCAL_WORKSPACE, id)  # as it is now: what is left out stays, whoever has changed it meanwhile
    if current.recipe is None:
        raise ImportMoved(current)
    recipe = patched_recipe(current.recipe, patch.recipe)
    changed = list_names.move(session, LOCAL_WORKSPACE, current.id, recipe.list_name, merge=patch.merge)
    assert changed.recipe is not None
    return (
        changed if changed.recipe.renames == recipe.renames else value_names.with_renames(session, LOCAL_WORKSPACE, changed, recipe.renames)
    )


def _announced_size(request: Request) -> int | None:
    """How large the body says it is."""
    text = request.headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None


async def _is_at_work(request: Request, id: str) -> bool:
    """Whether there is something to wait for; what another import has replaced is nothing that will change."""
    with suppress(ImportNotFound):
        return await read_from(request, lambda session: imports.status_of(session, LOCAL_WORKSPACE, id)) in _AT_WORK
    return False


async def _found(request: Request, id: str) -> Import:
    """The import, or the one that has taken its place."""
    return await read_from(
        request, lambda session: import_lists.asked_now(session, LOCAL_WORKSPACE, successor(session, LOCAL_WORKSPACE, id))
    )


def _answered(request: Request, found: Import, status: int = 200, **headers: str) -> Response:
    body = json_bytes(import_answer(found, _jobs(request).progress(found.id), reader_language(request)))
    return Response(body, status, headers, JSON)


def _moved(request: Request, move: Callable[[str], Import], *already: str) -> Response:
    id = asked_import(request)
    try:
        return _answered(request, move(id), 202 if already else 200)
    except ImportMoved as error:
        if error.current.status in already:
            return _answered(request, error.current, 202)
        raise
