"""Why a row is refused, as sentences: they stand in the file of refused rows, in English, and on pages in the reader's language."""

from app.planner.text import N_


class Cancelled(Exception):
    """Taking in was given up, as asked."""


REASONS = {
    "row_too_long": N_("It has more cells than the header; look for a delimiter or a quote inside a cell."),
    "unreadable_date": N_("%(column)s: this is not a date that can be read in the way the column is set to be read."),
    "unreadable_number": N_("%(column)s: this is not a number that can be read."),
    "future_date": N_("%(column)s: this date lies in the future, so it cannot have happened."),
    "closed_in_future": N_("%(column)s: it is closed, yet on a date in the future."),
    "nothing_said": N_("It has no id, no date and no outcome."),
    "nothing_but_id": N_("%(column)s: it says nothing but this, like the title of a report."),
    "no_day": N_("%(column)s: it has no day."),
    "ends_before_start": N_("%(column)s: the period ends before it begins."),
    "no_stage": N_("%(column)s: it names no stage that is known."),
    "unknown_word": N_("%(column)s: what this word means was not said, and nothing else tells whether it was won or lost."),
    "no_key": N_("%(column)s: it is empty."),
}
CODES = tuple(REASONS)


def reason_text(code: str, header: str) -> str:
    """The English sentence."""
    return REASONS[code] % {"column": header}
