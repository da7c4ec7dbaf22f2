"""The app as it runs by default, on a free port of this machine, and the chromium of the system to open it with."""

import os
import re
import shutil
import socket
import threading
import time

import pytest
import uvicorn

from app.main import create_app
from app.settings import Settings
from app.web.assets import STATIC

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# A 422 is told by the browser itself; htmx tells of each request that a newer one has replaced.
EXPECTED = re.compile(r"status of 422|^htmx:(sendAbort|afterRequest), ").search
REQUIRED = os.environ.get("REQUIRE_BROWSER") == "1"


def _missing(what):
    if REQUIRED:
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if not CHROMIUM:
        _missing("no chromium on the path: apt-get install --no-install-recommends chromium, or name one in CHROMIUM")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ["--no-sandbox", "--disable-dev-shm-usage"]}


@pytest.fixture(scope="session")
def base_url():
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(Settings()), log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(5)


@pytest.fixture
def local_copies():
    """The browser files as set-up brings them here; without them the live tests would need the CDN."""
    if not list((STATIC / "vendor").glob("htmx-*.js")):
        _missing("no browser files in app/static/vendor: make browser-files")


@pytest.fixture
def complaints():
    """What the console said that should not be there."""
    return []


@pytest.fixture
def open_page(page, local_copies, complaints):
    """Opens the plan page and waits until it is live."""
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type in ("error", "warning") and not EXPECTED(message.text) else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def opened(address="/", *, width=1440, height=1000):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(address)
        page.wait_for_selector("html[data-ready]")
        return page

    yield opened
    assert complaints == []
