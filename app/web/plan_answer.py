"""The answer: everything that its template prints."""

from typing import Any

from app.web import present, present_form, present_funnel, present_months, present_notes, present_tables
from app.web.ground import Ground
from app.web.plan_page import Answer


def result(found: Answer, ground: Ground) -> dict[str, Any]:
    """Everything that the answer's template prints."""
    changed = found.changed
    tiles = present.tiles(ground, found.base.figures if changed else None)
    open_tile = next((tile for tile in tiles if tile.name == found.view.trace), None)
    shares, shares_label = present_form.share_bar(ground)
    return {
        "headline": present.headline(ground),
        "tiles": tiles,
        "trace": present_notes.trace(ground, open_tile.figure) if open_tile else None,
        "trace_name": open_tile.name if open_tile else "",
        "address": found.address,
        "bridge": present_funnel.bridge(ground),
        "funnel": present_funnel.funnel(ground),
        "months": present_months.months(ground, found.view.show),
        "channels": present_tables.channels(ground),
        "notes": present_notes.notes(ground, found.base.form, changed),
        "notes_lead": present_notes.notes_lead(ground),
        "team": present_tables.team(ground),
        "kpis": present_tables.kpis(ground),
        "proof": present.proof(ground),
        "data": {
            "faults": {},
            "figures": present_form.figures(ground, len(changed)),
            "rects": {"shares": [{"x": f"{x}%", "width": f"{width}%"} for _, x, width in shares]},
            "labels": {"shares": shares_label},
        },
    }
