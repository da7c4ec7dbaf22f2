"""Headers of columns about money, activities and counts, in many tools and languages: by field, the likeliest first."""

HEADERS_OF_LEDGERS = {
    "channel": (
        "original source|lead source|source|origin|channel|utm_source|utm_medium|source channel|source origin|marketing channel|"
        "acquisition channel|session primary channel group|session primary channel group default channel group|"
        "session default channel group|first user primary channel group|session source medium|session source|default channel group|"
        "medium|traffic source|original traffic source|quelle|kanal|herkunft|leadquelle|ursprungliche quelle|source du lead|"
        "source d'origine|canal|origine|fuente|fuente original|fuente del lead|origen|fonte|fonte originale|provenienza|origem|"
        "fonte original|bron|kanaal|oorspronkelijke bron|zrodlo|القناة|المصدر|originalquelle|source initiale|source originale|"
        "source campaign|record source|akquisekanal|πηγη|καναλι|流入元|流入経路|チャネル|来源|渠道|客户来源|출처|유입경로|채널|zdroj|"
        "forras|csatorna|kaynak|источник|канал|kalla|kilde|lahde|kanava|first touch channel|how did you hear about us|platform|"
        "plattform|plateforme|plataforma|hs_analytics_source|original source type|quellenkanal|canal source|canal de origen|"
        "canal de origem|canale di origine|canal d'acquisition|canal de adquisicion|canal de aquisicao|canale di acquisizione|"
        "origine de la piste|origen del prospecto|origen del candidato|pierwotne zrodlo|ursprunglig kalla|オリジナルソース|"
        "リードソース|流入チャネル|來源|izvor|vir|sursa|sumber|nguon|מקור|джерело|user source|contact source|data source name|"
        "marketing source|acquisition source|werbekanal|wie haben sie von uns erfahren|wie sind sie auf uns aufmerksam geworden|"
        "comment avez-vous entendu parler de nous|comment nous avez-vous connus|como nos conocio|como nos ha conocido|"
        "como conheceu a gente|como nos conheceu|come ci hai conosciuto|hoe heb je ons gevonden|hoe hebt u ons gevonden|"
        "primare channelgruppe fur sitzung standard-channelgruppe|primare channelgruppe fur sitzung|"
        "groupe de canaux principal de la session|grupo de canales principal de la sesion|แหล่งที่มา"
        "|ursprungliche traffic-quelle|线索来源|商机来源|线索渠道|获客渠道|推广渠道|경로|유입 경로|مصدر العميل|مصدر الصفقة|"
        "canalul|zdroj leadu"
        "|kayit kaynagi|nguon khach hang"
    ),
    "stage": (
        "to stage|new value|new stage|stage|stage name|to|to status|new status|entered stage|funnel stage|phase|etape|etapa|fase|step|"
        "event|milestone|new stage name|ステージ|阶段|階段|etap|asama|этап|steg|szakasz|stufe|stadium|faza|단계"
    ),
    "from_stage": "from stage|old value|old stage|previous stage|from status|old status|from|old stage name|prior stage|previous value",
    "changed": "field / event|field|field name|property|property name",
    "day": (
        "day|date|start date|start date in utc|reporting starts|by day|month|week|period|jour|tag|fecha|startdatum|startdatum in utc|"
        "datum|monat|mois|mes|mese|giorno|data|maand|dag|miesiac|dzien|woche|semaine|semana|settimana|week starting|week of|"
        "time period|calendar month|year month|monat/jahr|last modified|edit date|changed at|change date|modified|timestamp|"
        "event date|entered at|entered on|date entered|transition date|send date|debut des rapports|debut de la periode|"
        "inicio del informe|berichtsstart|auswertungsbeginn|inizio report|بداية التقارير|التاريخ|اليوم|الشهر|date range start|"
        "month year|report date|gregorian date|quarter|quartal|trimestre|trimestre calendario|日付|月|日期|月份|날짜|월|mesic|honap|"
        "tarih|ay|дата|месяц|ημερομηνια|μηνας|manad|dato|kuukausi|dia|gun|nap|nach tag|date_day|report day|send time|sent date|"
        "sent at|date d'envoi|versanddatum|fecha de envio|data de envio|data invio|verzenddatum|gregorianisches datum|"
        "date de debut en utc|fecha de inicio en utc|data de inicio em utc|data di inizio in utc|begindatum in utc|"
        "inicio dos relatorios|begin rapportage|poczatek raportowania|raporlama baslangici|"
        "rapporteringsstart|レポート開始日|berichtsbeginn|stichtag|"
        "buchungsdatum|invoice date|transaction date|posting date|日付別|วันที่"
        "|luna|luna calendaristica|时间|统计日期|统计时间|年月|일별|월별|mēnesis|kuu|thang|день|الفترة|חודש|เดือน"
    ),
    "until": (
        "reporting ends|end date|end date in utc|fin des rapports|fin de la periode|fin del informe|berichtsende|auswertungsende|"
        "fine report|نهاية التقارير|period end|to date|enddatum|fecha de fin|week ending|encerramento dos relatorios|einde rapportage|"
        "koniec raportowania|raporlama sonu|rapporteringsslut|レポート終了日"
    ),
    "campaign": (
        "campaign name|campaign|campaigns|campaign title|name der kampagne|kampagne|kampagnenname|nom de la campagne|campagne|"
        "nombre de la campana|campana|nome campagna|nome della campagna|campagna|nome da campanha|campanha|campagnenaam|"
        "nazwa kampanii|kampania|اسم الحملة|title|kampania reklamowa|nom de campagne|kampan|kampanya|кампания|καμπανια|キャンペーン|"
        "广告系列|캠페인|kampanya adi|kampanjnamn|キャンペーン名|naam campagne|nombre de campana|sequence name|sequence|cadence name|"
        "cadence|计划|广告计划名称|广告计划|推广计划|项目名称|캠페인명|캠페인 이름|キャンペーン名称|назва кампанії|название кампании|"
        "kampanjenavn|kampanj|kampanje|kampagnenavn|kampanja|kampania neve|denumirea campaniei|campanie"
    ),
    "spend": (
        "cost|amount spent|total spent|spend|spend in account currency|spent|ad spend|costs|kosten|coste|cout|couts|importe gastado|"
        "montant depense|ausgegebener betrag|gesamtausgaben|ausgaben|importo speso|valor gasto|valor usado|costo|custo|spesa|depenses|"
        "depense|gasto|inversion|wydatki|koszt|uitgegeven bedrag|besteed bedrag|kwota wydana|wydana kwota|المبلغ الذي تم إنفاقه|"
        "التكلفة|marketing spend|media cost|actual cost|budget spent|budget|total cost|investment|investissement|expense|investimento|"
        "費用|消化金額|花费|支出|비용|расход|расходы|затраты|spenderat belopp|kostnad|harcanan tutar|harcama|importe total gastado|"
        "total gastado|total depense|total gasto|totale spesa|totale uitgaven|uitgaven|besteding|media spend|naklady"
        "|消耗|总费用|总消耗|投放费用|推广费用|广告费用|广告费|花费金额|총비용|광고비|расход всего|витрати|cheltuieli|"
        "budget depense|depenses publicitaires"
        "|gastos|gasto publicitario|inversion publicitaria|spese|spesa pubblicitaria|werbekosten|werbeausgaben"
        "|marketingkosten|annonceringskosten|annonskostnad|annonsekostnad|markedsforing|mainoskulut|kulut|naklady na reklamu"
        "|reklama harcamasi|chi phi|広告費|コスト|利用金額|δαπανη|δαπανες|costuri|koltseg|kiadas|الإنفاق|הוצאות"
    ),
    "revenue": (
        "purchases conversion value|conv value|conversion value|total conversion value|total revenue|revenue|conversionwert|"
        "conv. wert|valeur de conversion|valor de conversion|umsatz|chiffre d'affaires|ingresos|ricavi|receita|all conv. value"
        "|venituri|incasari|成交金额|销售额|收入|営業収入|売上|매출|매출액|выручка|доход|доходи|przychod|przychody|omzet|"
        "intakter|inntekter"
        "|omsattning|omsetning|omsaetning|liikevaihto|trzby|bevetel|gelir|ciro|doanh thu|faturamento|fatturato|ventas netas"
        "|facturacion|εσοδα|τζιρος|الإيرادات|הכנסות|chiffre d affaires signe"
    ),
    "count": (
        "count|number|quantity|n|anzahl|menge|nombre|cantidad|numero|quantidade|aantal|liczba|ilosc|volume|#|total|how many|value|"
        "wert|valeur|valor|القيمة|العدد"
    ),
}

ACTIVITIES = {
    "impressions": (
        "impr|impressions|impressionen|impresiones|impressioni|impressoes|impressies|wyswietlenia|مرات الظهور|impression|weergaven|"
        "vertoningen|vert|visningar|gosterim|インプレッション|表示回数|展示次数|노출수|показы"
        "|展示数|展示量|曝光量|曝光数|노출|покази|wyświetleń|naytot|visninger|eksponeringer|afisari"
    ),
    "clicks": (
        "clicks|link clicks|clicks all|clicks destination|outbound clicks|klicks|klicks auf links|clics|clics sur un lien|"
        "clics en el enlace|clic|clic sul link|cliques|cliques no link|kliks|klikniecia|unique clicks|click count|links geklickt|"
        "النقرات|النقرات على الرابط|link-klicks|klicks ziel|klikken|klikken op links|klikniecia linku|baglanti tiklamalari|lankklick|"
        "リンクのクリック|クリック数|点击次数|클릭수|клики"
        "|点击数|点击量|클릭|клiки|кліки|klikken op link|cliqueurs|kliknieta|klick|kliknięcia w link|klikk|klik"
        "|klikkaukset|clicuri|tiklamalar"
    ),
    "leads": (
        "leads|results|conversions|key events|resultats|ergebnisse|resultados|risultati|konversionen|website leads|on facebook leads|"
        "form leads|conversioni|conversoes|conversiones|conversies|konwersje|lead form submissions|prospects|النتائج|resultaten|"
        "wyniki|sonuclar|resultat|結果|コンバージョン|schlusselereignisse|evenements cles|eventos clave|eventos principais|"
        "eventi chiave"
        "|conv|转化数|转化量|转化|表单提交数|전환수|전환|конверсии|конверсії|konverteringar|konverteringer|conversii|"
        "donusumler|leads generes"
        ""
    ),
    "sent": (
        "sent|emails sent|emails_sent_count|sent_count|total recipients|email sent|mails sent|messages sent|envoyes|gesendet|enviados|"
        "inviati|verzonden|wyslane|recipients|destinataires|destinatarios|destinatari|empfanger"
    ),
    "contacted": (
        "contacted|new leads contacted count|total_leads_contacted_count|unique_sent_count|unique sent|people contacted|"
        "leads contacted|kontaktiert|contactes|contactados"
    ),
    "delivered": "delivered|successful deliveries|emails delivered|zugestellt|delivres|entregados|consegnati|livres|entregues|geliefert",
    "opened": (
        "opened|opens|unique opens|open_count|unique_open_count|emailsopened|geoffnet|ouverts|abiertos|ouvreurs uniques|"
        "ouvertures uniques|unique opened"
        "|ouvreurs|ouvertures|openers"
    ),
    "replied": (
        "unique replies|replied|replies|reply_count|unique_replied_count|emailsreplied|antworten|reponses|respuestas|risposte|respostas"
    ),
    "positive": "positive|positive replies|interested|campaign_lead_stats.interested|positive_reply_count|interessiert",
    "meetings": "meetings|meetings booked|demos|demoed|calls booked|termine|rendez-vous|reuniones",
    "bounced": "bounced|bounces|total bounces|bounce_count|bounced_count|email bounced|rebonds|rebotes|rimbalzi",
    "sessions": "sessions|sitzungen|sesiones|sessioni|sessoes|visits|besuche|sessies|sesje|セッション",
}
"""Activities by name, with headers that mean them."""
