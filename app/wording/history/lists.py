"""Sentences about lists: why two of them cannot be one."""

from collections.abc import Mapping

from app.language import Language
from app.planner.text import N_

WHY_APART = {
    "kinds": N_(
        "“%(list)s” and “%(other)s” cannot be one list: one holds buyers, the other counts by month, and nobody can be found again in "
        "a count."
    ),
    "nothing_in_common": N_(
        "“%(list)s” and “%(other)s” cannot be one list: they have no stage in common, and no column of ids by which a buyer of one could "
        "be found in the other."
    ),
    "stages_reversed": N_(
        "“%(list)s” and “%(other)s” cannot be one list: in one, %(stage)s comes before %(after)s, in the other after it. Read one of the "
        "files differently first."
    ),
    "too_many_stages": N_(
        "“%(list)s” and “%(other)s” cannot be one list: together they have %(given)s stages; a list has %(limit)s at most."
    ),
    "at_work": N_("“%(file)s” of this list is just being worked on. Try again when that is done."),
}
"""By the code of what is in the way."""


def why_apart(code: str, values: Mapping[str, object], language: Language) -> str:
    """Why lists cannot be one, in words."""
    shown = {name: language.whole(value) if isinstance(value, int) else value for name, value in values.items()}
    return language.gettext(WHY_APART[code], **shown)
