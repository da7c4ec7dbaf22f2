"""All routes of History."""

from fastapi import APIRouter

from app.web.history.again_routes import router as again
from app.web.history.figure_routes import router as figures
from app.web.history.import_routes import router as files
from app.web.history.imports_routes import router as all_files
from app.web.history.list_routes import router as lists
from app.web.history.rows_routes import router as rows
from app.web.history.sending_routes import router as sending

router = APIRouter(include_in_schema=False)
router.include_router(all_files)
router.include_router(sending)
router.include_router(files)
router.include_router(again)
router.include_router(lists)
router.include_router(rows)
router.include_router(figures)
