"""The app: JSON under /api, pages everywhere else. Nothing happens on import."""

import importlib.util
import sqlite3
from importlib import import_module

import orjson
from fastapi import FastAPI, Response
from starlette.responses import Response as StarletteResponse
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from app import __version__
from app.api.docs_page import STATIC, docs_router
from app.api.problems import add_problem_handlers
from app.api.routes import router as api_router
from app.api.schemas import describe
from app.local_mode import CONTENT_SECURITY_POLICY, LocalMode
from app.settings import Settings

OPENAPI_URL = "/openapi.json"
_FOR_EVER = "public, max-age=31536000, immutable"


class _Files(StaticFiles):
    """Files that are kept for ever where their address names their version, and checked again each time otherwise."""

    async def get_response(self, path: str, scope: Scope) -> StarletteResponse:
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
        description="Every operation takes a whole scenario and answers what the planner makes of it; nothing is stored. "
        "Errors are application/problem+json and point to the field.",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        openapi_tags=[{"name": "planning", "description": "From a goal back to activity, and from activity forward to revenue."}],
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        servers=[{"url": "/", "description": "This machine"}],
        generate_unique_id_function=lambda route: route.name,
        max_body_size=settings.body_limit,
        redirect_slashes=False,
    )
    app.state.settings = settings
    add_problem_handlers(app)
    app.include_router(api_router)
    app.include_router(docs_router(OPENAPI_URL, CONTENT_SECURITY_POLICY))
    _add_own_paths(app)
    app.mount("/static", _Files(directory=STATIC), name="static")
    if importlib.util.find_spec("app.web.routes"):
        app.include_router(import_module("app.web.routes").router)
    return app


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
        return Response(b'{"status":"ready"}', media_type="application/json")
