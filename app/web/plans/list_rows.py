"""The list's rows: a stored scenario and its headline as labels and figures. No HTML."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from app.language import Language
from app.planner.glance import Glance
from app.planner.plan import Note, Plan
from app.planner.text import N_
from app.services.headlines import HEADLINES_KEPT, Headline, headline
from app.services.stored import Stored
from app.web.figures.times import Moment, moment
from app.web.figures.words import heading
from app.wording import daily, fault_sentence
from app.wording.names import STATUSES, channel_entry, channel_name, stage_count, stage_words, words

_BAND = {"ok": ("good", "check"), "met": ("good", "check"), "at_risk": ("warn", "warn"), "infeasible": ("bad", "stop")}
_GOALS = {"bookings": N_("%(money)s bookings"), "arr": N_("%(money)s ARR"), "recognised": N_("%(money)s recognised")}
NIL = "–"


@dataclass(frozen=True)
class Counted:
    """A figure with the word for what it counts."""

    value: str = NIL
    unit: str = ""


@dataclass(frozen=True)
class HeadlineWords:
    """A headline in a language. `why` stands in place of the figures where there are none worth showing."""

    goal: str
    goal_about: str
    deals: Counted
    top: Counted
    daily: Counted
    spend: str
    per_deal: str
    why: str
    tone: str
    icon: str
    status: str
    status_about: str
    readable: bool


@dataclass(frozen=True)
class Row:
    """A line of the list."""

    stored: Stored
    words: HeadlineWords
    changed: Moment

    @property
    def address(self) -> str:
        """Where the plan is."""
        return f"/plans/{self.stored.id}"


@dataclass(frozen=True)
class Editing:
    """A row whose tags are being typed, and what is wrong with them."""

    id: str = ""
    text: str = ""
    error: str = ""


@dataclass(frozen=True)
class Column:
    """The head of a column: a link that sorts by it."""

    key: str
    label: str
    address: str
    sorted: str
    numeric: bool


@dataclass(frozen=True)
class Units:
    """What the columns count, where that is the same in every row; empty where it is not."""

    deals: str
    top: str
    daily: str


def rows(found: Sequence[Stored], now: dt.datetime, language: Language) -> tuple[Row, ...]:
    """A line for each scenario."""
    return tuple(Row(stored, headline_words(headline(stored), language), moment(stored.changed_at, now, language)) for stored in found)


@lru_cache(maxsize=HEADLINES_KEPT)
def headline_words(line: Headline, language: Language) -> HeadlineWords:
    """A headline in words, kept as long as others like it."""
    said = _Said(line, language)
    tone, icon, status, about = said.status()
    return HeadlineWords(
        goal=said.goal(),
        goal_about=said.goal_about(),
        **said.figures(),
        why=said.why(),
        tone=tone,
        icon=icon,
        status=status,
        status_about=about,
        readable=line.glance is not None,
    )


def units_of(shown: Sequence[Row]) -> Units:
    """What every row counts alike."""
    words = [row.words for row in shown]
    return Units(_same([each.deals for each in words]), _same([each.top for each in words]), _same([each.daily for each in words]))


def _same(found: Sequence[Counted]) -> str:
    different = {counted.unit for counted in found} - {""}
    return different.pop() if len(different) == 1 else ""


class _Said:
    """A headline in a language."""

    def __init__(self, line: Headline, language: Language) -> None:
        self.line, self.language = line, language
        self.plan = _named(line)

    def goal(self) -> str:
        if self.line.glance is None:
            return NIL
        if self.line.growth is None:
            return self._short(self.line.glance.target)
        return self.language.percent(self.line.growth, sign=True)

    def goal_about(self) -> str:
        if self.line.glance is None:
            return ""
        text = self.language.gettext(_GOALS[self.line.measure], money=self._short(self.line.glance.target))
        return text if self.line.growth is not None else self.language.gettext(_GOALS[self.line.measure], money="").strip()

    def status(self) -> tuple[str, str, str, str]:
        _, ngettext = self.language.gettext, self.language.ngettext
        found = self.line.glance
        if found is None:
            return "bad", "stop", _("Cannot be read"), ""
        tone, icon = _BAND[found.status]
        if found.status == "infeasible":
            grave = sum(note["severity"] == "error" for note in found.notes)
            return tone, icon, _(STATUSES[found.status]), ngettext("%(n)s blocker", "%(n)s blockers", grave)
        if not found.notes:
            return tone, icon, _(STATUSES[found.status]), _("no warnings")
        return tone, icon, _(STATUSES[found.status]), ngettext("%(n)s warning", "%(n)s warnings", len(found.notes))

    def figures(self) -> dict[str, Any]:
        """The columns between goal and status."""
        found = self.line.glance
        if found is None or self.why():
            return {"deals": Counted(), "top": Counted(), "daily": Counted(), "spend": NIL, "per_deal": ""}
        figures, language = found.figures, self.language
        last = self.line.stages[-1].key
        return {
            "deals": Counted() if figures.deals is None else Counted(language.whole(figures.deals), stage_words(self.plan, last, language)),
            "top": Counted()
            if figures.top is None
            else Counted(language.whole(figures.top[1]), stage_words(self.plan, figures.top[0], language)),
            "daily": Counted()
            if figures.daily is None
            else Counted(language.number(daily(figures.daily[1]), up_to=2), words(figures.daily[0], language)),
            "spend": NIL if figures.spend is None else self._short(figures.spend),
            "per_deal": ""
            if not figures.per_deal
            else language.gettext("%(money)s a deal", money=language.money(figures.per_deal, self.line.currency, 0)),
        }

    def why(self) -> str:
        """Why there are no figures."""
        _ = self.language.gettext
        found = self.line.glance
        if found is None:
            fault = self.line.faults[0]
            return _("Its document cannot be read.") if fault.code == "unreadable" else fault_sentence(fault, self.language)
        if found.status == "met":
            return _("The goal is met as things stand: no new deal is needed.")
        return self._blocker(found) if found.status == "infeasible" else ""

    def _blocker(self, found: Glance) -> str:
        note = next((note for note in found.notes if note["code"] in ("infeasible_time", "ceiling_reached")), None)
        return self.language.gettext("The goal is out of reach.") if note is None else self._reason(note)

    def _reason(self, note: Note) -> str:
        values: dict[str, Any] = note["values"]
        channel = channel_name(self.plan, note["channel"])
        if note["code"] == "infeasible_time":
            return self.language.gettext(
                "Even %(channel)s takes %(cycle)s to close a deal, and that is %(late)s too many.",
                channel=channel,
                cycle=self.language.days(values["cycle_days"]),
                late=self.language.days(values["days_late"]),
            )
        return self.language.gettext(
            "%(channel)s would have to bring %(peak)s in its busiest month. Its ceiling is %(ceiling)s.",
            channel=channel,
            peak=stage_count(self.plan, channel_entry(self.plan, note["channel"]), values["peak"], self.language),
            ceiling=self.language.number(values["ceiling"], up_to=1),
        )

    def _short(self, amount: float) -> str:
        """'$5.00M', '$363.6k'."""
        digits = 2 if 1e6 <= abs(amount) < 1e7 or 1e9 <= abs(amount) < 1e10 else None
        return self.language.money_short(amount, self.line.currency, digits)


def _named(line: Headline) -> Plan:
    """As much of a plan as the words for its stages and channels ask for."""
    channels = [{"key": each.key, "name": each.name, "activity_unit": each.activity, "enters": each.enters} for each in line.channels]
    stages = [{"key": each.key, "name": each.name, "owner": each.owner} for each in line.stages]
    return cast("Plan", {"stages": stages, "channels": channels, "currency": line.currency})


def column(unit: str, usual: str) -> str:
    """The head of a column of counts."""
    return heading(unit) if unit else usual
