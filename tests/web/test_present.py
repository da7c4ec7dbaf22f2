import pytest

from app.web import present, present_form, present_funnel, present_months, present_notes, present_tables
from app.web.pictures import BRIDGE_BASE, BRIDGE_TOP, add_up, bridge_scale, stacked
from tests.web.samples import ENGLISH, form, ground


def text(pieces):
    return "".join(piece.text for piece in pieces)


def tiles(changes=None, base=None):
    return {tile.name: tile for tile in present.tiles(ground(changes), base)}


def test_the_headline_says_what_the_goal_takes():
    found = present.headline(ground())
    assert text(found.sentence) == (
        "To grow 25% you need 73 new deals: 4,377 leads, 42 e-mails a working day, $364,000 of spend, and 93 MQLs before the year starts."
    )
    assert found.meta == "Bookings, Jan–Dec 2027, from 21 Nov 2026"
    assert (found.tone, found.status.split(" · ")[0]) == ("warn", "At risk")


def test_six_figures_with_units_and_what_is_worth_knowing():
    found = tiles()
    assert [(tile.label, tile.value) for tile in found.values()] == [
        ("New deals", "73"),
        ("Leads", "4,377"),
        ("E-mails a working day", "42"),
        ("Spend", "$363.6k"),
        ("CAC, spend only", "$5,001"),
        ("CAC, fully loaded", "$9,045"),
    ]
    assert found["top"].detail == "peak 563 in Aug"
    assert found["daily"].detail == "peak 53 in Oct"


def test_a_change_is_told_as_a_difference():
    found = tiles({"/goal/growth": 0.2}, present.figures_of(ground()))
    assert found["deals"].detail == "-16 vs sample"
    assert found["spend"].detail.startswith("-$105")


@pytest.mark.parametrize(
    ("changes", "name", "detail"),
    [
        ({"/today": "2027-11-20"}, "spend", "out of reach"),
        ({"/goal/growth": -0.3}, "cac", "no new deals"),
        ({"/channels/1/ceiling": 300}, "spend", "at its ceiling"),
    ],
)
def test_a_figure_without_a_value_says_why(changes, name, detail):
    tile = tiles(changes)[name]
    assert (tile.value, tile.detail) == ("–", detail)


def test_the_bridge_leads_from_baseline_to_target():
    bars = present_funnel.bridge(ground()).bars
    assert [(bar.label, bar.value) for bar in bars] == [
        ("Baseline", "$4.00M"),
        ("Churned", "0"),
        ("Expanded", "0"),
        ("Committed", "0"),
        ("Pipeline", "+$95.2k"),
        ("New", "+$904.8k"),
        ("Target", "$5.00M"),
    ]
    assert bars[4].bar.y + bars[4].bar.length == pytest.approx(bars[0].bar.y, abs=0.2)
    assert bars[5].bar.y == pytest.approx(bars[6].bar.y, abs=0.2)


def test_a_shortened_axis_says_so_and_a_full_one_does_not():
    assert present_funnel.bridge(ground()).lead == "Bars start at $3.5M"
    assert present_funnel.bridge(ground({"/goal/growth": 3.0})).lead == ""


def test_what_is_to_spare_stands_in_the_bridge():
    bars = present_funnel.bridge(ground({"/goal/growth": -0.3})).bars
    assert [bar.label for bar in bars][-2:] == ["To spare", "Target"]
    assert all(bar.bar.length >= 0 for bar in bars)


@pytest.mark.parametrize("levels", [[0, 0], [5, 5], [-3, 2], [1e15, 1.1e15], [100, 101], [0.5, 0.6]])
def test_every_level_stands_inside_the_picture(levels):
    scale = bridge_scale(levels)
    assert all(BRIDGE_TOP - 0.01 <= scale.y(level) <= BRIDGE_BASE + 0.01 for level in levels)


def test_rounded_months_add_up_to_the_rounded_total():
    values = [0.4, 0.4, 0.4, 1.3, 2.5]
    assert sum(add_up(values)) == round(sum(values))


def test_bars_stand_on_each_other_and_fill_the_height_at_the_top():
    lower, upper = stacked([3, 1], 4)
    assert lower.y > upper.y + upper.length
    assert upper.y == 20
    assert stacked([0, 0], 0)[0].length == 0


def test_the_funnel_tells_what_passes_each_seam():
    found = present_funnel.funnel(ground())
    assert found.lead == "1.14% of leads become deals, in 102 days"
    assert [(stage.label, stage.value, stage.rate, stage.evidence) for stage in found.stages] == [
        ("Leads", "4,377", "22.9%", "25%, Paid search 22%"),
        ("MQLs", "1,002", "40%", "420 of 1,050"),
        ("SQLs", "582", "50%", "42–57%, typed"),
        ("Opportunities", "291", "25%", "78 of 310"),
        ("Deals", "73", "", ""),
    ]
    assert found.remarks[0] == "181 of the SQLs enter here from Cold email."
    assert not found.down


def test_months_before_the_start_are_marked_and_rows_add_up():
    found = present_months.months(ground())
    assert (found.before, [column.label for column in found.columns[:3]]) == (2, ["Nov ’26", "Dec ’26", "Jan"])
    assert [column.edge for column in found.columns[:3]] == [False, True, False]
    for row in found.rows:
        cells = [int(cell.replace(",", "")) for cell in row.cells if cell != "·"]
        assert sum(cells) == int(row.total.replace(",", "")), row.label
    assert [row.label for row in found.rows][-2:] == ["Bookings, $k", "Spend, $k"]


@pytest.mark.parametrize(("asked", "shown"), [("", "sql"), ("lead", "lead"), ("spend", "spend"), ("<b>", "sql")])
def test_the_picture_shows_the_figure_asked_for(asked, shown):
    found = present_months.months(ground(), asked)
    assert [choice.key for choice in found.choices if choice.chosen] == [shown]
    assert [row.key for row in found.rows if row.chosen] == [shown]


def test_channels_say_what_to_do_what_it_brings_and_what_it_costs():
    mail, search, blog = present_tables.channels(ground()).rows
    assert (mail.daily, mail.daily_about, mail.all, mail.entries, mail.enters, mail.deals) == (
        "42",
        "e-mails · peak 53, Oct",
        "9,328",
        "181",
        "SQLs",
        "22.6",
    )
    assert (mail.use.percent, mail.use.words, mail.use.over) == ("13%", "53 of 400 a day", False)
    assert search.use.words == "389 of 900 a month"
    assert (blog.daily, blog.use) == ("0.38", None)


def test_past_a_limit_the_track_shows_the_limit_inside():
    use = present_tables.channels(ground({"/channels/0/capacity": {"per_working_day": 20}})).rows[0].use
    assert use.over
    assert use.used + use.past == pytest.approx(100)
    assert use.used == pytest.approx(100 * 20 / 52.6, abs=1)


def test_the_team_shows_where_heads_are_missing():
    sdr, ae = present_tables.team(ground())
    assert not any(over for _, _, over in sdr.heads)
    assert [heads for _, heads, _ in ae.heads][:4] == ["3", "3", "3", "4"]
    assert ae.use.over
    assert ae.remark == "3 to hire, the first starting by Sep 2026. That month has passed."


def test_key_figures_carry_their_formula_or_their_reason():
    shown, others = present_tables.kpis(ground())
    assert all(kpi.known and kpi.formula for kpi in shown)
    lifetime = next(kpi for kpi in others if kpi.label == "Lifetime value")
    assert (lifetime.known, lifetime.value.split(":")[0]) == (False, "Unbounded")


def test_a_way_out_is_a_link_with_its_changes_filled_in():
    found = present_notes.notes(ground(), form(), {"/goal/baseline": "4,100,000"})
    assert [note.tone for note in found] == sorted((note.tone for note in found), key=["bad", "warn", "info"].index)
    ways = [way for note in found for way in note.ways_out]
    lower = next(way for way in ways if "/goal/growth" in way.changes)
    assert lower.href.startswith("/?/goal/baseline=4%2C100%2C000&/goal/growth=")


def test_a_trace_leads_from_the_figure_to_the_assumptions():
    found = present_notes.trace(ground(), "/totals/per_working_day/cold_email/mean")
    assert found.steps[0].formula == "Activity ÷ working days of the active window"
    assert found.steps[0].result == "41.27"
    assert "SQL → opportunity 50%" in found.steps[2].values
    sources = {(source.name, source.value): source.origin for source in (*found.sources, *found.more_sources)}
    assert sources["opportunity → deal", "25%"] == "78 of 310"
    assert sources["Working days of", "US"] == "226 days"
    assert present_notes.trace(ground(), "/nothing") is None


def test_every_headline_figure_has_a_trace():
    found = ground()
    assert all(present_notes.trace(found, tile.figure).steps for tile in present.tiles(found))


def test_the_form_comes_in_the_order_a_person_thinks_with_help_and_bounds():
    view = present_form.form_view(form(), ground(), {}, {}, {})
    rate = view.funnel[0].rate
    assert (rate.text, rate.after, rate.label) == ("25", "%", "Rate, lead to MQL")
    assert rate.help == "Of those who enter, the share that ever goes on. From 0.0001% to 100%."
    assert view.goal[0].before == "$"
    assert ("US", "United States") in view.calendar[2].choices
    assert [field.label for field in view.channels[0].fields[:3]] == ["E-mail → delivered", "Delivered → reply", "Reply → meeting"]
    assert "paid" not in view.open
    assert "deal" not in view.open


def test_a_section_with_an_error_is_unfolded():
    view = present_form.form_view(form(), ground(), {}, {"/deal/value": "no", "/team/0/heads": "no"}, {})
    assert {"deal", "team"} <= view.open
    assert view.problems[0] == ("f-deal-value", "First-year value", "no")


def test_small_figures_in_the_form_follow_the_plan():
    found = present_form.figures(ground({"/goal/growth": 0.3}), 1)
    assert (found["target"], found["changes"]) == ("$5,200,000", "1 change to the sample")
    assert found["funnel"] == "102 days, lead to deal"
    assert ENGLISH.locale == "en"
