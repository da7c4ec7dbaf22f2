"""The routes of the review: the year by channel, and its verdicts carried into a plan."""

import datetime as dt
from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.db import Database, StoreTrouble
from app.history.measured import Question
from app.history.reviewed import Review
from app.language import Language
from app.planner.faults import InvalidScenario
from app.services import history, import_lists, imports, scenarios
from app.services.history import MeasuringFailed, UnknownList, UnknownName
from app.services.import_lists import ListLine
from app.services.listing import ListQuery
from app.services.scenarios import LOCAL_WORKSPACE
from app.web import errors
from app.web.asking import UNPLANNABLE, Asked, Posted, Reader
from app.web.history import same_names
from app.web.history.responses import SEE_OTHER, list_not_found, measuring_failed, page, trouble_page
from app.web.plans.responses import Store, author
from app.web.review import review_page
from app.web.review.asking_review import Wanted, wanted
from app.web.state import plan_page
from app.web.state.drafts import DraftUnreadable
from app.wording import fault_sentence

router = APIRouter(include_in_schema=False)

PLANS_SHOWN = 200
YEARS_SHOWN = 30


@router.get("/review", response_class=HTMLResponse)
async def review(request: Request, reader: Reader, texts: Asked, store: Store) -> Response:
    """A year by channel: what came of it, and what to do."""
    asked = wanted(texts, reader)
    return await _answered(asked, reader, store, lambda: _shown(request, reader, store, asked))


@router.get("/review.csv")
async def review_csv(reader: Reader, texts: Asked, store: Store) -> Response:
    """The same figures as a file."""
    asked = wanted(texts, reader)
    if asked.year is None or not asked.list_name:
        return RedirectResponse(asked.address(), SEE_OTHER)

    def show() -> Response:
        from app.web.history import figures_csv

        found = _reviewed(store, asked)
        rows = figures_csv.review(found, review_page.names_of(found, reader), reader)
        return figures_csv.response(rows, f"review {asked.year} {asked.list_name}")

    return await _answered(asked, reader, store, show)


@router.post("/review/carry")
async def carry(request: Request, reader: Reader, texts: Posted, store: Store) -> Response:
    """On to the plan with the mix after the verdicts, unsaved."""
    asked = wanted(texts, reader)
    return await _answered(asked, reader, store, lambda: _carried(request, reader, store, asked, texts.get("scenario", "")))


@router.get("/review/carry")
def no_form() -> RedirectResponse:
    """Whoever comes back to the address of a refused form finds the review."""
    return RedirectResponse("/review", SEE_OTHER)


async def _answered(asked: Wanted, reader: Language, store: Database, show: Callable[[], Response]) -> Response:
    try:
        return await history.on_a_thread(store, LOCAL_WORKSPACE, asked.list_name, show)
    except UnknownList:
        return list_not_found(reader, asked.list_name)
    except MeasuringFailed:
        return measuring_failed(reader, asked.address())
    except StoreTrouble as trouble:
        return trouble_page(reader, trouble, asked.address())


def _shown(request: Request, reader: Language, store: Database, asked: Wanted, status: int = 200, refusal: str = "") -> Response:
    with store.reading() as session:
        every = import_lists.lists(session, LOCAL_WORKSPACE)
        kept = imports.done(session, LOCAL_WORKSPACE)
        plans = [(each.id, each.name) for each in scenarios.listing(session, LOCAL_WORKSPACE, ListQuery(limit=PLANS_SHOWN)).items]
    lists = [each for each in every if each.kind != "counts"]
    counts = next((each.name for each in every if each.kind == "counts" and asked.list_name in ("", each.name)), "")
    if (counts and asked.list_name) or (not lists and not asked.list_name):
        others = [(each.name, f"/review?{urlencode({'list': each.name})}") for each in lists]
        return page(request, reader, "review/nothing.html", counts=counts, others=others)
    line = _line(lists, asked.list_name)
    if asked.list_name != line.name or asked.year is None:
        year = asked.year or usual_year(line)
        return RedirectResponse(asked.address(list=line.name, year=str(year)), SEE_OTHER)
    found = _reviewed(store, asked)
    shown = review_page.view(
        found, asked, [each.name for each in lists], years_of(line, asked.year), {each.id: each.name for each in kept}, reader
    )
    shown["renamed"] = same_names.said_before(kept, (*found.imports, *found.beside))
    carried = {"list": asked.list_name, "year": str(asked.year), **asked.texts}
    status = UNPLANNABLE if asked.errors else status
    return page(request, reader, "review/review.html", status, plans=plans, carried=carried, refusal=refusal, **shown)


def _line(lists: Sequence[ListLine], name: str) -> ListLine:
    """The list of a name, the largest where none is named; raises UnknownList."""
    found = [each for each in lists if each.name == name] if name else sorted(lists, key=lambda each: -each.rows)
    if not found:
        raise UnknownList(name)
    return found[0]


def usual_year(line: ListLine) -> int:
    """The last year that the list knows whole, or the last of which it knows anything."""
    last = dt.date.fromisoformat(line.known_to or line.last or dt.datetime.now().astimezone().date().isoformat())
    first = int((line.first or last.isoformat())[:4])
    return last.year if (last.month, last.day) >= (12, 28) or first >= last.year else last.year - 1


def years_of(line: ListLine, chosen: int) -> list[int]:
    """The years that can be chosen, the latest first."""
    last = int((line.known_to or line.last or f"{chosen}")[:4])
    first = int((line.first or f"{chosen}")[:4])
    return sorted({*range(max(first, last - YEARS_SHOWN), last + 1), chosen}, reverse=True)


def _reviewed(store: Database, asked: Wanted) -> Review:
    """The year, with what was typed of its channels; those that an earlier address names of another list have no field here."""
    since, until = f"{asked.year}-01-01", f"{asked.year}-12-31"
    given = {"gross_margin": asked.gross_margin, "content_used": asked.content_used}
    typed = {"retention": dict(asked.retention), "cost": dict(asked.costs)}
    while True:
        of_channels = {"retention": typed["retention"], "costs": typed["cost"]}
        try:
            return history.reviewed(store, LOCAL_WORKSPACE, asked.list_name, since, until, **given, **of_channels)  # type: ignore[arg-type]
        except UnknownName as error:
            del typed[error.what][error.given]


def _carried(request: Request, reader: Language, store: Database, asked: Wanted, scenario: str) -> Response:
    from app.history.takeover import carry as carry_over
    from app.web.history import taking_over

    if asked.year is None:
        return RedirectResponse("/review", SEE_OTHER)
    found = _reviewed(store, asked)
    question = Question(asked.list_name, split="channel", until=f"{asked.year}-12-31")
    try:
        base, begins = taking_over.begins_with(
            scenario, lambda: history.measured(store, LOCAL_WORKSPACE, question), _today(), store, reader, keys=None, author=author(request)
        )
        after = carry_over(found, begins, set_by=author(request))
        return RedirectResponse(plan_page.answer(plan_page.redrawn(base, after), {}).address, SEE_OTHER)
    except UnknownList:
        raise
    except LookupError:
        return errors.plan_not_found(reader)
    except InvalidScenario as error:
        return _shown(request, reader, store, asked, UNPLANNABLE, fault_sentence(error.faults[0], reader))
    except DraftUnreadable:
        refusal = reader.gettext("The plan is so large that it cannot be opened unsaved.")
        return _shown(request, reader, store, asked, UNPLANNABLE, refusal)


def _today() -> dt.date:
    return dt.datetime.now().astimezone().date()
