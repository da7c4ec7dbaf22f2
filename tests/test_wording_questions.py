"""Every reason to refuse a question has a sentence, and the sentence is filled from what the reason carries."""

import ast
import re
from pathlib import Path

import numpy as np
import pytest

from app.language import language
from app.planner.faults import Fault
from app.questions.as_json import nearest_of, plain
from app.wording.faults import SENTENCES as FIELD_SENTENCES
from app.wording.questions import OTHERWISE, SENTENCES, question_sentence

ENGLISH = language("en")
APP = Path(__file__).resolve().parent.parent / "app"
UNFILLED = re.compile(r"%\(|%s|\{|None|\bnan\b|\"\"")


def refusals() -> dict[str, list[set[str]]]:
    """Codes that questions are refused with, with the names of the values that each refusal with that code carries."""
    found: dict[str, list[set[str]]] = {}
    for path in [*(APP / "questions").rglob("*.py"), *(APP / "api").glob("questions*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("refuse", "Fault"):
                for code, names in carried(node):
                    found.setdefault(code, []).append(names)
    return found


def carried(call: ast.Call) -> list[tuple[str, set[str]]]:
    assert isinstance(call.func, ast.Name)
    if call.func.id == "refuse":
        names = {keyword.arg for keyword in call.keywords if keyword.arg}
        code = call.args[0]
        return [(str(code.value), names)] if isinstance(code, ast.Constant) else []
    code, values = call.args[1:3] if len(call.args) == 3 else (None, None)
    if not isinstance(code, ast.Constant) or not isinstance(values, ast.Dict):
        return []
    return [(str(code.value), {str(key.value) for key in values.keys if isinstance(key, ast.Constant)})]


def test_every_code_has_a_sentence_that_its_values_fill() -> None:
    codes = refusals()
    assert len(codes) > 55
    for code, names in [(code, names) for code, places in codes.items() for names in places]:
        special = next((OTHERWISE[code, name] for name in sorted(names) if (code, name) in OTHERWISE), None)
        template = special or SENTENCES.get(code) or FIELD_SENTENCES[code]
        assert set(re.findall(r"%\((\w+)\)s", template)) <= names | {"whole"}, code  # a whole is 1, or 100% where parts are percentages


def test_no_sentence_is_left_of_a_code_that_is_gone() -> None:
    of_two = {"certainty_asked", "more_draws_needed"}  # one of them, by how much was asked
    assert set(SENTENCES) - set(refusals()) == of_two
    assert {code for code, _ in OTHERWISE} <= set(refusals())


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (
            Fault(("input",), "unknown_input", {"given": "/goal/grwth", "nearest": "/goal/growth"}),
            'The scenario has no number at "/goal/grwth" that could be turned; did you mean "/goal/growth"?',
        ),
        (
            Fault(("input",), "unknown_input", {"given": "/name", "nearest": None}),
            'The scenario has no number at "/name" that could be turned.',
        ),
        (
            Fault(("axes",), "too_many_lanes", {"count": 10**9, "limit": 10**6}),
            "That makes 1,000,000,000 plans; the most at once are 1,000,000.",
        ),
        (
            Fault(("budget",), "budget_too_small", {"given": 100.0, "least": 7200.001}),
            "100 buys nothing: the least that buys any new revenue is 7,200.01.",
        ),
        (
            Fault(("low",), "value_out_of_range", {"given": -5.0, "low": 0.0, "high": float("inf")}),
            "The least is 0; \N{MINUS SIGN}5 was given.",
        ),
        (
            Fault(("month",), "no_activity", {"given": "2027-03", "first": None, "last": None}),
            "The plan asks for no activity of this channel in any month.",
        ),
        (
            Fault(("month",), "no_activity", {"given": "2031-03", "first": "2026-11", "last": "2027-11"}),
            'The plan asks for no activity of this channel in "2031-03"; it does from 2026-11 to 2027-11.',
        ),
        (
            Fault(("shares", "mail"), "unknown_channel", {"given": "mail", "nearest": None, "known": ["email", "search"]}),
            'There is no channel "mail"; did you mean "email"?',
        ),
        (
            Fault(
                ("goal",), "goal_out_of_reach", {"most": 1234.567, "target": 5678.912, "held": {"search": "ceiling", "mail": "capacity"}}
            ),
            "No mix reaches the goal: the most is 1,234.56 of new revenue, which makes a target of 5,678.91. "
            "What stops it: search its ceiling and mail its capacity.",
        ),
        (Fault(("wanted",), "not_a_number", {}), "This must be a number with an end."),
        (Fault(("draws",), "too_large", {"given": 10**9, "limit": 200_000}), "The most is 200,000; 1,000,000,000 was given."),
    ],
)
def test_a_sentence_says_why_and_what_could_be_asked(fault: Fault, sentence: str) -> None:
    said = question_sentence(fault, ENGLISH)
    assert said == sentence
    assert not UNFILLED.search(said)


@pytest.mark.parametrize(
    ("values", "nearest"),
    [
        ({"given": 3.0, "low": 0.0, "high": 1.0}, 1.0),
        ({"given": -3.0, "low": 0.0, "high": float("inf")}, 0.0),
        ({"given": 3.0, "low": 0.0, "high": 1.0, "nearest": 0.5}, 0.5),
        ({"given": "/x", "nearest": None}, None),
        ({"given": 5, "most": 4}, 4),
        ({"most": 4.5, "target": 7.5}, 7.5),
        ({}, None),
    ],
)
def test_the_nearest_is_what_could_be_asked_instead(values: dict[str, object], nearest: object) -> None:
    assert nearest_of(Fault((), "any", values)) == nearest


def test_what_is_not_finite_is_null_in_json_at_any_depth() -> None:
    given = {"a": np.array([[1.5, np.nan], [np.inf, 2.0]]), "b": (float("nan"), np.int64(3), np.array([1, 2]))}
    assert plain(given) == {"a": [[1.5, None], [None, 2.0]], "b": [None, 3, [1, 2]]}
