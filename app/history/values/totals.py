"""Texts by which a row says that it is about other rows: totals, footers."""

import re

TOTAL = (
    r"(?i)^[\s\W]*(?:(?:sub|grand |report )?totals?(?:\s*$|\s*[:(\-–]|\s+of\s+\d|\s+\d|\s*-\s)|(?:record )?count\s*$|overall total|"
    r"gesamt(?:summe|ergebnis|wert)?(?:\s*$|\s*[:(\-–])|summe(?:\s*$|\s*:)|total g[ée]n[ée]ral|total general|totale(?:\s*$|\s*[:(])|"
    r"totaal(?:\s*$|\s*:)|totais(?:\s*$|\s*:)|suma(?:\s*$|\s*:)|razem(?:\s*$|\s*:)|المجموع|الإجمالي|"
    r"(?:zwischensumme|sous-total|sub-total|subtotale|subtotaal|total geral|totalt?|summa|sammanlagt|celkem|toplam|genel toplam|"
    r"[öo]sszesen|yhteens[äa]|ukupno|skupaj|итого|всего|разом|合計|総計|小計|合计|总计|小计|總計|합계|총계|รวม)(?:\s*$|\s*[:：]))"
)
FOOTER = (
    r"(?i)^(?:confidential information\b|"
    r"vertrauliche informationen\b|informations? confidentielles?\b|información confidencial\b|"
    r"informazioni riservate\b|informações confidenciais\b|vertrouwelijke informatie\b|機密情報|"
    r"copyright\s|©|generated (?:by|on)\b|report generated\b|filtered by\b|source:\s|"
    r"(?:alle )?(?:angaben|betr[äa]ge|werte|zahlen) (?:sind )?in\s|(?:all )?(?:figures|amounts|values) (?:are )?in\s|"
    r"(?:montants|importes|chiffres|cifras) en\s|valores em\s|(?:importi|valori) in\s|bedragen in\s|kwoty w\s|belopp i\s|"
    r"as of \d{4}-\d\d-\d\d|no data\b|.{0,4}all rights reserved)"
)
LONE_MARK = r"^[\s\-–—*=_.]+$"
ABOUT_OTHERS = f"(?:{TOTAL})|(?:{FOOTER})|(?:{LONE_MARK})"
"""One pattern of all of them, for polars and Python alike."""
_PATTERN = re.compile(ABOUT_OTHERS.replace("(?i)", ""), re.IGNORECASE)


def is_about_others(text: str) -> bool:
    """Whether a cell marks a total or a footer."""
    return bool(_PATTERN.match(text))
