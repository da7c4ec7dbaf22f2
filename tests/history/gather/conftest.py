"""Imports to gather."""

import pytest

from tests.history.gather.gathered import STAGES
from tests.history.gather.imports import Imports


@pytest.fixture
def imports(tmp_path):
    return Imports(tmp_path)


@pytest.fixture
def with_buyers(imports):
    imports.buyers({"id": ["a"], "Lead": [1]}, STAGES)
    return imports
