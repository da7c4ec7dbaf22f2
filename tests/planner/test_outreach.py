"""Prospects and e-mails are different numbers, and the busiest day says how many mailboxes it takes."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.planner.outreach import emails_per_prospect
from app.planner.plan import OutreachNeed, Plan
from app.planner.present import make_plan
from tests.examples import make_scenario

SEQUENCE = {"touches": 4, "reply_probability": 0.2}


def plan_with(**outreach: float) -> Plan:
    return make_plan(make_scenario(channels={"cold_email": {"outreach": SEQUENCE | outreach}}))


def need(plan: Plan) -> OutreachNeed:
    found = plan["channels"][0]["outreach"]
    assert found is not None
    return found


def test_a_single_mail_is_sent_to_everyone() -> None:
    assert emails_per_prospect(1, 0.5) == 1


def test_without_replies_everyone_gets_the_whole_sequence() -> None:
    assert emails_per_prospect(5, 0.0) == 5


def test_a_sequence_of_four_that_one_in_five_answers_takes_3_7_mails() -> None:
    """Nobody has replied before the first, 5 % before the second, 10 and 15 % before the third and fourth."""
    assert emails_per_prospect(4, 0.2) == pytest.approx(1 + 0.95 + 0.90 + 0.85)


def test_where_everyone_replies_a_sequence_of_two_takes_one_and_a_half() -> None:
    assert emails_per_prospect(2, 1.0) == 1.5


@given(st.integers(1, 50), st.floats(0, 1))
def test_the_formula_is_the_sum_over_the_touches(touches: int, replies: float) -> None:
    plain = math.fsum(1 - replies * (touch - 1) / touches for touch in range(1, touches + 1))
    assert emails_per_prospect(touches, replies) == pytest.approx(plain, rel=1e-12)
    assert touches / 2 <= emails_per_prospect(touches, replies) <= touches


def test_the_company_writes_to_2521_prospects() -> None:
    """9,327.4 e-mails / 3.7 a prospect; 41.27 e-mails a working day / 3.7."""
    found = need(plan_with())
    assert found["emails_per_prospect"] == pytest.approx(3.7)
    assert found["prospects"]["exact"] == pytest.approx(9327.39398 / 3.7)
    assert found["prospects"]["whole"] == 2521
    assert found["prospects_per_working_day"] == pytest.approx(41.271655 / 3.7)


@pytest.mark.parametrize(
    ("per_mailbox", "per_domain", "mailboxes", "domains"),
    [(20, 3, 3, 1), (20, 2, 3, 2), (50, 3, 2, 1), (53, 1, 1, 1), (10, 3, 6, 2), (5, 3, 11, 4)],
)
def test_the_busiest_day_says_how_many_mailboxes_and_domains(per_mailbox: float, per_domain: float, mailboxes: int, domains: int) -> None:
    """52.66 e-mails on a working day in October."""
    found = need(plan_with(per_mailbox=float(per_mailbox), per_domain=float(per_domain)))
    assert (found["mailboxes"], found["domains"]) == (mailboxes, domains)


def test_a_channel_without_a_sequence_has_no_outreach() -> None:
    assert plan_with()["channels"][1]["outreach"] is None


def test_outreach_is_unknown_where_the_ceiling_is_reached() -> None:
    plan = make_plan(make_scenario(channels={"cold_email": {"outreach": SEQUENCE, "ceiling": 5}}))
    assert plan["channels"][0]["outreach"] is None


def test_a_channel_with_nothing_to_do_writes_to_nobody() -> None:
    plan = make_plan(make_scenario(goal={"growth": 0}, channels={"cold_email": {"outreach": SEQUENCE}}))
    found = need(plan)
    assert found["prospects"] == {"exact": 0, "whole": 0}
    assert (found["prospects_per_working_day"], found["mailboxes"], found["domains"]) == (None, 0, 0)
