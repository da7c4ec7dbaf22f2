"""What is kept, as the API says it. Documents go out as the very bytes that are stored."""

from typing import Any

import orjson

from app.api.problem_shape import problem_errors
from app.documents.canonical import canonical_document
from app.documents.differences import differences
from app.language import Language
from app.planner.scenario import Scenario
from app.services.scenarios import Stored, UnreadableStored, VersionLine
from app.services.writing import digest_of
from app.wording.changes import change_sentence

_AS_TODAY = f'{{"schema":{Scenario.model_fields["schema_number"].default},'


def json_bytes(content: object) -> bytes:
    """JSON, with times in UTC as 2026-11-22T09:30:00.000000Z."""
    return orjson.dumps(content, option=orjson.OPT_UTC_Z)


def scenario_line(stored: Stored) -> dict[str, Any]:
    """A scenario without its document, as in a list."""
    return {
        "id": stored.id,
        "name": stored.name,
        "version": stored.version,
        "revision": stored.revision,
        "etag": stored.etag,
        "tags": stored.tags,
        "sample": stored.sample,
        "created_at": stored.created_at,
        "created_by": stored.created_by,
        "changed_at": stored.changed_at,
        "changed_by": stored.changed_by,
        "archived_at": stored.archived_at,
        "digest": stored.digest,
    }


def scenario_answer(stored: Stored, words: Language) -> dict[str, Any]:
    """A scenario with its document, or with the reason why that cannot be read: the rest of it is still worth knowing."""
    try:
        return {**scenario_line(stored), "scenario": document(stored)}
    except UnreadableStored as error:
        return {**scenario_line(stored), "scenario": None, "error": problem_errors(error.faults, words)[0]}


def document(stored: Stored) -> orjson.Fragment:
    """The document as it is stored; one of an older schema, or one that something else has written, as today's reads it.

    Raises:
        UnreadableStored: where it cannot be read.
    """
    text = stored.document
    as_saved = text.startswith(_AS_TODAY) and digest_of(text) == stored.digest
    return orjson.Fragment(text if as_saved else canonical_document(stored.scenario))


def version_line(line: VersionLine) -> dict[str, Any]:
    """A version without its document."""
    return {
        "version": line.number,
        "name": line.name,
        "author": line.author,
        "created_at": line.created_at,
        "restored_from": line.restored_from,
        "digest": line.digest,
    }


def change_lines(old: Scenario, new: Scenario, language: Language) -> list[dict[str, Any]]:
    """What differs: for programs by path and values, for people in words."""
    lines = []
    for change in differences(old, new):
        words = change_sentence(change, old, new, language)
        lines.append(
            {
                "kind": change.kind,
                "path": change.path,
                "old": change.old,
                "new": change.new,
                "old_pointer": change.old_pointer,
                "new_pointer": change.new_pointer,
                "words": {"where": words.where, "what": words.what, "before": words.before, "after": words.after},
            }
        )
    return lines
