"""What every route of the pages does with a request: its language, its fields as text, and an answer that no cache keeps."""

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, HTTPException, Request
from fastapi.responses import HTMLResponse

from app.language import Language, language_of

FIELDS_LIMIT = 4000
UNPLANNABLE = 422


async def reader(request: Request) -> Language:  # async, because others are called on a thread of their own
    """The language of whoever asks."""
    return language_of(request.headers.get("accept-language"), request.app.state.settings.locale)


async def posted(request: Request) -> dict[str, str]:
    """A form's fields as text; the first of a name counts. Other kinds of bodies are refused, not taken for an empty form."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise HTTPException(415, "Send a form.")
    return _fields((await request.body()).decode("utf-8", "replace"))


async def asked(request: Request) -> dict[str, str]:
    """The same fields in an address."""
    return _fields(request.url.query)


def _fields(text: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS_LIMIT)
    except ValueError:
        raise HTTPException(413, "Too many fields.") from None
    first: dict[str, str] = {}
    for name, text in pairs:
        first.setdefault(name, text)
    return first


Reader = Annotated[Language, Depends(reader)]
Asked = Annotated[dict[str, str], Depends(asked)]
Posted = Annotated[dict[str, str], Depends(posted)]


def fresh(page: str, status: int = 200) -> HTMLResponse:
    """A page that is made for this reader now."""
    return HTMLResponse(page, status, headers={"cache-control": "no-store", "vary": "accept-language"})
