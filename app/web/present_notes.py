"""Notes with their ways out, and the trace of a figure, as text. No HTML."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from app.language import Language
from app.planner.plan import Note, TraceSource, TraceStep
from app.planner.text import N_
from app.planner.trace import UnknownFigure, trace_figure
from app.web.forms import Form, write
from app.web.ground import Ground
from app.web.words import SEVERITIES, said, with_signs
from app.wording import figure_text, formula_text, note_message, note_title, way_out_sentence

_TONES = {"info": ("info", "info"), "warning": ("warn", "warn"), "error": ("bad", "stop")}
_ORDER = ("error", "warning", "info")
STEPS_SHOWN = 5
SOURCES_SHOWN = 5


LATER = {"hire"}
"""Ways out that take time to work: filling them in would show them as done already."""


@dataclass(frozen=True)
class WayOutView:
    """A way out: `changes` are texts by field, `href` is the page with them filled in."""

    text: str
    changes: dict[str, str]
    href: str


@dataclass(frozen=True)
class NoteView:
    """Something the reader should know."""

    tone: str
    icon: str
    severity: str
    title: str
    message: str
    ways_out: tuple[WayOutView, ...]


@dataclass(frozen=True)
class StepView:
    """A line of a calculation."""

    formula: str
    values: str
    result: str


@dataclass(frozen=True)
class SourceView:
    """Where a value came from."""

    name: str
    value: str
    origin: str


@dataclass(frozen=True)
class TraceView:
    """How a figure came about: what fits the popover first, then the rest."""

    steps: tuple[StepView, ...]
    more_steps: tuple[StepView, ...]
    sources: tuple[SourceView, ...]
    more_sources: tuple[SourceView, ...]


def notes(ground: Ground, form: Form, changed: Mapping[str, str]) -> tuple[NoteView, ...]:
    """What matters most first; a way out keeps what the reader has changed already."""
    found = sorted(ground.plan["notes"], key=lambda note: _ORDER.index(note["severity"]))
    return tuple(_note(ground, note, form, changed) for note in found)


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


def _note(ground: Ground, note: Note, form: Form, changed: Mapping[str, str]) -> NoteView:
    tone, icon = _TONES[note["severity"]]
    ways = tuple(_way_out(ground, way, form, changed) for way in note.get("ways_out", ()))
    title, message = note_title(note, ground.plan, ground.language), note_message(note, ground.plan, ground.language)
    return NoteView(tone, icon, said(SEVERITIES, note["severity"], ground.language), title, message, ways)


def _way_out(ground: Ground, way: Mapping[str, Any], form: Form, changed: Mapping[str, str]) -> WayOutView:
    filled = () if way["code"] in LATER else way.get("changes", ())
    try:
        changes = {change["path"]: write(change["value"], form.kind(change["path"]), ground.language) for change in filled}
    except ValueError:  # beyond what a field can hold
        changes = {}
    href = f"/?{urlencode({**changed, **changes}, safe='/')}" if changes else ""
    return WayOutView(way_out_sentence(way, ground.plan, ground.language), changes, href)


def trace(ground: Ground, figure: str) -> TraceView | None:
    """The trace of a figure, None where it has none."""
    try:
        found = trace_figure(ground.scenario, figure)
    except UnknownFigure:
        return None
    steps = [_step(ground, step) for step in found["steps"]]
    sources = [_source(ground, source) for source in found["sources"]]
    return TraceView(tuple(steps[:STEPS_SHOWN]), tuple(steps[STEPS_SHOWN:]), tuple(sources[:SOURCES_SHOWN]), tuple(sources[SOURCES_SHOWN:]))


def _step(ground: Ground, step: TraceStep) -> StepView:
    values = " · ".join(f"{_named(ground, value['name'])} {_figure(ground, value['value'], value['unit'])}" for value in step["values"])
    return StepView(with_signs(formula_text(step["formula"], ground.language)), values, _figure(ground, step["result"], step["unit"]))


def _named(ground: Ground, name: str) -> str:
    """A value's name: keys of stages and units become what they are called, between stages stands an arrow."""
    return " → ".join(_word(ground, part) for part in name.split(" > "))


def _word(ground: Ground, name: str) -> str:
    if name in ground.scenario.stage_keys:
        return ground.stage(name)
    if any(name == channel.activity for channel in ground.scenario.channels):
        return ground.units(name)
    return ground.say(name).replace("_", " ")


def _figure(ground: Ground, value: float, unit: str) -> str:
    if unit == "factor" and value <= 1:
        return ground.rate(value)
    if unit in ("count", "factor"):
        return ground.language.number(value, up_to=2) if abs(value) >= 100 else ground.language.significant(value, 4)
    if unit == "fraction":
        return ground.rate(value)
    return figure_text(value, unit, ground.currency, ground.language)


def _source(ground: Ground, source: TraceSource) -> SourceView:
    value, unit, language = source["value"], source["unit"], ground.language
    if isinstance(value, bool) or not isinstance(value, int | float):
        text = "" if value is None else language.list_of([str(each) for each in value]) if isinstance(value, list | tuple) else str(value)
    else:
        text = _figure(ground, value, unit)
    return SourceView(_named(ground, source["name"]), text, _origin(ground, source))


_ORIGINS = {"typed": N_("typed"), "counted": N_("counted"), "default": N_("default"), "calendar": N_("calendar")}


def _origin(ground: Ground, source: TraceSource) -> str:
    language: Language = ground.language
    detail = source["detail"]
    entered, converted = detail.get("entered"), detail.get("converted")
    if isinstance(entered, int | float) and isinstance(converted, int | float):
        return ground.say(N_("%(part)s of %(all)s"), part=language.number(converted), all=language.number(entered))
    low, high = detail.get("low"), detail.get("high")
    if isinstance(low, int | float) and isinstance(high, int | float):
        return ground.say(
            N_("typed, %(low)s to %(high)s"), low=_figure(ground, low, source["unit"]), high=_figure(ground, high, source["unit"])
        )
    if isinstance(days := detail.get("working_days"), int | float):
        return language.days(days)
    set_by = detail.get("set_by")
    if isinstance(set_by, str):
        return ground.say(N_("typed by %(who)s"), who=set_by)
    return said(_ORIGINS, source["origin"], language)
