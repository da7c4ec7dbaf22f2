"""Plan books as pages: the list of them, the form of one, and its totals. No HTML."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.language import Language, NumberNotUnderstood
from app.planner.book import PARTS_LIMIT, BookChannel, BookLine, BookMoney, BookNote, BookPart, BookStage, BookTotal
from app.planner.plan import Figure, Plan
from app.planner.text import N_
from app.services.books import Book
from app.web.figures import measured
from app.web.figures.times import Moment, moment
from app.wording import activity_count, note_title
from app.wording.names import heading, stage_words

EMPTY_ROWS = 3
_STATUS = {
    "ok": (N_("Fits"), "good", "check"),
    "met": (N_("Already met"), "good", "check"),
    "at_risk": (N_("At risk"), "warn", "warn"),
    "infeasible": (N_("Out of reach"), "bad", "stop"),
}
_GOALS = {
    "met": N_("Its plans aim at %(parts)s together, just what the whole is to reach."),
    "short": N_("Its plans aim at %(parts)s together, %(difference)s less than the %(target)s that the whole is to reach."),
    "over": N_("Its plans aim at %(parts)s together, %(difference)s more than the %(target)s that the whole is to reach."),
}
_NO_TARGET = N_("Its plans aim at %(parts)s together. Type a target of the whole to hold that against.")
_NOTES = {
    "book_short": N_("The plans together miss the target of the whole by %(missing)s. Raise the goal of a segment, or add one."),
    "book_horizons": N_("The plans do not cover the same months (%(first)s to %(last)s in all); a month holds what the plans have in it."),
    "book_strained": N_("Not every plan can be kept as it is: %(parts)s."),
}


@dataclass(frozen=True)
class PartField:
    """A row of the form: a segment and its plan."""

    number: int
    segment: str
    scenario: str
    error: str


@dataclass(frozen=True)
class BookForm:
    """What stands in the form of a book, with what is wrong in it by field."""

    name: str
    target: str
    parts: tuple[PartField, ...]
    errors: Mapping[str, str]


@dataclass(frozen=True)
class BookCard:
    """A book in the list."""

    address: str
    name: str
    parts: str
    changed: Moment
    who: str


@dataclass(frozen=True)
class Line:
    """A row of a table of totals: a name, the total, what each part or month has."""

    name: str
    total: str
    cells: tuple[str, ...]


# --- the list and the form ---------------------------------------------------------------------------------------------


def cards(books: Sequence[Book], language: Language, now: dt.datetime) -> tuple[BookCard, ...]:
    """Every book as a row."""
    return tuple(
        BookCard(
            f"/books/{book.id}",
            book.name,
            language.list_of([segment for segment, _ in book.parts]),
            moment(book.changed_at, now, language),
            book.changed_by,
        )
        for book in books
    )


def form_of(book: Book | None, language: Language) -> BookForm:
    """The form of a book as it is kept, or an empty one."""
    parts = book.parts if book else ()
    rows = [PartField(number, segment, scenario, "") for number, (segment, scenario) in enumerate(parts)]
    target = language.number_input(book.target) if book and book.target is not None else ""
    return BookForm(book.name if book else "", target, _with_empty(rows), {})


def typed_form(texts: Mapping[str, str], errors: Mapping[str, str]) -> BookForm:
    """The form as it was sent, with what is wrong."""
    rows = [
        PartField(number, texts.get(f"segment-{number}", ""), texts.get(f"scenario-{number}", ""), errors.get(f"segment-{number}", ""))
        for number in range(PARTS_LIMIT)
        if texts.get(f"segment-{number}") or texts.get(f"scenario-{number}")
    ]
    return BookForm(texts.get("name", ""), texts.get("target", ""), _with_empty(rows), errors)


def _with_empty(rows: list[PartField]) -> tuple[PartField, ...]:
    first = max((row.number for row in rows), default=-1) + 1
    return (*rows, *(PartField(first + more, "", "", "") for more in range(EMPTY_ROWS) if first + more < PARTS_LIMIT))


def typed_parts(texts: Mapping[str, str], names: Mapping[str, str]) -> tuple[list[tuple[str, str]], list[int]]:
    """Segments with their plans, and the row of the form that each stands in; a segment without a name is called like its plan."""
    parts, rows = [], []
    for number in range(PARTS_LIMIT):
        scenario = texts.get(f"scenario-{number}", "")
        if scenario:
            parts.append((texts.get(f"segment-{number}", "").strip() or names.get(scenario, ""), scenario))
            rows.append(number)
    return parts, rows


def typed_target(texts: Mapping[str, str], language: Language) -> tuple[float | None, str]:
    """The target of the whole, and what is wrong with it."""
    text = texts.get("target", "").strip()
    if not text:
        return None, ""
    try:
        return float(language.read_number(text)), ""
    except NumberNotUnderstood:
        return None, language.gettext("This is not an amount.")


# --- totals --------------------------------------------------------------------------------------------------------------


def totals(found: BookTotal, plans: Mapping[str, Plan], language: Language) -> dict[str, Any]:
    """Everything that the template prints of the whole; `plans` by the names of the parts."""
    label, tone, icon = _STATUS[found.status]

    def money(value: float | None) -> str:
        return measured.money(value, found.currency, language)

    goal = found.goal
    message = _NO_TARGET if goal.against is None else _GOALS[goal.against]
    values = {
        "parts": money(goal.parts),
        "target": money(goal.target),
        "difference": money(None if goal.difference is None else abs(goal.difference)),
    }
    return {
        "status": {"label": language.gettext(label), "tone": tone, "icon": icon},
        "sentence": language.gettext(message, **values),
        "goal": goal.against or "",
        "tiles": _tiles(found, plans, language),
        "notes": [_note(note, found, plans, language) for note in found.notes],
        "part_names": [part.name for part in found.parts],
        "parts": [_part(part, found, language) for part in found.parts],
        "stages": [_line(_stage_name(stage, plans, language), stage.entries, language) for stage in found.stages],
        "channels": [_channel(each, found, language) for each in found.channels],
        "months": [language.month(int(text[:4]), int(text[5:])) for text in found.months],
        "by_month": _by_month(found, plans, language),
    }


def _tiles(found: BookTotal, plans: Mapping[str, Plan], language: Language) -> list[tuple[str, str]]:
    say = language.gettext
    won, first = found.stages[-1], found.stages[0]
    return [
        (say(N_("Goal of the parts")), measured.money(found.goal.parts, found.currency, language)),
        (_stage_name(won, plans, language), _count(won.entries.total, language)),
        (_stage_name(first, plans, language), _count(first.entries.total, language)),
        (say(N_("Revenue")), measured.money(found.revenue.total, found.currency, language)),
        (say(N_("Spend")), measured.money(found.spend.total, found.currency, language)),
        (say(N_("People")), measured.money(found.people_cost, found.currency, language)),
    ]


def _stage_name(stage: BookStage, plans: Mapping[str, Plan], language: Language) -> str:
    """What many of a stage are called, as on the page of the first plan that has it: 'MQLs', 'Deals'."""
    for plan in plans.values():
        if any((each["key"], each["name"]) == (stage.key, stage.name) for each in plan["stages"]):
            return heading(stage_words(plan, stage.key, language))
    return stage.name


def _note(note: BookNote, found: BookTotal, plans: Mapping[str, Plan], language: Language) -> str:
    values = {name: _note_value(value, found, language) for name, value in note.values.items()}
    if note.code == "book_strained":
        strained = [part for part in found.parts if part.status in ("infeasible", "at_risk")]
        values["parts"] = language.list_of([_strained(part, plans[part.name], language) for part in strained])
    return language.gettext(_NOTES[note.code], **values)


def _strained(part: BookPart, plan: Plan, language: Language) -> str:
    """'North (2 AEs cannot carry the opportunities)': what its plan says of why."""
    titles = [note_title(note, plan, language) for note in plan["notes"] if note["code"] in part.strains]
    return f"{part.name} ({'; '.join(dict.fromkeys(titles))})" if titles else part.name


def _note_value(value: object, found: BookTotal, language: Language) -> str:
    if isinstance(value, list):
        return language.list_of([str(each) for each in value])
    if isinstance(value, int | float):
        return measured.money(float(value), found.currency, language)
    return measured.day(str(value)[:7], language)


def _part(part: Any, found: BookTotal, language: Language) -> dict[str, Any]:
    label, tone, icon = _STATUS[part.status]
    return {
        "name": part.name,
        "status": {"label": language.gettext(label), "tone": tone, "icon": icon},
        "start": measured.day(part.start, language),
        "months": language.ngettext("%(n)s month", "%(n)s months", part.months),
        "target": measured.money(part.target, found.currency, language),
        "share": measured.rate(part.share, language),
        "new_business": measured.money(part.new_business, found.currency, language),
        "deals": _count(part.deals, language),
        "spend": measured.money(part.spend, found.currency, language),
    }


def _count(figure: Figure, language: Language) -> str:
    return measured.NONE if figure["whole"] is None else language.whole(figure["whole"])


def _line(name: str, line: BookLine, language: Language) -> Line:
    return Line(name, _count(line.total, language), tuple(_count(each, language) for each in line.parts))


def _channel(channel: BookChannel, found: BookTotal, language: Language) -> dict[str, str]:
    return {
        "name": channel.name,
        "activity": _activity(channel, language),
        "deals": measured.NONE if channel.deals.total["exact"] is None else language.number(channel.deals.total["exact"], 1),
        "revenue": measured.money(channel.revenue.total, found.currency, language),
        "spend": measured.money(channel.spend.total, found.currency, language),
    }


def _activity(channel: BookChannel, language: Language) -> str:
    """'15,420 clicks'; nothing where the parts count other units, or one of them is unknown."""
    if channel.activity is None or channel.activity.total["whole"] is None:
        return measured.NONE
    return activity_count(channel.activity_unit or "", channel.activity.total["whole"], language)


def _by_month(found: BookTotal, plans: Mapping[str, Plan], language: Language) -> list[Line]:
    """Stages, revenue and spend, month by month; nothing is a dot."""
    rows = [
        Line(
            _stage_name(stage, plans, language),
            _count(stage.entries.total, language),
            tuple(_dotted(each["whole"], language) for each in stage.entries.months),
        )
        for stage in found.stages
    ]
    rows.append(_money_line(language.gettext("Revenue"), found.revenue, found.currency, language))
    rows.append(_money_line(language.gettext("Spend"), found.spend, found.currency, language))
    return rows


def _dotted(value: float | None, language: Language) -> str:
    return "·" if not value else language.whole(value)


def _money_line(name: str, money: BookMoney, currency: str, language: Language) -> Line:
    cells = tuple("·" if not value else language.money_short(value, currency) for value in money.months)
    return Line(name, measured.NONE if money.total is None else language.money_short(money.total, currency), cells)
