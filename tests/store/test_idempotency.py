import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from app.db import Database
from app.models import KeptAnswerRow
from app.services import idempotency, scenarios
from app.services.idempotency import KeptAnswer, KeyInFlight, KeyReused
from app.services.scenarios import LOCAL_WORKSPACE
from tests.store.samples import worth

ONE, OTHER = "1" * 64, "2" * 64
ANSWER = KeptAnswer(201, {"etag": '"1-1"', "location": "/x"}, b'{"name":"\xc3\xa9\\u0000"}\x00\xff')


def answered(database: Database, key: str = "k", digest: str = ONE) -> KeptAnswer | None:
    """What is kept, or None and ANSWER is kept from now on."""
    with database.writing() as session:
        kept = idempotency.recall(session, LOCAL_WORKSPACE, key, digest)
        if kept is None:
            scenarios.create(session, LOCAL_WORKSPACE, worth(1), author="Ada")
            idempotency.keep(session, LOCAL_WORKSPACE, key, digest, ANSWER.status, ANSWER.headers, ANSWER.body)
        return kept


def count(database: Database) -> int:
    with database.reading() as session:
        return scenarios.counts(session, LOCAL_WORKSPACE).open


def test_a_request_sent_again_gets_the_same_answer_and_does_nothing(database: Database) -> None:
    assert answered(database) is None
    assert answered(database) == ANSWER
    assert answered(database, key="other") is None
    assert count(database) == 2


def test_a_key_with_another_request_is_refused(database: Database) -> None:
    answered(database)
    with pytest.raises(KeyReused):
        answered(database, digest=OTHER)
    assert count(database) == 1


def test_a_request_that_failed_leaves_its_key_free(database: Database) -> None:
    def fail() -> None:
        with database.writing() as session:
            assert idempotency.recall(session, LOCAL_WORKSPACE, "k", ONE) is None
            raise RuntimeError("no luck")

    with pytest.raises(RuntimeError, match="no luck"):
        fail()
    assert answered(database, digest=OTHER) is None


def test_a_claim_without_an_answer_is_free_again(database: Database) -> None:
    with database.writing() as session:
        idempotency.recall(session, LOCAL_WORKSPACE, "k", ONE)
    assert answered(database, digest=OTHER) is None
    assert answered(database, digest=OTHER) == ANSWER


def test_an_answer_is_kept_for_a_day(database: Database) -> None:
    answered(database)
    answered(database, key="young")
    with database.writing() as session:
        old = update(KeptAnswerRow).where(KeptAnswerRow.key == "k")  # type: ignore[arg-type]
        session.connection().execute(old.values(created_at=datetime.now(UTC) - timedelta(hours=25)))
    assert answered(database, digest=OTHER) is None
    with database.writing() as session:
        assert idempotency.sweep(session) == 0
        assert idempotency.sweep(session, datetime.now(UTC) + timedelta(hours=25)) == 2


def test_two_at_once_with_one_key_do_it_once(database: Database) -> None:
    start = threading.Barrier(4)
    answers: list[KeptAnswer | None] = []

    def ask() -> None:
        start.wait()
        answers.append(answered(database))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers, key=bool) == [None, ANSWER, ANSWER, ANSWER]
    assert count(database) == 1


def test_a_key_that_is_held_for_long_is_in_flight(new_database: Callable[[str], Database]) -> None:
    database = new_database("postgresql")
    with database.writing() as session:
        assert idempotency.recall(session, LOCAL_WORKSPACE, "k", ONE) is None
        with pytest.raises(KeyInFlight):
            answered(database)
    assert answered(database) is None  # the first one never answered


@pytest.mark.parametrize("key", ["page:\0:ab", "\ud800", "k" * 10_000, "é"])
def test_any_text_is_a_key(database: Database, key: str) -> None:
    with database.writing() as session:
        assert idempotency.recall(session, LOCAL_WORKSPACE, key, "d" * 64) is None
        idempotency.keep(session, LOCAL_WORKSPACE, key, "d" * 64, 303, {}, b"x")
    with database.writing() as session:
        kept = idempotency.recall(session, LOCAL_WORKSPACE, key, "d" * 64)
        assert kept is not None
        assert kept.body == b"x"
        assert idempotency.recall(session, LOCAL_WORKSPACE, key + "x", "d" * 64) is None
