"""A scenario as YAML that a person would have written: short records on one line, whole figures without a point."""

from datetime import date
from typing import Any

import yaml

from app.documents.yaml_reader import plain_value

LINE_LENGTH = 120
_LAST = ("low", "high", "basis", "period", "set_by", "source")  # what a value could be, and where it is from, comes after it


class _Line(dict[str, Any]):
    """A record that fits on one line."""


class _Writer(yaml.SafeDumper):
    """Writes nothing as an alias, and quotes whatever YAML 1.1 or 1.2 would not read back as text."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)  # items of a list stand in from their name


def _write_text(writer: _Writer, text: str) -> yaml.ScalarNode:
    style = None if isinstance(plain_value(text), str) else "'"
    if "\x85" in text:  # a line's end to readers of YAML, though not to its writer: only double quotes keep it
        style = '"'
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _write_number(writer: _Writer, number: float) -> yaml.ScalarNode:
    if number.is_integer() and abs(number) < 1e16:
        return writer.represent_int(int(number))
    return writer.represent_float(number)


_Writer.add_representer(str, _write_text)
_Writer.add_representer(float, _write_number)
_Writer.add_representer(_Line, lambda writer, line: writer.represent_mapping("tag:yaml.org,2002:map", line, flow_style=True))
_Writer.add_representer(tuple, lambda writer, items: writer.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=_is_plain(items)))


def yaml_text(document: dict[str, Any]) -> str:
    """The document in YAML, in the order it has."""
    return _dump({name: _short_records_on_a_line(value, len(name)) for name, value in document.items()})


def _dump(value: Any) -> str:
    return yaml.dump(value, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=10_000)


def _short_records_on_a_line(value: Any, before: int) -> Any:
    """The value with every record that fits on a line marked as such; `before` characters precede it."""
    if isinstance(value, dict):
        value = dict(sorted(value.items(), key=lambda item: item[0] in _LAST))
        if not any(isinstance(each, tuple | list) for each in value.values()):
            line = _Line({name: _short_records_on_a_line(each, 0) for name, each in value.items()})
            if len(_dump(line)) + before < LINE_LENGTH and "\n" not in _dump(line).strip():
                return line
        return {name: _short_records_on_a_line(each, len(name) + 6) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return tuple(_short_records_on_a_line(each, 6) for each in value)
    return value


def _is_plain(items: tuple[Any, ...]) -> bool:
    return all(isinstance(each, str | int | float | date) for each in items) or len(_dump(list(items))) < LINE_LENGTH
