"""What a column can be, with the headers by which it is known in many tools and languages. The documentation lists this table."""

import re
from dataclasses import dataclass
from functools import cache

from app.history.recipe import Kind
from app.history.values.money import CURRENCY_CODES
from app.history.values.words import fold_header
from app.planner.text import N_


@dataclass(frozen=True)
class Field:
    """A meaning of columns.

    Attributes:
        name: as recipes say it. what: in words. kinds: of the files that have it. holds: date, number or text.
        spellings: headers that mean it, compared folded; a bar separates them.
        many: whether several columns of a file may have it.
    """

    name: str
    what: str
    kinds: tuple[Kind, ...]
    holds: str
    spellings: str = ""
    many: bool = False


FIELDS = (
    Field(
        "id",
        N_("Number or key of the buyer, the same in all files"),
        ("records", "events"),
        "text",
        "record id|deal id|contact id|opportunity id|lead id|id|case safe id|opportunity_id|lead_id|leadid|mql_id|deal_id|"
        "customer id|account id|vorgangsnummer|"
        "datensatz-id|id der transaktion|id de l'enregistrement|id del registro|identifiant|identificador|record-id|"
        "apollo contact id|uuid|"
        "potential id|hs_object_id|opportunity: id|id rekordu|numer|nummer|codice|cliente id|id negocio|id affaire|"
        "id transaction|crm id|external id|nr|no|number|#|ref|reference|referenz|kundennummer|deal no|lead no|email|e-mail|"
        "email address|id de registro|id d'enregistrement|id de fiche d'informations|copper id|(do not modify) opportunity|"
        "(do not modify) lead|oppo_id|αρ|αριθμος|κωδικος|番号|id番号|案件番号|编号|번호|cislo|id obchodu|szam|azonosito|numara|"
        "номер|ид|sr no|s no",
    ),
    Field(
        "created",
        N_("Day on which the record was created: entry of the first stage"),
        ("records", "events"),
        "date",
        "create date|created date|createddate|created time|created|created at|created_at|created on|creation date|deal created|"
        "add time|date added|"
        "date created|opened date|open date|start date|engage_date|first_contact_date|first contact|erstellungsdatum|"
        "erstellt am|erstellt|anlagedatum|"
        "date de creation|cree le|fecha de creacion|creado|data creazione|data di creazione|data de criacao|criado em|"
        "aanmaakdatum|datum aangemaakt|"
        "data utworzenia|utworzono|createdate|addedtolemlist|entry date|eingangsdatum|inquiry date|date entered pipeline|"
        "lead created|deal created date|opportunity created date|date opened|opened|opened on|eroffnet|eroffnet am|angelegt|angelegt am|"
        "creee le|date creation|fecha creacion|creata il|creato il|criado|data de criacao|gemaakt op|aangemaakt|aangemaakt op|"
        "ημερομηνια δημιουργιας|δημιουργηθηκε|作成日|作成日時|創建日期|创建时间|创建日期|생성일|등록일|vytvoreno|datum vytvoreni|"
        "vytvorene|letrehozva|"
        "letrehozas datuma|olusturma tarihi|olusturulma tarihi|дата создания|создано|создана|skapad|skapad datum|skapat|oprettet|"
        "opprettet|luotu|luontipaiva",
    ),
    Field(
        "closed",
        N_("Day on which it was won or lost; on an open row a forecast, which does not count"),
        ("records",),
        "date",
        "close date|closedate|closing date|closed date|deal closed on|closed on|close time|closed at|closed_at|"
        "actual_close_date|actual close date|"
        "abschlussdatum|schlussdatum|geschlossen am|date de cloture|date de fermeture|fecha de cierre|data chiusura|data di chiusura|"
        "data de fechamento|data de fecho|sluitingsdatum|afsluitdatum|data zamkniecia|end date|تاريخ الإغلاق|"
        "closed|closing|close|closure date|closure|date closed|won/lost date|decision date|closing day|abgeschlossen|abgeschlossen am|"
        "abschluss|abschluss am|abschlusstag|geschlossen|entschieden am|cloture|cloturee|cloture le|ferme le|cerrado|cerrada|cerrado el|"
        "cierre|chiuso|chiusa|chiuso il|chiusura|fechado|fechada|fechado em|fechamento|gesloten|gesloten op|zamkniete|zamknieto|"
        "zamkniecie|"
        "ημερομηνια κλεισιματος|κλεισιμο|完了日|クローズ日|关闭时间|关闭日期|结束日期|마감일|종료일|완료일|uzavreno|"
        "datum uzavreni|lezarva|"
        "lezaras datuma|kapanis tarihi|kapatma tarihi|дата закрытия|закрыто|закрыта|stangd|stangningsdatum|avslutsdatum|avslutad|lukket|"
        "lukkedato|suljettu|paattymispaiva",
    ),
    Field(
        "expected_close",
        N_("Day on which it is hoped to close; never used as an outcome"),
        ("records",),
        "date",
        "expected close date|expected close|est close date|est close|est closing date|estimated close|expected closing date|"
        "target close date|"
        "target close|planned close date|forecasted close date|estimated close date|forecast close date|"
        "erwartetes abschlussdatum|date de cloture prevue|"
        "fecha de cierre prevista|完了予定日|fecha prevista de cierre|data chiusura prevista|verwachte sluitingsdatum",
    ),
    Field(
        "outcome",
        N_("Won, lost or open, or the stage it is in"),
        ("records",),
        "text",
        "deal stage|stage|stagename|stage name|deal_stage|status|deal status|outcome|result|lifecycle stage|lifecyclestage|"
        "lead status|dealstage|"
        "opportunity stage|phase|pipeline stage|sales stage|state|won/lost|win/loss|forecast type|verkaufsphase|dealphase|"
        "deal-phase|phase der transaktion|"
        "phase de la transaction|etape|etape de la transaction|statut|etapa|etapa del negocio|estado|fase|fase dell'affare|"
        "stato|etapa do negocio|"
        "dealfase|etap|hs_lead_status|leadstatus|ergebnis|resultado|المرحلة|الحالة|"
        "is won|won|iswon|gewonnen|won?|status type|status label|κατασταση|σταδιο|ステータス|状態|フェーズ|商談フェーズ|状态|"
        "阶段|销售阶段|상태|단계|stav|faze|allapot|"
        "szakasz|durum|asama|статус|этап|стадия|lage|fas|tila|vaihe",
        many=True,
    ),
    Field(
        "is_won",
        N_("Yes or no: whether it was won; counts together with whether it is closed"),
        ("records",),
        "text",
        "is won|iswon|is_won|won|won?|gewonnen|opportunity won",
    ),
    Field(
        "is_closed",
        N_("Yes or no: whether it is closed; what is closed and not won is lost"),
        ("records",),
        "text",
        "is closed|isclosed|is_closed|closed|closed?|geschlossen|abgeschlossen|opportunity closed",
    ),
    Field(
        "lost",
        N_("Day on which it was lost"),
        ("records",),
        "date",
        "lost time|lost date|date lost|closed lost date|lost at|lost on|verloren am|date de perte|fecha de perdida|date perdu|data perdita",
    ),
    Field(
        "amount",
        N_("What the deal is worth"),
        ("records", "events"),
        "number",
        "amount|deal value|value|deal amount|total_amount|total amount|close_value|contract value|acv|tcv|arr|mrr|price|"
        "revenue|deal size|betrag|wert|auftragswert|"
        "umsatz|dealwert|summe|volumen|montant|valeur|importe|valor|cantidad|importo|valore|ammontare|bedrag|waarde|kwota|"
        "wartosc|amount in company currency|"
        "opportunity amount|est revenue|actual revenue|estimated revenue|converted value|total revenue|recent deal amount|"
        "deal value (usd)|sales amount|order value|net amount|القيمة|المبلغ|"
        "ποσο|αξια|金額|商談金額|受注金額|金额|금액|castka|hodnota|osszeg|ertek|tutar|сумма|бюджет|стоимость|belopp|varde|belob|"
        "belop|summa|arvo",
    ),
    Field(
        "currency",
        N_("Currency of the row's amounts"),
        ("records", "events", "spend", "counts"),
        "text",
        "currency|amount currency|currency of value|currency code|deal currency|currencyisocode|wahrung|wahrungscode|devise|"
        "code devise|moneda|"
        "codigo de moneda|valuta|moeda|waluta|العملة|value currency|value_currency|currency symbol|νομισμα|通貨|币种|货币|통화|"
        "mena|penznem|para birimi|валюта|valuutta",
    ),
    Field(
        "channel",
        N_("Where the buyer came from"),
        ("records", "events", "counts", "spend"),
        "text",
        "original source|lead source|leadsource|source|origin|channel|utm_source|utm_medium|source channel|source origin|"
        "marketing channel|"
        "acquisition channel|session primary channel group|session primary channel group default channel group|"
        "session default channel group|first user primary channel group|session source medium|session source|"
        "default channel group|medium|traffic source|original traffic source|lead_source|"
        "quelle|kanal|herkunft|leadquelle|lead-quelle|ursprungliche quelle|source du lead|source d'origine|canal|origine|"
        "fuente|fuente original|fuente del lead|"
        "origen|fonte|fonte originale|provenienza|origem|fonte original|bron|kanaal|oorspronkelijke bron|zrodlo|kanal|القناة|المصدر|"
        "originalquelle|source initiale|source originale|source campaign|record source|lead-source|akquisekanal|πηγη|καναλι|"
        "流入元|流入経路|"
        "チャネル|来源|渠道|客户来源|출처|유입경로|채널|zdroj|kanal|forras|csatorna|kaynak|источник|канал|kalla|kilde|lahde|kanava|"
        "first touch channel|how did you hear about us|platform|plattform|plateforme|plataforma",
    ),
    Field(
        "owner",
        N_("Who is responsible: to split by"),
        ("records", "events"),
        "text",
        "deal owner|owner|opportunity owner|contact owner|lead owner|sales_agent|sales agent|sales rep|salesperson|"
        "account owner|potential owner|rep|ae|"
        "eigentumer|besitzer|verantwortlich|zustandig|inhaber|proprietaire|responsable|propietario|proprietario|eigenaar|"
        "wlasciciel|vendedor|comercial|zustandiger mitarbeiter|deal-inhaber|owned by|sales owner|proprietaire de la transaction|"
        "propietario del negocio|υπευθυνος|担当者|负责人|담당자|vlastnik|felelos|sorumlu|ответственный|ansvarig|ansvarlig|omistaja",
    ),
    Field(
        "account",
        N_("The company: accounts are counted, their names are kept where they are few"),
        ("records", "events"),
        "text",
        "account name|account|company|company name|associated company|organization|organisation|company / account|customer|"
        "customer name|client|kunde|"
        "firma|unternehmen|konto|entreprise|societe|compte|empresa|cuenta|azienda|cliente|bedrijf|klant|conta|klient|companyname|الشركة",
    ),
    Field("entered", N_("Day on which a stage was entered"), ("records",), "date", many=True),
    Field("attribute", N_("Anything else of few values, to split by"), ("records", "events", "lookup"), "text", many=True),
    Field(
        "stage",
        N_("The stage that was entered, or that is counted"),
        ("events", "counts"),
        "text",
        "to stage|new value|new stage|stage|stage name|to|to status|new status|entered stage|funnel stage|phase|etape|etapa|"
        "fase|step|event|milestone",
    ),
    Field(
        "from_stage",
        N_("The stage before: rows in which nothing moved are left out"),
        ("events",),
        "text",
        "from stage|old value|old stage|previous stage|from status|old status|from",
    ),
    Field(
        "changed",
        N_("Which field changed: only changes of the stage count"),
        ("events",),
        "text",
        "field / event|field|field name|property|property name",
    ),
    Field(
        "day",
        N_("The day or month"),
        ("events", "counts", "spend"),
        "date",
        "day|date|start date|start date in utc|reporting starts|by day|month|week|period|jour|tag|fecha|startdatum|"
        "startdatum in utc|datum|monat|mois|mes|mese|"
        "giorno|data|maand|dag|miesiac|dzien|woche|semaine|semana|settimana|week starting|week of|time period|calendar month|"
        "year month|monat/jahr|"
        "last modified|edit date|changed at|change date|modified|timestamp|event date|entered at|entered on|date entered|"
        "transition date|send date|"
        "debut des rapports|debut de la periode|inicio del informe|berichtsstart|auswertungsbeginn|inizio report|"
        "بداية التقارير|التاريخ|اليوم|الشهر|date range start|month year|report date|gregorian date|"
        "quarter|quartal|trimestre|trimestre calendario|日付|月|日期|月份|날짜|월|datum|mesic|honap|tarih|ay|дата|месяц|"
        "ημερομηνια|μηνας|manad|dato|kuukausi",
    ),
    Field(
        "until",
        N_("The last day of the row's period"),
        ("spend", "counts"),
        "date",
        "reporting ends|end date|end date in utc|fin des rapports|fin de la periode|fin del informe|berichtsende|"
        "auswertungsende|fine report|"
        "نهاية التقارير|period end|to date|enddatum|fecha de fin|week ending",
    ),
    Field(
        "campaign",
        N_("The campaign"),
        ("spend", "counts"),
        "text",
        "campaign name|campaign|campaign_name|campaigns|campaign title|name der kampagne|kampagne|kampagnenname|"
        "nom de la campagne|campagne|"
        "nombre de la campana|campana|nome campagna|nome della campagna|campagna|nome da campanha|campanha|campagnenaam|"
        "nazwa kampanii|kampania|اسم الحملة|title|"
        "kampania reklamowa|nom de campagne|kampan|kampanya|кампания|καμπανια|キャンペーン|广告系列|캠페인",
    ),
    Field(
        "spend",
        N_("Money spent"),
        ("spend", "counts"),
        "number",
        "cost|amount spent|total spent|spend|spend in account currency|spent|ad spend|costs|kosten|coste|cout|couts|"
        "importe gastado|montant depense|"
        "ausgegebener betrag|gesamtausgaben|ausgaben|importo speso|valor gasto|valor usado|costo|custo|spesa|depenses|depense|"
        "gasto|inversion|wydatki|koszt|"
        "uitgegeven bedrag|besteed bedrag|kwota wydana|wydana kwota|المبلغ الذي تم إنفاقه|التكلفة|marketing spend|media cost|"
        "actual cost|budget spent|budget|"
        "total cost|investment|investissement|expense|investimento",
    ),
    Field(
        "revenue",
        N_("Revenue that the file itself states"),
        ("spend", "counts"),
        "number",
        "purchases conversion value|conv value|conversion value|total conversion value|total revenue|revenue|conversionwert|"
        "conv. wert|valeur de conversion|"
        "valor de conversion|umsatz|chiffre d'affaires|ingresos|ricavi|receita|all conv. value",
    ),
    Field("activity", N_("Something done or reached, counted: impressions, e-mails sent"), ("spend", "counts"), "number", many=True),
    Field(
        "count",
        N_("How many entered a stage"),
        ("counts",),
        "number",
        "count|number|quantity|n|anzahl|menge|nombre|cantidad|numero|quantidade|aantal|liczba|ilosc|volume|#|total|how many|"
        "value|wert|valeur|valor|القيمة|العدد",
        many=True,
    ),
    Field("key", N_("The value that the row tells more about"), ("lookup",), "text"),
)

NAMED = {field.name: field for field in FIELDS}

ACTIVITIES = {
    "impressions": "impr|impressions|impressionen|impresiones|impressioni|impressoes|impressies|wyswietlenia|مرات الظهور",
    "clicks": "clicks|link clicks|clicks all|clicks destination|outbound clicks|klicks|klicks auf links|clics|clics sur un lien|"
    "clics en el enlace|clic|clic sul link|"
    "cliques|cliques no link|kliks|klikniecia|unique clicks|click count|click_count|links geklickt|النقرات|النقرات على الرابط",
    "leads": "leads|results|conversions|key events|resultats|ergebnisse|resultados|risultati|konversionen|website leads|"
    "on facebook leads|form leads|conversioni|conversoes|conversiones|"
    "conversies|konwersje|lead form submissions|prospects|النتائج",
    "sent": "sent|emails sent|emails_sent|emails_sent_count|emailssent|sent_count|total recipients|email sent|mails sent|"
    "messages sent|envoyes|gesendet|enviados|inviati|verzonden|wyslane",
    "contacted": "contacted|new leads contacted count|new_leads_contacted_count|total_leads_contacted_count|unique_sent_count|"
    "unique sent|people contacted|leads contacted|kontaktiert|contactes|contactados",
    "delivered": "delivered|successful deliveries|emails delivered|zugestellt|delivres|entregados|consegnati",
    "opened": "opened|opens|unique opens|open_count|unique_open_count|emailsopened|emails opened|geoffnet|ouverts|abiertos",
    "replied": "replied|replies|reply_count|unique_replied_count|emailsreplied|emails replied|antworten|reponses|respuestas|"
    "risposte|respostas",
    "positive": "positive|positive replies|interested|campaign_lead_stats.interested|positive_reply_count|interessiert",
    "meetings": "meetings|meetings booked|demos|demoed|calls booked|termine|rendez-vous|reuniones",
    "bounced": "bounced|bounces|total bounces|bounce_count|bounced_count|email bounced",
    "sessions": "sessions|sitzungen|sesiones|sessioni|sessoes|visits|besuche",
}
"""Activities by name, with headers that mean them."""


_CURRENCY_AT_END = re.compile(rf"(?:[\s_/-]+in)?[\s_/-]+(?:{'|'.join(sorted(CURRENCY_CODES - {'ALL', 'TOP'}))}|usd|eur|gbp|chf)\s*$")


def spelled(header: str) -> str:
    """A header as it is compared with what is known: folded, without a currency as its last word (Betrag CHF, amount_usd)."""
    return fold_header(_CURRENCY_AT_END.sub("", header))


@cache
def known_headers(field: str) -> frozenset[str]:
    """The folded headers that mean a field."""
    return frozenset(fold_header(spelling) for spelling in NAMED[field].spellings.split("|") if spelling)


@cache
def activity_headers() -> dict[str, str]:
    """The name of an activity by folded header."""
    return {fold_header(spelling): name for name, spellings in ACTIVITIES.items() for spelling in spellings.split("|")}


def fields_of(kind: Kind) -> tuple[Field, ...]:
    """What the columns of a kind of file can be."""
    return tuple(field for field in FIELDS if kind in field.kinds)


def means(header: str, field: str) -> bool:
    """Whether a header is a known spelling of a field."""
    return spelled(header) in known_headers(field)
