"""Notes in words: a title, one sentence of consequence in deals and money, and the ways out."""

from app.language import Language
from app.planner.plan import Note, Plan
from app.wording.names import heading
from app.wording.notes.messages import MESSAGES
from app.wording.notes.telling import Namer, Teller, Values
from app.wording.notes.titles import title
from app.wording.notes.ways_out import WAYS_OUT


def note_title(note: Note, plan: Plan, language: Language) -> str:
    """A note in a few words: '2 AEs cannot carry the opportunities'."""
    return heading(title(Teller(plan, language, note)))


def note_message(note: Note, plan: Plan, language: Language) -> str:
    """What a note means, in deals and money."""
    return MESSAGES[note["code"]](Teller(plan, language, note))


def way_out_sentence(way: Values, plan: Plan, language: Language) -> str:
    """Something to do about a note: 'Hire 3 AEs: full load from Apr 2027 if they start in Dec 2026.'"""
    return WAYS_OUT[way["code"]](Namer(plan, language), way)


def with_messages(plan: Plan, language: Language) -> Plan:
    """The plan with a message in every note and every way out. Fills in the plan that it is given."""
    for note in plan["notes"]:
        note["message"] = note_message(note, plan, language)
        for way in note.get("ways_out", ()):
            way["message"] = way_out_sentence(way, plan, language)
    return plan
