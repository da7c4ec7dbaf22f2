"""Headers as they are compared with what is known: folded, and without words that are said of any column."""

import re
from functools import lru_cache

from app.history.values.money import CURRENCY_CODES
from app.history.values.words import fold, fold_header

_NAMES_OF_THINGS = (
    "deal opportunity opp lead record transaction affaire negocio trato oportunidad oportunidade opportunite opportunita affare "
    "verkaufschance geschäft deala dealu szansa szansy сделка сделки возможность enregistrement registro rekordu datensatz transazione"
)
THINGS = frozenset(fold(word) for word in _NAMES_OF_THINGS.split())
"""What a row is: Deal owner, Propietario del negocio. Not contacts and accounts, which a deal has beside it."""
_MANY_THINGS = frozenset({"deals", "opportunities", "leads", "transactions", "records", "crm"})
"""Names of tables, in front of a column's own: Opportunities[Amount]."""
_ARTICLES = "de del della dell di do da du des d la le les l el los las lo der die das dem den von van het the of fiche informations"
_TAXES = "excl incl exkl inkl zzgl btw mwst ust vat iva ht ttc"
_LITTLE = frozenset((*_ARTICLES.split(), *_TAXES.split()))
_EASTERN_THINGS = re.compile("取引(?!先)|商談|案件")
_OF_TABLE = re.compile(r"^[\w ]+(?:\[|\.|__|: )")
_ASIDE = re.compile(
    r"\((?:in )?(?:utc|gmt)[^()]*\)|\([A-Z][a-z]+/[A-Z][A-Za-z_]+\)|\((?:converted|crm|local time)\)|[,;]? (?:[€$£]|грн|руб|zł|kč|kr)\.?$",
    re.I,
)
_WORDS = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_CURRENCY_AT_END = re.compile(rf"(?:[\s_/-]+in)?[\s_/-]+(?:{'|'.join(sorted(CURRENCY_CODES - {'ALL', 'TOP'}))}|usd|eur|gbp|chf)\s*$")


def spelled(header: str) -> str:
    """A header as it is compared with what is known: folded, without a currency as its last word (Betrag CHF, amount_usd)."""
    return fold_header(_CURRENCY_AT_END.sub("", header))


def halves(header: str) -> tuple[str, ...]:
    """The header, and what stands on each side of a bar, where it is written in two languages: Betrag / Amount."""
    parts = re.split(r"\s+[/|]\s+|\s[–—]\s", header)
    return (header, *parts) if len(parts) == 2 and all(part.strip() for part in parts) else (header,)


@lru_cache(maxsize=4_096)
def core(header: str) -> str:
    """What is left without the thing that a row is, articles, taxes and time zones: Propietario del negocio is propietario.

    It may be empty.
    """
    bare = _EASTERN_THINGS.sub("", _ASIDE.sub(" ", _CURRENCY_AT_END.sub("", header.strip())))
    words = [fold(word) for word in _WORDS.findall(_CAMEL.sub(" ", bare))]
    if len(words) > 1 and words[0] in _MANY_THINGS and _OF_TABLE.match(header):
        words = words[1:]
    return "".join(word for word in words if word not in THINGS and word not in _LITTLE)
