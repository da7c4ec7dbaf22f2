"""What a column holds and how its cells are written."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from app.history.found import ColumnFound, Finding
from app.history.recipe import Order
from app.history.values.date_text import parsed
from app.history.values.dates import days, without_time
from app.history.values.judge_dates import DateJudge, spelled
from app.history.values.judge_defects import shortened_numbers, swapped_days
from app.history.values.judge_numbers import OF_THREE_PLACES, NumberJudge
from app.history.values.numbers import Decimal, read_number
from app.history.values.scales import currency_named, factor_of
from app.history.values.totals import is_about_others
from app.history.values.words import says_nothing_here

Holds = Literal["empty", "text", "number", "percent", "money", "date"]

_DISTINCT_LIMIT = 1_000
_COMMON_LIMIT = 500
_TYPED = 300  # different texts by which it is judged what a column holds
_MOST = 0.8  # of them must be of the kind
_EARLIEST = dt.date(1990, 1, 1)
_BUDDHIST = r"(?:^|\D)(?:25[4-9]\d|2600)(?:\D|$)"
_ISO = r"^\d{4}-\d{2}-\d{2}$"
_POINT = r"^-?\d+\.(?:\d{1,2}|\d{4,})$"
_PLAIN = r"^-?\d+(?:\.(?:\d{1,2}|\d{4,}))?$"
_DATED = re.compile(
    r"date|day|time|created|closed|(^|[ _])(at|on)$|since|until|start|end$|won|lost|month|datum|\btag\b|monat|jour|fecha|\bdía\b|data\b|"
    r"dzień|giorno|\bdia\b|dato|dátum|تاريخ|дата|ημερομηνία|日期|日付",
    re.I,
)
_MONEY = re.compile(
    r"amount|value|revenue|cost|spen[dt]|price|budget|betrag|umsatz|wert|kosten|ausgab|preis|montant|coût|importe|coste|costo|valor|gasto|"
    r"prijs|bedrag|kwota|wartość|koszt|金額|金额|금액|費用|费用|売上|수익|매출|сумма|сума|бюджет|стоимость|ποσό|αξία|tutar|belopp|beløp|beløb",
    re.I,
)
_COUNTED = re.compile(
    r"impr|view|reach|click|clic|klick|klik|sent\b|deliver|recipient|session|visit|conta(?:c|k)ted|reichweite|alcance|envoy|gesendet|zugestellt|"
    r"impres|weergaven|bereik|wyświetl|visning|показ|покази|клик|кліки|охват|표시|노출|클릭|도달|展示|曝光|点击|點擊|表示回数|クリック数|"
    r"リーチ|gösterim|tıklama|العرض|ظهور|نقر|afișări|zobrazen|prokliky|megjelen",
    re.I,
)
"""Things that are counted, one by one: a mark before three digits parts thousands."""
_UNPARTED = r"(?:^|[^\d.,])\d{4,}(?:$|[^\d])"
"""Four digits in a row: thousands that are not parted."""
_RATE = re.compile(r"\bper\b|\bcp[cmal]\b|\brate\b|ratio|kurs\b|avg|average|mean\b", re.I)
"""Prices of one click or unit may well have three decimals."""


@dataclass
class Judged:
    """A column as judged so far; it may be shown more cells of the whole file.

    Attributes:
        column: what is said of it.
        dates, numbers: what its texts prove.
        in_scale: whether a line above the table says that its money counts in thousands, or more.
        findings: what people should know.
    """

    position: int
    header: str
    holds: Holds
    cells: pl.Series
    rows: pl.Series
    dates: DateJudge = field(default_factory=DateJudge)
    numbers: NumberJudge = field(default_factory=NumberJudge)
    in_scale: bool = False

    @property
    def unsettled(self) -> bool:
        """Whether the rest of the file must be looked at."""
        if self.holds == "date":
            return bool(self.dates.shapes) and not self.dates.settled
        return self.holds in ("number", "money", "percent") and self.numbers.is_open

    @property
    def thousands(self) -> Decimal | None:
        """The decimal mark of amounts that have none: the other than the one that parts their thousands."""
        if self.holds not in ("number", "money") or not self.numbers.is_open or _RATE.search(self.header):
            return None
        if currency_named(self.header) in OF_THREE_PLACES or self.cells.str.contains(_UNPARTED).any():
            return None
        return self.numbers.of_thousands(is_money=self._parts_thousands)

    @property
    def _parts_thousands(self) -> bool:
        """Whether thousands are likelier than three decimals: of money, and of what is counted."""
        return (
            factor_of(self.header) == 1
            and not (self.in_scale and self.holds == "money")
            and bool(_MONEY.search(self.header) or _COUNTED.search(self.header))
        )

    @property
    def decimal(self) -> Decimal | None:
        """The decimal mark that its cells prove."""
        return self.numbers.decimal() or self.thousands

    def look(self, cells: pl.Series) -> None:
        """Take more cells into account."""
        if self.holds == "date":
            self.dates.look(_date_texts(cells))
        elif self.holds in ("number", "money", "percent"):
            plain = cells.filter(cells.str.contains(_POINT).fill_null(False))
            self.numbers.prove(".", len(plain), plain.head(5).to_list())
            self.numbers.look(_number_texts(cells))

    def column(self, proposed: Decimal | None) -> ColumnFound:
        """What is said of it; `proposed` is the decimal mark of the rest of the file."""
        filled = self.cells.drop_nulls()
        counts = filled.value_counts(sort=True) if len(filled) else None
        distinct = 0 if counts is None else counts.height
        days_found = self._days()
        return ColumnFound(
            header=self.header,
            holds=self.holds,
            filled=len(filled),
            distinct=min(distinct, _DISTINCT_LIMIT),
            samples=self._samples(filled),
            common=_common(counts, len(filled)),
            decimal=self._decimal(proposed),
            decimal_proved=not self.numbers.is_open or self.thousands is not None,
            orders=self.dates.orders(),
            open_orders=self.dates.open_shapes(),
            first=None if days_found is None else spelled(days_found[0]),
            last=None if days_found is None else spelled(days_found[1]),
            currency=self._currency(),
            sign=self._sign(),
            thousands=self.thousands is not None,
        )

    def findings(self, today: dt.date, chosen: dict[str, Order]) -> list[Finding]:
        """What people should know of it; `chosen` are orders that a person gave."""
        found: list[Finding] = []
        for shape, proofs in self.dates.mixed().items():
            severity: Literal["warning", "blocking"] = "warning" if shape in chosen else "blocking"
            examples: dict[str, object] = {order: texts[0] for order, texts in proofs.items()}
            examples |= dict(zip(("one", "other"), examples.values(), strict=False))
            rows = self._rows_of([text for texts in proofs.values() for text in texts])
            found.append(
                Finding("mixed_orders", severity, {"header": self.header, "shape": shape, **examples}, self.position, rows, len(rows))
            )
        if self.numbers.mixed and self.holds != "text":
            point, comma = self.numbers.examples["."], self.numbers.examples[","]
            marks: dict[str, object] = {"header": self.header, "point": point[0], "comma": comma[0]}
            rarer = min(self.numbers.proved.values())
            found.append(Finding("mixed_decimals", "warning", marks, self.position, self._rows_of([*point, *comma]), rarer))
        return found + self._two_currencies() + self._era() + self._unlikely(today, chosen) + self._formulas() + self._defects()

    def _samples(self, filled: pl.Series) -> tuple[str, ...]:
        """Some cells; first of all those that a question shows: dates that contradict each other, or a date further on of an open shape."""
        first = filled.head(200).unique(maintain_order=True).head(5).to_list()
        asked = self.dates.contradictions() if self.holds == "date" else []
        for shape in self.dates.open_shapes() if self.holds == "date" else ():
            examples = self.dates.examples(shape)
            asked += examples[:2] if not any(text in first for text in examples) else ()
        return tuple(text[:200] for text in dict.fromkeys([*asked, *first]))[:5]

    def _defects(self) -> list[Finding]:
        """What a spreadsheet program did to the cells."""
        if self.holds == "date":
            return swapped_days(self.position, self.header, self.cells, self.rows, self.dates.beyond_twelve())
        return shortened_numbers(self.position, self.header, self.cells, self.rows) if self.holds in ("number", "money") else []

    def _days(self) -> tuple[int, int] | None:
        if self.holds != "date":
            return None
        read = days(self.cells, self.dates.orders()).drop_nulls()
        return (int(read.min()), int(read.max())) if len(read) else None  # type: ignore[arg-type]

    def _decimal(self, proposed: Decimal | None) -> Decimal | None:
        if self.holds not in ("number", "money", "percent"):
            return None
        return self.decimal or (proposed if self.numbers.is_open else None)

    def _currency(self) -> str | None:
        if self.holds not in ("number", "money"):
            return None
        most = self.numbers.currencies.most_common(1)
        return currency_named(self.header) or (most[0][0] if most else None)

    def _sign(self) -> str | None:
        """A sign of several countries, where nothing says of which."""
        if self.holds not in ("number", "money") or self._currency() is not None or not self.numbers.signs:
            return None
        return self.numbers.signs.most_common(1)[0][0]

    def _two_currencies(self) -> list[Finding]:
        """Several currencies in the cells of one column; taking in keeps the most frequent one apart from the others."""
        codes = self.numbers.several_currencies() if self.holds in ("number", "money") else []
        if not codes:
            return []
        rows = self._rows_of([text for code in codes[1:] for text in self.numbers.priced[code]])
        return [Finding("two_currencies", "warning", {"header": self.header, "currencies": codes}, self.position, rows)]

    def _era(self) -> list[Finding]:
        """Years of the Buddhist calendar (2569 is 2026), where most dates have one: nothing of it has happened yet, as it is written."""
        filled = self.cells.drop_nulls()
        if self.holds != "date" or not len(filled):
            return []
        of_era = filled.str.contains(_BUDDHIST)
        count = int(of_era.sum())
        if 2 * count <= len(filled):
            return []
        values: dict[str, object] = {"header": self.header, "example": str(filled.filter(of_era)[0])[:40]}
        return [Finding("buddhist_years", "blocking", values, self.position, count=count)]

    def _unlikely(self, today: dt.date, chosen: dict[str, Order]) -> list[Finding]:
        """Dates decades away from the others: typing errors, or a placeholder such as 2099."""
        if self.holds != "date":
            return []
        read = days(self.cells, {**self.dates.orders(), **chosen})
        low, high = (_EARLIEST - dt.date(1970, 1, 1)).days, (today - dt.date(1970, 1, 1)).days + 3_653
        far = ((read < low) | (read > high)).fill_null(False)
        count = int(far.sum())
        if not count or count * 2 > len(read.drop_nulls()):
            return []
        values: dict[str, object] = {"header": self.header, "example": self.cells.filter(far)[0]}
        return [Finding("unlikely_dates", "warning", values, self.position, tuple(self.rows.filter(far).head(5).to_list()), count)]

    def _formulas(self) -> list[Finding]:
        if self.holds != "text":
            return []
        formulas = self.cells.str.starts_with("=").fill_null(False)
        if not (count := int(formulas.sum())):
            return []
        values: dict[str, object] = {"header": self.header, "example": str(self.cells.filter(formulas)[0])[:100]}
        return [Finding("formula_texts", "warning", values, self.position, tuple(self.rows.filter(formulas).head(5).to_list()), count)]

    def _rows_of(self, texts: list[str]) -> tuple[int, ...]:
        found = without_time(self.cells).is_in(pl.Series(texts, dtype=pl.String).implode()).fill_null(False)
        return tuple(self.rows.filter(found).head(8).to_list())


def judge(position: int, header: str, cells: pl.Series, rows: pl.Series, *, in_scale: bool = False) -> Judged:
    """What a column holds, by some or all of its cells; `rows` are their numbers in the file; `in_scale`: see Judged."""
    texts = [text for text in _different(cells.drop_nulls()) if not says_nothing_here(text) and not is_about_others(text)]
    judged = Judged(position, header, _holds(header, texts), cells, rows, in_scale=in_scale)
    judged.look(cells)
    return judged


def _different(filled: pl.Series) -> list[str]:
    """Different texts, from all over the column."""
    unique = filled.head(50_000).unique(maintain_order=True)
    step = max(1, len(unique) // _TYPED)
    return unique.gather_every(step).head(_TYPED).to_list()


def _holds(header: str, texts: list[str]) -> Holds:
    if not texts:
        return "empty"
    enough = _MOST * len(texts)
    if sum(_is_date(text, header) for text in texts) >= enough:
        return "date"
    read = [number for text in texts if (number := read_number(text, None)) is not None]
    if len(read) < enough:
        return "text"
    if sum(number.percent for number in read) * 2 > len(read):
        return "percent"
    priced = any(number.currency for number in read) or currency_named(header) or _MONEY.search(header)
    return "money" if priced else "number"


def _is_date(text: str, header: str) -> bool:
    found = parsed(text)
    if found is None or not (isinstance(found, int) or found.orders()):
        return False
    return bool(_DATED.search(header)) if _is_bare_number(text) else True


def _is_bare_number(text: str) -> bool:
    return text.strip().replace(".", "", 1).isdigit()


def _date_texts(cells: pl.Series) -> Iterable[str]:
    """Different texts of dates that do not say their order by the ISO form."""
    other = cells.filter((~cells.str.contains(_ISO)).fill_null(False))
    unique = without_time(other).unique(maintain_order=True).to_list()
    return [text for text in unique if not says_nothing_here(text)]


def _number_texts(cells: pl.Series) -> Iterable[str]:
    """Different texts of numbers that are more than digits."""
    other = cells.filter((~cells.str.contains(_PLAIN)).fill_null(False)).unique(maintain_order=True)
    return [text for text in other.head(20_000).to_list() if not says_nothing_here(text)]


def _common(counts: pl.DataFrame | None, filled: int) -> tuple[tuple[str, int], ...]:
    if counts is None or counts.height > _COMMON_LIMIT or (counts.height > 50 and counts.height * 2 > filled):
        return ()
    return tuple((str(text)[:200], int(count)) for text, count in counts.iter_rows())
