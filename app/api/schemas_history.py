"""Operations on history and books, as OpenAPI has them."""

from typing import Any

from app.api.schemas_parts import (
    IDEMPOTENCY_KEY,
    LINK,
    Operation,
    body,
    changing,
    must_match,
    problems,
    query,
    reading,
    reference,
    with_body,
)

UPLOAD_TYPES = (
    "text/csv",
    "text/tab-separated-values",
    "text/plain",
    "application/octet-stream",
    "application/vnd.ms-excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)

_TEXT = {"type": "string"}
_DAY = {"type": "string", "format": "date"}
_YES = {"type": "string", "enum": ["true", "false"], "default": "false"}
_MEASURED_ERRORS = (404, 422)


def _id(of: str, example: str) -> dict[str, Any]:
    schema = {"type": "string"}
    return {"name": "id", "in": "path", "required": True, "description": f"The id of the {of}.", "schema": schema, "example": example}


_IMPORT = _id("import", "imp_0123456789abcdefghij")
_BOOK = _id("plan book", "bok_0123456789abcdefghij")
_LIST = {"name": "list", "in": "query", "required": True, "description": "The name of the list.", "schema": _TEXT, "example": "Leads"}
_ONLY = {"type": "array", "items": _TEXT, "maxItems": 100}
_QUESTION = [
    _LIST,
    query("as_of", "The day up to which things are known; left out, the last that the files prove.", _DAY),
    query("since", "First day of entry that counts.", _DAY),
    query("until", "Last day of entry that counts.", _DAY),
    query("split", "The column to split by: `channel`, `owner`, `account` or a header.", _TEXT),
    query("only", "Only buyers with this value, as `column:value`; may stand more than once.", _ONLY),
    query("whole_history", "`true` to count entries from before outcomes were recorded, too.", _YES),
    query("short_season", "`true` for monthly indices below two years of data, too.", _YES),
]
_MOVED = {
    "description": "It is not, or no longer, where this can be done; `current` says where it is.",
    "content": {"application/problem+json": {"schema": reference("Problem")}},
}
_APART = {
    "description": "The two cannot be one list, or would be and `merge` does not say that they are to; nothing was done. `code` and the "
    "sentence say why.",
    "content": {"application/problem+json": {"schema": reference("Problem")}},
}
_STALE = {
    "description": "Someone has changed it in between; nothing was done. `current` says what is there now.",
    "content": {"application/problem+json": {"schema": reference("Problem")}},
}


def _of(*parameters: dict[str, Any]) -> dict[str, Any]:
    return {"parameters": list(parameters)}


def _file() -> dict[str, Any]:
    schema = {"type": "string", "format": "binary"}
    return {"requestBody": {"required": True, "description": "The file.", "content": {kind: {"schema": schema} for kind in UPLOAD_TYPES}}}


def _accepted(answers: dict[int | str, dict[str, Any]]) -> dict[int | str, dict[str, Any]]:
    """What is answered while the work goes on."""
    done = answers.pop(200)
    return {202: done, **answers}


CREATE_IMPORT: Operation = {
    "summary": "Send a file with history",
    "description": "Receives a CSV file or an Excel workbook as it comes, and looks at it: `GET` the address in Location, with `wait`, "
    "for what was found. Nothing of it counts before it is taken in. The very same file as one that was taken in adds nothing, unless "
    "it `replaces` that one: then it is read as it was before, waits to be corrected, and takes its place in the moment it is taken in.",
    "status_code": 202,
    "responses": {
        202: {
            "description": "It is here, and being looked at.",
            "headers": {"Location": {"description": "Where it is now.", "schema": _TEXT}},
            "content": {"application/json": {"schema": reference("StoredImport")}},
        },
        **problems(*with_body(404, 409, 503, 507)),
        408: {"description": "The file broke off.", "content": {"application/problem+json": {"schema": reference("Problem")}}},
    },
    "openapi_extra": _file()
    | _of(
        query("filename", "What the file is called.", {"type": "string", "maxLength": 255}),
        query("list", "The list that it belongs to; left out, the one that is proposed.", {"type": "string", "maxLength": 200}),
        query("take", "`true` to take it in at once where nothing is left to ask.", _YES),
        query("replaces", "The import of this very file whose place it takes once it is taken in.", {"type": "string"}),
        IDEMPOTENCY_KEY,
    ),
}
LIST_IMPORTS: Operation = {
    "summary": "List imports",
    "description": "Every file that was sent, newest first.",
    "responses": reading("ImportPage", "The imports.", 422),
}
READ_IMPORT: Operation = {
    "summary": "Read an import",
    "description": "Where it stands, how far it has come, what was found in the file, what is asked, and what taking it in gave. The id of "
    "an import whose place another has taken gives that one.",
    "responses": reading("StoredImport", "The import.", 404, 422),
    "openapi_extra": _of(
        _IMPORT,
        query("wait", "Seconds to wait for the end of what is being done with it.", {"type": "integer", "minimum": 0, "maximum": 20}),
    ),
}
PATCH_IMPORT: Operation = {
    "summary": "Correct how a file is read",
    "description": "A merge patch of the recipe. Another encoding, delimiter, worksheet or header row makes another table of the file, "
    "which is then looked at anew. Of an import that is done two things can be changed. `renames`: other names for values, such as "
    "{renames: {channel: {Meta Ads: Meta}}}, by value whatever its case. `list_name`: the list that it belongs to; to join a list that is "
    "there it takes `merge`. Figures follow at once. To change more, send the file again with `replaces`.",
    "responses": reading("StoredImport", "It is corrected; `look` says what is still asked.", *with_body(404, 507)) | {409: _MOVED},
    "openapi_extra": body("ImportPatch", "What is to be different.", patch=True) | _of(_IMPORT),
}
TAKE_IMPORT: Operation = {
    "summary": "Take a file in",
    "description": "Takes it in as it is read now, all of it or nothing. Asked again, it says how far it has come.",
    "status_code": 202,
    "responses": _accepted(reading("StoredImport", "It is being taken in.", 404, 507)) | {409: _MOVED},
    "openapi_extra": _of(_IMPORT),
}
CANCEL_IMPORT: Operation = {
    "summary": "Cancel an import",
    "description": "Gives it up, whatever is being done with it; nothing of it is kept.",
    "responses": reading("StoredImport", "It is cancelled.", 404, 507) | {409: _MOVED},
    "openapi_extra": _of(_IMPORT),
}
DELETE_IMPORT: Operation = {
    "summary": "Remove an import",
    "description": "Removes it with everything that is kept of it, for good: figures are then measured without it. How its columns were "
    "read is forgotten, too, unless another import of the same columns is left: the next such file is asked about anew.",
    "status_code": 204,
    "responses": {204: {"description": "It is removed."}, **problems(404, 503, 507)},
    "openapi_extra": _of(_IMPORT),
}
REFUSED_ROWS: Operation = {
    "summary": "The rows that were refused",
    "description": "A CSV file: the row's number in the file, the reason, then its cells as they were.",
    "responses": {200: {"description": "The file.", "content": {"text/csv": {"schema": _TEXT}}}, **problems(404, 503)},
    "openapi_extra": _of(_IMPORT),
}
IMPORT_ROWS: Operation = {
    "summary": "The rows that are kept",
    "description": "Some of the rows that are kept of an import, as they were read.",
    "responses": reading("RowPage", "The rows.", 404, 422),
    "openapi_extra": _of(
        _IMPORT,
        query("start", "How many to leave out.", {"type": "integer", "minimum": 0, "maximum": 2**31 - 1, "default": 0}),
        query("limit", "How many to give.", {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}),
    ),
}
LISTS: Operation = {
    "summary": "List lists",
    "description": "What figures can be measured of: a list is put together from all imports that name it.",
    "responses": reading("ListPage", "The lists.", 422),
}
RENAME_LIST: Operation = {
    "summary": "Rename a list, or make two one",
    "description": "Calls a list something else. Where there is a list of that name, `merge` has its files join that one, as long as "
    "both hold buyers or both hold counts, and they have a stage or a column of ids in common; `code` says what is in the way otherwise. "
    "Plans and their traces lead back as before, and the next file of a shape goes where the last one is now.",
    "responses": changing("ListLine", "The list as it is now.", *with_body(404), etag=False) | {409: _APART},
    "openapi_extra": body("ListPatch", "Its new name.", patch=True) | _of(_LIST, IDEMPOTENCY_KEY),
}
FUNNEL: Operation = {
    "summary": "Measure a funnel",
    "description": "Conversion rates with their 90 % intervals, lags, deal value, season, open pipeline and unit costs of a list, overall "
    "and by a column. What is still open is treated as open.",
    "responses": reading("MeasuredFunnel", "The figures.", *_MEASURED_ERRORS),
    "openapi_extra": _of(*_QUESTION),
}
COHORTS: Operation = {
    "summary": "Measure cohorts",
    "description": "Who went on from one stage to a later one, by month or quarter of entry and by age.",
    "responses": reading("Cohorts", "The matrix.", *_MEASURED_ERRORS),
    "openapi_extra": _of(
        *_QUESTION,
        {"name": "from", "in": "query", "required": True, "description": "The stage entered.", "schema": _TEXT, "example": "Lead"},
        {"name": "to", "in": "query", "required": True, "description": "The stage reached.", "schema": _TEXT, "example": "Deal"},
        query("unit", "What a row is.", {"type": "string", "enum": ["month", "quarter"], "default": "month"}),
    ),
}
REVIEW: Operation = {
    "summary": "Review a year",
    "description": "What came of a year by channel, against the year before, with a verdict for each and what it rests on.",
    "responses": reading("Review", "The review.", *_MEASURED_ERRORS),
    "openapi_extra": _of(
        _LIST,
        {"name": "since", "in": "query", "required": True, "description": "Its first day.", "schema": _DAY, "example": "2025-01-01"},
        {"name": "until", "in": "query", "required": True, "description": "Its last day.", "schema": _DAY, "example": "2025-12-31"},
        query("as_of", "The day up to which things are known.", _DAY),
        query("gross_margin", "What is left of revenue, from 0 to 1, for the return.", {"type": "number", "minimum": 0, "maximum": 1}),
        query("content_used", "Pieces of content that sales use.", {"type": "integer", "minimum": 0, "maximum": 10**9}),
        query("content_available", "Pieces of content that there are.", {"type": "integer", "minimum": 1, "maximum": 10**9}),
        query("retention", "Customers of a channel that stay a year, as `channel:0.9`; may stand more than once.", _ONLY),
        query(
            "cost",
            "What a channel cost in the year where no file says it, as `channel:1200`, in the list's currency; may stand more than once.",
            _ONLY,
        ),
    ),
}
OFFERS: Operation = {
    "summary": "What a scenario could take over",
    "description": "Measured figures held against a scenario that is sent along or kept. Nothing is changed.",
    "responses": reading("OfferList", "The offers.", *with_body(404)),
    "openapi_extra": body("OfferRequest", "The list and the scenario."),
}
TAKE_OVER: Operation = {
    "summary": "Take measured figures over",
    "description": "The scenario with the chosen figures, each as a record with its evidence; with `save` kept as a new version.",
    "responses": changing("TakenOver", "The scenario.", *with_body(404, 412, 428)),
    "openapi_extra": body("TakeOver", "The list, the scenario, and what to take over.") | _of(must_match(required=False), IDEMPOTENCY_KEY),
}
MOST_BOOKS = 10**9
LIST_BOOKS: Operation = {
    "summary": "List plan books",
    "description": 'A page of the books, the last that was changed first. Follow Link: rel="next" for the others.',
    "responses": reading("BookPage", "A page.", 422, headers=LINK),
    "openapi_extra": _of(query("start", "How many books to pass over.", {"type": "integer", "minimum": 0, "maximum": MOST_BOOKS})),
}
CREATE_BOOK: Operation = {
    "summary": "Keep a plan book",
    "description": "Scenarios, one for each segment, that are looked at as one.",
    "status_code": 201,
    "responses": changing("StoredBook", "It is kept.", *with_body(404), status=201),
    "openapi_extra": body("BookBody", "Its name, target and segments.") | _of(IDEMPOTENCY_KEY),
}
READ_BOOK: Operation = {
    "summary": "Read a plan book",
    "description": "Its segments with their scenarios.",
    "responses": reading("StoredBook", "The book.", 404),
    "openapi_extra": _of(_BOOK),
}
SAVE_BOOK: Operation = {
    "summary": "Save a plan book",
    "description": "Everything that it says from now on.",
    "responses": changing("StoredBook", "It is saved.", *with_body(404)) | {412: _STALE},
    "openapi_extra": body("BookBody", "The whole book.") | _of(_BOOK, must_match(required=False), IDEMPOTENCY_KEY),
}
DELETE_BOOK: Operation = {
    "summary": "Delete a plan book",
    "description": "Deletes the book; its scenarios stay.",
    "status_code": 204,
    "responses": changing(None, "It is deleted.", 400, 404, status=204, etag=False) | {412: _STALE},
    "openapi_extra": _of(_BOOK, must_match(required=False), IDEMPOTENCY_KEY),
}
BOOK_PLAN: Operation = {
    "summary": "The plan of a plan book",
    "description": "The plans of all segments by month, channel and stage, and the goal of the whole against the sum of its parts.",
    "responses": reading("BookTotal", "The total.", 404, 422)
    | {409: {"description": "The plans cannot be added up.", "content": {"application/problem+json": {"schema": reference("Problem")}}}},
    "openapi_extra": _of(_BOOK),
}
