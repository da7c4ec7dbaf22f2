"""Findings as sentences with their signs, the gravest first."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.history.found import Finding
from app.language import Language
from app.planner.text import N_

_SIGNS = {
    "blocking": ("stop", "bad", N_("Has to be put right")),
    "warning": ("warn", "warn", N_("Warning")),
    "info": ("info", "", N_("Good to know")),
}
_ORDER = tuple(_SIGNS)
ROWS_SHOWN = 8


@dataclass(frozen=True)
class FindingView:
    """A sentence with its sign; `rows` are some of the rows that it is about, with more to come than are shown."""

    icon: str
    tone: str
    label: str
    sentence: str
    rows: tuple[int, ...] = ()
    more: bool = False


def findings_of(findings: Iterable[Finding], language: Language) -> tuple[FindingView, ...]:
    """Every finding as people read it."""
    found = sorted(findings, key=lambda each: _ORDER.index(each.severity))
    return tuple(finding_view(each, language) for each in found)


def finding_view(finding: Finding, language: Language) -> FindingView:
    """One of them."""
    from app.wording.history import finding_sentence

    icon, tone, label = _SIGNS[finding.severity]
    shown = finding.rows[:ROWS_SHOWN]
    more = max(finding.count, len(finding.rows)) > len(shown) > 0
    return FindingView(icon, tone, language.gettext(label), finding_sentence(finding, language), shown, more)
