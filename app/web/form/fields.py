"""A field with its label, unit, help and what is wrong with it. No HTML."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from babel.numbers import get_currency_symbol

from app.documents.declared import declared
from app.language import Language
from app.planner.text import N_
from app.web.figures.ground import Ground
from app.web.figures.words import heading
from app.web.form.typed_names import as_named
from app.web.state.forms import Kind

if TYPE_CHECKING:
    from app.web.state.plan_page import Answer

Texts = Mapping[str, str]
Choices = tuple[tuple[str, str], ...]

USUAL_LENGTH = 64
SIGNS = 8
"""Letters of a unit that still fit into a cell."""


class Field(NamedTuple):
    """An input with all that stands around it.

    Attributes:
        text: what stands in it. written: what would stand there if nobody had typed.
        base: what the saved version has there; None where the saved version has no such part.
        was: the same in words. changed: whether the text differs from it.
        meant: what the text could mean, each to be filled in.
    """

    pointer: str
    id: str
    label: str
    text: str
    written: str
    base: str | None
    was: str
    changed: bool
    help: str
    hint: str = ""
    before: str = ""
    after: str = ""
    error: str = ""
    placeholder: str = ""
    meant: tuple[str, ...] = ()
    choices: Choices = ()
    numeric: bool = True
    length: int = USUAL_LENGTH


class Lasting(NamedTuple):
    """What a field has whatever stands in it."""

    id: str
    title: str
    help: str
    after: str
    numeric: bool
    length: int


@lru_cache(maxsize=8192)
def lasting(pointer: str, kind: Kind, language: Language) -> Lasting:
    """What the declaration says of a field that is written in this way."""
    declaration = declared(pointer)
    return Lasting(
        id=field_id(pointer),
        title=language.gettext(declaration.title),
        help=help_of(declaration.help, declaration.low, declaration.high, kind, language),
        after="%" if kind == "percent" else language.gettext(N_("days")) if declaration.unit == "days" else "",
        numeric=kind in ("number", "money", "percent", "year"),
        length=declaration.length if kind in ("word", "numbers") else USUAL_LENGTH,
    )


class Fields:
    """Makes the fields of one form with what was typed into it and what is wrong with it."""

    def __init__(self, found: "Answer") -> None:
        self.form, self.saved, self.base = found.base.form, found.base.saved, found.base
        self.ground = found.ground or _ground_of_before(found)
        self.texts, self.errors, self.meant = found.texts, found.errors, found.meant
        self.symbol = get_currency_symbol(self.ground.currency, self.form.language.cldr)
        self.say = self.form.language.gettext
        self.days = self.say(N_("days"))

    def text(self, pointer: str) -> str:
        """What stands in a field, shown or not."""
        text = self.texts.get(pointer)
        return self.form.written(pointer) if text is None else text

    def field(self, pointer: str, label: str = "", *, hint: str = "", after: str = "", placeholder: str = "") -> Field:
        """One field; label, help and bounds come from its declaration unless a label says it better here."""
        kind, written = self.form.kind(pointer), self.form.written(pointer)
        usual = lasting(pointer, kind, self.form.language)
        there = self.base.counterparts.of(pointer)
        base = None if there is None else self.saved.written(there)
        text = self.texts.get(pointer, written)
        return Field(
            pointer=pointer,
            id=usual.id,
            label=label or usual.title,
            text=text,
            written=written,
            base=base,
            was=self._was_days(there, base) if usual.after == self.days else _was(base, kind, self.form.language),
            changed=base is not None and text.strip() != base,
            help=usual.help,
            hint=hint,
            before=self.symbol if kind == "money" else "",
            after=after or usual.after,
            error=self.errors.get(pointer, ""),
            placeholder=placeholder,
            meant=self.meant.get(pointer, ()),
            numeric=usual.numeric,
            length=usual.length,
        )

    def _was_days(self, there: str | None, base: str | None) -> str:
        """'was 21 days', to be told from the rate beside it"""
        value = None if there is None else self.saved.value(there)
        language = self.form.language
        return _was(language.days(value) if isinstance(value, int | float) else base, "word", language)

    def choice(self, pointer: str, choices: Choices, label: str = "", *, hint: str = "") -> Field:
        """A field that takes one of several words."""
        plain = self.field(pointer, label, hint=hint)
        known = dict(choices)
        more = () if plain.text in known else ((plain.text, plain.text),)
        was = None if plain.base is None else known.get(plain.base, plain.base)
        return plain._replace(choices=choices + more, was=_was(was, "word", self.form.language))

    def wrong(self, prefix: str) -> bool:
        """Whether a field below this pointer has an error."""
        return bool(self.errors) and any(f"{pointer}/".startswith(f"{prefix}/") for pointer in self.errors)

    def stage(self, key: str) -> str:
        """What the team calls a stage, as the form has it now."""
        return self.ground.stage(key)


def _ground_of_before(found: "Answer") -> Ground:
    """What a form that cannot be planned began with, its parts called as they are now."""
    return Ground(as_named(found.base.form.base, found.document), found.base.ground.plan, found.base.form.language)


@lru_cache(maxsize=4096)
def _was(base: str | None, kind: Kind, language: Language) -> str:
    """'was 20%'"""
    if base is None:
        return ""
    shown = f"{base}%" if kind == "percent" and base and not base.endswith("%") else base
    return language.gettext(N_("was %(value)s"), value=shown or language.gettext(N_("empty")))


@lru_cache(maxsize=1024)
def help_of(text: str, low: float | None, high: float | None, kind: Kind, language: Language) -> str:
    """The declared help, then the bounds as a field would have them typed."""
    said = language.gettext(text) if text else ""
    if low is None or high is None or high >= 1e9 or (kind == "percent" and low < 0.001 and high > 10):
        return said
    bounds = _bounds(low, high, kind, language)
    return f"{said} {language.gettext(N_('From %(low)s to %(high)s.'), low=bounds[0], high=bounds[1])}".strip()


def _bounds(low: float, high: float, kind: Kind, language: Language) -> tuple[str, str]:
    if kind == "percent":
        return language.percent(low, None if low == 0 else 4), language.percent(high)
    if kind == "year":
        return str(int(low)), str(int(high))
    return language.number(low, up_to=2), language.number(high, up_to=2)


def field_id(pointer: str) -> str:
    """An id for the field, the same wherever it is linked from."""
    return "f" + pointer.replace("/", "-")


def label_of(ground: Ground, pointer: str) -> str:
    """What a field is called where its section is not in sight: 'Cold email: Share'."""
    try:
        title = ground.say(declared(pointer).title)
    except LookupError:
        title = ""
    scenario, parts = ground.scenario, pointer.split("/")[1:]
    if not parts:
        return ground.say(N_("Plan"))
    place = int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else None
    if parts[0] == "channels" and place is not None and place < len(scenario.channels):
        return f"{scenario.channels[place].name}: {title}" if title else scenario.channels[place].name
    if parts[0] == "conversions" and place is not None and place < len(scenario.conversions):
        conversion = scenario.conversions[place]
        return f"{heading(ground.stage(conversion.from_stage))} → {heading(ground.stage(conversion.to_stage))}: {title}"
    if parts[0] == "stages" and place is not None and place < len(scenario.stages):
        return f"{heading(ground.stage(scenario.stages[place].key))}: {title}"
    if parts[0] == "team" and place is not None and place < len(scenario.team):
        return f"{scenario.team[place].role}: {title}"
    if parts[0] == "pipeline" and len(parts) > 1:
        return ground.say(N_("Open %(stages)s"), stages=ground.stages(parts[1]))
    return title or heading(parts[0])
