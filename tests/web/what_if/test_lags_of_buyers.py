"""The chance says how it takes lags."""

import pytest

from tests.web.kept import keep
from tests.web.reading import said
from tests.web.what_if.asking import ask


@pytest.mark.parametrize(
    ("spread_of", "sentence"),
    [
        (0, "Lags are taken at their means."),
        (1, "Lags differ from buyer to buyer where their spread is known; the others are taken at their means."),
        (4, "Lags differ from buyer to buyer, as their spread says."),
    ],
)
def test_the_answer_says_how_lags_are_taken(client, spread_of, sentence):
    stored = keep(client, changes={f"/conversions/{place}/lag_quantiles": [1, 4, 25] for place in range(spread_of)})
    assert sentence in said(ask(client, "chance", f"/plans/{stored.id}", draws="500").text)
