import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from app.db import Database, StoreTrouble
from app.db.turns import Turns
from app.services import scenarios
from app.services.scenarios import LOCAL_WORKSPACE, StaleVersion
from tests.store.samples import created, found, saved, worth


def at_once(number: int, act: Callable[[int], object]) -> list[object]:
    """What each of several threads came to: what it returned, or the exception."""
    start, results = threading.Barrier(number), [None] * number

    def run(which: int) -> None:
        start.wait()
        try:
            results[which] = act(which)  # type: ignore[call-overload]
        except Exception as error:
            results[which] = error  # type: ignore[call-overload]

    threads = [threading.Thread(target=run, args=(which,)) for which in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results  # type: ignore[return-value]


def test_of_several_who_save_on_one_version_exactly_one_wins(database: Database) -> None:
    made = created(database)
    for base in range(1, 6):
        results = at_once(4, lambda which, base=base: saved(database, made.id, 20_000 + which + 10 * base, base))
        won = [result for result in results if isinstance(result, scenarios.Stored)]
        lost = [result for result in results if isinstance(result, StaleVersion)]
        assert (len(won), len(lost)) == (1, 3)
        assert {result.current.digest for result in lost} == {won[0].digest} == {found(database, made.id).digest}
        assert won[0].newest == base + 1


def test_the_same_save_sent_by_several_at_once_is_kept_once(database: Database) -> None:
    made = created(database)
    results = at_once(4, lambda _: saved(database, made.id, 13_000, 1))
    assert {getattr(result, "version", result) for result in results} == {2}
    with database.reading() as session:
        assert len(scenarios.versions(session, LOCAL_WORKSPACE, made.id)) == 2


def test_tags_and_saves_at_once_are_all_kept(database: Database) -> None:
    made = created(database)

    def act(which: int) -> object:
        if which == 0:
            return saved(database, made.id, 13_000, 1)
        with database.writing() as session:
            return scenarios.set_tags(session, LOCAL_WORKSPACE, made.id, ["both"])

    assert not [result for result in at_once(2, act) if isinstance(result, Exception)]
    after = found(database, made.id)
    assert (after.newest, after.revision, after.tags) == (2, 3, ("both",))
    with database.reading() as session:
        assert scenarios.listing(session, LOCAL_WORKSPACE, scenarios.ListQuery(search="both ben")).total == 1


def test_many_writers_and_readers_get_through(database: Database) -> None:
    ids = [created(database, f"Plan {number}").id for number in range(6)]

    def act(which: int) -> object:
        for base in range(1, 9):
            saved(database, ids[which], 20_000 + base, base)
            with database.reading() as session:
                page = scenarios.listing(session, LOCAL_WORKSPACE, scenarios.ListQuery())
            assert page.total == 6
            assert all(item.version == item.newest for item in page.items)
        return which

    assert at_once(6, act) == list(range(6))
    assert [found(database, id).newest for id in ids] == [9] * 6


def test_turns_are_taken_in_the_order_of_asking() -> None:
    turns, order, waiting = Turns(), [], []

    def take(which: int) -> None:
        with turns.turn(30):
            order.append(which)

    with turns.turn(30):
        for which in range(8):
            thread = threading.Thread(target=take, args=(which,))
            thread.start()
            waiting.append(thread)
            while len(turns._waiting) <= which:
                pass
    for thread in waiting:
        thread.join()
    assert order == list(range(8))


def test_who_waits_too_long_for_a_turn_is_told_and_holds_nobody_up() -> None:
    turns = Turns()

    def wait_in_vain() -> None:
        with turns.turn(0.01):
            raise AssertionError("it was not their turn")

    with turns.turn(1), pytest.raises(StoreTrouble, match="busy"):
        wait_in_vain()
    with turns.turn(0.01):
        pass


def test_a_turn_ends_with_an_exception_too() -> None:
    turns = Turns()
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), turns.turn(0.01):
            _ = 1 / 0


def test_writers_share_their_turns_fairly(new_database: Callable[[str], Database]) -> None:
    database = new_database("sqlite")
    ids = [created(database, f"Plan {number}").id for number in range(4)]
    turns: Counter[int] = Counter()

    def act(which: int) -> None:
        base = 1
        while sum(turns.values()) < 200:
            base = saved(database, ids[which], 20_000 + base, base).newest
            turns[which] += 1

    at_once(4, act)
    assert max(turns.values()) <= 3 * min(turns.values())


def test_a_database_that_another_program_has_locked_is_busy_and_works_again(
    new_database: Callable[[str], Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.db.patience.SECONDS_IN_ALL", 0.2)
    database = new_database("sqlite")
    made = created(database)
    other = sqlite3.connect(Path(str(database)), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for _ in range(2):
        with pytest.raises(StoreTrouble) as error:
            saved(database, made.id, 13_000, 1)
        assert error.value.code == "busy"
        assert found(database, made.id) == made
    other.execute("ROLLBACK")
    other.close()
    assert saved(database, made.id, 13_000, 1).newest == 2


def test_waiting_for_a_turn_and_for_a_lock_is_one_wait(new_database: Callable[[str], Database], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.db.patience.SECONDS_IN_ALL", 1.0)
    database = new_database("sqlite")
    made = created(database)
    other = sqlite3.connect(Path(str(database)), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    def wait(_which: int) -> float:
        begun = time.monotonic()
        with pytest.raises(StoreTrouble) as error:
            saved(database, made.id, 13_000, 1)
        assert error.value.code == "busy"
        return time.monotonic() - begun

    waited = at_once(6, wait)
    assert all(isinstance(seconds, float) and seconds < 1.8 for seconds in waited), waited
    other.execute("ROLLBACK")
    other.close()
    assert saved(database, made.id, 13_000, 1).newest == 2


def test_a_row_that_another_holds_is_busy_on_postgresql_and_free_again(new_database: Callable[[str], Database]) -> None:
    database = new_database("postgresql")
    made = created(database)
    with database.writing() as session:
        scenarios.save(session, LOCAL_WORKSPACE, made.id, worth(13_000), base=1, author="Ada")
        with pytest.raises(StoreTrouble) as error:
            saved(database, made.id, 14_000, 1)
        assert error.value.code == "busy"
    with pytest.raises(StaleVersion):
        saved(database, made.id, 14_000, 1)
