import pytest

from app.history.measure import cohorts
from app.history.measured import Question
from tests.history.measure.histories import gathering, records

ASK = Question("list", whole_history=True)
PUBLISHED = {
    "2017-Q1": (0, 4, 6, 2, 4, 2, 0), "2017-Q2": (2, 4, 8, 4, 2, 0, 0), "2017-Q3": (2, 0, 6, 6, 2, 4, 0), "2017-Q4": (0, 2, 10, 2, 0, 0, 0),
    "2018-Q1": (2, 4, 8, 4, 2, 0, 0), "2018-Q2": (4, 2, 4, 6, 2, 2, 0), "2018-Q3": (2, 2, 6, 4, 2, 0), "2018-Q4": (2, 4, 8, 0, 2),
    "2019-Q1": (0, 4, 6, 2), "2019-Q2": (2, 4, 8), "2019-Q3": (0, 4), "2019-Q4": (2,),
}  # fmt: skip
"""Closed by quarters since entry, in percent; source: Time-Based Inverted Marketing Funnel (worked example cohort-matrix)."""
FIRST_QUARTER = 17_167  # 2017-01-01
END_OF_2019 = 18_261


def published(cohort=100):
    """Buyers of whom so many of each hundred close in each quarter after their entry."""
    entered, closed = [], []
    for row, shares in enumerate(PUBLISHED.values()):
        days = [_quarter(row + age) for age, share in enumerate(shares) for _ in range(share * cohort // 100)]
        entered += [_quarter(row)] * cohort
        closed += days + [None] * (cohort - len(days))
    return gathering(records(entered, closed, stages=("Opportunity", "Deal")), known_to=END_OF_2019)


def _quarter(number):
    """A day in the quarter, so many after the first."""
    return int(FIRST_QUARTER + round(number * 91.3125) + 40)


def test_the_published_matrix_comes_out():
    found = cohorts(published(), ASK, "Opportunity", "Deal", "quarter", ages=7)
    assert found.labels == tuple(PUBLISHED)
    assert found.entered == (100,) * 12
    assert {label: tuple(n for n in row if n is not None) for label, row in zip(found.labels, found.converted, strict=True)} == PUBLISHED
    assert found.mean_by_age == pytest.approx((0.015, 0.030909, 0.07, 0.033333, 0.02, 0.011429, 0.0), abs=1e-6)
    assert found.sum_of_means == pytest.approx(0.18067, abs=1e-5)
    assert (found.complete, found.complete_rows) == (pytest.approx(0.18667, abs=1e-5), 6)


def test_without_a_number_of_ages_the_matrix_ends_where_nobody_goes_on_any_more():
    found = cohorts(published(), ASK, "Opportunity", "Deal", "quarter")
    assert len(found.mean_by_age) == 6
    assert found.sum_of_means == pytest.approx(0.18067, abs=1e-5)
    assert found.complete_rows == 7


def test_an_age_that_is_not_over_is_unknown():
    found = cohorts(published(), Question("list", as_of="2019-12-30", whole_history=True), "Opportunity", "Deal", "quarter", ages=7)
    assert found.converted[-1] == (None,) * 7
    assert found.converted[-2] == (0, *(None,) * 6)


def test_large_cohorts_weigh_more_unless_asked_otherwise():
    block = records([0] * 9 + [31], [5] * 3 + [None] * 6 + [40], stages=("Lead", "Deal"))
    whole = gathering(block, known_to=58)  # the end of February 1970
    assert cohorts(whole, ASK, "Lead", "Deal", "month").mean_by_age == (pytest.approx(0.4),)
    assert cohorts(whole, ASK, "Lead", "Deal", "month", weighted=False).mean_by_age == (pytest.approx(2 / 3),)


def test_rows_by_month_name_their_months_with_those_in_which_nobody_entered():
    found = cohorts(gathering(records([0, 70], [80, 85], stages=("Lead", "Deal")), known_to=120), ASK, "Lead", "Deal", "month")
    assert found.labels == ("1970-01", "1970-02", "1970-03")
    assert (found.entered, found.converted) == ((1, 0, 1), ((0, 0, 1), (0, 0, 0), (1, 0, None)))


def test_so_far_counts_also_who_went_on_at_an_age_that_is_not_over():
    block = records([0, 0, 0, 32, 33], [5, 40, None, 45, 70], stages=("Lead", "Deal"))
    found = cohorts(gathering(block, known_to=75), ASK, "Lead", "Deal", "month")
    assert found.converted == ((1, 1), (1, None)), "of those of February one went on in March, which is not over"
    assert found.so_far == (2, 2)


def test_so_far_counts_also_who_went_on_beyond_the_last_age_shown():
    found = cohorts(published(), ASK, "Opportunity", "Deal", "quarter", ages=2)
    assert found.so_far == tuple(map(sum, PUBLISHED.values()))


def test_stages_out_of_order_are_an_error():
    with pytest.raises(ValueError):
        cohorts(published(), ASK, "Deal", "Opportunity", "month")
    with pytest.raises(ValueError):
        cohorts(published(), ASK, "Opportunity", "Meeting", "month")


def test_a_list_without_days_has_no_rows():
    found = cohorts(gathering(records([None], [None], stages=("Lead", "Deal"))), ASK, "Lead", "Deal", "month")
    assert (found.labels, found.sum_of_means) == ((), None)


def test_who_skipped_the_stage_asked_for_went_on_when_the_next_one_was_entered():
    block = records([0, 0, 0], [None, None, 3], [40, None, 5], [None, 70, 9], stages=("Lead", "MQL", "SQL", "Deal"))
    found = cohorts(gathering(block, known_to=120), ASK, "Lead", "SQL", "month")
    assert found.converted == ((1, 1, 1),)
    assert found.so_far == (3,)
