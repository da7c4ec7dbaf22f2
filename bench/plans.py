"""The list of plans: a thousand scenarios, with nothing and with everything kept in memory."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import orjson
from fastapi.testclient import TestClient

from app.documents import scenario_from_json
from app.documents.templates import template_document, templates
from app.main import create_app
from app.planner.glance import figures_of_many, glance
from app.planner.present import make_plan
from app.planner.scenario import Scenario
from app.services import headlines, scenarios
from app.services.scenarios import LOCAL_WORKSPACE
from app.settings import Settings
from bench.clock import Row, cpu_seconds

HOW_MANY = 1000
ROUNDS = 5


def varied(count: int) -> list[Scenario]:
    """The templates in turn, each time with another goal, rate and lag."""
    keys = [each.key for each in templates()]
    return [_varied(keys[number % len(keys)], number) for number in range(count)]


def _varied(key: str, number: int) -> Scenario:
    document = template_document(key)
    document["name"] = f"Plan {number}"
    document["goal"]["growth"] = 0.05 + number % 40 / 100
    document["conversions"][0]["rate"] = round(0.2 + number % 97 / 1000, 4)
    document["conversions"][-1]["lag_days"] = 30 + number % 31
    return scenario_from_json(orjson.dumps(document))


def plans_rows() -> list[Row]:
    """What a glance costs beside a plan, and pages of the list by the clock on the wall."""
    found = varied(200)
    plan, one, many = cpu_seconds(
        [lambda: [make_plan(each) for each in found], lambda: [glance(each) for each in found], lambda: figures_of_many(found)], 1, ROUNDS
    )
    rows = [
        Row("A glance, CPU", f"{one / len(found) * 1e6:.0f} µs", "half a plan", f"plan {plan / len(found) * 1e6:.0f} µs"),
        Row("Figures in a batch, CPU each", f"{many / len(found) * 1e6:.0f} µs", "a tenth of a plan"),
    ]
    return [*rows, *_pages()]


def _pages() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(database_url=f"sqlite:///{Path(folder) / 'plans.db'}"))
        with TestClient(app, base_url="http://127.0.0.1") as client:
            with app.state.database.writing() as session:
                for each in varied(HOW_MANY):
                    scenarios.create(session, LOCAL_WORKSPACE, each, author="Bench")
            wanted = (("changed", "150 ms"), ("name", "150 ms"), ("spend", "no goal"), ("status", "no goal"))
            return [_page(client, sort, goal) for sort, goal in wanted]


def _page(client: TestClient, sort: str, goal: str) -> Row:
    def ask() -> None:
        client.get("/plans", params={"sort": sort}).raise_for_status()

    def ask_anew() -> None:
        headlines.forget()
        ask()

    ask()
    cold, warm = _wall(ask_anew), _wall(ask)
    return Row(f"{HOW_MANY} plans by {sort}, nothing kept", f"{cold * 1000:.0f} ms", goal, f"kept: {warm * 1000:.0f} ms")


def _wall(job: Callable[[], None]) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        job()
        best = min(best, time.perf_counter() - begun)
    return best
