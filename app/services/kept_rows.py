"""The rows that are kept of an import, for whoever wants to see what a figure rests on."""

from sqlalchemy import bindparam, select
from sqlmodel import Session

from app.services.import_parts import PART, part_body
from app.services.imports import get_import
from app.services.row_shapes import RowsPage
from app.services.rows_wanted import EVERYTHING, RowsWanted


def rows_of(session: Session, workspace: str, id: str, start: int = 0, limit: int = 50, wanted: RowsWanted = EVERYTHING) -> RowsPage:
    """A page of the rows that are kept of an import, or of those that are wanted; raises ImportNotFound."""
    found = get_import(session, workspace, id)
    if found.same_as is not None:
        found = get_import(session, workspace, found.same_as)
    asked = select(PART.c.number, PART.c.rows).where(PART.c.import_id == bindparam("p_id")).order_by(PART.c.number)
    sizes = session.connection().execute(asked, {"p_id": found.id}).all()
    from app.services.import_rows import chosen_page, page_of  # with polars

    def body(number: int) -> bytes:
        return part_body(session, found.id, number)

    if not wanted.is_everything:
        return chosen_page(sizes, body, found.recipe, wanted, max(0, start), limit)
    return page_of(sizes, body, max(0, start), limit)
