"""What is said of a review and its verdicts, and of what a scenario takes over."""

import datetime as dt
from collections.abc import Callable, Mapping

from app.history.found import Finding
from app.history.reviewed import Review
from app.language import Language
from app.planner.text import N_
from app.wording.history.figures import group_name, group_names

# -- findings

FINDINGS = {
    # of a review
    "review_no_channels": N_(
        "No column of this list is the channel, so there is nothing to compare. Say which column it is, in the import."
    ),
    "margin_assumed": N_(
        "No gross margin is given, so returns and verdicts rest on a margin that is the whole revenue. Type the margin, and a channel that "
        "seems to pay may turn out to lose money."
    ),
    "no_year_before": N_("Nothing is known from %(since)s to %(until)s, so there is no year to compare with."),
    "year_not_over": N_("The data knows of nothing after %(as_of)s, and the year ends on %(until)s: what is missing may yet come."),
    "same_days_before": N_("The year before is counted over the same days, %(since)s to %(until)s."),
    "deals_without_amount": N_("%(without)s of the %(all)s deals of the year have no amount. The revenue is that of the others."),
    "dominated_year": N_("One deal has %(share)s of the revenue of the year, which is that of %(n)s deals."),
    "spend_without_channel": N_("%(spend)s was spent without a channel. It is in the total, and in no channel's cost."),
    "undated_wins": N_("%(n)s deals were won on an unknown day. They are in no year."),
    # of an offer
    "bases_mixed": N_("This rate is counted by %(basis)s; those from %(stages)s are counted in another way and stay as they are."),
    "rate_by_ends": N_(
        "Most who came to %(to)s have no day of it. The rate is that of the %(ended)s whose end is known; %(open)s are still open."
    ),
    "value_trimmed": N_(
        "One deal has %(share)s of the revenue. Without the largest and the smallest deals the mean is %(trimmed)s, not %(mean)s."
    ),
    "currency_unknown": N_("Nothing says in which currency the amounts are; they would count as %(currency)s."),
    "season_by_chance": N_("The months differ by no more than chance would make them, over %(months)s months."),
    "pipeline_stale": N_("%(stale)s of the %(n)s that are open are older than nearly all that ever went on."),
    "pipeline_other_day": N_("This is what was open on %(known_to)s; the plan counts from another day."),
    "fixed_cost_beside": N_("%(channel)s also has %(fixed)s of fixed cost a month, and the measured spend may hold it already."),
    # of what is not offered
    "other_currency": N_("Money was measured in %(measured)s and the plan counts in %(scenario)s, so no money is taken over."),
    "stages_not_measured": N_("Nothing was measured for %(stages)s. Say which stage of the list it is, or leave it as it is typed."),
    "stages_not_in_scenario": N_("The list also has %(stages)s, and the plan does not."),
    "rate_not_measured": N_("Too few days are recorded to tell how many go on from %(from)s to %(to)s; the rate stays as it is typed."),
    "nobody_went_on": N_("Of %(entered)s who entered %(from)s nobody went on to %(to)s: there is no rate to plan with."),
    "lag_refused": N_("The days from %(from)s to %(to)s run backwards in so many cases that they say nothing."),
    "season_too_short": N_("%(months)s months are too few for a season; it takes two years."),
    "season_too_few": N_("Too few deals were won for a season."),
    "not_by_channel": N_("This was not measured by channel, so the channels stay as they are."),
    "channels_not_measured": N_("Nothing was measured for %(channels)s. Say which channel of the list it is, or leave it as it is typed."),
    "channels_not_in_scenario": N_("The list also has %(channels)s, and the plan does not."),
    "spend_brings_nobody": N_("%(channel)s cost %(spend)s and nobody came of it, so there is no cost to plan with."),
}
REASONS = {
    "nameless": N_("These buyers have no channel of their own, so there is nothing to keep or to stop."),
    "few_wins": N_("It brought %(deals)s in the year; with fewer than %(least)s chance decides."),
    "wide": N_("It brought %(deals)s, but their sizes differ so much that %(what)s may be anything from %(low)s to %(high)s."),
    "nothing_to_hold": N_("It brought %(deals)s, and too little is known of those who entered in the year to hold against the others."),
    "young": N_("Of %(entered)s who entered, %(open)s are still open: what they come to is not known yet."),
    "nobody_came": N_("%(spend)s was spent and nobody entered. The channel may have another name in the list."),
    "loses_money": N_("It brings back less than it costs: %(what)s is %(value)s (%(low)s to %(high)s, from %(deals)s)."),
    "improving": N_(
        "It still brings back less than it costs, but more than the year before: %(what)s is %(value)s (%(low)s to %(high)s, from "
        "%(deals)s), and was %(before)s."
    ),
    "best_return": N_(
        "It brings back more than the others: %(what)s is %(value)s (%(low)s to %(high)s, from %(deals)s), against %(usual)s over all "
        "that cost money. Whether there is room to grow, the plan has to say."
    ),
    "cheapest": N_(
        "Its deals cost less than the others': %(value)s (%(low)s to %(high)s, from %(deals)s), against %(usual)s over all that cost "
        "money. Whether there is room to grow, the plan has to say."
    ),
    "converts_best": N_(
        "More of its buyers become deals: %(value)s (%(low)s to %(high)s, from %(deals)s), against %(usual)s of everyone. What it costs "
        "is not known; if it is cheap, more of it is worth having."
    ),
    "weak_stage": N_(
        "Many enter, but from %(from)s to %(to)s it loses more than the others: %(rate)s of %(entered)s go on (%(rate_low)s to "
        "%(rate_high)s), against %(usual_rate)s of everyone."
    ),
    "thin_weak_stage": N_(
        "From %(from)s to %(to)s it loses more than the others: %(rate)s of %(entered)s go on (%(rate_low)s to %(rate_high)s), against "
        "%(usual_rate)s of everyone."
    ),
    "dear": N_(
        "It costs more than the others for what it brings: %(what)s is %(value)s (%(low)s to %(high)s, from %(deals)s), against %(usual)s "
        "over all that cost money."
    ),
    "converts_least": N_(
        "Fewer of its buyers become deals: %(value)s (%(low)s to %(high)s, from %(deals)s), against %(usual)s of everyone."
    ),
    "as_the_whole": N_("It does as the others do: %(what)s is %(value)s (%(low)s to %(high)s, from %(deals)s)."),
}
"""Why a verdict was given, by the code of the rule."""
SENTENCES = FINDINGS | REASONS
BASES = {"roi": N_("ROI"), "cac": N_("the cost of a deal"), "end_to_end": N_("the rate to the deal")}
"""What a channel is judged by."""
_PERCENT = frozenset(("share", "rate", "usual_rate", "rate_low", "rate_high"))
_MONEY = frozenset(("spend", "mean", "trimmed", "fixed", "target", "parts", "missing"))
_DAYS = frozenset(("since", "until", "as_of", "known_to", "today"))
_BASES = {"cohort": N_("cohort"), "snapshot": N_("snapshot")}


def sentence(finding: Finding, language: Language) -> str:
    """The sentence of a finding of this room; the reason of a verdict comes as one, too."""
    values, message = finding.values, SENTENCES[finding.code]
    currency = str(values["currency"]) if values.get("currency") else None
    shown = {name: _shown(name, value, currency, language) for name, value in values.items()}
    if finding.code in REASONS:
        shown |= _of_verdict(values, currency, language)
    return language.gettext(message, **shown) if shown else language.gettext(message) % ()


def largest(review: Review, language: Language) -> str:
    """'32.3% of the revenue came by organic search.': of the largest channel; nothing where nothing was won."""
    if review.top_channel is None or review.top_share is None:
        return ""
    message = (
        N_("%(share)s of the revenue came by %(channel)s.") if shares_revenue(review) else N_("%(share)s of the deals came by %(channel)s.")
    )
    key = next((each.key for each in review.channels if each.name == review.top_channel), "")
    channel = group_name(key, review.top_channel, language)
    return language.gettext(message, share=language.percent(review.top_share, 1), channel=channel)


def shares_revenue(review: Review) -> bool:
    """Whether shares are of the revenue; they are of the deals where no amounts are known."""
    return any(each.key == "revenue" and each.value for each in review.whole)


def _of_verdict(values: Mapping[str, object], currency: str | None, language: Language) -> dict[str, str]:
    """What a verdict rests on: its basis, figures of that basis, and how many deals."""
    basis = str(values.get("basis", "end_to_end"))
    write = _of_basis(basis, currency, language)
    figures = ("value", "low", "high", "usual", "before")
    shown = {name: write(each) for name in figures if isinstance(each := values.get(name), int | float)}
    deals = values.get("deals")
    n = deals if isinstance(deals, int) else 0
    said = language.ngettext("%(n)s deal", "%(n)s deals", n, n=language.whole(n)) if n else language.gettext(N_("no deals"))
    return shown | {"what": language.gettext(BASES[basis]), "deals": said}


def _of_basis(basis: str, currency: str | None, language: Language) -> Callable[[float], str]:
    """How a figure of the basis is written: ROI in whole percent, money a deal, or a share."""
    if basis == "cac":
        return lambda value: _money(value, currency, language)
    return lambda value: language.percent(value, 0 if basis == "roi" else 1)


def _money(value: float, currency: str | None, language: Language) -> str:
    """Money without small change from a hundred up; a plain number where nothing says which."""
    return language.money(value, currency, 0 if abs(value) >= 100 else None) if currency else language.number(value, up_to=2)


def _shown(name: str, value: object, currency: str | None, language: Language) -> str:
    """A value inside a sentence; its name says what it is."""
    if isinstance(value, list | tuple):
        return group_names([str(each) for each in value], language)
    if isinstance(value, str):
        return language.date(dt.date.fromisoformat(value)) if name in _DAYS else _word(name, value, language)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    if name in _PERCENT:
        return language.percent(value, 1)
    if name in _MONEY:
        return _money(value, currency, language)
    return language.number(value, up_to=1)


def _word(name: str, value: str, language: Language) -> str:
    if name == "channel":
        return group_name("", value, language)
    return language.gettext(_BASES.get(value, value)) if name == "basis" else value
