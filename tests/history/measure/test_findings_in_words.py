"""Every finding of gathering and measuring has a sentence, and every sentence a finding."""

import re
from pathlib import Path

import pytest

import app.history.gather
import app.history.measure
from app.history.found import Finding
from app.language import language
from app.wording.history.measuring import SENTENCES, sentence

ROOMS = [Path(room.__file__).parent for room in (app.history.gather, app.history.measure)]
VALUES = {
    "from_stage": "Lead", "to_stage": "Deal", "first": "2017-12-05", "since": "2018-01-01", "expected": 179.6, "entered": 1_827,
    "backwards": 12, "timed": 40, "far": 3, "skipped": 4, "converted": 50, "won": 82, "lost": 5, "open": 3, "share": 0.31,
    "mean": 1_200.5, "trimmed": 800.0, "n": 9, "currency": "EUR", "without": 2, "undated": 7, "buyers": 90, "months": 14,
    "shown": 40, "left": 12, "spend": 45.0,
    "low": 0.49, "low_month": "2017-05", "high": 0.83, "high_month": "2017-06",
    "channels": ["Ads", "Fairs"], "kept": "EUR", "ended": 1_341, "asked": "2026-12-31", "known": "2026-11-15",
    "earlier": "2026-10-31", "missing": 60,
    "names": ["Google Ads"], "list": "Deals", "others": ["USD"],
}  # fmt: skip


def codes():
    source = "\n".join(path.read_text() for room in ROOMS for path in room.glob("*.py"))
    literal = set(re.findall(r'Finding\(\s*"(\w+)"', source))
    return literal | {"left_cut", "left_not_cut", "undated_outcomes", "undated_outcomes_open"}  # chosen by a condition


def test_every_finding_has_a_sentence():
    assert codes() == set(SENTENCES)


@pytest.mark.parametrize("code", sorted(SENTENCES))
@pytest.mark.parametrize("locale", ["en", "de"])
def test_a_sentence_has_all_its_values_and_no_code(code, locale):
    said = sentence(Finding(code, values=VALUES), language(locale))
    assert "%(" not in said
    assert "_" not in said
    assert said.endswith(".")


def test_days_money_and_shares_are_written_as_the_reader_writes_them():
    english = language("en")
    assert "5 Dec 2017" in sentence(Finding("left_cut", values=VALUES), english)
    assert "31%" in sentence(Finding("dominated", values=VALUES), english)
    assert "€1,20" in sentence(Finding("dominated", values=VALUES), english)
