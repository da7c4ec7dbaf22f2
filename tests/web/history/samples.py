"""Believable findings and figures of an invented company, made by hand."""

import datetime as dt
import math
from dataclasses import dataclass, replace
from typing import Any

from app.history.found import Asked, ColumnFound, Finding, Look, Taken
from app.history.measured import (
    Cohorts,
    Curve,
    DealValue,
    Group,
    Interval,
    Lag,
    MeasuredFunnel,
    OpenStage,
    Rate,
    Season,
    UnitCost,
)
from app.history.recipe import ColumnRecipe, Recipe

WHEN = dt.datetime(2026, 4, 2, 9, 30, tzinfo=dt.UTC)
STAGES = ("Lead", "MQL", "SQL", "Won")
ID = "imp_aaaaaaaaaaaaaaaaaaaa"


def make_recipe(**changes: Any) -> Recipe:
    columns = (
        ColumnRecipe(header="Lead ID", field="id"),
        ColumnRecipe(header="Quelle", field="channel"),
        ColumnRecipe(header="Erstkontakt", field="entered", stage="Lead", orders={".": "dmy"}),
        ColumnRecipe(header="MQL am", field="entered", stage="MQL", orders={".": "dmy"}),
        ColumnRecipe(header="Gewonnen am", field="entered", stage="Won"),
        ColumnRecipe(header="Status", field="outcome"),
        ColumnRecipe(header="Wert (EUR)", field="amount", decimal=",", currency="EUR"),
        ColumnRecipe(header="Notiz"),
    )
    given = {"kind": "records", "list_name": "Leads", "encoding": "utf-8", "delimiter": ";", "columns": columns, "stages": STAGES}
    return Recipe(**given | {"words": {"gewonnen": "won", "verloren": "lost", "offen": "open"}} | changes)


def make_look(**changes: Any) -> Look:
    columns = (
        ColumnFound("Lead ID", "text", 640, 640, ("L-0001",)),
        ColumnFound("Quelle", "text", 640, 4, ("Website",), (("Website", 268), ("LinkedIn Ads", 154))),
        ColumnFound("Erstkontakt", "date", 640, 380, ("24.03.2026",), orders={".": "dmy"}, first="2025-01-06", last="2026-03-31"),
        ColumnFound("MQL am", "date", 200, 120, ("28.03.2026",), orders={".": "dmy"}),
        ColumnFound("Gewonnen am", "date", 40, 38, ("03/04/2026",), open_orders=("/",)),
        ColumnFound("Status", "text", 640, 3, ("Offen",), (("Verloren", 540), ("Offen", 60), ("Gewonnen", 40))),
        ColumnFound("Wert (EUR)", "money", 40, 40, ("7.340,55",), decimal=",", currency="EUR"),
        ColumnFound("Notiz", "text", 3, 3, ("<script>alert(1)</script>",)),
    )
    row = ("L-0001", "Website", "24.03.2026", "28.03.2026", "03/04/2026", "Offen", "7.340,55", "<script>alert(1)</script>")
    given: dict[str, Any] = {
        "name": "leads.csv",
        "size": 48_200,
        "digest": "0" * 64,
        "container": "csv",
        "encoding": "utf-8",
        "delimiter": ";",
        "worksheet": "",
        "worksheets": (),
        "header_row": 0,
        "columns": columns,
        "preview": (row,) * 20,
        "rows": 640,
        "estimated": False,
        "source": "other",
        "shape": "shape",
        "recipe": make_recipe(),
        "remembered": "no",
        "asked": (Asked("date_order", 4, "/", ("dmy", "mdy"), None, ("03/04/2026", "05/06/2025")),),
        "findings": (),
    }
    return Look(**given | changes)


def make_taken(**changes: Any) -> Taken:
    given: dict[str, Any] = {
        "kind": "records",
        "list_name": "Leads",
        "rows": 640,
        "taken": 636,
        "refused": 3,
        "left_out": 1,
        "repeated": 2,
        "first": "2025-01-06",
        "last": "2026-03-31",
        "known_to": "2026-03-31",
        "currency": "EUR",
        "columns": ("channel", "Region"),
        "findings": (),
        "parts": ("records-all-1.parquet",),
        "refused_file": "refused.csv",
    }
    return Taken(**given | changes)


@dataclass(frozen=True)
class Kept:
    """An import as the store hands it out."""

    id: str = ID
    order: int = 1
    name: str = "leads.csv"
    size: int = 48_200
    digest: str = "0" * 64
    status: str = "asked"
    created_at: dt.datetime = WHEN
    created_by: str = "Ada"
    changed_at: dt.datetime = WHEN
    list_name: str | None = None
    kind: str | None = None
    look: Look | None = None
    recipe: Recipe | None = None
    taken: Taken | None = None
    trouble: Finding | None = None
    same_as: str | None = None


def make_import(**changes: Any) -> Any:
    return replace(Kept(look=make_look(), recipe=make_recipe()), **changes)


def done_import(**changes: Any) -> Any:
    return replace(Kept(status="done", look=None, recipe=make_recipe(), taken=make_taken()), **changes)


# --- figures -----------------------------------------------------------------------------------------------------------


def wilson(part: float, n: int) -> Interval:
    z = 1.644854
    middle, spread = part + z * z / (2 * n), z * math.sqrt(part * (1 - part) / n + z * z / (4 * n * n))
    return Interval((middle - spread) / (1 + z * z / n), (middle + spread) / (1 + z * z / n))


def make_lag(n: int, median: float) -> Lag:
    days = tuple(range(int(median * 6) + 1))
    counts = tuple(max(1, round(n * math.exp(-day / (median * 1.4)) / (median * 1.4))) for day in days)
    return Lag(n, median, median * 1.4, median * 3.2, median * 0.4, median * 2.0, days, counts)


def make_curve(rate: float, days: int, n: int) -> Curve:
    ages = tuple(range(0, days + 1, 2))
    went = tuple(rate * (1 - math.exp(-3 * age / days)) for age in ages)
    lost = tuple((1 - rate) * 0.7 * (1 - math.exp(-2 * age / days)) for age in ages)
    return Curve(ages, went, lost, tuple(max(1, round(n * (1 - 0.9 * age / days))) for age in ages))


def make_rate(first: str, last: str, entered: int, converted: int, lost: int, median: float, **changes: Any) -> Rate:
    share = min(1.0, 1.08 * converted / entered)
    given: dict[str, Any] = {
        "from_stage": first,
        "to_stage": last,
        "entered": entered,
        "converted": converted,
        "lost": lost,
        "open": entered - converted - lost,
        "rate": share,
        "interval": wilson(share, entered),
        "reason": None,
        "raw": converted / entered,
        "closed_only": converted / (converted + lost),
        "snapshot": share * 0.94,
        "difference": "growing",
        "shrunk": share,
        "shrunk_interval": wilson(share, entered),
        "small": converted < 5 or entered < 30,
        "watched_days": int(median * 6),
        "lag": make_lag(converted, median),
        "curve": make_curve(share, int(median * 6), entered),
    }
    return Rate(**given | changes)


def make_value(n: int, mean: float, **changes: Any) -> DealValue:
    given: dict[str, Any] = {
        "n": n,
        "without": 2,
        "mean": mean,
        "median": mean * 0.86,
        "low": mean * 0.4,
        "high": mean * 1.9,
        "deviation": mean * 0.6,
        "variation": 0.6,
        "total": n * mean,
        "interval": Interval(mean * 0.9, mean * 1.1),
        "trimmed": mean * 0.95,
        "dominated": None,
    }
    return DealValue(**given | changes)


def make_group(key: str, name: str, n: int, share: float | None, won: int) -> Group:
    mql, sql = n // 3, n // 7
    rates = (
        make_rate("Lead", "MQL", n, mql, n - mql - n // 12, 9),
        make_rate("MQL", "SQL", mql, sql, max(0, mql - sql - n // 20), 16),
        make_rate("SQL", "Won", sql, won, max(0, sql - won - n // 25), 38),
    )
    return Group(
        key=key,
        name=name,
        n=n,
        share=share,
        rates=rates,
        end_to_end=make_rate("Lead", "Won", n, won, n - won - n // 8, 61),
        value=make_value(max(won, 1), 8_400.0),
        open=(
            OpenStage("Lead", n // 12, 0.0, (n // 20, n // 40, 1, 0, 0), 2),
            OpenStage("MQL", n // 20, 0.0, (n // 40, n // 60, 0, 1, 0), 1),
            OpenStage("SQL", n // 25, 61_000.0, (n // 60, n // 80, 2, 0, 1), 3),
        ),
        won=won,
        lost=n - won - n // 8,
        still_open=n // 8,
        cycle=make_lag(won, 61),
    )


def make_season(**changes: Any) -> Season:
    indices = (0.82, 0.95, 1.1, 1.05, 1.0, 0.92, 0.7, 0.74, 1.12, 1.2, 1.24, 1.16)
    spans = tuple(Interval(index * 0.8, index * 1.22) for index in indices)
    return Season(**{"months": 26, "indices": indices, "intervals": spans, "refused": None, "matters": True} | changes)


def make_measured(**changes: Any) -> MeasuredFunnel:
    groups = (
        make_group("website", "Website", 268, 0.46, 18),
        make_group("linkedinads", "LinkedIn Ads", 154, 0.12, 5),
        make_group("empfehlung", "Empfehlung", 112, 0.36, 14),
        make_group("messe", "Messe", 84, 0.06, 3),
        make_group("", "", 22, 0.0, 0),
    )
    costs = (
        UnitCost(
            "LinkedIn Ads",
            18_400.0,
            {"impressions": 812_000.0, "clicks": 5_210.0, "leads": 154.0},
            (("impressions", "clicks", 0.0064, 812_000), ("clicks", "leads", 0.0296, 5_210)),
            {"impressions": 0.0227, "clicks": 3.53, "leads": 119.5},
            {"Lead": 119.5, "MQL": 361.0, "SQL": 836.0, "Won": 3_680.0},
        ),
        UnitCost("Messe", None, {}, (), {}, {}, buyers_without_spend=True),
    )
    given: dict[str, Any] = {
        "list_name": "Leads",
        "imports": (ID,),
        "stages": STAGES,
        "as_of": "2026-03-31",
        "since": "2025-01-06",
        "until": "2026-03-31",
        "cut_from": None,
        "split": "channel",
        "splits": (("channel", 5), ("Region", 3)),
        "currency": "EUR",
        "whole": make_group("", "", 640, 1.0, 40),
        "groups": groups,
        "others": 0,
        "season": make_season(),
        "unit_costs": costs,
        "n_rows": 640,
        "findings": (),
    }
    return MeasuredFunnel(**given | changes)


def make_cohorts(**changes: Any) -> Cohorts:
    given: dict[str, Any] = {
        "from_stage": "Lead",
        "to_stage": "Won",
        "unit": "month",
        "labels": ("2026-01", "2026-02", "2026-03"),
        "entered": (100, 50, 80),
        "converted": ((4, 8, 2), (5, 3, None), (6, None, None)),
        "mean_by_age": (0.0652, 0.0733, 0.02),
        "sum_of_means": 0.1585,
        "complete": 0.14,
        "complete_rows": 1,
    }
    return Cohorts(**given | changes)
