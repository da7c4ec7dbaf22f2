"""A field with its label, unit, help and what is wrong with it. No HTML."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from babel.numbers import get_currency_symbol

from app.documents.declared import Declared, declared
from app.planner.text import N_
from app.web.forms import Form
from app.web.ground import Ground
from app.web.words import heading

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Field:
    """An input with all that stands around it."""

    pointer: str
    id: str
    label: str
    text: str
    base: str
    was: str
    help: str
    hint: str = ""
    before: str = ""
    after: str = ""
    error: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    numeric: bool = True

    @property
    def changed(self) -> bool:
        """Whether it differs from the base."""
        return self.text.strip() != self.base


class Fields:
    """Makes the fields of one form with what was typed into it and what is wrong with it."""

    def __init__(self, form: Form, ground: Ground, texts: Texts, errors: Texts) -> None:
        self.form, self.ground, self.texts, self.errors = form, ground, texts, errors

    def field(self, pointer: str, label: str = "", *, hint: str = "", after: str = "") -> Field:
        """One field; label, help and bounds come from its declaration unless a label says it better here."""
        declaration, kind, base = declared(pointer), self.form.kind(pointer), self.form.written(pointer)
        money = self.form.language
        percent = kind == "percent"
        return Field(
            pointer=pointer,
            id=field_id(pointer),
            label=label or self.ground.say(declaration.title),
            text=self.texts.get(pointer, base),
            base=base,
            was=self.ground.say(
                N_("was %(value)s"), value=(f"{base}%" if percent and not base.endswith("%") else base) or self.ground.say(N_("empty"))
            ),
            help=self.help(declaration, percent=percent),
            hint=hint,
            before=get_currency_symbol(self.ground.currency, money.cldr) if kind == "money" else "",
            after=after or ("%" if percent else self.ground.say(N_("days")) if declaration.unit == "days" else ""),
            error=self.errors.get(pointer, ""),
            numeric=kind in ("number", "money", "percent"),
        )

    def choice(self, pointer: str, choices: tuple[tuple[str, str], ...]) -> Field:
        """A field that takes one of several words."""
        plain = self.field(pointer)
        was = self.ground.say(N_("was %(value)s"), value=dict(choices).get(plain.base, plain.base))
        return replace(plain, choices=choices, was=was)

    def help(self, declaration: Declared, *, percent: bool) -> str:
        """The declared help, then the bounds as this field would have them typed."""
        said_ = self.ground.say(declaration.help) if declaration.help else ""
        low, high = declaration.low, declaration.high
        if low is None or high is None or high >= 1e9 or (percent and low < 0.001 and high > 10):
            return said_
        language = self.form.language
        bounds = (
            (language.percent(low, None if low == 0 else 4), language.percent(high))
            if percent
            else (language.number(low, up_to=2), language.number(high, up_to=2))
        )
        return f"{said_} {self.ground.say(N_('From %(low)s to %(high)s.'), low=bounds[0], high=bounds[1])}".strip()


def field_id(pointer: str) -> str:
    """An id for the field, the same wherever it is linked from."""
    return "f" + pointer.replace("/", "-")


def problems(make: Fields) -> tuple[tuple[str, str, str], ...]:
    """Each error with the id and the name of its field; faults of no single field have no id."""
    return tuple((field_id(pointer), label_of(make.ground, pointer), text) for pointer, text in make.errors.items())


def label_of(ground: Ground, pointer: str) -> str:
    """What a field is called where its section is not in sight: 'Cold email: Share'."""
    try:
        title = ground.say(declared(pointer).title)
    except LookupError:
        title = ""
    scenario, parts = ground.scenario, pointer.split("/")[1:]
    place = int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else None
    if parts[0] == "channels" and place is not None and place < len(scenario.channels):
        return f"{scenario.channels[place].name}: {title}" if title else scenario.channels[place].name
    if parts[0] == "conversions" and place is not None and place < len(scenario.conversions):
        conversion = scenario.conversions[place]
        return f"{ground.stage(conversion.from_stage)} → {ground.stage(conversion.to_stage)}: {title}"
    if parts[0] == "team" and place is not None and place < len(scenario.team):
        return f"{scenario.team[place].role}: {title}"
    if parts[0] == "pipeline" and len(parts) > 1:
        return ground.say(N_("Open %(stages)s"), stages=ground.stages(parts[1]))
    return title or heading(parts[0])
