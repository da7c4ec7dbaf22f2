"""What else is done with a scenario: copied, put in the archive and taken out, brought back to an older version."""

from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.api.bodies import Body, CopyRequest, RestoreRequest, read, read_if_any
from app.api.conditional import Expected, if_match, optional_if_match, telling_what_changed
from app.api.problem_shape import reader_language
from app.api.repeating import Answer, changing
from app.api.scenarios import answered, asked_id, author, created
from app.api.schemas_scenarios import ARCHIVE, DUPLICATE, RESTORE, UNARCHIVE
from app.planner.scenario import TEXT_LENGTH
from app.services import scenarios
from app.services.scenarios import LOCAL_WORKSPACE, Stored

router = APIRouter(tags=["scenarios"])


@router.post("/scenarios/{id}/duplicate", **DUPLICATE)
def duplicate_scenario(request: Request, body: Body) -> Response:
    """Keep a copy."""
    id = asked_id(request)
    wanted = read_if_any(request, body, CopyRequest)

    def duplicate(session: Session) -> Answer:
        name = wanted.name or _name_of_copy(request, scenarios.get(session, LOCAL_WORKSPACE, id))
        made = scenarios.duplicate(session, LOCAL_WORKSPACE, id, name=name, author=author(request), version=wanted.version)
        return created(request, made)

    return changing(request, body, duplicate)


def _name_of_copy(request: Request, original: Stored) -> str:
    words = reader_language(request)
    added = len(words.gettext("%(name)s (copy)", name=""))
    return words.gettext("%(name)s (copy)", name=original.name[: TEXT_LENGTH - added])


@router.post("/scenarios/{id}/archive", **ARCHIVE)
def archive_scenario(request: Request, body: Body) -> Response:
    """Put it out of sight."""
    return _moved(request, body, scenarios.archive)


@router.post("/scenarios/{id}/unarchive", **UNARCHIVE)
def unarchive_scenario(request: Request, body: Body) -> Response:
    """Take it back out of the archive."""
    return _moved(request, body, scenarios.unarchive)


def _moved(request: Request, body: bytes, move: Callable[..., Stored]) -> Response:
    id = asked_id(request)
    known = optional_if_match(request)

    def act(session: Session) -> Answer:
        base = None if known is None else known.expected(session, id)
        with telling_what_changed(request, session, id, base or Expected(0, 0)):
            return answered(request, move(session, LOCAL_WORKSPACE, id, revision=None if base is None else base.revision))

    return changing(request, body, act)


@router.post("/scenarios/{id}/restore", **RESTORE)
def restore_version(request: Request, body: Body) -> Response:
    """Make an older version the newest again."""
    id = asked_id(request)
    known = if_match(request)
    wanted = read(request, body, RestoreRequest)

    def restore(session: Session) -> Answer:
        base = known.expected(session, id)
        with telling_what_changed(request, session, id, base):
            restored = scenarios.restore(
                session, LOCAL_WORKSPACE, id, wanted.version, base=base.version, revision=base.revision, author=author(request)
            )
        return answered(request, restored)

    return changing(request, body, restore)
