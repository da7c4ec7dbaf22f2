"""Everything under /api/v1."""

from fastapi import APIRouter

from app.api import books, history_figures, history_imports, planning, questions, scenario_actions, scenarios, versions

router = APIRouter(prefix="/api/v1")
router.include_router(planning.router)
router.include_router(questions.router)
router.include_router(scenarios.router)
router.include_router(scenario_actions.router)
router.include_router(versions.router)
router.include_router(history_imports.router)
router.include_router(history_figures.router)
router.include_router(books.router)
