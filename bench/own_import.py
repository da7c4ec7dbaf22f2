"""The same export through the product: kept in a fresh database, measured and reviewed. `python -m bench.own_import FILE FOLDER`."""

import sys
from pathlib import Path

from app.history.measured import Question
from app.services import history
from app.services.workspaces import LOCAL_WORKSPACE
from app.settings import Settings
from app.terminal.history_store import HistoryStore, Wishes
from bench.clock import peak_mb


def main(path: str, folder: str) -> int:
    """Take in, measure by channel, review the last year; how many rows were taken and refused."""
    history.forget()
    store = HistoryStore(Settings(database_url=f"sqlite:///{folder}/plans.db"))
    store.database.start()
    came = store.take_in(Path(path), Wishes(accept=True), lambda _: None, Path(folder, "refused.csv"))
    if came.taken is None or came.look is None:
        raise SystemExit(f"not taken in: {came}")
    name = came.look.recipe.list_name
    measured = history.measured(store.database, LOCAL_WORKSPACE, Question(name, split="channel"), alone=True)
    review = history.reviewed(store.database, LOCAL_WORKSPACE, name, "2025-01-01", "2025-12-31", alone=True)
    store.close()
    if measured.whole.end_to_end.rate is None or not review.channels:
        raise SystemExit("nothing measured")
    return came.taken.taken + came.taken.refused


if __name__ == "__main__":
    print(main(*sys.argv[1:3]), peak_mb())
