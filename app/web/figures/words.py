"""Labels that only the page has; what things are called stands in `app.wording`."""

from app.language import Language
from app.planner.text import N_

SEVERITIES = {"info": N_("Good to know"), "warning": N_("Warning"), "error": N_("Serious")}
# Why a cell has no figure, in so few words that they fit below it.
SHORT_REASONS = {
    "infeasible": N_("out of reach"),
    "ceiling_reached": N_("at its ceiling"),
    "no_activity": N_("nothing to do"),
    "nothing_to_do": N_("nothing to do"),
    "no_working_day": N_("no working day"),
    "no_deals": N_("no new deals"),
    "no_entries": N_("nobody enters"),
}


def said(table: dict[str, str], key: str, language: Language) -> str:
    """A label from one of the tables above; an unknown key reads as itself."""
    return language.gettext(table[key]) if key in table else key.replace("_", " ")


def heading(text: str) -> str:
    """The same with a capital at the front."""
    return text[:1].upper() + text[1:]


def with_signs(formula: str) -> str:
    """A formula with the signs that people write: ÷, × and −."""
    return heading(formula.replace(" / ", " ÷ ").replace(" x ", " × ").replace(" - ", " − "))
