"""The app as it runs by default, on a free port of this machine, and the chromium of the system to open it with."""

import json
import os
import re
import shutil
import socket
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI

from app.db import StoreTrouble
from app.main import create_app
from app.settings import Settings
from app.web.assets import STATIC
from app.web.history.example_file import made
from tests.browser.history_acts import sent, sheet, taken
from tests.examples import make_document

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# The browser itself tells of refused forms and of pages that are not there; htmx of each request that a newer one has replaced.
_REFUSED = "(404|409|422|503|507)"
EXPECTED = re.compile(rf"status of {_REFUSED}|^htmx:(sendAbort|afterRequest), |^Response Status Error Code {_REFUSED} ").search
REQUIRED = os.environ.get("REQUIRE_BROWSER") == "1"
AUTHOR = "Maya Ortiz"


@dataclass(frozen=True)
class Served:
    """A running app, and where it answers."""

    app: FastAPI
    url: str

    def post(self, path: str, body: Any) -> Any:
        """What the API answers to a body."""
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), {"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.load(response)

    def keep(self, name: str = "FY2027 growth plan", *, tags: tuple[str, ...] = (), document: Any = None, **changes: Any) -> str:
        """Keep the company's scenario with changes, or another document; the address of its plan."""
        scenario = (document or make_document(**changes)) | {"name": name}
        return "/plans/" + str(self.post("/api/v1/scenarios", {"scenario": scenario, "tags": list(tags)})["id"])

    def save(self, address: str, base: int, *, version_name: str | None = None, **changes: Any) -> None:
        """Save another version on top of version `base`, as a colleague would."""
        found, etag = self._read(address)
        assert etag.startswith(f'"{base}-')
        body = {"scenario": make_document(**changes) | {"name": found["scenario"]["name"]}, "version_name": version_name}
        self._send("PUT", address, etag, body)

    def delete(self, address: str) -> None:
        """Delete a plan, as somebody elsewhere would."""
        self._send("DELETE", address, self._read(address)[1])

    def versions(self, address: str) -> list[dict[str, Any]]:
        """The versions of a plan, the newest first."""
        found: list[dict[str, Any]] = self._read(f"{address}/versions")[0]["items"]
        return found

    def _read(self, address: str) -> tuple[Any, str]:
        with urllib.request.urlopen(self._place(address), timeout=10) as response:
            return json.load(response), response.headers.get("etag", "")

    def _send(self, method: str, address: str, etag: str, body: Any = None) -> None:
        data = None if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json", "if-match": etag}
        urllib.request.urlopen(urllib.request.Request(self._place(address), data, headers, method=method), timeout=10).close()

    def _place(self, address: str) -> str:
        return f"{self.url}/api/v1/scenarios/{address.split('/plans/')[1]}"


def _missing(what: str) -> None:
    if REQUIRED:
        pytest.fail(what)
    pytest.skip(what)


@contextmanager
def _serving(file: str) -> Iterator[Served]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    app = create_app(Settings(database_url=f"sqlite:///{file}", author=AUTHOR))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield Served(app, f"http://127.0.0.1:{listener.getsockname()[1]}")
    server.should_exit = True
    thread.join(5)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if not CHROMIUM:
        _missing("no chromium on the path: apt-get install --no-install-recommends chromium, or name one in CHROMIUM")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ["--no-sandbox", "--disable-dev-shm-usage"]}


@pytest.fixture(scope="session", autouse=True)
def local_copies():
    """The browser files as set-up brings them here; without them the live tests would need the CDN."""
    if not list((STATIC / "vendor").glob("htmx-*.js")):
        _missing("no browser files in app/static/vendor: make browser-files")


@pytest.fixture(scope="session")
def served(tmp_path_factory, empty_file) -> Iterator[Served]:
    """The app that the tests share; each keeps plans of its own in it."""
    with _serving(shutil.copy(empty_file, tmp_path_factory.mktemp("store") / "shared.db")) as found:
        yield found


@pytest.fixture(scope="session")
def base_url(served):
    return served.url


@pytest.fixture(scope="session")
def history_kept(served, browser) -> dict[str, str]:
    """The app that tests share, with the example taken in and a file that still asks; the addresses of both files' pages."""
    page = browser.new_page()
    done = taken(page, served.url, "example.csv", made())
    sent(page, served.url, "open.csv", sheet())
    waiting = page.url.replace(served.url, "")
    page.close()
    return {"done": done, "open": waiting}


@pytest.fixture
def alone(tmp_path, empty_file) -> Iterator[Served]:
    """An app with nothing stored, for a single test."""
    with _serving(shutil.copy(empty_file, tmp_path / "alone.db")) as found:
        yield found


@pytest.fixture
def store_trouble(monkeypatch) -> Callable[[Served, str], None]:
    """Makes the database of an app refuse to write."""

    def refuse(served: Served, code: str) -> None:
        @contextmanager
        def writing() -> Iterator[None]:
            raise StoreTrouble(code, "as a test wants it")
            yield

        monkeypatch.setattr(served.app.state.database, "writing", writing)

    return refuse


@pytest.fixture
def pardoned() -> list[str]:
    """Beginnings of what the console may say in a test that brings it about, such as by pulling the plug."""
    return []


def _listened_to(context, heard):
    """Note what the consoles of its pages say that should not be there; violations of the content policy are among it."""

    def hear(message):
        if message.type in ("error", "warning") and not EXPECTED(message.text):
            heard.append(message.text)

    context.set_default_timeout(8000)
    context.on("console", hear)
    context.on("weberror", lambda error: heard.append(str(error.error)))
    return context


def _unpardoned(heard, pardoned):
    return [text for text in heard if not text.startswith(tuple(pardoned))]


@pytest.fixture
def new_context(new_context, pardoned):
    """Contexts of a test's own, whose consoles have to stay quiet."""
    heard: list[str] = []
    yield lambda **options: _listened_to(new_context(**options), heard)
    assert _unpardoned(heard, pardoned) == []


@pytest.fixture(scope="session")
def usual(browser, base_url):
    """The context that most tests share, so that the files are fetched once; with what its consoles say."""
    heard: list[str] = []
    context = _listened_to(browser.new_context(base_url=base_url, permissions=["clipboard-read", "clipboard-write"]), heard)
    yield context, heard
    context.close()


@pytest.fixture
def context(usual, pardoned):
    """The shared context as if it were new: nothing kept from another test, and nothing said on the console in this one."""
    context, heard = usual
    heard.clear()
    yield context
    context.unroute_all(behavior="ignoreErrors")
    context.set_offline(False)
    first = context.pages[0] if context.pages else context.new_page()
    for other in context.pages[1:]:
        other.close()
    first.unroute_all(behavior="ignoreErrors")
    first.emulate_media(media="null", color_scheme="null", reduced_motion="null")
    first.goto("/healthz")  # nothing of ours runs there that could write again
    first.evaluate("localStorage.clear()")
    assert _unpardoned(heard, pardoned) == []


@pytest.fixture
def page(context):
    """A tab of the shared context, the same one where it can be: its renderer has our files compiled already."""
    return context.pages[0] if context.pages else context.new_page()


@pytest.fixture
def open_page(page):
    """Opens a page and waits until it is live."""

    def opened(address="/plans/new?from=growth", *, width=1440, height=1000, on=page):
        on.set_viewport_size({"width": width, "height": height})
        on.goto(address)
        on.wait_for_selector("html[data-ready]", state="attached")
        return on

    return opened
