"""Public data sets that are no part of the project: where they are, and the mark of the tests that need them.

The project ships only data that it generates, and everything is tested with that. Where the public sets lie beside the checkout, their
published figures are tested too; where they do not, those tests are not chosen, and the head of the run says so. With REQUIRE_DATA their
lack is an error.
"""

import os
from pathlib import Path

import pytest

DATA = Path(os.environ.get("BACKFUNNEL_SHARED_DATA") or Path(__file__).parents[2] / "shared" / "data")
OLIST, MAVEN = DATA / "olist-marketing-funnel", DATA / "maven-crm-opportunities"
IS_HERE = (DATA / "REFERENCE.json").is_file()
needs_published_data = pytest.mark.published_data
