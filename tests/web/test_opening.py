"""What is kept of opened plans is bounded by their size, not by their number."""

import orjson

from app.language import Language, language_of
from app.web.state import opening
from app.web.state.origin import Origin
from app.work import weight
from tests.examples import make_document

LANGUAGE: Language = language_of(None, "en")


def opened(document: dict[str, object]) -> opening.Base:
    return opening.over(opening.Found(Origin("x", template="x"), orjson.dumps(document).decode()), LANGUAGE)


def large(number: int) -> dict[str, object]:
    """Forty channels over sixty months."""
    document = make_document()
    one = document["channels"][0]
    document["channels"] = [{**one, "key": f"c{place}", "name": f"Channel {place}", "share": 1 / 40} for place in range(40)]
    return {**document, "name": f"Large {number}", "months": 60, "seasonality": None, "team": []}


def test_a_plan_that_is_opened_again_is_not_planned_again() -> None:
    assert opened(make_document()).kept is opened(make_document()).kept


def test_a_few_large_plans_push_out_what_many_small_ones_would_not() -> None:
    kept = opening._saved.cache
    kept.clear()
    for number in range(20):
        opened({**make_document(), "name": f"Small {number}"})
    assert len(kept) == 20
    for number in range(12):
        one = opened(large(number)).form.base
        assert kept.currsize <= opening.FIGURES_KEPT
    assert len(kept) == opening.FIGURES_KEPT // weight(one) < 12
    kept.clear()
