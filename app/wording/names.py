"""What things are called, and how many there are of them: '4,377 leads', '42 e-mails', 'Jan to Oct 2027'."""

import datetime as dt
import math
from collections.abc import Callable, Sequence

from app.language import Language
from app.planner.plan import Plan
from app.planner.text import N_

Plural = Callable[..., str]

# The stages and activities that most teams have; a team's own are its data and are counted by their own names.
_COUNTED: dict[str, Callable[[Plural, int, str], str]] = {
    "lead": lambda ngettext, n, text: ngettext("%(n)s lead", "%(n)s leads", n, n=text),
    "mql": lambda ngettext, n, text: ngettext("%(n)s MQL", "%(n)s MQLs", n, n=text),
    "sql": lambda ngettext, n, text: ngettext("%(n)s SQL", "%(n)s SQLs", n, n=text),
    "opportunity": lambda ngettext, n, text: ngettext("%(n)s opportunity", "%(n)s opportunities", n, n=text),
    "deal": lambda ngettext, n, text: ngettext("%(n)s deal", "%(n)s deals", n, n=text),
    "email": lambda ngettext, n, text: ngettext("%(n)s e-mail", "%(n)s e-mails", n, n=text),
    "call": lambda ngettext, n, text: ngettext("%(n)s call", "%(n)s calls", n, n=text),
    "click": lambda ngettext, n, text: ngettext("%(n)s click", "%(n)s clicks", n, n=text),
    "post": lambda ngettext, n, text: ngettext("%(n)s post", "%(n)s posts", n, n=text),
    "event": lambda ngettext, n, text: ngettext("%(n)s event", "%(n)s events", n, n=text),
    "visit": lambda ngettext, n, text: ngettext("%(n)s visit", "%(n)s visits", n, n=text),
    "meeting": lambda ngettext, n, text: ngettext("%(n)s meeting", "%(n)s meetings", n, n=text),
}
_SINGLE = {
    "lead": N_("lead"),
    "mql": N_("MQL"),
    "sql": N_("SQL"),
    "opportunity": N_("opportunity"),
    "deal": N_("deal"),
    "email": N_("e-mail"),
    "call": N_("call"),
    "click": N_("click"),
    "post": N_("post"),
    "event": N_("event"),
    "visit": N_("visit"),
    "meeting": N_("meeting"),
}
_MANY = {
    "lead": N_("leads"),
    "mql": N_("MQLs"),
    "sql": N_("SQLs"),
    "opportunity": N_("opportunities"),
    "deal": N_("deals"),
    "email": N_("e-mails"),
    "call": N_("calls"),
    "click": N_("clicks"),
    "post": N_("posts"),
    "event": N_("events"),
    "visit": N_("visits"),
    "meeting": N_("meetings"),
}
# Names a person may give those stages without meaning anything else by them.
_USUAL_NAMES = {
    "lead": ("Lead", "Leads"),
    "mql": ("MQL", "MQLs"),
    "sql": ("SQL", "SQLs"),
    "opportunity": ("Opportunity", "Opportunities"),
} | {"deal": ("Deal", "Deals", "Won deal", "Won")}


OWNERS = {"marketing": N_("Marketing"), "sales": N_("Sales")}
MEASURES = {"bookings": N_("Bookings"), "arr": N_("ARR"), "recognised": N_("Recognised")}
STATUSES = {"ok": N_("On track"), "at_risk": N_("At risk"), "met": N_("Already met"), "infeasible": N_("Out of reach")}


def stage_name(plan: Plan, key: str, language: Language) -> str:
    """What the team calls a stage, inside a sentence: 'MQL', 'opportunity', 'quote sent'."""
    own = _own_name(plan, key)
    if own is not None and own not in _USUAL_NAMES.get(key, ()):
        return _in_a_sentence(own, language)
    return word(key, language)


def word(key: str, language: Language) -> str:
    """A key as a word inside a sentence: 'email' is 'e-mail', 'demo_request' is 'demo request'."""
    return language.gettext(_SINGLE[key]) if key in _SINGLE else key.replace("_", " ")


def words(key: str, language: Language) -> str:
    """The same for many: 'e-mails', 'demo requests'."""
    return language.gettext(_MANY[key]) if key in _MANY else _plural(key.replace("_", " "), language)


def stage_words(plan: Plan, key: str, language: Language) -> str:
    """What the team calls many of a stage: 'MQLs', 'opportunities'."""
    own = _own_name(plan, key)
    return words(key, language) if own is None or own in _USUAL_NAMES.get(key, ()) else _plural(_in_a_sentence(own, language), language)


def stage_count(plan: Plan, key: str, n: float, language: Language, digits: int = 0) -> str:
    """How many of a stage: '93 MQLs', '25.8 deals'."""
    own = _own_name(plan, key)
    if own is None or own in _USUAL_NAMES.get(key, ()):
        return _count(key, key.replace("_", " "), n, language, digits)
    return _count("", _in_a_sentence(own, language), n, language, digits)


def activity_count(key: str, n: float, language: Language, digits: int = 0) -> str:
    """How many of an activity: '42 e-mails'."""
    return _count(key, key.replace("_", " "), n, language, digits)


def heading(text: str) -> str:
    """The text with a capital at the front: 'E-mails', 'MQLs'."""
    return text[:1].upper() + text[1:]


def role_words(name: str, n: float, language: Language) -> str:
    """How many of a role: '2 AEs'. Names of roles are the team's own."""
    written = language.number(n, up_to=1)
    return f"{written} {name if n == 1 else _plural(name, language)}"


def channel_name(plan: Plan, key: object) -> str:
    """What the team calls a channel."""
    return next((channel["name"] for channel in plan["channels"] if channel["key"] == key), str(key))


def channel_unit(plan: Plan, key: object) -> str:
    """The activity of a channel."""
    return next((channel["activity_unit"] for channel in plan["channels"] if channel["key"] == key), "")


def channel_entry(plan: Plan, key: object) -> str:
    """The stage at which a channel's buyers enter."""
    return next((channel["enters"] for channel in plan["channels"] if channel["key"] == key), "")


def month_name(month: str, language: Language) -> str:
    """'Jan 2027' for '2027-01'."""
    return language.month(int(month[:4]), int(month[5:7]))


def months_text(months: Sequence[str], language: Language) -> str:
    """Months as people say them: 'Jan 2027', 'Jan to Oct 2027', '5 months from Jan to Oct 2027'."""
    first, last = months[0], months[-1]
    if len(months) == 1:
        return month_name(first, language)
    start = month_name(first, language)
    if first[:4] == last[:4]:
        start = language.month_short(int(first[:4]), int(first[5:7]))
    between = {"first": start, "last": month_name(last, language)}
    if _position(last) - _position(first) == len(months) - 1:
        return language.gettext("%(first)s to %(last)s", **between)
    return language.ngettext("%(n)s month from %(first)s to %(last)s", "%(n)s months from %(first)s to %(last)s", len(months), **between)


def day_text(day: str, language: Language, *, with_year: bool = False) -> str:
    """'18 Oct' for '2027-10-18'."""
    date = dt.date.fromisoformat(day)
    return language.date(date) if with_year else language.day(date)


def _position(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7])


def _own_name(plan: Plan, key: str) -> str | None:
    for stage in plan["stages"]:
        if stage["key"] == key:
            return stage["name"]
    return None


def _in_a_sentence(name: str, language: Language) -> str:
    """A team's own name as English writes it inside a sentence: 'Signed project' loses its capital, 'MQL' and 'LinkedIn' keep theirs."""
    first, _, rest = name.partition(" ")
    plain = language.cldr.language == "en" and first.isascii() and first.istitle() and first.isalpha() and rest == rest.lower()
    return name[:1].lower() + name[1:] if plain else name


def _count(key: str, name: str, n: float, language: Language, digits: int) -> str:
    written = language.number(n, up_to=digits)
    if counted := _COUNTED.get(key):
        plural = int(n) if float(n).is_integer() else max(2, math.ceil(n))
        return counted(language.ngettext, plural, written)
    return f"{written} {name if n == 1 else _plural(name, language)}"


def _plural(name: str, language: Language) -> str:
    """A team's own name for many things; only English names can be told their plural."""
    if language.cldr.language != "en" or not name[-1:].isalpha() or not name.isascii() or name.endswith("s"):
        return name
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return name[:-1] + "ies"
    return name + ("es" if name.endswith(("x", "ch", "sh")) else "s")
