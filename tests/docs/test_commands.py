"""The examples of the README and the guide run, and print what they show."""

import ast
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from fastapi.testclient import TestClient

from app.documents import scenario_from_yaml
from app.main import create_app
from app.planner.present import make_plan
from app.settings import Settings
from tests.docs.reading import agrees, blocks, commands, number, tables, text_of
from tests.docs.shell import run


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


@pytest.mark.parametrize("name", ["README.md", "docs/guide.md", "docs/questions.md"])
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
