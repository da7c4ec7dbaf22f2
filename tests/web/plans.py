"""An app over a database of its own, plans kept in it, and what a list says of them."""

import html
import re
from html.parser import HTMLParser
from typing import Any

import orjson

from app.documents import scenario_from_json
from app.planner.scenario import Scenario
from app.services import scenarios
from app.services.scenarios import LOCAL_WORKSPACE, Stored
from tests.web.samples import changed_document


def scenario(name: str = "FY2027 growth plan", changes: dict[str, Any] | None = None) -> Scenario:
    return scenario_from_json(orjson.dumps(changed_document({"/name": name} | (changes or {}))))


def keep(client, name="FY2027 growth plan", changes=None, *, author="Maya Ortiz", tags=(), sample=False) -> Stored:
    """Keep the sample under a name, with changes by pointer."""
    with client.app.state.database.writing() as session:
        return scenarios.create(session, LOCAL_WORKSPACE, scenario(name, changes), author=author, tags=tags, sample=sample)


def save(client, stored: Stored, changes: dict[str, Any], *, author="Jon Adeyemi", name: str | None = None) -> Stored:
    """Keep another version on top of a stored one."""
    with client.app.state.database.writing() as session:
        wanted = scenario(stored.name, changes)
        return scenarios.save(session, LOCAL_WORKSPACE, stored.id, wanted, base=stored.newest, author=author, version_name=name)


def found(client, id: str) -> Stored:
    with client.app.state.database.reading() as session:
        return scenarios.get(session, LOCAL_WORKSPACE, id)


class _Table(HTMLParser):
    """The rows of the tables of one class: cells as texts."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind, self.inside = kind, False
        self.rows: list[list[str]] = []
        self._hidden = 0

    def handle_starttag(self, tag, attrs):
        names = (dict(attrs).get("class") or "").split()
        if tag == "table":
            self.inside = self.kind in names
        elif self.inside and tag == "tr":
            self.rows.append([])
        elif self.inside and tag in ("td", "th"):
            self.rows[-1].append("")
        elif self.inside and tag in ("details", "caption"):
            self._hidden += 1

    def handle_endtag(self, tag):
        if tag == "table":
            self.inside = False
        elif self.inside and tag in ("details", "caption"):
            self._hidden -= 1

    def handle_data(self, data):
        if self.inside and not self._hidden and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data + " "


def table(text: str, kind: str = "plans") -> list[list[str]]:
    """A table as a person reads it, without its head and the menus in it."""
    parser = _Table(kind)
    parser.feed(text)
    return [[" ".join(cell.split()) for cell in row] for row in parser.rows[1:]]


def names(text: str) -> list[str]:
    """The plans in the list, in its order."""
    return [html.unescape(name) for name in re.findall(r'<th class="nm" scope="row"><a href="/plans/scn_[a-z0-9]+">(.*?)</a>', text)]
