"""Lists that are read a page at a time: an opaque cursor, and the address of the next page in Link."""

from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import Request

LIMIT = 50
MOST = 200


def next_link(request: Request, changes: Mapping[str, str | int]) -> dict[str, str]:
    """The header that leads to the next page: the same question with some parameters changed."""
    query = {**request.query_params, **{name: str(value) for name, value in changes.items()}}
    return {"link": f'<{request.url.path}?{urlencode(query)}>; rel="next"'}
