"""What a scenario stands for once it is read: defaults where nothing is given, an order, and no change."""

import datetime as dt
import json

import pytest
from pydantic import ValidationError

from app.planner.scenario import Channel, Record, Scenario
from tests.examples import make_document, make_scenario
from tests.planner.reading import MAILS, OUTREACH, put, read


def test_the_least_that_can_be_said_is_filled_up() -> None:
    scenario = read(
        {
            "name": "Least",
            "start": "2027-01",
            "goal": {"baseline": 1e6, "growth": 0.2},
            "deal": {"value": 5000},
            "stages": [{"key": "lead", "name": "Lead"}, {"key": "deal", "name": "Deal"}],
            "conversions": [{"from": "lead", "to": "deal", "rate": 0.1}],
            "channels": [{"key": "ads", "name": "Ads", "enters": "lead", "share": 1, "activity": "click"}],
        }
    )
    assert (scenario.schema_number, scenario.currency, scenario.country, scenario.months) == (1, "USD", "US", 12)
    assert (scenario.today, scenario.seasonality, scenario.content) == (None, None, None)
    assert (scenario.pipeline, scenario.team) == ({}, ())
    assert (scenario.goal.measure, scenario.goal.target, scenario.goal.next_growth) == ("bookings", None, None)
    assert (scenario.existing.retention, scenario.existing.expansion, scenario.existing.committed) == (1, 0, 0)
    assert scenario.existing.accounts is None
    assert (scenario.deal.variation, scenario.deal.gross_margin, scenario.deal.low, scenario.deal.high) == (0, None, None, None)
    assert (scenario.stages[0].owner, scenario.stages[0].definition) == ("marketing", "")
    conversion = scenario.conversions[0]
    assert (conversion.lag_days, conversion.evidence, conversion.benchmark, conversion.basis) == (0, None, None, None)
    assert_plain(scenario.channels[0])


def assert_plain(channel: Channel) -> None:
    assert (channel.owner, channel.steps, channel.lag_days, channel.ceiling) == ("marketing", (), 0, None)
    assert (channel.influenced, channel.conversions, channel.deal.value, channel.outreach) == (None, {}, None, None)
    assert (channel.cost.per, channel.cost.amount, channel.cost.fixed_per_month) == (None, 0, 0)
    assert (channel.capacity.per_working_day, channel.capacity.per_month) == (None, None)


def test_a_sequence_sends_20_mails_a_mailbox_and_3_mailboxes_a_domain() -> None:
    outreach = read(put(OUTREACH, MAILS)).channels[0].outreach
    assert outreach is not None
    assert (outreach.per_mailbox, outreach.safe_per_mailbox, outreach.per_domain) == (20, 20, 3)


def test_a_role_starts_with_nobody_and_no_ramp() -> None:
    (role,) = read(make_document(team=[{"role": "AE", "handles": "deal", "load_per_head_per_month": 9}])).team
    assert (role.heads, role.ramp_months, role.cost_per_month) == (0, 0, 0)


def test_conversions_are_ordered_by_their_stages() -> None:
    document = make_document()
    document["conversions"].reverse()
    scenario = read(document)
    assert scenario.stage_keys == ("lead", "mql", "sql", "opportunity", "deal")
    assert [conversion.from_stage for conversion in scenario.ordered_conversions] == ["lead", "mql", "sql", "opportunity"]


def test_today_is_read_as_a_date() -> None:
    assert read(make_document()).today == dt.date(2026, 11, 21)


def test_a_scenario_never_changes_once_read() -> None:
    scenario = make_scenario()
    with pytest.raises(ValidationError, match="frozen"):
        scenario.months = 24  # type: ignore[misc]  # which is the point
    with pytest.raises(ValidationError, match="frozen"):
        scenario.goal.growth = 0.5  # type: ignore[misc]  # which is the point
    assert isinstance(scenario.channels, tuple)


def test_a_scenario_is_written_as_it_was_read() -> None:
    document = make_document(channels={"cold_email": {"outreach": MAILS}}, content={"available": 40, "used": 30})
    scenario = read(document)
    assert json.loads(scenario.model_dump_json(exclude_unset=True)) == document
    assert read(json.loads(scenario.model_dump_json())) == scenario


def records(base: type[Record]) -> list[type[Record]]:
    return [base, *(found for record in base.__subclasses__() for found in records(record))]


def test_every_input_declares_its_label_and_its_help() -> None:
    found = records(Record)
    assert Scenario in found
    for record in found:
        for name, field in record.model_fields.items():
            assert field.title, (record, name)
            assert field.description, (record, name)
