"""An answer written back into a scenario: one function for the pages and the command line."""

from app.documents.filled_in import filled_in
from tests.examples import make_scenario

MEASURED = {"imports": ["imp_00000000000000000000"], "evidence": {"entered": 400, "converted": 100}}


def test_a_record_that_is_not_there_yet_is_begun_and_the_rest_stays():
    scenario = make_scenario()
    assert "opportunity" not in scenario.channels[2].conversions
    found = filled_in(scenario, [("/channels/2/conversions/opportunity/rate", 0.3), ("/today", "2027-01-04")])
    assert found.channels[2].conversions["opportunity"].rate == 0.3
    assert found.today.isoformat() == "2027-01-04"
    assert found.channels[2].share == scenario.channels[2].share
    assert filled_in(scenario, []) == scenario


def test_what_was_measured_is_no_more_where_something_else_stands_now():
    scenario = make_scenario(conversions={"lead": MEASURED})
    found = filled_in(scenario, [("/conversions/0/rate", 0.31)])
    assert found.conversions[0].rate == 0.31
    assert found.conversions[0].evidence is None
    assert filled_in(scenario, [("/conversions/1/rate", 0.31)]).conversions[0].evidence is not None
