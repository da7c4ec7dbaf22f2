"""What was found in a file, and what is wrong with it, as codes and figures; the words are app/wording/history.py's."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from app.history.recipe import Kind, Recipe


@dataclass(frozen=True)
class Finding:
    """Something about a file or a measurement that a person should know.

    Attributes:
        code: what it is; app/wording/history has a sentence for each, docs/findings.md all of them.
        severity: info, warning, or blocking (taking in is refused until it is answered or corrected).
        values: figures and names in the sentence; plain JSON values.
        column: position of the column it is about.
        rows: some of the rows it is about, as row numbers of the file (the header of a CSV file usually is row 1).
        count: of how many rows it is true.
    """

    code: str
    severity: Literal["info", "warning", "blocking"] = "info"
    values: dict[str, object] = field(default_factory=dict)
    column: int | None = None
    rows: tuple[int, ...] = ()
    count: int = 0


class UnreadableFile(Exception):
    """A file that cannot be taken in at all: empty, no table, too large, a bomb. `finding.severity` is blocking."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


@dataclass(frozen=True)
class ColumnFound:
    """What a column holds, judged from all of its cells that were looked at.

    Attributes:
        header: its unique name.
        holds: empty, text, number, percent, money, date.
        filled: cells that say something; distinct: different ones, counted up to 1,000.
        samples: some cells as they stand in the file.
        common: the most frequent values with their counts, for columns of few values (outcome, channel).
        decimal: the decimal mark; proved tells whether some cell leaves no doubt.
        orders: order of day, month, year by shape of the date; open_orders: shapes of which nothing proves the order: to be asked.
        first, last: earliest and latest date as ISO text, for dates whose order is known.
        currency: of amounts, from the header or the cells.
        sign: one that several countries use ($, kr), beside amounts of which nothing names the currency.
        thousands: whether the decimal mark is not in the cells at all, because the mark that is there parts thousands: three digits
            after it in every cell.
        alike: positions of columns that say no two things in the rows with one value, of a column that may be an id with few values.
    """

    header: str
    holds: Literal["empty", "text", "number", "percent", "money", "date"]
    filled: int
    distinct: int
    samples: tuple[str, ...]
    common: tuple[tuple[str, int], ...] = ()
    decimal: Literal[".", ","] | None = None
    decimal_proved: bool = True
    orders: dict[str, Literal["ymd", "dmy", "mdy"]] = field(default_factory=dict)
    open_orders: tuple[str, ...] = ()
    first: str | None = None
    last: str | None = None
    currency: str | None = None
    sign: str | None = None
    thousands: bool = False
    alike: tuple[int, ...] = ()


@dataclass(frozen=True)
class Asked:
    """A question that only a person can answer.

    Attributes:
        code: date_order (03/04/2026), decimal, words (what the words of an outcome column mean), stages, kind, id, header, currency, as_of,
            list (whose money it is), scale (by what amounts are multiplied).
        column: position of the column.
        about: what in it: a shape of dates, a word.
        choices: the answers there are; empty where any text is one.
        proposed: the answer that seems likely; None for one that must not be guessed.
        examples: cells that show the question.
        must: taking in waits for the answer.
        also: other columns that the same answer holds for, as long as nobody says otherwise of them.
    """

    code: str
    column: int | None = None
    about: str = ""
    choices: tuple[str, ...] = ()
    proposed: str | None = None
    examples: tuple[str, ...] = ()
    must: bool = True
    also: tuple[int, ...] = ()


def names_a_header(headers: Iterable[str]) -> bool:
    """Whether some name is more than the position of its column."""
    return any(header != position_name(position) for position, header in enumerate(headers))


def position_name(position: int) -> str:
    """What a column without a name is called."""
    return f"Column {position + 1}"


@dataclass(frozen=True)
class Look:
    """What a file is, and how it would be read.

    Attributes:
        name, size, digest: of the file; SHA-256 of its bytes.
        container: csv or xlsx (by content, whatever it is called).
        encoding, delimiter, worksheet, worksheets, header_row: the layout found.
        columns: what each column holds.
        preview: the first rows under the header, as texts, at most 20.
        rows: how many rows there are under the header; an estimate where `estimated`.
        source: what tool it seems to come from (hubspot, salesforce, pipedrive, zoho, google_ads, microsoft_ads, meta_ads, linkedin_ads,
            tiktok_ads, pinterest_ads, ga4, lemlist, instantly, smartlead, apollo, mailchimp, or other).
        shape: a digest of layout-independent headers by which a recipe is remembered.
        recipe: the proposal, or what was remembered for this shape.
        remembered: exact (same shape and nothing open: may be used without asking), similar, or no.
        asked: open questions. findings: what people should know.
    """

    name: str
    size: int
    digest: str
    container: Literal["csv", "xlsx"]
    encoding: str
    delimiter: str
    worksheet: str
    worksheets: tuple[str, ...]
    header_row: int
    columns: tuple[ColumnFound, ...]
    preview: tuple[tuple[str, ...], ...]
    rows: int
    estimated: bool
    source: str
    shape: str
    recipe: Recipe
    remembered: Literal["exact", "similar", "no"]
    asked: tuple[Asked, ...]
    findings: tuple[Finding, ...]

    @property
    def has_header(self) -> bool:
        """Whether a record of the file holds the names of the columns."""
        return names_a_header(column.header for column in self.columns)

    @property
    def ready(self) -> bool:
        """Whether it can be taken in as it is."""
        return not any(each.must for each in self.asked) and not any(each.severity == "blocking" for each in self.findings)


@dataclass(frozen=True)
class Progress:
    """How far taking in has come; bytes of the file, rows read and refused so far."""

    bytes_done: int
    bytes_all: int
    rows: int
    refused: int


@dataclass(frozen=True)
class Taken:
    """What taking in a file gave.

    Attributes:
        kind, list_name: as in the recipe.
        rows: rows read under the header; taken, refused, left_out (totals, footers, words that mean `ignore`): they add up to rows.
        repeated: rows of an id that was in the file before; they are merged, and count as taken.
        first, last: earliest and latest day of anything that happened, as ISO text.
        known_to: the last day that the file proves to know of (the newest event; never in the future), as ISO text.
        currency: of its amounts.
        columns: headers of the attributes that were kept.
        findings: data quality, with counts and rows.
        parts: files written, in order, relative to the folder.
        refused_file: the file with refused rows, reasons first; None where none was refused.
    """

    kind: Kind
    list_name: str
    rows: int
    taken: int
    refused: int
    left_out: int
    repeated: int
    first: str | None
    last: str | None
    known_to: str | None
    currency: str | None
    columns: tuple[str, ...]
    findings: tuple[Finding, ...]
    parts: tuple[str, ...]
    refused_file: str | None
