"""What is sent about history, and how a recipe is patched."""

import datetime as dt
from typing import Annotated, Any

from pydantic import Field, StringConstraints, ValidationError

from app.api.bodies import BodyRecord
from app.documents.refusals import refusal
from app.history.measured import Question
from app.history.recipe import Recipe
from app.planner.book import PARTS_LIMIT
from app.planner.faults import Fault, InvalidScenario
from app.planner.scenario import Name, Number, Scenario
from app.services.books import TARGET_LIMIT

DEPTH = 6
Title = Annotated[str, StringConstraints(min_length=1, max_length=1_000, pattern=r"^[^\x00]*$")]


Merge = Annotated[
    bool, Field(title="Merge", description="Whether two lists are to become one, where there is a list of that name; else that is refused.")
]


class ImportPatch(BodyRecord):
    """What is to be different about how a file is read."""

    recipe: Annotated[dict[str, Any], Field(max_length=20)] = Field(
        title="Recipe",
        description="A merge patch of the recipe: what is left out stays, null takes away. `columns` may be a record of changes by the "
        "position of the column, counted from 0, as in {columns: {3: {field: closed, orders: {/: dmy}}}}.",
    )
    merge: Merge = False


class ListPatch(BodyRecord):
    """What a list is to be called."""

    name: Title = Field(title="Name", description="Its name from now on; where there is a list of that name, `merge` makes the two one.")
    merge: Merge = False


def patched_recipe(recipe: Recipe, patch: dict[str, Any]) -> Recipe:
    """The recipe with a merge patch applied (RFC 7396).

    Raises:
        InvalidScenario: where that is no recipe; faults have paths below `recipe`.
    """
    whole = recipe.model_dump(mode="json")
    changes = dict(patch)
    if isinstance(columns := changes.get("columns"), dict):
        changes["columns"] = _patched_columns(whole["columns"], columns)
    try:
        return Recipe.model_validate(_merged(whole, changes), strict=False)
    except ValidationError as error:
        found = refusal(Recipe, error)
        if not isinstance(found, InvalidScenario):
            raise found from None
        raise InvalidScenario([Fault(("recipe", *fault.path), fault.code, fault.values) for fault in found.faults]) from None


def _patched_columns(columns: list[dict[str, Any]], changes: dict[str, Any]) -> list[Any]:
    patched: list[Any] = list(columns)
    for position, change in changes.items():
        if not (position.isascii() and position.isdigit() and int(position[:6]) < len(columns) and len(position) < 7):
            values = {"given": position[:40], "limit": len(columns) - 1}
            raise InvalidScenario([Fault(("recipe", "columns", position[:40]), "too_large", values)])
        patched[int(position)] = _merged(columns[int(position)], change)
    return patched


def _merged(old: Any, patch: Any, depth: int = 0) -> Any:
    if not isinstance(patch, dict) or depth > DEPTH:
        return patch
    merged = dict(old) if isinstance(old, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = _merged(merged.get(name), value, depth + 1)
    return merged


Day = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
ByHand = Annotated[dict[Title, Title], Field(max_length=200)]


class QuestionBody(BodyRecord):
    """What is to be measured of the list."""

    as_of: Day | None = Field(None, title="As of", description="The day up to which things are known; left out, the last that is proved.")
    since: Day | None = Field(None, title="Since", description="First day of entry that counts.")
    until: Day | None = Field(None, title="Until", description="Last day of entry that counts.")
    split: Title | None = Field(
        "channel", title="Split", description="The column to split by; null for none. Left out: by channel, where there are channels."
    )
    only: Annotated[tuple[tuple[Title, str], ...], Field(max_length=100)] = Field(
        (), title="Only", description="Pairs of a column and a folded value: only buyers that have all of them."
    )
    whole_history: bool = Field(False, title="Whole history", description="Count entries from before outcomes were recorded, too.")
    short_season: bool = Field(False, title="Short season", description="Give monthly indices below two years, too.")

    def as_asked(self, list_name: str) -> Question:
        """The question about a list."""
        for name in ("as_of", "since", "until"):
            _check_day(name, getattr(self, name))
        return Question(list_name, self.as_of, self.since, self.until, self.split, self.only, self.whole_history, self.short_season)


class OfferRequest(BodyRecord):
    """A list and a scenario: sent along, or one that is kept."""

    list: Title = Field(title="List", description="The name of the list.")
    question: QuestionBody = Field(default_factory=lambda: QuestionBody(), title="Question", description="What is measured of it.")
    scenario: Scenario | None = Field(None, title="Scenario", description="The scenario; left out, the one that is kept.")
    scenario_id: Title | None = Field(None, title="Scenario id", description="The id of a scenario that is kept.")
    stage_of: ByHand = Field({}, title="Stages by hand", description="Keys of stages by measured names, where names do not tell.")
    channel_of: ByHand = Field({}, title="Channels by hand", description="Keys of channels by measured keys, where names do not tell.")


class TakeOver(OfferRequest):
    """What of it to take over."""

    keys: Annotated[tuple[Title, ...], Field(max_length=500)] = Field(title="Keys", description="Keys of the offers that are taken over.")
    save: bool = Field(False, title="Save", description="Keep it as a new version of `scenario_id`; needs If-Match.")


class BookPartBody(BodyRecord):
    """A segment of a book."""

    segment: Name = Field(title="Segment", description="What it is called; different in each part.")
    scenario_id: Title = Field(title="Scenario id", description="The scenario that plans it.")


class BookBody(BodyRecord):
    """A plan book."""

    name: Name = Field(title="Name", description="What it is called.")
    target: Annotated[Number, Field(gt=0, le=TARGET_LIMIT)] | None = Field(
        None, title="Target", description="The goal of the whole, held against the sum of its parts."
    )
    parts: Annotated[tuple[BookPartBody, ...], Field(max_length=PARTS_LIMIT)] = Field(
        (), title="Parts", description="Segments with their scenarios, in order."
    )


def _check_day(name: str, day: str | None) -> None:
    try:
        if day is not None:
            dt.date.fromisoformat(day)
    except ValueError:
        raise InvalidScenario([Fault(("question", name), "bad_date", {"given": day})]) from None
