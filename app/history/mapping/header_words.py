"""Headers as they are compared with what is known: folded, and without words that are said of any column."""

import re
import unicodedata
from functools import lru_cache

from app.history.values.money import CURRENCY_CODES, currency_of, pieces_of
from app.history.values.scales import scale_of
from app.history.values.words import fold, fold_header

_NAMES_OF_THINGS = (
    "deal opportunity opp lead record transaction affaire negocio trato oportunidad oportunidade opportunite opportunita affare "
    "verkaufschance geschäft deala dealu szansa szansy сделка сделки возможность enregistrement registro rekordu datensatz transazione "
    "trattativa piste угода угоди firsat"
)
THINGS = frozenset(fold(word) for word in _NAMES_OF_THINGS.split())
"""What a row is: Deal owner, Propietario del negocio. Not contacts and accounts, which a deal has beside it."""
_MANY_THINGS = frozenset({"deals", "opportunities", "leads", "transactions", "records", "crm"})
"""Names of tables, in front of a column's own: Opportunities[Amount]."""
_ARTICLES = "fur de del della dell di do da du des d la le les l el los las lo der die das dem den von van het the of i fiche informations"
_TAXES = "excl incl exkl inkl zzgl btw mwst ust vat iva ht ttc"
_LITTLE = frozenset((*_ARTICLES.split(), *_TAXES.split()))
_EASTERN_THINGS = re.compile("取引(?!先)|商談|案件")
_OF_TABLE = re.compile(r"^[\w ]+(?:\[|\.|__|: )")
_ASIDE = re.compile(
    r"\((?:in )?(?:utc|gmt)[^()]*\)|\([A-Z][a-z]+/[A-Z][A-Za-z_]+\)|\((?:converted|crm|local time)\)|[,;]? (?:[€$£]|грн|руб|zł|kč|kr)\.?$",
    re.I,
)
_BRACKET_AT_END = re.compile(r"\s*[(\[（【]\s*([^()\[\]（）【】]{1,30}?)\s*[)\]）】]\s*$")
_TAXED = re.compile(
    unicodedata.normalize(
        "NFKD",
        "(?:vat|tva|iva|mwst|ust|btw|moms|mva|dph|kdv|pvm|alv|afa|fpa|gst|tax|ht|ttc|ндс|пдв|税|稅|부가세|포함|별도|제외|"
        "excl?|incl?|exkl|inkl|zzgl|ohne|"
        "hors|sans|sin|con|bez|без|ex|net|netto|gross|brutto|含|不含|未含|込み?|抜き?|消費|별|in|en|em|w|v|в)+",
    )
)
"""What is said of taxes beside an amount, folded."""
_WORDS = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_CURRENCY_AT_END = re.compile(rf"(?:[\s_/-]+in)?[\s_/-]+(?:{'|'.join(sorted(CURRENCY_CODES - {'ALL', 'TOP'}))}|usd|eur|gbp|chf)\s*$")


def spelled(header: str) -> str:
    """A header as it is compared with what is known: folded, without a scale (k€), a unit (руб.) or a currency at its end (Betrag CHF)."""
    return fold_header(_CURRENCY_AT_END.sub("", _without_unit(_without_scale(header))))


def _without_unit(header: str) -> str:
    """The header without a bracket at its end that says only in which currency amounts are, and whether with taxes."""
    found = _BRACKET_AT_END.search(header)
    if found is None or not all(currency_of(piece) or _TAXED.fullmatch(fold(piece)) for piece in pieces_of(found[1])):
        return header
    return header[: found.start()]


def _without_scale(header: str) -> str:
    scale = scale_of(header)
    return scale.rest if scale else header


def halves(header: str) -> tuple[str, ...]:
    """The header, and what stands on each side of a bar, where it is written in two languages: Betrag / Amount."""
    parts = re.split(r"\s+[/|]\s+|\s[–—]\s", header)
    return (header, *parts) if len(parts) == 2 and all(part.strip() for part in parts) else (header,)


@lru_cache(maxsize=4_096)
def core(header: str) -> str:
    """What is left without the thing that a row is, articles, taxes and time zones: Propietario del negocio is propietario.

    It may be empty.
    """
    bare = _EASTERN_THINGS.sub("", _ASIDE.sub(" ", _CURRENCY_AT_END.sub("", _without_unit(_without_scale(header)).strip())))
    words = [fold(word) for word in _WORDS.findall(_CAMEL.sub(" ", bare))]
    if len(words) > 1 and words[0] in _MANY_THINGS and _OF_TABLE.match(header):
        words = words[1:]
    return "".join(word for word in words if word not in THINGS and word not in _LITTLE)
