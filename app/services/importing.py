"""Taking in an export: all of it or nothing, whatever is in the file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from sqlalchemy import insert, select
from sqlmodel import Session

from app.documents import UnreadableDocument, scenario_from_json
from app.models import WorkspaceRow
from app.planner.faults import InvalidScenario
from app.services import imports
from app.services.export_format import BadExport, Record, fingerprint, records_in
from app.services.exporting import WORKSPACE, fingerprint_of
from app.services.importing_history import HistoryTaker
from app.services.reading import SCENARIO, TAG, VERSION
from app.services.record_fields import Fields, is_workspace_id
from app.services.stored import is_id
from app.services.texts import folded, sort_key
from app.services.writing import digest_of, new_id, search_text

Numbered = tuple[int, Record]


@dataclass
class Taken:
    """What came of an import."""

    added: int = 0
    copied: int = 0
    """Those of the added that got a new id."""
    skipped: int = 0
    versions: int = 0
    imports: int = 0
    """Files with history that were not here."""
    books: int = 0


class DifferentScenario(Exception):
    """A scenario of the same id is here already, and says something else."""

    def __init__(self, line: int, id: str) -> None:
        super().__init__(f"line {line}: {id} is here already, and says something else")
        self.line, self.id = line, id


def take_in(session: Session, file: IO[bytes], *, copy: bool = False) -> Taken:
    """Add what the file holds and the store does not; with `copy`, what differs comes in beside what is here, under a new id.

    Raises:
        BadExport: where the file is no whole export, or holds what would not be accepted otherwise.
        DifferentScenario, DifferentHistory: where the same id says something else, and `copy` is not given.
    """
    taken, renamed = Taken(), dict[str, str]()
    records, history = records_in(file), HistoryTaker(session, copy=copy, renamed=renamed)
    for line, record in records:
        if record["kind"] == "workspace":
            _take_workspace(session, line, record)
        elif record["kind"] == "scenario":
            _take_scenario(session, line, record, records, copy, taken, renamed)
        elif not history.take(line, record, records):
            raise BadExport(
                line, "a version belongs after its scenario" if record["kind"] == "version" else "this kind of record is not known"
            )
    taken.imports, taken.books = history.added, history.books
    return taken


def _take_workspace(session: Session, line: int, record: Record) -> None:
    read = Fields(line, record)
    row = {"id": read.id("id", is_workspace_id), "name": read.text("name"), "created_at": read.moment("created_at")}
    if session.connection().execute(select(WORKSPACE.c.id).where(WORKSPACE.c.id == row["id"])).first() is None:
        session.connection().execute(insert(WorkspaceRow), row)
    imports.one_at_a_time(session, str(row["id"]))  # or a file that arrives meanwhile could get the number of one that comes in


def _take_scenario(
    session: Session, line: int, record: Record, records: Iterator[Numbered], copy: bool, taken: Taken, renamed: dict[str, str]
) -> None:
    read = Fields(line, record)
    id, count = read.id("id", is_id), read.whole("versions")
    here = fingerprint_of(session, id)
    same = here is not None and here == record.get("fingerprint")
    if here is not None and not same and not copy:
        raise DifferentScenario(line, id)
    card, tags = _card(session, read, new_id() if here is not None else id, count)
    if not same:
        renamed |= {id: card["id"]} if card["id"] != id else {}
        session.connection().execute(_INSERT_CARD, card)
        if tags:
            session.connection().execute(_INSERT_TAG, [{"scenario_id": card["id"], "folded": folded(tag), "tag": tag} for tag in tags])
    history = []
    for number in range(1, count + 1):
        place, version = next(records, (line, {"kind": "nothing"}))
        row = _version(place, version, number, card)
        if not same:
            session.connection().execute(_INSERT_VERSION, row)
        history.append({name: value for name, value in version.items() if name != "document"})
    if fingerprint(record, history) != record.get("fingerprint"):
        raise BadExport(line, "the scenario and its versions are not those that were exported")
    taken.skipped += same
    taken.added += not same
    taken.copied += here is not None and not same
    taken.versions += 0 if same else count


_INSERT_CARD, _INSERT_VERSION, _INSERT_TAG = insert(SCENARIO), insert(VERSION), insert(TAG)


def _card(session: Session, read: Fields, id: str, count: int) -> tuple[Record, tuple[str, ...]]:
    name, tags = read.text("name"), read.tags()
    created_by, changed_by = read.text("created_by"), read.text("changed_by")
    workspace = read.id("workspace", is_workspace_id)
    if session.connection().execute(select(WORKSPACE.c.id).where(WORKSPACE.c.id == workspace)).first() is None:
        raise BadExport(read.line, f"there is no workspace {workspace}")
    card = {
        "id": id,
        "workspace_id": workspace,
        "name": name,
        "sort_name": sort_key(name),
        "search": search_text(name, tags, created_by, changed_by),
        "newest": count,
        "revision": read.whole("revision"),
        "sample": read.flag("sample"),
        "created_at": read.moment("created_at"),
        "created_by": created_by,
        "changed_at": read.moment("changed_at"),
        "changed_by": changed_by,
        "archived_at": None if read.record.get("archived_at") is None else read.moment("archived_at"),
    }
    return card, tags


def _version(line: int, record: Record, number: int, card: Record) -> Record:
    read = Fields(line, record)
    if record["kind"] != "version" or record.get("number") != number:
        raise BadExport(line, f"version {number} of {card['id']} belongs here")
    document = read.raw("document", str)
    if digest_of(document) != record.get("digest"):
        raise BadExport(line, "the document is not the one that was exported")
    try:
        scenario = scenario_from_json(document.encode("utf-8", "surrogatepass"))
    except (InvalidScenario, UnreadableDocument) as error:
        raise BadExport(line, _why(error)) from error
    if number == card["newest"] and scenario.name != card["name"]:
        raise BadExport(line, "the newest version has another name than its scenario")
    return {
        "scenario_id": card["id"],
        "number": number,
        "name": None if record.get("name") is None else read.text("name"),
        "author": read.text("author"),
        "created_at": read.moment("created_at"),
        "restored_from": None if record.get("restored_from") is None else read.whole("restored_from"),
        "schema_number": read.whole("schema"),
        "digest": record["digest"],
        "document": document,
    }


def _why(error: InvalidScenario | UnreadableDocument) -> str:
    from app.language import language
    from app.wording import fault_sentence, unreadable_sentence

    if isinstance(error, UnreadableDocument):
        return unreadable_sentence(error, language("en"))
    return f"{error.faults[0].pointer}: {fault_sentence(error.faults[0], language('en'))}"
