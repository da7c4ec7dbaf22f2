"""Take the pictures that the README and the guide show, in docs/images: a plan, the list of plans, History, Review, a book.

    .venv/bin/python scripts/screenshot.py

Needs what `make test` installs, the browser files included, and chromium on the path or named in CHROMIUM. The pages are the
app's own, on a free port of this machine and over a fresh database with plans of its own: days and times in it are fixed, so the
same code gives the same pictures.
"""

import datetime as dt
import os
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple

import orjson
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import update

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pictured  # noqa: E402

from app.db import Database  # noqa: E402  # the app runs from the checkout, it is not installed
from app.documents import scenario_from_json  # noqa: E402
from app.documents.templates import template_document  # noqa: E402
from app.main import create_app  # noqa: E402
from app.models.tables import ScenarioRow  # noqa: E402
from app.planner.scenario import Scenario  # noqa: E402
from app.services import scenarios  # noqa: E402
from app.services.scenarios import LOCAL_WORKSPACE  # noqa: E402
from app.settings import Settings  # noqa: E402

IMAGES = ROOT / "docs" / "images"
WIDTH = 1440
LARGEST = 250_000
"""Bytes of a picture; a README should open at once."""
FIRST_DAY = dt.datetime(2026, 11, 12, 9, 30, tzinfo=dt.UTC)
"""When the first of the plans was changed; each of the others a day later."""


class Picture(NamedTuple):
    """A page, and how it is looked at; `drawn` is there once its charts are."""

    file: str
    path: str
    scheme: Literal["light", "dark"]
    height: int
    drawn: str = ""


def scenario(template: str, **changes: Any) -> Scenario:
    """A template's scenario with some of its fields changed."""
    return scenario_from_json(orjson.dumps(template_document(template) | changes))


def fill(database: Database) -> str:
    """Plans such as a team has them, the latest last; the id of the one that is shown."""
    growth = template_document("growth")["goal"]
    with database.writing() as session:
        made = [
            scenarios.create(session, LOCAL_WORKSPACE, scenario(template), author="Maria Kosta", sample=True)
            for template in ("manufacturer", "agency", "software")
        ]
        push = scenario("growth", name="Year-end push", start="2026-12", months=1, seasonality=None)
        made.append(scenarios.create(session, LOCAL_WORKSPACE, push, author="Jonas Lind", tags=["EMEA"]))
        stretch = scenario("growth", name="FY2027 stretch", goal=growth | {"growth": 0.4})
        made.append(scenarios.create(session, LOCAL_WORKSPACE, stretch, author="Jonas Lind", tags=["2027"]))
        shown = scenarios.create(session, LOCAL_WORKSPACE, scenario("growth"), author="Maria Kosta", tags=["2027", "board"])
        for base, rate in ((1, 0.2), (2, 0.25)):
            goal = growth | {"growth": rate}
            scenarios.save(session, LOCAL_WORKSPACE, shown.id, scenario("growth", goal=goal), base=base, author="Maria Kosta")
        made.append(shown)
        for day, each in enumerate(made):
            moment = FIRST_DAY + dt.timedelta(days=day)
            session.execute(update(ScenarioRow).where(ScenarioRow.id == each.id).values(changed_at=moment))  # type: ignore[arg-type]
    return shown.id


def segments(database: Database) -> list[tuple[str, str]]:
    """Segments, each with a plan of its own that no list shows."""
    growth = template_document("growth")["goal"]
    found = []
    with database.writing() as session:
        for name, part in (("Enterprise", 0.55), ("Mid-market", 0.3), ("Small business", 0.15)):
            goal = growth | {"baseline": round(growth["baseline"] * 2 * part, -4)}
            made = scenarios.create(session, LOCAL_WORKSPACE, scenario("growth", name=f"FY2027 {name}", goal=goal), author="Maria Kosta")
            scenarios.archive(session, LOCAL_WORKSPACE, made.id)
            found.append((name, made.id))
    return found


@contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """The app on a free port; gives its address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while thread.is_alive() and not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(5)


def take(browser: Browser, address: str, picture: Picture) -> Path:
    """One picture, once the page is live and its charts are drawn."""
    page = browser.new_page(
        viewport={"width": WIDTH, "height": picture.height},
        color_scheme=picture.scheme,
        reduced_motion="reduce",
        locale="en-US",
        timezone_id="UTC",
        device_scale_factor=1,
    )
    page.goto(address + picture.path)
    page.wait_for_selector("html[data-ready]", state="attached")
    if picture.drawn:
        page.wait_for_selector(picture.drawn)
    page.evaluate("document.fonts.ready")
    path = IMAGES / picture.file
    page.screenshot(path=path, animations="disabled", caret="hide")
    page.close()
    return path


def main() -> int:
    """Take all pictures."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("No chromium on the path; name one in CHROMIUM.", file=sys.stderr)
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    os.environ["TZ"] = "UTC"  # the list says times as this machine has them
    time.tzset()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        settings = Settings(database_url=f"sqlite:///{folder}/plans.db")
        app = create_app(settings)
        app.state.database.start()
        changed = f"/plans/{fill(app.state.database)}?version=3&/goal/growth=30"
        book = pictured.make_book(settings, segments(app.state.database), 10_500_000)
        pictured.take_in(settings, Path(folder))
        pictures = (
            Picture("plan.png", changed, "light", 1000, "#chart-bridge svg"),
            Picture("plan-dark.png", changed, "dark", 1000, "#chart-bridge svg"),
            Picture("plans.png", "/plans", "light", 860),
            Picture("history.png", "/history/funnel?list=Leads&split=channel", "light", 1000, ".chart svg"),
            Picture("review.png", "/review?list=Leads&year=2025&gross_margin=80", "light", 1000),
            Picture("book.png", book, "light", 900),
        )
        with running(app) as address:
            browser = playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-lcd-text"]
            )
            taken = [take(browser, address, picture) for picture in pictures]
            browser.close()
    for path in taken:
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")
    return 1 if any(path.stat().st_size > LARGEST for path in taken) else 0


if __name__ == "__main__":
    sys.exit(main())
