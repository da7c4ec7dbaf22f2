"""ETag, If-Match and If-None-Match: who may overwrite what, and what need not be sent again."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from fastapi import Request
from sqlmodel import Session

from app.api.problem_shape import Refused, reader_language
from app.api.scenario_answers import change_lines, scenario_answer
from app.planner.text import N_
from app.services import scenarios
from app.services.scenarios import LOCAL_WORKSPACE, ScenarioNotFound, StaleRevision, StaleVersion, Stored, UnreadableStored, VersionNotFound

_TAGS = re.compile(r'\s*(?:(?:W/)?"[\x21\x23-\x7e]*")(?:\s*,\s*(?:W/)?"[\x21\x23-\x7e]*")*\s*')
_TAG = re.compile(r'(W/)?("[\x21\x23-\x7e]*")')
_OURS = re.compile(r'"([1-9][0-9]{0,8})-([1-9][0-9]{0,8})"')
_LONGEST = 2_000


class Expected(NamedTuple):
    """The version and the revision that a request is made on top of; 0 where it names none that could ever be."""

    version: int
    revision: int


class IfMatch(NamedTuple):
    """What the client has in its hands. `tags` is None where anything will do: `If-Match: *`."""

    tags: tuple[str, ...] | None

    def expected(self, session: Session, id: str) -> Expected:
        """What the change is on top of: one tag says it by itself, several or * are held against what is there."""
        if self.tags is not None and len(self.tags) == 1:
            return _expected(self.tags[0])
        current = scenarios.get(session, LOCAL_WORKSPACE, id)
        if self.tags is None or current.etag in self.tags:
            return Expected(current.newest, current.revision)
        return _expected(self.tags[0]) if self.tags else Expected(0, 0)


def _expected(tag: str) -> Expected:
    found = _OURS.fullmatch(tag)
    return Expected(int(found[1]), int(found[2])) if found else Expected(0, 0)


def if_match(request: Request) -> IfMatch:
    """What the client says it has.

    Raises:
        Refused: 428 where it does not say, so that nobody's change is overwritten unseen; 400 where that is no list of ETags.
    """
    given = optional_if_match(request)
    if given is None:
        raise Refused(
            428,
            "if-match-required",
            N_("Say what you are changing"),
            N_("Send If-Match with the ETag of the scenario as you know it, so that nobody else's change is overwritten unseen."),
            parameter="If-Match",
        )
    return given


def optional_if_match(request: Request) -> IfMatch | None:
    """The same where it may be left out."""
    text = _header(request, "if-match")
    if text is None:
        return None
    if text.strip() == "*":
        return IfMatch(None)
    if len(text) > _LONGEST or not _TAGS.fullmatch(text):
        raise Refused(
            400,
            "bad-etag",
            N_("The header cannot be read"),
            N_('If-Match takes an ETag in double quotes, such as "3-7", several of them with commas, or *.'),
            parameter="If-Match",
        )
    return IfMatch(tuple(tag for weak, tag in _TAG.findall(text) if not weak))


def is_known(request: Request, etag: str) -> bool:
    """Whether the client already has this very answer."""
    text = _header(request, "if-none-match")
    if text is None or len(text) > _LONGEST:
        return False
    return text.strip() == "*" or etag in [tag for _, tag in _TAG.findall(text)]


def _header(request: Request, name: str) -> str | None:
    found = request.headers.getlist(name)
    return ", ".join(found) if found else None


@contextmanager
def telling_what_changed(request: Request, session: Session, id: str, expected: Expected) -> Iterator[None]:
    """Answer a change on top of what is no more with what is there now, and with what came in between.

    Raises:
        Refused: 412.
    """
    try:
        yield
    except (StaleVersion, StaleRevision) as error:
        raise Refused(
            412,
            "stale-version",
            N_("Someone has changed it in between"),
            N_("The scenario is no longer as you know it, so nothing was done. This answer has what is there now and what changed."),
            headers={"etag": error.current.etag},
            more=_what_changed(request, session, id, expected, error.current),
        ) from None


def _what_changed(request: Request, session: Session, id: str, expected: Expected, current: Stored) -> dict[str, Any]:
    try:
        known = scenarios.at_version(session, LOCAL_WORKSPACE, id, expected.version) if expected.version else current
    except (ScenarioNotFound, VersionNotFound):
        known = current  # a tag made up; there is nothing to compare with
    words = reader_language(request)
    try:
        changes = change_lines(known.scenario, current.scenario, words)
    except UnreadableStored:
        changes = []  # what cannot be read cannot be compared; `current` says so where it is the one
    return {"current": scenario_answer(current, words), "changes": changes}
