"""Plans kept in the database of an app, as if someone had saved them."""

from typing import Any

import orjson

from app.documents import scenario_from_json
from app.planner.scenario import Scenario
from app.services import scenarios
from app.services.scenarios import LOCAL_WORKSPACE, Stored
from tests.web.samples import changed_document


def scenario(name: str = "FY2027 growth plan", changes: dict[str, Any] | None = None) -> Scenario:
    return scenario_from_json(orjson.dumps(changed_document({"/name": name} | (changes or {}))))


def keep(client, name="FY2027 growth plan", changes=None, *, author="Maya Ortiz", tags=(), sample=False) -> Stored:
    """Keep the sample under a name, with changes by pointer."""
    with client.app.state.database.writing() as session:
        return scenarios.create(session, LOCAL_WORKSPACE, scenario(name, changes), author=author, tags=tags, sample=sample)


def save(client, stored: Stored, changes: dict[str, Any], *, author="Jon Adeyemi", name: str | None = None) -> Stored:
    """Keep another version on top of a stored one."""
    with client.app.state.database.writing() as session:
        wanted = scenario(stored.name, changes)
        return scenarios.save(session, LOCAL_WORKSPACE, stored.id, wanted, base=stored.newest, author=author, version_name=name)


def found(client, id: str) -> Stored:
    with client.app.state.database.reading() as session:
        return scenarios.get(session, LOCAL_WORKSPACE, id)
