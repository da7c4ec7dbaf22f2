"""A document in an address: deflated JSON in the letters of a URL, read back within bounds."""

import base64
import binascii
import zlib

import orjson

from app.documents import UnreadableDocument, scenario_from_json
from app.planner.faults import InvalidScenario
from app.planner.scenario import Scenario

LONGEST = 24_000
"""Letters of a draft: more than the largest believable plan takes, and less than any browser or server cuts."""
LARGEST = 400_000
"""Bytes that a draft may inflate to."""


class DraftUnreadable(ValueError):
    """A draft that is cut, made up, or no scenario that can be planned."""


def written(scenario: Scenario) -> str:
    """The scenario for an address; what a scenario assumes by itself is left out.

    Raises:
        DraftUnreadable: where no address could hold it.
    """
    body = orjson.dumps(scenario.model_dump(mode="json", exclude_defaults=True))
    letters = base64.urlsafe_b64encode(zlib.compress(body, 9, -zlib.MAX_WBITS)).rstrip(b"=").decode()
    if len(letters) > LONGEST or len(body) > LARGEST:
        raise DraftUnreadable
    return letters


def read(letters: str) -> Scenario:
    """The scenario in an address.

    Raises:
        DraftUnreadable: where there is none in it.
    """
    try:
        return scenario_from_json(_inflated(letters))
    except (InvalidScenario, UnreadableDocument, ValueError):
        raise DraftUnreadable from None


def _inflated(letters: str) -> bytes:
    """No more is inflated than a draft may hold, however small its letters are."""
    if len(letters) > LONGEST or not letters.isascii():
        raise DraftUnreadable
    try:
        packed = base64.b64decode(letters + "=" * (-len(letters) % 4), altchars=b"-_", validate=True)
        inflating = zlib.decompressobj(-zlib.MAX_WBITS)
        body = inflating.decompress(packed, LARGEST + 1)
    except (binascii.Error, zlib.error):
        raise DraftUnreadable from None
    if len(body) > LARGEST or not inflating.eof or inflating.unused_data:
        raise DraftUnreadable
    return body
