"""The plan page's routes: each reads, asks and responds."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.web import plan_answer, plan_page
from app.web.asking import UNPLANNABLE, Asked, Posted, Reader, fresh
from app.web.assets import libraries
from app.web.templating import render

router = APIRouter(include_in_schema=False)


@router.get("/", response_class=HTMLResponse)
def plan(request: Request, reader: Reader, texts: Asked) -> HTMLResponse:
    """The plan page, with the fields of the address filled in."""
    found = plan_page.answer(plan_page.sample(reader), texts)
    answered = plan_answer.result(found, found.ground) if found.ground else plan_page.problems(found, has_older=False)
    page = render(
        reader,
        "plan/page.html",
        name=found.base.form.base.name,
        form=plan_page.form(found),
        scripts=libraries(request.app.state.settings.cdn),
        planned=found.ground is not None,
        **answered,
    )
    return fresh(page, 200 if found.ground else UNPLANNABLE)


@router.post("/recalculate", response_class=HTMLResponse)
def recalculate(reader: Reader, texts: Posted) -> HTMLResponse:
    """The answer alone; where there is none, what is wrong, to be put above the answer of before."""
    found = plan_page.answer(plan_page.sample(reader), texts)
    if found.ground is None:
        response = fresh(render(reader, "plan/_problems.html", **plan_page.problems(found, has_older=True)), UNPLANNABLE)
        response.headers["hx-retarget"] = "#problems"
    else:
        response = fresh(render(reader, "plan/_result.html", **plan_answer.result(found, found.ground)))
    response.headers["hx-replace-url"] = found.address
    return response
