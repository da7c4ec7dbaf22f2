"""What can go wrong with history and books, as problems: too large, too much at once, not there, not where it can be done."""

from typing import Any

from fastapi import Request, Response

from app.api.book_answers import book_answer
from app.api.problem_shape import problem, problem_errors, reader_language
from app.planner.book import UnfitBook
from app.planner.faults import Fault, nearest
from app.planner.text import N_
from app.services.books import BookNotFound, StaleBook
from app.services.history import MeasuringFailed, UnknownList, UnknownName
from app.services.importing_jobs import FileTooLarge, JobsBusy, UploadTooSlow
from app.services.imports import ImportMoved, ImportNotFound
from app.services.list_names import ListsApart, WouldMerge
from app.services.replacing import OtherFile
from app.wording import fault_sentence
from app.wording.history.lists import why_apart, would_merge

_WHY_NOT = {
    "looking": N_("It is still being looked at."),
    "asked": N_("Something about it has to be answered or corrected first; `look` says what."),
    "ready": N_("It is not being taken in."),
    "taking": N_("It is being taken in just now."),
    "done": N_("It has been taken in. To be rid of it, remove it."),
    "failed": N_("It could not be read; `trouble` says why."),
    "cancelled": N_("It was cancelled; send the file again."),
}
_PARAMETERS = {"split": "split", "only": "only", "from_stage": "from", "to_stage": "to", "retention": "retention", "cost": "cost"}


async def _on_too_large(request: Request, error: Exception) -> Response:
    assert isinstance(error, FileTooLarge)
    words = reader_language(request)
    detail = words.gettext("The file is larger than %(limit)s MB, so none of it was taken.", limit=words.whole(error.limit // 1_000_000))
    return problem(request, 413, detail, (), "file-too-large", words.gettext("The file is too large"), headers={"connection": "close"})


async def _on_busy(request: Request, error: Exception) -> Response:  # noqa: ARG001
    words = reader_language(request)
    detail = words.gettext("Too many files are being worked on already; try again in a moment.")
    return problem(request, 503, detail, (), "imports-busy", words.gettext("Too much at once"), headers={"retry-after": "5"})


async def _on_too_slow(request: Request, error: Exception) -> Response:  # noqa: ARG001
    words = reader_language(request)
    detail = words.gettext("The file came so slowly that it was given up, and nothing of it was kept. Please send it again.")
    return problem(request, 408, detail, (), "upload-too-slow", words.gettext("That took too long"), headers={"connection": "close"})


async def _on_no_import(request: Request, error: Exception) -> Response:  # noqa: ARG001
    return _gone(request, reader_language(request).gettext("There is no such import."), "no-such-import")


async def _on_no_book(request: Request, error: Exception) -> Response:  # noqa: ARG001
    return _gone(request, reader_language(request).gettext("There is no such plan book."), "no-such-book")


async def _on_no_list(request: Request, error: Exception) -> Response:
    assert isinstance(error, UnknownList)
    words = reader_language(request)
    return _gone(request, words.gettext('Nothing was taken in for a list "%(name)s".', name=error.list_name[:60]), "no-such-list")


async def _on_unknown_name(request: Request, error: Exception) -> Response:
    assert isinstance(error, UnknownName)
    words = reader_language(request)
    given = error.given[:60]
    fault = Fault((), "not_an_option", {"given": given, "options": list(error.known), "nearest": nearest(given, error.known)})
    if error.known:
        sentence = fault_sentence(fault, words)
    else:
        sentence = words.gettext('"%(given)s" is no column of this list; it has none by which it could be split.', given=given)
    errors = [{"pointer": "", "parameter": _PARAMETERS[error.what], "code": "not_an_option", "detail": sentence}]
    return problem(request, 422, sentence, errors, "invalid-parameter", words.gettext("A parameter makes no sense"))  # type: ignore[arg-type]


async def _on_measuring_failed(request: Request, error: Exception) -> Response:
    assert isinstance(error, MeasuringFailed)
    words = reader_language(request)
    detail = words.gettext("The figures could not be worked out: the process that does it was stopped. Try again in a moment.")
    headers = {"retry-after": str(error.RETRY_SECONDS)}
    return problem(request, 503, detail, (), "measuring-stopped", words.gettext("The figures could not be worked out"), headers=headers)


async def _on_moved(request: Request, error: Exception) -> Response:
    assert isinstance(error, ImportMoved)
    words = reader_language(request)
    current = {"id": error.current.id, "status": error.current.status}
    detail = words.gettext(_WHY_NOT[error.current.status])
    return problem(request, 409, detail, (), "import-elsewhere", words.gettext("Not now"), more={"current": current})


async def _on_lists_apart(request: Request, error: Exception) -> Response:
    assert isinstance(error, ListsApart)
    words = reader_language(request)
    detail = why_apart(error.code, error.values, words)
    errors = [{"pointer": "", "code": error.code, "detail": detail}]
    return problem(request, 409, detail, errors, "lists-apart", words.gettext("The lists cannot be one"))  # type: ignore[arg-type]


async def _on_would_merge(request: Request, error: Exception) -> Response:
    assert isinstance(error, WouldMerge)
    words, merging = reader_language(request), error.merging
    rows, other_rows = sum(merging.mine.values()), sum(merging.theirs.values())
    said = would_merge(error.name, rows, merging.name, other_rows, words)
    detail = words.gettext("%(sentence)s Send merge: true to have that.", sentence=said)
    errors = [{"pointer": "/merge", "code": "would_merge", "detail": detail}]
    return problem(request, 409, detail, errors, "would-merge", words.gettext("This would make two lists one"))  # type: ignore[arg-type]


async def _on_other_file(request: Request, error: Exception) -> Response:  # noqa: ARG001
    words = reader_language(request)
    detail = words.gettext("This is not the file that was taken in: its content differs. Nothing was changed.")
    return problem(request, 409, detail, (), "other-file", words.gettext("Another file"))


async def _on_stale_book(request: Request, error: Exception) -> Response:
    assert isinstance(error, StaleBook)
    words = reader_language(request)
    detail = words.gettext("Someone has changed the plan book in between, so nothing was done. This answer has what is there now.")
    more, title = {"current": book_answer(error.current)}, words.gettext("Someone has changed it in between")
    return problem(request, 412, detail, (), "stale-book", title, headers={"etag": error.current.etag}, more=more)


async def _on_unfit_book(request: Request, error: Exception) -> Response:
    assert isinstance(error, UnfitBook)
    words = reader_language(request)
    errors = problem_errors(error.faults, words)
    return problem(request, 409, errors[0]["detail"], errors, "unfit-book", words.gettext("The plans cannot be added up"))


def _gone(request: Request, detail: str, kind: str) -> Response:
    return problem(request, 404, detail, (), kind, reader_language(request).gettext("Not there"))


HISTORY_HANDLERS: dict[Any, Any] = {
    FileTooLarge: _on_too_large,
    JobsBusy: _on_busy,
    UploadTooSlow: _on_too_slow,
    ImportNotFound: _on_no_import,
    ImportMoved: _on_moved,
    ListsApart: _on_lists_apart,
    WouldMerge: _on_would_merge,
    OtherFile: _on_other_file,
    BookNotFound: _on_no_book,
    StaleBook: _on_stale_book,
    UnfitBook: _on_unfit_book,
    UnknownList: _on_no_list,
    UnknownName: _on_unknown_name,
    MeasuringFailed: _on_measuring_failed,
}
