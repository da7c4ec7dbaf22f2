"""What is wrong with a field, said the way the field is written: percentages where it holds one, and what it could mean."""

from app.documents.declared import Declared, declared
from app.language import Language
from app.planner.faults import Fault
from app.planner.text import N_
from app.web.state.forms import Form, Kind
from app.wording import fault_sentence

_UNREAD = {
    "number": N_("This must be a number, such as 1,200."),
    "numbers": N_("These must be numbers, such as 3; 7.5; 21."),
    "money": N_("This must be an amount, such as 12,000."),
    "percent": N_("This must be a percentage, such as 25%%."),
    "month": N_("This must be a month, such as Jan 2027."),
    "date": N_("This must be a date, such as 21 Nov 2026."),
    "word": N_("This must be given."),
    "key": N_("This must be given in Latin letters, such as demo request."),
}
_READING = {
    "empty": N_("This must be given."),
    "too_long": N_("This is too long for a figure."),
    "other_currency": N_("Amounts are in %(currency)s."),
    "missing": N_("This must be given."),
}
_NOT_UNDERSTOOD = ("not_a_word", "not_a_number", "not_a_month", "not_a_date", "too_large", "too_small", "bad_month", "bad_date")
_BOUNDS = {
    "too_small": N_("At least %(limit)s, please."),
    "too_large": N_("At most %(limit)s, please."),
    "not_above": N_("More than %(limit)s, please."),
    "not_below": N_("Less than %(limit)s, please."),
}


def complaint(fault: Fault, form: Form, language: Language) -> str:
    """One sentence for the place beside the field."""
    field = _declared(fault.pointer)
    kind: Kind = form.kind(fault.pointer) if field is not None else "word"
    suggestion = fault.values.get("suggestion")
    if suggestion and isinstance(suggestion, tuple):
        if len(suggestion) == 1:
            return language.gettext(N_("Did you mean %(meant)s?"), meant=suggestion[0])
        meant = language.gettext(N_(" or ")).join(str(each) for each in suggestion)
        return language.gettext(N_("This could mean %(meant)s: which one?"), meant=meant)
    if fault.code == "shares_sum":
        total = language.percent(float(str(fault.values["sum"])))
        return language.gettext(N_("The shares add up to %(sum)s; they must add up to 100%%."), sum=total)
    if fault.code in _READING:
        return language.gettext(_READING[fault.code], currency=form.base.currency)
    limit = fault.values.get("limit")
    if fault.code in _BOUNDS and isinstance(limit, int | float):
        return language.gettext(_BOUNDS[fault.code], limit=_limit(limit, kind, form, language))
    if fault.code in _NOT_UNDERSTOOD and field is not None:
        return language.gettext(_UNREAD[kind], none="")
    return fault_sentence(fault, language)


def _limit(limit: float, kind: Kind, form: Form, language: Language) -> str:
    if kind == "percent":
        return language.percent(limit, 4 if 0 < limit < 0.001 else None)
    return language.money(limit, form.base.currency) if kind == "money" else language.number(limit, up_to=6)


def _declared(pointer: str) -> Declared | None:
    try:
        return declared(pointer)
    except LookupError:
        return None


def complaints(faults: tuple[Fault, ...], form: Form, language: Language) -> dict[str, str]:
    """A sentence by pointer; the first fault of a field speaks for it."""
    found: dict[str, str] = {}
    for fault in faults:
        found.setdefault(_field_of(fault), complaint(fault, form, language))
    return found


def _field_of(fault: Fault) -> str:
    """The field that a fault stands beside: a row of numbers is one, whichever of them is wrong."""
    row, _, place = fault.pointer.rpartition("/")
    field = _declared(row) if place.isdigit() else None
    return row if field is not None and field.several else fault.pointer


def suggestions(faults: tuple[Fault, ...]) -> dict[str, tuple[str, ...]]:
    """What a text could mean, by pointer: each is a text that its field takes."""
    found: dict[str, tuple[str, ...]] = {}
    for fault in faults:
        meant = fault.values.get("suggestion")
        if isinstance(meant, tuple) and meant:
            found.setdefault(fault.pointer, tuple(str(each) for each in meant))
    return found
