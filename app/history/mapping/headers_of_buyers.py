"""Headers of columns about buyers, in many tools and languages: by field, the likeliest first. They are compared folded."""

HEADERS_OF_BUYERS = {
    "id": (
        "record id|id|deal id|contact id|opportunity id|lead id|case safe id|mql_id|customer id|account id|vorgangsnummer|"
        "datensatz-id|id der transaktion|id de l'enregistrement|id del registro|identifiant|identificador|apollo contact id|uuid|"
        "potential id|potential no|hs_object_id|id rekordu|numer|nummer|codice|"
        "cliente id|id negocio|id affaire|id transaction|crm id|external id|"
        "nr|no|number|#|ref|reference|referenz|kundennummer|deal no|lead no|id de registro|id d'enregistrement|"
        "id de fiche d'informations|copper id|(do not modify) opportunity|(do not modify) lead|oppo_id|αρ|αριθμος|κωδικος|番号|id番号|"
        "案件番号|编号|번호|cislo|id obchodu|szam|azonosito|numara|номер|ид|sr no|s no|identyfikator|identificatore|post-id|"
        "externe id|id externo|(nicht andern) verkaufschance|(nicht andern) lead|(ne pas modifier) opportunite|"
        "(no modificar) oportunidad|レコードid|編號|序号|α/α|nro|nr crt|ma|מספר|номер сделки|email|email address|e-mail-adresse|"
        "adresse e-mail|correo electronico|indirizzo email"
        "|kod|auftragsnummer|auftrag-nr|angebotsnr|angebotsnummer|angebot-nr|firsat no|商机编号|线索编号|客户编号|"
        "영업기회번호|리드번호|رقم الصفقة"
        "|الرقم|מזהה|tunniste|ma co hoi|ma khach hang|номер угоди|код|รหัส|salgs-id|id trattativa|codice trattativa"
        "|bestellnummer|projektnummer|numero d'affaire|numero de dossier|numero de devis|n de devis|n d'affaire|offertnummer"
        "|tilbudsnr|ordrenr|案件id|商談id|管理番号"
    ),
    "created": (
        "create date|created date|created time|created|created at|created on|creation date|deal created|add time|date added|"
        "date created|opened date|open date|start date|engage_date|first_contact_date|first contact|erstellungsdatum|erstellt am|"
        "erstellt|anlagedatum|date de creation|cree le|fecha de creacion|creado|data creazione|data di creazione|data de criacao|"
        "criado em|aanmaakdatum|datum aangemaakt|data utworzenia|utworzono|addedtolemlist|entry date|eingangsdatum|inquiry date|"
        "date entered pipeline|lead created|deal created date|opportunity created date|date opened|opened|opened on|eroffnet|"
        "eroffnet am|angelegt|angelegt am|creee le|date creation|fecha creacion|creata il|creato il|criado|gemaakt op|aangemaakt|"
        "aangemaakt op|ημερομηνια δημιουργιας|δημιουργηθηκε|作成日|作成日時|創建日期|创建时间|创建日期|생성일|등록일|vytvoreno|"
        "datum vytvoreni|vytvorene|letrehozva|letrehozas datuma|olusturma tarihi|olusturulma tarihi|дата создания|создано|создана|"
        "skapad|skapad datum|skapat|oprettet|opprettet|luotu|luontipaiva|erstelldatum|erstellungszeit|erfasst am|erfassungsdatum|"
        "create time|creation time|cree|creee|creado el|fecha alta|fecha de alta|criada|criada em|data criacao|creato|creata|"
        "data inserimento|gemaakt|skapandedatum|skapades|oprettelsesdato|opprettelsesdato|ustvarjeno|datum kreiranja|kreirano|"
        "data crearii|creat la|ngay tao|tanggal dibuat|登録日|登録日時|建立日期|建立時間|תאריך יצירה|дата створення|створено|"
        "data dodania|ημ δημιουργιας|zeitstempel|timestamp|horodateur|marca temporal|carimbo de data/hora|informazioni cronologiche|"
        "tijdstempel|submitted at|submitted on|submission date|date submitted|optin_time|วันที่สร้าง"
        "|تاريخ الإنشاء|تاريخ الانشاء|registrert|registreret|registrerad|aangemaakt datum|vytvoreno dne"
        "|zalozeno|kayit tarihi"
    ),
    "closed": (
        "close date|closing date|closed date|deal closed on|closed on|close time|closed at|actual_close_date|abschlussdatum|"
        "schlussdatum|geschlossen am|date de cloture|date de fermeture|fecha de cierre|data chiusura|data di chiusura|"
        "data de fechamento|data de fecho|sluitingsdatum|afsluitdatum|data zamkniecia|end date|تاريخ الإغلاق|closed|closing|close|"
        "closure date|closure|date closed|won/lost date|decision date|closing day|abgeschlossen|abgeschlossen am|abschluss|"
        "abschluss am|abschlusstag|geschlossen|entschieden am|cloture|cloturee|cloture le|ferme le|cerrado|cerrada|cerrado el|cierre|"
        "chiuso|chiusa|chiuso il|chiusura|fechado|fechada|fechado em|fechamento|gesloten|gesloten op|zamkniete|zamknieto|zamkniecie|"
        "ημερομηνια κλεισιματος|κλεισιμο|完了日|クローズ日|关闭时间|关闭日期|结束日期|마감일|종료일|완료일|uzavreno|datum uzavreni|"
        "lezarva|lezaras datuma|kapanis tarihi|kapatma tarihi|дата закрытия|закрыто|закрыта|stangd|stangningsdatum|avslutsdatum|"
        "avslutad|lukket|lukkedato|suljettu|paattymispaiva|actual close|schlusstermin|tats abschlussdatum|"
        "tatsachliches abschlussdatum|conclue le|conclu le|clos le|close le|encerrado em|data de encerramento|sluitdatum|"
        "afgesloten op|zakljuceno|datum zatvaranja|zatvoreno|data inchiderii|inchis la|ngay dong|tanggal tutup|結束日期|關閉日期|"
        "תאריך סגירה|дата завершения|дата закриття|закрито|ημ κλεισιματος|date reelle de cloture|fecha de cierre real|วันที่ปิด"
        "|salgsdato|ngay ket thuc|成交日期|成单日期|actual close date"
    ),
    "expected_close": (
        "expected close date|expected close|est close date|est close|est closing date|estimated close|expected closing date|"
        "target close date|target close|planned close date|forecasted close date|estimated close date|forecast close date|"
        "erwartetes abschlussdatum|date de cloture prevue|fecha de cierre prevista|完了予定日|fecha prevista de cierre|"
        "data chiusura prevista|verwachte sluitingsdatum|gesch abschlussdatum|geschatztes abschlussdatum|"
        "voraussichtliches abschlussdatum|date de fermeture prevue|data de fechamento esperada|data de fechamento prevista|"
        "data di chiusura prevista|verwachte sluitdatum|oczekiwana data zamkniecia"
    ),
    "outcome": (
        "deal stage|stage|stagename|status|deal status|outcome|result|lifecycle stage|lead status|opportunity stage|phase|"
        "pipeline stage|sales stage|state|won/lost|win/loss|forecast type|verkaufsphase|dealphase|phase der transaktion|"
        "phase de la transaction|etape|etape de la transaction|statut|etapa|etapa del negocio|estado|fase|fase dell'affare|stato|"
        "etapa do negocio|dealfase|etap|hs_lead_status|ergebnis|resultado|المرحلة|الحالة|is won|won|gewonnen|status type|status label|"
        "κατασταση|σταδιο|ステータス|状態|フェーズ|商談フェーズ|状态|阶段|销售阶段|상태|단계|stav|faze|allapot|szakasz|durum|asama|"
        "статус|этап|стадия|lage|fas|tila|vaihe|statecode|ステージ|ステージ名|状況|狀態|trang thai|giai doan|stare|stadiu|stanje|faza|"
        "סטטוס|שלב|стан|affarsfas|verkaufsstufe|vertriebsphase|vertriebsstufe|stufe|steg|phase du cycle de vie|lifecycle-phase|"
        "lebenszyklusphase|fase del ciclo de vida|etapa del ciclo de vida|fase do ciclo de vida|levenscyclusfase|"
        "ライフサイクルステージ|สถานะ"
        "|商机阶段|线索状态|销售状态|trang thai co hoi|حالة الصفقة|مرحلة الصفقة|סטטוס עסקה|salgsstatus|salgsfase|tilstand"
    ),
    "is_won": "is won|won|gewonnen|opportunity won",
    "is_closed": "is closed|closed|geschlossen|abgeschlossen|opportunity closed",
    "lost": (
        "lost time|lost date|date lost|closed lost date|lost at|lost on|verloren am|date de perte|fecha de perdida|date perdu|data perdita|"
        "fecha de perdido|fecha perdido|perdido el|perdu le|data de perda|data da perda|perdido em|perso il|verlustdatum|verloren op|"
        "data utraty|forlorad datum|失注日|失注日時|输单日期|输单时间|丢单日期|실주일"
    ),
    "amount": (
        "amount|deal value|value|deal amount|total_amount|close_value|contract value|acv|tcv|arr|mrr|price|revenue|deal size|betrag|"
        "wert|auftragswert|umsatz|dealwert|summe|volumen|montant|valeur|importe|valor|cantidad|importo|valore|ammontare|bedrag|waarde|"
        "kwota|wartosc|amount in company currency|opportunity amount|actual revenue|est revenue|estimated revenue|converted value|"
        "total revenue|recent deal amount|deal value (usd)|sales amount|order value|net amount|القيمة|المبلغ|ποσο|αξια|金額|商談金額|"
        "受注金額|金额|금액|castka|hodnota|osszeg|ertek|tutar|сумма|бюджет|стоимость|belopp|varde|belob|belop|summa|arvo|bid amount|"
        "estimated value|est value|total value|total|gesamtwert|gesamtbetrag|importe total|montant total|valor total|importo totale|"
        "nettowert|nettobetrag|net value|converted amount|iznos|znesek|valoare|gia tri|nilai|סכום|сума|tats umsatz|gesch umsatz|"
        "geschatzter umsatz|valor unico|umsatzpotenzial|auftragsvolumen|มูลค่า|売上|売上高"
        "|商机金额|成交金额|合同金额|订单金额|销售金额|签约金额|预计金额|商談額|受注額|계약금액|거래금액|매출액|예상금액|"
        "قيمة الصفقة|שווי|hodnota obchodu|firsat tutari"
        "|anlasma degeri|kaupan arvo|dealvarde|ordervarde|ordreverdi|salgsverdi|gia tri co hoi|valoare contract"
        "|бюджет сделки|сума угоди|сумма сделки|auftragssumme|dealsumme|angebotswert|angebotssumme|"
        "netto-angebotswert|netto-auftragswert|offertsumme|offertwert"
    ),
    "currency": (
        "currency|amount currency|currency of value|currency code|deal currency|currencyisocode|wahrung|wahrungscode|devise|"
        "code devise|moneda|codigo de moneda|valuta|moeda|waluta|العملة|value currency|currency symbol|νομισμα|通貨|币种|货币|통화|"
        "mena|penznem|para birimi|валюта|valuutta|wahrung von wert|devise de valeur|moneda de valor|moeda de valor|valuta di valore|"
        "betrag wahrung|devise du montant|moneda del importe|bid currency|converted currency|divisa|codice valuta|valutacode|"
        "kod waluty|code de devise|codigo da moeda|通貨コード|幣別|valiuta|munteenheid"
        "|валюта сделки|валюта угоди|货币类型|币种类型|devize|para birimi kodu|deviza"
    ),
    "owner": (
        "deal owner|owner|opportunity owner|contact owner|lead owner|sales_agent|sales rep|salesperson|account owner|potential owner|"
        "rep|ae|eigentumer|besitzer|verantwortlich|zustandig|inhaber|proprietaire|responsable|propietario|proprietario|eigenaar|"
        "wlasciciel|vendedor|comercial|zustandiger mitarbeiter|deal-inhaber|owned by|sales owner|proprietaire de la transaction|"
        "propietario del negocio|υπευθυνος|担当者|负责人|담당자|vlastnik|felelos|sorumlu|ответственный|ansvarig|ansvarlig|omistaja|"
        "titolare|responsible person|responsible|owner name|assigned to|vertriebsmitarbeiter|verkaufer|affarsagare|agare|commercial|"
        "commerciale|responsabile|所有者"
        "|fur deal zustandiger mitarbeiter|vendeur|vendeuse|saljare|selger|saelger|satis temsilcisi|vastuuhenkilo|менеджер"
        "|менеджер сделки|відповідальний|ownerid|owner id|user name|销售负责人|跟进人|業務員|営業担当|営業担当者|"
        "영업담당자|영업 담당자|المسؤول|מנהל תיק"
        "|אחראי|obchodnik|handlowiec|opiekun|ertekesito|πωλητης|venditore|verkoper|nhan vien kinh doanh|nguoi phu trach"
        "|agent vanzari"
    ),
    "account": (
        "account name|account|company|company name|associated company|organization|organisation|company / account|customer|"
        "customer name|client|kunde|firma|unternehmen|konto|entreprise|societe|compte|empresa|cuenta|azienda|cliente|bedrijf|klant|"
        "conta|klient|الشركة|nombre de la cuenta|nom du compte|nome da conta|nome account|accountnaam|取引先名|取引先|"
        "potential customer|potenzieller kunde|client potentiel|cliente potencial|cliente potenziale|organizzazione|organizacion|"
        "organizacao|organisatie|organizacja|компания|会社名|公司|客户名称|foretag|virksomhed|yritys"
        "|societe / compte|cegnev|ceg|musteri|musteri adi|고객사|고객명|회사명|πελατης|לקוח|שם הלקוח|العميل|اسم العميل|khach hang"
        "|ten khach hang|клієнт|клиент|компанія|客户|客戶|客户名称|公司名称|顧客名|企業名|ลูกค้า|accountid|asiakas|kund|kunden|zakaznik"
        "|societatea|firma client"
    ),
}
