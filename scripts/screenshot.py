"""Take the pictures of the plan page that the README shows: docs/images/plan.png and plan-dark.png.

    .venv/bin/python scripts/screenshot.py

Needs what `make test` installs, the browser files included, and chromium on the path or named in CHROMIUM. The page is the
app's own, on a free port of this machine, with the sample scenario, whose day is fixed: the same code gives the same pictures.
"""

import os
import shutil
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import uvicorn
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.main import create_app  # noqa: E402  # the app runs from the checkout, it is not installed
from app.settings import Settings  # noqa: E402

IMAGES = ROOT / "docs" / "images"
WIDTH, HEIGHT = 1440, 1000
LARGEST = 250_000
"""Bytes of a picture; a README should open at once."""


@contextmanager
def running_app() -> Iterator[str]:
    """The app on a free port; gives its address."""
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


def take(browser: Browser, address: str, scheme: Literal["light", "dark"], path: Path) -> None:
    """One picture, once the page is live."""
    page = browser.new_page(
        viewport={"width": WIDTH, "height": HEIGHT}, color_scheme=scheme, reduced_motion="reduce", locale="en-US", device_scale_factor=1
    )
    page.goto(address)
    page.wait_for_selector("html[data-ready]", state="attached")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=path, animations="disabled", caret="hide")
    page.close()


def main() -> int:
    """Take both pictures."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("No chromium on the path; name one in CHROMIUM.", file=sys.stderr)
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    pictures: dict[Path, Literal["light", "dark"]] = {IMAGES / "plan.png": "light", IMAGES / "plan-dark.png": "dark"}
    with running_app() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-lcd-text"]
        )
        for path, scheme in pictures.items():
            take(browser, address, scheme, path)
            print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")
        browser.close()
    return 1 if any(path.stat().st_size > LARGEST for path in pictures) else 0


if __name__ == "__main__":
    sys.exit(main())
