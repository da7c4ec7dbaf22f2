"""The bridge from baseline to target, and what passes each seam of the funnel."""

from itertools import pairwise

import pytest

from app.web.answer import funnel_view
from tests.web.samples import ground


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
