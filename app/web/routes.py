"""The pages' routes: each reads, asks and responds."""

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse

from app.language import Language, language_of
from app.web import plan_page
from app.web.assets import libraries
from app.web.templating import render

FIELDS_LIMIT = 4000
UNPLANNABLE = 422

router = APIRouter(include_in_schema=False)


def reader(request: Request) -> Language:
    """The language of whoever asks."""
    return language_of(request.headers.get("accept-language"), request.app.state.settings.locale)


async def posted(request: Request) -> dict[str, str]:
    """A form's fields as text; the first of a name counts. Other kinds of bodies are refused, not taken for an empty form."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise HTTPException(415, "Send a form.")
    return _fields((await request.body()).decode("utf-8", "replace"))


def asked(request: Request) -> dict[str, str]:
    """The same fields in an address."""
    return _fields(request.url.query)


def _fields(text: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS_LIMIT)
    except ValueError:
        raise HTTPException(413, "Too many fields.") from None
    first: dict[str, str] = {}
    for name, text in pairs:
        first.setdefault(name, text)
    return first


Reader = Annotated[Language, Depends(reader)]


@router.get("/", response_class=HTMLResponse)
def plan(request: Request, reader: Reader, texts: Annotated[dict[str, str], Depends(asked)]) -> HTMLResponse:
    """The plan page, with the fields of the address filled in."""
    found = plan_page.answer(plan_page.sample(reader), texts)
    answered = plan_page.result(found, found.ground) if found.ground else plan_page.problems(found, has_older=False)
    scripts = libraries(request.app.state.settings.cdn)
    page = render(
        reader,
        "plan/page.html",
        name=found.base.form.base.name,
        form=plan_page.form(found),
        scripts=scripts,
        planned=found.ground is not None,
        **answered,
    )
    return _fresh(page, 200 if found.ground else UNPLANNABLE)


@router.post("/recalculate", response_class=HTMLResponse)
def recalculate(reader: Reader, texts: Annotated[dict[str, str], Depends(posted)]) -> HTMLResponse:
    """The answer alone; where there is none, what is wrong, to be put above the answer of before."""
    found = plan_page.answer(plan_page.sample(reader), texts)
    if found.ground is None:
        response = _fresh(render(reader, "plan/_problems.html", **plan_page.problems(found, has_older=True)), UNPLANNABLE)
        response.headers["hx-retarget"] = "#problems"
    else:
        response = _fresh(render(reader, "plan/_result.html", **plan_page.result(found, found.ground)), 200)
    response.headers["hx-replace-url"] = found.address
    return response


def _fresh(page: str, status: int) -> HTMLResponse:
    return HTMLResponse(page, status, headers={"cache-control": "no-store", "vary": "accept-language"})
