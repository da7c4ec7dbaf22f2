"""Which tool wrote a file, by its headers."""

from collections.abc import Collection
from dataclasses import dataclass

from app.history.recipe import Kind
from app.history.values.words import fold, fold_header


@dataclass(frozen=True)
class Source:
    """A tool's export.

    Attributes:
        name: as `Look.source` says it. kind: what its rows are. list_name: for buyers, the list that is proposed.
        marks: headers, compared folded, with bars between, of which `least` must be there.
        channel: the channel that an ad or mail tool stands for.
        entry: the first stage of its buyers.
        never: headers, with bars between, of which its export has none.
    """

    name: str
    kind: Kind
    marks: str
    least: int = 2
    list_name: str = ""
    channel: str = ""
    entry: str = "Opportunity"
    never: str = ""


_NOT_GOOGLE = "Spend|Gregorian date|Gregorianisches Datum|Date grégorienne|Amount spent|Account number"
"""Google calls it cost, and has days; others share the names of its rates."""

SOURCES = (
    Source("salesforce", "events", "From Stage|To Stage|Last Modified|Opportunity ID|Opportunity Name", 3, "Salesforce opportunities"),
    Source("salesforce", "events", "Field / Event|Old Value|New Value|Edit Date", 3, "Salesforce opportunities"),
    Source(
        "hubspot",
        "records",
        "Lifecycle Stage|Contact ID|Became a Marketing Qualified Lead Date|Became a Lead Date|Became a Customer Date|"
        "Original Source|hs_lifecyclestage_marketingqualifiedlead_date|Became an Opportunity Date|First Deal Created Date|"
        "Contact owner|Lifecycle-Phase|Lead Status|Date entered "
        '"Lead (Lifecycle Stage Pipeline)"|Date entered "Marketing Qualified Lead (Lifecycle Stage Pipeline)"|'
        'Date entered "Customer (Lifecycle Stage Pipeline)"',
        3,
        "HubSpot contacts",
        entry="Lead",
    ),
    Source(
        "hubspot",
        "records",
        "Deal Stage|Deal Name|Pipeline|Close Date|Create Date|Deal owner|Deal ID|Record ID|dealstage|hs_object_id|closedate|"
        "createdate|dealname",
        4,
        "HubSpot deals",
    ),
    Source("hubspot", "records", "Deal-Phase|Deal-Name|Pipeline|Erstellungsdatum|Abschlussdatum|Datensatz-ID", 4, "HubSpot deals"),
    Source(
        "hubspot",
        "records",
        "Phase de la transaction|Nom de la transaction|Pipeline|Date de création|Date de fermeture|ID de fiche d'informations",
        4,
        "HubSpot deals",
    ),
    Source(
        "hubspot",
        "records",
        "Etapa do negócio|Nome do negócio|Proprietário do negócio|ID do registro|Etapa del negocio|Nombre del negocio|"
        "Propietario del negocio|ID de registro|Fase affare|Nome affare|Proprietario affare|ID record|"
        "Dealfase|Dealnaam|Dealeigenaar|Record-ID|"
        "取引ステージ|取引名|取引担当者|レコードID|Affärsfas|Affärsnamn|Affärsägare|Etap deala|Nazwa deala|Właściciel deala",
        3,
        "HubSpot deals",
    ),
    Source("salesforce", "records", "StageName|CloseDate|CreatedDate|LeadSource|IsWon|IsClosed", 3, "Salesforce opportunities"),
    Source(
        "salesforce",
        "records",
        "Opportunity Owner|Opportunity Name|Fiscal Period|Stage|Close Date|Created Date|Probability (%)|Amount Currency|Opportunity ID",
        4,
        "Salesforce opportunities",
    ),
    Source("salesforce", "records", "商談名|フェーズ|完了予定日|取引先名|商談 所有者|確度 (%)", 3, "Salesforce opportunities"),
    Source(
        "salesforce",
        "records",
        "Lead Owner|Company / Account|Lead Source|Lead Status|Create Date|Converted Date|Rating|Lead ID",
        4,
        "Salesforce leads",
        entry="Lead",
    ),
    Source(
        "pipedrive",
        "records",
        "Deal created|Won time|Lost time|Weighted value|Source channel|Currency of Value|Last stage change|Deal closed on|"
        "Add time|Lost reason",
        3,
        "Pipedrive deals",
    ),
    Source("zoho", "records", "Potential Name|Potential Owner|Closing Date|Created Time|Forecast Type|Age in Days", 3, "Zoho potentials"),
    Source("zoho", "records", "Lead Owner|Lead Source|Lead Status|Created Time|CONVERTED", 4, "Zoho leads", entry="Lead"),
    Source(
        "linkedin_ads",
        "spend",
        "Start Date (in UTC)|Campaign Group Name|Total Spent|Average CPM|Total Engagements|Startdatum (in UTC)|Gesamtausgaben|"
        "Name der Kampagne|Clicks to Landing Page|Date de début (en UTC)|Total dépensé|Fecha de inicio (en UTC)|Importe total gastado|"
        "Data de início (em UTC)|Total gasto|Data di inizio (in UTC)|Begindatum (in UTC)",
        2,
        channel="LinkedIn Ads",
    ),
    Source(
        "meta_ads",
        "spend",
        "Reporting starts|Reporting ends|Amount spent|Ad set name|Result indicator|Reach|Link clicks|Attribution setting|"
        "Montant dépensé|Nom de la campagne|Importe gastado|Ausgegebener Betrag|Importo speso|Valor gasto|"
        "المبلغ الذي تم إنفاقه|Valor usado|بداية التقارير|Auswertungsbeginn|Berichtsbeginn|Berichtsende|Reichweite|Alcance|"
        "Inicio del informe|Fin del informe|Início dos relatórios|Encerramento dos relatórios|Inizio report|Fine report|Copertura|"
        "Begin rapportage|Einde rapportage|Besteed bedrag|Bereik|レポート開始日|レポート終了日|消化金額|Początek raportowania|"
        "Koniec raportowania|Wydana kwota|Zasięg|Raporlama Başlangıcı|Raporlama Sonu|Harcanan Tutar|Rapporteringsstart|"
        "Rapporteringsslut|Spenderat belopp|Début des rapports|Fin des rapports",
        2,
        channel="Meta Ads",
    ),
    Source("pinterest_ads", "spend", "Spend in account currency|Outbound clicks|Ad group name", 2, channel="Pinterest Ads"),
    Source("tiktok_ads", "spend", "By Day|Clicks (destination)|Ad group name|Cost|CPC (destination)", 3, channel="TikTok Ads"),
    Source(
        "ga4",
        "spend",
        "Session primary channel group (Default Channel Group)|Engaged sessions|Key events|Sessions|Session default channel group",
        3,
    ),
    Source(
        "google_ads",
        "spend",
        "Impr.|Campaign status|Optimization score|Avg. CPC|Conv. rate|Cost / conv.|Currency code|Campaign type|Anzeigengruppe|"
        "Anzeigengruppenstatus|Kampagnenstatus|Interaktionen|État de la campagne|CPC moy.|Code de devise|Estado de la campaña|CPC medio|"
        "Código de moneda|Stato campagna|Codice valuta|Status da campanha|CPC méd.|Código da moeda|Campagnestatus|Gem. CPC|Valutacode|"
        "キャンペーンの状態|平均クリック単価|通貨コード|表示回数|Stan kampanii|Śr. CPC|Kod waluty|Durchschn. CPC",
        2,
        channel="Google Ads",
        never=_NOT_GOOGLE,
    ),
    Source("google_ads", "spend", "Date|Clicks|Impressions|Avg. CPC|Cost", 5, channel="Google Ads", never=_NOT_GOOGLE),
    Source(
        "microsoft_ads",
        "spend",
        "Gregorian date|Account name|Account number|Spend|Conv.|Avg. CPC|Impr.|Campaign status|Currency code|"
        "Gregorianisches Datum|Kontoname|"
        "Ausgaben|Date grégorienne|Nom du compte|Dépense|Dépenses",
        4,
        channel="Microsoft Ads",
    ),
    Source("google_ads", "spend", "Impressionen|Kosten|Klicks|Conversions", 4, channel="Google Ads"),
    Source(
        "lemlist",
        "records",
        "leadStatus|addedToLemlist|firstContactedDate|lastContactedDate|lastRepliedDate|emailDeliverability",
        2,
        "lemlist contacts",
        channel="Cold email",
        entry="Contacted",
    ),
    Source("lemlist", "spend", "emailsSent|emailsOpened|emailsReplied", 2, channel="Cold email"),
    Source(
        "instantly",
        "spend",
        "emails_sent_count|new_leads_contacted_count|leads_count|campaign_name|unique_replied_count|bounced_count",
        3,
        channel="Cold email",
    ),
    Source(
        "smartlead",
        "spend",
        "sent_count|unique_sent_count|unique_open_count|campaign_lead_stats.interested|bounce_count",
        2,
        channel="Cold email",
    ),
    Source(
        "apollo", "records", "Apollo Contact Id|Apollo Account Id|Company Name for Emails|Email Bounced", 2, "Apollo contacts", entry="Lead"
    ),
    Source("mailchimp", "spend", "Send Date|Total Recipients|Successful Deliveries|Unique Opens|Send Weekday", 3, channel="Newsletter"),
)


def source_of(headers: Collection[str]) -> Source | None:
    """The export whose marks are there, the one with most; None for any other table."""
    folded = {fold_header(header) for header in headers} | {fold(header) for header in headers}
    best: tuple[float, Source] | None = None
    for source in SOURCES:
        found = len({fold_header(mark) for mark in source.marks.split("|") if fold_header(mark) in folded or fold(mark) in folded})
        never = {fold_header(header) for header in source.never.split("|") if header}
        if found >= source.least and not never & folded and (best is None or found / source.least > best[0]):
            best = (found / source.least, source)
    return best[1] if best else None
