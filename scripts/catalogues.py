"""Keep the translation catalogues in step with the code.

    python scripts/catalogues.py extract         write app/locales/messages.pot from the code and the templates
    python scripts/catalogues.py update [el ...] bring every catalogue up to date with it, and start the ones named
    python scripts/catalogues.py compile         write the .mo files the product reads (not committed)
    python scripts/catalogues.py check           fail if messages.pot is not what the code says (dates, line numbers aside)

Messages are the arguments of `_`, `gettext`, `ngettext` and, where a text is defined as data, `N_`; and the labels and help
texts of the inputs. To add a language: update
with its locale, translate the .po file, compile.
"""

import argparse
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}
COMMENT_TAG = "Translators:"


def extracted(root: Path) -> Catalog:
    """A template with every message in `root`/app."""
    with (root / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    template = Catalog(project="Backfunnel", charset="utf-8", fuzzy=False)
    found = extract_from_dir(root / "app", methods, options, KEYWORDS, (COMMENT_TAG,), strip_comment_tags=True)
    for filename, line, message, comments, context in sorted(found, key=lambda item: (item[0], item[1])):
        place = (Path("app", filename).as_posix(), line)
        template.add(message, locations=[place], auto_comments=comments, context=context)
    for message in declared() if (root / "app" / "planner" / "scenario.py").exists() else ():
        template.add(message, locations=[("app/planner/scenario.py", 0)])
    return template


def declared() -> list[str]:
    """Labels and help texts of the inputs, which stand on the fields of a scenario's records."""
    sys.path.insert(0, str(ROOT))
    from app.planner import scenario

    records = [record for record in vars(scenario).values() if isinstance(record, type) and issubclass(record, scenario.Record)]
    fields = [field for record in records for field in record.model_fields.values()]
    return [text for field in fields for text in (field.title, field.description) if text]


def extract(root: Path) -> None:
    path = template_path(root)
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, extracted(root))


def update(root: Path, locales: list[str]) -> None:
    template = read(template_path(root))
    folder = template_path(root).parent
    for path in {*folder.glob("*/LC_MESSAGES/messages.po"), *(folder / locale / "LC_MESSAGES/messages.po" for locale in locales)}:
        locale = path.parent.parent.name
        catalog = read(path, locale) if path.exists() else Catalog(locale=locale, project="Backfunnel", charset="utf-8", fuzzy=False)
        catalog.update(template)
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, catalog)


def compile_all(root: Path) -> None:
    for path in template_path(root).parent.glob("*/LC_MESSAGES/messages.po"):
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, read(path, path.parent.parent.name))


def is_up_to_date(root: Path) -> bool:
    path = template_path(root)
    return path.exists() and messages(read(path)) == messages(extracted(root))


def messages(catalog: Catalog) -> set[tuple[object, ...]]:
    """What a translator would see change."""
    return {(m.context, m.id, tuple(m.auto_comments)) for m in catalog if m.id}


def template_path(root: Path) -> Path:
    return root / "app" / "locales" / "messages.pot"


def read(path: Path, locale: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def write(path: Path, catalog: Catalog) -> None:
    with path.open("wb") as file:
        write_po(file, catalog, width=120, include_lineno=False, sort_by_file=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["extract", "update", "compile", "check"])
    parser.add_argument("locales", nargs="*", help="for update: languages to start")
    arguments = parser.parse_args()
    if arguments.command == "check":
        if not is_up_to_date(ROOT):
            print("app/locales/messages.pot is out of date: run python scripts/catalogues.py extract", file=sys.stderr)
            return 1
    elif arguments.command == "update":
        update(ROOT, arguments.locales)
    else:
        (extract if arguments.command == "extract" else compile_all)(ROOT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
