"""An example file: leads of an invented company, written as a spreadsheet of middle Europe writes them."""

import csv
import io
import random
from datetime import date, timedelta
from functools import lru_cache

NAME = "example-leads.csv"
SEED = 20260401
LEADS = 640
FIRST, LAST = date(2025, 1, 6), date(2026, 3, 31)
HEADER = ("Lead ID", "Quelle", "Erstkontakt", "MQL am", "SQL am", "Gewonnen am", "Verloren am", "Status", "Wert (EUR)", "Region")
CHANNELS = (("Website", 0.34, 0.42), ("Messe", 0.28, 0.16), ("LinkedIn Ads", 0.20, 0.24), ("Empfehlung", 0.52, 0.18))
"""Name, share of leads that become MQLs, share of all leads."""
REGIONS = ("Nord", "Süd", "West")


@lru_cache
def made() -> bytes:
    """The same bytes every time: UTF-8, semicolons, decimal commas, days as 24.03.2026."""
    chance = random.Random(SEED)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    for number in range(1, LEADS + 1):
        writer.writerow(_lead(number, chance))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _lead(number: int, chance: random.Random) -> list[str]:
    name, to_mql, _ = chance.choices(CHANNELS, [share for *_, share in CHANNELS])[0]
    days: list[date | None] = [FIRST + timedelta(chance.randrange((LAST - FIRST).days - 5)), None, None, None]
    lost: date | None = None
    for place, (rate, wait) in enumerate(((to_mql, 9), (0.45, 16), (0.32, 38)), 1):
        before = days[place - 1]
        assert before is not None
        after = before + timedelta(1 + round(chance.expovariate(1 / wait)))
        if chance.random() < rate:
            if after > LAST:
                break  # still on its way when the sheet was saved
            days[place] = after
        else:
            lost = after + timedelta(chance.randrange(10, 40))
            break
    lost = lost if lost and lost <= LAST else None
    status = "Gewonnen" if days[3] else "Verloren" if lost else "Offen"
    worth = f"{round(chance.lognormvariate(8.9, 0.55), 2):.2f}".replace(".", ",") if days[3] else ""
    return [f"L-{number:04}", name, *(_written(day) for day in days), _written(lost), status, worth, chance.choice(REGIONS)]


def _written(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""
