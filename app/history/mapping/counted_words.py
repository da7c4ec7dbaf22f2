"""Words above numbers in sheets of monthly counts, in many languages: what was counted of a stage."""

from functools import cache

from app.history.values.words import fold

COUNTED = {
    "Lead": "lead-uri|leaduri|leadlar|kontakte|neue kontakte|contacts generes|demandes|demandes entrantes|solicitudes|"
    "richieste|pedidos de contato|"
    "aanvragen|zapytania|poptavky|forfragningar|henvendelser|foresporsler|forespørgsler|tarjouspyynnot|cereri|заявки|"
    "обращения|заявок|лидов|"
    "ліди|線索|询盘|询价|문의|リード獲得|お問い合わせ",
    "Opportunity": "oportunitati|prilezitosti|obchodni prilezitosti|muligheter|muligheder|affarsmojligheter|mahdollisuudet|firsatlar|"
    "возможностей|可能性|기회|영업기회|ευκαιριες|lehetosegek",
    "Proposal": "angebote|angebot|versendete angebote|offerten|devis|devis envoyes|devis emis|propositions|offers|"
    "offers sent|quotes|quotes sent|proposals|"
    "proposals sent|presupuestos|presupuestos enviados|propuestas|ofertas|preventivi|preventivi inviati|propostas|propostas enviadas|"
    "offertes|oferty|wyslane oferty|nabidky|offerter|tilbud|sendte tilbud|tarjoukset|arajanlatok|teklifler|oferte|"
    "предложения|кп|报价|见积|見積|견적",
    "Deal": "contracte|contrats|contrats signes|signatures|signes|commandes|affaires gagnees|contratos|contratos cerrados|"
    "cierres|contratti|contratti firmati|"
    "vertrage|vertragsabschlusse|unterschriften|contracten|opdrachten|umowy|podpisane umowy|smlouvy|zakazky|avtal|ordrer|"
    "salg|kontrakter|kaupat|"
    "sopimukset|szerzodesek|szerzodések|sozlesmeler|satislar|vanzari|сделки|продажи|договоры|成单|签单|签约|계약|계약수|"
    "受注件|契約|wins|new deals|ganados|ganadas|"
    "gagnes|gagnees|vinti|vinte|ganhos|ganhas|gewonnene|gewonnene deals|wygrane|vundne|vunne|vunna",
}
"""What stands above numbers of a stage only: of one buyer these words may mean something else."""


@cache
def counted_words() -> dict[str, str]:
    """The name of a stage by folded word above numbers."""
    return {fold(word): stage for stage, words in COUNTED.items() for word in words.split("|")}
