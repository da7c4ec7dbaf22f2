"""The page that shows the API: Swagger UI from the local copy, or from the CDN under its hash."""

import json
from html import escape
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Response

STATIC = Path(__file__).resolve().parent.parent / "static"


def _swagger_files() -> dict[str, dict[str, Any]]:
    """The two files of Swagger UI by their ending, as app/static/vendor.json declares them."""
    declared = json.loads((STATIC / "vendor.json").read_text(encoding="utf-8"))["files"]
    return {Path(each["file"]).suffix: each for each in declared if each["package"] == "swagger-ui-dist"}


def _source(file: dict[str, Any], attribute: str) -> str:
    if (STATIC / "vendor" / file["file"]).is_file():
        return f'{attribute}="/static/vendor/{escape(file["file"])}"'
    return f'{attribute}="{escape(file["cdn"])}" integrity="{escape(file["integrity"])}" crossorigin="anonymous"'


def _page(openapi_url: str) -> str:
    files = _swagger_files()
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API · Backfunnel</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" {_source(files[".css"], "href")}>
</head>
<body>
<main>
<div id="api-docs" data-openapi="{escape(openapi_url)}"></div>
<p id="api-docs-missing" hidden>The reader for the API could not be loaded.
The description itself is at <a href="{escape(openapi_url)}">{escape(openapi_url)}</a>.</p>
</main>
<script defer {_source(files[".js"], "src")}></script>
<script defer src="/static/api-docs.js"></script>
</body>
</html>
"""


def docs_router(openapi_url: str, policy: str) -> APIRouter:
    """The page at /docs, under the content security policy of all pages.

    Without its local copy the style sheet comes from the CDN, which this page alone allows. Nothing inline is needed: Swagger
    UI sets its styles from script, one by one, and a strict policy permits that.
    """
    router = APIRouter(include_in_schema=False)
    with_cdn = policy.replace("style-src 'self'", "style-src 'self' https://cdn.jsdelivr.net")

    @router.get("/docs")
    async def api_docs() -> Response:
        page = _page(openapi_url)
        headers = {"content-security-policy": with_cdn} if "integrity=" in page else None
        return Response(page, media_type="text/html", headers=headers)

    return router
