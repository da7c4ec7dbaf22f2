"""What can be wrong with a store, in the product's own terms, whichever driver reports it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from sqlalchemy.exc import DataError, DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout

Place = Literal["database", "folder"]
TroubleCode = Literal["busy", "full", "read_only", "unreachable", "damaged", "newer", "not_migrated", "in_use", "refused"]


class StoreTrouble(Exception):
    """The store cannot do what was asked, through no fault of whoever asked.

    Attributes:
        code: what is wrong; the edge has a sentence for each.
        detail: plain words for logs and the command line, in English.
        place: what cannot be used: the database, or the folder where files wait.
    """

    def __init__(self, code: TroubleCode, detail: str, place: Place = "database") -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail, self.place = code, detail, place

    def __reduce__(self) -> tuple[type["StoreTrouble"], tuple[TroubleCode, str, Place]]:
        """From one process to another."""
        return StoreTrouble, (self.code, self.detail, self.place)


# SQLite's extended codes come first, then the lowest eight bits of them.
_SQLITE: dict[int, TroubleCode] = {
    sqlite3.SQLITE_IOERR_WRITE: "full",  # a quota or a limit on file sizes reports itself so
    sqlite3.SQLITE_IOERR_SHMSIZE: "full",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_PROTOCOL: "busy",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_PERM: "read_only",
    sqlite3.SQLITE_IOERR: "unreachable",
    sqlite3.SQLITE_CANTOPEN: "unreachable",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
}

_MISSING = ("no such table", "no such column")

# PostgreSQL's codes, whole or by class (their first two characters).
_POSTGRESQL: dict[str, TroubleCode] = {
    "53100": "full",
    "53": "busy",  # no more memory or connections
    "25006": "read_only",
    "42501": "read_only",
    "55P03": "busy",  # a lock was not to be had in time
    "57014": "busy",  # a statement took too long
    "57P05": "busy",
    "40": "busy",  # a deadlock, or a failed serialization
    "57": "unreachable",  # shutting down, starting up, crashed
    "08": "unreachable",
    "28": "unreachable",  # not let in
    "3D": "unreachable",  # no such database
    "58": "unreachable",
    "42P01": "not_migrated",
    "42703": "not_migrated",
    "XX": "damaged",
}


@contextmanager
def troubles_named() -> Iterator[None]:
    """Raise a driver's errors about the store as `StoreTrouble`; errors of the program itself stay what they are."""
    try:
        yield
    except (DataError, UnicodeEncodeError) as error:  # their own words repeat what was given, and logs are no place for that
        raise StoreTrouble("refused", f"the database takes no such data ({type(error).__name__})") from None
    except DBAPIError as error:
        code = trouble_code(error.orig) or ("unreachable" if error.connection_invalidated or isinstance(error, InterfaceError) else None)
        if code is None:
            raise
        raise StoreTrouble(code, _first_line(error.orig)) from error
    except PoolTimeout as error:
        raise StoreTrouble("busy", "all connections to the database are in use") from error
    except sqlite3.Error as error:
        code = trouble_code(error)
        if code is None:
            raise
        raise StoreTrouble(code, _first_line(error)) from error


def trouble_code(error: BaseException | None) -> TroubleCode | None:
    """The trouble that a driver's error means; None where the statement was at fault and not the store."""
    if isinstance(error, sqlite3.Error):
        number = getattr(error, "sqlite_errorcode", None)
        if number == sqlite3.SQLITE_ERROR and str(error).startswith(_MISSING):
            return "damaged"  # at the right revision, and yet not whole
        return None if number is None else _SQLITE.get(number, _SQLITE.get(number & 0xFF))
    if error is None or not type(error).__module__.startswith("psycopg"):
        return None
    state = getattr(error, "sqlstate", None)
    if state is None:  # psycopg itself could not connect, or lost the connection
        return "unreachable" if _is_about_the_connection(error) else None
    return _POSTGRESQL.get(state, _POSTGRESQL.get(state[:2]))


def _is_about_the_connection(error: BaseException) -> bool:
    import psycopg

    return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) or "connection option" in str(error)


def _first_line(error: BaseException | None) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
