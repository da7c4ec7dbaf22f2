"""Every sentence about faults, notes and figures, in the reader's language. The planner has codes; the words are here."""

from app.wording.faults import fault_sentence, unreadable_sentence, unreadable_stored_sentence
from app.wording.figures import daily, figure_text, formula_text, kpi_name, reason_sentence
from app.wording.headline import Piece, headline, headline_channel
from app.wording.names import activity_count, month_name, stage_count, stage_name
from app.wording.notes import note_message, note_title, way_out_sentence, with_messages

__all__ = [
    "Piece",
    "activity_count",
    "daily",
    "fault_sentence",
    "figure_text",
    "formula_text",
    "headline",
    "headline_channel",
    "kpi_name",
    "month_name",
    "note_message",
    "note_title",
    "reason_sentence",
    "stage_count",
    "stage_name",
    "unreadable_sentence",
    "unreadable_stored_sentence",
    "way_out_sentence",
    "with_messages",
]
