"""What the pages of History say, from figures made by hand: sentences, rows, pictures. No HTML."""

from dataclasses import replace
from itertools import pairwise

import pytest

from app.history.found import Asked, Progress
from app.history.measured import Curve, Interval, Lag
from app.language import language
from app.web.figures import measured
from app.web.history import cohorts_page, funnel_charts, funnel_page, funnel_rows, import_page, imports_page, take_page, worth_rows
from app.web.history.asking_figures import wanted
from app.web.history.corrections import corrected
from app.web.history.example_file import LEADS, made
from app.web.history.import_columns import heads
from app.web.history.questions import as_date, questions
from tests.web.history.samples import (
    WHEN,
    done_import,
    make_cohorts,
    make_import,
    make_lag,
    make_look,
    make_measured,
    make_rate,
    make_recipe,
    make_season,
    make_taken,
)
from tests.web.samples import from_template

ENGLISH = language("en")


def said(pieces):
    return "".join(text for text, _ in pieces)


# --- figures -------------------------------------------------------------------------------------------------------------


def test_a_rate_has_its_interval_and_small_ones_keep_their_digits():
    assert measured.rate(0.13021, ENGLISH) == "13.0%"
    assert measured.rates(Interval(0.1233, 0.1378), ENGLISH) == "12.3 to 13.8%"
    assert measured.rate(0.00642, ENGLISH) == "0.64%"
    assert measured.rate(None, ENGLISH) == "–"


def test_an_interval_stands_on_its_track():
    span = measured.span(0.5, Interval(0.4, 0.6), 0.8)
    assert (span.start, span.length, span.at) == (50.0, 25.0, 62.5)
    assert measured.span(0.5, None, 1) is None
    assert measured.span(0.5, Interval(0.4, 0.6), 0) is None


def test_money_without_a_currency_is_a_number():
    assert measured.money(1234.5, None, ENGLISH) == "1,234" or measured.money(1234.5, None, ENGLISH) == "1,235"
    assert measured.money(0.0227, "EUR", ENGLISH) == "€0.02"


# --- the funnel ----------------------------------------------------------------------------------------------------------


def view(**changes):
    return funnel_page.view(make_measured(**changes), wanted({"list": "Leads", "split": "channel"}, ENGLISH), ["Leads"], {}, ENGLISH)


def test_the_sentence_says_of_how_many_when_how_sure_and_how_fast():
    found = view()
    assert said(found["sentence"]) == (
        "Of 640 leads that came between 6 Jan 2025 and 31 Mar 2026, 6.8% will have been won (5.3 to 8.6%); 6.3% already are. "
        "Half of them took no more than 61 days."
    )
    assert [text for text, strong in found["sentence"] if strong] == ["6.8% will have been won", "61 days"]


def test_counts_alone_are_said_to_be_flows():
    assert "who became what is not known" in said(view(basis="snapshot")["sentence"])
    assert view(basis="snapshot")["is_flow"] is True


def test_a_stage_with_a_percent_sign_or_a_star_stays_what_it_is():
    group = make_measured().whole
    odd = replace(group, rates=(make_rate("50% *off", "Won", 100, 20, 30, 12),))
    assert said(view(whole=odd)["sentence"]).startswith("Of 100 buyers in “50% *off” that came")


def test_nobody_in_the_period_is_said_so():
    group = make_measured().whole
    nobody = make_rate("Lead", "Won", 10, 1, 1, 5, rate=None, interval=None, reason="nobody_entered")
    assert said(view(whole=replace(group, end_to_end=nobody))["sentence"]).startswith("Nobody entered between")


def test_a_row_says_what_became_of_everyone_and_marks_small_samples():
    row = funnel_rows.rate_row(make_rate("Lead", "MQL", 100, 30, 50, 9, skipped=3), 1.0, ENGLISH)
    assert [text for text, _ in row.parts] == ["30 went on", "50 lost", "20 still open"]
    assert row.notes == ("3 skipped the stage",)
    assert not row.is_small
    assert funnel_rows.rate_row(make_rate("Lead", "MQL", 20, 4, 5, 9), 1.0, ENGLISH).is_small


@pytest.mark.parametrize("code", ["growing", "shrinking", "young", "alike"])
def test_the_difference_to_a_sheets_ratio_is_explained(code):
    assert funnel_rows.difference(make_rate("Lead", "MQL", 100, 30, 50, 9, difference=code), ENGLISH)


def test_groups_begin_with_the_whole_and_lead_to_their_own_page():
    rows = funnel_rows.group_rows(make_measured(), ENGLISH)
    assert [row.name for row in rows] == ["All together", "Website", "LinkedIn Ads", "Empfehlung", "Messe", "Not given"]
    assert rows[1].only == "channel:website"
    assert wanted({"list": "Leads", "only": rows[1].only}, ENGLISH).question.only == (("channel", "website"),)


def test_a_group_without_a_rate_a_value_or_a_cycle_says_why():
    found = make_measured()
    none = make_rate("Lead", "Won", 3, 1, 1, 5, rate=None, interval=None, reason="undated_outcomes")
    no_amount = replace(found.groups[0].value, n=0, without=1, median=None, mean=None)
    untimed = replace(found.groups[0].cycle, median=None, refused=None)
    bare = replace(found.groups[0], key="", name="", end_to_end=none, value=no_amount, cycle=untimed, won=1)
    rows = funnel_rows.group_rows(replace(found, groups=(bare, replace(bare, won=0), found.groups[0])), ENGLISH)[1:]
    assert (rows[0].name, rows[0].rate, rows[0].reason) == ("Not given", "–", "too few are known with their day or their end")
    assert (rows[0].no_value, rows[0].no_cycle) == ("no deal won has an amount", "no days are known of the deals won")
    assert (rows[1].no_value, rows[1].no_cycle) == ("nothing was won", "nothing was won")
    assert (rows[2].reason, rows[2].no_value, rows[2].no_cycle) == ("", "", "")


def test_why_no_value_of_a_deal_is_known_is_said_in_its_place():
    whole = make_measured().whole
    without = replace(whole, value=replace(whole.value, n=0, without=whole.won, median=None, mean=None))
    assert (view(whole=without)["value"], view(whole=without)["no_value"]) == ((), "no deal won has an amount")
    assert view()["no_value"] == ""


def test_money_without_buyers_and_buyers_without_money_stay_visible():
    rows = worth_rows.cost_rows(make_measured(), ENGLISH)
    assert rows[0].per_stage == ("€120", "€361", "€836", "€3,680")
    assert rows[1].note == "Buyers came, and no spend is known."


def test_a_season_without_a_single_deal_is_not_of_0_months():
    words = funnel_page.season_words(make_season(months=0, indices=None, intervals=None, refused="too_short"), ENGLISH)
    assert words.startswith("No deal was won on a day that is known")


def test_a_season_that_is_refused_says_why():
    assert "15 months of data" in funnel_page.season_words(
        make_season(months=15, indices=None, intervals=None, refused="too_short"), ENGLISH
    )
    assert funnel_charts.season(make_season(indices=None, intervals=None, refused="too_few"), ENGLISH) == {}


def test_the_mean_is_of_those_who_are_timed_and_that_of_all_is_named():
    lag = replace(make_lag(207, 44), mean=61.7, mean_all=63.6)
    row = funnel_rows.rate_row(make_rate("Lead", "Won", 1000, 207, 500, 44, lag=lag), 1.0, ENGLISH)
    assert (row.mean, row.lag_note) == ("61.7 days", "207 timed")
    assert row.mean_all == "63.6 days with those still to come"
    assert funnel_rows.rate_row(make_rate("Lead", "Won", 1000, 207, 500, 44), 1.0, ENGLISH).mean_all == ""


def test_a_rate_of_those_whose_end_is_known_is_not_said_to_be_watched():
    nothing = make_rate("Lead", "Won", 1000, 207, 500, 44, lag=Lag(0, *[None] * 5, (), ()), curve=Curve((), (), (), ()), watched_days=622)
    row = funnel_rows.rate_row(nothing, 1.0, ENGLISH)
    assert (row.watched, row.lag_note) == ("", "")


def test_the_cohorts_page_has_the_rate_of_the_rates_page():
    found = make_measured()
    first = found.whole.rates[0]
    assert cohorts_page.same_step(found, (first.from_stage, first.to_stage), ENGLISH) == measured.rate(first.rate, ENGLISH)
    assert cohorts_page.same_step(found, ("no", "such"), ENGLISH) == ""


def test_every_lag_is_in_a_bar_or_said_to_be_later():
    lag = make_lag(900, 12)
    n, day = funnel_charts.later(lag)
    bins = funnel_charts.lag_bins(lag)
    assert sum(count for *_, count in bins) + n == sum(lag.counts)
    assert bins[-1][1] == day
    assert len(bins) <= funnel_charts.BINS
    assert all(after[0] == before[1] + 1 for before, after in pairwise(bins))


def test_no_lag_is_no_picture():
    nothing = Lag(0, None, None, None, None, None, (), ())
    assert funnel_charts.lags(nothing, ENGLISH) == {}
    assert funnel_charts.later(nothing) == (0, 0)


def test_a_curve_has_a_tip_for_every_point_and_a_table_beside_it():
    rate = make_rate("Lead", "Won", 640, 40, 500, 61)
    chart = funnel_charts.curve(rate, ENGLISH)
    assert len(chart["tips"]) == len(chart["option"]["xAxis"]["data"]) == len(chart["option"]["series"][0]["data"])
    assert [age for age, *_ in funnel_page.curve_points(rate, ENGLISH)][-1] == ENGLISH.days(rate.watched_days)


def test_an_address_says_what_is_asked_and_what_is_no_day():
    asked = wanted({"list": "Leads", "since": "1 Jan 2026", "until": "soon", "whole": "1"}, ENGLISH)
    assert asked.question.since == "2026-01-01"
    assert asked.question.until is None
    assert list(asked.errors) == ["until"]
    assert asked.address("/x", split="channel") == "/x?list=Leads&split=channel&since=2026-01-01&until=soon&whole=1"
    assert "until" in wanted({"list": "x", "since": "2026-02-01", "until": "2026-01-01"}, ENGLISH).errors


# --- cohorts -------------------------------------------------------------------------------------------------------------


def test_a_matrix_tells_what_is_not_over_from_what_is_nothing():
    found = cohorts_page.matrix(make_cohorts(converted=((4, 0, 2), (5, 3, None), (6, None, None))), ENGLISH)
    assert [cell.text for cell in found["rows"][0].cells] == ["4", "·", "2"]
    assert [cell.tint for cell in found["rows"][2].cells][1:] == ["future", "future"]
    assert found["sum_of_means"] == "15.9%" or found["sum_of_means"] == "15.8%"
    assert found["complete"] == "14.0%"
    assert cohorts_page.label("2026-Q1", ENGLISH) == "Q1 2026"


# --- files ---------------------------------------------------------------------------------------------------------------


def test_a_date_is_shown_in_every_reading():
    assert as_date("03/04/2026", "dmy", ENGLISH) == "3 Apr 2026"
    assert as_date("03/04/2026", "mdy", ENGLISH) == "4 Mar 2026"
    assert as_date("03.04.26", "dmy", ENGLISH) == "3 Apr 2026"
    assert as_date("soon", "dmy", ENGLISH) == "dmy"


def test_a_question_names_the_field_that_answers_it():
    (question,) = questions(make_look(), make_recipe(), ENGLISH)
    assert question.sentence == "What day is 03/04/2026 in the column “Gewonnen am”? Nothing in the file proves it."
    assert question.waits
    recipe, errors = corrected(make_look(), make_recipe(), {question.field: "mdy"}, ENGLISH)
    assert (recipe.columns[4].orders, errors) == ({"/": "mdy"}, {})


def test_a_question_with_a_proposal_waits_for_nobody():
    look = make_look(asked=(Asked("stages", proposed="Lead > MQL > SQL > Won", examples=("Lead", "MQL")),))
    (question,) = questions(look, make_recipe(), ENGLISH)
    assert question.chosen == "Lead\nMQL\nSQL\nWon"
    assert not question.waits


def test_every_kind_of_question_has_a_sentence_of_its_own():
    for code in ("date_order", "decimal", "words", "stages", "kind", "id", "header", "currency", "as_of"):
        (question,) = questions(
            make_look(asked=(Asked(code, 5, "." if code == "date_order" else "Offen", examples=("1,063",)),)), replace_orders(), ENGLISH
        )
        assert not question.sentence.startswith("Please answer"), code


def replace_orders():
    recipe = make_recipe()
    columns = tuple(each.model_copy(update={"orders": {".": "dmy"}}) if place == 5 else each for place, each in enumerate(recipe.columns))
    return recipe.model_copy(update={"columns": columns})


def test_a_renamed_stage_takes_its_columns_and_words_along():
    before = make_recipe(words={"in pruefung": "MQL"})
    recipe, _ = corrected(make_look(), before, {"stages": "Lead\nGeprüft\nSQL\nWon"}, ENGLISH)
    assert recipe.stages == ("Lead", "Geprüft", "SQL", "Won")
    assert recipe.columns[3].stage == "Geprüft"
    assert recipe.words == {"in pruefung": "Geprüft"}


def test_stages_in_another_order_rename_nothing():
    recipe, _ = corrected(make_look(), make_recipe(), {"stages": "MQL\nLead\nSQL\nWon"}, ENGLISH)
    assert [each.stage for each in recipe.columns[2:4]] == ["Lead", "MQL"]


def test_a_choice_that_names_a_stage_says_field_and_stage_at_once():
    recipe, errors = corrected(make_look(), make_recipe(), {"c7": "entered:SQL", "c5": "", "c6-decimal": "."}, ENGLISH)
    assert errors == {}
    assert (recipe.columns[7].field, recipe.columns[7].stage) == ("entered", "SQL")
    assert recipe.columns[5].field is None
    assert recipe.columns[6].decimal == "."
    shown = heads(make_look(), recipe, {}, {}, ENGLISH)
    assert shown[7].chosen == "entered:SQL"
    own, _ = corrected(make_look(), make_recipe(), {"c7": "entered:", "c7-new": "Demo"}, ENGLISH)
    assert heads(make_look(), own, {}, {}, ENGLISH)[7].text == "Demo"


def test_a_forged_choice_is_an_error_and_changes_nothing():
    recipe, errors = corrected(make_look(), make_recipe(), {"c6-currency": "euros"}, ENGLISH)
    assert recipe == make_recipe()
    assert errors


def test_a_period_takes_both_of_its_ends():
    spend = make_recipe(kind="spend")
    assert "period_until" in corrected(make_look(), spend, {"period_from": "2026-01-01", "period_until": ""}, ENGLISH)[1]
    recipe, errors = corrected(make_look(), spend, {"period_from": "2026-01-01", "period_until": "31 Jan 2026"}, ENGLISH)
    assert not errors
    assert [day.isoformat() for day in recipe.period] == ["2026-01-01", "2026-01-31"]


def test_the_button_waits_only_for_what_nobody_can_propose():
    shown = import_page.view(make_import(), None, ENGLISH, WHEN)
    assert shown["mapping"]["waits"] == "1 question is open."
    ready = import_page.view(make_import(look=make_look(asked=()), status="ready"), None, ENGLISH, WHEN)
    assert ready["mapping"]["waits"] == ""


def test_progress_says_rows_and_refused():
    shown = import_page.view(make_import(status="taking"), Progress(50, 200, 1234, 5), ENGLISH, WHEN)["progress"]
    assert (shown.percent, shown.words, shown.refused) == ("25%", "1,234 rows read", "5 refused")
    assert import_page.view(make_import(status="looking", look=None, recipe=None), None, ENGLISH, WHEN)["progress"].percent is None


def test_a_report_adds_up():
    assert import_page.report(make_taken(), ENGLISH)["sentence"] == "636 of 640 rows are taken in; 3 are refused and 1 is left out."
    assert import_page.report(make_taken(taken=640, refused=0, left_out=0), ENGLISH)["sentence"] == "All 640 rows are taken in."


def test_a_file_that_is_here_twice_is_not_counted_twice():
    shown = imports_page.view([done_import(), done_import(id="imp_b", same_as="imp_a", taken=None)], [], {}, ENGLISH, WHEN)
    assert shown["summary"].startswith("1 file with 636 rows")
    assert [row.state for row in shown["rows"]] == ["Taken in", "Already here"]


def test_the_example_is_the_same_every_time_and_as_large_as_it_says():
    assert made() == made.__wrapped__()
    assert made().count(b"\r\n") == LEADS + 1


def test_both_ends_of_an_amount_are_written_to_the_same_digit():
    assert measured.amounts(Interval(56, 5284), "EUR", ENGLISH) == "€56 to €5,284"
    assert measured.amounts(Interval(0.33, 56), "EUR", ENGLISH) == "€0.33 to €56.00"


def test_weights_of_months_stand_beside_each_other_on_one_scale():
    scenario = from_template()
    assert take_page.value_text([6, 7, 9, 2], "seasonality", scenario, ENGLISH) == "1.00 · 1.17 · 1.50 · 0.33"
    assert take_page.value_text([0, 0], "seasonality", scenario, ENGLISH) == "0.00 · 0.00"
