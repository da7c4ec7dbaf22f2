"""What documents point to is there: links, files, pictures, and the names in recipes."""

import re
from pathlib import Path

import pytest

from tests.docs.reading import DOCS, ROOT, label, text_of


def anchors(path: Path) -> set[str]:
    """What GitHub makes of the headings."""
    heads = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("path", DOCS, ids=label)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    targets = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'(?:src|srcset|href)="([^"]+)"', text)
    for target in targets:
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        found = (path.parent / name).resolve() if name else path
        assert found.exists(), f"{label(path)} links to {target}, which is not there"
        assert not anchor or anchor in anchors(found), f"{label(path)} links to {target}, and there is no such heading"


@pytest.mark.parametrize("path", DOCS, ids=label)
def test_files_that_a_document_names_are_there(path: Path) -> None:
    named = set(re.findall(r"`((?:app|alembic|docs|tests|scripts|bench)/[\w./-]*\w)/?`", path.read_text(encoding="utf-8")))
    made_later = {"app/locales/messages.pot", "app/locales/el/LC_MESSAGES/messages.po"}
    assert [name for name in sorted(named - made_later) if not (ROOT / name).exists()] == []


def test_pictures_open_at_once() -> None:
    for picture in (ROOT / "docs" / "images").iterdir():
        assert picture.read_bytes().startswith(b"\x89PNG"), picture.name
        assert picture.stat().st_size <= 250_000, f"{picture.name} is too large: scripts/screenshot.py takes it anew"


def test_decisions_are_numbered_and_say_what_was_refused() -> None:
    found = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:4] for path in found] == [f"{number:04}" for number in range(1, len(found) + 1)]
    parts = ("**Decided:**", "**Why.**", "**Refused**", "**The price.**")
    assert [(label(path), part) for path in found for part in parts if part not in path.read_text(encoding="utf-8")] == []


def test_the_recipes_name_what_is_in_the_files() -> None:
    """A recipe's paragraph names a file, then names in capitals or beginning with _: each stands in one of its files."""
    for paragraph in re.split(r"\n(?=\d\. |#|$)", text_of("CONTRIBUTING.md")):
        files = re.findall(r"`(app/[\w/]+\.py)`", paragraph)
        source = "".join(text_of(path) for path in files)
        for name in re.findall(r"`(_?[A-Z][A-Z_]{3,}|[a-z]+_of)`", paragraph) if files else ():
            assert re.search(rf"^(?:def |class )?{name}\b", source, re.M), f"{name} is in none of {files}"
