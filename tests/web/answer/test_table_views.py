"""Channels, team, key figures and what sends e-mails, as labelled rows."""

import pytest

from app.web.answer import table_views, team_view
from tests.web.samples import ground


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
