"""Questions that cannot be answered as they are asked, as problems: where in the body, why, and what is nearest to it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from fastapi import Request, Response

from app.api.problem_shape import ProblemError, problem, reader_language
from app.planner.faults import Fault
from app.questions.as_json import nearest_of
from app.questions.refused import QuestionRefused
from app.wording.questions import question_sentence

Places = Mapping[str, tuple[str | int, ...]]
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


def placed(ask: Callable[[], _T], *, kept: bool = False, places: Places = NAMES) -> _T:
    """What is asked, with faults of it placed where the body has them; `kept` where the scenario came by its id."""
    try:
        return ask()
    except QuestionRefused as refused:
        raise QuestionRefused([_placed(fault, kept, places) for fault in refused.faults]) from None


def _placed(fault: Fault, kept: bool, places: Places) -> Fault:
    first, *rest = fault.path or ("",)
    if first == "scenario" and kept:
        return Fault(("id",), fault.code, fault.values)
    return Fault((*places.get(str(first), (first,)), *rest), fault.code, fault.values)


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
