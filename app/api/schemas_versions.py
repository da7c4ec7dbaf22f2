"""Operations on versions, as OpenAPI has them."""

from app.api.paging import LIMIT, MOST
from app.api.schemas_parts import (
    IDEMPOTENCY_KEY,
    IF_NONE_MATCH,
    LINK,
    Operation,
    body,
    changing,
    conditional,
    parameters,
    query,
    reading,
    with_body,
)

_VERSION = {"type": "integer", "minimum": 1, "maximum": 10**9}
_NUMBER = {
    "name": "number",
    "in": "path",
    "required": True,
    "description": "The number of the version.",
    "schema": {"type": "integer", "minimum": 1},
    "example": 1,
}

VERSIONS: Operation = {
    "summary": "List versions",
    "description": "The history of a scenario, newest first.",
    "responses": reading("VersionPage", "A page of it.", 404, 422, headers=LINK),
    "openapi_extra": parameters(
        query("limit", "How many on a page.", {"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT}),
        query("cursor", "Where to go on: `next_cursor` of the page before.", {"type": "integer", "minimum": 1, "maximum": 10**9}),
    ),
}
READ_VERSION: Operation = {
    "summary": "Read a version",
    "description": "One version of a scenario, with its document.",
    "responses": reading("StoredVersion", "The version.", 404),
    "openapi_extra": parameters(_NUMBER),
}
NAME_VERSION: Operation = {
    "summary": "Name a version",
    "description": "A merge patch of what can change about a version: its name.",
    "responses": changing("VersionLine", "It is named.", *with_body(404), etag=False),
    "openapi_extra": body("VersionPatch", "The name.", patch=True) | parameters(_NUMBER, IDEMPOTENCY_KEY),
}
DIFF: Operation = {
    "summary": "Compare versions",
    "description": "What differs between two versions of a scenario, or with `with` between two scenarios: by path and values for "
    "programs, in words for people. Left out, `to` is the newest version and `from` the one before it; with `with`, both are the newest.",
    "responses": reading("Comparison", "What differs.", 404, 422),
    "openapi_extra": parameters(
        query("from", "The version to compare from.", _VERSION),
        query("to", "The version to compare to; with `with`, of the other scenario.", _VERSION),
        query("with", "The id of another scenario to compare to.", {"type": "string"}),
    ),
}
STORED_PLAN: Operation = {
    "summary": "Plan a scenario that is kept",
    "description": "What POST /plan answers for the document of the newest version, or of the one asked for.",
    "responses": conditional(reading("Plan", "The plan.", 404, 422)),
    "openapi_extra": parameters(query("version", "The version; left out, the newest.", _VERSION), IF_NONE_MATCH),
}
