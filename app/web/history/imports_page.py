"""The page of all imports: what was taken in, and the lists that can be measured. No HTML."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from app.history.found import Progress
from app.history.whose import is_nobodys
from app.language import Language
from app.web.figures import measured
from app.web.figures.times import Moment, moment
from app.web.figures.words import said
from app.web.history.findings_view import finding_view
from app.web.history.import_page import UNDER_WAY, ProgressView, poll, progress_view, size, source_name
from app.web.history.words import AGAIN, KINDS, STATES

if TYPE_CHECKING:
    from app.services.import_lists import ListLine
    from app.services.imports import Import


@dataclass(frozen=True)
class ImportRow:
    """An import in the table."""

    id: str
    address: str
    name: str
    about: str
    what: str
    list_name: str
    rows: str
    refused: str
    period: str
    when: Moment
    who: str
    state: str
    tone: str
    icon: str
    detail: str
    progress: ProgressView | None
    is_done: bool
    goes: str


@dataclass(frozen=True)
class ListRow:
    """A list that can be measured."""

    name: str
    stages: tuple[str, ...]
    rows: str
    imports: str
    period: str
    known_to: str
    rename: str
    has_rates: bool
    funnel: str
    cohorts: str
    take: str
    review: str


def view(
    imports: Sequence[Import], lists: Sequence[ListLine], progresses: dict[str, Progress | None], language: Language, now: dt.datetime
) -> dict[str, Any]:
    """Everything that the template prints."""
    names = [each.name for each in lists]
    rows = tuple(_row(each, progresses.get(each.id), names, language, now) for each in imports)
    return {
        "rows": rows,
        "lists": tuple(_list(each, language) for each in lists),
        "summary": _summary(imports, lists, language),
        "is_under_way": any(each.status in UNDER_WAY for each in imports),
        "poll": poll(imports),
        "ready": sum(each.status == "ready" for each in imports),
        "to_clear": sum(came_to_nothing(each) for each in imports),
        "is_new": not imports,
    }


def _summary(imports: Sequence[Import], lists: Sequence[ListLine], language: Language) -> str:
    """'3 files, 14,842 rows; known up to 14 Nov 2018.'"""
    done = [each for each in imports if each.status == "done" and not each.same_as]
    if not done:
        return ""
    files = language.ngettext("%(n)s file", "%(n)s files", len(done))
    rows = language.ngettext("%(n)s row", "%(n)s rows", sum(each.taken.taken for each in done if each.taken))
    newest = max((each.known_to for each in lists if each.known_to), default=None)
    if newest is None:
        return language.gettext("%(files)s with %(rows)s are taken in.", files=files, rows=rows)
    return language.gettext(
        "%(files)s with %(rows)s are taken in; the newest day they know is %(day)s.",
        files=files,
        rows=rows,
        day=measured.day(newest, language),
    )


def _row(found: Import, progress: Progress | None, lists: Sequence[str], language: Language, now: dt.datetime) -> ImportRow:
    taken, look = found.taken, found.look
    label, tone, sign = state_of(found)
    about = [source_name(look.source, language)] if look else []
    kind = taken.kind if taken else found.recipe.kind if found.recipe else None
    return ImportRow(
        id=found.id,
        address=f"/history/imports/{found.id}",
        name=found.name,
        about=" · ".join([*about, size(found.size, language)]),
        what=said(KINDS, kind, language) if kind else "",
        list_name=belongs_to(found, lists, language),
        rows=language.whole(taken.taken) if taken else measured.NONE,
        refused=language.whole(taken.refused) if taken else measured.NONE,
        period=measured.period(taken.first, taken.last, language) if taken else measured.NONE,
        when=moment(found.created_at, now, language),
        who=found.created_by,
        state=language.gettext(label),
        tone=tone,
        icon=sign,
        detail=_detail(found, language),
        progress=progress_view(found, progress, language) if found.status in UNDER_WAY else None,
        is_done=found.status == "done",
        goes=goes(found, language),
    )


def came_to_nothing(found: Import) -> bool:
    """Whether nothing was taken in of it, and nothing will be; a file that waits for an answer still may be."""
    return found.status in ("failed", "cancelled") or (found.status == "done" and found.same_as is not None)


def belongs_to(found: Import, lists: Sequence[str], language: Language) -> str:
    """The list of an import; money that names none and lookups are of all there are, as long as that says whose the money is."""
    recipe = found.recipe
    if recipe is None:
        return found.list_name or ""
    if recipe.kind == "lookup" or (is_nobodys(recipe, lists) and len(lists) <= 1):
        return language.gettext("for all lists")
    if is_nobodys(recipe, lists):
        return language.gettext("of no list yet: open it to say whose it is")
    return recipe.list_name


def state_of(found: Import) -> tuple[str, str, str]:
    """Its label, tone and sign; a file that is here twice was not taken in twice."""
    return AGAIN if found.same_as else STATES[found.status]


def _detail(found: Import, language: Language) -> str:
    """Under the state: what it waits for, or what went wrong."""
    if found.same_as:
        return language.gettext("the same file as before; nothing was added")
    if found.trouble:
        return finding_view(found.trouble, language).sentence
    if found.status == "asked" and found.look:
        n = sum(1 for each in found.look.asked if each.must)
        return language.ngettext("%(n)s question", "%(n)s questions", n) if n else ""
    return ""


def goes(found: Import, language: Language) -> str:
    """What disappears with an import."""
    taken = found.taken
    if taken is None or found.status != "done" or found.same_as:
        return language.gettext("Nothing of it has been taken in; only the file goes.")
    rows = language.ngettext("%(n)s row", "%(n)s rows", taken.taken)
    if taken.kind in ("spend", "lookup"):
        return language.gettext(
            "%(rows)s go, and what was measured with them. Plans that took figures over keep the figures; their trace no longer leads to "
            "the rows. How its columns were read is forgotten, too: bring the file again, and it is asked anew.",
            rows=rows,
        )
    return language.gettext(
        "%(rows)s of the list “%(name)s” go, and what was measured of them. Plans that took figures over keep the figures; "
        "their trace no longer leads to the rows. How its columns were read is forgotten, too: bring the file again, and it is asked anew.",
        rows=rows,
        name=taken.list_name,
    )


def _files(line: ListLine, language: Language) -> str:
    """'1 file', '1 file, and 2 with money or lookups'"""
    files = language.ngettext("%(n)s file", "%(n)s files", len(line.imports))
    if not line.beside:
        return files
    return language.gettext("%(files)s, and %(n)s with money, activity or lookups", files=files, n=language.whole(len(line.beside)))


def _list(line: ListLine, language: Language) -> ListRow:
    query = urlencode({"list": line.name})
    has_rates = line.kind in ("records", "events", "counts")
    return ListRow(
        name=line.name,
        stages=tuple(line.stages),
        rows=language.whole(line.rows),
        imports=_files(line, language),
        rename=f"/history/lists/name?{query}",
        period=measured.period(line.first, line.last, language),
        known_to=measured.day(line.known_to, language),
        has_rates=has_rates,
        funnel=f"/history/funnel?{query}",
        cohorts="" if line.kind == "counts" else f"/history/cohorts?{query}",
        take=f"/history/take?{query}",
        review=f"/review?{query}",
    )
