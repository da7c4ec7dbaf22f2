"""What a command of a document prints: the product's own in a process, curl by the test's client."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

from fastapi.testclient import TestClient

from tests.docs.reading import ROOT


def database_in(folder: Path) -> str:
    return f"sqlite:///{folder}/backfunnel.db"


def run(line: str, folder: Path, client: TestClient) -> str:
    """What a command of the README prints: the product's own in a process, curl by the test's client."""
    line, _, target = line.partition(" > ")
    program, *arguments = shlex.split(line)
    if program == "curl":
        out = curl(arguments, folder, client)
    else:
        assert program == ".venv/bin/python", f"the test does not know how to run {program}"
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "", "PYTHONUTF8": "1", "DATABASE_URL": database_in(folder)}
        done = subprocess.run(
            [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=60, check=True
        )
        out = done.stdout
    if target:
        (folder / target.strip()).write_text(out, encoding="utf-8")
        return ""
    return out


def curl(arguments: list[str], folder: Path, client: TestClient) -> str:
    """What curl would print, for the options that our documents use."""
    headers, body, address = {"content-type": "application/x-www-form-urlencoded"}, None, ""
    rest = iter(arguments)
    for argument in rest:
        if argument == "-H":
            name, _, value = next(rest).partition(":")
            headers[name.strip().lower()] = value.strip()
        elif argument in ("-d", "--data-binary"):
            given = next(rest)
            body = (folder / given[1:]).read_bytes() if given.startswith("@") else given.encode()
        elif argument != "-s":
            assert not argument.startswith("-"), f"the test does not know curl's {argument}"
            address = argument
    assert address.startswith("http://127.0.0.1:8000/"), address
    answer = client.request("GET" if body is None else "POST", address, content=body, headers=headers)
    assert answer.status_code < 400 or "problem" in answer.headers["content-type"], answer.text
    return answer.text
