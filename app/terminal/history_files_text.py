"""Files that are looked at and taken in, as lines of text for 80 columns; what is found in them, and what is asked."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.history.found import Asked, Finding, Look, Taken
from app.language import Language
from app.planner.text import N_
from app.services.import_lists import ListLine
from app.services.imports import Import
from app.terminal.text import GAP, NOTHING, Screen, plain, table
from app.wording.history import answer, finding_sentence, question

if TYPE_CHECKING:
    from app.terminal.history_store import Came

ROWS_SHOWN = 8
_NAME = 26
_OF_LOOK = ("list_joined", "list_apart", "list_remembered", "words_taken_as_open")
"""Which list a file goes into, and what was taken for granted; a file that went in without a question says them, too."""
KINDS = {
    "records": N_("buyers"),
    "events": N_("stage changes"),
    "counts": N_("monthly counts"),
    "spend": N_("spend and activity"),
    "lookup": N_("a lookup table"),
}
STATUSES = {
    "looking": N_("being looked at"),
    "asked": N_("waits for answers"),
    "ready": N_("ready"),
    "taking": N_("being taken in"),
    "done": N_("in"),
    "failed": N_("failed"),
    "cancelled": N_("cancelled"),
}
_MARKS = {"info": "-", "warning": "!", "blocking": "x"}


def came_lines(came: "Came", language: Language, screen: Screen) -> list[str]:
    """What came of a file."""
    _ = language.gettext
    head = screen.shown(plain(came.file), "bold")
    if came.trouble is not None:
        return [head, *screen.paragraph(finding_sentence(came.trouble, language), GAP)]
    if came.same_as is not None:
        sentence = _("The very same file was taken in before, as %(id)s; nothing was added.", id=came.same_as.id)
        return [head, *screen.paragraph(sentence, GAP)]
    if came.taken is not None:
        why = finding_lines([each for each in came.look.findings if each.code in _OF_LOOK] if came.look else (), language, screen)
        return [head, *taken_lines(came.taken, language, screen), *why, *([f"{GAP}{came.id}"] if came.id else [])]
    return [head, *open_lines(came.look, language, screen)] if came.look is not None else [head]


def taken_lines(taken: Taken, language: Language, screen: Screen) -> list[str]:
    """What taking a file in gave: rows, list, period, and what should be known of it."""
    _, whole = language.gettext, language.whole
    counts = _(
        "%(rows)s rows: %(taken)s taken in, %(refused)s refused, %(left_out)s left out.",
        rows=whole(taken.rows),
        taken=whole(taken.taken),
        refused=whole(taken.refused),
        left_out=whole(taken.left_out),
    )
    place = _("List %(name)s (%(kind)s)", name=plain(taken.list_name), kind=_(KINDS[taken.kind]))
    if taken.first and taken.last:
        place += f", {period(taken.first, taken.last, language)}"
    return [f"{GAP}{counts}", f"{GAP}{place}", *finding_lines(taken.findings, language, screen)]


def look_lines(look: Look, language: Language, screen: Screen) -> list[str]:
    """What would be done with a file."""
    _ = language.gettext
    layout = [look.encoding, look.worksheet] if look.container == "xlsx" else [look.encoding, repr(look.delimiter)]
    row = _("header in row %(row)s", row=language.whole(look.header_row + 1))
    facts = [look.container, *filter(None, layout), row, _(KINDS[look.recipe.kind])]
    samples = [(each.samples or ("",))[0] for each in look.columns]
    columns = [(cut(each.header), each.holds, _meaning(look, at), cut(samples[at], 24)) for at, each in enumerate(look.columns)]
    stages = [f"{GAP}{_('Stages')}: {plain(' > '.join(look.recipe.stages))}"] if look.recipe.stages else []
    return [
        screen.shown(plain(look.name), "bold"),
        f"{GAP}{plain(', '.join(facts))}",
        f"{GAP}{_('List')}: {plain(look.recipe.list_name)}",
        *stages,
        "",
        *table((_("Column"), _("Holds"), _("Read as"), ""), columns, "<<<<", screen, GAP),
        *open_lines(look, language, screen),
    ]


def open_lines(look: Look, language: Language, screen: Screen) -> list[str]:
    """What has to be answered, with how to answer it, and what should be known."""
    _ = language.gettext
    lines: list[str] = []
    for asked in look.asked:
        if asked.must:
            lines += screen.paragraph(f"? {question(asked, language)}", GAP * 2, GAP)
            lines += screen.paragraph(_how_to_answer(asked, language), GAP * 2)
    lines += finding_lines(look.findings, language, screen)
    if not look.ready:
        lines += screen.paragraph(_("Nothing of it was taken in."), GAP)
    return lines


def _how_to_answer(asked: Asked, language: Language) -> str:
    _ = language.gettext
    if asked.code == "date_order":
        return _("Answer with --date-order dmy (the day comes first) or --date-order mdy (the month comes first).")
    if asked.code == "header":
        return _("Answer with --header (the first row is the header) or --no-header (there is none).")
    choices = language.list_of([answer(choice, language) for choice in asked.choices][:12]) if asked.choices else ""
    if asked.code == "list":
        return _("Answer with --list NAME. The lists are %(lists)s.", lists=plain(choices))
    if asked.code == "currency" and asked.proposed:
        choices = f"{choices}. {_('With --yes it is %(answer)s', answer=asked.proposed)}"
    how = _("Write the recipe with backfunnel history look FILE --recipe-out recipe.yaml, set it there, and give it with --recipe.")
    return f"{_('One of')}: {plain(choices)}. {how}" if choices else how


def finding_lines(findings: Sequence[Finding], language: Language, screen: Screen) -> list[str]:
    """Findings, the gravest first."""
    order = {"blocking": 0, "warning": 1, "info": 2}
    lines: list[str] = []
    for finding in sorted(findings, key=lambda each: order[each.severity]):
        rows = f" ({language.gettext('rows')} {', '.join(map(str, finding.rows[:ROWS_SHOWN]))})" if finding.rows else ""
        lines += screen.paragraph(f"{_MARKS[finding.severity]} {plain(finding_sentence(finding, language))}{rows}", GAP * 2, GAP)
    return lines


def list_lines(lists: Sequence[ListLine], found: Sequence[Import], language: Language, screen: Screen) -> list[str]:
    """Lists that can be measured, and the imports behind them."""
    _, whole = language.gettext, language.whole
    if not found:
        return screen.paragraph(_("Nothing has been taken in yet. Begin with backfunnel history import FILE."))
    measured = [(cut(each.name), " > ".join(each.stages), whole(each.rows), each.known_to or NOTHING) for each in lists]
    taken = [whole(each.taken.taken) if each.taken else NOTHING for each in found]
    rows = [
        (each.id, cut(each.name, 22), _(STATUSES[each.status]), taken[at], cut(each.list_name or NOTHING, 16))
        for at, each in enumerate(found)
    ]
    top = table((_("List"), _("Stages"), _("Rows"), _("Known to")), measured, "<<><", screen) if measured else []
    return [*top, *([""] if top else []), *table((_("Import"), _("File"), "", _("Rows"), _("List")), rows, "<<<><", screen)]


def day(iso: str, language: Language) -> str:
    """'31 May 2018'"""
    return language.date(dt.date.fromisoformat(iso))


def period(first: str, last: str, language: Language) -> str:
    """'1 Jan 2018 to 31 May 2018'"""
    return language.gettext("%(first)s to %(last)s", first=day(first, language), last=day(last, language))


def cut(text: str, most: int = _NAME) -> str:
    """The text without control characters, shortened to fit a column."""
    text = plain(text)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _meaning(look: Look, position: int) -> str:
    column = look.recipe.columns[position] if position < len(look.recipe.columns) else None
    if column is None or column.field is None:
        return NOTHING
    return cut(" ".join(filter(None, (column.field, column.stage or column.name))))
