"""Documents are tested too: what they print is what the product says, and every name and number in them is the code's."""

import ast
import importlib
import inspect
import json
import os
import re
import shlex
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, NamedTuple, get_args, get_origin, get_type_hints
from urllib.parse import urlencode

import pytest
import typer
import uvicorn
from fastapi.testclient import TestClient
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from typing_extensions import is_typeddict

from app import cli
from app.db import TroubleCode
from app.documents import ForwardQuestion, scenario_from_yaml
from app.main import create_app
from app.planner import kpis, notes, scenario, ways_out
from app.planner.plan import Forward, Plan, Trace
from app.planner.present import make_plan
from app.planner.scenario import Record, Scenario
from app.settings import Settings
from app.wording.figures import KPI_NAMES, REASONS
from app.wording.store import SENTENCES
from scripts import catalogues
from tests.examples import make_document

ROOT = Path(__file__).resolve().parent.parent
DOCS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def label(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# --- Reading documents ----------------------------------------------------------------------------------------------


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


def tables(text: str) -> dict[str, list[list[str]]]:
    """The rows of the tables below each heading, heads left out, as cells without the bars."""
    found: dict[str, list[list[str]]] = {}
    heading = ""
    lines = text.splitlines()
    for position, line in enumerate(lines):
        if line.startswith("#"):
            heading = line.lstrip("# ")
        is_head = position + 1 < len(lines) and re.fullmatch(r"\|[-|: ]+\|", lines[position + 1]) is not None
        if line.startswith("|") and not is_head and re.fullmatch(r"\|[-|: ]+\|", line) is None:
            found.setdefault(heading, []).append([cell.strip() for cell in line.strip("|").split("|")])
    return found


def code(cell: str) -> str:
    """The name in a cell that holds nothing but a name."""
    found = re.fullmatch(r"`([^`]+)`", cell)
    assert found, f"{cell} is no name"
    return found[1]


def number(cell: str) -> float:
    return float(cell.replace(",", ""))


# --- Links and style ------------------------------------------------------------------------------------------------


def anchors(path: Path) -> set[str]:
    """What GitHub makes of the headings."""
    heads = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("path", DOCS, ids=label)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    targets = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'(?:src|srcset|href)="([^"]+)"', text)
    for target in targets:
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        found = (path.parent / name).resolve() if name else path
        assert found.exists(), f"{label(path)} links to {target}, which is not there"
        assert not anchor or anchor in anchors(found), f"{label(path)} links to {target}, and there is no such heading"


@pytest.mark.parametrize("path", DOCS, ids=label)
def test_files_that_a_document_names_are_there(path: Path) -> None:
    named = set(re.findall(r"`((?:app|alembic|docs|tests|scripts|bench)/[\w./-]*\w)/?`", path.read_text(encoding="utf-8")))
    made_later = {"app/locales/messages.pot", "app/locales/el/LC_MESSAGES/messages.po"}
    assert [name for name in sorted(named - made_later) if not (ROOT / name).exists()] == []


def test_pictures_open_at_once() -> None:
    for picture in (ROOT / "docs" / "images").iterdir():
        assert picture.read_bytes().startswith(b"\x89PNG"), picture.name
        assert picture.stat().st_size <= 250_000, f"{picture.name} is too large: scripts/screenshot.py takes it anew"


# --- The README -----------------------------------------------------------------------------------------------------


class Command(NamedTuple):
    """A command of a document and what the document says it prints."""

    line: str
    printed: str


def commands(text: str) -> list[Command]:
    """The commands of the console blocks, each after `$ `."""
    found = []
    for block in blocks(text, "console"):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            line, _, printed = part.partition("\n")
            found.append(Command(line, printed))
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where someone tries the README: the files that it tells them to save."""
    made = tmp_path_factory.mktemp("readme")
    (made / "small.yaml").write_text(blocks(text_of("README.md"), "yaml")[0], encoding="utf-8")
    (made / "activity.yaml").write_text(blocks(text_of("docs/guide.md"), "yaml")[0], encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    """The app over the database of that folder, as after `make run`."""
    app = create_app(Settings(database_url=database_in(folder)))
    app.state.database.start()
    with TestClient(app, base_url="http://127.0.0.1:8000") as opened:
        yield opened


def database_in(folder: Path) -> str:
    return f"sqlite:///{folder}/backfunnel.db"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The app on a free port of this machine."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(Settings()), log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while thread.is_alive() and not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(5)


def run(line: str, folder: Path, client: TestClient) -> str:
    """What a command of the README prints: the product's own in a process, curl by the test's client."""
    line, _, target = line.partition(" > ")
    program, *arguments = shlex.split(line)
    if program == "curl":
        out = curl(arguments, folder, client)
    else:
        assert program == ".venv/bin/python", f"the test does not know how to run {program}"
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "", "PYTHONUTF8": "1", "DATABASE_URL": database_in(folder)}
        done = subprocess.run(
            [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=60, check=True
        )
        out = done.stdout
    if target:
        (folder / target.strip()).write_text(out, encoding="utf-8")
        return ""
    return out


def curl(arguments: list[str], folder: Path, client: TestClient) -> str:
    """What curl would print, for the options that our documents use."""
    headers, body, address = {"content-type": "application/x-www-form-urlencoded"}, None, ""
    rest = iter(arguments)
    for argument in rest:
        if argument == "-H":
            name, _, value = next(rest).partition(":")
            headers[name.strip().lower()] = value.strip()
        elif argument in ("-d", "--data-binary"):
            given = next(rest)
            body = (folder / given[1:]).read_bytes() if given.startswith("@") else given.encode()
        elif argument != "-s":
            assert not argument.startswith("-"), f"the test does not know curl's {argument}"
            address = argument
    assert address.startswith("http://127.0.0.1:8000/"), address
    answer = client.request("GET" if body is None else "POST", address, content=body, headers=headers)
    assert answer.status_code < 400 or "problem" in answer.headers["content-type"], answer.text
    return answer.text


def agrees(shown: str, printed: str) -> bool:
    """Whether a document shows what was printed; a line of its own with three dots stands for any lines."""
    parts = [re.escape(part) for part in re.split(r"^\.\.\.$\n?", shown.rstrip() + "\n", flags=re.M)]
    pattern = "(?:.*\n)*?".join(parts)
    return re.fullmatch(pattern, printed.rstrip() + "\n") is not None


@pytest.mark.parametrize("name", ["README.md", "docs/guide.md"])
def test_commands_print_what_the_document_shows(name: str, folder: Path, client: TestClient) -> None:
    shown = commands(text_of(name))
    assert shown
    for line, expected in shown:
        printed = run(line, folder, client)
        if expected.lstrip().startswith("{"):
            assert json.loads(printed) == json.loads(expected), f"$ {line}\n{printed}"
        elif expected.strip():
            assert agrees(expected, printed), f"$ {line}\n{printed}"


def test_the_script_of_the_guide_prints_what_stands_below_it(address: str, folder: Path) -> None:
    guide = text_of("docs/guide.md")
    script = blocks(guide, "python")[0].replace("http://127.0.0.1:8000", address)
    environment = {**os.environ, "no_proxy": "*"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, encoding="utf-8", timeout=60, check=True)
    assert done.stdout == blocks(guide, "text")[0]


def test_the_worked_example_can_be_redone_by_hand(folder: Path) -> None:
    """Each row of the README's sums is done again, and its result looked for in the plan."""
    rows = tables(text_of("README.md"))["A worked example"]
    plan = make_plan(scenario_from_yaml((folder / "small.yaml").read_bytes()))
    totals = plan["totals"]
    planned = {
        "new business": plan["bridge"]["new_business"],
        "deals": totals["stages"]["deal"]["exact"],
        "opportunities": totals["stages"]["opportunity"]["exact"],
        "leads": totals["stages"]["lead"]["exact"],
        "clicks": plan["channels"][0]["activity"]["exact"],
        "spend": totals["spend"],
        "leads before the year starts": totals["before_start"]["lead"]["exact"],
        "clicks a working day": totals["per_working_day"]["search"]["mean"],
    }
    assert [row[0] for row in rows] == list(planned)
    for what, sum_, result in rows:
        exact = evaluated(sum_)
        assert exact == pytest.approx(planned[what], rel=1e-9), what
        assert number(result.lstrip("$")) == round(exact, 1), what


def evaluated(sum_: str) -> float:
    """A sum as it is written for people."""
    written = sum_.replace(",", "").replace("$", "").replace("x", "*")
    assert re.fullmatch(r"[0-9.()*/+ -]+", written), sum_
    value = eval(compile(ast.parse(written, mode="eval"), "README.md", "eval"))  # figures and signs only, by the line above
    return float(value)


# --- The glossary ---------------------------------------------------------------------------------------------------


@cache
def glossary() -> dict[str, dict[str, list[str]]]:
    """The rows of each table, by the name in code of the heading (or the heading itself), then by that of the row."""
    found: dict[str, dict[str, list[str]]] = {}
    for heading, rows in tables(text_of("docs/glossary.md")).items():
        name = re.search(r"\(`(\w+)`\)$", heading)
        if name or heading in ("Key figures", "Statuses", "Reasons"):
            found[name[1] if name else heading] = {code(row[-1]): row for row in rows}
    return found


def inner_types(annotation: Any) -> Iterator[Any]:
    """Every type inside an annotation."""
    if get_origin(annotation) is Literal or not get_args(annotation):
        yield annotation
        return
    for argument in get_args(annotation):
        yield from inner_types(argument)


def records(root: type[BaseModel]) -> set[type[BaseModel]]:
    """The record, those in its fields, and those it is made from."""
    found: set[type[BaseModel]] = set()
    waiting: list[Any] = [root]
    while waiting:
        record = waiting.pop()
        if not (isinstance(record, type) and issubclass(record, Record)) or record is Record or record in found:
            continue
        found.add(record)
        waiting += record.__bases__
        waiting += [each for field in record.model_fields.values() for each in inner_types(field.annotation)]
    return found


def own_fields(record: type[BaseModel]) -> dict[str, FieldInfo]:
    """What a record declares itself, by the names that a document has."""
    declared = inspect.get_annotations(record)
    return {field.alias or name: field for name, field in record.model_fields.items() if name in declared}


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


# --- Notes ----------------------------------------------------------------------------------------------------------


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


# --- Limits ---------------------------------------------------------------------------------------------------------


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


# --- The pages ------------------------------------------------------------------------------------------------------

PLACES = r"%\(\w+\)s|\{\w+\}"


@cache
def texts_of_the_pages() -> tuple[set[str], list[re.Pattern[str]]]:
    """Every text that the product can say: the plain ones, and patterns of those with something filled in."""
    ids = [each for message in catalogues.extracted(ROOT) for each in (message.id if isinstance(message.id, tuple) else (message.id,))]
    said = [each.replace("%%", "%") for each in ids if each]
    filled = [each for each in said if re.search(PLACES, each) and len(re.findall(r"\w", re.sub(PLACES, "", each))) >= 8]
    return set(said), [re.compile(".+".join(re.escape(part) for part in re.split(PLACES, each))) for each in filled]


def quoted(text: str) -> list[str]:
    """What stands in italics outside of code, each on one line."""
    plain = re.sub(r"^```.*?^```$|`[^`\n]*`", "", text, flags=re.M | re.S).replace("**", "")
    return [" ".join(found.split()) for found in re.findall(r"(?<![*\w])\*(?!\s)([^*]+?)(?<!\s)\*(?![*\w])", plain)]


def test_what_the_guide_quotes_is_what_the_pages_say() -> None:
    plain, filled = texts_of_the_pages()
    found = quoted(text_of("docs/guide.md"))
    assert len(found) > 120
    assert [each for each in found if each not in plain and not any(pattern.fullmatch(each) for pattern in filled)] == []


def test_what_the_readme_tells_to_press_is_on_the_pages() -> None:
    plain, _ = texts_of_the_pages()
    assert set(quoted(text_of("README.md"))) <= plain


def test_the_guide_has_every_shortcut_of_the_pages(client: TestClient) -> None:
    shown = client.get("/plans/new?from=growth").text
    keys = re.search(r'<dl class="keys">(.*?)</dl>', shown, re.S)
    assert keys
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", keys[1], re.S)
    on_the_page = {tuple(re.findall(r"<kbd>(.+?)</kbd>", names)): what for names, what in pairs}
    rows = tables(text_of("docs/guide.md"))["Keyboard"]
    said = {tuple(re.findall(r"`([^`]+)`", row[0])): row[1] for row in rows}
    assert said == on_the_page


def test_the_guide_names_every_kind_of_plan_to_start_from() -> None:
    from app.documents.templates import templates

    assert {each.title for each in templates()[1:]} <= set(quoted(text_of("docs/guide.md")))


# --- Running it -----------------------------------------------------------------------------------------------------


def operations() -> dict[str, list[list[str]]]:
    return tables(text_of("docs/operations.md"))


def test_every_command_is_described() -> None:
    group = typer.main.get_command(cli.app)
    names = {f"{name} {below}" if below else name for name, each in group.commands.items() for below in getattr(each, "commands", [""])}  # type: ignore[attr-defined]
    assert {code(row[0]) for row in operations()["Commands"]} == names


def test_every_setting_is_described_with_its_default() -> None:
    described = {code(row[0]): row[1] for row in operations()["Settings"]}
    fields = {field.validation_alias or f"BACKFUNNEL_{name.upper()}": field for name, field in Settings.model_fields.items()}
    assert described == {
        name: "the system user's name" if field.default_factory else f"`{str(field.default).lower()}`" for name, field in fields.items()
    }


@pytest.mark.parametrize("path", [*DOCS, ROOT / "Dockerfile", ROOT / "compose.yaml"], ids=label)
def test_every_variable_that_is_named_is_a_setting(path: Path) -> None:
    names = {f"BACKFUNNEL_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"\bBACKFUNNEL_[A-Z_]+", path.read_text(encoding="utf-8"))) <= names


def test_every_trouble_of_the_store_is_described_in_its_own_words() -> None:
    rows = operations()["When the database is in trouble"]
    assert {code(row[0]): row[1] for row in rows} == SENTENCES
    assert set(SENTENCES) == set(get_args(TroubleCode))
    assert [row[0] for row in rows if not row[2]] == []


def test_the_addresses_of_health_answer(client: TestClient) -> None:
    addresses = [code(row[0]) for row in operations()["Health"]]
    assert [client.get(address).status_code for address in addresses] == [200, 200]


def test_what_was_exported_is_taken_in_again(folder: Path, client: TestClient, tmp_path: Path) -> None:
    """The way that the document describes: export beside the running app, import into another database."""
    created = client.post("/api/v1/scenarios", json={"scenario": make_document(name="To be kept"), "tags": ["kept"]})
    assert created.status_code == 201
    run(".venv/bin/python -m app export kept.jsonl", folder, client)
    (tmp_path / "kept.jsonl").write_bytes((folder / "kept.jsonl").read_bytes())
    assert "1 scenario" in run(".venv/bin/python -m app import kept.jsonl", tmp_path, client)
    with TestClient(create_app(Settings(database_url=database_in(tmp_path))), base_url="http://127.0.0.1:8000") as other:
        items = other.get("/api/v1/scenarios").json()["items"]
    assert [(item["id"], item["name"], item["tags"]) for item in items] == [(created.json()["id"], "To be kept", ["kept"])]


# --- The API --------------------------------------------------------------------------------------------------------


def asked(line: str) -> tuple[str, str] | None:
    """Method and path of a curl command, ids and numbers as the description of the API has them."""
    words = shlex.split(line.partition(" > ")[0])
    address = next((word for word in words if word.startswith("http://127.0.0.1:8000/api/")), "")
    if words[0] != "curl" or not address:
        return None
    body = "POST" if {"-d", "--data-binary"} & set(words) else "GET"
    method = words[words.index("-X") + 1] if "-X" in words else body
    path = re.sub(r"/scn_\w+", "/{id}", address.removeprefix("http://127.0.0.1:8000").partition("?")[0])
    return method, re.sub(r"(?<=/versions/)\d+", "{number}", path)


def test_the_guide_to_the_api_shows_every_operation(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    operations = {(method.upper(), path) for path, methods in paths.items() for method in methods if path.startswith("/api/")}
    shown = {asked(line) for line, _ in commands(text_of("docs/api.md"))} - {None}
    assert shown == operations


@pytest.mark.parametrize("path", DOCS, ids=label)
def test_every_address_of_the_api_that_is_named_is_there(path: Path, client: TestClient) -> None:
    known = {re.sub(r"\{\w+\}", "x", each) for each in client.get("/openapi.json").json()["paths"]}
    named = re.findall(r"(?<=`)(?:GET |POST |PUT |PATCH |DELETE )?(/api/v1/[\w/{}]+)", path.read_text(encoding="utf-8"))
    assert {re.sub(r"\{\w+\}", "x", each) for each in named} <= known


# --- Decisions ------------------------------------------------------------------------------------------------------


def test_decisions_are_numbered_and_say_what_was_refused() -> None:
    found = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:4] for path in found] == [f"{number:04}" for number in range(1, len(found) + 1)]
    parts = ("**Decided:**", "**Why.**", "**Refused**", "**The price.**")
    assert [(label(path), part) for path in found for part in parts if part not in path.read_text(encoding="utf-8")] == []


# --- Recipes and settings -------------------------------------------------------------------------------------------


def test_every_setting_is_in_the_changelog() -> None:
    names = {(field.validation_alias or f"BACKFUNNEL_{name.upper()}") for name, field in Settings.model_fields.items()}
    assert names <= set(re.findall(r"`([A-Z_]+)`", text_of("CHANGELOG.md")))


def test_the_recipes_name_what_is_in_the_files() -> None:
    """A recipe's paragraph names a file, then names in capitals or beginning with _: each stands in one of its files."""
    for paragraph in re.split(r"\n(?=\d\. |#|$)", text_of("CONTRIBUTING.md")):
        files = re.findall(r"`(app/[\w/]+\.py)`", paragraph)
        source = "".join(text_of(path) for path in files)
        for name in re.findall(r"`(_?[A-Z][A-Z_]{3,}|[a-z]+_of)`", paragraph) if files else ():
            assert re.search(rf"^(?:def |class )?{name}\b", source, re.M), f"{name} is in none of {files}"
