"""What the guide and the README quote from the pages is what the pages say."""

import re
from functools import cache

from fastapi.testclient import TestClient

from scripts import catalogues
from tests.docs.reading import ROOT, tables, text_of

PLACES = r"%\(\w+\)s|\{\w+\}"


@cache
def texts_of_the_pages() -> tuple[set[str], list[re.Pattern[str]]]:
    """Every text that the product can say: the plain ones, and patterns of those with something filled in."""
    ids = [each for message in catalogues.extracted(ROOT) for each in (message.id if isinstance(message.id, tuple) else (message.id,))]
    said = [each.replace("%%", "%") for each in ids if each]
    filled = [each for each in said if re.search(PLACES, each) and len(re.findall(r"\w", re.sub(PLACES, "", each))) >= 8]
    return set(said), [re.compile(".+".join(re.escape(part) for part in re.split(PLACES, each))) for each in filled]


def quoted(text: str) -> list[str]:
    """What stands in italics outside of code, each on one line."""
    plain = re.sub(r"^```.*?^```$|`[^`\n]*`", "", text, flags=re.M | re.S).replace("**", "")
    return [" ".join(found.split()) for found in re.findall(r"(?<![*\w])\*(?!\s)([^*]+?)(?<!\s)\*(?![*\w])", plain)]


def test_what_the_guide_quotes_is_what_the_pages_say() -> None:
    plain, filled = texts_of_the_pages()
    found = quoted(text_of("docs/guide.md"))
    assert len(found) > 120
    assert [each for each in found if each not in plain and not any(pattern.fullmatch(each) for pattern in filled)] == []


def test_what_the_readme_tells_to_press_is_on_the_pages() -> None:
    plain, _ = texts_of_the_pages()
    assert set(quoted(text_of("README.md"))) <= plain


def test_the_guide_has_every_shortcut_of_the_pages(client: TestClient) -> None:
    shown = client.get("/plans/new?from=growth").text
    keys = "".join(re.findall(r'<dl class="keys">(.*?)</dl>', shown, re.S))
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", keys, re.S)
    on_the_page = {tuple(re.findall(r"<kbd>(.+?)</kbd>", names)): what for names, what in pairs}
    rows = tables(text_of("docs/guide.md"))["Keyboard"]
    said = {tuple(re.findall(r"`([^`]+)`", row[0])): row[1] for row in rows}
    assert said == on_the_page


def test_the_guide_names_every_kind_of_plan_to_start_from() -> None:
    from app.documents.templates import templates

    assert {each.title for each in templates()[1:]} <= set(quoted(text_of("docs/guide.md")))
