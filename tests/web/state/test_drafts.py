"""A draft in an address: the whole document, or none."""

import base64
import zlib

import orjson
import pytest

from app.documents import scenario_from_json
from app.documents.templates import template_document, templates
from app.web.state import drafts
from tests.web.reading import NEW, Page, said
from tests.web.samples import from_template, wild_document


def packed(body):
    """Any bytes as an address would hold a draft."""
    return base64.urlsafe_b64encode(zlib.compress(body, 9, -zlib.MAX_WBITS)).rstrip(b"=").decode()


@pytest.mark.parametrize("key", [each.key for each in templates()])
def test_a_draft_holds_the_whole_document(key):
    assert drafts.read(drafts.written(from_template(key))) == from_template(key)


def test_forty_channels_fit_into_an_address():
    wild = scenario_from_json(orjson.dumps(wild_document()))
    letters = drafts.written(wild)
    assert drafts.read(letters) == wild
    assert len(letters) < 8000


@pytest.mark.parametrize(
    "letters",
    [
        "A",
        "AAAA",
        "====",
        "!!!!",
        "\u0416",
        "\x00",
        "A" * 30_000,
        packed(b"{}"),
        packed(b"[]"),
        packed(b"not json"),
        packed(b" " * 50_000_000),
        packed(b"[" * 100_000),
        packed(b'{"schema": 2}'),
        packed(orjson.dumps(template_document("growth")))[:-9],
        packed(orjson.dumps(template_document("growth"))) + "AAAA",
        packed(orjson.dumps(template_document("growth") | {"months": 1e99})),
    ],
)
def test_a_draft_that_is_none_leaves_the_plan_and_says_so(client, letters):
    response = client.get(NEW, params={"from": "growth", "draft": letters})
    assert response.status_code == 200
    assert "The changes in this link cannot be read" in said(response.text)
    assert Page(response.text).named("draft")["value"] == ""


def test_a_draft_never_inflates_beyond_its_bounds():
    bomb = packed(b" " * 200_000_000)
    assert len(bomb) < 300_000
    with pytest.raises(drafts.DraftUnreadable):
        drafts.read(packed(b"0" * (drafts.LARGEST + 1)))
    assert drafts.LARGEST < 1_000_000
