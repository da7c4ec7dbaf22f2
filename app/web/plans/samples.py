"""Sample plans: the templates, kept among a team's own until they are cleared."""

import orjson
from sqlmodel import Session

from app.documents import scenario_from_json
from app.documents.canonical import canonical_document
from app.documents.templates import template_document, templates
from app.services import scenarios
from app.services.scenarios import LOCAL_WORKSPACE, ListQuery, Stored

AT_ONCE = 200


def add(session: Session, author: str) -> int:
    """Keep every template as a sample, unless it is there already; how many were added."""
    there = {stored.document for stored in _samples(session)}
    found = [scenario_from_json(orjson.dumps(template_document(each.key))) for each in templates()]
    missing = [scenario for scenario in found if canonical_document(scenario) not in there]
    for scenario in reversed(missing):  # the list begins with the latest
        scenarios.create(session, LOCAL_WORKSPACE, scenario, author=author, sample=True)
    return len(missing)


def clear(session: Session) -> tuple[int, int]:
    """Delete the samples as they came. Those that somebody has worked on stay: how many went, and how many stay."""
    found = _samples(session)
    untouched = [stored for stored in found if stored.newest == 1]
    for stored in untouched:
        scenarios.delete(session, LOCAL_WORKSPACE, stored.id)
    return len(untouched), len(found) - len(untouched)


def _samples(session: Session) -> list[Stored]:
    """Every sample in the list."""
    found: list[Stored] = []
    wanted, cursor = scenarios.counts(session, LOCAL_WORKSPACE).samples, None
    while len(found) < wanted:
        query = ListQuery(sort="created", descending=False, limit=AT_ONCE, cursor=cursor)
        page = scenarios.listing(session, LOCAL_WORKSPACE, query)
        found += [stored for stored in page.items if stored.sample]
        cursor = page.next_cursor
        if cursor is None:
            break
    return found
