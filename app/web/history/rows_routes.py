"""The routes of what came of a file: its rows, those that were refused, and where an import has gone whose place another has taken."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from app.db import Database, StoreTrouble, beside
from app.language import Language
from app.services import import_parts, imports
from app.services.imports import ImportNotFound
from app.services.replacing import successor
from app.services.scenarios import LOCAL_WORKSPACE
from app.web.asking import Asked, Reader
from app.web.history import rows_page
from app.web.history.responses import SEE_OTHER, import_not_found, page, trouble_page
from app.web.history.rows_asked import rows_asked
from app.web.plans.responses import Store

router = APIRouter(include_in_schema=False)


@router.get("/history/imports/{id}/refused.csv")
def refused(id: str, reader: Reader, store: Store) -> Response:
    """The rows that were refused, each with its reason, as a file."""
    try:
        with store.reading() as session:
            found = imports.get_import(session, LOCAL_WORKSPACE, id)
            body = b"".join(import_parts.refused_file(session, id))
    except ImportNotFound:
        return elsewhere(store, id, "/refused.csv", reader)
    except StoreTrouble as trouble:
        return trouble_page(reader, trouble, f"/history/imports/{id}")
    if not body:
        return import_not_found(reader)
    return StreamingResponse(iter([body]), media_type="text/csv; charset=utf-8", headers=rows_page.attachment(found.name))


@router.get("/history/imports/{id}/rows", response_class=HTMLResponse)
async def rows(request: Request, id: str, reader: Reader, texts: Asked, store: Store) -> Response:
    """What is kept of its rows, a page at a time, so that a figure leads back to them."""

    def show() -> Response:
        try:
            found = rows_page.view(store, id, texts.get("start", ""), rows_asked(texts), reader)
        except ImportNotFound:
            return elsewhere(store, id, "/rows", reader)
        except StoreTrouble as trouble:
            return trouble_page(reader, trouble, f"/history/imports/{id}/rows")
        return page(request, reader, "history/rows.html", **found)

    return await beside(show)


def elsewhere(store: Database, id: str, below: str, reader: Language) -> Response:
    """To the import that has taken the place of one, which plans may still name; else that there is none."""
    try:
        with store.reading() as session:
            return RedirectResponse(f"/history/imports/{successor(session, LOCAL_WORKSPACE, id).id}{below}", SEE_OTHER)
    except ImportNotFound:
        return import_not_found(reader)
    except StoreTrouble as trouble:
        return trouble_page(reader, trouble, f"/history/imports/{id}")
