"""Everything that reading a file can say has a sentence, in which every value has its place."""

import re
from pathlib import Path

import pytest

from app.history.found import Asked, Finding
from app.history.taking.reasons import REASONS
from app.language import language
from app.wording.history import answer, finding_sentence, question
from app.wording.history.reading import QUESTIONS, SENTENCES

ROOMS = ("files", "values", "mapping", "taking")
SAID = re.compile(r'(?:Finding|_fault|refused|notes\.add)\(\s*"([a-z0-9_]+)"')
ENGLISH = language("en")


def said_in_code() -> set[str]:
    root = Path(__file__).parents[2] / "app" / "history"
    sources = [root / "look.py", *(path for room in ROOMS for path in (root / room).rglob("*.py"))]
    return {code for path in sources for code in SAID.findall(path.read_text(encoding="utf-8"))}


def test_every_code_has_a_sentence() -> None:
    assert said_in_code() - set(SENTENCES) == set()
    assert len(said_in_code()) > 30


def test_every_reason_for_refusal_has_a_sentence() -> None:
    assert all(f"refused_{code}" in SENTENCES for code in REASONS)


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_is_filled_in_with_what_was_found(code: str) -> None:
    names = set(re.findall(r"%\((\w+)\)s", SENTENCES[code])) - {"column"}
    values: dict[str, object] = {name: 2_000_000 if name in ("size", "limit") else f"<{name}>" for name in names} | {"header": "<header>"}
    sentence = finding_sentence(Finding(code, values=values), ENGLISH)
    assert "%" not in sentence
    assert all(f"<{name}>" in sentence for name in names - {"size", "limit"})


def test_values_are_written_as_the_language_writes_them() -> None:
    assert finding_sentence(Finding("too_large_file", values={"size": 2_000_000_000, "limit": 1_500_000_000}), ENGLISH).startswith(
        "The file has 2,000 MB"
    )
    assert "A, B and C" in finding_sentence(Finding("several_worksheets", values={"worksheet": "X", "others": ["A", "B", "C"]}), ENGLISH)


@pytest.mark.parametrize("code", sorted(QUESTIONS))
def test_every_question_can_be_asked(code: str) -> None:
    asked = question(Asked(code, about="Demo", proposed="A > B", examples=("03/04/2026",)), ENGLISH)
    assert asked.endswith("?")
    assert "%" not in asked


def test_answers_are_words_and_stages_keep_their_names() -> None:
    assert answer("dmy", ENGLISH) == "The day comes first"
    assert answer("Proposal", ENGLISH) == "Proposal"
