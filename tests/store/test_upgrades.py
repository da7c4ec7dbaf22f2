"""Documents of schemas before and after; the older ones are made up, because there has been only one."""

import json
from typing import Any

import pytest

from app.documents import forward_from_json, scenario_from_json, scenario_from_yaml
from app.documents.canonical import canonical_document
from app.documents.upgrades import SCHEMA, UPGRADERS, upgraded, upgraded_json
from app.language import language
from app.planner.faults import Fault, InvalidScenario
from app.planner.scenario import Scenario
from app.services.writing import digest_of
from app.wording import fault_sentence
from tests.examples import make_document, make_scenario

Document = dict[str, Any]


def rename_title(document: Document) -> Document:
    document["name"] = document.pop("title")
    return document


def percent_to_fraction(document: Document) -> Document:
    return document | {"goal": document["goal"] | {"growth": document["goal"]["growth"] / 100}}


MADE_UP = {-1: rename_title, 0: percent_to_fraction}


def old_document() -> Document:
    document = make_document(schema=-1, goal={"growth": 25})
    document["title"] = document.pop("name")
    return document


def test_an_older_document_is_upgraded_step_by_step() -> None:
    old = old_document()
    before = json.dumps(old)
    new = upgraded(old, MADE_UP, 1)
    assert Scenario.model_validate(new) == make_scenario(goal={"growth": 0.25})
    assert new["schema"] == 1
    assert json.dumps(old) == before


@pytest.mark.parametrize("number", [1, 2, 0.0, "0", None, True, -2])
def test_what_is_of_no_older_schema_stays_as_it_is(number: object) -> None:
    document = make_document(schema=number)
    assert upgraded(document, MADE_UP, 1) is document
    assert upgraded_json(json.dumps(document).encode(), None, MADE_UP, 1) is None


def test_json_is_upgraded_wherever_the_scenario_stands_in_it() -> None:
    whole = json.dumps(old_document()).encode()
    assert scenario_from_json(upgraded_json(whole, None, MADE_UP, 1) or b"") == make_scenario()
    question = json.dumps({"scenario": old_document(), "activity": {}}).encode()
    assert forward_from_json(upgraded_json(question, "scenario", MADE_UP, 1) or b"").scenario == make_scenario()


@pytest.mark.parametrize("body", [b"", b"[", b"[]", b"5", b'{"scenario": 5}', b"[" * 100_000])
def test_what_is_no_document_is_left_to_those_who_say_so(body: bytes) -> None:
    assert upgraded_json(body, None, MADE_UP, 1) is None
    assert upgraded_json(body, "scenario", MADE_UP, 1) is None


def test_every_older_schema_has_its_step() -> None:
    assert set(UPGRADERS) == set(range(1, SCHEMA))


@pytest.mark.parametrize("read", [scenario_from_json, scenario_from_yaml])
def test_a_document_of_a_newer_schema_is_refused_in_plain_words(read: Any) -> None:
    document = make_document(schema=2) | {"invented": [{"later": True}], "months": "twelve"}
    with pytest.raises(InvalidScenario) as error:
        read(json.dumps(document).encode())
    assert error.value.faults == (Fault(("schema",), "newer_schema", {"given": 2, "known": 1}),)
    assert fault_sentence(error.value.faults[0], language("en")) == (
        "This document was written by a newer Backfunnel (schema 2); this one reads schema 1."
    )


def test_a_newer_schema_is_found_inside_a_question_too() -> None:
    with pytest.raises(InvalidScenario) as error:
        forward_from_json(json.dumps({"scenario": make_document(schema=10**30)}).encode())
    assert [(fault.pointer, fault.code) for fault in error.value.faults] == [("/scenario/schema", "newer_schema")]


def test_the_canonical_text_is_the_same_on_every_machine() -> None:
    text = canonical_document(make_scenario())
    assert scenario_from_json(text.encode()) == make_scenario()
    assert canonical_document(scenario_from_json(text.encode())) == text
    assert digest_of(text) == "3536a2374c777a95543e12a51c20f783f98c703b0fd6988c48bb721b6d19c07e"
