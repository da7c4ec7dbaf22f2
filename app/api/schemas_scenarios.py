"""Operations on scenarios, as OpenAPI has them."""

from app.api.paging import LIMIT, MOST
from app.api.schemas_parts import (
    IDEMPOTENCY_KEY,
    IF_NONE_MATCH,
    LINK,
    Operation,
    body,
    changing,
    conditional,
    must_match,
    parameters,
    query,
    reading,
    with_body,
)

_TEXT = {"type": "string"}

LIST: Operation = {
    "summary": "List scenarios",
    "description": 'A page of the scenarios that are kept, without their documents. Follow Link: rel="next" for the others: what is added '
    "or deleted meanwhile moves no page.",
    "responses": reading("ScenarioPage", "A page.", 422, headers=LINK),
    "openapi_extra": parameters(
        query("search", "Words that the name, a tag or a person must hold, whatever their case.", _TEXT),
        query("tag", "Only those with this tag.", _TEXT),
        query(
            "archived", "Those in the archive, instead of the others.", {"type": "string", "enum": ["true", "false"], "default": "false"}
        ),
        query("sort", "What to sort by.", {"type": "string", "enum": ["changed", "name", "created"], "default": "changed"}),
        query("order", "Which end comes first; by name the A, otherwise the newest.", {"type": "string", "enum": ["asc", "desc"]}),
        query("limit", "How many on a page.", {"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT}),
        query("cursor", "Where to go on: `next_cursor` of the page before.", _TEXT),
        query("include", "`scenario` for the documents as well.", {"type": "string", "enum": ["scenario"]}),
        of_one=False,
    ),
}
CREATE: Operation = {
    "summary": "Keep a scenario",
    "description": "Keeps a scenario as version 1 of a new one.",
    "status_code": 201,
    "responses": changing("StoredScenario", "It is kept.", *with_body(), status=201),
    "openapi_extra": body("NewScenario", "The scenario, its tags, and what to call the version.")
    | parameters(IDEMPOTENCY_KEY, of_one=False),
}
READ: Operation = {
    "summary": "Read a scenario",
    "description": "The scenario with its newest version.",
    "responses": conditional(reading("StoredScenario", "The scenario.", 404)),
    "openapi_extra": parameters(IF_NONE_MATCH),
}
SAVE: Operation = {
    "summary": "Save a scenario",
    "description": "Keeps a new version on top of the one that you know. Where someone else has changed it in between, nothing is saved "
    "and the answer is 412, with what is there now and what changed. A document equal to the newest makes no new version.",
    "responses": changing("StoredScenario", "It is saved.", *with_body(404, 412, 428)),
    "openapi_extra": body("SavedScenario", "The whole scenario.") | parameters(must_match(), IDEMPOTENCY_KEY),
}
PATCH: Operation = {
    "summary": "Change the tags",
    "description": "A merge patch of what stands beside the document: the tags.",
    "responses": changing("StoredScenario", "They are changed.", *with_body(404, 412, 428)),
    "openapi_extra": body("ScenarioPatch", "The new tags.", patch=True) | parameters(must_match(), IDEMPOTENCY_KEY),
}
DELETE: Operation = {
    "summary": "Delete a scenario",
    "description": "Deletes it with all of its versions, for good. To put it out of sight, archive it.",
    "status_code": 204,
    "responses": changing(None, "It is deleted.", 400, 404, 412, 428, status=204, etag=False),
    "openapi_extra": parameters(must_match(), IDEMPOTENCY_KEY),
}
DUPLICATE: Operation = {
    "summary": "Duplicate a scenario",
    "description": "Keeps a copy, with the tags and without the history. The body may be left out.",
    "status_code": 201,
    "responses": changing("StoredScenario", "The copy is kept.", *with_body(404), status=201),
    "openapi_extra": body("CopyRequest", "What to call the copy, and which version to copy.", required=False) | parameters(IDEMPOTENCY_KEY),
}
ARCHIVE: Operation = {
    "summary": "Archive a scenario",
    "description": "Puts it out of sight; nothing is lost. Archiving twice does nothing.",
    "responses": changing("StoredScenario", "It is in the archive.", 400, 404, 412, 413),
    "openapi_extra": parameters(must_match(required=False), IDEMPOTENCY_KEY),
}
UNARCHIVE: Operation = {
    "summary": "Take a scenario out of the archive",
    "description": "Puts it back among the others.",
    "responses": changing("StoredScenario", "It is back.", 400, 404, 412, 413),
    "openapi_extra": parameters(must_match(required=False), IDEMPOTENCY_KEY),
}
RESTORE: Operation = {
    "summary": "Restore a version",
    "description": "Keeps a new version that says what an older one did; those between stay in the history.",
    "responses": changing("StoredScenario", "It is restored.", *with_body(404, 412, 428)),
    "openapi_extra": body("RestoreRequest", "The version to bring back.") | parameters(must_match(), IDEMPOTENCY_KEY),
}
