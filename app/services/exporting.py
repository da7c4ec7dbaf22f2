"""Everything that is stored, as a stream of records in one order, whichever database it is in."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session

from app.db import StoreTrouble
from app.models import WorkspaceRow
from app.services.export_format import Record, fingerprint, moment_text
from app.services.exporting_history import history_records
from app.services.reading import SCENARIO, VERSION, card_columns, tags_from

WORKSPACE = WorkspaceRow.__table__  # type: ignore[attr-defined]
PAGE = 50
DOCUMENTS_AT_ONCE = 20

_V = VERSION.c
_CARDS = select(*card_columns(), SCENARIO.c.workspace_id).where(SCENARIO.c.id > bindparam("after")).order_by(SCENARIO.c.id).limit(PAGE)
_CARD = select(*card_columns(), SCENARIO.c.workspace_id).where(SCENARIO.c.id == bindparam("id"))
_HISTORY = [_V.scenario_id, _V.number, _V.name, _V.author, _V.created_at, _V.restored_from, _V.schema_number, _V.digest]
_HISTORIES = select(*_HISTORY).where(_V.scenario_id.in_(bindparam("ids", expanding=True))).order_by(_V.scenario_id, _V.number)
_DOCUMENTS = (
    select(_V.number, _V.document)
    .where(_V.scenario_id == bindparam("id"), _V.number > bindparam("after"))
    .order_by(_V.number)
    .limit(DOCUMENTS_AT_ONCE)
)


def everything(session: Session) -> Iterator[Record]:
    """Workspaces, scenarios by their ids, each with its versions, then history and books; StoreTrouble where a scenario has no version."""
    for id, name, created_at in session.connection().execute(
        select(WORKSPACE.c.id, WORKSPACE.c.name, WORKSPACE.c.created_at).order_by(WORKSPACE.c.id)
    ):
        yield {"kind": "workspace", "id": id, "name": name, "created_at": moment_text(created_at)}
    after = ""
    while cards := session.connection().execute(_CARDS, {"after": after}).all():
        after = cards[-1].id
        rows = session.connection().execute(_HISTORIES, {"ids": [card.id for card in cards]}).all()
        histories = {id: [_version(row) for row in some] for id, some in groupby(rows, key=lambda row: row.scenario_id)}
        for card in cards:
            if card.id not in histories:
                raise StoreTrouble("damaged", f"{card.id} has no versions")
            yield from _scenario(session, card, histories[card.id])
    yield from history_records(session)


def fingerprint_of(session: Session, id: str) -> str | None:
    """The fingerprint of a scenario that is stored; None where there is none of that id."""
    card = session.connection().execute(_CARD, {"id": id}).first()
    if card is None:
        return None
    history = session.connection().execute(_HISTORIES, {"ids": [id]}).all()
    return fingerprint(_card(card, len(history)), map(_version, history))


def _scenario(session: Session, row: Any, history: list[Record]) -> Iterator[Record]:
    card = _card(row, len(history))
    yield card | {"revision": row.revision, "fingerprint": fingerprint(card, history)}
    pending = iter(history)
    after = 0
    while documents := session.connection().execute(_DOCUMENTS, {"id": row.id, "after": after}).all():
        after = documents[-1].number
        for document in documents:
            yield next(pending) | {"document": document.document}


def _card(row: Any, versions: int) -> Record:
    return {
        "kind": "scenario",
        "id": row.id,
        "workspace": row.workspace_id,
        "name": row.name,
        "tags": list(tags_from(row.tags)),
        "sample": row.sample,
        "created_at": moment_text(row.created_at),
        "created_by": row.created_by,
        "changed_at": moment_text(row.changed_at),
        "changed_by": row.changed_by,
        "archived_at": moment_text(row.archived_at),
        "versions": versions,
    }


def _version(row: Any) -> Record:
    return {
        "kind": "version",
        "number": row.number,
        "name": row.name,
        "author": row.author,
        "created_at": moment_text(row.created_at),
        "restored_from": row.restored_from,
        "schema": row.schema_number,
        "digest": row.digest,
    }
