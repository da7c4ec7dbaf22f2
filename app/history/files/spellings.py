"""Words of everyday exports by language, written with its letters beyond ASCII: what a code page is told by."""

SPELLINGS = {
    "german": """
        währung geschäft geschäfte geschäftswert gewählt größe straße fläche länge höhe menge wöchentlich täglich jährlich monatlich
        märz für über übersicht gebühr gebühren schließen geschlossen abschließend geöffnet eröffnet öffnen verkäufer käufer verkäufe
        umsätze anträge beträge beiträge tätigkeit aktivität priorität qualität zuständig zuständige eigentümer schlüssel schlüsselwort
        größer außen maßnahme mögliche möglich möglichkeit nächster nächste später gültig ungültig fällig fälligkeit verfügbar lösung
        gelöscht geändert änderung änderungen länder städte köln münchen düsseldorf nürnberg österreich zürich größter müller schäfer
        krüger jäger köhler schröder böhm weiß groß verlängerung bestätigt präsentation rückruf rücklauf prüfung ausgewählt empfänger
        ankündigung anhänge stück stückzahl überfällig erlöse löhne vorgänge zugänge abgänge gewährung erklärung einführung lücke brücke
        grün schwäche büro gespräch erstgespräch auftraggeber träger anfänger verhältnis kündigung gekündigt vergütung führung förderung
        börse größenordnung süd südwest ähnlich ältere übrige wärme kälte gerät geräte fußball heiß ausschließlich gemäß öffentlich
        hörer störung größen telefongespräch""",
    "french": """
        créé créée créées modifié modifiée clôturé clôture clôturée date fermée fermé fermeture numéro société sociétés étape étapes
        phase état été février août décembre général générale propriétaire créateur référence références libellé intitulé catégorie
        réseau dernière dernier première prévu prévue prévision privé gagnée gagné perdue perdu opportunité opportunités réussi échoué
        échéance référencement payé payant dépensé dépense dépenses coût coûts résultat résultats répétition clé clés désignation à où
        même être françois rené andré hélène jérôme benoît noël zoé agnès irène léa île québec orléans nîmes besançon rhône saône isère
        français reçu reçue façade leçon dès très près après accès succès progrès modèle système critère règle père mère frère célèbre
        mètre bientôt hôtel contrôle dépôt côté tôt rôle tête fête prêt intérêt forêt arrêt bâtiment château théâtre tâche âge dîner
        maître connaître naïf maïs cœur sœur œuvre bœuf qualité activité priorité quantité délai média médias événement évènement
        télévision téléphone entrée arrivée durée année journée idée validé annulé envoyé livré signé refusé accepté répondu intéressé
        qualifié""",
    "spanish": """
        número creación fecha última último año años día días teléfono razón dirección categoría campaña campañas compañía compañías
        español españa señor señora niño mañana montaña pequeño diseño dueño tamaño núñez muñoz peña ibáñez josé maría ramón andrés
        martínez gonzález rodríguez fernández lópez pérez sánchez gómez jiménez hernández álvarez díaz gutiérrez vázquez méxico bogotá
        medellín málaga córdoba león cádiz público búsqueda orgánica orgánico página páginas título válido inválido crédito débito
        operación operaciones oportunidad estación región gestión sesión reunión conversión impresión versión información promoción
        cotización facturación negociación calificación situación presentación período periódico ingresó perdió ganó cerró abrió también
        según más así aquí después través interés inglés francés cliente básico único físico rápido técnico político electrónico código
        método pérdida índice línea área vía energía tecnología garantía mayoría asesoría envío país raíz maíz automático cigüeña
        pingüino vergüenza miércoles sábado árbol éxito órdenes útil""",
    "portuguese": """
        código número não são então ação ações operação operações criação criado em previsão situação negociação conclusão conversão
        impressão impressões sessão sessões razão região promoção informação descrição organização organizações avaliação prospecção
        preço preços serviço serviços orçamento avanço março faça início fechado média médio último última único página título vídeo
        vídeos período crédito débito público prêmio mês três inglês português você também até após através já é está orgânica orgânico
        básico técnico responsável disponível possível nível móvel imóvel usuário proprietário salário horário necessário funcionário
        comentário endereço cabeçalho joão conceição gonçalves antônio josé luís márcio cláudia fábio flávia patrícia mônica érica
        goiânia brasília florianópolis paraná ceará maranhão espírito santos cuiabá belém vitória família história estratégia indústria
        agência experiência referência frequência câmbio câmara âmbito pânico ênfase gênero êxito ônibus côncavo opções condições mãe
        irmã manhã amanhã alemã mão coração milhões leilões botões põe propõe ganhou perdida área distância avô bebê""",
    "italian": """
        quantità attività priorità opportunità qualità società città unità novità proprietà età già metà verità realtà disponibilità
        possibilità responsabilità modalità località università pubblicità perché poiché affinché né sé è cioè caffè tè però può più giù
        così lunedì martedì mercoledì giovedì venerdì lì sì dì farà sarà avrà potrà verrà perderà ciò falò comò oblò virtù gioventù
        tribù ventitré trentatré benché finché forlì cantù nicolò niccolò libertà sanità validità identità entità capacità velocità
        difficoltà facoltà avrò sarò ragù laggiù canapè""",
    "dutch": """
        categorieën coördinator coördinatie financiën financiële industrieën reëel ideeën één geïnteresseerd geïnteresseerde oriëntatie
        oriënterend belgië italië azië brazilië australië indonesië roemenië kroatië slovenië californië provinciën knieën zeeën patiënt
        patiënten cliënt cliënten efficiënt efficiëntie ingrediënten beëindigd beëindiging geëindigd geïmporteerd geïnstalleerd geüpload
        beïnvloed egoïst naïef maïs ruïne coöperatie zoölogie reünie vóór café privé attaché hé crème enquête scène daniël raphaël joël
        michaël israël""",
    "nordic": """
        beløb beløbet værdi værdien
        åpnet åpen lukket tilbud beløp kjøp kjøper selger pågående tapt vunnet målt måned månedlig år årlig dørsalg søk søkeord øer øen
        øerne øens prøve prøver grøn grønland sø søen miljø miljøet nøgle tøj føroyar færøerne møn samsø rømø læsø ærø æra ækvator
        jubilæum betalt søgning forhøjet størrelse følger følge på også når får går både må kø køb købt løn høj høst øst øl ø gør før
        første større højde område områder måde råd båd åben århus ålborg aalborg københavn østergård sørensen jørgensen møller bjørn
        kjær nørgaard lærke træ være været kræver sælger sælg værdi ændret ændring æble læge næste fakturabeløp bestått ansökan
        försäljning försäljare fördelning företag förfallen förlorad förlorat för försök källa kanäl värde världen ägare ändrad
        ändringsdatum avslutad öppen öppnad öppet stängd stängt skapad möte möten mål månad månader åtgärd från få två också då så lön
        höst söder köp köpare stöd större största nästa väg är här där när sätt gäller många hög högt göteborg malmö västerås örebro
        linköping jönköping umeå luleå gävle borås växjö skåne åberg öberg sjöberg lindström nyström öhman åkesson åström hållbar tjänst
        tjänster tjänsteföretag aktivitet återförsäljare användare myyjä päivämäärä päivä määrä hävitty voitettu lähde tila käynnissä
        asiakas äänekoski yhtiö yritys päättynyt päätetty myyntiä sähköposti jyväskylä järvinen hämäläinen mäkinen mäkelä väisänen
        virtanen työ työn hyväksytty hylätty häviö säästö tähti täytetty löytyi kesäkuu heinäkuu syyskuu tšekki šekki shakki käyttäjä
        eteläinen itäinen länsi pohjois-suomi džonkki brändi kieliä""",
    "icelandic": """
        stofnað lokað upphæð tegund staða staðan tapað unnið viðskipti viðskiptavinur fyrirtæki síðast síða dagsetning sölumaður
        þjónusta það þar þegar þessi þá því þú þing íþrótt maður maðurinn með við verð verði úr út úti ég er árið ár ágúst maí júní júlí
        október nóvember sími símanúmer netfang heimilisfang reykjavík kópavogur hafnarfjörður akureyri ísafjörður jón guðmundur
        sigurður guðrún þór þóra björn ólafur óskar jóhann eiríkur fjárhæð fjöldi uppfært búið breytt bókað greiðsla greitt ógreitt
        staðfest hætt hætta næsta næst fær læra dæmi bær tæki öll öllum söluferli fjölskylda höfn björg""",
    "polish": """
        data utworzenia zamknięcia zamknięta zamknięty zamknięte wartość wartości źródło źródła wygrana przegrana właściciel etap kwota
        złotych złoty łączna łącznie łódź wrocław kraków gdańsk gdynia poznań rzeszów białystok częstochowa toruń świętokrzyskie śląsk
        śląskie małopolska wielkopolska województwo firma spółka sprzedaż sprzedaży klienci kampania miesiąc miesięcznie miesiące
        styczeń luty kwiecień czerwiec sierpień wrzesień październik października września grudzień tydzień dzień środa piątek płatne
        płatność płatności koszt wyświetlenia kliknięcia odsłony użytkownik użytkownicy imię nazwisko święta ważność ważny również także
        więc są będą będzie być mówić możliwość możliwe różne róża góra który która które ósmy północ południe wschód zachód zamówienie
        zamówienia przychód rozchód dochód powód główny krótki później źle źrebak późno jesień jakość ilość usługa usługi sieć pięć
        dziesięć część części międzynarodowy więcej następny następna początek początku koniec końca państwo rozpoczęcie rozpoczęto
        odbyło się wysłano wysłane zaakceptowano odrzucona działanie działania dział wójcik kamiński zieliński wiśniewski dąbrowski
        kozłowski jabłoński wróbel wieczorek piotrowski paweł michał łukasz małgorzata józef stanisław władysław żółty żaden że już może
        każdy nadąża sąd ząb gęś ślub ćwiczenie""",
    "czech_slovak": """
        číslo vytvořeno vytvořil uzavřeno uzavření otevřeno otevřené vyhráno vyhraná prohráno prohraná částka částky stav zdroj kč tis
        měna měsíc měsíce měsíční březen květen červen červenec září říjen říjnu únor začátek začíná konec dokončeno zrušeno příjem
        příjmy příležitost příležitosti příští případ zákazník zákazníci společnost obchodní obchodník jméno příjmení společnosti město
        země čas počet počty celkem průměr průměrná zobrazení kliknutí kampaň kampaně náklady vyhledávání placené přímý přímé událost
        události týden středa čtvrtek pátek úterý pondělí neděle děkuji během před při přes úspěch úspěšný důvod důvody dům růst původ
        význam její může můžete více méně též třetí čtvrtá pět šest devět úroveň účet účty žádost žádný že již životnost plzeň brno
        české budějovice hradec králové ústí liberec třebíč děčín jiří tomáš lukáš ondřej matěj vojtěch zdeněk kateřina novák dvořák
        černý procházka kučera veselý horák němec marek pospíšil růžička šťastný žižka křížek říha doručeno odesláno vytvorené vytvorený
        uzavreté uzavretá otvorená prehraná hodnota mesiac február máj jún júl október účtovná čiastka príležitosť príležitosti
        spoločnosť spoločnosti košice žilina trnava nitra prešov banská bystrica ľubomír ľudovít štefan ján mária účel veľký všetko
        všetky ešte päť deväť kôň môže stĺpec vŕba ďalší ďalej ťažký krajín počiatok""",
    "hungarian": """
        összeg létrehozás létrehozva lezárás lezárva dátum dátuma állapot érték értékesítés értékesítő megnyert elveszett elveszített
        nyitott szakasz ügyfél ügyfelek ügylet üzlet üzletkötő forrás név cég cégnév telefonszám költség költségek keresés fizetett
        megjelenítések kattintások kampány időpont időtartam idő előző következő első később felelős tulajdonos módosítás módosítva
        január február március április május június július szeptember október hétfő csütörtök szombat hónap hét év évek nap negyedév
        győr pécs miskolc debrecen székesfehérvár szőlő jövő jövőbeli előfizető előfizetés bevétel árbevétel eladás eladási ár áru
        közvetlen közösségi hirdetés hirdetések érdeklődő érdeklődők lehetőség lehetőségek minőség minősített egyéb összes összesen
        gyűjtő gyűjtés egyszerű működés művelet szükséges szűrő hűség nagy lászló istván józsef jános zoltán sándor gábor szabó tóth
        kovács horváth németh kiss molnár török balázs győző dezső erzsébet éva ágnes ügynök nő nők férfi erdő mező tető szerződés
        szerződött ajánlat elfogadva elutasítva jóváhagyva függőben vevő vevők város ország kérés sürgős tűz víz fű fűtés""",
    "romanian": """
        dată sumă închidere închis închisă închiderii creată creare câştigat câştigată pierdută sursă client clienţi etapă valoare
        deschisă deschis bucureşti timişoara iaşi cluj braşov constanţa ploieşti galaţi piteşti târgu mureş bacău brăila buzău sălaj
        argeş preţ preţuri cost cheltuieli vânzare vânzări vânzător căutare plătită plătit afişări campanie campanii lună luni săptămână
        săptămâni an ani zi marţi sâmbătă duminică până după către fără între şi că să să-şi şef ştefan ţară ţări ţintă totală iniţial
        iniţială finalizată finalizat acţiune acţiuni tranzacţie tranzacţii oportunităţi oportunitate organizaţie descriere responsabil
        persoană companie înregistrare început începe încă în înainte însă întâlnire ofertă trimisă acceptată respinsă aprobată anulată
        plată facturare număr numărul judeţ oraş comandă comenzi românia român română lângă mână gând când cât atât rând rămas rămâne
        bărbat văzut făcut bătrân popescu ionuţ ionescu mihăilă cătălin cătălina ştefănescu mădălina răzvan bogdan georgiană""",
    "south_slavic": """
        početak početni završetak završeno završen zatvoreno zatvaranje otvoreno izgubljeno dobiveno iznos vrijednost kreirano izvor
        plaćeno plaćanje plaćeni račun računa računi troškovi trošak pretraživanje korisnik korisnički mjesec siječanj veljača ožujak
        lipanj srpanj prosinac četvrtak subota tjedan količina naručeno narudžba narudžbe kupac prodavač prodaja društvo društvene mreže
        tvrtka preduzeće preduzeća opština općina grad država županija županije čačak šabac niš užice požega vukovar šibenik čakovec
        đakovo karlovac poreč rovinj križevci koprivnica ilić petrović jovanović nikolić marković đorđević stojanović ivanović kovačević
        horvatić babić marić novaković jurić knežević matić vuković božić šarić perić bošnjak čović đurić lučić tomić pavlović filipović
        vrednost začetek zaključeno zaključek zaključen ključ odprto pridobljeno znesek plačano plačilo stroški strošek iskanje
        uporabnik mesec četrtek sreda naročilo naročeno družba območje občina mesto življenje možnost priložnost priložnosti žalec
        škofja loka črnomelj ljubljana krško celje kovač zupančič potočnik golob hočevar žagar krajnčič božič tomaž matjaž uroš aleš
        miloš saša nataša špela maša tjaša uspešno neuspešno sljedeći sledeći već međutim također takođe između rođen događaj pregled
        više manje još što šta bez dođe kvalifikovano kvalificirano neplaćeno isključeno uključeno dodatno razlog mogućnost""",
    "turkish": """
        oluşturma oluşturuldu oluşturulma tarihi kapanış kapanma başlangıç bitiş açık kapalı kazanıldı kaybedildi durum tutar tutarı
        müşteri müşteriler satış satışlar satıcı aşama fırsat fırsatlar işlem işlemler değer değeri sahibi kaynağı kaynak ödeme ödendi
        ücret ücretli arama tıklama tıklamalar gösterim gösterimler maliyet bütçe şirket şirketi kişi kişiler iş işletme ilçe şehir ülke
        bölge doğrudan organik dönüşüm etkinlik görüşme teklif gönderildi sipariş sözleşme sözleşmesi onaylandı reddedildi iptal ocak
        şubat nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık pazartesi salı çarşamba perşembe gün ay yıl yıllık aylık günlük
        hafta haftalık toplam sayısı sayı adı soyadı numarası açıklama yeni önceki sonraki güncelleme güncellendi istanbul izmir ankara
        diyarbakır şanlıurfa eskişehir muğla aydın balıkesir kırıkkale çanakkale çorum ığdır iğne değil çünkü için göre kadar çok şey şu
        bütün dışı dış içi iç öğle öğrenci üretim üye üyelik büyük küçük düşük yüksek ayşe çağlar özgür gülşen şükrü ışık yılmaz yıldız
        yıldırım öztürk şahin çelik kılıç aslan doğan koç güneş kaya özdemir çetin türk türkiye türkçe kârlı hâlâ""",
    "lithuanian": """
        sukūrimo sukurta data uždarymo uždaryta uždarytas atidaryta laimėta laimėtas pralaimėta pralaimėtas būsena suma šaltinis vertė
        pardavimų pardavimas pardavėjas įmonė įmonės įmonių klientų klientai užsakymas užsakymų sąskaita sąskaitos sąnaudos mokėjimas
        mokėta apmokėta neapmokėta paieška mokama tiesioginė tiesioginis renginys renginiai mėnuo mėnesis savaitė diena metų metai
        gegužė birželis rugpjūtis rugsėjis spalis lapkritis pirmadienis penktadienis šeštadienis trečiadienis ketvirtį kovo sausio
        liepos rugpjūčio gruodžio šiauliai klaipėda panevėžys marijampolė mažeikiai vilniaus kaunas ąžuolas žemė žmonės žalias ėjo
        įvykis įvykiai įrašas įrašų išlaidos iš visų už ką kurią kurių kiekvieną šių jų savų kitų gerą didžiausia geriausią kainą kaina
        kainų pradžia pabaiga etapas skaičius paspaudimai rodymų pavardė vardą telefonų kreditų šalis galimybė galimybės kazlauskienė
        petrauskaitė jankauskas stankevičius žukauskas butkevičius urbonavičius čiurlionis rūta ūkis būti būdas mūsų jūsų""",
    "latvian": """
        izveidots izveidošanas datums slēgts slēgšanas atvērts atvērta uzvarēts zaudēts zaudēta statuss summa avots vērtība pārdošana
        pārdošanas pārdevējs uzņēmums uzņēmuma klienti klientu pasūtījums pasūtījumi rēķins rēķini rēķina maksājums maksājumi apmaksāts
        neapmaksāts meklēšana maksas tiešā tiešais pasākums pasākumi mēnesis nedēļa diena gads gadā janvāris februāris aprīlis jūnijs
        jūlijs oktobris decembrī pirmdiena ceturtdiena piektdiena sestdiena svētdiena rīga rīgas jūrmala liepāja daugavpils rēzekne
        jēkabpils jelgava ventspils cēsis valmiera tukums kuldīga sākums beigas posms skaits klikšķi rādījumi izmaksas cena cenā vārds
        uzvārds tālrunis adrese pilsēta valsts īpašnieks īss ātrs ātri ēka ūdens šķirne šis šī čeks ģimene ķīmija ļoti ņem ņēma žurnāls
        bērziņš kalniņš ozoliņš liepiņš krūmiņš kļaviņš jānis pēteris kārlis mārtiņš ģirts kristīne līga līgums līguma darījums darījumi
        darījuma iespēja iespējas kvalificēts piedāvājums nosūtīts noraidīts apstiprināts kopā kopējā vidējais mēs jūs viņš būt būs tā
        kā pēc līdz vēl arī latvijas vācija vācu angļu krievu franču spāņu ķīniešu igauņu igaunija āfrika eiropā amerikāņu dolārs
        mārciņa pilsētu kanādas indonēzija tūrisma šveice šobrīd""",
    "estonian": """
        loodud kuupäev loomise sulgemise suletud avatud võidetud kaotatud võit olek väärtus allikas müük müügi müüja müügijuht ettevõte
        klient kliendi tehing tehingud käive kättesaadav päev päeva kuu kuude nädal nädala kõik kõige või võimalus võimalused võeti
        tõenäosus tööl töö töötaja kõne kõned jõuline jõgeva põlva võru pärnu jõhvi rõuge tõrva õpetaja õige õnn õhtu üldine ülevaade
        ühik ühine ürituse üritus üritused kokkuvõte märts jaanuar juuni esmaspäev teisipäev kolmapäev neljapäev pühapäev laupäev pärast
        pärit äri äriklient äärmine näitamised näide klõpsud klõpse makstud otsing otsene hõlmab lõpp lõpetatud lõppkuupäev põhjus
        põhjused tõnu tõnis jüri ülle õie rünno kõrge mõju sõna sõnum vahetuskurss žanr šveits garaaž dušš finiš lähetatud kinnitatud
        tühistatud järgmine eelmine number nõue nõuded müügivõimalus tšehhi tšekk tšekki šokolaad šampoon džinn džuudo eesti keel
        määrata läti soome lõuna lääne põhja ida saarte""",
    "russian": """
        сделка сделки сумма дата создания закрытия закрыта закрыто открыта открыто выиграна выиграно проиграна проиграно статус этап
        источник канал компания клиент клиенты ответственный менеджер имя фамилия телефон адрес город страна область москва санкт
        петербург новосибирск екатеринбург казань продажи реклама прямой поиск органический платный мероприятие рекомендации расходы
        стоимость показы клики кампания период месяц неделя день год январь февраль март апрель май июнь июль август сентябрь октябрь
        ноябрь декабрь января февраля марта апреля мая июня июля августа сентября октября ноября декабря понедельник вторник среда
        четверг пятница номер код название описание причина отказа комментарий руб рублей тыс итого всего количество цена заявка заявки
        лид лиды квалифицирован переговоры предложение отправлено договор оплачено оплата новая новый успешно реализовано не иванов
        петров сидоров смирнова кузнецов ольга сергей наталья дмитрий елена алексей андрей общество завод ещё счёт объём съезд подъезд""",
    "ukrainian_bulgarian_serbian": """
        угода угоди сума дата створення закриття закрито відкрито виграно програно джерело етап компанія клієнт клієнти відповідальний
        їх її київ львів харків одеса дніпро запоріжжя україна січень лютий березень квітень травень червень липень серпень вересень
        жовтень листопад грудень ціна кількість рекламна пошук прямий захід бюджет витрати покази кліки місяць тиждень рік номер грн
        ґанок є підприємство сделка стойност създаване затваряне спечелена загубена отворена източник канал фирма клиент отговорник
        българия софия пловдив бургас януари февруари юни юли август септември октомври ноември декември търсене разходи кликове лв
        посао износ датум затварања добијено изгубљено отворено извор фаза јануар јун јул октобар вредност предузеће љубљана њива ђак
        џак ћуприја београд ниш крагујевац""",
    "greek": """
        ημερομηνία δημιουργίας κλεισίματος κλείσιμο ποσό κατάσταση στάδιο πηγή κερδήθηκε χάθηκε ανοιχτή ανοιχτό κλειστή κλειστό εταιρεία
        πελάτης πελάτες υπεύθυνος πωλητής πωλήσεις αξία κωδικός όνομα επώνυμο τηλέφωνο διεύθυνση πόλη χώρα ελλάδα αθήνα θεσσαλονίκη
        πάτρα ηράκλειο λάρισα κόστος εμφανίσεις κλικ καμπάνια περίοδος μήνας εβδομάδα ημέρα έτος ιανουάριος φεβρουάριος μάρτιος απρίλιος
        μάιος ιούνιος ιούλιος αύγουστος σεπτέμβριος οκτώβριος νοέμβριος δεκέμβριος ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου
        ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου δευτέρα τρίτη τετάρτη πέμπτη παρασκευή αναζήτηση άμεση εκδήλωση
        σύσταση πληρωμένη σύνολο τιμή ποσότητα προϊόν υπηρεσία προσφορά συμφωνία παραγγελία τιμολόγιο λόγος αριθμός παπαδόπουλος
        γεωργίου νικολάου ιωάννης μαρία ελένη κώστας δημήτρης και της του των από για με στο""",
    "hebrew": """
        תאריך יצירה סגירה סגור פתוח סכום סטטוס שלב מקור לקוח לקוחות חברה עסקה עסקאות זכייה נוצח הפסד אבוד מכירות מוכר איש קשר טלפון
        כתובת עיר מדינה ישראל תל אביב ירושלים חיפה באר שבע עלות קליקים חשיפות קמפיין תקופה חודש שבוע יום שנה ינואר פברואר מרץ אפריל מאי
        יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר ראשון שני שלישי רביעי חמישי שישי חיפוש ממומן אורגני ישיר אירוע הפניה סך הכל מחיר
        כמות מוצר שירות הצעה הזמנה חשבונית סיבה מספר שם פרטי משפחה כהן לוי מזרחי דוד משה רחל שרה נסגר נפתח הושלם בוטל אחראי תקציב הכנסות
        עם של על את לא גם""",
    "arabic": """
        تاريخ الإنشاء الإغلاق إنشاء إغلاق مغلق مفتوح مفتوحة المبلغ مبلغ الحالة حالة المرحلة مرحلة المصدر مصدر العميل عميل العملاء الشركة
        شركة الصفقة صفقة الصفقات رابحة خاسرة فوز خسارة ناجح المبيعات مبيعات المسؤول المندوب الهاتف هاتف العنوان المدينة مدينة الدولة
        دولة السعودية الرياض جدة مكة دبي القاهرة مصر المغرب التكلفة تكلفة النقرات الظهور الحملة حملة الفترة الشهر شهر الأسبوع اليوم يوم
        السنة سنة يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر البحث المدفوع مباشر إحالة فعالية المجموع
        السعر الكمية المنتج الخدمة العرض الطلب فاتورة السبب رقم الاسم اسم محمد أحمد عبد الله علي فاطمة خالد الميزانية الإيرادات من في
        على إلى هذا قيمة القيمة عدد پیش چاپ گزارش مکان""",
    "thai": """
        วันที่ สร้าง ปิด เปิด สถานะ จำนวนเงิน จำนวน มูลค่า ลูกค้า บริษัท แหล่งที่มา ช่องทาง ชนะ แพ้ ขั้นตอน ยอดขาย พนักงานขาย ชื่อ
        นามสกุล โทรศัพท์ ที่อยู่ จังหวัด กรุงเทพ เชียงใหม่ ประเทศไทย ค่าใช้จ่าย คลิก การแสดงผล แคมเปญ เดือน สัปดาห์ ปี มกราคม กุมภาพันธ์
        มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม ค้นหา โฆษณา โดยตรง งาน แนะนำ รวม ราคา สินค้า
        บริการ ใบเสนอราคา สั่งซื้อ ใบแจ้งหนี้ เหตุผล หมายเลข รหัส บาท และ ของ ที่ ไม่ ได้ สำเร็จ ยกเลิก""",
    "vietnamese": """
        ngày tạo đóng mở trạng thái số tiền giá trị nguồn khách hàng công ty giai đoạn thắng thua thất bại thành người phụ trách họ tên
        điện thoại địa chỉ phố quốc gia việt nam hà nội hồ chí minh đà nẵng cần thơ hải phòng chi phí lượt nhấp hiển thị chiến dịch
        tháng tuần năm tổng cộng sản phẩm vụ báo hợp đồng hóa đơn lý do mã giới thiệu tìm kiếm trả trực tiếp sự kiện quảng cáo nguyễn
        trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ ngô dương đã chưa của và được không những một""",
}
"""By language, or by several that share their letters. Romanian has the cedillas that code pages have for its commas below."""
