import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.db import Database
from app.history.measured import Question
from app.services import history, measuring
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
    monkeypatch.setattr(measuring.sys, "executable", "/bin/false")
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
