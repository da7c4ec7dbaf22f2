"""Ways to start a plan: the sample with its answer, templates, a goal, a file."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson

from app.documents import scenario_from_json
from app.documents.templates import template_document, templates
from app.language import Language
from app.planner.present import make_plan
from app.web.answer import at_a_glance
from app.web.figures.ground import Ground
from app.web.plans.uploads import Complaint
from app.wording import Piece, headline

EXAMPLE = "growth"


@dataclass(frozen=True)
class Start:
    """A template as a card."""

    key: str
    title: str
    about: str
    answer: str

    @property
    def address(self) -> str:
        """The plan page over it."""
        return f"/plans/new?from={self.key}"


def view(language: Language, text: str = "", complaints: tuple[Complaint, ...] = ()) -> dict[str, Any]:
    """Everything that the ways to start print, with what was pasted and is wrong."""
    ground = _ground(EXAMPLE, language)
    return {
        "sentence": tuple(headline(ground.plan, language)),
        "tiles": at_a_glance.tiles(ground),
        "example": f"/plans/new?from={EXAMPLE}",
        "starts": _starts(language),
        "pasted": text,
        "complaints": complaints,
    }


@lru_cache(maxsize=16)
def _starts(language: Language) -> tuple[Start, ...]:
    return tuple(
        Start(
            each.key,
            language.gettext(each.title),
            language.gettext(each.about),
            _answer(headline(_ground(each.key, language).plan, language)),
        )
        for each in templates()
        if each.key != EXAMPLE
    )


def _answer(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


@lru_cache(maxsize=64)
def _ground(key: str, language: Language) -> Ground:
    scenario = scenario_from_json(orjson.dumps(template_document(key)))
    return Ground(scenario, make_plan(scenario), language)
