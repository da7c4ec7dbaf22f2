"""Routes that answer questions about the plan in the form: how a figure came about, its tables, its request to the API."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from app.db import StoreTrouble, beside
from app.planner.faults import InvalidScenario
from app.planner.text import N_
from app.web.answer import curl, take_along, whole_answer
from app.web.answer.further import further
from app.web.asking import UNPLANNABLE, Posted, Reader, fresh
from app.web.plan import known_lists
from app.web.plan.refusals import refused
from app.web.state import plan_page
from app.web.state.plan_page import Answer
from app.web.templating import render

router = APIRouter(include_in_schema=False)
KINDS = {"csv": ("text/csv; charset=utf-8", take_along.as_csv), "tsv": ("text/tab-separated-values; charset=utf-8", take_along.as_tabs)}
BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for the machine's own letters."""


async def answered(request: Request, reader: Reader, texts: Posted) -> Answer | HTMLResponse:
    """What the form came to; a refusal where there is nothing that it could be about."""
    try:
        return await beside(lambda: plan_page.answer(plan_page.opened(texts, reader, request.app.state.database), texts))
    except (LookupError, StoreTrouble, InvalidScenario) as error:
        return refused(error, reader)


Found = Annotated[Answer | HTMLResponse, Depends(answered)]


@router.post("/trace", response_class=HTMLResponse)
async def trace(request: Request, reader: Reader, texts: Posted, found: Found) -> HTMLResponse:
    """How one figure came about."""
    if isinstance(found, HTMLResponse):
        return found
    if found.ground is None:
        none = reader.gettext(N_("What stands in the fields cannot be planned, so there is nothing to explain. Put them right first."))
        return fresh(render(reader, "plan/_trace.html", trace=None, trace_none=none), UNPLANNABLE)
    ground, newest = whole_answer.as_shown(found, found.ground), lambda: known_lists.newest(request.app.state.database)
    shown = await beside(lambda: whole_answer.explained(ground, texts.get("figure", ""), newest))
    asks = further(found, found.ground, texts.get("figure", "")) if shown["trace"] else None
    return fresh(render(reader, "plan/_trace.html", further=asks, **shown), 200 if shown["trace"] else 404)


@router.post("/plans/tables/{name}.{kind}")
async def table(name: str, kind: str, found: Found) -> Response:
    """A table of the answer, to take along."""
    if isinstance(found, HTMLResponse):
        return found
    rows = take_along.table(name, whole_answer.as_shown(found, found.ground), found.view) if found.ground and kind in KINDS else None
    if rows is None:
        raise HTTPException(UNPLANNABLE if found.ground is None else 404, "There is no such table.")
    media, write = KINDS[kind]
    text = write(rows)
    headers = {"cache-control": "no-store"}
    if kind == "csv":
        text = BYTE_ORDER_MARK + text
        headers["content-disposition"] = f'attachment; filename="{name}.csv"'
    return Response(text, media_type=media, headers=headers)


@router.post("/plans/api", response_class=HTMLResponse)
async def api(request: Request, reader: Reader, found: Found) -> HTMLResponse:
    """How to ask the API for exactly this plan."""
    if isinstance(found, HTMLResponse):
        return found
    address = str(request.base_url).rstrip("/")
    calls = []
    if found.base.origin.stored and not found.differs and not found.base.origin.older:
        title = reader.gettext(N_("The plan of the stored scenario, in its newest version"))
        calls.append(curl.Call(title, curl.plan_of_stored(address, found.base.origin.scenario)))
    if found.ground is not None:
        title = reader.gettext(N_("The plan of exactly these assumptions; nothing is stored"))
        calls.append(curl.Call(title, curl.plan_of_document(address, found.ground.scenario)))
    page = render(reader, "plan/api.html", calls=calls, back=found.address, name=found.base.form.base.name, scripts="[]")
    return fresh(page, 200 if calls else UNPLANNABLE)
