"""What the plan page costs: server CPU of one recalculation, and what goes over the wire."""

import gzip
import http.client
import re
from html.parser import HTMLParser
from urllib.parse import urlencode

from bench.clock import Row
from bench.server import ROUNDS, Request, patiently, serving

PAGE = "/plans/new?from=growth"
HEADERS = {"content-type": "application/x-www-form-urlencoded", "accept-encoding": "gzip"}


class _Fields(HTMLParser):
    """The fields of the page's form as a browser would send them, and the files that the page loads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.files: list[str] = []
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "select":
            self._select = given.get("name", "")
        elif tag == "option" and self._select and ("selected" in given or self._select not in self.fields):
            self.fields[self._select] = given.get("value", "")
        elif tag == "input" and given.get("name") and (given.get("type") not in ("radio", "checkbox") or "checked" in given):
            self.fields[given["name"]] = given.get("value", "")
        self.files += [given[name] for name in ("src", "href") if given.get(name, "").startswith("/static/")]
        self.files += re.findall(r'"src":"(/static/vendor/[^"]+)"', given.get("data-scripts", ""))


def page_rows() -> list[Row]:
    """A recalculation of the sample with every field of the form, and the first page with all its files."""
    with serving("product") as servers:
        server = servers["product"]
        patiently(lambda: Request("GET", "/healthz", b"", {}).send(server.connection))
        page = _got(server.connection, PAGE)
        found = _Fields(gzip.decompress(page).decode())
        wire = len(page) + sum(len(_got(server.connection, file)) for file in dict.fromkeys(found.files))
        # As the page does: of the figures only those that differ from what was saved.
        sent = {name: text for name, text in found.fields.items() if not name.startswith("/")}
        best, size, growth = float("inf"), 0, 10
        for _ in range(ROUNDS):
            growth += 1
            request = Request("POST", "/recalculate", urlencode(sent | {"/goal/growth": str(growth)}).encode(), HEADERS)
            size = max(size, request.send(server.connection))
            best = min(best, server.cpu_of(request))
    return [
        Row("recalculating the page, server CPU", f"{best * 1e3:.2f} ms", "3 ms", f"{len(sent) + 1} of {len(found.fields)} fields sent"),
        Row("the same, over the wire", f"{size / 1e3:.1f} KB compressed", "40 KB"),
        Row("the first page with its files", f"{wire / 1e3:.0f} KB compressed", "500 KB", f"{len(found.files)} files"),
    ]


def _got(connection: http.client.HTTPConnection, path: str) -> bytes:
    connection.request("GET", path, headers={"accept-encoding": "gzip"})
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise RuntimeError(f"{path} answered {response.status}")
    return body
