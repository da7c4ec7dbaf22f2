"""Copy the browser files named in app/static/vendor.json from node_modules to app/static/vendor, each one checked first,
and a compressed copy beside it for the server to hand out.

Standard library only: the container image runs it before anything is installed.
"""

import base64
import gzip
import hashlib
import json
import shutil
import sys
from pathlib import Path
from typing import TypedDict

ROOT = Path(__file__).resolve().parent.parent
DECLARATION = ROOT / "app" / "static" / "vendor.json"
VENDOR = ROOT / "app" / "static" / "vendor"


class VendoredFile(TypedDict):
    """One browser file: where npm has it, what it is called here, and what it must be."""

    package: str
    version: str
    path: str
    file: str
    integrity: str
    cdn: str


class WrongContent(Exception):
    """A file is not the one that was declared."""


def declared_files() -> list[VendoredFile]:
    """Read the one declaration that this script and the pages share."""
    files: list[VendoredFile] = json.loads(DECLARATION.read_text(encoding="utf-8"))["files"]
    return files


def integrity(path: Path) -> str:
    """Return what a browser expects in an `integrity` attribute."""
    return "sha384-" + base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode("ascii")


def copy_vendored_files(node_modules: Path, vendor: Path) -> list[str]:
    """Replace the folder by fresh copies, so that no older version stays behind; return the names."""
    sources = {each["file"]: node_modules / each["package"] / each["path"] for each in declared_files()}
    for each in declared_files():
        found = integrity(sources[each["file"]])
        if found != each["integrity"]:
            raise WrongContent(f"{each['package']}@{each['version']} {each['path']}: declared {each['integrity']}, found {found}")
    shutil.rmtree(vendor, ignore_errors=True)
    vendor.mkdir(parents=True)
    for name, source in sources.items():
        shutil.copyfile(source, vendor / name)
        (vendor / f"{name}.gz").write_bytes(gzip.compress(source.read_bytes(), mtime=0))
    return list(sources)


if __name__ == "__main__":
    try:
        copied = copy_vendored_files(ROOT / "node_modules", VENDOR)
    except (WrongContent, FileNotFoundError) as problem:
        sys.exit(f"Browser files were not copied: {problem}")
    print(f"{len(copied)} browser files are in {VENDOR.relative_to(ROOT)}")
