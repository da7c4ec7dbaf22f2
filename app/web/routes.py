"""All routes of the pages."""

from fastapi import APIRouter

from app.web.plan_routes import router as plan_router

router = APIRouter(include_in_schema=False)
router.include_router(plan_router)
