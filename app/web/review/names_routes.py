"""The routes of names: two names for one channel become one, and two again."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from app.db import Database, StoreTrouble
from app.history.measured import Question
from app.language import Language
from app.services import history, value_names
from app.services.history import MeasuringFailed, UnknownList
from app.services.imports import ImportMoved, ImportNotFound
from app.services.scenarios import LOCAL_WORKSPACE
from app.web.asking import Posted, Reader
from app.web.history.asking_figures import LONGEST, wanted
from app.web.history.responses import SEE_OTHER, list_not_found, measuring_failed, trouble_page
from app.web.history.same_names import CHANNEL
from app.web.plans.responses import Store
from app.web.review.asking_review import wanted as wanted_review

router = APIRouter(include_in_schema=False)


@router.post("/history/same")
async def same(reader: Reader, texts: Posted, store: Store) -> Response:
    """Read a channel as another from now on, or for itself again; on to the page that it was said on."""
    back = _back(texts, reader)
    list_name, name, said = (texts.get(field, "").strip()[:LONGEST] for field in ("list", "name", "same_as"))
    if not name or not (said or texts.get("apart")):
        return RedirectResponse(back, SEE_OTHER)
    try:
        await history.on_a_thread(store, LOCAL_WORKSPACE, list_name, lambda: _say(store, list_name, name, said))
    except UnknownList:
        return list_not_found(reader, list_name)
    except (ImportMoved, ImportNotFound):
        pass  # removed meanwhile: what is left says the rest
    except MeasuringFailed:
        return measuring_failed(reader, back)
    except StoreTrouble as trouble:
        return trouble_page(reader, trouble, back)
    return RedirectResponse(back, SEE_OTHER)


@router.get("/history/same")
def no_form() -> RedirectResponse:
    """Whoever comes back to the address of the form finds the lists."""
    return RedirectResponse("/history", SEE_OTHER)


def _say(store: Database, list_name: str, name: str, said: str) -> None:
    found = history.measured(store, LOCAL_WORKSPACE, Question(list_name))
    with store.writing() as session:
        value_names.call_the_same(session, LOCAL_WORKSPACE, (*found.imports, *found.beside), CHANNEL, name, said)


def _back(texts: dict[str, str], reader: Language) -> str:
    """The page that it was said on, with the choices there."""
    if texts.get("back") == "review":
        return wanted_review(texts, reader).address()
    return wanted(texts, reader).address("/history/funnel")
