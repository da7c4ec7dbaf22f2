"""From the texts of a form to what the plan page shows: read, validate, plan, present."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlencode

import orjson

from app.documents import example_document, scenario_from_json
from app.language import Language
from app.planner.faults import InvalidScenario
from app.planner.present import make_plan
from app.web import fields, present, present_form, present_months
from app.web.complaints import complaints
from app.web.forms import Form
from app.web.ground import Ground
from app.web.view import View


class Base:
    """What a form starts from: a scenario in one language, and its own plan to hold changes against."""

    def __init__(self, document: dict[str, Any], language: Language) -> None:
        scenario = scenario_from_json(orjson.dumps(document))
        self.form = Form(scenario, language)
        self.ground = Ground(scenario, make_plan(scenario), language)

    @cached_property
    def figures(self) -> present.Values:
        """The headline figures."""
        return present.figures_of(self.ground)


@lru_cache(maxsize=16)
def sample(language: Language) -> Base:
    """The sample scenario."""
    return Base(example_document(), language)


@dataclass(frozen=True)
class Answer:
    """What a form came to: a plan, or errors by field; and how the reader looks at it."""

    base: Base
    texts: dict[str, str]
    errors: dict[str, str]
    ground: Ground | None
    view: View

    @property
    def changed(self) -> dict[str, str]:
        """What was typed and differs from the base."""
        return self.base.form.changed(self.texts)

    @property
    def address(self) -> str:
        """The page with exactly this in it."""
        query = self.changed | self.view.query(present_months.default_choice(self.base.ground))
        return f"/?{urlencode(query, safe='/')}" if query else "/"


def answer(base: Base, texts: Mapping[str, str]) -> Answer:
    """Read the form; plan what it says, unless it cannot be planned."""
    reading = base.form.read(texts.items())
    view = View.of(texts)
    language = base.form.language
    faults = reading.faults
    try:
        scenario = scenario_from_json(orjson.dumps(reading.document))
    except InvalidScenario as error:
        faults = (*faults, *error.faults)
    if faults:
        return Answer(base, reading.texts, complaints(faults, base.form, language), None, view)
    return Answer(base, reading.texts, {}, Ground(scenario, make_plan(scenario), language), view)


def problems(found: Answer, *, has_older: bool) -> dict[str, Any]:
    """Everything that the template for a form that cannot be planned prints, above an older answer or in place of one."""
    make = fields.Fields(found.base.form, found.base.ground, found.texts, found.errors)
    return {"problems": fields.problems(make), "has_older": has_older, "data": {"faults": found.errors, "figures": {}}}


def form(found: Answer) -> present_form.FormView:
    """The form with what was typed."""
    figures = present_form.figures(found.ground, len(found.changed)) if found.ground else {}
    return present_form.form_view(found.base.form, found.ground or found.base.ground, found.texts, found.errors, figures)
