"""The answer's rows as HTML: stages, channels, notes, roles, key figures. They are many, and a template is slow at them."""

from collections.abc import Sequence
from functools import lru_cache

import orjson
from markupsafe import Markup

from app.language import Language
from app.planner.text import N_
from app.web.answer.at_a_glance import Tile
from app.web.answer.funnel_view import BridgePart, StageView
from app.web.answer.months_view import Choice
from app.web.answer.notes_view import NoteView, WayOutView
from app.web.answer.table_views import ChannelRow, KpiView, Use
from app.web.answer.team_view import Heads, RoleView
from app.web.figures.ground import Ground
from app.web.figures.markup import KEYS, figure, icon, safe, tile
from app.wording import Piece

_BARS = N_("Capacity at the peak")
CHANNEL_COLUMNS = (
    N_("A working day"),
    N_("In all"),
    _BARS,
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


def sentence(found: Sequence[Piece]) -> Markup:
    """A sentence with its figures bold."""
    return Markup("".join([f"<b>{safe(text)}</b>" if strong else safe(text) for text, strong in found]))  # every text was escaped


def tiles(found: Sequence[Tile]) -> Markup:
    """The headline figures."""
    items = [f"<li>{tile(each.label, each.value, each.detail, each.figure)}</li>" for each in found]
    return Markup("\n".join(items))  # every text was escaped


def dock(found: Sequence[Tile]) -> Markup:
    """Headline figures where room is short."""
    return Markup("".join([f"<div><dt>{safe(each.brief)}</dt><dd>{safe(each.value)}</dd></div>" for each in found]))  # escaped


def choices(name: str, label: str, found: Sequence[Choice]) -> Markup:
    """Ways to look at the answer, as radio buttons that look like one control."""
    items = [
        f'<label><input class="vh" type="radio" name="{name}" id="{name}-{safe(each.key)}" value="{safe(each.key)}" form="assumptions"'
        f"{' checked' if each.chosen else ''}>{safe(each.label)}</label>"
        for each in found
    ]
    return Markup(f'<div class="seg" role="radiogroup" aria-label="{safe(label)}">{"".join(items)}</div>')  # every text was escaped


def bridge(parts: Sequence[BridgePart]) -> Markup:
    """The names of the bridge's parts, and their figures."""
    names = "".join([f'<th scope="col" class="{part.kind}">{safe(part.label)}</th>' for part in parts])
    amounts = "".join([f'<td class="{part.kind}">{figure(part.value, part.figure)}</td>' for part in parts])
    return Markup(f"<thead><tr>{names}</tr></thead>\n<tbody><tr>{amounts}</tr></tbody>")  # every text was escaped


def stages(found: Sequence[StageView]) -> Markup:
    """The stages of the funnel, with the seams between them."""
    return Markup("\n".join(map(_stage, found)))  # every text was escaped


def _stage(stage: StageView) -> str:
    label = safe(stage.label)
    title = f"{label}: {safe(stage.definition)}" if stage.definition else label
    seam = (
        f'<div class="seam"><span class="rate">{safe(stage.rate)}{icon("chev")}</span>'
        f'<span class="ev"><b>{safe(stage.lag)}</b><span>{safe(stage.evidence)}</span></span></div>'
        if stage.rate
        else ""
    )
    return (
        f'<li class="{stage.owner}"><span class="own">{safe(stage.owner_label)}</span><div class="st">'
        f'<span class="k" title="{title}">{label}</span><span class="v">{figure(stage.value, stage.figure)}</span>'
        f'<span class="m">{safe(stage.peak)}</span></div>{seam}</li>'
    )


@lru_cache(maxsize=64)
def _channel_columns(language: Language) -> tuple[str, ...]:
    """The names of the columns beside the channel's own."""
    return tuple([safe(language.gettext(name)) for name in CHANNEL_COLUMNS])


@lru_cache(maxsize=64)
def channel_head(language: Language) -> Markup:
    """The names of those columns above them; all are of figures but the bars."""
    kinds = ["" if name == _BARS else ' class="num"' for name in CHANNEL_COLUMNS]
    names = [f'<th scope="col"{kind}>{name}</th>' for kind, name in zip(kinds, _channel_columns(language), strict=True)]
    return Markup("".join(names))  # every text was escaped


def channels(ground: Ground, rows: Sequence[ChannelRow]) -> Markup:
    """A row to each channel; a cell knows its column's name for where it stands alone."""
    labels = [f'data-l="{name}"' for name in _channel_columns(ground.language)]
    unlimited = f'<span class="sub">{safe(ground.say(N_("No limit set")))}</span>'
    return Markup("\n".join([_channel(row, labels, unlimited) for row in rows]))  # every text was escaped


def channels_total(ground: Ground, total: ChannelRow, cac_pointer: str) -> Markup:
    """All channels together."""
    deals, revenue, spend, deal = [f'data-l="{name}"' for name in _channel_columns(ground.language)[-4:]]
    return Markup(
        f'<tr><th scope="row">{safe(total.name)}</th><td class="none" colspan="4"></td><td class="num" {deals}>{safe(total.deals)}</td>'
        f'<td class="num" {revenue}>{figure(total.revenue, "/totals/revenue")}</td>'
        f'<td class="num" {spend}>{figure(total.spend, "/totals/spend")}</td>'
        f'<td class="num" {deal}>{figure(total.cac, cac_pointer)}</td></tr>'
    )  # every text was escaped


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


def notes(found: Sequence[NoteView]) -> Markup:
    """What the reader should know, with the ways out."""
    return Markup("\n".join(map(_note, found)))  # every text was escaped


def _note(note: NoteView) -> str:
    ways = f'<ul class="ways">{"".join(map(_way_out, note.ways_out))}</ul>\n' if note.ways_out else ""
    return (
        f'<li class="note {note.tone}">{icon(note.icon)}<h3>{safe(note.title)} <span class="sev">{safe(note.severity)}</span></h3>'
        f"<p>{safe(note.message)}</p>\n{ways}</li>"
    )


def _way_out(way: WayOutView) -> str:
    if not way.href:
        return f"<li><span>{safe(way.text)}</span></li>"
    changes = safe(orjson.dumps(way.changes).decode())
    link = f'<a class="btn link" href="{safe(way.href)}" data-try="{changes}">{safe(way.label)}</a>'
    return f"<li><span>{safe(way.text)}</span>{link}</li>"


def team(language: Language, found: Sequence[RoleView]) -> Markup:
    """Each role: what its heads carry, and how many are needed."""
    have, peak = safe(language.gettext(N_("have"))), safe(language.gettext(N_("peak")))
    return Markup("\n".join([_role(role, have, peak) for role in found]))  # every text was escaped


def _role(role: RoleView, have: str, peak: str) -> str:
    hires = f" {figure(role.hires, f'{role.at}/hires', 'word')}" if role.hires else ""
    remark = f'<p class="small">{safe(role.remark)}{hires}</p>' if role.remark else ""
    return (
        f'<div class="team-r"><div class="t"><span><b>{safe(role.name)}</b> · {safe(role.load)}</span>'
        f"<span>{have} <b>{safe(role.have)}</b> · {peak} {figure(role.peak, f'{role.at}/heads_peak', 'big')}</span></div>\n"
        f'{use(role.use) if role.use else ""}<ol class="heads{" wide" if role.wide else ""}">{_heads(role.heads)}</ol>\n{remark}</div>'
    )


def _heads(found: Sequence[Heads]) -> str:
    """Heads needed, month by month."""
    over = {True: ' class="ov"', False: ""}
    items = [f"<li{over[each.over]}>{figure(each.heads, each.figure)}{safe(each.month)}</li>" for each in found]
    return "".join(items)


def key_figures(found: Sequence[KpiView]) -> Markup:
    """Key figures with their values, or with the reasons why they have none."""
    items = [f"<li><span>{safe(kpi.label)}</span>{figure(kpi.value, kpi.figure, 'big' if kpi.known else 'why')}</li>" for kpi in found]
    return Markup(f'<ul class="kpi">{"".join(items)}</ul>')  # every text was escaped
