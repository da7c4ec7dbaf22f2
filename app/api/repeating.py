"""Idempotency-Key: a request that changes something can be sent again without doing it again."""

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from fastapi import Request, Response
from sqlmodel import Session

from app.api.problem_shape import Refused
from app.planner.text import N_
from app.services import idempotency
from app.services.scenarios import LOCAL_WORKSPACE

_KEY = re.compile(r"[\x21-\x7e]{1,255}")


class Answer(NamedTuple):
    """What is answered to a change, and kept for whoever asks again."""

    status: int
    body: bytes
    headers: Mapping[str, str]

    def response(self, replayed: bool = False) -> Response:
        """The answer as it goes out."""
        headers = {**self.headers, "idempotent-replayed": "true"} if replayed else dict(self.headers)
        return Response(self.body, self.status, headers)


def idempotency_key(request: Request) -> str | None:
    """The key of the request, None where it has none.

    Raises:
        Refused: 422 where it is not one key of visible ASCII.
    """
    given = request.headers.getlist("idempotency-key")
    if not given:
        return None
    if len(given) > 1 or not _KEY.fullmatch(given[0]):
        raise Refused(
            422,
            "bad-key",
            N_("The key makes no sense"),
            N_("An Idempotency-Key has 1 to 255 visible ASCII characters, without a space."),
            parameter="Idempotency-Key",
        )
    return given[0]


def changing(request: Request, body: bytes, act: Callable[[Session], Answer]) -> Response:
    """Do it once, in one transaction with the answer that is kept for the key; it is committed before anyone hears of it."""
    key = idempotency_key(request)
    with request.app.state.database.writing() as session:
        if key is None:
            return act(session).response()
        digest = _request_digest(request, body)
        kept = idempotency.recall(session, LOCAL_WORKSPACE, key, digest)
        if kept is not None:
            return Answer(kept.status, kept.body, kept.headers).response(replayed=True)
        answer = act(session)
        idempotency.keep(session, LOCAL_WORKSPACE, key, digest, answer.status, dict(answer.headers), answer.body)
    return answer.response()


def _request_digest(request: Request, body: bytes) -> str:
    """What makes two requests the same: what is done, to what, with what."""
    asked = f"{request.method} {request.url.path}?{request.url.query}\n{request.headers.get('content-type', '')}\n"
    return hashlib.sha256(asked.encode() + body).hexdigest()
