"""What every part of the answer is made from: a scenario, its plan, and the reader's language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import cast

from app.language import Language
from app.planner.plan import Figure, Plan
from app.planner.rounding import currency_digits
from app.planner.scenario import Channel, Conversion, Scenario, Stage
from app.planner.text import N_
from app.web.figures.words import SHORT_REASONS, said
from app.wording import daily, headline_channel, names

NIL = "·"
"""Where nothing happens: a dot, not a zero."""
SERIES = 3

Values = dict[str, float | None]
"""Figures by name."""


@lru_cache(maxsize=8192)
def _whole(language: Language, n: float) -> str:
    """A whole number as text; most of them are the same from one recalculation to the next."""
    return language.whole(n)


@lru_cache(maxsize=8192)
def _month(language: Language, label: str, year: bool) -> str:
    return language.month_short(int(label[:4]), int(label[5:7]), with_year=year)


@lru_cache(maxsize=512)
def _stage_words(language: Language, key: str, name: str | None) -> str:
    return names.stage_words(_naming(key, name), key, language)


@lru_cache(maxsize=512)
def _stage_name(language: Language, key: str, name: str | None) -> str:
    return names.stage_name(_naming(key, name), key, language)


def _naming(key: str, name: str | None) -> Plan:
    """As much of a plan as a stage's name needs."""
    return cast("Plan", {"stages": [] if name is None else [{"key": key, "name": name}]})


@dataclass(frozen=True)
class Ground:
    """A scenario and its plan, with the ways in which the page writes their figures; `exact` ones instead of whole ones."""

    scenario: Scenario
    plan: Plan
    language: Language
    exact: bool = False

    @property
    def currency(self) -> str:
        """The scenario's currency."""
        return self.scenario.currency

    @cached_property
    def minor(self) -> int:
        """How many decimals the currency has."""
        return currency_digits(self.currency)

    def money(self, amount: float | None) -> str:
        """In full, without minor units from 100 up: '$5,001', '$0.33'; exactly, '$5,000.86'."""
        if amount is None:
            return "–"
        if self.exact:
            return self.language.money(amount, self.currency)
        return self.language.money(amount, self.currency, 0 if abs(amount) >= 100 or amount == 0 else None)

    def short(self, amount: float, *, sign: bool = False) -> str:
        """Short, with three figures where the letter leaves room: '$4.00M', '$363.6k'."""
        size = abs(amount)
        digits = 2 if 1e6 <= size < 1e7 or 1e9 <= size < 1e10 else None
        return self.language.money_short(amount, self.currency, digits, sign=sign)

    def count(self, figure: Figure) -> str:
        """The whole figure, or the exact one where the reader wants those; or a dash."""
        if figure["whole"] is None or figure["exact"] is None:
            return "–"
        return self.number(figure["exact"]) if self.exact else _whole(self.language, figure["whole"])

    def whole(self, n: float) -> str:
        """A whole number."""
        return _whole(self.language, n)

    def wholes(self, values: Sequence[float | None]) -> tuple[str, ...]:
        """Whole numbers; a dot for each that is nothing."""
        language = self.language
        return tuple([_whole(language, n) if n else NIL for n in values])

    def number(self, exact: float) -> str:
        """An exact count: to the hundredth, '4,376.91', and finer below 0.1."""
        return self.language.number(exact, 2) if exact >= 0.1 or not exact else self.language.significant(exact, 2)

    def daily(self, units: float) -> str:
        """Units a working day, never too few."""
        return self.language.number(daily(units), up_to=2)

    def rate(self, fraction: float) -> str:
        """A share with as many decimals as it takes to tell: '25%', '22.9%', '1.14%', '0.034%'."""
        size = abs(fraction)
        digits = None if size >= 0.1 or size == 0 else 2 if size >= 0.001 else 4
        if digits is None or round(fraction, digits + 2) == round(fraction, 3):
            return self.language.percent(fraction)
        return self.language.percent(fraction, digits)

    def month(self, label: str, *, year: bool = False) -> str:
        """'Jan' from '2027-01', or 'Jan ’27'."""
        return _month(self.language, label, year)

    def long_month(self, label: str) -> str:
        """'Jan 2027' from '2027-01'."""
        return self.language.month(int(label[:4]), int(label[5:7]))

    def evidence(self, conversion: Conversion) -> str:
        """What stands behind a rate: '420 of 1,050', or that it was typed and how sure it is."""
        language, counts = self.language, conversion.evidence
        if counts is not None:
            return self.say(N_("%(part)s of %(all)s"), part=self.whole(counts.converted), all=self.whole(counts.entered))
        if conversion.low is not None and conversion.high is not None:
            low, high = language.percent(conversion.low).rstrip("%"), language.percent(conversion.high)
            return self.say(N_("%(low)s–%(high)s, typed"), low=low, high=high)
        return self.say(N_("typed"))

    def reason(self, code: str | None) -> str:
        """Why a cell has no figure."""
        return said(SHORT_REASONS, code, self.language) if code else ""

    @cached_property
    def say(self) -> Callable[..., str]:
        """A translated text, with %(name)s filled in: the language's own, for it is asked a hundred times a page."""
        return self.language.gettext

    @cached_property
    def last(self) -> Stage:
        """The stage that is a won deal."""
        return self.scenario.stages[-1]

    @cached_property
    def first(self) -> Stage:
        """The stage at the top."""
        return self.scenario.stages[0]

    @cached_property
    def primary(self) -> Channel:
        """The channel whose activity stands in the headline, or the first where nothing is done."""
        shown = headline_channel(self.plan)
        key = self.scenario.channels[0].key if shown is None else shown["key"]
        return next(channel for channel in self.scenario.channels if channel.key == key)

    @cached_property
    def series(self) -> dict[str, int]:
        """Which pattern each channel is drawn in: 1 to 3 for the three that bring most, 0 for all others."""
        ranked = sorted(self.plan["channels"], key=lambda channel: -channel["share_used"])[:SERIES]
        drawn = {channel["key"] for channel in ranked}
        shown = [channel.key for channel in self.scenario.channels if channel.key in drawn]
        numbers = {key: number for number, key in enumerate(shown, 1)}
        return {channel.key: numbers.get(channel.key, 0) for channel in self.scenario.channels}

    @cached_property
    def kpi(self) -> dict[str, float | None]:
        """The key figures that stand for the whole funnel, by key."""
        return {kpi["key"]: kpi["value"] for kpi in self.plan["kpis"] if "stage" not in kpi}

    @cached_property
    def headline_figures(self) -> Values:
        """The headline figures as numbers, to be compared with those of another plan; what is done a day, by channel, as units differ."""
        totals = self.plan["totals"]
        daily = {f"daily/{key}": rate["mean"] for key, rate in totals["per_working_day"].items()}
        return daily | {
            "deals": totals["stages"][self.last.key]["whole"],
            "top": totals["stages"][self.first.key]["whole"],
            "daily": totals["per_working_day"][self.primary.key]["mean"],
            "spend": totals["spend"],
            "cac": self.kpi.get("cac"),
            "cac_loaded": self.kpi.get("cac_loaded"),
        }

    @cached_property
    def handed_over(self) -> str:
        """The first stage that sales answers for, which the two teams hand over; drawn by month unless something else is asked."""
        handed = (stage.key for stage in self.scenario.stages if stage.owner == "sales")
        return next(handed, self.first.key)

    @cached_property
    def span(self) -> str:
        """'Jan–Dec 2027'"""
        horizon = self.plan["horizon"]
        start, end = horizon["start"][:7], horizon["end"][:7]
        if start == end:
            return self.long_month(start)
        return f"{self.month(start) if start[:4] == end[:4] else self.long_month(start)}–{self.long_month(end)}"

    def stages(self, key: str) -> str:
        """'MQLs', in the team's own words."""
        return _stage_words(self.language, key, self._stage_names.get(key))

    def stage(self, key: str) -> str:
        """'MQL', in the team's own words."""
        return _stage_name(self.language, key, self._stage_names.get(key))

    @cached_property
    def _stage_names(self) -> dict[str, str]:
        return {stage.key: stage.name for stage in self.scenario.stages}

    def counted(self, key: str, n: float) -> str:
        """'93 MQLs'"""
        return names.stage_count(self._named, key, n, self.language, 1)

    def units(self, key: str) -> str:
        """What many of an activity or a step are called: 'e-mails'."""
        return names.words(key, self.language)

    def unit(self, key: str) -> str:
        """One of an activity or a step: 'e-mail'."""
        return names.word(key, self.language)

    def handled(self, key: str) -> str:
        """What a role carries, in the engine's order of looking it up: a channel, a stage, an activity."""
        for channel in self.scenario.channels:
            if channel.key == key:
                return self.units(channel.activity)
        return self.stages(key) if key in self.scenario.stage_keys else self.units(key)

    @cached_property
    def _named(self) -> Plan:
        """As much of a plan as the names of stages need; a form has labels before it has a plan."""
        return cast("Plan", {"stages": [{"key": stage.key, "name": stage.name} for stage in self.scenario.stages]})
