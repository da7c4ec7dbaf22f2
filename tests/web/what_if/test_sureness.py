"""How sure, of plans too large for all of it."""

from functools import partial

import pytest

from app.questions.odds import indices as asking
from app.questions.odds.held import HELD
from app.questions.odds.indices import FEWEST, Indices, indices
from app.questions.refused import QuestionRefused
from app.web.what_if.sureness import _drivers
from tests.examples import make_scenario

SPEND = "/totals/spend"


def drivers() -> Indices:
    return _drivers(partial(indices, make_scenario(), outcomes=[HELD, SPEND]))


def test_a_large_plan_has_its_drivers_from_fewer_points(monkeypatch: pytest.MonkeyPatch) -> None:
    assert drivers().points == 1024
    monkeypatch.setattr(asking, "LANES_LIMIT", 6 * FEWEST + 1)
    assert drivers().points == FEWEST


def test_where_even_the_fewest_points_are_too_many_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "LANES_LIMIT", 6 * FEWEST - 1)
    with pytest.raises(QuestionRefused, match="too_much_work"):
        drivers()
