"""Rows of the answer's tables as HTML: channels, heads, key figures. They are many where there are many channels or months."""

from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup

from app.language import Language
from app.planner.text import N_
from app.web.ground import Ground
from app.web.markup import KEYS, figure, icon, safe
from app.web.present_months import Choice
from app.web.present_tables import ChannelRow, KpiView, Use
from app.web.present_team import Heads

CHANNEL_COLUMNS = (
    N_("A working day"),
    N_("In all"),
    N_("Capacity at the peak"),
    N_("Enter as"),
    N_("Deals"),
    N_("Revenue"),
    N_("Spend"),
    N_("A deal"),
)


@lru_cache(maxsize=256)
def tools(language: Language, name: str) -> Markup:
    """A table to take along: as text for a spreadsheet, or as a file."""
    copy, save = safe(language.gettext(N_("Copy the table"))), safe(language.gettext(N_("Save the table as CSV")))
    sends = f'type="submit" form="assumptions" formmethod="post" formaction="/plans/tables/{name}.csv" data-download'
    return Markup(
        f'<span class="tools"><button class="icon-btn only-script" type="button" data-copy="/plans/tables/{name}.tsv" title="{copy}" '
        f'aria-label="{copy}">{icon("copy")}</button><button class="icon-btn" {sends} title="{save}" aria-label="{save}">{icon("down")}'
        "</button></span>"
    )  # every text was escaped


def choices(name: str, label: str, found: Sequence[Choice]) -> Markup:
    """Ways to look at the answer, as radio buttons that look like one control."""
    items = (
        f'<label><input class="vh" type="radio" name="{name}" id="{name}-{safe(each.key)}" value="{safe(each.key)}" form="assumptions"'
        f"{' checked' if each.chosen else ''}>{safe(each.label)}</label>"
        for each in found
    )
    return Markup(f'<div class="seg" role="radiogroup" aria-label="{safe(label)}">{"".join(items)}</div>')  # every text was escaped


def channel_columns(ground: Ground) -> tuple[str, ...]:
    """The names of the columns beside the channel's own."""
    return tuple(map(ground.say, CHANNEL_COLUMNS))


def channels(ground: Ground, rows: Sequence[ChannelRow]) -> Markup:
    """A row to each channel; a cell knows its column's name for where it stands alone."""
    labels = [f'data-l="{safe(name)}"' for name in channel_columns(ground)]
    unlimited = f'<span class="sub">{safe(ground.say(N_("No limit set")))}</span>'
    return Markup("\n".join(_channel(row, labels, unlimited) for row in rows))  # every text was escaped


def _channel(row: ChannelRow, labels: Sequence[str], unlimited: str) -> str:
    day, everything, limit, enter, deals, revenue, spend, deal = labels
    at = row.at
    return (
        f'<tr><th scope="row"><span class="chn">{KEYS[row.series]}{safe(row.name)}</span><span class="sub">{safe(row.about)}</span></th>'
        f'<td class="num" {day}>{figure(row.daily, f"/totals/per_working_day/{row.key}/mean", "big")}{_sub(row.daily_about)}</td>'
        f'<td class="num" {everything}>{figure(row.all, f"{at}/activity")}{_sub(row.window)}</td>'
        f'<td class="w" {limit}>{use(row.use, f"{at}/peak_use") if row.use else unlimited}</td>'
        f'<td class="num" {enter}>{figure(row.entries, f"{at}/entries")}{_sub(row.enters)}</td>'
        f'<td class="num" {deals}>{figure(row.deals, f"{at}/deals")}</td>'
        f'<td class="num" {revenue}>{figure(row.revenue, f"{at}/revenue")}</td>'
        f'<td class="num" {spend}>{figure(row.spend, f"{at}/spend")}</td>'
        f'<td class="num" {deal}>{figure(row.cac, f"{at}/cac")}</td></tr>'
    )


def _sub(text: str) -> str:
    return f'<span class="sub">{safe(text)}</span>'


def use(found: Use, pointer: str = "") -> Markup:
    """A limit and what of it is used; past it, stripes beyond a tick."""
    past = (
        f'<rect x="{found.used}%" width="{found.past}%" height="8" fill="url(#over)"/>'
        f'<line class="cap" x1="{found.used}%" x2="{found.used}%" y1="-3" y2="11"/>'
        if found.over
        else ""
    )
    kind = "big over" if found.over else "big"
    percent = figure(found.percent, pointer, kind) if pointer else f'<b class="{kind}">{safe(found.percent)}</b>'
    return Markup(
        '<div class="use"><svg aria-hidden="true"><rect class="trk" width="100%" height="8" rx="2"/>'
        f'<rect class="bar" width="{found.used}%" height="8" rx="2"/>{past}</svg>'
        f'<span class="txt">{percent}<span>{safe(found.words)}</span></span></div>'
    )  # every text was escaped


def heads(found: Sequence[Heads]) -> Markup:
    """Heads needed, month by month."""
    over = {True: ' class="ov"', False: ""}
    items = (f"<li{over[each.over]}>{figure(each.heads, each.figure)}{safe(each.month)}</li>" for each in found)
    return Markup("".join(items))  # every text was escaped


def key_figures(found: Sequence[KpiView]) -> Markup:
    """Key figures with their values, or with the reasons why they have none."""
    items = (f"<li><span>{safe(kpi.label)}</span>{figure(kpi.value, kpi.figure, 'big' if kpi.known else 'why')}</li>" for kpi in found)
    return Markup(f'<ul class="kpi">{"".join(items)}</ul>')  # every text was escaped
