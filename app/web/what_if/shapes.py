"""What a question's page is made of: the fields of its form, and an answer in a sentence, tables and charts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from app.language import Language
from app.services.answers_in_progress import Report

Chart = dict[str, Any]


@dataclass(frozen=True)
class Group:
    """Choices under a heading: values with their labels."""

    label: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Select:
    """A field with a list of choices; `redraws` where other fields depend on what is chosen."""

    name: str
    label: str
    groups: tuple[Group, ...]
    chosen: str
    error: str = ""
    redraws: bool = False
    kind: str = "select"

    @property
    def is_used(self) -> bool:
        """Whether anything but the first choice is chosen."""
        return bool(self.groups) and self.chosen != self.groups[0].choices[0][0]


@dataclass(frozen=True)
class Text:
    """A field to type into; `now` is what stands in the plan, shown while the field is empty."""

    name: str
    label: str
    text: str
    unit: str = ""
    error: str = ""
    now: str = ""
    usual: str = ""
    kind: str = "text"

    @property
    def is_used(self) -> bool:
        """Whether anything but what it begins with stands in it."""
        return self.text != self.usual


@dataclass(frozen=True)
class Tick:
    """A box to tick."""

    name: str
    label: str
    ticked: bool
    error: str = ""
    kind: str = "tick"

    @property
    def is_used(self) -> bool:
        """Whether it is ticked."""
        return self.ticked


@dataclass(frozen=True)
class Kept:
    """What nobody sees or types: what the form began with when it was shown."""

    name: str
    text: str
    error: str = ""
    kind: str = "kept"
    is_used: bool = False


Field = Select | Text | Tick | Kept


@dataclass(frozen=True)
class Cell:
    """A figure in a table: `sub` stands below it, `tint` is how deep its ground is, from 0 to 5, `link` where it leads to.

    `use` is the address that takes it into the plan, in a cell whose row has more than one to say.
    """

    text: str
    sub: str = ""
    tint: int = 0
    is_text: bool = False
    link: str = ""
    use: str = ""
    use_label: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a table; `use` is the address that takes it into the plan."""

    head: str
    cells: tuple[Cell, ...]
    sub: str = ""
    use: str = ""
    use_label: str = ""
    marked: bool = False


@dataclass(frozen=True)
class Table:
    """A table; `columns` begin with that of the rows' heads. A heat map has tints; a tight table many columns of short words."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    folded: str = ""
    is_heat: bool = False
    is_tight: bool = False

    def is_text(self, place: int) -> bool:
        """Whether a column, the rows' heads not counted, holds words."""
        return any(row.cells[place].is_text for row in self.rows)

    @property
    def has_uses(self) -> bool:
        """Whether any row can be taken into the plan."""
        return any(row.use for row in self.rows)


@dataclass(frozen=True)
class Section:
    """A part of an answer: `key` names its chart."""

    key: str
    title: str
    note: str = ""
    chart: Chart = field(default_factory=dict)
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class Warned:
    """What stands against an answer; `is_bad` where it makes it impossible."""

    is_bad: bool
    title: str
    message: str


@dataclass(frozen=True)
class Said:
    """An answer.

    Attributes:
        sentence: the answer in a sentence.
        leads: what else is to be said.
        warnings: what stands against the plan with the answer in it.
        sections: charts and tables.
        use: the address that takes the answer into the plan; empty where there is nothing to take.
        use_label: what its button says.
        downloads: files of the answer: label and address.
    """

    sentence: Markup
    leads: tuple[str, ...] = ()
    warnings: tuple[Warned, ...] = ()
    sections: tuple[Section, ...] = ()
    use: str = ""
    use_label: str = ""
    downloads: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Asked:
    """A question as far as it has been asked.

    Attributes:
        fields: of the form.
        more: fields that are folded away, under `more_label`.
        key: what was asked, as texts and numbers; together with the plan it names the answer.
        work: works the answer out; None where there is nothing to work out yet.
        say: the answer in words, from what `work` came to.
        idle: what to do where there is no question yet.
        wrong: whether a field could not be read.
    """

    fields: tuple[Field, ...]
    key: tuple[Any, ...]
    work: Callable[[Report], Any] | None
    say: Callable[[Any], Said]
    more: tuple[Field, ...] = ()
    more_label: str = ""
    idle: str = ""
    wrong: bool = False


def strong(text: str) -> Markup:
    """A figure in a sentence."""
    return Markup("<b>%s</b>") % text


def sentence(language: Language, message: str, **values: str) -> Markup:
    """A sentence; its values are escaped, but for those that are `strong`."""
    return Markup(language.translations.gettext(message)) % values  # a message is ours
