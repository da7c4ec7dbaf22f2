"""Pieces that descriptions of operations are put together from."""

from typing import Any

from app.api.problem_shape import MEDIA_TYPE

Operation = dict[str, Any]
Described = dict[str, Any]

_PROBLEMS = {
    400: "The body is not JSON or YAML at all, or a header cannot be read.",
    404: "There is no such scenario, or no such version of it.",
    409: "A request with the same Idempotency-Key is still being answered.",
    412: "Someone has changed it in between; nothing was saved. `current` and `changes` say what is there now and what changed.",
    413: "The body is larger than is taken.",
    415: "The body has a content type that is not taken here.",
    422: "Something makes no sense: each error names its field or parameter and says what would be accepted there.",
    428: "If-Match is missing.",
    503: "The store cannot be used just now, or only be read, or too much is asked at once. "
    "Retry-After says when to try again, where that may help.",
    507: "There is no room left to keep it.",
}
_ON_BODIES = (400, 413, 415, 422)
_ON_READING = (503,)
_ON_CHANGING = (409, 422, 503, 507)
_ID = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "The id of the scenario.",
    "schema": {"type": "string"},
    "example": "scn_0123456789abcdefghij",
}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "An ETag from before: where nothing is new, the answer is 304 without a body.",
    "schema": {"type": "string"},
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A key of your own, new for every new request. Sent again within 24 hours, the request is not done again: the answer "
    "is the first one, with `idempotent-replayed: true`.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}
_ETAG = {"ETag": {"description": "For If-Match and If-None-Match.", "schema": {"type": "string"}}}
_REPLAYED = {
    "idempotent-replayed": {"description": "Whether this is an answer from before.", "schema": {"type": "string", "enum": ["true"]}}
}
_LOCATION = {"Location": {"description": "Where it is now.", "schema": {"type": "string"}}}
LINK = {"Link": {"description": 'The next page, as rel="next"; left out on the last.', "schema": {"type": "string"}}}


def reference(name: str) -> dict[str, str]:
    """A pointer to a named shape."""
    return {"$ref": f"#/components/schemas/{name}"}


def problems(*codes: int) -> dict[int | str, Described]:
    """What can go wrong, by status."""
    return {
        code: {
            "description": _PROBLEMS[code],
            "content": {MEDIA_TYPE: {"schema": reference("StaleProblem" if code == 412 else "Problem")}},
        }
        for code in sorted(set(codes))
    }


def reading(answer: str, what: str, *codes: int, headers: Described | None = None) -> dict[int | str, Described]:
    """The answers of an operation that changes nothing."""
    found: Described = {"description": what, "content": {"application/json": {"schema": reference(answer)}}}
    if headers:
        found["headers"] = headers
    return {200: found, **problems(*codes, *_ON_READING)}


def conditional(answers: dict[int | str, Described]) -> dict[int | str, Described]:
    """The same where it need not be sent again."""
    answers[200]["headers"] = answers[200].get("headers", {}) | _ETAG
    return answers | {304: {"description": "Nothing is new since that ETag.", "headers": _ETAG}}


def changing(answer: str | None, what: str, *codes: int, status: int = 200, etag: bool = True) -> dict[int | str, Described]:
    """The answers of an operation that changes something."""
    done: Described = {"description": what, "headers": {**_REPLAYED, **(_ETAG if etag else {}), **(_LOCATION if status == 201 else {})}}
    if answer:
        done["content"] = {"application/json": {"schema": reference(answer)}}
    return {status: done, **problems(*codes, *_ON_CHANGING)}


def with_body(*codes: int) -> tuple[int, ...]:
    """What can go wrong where there is a body as well."""
    return (*codes, *_ON_BODIES)


def body(name: str, what: str, *, patch: bool = False, required: bool = True) -> Described:
    """A request body: JSON or YAML, or a merge patch."""
    types = ["application/json", "application/yaml", "application/x-yaml", "text/yaml"]
    if patch:
        types.insert(0, "application/merge-patch+json")
    content = {kind: {"schema": reference(name)} for kind in types}
    return {"requestBody": {"required": required, "description": what, "content": content}}


def query(name: str, what: str, schema: Described) -> Described:
    """A query parameter that may be left out."""
    return {"name": name, "in": "query", "required": False, "description": what, "schema": schema}


def parameters(*more: Described, of_one: bool = True) -> Described:
    """The parameters of an operation, of one scenario unless it is told otherwise."""
    return {"parameters": [*([_ID] if of_one else []), *more]}


def must_match(required: bool = True) -> Described:
    """The If-Match header."""
    what = "The ETag of the scenario as you know it; * for whatever is there."
    return {"name": "If-Match", "in": "header", "required": required, "description": what, "schema": {"type": "string"}, "example": '"3-7"'}
