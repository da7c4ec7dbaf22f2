"""What changed between two scenarios, in the user's words: 'Cold email · Share: 30% to 35%'."""

from dataclasses import dataclass
from typing import Any

from app.documents.changes import Change
from app.documents.declared import declared, parts_of
from app.language import Language
from app.planner.scenario import MEASURED_FIELDS, Channel, Conversion, Cost, Deal, Goal, Scenario, Step
from app.planner.text import N_
from app.wording.amounts import amount, amounts, stage_name
from app.wording.names import heading, month_name, word

Parts = tuple[str | int, ...]

_COMES_AND_GOES = {
    "stages": (N_("Stage added"), N_("Stage removed")),
    "conversions": (N_("Conversion added"), N_("Conversion removed")),
    "channels": (N_("Channel added"), N_("Channel removed")),
    "steps": (N_("Step added"), N_("Step removed")),
    "own_conversions": (N_("Own conversion added"), N_("Own conversion removed")),
    "team": (N_("Role added"), N_("Role removed")),
    "evidence": (N_("Counts added"), N_("Counts removed")),
    "benchmark": (N_("Benchmark added"), N_("Benchmark removed")),
    "outreach": (N_("Outreach added"), N_("Outreach removed")),
    "content": (N_("Sales content added"), N_("Sales content removed")),
    "measured": (N_("Measurement added"), N_("Measurement removed")),
}
# What is said of a part that comes or goes.
_TOLD = {
    "stages": ("owner",),
    "conversions": ("rate", "lag_days"),
    "channels": ("share", "enters", "activity"),
    "steps": ("yield",),
    "own_conversions": ("rate", "lag_days"),
    "team": ("handles", "heads", "load_per_head_per_month"),
    "evidence": ("entered", "converted"),
    "benchmark": ("low", "high", "source", "year"),
    "outreach": ("touches", "reply_probability"),
    "content": ("available", "used"),
    "measured": ("n", "period", "source"),
}
_RECORD_FIELDS = {each: each for each in ("evidence", "benchmark", "outreach", "content")} | dict.fromkeys(MEASURED_FIELDS, "measured")
"""What the fields hold that are records a scenario may do without."""
_MEASURED_TITLES: dict[str, str] = {
    name: info.title or ""
    for record in (Scenario, Goal, Channel, Conversion, Step, Cost, Deal)
    for name, info in record.model_fields.items()
    if name in MEASURED_FIELDS
}
_ALREADY_CLEAR = frozenset(("share", "rate", "yield"))
"""Values that say by themselves what they are, once their part is named."""


@dataclass(frozen=True)
class ChangeWords:
    """One change in words.

    Attributes:
        where: the part, as its team calls it: 'Cold email', 'Lead to MQL'.
        what: the input, or what happened to the part: 'Share', 'Channel added', 'Moved'.
        before, after: its values with their units; empty where the part did not exist.
    """

    where: str
    what: str
    before: str
    after: str


def change_sentence(change: Change, old: Scenario, new: Scenario, language: Language) -> ChangeWords:
    """A change in words; `old` and `new` are the scenarios that it lies between."""
    scenario, pointer = (old, change.old_pointer) if change.new_pointer is None else (new, change.new_pointer)
    parts = parts_of(pointer or "")
    if change.kind == "moved":
        return ChangeWords(_joined(_place_names(parts, scenario, language)), language.gettext("Moved"), *_positions(change, language))
    if (kind := _kind_of_part(parts, change)) is not None:
        before, after = (
            _told(kind, *side, language) for side in ((change.old_pointer, change.old, old), (change.new_pointer, change.new, new))
        )
        what = language.gettext(_COMES_AND_GOES[kind][change.kind == "removed"])
        return ChangeWords(_joined(_part_names(kind, parts, scenario, language)), what, before, after)
    said = amounts(pointer or "", change.old, change.new, old, new, language)
    return ChangeWords(_joined(_place_names(parts[:-1], scenario, language)), _title(parts, pointer or "", scenario, language), *said)


def input_words(pointer: str, scenario: Scenario, language: Language) -> tuple[str, str]:
    """Where an input stands and what it is: ('Cold email', 'Share'), ('Lead to MQL', 'Rate')."""
    parts = parts_of(pointer)
    return _joined(_place_names(parts[:-1], scenario, language)), _title(parts, pointer, scenario, language)


def _positions(change: Change, language: Language) -> tuple[str, str]:
    """Where a part stood and stands; nothing where the number is the same and only its neighbours are others."""
    if change.old == change.new:
        return "", ""
    before, after = (language.gettext("Position %(n)s", n=language.whole(_place(place) + 1)) for place in (change.old, change.new))
    return before, after


def _place(value: object) -> int:
    return value if isinstance(value, int) else 0


def _kind_of_part(parts: Parts, change: Change) -> str | None:
    """What came or went, where it is a part and no plain value."""
    if not isinstance(change.old if change.new is None else change.new, dict) or (change.old is not None and change.new is not None):
        return None
    names = [part for part in parts if isinstance(part, str) and part in _COMES_AND_GOES]
    if (kind := _RECORD_FIELDS.get(str(parts[-1]))) is not None:
        return kind
    return "own_conversions" if len(parts) == 4 and parts[2] == "conversions" else names[-1]


def _part_names(kind: str, parts: Parts, scenario: Scenario, language: Language) -> list[str]:
    """The way to a part that came or went; of a record in a field what it belongs to, and of a measurement which figure's it is."""
    names = _place_names(parts[:-1] if _is_record_field(kind) else parts, scenario, language)
    return [*names, language.gettext(_MEASURED_TITLES[str(parts[-1])])] if kind == "measured" else names


def _is_record_field(kind: str) -> bool:
    return kind in _RECORD_FIELDS.values()


def _told(kind: str, pointer: str | None, value: object, scenario: Scenario, language: Language) -> str:
    """The figures of a part that came or went that say most about it."""
    if pointer is None or not isinstance(value, dict):
        return ""
    record: dict[str, Any] = value
    if kind == "evidence":
        return language.gettext("%(part)s of %(whole)s", part=language.whole(record["converted"]), whole=language.whole(record["entered"]))
    said = []
    for field in _TOLD[kind]:
        if record.get(field) not in (None, ""):
            at = f"{pointer}/{field}"
            text = amount(at, record[field], scenario, language)
            said.append(text if field in _ALREADY_CLEAR else f"{language.gettext(declared(at).title)}: {text}")
    return " · ".join(said)


def _joined(names: list[str]) -> str:
    return " · ".join(names)


def _place_names(parts: Parts, scenario: Scenario, language: Language) -> list[str]:
    """What a person calls the way to a part: ['Cold email', 'Outreach']."""
    _ = language.gettext
    if not parts:
        return [_(N_("Scenario"))]
    first, *rest = parts
    if not rest or not isinstance(rest[0], int):
        return [
            _(_field_title(Scenario, str(first))),
            *(stage_name(scenario, str(key), language) for key in rest[:1] if first == "pipeline"),
        ]
    at, below = rest[0], rest[1:]
    if first == "stages":
        return [scenario.stages[at].name]
    if first == "conversions":
        return [
            _conversion_name(scenario.conversions[at].from_stage, scenario, language),
            *(_(_field_title(Conversion, str(name))) for name in below),
        ]
    if first == "team":
        return [scenario.team[at].role]
    if first == "channels":
        return [scenario.channels[at].name, *_names_in_channel(below, scenario.channels[at], scenario, language)]
    return [_(_field_title(Scenario, str(first)))]


def _names_in_channel(below: list[str | int], channel: Channel, scenario: Scenario, language: Language) -> list[str]:
    if not below:
        return []
    kind, *rest = below
    if kind == "steps" and rest and isinstance(rest[0], int):
        return [heading(word(channel.steps[rest[0]].name, language))]
    if kind == "conversions" and rest:
        counted = [language.gettext(_field_title(Conversion, str(name))) for name in rest[1:]]
        return [_conversion_name(str(rest[0]), scenario, language), *counted]
    return [language.gettext(_field_title(Channel, str(kind)))]


def _conversion_name(left: str, scenario: Scenario, language: Language) -> str:
    """'Lead to MQL', for the conversion that leaves a stage."""
    to = next((conversion.to_stage for conversion in scenario.conversions if conversion.from_stage == left), "")
    return language.gettext("%(first)s to %(last)s", first=stage_name(scenario, left, language), last=stage_name(scenario, to, language))


def _title(parts: Parts, pointer: str, scenario: Scenario, language: Language) -> str:
    if parts[0] == "pipeline" and len(parts) == 2:
        return stage_name(scenario, str(parts[1]), language)
    if parts[0] == "seasonality" and len(parts) == 2:
        months = int(scenario.start[:4]) * 12 + int(scenario.start[5:]) - 1 + _place(parts[1])
        return month_name(f"{months // 12}-{months % 12 + 1:02}", language)
    if parts[-1] == "imports":
        return language.gettext(_field_title(Conversion, "imports"))
    return language.gettext(declared(pointer).title if parts != ("seasonality",) else _field_title(Scenario, "seasonality"))


def _field_title(model: type[Scenario] | type[Channel] | type[Conversion], name: str) -> str:
    fields = {info.alias or field: info.title for field, info in model.model_fields.items()}
    return fields.get(name) or name
