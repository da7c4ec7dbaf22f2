"""A request sent twice is done once: its answer is kept under the key that the client gave, and given again.

Both calls stand in the caller's one transaction, so an answer is kept if and only if what it tells of is. The key is claimed
before anything is done: on PostgreSQL a second request with it waits for the first, and finds its answer or the key free again.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from app.db import trouble_code
from app.models import KeptAnswerRow

KEPT_FOR = timedelta(hours=24)
SWEEP_ONE_IN = 50
STILL_AT_IT = 0

_PLAIN = re.compile(r"[\x21-\x7e]{1,255}")
_KEPT = KeptAnswerRow.__table__  # type: ignore[attr-defined]
_MINE = (_KEPT.c.workspace_id == bindparam("p_workspace")) & (_KEPT.c.key == bindparam("p_key"))
_FIND = select(_KEPT.c.request_digest, _KEPT.c.status, _KEPT.c.headers, _KEPT.c.body, _KEPT.c.created_at).where(_MINE)
_CLAIM = {
    "sqlite": sqlite.insert(_KEPT).on_conflict_do_nothing().returning(_KEPT.c.key),
    "postgresql": postgresql.insert(_KEPT).on_conflict_do_nothing().returning(_KEPT.c.key),
}
_CHANGE = update(_KEPT).where(_MINE)


@dataclass(frozen=True)
class KeptAnswer:
    """What was answered."""

    status: int
    headers: dict[str, str]
    body: bytes


class KeyReused(Exception):
    """The key was given before, with another request."""


class KeyInFlight(Exception):
    """The first request with this key is still being answered."""


def recall(session: Session, workspace: str, key: str, request_digest: str) -> KeptAnswer | None:
    """The answer that is kept under the key; None where there is none, and the key is then claimed for this transaction.

    Raises:
        KeyReused: where it was given with another request.
        KeyInFlight: where the first request takes longer than a lock is waited for.
    """
    now = datetime.now(UTC)
    claim = {"request_digest": request_digest, "status": STILL_AT_IT, "headers": "{}", "body": b"", "created_at": now}
    connection, key = session.connection(), _keepable(key)
    try:
        claimed = connection.execute(_CLAIM[connection.dialect.name], {"workspace_id": workspace, "key": key, **claim}).first()
    except OperationalError as error:
        if connection.dialect.name == "postgresql" and trouble_code(error.orig) == "busy":
            raise KeyInFlight(key) from error
        raise
    if claimed is not None:
        return None
    mine = {"p_workspace": workspace, "p_key": key}
    digest, status, headers, body, created_at = connection.execute(_FIND, mine).one()
    if status == STILL_AT_IT or created_at < now - KEPT_FOR:
        connection.execute(_CHANGE, mine | claim)
        return None
    if digest != request_digest:
        raise KeyReused(key)
    return KeptAnswer(status, json.loads(headers), body)


def keep(session: Session, workspace: str, key: str, request_digest: str, status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Keep the answer under the key that `recall` has claimed."""
    kept = {"request_digest": request_digest, "status": status, "headers": json.dumps(dict(headers)), "body": body}
    session.connection().execute(_CHANGE, {"p_workspace": workspace, "p_key": _keepable(key), **kept})
    if secrets.randbelow(SWEEP_ONE_IN) == 0:
        sweep(session)


def _keepable(key: str) -> str:
    """The key, or what stands for one that is no short visible text: not every database takes every character."""
    if _PLAIN.fullmatch(key):
        return key
    return f"sha256:{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()}"


def sweep(session: Session, now: datetime | None = None) -> int:
    """Drop the answers that are kept no longer, and say how many they were."""
    gone = session.connection().execute(delete(_KEPT).where(_KEPT.c.created_at < (now or datetime.now(UTC)) - KEPT_FOR))
    return int(gone.rowcount)
