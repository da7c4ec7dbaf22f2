"""What the store's tests keep: the company's scenario under other names and deal values, and an import with everything to it."""

from datetime import UTC, datetime
from pathlib import Path

from app.db import Database
from app.history.found import Finding
from app.planner.scenario import Scenario
from app.services import books, import_parts, imports, remembered_recipes, scenarios
from app.services.scenarios import LOCAL_WORKSPACE, Stored
from tests.examples import make_scenario
from tests.store import stand_in

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


def with_history(database: Database, scenario: str) -> str:
    """An import with a part, a refused row and a remembered recipe, and a book of a scenario."""
    moment, recipe = datetime(2026, 11, 22, 9, tzinfo=UTC), stand_in.recipe_of("Grün & Söhne")
    texts = {"name": "計画 😀.csv", "size": 3_000_000_000, "digest": "0" * 64, "created_by": "Zoë"}
    new = imports.Import(
        id=imports.new_id(),
        order=0,
        status="done",
        created_at=moment,
        changed_at=moment,
        list_name=recipe.list_name,
        kind=recipe.kind,
        look=None,
        recipe=recipe,
        taken=stand_in.taken_of(recipe, ("records-all-0001.parquet",), "refused.csv"),
        trouble=Finding("interrupted", "warning", {"n": 1}),
        same_as=None,
        **texts,  # type: ignore[arg-type]
    )
    with database.writing() as session:
        made = imports.add(session, LOCAL_WORKSPACE, new)
        import_parts.add_part(session, made.id, 1, "records", "all", 30, bytes(range(256)))
        import_parts.add_refused(session, made.id, 1, b"row,reason\r\n")
        remembered_recipes.remember(session, LOCAL_WORKSPACE, "shape", recipe)
        books.create(session, LOCAL_WORKSPACE, "Book", [("EMEA", scenario)], target=1e6, author="Ada")
    return made.id
