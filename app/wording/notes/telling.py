"""What sentences about a plan are written with: its things, named and counted in a language."""

from collections.abc import Mapping
from typing import Any

from app.language import Language
from app.planner.plan import Note, Plan
from app.planner.rounding import whole
from app.wording.names import (
    activity_count,
    channel_entry,
    channel_name,
    channel_unit,
    day_text,
    months_text,
    stage_count,
    stage_name,
    stage_words,
    words,
)

Values = Mapping[str, Any]


class Namer:
    """Writes a plan's things in a language; counts of what has to be done are rounded up, as everywhere, and never short."""

    def __init__(self, plan: Plan, language: Language) -> None:
        self.plan = plan
        self.language = language

    def money(self, amount: float) -> str:
        """An amount of the plan's currency, shortened."""
        return self.language.money_short(amount, self.plan["currency"])

    def deals(self, n: float) -> str:
        """So many deals."""
        return stage_count(self.plan, "deal", n, self.language, 1 if n < 100 else 0)

    def channel(self, key: object) -> str:
        """The name of a channel."""
        return channel_name(self.plan, key)

    def stage(self, key: str) -> str:
        """The name of a stage."""
        return stage_name(self.plan, key, self.language)

    def units(self, channel: object, n: float) -> str:
        """So many of a channel's activity."""
        return activity_count(channel_unit(self.plan, channel), n, self.language, 1 if n < 10 else 0)

    def entries(self, channel: object, n: float) -> str:
        """So many of the stage that a channel's buyers enter."""
        return stage_count(self.plan, channel_entry(self.plan, channel), whole(n), self.language)

    def work(self, handles: str, n: float) -> str:
        """So much of what a role handles."""
        if handles in self.plan["totals"]["stages"]:
            return stage_count(self.plan, handles, whole(n), self.language)
        return activity_count(channel_unit(self.plan, handles) or handles, whole(n), self.language)

    def work_words(self, handles: str) -> str:
        """What a role handles, without a count."""
        if handles in self.plan["totals"]["stages"]:
            return stage_words(self.plan, handles, self.language)
        return words(channel_unit(self.plan, handles) or handles, self.language)

    def dated(self, channels: list[dict[str, Any]], field: str) -> str:
        """'31 Aug (Blog and Events) and 18 Oct (Cold email)', the earliest first; the day alone if all share it."""
        names: dict[str, list[str]] = {}
        for each in sorted((each for each in channels if each[field]), key=lambda each: str(each[field])):
            names.setdefault(each[field], []).append(self.channel(each["channel"]))
        days = [(day_text(day, self.language), of_day) for day, of_day in names.items()]
        if len(days) == 1 and 1 < len(days[0][1]) == len(self.plan["channels"]):
            return days[0][0]
        return self.language.list_of([f"{day} ({self.language.list_of(of_day)})" for day, of_day in days])


class Teller(Namer):
    """The same, about one note."""

    def __init__(self, plan: Plan, language: Language, note: Note) -> None:
        super().__init__(plan, language)
        self.note = note
        self.values: Values = note["values"]

    def step(self) -> dict[str, str]:
        """The conversion that a note is about, by the names of its two stages."""
        return {"from_stage": self.stage(self.note["stage"]), "to_stage": self.stage(self.values["to"])}

    def months(self) -> str:
        """The months that the note is about."""
        return months_text(self.note["months"], self.language)
