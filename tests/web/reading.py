"""What a page says: its elements, its words, its tables, and what comes along for the scripts."""

import html
import json
import re
from html.parser import HTMLParser

NEW = "/plans/new"


class Page(HTMLParser):
    """What the tests ask of a page: elements with their attributes, and the text without markup."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.text = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]

    def named(self, name):
        return next(attributes for _, attributes in self.elements if attributes.get("name") == name)


def said(text):
    return " ".join(re.sub(r"<[^>]+>", "", re.sub(r"<(script|svg).*?</\1>", "", text, flags=re.S)).split())


def read_out(text):
    without = re.sub(r"<(script|svg|style).*?</\1>", "", text, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", without)).split())


def live(text, name):
    """What stands in a place that comes along with the answer."""
    return html.unescape(re.search(rf'data-live="{name}"[^>]*>(.*?)<', text)[1])


def data_in(text):
    return json.loads(re.search(r"data-answer>(.*?)</script>", text)[1])


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
