"""Words for what stands beside measured figures: why there is none, why two differ, what a group and a verdict are called."""

from collections.abc import Sequence
from typing import Literal

from app.history.measured import OTHERS, Group, Lag, Rate
from app.language import Language
from app.planner.text import N_

RATE_REASONS = {
    "nobody_entered": N_("nobody entered in this period"),
    "no_days": N_("no days are recorded, so nobody can be followed"),
    "undated_outcomes": N_("too few are known with their day or their end"),
    "more_out_than_in": N_("more reached the next stage than entered this one, so the counts do not tell of one way"),
}
LAG_REFUSALS = {"unrelated_dates": N_("the days run backwards too often to tell how long it takes")}
DIFFERENCES = {
    "growing": N_("More came in lately than went on yet, so the simple ratio, %(snapshot)s, is below what these buyers will come to."),
    "shrinking": N_("Fewer came in lately than before, so the simple ratio, %(snapshot)s, is above what these buyers come to."),
    "young": N_(
        "Many entered so lately that they are not done; %(raw)s have gone on so far, and counting the rest as failed would be wrong."
    ),
    "earlier": N_(
        "Some who went on in this period had entered before it, so the simple ratio, %(snapshot)s, is above what these buyers come to."
    ),
    "alike": N_(
        "The simple ratio, %(snapshot)s, is about the same here. Plan with the cohort rate: it stays right when more or fewer come in."
    ),
}
FIGURE_REASONS = {
    "no_spend": N_("no spend is known"),
    "nobody": N_("nobody came"),
    "no_money": N_("no amounts are known"),
    "open": N_("most are still open"),
    "no_accounts": N_("no accounts are named"),
    "no_days": N_("no days are recorded"),
    "not_given": N_("not given"),
}
INCOMPARABLE = {
    "data_begins": N_("Not comparable: the data begins too late for what the year before brought."),
    "still_open": N_("Not comparable: one of the two years was not watched for long enough."),
    "other_basis": N_("Not comparable: the two years are counted in different ways."),
}
VERDICTS = {"grow": N_("Grow"), "keep": N_("Keep"), "fix": N_("Fix"), "stop": N_("Stop"), "too_early": N_("Too early to tell")}


def rate_reason(rate: Rate, language: Language) -> str:
    """Why there is no rate; nothing where there is one."""
    return _said(RATE_REASONS, rate.reason, language)


def lag_refusal(lag: Lag, language: Language) -> str:
    """Why there is no lag; nothing where there is one."""
    return _said(LAG_REFUSALS, lag.refused, language)


def group_reason(group: Group, figure: Literal["value", "cycle"], language: Language) -> str:
    """Why a group has no median of its deals' value, or of the days that they took; nothing where it has one."""
    if (group.value if figure == "value" else group.cycle).median is not None:
        return ""
    if not group.won:
        return language.gettext(N_("nothing was won"))
    if figure == "value":
        return language.gettext(N_("no deal won has an amount"))
    return lag_refusal(group.cycle, language) or language.gettext(N_("no days are known of the deals won"))


def difference(rate: Rate, language: Language) -> str:
    """Why the ratio of a sheet without ids would say something else."""
    if rate.difference is None or rate.snapshot is None or rate.raw is None:
        return ""
    message = DIFFERENCES.get(rate.difference)
    shown = {"snapshot": language.percent(rate.snapshot, 1), "raw": language.percent(rate.raw, 1)}
    return rate.difference.replace("_", " ") if message is None else language.gettext(message, **shown)


def figure_reason(code: str | None, language: Language) -> str:
    """Why a key figure of a review has no value."""
    return _said(FIGURE_REASONS, code, language)


def incomparable(code: str | None, language: Language) -> str:
    """Why a key figure is not held against the year before."""
    return _said(INCOMPARABLE, code, language)


def verdict(code: str, language: Language) -> str:
    """'Too early to tell'"""
    return _said(VERDICTS, code, language)


def group_name(key: str, name: str, language: Language, others: int = 0) -> str:
    """What a value of the column that splits is called; `others`: how many were put together."""
    if key == OTHERS:
        return language.ngettext("All others (%(n)s)", "All others (%(n)s)", others) if others else language.gettext(N_("All others"))
    return name or key or language.gettext(N_("Not given"))


def group_names(names: Sequence[str], language: Language) -> str:
    """Names in a list, the one of what has none last: 'Cold email, events and Not given'."""
    return language.list_of([group_name("", each, language) for each in sorted(names, key=lambda each: not each)])


def _said(table: dict[str, str], code: str | None, language: Language) -> str:
    """The words of a code; one that is not known here reads as itself."""
    if code is None:
        return ""
    return language.gettext(table[code]) if code in table else code.replace("_", " ")
