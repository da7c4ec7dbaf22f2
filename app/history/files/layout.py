"""Where in a file the table is, and how its bytes become cells."""

from dataclasses import dataclass
from typing import Literal

from app.history.found import names_a_header
from app.history.values.title_scales import TitleScale

Container = Literal["csv", "xlsx"]


@dataclass(frozen=True)
class Layout:
    """The layout of a file.

    Attributes:
        container: by content, whatever the file is called.
        encoding, delimiter: of a CSV file; empty for a workbook.
        worksheet, worksheets: of a workbook: the one read, and all, the hidden ones last.
        header_row: position of the header among the records (from 0, blank ones count); of the first record of the table where there is no
            header. That is so where all names are Column 1, Column 2, ...
        headers: unique and trimmed; an empty one is "Column 7"; empty columns at the end are dropped.
        period: first and last day as ISO text, where lines above the header say it.
        scales: in what money is counted, where such lines say it; several where they contradict each other.
        spoken_of: scales that such lines name beside other things, so that nobody knows whether they are about the money of the table.
    """

    container: Container
    encoding: str
    delimiter: str
    worksheet: str
    worksheets: tuple[str, ...]
    header_row: int
    headers: tuple[str, ...]
    period: tuple[str, str] | None = None
    scales: tuple[TitleScale, ...] = ()
    spoken_of: tuple[TitleScale, ...] = ()

    @property
    def has_header(self) -> bool:
        """Whether a record of the file holds the names of the columns."""
        return names_a_header(self.headers)
