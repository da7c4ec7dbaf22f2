"""Words for History and Review: what was found in files, what was measured, what a year's review says."""

from app.history.found import Finding
from app.language import Language
from app.wording.history import measuring, reading, reviewing
from app.wording.history.reading import answer, question

__all__ = ["answer", "finding_sentence", "question"]
_ROOMS = (reading, measuring, reviewing)


def finding_sentence(finding: Finding, language: Language) -> str:
    """Any finding, in words. One that is not known here, from an import of a newer version, is shown by its code."""
    for room in _ROOMS:
        if finding.code in room.SENTENCES:
            sentence: str = room.sentence(finding, language)
            return sentence
    return finding.code
