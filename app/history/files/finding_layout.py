"""Finding the delimiter, the lines above the table, and the header."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.history.files.limits import COLUMNS_LIMIT
from app.history.files.quoting import records_of
from app.history.found import position_name
from app.history.values.date_text import Numbers, day_of, parsed, read_month
from app.history.values.numbers import read_number
from app.history.values.words import is_nothing

DELIMITERS = (",", ";", "\t", "|")
_SEPARATOR_LINE = re.compile(r"^\ufeff?\"?sep=(.)\"?\s*$", re.I)
_PERIOD = re.compile(r"\s(?:-|–|—|to|bis|au|al|a|até|do)\s")
_STARTS = re.compile(r"(?:start\w*|from|von|beginn\w*|desde|début|inicio|início|inizio)\b.*?[:,]\s*(.+)", re.I)
_ENDS = re.compile(r"(?:end|enddat\w*|until|bis|ende|hasta|fin|fine|fim)\b.*?[:,]\s*(.+)", re.I)
_SEEN = 60  # records by which a layout is judged
_LONGEST = 500  # characters of a line that tells a period, or of a cell that holds a number or a day

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Table:
    """Where the table begins: position of its header (or of its first row where `named` is False), and how many cells its records have."""

    header_row: int
    width: int
    named: bool


def delimiter_of(text: bytes, most: int) -> str:
    """The delimiter by which the header and the rows under it agree; a comma for a single column."""
    said = _SEPARATOR_LINE.match(text[:40].decode("utf-8", "replace").splitlines()[0]) if text.strip() else None
    if said and said[1] in DELIMITERS:
        return said[1]
    scores = {delimiter: _agreement(records_of(text, delimiter, min(most, 300))) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    return best if scores[best] > 0 else ","


def cells_at_least(text: bytes) -> int:
    """How many cells the first line that says something has, by whichever delimiter gives most; for a quick look at a monster."""
    line = next((line for line in text.split(b"\n", 20) if line.strip()), b"")
    return 1 + max(line.count(delimiter.encode()) for delimiter in DELIMITERS)


def table_of(rows: Rows) -> Table | None:
    """Where the table is among the first records; None where there is none."""
    filled = [_filled(row) for row in rows]
    if not any(filled):
        return None
    usual = _usual_width(rows, filled)
    start = _first_wide(rows, filled, usual)
    body = [row for row in rows[start + 1 :] if _filled(row)][:_SEEN]
    return Table(start, max(usual, len(rows[start])), _is_header(rows[start], body))


def headers_of(row: Sequence[str], body: Rows, *, named: bool) -> tuple[str, ...]:
    """Unique trimmed names; empty columns at the end are dropped."""
    texts = [" ".join(cell.replace("\ufeff", "").split()) for cell in row] if named else []
    width = max([len(row), *(len(each) for each in body)]) if not named else len(row)
    texts += [""] * (width - len(texts))
    last = max((place + 1 for each in (texts, *body) for place, cell in enumerate(each[:width]) if cell.strip()), default=0)
    found: list[str] = []
    taken: Counter[str] = Counter()
    for place, text in enumerate(texts[:last]):
        name = text or position_name(place)
        taken[name] += 1
        while taken[name] > 1 and (again := f"{name} ({taken[name]})") in [*found, *texts]:
            taken[name] += 1
        found.append(name if taken[name] == 1 else again)
    return tuple(found)


def period_of(lines: Rows) -> tuple[str, str] | None:
    """The period that lines above a table name: July 8, 2025 - July 31, 2025; # Start date: 20260801; Report Start: ..."""
    first = last = None
    for cells in lines:
        line = ", ".join(cell.strip() for cell in cells if cell.strip()).strip('#" \t')[:_LONGEST]
        for text in (line, *(cell[:_LONGEST] for cell in cells), line.partition(":")[2]):
            ends = [_day_in(part) for part in _PERIOD.split(text)]
            if len(ends) == 2 and ends[0] and ends[1]:
                return ends[0], ends[1]
        if (found := _STARTS.search(line)) and (day := _day_in(found[1])):
            first = first or day
        elif (found := _ENDS.search(line)) and (day := _day_in(found[1])):
            last = last or day
    return (first, last) if first and last and first <= last else None


def _day_in(text: str) -> str | None:
    found = parsed(text.strip(' .,"()'))
    if isinstance(found, Numbers):
        orders = found.orders()
        found = found.day(orders[0]) if len(orders) == 1 else None
    return day_of(found).isoformat() if found is not None else None


def _agreement(rows: Rows) -> float:
    """How well records agree on more than one cell, from the header on: 0 and less for not at all."""
    filled = [_filled(row) for row in rows]
    if not any(filled):
        return 0.0
    usual = _usual_width(rows, filled)
    if usual < 2:
        return 0.0
    start = _first_wide(rows, filled, usual)
    body = [row for row in rows[start:] if _filled(row)]
    share = sum(len(row) == len(rows[start]) for row in body) / len(body)
    skipped = sum(1 for row, count in zip(rows[:start], filled[:start], strict=True) if count and not _is_comment(row))
    named = _is_header(rows[start], body[1 : _SEEN + 1])
    return share - 0.03 * min(skipped, 10) + 0.01 * min(usual, 20) + (0.3 if named else 0.0) - (0.5 if len(body) < 2 and skipped > 1 else 0)


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip("\ufeff \t\r"))


def _is_comment(row: Sequence[str]) -> bool:
    return bool(row) and row[0].lstrip("\ufeff").startswith("#")


def _usual_width(rows: Rows, filled: Sequence[int]) -> int:
    """How many cells the records of the table have: the width by which most cells are explained."""
    said = [len(row) for row, count in zip(rows, filled, strict=True) if count and not _is_comment(row)]
    widths = Counter(said or [1])
    return max(widths, key=lambda width: (min(width - 1, COLUMNS_LIMIT) * widths[width] ** 1.5, width))


def _first_wide(rows: Rows, filled: Sequence[int], usual: int) -> int:
    """The first record that is mostly filled: lines above it hold a title, or a name and its value.

    Where it is narrower than the table, and a record as wide as the table reads like a header, that one is.
    """
    fullest = max((count for row, count in zip(rows, filled, strict=True) if len(row) <= max(usual, 1) + 1 or count <= usual), default=1)
    enough = 1 if usual == 1 else max(2, -(-min(usual, fullest) * 6 // 10))
    places = [place for place in range(len(rows)) if filled[place] >= enough and not _is_above(rows[place], filled[place], usual)]
    if not places:
        return next(place for place, count in enumerate(filled) if count)
    wide = next((place for place in places[:50] if len(rows[place]) >= usual), places[0])
    if wide != places[0] and _is_header(rows[wide], [row for row in rows[wide + 1 :] if _filled(row)][:_SEEN]):
        return wide
    return places[0]


def _is_above(row: Sequence[str], count: int, usual: int) -> bool:
    """Whether a record is a line that stands above tables: a comment, sep=;, or a name with its value in a table of more."""
    if usual == 1:
        return (_is_comment(row) and count < 1) or bool(_SEPARATOR_LINE.match(row[0]))
    named = usual > 2 and count <= 2 and row[0].strip().endswith(":")
    return named or (_is_comment(row) and count < max(2, usual * 6 // 10))


def _is_header(row: Sequence[str], body: Rows) -> bool:
    """Whether a record names columns: no number or date stands in it above others of its kind. Columns beyond the most do not count."""
    row = row[:COLUMNS_LIMIT]
    years = _years(row)
    kinds = ["text" if place in years else _kind(cell) for place, cell in enumerate(row)]
    if not any(kind == "text" for kind in kinds):
        return False
    if not body:
        return True
    alike = different = 0
    for place, kind in enumerate(kinds):
        below = Counter(_kind(each[place]) for each in body if place < len(each) and not is_nothing(each[place]))
        if not below:
            continue
        common = below.most_common(1)[0][0]
        if kind in ("number", "date") and common == kind:
            alike += 1
        elif kind == "text" and common in ("number", "date"):
            different += 1
    return alike == 0 or different > 2 * alike


def _years(row: Sequence[str]) -> frozenset[int]:
    """Places of years that go up from cell to cell: names of columns, though they are numbers."""
    places = [place for place, cell in enumerate(row) if len(bare := cell.strip()) == 4 and bare.isdigit() and 1990 <= int(bare) <= 2100]
    years = [int(row[place]) for place in places]
    return frozenset(places) if len(years) > 1 and years == sorted(set(years)) else frozenset()


def _kind(cell: str) -> str:
    if len(cell) > _LONGEST:
        return "text"
    if is_nothing(cell):
        return "nothing"
    if read_number(cell, None) is not None:
        return "number"
    found = parsed(cell)
    if found is not None and (isinstance(found, int) or found.orders()):
        return "date"
    return "date" if read_month(cell, {}) is not None else "text"
