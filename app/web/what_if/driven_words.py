"""What drives the spread, in words: of the revenue that the plan's activity brings, and of the figure that was asked about."""

from app.language import Language
from app.planner.faults import Fault
from app.planner.text import N_
from app.questions.levers import lever_at, levers_of
from app.questions.odds.held import HELD
from app.questions.odds.indices import Indices
from app.web.what_if import charts
from app.web.what_if.opened import Opened
from app.web.what_if.shapes import Cell, Row, Section, Table
from app.wording.driving import HELD_MEAN, RANKED
from app.wording.levers import input_label, inside, output_label

BASES = {"counts": N_("counted"), "range": N_("given as a range"), "question": N_("asked")}
DRIVERS = 12


def driven_sections(opened: Opened, found: Indices | Fault) -> list[Section]:
    """A section for each figure that inputs drive."""
    if isinstance(found, Fault):
        return []
    return [_driven(opened, found, place) for place in range(len(found.outcomes)) if found.scale[place] != "none"]


def _driven(opened: Opened, found: Indices, place: int) -> Section:
    language, outcome = opened.language, found.outcomes[place]
    say = language.gettext
    order = (-found.total[place]).argsort(kind="stable").tolist()[:DRIVERS]
    rows = [_row(opened, found, place, each) for each in order]
    title = say(N_("What drives the spread of %(figure)s"), figure=inside(output_label(opened.scenario, outcome, language), language))
    totals = [100 * max(float(found.total[place, each]), 0.0) for each in order]
    chart = charts.lying(title, [row.head for row in rows], totals, [row.cells[1].text for row in rows])
    columns = (say(N_("Input")), say(N_("Alone")), say(N_("With others")))
    key = "drives_chance" if outcome == HELD else "drives"
    return Section(key, title, _note(found, place, language), chart, (Table(title, columns, tuple(rows)),))


def _row(opened: Opened, found: Indices, place: int, each: int) -> Row:
    """An input with its share alone and with others."""
    scenario, language = opened.scenario, opened.language
    pointer = lever_at(scenario, found.inputs[each], found.inputs[each], among=levers_of(scenario)).pointer
    shares = ((found.first, found.first_error), (found.total, found.total_error))
    cells = tuple(
        Cell(language.percent(max(float(share[place, each]), 0.0)), f"± {language.percent(2 * float(error[place, each]))}")
        for share, error in shares
    )
    return Row(input_label(scenario, pointer, language), cells, sub=language.gettext(BASES[found.basis[each]]))


def _note(found: Indices, place: int, language: Language) -> str:
    """What the shares are of."""
    notes = [N_("The share of the variance that an input is behind, alone and together with others.")]
    if found.scale[place] == "ranks":
        notes.append(RANKED)
    if found.outcomes[place] == HELD:
        notes.append(HELD_MEAN)
    return " ".join(language.gettext(note) for note in notes)
