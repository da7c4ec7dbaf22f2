"""A field as HTML: the one part of the pages that is printed so often that a template would be the slowest part of them.

Everything that comes from a person, a catalogue or a scenario is escaped here, once.
"""

import re
from functools import lru_cache

from markupsafe import Markup, escape

from app.web.fields import Choices, Field

_TELLING = re.compile("[&<>\"']")


def _safe(text: str) -> str:
    """The text with what HTML would read as its own escaped; most texts hold nothing of it."""
    return str(escape(text)) if _TELLING.search(text) else text


def cell(field: Field, named: bool = False, kind: str = "") -> Markup:
    """A cell holds the input and its unit; the help is read out with it and shown at the foot of the form while it is in use."""
    classes = f"cell{' changed' if field.changed else ''}{' ' + kind if kind else ''}"
    before = f'<span class="u">{_safe(field.before)}</span>' if field.before else ""
    after = f'<span class="u">{_safe(field.after)}</span>' if field.after else ""
    described = f'<span class="vh" id="h-{_safe(field.id)}">{_safe(field.help)}</span>'
    return Markup(
        f'<span class="{classes}">{before}{_control(field, named)}{after}{described}</span>'
    )  # all parts are escaped above and below


def fault(field: Field) -> Markup:
    """What is wrong, and what it could mean: each a button that fills it in."""
    id, pointer = _safe(field.id), _safe(field.pointer)
    texts = [_safe(text) for text in field.meant]
    meant = "".join(f' <button class="meant" name="fill" value="{pointer}={text}" form="assumptions">{text}</button>' for text in texts)
    return Markup(f'<p class="err" id="e-{id}" data-for="{pointer}">{_safe(field.error)}{meant}</p>')  # escaped part by part


def was(field: Field) -> Markup:
    """What the saved version has, shown while it differs."""
    if field.base is None:
        return Markup("")
    hidden = "" if field.changed else " hidden"
    return Markup(f'<span class="was" id="w-{_safe(field.id)}"{hidden}>{_safe(field.was)}</span>')  # escaped part by part


def line(field: Field, kind: str = "") -> Markup:
    """A field with its label before it."""
    hint = f'<span class="hint">{_safe(field.hint)}</span>' if field.hint else ""
    label = f'<label for="{_safe(field.id)}">{_safe(field.label)}{hint} {was(field)}</label>'
    return Markup(f'<div class="f{" " + kind if kind else ""}">{label}{cell(field)}{fault(field)}</div>')  # escaped part by part


def stack(field: Field) -> Markup:
    """A field with its label above it."""
    label = f'<label for="{_safe(field.id)}">{_safe(field.label)} {was(field)}</label>'
    return Markup(f'<div class="stack">{label}{cell(field)}{fault(field)}</div>')  # escaped part by part


def attributes(field: Field) -> Markup:
    """What a text area says about itself."""
    return Markup(_attributes(field, named=False))  # escaped below


def _attributes(field: Field, named: bool) -> str:
    id = _safe(field.id)
    base = "" if field.base is None else f' data-base="{_safe(field.base)}"'
    written = "" if field.written == field.base else f' data-written="{_safe(field.written)}"'
    label = f' aria-label="{_safe(field.label)}"' if named else ""
    invalid = ' aria-invalid="true"' if field.error else ""
    return f'id="{id}" name="{_safe(field.pointer)}"{base}{written} aria-describedby="e-{id} h-{id}"{label}{invalid}'


def _control(field: Field, named: bool) -> str:
    if field.choices:
        return f"<select {_attributes(field, named)}>{_options(field.choices, field.text)}</select>"
    placeholder = f' placeholder="{_safe(field.placeholder)}"' if field.placeholder else ""
    mode = "decimal" if field.numeric else "text"
    return (
        f'<input {_attributes(field, named)} value="{_safe(field.text)}" inputmode="{mode}" maxlength="{field.length}"{placeholder}'
        ' spellcheck="false">'
    )


@lru_cache(maxsize=512)
def _options(choices: Choices, chosen: str) -> str:
    return "".join(
        f'<option value="{_safe(value)}"{" selected" if value == chosen else ""}>{_safe(text)}</option>' for value, text in choices
    )


FILTERS = {"cell": cell, "attributes": attributes, "fault": fault, "was": was, "line": line, "stack": stack}
