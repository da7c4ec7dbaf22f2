"""All routes of the pages."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse

from app.web.books.routes import router as books_router
from app.web.history.routes import router as history_router
from app.web.plan.answer_routes import router as answer_router
from app.web.plan.routes import router as plan_router
from app.web.plans.routes import router as plans_router
from app.web.review.names_routes import router as names_router
from app.web.review.routes import router as review_router
from app.web.versions.routes import router as versions_router
from app.web.what_if.routes import router as what_if_router

router = APIRouter(include_in_schema=False)
router.include_router(plans_router)
router.include_router(versions_router)
router.include_router(what_if_router)
router.include_router(plan_router)
router.include_router(answer_router)
router.include_router(history_router)
router.include_router(review_router)
router.include_router(names_router)
router.include_router(books_router)


@router.get("/")
def front() -> RedirectResponse:
    """Whoever comes to the door is led to the list."""
    return RedirectResponse("/plans", 303)
