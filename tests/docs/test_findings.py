"""The page of findings is what the code says, and has something to do about each."""

import pytest

from scripts import findings
from tests.docs.reading import code, tables, text_of


def rows() -> dict[str, list[str]]:
    return {code(row[0]): row for found in tables(text_of("docs/findings.md")).values() for row in found}


def test_the_page_is_what_the_code_says() -> None:
    text = text_of("docs/findings.md")
    assert findings.page(text) == text, "scripts/findings.py write"


def test_every_finding_has_a_severity_and_something_to_do() -> None:
    found = rows()
    assert len(found) > 100
    assert [name for name, row in found.items() if not row[1] or len(row) != 4 or row[3] in ("", findings.OPEN)] == []


def test_the_severity_is_read_where_a_finding_is_made() -> None:
    found = {name: row[1] for name, row in rows().items()}
    assert found["empty_file"] == "blocking"  # by a function that makes no others
    assert found["mixed_orders"] == "blocking or warning"  # one of two
    assert found["pdf_file"] == "blocking"  # from a table of its file
    assert found["too_many_channels"] == "warning"  # a code made of parts
    assert found["left_cut"] == "warning"  # a name that was given a code before
    assert found["rows_left_out"] == "info"


def test_what_was_typed_stays_and_a_new_finding_waits_for_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    text = text_of("docs/findings.md")
    monkeypatch.setattr(findings, "sections", lambda: {"Files": {"empty_file": "There is nothing in it.", "brand_new": "%(n)s | m"}})
    monkeypatch.setattr(findings, "severities", lambda codes: {each: {"info"} for each in codes})
    assert findings.page(text).endswith(
        "| `empty_file` | info | There is nothing in it. | Export it anew. |\n| `brand_new` | info | *n* \\| m | ? |\n"
    )
