"""What is wrong with a scenario or a document, as a sentence that says what would be accepted."""

import math
from collections.abc import Mapping, Sequence

from app.documents.unreadable import UnreadableDocument
from app.language import Language
from app.planner.faults import Fault
from app.planner.text import N_

SENTENCES = {
    # the parts of a scenario and each other
    "shares_sum": N_("The shares add up to %(sum)s; they must add up to 1."),
    "goal_missing": N_("Say what is to be reached: a growth, or a target."),
    "low_above_high": N_("The low value, %(low)s, is above the high one, %(high)s."),
    "unknown_currency": N_("%(given)s is no currency; give its ISO 4217 code, such as USD."),
    "seasonality_length": N_("There are %(given)s weights for %(months)s months; give one for each month."),
    "seasonality_all_zero": N_("All weights are 0; at least one month must have some."),
    "lags_all_zero": N_("All lags are 0; at least one must be longer."),
    "lags_fall": N_("Lags go from the shortest to the longest; %(given)s comes after %(before)s."),
    "duplicate_key": N_("%(given)s is used twice; each must be different."),
    "conversion_skips": N_("From %(from)s the next stage is %(expected)s, not %(given)s."),
    "conversion_missing": N_("The conversion from %(from)s to %(to)s is missing."),
    "conversion_from_last": N_("%(given)s is the last stage, so nothing leads on from it. Conversions start at %(known)s."),
    "converted_above_entered": N_("%(converted)s converted, but only %(entered)s entered; it cannot be more."),
    "open_above_entered": N_("%(converted)s went on and %(open)s are still open, but only %(entered)s entered."),
    "used_above_available": N_("%(used)s pieces are used, but only %(available)s are available; it cannot be more."),
    "pipeline_at_last": N_("%(given)s is the last stage: what is there has been won and is not open any more. Open are %(known)s."),
    "enters_at_last": N_("%(given)s is the won deal; a channel must enter before it, at %(known)s."),
    # a plan book
    "book_empty": N_("There is no plan in this book yet."),
    "book_twice": N_(
        "%(part)s has the same plan as %(first)s, so it would be added up twice. Choose another, or duplicate the plan first."
    ),
    "book_currency": N_("%(part)s counts in %(given)s and %(first)s in %(expected)s; plans of one book count in one currency."),
    "book_measure": N_("%(part)s counts %(given)s and %(first)s counts %(expected)s; plans of one book count revenue in one way."),
    "cost_without_unit": N_("Say what the amount is paid for: %(known)s."),
    # documents
    "unreadable": N_("Its document cannot be read."),
    "newer_schema": N_("This document was written by a newer Backfunnel (schema %(given)s); this one reads schema %(known)s."),
    "missing": N_("This is required and is missing."),
    "duplicate_field": N_("%(given)s is given twice; give it once."),
    "not_a_number": N_("This must be a number, such as 12 or 0.25; %(given)s is not one."),
    "not_whole": N_("This must be a whole number, such as 12; %(given)s is not one."),
    "not_finite": N_("This must be a number with an end; %(given)s is not one that can be planned with."),
    "too_small": N_("The least is %(limit)s; %(given)s was given."),
    "too_large": N_("The most is %(limit)s; %(given)s was given."),
    "not_above": N_("This must be more than %(limit)s; %(given)s was given."),
    "not_below": N_("This must be less than %(limit)s; %(given)s was given."),
    "date_too_early": N_("The earliest date is %(limit)s; %(given)s was given."),
    "date_too_late": N_("The latest date is %(limit)s; %(given)s was given."),
    "too_short": N_("This must not be empty."),
    "too_long": N_("This has %(given)s characters; the most is %(limit)s."),
    "too_few": N_("There are %(given)s here; at least %(limit)s are needed."),
    "too_many": N_("There are %(given)s here; the most is %(limit)s."),
    "bad_key": N_("A key is a short name in lower case, such as cold_email: letters, digits and _, a letter first. %(given)s is not one."),
    "bad_month": N_("A month is written as 2027-01, from 2000-01 to 2149-12; %(given)s is not one."),
    "bad_currency": N_("A currency is its ISO 4217 code in capitals, such as USD; %(given)s is not one."),
    "bad_country": N_("A country is its ISO 3166 code in capitals, such as US; %(given)s is not one."),
    "bad_date": N_("A date is written as 2027-01-31; %(given)s is not one."),
    "hidden_character": N_("This holds a character that cannot be seen; type the text again."),
    "not_text": N_("This must be text; put %(given)s in quotes if it is meant so."),
    "not_a_list": N_("This must be a list, as in [a, b]."),
    "not_a_record": N_("This must be a record of names and values, as in {name: value}."),
    "wrong_type": N_("This is not a value that is understood here."),
    # codes whose nearest known word is offered below
    "unknown_field": N_("There is no field %(given)s here; there are %(known)s."),
    "unknown_stage": N_("There is no stage %(given)s here; it can be %(known)s."),
    "unknown_step": N_("There is no activity or step %(given)s in this channel; it can be %(known)s."),
    "unknown_handled": N_("There is no channel, activity or stage %(given)s; it can be %(known)s."),
    "unknown_country": N_("The working days of %(given)s are not known; give an ISO 3166 code, such as US."),
    "unknown_channel": N_("There is no channel %(given)s; it can be %(known)s."),
    "month_outside": N_("%(given)s is outside of what can be planned with here, %(first)s to %(last)s."),
    "activity_out_of_range": N_("Activity is from 0 to %(limit)s units; %(given)s was given."),
    "unknown_figure": N_("The plan has no figure %(given)s; name one by its place, such as /totals/stages/lead."),
    "override_not_passed": N_("Buyers of this channel do not pass %(given)s; it can be %(known)s."),
    "not_an_option": N_("%(given)s is not one of %(options)s."),
}
WITH_NEAREST = {
    "unknown_field": N_("There is no field %(given)s; did you mean %(nearest)s?"),
    "unknown_stage": N_("There is no stage %(given)s; did you mean %(nearest)s?"),
    "unknown_step": N_("There is no activity or step %(given)s in this channel; did you mean %(nearest)s?"),
    "unknown_handled": N_("There is no channel, activity or stage %(given)s; did you mean %(nearest)s?"),
    "unknown_country": N_("The working days of %(given)s are not known; did you mean %(nearest)s?"),
    "unknown_channel": N_("There is no channel %(given)s; did you mean %(nearest)s?"),
    "unknown_figure": N_("The plan has no figure %(given)s; did you mean %(nearest)s?"),
    "override_not_passed": N_("Buyers of this channel do not pass %(given)s; did you mean %(nearest)s?"),
    "not_an_option": N_("%(given)s is not one of %(options)s; did you mean %(nearest)s?"),
}
NO_FIELDS = N_("There is no field %(given)s here; none can be given.")
RATE_OF_ZERO = N_("This must be above 0: the least is %(limit)s; %(given)s was given.")
PERCENT_FOR_FRACTION = N_("The most is 1, which is 100%%; %(given)s was given. If %(percent)s is meant, write %(fraction)s.")
TEXT_FOR_FRACTION = N_("This must be a number, such as 0.25 for 25%%; %(given)s is not one.")

UNREADABLE_STORED = N_("What is stored cannot be opened. %(why)s An older version, or a copy of the database, may still be whole.")

UNREADABLE = {
    "not_json": N_("This is not JSON."),
    "not_yaml": N_("This is not YAML."),
    "not_utf8": N_("This is not text in UTF-8."),
    "empty": N_("There is nothing in it."),
    "too_large": N_("It is larger than 1 MB."),
    "too_deep": N_("There are too many lists and records inside each other."),
    "too_many_parts": N_("It has too many parts."),
    "number_too_long": N_("A number has too many digits."),
    "half_character": N_("An escape such as \\u00e9 is cut short or is half of a character."),
    "hidden_character": N_("It holds a character that cannot be seen."),
    "alias": N_("Anchors and aliases (& and *) are not read; write the value out."),
    "tag": N_("Tags (!) are not read; write the plain value."),
    "several_documents": N_("There is more than one document (---); give one."),
}


def fault_sentence(fault: Fault, language: Language) -> str:
    """What is wrong with the field and what would be accepted there."""
    template = _template(fault)
    shown = {name: _shown(value, language) for name, value in _more(fault).items()}
    return language.gettext(template, **shown) if shown else language.gettext(template) % ()


def unreadable_sentence(error: UnreadableDocument, language: Language) -> str:
    """Why a document cannot be read at all, and where."""
    sentence = language.gettext(UNREADABLE[error.code])
    if error.line is None:
        return sentence
    place = language.gettext("Line %(line)s, column %(column)s.", line=language.whole(error.line), column=language.whole(error.column or 1))
    return f"{sentence} {place}"


def unreadable_stored_sentence(faults: Sequence[Fault], language: Language) -> str:
    """Why a stored document cannot be opened, though nothing is wrong with what was asked."""
    return language.gettext(UNREADABLE_STORED, why=fault_sentence(faults[0], language))


def _template(fault: Fault) -> str:
    values = fault.values
    if values.get("nearest") is not None and fault.code in WITH_NEAREST:
        return WITH_NEAREST[fault.code]
    if fault.code == "unknown_field" and not values.get("known"):
        return NO_FIELDS
    if values.get("unit") == "fraction":
        if fault.code == "too_large" and values.get("limit") == 1 and _is_percentage(values.get("given")):
            return PERCENT_FOR_FRACTION
        if fault.code == "not_a_number":
            return TEXT_FOR_FRACTION
    if fault.code == "too_small" and isinstance(limit := values.get("limit"), float) and 0 < limit < 0.01:
        return RATE_OF_ZERO
    return SENTENCES[fault.code]


def _more(fault: Fault) -> Mapping[str, object]:
    given = fault.values.get("given")
    if isinstance(given, int | float) and _is_percentage(given):
        return {**fault.values, "percent": f"{given:.12g}%", "fraction": float(f"{given / 100:.12g}")}
    return fault.values


def _is_percentage(given: object) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool) and 1 < given <= 100


def _shown(value: object, language: Language) -> str:
    """A value inside a sentence: words in quotes, unless they are names from the declaration that stand in a list."""
    if isinstance(value, str):
        return value if value.endswith("%") else f'"{value}"'
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int):
        return language.whole(value)
    if isinstance(value, float):
        return _number(value, language)
    if isinstance(value, list | tuple | set | frozenset):
        return language.list_of([str(each) for each in list(value)[:12]])
    return str(value)


def _number(value: float, language: Language) -> str:
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity"
    if value != 0 and not 1e-9 <= abs(value) <= 1e15:
        return f"{value:g}"  # nobody counts that many digits
    return language.number(value, up_to=9)
