"""The answer: everything that its template prints."""

from dataclasses import replace
from typing import Any

from markupsafe import Markup

from app.planner.text import N_
from app.web.answer import (
    answer_rows,
    at_a_glance,
    charts,
    funnel_view,
    months_table,
    months_view,
    notes_view,
    table_views,
    team_view,
    trace_view,
)
from app.web.answer.further import further
from app.web.answer.measured_from import Known, Newest
from app.web.figures.ground import Ground
from app.web.form.form_figures import live, share_bar
from app.web.state.plan_page import Answer

CHART = Markup('<div class="chart months-chart" id="chart-months" data-chart="months"></div>')


def result(found: Answer, ground: Ground) -> dict[str, Any]:
    """Everything that the answer's template prints."""
    base, say = found.base, ground.say
    shown = as_shown(found, ground)
    tiles = at_a_glance.tiles(ground, base.ground.headline_figures if found.count else None, base.reference)
    bridge, months = funnel_view.bridge(shown), months_view.months(shown, found.view)
    channels, funnel = table_views.channels(shown), funnel_view.funnel(shown)
    headline, (kpis, more_kpis) = at_a_glance.headline(ground), table_views.kpis(shown)
    return {
        "headline": headline,
        "sentence": answer_rows.sentence(headline.sentence),
        "tiles": answer_rows.tiles(tiles),
        "dock": answer_rows.dock(tiles[:4]),
        "compared": base.reference if found.count else "",
        **traced(found, shown),
        "bridge": bridge,
        "bridge_rows": answer_rows.bridge(bridge.parts),
        "funnel": funnel,
        "stages": answer_rows.stages(funnel.stages),
        "months": months,
        "months_chart": CHART,
        "months_head": months_table.head(months, say(N_("Figure")), say(N_("Total"))),
        "months_body": months_table.body(months),
        "after": table_views.after(shown),
        "channel_head": answer_rows.channel_head(ground.language),
        "channel_rows": answer_rows.channels(ground, channels.rows),
        "channels_total": answer_rows.channels_total(ground, channels.total, at_a_glance.kpi_pointer(ground, "cac")),
        "choices": answer_rows.choices,
        "tools": answer_rows.tools,
        "outreach": table_views.outreach(shown),
        "notes": answer_rows.notes(notes_view.notes(ground, base.form, found.address_with)),
        "notes_lead": notes_view.notes_lead(ground),
        "team": answer_rows.team(ground.language, team_view.team(shown)),
        "kpis": answer_rows.key_figures(kpis),
        "more_kpis": answer_rows.key_figures(more_kpis) if more_kpis else "",
        "more_kpis_count": len(more_kpis),
        "proof": answer_rows.sentence(at_a_glance.proof(shown)),
        "show_run": say(N_("Show the run")),
        "charts": {"bridge": charts.bridge(shown, bridge), "months": charts.months(shown, months)},
        "data": form_data(found, ground),
    }


def as_shown(found: Answer, ground: Ground) -> Ground:
    """The plan with figures as the reader wants them, whole or exact."""
    return replace(ground, exact=True) if found.view.exact else ground


def traced(found: Answer, ground: Ground) -> dict[str, Any]:
    """The trace that stands in the page, and the page without it; only a reader without a script has one there."""
    if not found.view.trace:
        return {"trace_asked": ""}
    without = replace(found, view=replace(found.view, trace=""))
    shown = explained(ground, found.view.trace)
    asks = further(found, ground, found.view.trace)
    return {"trace_asked": found.view.trace, "address_untraced": without.address, "further": asks, **shown}


def explained(ground: Ground, figure: str, newest: Newest = Known) -> dict[str, Any]:
    """Everything that the template of a trace prints."""
    trace = trace_view.trace(ground, figure, newest)
    return {"trace": trace, "trace_none": "" if trace else ground.say(N_("There is no such figure in this plan."))}


def form_data(found: Answer, ground: Ground) -> dict[str, Any]:
    """The small figures and pictures inside the form, which change with the answer."""
    shares, label = share_bar(ground)
    return {
        "faults": {},
        "figures": live(found),
        "rects": {"shares": [{"x": f"{x}%", "width": f"{width}%"} for _, x, width in shares]},
        "labels": {"shares": label},
    }
