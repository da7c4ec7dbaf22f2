"""Texts by which a row says that it is about other rows: totals, footers."""

import re

TOTAL = (
    r"(?i)^[\s\W]*(?:(?:sub|grand |report )?totals?(?:\s*$|\s*[:(\-–]|\s+of\s+\d|\s+\d|\s*-\s)|overall total|"
    r"gesamt(?:summe|ergebnis|wert)?(?:\s*$|\s*[:(\-–])|summe(?:\s*$|\s*:)|total g[ée]n[ée]ral|total general|totale(?:\s*$|\s*[:(])|"
    r"totaal(?:\s*$|\s*:)|totais(?:\s*$|\s*:)|suma(?:\s*$|\s*:)|razem(?:\s*$|\s*:)|المجموع|الإجمالي)"
)
FOOTER = (
    r"(?i)^(?:confidential information\b|copyright\s|©|generated (?:by|on)\b|report generated\b|filtered by\b|source:\s|"
    r"as of \d{4}-\d\d-\d\d|no data\b|.{0,4}all rights reserved)"
)
LONE_MARK = r"^[\s\-–—*=_.]+$"
ABOUT_OTHERS = f"(?:{TOTAL})|(?:{FOOTER})|(?:{LONE_MARK})"
"""One pattern of all of them, for polars and Python alike."""
_PATTERN = re.compile(ABOUT_OTHERS.replace("(?i)", ""), re.IGNORECASE)


def is_about_others(text: str) -> bool:
    """Whether a cell marks a total or a footer."""
    return bool(_PATTERN.match(text))
