import datetime as dt
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import numpy as np
import pytest

from app.db import Database
from app.history.measured import Question
from app.services import beside, history, import_parts, imports, list_names, measuring
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
    with pytest.raises(UnknownName) as error:
        history.reviewed(store, LOCAL_WORKSPACE, "Leads", "2025-01-01", "2025-12-31", costs={"Adds": 100})
    assert (error.value.what, error.value.given, "Search" in error.value.known) == ("cost", "Adds", True)


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


@pytest.mark.parametrize("large", [False, True], ids=["in the server", "beside it"])
def test_what_comes_and_goes_while_figures_are_worked_out_is_not_kept(
    store: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: bool
) -> None:
    """The state is looked at, then a file is taken in, then the list is read with it; later the file goes, and the state is as before."""
    (tmp_path / "more.csv").write_bytes(leads(310))
    original, came = measuring.worked_out, []

    def with_more(*given: Any, **named: Any) -> Any:
        if not came:
            opened = HistoryStore(Settings(database_url=store.url))
            came.append(opened.take_in(tmp_path / "more.csv", Wishes(list_name="Leads", as_of=dt.date(2026, 1, 1)), lambda _: None).id)
            opened.close()
        return original(*given, **named)

    monkeypatch.setattr(history, "worked_out", with_more)
    monkeypatch.setattr(measuring, "LARGE", -1 if large else 300_000)
    assert history.measured(store, LOCAL_WORKSPACE, Question("Leads")).n_rows == 310
    with store.writing() as session:
        imports.remove(session, LOCAL_WORKSPACE, came[0])
    assert history.measured(store, LOCAL_WORKSPACE, Question("Leads")).n_rows == 300


def test_buyers_at_hand_are_of_the_state_in_which_they_were_read(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    original = measuring._gather

    def renamed_before(*given: Any) -> Any:
        with store.writing() as session:
            list_names.rename(session, LOCAL_WORKSPACE, "Leads", "Buyers")
            list_names.rename(session, LOCAL_WORKSPACE, "Buyers", "Leads")
        return original(*given)

    before = measuring.state_of(store, LOCAL_WORKSPACE)
    monkeypatch.setattr(measuring, "_gather", renamed_before)
    measuring.here(store, LOCAL_WORKSPACE, "Leads", WHOLE)
    now = measuring.state_of(store, LOCAL_WORKSPACE)
    assert now != before
    assert [key[-1] for key in measuring._gathered] == [now]


def test_the_buyers_of_a_list_are_read_once_for_several_questions(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    original = import_parts.sources
    monkeypatch.setattr(import_parts, "sources", lambda *given: (read.append(given[1]), original(*given))[1])
    whole = history.measured(store, LOCAL_WORKSPACE, Question("Leads"), alone=True)
    split = history.measured(store, LOCAL_WORKSPACE, Question("Leads", split="channel"), alone=True)
    assert len(read) == 1
    assert split.whole.n == whole.whole.n == sum(group.n for group in split.groups)


def test_no_large_list_is_kept_at_hand(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    original = import_parts.sources
    monkeypatch.setattr(import_parts, "sources", lambda *given: (read.append(given[1]), original(*given))[1])
    monkeypatch.setattr(measuring, "GATHERED_BYTES", 300)
    for split in (None, "channel"):
        history.measured(store, LOCAL_WORKSPACE, Question("Leads", split=split), alone=True)
    assert len(read) == 2


def test_what_was_counted_of_a_list_counts_in_what_is_kept_at_hand(store: Database) -> None:
    """A table of a few hundred buyers by day and stage is larger than the buyers themselves."""
    history.measured(store, LOCAL_WORKSPACE, Question("Leads"), alone=True)
    ((before, gathering),) = measuring._gathered.values()
    history.measured(store, LOCAL_WORKSPACE, Question("Leads", split="channel"), alone=True)
    ((after, _),) = measuring._gathered.values()
    assert 10 * gathering.held() < before < after


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
    return measuring.worked_out(store, LOCAL_WORKSPACE, "Leads", measuring.FunnelAsked(Question("Leads", split=split))).value


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
    monkeypatch.setattr(beside, "_listen", lambda asked: asked.put((1, "first")))
    assert list(beside.questions()) == [(1, "first")]


# --- Answers that are none ---------------------------------------------------------------------------------------------


def speaking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Have processes run these lines of Python instead."""
    (tmp_path / "says.py").write_text("\n".join(lines))
    (tmp_path / "python").write_text(f"#!/bin/sh\nexec {sys.executable} {tmp_path}/says.py\n")
    (tmp_path / "python").chmod(0o700)
    monkeypatch.setattr(beside.sys, "executable", str(tmp_path / "python"))


@pytest.mark.parametrize("text", ["b'\\x80\\x04\\x8c\\x02\\xff\\xfe.'", "b'cnowhere\\nnothing\\n.'", "b'\\x80\\xff'", "pickle.dumps(7)"])
def test_what_is_no_answer_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    speaking(tmp_path, monkeypatch, "import pickle, sys", f"sys.stdout.buffer.write({text})")
    with pytest.raises(beside.NoAnswer):
        beside.answered("any", "a question")


def test_the_answer_to_another_question_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    speaking(tmp_path, monkeypatch, "import pickle, sys", "sys.stdout.buffer.write(pickle.dumps((2, 'of the next one')))")
    with pytest.raises(beside.NoAnswer):
        beside.answered("any", "a question")


def test_what_a_library_prints_is_no_part_of_an_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path(beside.__file__).parents[2]
    own = ("import os, sys", f"sys.path.insert(0, {str(root)!r})", "from app.services import beside", "answers = beside.Answers()")
    loop = ("for number, asked in beside.questions():", "    os.write(1, b'loud')", "    print('aloud', flush=True)")
    speaking(tmp_path, monkeypatch, *own, *loop, "    answers.say(number, asked * 2)")
    assert [beside.answered("any", each) for each in (3, "no")] == [6, "nono"]
    beside.end_all()


@pytest.mark.parametrize("question", [b"\x80\x04\x8c\x02\xff\xfe.", b"cnowhere\nnothing\n.", b"\x80\xff", b""])
def test_a_process_ends_by_what_is_no_question(question: bytes) -> None:
    process = subprocess.run([sys.executable, "-m", "app.services.measuring"], input=question, capture_output=True, check=False)
    assert (process.returncode, process.stdout) == (1, b"")


# --- The end of everything -----------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_those_that_work_end_with_all_others_even_when_they_were_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: list[subprocess.Popen[bytes]]
) -> None:
    speaking(tmp_path, monkeypatch, "import time", "time.sleep(3600)")
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(beside.answered, "any", each) for each in range(2)]
        while len(beside._all) < 2:
            pass
        started[0].send_signal(signal.SIGSTOP)
        beside.end_all()
        assert all(isinstance(each.exception(), beside.NoAnswer) for each in waiting)
    assert [each.poll() for each in started] == [-9, -9]
    assert beside._all == set()


def test_nothing_begins_any_more_once_the_server_ends(store: Database, started: list[subprocess.Popen[bytes]]) -> None:
    beside.close()
    with pytest.raises(measuring.MeasuringFailed):
        ask(store)
    assert started == []
    beside.open_again()
    assert ask(store).n_rows == 300


def test_one_that_takes_too_long_is_not_asked_for_again(
    store: Database, started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(store)
    started[0].send_signal(signal.SIGSTOP)
    monkeypatch.setattr(beside, "ANSWER_SECONDS", 0)
    with pytest.raises(measuring.MeasuringFailed):
        ask(store)
    assert [each.poll() for each in started] == [-9]


def test_small_lists_do_not_wait_for_large_ones(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    is_over = threading.Event()

    async def asked() -> list[str]:
        done: list[str] = []

        async def one(list_name: str, act: Callable[[], object]) -> None:
            await history.on_a_thread(store, LOCAL_WORKSPACE, list_name, act)
            done.append(list_name)

        async with anyio.create_task_group() as tasks:
            for _ in range(3):
                tasks.start_soon(one, "Large", is_over.wait)
            while history.MEASURING_BESIDE.borrowed_tokens < 2:
                await anyio.sleep(0)
            with anyio.fail_after(60):
                await one("Leads", lambda: None)
            is_over.set()
        return done

    monkeypatch.setattr(measuring, "is_large", lambda *given: given[-1] == "Large")
    assert anyio.run(asked) == ["Leads", "Large", "Large", "Large"]


def test_where_no_list_is_named_any_may_be_large(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "LARGE", 299)
    assert [measuring.is_large(store, LOCAL_WORKSPACE, name) for name in ("Leads", "", "Others")] == [True, True, False]
