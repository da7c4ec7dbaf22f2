"""The routes of figures: rates, cohorts, what is taken over into a plan. Each reads, asks and responds."""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.db import Database, StoreTrouble, beside
from app.history.measured import Cohorts, MeasuredFunnel
from app.language import Language
from app.planner.faults import InvalidScenario
from app.services import history, import_lists, imports, scenarios
from app.services.history import MeasuringFailed, UnknownList, UnknownName
from app.services.listing import ListQuery
from app.services.scenarios import LOCAL_WORKSPACE
from app.web import errors
from app.web.asking import UNPLANNABLE, Asked, Posted, Reader
from app.web.figures import measured as written
from app.web.history import cohorts_page, funnel_page, only_some, rows_asked, rows_page, same_names
from app.web.history.asking_figures import Wanted, wanted
from app.web.history.responses import SEE_OTHER, list_not_found, measuring_failed, page, trouble_page
from app.web.plans.responses import Store, author
from app.web.state.drafts import DraftUnreadable
from app.wording import fault_sentence
from app.wording.history.summary import is_flow

router = APIRouter(include_in_schema=False)

PLANS_SHOWN = 200


@router.get("/history/funnel", response_class=HTMLResponse)
async def funnel(request: Request, reader: Reader, texts: Asked, store: Store) -> Response:
    """Measured rates, lags, values and costs."""
    asked = wanted(texts, reader)

    def show() -> Response:
        found = history.measured(store, LOCAL_WORKSPACE, asked.question)
        with store.reading() as session:
            kept = imports.done(session, LOCAL_WORKSPACE)
            lists = [each.name for each in import_lists.lists(session, LOCAL_WORKSPACE)]
        shown = funnel_page.view(found, asked, lists, {each.id: each.name for each in kept}, reader)
        shown |= {"only": only_some.in_words(store, asked, reader)}
        shown |= {"same_names": same_names.of_funnel(found), "renamed": same_names.said_before(kept, (*found.imports, *found.beside))}
        return page(request, reader, "history/funnel.html", UNPLANNABLE if asked.errors else 200, **shown)

    return await _answered(asked, reader, store, "/history/funnel", show)


@router.get("/history/funnel.csv")
async def funnel_csv(reader: Reader, texts: Asked, store: Store) -> Response:
    """The same figures as a file."""
    asked = wanted(texts, reader)

    def show() -> Response:
        from app.web.history import figures_csv

        found = history.measured(store, LOCAL_WORKSPACE, asked.question)
        return figures_csv.response(figures_csv.funnel(found, reader), f"rates {asked.list_name}")

    return await _answered(asked, reader, store, "/history/funnel.csv", show)


@router.get("/history/cohorts.csv")
async def cohorts_csv(reader: Reader, texts: Asked, store: Store) -> Response:
    """The matrix as a file."""
    asked = wanted(texts, reader)

    def show() -> Response:
        from app.web.history import figures_csv

        *_, matrix = _matrix(store, asked, texts)
        return figures_csv.response(figures_csv.cohorts(matrix, reader), f"cohorts {asked.list_name}")

    return await _answered(asked, reader, store, "/history/cohorts.csv", show)


@router.get("/history/rows", response_class=HTMLResponse)
async def rows(request: Request, reader: Reader, texts: Asked, store: Store) -> Response:
    """The rows that a figure of a list rests on: in its one file, or in which of its files."""
    asked, chosen = wanted(texts, reader), rows_asked.rows_asked(texts)

    def show() -> Response:
        found = rows_page.files_of(store, asked.list_name, chosen, reader)
        if not found:
            raise UnknownList(asked.list_name)
        if len(found) == 1:
            return RedirectResponse(found[0][2], SEE_OTHER)
        words = rows_asked.in_words(chosen, reader)
        return page(request, reader, "history/rows_of_list.html", files=found, filter=words, wanted=asked)

    return await _answered(asked, reader, store, "/history/rows", show)


@router.get("/history/cohorts", response_class=HTMLResponse)
async def cohorts(request: Request, reader: Reader, texts: Asked, store: Store) -> Response:
    """Who went on when, by when they came."""
    asked = wanted(texts, reader)

    def show() -> Response:
        found, ends, unit, matrix = _matrix(store, asked, texts)
        shown = {
            "wanted": asked,
            "lists": _known(store)[0],
            "units": [(key, reader.gettext(label)) for key, label in cohorts_page.UNITS.items()],
            "unit": unit,
            "froms": [(name, name) for name in found.stages[:-1]],
            "tos": [(name, name) for name in found.stages[1:]],
            "from_stage": ends[0],
            "to_stage": ends[1],
            "as_of": written.day(found.as_of, reader),
            "is_flow": is_flow(found),
            "rate": cohorts_page.same_step(found, ends, reader),
            "csv": asked.address("/history/cohorts.csv", unit=unit, **{"from": ends[0], "to": ends[1]}),
            "basis": funnel_page.basis(found, _known(store)[1], reader, with_money=False),
        }
        return page(
            request, reader, "history/cohorts.html", UNPLANNABLE if asked.errors else 200, **shown, **cohorts_page.matrix(matrix, reader)
        )

    return await _answered(asked, reader, store, "/history/cohorts", show)


@router.get("/history/take", response_class=HTMLResponse)
async def offered(request: Request, reader: Reader, texts: Asked, store: Store) -> Response:
    """What could be taken over into a plan."""
    asked = wanted({**texts, "split": "channel"}, reader)
    show = partial(_offered, request, reader, store, asked, texts)
    return await _answered(asked, reader, store, "/history/take", show, texts.get("scenario", ""))


@router.post("/history/take")
async def take(request: Request, reader: Reader, texts: Posted, store: Store) -> Response:
    """On to the plan with what was chosen, unsaved; or the table once more, matched as was said."""
    asked = wanted({**texts, "split": "channel"}, reader)
    return await _answered(asked, reader, store, "/history/take", lambda: _taken(request, reader, store, asked, texts))


# --- parts of the above ----------------------------------------------------------------------------------------------


async def _answered(
    asked: Wanted, reader: Language, store: Database, path: str, show: Callable[[], Response], scenario: str = ""
) -> Response:
    """What is shown, or why nothing can be: no list is named, it is not there, the store does not answer."""
    try:
        if not asked.list_name:
            return await beside(lambda: _first_list(store, path, asked, scenario))
        return await history.on_a_thread(store, LOCAL_WORKSPACE, asked.list_name, show)
    except UnknownList:
        return list_not_found(reader, asked.list_name)
    except UnknownName as error:  # an address of before the list was another, or typed: what there is, and what is not
        shown = path.removesuffix(".csv")
        return RedirectResponse(asked.address(shown, **{error.what: ""}, scenario=scenario, unknown=error.given), SEE_OTHER)
    except MeasuringFailed:
        return measuring_failed(reader, asked.address(path))
    except StoreTrouble as trouble:
        return trouble_page(reader, trouble, asked.address(path))


def _first_list(store: Database, path: str, asked: Wanted, scenario: str) -> Response:
    """Whoever names no list gets the first; where there is none, the page to drop files on."""
    lists, _ = _known(store)
    return RedirectResponse(asked.address(path, list=lists[0], scenario=scenario) if lists else "/history", SEE_OTHER)


def _known(store: Database) -> tuple[list[str], dict[str, str]]:
    """Names of the lists, and of the files by id."""
    with store.reading() as session:
        found = imports.done(session, LOCAL_WORKSPACE)
        return [each.name for each in import_lists.lists(session, LOCAL_WORKSPACE)], {each.id: each.name for each in found}


def _matrix(store: Database, asked: Wanted, texts: Mapping[str, str]) -> tuple[MeasuredFunnel, tuple[str, str], str, Cohorts]:
    """The cohorts that are asked for: of what, between which stages, by what."""
    found = history.measured(store, LOCAL_WORKSPACE, asked.question)
    ends = _ends(texts, found)
    unit = "quarter" if texts.get("unit") == "quarter" else "month"
    return found, ends, unit, history.cohort_matrix(store, LOCAL_WORKSPACE, asked.question, *ends, unit)


def _ends(texts: Mapping[str, str], found: MeasuredFunnel) -> tuple[str, str]:
    """The stages between which cohorts go: as asked, or from where most enter to the deal."""
    stages = found.stages
    first = texts.get("from", "")
    first = first if first in stages[:-1] else found.whole.end_to_end.from_stage
    last = texts.get("to", "")
    return first, last if last in stages[stages.index(first) + 1 :] else stages[-1]


def _today() -> dt.date:
    return dt.datetime.now().astimezone().date()


def _offered(
    request: Request, reader: Language, store: Database, asked: Wanted, texts: Mapping[str, str], status: int = 200, refusal: str = ""
) -> Response:
    from app.web.history import take_page, taking_over

    found = history.measured_by_channel(store, LOCAL_WORKSPACE, asked.question)
    scenario = texts.get("scenario", "")
    only = only_some.in_words(store, asked, reader)
    shown: dict[str, Any] = {"new_says": "", "texts": texts, "errors": take_page.existing(texts, reader)[1]}
    shown |= {"only": only, "part": only_some.plan_name(asked.list_name, only)}
    if scenario:
        try:
            _, begins = taking_over.begins_with(scenario, lambda: found, _today(), store, reader, part=shown["part"])
        except LookupError:
            return errors.plan_not_found(reader)
        except InvalidScenario as error:
            return errors.unreadable_page(reader, error)
        shown |= take_page.view(begins, found, texts, reader)
        if scenario == take_page.NEW:
            lately = None if asked.only else history.won_lately(store, LOCAL_WORKSPACE, found)
            shown["new_says"] = take_page.new_says(begins, is_won=bool(lately), language=reader)
    shown |= {"period": written.period(found.since, found.until, reader), "as_of": written.day(found.as_of, reader)}
    plans = _plans(store)
    return page(
        request, reader, "history/take.html", status, wanted=asked, scenario=scenario, plans=plans, refusal=refusal, found=found, **shown
    )


def _taken(request: Request, reader: Language, store: Database, asked: Wanted, texts: Mapping[str, str]) -> Response:
    from app.history.takeover import UnknownOffer
    from app.web.history import take_page, taking_over

    if texts.get("do") != "take":
        return _offered(request, reader, store, asked, {name: text for name, text in texts.items() if name != "sent"})
    found = history.measured_by_channel(store, LOCAL_WORKSPACE, asked.question)
    existing, faults = take_page.existing(texts, reader)
    if faults:
        return _offered(request, reader, store, asked, texts, UNPLANNABLE)
    part = only_some.plan_name(asked.list_name, only_some.in_words(store, asked, reader))
    begins_with = partial(taking_over.begins_with, part=part, existing=existing, author=author(request))
    try:
        base, begins = begins_with(texts.get("scenario", ""), lambda: found, _today(), store, reader)
        return RedirectResponse(taking_over.address(base, begins, found, texts, author(request)), SEE_OTHER)
    except UnknownOffer:
        refusal = reader.gettext("What was measured has changed in the meantime. Choose once more.")
        return _offered(request, reader, store, asked, {**texts, "sent": ""}, UNPLANNABLE, refusal)
    except LookupError:
        return errors.plan_not_found(reader)
    except InvalidScenario as error:
        return _offered(request, reader, store, asked, texts, UNPLANNABLE, fault_sentence(error.faults[0], reader))
    except DraftUnreadable:
        refusal = reader.gettext("The plan is so large that it cannot be opened unsaved. Take over fewer figures.")
        return _offered(request, reader, store, asked, texts, UNPLANNABLE, refusal)


def _plans(store: Database) -> list[tuple[str, str]]:
    with store.reading() as session:
        found = scenarios.listing(session, LOCAL_WORKSPACE, ListQuery(limit=PLANS_SHOWN)).items
    return [(each.id, each.name) for each in found]
