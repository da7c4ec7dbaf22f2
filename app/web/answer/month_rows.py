"""The rows of the table of months: each figure by column, and the chosen one also by channel. No HTML."""

import math
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from app.planner.plan import PlanChannel
from app.planner.text import N_
from app.web.figures.ground import NIL, Ground
from app.web.figures.periods import Span
from app.web.figures.pictures import add_up, apportioned
from app.web.figures.words import heading, said
from app.wording.names import MEASURES

SPEND = "spend"
ACTIVITY = "activity"

Values = list[float | None]


class Row(NamedTuple):
    """A figure by column.

    Attributes:
        key: which figure.
        label: what it is called.
        values: the figures of the columns, as the cells have them but for their scale.
        cells: the same as text.
        total: all of them together, as text.
        at: the pointer to the figure of a month, * for its position; several are added up; empty where it has no trace.
        whole: the pointer to the total.
        offset: how many months of the plan come before the first that `at` can name.
        length: how many it can name.
        chosen: whether the picture shows it.
        series: for a channel's part of the chosen figure, the pattern it is drawn in.
    """

    key: str
    label: str
    values: Values
    cells: tuple[str, ...]
    total: str
    at: str = ""
    whole: str = ""
    offset: int = 0
    length: int = 0
    chosen: bool = False
    series: int | None = None


_NAMED = {SPEND: N_("Spend"), ACTIVITY: N_("Activity")}


def label_of(ground: Ground, key: str) -> str:
    """What a figure by month is called."""
    return ground.say(_NAMED[key]) if key in _NAMED else heading(ground.stages(key))


class Table:
    """The rows over some columns."""

    def __init__(self, ground: Ground, columns: Sequence[Span]) -> None:
        self.ground, self.columns = ground, columns
        self.plan = ground.plan["months"]
        self.plain = len(columns) == len(self.plan)
        self.place = {month["month"]: position for position, month in enumerate(self.plan)}

    def rows(self, chosen: str) -> Iterator[Row]:
        """Stages, the open pipeline, revenue, spend; below the chosen one, its channels."""
        ground = self.ground
        kind: Literal["exact", "whole"] = "exact" if ground.exact else "whole"
        for key in ground.scenario.stage_keys:
            amounts: Values = [month["stages"][key][kind] for month in self.plan]
            values = self._together(amounts)
            total = ground.count(ground.plan["totals"]["stages"][key])
            at, whole = f"/months/*/stages/{key}", f"/totals/stages/{key}"
            yield self._counts(key, label_of(ground, key), values, total, at=at, whole=whole, chosen=key == chosen)
            if key == chosen:
                yield from self._channels(key, values)
        if any(month["pipeline_deals"] for month in self.plan):
            yield self._pipeline()
        measure = said(MEASURES, ground.plan["measure"], ground.language)
        won = [month["revenue"] + month["pipeline_revenue"] for month in self.plan]
        earned = [name for name in ("revenue", "pipeline_revenue") if any(month[name] for month in self.plan)]
        at = "+".join(f"/months/*/{name}" for name in earned or ["revenue"])
        yield self._money("revenue", measure, list(won), at=at, whole=at.replace("*", f"0-{len(self.plan) - 1}"))
        spent: Values = [month["spend"] for month in self.plan]
        known = ground.plan["totals"]["spend"] is not None
        row = self._money(
            SPEND, ground.say(N_("Spend")), spent, at="/months/*/spend", whole="/totals/spend", chosen=chosen == SPEND, known=known
        )
        yield row
        if chosen == SPEND:
            yield from self._channels(SPEND, row.values)

    def activity_rows(self) -> Iterator[Row]:
        """What every channel does, and the working days it has for that."""
        ground = self.ground
        kind: Literal["exact", "whole"] = "exact" if ground.exact else "whole"
        for position, (channel, planned) in enumerate(zip(ground.scenario.channels, ground.plan["channels"], strict=True)):
            offset = self._offset(planned)
            amounts: Values = [0.0] * len(self.plan)
            for number, month in enumerate(planned["months"]):
                amounts[offset + number] = month["activity"][kind]
            yield self._counts(
                channel.key,
                ground.say(N_("%(channel)s, %(units)s"), channel=channel.name, units=ground.units(channel.activity)),
                self._together(amounts),
                ground.count(planned["activity"]),
                at=f"/channels/{position}/months/*/activity" if planned["months"] else "",
                whole=f"/channels/{position}/activity",
                offset=offset,
                length=len(planned["months"]),
                series=ground.series[channel.key],
            )
        days = self._together([month["working_days"] for month in self.plan])
        total = ground.whole(sum(month["working_days"] for month in self.plan))
        yield self._counts("days", ground.say(N_("Working days")), days, total, at="/months/*/working_days", wholes=True)

    def _together(self, amounts: Values) -> Values:
        """Amounts of months as amounts of columns; a column with a month that is not known is not known."""
        if self.plain:
            return amounts
        found: Values = []
        for column in self.columns:
            part = amounts[column.first : column.last + 1]
            found.append(None if None in part else math.fsum(amount or 0.0 for amount in part))
        return found

    def _counts(
        self,
        key: str,
        label: str,
        values: Values,
        total: str,
        *,
        at: str = "",
        whole: str = "",
        offset: int = 0,
        length: int = 0,
        chosen: bool = False,
        series: int | None = None,
        wholes: bool = False,
    ) -> Row:
        ground = self.ground
        if ground.exact and not wholes:
            cells = tuple([ground.number(value) if value else NIL for value in values])
        else:
            cells = ground.wholes(values)
        return Row(key, label, values, cells, total, at, whole, offset, length or len(self.plan), chosen, series)

    def _pipeline(self) -> Row:
        deals = [month["pipeline_deals"] for month in self.plan]
        rounded: Values = list(deals if self.ground.exact else add_up(deals))
        total = math.fsum(each or 0.0 for each in rounded)
        text = self.ground.number(total) if self.ground.exact else self.ground.whole(total)
        label, at = self.ground.say(N_("Open pipeline")), "/months/*/pipeline_deals"
        return self._counts("pipeline", label, self._together(rounded), text, at=at, whole="/totals/pipeline_deals")

    def _rounded(self, amounts: Values) -> tuple[Values, str]:
        """Money in the largest unit that keeps three figures, as whole numbers that add up, and the unit's letter; exact money as it is."""
        if self.ground.exact:
            return list(amounts), ""
        top = max((abs(amount or 0.0) for amount in amounts), default=0.0)
        scale, letter = (1e6, "M") if top >= 1e8 else (1e3, "k") if top >= 1e4 else (1.0, "")
        wholes = add_up([(amount or 0.0) / scale for amount in amounts])
        return [None if amount is None else n for amount, n in zip(amounts, wholes, strict=True)], letter

    def _money(
        self,
        key: str,
        label: str,
        amounts: Values,
        *,
        at: str,
        whole: str,
        chosen: bool = False,
        known: bool = True,
        series: int | None = None,
    ) -> Row:
        """Money, rounded so that what is shown adds up."""
        values, letter = self._rounded(self._together(amounts))
        unknown = not known or None in values
        total = "–" if unknown else self._money_text(math.fsum(each or 0.0 for each in values))
        cells = tuple(["–" if value is None else self._money_text(value) if value else NIL for value in values])
        unit = self.ground.language.money(0, self.ground.currency, 0).replace("0", letter).strip()
        text = self.ground.say(N_("%(figure)s, %(unit)s"), figure=label, unit=unit)
        return Row(key, text, values, cells, total, at, whole, 0, len(self.plan), chosen, series)

    def _money_text(self, amount: float) -> str:
        return self.ground.language.number(amount, self.ground.minor) if self.ground.exact else self.ground.whole(amount)

    def _offset(self, planned: PlanChannel) -> int:
        return self.place.get(planned["months"][0]["month"], 0) if planned["months"] else 0

    def _channels(self, chosen: str, totals: Values) -> Iterator[Row]:
        """The chosen figure by channel as the picture draws it; whole numbers add up to those above them, and to their own sum."""
        ground = self.ground
        drawn = [series for series in (1, 2, 3, 0) if series in ground.series.values()]
        parts: dict[int, list[float]] = {series: [0.0] * len(self.plan) for series in drawn}
        for planned in ground.plan["channels"]:
            row = parts[ground.series[planned["key"]]]
            for place, month in enumerate(planned["months"], self._offset(planned)):
                if chosen == SPEND:
                    row[place] += month["spend"] or 0.0
                elif chosen in month["stages"]:
                    row[place] += month["stages"][chosen]["exact"] or 0.0
        exact = [self._together(list(parts[series])) for series in drawn]
        rows = exact if ground.exact else apportioned(exact, totals)
        money = chosen == SPEND
        for series, values in zip(drawn, rows, strict=True):
            if not any(values):
                continue  # a channel that has no part in this figure
            label, at, offset, length = self._named(series, chosen)
            if money:
                cells = tuple([self._money_text(value) if value else NIL for value in values])
                total = self._money_text(math.fsum(value or 0.0 for value in values))
                yield Row(f"{chosen}-{series}", label, values, cells, total, at, "", offset, length, False, series)
            else:
                known = math.fsum(value or 0.0 for value in values)
                total = ground.number(known) if ground.exact else ground.whole(known)
                yield self._counts(f"{chosen}-{series}", label, values, total, at=at, offset=offset, length=length, series=series)

    def _named(self, series: int, chosen: str) -> tuple[str, str, int, int]:
        """What a part is called, and where its figures stand: those of several channels together stand nowhere."""
        ground = self.ground
        found = [position for position, channel in enumerate(ground.scenario.channels) if ground.series[channel.key] == series]
        if not series and len(found) > 1:
            return ground.language.ngettext("%(n)s other channel", "%(n)s other channels", len(found)), "", 0, 0
        position = found[0]
        channel, planned = ground.scenario.channels[position], ground.plan["channels"][position]
        keys = ground.scenario.stage_keys
        enters = chosen == SPEND or keys.index(chosen) >= keys.index(channel.enters)
        figure = SPEND if chosen == SPEND else f"stages/{chosen}"
        at = f"/channels/{position}/months/*/{figure}" if enters and planned["months"] else ""
        return channel.name, at, self._offset(planned), len(planned["months"])
