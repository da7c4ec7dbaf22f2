"""What every question on the command line has: progress on standard error, an end by Ctrl-C, and a line for what cannot be asked."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from app.language import Language
from app.questions.refused import QuestionRefused
from app.terminal import process
from app.terminal.text import complain
from app.wording.questions import question_sentence

CANCELLED = 130
"""What a program ends with that was interrupted."""

OPTIONS = {
    "lever": "--input",
    "inputs": "--input",
    "outcome": "--output",
    "outputs": "--output",
    "outcomes": "--output",
    "wanted": "--wanted",
    "held": "--hold",
    "low": "--low",
    "high": "--high",
    "axes": "--axis",
    "list": "--list",
    "by": "--by",
    "top": "--top",
    "costs": "--cost",
    "ranges": "--range",
    "draws": "--draws",
    "seed": "--seed",
    "points": "--points",
    "multiple": "--multiple",
    "probability": "--sure",
    "shares": "--share",
    "budget": "--budget",
    "channel": "--channel",
    "month": "--month",
    "short": "--short",
    "until": "--until",
    "won": "--month",
    "won_in_all": "--won",
    "pipeline": "--open",
}
"""Where the parts of a question stand on the command line."""
FILES = {"scenario": 0, "first": 0, "second": 1}


@contextmanager
def asking(files: Sequence[str], words: Language) -> Iterator[None]:
    """A question is asked inside: why it cannot be is one line on standard error and exit code 2, Ctrl-C ends it with 130."""
    try:
        yield
    except QuestionRefused as refused:
        process.fail(refused_line(refused, files, words))
    except KeyboardInterrupt:
        if sys.stderr.isatty():
            sys.stderr.write("\n")
        complain("Cancelled; nothing was written.")
        sys.exit(CANCELLED)


def refused_line(refused: QuestionRefused, files: Sequence[str], words: Language) -> str:
    """The first fault of a question and how many more there are, on one line."""
    first, *more = refused.faults
    where = _place(first.path, files)
    line = f"{where}: {question_sentence(first, words)}" if where else question_sentence(first, words)
    return f"{line} {words.ngettext('And %(n)s more.', 'And %(n)s more.', len(more))}" if more else line


def _place(path: Sequence[str | int], files: Sequence[str]) -> str:
    """The option or the file that is to blame."""
    if not path or path[0] == "scenarios":
        return ""
    first, *rest = path
    if first in FILES:
        rest_of = "".join(f"/{part}" for part in rest)
        name = files[FILES[str(first)]]
        return f"{'standard input' if name == '-' else name}{f': {rest_of}' if rest_of else ''}"
    option = OPTIONS.get(str(first), str(first))
    named = [str(part) for part in rest if isinstance(part, str) and part.startswith("/")]
    return f"{option} {named[0]}" if named else option


def progress_on_stderr(label: str) -> Callable[[int, int], None]:
    """Tells on standard error how far it has come, where somebody looks at it."""
    watched, shown = sys.stderr.isatty(), -1

    def tell(done: int, of: int) -> None:
        nonlocal shown
        share = 100 * done // max(of, 1)
        if watched and share != shown:
            shown = share
            sys.stderr.write(f"\r{label}: {share:3d}%" + ("\n" if done >= of else ""))
            sys.stderr.flush()

    return tell
