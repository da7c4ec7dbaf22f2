"""Notes with their ways out, as text. No HTML."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from app.planner.plan import Note
from app.planner.text import N_
from app.web.figures.ground import Ground
from app.web.figures.words import SEVERITIES, said
from app.web.state.forms import Form, write
from app.wording import note_message, note_title, way_out_sentence

_TONES = {"info": ("info", "info"), "warning": ("warn", "warn"), "error": ("bad", "stop")}
_ORDER = ("error", "warning", "info")
LATER = {"hire"}
"""Ways out that take time to work. Filling them in shows the plan as if they had been done already, and the button says so."""
Address = Callable[[Mapping[str, str]], str]
"""The page with more fields filled in."""


class WayOutView(NamedTuple):
    """A way out: `changes` are texts by field, `href` is the page with them filled in, `label` what that does."""

    text: str
    changes: dict[str, str]
    href: str
    label: str


class NoteView(NamedTuple):
    """Something the reader should know."""

    tone: str
    icon: str
    severity: str
    title: str
    message: str
    ways_out: tuple[WayOutView, ...]


def notes(ground: Ground, form: Form, address: Address) -> tuple[NoteView, ...]:
    """What matters most first; a way out keeps what the reader has changed already."""
    found = sorted(ground.plan["notes"], key=lambda note: _ORDER.index(note["severity"]))
    return tuple(_note(ground, note, form, address) for note in found)


def notes_lead(ground: Ground) -> str:
    """'2 warnings, 3 to know'"""
    known = sum(note["severity"] == "info" for note in ground.plan["notes"])
    serious = len(ground.plan["notes"]) - known
    parts = []
    if serious:
        parts.append(ground.language.ngettext("%(n)s warning", "%(n)s warnings", serious))
    if known:
        parts.append(ground.language.ngettext("%(n)s to know", "%(n)s to know", known))
    return ", ".join(parts)


def _note(ground: Ground, note: Note, form: Form, address: Address) -> NoteView:
    tone, icon = _TONES[note["severity"]]
    ways = tuple(_way_out(ground, way, form, address) for way in note.get("ways_out", ()))
    title, message = note_title(note, ground.plan, ground.language), note_message(note, ground.plan, ground.language)
    return NoteView(tone, icon, said(SEVERITIES, note["severity"], ground.language), title, message, ways)


def _way_out(ground: Ground, way: Mapping[str, Any], form: Form, address: Address) -> WayOutView:
    try:
        changes = {change["path"]: write(change["value"], form.kind(change["path"]), ground.language) for change in way.get("changes", ())}
    except ValueError:  # beyond what a field can hold
        changes = {}
    label = ground.say(N_("Try it"))
    if way["code"] in LATER and changes:
        label = ground.say(N_("Try with %(n)s from the start"), n=next(iter(changes.values())))
    return WayOutView(way_out_sentence(way, ground.plan, ground.language), changes, address(changes) if changes else "", label)
