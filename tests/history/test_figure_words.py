"""Every code that stands beside a measured figure has words, on the page, in the terminal and in the API."""

import re
from dataclasses import replace
from typing import Any, get_args

import pytest

from app.history.measure import measure
from app.history.measured import OTHERS, Difference, LagRefusal, MeasuredFunnel, Question, Rate, RateReason
from app.history.review import review
from app.history.reviewed import Figure, FigureReason, Incomparable, Review, Verdict
from app.language import language_of
from app.terminal.history_text import funnel_lines, review_lines
from app.terminal.text import Screen
from app.web.history import funnel_page, funnel_rows
from app.web.history.asking_figures import Wanted
from app.web.review import review_page
from app.web.review.asking_review import Wanted as WantedReview
from app.wording.history import figures, summary
from app.wording.history.plain import as_plain
from tests.history.review.made import Made, gathering

ENGLISH = language_of(None, "en")
TABLES: dict[object, dict[str, str]] = {
    RateReason: figures.RATE_REASONS,
    LagRefusal: figures.LAG_REFUSALS,
    Difference: figures.DIFFERENCES,
    FigureReason: figures.FIGURE_REASONS,
    Incomparable: figures.INCOMPARABLE,
    Verdict: figures.VERDICTS,
}


def funnel(**changes: Any) -> MeasuredFunnel:
    """The sample, with something else of the rate from its first stage."""
    found = measure(gathering((Made("Ads", 400, 120, 40), Made("", 50, 10, 2))), Question("CRM", split="channel"))
    rates = (replace(found.whole.rates[0], **changes), *found.whole.rates[1:])
    return replace(found, whole=replace(found.whole, rates=rates))


def terminal(lines: list[str]) -> str:
    return re.sub(r"\s+", " ", " ".join(lines))


def page_row(found: MeasuredFunnel) -> funnel_rows.RateRow:
    shown = funnel_page.view(found, Wanted("CRM"), ["CRM"], {}, ENGLISH)["rates"][0]
    assert isinstance(shown, funnel_rows.RateRow)
    return shown


def test_every_code_has_words() -> None:
    for codes, words in TABLES.items():
        assert set(get_args(codes)) == set(words)


@pytest.mark.parametrize("code", get_args(RateReason))
def test_why_there_is_no_rate_is_said_everywhere(code: RateReason) -> None:
    words = figures.RATE_REASONS[code]
    found = funnel(rate=None, interval=None, reason=code, difference=None)
    assert page_row(found).reason == words
    assert f"Lead > MQL: {words}" in terminal(funnel_lines(found, ENGLISH, Screen()))
    assert as_plain(found, ENGLISH)["whole"]["rates"][0]["message"] == words


@pytest.mark.parametrize("code", get_args(Difference))
def test_why_a_sheet_says_something_else_is_said_everywhere(code: Difference) -> None:
    found = funnel(difference=code, snapshot=0.4321, raw=0.1234)
    words = figures.DIFFERENCES[code] % {"snapshot": "43.2%", "raw": "12.3%"}
    assert page_row(found).difference == words
    assert (words in terminal(funnel_lines(found, ENGLISH, Screen()))) is (code != "alike")
    assert as_plain(found, ENGLISH)["whole"]["rates"][0]["message"] == words


@pytest.mark.parametrize("code", get_args(LagRefusal))
def test_why_there_is_no_lag_is_said(code: LagRefusal) -> None:
    found = funnel()
    found = funnel(lag=replace(found.whole.rates[0].lag, refused=code))
    assert page_row(found).lag_note == figures.LAG_REFUSALS[code]
    assert figures.LAG_REFUSALS[code] in terminal(funnel_lines(found, ENGLISH, Screen()))


def reviewed(**changes: Any) -> Review:
    """The sample; `changes` are of its channel's return."""
    found = review(gathering((Made("Ads", 400, 120, 40, spend=9000.0),)), "CRM", "2025-01-01", "2025-12-31")
    (channel,) = found.channels
    kept: list[Figure] = [replace(each, **changes) if each.key == "roi" else each for each in channel.figures]
    return replace(found, channels=(replace(channel, figures=tuple(kept)),))


@pytest.mark.parametrize("code", get_args(FigureReason))
def test_why_a_review_has_no_figure_is_said_everywhere(code: FigureReason) -> None:
    words = figures.FIGURE_REASONS[code]
    found = reviewed(value=None, interval=None, reason=code)
    shown = review_page.view(found, WantedReview("CRM", 2025, {}), ["CRM"], [2025], {}, ENGLISH)["channels"][0]
    assert words in [each.value for each in (*shown.main, *shown.others)]
    assert f"ROI: {words}" in terminal(review_lines(found, ENGLISH, Screen()))
    assert words in [each["message"] for each in as_plain(found, ENGLISH)["channels"][0]["figures"] if each["key"] == "roi"]


@pytest.mark.parametrize("code", get_args(Verdict))
def test_a_verdict_is_called_the_same_on_the_page_and_in_the_terminal(code: Verdict) -> None:
    found = reviewed()
    found = replace(found, channels=(replace(found.channels[0], verdict=code),))
    shown = review_page.view(found, WantedReview("CRM", 2025, {}), ["CRM"], [2025], {}, ENGLISH)["channels"][0]
    assert shown.verdict == figures.VERDICTS[code]
    assert f"Ads: {figures.VERDICTS[code]}" in terminal(review_lines(found, ENGLISH, Screen()))


def test_all_others_are_called_so_with_how_many_they_are_and_cannot_be_chosen_alone() -> None:
    found = funnel()
    other = replace(found.groups[0], key=OTHERS, name="")
    found = replace(found, groups=(found.groups[0], other, found.groups[1]), others=17)
    rows = funnel_page.view(found, Wanted("CRM"), ["CRM"], {}, ENGLISH)["groups"]
    assert [(row.name, row.only) for row in rows[1:]] == [("Ads", "channel:ads"), ("All others (17)", ""), ("Not given", "channel:")]
    assert "All others (17)" in terminal(funnel_lines(found, ENGLISH, Screen()))
    assert [each["label"] for each in as_plain(found, ENGLISH)["groups"]] == ["Ads", "All others (17)", "Not given"]


# -- the first sentence


def main(**changes: Any) -> tuple[MeasuredFunnel, Rate]:
    found = funnel()
    rate = replace(found.whole.end_to_end, **changes)
    return replace(found, whole=replace(found.whole, end_to_end=rate)), rate


def test_an_estimate_that_is_visibly_more_than_what_happened_stands_beside_it() -> None:
    found, _ = main(rate=0.1362, raw=0.1301)
    said = summary.in_one(summary.summary(found, ENGLISH))
    assert "13.6% will have been won (" in said
    assert "); 13.0% already are." in said
    assert terminal(funnel_lines(found, ENGLISH, Screen())).count(said) == 1
    assert as_plain(found, ENGLISH)["message"] == said
    assert funnel_page.view(found, Wanted("CRM"), ["CRM"], {}, ENGLISH)["sentence"] == summary.summary(found, ENGLISH)


@pytest.mark.parametrize("raw", [0.1362, 0.13617, 0.2])
def test_an_estimate_that_reads_like_what_happened_is_said_alone(raw: float) -> None:
    found, _ = main(rate=0.1362, raw=raw)
    said = summary.in_one(summary.summary(found, ENGLISH))
    assert "13.6% were won (" in said
    assert "already" not in said


def test_a_rate_that_is_not_known_is_not_said_to_be_of_nobody() -> None:
    found, rate = main(rate=None, interval=None, reason="no_days")
    said = summary.in_one(summary.summary(found, ENGLISH))
    assert rate.entered
    assert said.endswith("there is no rate to Deal: no days are recorded, so nobody can be followed.")
