"""All routes of History."""

from fastapi import APIRouter

from app.web.history.again_routes import router as again
from app.web.history.figure_routes import router as figures
from app.web.history.import_routes import router as files

router = APIRouter(include_in_schema=False)
router.include_router(files)
router.include_router(again)
router.include_router(figures)
