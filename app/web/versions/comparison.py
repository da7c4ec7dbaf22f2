"""What changed between two versions: changes grouped as the form is, and what they do to the plan."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.documents.differences import Change, differences
from app.language import Language
from app.planner.present import make_plan
from app.planner.scenario import Scenario
from app.planner.text import N_
from app.services.headlines import headline
from app.services.stored import Stored
from app.web.plans.list_rows import NIL, Counted, headline_words
from app.wording import figure_text
from app.wording.changes import ChangeWords, change_sentence
from app.wording.names import role_words

_SECTIONS = (
    (N_("Plan"), ("name", "currency", "country")),
    (N_("Goal"), ("goal",)),
    (N_("Customers"), ("existing", "pipeline")),
    (N_("Deal"), ("deal",)),
    (N_("Funnel"), ("stages", "conversions")),
    (N_("Channels"), ("channels",)),
    (N_("Team"), ("team", "content")),
    (N_("Calendar"), ("start", "months", "today", "seasonality")),
)


@dataclass(frozen=True)
class Line:
    """One change: where, what, and its values."""

    kind: str
    where: str
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Section:
    """The changes of a part of the form."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Effect:
    """A figure of the plan, before and after."""

    label: str
    before: str
    after: str

    @property
    def same(self) -> bool:
        """Whether the changes leave it as it was."""
        return self.before == self.after


def sections(old: Scenario, new: Scenario, language: Language) -> tuple[Section, ...]:
    """Every change, in the order in which a person thinks."""
    found = differences(old, new)
    grouped = ((title, [change for change in found if change.path and change.path[0] in names]) for title, names in _SECTIONS)
    return tuple(_section(language.gettext(title), changes, old, new, language) for title, changes in grouped if changes)


def _section(title: str, changes: Sequence[Change], old: Scenario, new: Scenario, language: Language) -> Section:
    said = ((change, change_sentence(change, old, new, language)) for change in changes)
    return Section(title, tuple(_line(title, change, words) for change, words in said))


def _line(title: str, change: Change, words: ChangeWords) -> Line:
    """The words of a change, without the part where that is the section itself."""
    where, what = (words.what, "") if words.what and words.where == title else (words.where, words.what)
    return Line(change.kind, where, what, words.before, words.after)


def effects(old: Stored, new: Stored, language: Language) -> tuple[Effect, ...]:
    """The plan's figures under both versions."""
    before, after = (headline_words(headline(stored), language) for stored in (old, new))
    _ = language.gettext
    pairs = [
        (_("Status"), before.status, after.status),
        (_("Goal"), before.goal_about, after.goal_about),
        (_("New deals"), before.deals.value, after.deals.value),
        (_("First stage"), _counted(before.top), _counted(after.top)),
        (_("A working day"), _counted(before.daily), _counted(after.daily)),
        (_("Spend"), before.spend, after.spend),
    ]
    costs = zip(*(_costs(stored.scenario, language) for stored in (old, new)), strict=True)
    return (*(Effect(*pair) for pair in pairs), *(Effect(label, was, now) for (label, was), (_label, now) in costs))


def _costs(scenario: Scenario, language: Language) -> tuple[tuple[str, str], ...]:
    """What a deal costs, and who has to be there: figures that only the whole plan has."""
    plan, _ = make_plan(scenario), language.gettext
    values = {kpi["key"]: kpi["value"] for kpi in plan["kpis"] if "stage" not in kpi}
    needed = [role_words(role["role"], role["heads_peak"], language) for role in plan["team"] if role["heads_peak"]]
    hires = [role_words(role["role"], role["hires"], language) for role in plan["team"] if role["hires"]]

    def money(key: str) -> str:
        value = values[key]
        return NIL if value is None else figure_text(value, "money", scenario.currency, language)

    return (
        (_("CAC, spend only"), money("cac")),
        (_("CAC, fully loaded"), money("cac_loaded")),
        (_("Most heads needed"), language.list_of(needed) if needed else NIL),
        (_("Hires"), language.list_of(hires) if hires else NIL),
    )


def _counted(found: Counted) -> str:
    return NIL if found.value == NIL else f"{found.value} {found.unit}"
