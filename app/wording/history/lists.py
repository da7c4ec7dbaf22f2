"""Sentences about lists: why two of them cannot be one, and what it means that they will be."""

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


MERGE = N_(
    "“%(list)s” with %(rows)s and “%(other)s” with %(other_rows)s become one list, and are measured together. %(ids)s A file can be moved "
    "to a list of its own again, on its page."
)
NO_MONTH_IN_BOTH = N_("No month is in both.")
NO_ID_IN_BOTH = N_("No id is in both.")
IDS_NOT_LOOKED_THROUGH = N_("How many ids are in both is not known: there are too many rows to look through them now.")


WOULD_MERGE = N_(
    "There is a list “%(other)s” with %(other_rows)s: “%(list)s” with %(rows)s would become one with it, and nobody has said that it is "
    "to. Nothing was done."
)


def would_merge(name: str, rows: int, other: str, other_rows: int, language: Language) -> str:
    """That a name would make two lists one, to whoever has not said that they are to be."""
    said, other_said = (language.ngettext("%(n)s row", "%(n)s rows", n) for n in (rows, other_rows))
    return language.gettext(WOULD_MERGE, list=name, rows=said, other=other, other_rows=other_said)


def before_merge(
    name: str, rows: int, other: str, other_rows: int, in_both: tuple[int | None, int | None], language: Language
) -> str:  # fmt: skip
    """What is about to become one, before it does: rows of each, and the ids in both, or of counts alone the months."""
    shared, months = in_both
    if months is not None:
        ids = _months_in_both(months, language)
    elif shared is None:
        ids = language.gettext(IDS_NOT_LOOKED_THROUGH)
    elif not shared:
        ids = language.gettext(NO_ID_IN_BOTH)
    else:
        ids = language.ngettext(
            "%(n)s id is in both: its rows become one buyer.", "%(n)s ids are in both: the rows of each become one buyer.", shared
        )
    said, other_said = (language.ngettext("%(n)s row", "%(n)s rows", n) for n in (rows, other_rows))
    return language.gettext(MERGE, list=name, rows=said, other=other, other_rows=other_said, ids=ids)


def why_apart(code: str, values: Mapping[str, object], language: Language) -> str:
    """Why lists cannot be one, in words."""
    shown = {name: language.whole(value) if isinstance(value, int) else value for name, value in values.items()}
    return language.gettext(WHY_APART[code], **shown)


def _months_in_both(months: int, language: Language) -> str:
    """Counts have no ids."""
    if not months:
        return language.gettext(NO_MONTH_IN_BOTH)
    return language.ngettext(
        "%(n)s month is in both: of each number the newer file counts there, and what it does not tell is kept.",
        "%(n)s months are in both: of each number the newer file counts there, and what it does not tell is kept.",
        months,
    )
