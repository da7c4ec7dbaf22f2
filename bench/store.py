"""Saving and listing, beside what the same library takes for a bare insert under the same settings.

Durations are of the clock and not of the CPU, because most of a save is waiting for the disk; both sides wait for the same one.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from sqlalchemy import insert
from sqlmodel import Session

from app.db import Database
from app.models import ScenarioRow, TagRow, VersionRow
from app.planner.scenario import Scenario
from app.services import scenarios
from app.services.scenarios import LOCAL_WORKSPACE, ListQuery
from app.services.writing import card as card_of
from bench.clock import Row
from bench.scenarios import scenario
from tests.postgresql import DURABLE, binaries, cluster

ROUNDS, RUNS = 15, 20
FEW, MANY = 1_000, 100_000


def store_rows() -> list[Row]:
    """Saving, reading and listing in a small and in a large workspace."""
    with tempfile.TemporaryDirectory() as folder:
        rows = _rows(Path(folder))
    return rows if binaries() is None else [*rows, *_postgresql_rows()]


def _postgresql_rows() -> list[Row]:
    """Saving with PostgreSQL, which is started for it where the machine has its programs."""
    one = scenario()
    with cluster(DURABLE) as server, server.database() as url:
        Database(url).upgrade()
        database = _filled(url, FEW)
        bare, save = _milliseconds([_bare_insert(database, one), _save(database, one)])
        database.close()
    return [
        Row(
            "save a version, PostgreSQL",
            f"{save:.2f} ms = {save / bare:.2f} x the bare insert",
            "1.5 x",
            f"bare insert and commit {bare:.2f} ms",
        )
    ]


def _rows(folder: Path) -> list[Row]:
    few, many = _filled(f"sqlite:///{folder}/few.db", FEW), _filled(f"sqlite:///{folder}/many.db", MANY)
    one = scenario()
    bare, save, save_many, read, listed, listed_many, found, found_many, opened = _milliseconds(
        [
            _bare_insert(few, one),
            _save(few, one),
            _save(many, one),
            _read(few),
            _list(few, ListQuery()),
            _list(many, ListQuery()),
            _list(few, ListQuery(search="plan 999")),
            _list(many, ListQuery(search="plan 999")),
            _list(few, ListQuery(limit=FEW)),
        ]
    )
    few.close()
    many.close()
    beside = f"a bare insert and commit {bare:.2f} ms"
    return [
        Row("save a version", f"{save:.2f} ms = {save / bare:.2f} x the bare insert", "1.5 x", beside),
        Row(f"the same among {MANY:,}", f"{save_many:.2f} ms = {save_many / save:.2f} x that among {FEW:,}", "flat", beside),
        Row("read a scenario", f"{read:.2f} ms", "", ""),
        Row(f"a page of 50 among {FEW:,}", f"{listed:.1f} ms", "", ""),
        Row(f"a page of 50 among {MANY:,}", f"{listed_many:.1f} ms", "flat", ""),
        Row(f"search among {FEW:,}", f"{found:.1f} ms", "", ""),
        Row(f"search among {MANY:,}", f"{found_many:.0f} ms", "", "every name is looked at"),
        Row(f"{FEW:,} scenarios with their documents", f"{opened:.0f} ms", "150 ms with the page", ""),
    ]


def _filled(url: str, amount: int) -> Database:
    """A database with that many scenarios; the first is the one that is saved."""
    database = Database(url)
    database.start()
    one = scenario()
    with database.writing() as session:
        first = scenarios.create(session, LOCAL_WORKSPACE, one, author="Bench", tags=("Board",))
        card = card_of(first, LOCAL_WORKSPACE)
        version = {
            "number": 1, "author": "Bench", "created_at": first.created_at, "schema_number": 1,
            "digest": first.digest, "document": first.document,
        }  # fmt: skip
        cards = [
            card
            | {"id": f"scn_{number:020}", "name": f"Plan {number}", "sort_name": f"plan {number}", "search": f"plan {number}\nboard\nbench"}
            for number in range(1, amount)
        ]
        for start in range(0, len(cards), 10_000):
            some = cards[start : start + 10_000]
            session.connection().execute(insert(ScenarioRow), some)
            session.connection().execute(insert(VersionRow), [version | {"scenario_id": each["id"]} for each in some])
            session.connection().execute(insert(TagRow), [{"scenario_id": each["id"], "folded": "board", "tag": "Board"} for each in some])
    return database


def _first(database: Database) -> str:
    with database.reading() as session:
        return scenarios.listing(session, LOCAL_WORKSPACE, ListQuery(search="growth", limit=1)).items[0].id


def _bare_insert(database: Database, one: Scenario) -> Callable[[], object]:
    """What saving cannot do without: the document as a row, by the library's own means, in the same database."""
    numbers, id, text = count(1_000_000), _first(database), one.model_dump_json(by_alias=True)
    with database._store.turn_to_write() as engine:  # its settings are what the comparison is about
        pass

    def run() -> None:
        with Session(engine) as session:
            session.add(
                VersionRow(
                    scenario_id=id,
                    number=next(numbers),
                    author="Bench",
                    created_at=datetime.now(UTC),
                    schema_number=1,
                    digest="0" * 64,
                    document=text,
                )
            )
            session.commit()

    return run


def _save(database: Database, one: Scenario) -> Callable[[], object]:
    id, values = _first(database), count(10_000)
    with database.reading() as session:
        newest = count(scenarios.get(session, LOCAL_WORKSPACE, id).newest)

    def run() -> None:
        changed = one.model_copy(update={"deal": one.deal.model_copy(update={"value": float(next(values))})})
        with database.writing() as session:
            scenarios.save(session, LOCAL_WORKSPACE, id, changed, base=next(newest), author="Bench")

    return run


def _read(database: Database) -> Callable[[], object]:
    id = _first(database)

    def run() -> None:
        with database.reading() as session:
            scenarios.get(session, LOCAL_WORKSPACE, id)

    return run


def _list(database: Database, query: ListQuery) -> Callable[[], object]:
    def run() -> None:
        with database.reading() as session:
            scenarios.listing(session, LOCAL_WORKSPACE, query)

    return run


def _milliseconds(jobs: list[Callable[[], object]]) -> list[float]:
    """Milliseconds of one call of each job: the jobs take turns, and the median of a round's best half counts."""
    found: list[list[float]] = [[] for _ in jobs]
    for job in jobs:
        job()
    for _ in range(ROUNDS):
        for times, job in zip(found, jobs, strict=True):
            for _ in range(RUNS):
                begun = time.perf_counter()
                job()
                times.append((time.perf_counter() - begun) * 1e3)
    return [statistics.median(sorted(times)[: len(times) // 2]) for times in found]
