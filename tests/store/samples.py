"""What the store's tests keep: the company's scenario under other names and deal values."""

from pathlib import Path

from app.db import Database
from app.planner.scenario import Scenario
from app.services import scenarios
from app.services.scenarios import LOCAL_WORKSPACE, Stored
from tests.examples import make_scenario

ROOT = Path(__file__).resolve().parent.parent.parent


def worth(value: float, name: str = "Growth") -> Scenario:
    """A scenario told apart by what a deal is worth."""
    return make_scenario(name=name, deal={"value": value})


def created(database: Database, name: str = "Growth", *, author: str = "Ada", tags: tuple[str, ...] = (), sample: bool = False) -> Stored:
    with database.writing() as session:
        return scenarios.create(session, LOCAL_WORKSPACE, worth(12_000, name), author=author, tags=tags, sample=sample)


def saved(database: Database, id: str, value: float, base: int, author: str = "Ben") -> Stored:
    with database.writing() as session:
        return scenarios.save(session, LOCAL_WORKSPACE, id, worth(value), base=base, author=author)


def found(database: Database, id: str) -> Stored:
    with database.reading() as session:
        return scenarios.get(session, LOCAL_WORKSPACE, id)


def filled(database: Database) -> list[str]:
    """A little of everything: versions, names, tags, a restored version, an archived scenario and a sample."""
    first = created(database, "Grün & Söhne <b>", tags=("EMEA", "Board"))
    saved(database, first.id, 13_000, 1)
    created(database, "計画 😀", author="Zoë", sample=True)
    third = created(database, "Old plan")
    with database.writing() as session:
        scenarios.name_version(session, LOCAL_WORKSPACE, first.id, 1, "As agreed")
        scenarios.restore(session, LOCAL_WORKSPACE, first.id, 1, base=2, author="Cem")
        scenarios.archive(session, LOCAL_WORKSPACE, third.id)
    return [first.id, third.id]
