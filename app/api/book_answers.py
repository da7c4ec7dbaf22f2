"""A plan book as the API answers it, and as its problems show what is there now."""

from typing import Any

from app.services.books import Book


def book_answer(book: Book) -> dict[str, Any]:
    """A book, as it is listed and answered."""
    return {
        "id": book.id,
        "name": book.name,
        "target": book.target,
        "parts": [{"segment": segment, "scenario_id": id} for segment, id in book.parts],
        "revision": book.revision,
        "etag": book.etag,
        "created_at": book.created_at,
        "created_by": book.created_by,
        "changed_at": book.changed_at,
        "changed_by": book.changed_by,
    }
