"""Every figure of the answer tells how it came about."""

import html
import math

import pytest

from app.planner.engine import evaluate
from app.planner.inputs import compile_scenario
from app.planner.proof import prove_by_month
from app.web.answer import at_a_glance, funnel_view, months_view, table_views, team_view
from app.web.answer.figure_names import figure_name, figure_value
from app.web.answer.trace_view import trace
from app.web.state.view import View
from tests.web.reading import NEW
from tests.web.samples import ground

RECOGNISED = {"/goal/measure": "recognised", "/goal/growth": 0.05}


def test_a_trace_leads_from_the_figure_to_the_assumptions():
    found = trace(ground(), "/totals/per_working_day/cold_email/mean")
    assert (found.name, found.steps[0].formula) == ("Cold email: A working day, on average", "Activity ÷ working days of the active window")
    assert found.steps[0].result == "41.27"
    assert "SQL → opportunity 50%" in found.steps[2].values
    sources = {(source.name, source.value): source for source in (*found.sources, *found.more_sources)}
    assert sources["opportunity → deal", "25%"].origin == "78 of 310"
    assert sources["opportunity → deal", "25%"].field == "f-conversions-3-rate"
    assert sources["Working days of", "US"].origin == "226 days"


@pytest.mark.parametrize(
    "figure", ["", "/nothing", "/months/99/spend", "/months/5-2/spend", "/channels/-1/spend", "/totals", "x" * 400, "+" * 300]
)
def test_what_is_no_figure_has_no_trace(figure):
    assert trace(ground(), figure) is None


def test_every_headline_figure_has_a_trace():
    found = ground()
    assert all(trace(found, tile.figure).steps for tile in at_a_glance.tiles(found))


def traced_on_the_page(found):
    """Every pointer that the answer offers a trace of."""
    yield from (part.figure for part in funnel_view.bridge(found).parts)
    yield from (stage.figure for stage in funnel_view.funnel(found).stages)
    for row in table_views.channels(found).rows:
        texts = {
            "activity": row.all,
            "entries": row.entries,
            "deals": row.deals,
            "revenue": row.revenue,
            "spend": row.spend,
            "cac": row.cac,
        }
        yield from (f"{row.at}/{name}" for name, text in texts.items() if text != "–")
        if row.use:
            yield f"{row.at}/peak_use"
    for role in team_view.team(found):
        yield f"{role.at}/heads_peak"
        yield from (month.figure for month in role.heads)
    yield from (kpi.figure for group in table_views.kpis(found) for kpi in group)
    yield from (pointer for sender in table_views.outreach(found) for _, _, pointer in sender.figures)
    yield from (pointer for _, _, pointer in table_views.after(found))
    for show in ("sql", "spend", "activity"):
        view = months_view.months(found, View(show=show))
        for row in view.rows:
            if row.at:
                yield row.at.replace("*", str(row.length - 1))
                yield row.at.replace("*", f"0-{row.length - 1}")
            if row.whole:
                yield row.whole


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"/goal/next_growth": 0.2, "/channels/0/outreach": {"touches": 3, "reply_probability": 0.04}},
        RECOGNISED,
        {"/goal/growth": -0.3},
    ],
)
def test_every_figure_of_the_answer_that_offers_a_trace_has_one_with_a_name(changes):
    found = ground(changes)
    for figure in traced_on_the_page(found):
        shown = trace(found, figure)
        assert shown is not None, figure
        assert shown.steps, figure
        assert shown.name, figure


def test_a_quarter_is_its_months_added_up_and_each_leads_on():
    found = ground()
    shown = trace(found, "/months/2-4/stages/sql")
    assert (shown.name, shown.value) == ("SQLs, Jan 2027–Mar 2027", "161")
    assert [(part.name, part.value) for part in shown.parts] == [
        ("SQLs, Jan 2027", "55"),
        ("SQLs, Feb 2027", "49"),
        ("SQLs, Mar 2027", "57"),
    ]
    assert all(trace(found, part.figure).steps for part in shown.parts)


def test_different_units_are_not_added_up():
    assert trace(ground(), "/months/2/spend+/months/2/stages/sql") is None


def test_a_whole_figure_stands_above_the_exact_one_that_it_comes_from():
    shown = trace(ground(), "/totals/stages/lead")
    assert (shown.value, shown.steps[0].result) == ("4,377", "4,376.91")


def test_a_key_figure_without_a_value_tells_its_formula_and_why():
    found = ground()
    position = next(number for number, kpi in enumerate(found.plan["kpis"]) if kpi["key"] == "lifetime_value")
    shown = trace(found, f"/kpis/{position}")
    assert shown.value == "–"
    assert shown.steps[0].values.startswith("Unbounded")


@pytest.mark.parametrize(
    "changes",
    [
        {},
        RECOGNISED,
        {"/months": 24, "/seasonality": None},
        {"/today": None},
        {"/start": "2027-03"},
    ],
)
def test_the_run_adds_up_to_what_the_proof_says(changes):
    found = ground(changes)
    deals, worth = prove_by_month(evaluate(compile_scenario(found.scenario)))
    bridge, proof = found.plan["bridge"], found.plan["proof"]
    existing = math.fsum(bridge[name] for name in ("baseline", "churned", "expanded", "committed", "pipeline"))
    assert existing + worth.sum() == pytest.approx(proof["brings"], abs=0.02)
    rates = [float(channel["deals"]["exact"] / channel["entries"]["exact"]) for channel in found.plan["channels"]]
    targets = [proof["entries"][channel["key"]] for channel in found.plan["channels"]]
    assert deals.sum() == pytest.approx(sum(rate * target for rate, target in zip(rates, targets, strict=True)))
    assert len(trace(found, "/proof/run").run.rows) == found.scenario.months


def test_names_and_values_of_figures():
    found = ground()
    assert figure_name(found, "/channels/0/months/2/stages/sql").startswith("Cold email: SQLs, ")
    assert figure_name(found, "/team/1/heads_peak") == "AE: Most heads needed"
    assert figure_name(found, "/months/0-1/spend") == "Spend, Nov 2026–Dec 2026"
    assert figure_name(found, "/kpis/99") == ""
    assert figure_value(found, "/totals/spend") == (363580.98, "money")
    assert figure_value(found, "/totals/stages/lead") == (4377.0, "count")
    assert figure_value(found, "/status") is None


def test_a_figure_shows_its_trace_when_asked(client):
    text = client.get(NEW, params={"trace": "/totals/per_working_day/cold_email/mean"}).text
    assert "Activity ÷ working days of the active window" in html.unescape(text)
    assert "Activity ÷" not in html.unescape(client.get(NEW, params={"trace": "/nothing"}).text)


def test_a_line_of_one_channel_names_it_where_the_figure_is_of_all():
    found = trace(ground(), "/totals/spend")
    assert [step.channel for step in found.steps[:2]] == ["", "Cold email"]
    assert not [step for step in trace(ground(), "/channels/0/spend").steps if step.channel]
