"""Questions that cannot be answered as they are asked, as problems: where in the body, why, and what is nearest to it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from fastapi import Request, Response

from app.api.problem_shape import ProblemError, problem, reader_language
from app.planner.faults import Fault
from app.planner.scenario import Scenario
from app.questions.as_json import nearest_of
from app.questions.levers import lever_at
from app.questions.refused import QuestionRefused
from app.wording.questions import question_sentence

Places = Mapping[str, tuple[str | int, ...]]
Turned = Callable[[str], tuple[str | int, ...]]
_T = TypeVar("_T")

NAMES: Places = MappingProxyType(
    {
        "lever": ("input",),
        "outcome": ("output",),
        "outcomes": ("outputs",),
        "quantiles": ("levels",),
        "first": ("scenarios", 0),
        "second": ("scenarios", 1),
    }
)
"""What the first part of a fault's path is called in a body, where it is something else."""


def placed(ask: Callable[[], _T], *, kept: bool = False, places: Places = NAMES, turned: Turned | None = None) -> _T:
    """What is asked, with faults of it placed where the body has them.

    Args:
        ask: works it out.
        kept: whether the scenario came by its id.
        places: what the first part of a path is called in the body.
        turned: where the body gives values for an input; None where it gives none.
    """
    try:
        return ask()
    except QuestionRefused as refused:
        raise QuestionRefused([_placed(fault, kept, places, turned) for fault in refused.faults]) from None


def _placed(fault: Fault, kept: bool, places: Places, turned: Turned | None) -> Fault:
    first, *rest = fault.path or ("",)
    if first == "scenario" and kept:
        return Fault(("id",), fault.code, fault.values)
    if turned is not None and str(first).startswith("/"):
        return Fault(turned(str(first)), fault.code, fault.values)
    return Fault((*places.get(str(first), (first,)), *rest), fault.code, fault.values)


def turned_in(given: Mapping[str, Mapping[str, object]], scenario: Scenario) -> Turned:
    """Where a body gives values for an input by its pointer with positions.

    Args:
        given: fields that give values, by pointers as they were written.
        scenario: whose inputs.
    """

    def place(pointer: str) -> tuple[str | int, ...]:
        for name, values in given.items():
            for written in values:
                if lever_at(scenario, written).pointer == pointer:
                    return (name, written)
        return tuple(name for name, values in given.items() if values)[:1]

    return place


async def _on_refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, QuestionRefused)
    words = reader_language(request)
    errors = [_error(fault, question_sentence(fault, words)) for fault in error.faults]
    detail = f"{errors[0]['pointer'] or '/'}: {errors[0]['detail']}"
    if len(errors) > 1:
        detail = words.gettext("%(first)s And %(count)s more.", first=detail, count=words.whole(len(errors) - 1))
    return problem(request, 422, detail, errors, "question-refused", words.gettext("The question cannot be answered as it is asked"))


def _error(fault: Fault, sentence: str) -> ProblemError:
    error: ProblemError = {"pointer": fault.pointer, "code": fault.code, "detail": sentence}
    if (nearest := nearest_of(fault)) is not None:
        error["nearest"] = nearest
    return error


QUESTION_HANDLERS: dict[Any, Any] = {QuestionRefused: _on_refused}
