"""Steps that are more than figures: a part comes, goes or moves, or two people's changes come together."""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from app.documents import edits, scenario_from_json
from app.documents.counterparts import Counterparts
from app.documents.differences import differences, document_of, merge
from app.planner.faults import InvalidScenario
from app.planner.scenario import Scenario
from app.web.state import drafts
from app.web.state.forms import Document, write
from app.web.state.plan_page import Base, redrawn

Texts = dict[str, str]
IDLE = "idle"


@dataclass(frozen=True)
class Changed:
    """A page after such a step: its base, what was typed and still stands, the field to go on with, and what was done."""

    base: Base
    texts: Texts
    focus: str = ""
    did: str = ""


def edited(base: Base, texts: Mapping[str, str], wanted: str) -> Changed:
    """One edit made to what the form says. What could not be read, or cannot be planned, stays as it was typed.

    Raises:
        EditRefused: where it cannot be made.
    """
    for document, left in _readings(base, texts):
        try:
            found = edits.apply(document, wanted)
            scenario = _valid(found.document)
        except InvalidScenario:
            continue
        try:
            after = state_of(scenario, base)
        except drafts.DraftUnreadable:
            raise edits.EditRefused("too_large") from None
        texts_after = after.texts | carried(left, document, found.document)
        return Changed(after.base, texts_after, found.focus, _did(wanted, document, found.document))
    raise edits.EditRefused("not_possible")


def _did(wanted: str, before: Document, after: Document) -> str:
    """The edit as its button named it, with a word more where a channel went that left no share to the others."""
    shares = {channel["key"]: channel["share"] for channel in before["channels"]}
    idle = wanted.startswith("channel/remove/") and all(shares.get(channel["key"]) == channel["share"] for channel in after["channels"])
    return f"{wanted}/{IDLE}" if idle else wanted


def _readings(base: Base, texts: Mapping[str, str]) -> list[tuple[Document, Texts]]:
    """Documents to make an edit in, each with the texts that are not in it: everything that was read, all that can be planned, nothing."""
    reading = base.form.read(texts.items())
    unread = {fault.pointer for fault in reading.faults}
    wrong = _wrong(reading.document)
    whole = (reading.document, _only(reading.texts, unread))
    nothing = (base.form.document, base.form.changed(reading.texts))
    if not wrong:
        return [whole]
    if all(pointer.endswith("/share") for pointer in wrong):  # each is a figure that can be read; an edit may put their sum right
        shares = {pointer: base.form.written(pointer) for pointer in _share_pointers(reading.document)}
        # those that nobody typed over stay as they stand, too: beside the typed ones they are what does not add up
        return [whole, _without(base, shares | reading.texts, unread | set(shares)), nothing]
    return [_without(base, reading.texts, unread | wrong), nothing]


def _share_pointers(document: Document) -> list[str]:
    return [f"/channels/{place}/share" for place in range(len(document["channels"]))]


def _wrong(document: Document) -> set[str]:
    try:
        _valid(document)
    except InvalidScenario as error:
        return {fault.pointer for fault in error.faults}
    return set()


def _without(base: Base, texts: Texts, left: set[str]) -> tuple[Document, Texts]:
    rest = {pointer: text for pointer, text in texts.items() if pointer not in left}
    reading = base.form.read(rest.items())
    return (reading.document if not _wrong(reading.document) else base.form.document), _only(texts, left)


def _only(texts: Texts, pointers: set[str]) -> Texts:
    return {pointer: text for pointer, text in texts.items() if pointer in pointers}


def carried(texts: Mapping[str, str], before: Document, after: Document) -> Texts:
    """Typed texts in the fields of the same parts of another document; those of parts that are gone go, too."""
    there = Counterparts(before, after)
    found = {there.of(pointer): text for pointer, text in texts.items()}
    return {pointer: text for pointer, text in found.items() if pointer is not None}


def on_top(mine: Scenario, base: Scenario, newest: Base) -> Changed | InvalidScenario:
    """My changes to an older version on top of the newest, unsaved; or why the two cannot be planned together."""
    together = merge(base, mine, newest.saved.base).document
    try:
        return state_of(_valid(together), newest)
    except InvalidScenario as error:
        if {fault.code for fault in error.faults} != {"shares_sum"}:
            return error
        return _with_wrong_shares(together, newest)


def state_of(scenario: Scenario, base: Base) -> Changed:
    """A scenario as a state of a page: as fields where its parts are those of the saved version, as a draft otherwise."""
    form = base.saved
    texts: Texts = {}
    for change in differences(form.base, scenario):
        pointer = change.new_pointer or ""
        plain = change.kind == "changed" and pointer == change.old_pointer and not isinstance(change.new, dict | list)
        if not plain or not form.has(pointer):
            return Changed(redrawn(base, scenario), {})
        texts[pointer] = write(change.new, form.kind(pointer), form.language)
    reading = form.read(texts.items())
    if reading.faults or reading.document != document_of(scenario):
        return Changed(redrawn(base, scenario), {})
    return Changed(redrawn(base, form.base), texts)


def _with_wrong_shares(document: Document, newest: Base) -> Changed:
    """A draft whose shares add up, with the shares as both left them in the fields: the page says what is wrong with them."""
    shares = {f"/channels/{place}/share": channel["share"] for place, channel in enumerate(document["channels"])}
    base = redrawn(newest, _valid(edits.apply(document, "shares/scale").document))
    return Changed(base, {pointer: write(share, "percent", base.form.language) for pointer, share in shares.items()})


def _valid(document: Document) -> Scenario:
    return scenario_from_json(orjson.dumps(document))
