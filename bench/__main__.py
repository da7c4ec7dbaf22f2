"""Run the benches and print their tables."""

import sys
from collections.abc import Callable

from bench import (
    questions_chance,
    questions_explain,
    questions_http,
    questions_mix,
    questions_sensitivity,
    questions_solve,
    questions_sweep,
)
from bench.browser import browser_rows
from bench.clock import Row, table
from bench.history import history_rows
from bench.page import page_rows
from bench.planner import lane_rows, plan_rows
from bench.plans import plans_rows
from bench.server import server_rows
from bench.start import start_rows
from bench.store import store_rows


def question_rows() -> list[Row]:
    """Every question; the most lanes last."""
    parts = (questions_solve, questions_sensitivity, questions_chance, questions_mix, questions_explain, questions_http, questions_sweep)
    return [row for part in parts for row in part.rows()]


BENCHES: dict[str, tuple[str, Callable[[], list[Row]]]] = {
    "plan": ("One plan", plan_rows),
    "lanes": ("Many plans", lane_rows),
    "http": ("Over HTTP", server_rows),
    "page": ("The plan page", page_rows),
    "browser": ("In a browser", browser_rows),
    "store": ("The store", store_rows),
    "history": ("History", history_rows),
    "questions": ("Questions", question_rows),
    "start": ("Start", start_rows),
    "plans": ("The list of plans", plans_rows),
}


def main(wanted: list[str]) -> int:
    """Run the benches that are named, or all of them."""
    if unknown := set(wanted) - set(BENCHES):
        print(f"no bench called {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    for name in wanted or BENCHES:
        title, rows = BENCHES[name]
        print(table(title, rows()), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
