"""The shapes of what is answered about history and books; tests hold the answers to them."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from app.api.scenario_shapes import ScenarioLine
from app.history.found import Finding, Look, Progress, Taken
from app.history.recipe import Kind, Recipe
from app.planner.scenario import Scenario
from app.services.import_lists import ListLine
from app.services.imports import Status
from app.services.row_shapes import RowWhat

ImportId = Annotated[str, Field(pattern="^imp_[a-z0-9]{20}$")]
BookId = Annotated[str, Field(pattern="^bok_[a-z0-9]{20}$")]


class ImportLine(TypedDict):
    """A file, and what came of it."""

    id: ImportId
    order: Annotated[int, Field(ge=1, description="Grows with every file: what a newer one says of a buyer counts.")]
    name: str
    size: Annotated[int, Field(ge=0, description="Bytes.")]
    digest: Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="SHA-256 of its bytes.")]
    status: Annotated[
        Status,
        Field(description="`asked`: something has to be answered or corrected, then it is `ready` to be taken in; only `done` counts."),
    ]
    created_at: datetime
    created_by: str
    changed_at: datetime
    list: str | None
    kind: Kind | None
    same_as: Annotated[ImportId | None, Field(description="The earlier import of the very same file; then nothing was added.")]
    replaces: Annotated[
        list[ImportId], Field(description="The import whose place it takes once it is done, and those whose place that one took before.")
    ]
    taken: Taken | None
    trouble: Finding | None


class StoredImport(ImportLine):
    """The same with everything that is known of it."""

    progress: Annotated[Progress | None, Field(description="How far it has come, while it is being worked on.")]
    recipe: Recipe | None
    look: Look | None


class ImportPage(TypedDict):
    """Every import, newest first."""

    items: list[ImportLine]


class ListPage(TypedDict):
    """What figures can be measured of."""

    items: list[ListLine]


class RowColumn(TypedDict):
    """A column of the rows that are kept."""

    name: Annotated[str, Field(description="The header, or the stage.")]
    holds: RowWhat


class RowPage(TypedDict):
    """Some of the rows that are kept of an import."""

    columns: list[RowColumn]
    rows: list[list[str | int | float | None]]
    start: Annotated[int, Field(ge=0)]
    total: Annotated[int, Field(ge=0)]


class OfferLine(TypedDict):
    """One figure that a scenario could take over."""

    key: str
    what: str
    name: str
    channel: str | None
    now: Annotated[Any, Field(description="As the scenario has it.")]
    measured: Annotated[Any, Field(description="As it was measured.")]
    n: int
    small: Annotated[bool, Field(description="So few that it is not proposed.")]
    unasked: Annotated[bool, Field(description="Whether it is proposed.")]
    finding: Finding | None


class OfferList(TypedDict):
    """What could be taken over, and what could not, with the reasons."""

    offers: list[OfferLine]
    findings: list[Finding]


class TakenOver(TypedDict):
    """The scenario with what was chosen, and its card where it was saved."""

    scenario: Scenario
    stored: ScenarioLine | None


class BookSegment(TypedDict):
    """A segment and the scenario that plans it."""

    segment: str
    scenario_id: str


class StoredBook(TypedDict):
    """A plan book."""

    id: BookId
    name: str
    target: float | None
    parts: list[BookSegment]
    revision: Annotated[int, Field(ge=1)]
    etag: str
    created_at: datetime
    created_by: str
    changed_at: datetime
    changed_by: str


class BookPage(TypedDict):
    """The books, the last that was changed first."""

    items: list[StoredBook]
