"""The rule that nothing is skipped where everything is to be seen."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = """
import pytest

@pytest.mark.skip(reason="by a mark")
def test_marked():
    pass

def test_called():
    pytest.skip("by a call")

def test_plain():
    pass
"""


@pytest.mark.parametrize(("required", "counted"), [("1", "1 failed, 1 passed, 1 error"), ("", "1 passed, 2 skipped")])
def test_a_skip_is_a_failure_where_everything_is_required(tmp_path: Path, required: str, counted: str) -> None:
    (tmp_path / "test_some.py").write_text(TESTS)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.nothing_skipped",
        "-p",
        "no:cacheprovider",
        f"--rootdir={tmp_path}",
        str(tmp_path),
    ]
    found = subprocess.run(command, env={**os.environ, "REQUIRE_ALL": required}, capture_output=True, text=True, check=False)
    assert counted in found.stdout
    assert ("nothing may be skipped here" in found.stdout) == bool(required)
