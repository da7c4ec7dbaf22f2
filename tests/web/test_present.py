import math
import random
from dataclasses import replace
from itertools import pairwise

import pytest

from app.web.answer import at_a_glance, funnel_view, months_view, notes_view, table_views, team_view
from app.web.figures.pictures import add_up, apportioned, axis_start
from app.web.state import plan_page
from app.web.state.view import View
from tests.web.samples import ENGLISH, form, ground

EVEN = {"/seasonality": None}


def text(pieces):
    return "".join(piece.text for piece in pieces)


def tiles(changes=None, base=None):
    return {tile.name: tile for tile in at_a_glance.tiles(ground(changes), base, "version 7")}


def months(changes=None, *, exact=False, **view):
    return months_view.months(replace(ground(changes), exact=exact), View.of(view))


def row_of(found, key):
    return next(row for row in found.rows if row.key == key)


def number(text):
    return 0.0 if text == "·" else float(text.replace(",", ""))


def test_the_headline_says_what_the_goal_takes():
    found = at_a_glance.headline(ground())
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


def test_a_change_is_told_as_a_difference_to_what_was_saved():
    found = tiles({"/goal/growth": 0.2}, ground().headline_figures)
    assert found["deals"].detail == "-16 vs version 7"
    assert found["spend"].detail.startswith("-$105")


def test_units_of_one_channel_are_not_held_against_those_of_another():
    base = ground().headline_figures
    found = ground({"/channels/0/share": 0.0001, "/channels/1/share": 0.6, "/channels/2/share": 0.3999})
    assert base["daily"] == base["daily/cold_email"]
    tile = next(tile for tile in at_a_glance.tiles(found, base, "version 7") if tile.name == "daily")
    old = base[f"daily/{found.primary.key}"]
    now = found.headline_figures["daily"]
    assert tile.detail == f"{ENGLISH.significant(now - old, 2, sign=True)} vs version 7"


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
    parts = funnel_view.bridge(ground()).parts
    assert [(part.label, part.value) for part in parts] == [
        ("Baseline", "$4.00M"),
        ("Churned", "0"),
        ("Expanded", "0"),
        ("Committed", "0"),
        ("Pipeline", "+$95.2k"),
        ("New", "+$904.8k"),
        ("Target", "$5.00M"),
    ]
    for before, after in pairwise(parts[:-1]):
        assert after.before == pytest.approx(before.before + before.amount)
    assert parts[5].before + parts[5].amount == pytest.approx(parts[6].amount)


def test_a_shortened_axis_says_so_and_a_full_one_does_not():
    assert funnel_view.bridge(ground()).lead == "Bars start at $3.5M"
    assert funnel_view.bridge(ground({"/goal/growth": 3.0})).lead == ""


def test_what_is_to_spare_stands_in_the_bridge():
    parts = funnel_view.bridge(ground({"/goal/growth": -0.3})).parts
    assert [part.label for part in parts][-2:] == ["To spare", "Target"]
    assert parts[-2].before + parts[-2].amount == pytest.approx(parts[-1].amount)
    assert parts[-2].figure == "/bridge/surplus"


@pytest.mark.parametrize("levels", [[0, 0], [5, 5], [-3, 2], [1e15, 1.1e15], [100, 101], [0.5, 0.6]])
def test_no_level_lies_below_the_start_of_the_axis(levels):
    assert axis_start(levels) <= min(levels)


def test_rounded_months_add_up_to_the_rounded_total():
    values = [0.4, 0.4, 0.4, 1.3, 2.5]
    assert sum(add_up(values)) == round(sum(values))


def test_whole_parts_add_up_to_the_whole_of_their_column():
    rows = apportioned([[1.4, 0.0, 2.5], [1.4, 0.0, 2.5], [1.4, 0.0, None]], [5, 0, 5])
    assert [sum(column) for column in zip(*rows, strict=True)] == [5, 0, 5]
    assert all(abs(cell - exact) < 1.5 for row, exact in zip(rows, (1.4, 1.4, 1.4), strict=True) for cell in row[:1])


def test_the_funnel_tells_what_passes_each_seam():
    found = funnel_view.funnel(ground())
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
    found = months()
    assert (found.before, [column.label for column in found.columns[:3]]) == (2, ["Nov ’26", "Dec ’26", "Jan"])
    assert [column.edge for column in found.columns[:3]] == [False, True, False]
    for row in found.rows:
        assert sum(number(cell) for cell in row.cells) == number(row.total), row.label
    assert [row.label for row in found.rows][-2:] == ["Bookings, $k", "Spend, $k"]


@pytest.mark.parametrize("show", ["lead", "sql", "spend"])
def test_the_channels_of_the_chosen_figure_add_up_to_it_month_by_month(show):
    found = months(show=show)
    for position, cell in enumerate(row_of(found, show).cells):
        assert sum(number(part.cells[position]) for part in found.parts) == number(cell)


@pytest.mark.parametrize("period", ["", "quarter"])
def test_a_channel_has_its_own_total_in_whole_numbers_too(period):
    """Months rounded one by one had made 183 of 180.95 SQLs."""
    whole, exact = months(show="sql", period=period), months(show="sql", period=period, exact=True)
    for one, other in zip(whole.parts, exact.parts, strict=True):
        assert abs(number(one.total) - number(other.total)) < 1, one.label
        assert all(number(one.cells[at]) == 0 for at, cell in enumerate(other.cells) if number(cell) == 0)


def test_money_is_shown_next_to_what_it_is():
    """Rounding the running total had made 99 of a quarter of 99,682."""
    exact = [number(cell) / 1000 for cell in row_of(months(period="quarter", exact=True), "spend").cells]
    shown = [number(cell) for cell in row_of(months(period="quarter"), "spend").cells]
    assert shown == [round(each) for each in exact]


@pytest.mark.parametrize("seed", range(50))
def test_parts_are_shared_out_by_row_and_by_column(seed):
    chance = random.Random(seed)
    parts = [[chance.choice([0.0, chance.random() * chance.choice([1, 30])]) for _ in range(14)] for _ in range(4)]
    totals = [math.ceil(sum(column)) for column in zip(*parts, strict=True)]
    rows = apportioned(parts, totals)
    assert [sum(column) for column in zip(*rows, strict=True)] == totals
    scale = sum(totals) / sum(map(sum, parts))
    for row, exact in zip(rows, parts, strict=True):
        assert min(row) >= 0
        assert all(cell == 0 for cell, share in zip(row, exact, strict=True) if share == 0)
        assert abs(sum(row) - scale * sum(exact)) <= 2


@pytest.mark.parametrize(("asked", "shown"), [("", "sql"), ("lead", "lead"), ("spend", "spend"), ("<b>", "sql")])
def test_the_picture_shows_the_figure_asked_for(asked, shown):
    found = months(show=asked)
    assert [choice.key for choice in found.choices if choice.chosen] == [shown]
    assert [row.key for row in found.rows if row.chosen] == [shown]


@pytest.mark.parametrize(
    "changes", [{}, {"/start": "2027-04"}, {"/months": 24, "/seasonality": None}, {"/months": 7, "/seasonality": None}]
)
@pytest.mark.parametrize(("period", "length"), [("quarter", 3), ("year", 12)])
def test_quarters_and_years_add_up_exactly_from_the_whole_months(changes, period, length):
    by_month, together = months(changes), months(changes, period=period)
    before = by_month.before
    for one, other in zip(by_month.rows, together.rows, strict=True):
        cells = [number(cell) for cell in one.cells]
        inside = [sum(cells[first : first + length]) for first in range(before, len(cells), length)]
        early = [sum(cells[:before])] if before else []
        shown = [number(cell) for cell in other.cells]
        if one.key in ("revenue", "spend"):  # money is rounded for what is shown, so that each figure is next to its own
            assert shown == pytest.approx(early + inside, abs=2), one.label
        else:
            assert shown == early + inside, one.label
        assert sum(shown) == number(other.total)
        assert other.total == one.total


def test_a_quarter_is_named_by_its_months():
    assert [column.label for column in months(period="quarter").columns] == ["Nov–Dec ’26", "Jan–Mar", "Apr–Jun", "Jul–Sep", "Oct–Dec"]
    assert [column.months for column in months(period="quarter").columns][:2] == ["0-1", "2-4"]
    late = months({"/start": "2027-11", "/today": None}, period="quarter")
    assert "Nov ’27–Jan ’28" in [column.label for column in late.columns]


def test_exact_figures_come_with_their_decimals():
    found = months(exact=True)
    assert row_of(found, "sql").cells[2] == "54.49"
    assert row_of(found, "sql").total == "581.63"
    assert row_of(found, "spend").cells[2].endswith(".39")


def test_activity_by_month_is_every_channels_own():
    found = months(show="activity")
    assert [row.label for row in found.rows] == ["Cold email, e-mails", "Paid search, clicks", "Blog, posts", "Working days"]
    assert all(sum(number(cell) for cell in row.cells) == number(row.total) for row in found.rows)


def test_channels_say_what_to_do_what_it_brings_and_what_it_costs():
    mail, search, blog = table_views.channels(ground()).rows
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
    use = table_views.channels(ground({"/channels/0/capacity": {"per_working_day": 20}})).rows[0].use
    assert use.over
    assert use.used + use.past == pytest.approx(100)
    assert use.used == pytest.approx(100 * 20 / 52.6, abs=1)


def test_the_team_shows_where_heads_are_missing():
    sdr, ae = team_view.team(ground())
    assert not any(month.over for month in sdr.heads)
    assert [month.heads for month in ae.heads][:4] == ["3", "3", "3", "4"]
    assert (ae.peak, ae.hires, ae.use.over) == ("5", "Why 3 hires?", True)
    assert ae.remark == "3 to hire, the first starting by Sep 2026. That month has passed."


def test_key_figures_have_a_value_or_their_reason():
    shown, others = table_views.kpis(ground())
    assert all(kpi.known and kpi.figure for kpi in shown)
    lifetime = next(kpi for kpi in others if kpi.label == "Lifetime value")
    assert (lifetime.known, lifetime.value.split(":")[0]) == (False, "Unbounded")


def test_what_sends_a_sequence_of_e_mails_is_told():
    changes = {"/channels/0/outreach": {"touches": 4, "reply_probability": 0.04}}
    (found,) = table_views.outreach(ground(changes))
    need = ground(changes).plan["channels"][0]["outreach"]
    said = {label: value for label, value, _ in found.figures}
    assert (found.channel, said["Mailboxes"], said["Sending domains"]) == (
        "Cold email",
        str(int(need["mailboxes"])),
        str(int(need["domains"])),
    )
    assert table_views.outreach(ground()) == ()


def test_what_is_done_for_the_period_after_is_told_only_where_it_is_planned():
    assert table_views.after(ground()) == ()
    found = table_views.after(ground({"/goal/next_growth": 0.2}))
    assert found[-1][2] == "/totals/next/spend"
    assert {pointer for _, _, pointer in found} >= {"/totals/next/stages/lead"}


def test_a_way_out_is_a_link_with_its_changes_filled_in():
    asked = []

    def address(changes):
        asked.append(changes)
        return f"/plans/new?growth={changes.get('/goal/growth', '')}"

    found = notes_view.notes(ground(), form(), address)
    assert [note.tone for note in found] == sorted((note.tone for note in found), key=["bad", "warn", "info"].index)
    ways = [way for note in found for way in note.ways_out]
    lower = next(way for way in ways if "/goal/growth" in way.changes)
    assert (lower.href, lower.label) == (f"/plans/new?growth={lower.changes['/goal/growth']}", "Try it")
    assert asked == [way.changes for way in ways if way.changes]


def test_hiring_is_tried_as_if_it_had_been_done_and_says_so():
    ways = [way for note in notes_view.notes(ground(), form(), lambda _: "/") for way in note.ways_out]
    hire = next(way for way in ways if way.text.startswith("Hire 3 AEs"))
    assert (hire.changes, hire.label) == ({"/team/1/heads": "5"}, "Try with 5 from the start")


def test_an_address_keeps_how_the_reader_looks_at_it():
    base = plan_page.opened({}, ENGLISH, None)
    found = plan_page.answer(base, {"show": "lead", "period": "quarter", "digits": "exact"})
    assert found.view == View("lead", "quarter", "exact")
    assert found.view.query("sql") == {"show": "lead", "period": "quarter", "digits": "exact"}
    assert View.of({"period": "week", "digits": "<b>", "show": "sql"}).query("sql") == {}
