"""What is noticed while rows go by: counted, with the first few rows of each."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.history.found import Finding

ROWS_SHOWN = 20
_SEVERITIES = ("info", "warning", "blocking")


@dataclass
class Notice:
    """One kind of thing that was noticed, about one column."""

    severity: Literal["info", "warning", "blocking"]
    values: dict[str, object] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    count: int = 0


class Notes:
    """Collects notices by code and column, in the order in which they first came up."""

    def __init__(self) -> None:
        self._notices: dict[tuple[str, int | None], Notice] = {}
        self.tallies: Counter[str] = Counter()

    def tally(self, what: str, count: int | np.integer) -> None:
        """Counts something that is only told of where it amounts to something."""
        self.tallies[what] += int(count)

    def add(
        self,
        code: str,
        rows: NDArray[np.uint32] | Iterable[int] = (),
        *,
        severity: Literal["info", "warning", "blocking"] = "warning",
        column: int | None = None,
        count: int | None = None,
        **values: object,
    ) -> None:
        """Adds rows to what was noticed; nothing where there are none."""
        rows = np.asarray(rows if isinstance(rows, np.ndarray) else list(rows), dtype=np.uint32)
        more = len(rows) if count is None else count
        if not more:
            return
        notice = self._notices.setdefault((code, column), Notice(severity))
        notice.severity = max(notice.severity, severity, key=_SEVERITIES.index)
        notice.values |= values
        notice.rows += rows[: ROWS_SHOWN - len(notice.rows)].tolist()
        notice.count += more

    def findings(self) -> tuple[Finding, ...]:
        """All that was noticed."""
        return tuple(
            Finding(code, each.severity, dict(each.values), column, tuple(each.rows), each.count)
            for (code, column), each in self._notices.items()
        )
