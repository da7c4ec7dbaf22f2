"""Small exports of many languages, in which only a header and a few cells have letters beyond ASCII, in the code pages that people use."""

import unicodedata
from pathlib import Path

import pytest

from app.history.files import layout_of
from app.history.files.code_pages import legacy_encoding
from tests.history.files.tables import read_back, written

TABLES = {
    "German": ("cp1252 iso8859_15", "Nr;Geschäft;Betrag;Abschlussdatum;Quelle", "Gewonnen", "Lüneburg", "1.054,50 €"),
    "German with a euro": ("cp1252 mac_roman", "Monat;Kanal;Kosten;Klicks;Ort", "März 2026", "Messe", "12.500,00 €"),
    "Austrian": ("cp1252 cp1250", "Nr;Name;Betrag;Schluss;Ort", "offen", "Gänserndorf", "400"),
    "French": ("cp1252 iso8859_15 mac_roman", "N;Créé le;Montant;Clôturé le;Étape", "Gagné", "Orléans", "1\xa0054,50"),
    "French with a ligature": ("iso8859_15", "N;Nom;Montant;Date;Ville", "Cœur de réseau", "Sacré-Cœur", "1 054,50 €"),
    "Spanish": ("cp1252 mac_roman", "Id;Fecha de creación;Importe;Fecha de cierre;Campaña", "Ganado", "Logroño", "1.054,50 €"),
    "Portuguese": ("cp1252", "Id;Data de criação;Valor;Data de fechamento;Situação", "Ganho", "São Paulo", "R$ 1.054,50"),
    "Italian": ("cp1252", "Id;Creato;Importo;Chiuso;Opportunità", "Vinta", "Cefalù", "1.054,50"),
    "Dutch": ("cp1252", "Id;Aangemaakt;Bedrag;Gesloten;Categorie", "Gewonnen", "Australië", "1.054,50"),
    "Danish": ("cp1252", "Id;Oprettet;Beløb;Lukket;Kilde", "Tabt", "Ringkøbing", "1.054,50 kr."),
    "Danish with few letters": ("cp1252", "Nr.;Oprettet;Status;Beløb;Lukket", "Åben", "Web", "1.054,50"),
    "Swedish": ("cp1252 iso8859_15", "Id;Skapad;Belopp;Stängd;Källa", "Förlorad", "Hässleholm", "1 054,50 kr"),
    "Finnish": ("cp1252 iso8859_15", "Id;Luotu;Summa;Päättynyt;Lähde", "Hävitty", "Hyvinkää", "1 054,50"),
    "Icelandic": ("cp1252", "Id;Stofnað;Upphæð;Lokað;Uppruni", "Unnið", "Þorlákshöfn", "1.054"),
    "Polish": ("cp1250 iso8859_2", "Nr;Data utworzenia;Kwota;Data zamknięcia;Źródło", "Wygrana", "Łomża", "1 054,50 zł"),
    "Czech": ("cp1250 iso8859_2", "Číslo;Vytvořeno;Částka;Uzavřeno;Zdroj", "Vyhráno", "Třinec", "1 054,50 Kč"),
    "Slovak": ("cp1250 iso8859_2", "Číslo;Vytvorené;Suma;Uzavreté;Zdroj", "Vyhraté", "Liptovský Mikuláš", "1 054,50"),
    "Hungarian": ("cp1250 iso8859_2", "Szám;Létrehozva;Összeg;Lezárás;Időszak", "Megnyert", "Gödöllő", "1 054 Ft"),
    "Romanian": ("cp1250", "Nr;Creat la;Sumă;Închis la;Sursă", "Câştigat", "Reşiţa", "1.054,50"),
    "Croatian": ("cp1250", "Br;Početak;Iznos;Završetak;Izvor", "Dobiveno", "Varaždin", "1.054,50"),
    "Slovenian": ("cp1250 iso8859_2", "Št;Začetek;Znesek;Zaključek;Vir", "Pridobljeno", "Kočevje", "1.054,50"),
    "Turkish": ("cp1254 iso8859_9", "No;Oluşturma Tarihi;Tutar;Kapanış Tarihi;Kaynak", "Kazanıldı", "Niğde", "?1.054,50"),
    "Lithuanian": ("cp1257", "Nr;Sukūrimo data;Suma;Uždarymo data;Šaltinis", "Laimėta", "Tauragė", "1 054,50"),
    "Latvian": ("cp1257", "Nr;Izveidots;Summa;Slēgts;Avots", "Uzvarēts", "Ogrē", "1 054,50"),
    "Estonian": ("cp1257", "Nr;Loodud;Summa;Suletud;Müügiallikas", "Võidetud", "Võhma", "1 054,50"),
    "Russian": ("cp1251 koi8_r cp866 iso8859_5", "N;Создана;Сумма;Закрыта;Источник", "Выиграна", "Тверь", "1 054,50"),
    "Ukrainian": ("cp1251", "N;Створено;Сума;Закрито;Джерело", "Виграно", "Чернівці", "1 054,50"),
    "Bulgarian": ("cp1251", "N;Създадена;Сума;Затворена;Източник", "Спечелена", "Русе", "1 054,50 лв."),
    "Serbian": ("cp1251", "N;Отворено;Износ;Затворено;Извор", "Добијено", "Суботица", "1.054,50"),
    "Greek": ("cp1253 iso8859_7", "N;Δημιουργία;Ποσό;Κλείσιμο;Πηγή", "Κερδισμένο", "Βόλος", "1.054,50"),
    "Hebrew": ("cp1255", "N;נוצר;סכום;נסגר;מקור", "זכייה", "אשדוד", "1,054.50"),
    "Arabic": ("cp1256", "N;أنشئت;المبلغ;أغلقت;المصدر", "رابحة", "الدمام", "1,054.50"),
    "Vietnamese": ("cp1258", "N;Ngày tạo;Số tiền;Ngày đóng;Nguồn", "Thắng", "Vũng Tàu", "1.054"),
    "Thai": ("cp874", "N;สร้างเมื่อ;ยอดเงิน;ปิดเมื่อ;ช่องทาง", "ชนะ", "ภูเก็ต", "1,054.50"),
}
"""Code pages; the header; a status and a place that stand in some rows, and an amount."""
EACH = [(language, encoding) for language, table in TABLES.items() for encoding in table[0].split()]


def spelled(text: str, encoding: str) -> str:
    """The text with the marks after letters that the Vietnamese code page has, and without a euro where there is none."""
    if encoding == "cp1258":
        apart = unicodedata.normalize("NFD", text)
        for mark in "\u0302\u0306\u031b":
            for base in "aeouAEOU":
                for tone in ("", "\u0323"):
                    apart = apart.replace(base + tone + mark, unicodedata.normalize("NFC", base + mark) + tone)
        return apart
    return text


def table_of(language: str, encoding: str) -> list[str]:
    _, header, status, place, amount = TABLES[language]
    rows = [f"{n};{n:02}.07.2025;{amount};{n:02}.09.2025;{[status, place, 'Referral'][n % 3]}" for n in range(1, 13)]
    return [spelled(line, encoding) for line in (header, *rows)]


@pytest.mark.parametrize(("language", "encoding"), EACH)
def test_a_few_letters_tell_the_code_page(tmp_path: Path, language: str, encoding: str) -> None:
    lines = table_of(language, encoding)
    headers, rows = read_back(written(tmp_path, "\r\n".join(lines), encoding=encoding))
    assert headers == tuple(lines[0].split(";"))
    assert [";".join(row).replace("\xa0", " ") for row in rows] == [line.replace("\xa0", " ") for line in lines[1:]]


@pytest.mark.parametrize(
    ("language", "encoding"), [each for each in EACH if each[1].startswith("cp12") and each[0] not in ("Dutch", "Italian")]
)
def test_a_header_alone_tells_the_code_page_or_says_that_it_was_guessed(language: str, encoding: str) -> None:
    header = table_of(language, encoding)[0]
    raw = header.encode(encoding)
    guess = legacy_encoding(raw)
    assert raw.decode(guess.encoding, "replace") == header or guess.other


def test_one_word_and_a_euro_sign_are_of_windows_and_not_of_an_old_mac() -> None:
    text = "Januar 2026;Messe;12.500,00 €;\nFebruar 2026;Google;3.400,50 €;1.250\nMärz 2026;LinkedIn;2.000,00 €;300"
    assert legacy_encoding(text.encode("cp1252")).encoding == "cp1252"


def test_a_euro_sign_alone_is_read() -> None:
    assert b"5 \x80".decode(legacy_encoding(b"1;12,50 \x80\n2;7,00 \x80").encoding) == "5 €"


def test_names_from_all_over_do_not_change_the_code_page() -> None:
    names = "Müller Société Générale Ångström Señor Peña Conceição Übersee Jørgensen Straße Citroën Málaga Besançon Göteborg Þór Çelebi"
    assert legacy_encoding("\n".join(names.split()).encode("cp1252")).encoding == "cp1252"


def test_a_word_that_may_be_of_two_languages_is_told_to_be_looked_at(tmp_path: Path) -> None:
    path = written(tmp_path, "Id,Name,Amount\n" + "1,Kreè,5\n2,Smith,6\n" * 5, encoding="cp1252")
    found, findings = layout_of(path)
    guessed = next(each for each in findings if each.code == "encoding_guessed")
    assert guessed.severity == "warning"
    assert guessed.values["example"] == b"Kre\xe8".decode(found.encoding)
    assert guessed.values["otherwise"] == b"Kre\xe8".decode(str(guessed.values["other"]))
    assert guessed.values["otherwise"] != guessed.values["example"]


def test_a_corrected_encoding_is_no_guess(tmp_path: Path) -> None:
    path = written(tmp_path, "Id,Name,Amount\n" + "1,Kreè,5\n2,Smith,6\n" * 5, encoding="cp1252")
    assert [each.code for each in layout_of(path, encoding="cp1252")[1]] == []


def test_clear_text_is_not_called_a_guess(tmp_path: Path) -> None:
    path = written(tmp_path, "\n".join(table_of("Czech", "cp1250")), encoding="cp1250")
    assert layout_of(path)[1] == ()
