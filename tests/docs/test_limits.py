"""Every limit of the product is written down, and is what the page, the API and the command line hold to."""

import importlib
import inspect
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from app.planner.scenario import Scenario
from app.settings import Settings
from tests.docs.declared import own_fields, records
from tests.docs.reading import code, number, tables, text_of
from tests.examples import make_document


def limit_rows() -> list[tuple[str, float]]:
    rows = [row for rows in tables(text_of("docs/limits.md")).values() for row in rows if len(row) == 3]
    return [(code(row[2]), number(row[1])) for row in rows]


def value_of(name: str) -> float:
    """What a dotted name stands for: a constant, a field's default, or an argument of a call inside a function."""
    if called := re.fullmatch(r"([\w.]+)\.(\w+)\((\w+)\)", name):
        source = inspect.getsource(getattr(importlib.import_module(called[1]), called[2]))
        found = re.search(rf"\b{called[3]}=([\d_]+)", source)
        assert found, name
        return float(found[1])
    module, _, last = name.rpartition(".")
    if module == "app.settings.Settings":
        return float(Settings.model_fields[last].default)
    value = getattr(importlib.import_module(module), last)
    return value.total_seconds() / 3600 if isinstance(value, timedelta) else float(value)


@pytest.mark.parametrize(("name", "most"), limit_rows(), ids=[name for name, _ in limit_rows()])
def test_a_limit_is_what_the_document_says(name: str, most: float) -> None:
    assert value_of(name) == most


def test_no_limit_of_the_code_is_left_out() -> None:
    said = {name.rpartition(".")[2] for name, _ in limit_rows()}
    names = ("planner.scenario", "documents", "documents.yaml_reader", "services.texts", "services.listing", "services.export_format")
    names += ("api.paging", "api.parameters", "api.planning", "web.asking", "web.state.drafts", "web.plans.query")
    names += ("planner.book", "history.files.limits", "services.imports", "services.importing_jobs", "services.refused_rows")
    names += ("services.remembered_recipes",)
    names += ("services.books", "api.history_imports", "web.history.asking_figures")
    modules = [importlib.import_module(f"app.{name}") for name in names]
    constants = {name for module in modules for name in vars(module) if re.fullmatch(r"[A-Z_]+_(LIMIT|LENGTH)|PAGE|MOST", name)}
    assert constants <= said
    assert {"LONGEST", "LARGEST", "KEPT_FOR"} <= said


def test_a_key_of_a_request_is_as_long_as_the_document_says() -> None:
    said = re.search(r"`Idempotency-Key` has 1 to (\d+) visible", text_of("docs/limits.md"))
    assert said
    longest = "x" * int(said[1])
    source = inspect.getsource(importlib.import_module("app.api.repeating"))
    pattern = re.search(r'_KEY = re\.compile\(r"(.+)"\)', source)
    assert pattern
    assert re.fullmatch(pattern[1], longest)
    assert not re.fullmatch(pattern[1], longest + "x")


def bound_rows() -> dict[str, tuple[str, str]]:
    return {code(row[3]): (row[1], row[2]) for row in tables(text_of("docs/limits.md"))["Each number"]}


def declared_bounds() -> dict[str, tuple[str, float, float]]:
    found = {}
    for record in records(Scenario):
        for name, field in own_fields(record).items():
            bounds = {sign: getattr(each, sign) for each in field.metadata for sign in ("ge", "gt", "le") if hasattr(each, sign)}
            if bounds:
                words, low = ("", bounds["ge"]) if "ge" in bounds else ("above ", bounds["gt"])
                found[f"{record.__name__}.{name}"] = (words, float(low), float(bounds["le"]))
    return found


def test_every_number_has_the_bounds_that_the_document_says() -> None:
    said = {}
    for name, (low, high) in bound_rows().items():
        said[name] = ("above " if low.startswith("above ") else "", number(low.removeprefix("above ")), number(high))
    assert said == declared_bounds()


class Edge(NamedTuple):
    """A field at a bound: its pointer, a value that is taken, one that is not, and how a page would have both typed."""

    pointer: str
    taken: float
    refused: float
    percent: bool


EDGES = [
    Edge("/months", 60, 61, False),
    Edge("/goal/baseline", 10**15, 10**15 + 1, False),
    Edge("/goal/growth", 1000, 1000.01, True),
    Edge("/goal/growth", -1, -1.01, True),
    Edge("/existing/retention", 1, 1.01, True),
    Edge("/deal/value", 0.01, 0.009, False),
    Edge("/deal/value", 10**12, 10**12 + 1, False),
    Edge("/conversions/0/rate", 1, 1.01, True),
    Edge("/conversions/0/rate", 0.000001, 0.0000009, True),
    Edge("/conversions/0/lag_days", 1100, 1101, False),
    Edge("/pipeline/mql", 10**12, 10**12 + 1, False),
    Edge("/seasonality/0", 10**9, 10**9 + 1, False),
    Edge("/team/0/ramp_months", 60, 61, False),
]


def with_value(pointer: str, value: float) -> dict[str, Any]:
    """The sample scenario with one value; without seasonality where it would have to fit the months."""
    document = make_document(**({"seasonality": None} if pointer == "/months" else {}))
    place: Any = document
    *path, last = [int(part) if part.isdigit() else part for part in pointer.split("/")[1:]]
    for part in path:
        place = place[part]
    place[last] = value
    return document


def typed(value: float, *, percent: bool) -> str:
    return f"{value * 100:.12f}".rstrip("0").rstrip(".") + "%" if percent else f"{value:.12f}".rstrip("0").rstrip(".")


@pytest.mark.parametrize("edge", EDGES, ids=lambda edge: f"{edge.pointer} {edge.taken}")
def test_a_limit_is_the_same_on_the_page_in_the_api_and_on_the_command_line(edge: Edge, client: TestClient, tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from app.cli import app

    for value, accepted in ((edge.taken, True), (edge.refused, False)):
        document = with_value(edge.pointer, value)
        form = urlencode({edge.pointer: typed(value, percent=edge.percent)})
        on_page = client.post("/recalculate", content=form, headers={"content-type": "application/x-www-form-urlencoded"})
        by_api = client.post("/api/v1/plan", json=document)
        by_command = CliRunner().invoke(app, ["plan", "-", "--json"], input=json.dumps(document))
        assert (on_page.status_code, by_api.status_code, by_command.exit_code) == ((200, 200, 0) if accepted else (422, 422, 2)), value


def test_a_body_is_taken_up_to_the_limit(client: TestClient) -> None:
    limit = int(dict(limit_rows())["app.settings.Settings.body_limit"])
    document = json.dumps(make_document()).encode()
    for size, status in ((limit, 200), (limit + 1, 413)):
        body = document[:-1] + b" " * (size - len(document)) + b"}"
        assert client.post("/api/v1/plan", content=body, headers={"content-type": "application/json"}).status_code == status
