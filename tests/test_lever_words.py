"""What inputs and figures are called in questions, and how their values are written."""

import pytest

from app.documents.templates import templates
from app.language import language
from app.questions.levers import levers_of
from app.questions.outcomes import months_of, outcomes_of
from app.wording.levers import changed_label, group_label, input_label, inside, output_label, unit_hint, value_text
from tests.web.samples import from_template

ENGLISH = language("en")
KEYS = [each.key for each in templates()]


@pytest.fixture(scope="module", params=KEYS)
def scenario(request):
    return from_template(request.param)


def test_every_input_has_a_label_of_its_own(scenario):
    labels = [input_label(scenario, pointer, ENGLISH) for pointer in levers_of(scenario)]
    assert len(set(labels)) == len(labels)
    assert not [label for label in labels if not label or "/" in label or "_" in label or "%(" in label]
    assert all(group_label(scenario, pointer, ENGLISH) for pointer in levers_of(scenario))


def test_every_figure_has_a_label_of_its_own(scenario):
    labels = [output_label(scenario, pointer, ENGLISH) for pointer in {**outcomes_of(scenario), **months_of(scenario)}]
    assert len(set(labels)) == len(labels)
    assert not [label for label in labels if not label or "/" in label or "_" in label or "%(" in label]
    assert all(group_label(scenario, pointer, ENGLISH) for pointer in outcomes_of(scenario))


@pytest.mark.parametrize(
    ("pointer", "label"),
    [
        ("/goal/growth", "Growth"),
        ("/today", "Today"),
        ("/channels/0/share", "Share of Cold email"),
        ("/conversions/0/rate", "Rate of Lead to MQL"),
        ("/pipeline/mql", "MQL, open today"),
        ("/seasonality/2", "Weight of Mar 2027"),
        ("/channels/1/cost/amount", "Cost of one click of Paid search"),
        ("/channels/1/conversions/lead/rate", "Rate of Paid search · Lead to MQL"),
        ("/team/0/heads", "Heads now of SDR"),
    ],
)
def test_inputs_are_called_what_the_team_calls_them(pointer, label):
    assert input_label(from_template(), pointer, ENGLISH) == label


@pytest.mark.parametrize(
    ("pointer", "label"),
    [
        ("/totals/spend", "Spend"),
        ("/totals/stages/lead", "Leads"),
        ("/channels/0/spend", "Spend of Cold email"),
        ("/totals/per_working_day/cold_email/mean", "E-mails of Cold email on a working day"),
        ("/bridge/new_business", "New business"),
        ("/kpis/cac", "CAC, spend only"),
        ("/totals/revenue", "Bookings"),
        ("/team/1/heads_peak", "Most heads needed of AE"),
    ],
)
def test_figures_are_called_what_the_page_calls_them(pointer, label):
    assert output_label(from_template(), pointer, ENGLISH) == label


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.1963, "fraction", "19.6%"),
        (0.0475, "fraction", "4.75%"),
        (250000.4, "money", "$250,000"),
        (0.000687, "money", "$0.000687"),
        (1e-9, "money", "$0"),
        (3.5, "money", "$3.50"),
        (1.0, "days", "1 day"),
        (41.27, "count", "41.3"),
        (93563.2, "count", "93,563"),
        (0.97, "factor", "97%"),
        (900.0, "factor", "900"),
        (None, "money", "–"),
        (float("nan"), "count", "–"),
        (float("inf"), "money", "–"),
    ],
)
def test_values_are_written_with_their_units(value, unit, text):
    assert value_text(value, unit, from_template(), ENGLISH) == text


def test_differences_have_a_sign():
    assert value_text(-0.05, "fraction", from_template(), ENGLISH, sign=True) == "−5%"
    assert value_text(1200.0, "money", from_template(), ENGLISH, sign=True) == "+$1,200"


def test_labels_inside_a_sentence_keep_the_capitals_of_names():
    assert inside("Share of Cold email", ENGLISH) == "share of Cold email"
    assert inside("CAC, spend only", ENGLISH) == "CAC, spend only"


def test_fields_say_what_is_typed_into_them():
    assert unit_hint("money", None, from_template(), ENGLISH) == "USD"
    assert unit_hint("factor", 0.97, from_template(), ENGLISH) == "%"
    assert unit_hint("factor", 900.0, from_template(), ENGLISH) == ""


def test_parts_that_no_input_stands_for_have_words_too():
    for kind in ("shares", "season", "goal", "today", "frame"):
        assert changed_label(from_template(), "/", kind, None, ENGLISH)
