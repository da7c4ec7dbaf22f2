"""Keep docs/findings.md in step with the code: every finding about history, how grave it is, what it says.

    python scripts/findings.py write    write the tables anew; what to do about a finding is typed there, and stays
    python scripts/findings.py check    fail if they are not what the code says

Codes and sentences are those of app/wording/history. How grave a finding is stands where it is made: as a word, as one of two, or as
what a function that makes findings always says.
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "findings.md"
SEVERITIES = ("blocking", "warning", "info")
ALWAYS = {"refused": "blocking", "_fault": "blocking"}
"""Functions that make findings of one severity."""
OPEN = "?"
"""In the last column, where nobody has typed yet what to do."""


def severities(codes: set[str]) -> dict[str, set[str]]:
    """How grave each finding can be, as the places say where it is made."""
    found: dict[str, set[str]] = {code: set() for code in codes}
    unsaid: list[tuple[set[str], set[str]]] = []
    for path in _sources():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call) and node.args):
                if how := _severity(call, function):
                    said = _texts(call.args[0], function) & codes
                    unsaid += [] if said else [(_may_be(call.args[0], tree, codes), how)]
                    for code in said:
                        found[code] |= how
    for may_be, how in unsaid:
        for code in [code for code in may_be if not found[code]]:
            found[code] = how
    return found


def _sources() -> list[Path]:
    return sorted(path for room in ("history", "services") for path in (ROOT / "app" / room).rglob("*.py"))


def _may_be(made: ast.expr, tree: ast.AST, codes: set[str]) -> set[str]:
    """The codes that a call can mean which does not name one: by the pattern of a text, or any that the file names."""
    if isinstance(made, ast.JoinedStr):
        pattern = "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+" for part in made.values)
        return {code for code in codes if re.fullmatch(pattern, code)}
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)} & codes


def _severity(call: ast.Call, function: ast.AST) -> set[str]:
    """What the call says of severity; empty where it makes no finding."""
    name = call.func.id if isinstance(call.func, ast.Name) else call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if name in ALWAYS:
        return {ALWAYS[name]}
    given = {each.arg: each.value for each in call.keywords}
    if name == "Finding":
        said = call.args[1] if len(call.args) > 1 else given.get("severity")
        return {"info"} if said is None else _texts(said, function)
    if name == "add":
        return _texts(given["severity"], function) if "severity" in given else {"warning"}
    return set()


def _texts(node: ast.expr, function: ast.AST) -> set[str]:
    """The texts that an expression can be: itself, one of two, or what its name was given in the function."""
    if isinstance(node, ast.Constant):
        return {node.value} if isinstance(node.value, str) else set()
    if isinstance(node, ast.IfExp):
        return _texts(node.body, function) | _texts(node.orelse, function)
    if isinstance(node, ast.Name):
        return {text for value in _given(node.id, function) for text in _texts(value, function)}
    return set()


def _given(name: str, function: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and not isinstance(node.value, ast.Name):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Name) and target.id == name for target in targets):
                yield node.value


# --- The page ---------------------------------------------------------------------------------------------------------


def sections() -> dict[str, dict[str, str]]:
    """The sentences, by the headings of the page."""
    from app.wording.history import measuring, reading, reviewing

    return {
        "Files": reading.FILES,
        "How a file is to be read": reading.RECIPES,
        "What was taken in": reading.TAKEN,
        "Rows that are refused": reading.REFUSED,
        "What became of an import": reading.KEEPING,
        "What was measured": measuring.SENTENCES,
        "The review, and what a plan takes over": reviewing.FINDINGS,
    }


def page(before: str) -> str:
    """The page anew: what stands before the first table of the old one, its last columns, and all else from the code."""
    done = dict(re.findall(r"^\| `(\w+)` \|.*\| ([^|]*) \|$", before, re.M))
    grave = severities({code for sentences in sections().values() for code in sentences})
    parts = [before.split("\n## ", 1)[0].rstrip()]
    for heading, sentences in sections().items():
        rows = [f"| `{code}` | {_how(grave[code])} | {_said(text)} | {done.get(code, OPEN)} |" for code, text in sentences.items()]
        parts.append("\n".join([f"## {heading}", "", "| code | severity | what it says | what to do |", "|---|---|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def _how(grave: set[str]) -> str:
    return " or ".join(each for each in SEVERITIES if each in grave)


def _said(sentence: str) -> str:
    return re.sub(r"%\((\w+)\)s", r"*\1*", sentence).replace("|", "\\|")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("write", "check"))
    before = PAGE.read_text(encoding="utf-8")
    if parser.parse_args().what == "write":
        PAGE.write_text(page(before), encoding="utf-8")
    elif page(before) != before:
        sys.exit("docs/findings.md is not what the code says: scripts/findings.py write")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
