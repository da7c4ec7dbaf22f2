"""What is said of a measurement: what was left out, and what to be careful with."""

import datetime as dt

from app.history.found import Finding
from app.language import Language
from app.planner.text import N_
from app.wording.history.figures import group_names

SENTENCES = {
    "left_cut": N_(
        "Nobody is recorded as having gone on from %(from_stage)s to %(to_stage)s before %(first)s, although some %(expected)s "
        "of the %(entered)s who entered before should have by then. Outcomes were not recorded yet, so only those who entered "
        "from %(since)s on count."
    ),
    "left_not_cut": N_(
        "Outcomes of %(from_stage)s seem to be recorded only since %(first)s, so that the %(entered)s who entered before look "
        "hopeless. They count all the same, because the whole history was asked for."
    ),
    "earlier_missing": N_(
        "Nobody is recorded as having gone on from %(from_stage)s to %(to_stage)s before %(first)s, although some %(expected)s "
        "of the %(entered)s who entered before should have by then. They went on later as others do, so those who were done "
        "earlier are probably not in the file, and the rate of these months may be off."
    ),
    "unrelated_dates": N_(
        "In %(backwards)s of %(timed)s cases the day of %(to_stage)s lies well before the day of %(from_stage)s. The two dates "
        "do not tell of one way, so no days between them are given."
    ),
    "backwards": N_("%(backwards)s entered %(to_stage)s before %(from_stage)s. Up to three days count as none; nobody is further off."),
    "backwards_far": N_(
        "%(backwards)s entered %(to_stage)s before %(from_stage)s. Up to three days count as none; %(far)s that are further off"
        " are without days."
    ),
    "stages_skipped": N_(
        "%(skipped)s of the %(converted)s who went on from %(from_stage)s have no day in %(to_stage)s, only in a later stage."
    ),
    "no_days": N_(
        "There are no days in %(from_stage)s or %(to_stage)s for most of the %(entered)s who came that far. Without them the "
        "share is shown, and no rate: nobody knows who still has time."
    ),
    "undated_outcomes": N_(
        "%(undated)s of the %(converted)s who went on from %(from_stage)s to %(to_stage)s have no day of it, so there is no curve by age. "
        "The rate is that of the %(ended)s whose end is known. Whatever becomes of the %(open)s that are open, it ends between "
        "%(low)s and %(high)s."
    ),
    "undated_outcomes_open": N_(
        "%(undated)s of the %(converted)s who went on from %(from_stage)s to %(to_stage)s have no day of it, and %(open)s are still open. "
        "Without days nobody knows who still has time: the rate may be anything between %(low)s and %(high)s."
    ),
    "beyond_known": N_("The data knows of nothing after %(known)s, so this is what was known then, and not on %(asked)s."),
    "not_in_newest": N_(
        "%(missing)s of %(buyers)s are not in the newest file, the one that knows up to %(known)s; the others know up to %(earlier)s at "
        "the latest. What became of those since then is unknown, and they count as watched all the same."
    ),
    "few_losses": N_(
        "%(won)s are won and only %(lost)s recorded as lost. Most teams lose more than that: the others are probably still open"
        " in name alone. Do not plan with won / (won + lost)."
    ),
    "dominated": N_(
        "One deal has %(share)s of all won money. The mean of %(n)s deals is %(mean)s; without the largest and the smallest it "
        "is %(trimmed)s."
    ),
    "won_without_amount": N_("%(without)s won deals have no amount. The value of a deal rests on the %(n)s others."),
    "buyers_without_day": N_("%(undated)s of %(buyers)s have no day at all. They belong to no period, and no curve knows them."),
    "short_season": N_("The season rests on %(months)s months. Below two years a season cannot be told from growth."),
    "spend_without_buyers": N_(
        "Money was spent on %(channels)s, and nobody in the list comes from there. They may be called otherwise in the list."
    ),
    "buyers_without_spend": N_("There is no spending for %(channels)s, although buyers come from there."),
    "spend_of_no_list": N_(
        "The money of %(names)s is not counted here: there are several lists, and no list of that name. If it is the money of %(list)s, "
        "give that file the list's name."
    ),
    "channels_left_out": N_(
        "Costs are shown of the %(shown)s channels that cost most. The other %(left)s cost %(spend)s together, and are not shown."
    ),
    "flow_not_conversion": N_(
        "These are counts without buyers: a stage's entries are compared with the entries of the stage before in the same "
        "months. While a funnel grows, that is lower than the share of buyers who go on."
    ),
    "more_out_than_in": N_(
        "In the same months %(converted)s were counted in %(to_stage)s and only %(entered)s in %(from_stage)s, the stage before. "
        "That is no rate: the two columns do not tell of one way."
    ),
    "close_month_swings": N_(
        "Of what was closed in a month, whenever it had entered, between %(low)s (%(low_month)s) and %(high)s (%(high_month)s) was won: "
        "more than chance. A rate that is known right after a good month is too high, and by more than its interval says."
    ),
    "spend_in_other_currency": N_(
        "Money of channels in %(others)s is left out: the list counts in %(kept)s, and currencies are never added. The costs are those of "
        "the money in %(kept)s alone."
    ),
    "currencies_apart": N_("Amounts in %(others)s are set aside: the list counts in %(kept)s, and currencies are never added."),
}
"""What `app/history/gather` and `app/history/measure` find."""

_AT_QUARTER_ENDS = N_(
    "Of what was closed in a month, whenever it had entered, between %(low)s (%(low_month)s) and %(high)s (%(high_month)s) was won, most "
    "at the ends of quarters: more than chance. A rate that is known right after the end of a quarter is too high, and by more than its "
    "interval says."
)
"""What `close_month_swings` says where the good months are the last of a quarter."""
_MONTHS = frozenset(("low_month", "high_month"))
_DAYS = frozenset(("first", "since", "asked", "known", "earlier"))
_PERCENT = frozenset(("share", "low", "high"))
_MONEY = frozenset(("mean", "trimmed", "spend"))


def sentence(finding: Finding, language: Language) -> str:
    """A finding about a measurement, in words."""
    message = _AT_QUARTER_ENDS if finding.values.get("quarter_ends") else SENTENCES[finding.code]
    return language.gettext(message, **_shown(finding, language))


def _shown(finding: Finding, language: Language) -> dict[str, str]:
    currency = finding.values.get("currency")
    return {name: _value(name, value, language, str(currency) if currency else None) for name, value in finding.values.items()}


def _value(name: str, value: object, language: Language, currency: str | None) -> str:
    if isinstance(value, list | tuple):
        return group_names([str(each) for each in value], language)
    if isinstance(value, str) and name in _MONTHS:
        return language.month(int(value[:4]), int(value[5:]))
    if isinstance(value, str):
        return language.date(dt.date.fromisoformat(value)) if name in _DAYS else value
    if not isinstance(value, int | float):
        return ""
    if name in _PERCENT:
        return language.percent(value, 0)
    if name in _MONEY and currency:
        return language.money(value, currency, 0 if abs(value) >= 100 else None)
    return language.whole(round(value))
