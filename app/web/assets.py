"""Where the page's files are: our own with a mark of their content, the browser libraries from here or from the CDN."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

STATIC = Path(__file__).resolve().parent.parent / "static"
LIBRARIES = ("htmx.org", "idiomorph")
LATER = ("echarts",)
"""What a page can do without, and loads when the rest is at work."""


@lru_cache
def asset(name: str) -> str:
    """The address of one of our files; it changes with the file, so that it may be kept for ever."""
    mark = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={mark}"


@lru_cache
def libraries(cdn: bool, static: Path = STATIC) -> str:
    """What boot.js loads, as JSON: for each library its sources, the copy here first. Empty where there is none for one that it needs."""
    listed = static / "vendor.json"
    files: list[dict[str, Any]] = orjson.loads(listed.read_bytes())["files"] if listed.exists() else []
    found = []
    for package in (*LIBRARIES, *LATER):
        file = next((file for file in files if file["package"] == package), None)
        sources = _sources(file, static, cdn=cdn) if file else []
        if sources:
            found.append({"later": package in LATER, "sources": sources})
        elif package in LIBRARIES:
            return "[]"
    return orjson.dumps(found).decode()


def _sources(file: dict[str, Any], static: Path, *, cdn: bool) -> list[dict[str, str]]:
    sources = []
    if (static / "vendor" / file["file"]).exists():
        sources.append({"src": f"/static/vendor/{file['file']}", "integrity": file["integrity"]})
    if cdn:
        sources.append({"src": file["cdn"], "integrity": file["integrity"]})
    return sources
