"""The page of one import: what was found, what is asked, how it is read, how far it is, what came of it. No HTML."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.history.found import Finding, Look, Progress, Taken
from app.history.recipe import Recipe
from app.language import Language
from app.planner.text import N_
from app.web.figures import measured
from app.web.figures.times import moment
from app.web.figures.words import said
from app.web.history.corrections import PERIOD
from app.web.history.findings_view import finding_view, findings_of
from app.web.history.how_read import how_read
from app.web.history.import_columns import CURRENCIES, Choices, heads
from app.web.history.questions import meanings, questions, scale_name
from app.web.history.words import AGAIN, DELIMITERS, HEADERS, KINDS, KINDS_ABOUT, OTHER_SOURCE, SCALES, SOURCES, STATES

if TYPE_CHECKING:
    from app.services.imports import Import

UNDER_WAY = ("looking", "taking")
SMALL = 5_000_000
OPEN = ("asked", "ready")
WORDS_SHOWN = 40
ENCODINGS = (
    "utf-8",
    "utf-16-le",
    "utf-16-be",
    "cp1252",
    "iso-8859-1",
    "iso-8859-2",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp1258",
    "cp874",
    "iso-8859-15",
    "mac-roman",
    "shift_jis",
    "gb18030",
)


@dataclass(frozen=True)
class ProgressView:
    """How far a file is; `percent` is None where nobody knows."""

    percent: str | None
    done: float
    words: str
    refused: str


@dataclass(frozen=True)
class WordRow:
    """A word of the outcome column, how often it stands there, what it means."""

    field: str
    word: str
    count: str
    chosen: str


def view(
    found: Import,
    progress: Progress | None,
    language: Language,
    now: dt.datetime,
    texts: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    recipe: Recipe | None = None,
) -> dict[str, Any]:
    """Everything that the template prints; `texts` and `errors` are of a form that could not be understood, `recipe` what it came to."""
    look = found.look
    recipe = recipe or found.recipe or (look.recipe if look else None)
    label, tone, sign = AGAIN if found.same_as else STATES[found.status]
    shown = {
        "import_": found,
        "state": {"label": language.gettext(label), "tone": tone, "icon": sign},
        "is_under_way": found.status in UNDER_WAY,
        "progress": progress_view(found, progress, language) if found.status in UNDER_WAY else None,
        "trouble": finding_view(found.trouble, language) if found.trouble else None,
        "when": moment(found.created_at, now, language),
        "meta": _meta(found, look, language) if look else size(found.size, language),
        "poll": poll([found]),
        "report": report(found.taken, language, _taken_for_granted(look)) if found.taken and found.status == "done" else None,
        "how_read": how_read(found.recipe, language, look) if found.recipe and found.taken and found.status == "done" else None,
        "errors": errors or {},
        "mapping": None,
    }
    if look and recipe and found.status in OPEN:
        shown["mapping"] = _mapping(look, recipe, texts or {}, errors or {}, language)
    return shown


def poll(imports: Iterable[Import]) -> str:
    """How soon a page looks again: a small file is done in no time."""
    return "400ms" if any(each.status in UNDER_WAY and each.size < SMALL for each in imports) else "1s"


def size(n: int, language: Language) -> str:
    """'1.2 MB'"""
    for limit, unit in ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")):
        if n >= limit:
            return f"{language.number(n / limit, up_to=1)} {unit}"
    return f"{language.whole(n)} B"


def progress_view(found: Import, progress: Progress | None, language: Language) -> ProgressView:
    """How far looking or taking in has come."""
    if progress is None or not progress.bytes_all or not (progress.bytes_done or progress.rows):
        return ProgressView(None, 0, language.gettext("Starting…"), "")
    done = min(progress.bytes_done / progress.bytes_all, 1.0)
    if found.status == "looking":
        words = language.gettext(
            "Looked at %(done)s of %(all)s", done=size(progress.bytes_done, language), all=size(progress.bytes_all, language)
        )
    else:
        words = language.ngettext("%(n)s row read", "%(n)s rows read", progress.rows)
    refused = language.ngettext("%(n)s refused", "%(n)s refused", progress.refused) if progress.refused else ""
    return ProgressView(language.percent(done, 0), round(100 * done, 1), words, refused)


def source_name(source: str, language: Language) -> str:
    """'HubSpot', 'a table'"""
    return SOURCES.get(source) or language.gettext(OTHER_SOURCE)


def _meta(found: Import, look: Look, language: Language) -> str:
    """'HubSpot · 8,000 rows · semicolon, utf-8 · header in row 1'"""
    rows = language.ngettext("%(n)s row", "%(n)s rows", look.rows)
    if look.estimated:
        rows = language.gettext("about %(rows)s", rows=rows)
    layout = look.worksheet if look.container == "xlsx" else f"{said(DELIMITERS, look.delimiter, language)}, {look.encoding}"
    parts = [source_name(look.source, language), rows, size(found.size, language), layout]
    if look.header_row:
        parts.append(language.gettext("header in row %(n)s", n=language.whole(look.header_row + 1)))
    return " · ".join(part for part in parts if part)


# --- how it is read --------------------------------------------------------------------------------------------------


def _mapping(look: Look, recipe: Recipe, texts: Mapping[str, str], errors: Mapping[str, str], language: Language) -> dict[str, Any]:
    open_questions = questions(look, recipe, language)
    asked = {each.field for each in open_questions}
    asked |= {f"c{at}-currency" for each in look.asked if each.code == "currency" for at in each.also}
    blocking = [each for each in look.findings if each.severity == "blocking"]
    return {
        "questions": open_questions,
        "findings": findings_of(look.findings, language),
        "columns": heads(look, recipe, errors, texts, language),
        "preview": _preview(look),
        "recipe": recipe,
        "kinds": tuple((kind, said(KINDS, kind, language), said(KINDS_ABOUT, kind, language)) for kind in KINDS),
        "asked": asked,
        "words": _words(look, recipe, asked, language),
        "meanings": meanings(recipe, language),
        "stages": texts.get("stages", "\n".join(recipe.stages)),
        "has_stages": recipe.kind in ("records", "events", "counts"),
        "has_channel": not any(each.field == "channel" for each in recipe.columns) and recipe.kind in ("spend", "counts", "records"),
        "has_money": any(each.field in ("amount", "spend", "revenue") for each in recipe.columns),
        "currencies": (("", language.gettext("as the file says")), *((code, code) for code in CURRENCIES)),
        "scales": _scales(recipe, language),
        "scale": texts.get("scale", f"{recipe.scale or 1:.15g}"),
        "list_name": texts.get("list_name", recipe.list_name),
        "as_of": texts.get("as_of", recipe.as_of.isoformat() if recipe.as_of else ""),
        "header_row": texts.get("header_row", str(recipe.header_row + 1)),
        "has_header": texts.get("has_header", "yes" if look.has_header else "no"),
        "headers": tuple((value, language.gettext(label)) for value, label in HEADERS.items()),
        "encodings": _choices(recipe.encoding, ENCODINGS),
        "delimiters": tuple((("tab" if mark == "\t" else mark), said(DELIMITERS, mark, language)) for mark in DELIMITERS if mark),
        "delimiter": "tab" if recipe.delimiter == "\t" else recipe.delimiter,
        "worksheets": tuple((name, name) for name in look.worksheets),
        "is_workbook": look.container == "xlsx",
        "ready": look.ready and not errors,
        "waits": _waits(open_questions, blocking, errors, language),
        "as_proposed": any(each.must and not each.waits for each in open_questions),
        "has_period": recipe.kind in ("spend", "counts") and not any(each.field == "day" for each in recipe.columns),
        "period": tuple(texts.get(name, day) for name, day in zip(PERIOD, _period(recipe), strict=True)),
        "is_remembered": look.remembered,
        "says_list": any(each.code in ("list_joined", "list_remembered", "money_of_list") for each in look.findings),
    }


def _period(recipe: Recipe) -> tuple[str, str]:
    return ("", "") if recipe.period is None else (recipe.period[0].isoformat(), recipe.period[1].isoformat())


def _scales(recipe: Recipe, language: Language) -> Choices:
    """How amounts may be written: as they stand, in thousands or more, and as they are now."""
    values = sorted({*SCALES, f"{recipe.scale or 1:.15g}"}, key=float)
    return tuple((value, scale_name(value, language)) for value in values)


def _choices(chosen: str, usual: tuple[str, ...]) -> Choices:
    return tuple((value, value) for value in (usual if chosen in usual or not chosen else (chosen, *usual)))


def _waits(open_questions: tuple[Any, ...], blocking: list[Any], errors: Mapping[str, str], language: Language) -> str:
    """Why it cannot be taken in yet, beside the button."""
    open_ = sum(1 for each in open_questions if each.waits)
    proposed = sum(1 for each in open_questions if each.must and not each.waits)
    if errors:
        return language.gettext("Something typed cannot be understood; see beside the fields.")
    if open_ and proposed:
        return language.ngettext(
            "%(n)s question waits for your answer; for the others, what is proposed above counts as the answer.",
            "%(n)s questions wait for your answer; for the others, what is proposed above counts as the answer.",
            open_,
        )
    if open_:
        return language.ngettext("%(n)s question is open.", "%(n)s questions are open.", open_)
    if blocking:
        return language.ngettext("%(n)s thing has to be put right.", "%(n)s things have to be put right.", len(blocking))
    return ""


def _preview(look: Look) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """The first rows with their numbers, every one as long as the head."""
    width, first = len(look.columns), look.header_row + 2
    return tuple((first + place, (*row[:width], *[""] * (width - len(row)))) for place, row in enumerate(look.preview))


def _words(look: Look, recipe: Recipe, asked: set[str], language: Language) -> tuple[WordRow, ...]:
    """The words of the column that says what came of a buyer, unless they are asked about on top."""
    positions = [at for at, each in enumerate(recipe.columns) if each.field in ("outcome", "stage") and at < len(look.columns)]
    if not positions:
        return ()
    from app.history.values.words import fold

    common = look.columns[positions[0]].common[:WORDS_SHOWN]
    return tuple(
        WordRow(f"word-{word}", word, language.whole(count), recipe.words.get(fold(word), ""))
        for word, count in common
        if f"word-{word}" not in asked
    )


# --- what came of it -------------------------------------------------------------------------------------------------


def _taken_for_granted(look: Look | None) -> list[Finding]:
    """What a file that asked nothing was read by all the same; nobody may have seen it before it was in."""
    return [each for each in look.findings if each.code == "words_taken_as_open"] if look else []


def report(taken: Taken, language: Language, before: Iterable[Finding] = ()) -> dict[str, Any]:
    """Rows that were taken, refused and left out, and what people should know; `before`: found before it was taken in."""
    say = language.gettext
    figures = [
        (say(N_("Rows")), language.whole(taken.rows), say(N_("under the header"))),
        (say(N_("Taken in")), language.whole(taken.taken), _repeated(taken, language)),
        (say(N_("Refused")), language.whole(taken.refused), say(N_("each with its reason")) if taken.refused else say(N_("none"))),
        (say(N_("Left out")), language.whole(taken.left_out), say(N_("totals, footers, words left out"))),
        (say(N_("Period")), measured.period(taken.first, taken.last, language), ""),
        (say(N_("Known to")), measured.day(taken.known_to, language), say(N_("newest day of the file"))),
    ]
    return {
        "sentence": _taken_sentence(taken, language),
        "figures": figures,
        "findings": findings_of((*before, *taken.findings), language),
        "refused": taken.refused,
        "list_name": taken.list_name,
        "kind": said(KINDS, taken.kind, language),
        "has_buyers": taken.kind in ("records", "events", "counts"),
        "has_list": taken.kind != "lookup",
    }


def _repeated(taken: Taken, language: Language) -> str:
    if not taken.repeated:
        return ""
    return language.ngettext("%(n)s of an id seen before, merged", "%(n)s of an id seen before, merged", taken.repeated)


def _taken_sentence(taken: Taken, language: Language) -> str:
    """'7,996 of 8,000 rows are taken in; 3 are refused, 1 is left out.'"""
    if taken.taken == taken.rows:
        return language.ngettext("The %(n)s row is taken in.", "All %(n)s rows are taken in.", taken.rows)
    parts = []
    if taken.refused:
        parts.append(language.ngettext("%(n)s is refused", "%(n)s are refused", taken.refused))
    if taken.left_out:
        parts.append(language.ngettext("%(n)s is left out", "%(n)s are left out", taken.left_out))
    return language.gettext(
        "%(taken)s of %(rows)s rows are taken in; %(rest)s.",
        taken=language.whole(taken.taken),
        rows=language.whole(taken.rows),
        rest=language.list_of(parts),
    )
