"""The app: JSON under /api, pages everywhere else. Nothing happens on import."""

import mimetypes
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
import orjson
from fastapi import FastAPI, Response
from sqlalchemy import text
from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response as StarletteResponse
from starlette.staticfiles import PathLike, StaticFiles
from starlette.types import ASGIApp, Scope

from app import __version__
from app.api.docs_page import STATIC, docs_router
from app.api.problems import add_problem_handlers
from app.api.routes import router as api_router
from app.api.schemas import describe
from app.db import Database, StoreTrouble, ask
from app.local_mode import CONTENT_SECURITY_POLICY, LocalMode
from app.services.answers_in_progress import Answers
from app.services.beside import end_all, open_again
from app.services.importing_jobs import Jobs
from app.settings import Settings
from app.web.errors import error_page
from app.web.routes import router as pages_router

OPENAPI_URL = "/openapi.json"
COMPRESSION = 3
"""Of answers: beyond it a page gets smaller by a tenth and takes twice the time."""
_FOR_EVER = "public, max-age=31536000, immutable"


class _Files(StaticFiles):
    """Files that are kept for ever where their address names their version, and checked again each time otherwise.

    Set-up lays a compressed copy beside the large ones, which is smaller and cheaper than compressing them for each reader.
    """

    def file_response(self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200) -> StarletteResponse:
        """The file, or its compressed copy for those who take one."""
        compressed = f"{full_path}.gz"
        if "gzip" not in Headers(scope=scope).get("accept-encoding", "") or not os.path.exists(compressed):
            return super().file_response(full_path, stat_result, scope, status_code)
        response = super().file_response(compressed, os.stat(compressed), scope, status_code)
        if response.status_code == status_code:
            response.headers["content-type"] = mimetypes.guess_type(full_path)[0] or "application/octet-stream"
            response.headers["content-encoding"] = "gzip"
        response.headers["vary"] = "accept-encoding"
        return response

    async def get_response(self, path: str, scope: Scope) -> StarletteResponse:
        """The file with how long it may be kept."""
        response = await super().get_response(path, scope)
        versioned = scope["query_string"].startswith(b"v=") or path.startswith("vendor/")
        response.headers["cache-control"] = _FOR_EVER if versioned and response.status_code in (200, 304) else "no-cache"
        return response


class Backfunnel(FastAPI):
    """The app inside its local mode, so that whatever fails inside is answered with the same headers."""

    def build_middleware_stack(self) -> ASGIApp:
        """Put the local mode outermost, where FastAPI puts its own handling of failures."""
        return LocalMode(super().build_middleware_stack())


def create_app(settings: Settings | None = None) -> FastAPI:
    """Everything, for one run."""
    settings = settings or Settings()
    app = Backfunnel(
        title="Backfunnel",
        version=__version__,
        summary="Plan backwards from a revenue goal to what has to happen each working day.",
        description="Plan with a whole scenario in the request, or with one that is stored with its versions. "
        "Errors are application/problem+json and point to the field.",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        openapi_tags=[
            {"name": "planning", "description": "From a goal back to activity, and from activity forward to revenue."},
            {"name": "questions", "description": "What if, how sure, what is best, why did it change, is it too late."},
            {"name": "scenarios", "description": "Scenarios that are kept: list, read, save, duplicate, archive, and what comes of them."},
            {"name": "versions", "description": "Every save of a scenario: read, name, compare, restore."},
            {"name": "history", "description": "Files that a team has: taken in, measured, reviewed, and taken over into a scenario."},
            {"name": "books", "description": "Plan books: scenarios of segments, looked at as one."},
        ],
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        servers=[{"url": "/", "description": "This machine"}],
        generate_unique_id_function=lambda route: route.name,
        max_body_size=settings.body_limit,
        redirect_slashes=False,
        lifespan=_closing_the_database,
    )
    app.state.settings = settings
    app.state.database = Database(settings.database_url)
    app.state.jobs = Jobs(
        app.state.database,
        settings.database_url,
        folder=settings.uploads,
        limit=settings.import_limit,
        seconds=settings.import_seconds,
    )
    app.state.answers = Answers()
    app.state.error_page = error_page
    add_problem_handlers(app)
    app.include_router(api_router)
    app.include_router(docs_router(OPENAPI_URL, CONTENT_SECURITY_POLICY))
    _add_own_paths(app)
    app.mount("/static", _Files(directory=STATIC), name="static")
    app.include_router(pages_router)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=COMPRESSION)
    return app


@asynccontextmanager
async def _closing_the_database(app: FastAPI) -> AsyncIterator[None]:
    """The database opens with the first question to it; `serve` asks before anyone else can."""
    open_again()
    yield
    await anyio.to_thread.run_sync(app.state.jobs.close)
    await anyio.to_thread.run_sync(app.state.answers.close)
    await anyio.to_thread.run_sync(end_all)
    await anyio.to_thread.run_sync(app.state.database.close)


def _add_own_paths(app: FastAPI) -> None:
    @app.get(OPENAPI_URL, include_in_schema=False)
    async def openapi() -> Response:
        return Response(orjson.dumps(describe(app)), media_type="application/json")

    @app.get("/healthz", include_in_schema=False)
    async def healthz() -> Response:
        body = {"status": "ok", "version": __version__, "sqlite": sqlite3.sqlite_version}
        return Response(orjson.dumps(body), media_type="application/json")

    @app.get("/readyz", include_in_schema=False)
    async def readyz() -> Response:
        def look() -> None:
            with app.state.database.reading() as session:
                session.execute(text("SELECT 1"))

        try:
            await ask(app.state.database, look)
        except StoreTrouble as trouble:
            return Response(orjson.dumps({"status": "not ready", "store": trouble.code}), 503, media_type="application/json")
        return Response(b'{"status":"ready"}', media_type="application/json")
