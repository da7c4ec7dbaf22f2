"""The glossary and the table of notes have every name of the planner, with its unit and formula, and no other."""

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from pydantic import BaseModel
from typing_extensions import is_typeddict

from app.documents import ForwardQuestion
from app.planner import kpis, notes, scenario, ways_out
from app.planner.plan import Forward, Plan, Trace
from app.wording.figures import KPI_NAMES, REASONS
from tests.docs.declared import inner_types, own_fields, records
from tests.docs.reading import code, tables, text_of


@cache
def glossary() -> dict[str, dict[str, list[str]]]:
    """The rows of each table, by the name in code of the heading (or the heading itself), then by that of the row."""
    found: dict[str, dict[str, list[str]]] = {}
    for heading, rows in tables(text_of("docs/glossary.md")).items():
        name = re.search(r"\(`(\w+)`\)$", heading)
        if name or heading in ("Key figures", "Statuses", "Reasons"):
            found[name[1] if name else heading] = {code(row[-1]): row for row in rows}
    return found


def dictionaries(*roots: Any) -> dict[str, set[str]]:
    """The keys of every typed dictionary that results are made of, by its name."""
    found: dict[str, set[str]] = {}
    waiting = list(roots)
    while waiting:
        each = waiting.pop()
        if is_typeddict(each) and each.__name__ not in found:
            hints = get_type_hints(each)
            found[each.__name__] = set(hints)
            waiting += [inner for hint in hints.values() for inner in inner_types(hint)]
    return found


INPUTS = sorted(records(ForwardQuestion), key=lambda record: record.__name__)
RESULTS = dictionaries(Plan, Forward, Trace)


@pytest.mark.parametrize("record", INPUTS, ids=lambda record: record.__name__)
def test_the_glossary_has_every_input(record: type[BaseModel]) -> None:
    fields, rows = own_fields(record), glossary()[record.__name__]
    assert list(rows) == list(fields)
    for name, field in fields.items():
        term, _, unit, _, _ = rows[name]
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        assert term == field.title
        assert unit in ("record", extra.get("unit", unit))


@pytest.mark.parametrize("name", sorted(RESULTS))
def test_the_glossary_has_every_result(name: str) -> None:
    assert set(glossary()[name]) == RESULTS[name]


def test_the_glossary_has_no_record_that_is_gone() -> None:
    known = {record.__name__ for record in INPUTS} | set(RESULTS) | {"Key figures", "Statuses", "Reasons"}
    assert set(glossary()) == known


def test_the_glossary_has_every_key_figure_with_its_unit_and_formula() -> None:
    rows = glossary()["Key figures"]
    assert {key: (rows[key][2], rows[key][3]) for key in rows} == {
        **{each.key: (each.unit, each.formula) for each in kpis.DEFINITIONS},
        "cost_per_stage": ("money", kpis.COST_PER_STAGE),
        "cycle_by_stage": ("days", kpis.CYCLE_BY_STAGE),
    }
    assert set(rows) == set(KPI_NAMES)


def literals(name: str) -> set[str]:
    return set(get_args(getattr(importlib.import_module("app.planner.plan"), name)))


def test_the_glossary_has_every_status_and_reason() -> None:
    assert set(glossary()["Statuses"]) == literals("Status")
    assert set(glossary()["Reasons"]) == set(REASONS)


def test_the_glossary_has_every_word_that_a_field_may_hold() -> None:
    named = set(re.findall(r"`(\w+)`", text_of("docs/glossary.md")))
    words = {
        word
        for record in INPUTS
        for field in record.model_fields.values()
        for inner in inner_types(field.annotation)
        if get_origin(inner) is Literal
        for word in get_args(inner)
        if isinstance(word, str)
    }
    assert words | literals("Severity") | set(get_args(scenario.Unit)) <= named


def dictionaries_with_a_code(*modules: ModuleType) -> Iterator[dict[str, str]]:
    """The texts in every dictionary that names a code, wherever a module writes one."""
    for module in modules:
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Dict):
                texts = {
                    str(key.value): str(value.value)
                    for key, value in zip(node.keys, node.values, strict=True)
                    if isinstance(key, ast.Constant) and isinstance(value, ast.Constant)
                }
                if "code" in texts:
                    yield texts


def test_the_notes_are_those_of_the_planner() -> None:
    rows = tables(text_of("docs/notes.md"))["Notes: what a plan says beside its figures"]
    written = list(dictionaries_with_a_code(notes, ways_out))
    assert {row[0]: row[1] for row in rows if len(row) == 4} == {each["code"]: each["severity"] for each in written if "severity" in each}
    assert {row[0] for row in rows if len(row) == 2} == {each["code"] for each in written if "severity" not in each}
