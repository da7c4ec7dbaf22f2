"""A scenario out of a file or a pasted text, or what is wrong with it: on which line, in which field."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import HTTPException, Request
from starlette.datastructures import UploadFile

from app.documents import UnreadableDocument, is_json, scenario_from_json, scenario_from_yaml
from app.documents.places import line_of
from app.documents.unreadable import SIZE_LIMIT
from app.language import Language
from app.planner.faults import Fault, InvalidScenario
from app.planner.scenario import Scenario
from app.web.asking import posted
from app.wording import fault_sentence, unreadable_sentence

FIELDS = 8
COMPLAINTS_SHOWN = 20


@dataclass(frozen=True)
class Complaint:
    """One thing that is wrong: where, and what."""

    where: str
    what: str


async def uploaded(request: Request) -> bytes:
    """The file of a form, or what was pasted into it where there is none."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return (await posted(request)).get("text", "").encode("utf-8", "replace")
    async with request.form(max_files=1, max_fields=FIELDS, max_part_size=SIZE_LIMIT + 1) as fields:
        file, text = fields.get("file"), fields.get("text")
        if isinstance(file, UploadFile) and file.filename:
            return await file.read(SIZE_LIMIT + 1)
        if isinstance(text, UploadFile):
            raise HTTPException(400, "The text is a file.")
        return (text or "").encode("utf-8", "replace")


def read(document: bytes, language: Language) -> Scenario | tuple[Complaint, ...]:
    """The scenario, or what is wrong with its text."""
    if not document.strip():
        return (Complaint("", language.gettext("Choose a file, or paste a scenario.")),)
    try:
        return scenario_from_json(document) if is_json(document) else scenario_from_yaml(document)
    except UnreadableDocument as error:
        return (Complaint("", unreadable_sentence(error, language)),)  # it says the line itself
    except InvalidScenario as error:
        return _complaints(error.faults, document.decode("utf-8", "replace"), language)


def _complaints(faults: Sequence[Fault], text: str, language: Language) -> tuple[Complaint, ...]:
    shown = faults[:COMPLAINTS_SHOWN]
    found = [Complaint(_where(fault, text, language), fault_sentence(fault, language)) for fault in shown]
    if more := len(faults) - len(shown):
        found.append(Complaint("", language.ngettext("And %(n)s more.", "And %(n)s more.", more)))
    return tuple(found)


def _where(fault: Fault, text: str, language: Language) -> str:
    """'Line 34 · channels › 2 › share'"""
    parts = [_line(line_of(text, fault.path), language), _field(fault)]
    return " · ".join(part for part in parts if part)


def _line(line: int | None, language: Language) -> str:
    return "" if line is None else language.gettext("Line %(line)s", line=language.whole(line))


def _field(fault: Fault) -> str:
    """The field by the names that stand in the text: 'conversions › 2 › rate'."""
    return " › ".join(f"{part + 1}" if isinstance(part, int) else part for part in fault.path)
