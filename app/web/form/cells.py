"""A field as HTML: the one part of the pages that is printed so often that a template would be the slowest part of them.

Everything that comes from a person, a catalogue or a scenario is escaped here, once, so that what is made here can be put together.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache

from markupsafe import Markup

from app.web.figures.markup import safe
from app.web.form.fields import Choices, Field


def cell(field: Field, named: bool = False, kind: str = "") -> str:
    """A cell holds the input and its unit; the help is read out with it and shown at the foot of the form while it is in use."""
    worded = " worded" if field.placeholder.isalpha() or " " in field.placeholder else ""  # words stand without a unit behind them
    classes = f"cell{' changed' if field.changed else ''}{' ' + kind if kind else ''}{worded}"
    before = f'<span class="u">{safe(field.before)}</span>' if field.before else ""
    after = f'<span class="u">{safe(field.after)}</span>' if field.after else ""
    return f'<span class="{classes}">{before}{_control(field, named)}{after}{_help(field)}</span>'


def name(field: Field) -> str:
    """A name that is typed over where it stands."""
    return cell(field, True, "name")


def prose(field: Field) -> str:
    """A text of several lines with its label above it."""
    label = f'<label for="{safe(field.id)}">{safe(field.label)}</label>'
    area = f'<textarea {_attributes(field, named=False)} rows="2" maxlength="{field.length}">{safe(field.text)}</textarea>'
    classes = f"cell prose{' changed' if field.changed else ''}"
    return f'<div class="stack wide">{label}<span class="{classes}">{area}{_help(field)}</span>{fault(field)}</div>\n'


def fault(field: Field) -> str:
    """What is wrong; mostly nothing."""
    said = safe(field.error) + _meant(field) if field.error else ""
    return f'<p class="err" id="e-{safe(field.id)}" data-for="{safe(field.pointer)}">{said}</p>'


def _meant(field: Field) -> str:
    """What it could mean: each a button that fills it in."""
    fills = f'class="meant" name="fill" value="{safe(field.pointer)}='
    return "".join(f' <button {fills}{text}" form="assumptions">{text}</button>' for text in map(safe, field.meant))


def was(field: Field) -> str:
    """What the saved version has, shown while it differs."""
    if field.base is None:
        return ""
    hidden = "" if field.changed else " hidden"
    return f'<span class="was" id="w-{safe(field.id)}"{hidden}>{safe(field.was)}</span>'


def line(field: Field, kind: str = "") -> str:
    """A field with its label before it."""
    hint = f'<span class="hint">{safe(field.hint)}</span>' if field.hint else ""
    label = f'<label for="{safe(field.id)}">{safe(field.label)}{hint} {was(field)}</label>'
    return f'<div class="f{" " + kind if kind else ""}">{label}{cell(field)}{fault(field)}</div>'


def lines(fields: Iterable[Field]) -> str:
    """Fields below each other."""
    return "".join(map(line, fields))


def stack(field: Field) -> str:
    """A field with its label above it."""
    return f'<div class="stack"><label for="{safe(field.id)}">{safe(field.label)} {was(field)}</label>{cell(field)}{fault(field)}</div>'


def row(field: Field) -> str:
    """A row of numbers across the form, what it says below its label."""
    said = f'<span class="hint">{safe(field.hint)}</span>' if field.hint else ""
    label = f'<label for="{safe(field.id)}">{safe(field.label)} {was(field)}{said}</label>'
    return f'<div class="stack wide">{label}{cell(field)}{fault(field)}</div>'


def stacks(fields: Iterable[Field]) -> str:
    """Fields beside each other."""
    return "".join(map(stack, fields))


def radios(field: Field) -> str:
    """The words that a field takes, side by side."""
    return "".join(_radio(field, value, text) for value, text in field.choices)


def _radio(field: Field, value: str, text: str) -> str:
    """The first has the field's own id, for whatever leads to the field."""
    id, chosen = safe(field.id), " checked" if value == field.text else ""
    own = id if value == field.choices[0][0] else f"{id}-{safe(value)}"
    return (
        f'<label><input class="vh" type="radio" id="{own}" name="{safe(field.pointer)}" value="{safe(value)}"{_saved(field)} '
        f'data-was="w-{id}"{chosen}>{safe(text)}</label>\n'
    )


def _help(field: Field) -> str:
    return f'<span class="vh" id="h-{safe(field.id)}">{safe(field.help)}</span>'


def _attributes(field: Field, named: bool) -> str:
    id = safe(field.id)
    label = f' aria-label="{safe(field.label)}"' if named else ""
    invalid = ' aria-invalid="true"' if field.error else ""
    return f'id="{id}" name="{safe(field.pointer)}"{_saved(field)} aria-describedby="e-{id} h-{id}"{label}{invalid}'


def _saved(field: Field) -> str:
    """What the saved version has, and what would stand here if nobody had typed."""
    base = "" if field.base is None else f' data-base="{safe(field.base)}"'
    return base if field.written == field.base else f'{base} data-written="{safe(field.written)}"'


def _control(field: Field, named: bool) -> str:
    if field.choices:
        return f"<select {_attributes(field, named)}>{_options(field.choices, field.text)}</select>"
    placeholder = f' placeholder="{safe(field.placeholder)}"' if field.placeholder else ""
    mode = "decimal" if field.numeric else "text"
    return (
        f'<input {_attributes(field, named)} value="{safe(field.text)}" inputmode="{mode}" maxlength="{field.length}"{placeholder}'
        ' spellcheck="false">'
    )


@lru_cache(maxsize=512)
def _options(choices: Choices, chosen: str) -> str:
    return "".join(
        f'<option value="{safe(value)}"{" selected" if value == chosen else ""}>{safe(text)}</option>' for value, text in choices
    )


def printed(make: Callable[..., str]) -> Callable[..., Markup]:
    """The same for a template, which escapes what does not say that it is HTML."""
    return lambda *given: Markup(make(*given))  # escaped in each of the functions above


FILTERS = {make.__name__: printed(make) for make in (cell, fault, line, lines, radios, stack, stacks, was)}
