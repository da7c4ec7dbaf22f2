"""Words for outcomes and stages in the tools and languages that people use, folded as they are compared."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from app.history.mapping.header_words import THINGS
from app.history.values.words import fold

_WON = (
    "won|closed won|closed-won|closedwon|close won|win|deal won|customer|paying customer|signed|contract signed|gewonnen|"
    "abgeschlossen gewonnen|geschlossen gewonnen|"
    "kunde|gagne|gagnee|ferme gagne|conclue|conclu|client|ganado|ganada|cerrado ganado|cierre ganado|cliente|vinto|vinta|"
    "chiuso vinto|ganho|fechado ganho|fechado|"
    "gewonnen deal|klant|wygrane|wygrana|wygrany|zamkniete wygrane|klient|تم الفوز|مكتسب|evangelist|sold|success|successful|"
    "closed/won|won deal|purchased|"
    "closed - converted|"
    "completed won|verkauft|auftrag|beauftragt|vendu|vendido|venduto|sprzedane|converted to customer|7 closed won|100 won|"
    "abgeschlossen und gewonnen|"
    "κερδηθηκε|κερδισμενη|κερδισμενο|κερδισμενη συμφωνια|受注|成約|赢单|贏單|成交|已成交|수주|성사|계약성사|vyhrano|vyhrana|"
    "vyhrany|vyhrane|megnyert|"
    "megnyerve|kazanildi|kazanilan|успешно|успешно реализовано|выиграна|выиграно|выигран|vunnen|vunnet|vundet|voitettu|"
    "ganha|vendida|vendue|venduta|sprzedana|спечелена|спечелен|dobijeno|voidetud|conquistata|conquistato|"
    "negocio fechado|успешна|виграно|виграна|dobljeno|dobiveno|castigat|castigata|menang|thang|"
    "זכייה|נסגר בהצלחה|ชนะ|成立|中标|中標|vyhra|ปิดการขายได้|thanh cong|solgt|salgt|cloture - converti|cloturee - convertie|"
    "cloture converti|"
    "realizat|успішно|成功|成单|已签约|签约|계약 완료|계약완료|נסגרה|تم البيع|sald|salda|myyty"
)
_LOST = (
    "lost|closed lost|closed-lost|closedlost|close lost|deal lost|loss|verloren|abgeschlossen verloren|geschlossen verloren|"
    "abgesagt|perdu|perdue|ferme perdu|perdido|perdida|"
    "cerrado perdido|cierre perdido|perso|persa|chiuso perso|fechado perdido|przegrane|przegrana|przegrany|stracone|خسارة|"
    "تمت الخسارة|unqualified|disqualified|"
    "closed lost to competition|rejected|abandoned|cancelled|canceled|dead|no sale|not interested|declined|dropped|churned|"
    "junk|junk lead|lost lead|refuse|"
    "rechazado|abgelehnt|storniert|kein interesse|closed/lost|email bounced|bounced|unsubscribed|unsubscribed from email|"
    "closed - not converted|"
    "closed no decision|no decision|unsuccessful|failed|omitted|abgeschlossen und verloren|"
    "χαθηκε|χαμενη|χαμενο|失注|输单|輸單|丢单|丟單|실주|prohrano|prohrana|prohrany|ztraceno|elveszett|elvesztett|elveszitett|elvesztve|"
    "kaybedildi|kaybedilen|проиграна|проиграно|проигран|закрыто и не реализовано|forlorad|tapt|tabt|havitty|"
    "prohra|ปิดการขายไม่ได้|that bai|відмова|відмовлено|отказ|cloture - non converti|cloturee - non convertie|"
    "cloture non converti|失败|已失败|"
    "无效|실패|계약 실패|נסגר בהפסד|нецелевой|odmitnuto|zamitnuto|avslatt|"
    "провалена|загубена|загубен|kaotatud|програно|програна|izgubljeno|pierdut|pierduta|kalah|thua|אבוד|הפסד|แพ้|不成立|流失"
)
_OPEN = (
    "open|opened|in progress|pending|active|ongoing|working|new|offen|in bearbeitung|laufend|neu|aktiv|ouvert|en cours|nouveau|"
    "abierto|abierta|en curso|en proceso|nuevo|aperto|"
    "in corso|nuovo|aberto|em andamento|novo|lopend|nieuw|w toku|nowy|otwarte|otwarta|مفتوح|جديد|on hold|nurture|nurturing|"
    "stalled|other|pipeline|subscriber|"
    "appointment scheduled|appointmentscheduled|qualified to buy|qualifiedtobuy|presentation scheduled|presentationscheduled|"
    "decision maker bought-in|"
    "decisionmakerboughtin|contract sent|contractsent|prospecting|qualification|needs analysis|value proposition|"
    "id decision makers|perception analysis|"
    "proposal/price quote|negotiation/review|identify decision makers|proposal|negotiation|proposal made|negotiations started|"
    "qualified|contact made|demo scheduled|"
    "demo|discovery|lead in|proposal sent|needs defined|closed won pending|attempted to contact|connected|open deal|"
    "open - not contacted|working - contacted|contacted|"
    "bad timing|attempting|engaging|engaged|evaluation|commit|best case|upside|quote sent|angebot|verhandlung|qualifizierung|"
    "angebot gesendet|devis envoye|negociation|"
    "propuesta|negociacion|proposta|negoziazione|trattativa|negociacao|offerte|onderhandeling|oferta|negocjacje|"
    "meeting scheduled|trial|pilot|proof of concept|poc|"
    "verbal commitment|legal|procurement|in review|scheduled|follow up|follow-up|value proposal|proposal or price quote|"
    "vertrag gesendet|contrat envoye|contrato enviado|contratto inviato|ανοιχτη|ανοιχτο|σε εξελιξη|進行中|商談中|进行中|跟进中|"
    "진행중|otevreno|"
    "otevrena|probiha|nyitott|folyamatban|acik|devam ediyor|в работе|открыта|открыто|открыт|oppen|pagaende|apen|aben|avoin|kaynnissa|"
    "в роботі|переговоры|odprto|otvoreno|deschis|berjalan|dang mo|פתוח|進行中|商談中|契約書送付済み|เปิด|aktivni|"
    "กำลังดำเนินการ|dang xu ly|dang thuc hien|ouvert - non contacte|en cours - contacte|"
    "aktywne|aktywna|aktywny|跟进|洽谈中|处理中|未处理|협상중|협상 중|в процесі|новий|новая|новый|interested|replied"
)
_IGNORED = "test|duplicate|duplikat|spam|doublon|duplicado|deleted"

STAGES = {
    "Lead": "lead|leads|new lead|new leads|inquiry|inquiries|prospect|prospects|anfrage|anfragen|interessent|interessenten|"
    "piste|pistes|lead created|contacts|contact|عميل محتمل|leady|лиды|лид|リード|线索|線索|잠재고객|prospects|prospectos",
    "MQL": "mql|mqls|marketing qualified lead|marketing qualified leads|marketingqualifiedlead|marketing qualified|"
    "marketing-qualifizierter lead|"
    "lead qualifie marketing|lead qualifie par le marketing|"
    "lead qualifie par marketing|lead calificado de marketing|lead calificado por marketing",
    "SAL": "sal|sals|sales accepted lead|sales accepted leads|sales accepted",
    "SQL": "sql|sqls|sales qualified lead|sales qualified leads|salesqualifiedlead|sales qualified|sales-qualifizierter lead|"
    "lead qualifie commercial|lead qualifie par les commerciaux|qualified leads|"
    "lead calificado de ventas|lead calificado por ventas",
    "Opportunity": "opportunity|opportunities|opp|opps|opportunite|opportunites|oportunidad|oportunidades|opportunita|oportunidade|"
    "verkaufschance|verkaufschancen|"
    "chance|chancen|pipeline opportunity|szansa|szanse|kans|kansen|sales opportunity|فرصة|"
    "商談|商谈|商机|商機|案件|возможности",
    "Deal": "deal|deals|won|wins|won deals|deals won|closed won|closed deals|customer|customers|new customers|kunde|kunden|"
    "neukunden|client|clients|nouveaux clients|clientes|"
    "kunder|musteri|musteriler|клиенты|клиент|受注|成约|成約|成交|客户|客戶|asiakkaat|ugyfelek|"
    "nuevos clientes|clienti|nuovi clienti|novos clientes|klant|klanten|klient|klienci|sales|orders|closed|abschlusse|"
    "abschluss|auftrage|ventes|ventas|vendite|"
    "vendas|purchase|signed|win|new business|gewonnen|gewonnene deals|عملاء|صفقات",
}
"""The stages that people know by these names, first to last, with what stands for them."""

PIPELINE = tuple(
    fold(each)
    for each in (
        "Subscriber",
        "Contacted",
        "Lead",
        "Lead In",
        "New",
        "MQL",
        "SAL",
        "Replied",
        "Interested",
        "Appointment Scheduled",
        "Prospecting",
        "Contact Made",
        "Qualification",
        "Qualified",
        "SQL",
        "Qualified To Buy",
        "Discovery",
        "Meeting",
        "Meeting Scheduled",
        "Needs Analysis",
        "Needs Defined",
        "Opportunity",
        "Engaging",
        "Value Proposition",
        "Demo",
        "Demo Scheduled",
        "Presentation Scheduled",
        "Id. Decision Makers",
        "Decision Maker Bought-In",
        "Perception Analysis",
        "Evaluation",
        "Trial",
        "Pilot",
        "Proposal",
        "Proposal Made",
        "Proposal Sent",
        "Proposal/Price Quote",
        "Quote Sent",
        "Negotiation",
        "Negotiations Started",
        "Negotiation/Review",
        "Contract",
        "Contract Sent",
        "Commit",
        "Deal",
    )
)
"""Usual order of stages, folded: for lists that people made themselves it is a proposal."""


@cache
def outcome_words() -> dict[str, str]:
    """won, lost, open or ignore by folded word."""
    groups = (("open", _OPEN), ("ignore", _IGNORED), ("lost", _LOST), ("won", _WON))
    return {fold(word): meaning for meaning, words in groups for word in words.split("|")}


@cache
def stage_words() -> dict[str, str]:
    """The name of a stage by folded word."""
    return {fold(word): stage for stage, words in STAGES.items() for word in words.split("|")}


def stage_named(text: str) -> str | None:
    """The stage that a word stands for."""
    return stage_words().get(fold(text))


_OVER = (
    "closed close geschlossen abgeschlossen cerrada cerrado cierre fechada fechado fechamento ferme fermee clos chiusa chiuso gesloten "
    "afgesloten avslutad stangd zamkniete zamknieta закрыта закрыто and und et en y e i и"
)
_CLOSING = frozenset(fold(word) for word in _OVER.split())
"""Words beside won and lost that say only that it is over: Cerrada ganada, Geschlossen und gewonnen."""
_LETTERS = re.compile(r"[^\W\d_]+")
_SIDES = re.compile(r"\s*[/|]\s*")


@lru_cache(maxsize=4_096)
def outcome_named(text: str) -> str | None:
    """won, lost, open or ignore, if the word is known; a bracketed pipeline (HubSpot's `Closed Won (Sales Pipeline)`) does not matter."""
    found = outcome_words().get(fold(text))
    if found is None and "(" in text:
        found = outcome_words().get(fold(text[: text.index("(")]))
    return found or _ended(text)


def _ended(text: str) -> str | None:
    """won or lost, beside words for closing (6 - Cerrada ganada), or on both sides of a bar in two languages (Gewonnen / Won)."""
    for sides in ([text], _SIDES.split(text)):
        said = {outcome_words().get(_without_closing(side)) for side in sides}
        if said in ({"won"}, {"lost"}):
            return said.pop()
    return None


_STEMS = (
    "won|gewonn|gagn|ganad|ganh|vint|conquist|wygran|выигр|вигра|спечел|успешн|成約|受注|成立|赢单|贏單|成交|수주|성사|vunn|vund|voitett|"
    "vyhr|megnyer|kazan|κερδ|dobi|dobljen|vendid|voidetud|castig|menang|thang|تمالفوز"
)
_WON_STEMS = tuple(_STEMS.split("|"))


def tell_the_end(words: Iterable[str]) -> bool:
    """Whether words tell won from lost and can mean nothing else: not Customer and Churned, which may be said of a company."""
    meanings = [(fold(word), outcome_named(word)) for word in words]
    return any(meaning == "lost" for _, meaning in meanings) and any(
        meaning == "won" and any(stem in word for stem in _WON_STEMS) for word, meaning in meanings
    )


def _without_closing(text: str) -> str:
    words = [fold(word) for word in _LETTERS.findall(text)]
    return "".join(word for word in words if word not in _CLOSING and word not in THINGS)


def usual_place(stage: str) -> int | None:
    """Where a stage usually stands; None where nobody knows."""
    folded = fold(stage)
    known = stage_words().get(folded)
    if known:
        return PIPELINE.index(fold(known))
    return PIPELINE.index(folded) if folded in PIPELINE else None
