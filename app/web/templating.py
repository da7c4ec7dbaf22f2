"""The templates' surroundings: everything is escaped, a typo is an error, every text goes through the catalogue."""

from functools import lru_cache
from pathlib import Path

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.language import Language
from app.web.assets import asset

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"

HTMX_CONFIG = orjson.dumps(
    {
        "allowEval": False,
        "includeIndicatorStyles": False,
        "selfRequestsOnly": True,
        "historyCacheSize": 0,
        "responseHandling": [
            {"code": "204", "swap": False},
            {"code": "[23]..", "swap": True},
            {"code": "422", "swap": True, "error": False},
            {"code": "...", "swap": False, "error": True},
        ],
    }
).decode()


@lru_cache
def environment(language: Language) -> Environment:
    """The templates in one language."""
    surroundings = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    surroundings.install_gettext_translations(language.translations, newstyle=True)  # type: ignore[attr-defined]  # by the extension
    surroundings.globals |= {"asset": asset, "language": language, "htmx_config": HTMX_CONFIG}
    surroundings.filters |= {"data": data, "json": json}
    return surroundings


def render(language: Language, template: str, /, **context: object) -> str:
    """One template, filled in."""
    return environment(language).get_template(template).render(context)


def json(value: object) -> str:
    """JSON for an attribute; the template escapes it."""
    return orjson.dumps(value).decode()


def data(value: object) -> Markup:
    """JSON that may stand inside a script element."""
    return Markup(json(value).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # nothing of HTML is left
