"""On which line of a text its parts stand, so that a fault can say where to look."""

import yaml

from app.documents.unreadable import SIZE_LIMIT

Path = tuple[str | int, ...]


def line_of(text: str, path: Path) -> int | None:
    """The line, counted from 1, of the deepest part of a path that the text has; None where the text cannot be followed.

    Only for a text that has been read already: what may not be in a document is refused there.
    """
    root = _root(text)
    if root is None or not path:
        return None
    node, line = root, None
    for part in path:
        found = _item(node, part)
        if found is None:
            break
        line, node = found
    return line


def _root(text: str) -> yaml.Node | None:
    if len(text) > SIZE_LIMIT:
        return None
    try:
        found: yaml.Node | None = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, RecursionError):
        return None
    return found


def _item(node: yaml.Node, part: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return key.start_mark.line + 1, value
    elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        item = node.value[part]
        return item.start_mark.line + 1, item
    return None
