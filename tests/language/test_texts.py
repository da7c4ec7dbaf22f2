"""Which language it is, and what its catalogue of texts says."""

import importlib.util
import sys
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from app.language import Language, UnknownLocaleError, available_locales, language, negotiate

ROOT = Path(__file__).resolve().parent.parent.parent


def test_knows_its_tag_and_direction():
    assert [(language(name).tag, language(name).direction) for name in ("en", "ar_EG", "pt-PT")] == [
        ("en", "ltr"),
        ("ar-EG", "rtl"),
        ("pt-PT", "ltr"),
    ]
    assert language("ar_EG").browser_tag == "ar-EG-u-nu-latn"
    assert language("en") is language("en")


@pytest.mark.parametrize("name", ["", "xx", "../../etc", "en\0", "e" * 1000, "not a locale"])
def test_refuses_unknown_locales(name):
    with pytest.raises(UnknownLocaleError):
        language(name)


def test_is_immutable():
    with pytest.raises(AttributeError):
        language("en").locale = "de"


ARABIC = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5);\\n"

msgid "Goal: %(amount)s"
msgstr "الهدف: %(amount)s"

msgid "%(n)s deal"
msgid_plural "%(n)s deals"
msgstr[0] "لا صفقات"
msgstr[1] "صفقة واحدة"
msgstr[2] "صفقتان"
msgstr[3] "%(n)s صفقات"
msgstr[4] "%(n)s صفقة"
msgstr[5] "%(n)s صفقه"
"""


@pytest.fixture
def arabic(tmp_path: Path) -> Language:
    folder = tmp_path / "ar" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text(ARABIC, encoding="utf-8")
    with (folder / "messages.po").open("rb") as po, (folder / "messages.mo").open("wb") as mo:
        write_mo(mo, read_po(po, locale="ar"))
    return language("ar_EG", tmp_path)


def test_english_texts_are_the_messages_themselves():
    en = language("en")
    assert en.gettext("100% of it") == "100% of it"
    assert en.gettext("Goal: %(amount)s", amount="$5") == "Goal: $5"
    assert [en.ngettext("%(n)s deal", "%(n)s deals", n) for n in (1, 1234)] == ["1 deal", "1,234 deals"]


def test_another_language_speaks_through_its_catalogue(arabic):
    assert arabic.gettext("Goal: %(amount)s", amount="5") == "الهدف: 5"
    assert arabic.gettext("Untranslated") == "Untranslated"
    texts = [arabic.ngettext("%(n)s deal", "%(n)s deals", n) for n in (0, 1, 2, 5, 12, 1200)]
    assert texts == ["لا صفقات", "صفقة واحدة", "صفقتان", "5 صفقات", "12 صفقة", "1,200 صفقه"]


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        (None, "en"),
        ("", "en"),
        ("ar", "ar"),
        ("AR-eg,en;q=0.5", "ar"),
        ("en-US,ar;q=0.9", "en"),
        ("ar;q=0.2, en;q=0.8", "en"),
        ("ar;q=0", "en"),
        ("de, ar;q=0.1", "ar"),
        ("*", "en"),
        ("ar;q=2,../..;q=1", "en"),
        ("x" * 100_000, "en"),
        (",;,", "en"),
    ],
)
def test_negotiates_the_language(arabic, header, locale):
    assert available_locales(arabic.directory) == ("en", "ar")
    assert negotiate(header, arabic.directory) == locale


def test_the_source_language_needs_no_catalogue(tmp_path):
    assert available_locales(tmp_path / "missing") == ("en",)


@pytest.fixture
def catalogues():
    spec = importlib.util.spec_from_file_location("catalogues", ROOT / "scripts" / "catalogues.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["catalogues"] = module
    spec.loader.exec_module(module)
    return module


def test_catalogues_are_extracted_updated_compiled_and_checked(catalogues, tmp_path):
    (tmp_path / "babel.cfg").write_bytes((ROOT / "babel.cfg").read_bytes())
    templates = tmp_path / "app" / "templates" / "plan"
    templates.mkdir(parents=True)
    (templates / "_goal.html").write_text(
        "{% trans count=n %}\n  {{ count }} deal\n{% pluralize %}\n  {{ count }} deals\n{% endtrans %} {{ _('Goal') }}"
    )
    code = tmp_path / "app" / "x.py"
    code.write_text("A = N_('Deals')\nt.gettext('Cost')\nt.ngettext('%(n)s day', '%(n)s days', 2)\nother('no')\n")
    assert not catalogues.is_up_to_date(tmp_path)
    catalogues.extract(tmp_path)
    template = catalogues.read(catalogues.template_path(tmp_path))
    ids = {message.id for message in template if message.id}
    assert ids == {"Deals", "Cost", ("%(n)s day", "%(n)s days"), ("%(count)s deal", "%(count)s deals"), "Goal"}
    code.write_text("\n\n" + code.read_text())
    assert catalogues.is_up_to_date(tmp_path)
    catalogues.update(tmp_path, ["el"])
    po = tmp_path / "app" / "locales" / "el" / "LC_MESSAGES" / "messages.po"
    po.write_text(po.read_text(encoding="utf-8").replace('msgid "Goal"\nmsgstr ""', 'msgid "Goal"\nmsgstr "Στόχος"'), encoding="utf-8")
    catalogues.compile_all(tmp_path)
    assert language("el", tmp_path / "app" / "locales").gettext("Goal") == "Στόχος"
    code.write_text("N_('New')")
    assert not catalogues.is_up_to_date(tmp_path)
