"""The chance says how it takes lags."""

import re

import pytest

from app.questions.odds.chance import chance
from tests.web.kept import keep, scenario
from tests.web.reading import read_out, said
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


def test_the_chance_by_means_stands_beside_that_with_the_spread_and_what_the_spread_takes(client):
    changes = {"/conversions/3/lag_quantiles": [0, 0, 60, 300]}
    stored = keep(client, changes=changes)
    page = read_out(ask(client, "chance", f"/plans/{stored.id}", draws="2000").text)
    found = re.search(
        r"With every lag at its mean it would be ([0-9.]+)%\. The spread takes \$([0-9,]+) of revenue out of the plan's months", page
    )
    spread, means = chance(scenario(changes=changes), draws=2000), chance(scenario(), draws=2000)
    assert means.chance > spread.chance + 0.02
    assert float(found[1]) == pytest.approx(100 * means.chance, abs=0.051)
    assert float(found[2].replace(",", "")) == pytest.approx(means.mean - spread.mean, abs=0.51)


def test_where_no_lag_spreads_nothing_is_said_of_means(client):
    stored = keep(client)
    assert "With every lag at its mean" not in said(ask(client, "chance", f"/plans/{stored.id}", draws="500").text)
