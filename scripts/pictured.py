"""What the pictures of History, Review and Books are taken of: two years of an invented company's leads and spend, and a book of plans."""

import csv
import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from app.services import books
from app.services.workspaces import LOCAL_WORKSPACE
from app.settings import Settings
from app.terminal.history_store import HistoryStore, Wishes

FIRST, LAST = dt.date(2024, 1, 1), dt.date(2026, 3, 31)
LEADS_A_DAY = 8


class Way(NamedTuple):
    """A channel: its part of the leads, how many go on from stage to stage, what a deal is worth, what a month costs."""

    part: float
    rates: tuple[float, float, float]
    worth: float
    spend: float


WAYS = {
    "Organic search": Way(0.3, (0.42, 0.5, 0.34), 9_000, 0),
    "Paid search": Way(0.24, (0.34, 0.44, 0.28), 9_500, 4_200),
    "Social ads": Way(0.22, (0.3, 0.3, 0.16), 6_000, 9_800),
    "Events": Way(0.08, (0.36, 0.5, 0.3), 15_000, 7_500),
    "Cold e-mail": Way(0.1, (0.26, 0.38, 0.28), 8_000, 1_300),
    "Referral": Way(0.06, (0.55, 0.6, 0.45), 11_000, 0),
}
_DAYS = (9, 18, 45)
"""Mean days from stage to stage."""


def _leads() -> Iterator[tuple[object, ...]]:
    """Leads as a CRM has them, with what nobody knows yet on the last day left out."""
    chance, number = random.Random(2025), 0
    for day in (FIRST + dt.timedelta(days=n) for n in range((LAST - FIRST).days + 1)):
        for _ in range(LEADS_A_DAY):
            number += 1
            name = chance.choices(list(WAYS), [way.part for way in WAYS.values()])[0]
            yield f"L{number:05}", day, *_fate(WAYS[name], day, chance), name, chance.choice(("Enterprise", "Mid-market", "Small business"))


def _fate(way: Way, came: dt.date, chance: random.Random) -> tuple[object, ...]:
    """Days of MQL, SQL and close, the outcome, the amount."""
    days: list[dt.date | None] = [None, None, None]
    at, state, amount = came, "Lost", 0.0
    for place, (rate, mean) in enumerate(zip(way.rates, _DAYS, strict=True)):
        at += dt.timedelta(days=int(chance.expovariate(1 / mean)))
        if at > LAST:
            return *days, "Open", ""
        if chance.random() > rate:
            days[2] = at
            return *days, state, ""
        days[place] = at
        amount = round(way.worth * chance.lognormvariate(0, 0.5), 2)
    return *days, "Won", amount


def _spend() -> Iterator[tuple[object, ...]]:
    chance = random.Random(7)
    for month in range((LAST.year - FIRST.year) * 12 + LAST.month):
        day = dt.date(FIRST.year + month // 12, month % 12 + 1, 1)
        for name, way in WAYS.items():
            if way.spend:
                yield day, name, round(way.spend * chance.uniform(0.85, 1.2), 2)


def take_in(settings: Settings, folder: Path) -> None:
    """The leads and the spend, as somebody's own exports."""
    sheets = {
        "crm-leads.csv": ("Lead ID,Created,MQL date,SQL date,Closed date,Status,Amount (USD),Channel,Segment", _leads()),
        "ad-spend.csv": ("Month,Channel,Spend (USD)", _spend()),
    }
    store = HistoryStore(settings)
    for name, (header, rows) in sheets.items():
        with (folder / name).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header.split(","), *rows])
        came = store.take_in(folder / name, Wishes(list_name="Leads", accept=True), lambda _: None)
        if came.taken is None:
            raise SystemExit(f"{name} was not taken in: {came}")
    store.close()


def make_book(settings: Settings, parts: list[tuple[str, str]], target: float) -> str:
    """The address of a book of the plans of segments."""
    store = HistoryStore(settings)
    with store.database.writing() as session:
        made = books.create(session, LOCAL_WORKSPACE, "FY2027, all segments", parts, target=target, author="Maria Kosta")
    store.close()
    return f"/books/{made.id}"
