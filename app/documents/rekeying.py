"""Keys for parts that are saved for the first time: what a person has called them in the meantime, as a short word."""

from typing import Any

import orjson

from app.documents.differences import document_of
from app.documents.slugs import unique_key
from app.planner.scenario import Scenario

Document = dict[str, Any]


def rekeyed(scenario: Scenario, saved: Scenario) -> Scenario:
    """The scenario with the keys of its new stages and channels made from their names. Parts that are saved already keep theirs."""
    document = document_of(scenario)
    known = {stage.key for stage in saved.stages} | {channel.key for channel in saved.channels}
    for part in (*document["stages"], *document["channels"]):
        if part["key"] not in known:
            _rekey(document, part)
    return scenario if document == document_of(scenario) else Scenario.model_validate_json(orjson.dumps(document))


def _rekey(document: Document, part: Document) -> None:
    old = part["key"]
    taken = {each["key"] for each in (*document["stages"], *document["channels"])} - {old}
    taken |= {channel["activity"] for channel in document["channels"]}
    new = unique_key(part["name"], taken, old)
    if new == old:
        return
    part["key"] = new
    for conversion in document["conversions"]:
        for end in ("from", "to"):
            conversion[end] = new if conversion[end] == old else conversion[end]
    document["pipeline"] = {new if key == old else key: held for key, held in document["pipeline"].items()}
    for channel in document["channels"]:
        channel["enters"] = new if channel["enters"] == old else channel["enters"]
        channel["conversions"] = {new if key == old else key: own for key, own in channel["conversions"].items()}
    for role in document["team"]:
        role["handles"] = new if role["handles"] == old else role["handles"]
