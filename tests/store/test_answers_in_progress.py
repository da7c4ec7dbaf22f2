"""Answers that take a while: found again by what was asked, cancelled, bounded, and ended with the app."""

import threading

import pytest

from app.services.answers_in_progress import WAITING, Answers, Cancelled, TooManyAtOnce, key_of

LONG = 20


@pytest.fixture
def answers():
    found = Answers()
    yield found
    found.close()


class Held:
    """Work that goes on step by step as a test lets it."""

    def __init__(self):
        self.go, self.begun, self.runs = threading.Event(), threading.Event(), 0

    def __call__(self, report):
        self.runs += 1
        report(1, 4)
        self.begun.set()
        while not self.go.wait(0.002):
            report(2, 4)
        return "an answer"


def test_the_same_question_is_worked_out_once_and_found_again(answers):
    work = Held()
    first = answers.ask(key_of("a", 1), work)
    assert work.begun.wait(LONG)
    assert answers.ask(key_of("a", 1), work) is first
    assert 0 < first.share < 1
    work.go.set()
    assert first.wait(LONG)
    again = answers.ask(key_of("a", 1), work)
    assert (again.answer, again.trouble, work.runs) == ("an answer", None, 1)


def test_what_is_cancelled_ends_and_can_be_asked_anew(answers):
    work = Held()
    first = answers.ask("key", work)
    assert work.begun.wait(LONG)
    assert answers.cancel("key")
    assert first.wait(LONG)
    assert isinstance(first.trouble, Cancelled)
    assert not answers.cancel("key")
    work.go.set()
    second = answers.ask("key", work)
    assert second is not first
    assert second.wait(LONG)
    assert second.answer == "an answer"


def test_who_only_looks_at_what_was_cancelled_begins_nothing(answers):
    work = Held()
    assert answers.find("key") is None
    first = answers.ask("key", work)
    assert work.begun.wait(LONG)
    assert answers.find("key") is first
    answers.cancel("key")
    assert first.wait(LONG)
    assert answers.find("key") is first
    assert first.is_cancelled
    assert work.runs == 1
    work.go.set()
    second = answers.ask("key", work)
    assert second.wait(LONG)
    assert answers.find("key") is second
    assert not second.is_cancelled


def test_a_failure_of_the_moment_is_seen_by_who_looks_and_asked_anew_by_who_asks(answers):
    def fails(report):
        raise MemoryError

    first = answers.ask("key", fails)
    assert first.wait(LONG)
    assert isinstance(answers.find("key").trouble, MemoryError)
    again = answers.ask("key", lambda _: "an answer")
    assert again.wait(LONG)
    assert again.answer == "an answer"


def test_what_goes_wrong_is_told_to_whoever_waits(answers):
    def work(report):
        raise ValueError("no such thing")

    found = answers.ask("key", work)
    assert found.wait(LONG)
    assert isinstance(found.trouble, ValueError)


def test_no_more_are_taken_than_may_wait(answers):
    work = Held()
    for number in range(WAITING):
        answers.ask(str(number), work)
    with pytest.raises(TooManyAtOnce):
        answers.ask("one more", work)
    work.go.set()


def test_what_is_under_way_ends_with_the_app():
    answers, work = Answers(), Held()
    found = answers.ask("key", work)
    assert work.begun.wait(LONG)
    answers.close()
    assert found.is_over
    assert isinstance(found.trouble, Cancelled)


def test_keys_tell_questions_apart():
    assert key_of("solve", 1.0) == key_of("solve", 1.0)
    assert len({key_of("solve", 1), key_of("solve", "1"), key_of("solve", 1, 1), key_of("sweep", 1)}) == 4
