import datetime as dt
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.db import Database
from app.history.measured import Question
from app.services import beside, history, imports, measuring
from app.services.history import UnknownList, UnknownName
from app.services.scenarios import LOCAL_WORKSPACE
from app.settings import Settings
from app.terminal.history_store import HistoryStore, Wishes
from tests.api.histories import leads


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Database]:
    """A database that 300 leads were taken into."""
    (tmp_path / "leads.csv").write_bytes(leads(300))
    opened = HistoryStore(Settings(database_url=f"sqlite:///{tmp_path}/own.db"))
    opened.database.start()
    assert opened.take_in(tmp_path / "leads.csv", Wishes(list_name="Leads"), lambda _: None).is_in
    history.forget()
    yield opened.database
    history.forget()
    opened.close()


def test_a_large_list_is_measured_beside_with_the_same_figures(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    question = Question("Leads", split="channel")
    asked = (measuring.FunnelAsked(question), measuring.ReviewAsked("Leads", "2025-01-06", "2026-01-05", None, 0.8, (5, 9), ()))
    small = [measuring.worked_out(store, LOCAL_WORKSPACE, "Leads", each) for each in asked]
    monkeypatch.setattr(measuring, "LARGE", 299)
    monkeypatch.setattr(measuring, "here", None)  # nothing is worked out here any more
    assert [measuring.worked_out(store, LOCAL_WORKSPACE, "Leads", each) for each in asked] == small


def test_what_is_wrong_with_a_question_comes_back_from_beside(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "LARGE", -1)
    with pytest.raises(UnknownList):
        history.measured(store, LOCAL_WORKSPACE, Question("Nobody"))
    with pytest.raises(UnknownName) as error:
        history.measured(store, LOCAL_WORKSPACE, Question("Leads", split="nothing"))
    assert (error.value.what, error.value.given, "channel" in error.value.known) == ("split", "nothing", True)


def test_a_process_that_ends_without_an_answer_is_an_error(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "LARGE", -1)
    monkeypatch.setattr(beside.sys, "executable", "/bin/false")
    with pytest.raises(measuring.MeasuringFailed):
        history.measured(store, LOCAL_WORKSPACE, Question("Leads"))


def test_figures_are_kept_until_something_new_is_taken_in(store: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    question, asked = Question("Leads"), []
    original = measuring.here
    monkeypatch.setattr(measuring, "here", lambda *given: (asked.append(given), original(*given))[1])
    first = history.measured(store, LOCAL_WORKSPACE, question)
    assert history.measured(store, LOCAL_WORKSPACE, question) is first
    assert len(asked) == 1
    (tmp_path / "more.csv").write_bytes(leads(310))
    taken = HistoryStore(Settings(database_url=store.url))
    assert taken.take_in(tmp_path / "more.csv", Wishes(list_name="Leads", as_of=dt.date(2026, 1, 1)), lambda _: None).is_in
    taken.close()
    assert history.measured(store, LOCAL_WORKSPACE, question).whole.n == first.whole.n + 10
    assert len(asked) == 2


def test_the_buyers_of_a_list_are_read_once_for_several_questions(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    original = measuring.sources_later
    monkeypatch.setattr(measuring, "sources_later", lambda *given: (read.append(given[1]), original(*given))[1])
    whole = history.measured(store, LOCAL_WORKSPACE, Question("Leads"), alone=True)
    split = history.measured(store, LOCAL_WORKSPACE, Question("Leads", split="channel"), alone=True)
    assert len(read) == 1
    assert split.whole.n == whole.whole.n == sum(group.n for group in split.groups)


def test_no_large_list_is_kept_at_hand(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    original = measuring.sources_later
    monkeypatch.setattr(measuring, "sources_later", lambda *given: (read.append(given[1]), original(*given))[1])
    monkeypatch.setattr(measuring, "GATHERED_BYTES", 300)
    for split in (None, "channel"):
        history.measured(store, LOCAL_WORKSPACE, Question("Leads", split=split), alone=True)
    assert len(read) == 2


def test_money_that_a_question_reads_sends_a_small_list_beside(store: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"2026-01-{1 + at % 28:02d},c{at},7" for at in range(400)]
    (tmp_path / "spend.csv").write_text("\n".join(["Day,Channel,Cost", *lines]) + "\n")
    taken = HistoryStore(Settings(database_url=store.url))
    assert taken.take_in(tmp_path / "spend.csv", Wishes(list_name="Ads"), lambda _: None).is_in
    taken.close()
    monkeypatch.setattr(measuring, "LARGE", 500)
    monkeypatch.setattr(measuring, "here", None)  # nothing is worked out here any more
    assert history.measured(store, LOCAL_WORKSPACE, Question("Leads")).whole.n == 300


# --- The process that stays ------------------------------------------------------------------------------------------

WHOLE = measuring.FunnelAsked(Question("Leads"))


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that were started; every list is measured in one."""
    found: list[subprocess.Popen[bytes]] = []

    def start(*given: Any, **named: Any) -> subprocess.Popen[bytes]:
        found.append(original(*given, **named))
        return found[-1]

    original = subprocess.Popen
    monkeypatch.setattr(measuring, "LARGE", -1)
    monkeypatch.setattr(beside.subprocess, "Popen", start)
    return found


def ask(store: Database, split: str | None = None) -> Any:
    return measuring.worked_out(store, LOCAL_WORKSPACE, "Leads", measuring.FunnelAsked(Question("Leads", split=split)))


def test_the_second_question_goes_to_the_same_process(store: Database, started: list[subprocess.Popen[bytes]]) -> None:
    assert ask(store).whole == ask(store, "channel").whole
    assert len(started) == 1
    assert started[0].poll() is None
    history.forget()
    assert started[0].poll() is not None


def test_a_process_that_stays_forgets_an_import_that_was_removed(
    store: Database, started: list[subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    (tmp_path / "more.csv").write_bytes(leads(310))
    opened = HistoryStore(Settings(database_url=store.url))
    came = opened.take_in(tmp_path / "more.csv", Wishes(list_name="Leads", as_of=dt.date(2026, 1, 1)), lambda _: None)
    assert came.id is not None
    assert ask(store).n_rows == 310
    with opened.database.writing() as session:
        imports.remove(session, LOCAL_WORKSPACE, came.id)
    opened.close()
    assert ask(store).n_rows == 300
    assert len(started) == 1


def test_a_process_that_was_killed_while_it_waited_is_replaced(store: Database, started: list[subprocess.Popen[bytes]]) -> None:
    first = ask(store)
    started[0].kill()
    started[0].wait()
    assert ask(store) == first
    assert len(started) == 2


def test_a_process_that_does_not_answer_is_killed(
    store: Database, started: list[subprocess.Popen[bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "silent").write_text("#!/bin/sh\nexec sleep 3600\n")
    (tmp_path / "silent").chmod(0o700)
    monkeypatch.setattr(beside.sys, "executable", str(tmp_path / "silent"))
    monkeypatch.setattr(beside, "ANSWER_SECONDS", 0)
    with pytest.raises(measuring.MeasuringFailed):
        ask(store)
    assert [each.poll() for each in started] == [-9]


def test_a_process_ends_when_nobody_is_left_to_ask_it(store: Database, started: list[subprocess.Popen[bytes]]) -> None:
    ask(store)
    stdin = started[0].stdin
    assert stdin is not None
    stdin.close()
    assert started[0].wait() == 1


def test_only_one_process_waits(store: Database, started: list[subprocess.Popen[bytes]]) -> None:
    busy = [beside._Process("app.services.measuring") for _ in range(2)]
    answers = [beside._answer(each, (store.url, LOCAL_WORKSPACE, "Leads", WHOLE)) for each in busy]
    assert answers[0] == answers[1]
    assert [each.poll() is None for each in started] == [True, False]


def test_a_process_stays_however_much_memory_the_one_has_that_started_it(store: Database, started: list[subprocess.Popen[bytes]]) -> None:
    held = np.ones(beside.STAYS_BELOW // 8 + 1)
    ask(store)
    ask(store, "channel")
    assert held.all()
    assert len(started) == 1


@pytest.mark.parametrize(("name", "value"), [("IDLE_SECONDS", 0), ("STAYS_BELOW", 0)])
def test_a_process_stays_neither_for_ever_nor_with_much_memory(monkeypatch: pytest.MonkeyPatch, name: str, value: int) -> None:
    monkeypatch.setattr(beside, name, value)
    monkeypatch.setattr(beside, "_listen", lambda asked: asked.put("first"))
    assert list(beside.questions()) == ["first"]
