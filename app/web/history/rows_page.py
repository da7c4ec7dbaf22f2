"""The rows that are kept of an import, a page at a time. No HTML."""

import datetime as dt
from typing import Any
from urllib.parse import quote, urlencode

from app.db import Database
from app.language import Language
from app.planner.text import N_
from app.services import imports, kept_rows
from app.services.rows_wanted import RowsWanted
from app.services.scenarios import LOCAL_WORKSPACE
from app.web.history import rows_asked

PAGE = 50
KINDS = ("records", "events", "counts")
NUMBER_LENGTH = 9
_COLUMNS = {
    "row": N_("Row"),
    "id": N_("Id"),
    "outcome": N_("Outcome"),
    "reached": N_("Reached"),
    "lost": N_("Lost on"),
    "amount": N_("Amount"),
    "currency": N_("Currency"),
    "day": N_("Day"),
    "until": N_("Until"),
    "channel": N_("Channel"),
    "campaign": N_("Campaign"),
    "key": N_("Value"),
    "owner": N_("Owner"),
    "account": N_("Account"),
}
_OUTCOMES = {"open": N_("open"), "won": N_("won"), "lost": N_("lost")}
_NUMBERS = ("row", "amount", "measure")
_DAYS = ("day", "until", "lost")


def view(store: Database, id: str, start: str, wanted: RowsWanted, language: Language) -> dict[str, Any]:
    """Everything that the template prints; raises ImportNotFound, StoreTrouble."""
    first = int(start) if start.isascii() and start.isdigit() and len(start) <= NUMBER_LENGTH else 0
    with store.reading() as session:
        found = imports.get_import(session, LOCAL_WORKSPACE, id)
        page = kept_rows.rows_of(session, LOCAL_WORKSPACE, id, first, PAGE, wanted)
    last = page.start + len(page.rows)
    at = f"/history/imports/{id}/rows"
    filters = rows_asked.fields(wanted)
    return {
        "import_": found,
        "columns": [
            (language.gettext(_COLUMNS.get(name, name)) if what != "measure" else name, what in _NUMBERS) for name, what in page.columns
        ],
        "rows": [tuple(_cell(value, what, language) for value, (_, what) in zip(row, page.columns, strict=True)) for row in page.rows],
        "summary": language.gettext(
            "Rows %(first)s to %(last)s of %(total)s, as they are kept",
            first=language.whole(page.start + 1),
            last=language.whole(last),
            total=language.whole(page.total),
        )
        if page.rows
        else "",
        "before": f"{at}?{urlencode(filters | {'start': max(0, page.start - PAGE)})}" if page.start else "",
        "after": f"{at}?{urlencode(filters | {'start': last})}" if last < page.total else "",
        "filter": rows_asked.in_words(wanted, language),
        "everything": at,
        "asked": filters,
        "stages": found.recipe.stages if found.recipe and found.recipe.kind in ("records", "events") else (),
        "outcomes": [(key, language.gettext(label)) for key, label in rows_asked.OUTCOMES.items()],
    }


def _cell(value: object, what: str, language: Language) -> str:
    if value is None:
        return ""
    if what == "outcome":
        return language.gettext(_OUTCOMES.get(str(value), str(value)))
    if what in _DAYS and isinstance(value, str):
        return language.date(dt.date.fromisoformat(value))
    if isinstance(value, float):
        return language.number(value, up_to=2)
    if isinstance(value, int):
        return language.whole(value)
    return str(value)


def files_of(store: Database, list_name: str, wanted: RowsWanted, language: Language) -> list[tuple[str, str, str]]:
    """The files of a list in which such rows are, each with how many of them and their address; raises StoreTrouble."""
    filters = urlencode(rows_asked.fields(wanted))
    with store.reading() as session:
        own = [each for each in imports.done(session, LOCAL_WORKSPACE) if each.list_name == list_name and each.kind in KINDS]
        counts = [kept_rows.rows_of(session, LOCAL_WORKSPACE, each.id, 0, 0, wanted).total for each in own]
    at = [f"/history/imports/{each.id}/rows" + (f"?{filters}" if filters else "") for each in own]
    return [(each.name, language.whole(count), address) for each, count, address in zip(own, counts, at, strict=True)]


def attachment(name: str) -> dict[str, str]:
    """The headers of the file of refused rows, called after the file that they stood in."""
    stem = name.rsplit(".", 1)[0] or name
    return {"content-disposition": f"attachment; filename*=utf-8''{quote(f'{stem}.refused.csv', safe='')}", "cache-control": "no-store"}
