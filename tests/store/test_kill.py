"""What was acknowledged is there, whatever the moment at which the process was killed."""

import hashlib
import random
import shutil
import sqlite3
import time
from pathlib import Path

import pytest

from app.db import Database, migrations
from tests.postgresql import Cluster
from tests.store.later import LATER, add_revision, know_it
from tests.store.samples import created, filled, found
from tests.store.workers import Worker, keep_saving, upgrade

STRIKES = 120
UPGRADES = 30


def test_no_acknowledged_save_is_lost_torn_or_doubled_by_kills(file: Path) -> None:
    url, dice = f"sqlite:///{file}", random.Random(20261122)
    database = Database(url)
    id = created(database).id
    database.close()
    acknowledged: dict[int, str] = {}
    seen = 0
    for _ in range(STRIKES):
        worker = Worker(keep_saving, url, id)
        ready, *said = worker.hear(1 + dice.randrange(30))
        time.sleep(dice.uniform(0, 0.003))  # into the middle of the next one
        worker.kill()
        acknowledged |= dict(said + worker.heard())
        seen = check(file, id, acknowledged, seen)
        assert ready == "ready"
    assert len(acknowledged) > 10 * STRIKES
    check(file, id, acknowledged, 0)


def check(file: Path, id: str, acknowledged: dict[int, str], seen: int) -> int:
    """See that nothing is lost, torn or doubled; what has been seen before is not read again. How many versions there are."""
    connection = sqlite3.connect(file)
    try:
        kept = dict(connection.execute("SELECT number, digest FROM version WHERE scenario_id = ?", (id,)).fetchall())
        new = connection.execute("SELECT digest, document FROM version WHERE scenario_id = ? AND number > ?", (id, seen)).fetchall()
        assert connection.execute("SELECT newest FROM scenario").fetchall() == [(len(kept),)]
        assert connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    finally:
        connection.close()
    assert sorted(kept) == list(range(1, len(kept) + 1))
    assert {number: kept.get(number) for number in acknowledged} == acknowledged
    assert all(hashlib.sha256(document.encode()).hexdigest() == digest for digest, document in new)
    return len(kept)


def test_an_upgrade_killed_at_any_moment_has_happened_or_not_and_can_be_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later, dice = add_revision(tmp_path), random.Random(1)
    before = Database(f"sqlite:///{tmp_path}/before.db")
    ids = filled(before)
    contents = [found(before, id) for id in ids]
    before.close()
    statements = said_in_all(f"sqlite:///{shutil.copy(tmp_path / 'before.db', tmp_path / 'whole.db')}", later)
    seen = set()
    for strike in range(UPGRADES):
        file = tmp_path / f"{strike}.db"
        shutil.copy(tmp_path / "before.db", file)
        worker = Worker(upgrade, f"sqlite:///{file}", later)
        said = worker.hear(1 + strike * statements // (UPGRADES - 1))
        time.sleep(dice.uniform(0, 0.003))
        worker.kill()
        seen.add(found_revision(file))
        assert "done" not in said or found_revision(file) == LATER
        with monkeypatch.context() as patch:
            know_it(later, patch)
            again = Database(f"sqlite:///{file}")
            again.start()
            assert again.revision() == LATER
            assert [found(again, id) for id in ids] == contents
            again.close()
        for copy in tmp_path.glob(f"{strike}.db.*.bak"):
            assert found_revision(copy) == migrations.HEAD
    assert seen == {migrations.HEAD, LATER}


def said_in_all(url: str, later: Path) -> int:
    """How many statements an upgrade takes that nobody interrupts."""
    worker = Worker(upgrade, url, later)
    said = worker.heard()
    worker.kill()
    assert said[-1] == "done"
    return len(said) - 1


def found_revision(file: Path) -> str:
    connection = sqlite3.connect(file)
    try:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    finally:
        connection.close()
    assert ({f"later_{number}" for number in range(20)} <= tables) == (revision == LATER)
    assert not [table for table in tables if table.startswith("_alembic_tmp")]
    return str(revision)


def test_an_upgrade_of_postgresql_killed_at_any_moment_can_be_done_again(
    postgresql: Cluster, template: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later, dice = add_revision(tmp_path), random.Random(2)
    with postgresql.database(template) as url:
        statements = said_in_all(url, later)
    for strike in range(6):
        with postgresql.database(template) as url:
            database = Database(url)
            ids = filled(database)
            contents = [found(database, id) for id in ids]
            worker = Worker(upgrade, url, later)
            worker.hear(1 + strike * statements // 5)
            time.sleep(dice.uniform(0, 0.003))
            worker.kill()
            with monkeypatch.context() as patch:
                know_it(later, patch)
                database.upgrade()
                assert database.revision() == LATER
                assert [found(database, id) for id in ids] == contents
            database.close()
