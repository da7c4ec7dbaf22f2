"""What someone waits for in a browser: until the first page can be used, and until a changed goal shows in the sentence."""

import os
import shutil
import statistics

from playwright.sync_api import Browser, sync_playwright

from bench.clock import Row
from bench.page import PAGE
from bench.server import Request, patiently, serving

TIMES = 9
GOAL = "[name='/goal/growth']"
_NOTE_WHEN_READY = """
addEventListener("DOMContentLoaded", () => {
  const look = () => { if (document.documentElement.dataset.ready) performance.mark("usable"); };
  new MutationObserver(look).observe(document.documentElement, { attributeFilter: ["data-ready"] });
});
"""
_MARKS = """() => ({
  painted: performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
  usable: performance.getEntriesByName("usable")[0]?.startTime,
})"""
_CHANGE = """async (goal) => {
  const field = document.querySelector(goal), say = document.querySelector("#answer .say"), before = say.textContent;
  const changed = new Promise((resolve) => {
    const look = () => { if (document.querySelector("#answer .say")?.textContent !== before) resolve(performance.now()); };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  field.focus();
  field.value = "37";
  const typed = performance.now();
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  return (await changed) - typed;
}"""


def browser_rows() -> list[Row]:
    """Medians over browsers that have never seen the page, on the machine that serves it."""
    found: dict[str, list[float]] = {"painted": [], "usable": [], "changed": []}
    with serving("product") as servers, sync_playwright() as playwright:
        server = servers["product"]
        patiently(lambda: Request("GET", "/healthz", b"", {}).send(server.connection))
        address = f"http://127.0.0.1:{server.connection.port}{PAGE}"
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"])
        _visited(browser, address)  # the first of all also starts the browser's own processes
        for _ in range(TIMES):
            for name, value in _visited(browser, address).items():
                found[name].append(value)
        browser.close()
    middle = {name: statistics.median(values) for name, values in found.items()}
    return [
        Row("the first page, until something shows", f"{middle['painted']:.0f} ms", "", f"{TIMES} fresh browsers, each with nothing kept"),
        Row("the first page, until it can be used", f"{middle['usable']:.0f} ms", "1,000 ms", f"slowest {max(found['usable']):.0f} ms"),
        Row("a goal typed, until the sentence has changed", f"{middle['changed']:.0f} ms", "", "150 ms of them are waited for more keys"),
    ]


def _visited(browser: Browser, address: str) -> dict[str, float]:
    """Milliseconds of one visit."""
    context = browser.new_context()
    context.add_init_script(_NOTE_WHEN_READY)
    page = context.new_page()
    page.goto(address, wait_until="load")
    page.wait_for_selector("html[data-ready]", state="attached")
    marks: dict[str, float] = page.evaluate(_MARKS)
    page.wait_for_selector("#chart-months svg, #chart-months canvas", state="attached")
    marks["changed"] = page.evaluate(_CHANGE, GOAL)
    context.close()
    return marks


def _chromium() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
