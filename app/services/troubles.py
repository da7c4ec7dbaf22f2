"""What a trouble of the store is for whoever asks over HTTP, by a program or in a browser."""

from app.db import StoreTrouble

_STATUSES = {"full": 507, "refused": 422}
_OTHERWISE = 503
_WORTH_ANOTHER_TRY = {"busy": 1, "unreachable": 5}


def trouble_status(trouble: StoreTrouble) -> int:
    """507 where there is no room left, 422 for what no database takes, 503 otherwise."""
    return _STATUSES.get(trouble.code, _OTHERWISE)


def retry_headers(trouble: StoreTrouble) -> dict[str, str]:
    """When to try again; nothing for a trouble that does not pass by itself."""
    seconds = _WORTH_ANOTHER_TRY.get(trouble.code)
    return {} if seconds is None else {"retry-after": str(seconds)}
