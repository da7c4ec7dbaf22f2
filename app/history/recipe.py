"""How a file is read: its layout, and what each of its columns means. Proposed from the file, corrected by people, kept as JSON."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Kind = Literal["records", "events", "counts", "spend", "lookup"]
"""What a row is.

records: a buyer (lead, contact, deal) with a date per stage, or with created, closed and outcome.
events:  a buyer entering a stage on a day; several rows a buyer.
counts:  how many there were in a month, by stage and channel; no buyers.
spend:   money and activity of a day, a month or a period, by campaign.
lookup:  what is true of each value of a column elsewhere, such as the region of each sales agent.
"""

Order = Literal["ymd", "dmy", "mdy"]
"""Which number of a date is the day."""

Text = Annotated[str, StringConstraints(max_length=200)]


class Part(BaseModel):
    """The base: closed to unknown fields, never changed once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ColumnRecipe(Part):
    """What a column means and how its cells are written.

    Attributes:
        header: the column's name as found, made unique (a second "Date" is "Date (2)").
        field: what it is; see `Field names` in app/history/mapping/fields.py. None: not read.
            Of a record: id, created, closed, expected_close, outcome (won, lost or the stage it is in), is_won and is_closed (yes or no),
            amount, currency, channel, account, owner, entered (with `stage`: the day it entered that stage), lost (the day it was lost),
            attribute (kept by its header, to split by).
            Of an event: id, stage, from_stage, changed, day.
            Of counts: day (the month), year (where the day column has only its month or quarter), channel, stage, count (with `stage`, or
            beside a stage column), spend, revenue.
            Of spend: day, year, until (the period's last day), channel, campaign, spend, currency, activity (with `name`: impressions,
            clicks, contacted, sent, delivered, replied, positive, meetings, leads or any other word).
            Of a lookup: key (with `name`: the attribute whose values these are, or channel, owner, account), attribute.
        stage: the stage that `entered` or `count` is about; a name that people use, such as MQL.
        name: what an activity or a key is called.
        decimal: the decimal mark of its numbers; None where it has none, or they need none.
        orders: for each shape of its dates (the separators: "/", "-", ".", " " or "" ) the order of their numbers; empty for dates that
            say it themselves (2026-04-03, 3 Apr 2026).
        currency: the currency of its amounts, where header or cells say it.
    """

    header: str = Field(max_length=10_000)
    field: Text | None = None
    stage: Text | None = None
    name: Text | None = None
    decimal: Literal[".", ","] | None = None
    orders: dict[str, Order] = Field(default_factory=dict, max_length=8)
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None


class Recipe(Part):
    """Everything that reading a file takes; with the same file it always gives the same parts.

    Attributes:
        kind: what a row is.
        list_name: the list that the rows belong to. Buyers of one list are one where their ids are; a newer import of a list
            replaces what it says anew. Files are joined by giving them one list.
        encoding, delimiter: of a CSV file; empty for a workbook.
        worksheet: of a workbook; empty for CSV.
        header_row: position of the header among the records of the file, from 0.
        has_header: whether that record holds the names of the columns, where a person says so; None: as it seems.
        columns: all columns of the file, in its order.
        stages: the stages of the list from first to won, by name, as this file knows them; the last is the won deal.
        words: what the words of the outcome or stage column mean: won, lost, open, ignore (the row is left out), or the name of a stage.
            Keys are folded (app/history/values/words.py).
        fixed: fields that the whole file has: channel, currency, campaign, stage.
        renames: for a field (channel or an attribute's header) other names of its values, by value; spellings that fold to one are one.
        scale: for how many each amount of money counts, where a line beside the table says it (Angaben in TEUR); a header goes before it.
        as_of: the day on which the file was exported, where a person says so.
        period: first and last day of what the file covers, for spend and counts whose rows have no day (from title lines, or a person).
    """

    kind: Kind
    list_name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    encoding: Text = ""
    delimiter: Annotated[str, StringConstraints(max_length=1)] = ""
    worksheet: Text = ""
    header_row: int = Field(default=0, ge=0, le=1_000)
    has_header: bool | None = None
    columns: tuple[ColumnRecipe, ...] = Field(max_length=500)
    stages: tuple[Text, ...] = Field(default=(), max_length=12)
    words: dict[str, Text] = Field(default_factory=dict, max_length=500)
    fixed: dict[Literal["channel", "currency", "campaign", "stage"], Text] = Field(default_factory=dict)
    renames: dict[str, dict[str, Text]] = Field(default_factory=dict, max_length=50)
    scale: float | None = Field(default=None, ge=1, le=1e9)
    as_of: dt.date | None = None
    period: tuple[dt.date, dt.date] | None = None

    def scale_of(self, column: ColumnRecipe) -> float:
        """For how many each amount of a column counts by `scale`, which says nothing of amounts in another currency than its own."""
        own = self.fixed.get("currency")
        return 1.0 if column.currency and own and column.currency != own else self.scale or 1.0
