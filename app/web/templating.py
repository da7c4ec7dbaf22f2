"""The templates' surroundings: everything is escaped, a typo is an error, every text goes through the catalogue."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.language import Language
from app.web import cells
from app.web.assets import asset
from app.web.markup import figure, icon

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"

HTMX_CONFIG = orjson.dumps(
    {
        "allowEval": False,
        "includeIndicatorStyles": False,
        "selfRequestsOnly": True,
        "historyCacheSize": 0,
        "defaultSettleDelay": 0,
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
    surroundings.globals["_"] = surroundings.globals["gettext"] = _quick_gettext(language)
    surroundings.globals |= {"asset": asset, "language": language, "htmx_config": HTMX_CONFIG}
    surroundings.filters |= {"data": data, "json": json, **cells.FILTERS, "figure": figure, "icon": icon}
    return surroundings


def _quick_gettext(language: Language) -> Callable[..., Markup]:
    """What the extension does, but a text without variables is looked up once: a page has a hundred of them."""
    plain: dict[str, Markup] = {}

    def gettext(message: str, /, **variables: object) -> Markup:
        if variables:
            return Markup(language.translations.gettext(message)) % variables  # a message is ours
        found = plain.get(message)
        if found is None:
            found = plain[message] = Markup(language.translations.gettext(message)) % {}
        return found

    return gettext


def render(language: Language, template: str, /, **context: object) -> str:
    """One template, filled in."""
    return environment(language).get_template(template).render(context)


def json(value: object) -> str:
    """JSON for an attribute; the template escapes it."""
    return orjson.dumps(value).decode()


def data(value: object) -> Markup:
    """JSON that may stand inside a script element."""
    return Markup(json(value).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # nothing of HTML is left
