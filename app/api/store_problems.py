"""What can go wrong with what is kept, as problems: not there, changed in between, asked twice, no store."""

from typing import Any

from fastapi import Request, Response

from app.api.problem_shape import problem, problem_errors, reader_language
from app.db import StoreTrouble
from app.services.idempotency import KeyInFlight, KeyReused
from app.services.scenarios import ScenarioNotFound, UnreadableStored, VersionNotFound
from app.services.troubles import retry_headers, trouble_status
from app.wording import unreadable_stored_sentence
from app.wording.store import store_sentence


async def _on_store_trouble(request: Request, error: Exception) -> Response:
    assert isinstance(error, StoreTrouble)
    words = reader_language(request)
    status, detail, headers = trouble_status(error), store_sentence(error, words), retry_headers(error)
    errors = [{"pointer": "", "code": error.code, "detail": detail}]
    return problem(request, status, detail, errors, "store-trouble", words.gettext("The store cannot be used"), headers=headers)  # type: ignore[arg-type]


async def _on_no_scenario(request: Request, error: Exception) -> Response:  # noqa: ARG001
    return _gone(request, reader_language(request).gettext("There is no such scenario."), "no-such-scenario")


async def _on_no_version(request: Request, error: Exception) -> Response:  # noqa: ARG001
    return _gone(request, reader_language(request).gettext("The scenario has no such version."), "no-such-version")


def _gone(request: Request, detail: str, kind: str) -> Response:
    return problem(request, 404, detail, (), kind, reader_language(request).gettext("Not there"))


async def _on_unreadable_stored(request: Request, error: Exception) -> Response:
    """Nothing in the request could make it right, so it is an error of this side."""
    assert isinstance(error, UnreadableStored)
    words = reader_language(request)
    errors, detail = problem_errors(error.faults, words), unreadable_stored_sentence(error.faults, words)
    title = words.gettext("What is stored cannot be read")
    return problem(request, 500, detail, errors, "stored-document-unreadable", title)


async def _on_key_reused(request: Request, error: Exception) -> Response:  # noqa: ARG001
    words = reader_language(request)
    detail = words.gettext("This Idempotency-Key was already sent with another request; a new request needs a new key.")
    return problem(request, 422, detail, (), "key-reused", words.gettext("The key was used before"))


async def _on_key_in_flight(request: Request, error: Exception) -> Response:  # noqa: ARG001
    words = reader_language(request)
    detail = words.gettext("A request with this Idempotency-Key is still being answered; ask again in a moment.")
    return problem(request, 409, detail, (), "key-in-flight", words.gettext("Still being answered"), headers={"retry-after": "1"})


STORE_HANDLERS: dict[Any, Any] = {
    StoreTrouble: _on_store_trouble,
    ScenarioNotFound: _on_no_scenario,
    VersionNotFound: _on_no_version,
    UnreadableStored: _on_unreadable_stored,
    KeyReused: _on_key_reused,
    KeyInFlight: _on_key_in_flight,
}
