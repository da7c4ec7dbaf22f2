"""Columns that hold the day on which a stage was entered, by their headers."""

import re
from collections.abc import Sequence

from app.history.found import ColumnFound
from app.history.mapping.fields import known_headers
from app.history.mapping.header_words import core, spelled
from app.history.mapping.vocabulary import outcome_named, stage_named, stage_words, usual_place
from app.history.values.words import fold, fold_header

_ENTERED = re.compile(
    r"^\s*(?:date entered|entered|datum der eingabe|date d.entrée|fecha de entrada|eingetreten am|hs_v2_date_entered_|hs_date_entered_)"
    r'\s*["“„«(]?(?P<stage>.+?)[")”“»]?\s*$',
    re.I,
)
_LIFECYCLE = re.compile(
    r"^(?:became an? |hs_lifecyclestage_|hs_v2_date_entered_|fecha en (?:la )?que se convirti[oó] en (?:una? )?|"
    r"data em que se tornou (?:uma? )?|data in cui è diventat[oa] (?:un[ao']? ?)?|date à laquelle .{0,20}est devenue? (?:une? )?)"
    r"(?P<stage>.+?)(?:[ _]date)?$",
    re.I,
)
_DATE_WORDS = re.compile(
    r"\b(?:date|dates|time|datum|dato|päivä|dnia|op|em|il|den|day|tag|fecha|data|jour|on|at|became|become|a|an|the|entered|reached|timestamp|first|erstmals|"
    r"umwandlung|passage|passé|devenu|devient|geworden|wurde|conversión|conversão|conversione|convertido|diventato|omzetting|"
    r"zu|zum|der|des|en|al|am|le|el|de|du|zeit|hour|ts|since|seit|in|stage|when|moved|to|into)\b",
    re.I,
)
_NOT_A_STAGE = re.compile(
    r"last|letzt|derni|últim|ultim|updat|modif|activit|aktivit|expect|erwart|estimat|forecast|"
    r"next|nächst|due|\best\b|target|planned|geplant|prévu|previst|birth|geburt|contacted$|import|export|exit|renew|start|ending|end date|"
    r"view|open|seen|sync|deliver|email|reply date|created|verif|cumulative|time in|"
    r"owner|assigned|phone|anniver|expir|payment|invoice|year|reminder|follow|call back|archive|delete|trial end|deadline",
    re.I,
)
_SPECIAL = {
    "firstcontacteddate": "Contacted",
    "lastrepliedate": "Replied",
    "lastrepliedd": "Replied",
    "lastreplieddate": "Replied",
    "lastleadmarkedasinteresteddate": "Interested",
    "wondate": "Deal",
    "wontime": "Deal",
    "datewon": "Deal",
    "closedwondate": "Deal",
    "woncloseddate": "Deal",
    "customersince": "Deal",
    "salesdate": "Deal",
    "signeddate": "Deal",
    "contractsigneddate": "Deal",
    "purchasedate": "Deal",
    "orderdate": "Deal",
    "saledate": "Deal",
    "gewonnenam": "Deal",
    "gewonnenum": "Deal",
    "verlorenum": "lost",
    "dataprzegranej": "lost",
    "datedeconversion": "Opportunity",
    "fechadeconversion": "Opportunity",
    "datedegain": "Deal",
    "fechaganado": "Deal",
    "datavinta": "Deal",
    "dataganho": "Deal",
    "becameacustomerdate": "Deal",
    "converteddate": "Opportunity",
    "conversiondate": "Opportunity",
    "reachedpipelineopportunitydate": "Opportunity",
    "becameopp": "Opportunity",
    "firstdealcreateddate": "Opportunity",
    "marketingqualifieddate": "MQL",
    "salesqualifieddate": "SQL",
    "recentdealclosedate": "",
    "closedlostdate": "lost",
    "datumgewonnen": "Deal",
    "datawygranej": "Deal",
    "auftragsdatum": "Deal",
    "bestelldatum": "Deal",
    "vertragsdatum": "Deal",
    "datedecommande": "Deal",
    "datedesignature": "Deal",
    "fechadepedido": "Deal",
    "orderdatum": "Deal",
}
_DAYS_OF_WINNING = ("受注日", "成約日", "成立日", "契約日", "赢单日期", "赢单时间", "签约日期", "수주일", "계약일")
_SPECIAL |= {fold_header(header): "Deal" for header in _DAYS_OF_WINNING}


_COUNTED = (
    "contact|contacts|closed|closed deals|deal|deals|abschluss|abschlüsse|sales|orders|aufträge|ventes|ventas|vendite|vendas|"
    "new business|purchase|عملاء|صفقات"
)
_COUNTED_ONLY = frozenset(fold(word) for word in _COUNTED.split("|"))
"""Words that name a stage above numbers (Abschlüsse: 12), but above days tell of anything that ended, won or lost."""
_LOST = (
    "lost|closed lost|deal lost|verloren|perdu|perdue|perdido|perdida|perso|persa|verlies|przegrane|förlorad|tapt|tabt|prohráno|"
    "elveszett|kaybedildi|проиграна|проиграно|失注|输单|실주|χάθηκε"
)
_LOST_ON = frozenset(fold(word) for word in _LOST.split("|"))
_CLOSING = re.compile(
    r"\bclos(?:e|ed|ing|ure)\b|abschlu(?:ß|ss)|abgeschlossen|schlu(?:ß|ss)(?:tag|datum)|geschlossen|entschieden|^decided|"
    r"^decision(?: date| day)?$|"
    r"cierre|cerrad|cl[oô]tur|fermeture|ferm[ée]|chius|fechad|fechamento|\bsluit|\bgeslot|afgesloten|zamkni|κλεισ|закры|uzav[rř]|lez[aá]r|"
    r"kapan|stäng|avslut|\blukke|クローズ|完了|关闭|關閉|마감|종료",
    re.I,
)
_HOPED = re.compile(
    r"\best\b|estim|expect|erwart|forecast|target|planned|geplant|voraussicht|pr[ée]vu|previst|verwacht|przewidywan|予定|预计|預計|예상|ожида|beräkn|forventet",
    re.I,
)


def is_closing(header: str) -> bool:
    """Whether a header of days speaks of an end that may be won or lost, in words of its own."""
    return bool(_CLOSING.search(header)) and not tells_nothing(header) and not _HOPED.search(header) and stage_of_header(header) is None


def tells_nothing(header: str) -> bool:
    """Whether a header of days is about the record's care (last change, leaving a stage) and not about its way."""
    return bool(_NOT_A_STAGE.search(header)) or _SPECIAL.get(fold_header(header)) == ""


def is_hoped(header: str) -> bool:
    """Whether a header of days speaks of what is hoped for."""
    return bool(_HOPED.search(header))


def stage_of_header(header: str) -> str | None:
    """The stage of which a header names the day of entry; "lost" for the day of losing; None for any other header."""
    folded = fold_header(header)
    if folded in _SPECIAL:
        return _SPECIAL[folded] or None
    quoted = _ENTERED.match(header)
    if quoted:
        return _known(quoted["stage"])
    if found := _LIFECYCLE.match(header.strip()):
        stage = _known(found["stage"].replace("_", " "))
        return stage if stage_named(stage) or stage in ("Deal", "lost") else None
    return _plain(header)


def _plain(header: str) -> str | None:
    """MQL date, Became SQL, Opportunity created at, MQL-Datum: a stage that everybody knows, beside words for dates.

    Closed on, Abschluss am, Sales date are no stage: a lost deal has such a day, too.
    """
    if any(spelled(header) in known_headers(field) for field in ("created", "closed", "expected_close", "lost")):
        return None
    bare = _bare(re.sub(r"\b(?:created|creation|erstellt|qualified on)\b", " ", header.replace("_", " "), flags=re.I))
    folded = fold(bare)
    if folded in _COUNTED_ONLY:
        return None
    return stage_words().get(folded) or _end(bare)


def _end(bare: str) -> str | None:
    """Deal or lost, where a header of days speaks of winning or losing and of nothing else."""
    if {fold(bare), core(bare)} & _LOST_ON:
        return "lost"
    return "Deal" if outcome_named(bare) == "won" else None


def _known(text: str) -> str:
    """The common name of a stage, lost for lost; a pipeline in brackets is cut off."""
    bare = re.sub(r"\s*\([^()]*\)\s*$", "", text.strip()).strip() or text.strip()
    meaning = outcome_named(bare)
    return "Deal" if meaning == "won" else "lost" if meaning == "lost" else stage_named(bare) or bare[:200]


def pipeline_of_header(header: str) -> str:
    """The pipeline that HubSpot puts in brackets behind the stage; empty where it does not."""
    quoted = _ENTERED.match(header)
    found = re.search(r"\(([^()]*)\)\s*$", quoted["stage"]) if quoted else None
    return found[1] if found else ""


def own_stage(header: str) -> str | None:
    """A stage that people named themselves, for a column of dates with no other meaning: `Demo date` is Demo."""
    if _NOT_A_STAGE.search(header):
        return None
    bare = _bare(header).strip(" :*-_")
    return bare[:1].upper() + bare[1:] if 2 <= len(bare) <= 40 else None


def _bare(header: str) -> str:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header).replace("_", " ").replace("-", " ")
    return re.sub(r"\s+", " ", _DATE_WORDS.sub(" ", spaced)).strip()


def stage_of_word(header: str, words: Sequence[str]) -> str | None:
    """The word of an outcome column that a header of dates is about, by a common stem: engage_date and Engaging."""
    stem = fold(_bare(header))
    for word in words:
        shared = 0
        for mine, theirs in zip(stem, fold(word), strict=False):
            if mine != theirs:
                break
            shared += 1
        if shared >= 5 and shared >= len(stem) - 2:
            return word
    return None


def in_usual_order(stages: Sequence[str], columns: dict[str, ColumnFound]) -> tuple[str, ...]:
    """Stages from first to last: as usual where all are known, else by their earliest days, else as columns stand; the won deal last."""
    open_stages = [stage for stage in stages if stage != "Deal"]
    places = {stage: usual_place(stage) for stage in open_stages}
    if all(place is not None for place in places.values()):
        return (*sorted(open_stages, key=lambda stage: places[stage] or 0), "Deal")
    dated = [stage for stage in open_stages if stage in columns and columns[stage].first]
    if len(dated) == len(open_stages):
        return (*sorted(open_stages, key=lambda stage: str(columns[stage].first)), "Deal")
    return (*open_stages, "Deal")
