"""Everything that a review, an offer or a plan book can say has a sentence, filled with its figures."""

import ast
import re
from pathlib import Path
from typing import get_args

import pytest

import app
from app.history.found import Finding
from app.history.review import review
from app.history.reviewed import Verdict
from app.language import language_of
from app.wording.history import finding_sentence
from app.wording.history import reviewing as words
from tests.history.review.made import Made, gathering

ROOT = Path(app.__file__).parent
ENGLISH = language_of(None, "en")
UNFILLED = re.compile(r"%\(|%s|\{|None|\bnan\b")


def calls(folder: str, name: str) -> set[str]:
    """The first argument of every call of that name in a folder, where it is a word."""
    found = set()
    for path in (ROOT / folder).glob("**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name and node.args:
                first = node.args[0]
                found |= {first.value} if isinstance(first, ast.Constant) and isinstance(first.value, str) else set()
    return found


def test_every_finding_of_a_review_or_an_offer_has_a_sentence() -> None:
    codes = calls("history/review", "Finding") | calls("history/takeover", "Finding") | {"season_too_short", "season_too_few"}
    assert {"margin_assumed", "value_trimmed", "stages_not_measured"} <= codes
    assert codes == set(words.FINDINGS)


def test_every_reason_of_a_verdict_has_a_sentence_and_stands_in_the_table_of_rules() -> None:
    from app.history.review import verdicts

    source = Path(verdicts.__file__).read_text(encoding="utf-8")
    yielded = set(re.findall(r'yield "(\w+)", "(\w+)"', source))
    assert {reason for _, reason in yielded} == set(words.REASONS)
    assert {verdict for verdict, _ in yielded} == set(get_args(Verdict))
    rows = set(re.findall(r"^    (keep|grow|fix|stop|too_early) +(\w+) ", str(verdicts.__doc__), re.M))
    assert rows == yielded


def test_a_verdict_is_said_with_its_interval_and_its_number() -> None:
    channels = (
        Made("Ads", 1000, 300, 60, spend=150_000),
        Made("Mail", 1000, 300, 60, spend=30_000),
        Made("Social", 1000, 100, 20),
        Made("Referral", 100, 60, 40),
        Made("New", 50, 10, 2),
        Made("", 50, 10, 8),
    )
    found = review(gathering(channels), "CRM", "2025-01-01", "2025-12-31", gross_margin=0.8)
    said = {each.name: finding_sentence(Finding(each.reason, values=each.values), ENGLISH) for each in found.channels}
    assert said["Ads"] == "It brings back less than it costs: ROI is −68% (−74% to −60%, from 60 deals)."
    assert said["New"] == "It brought 2 deals in the year; with fewer than 5 chance decides."
    loses = "Many enter, but from Lead to MQL it loses more than the others: 10.0% of 1,000 go on (8.5% to 11.7%), against "
    assert said["Social"].startswith(loses)
    assert said["Referral"].endswith("of everyone. What it costs is not known; if it is cheap, more of it is worth having.")
    assert not [sentence for sentence in said.values() if UNFILLED.search(sentence)]


def test_a_share_is_of_the_revenue_or_of_the_deals_where_no_amounts_are_known() -> None:
    for value, what in (1000.0, "revenue"), (float("nan"), "deals"):
        made = gathering([Made("Ads", 1000, 300, 60, value=value), Made("", 1000, 300, 90, value=value)])
        found = review(made, "CRM", "2025-01-01", "2025-12-31")
        assert words.largest(found, ENGLISH) == f"60.0% of the {what} came by Not given."


@pytest.mark.parametrize("locale", ["de", "ar", "ja"])
def test_a_verdict_by_the_cost_of_a_deal_is_said_in_money(locale: str) -> None:
    nothing = float("nan")
    channels = Made("Ads", 1000, 300, 60, value=nothing, spend=60_000), Made("Mail", 1000, 300, 60, value=nothing, spend=20_000)
    found = review(gathering(channels), "CRM", "2025-01-01", "2025-12-31")
    for each in found.channels:
        said = finding_sentence(Finding(each.reason, values=each.values), language_of(locale, "en"))
        assert not UNFILLED.search(said)
    assert "$1,000 ($" in finding_sentence(Finding(found.channels[0].reason, values=found.channels[0].values), ENGLISH)


def test_a_finding_is_said_with_its_figures() -> None:
    finding = Finding("value_trimmed", "info", {"share": 0.4321, "mean": 51_000.0, "trimmed": 1000.0, "currency": "EUR"})
    assert words.sentence(finding, ENGLISH) == (
        "One deal has 43.2% of the revenue. Without the largest and the smallest deals the mean is €1,000, not €51,000."
    )
    until = Finding("year_not_over", "warning", {"as_of": "2025-09-30", "until": "2025-12-31"})
    assert words.sentence(until, ENGLISH).startswith("The data knows of nothing after 30 Sep 2025, and the year ends on 31 Dec 2025")
