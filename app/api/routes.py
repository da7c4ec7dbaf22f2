"""Everything under /api/v1."""

from fastapi import APIRouter

from app.api import planning, scenario_actions, scenarios, versions

router = APIRouter(prefix="/api/v1")
router.include_router(planning.router)
router.include_router(scenarios.router)
router.include_router(scenario_actions.router)
router.include_router(versions.router)
