"""The column that tells what became of each buyer, and what its words mean."""

from collections.abc import Collection, Iterator, Sequence

from app.history.found import ColumnFound, Finding, Look
from app.history.mapping.fields import means
from app.history.mapping.flags import YES, is_flag, words_of
from app.history.mapping.table import Table
from app.history.mapping.vocabulary import PIPELINE, outcome_named, stage_named, tell_the_end, usual_place
from app.history.recipe import Recipe
from app.history.values.words import fold

_STRONG_HEADERS = (
    "stage|status|phase|outcome|etap|fase|statut|estado|stato|result|won|stadi|statecode|stav|faze|allapot|szakasz|durum|asama|vaihe|tila|"
    "stanje|stare|trangthai|giaidoan|статус|стадия|этап|стан|κατασταση|σταδιο|ステータス|ステージ|フェーズ|状態|状况|状況|状态|狀態|阶段|階段|"
    "상태|단계|סטטוס|שלב|الحالة|المرحلة|สถานะ"
)
_STRONG = tuple(fold(word) for word in _STRONG_HEADERS.split("|"))
"""Parts of headers that can be nothing else; a state may be one of a country."""
_WON_AND_LOST = 4
_ROWS_FOR_ONE = 50
"""Rows with a word for each one with a word that nobody knows and that counts as open unasked."""
_CODES_MOST = 12
"""Different numbers that may stand for stages; what they mean has to be asked."""


def give_outcome(table: Table) -> tuple[str, ...]:
    """The column that tells best what became of each; its words."""
    best: tuple[int, int] | None = None
    while (position := _next_outcome(table, best)) is not None:
        best = position
    if best is None or best[0] < _WON_AND_LOST:
        best = next(((_WON_AND_LOST, position) for position in range(len(table.columns)) if _tells_the_end(table, position)), best)
    if best is None and (coded := _coded(table)) is not None:
        best = 0, coded
    if best is None:
        return ()
    table.give(best[1], "outcome")
    return words_of(table.columns[best[1]])


def _tells_the_end(table: Table, position: int) -> bool:
    """Whether a column says won and lost, whatever it is called."""
    column = table.columns[position]
    return position not in table.given and column.holds == "text" and tell_the_end(words_of(column))


def _next_outcome(table: Table, best: tuple[int, int] | None) -> tuple[int, int] | None:
    for position, column in enumerate(table.columns):
        if (
            position in table.given
            or not means(column.header, "outcome")
            or (column.holds in ("date", "number", "money") and not is_flag(column))
        ):
            continue
        score = outcome_score(column)
        if score > (best[0] if best else 0):
            return score, position
    return None


def outcome_score(column: ColumnFound) -> int:
    """4 for won and lost, 3 for won, 2 for a known stage or word, 1 for a header that can be nothing else."""
    words = words_of(column)
    meanings = {outcome_named(word) for word in words}
    if {"won", "lost"} <= meanings:
        return _WON_AND_LOST
    if "won" in meanings:
        return 3
    if meanings - {None} or any(stage_named(word) for word in words):
        return 2
    return int(bool(words) and any(word in fold(column.header) for word in _STRONG))


def _coded(table: Table) -> int | None:
    """The column that has the name of an outcome and a few whole numbers: Status 0, 1 and 2."""
    for position, column in enumerate(table.columns):
        whole = column.common and all(word.isdigit() for word, _ in column.common)
        if position not in table.given and column.holds == "number" and means(column.header, "outcome") and whole:
            return position if len(column.common) <= _CODES_MOST else None
    return None


def words_meant(table: Table, words: tuple[str, ...], stages: tuple[str, ...], matched: tuple[str, ...]) -> dict[str, str]:
    """What the words of the outcome mean. What is not known stays to be asked.

    It is open only where that changes next to nothing: yes and no tell what was won, or won and lost both have a word and few rows say
    anything else.
    """
    position = table.with_field("outcome")
    header = table.columns[position].header if position is not None else ""
    found = {word: "ignore" if fold(word) == fold(header) else meaning_of(word, stages, matched) for word in words}
    if means(header, "is_won"):
        found = {word: "won" if fold(word) in YES else meaning for word, meaning in found.items()}
    unknown = [word for word, meaning in found.items() if meaning is None]
    told = {"won", "lost"} <= set(found.values()) and position is not None and _are_few(unknown, table.columns[position])
    assumed = unknown if told or table.with_field("is_won") is not None else []
    return {fold(word): meaning or "open" for word, meaning in found.items() if meaning or word in assumed}


def _are_few(words: Collection[str], column: ColumnFound) -> bool:
    """Whether at most one row in fifty that says anything says one of these words."""
    rows = sum(count for word, count in column.common if word in words)
    return rows * _ROWS_FOR_ONE <= column.filled


def ends_of(column: ColumnFound) -> dict[str, str]:
    """Which words of a column mean won and which lost."""
    meanings = {word: outcome_named(word) for word in words_of(column)} if column.holds == "text" else {}
    return {word: meaning for word, meaning in meanings.items() if meaning in ("won", "lost")}


def taken_as_open(recipe: Recipe, columns: Sequence[ColumnFound], assumed: Collection[str]) -> Iterator[Finding]:
    """Words of the outcome that nobody knows and that count as open: said of each file in which they come, however often before.

    `assumed`: folded, those of which nobody said that they are open.
    """
    for position, (column, found) in enumerate(zip(recipe.columns, columns, strict=False)):
        if column.field == "outcome" and not is_flag(found):
            unknown = [
                word
                for word in words_of(found)
                if fold(word) in assumed and recipe.words.get(fold(word)) == "open" and meaning_of(word, recipe.stages) is None
            ]
            if unknown:
                yield Finding("words_taken_as_open", "warning", {"words": ", ".join(sorted(unknown))}, position, count=len(unknown))


def still_assumed(look: Look, drafted: Recipe, given: Recipe) -> frozenset[str]:
    """Folded words that count as open though nobody said so: those that were told of before, and those that a draft of its own added.

    Of a column that was not read it is not known who said so; then they are told of.
    """
    told = [f", {finding.values['words']}, " for finding in look.findings if finding.code == "words_taken_as_open"]
    assumed = set(drafted.words.keys() - given.words.keys())
    for column, found in zip(look.recipe.columns, look.columns, strict=False):
        unread = look.recipe.words.keys() if column.field != "outcome" else set()
        assumed |= {fold(word) for word in words_of(found) if fold(word) in unread or any(f", {word}, " in each for each in told)}
    return frozenset(assumed)


def meaning_of(word: str, stages: tuple[str, ...], matched: tuple[str, ...] = ()) -> str | None:
    """What a word of an outcome means where nobody says it: won, lost, open, ignore or a stage; None for a word that is not known."""
    folded = fold(word)
    by_name = {fold(stage): stage for stage in stages}
    meaning = outcome_named(word)
    if meaning in ("won", "lost", "ignore"):
        return meaning
    if folded in by_name:
        return by_name[folded]
    if (stage := stage_named(word)) in stages:
        return stage
    if meaning == "open" and matched and folded in PIPELINE and (usual_place(word) or 0) < max(usual_place(each) or 0 for each in matched):
        return stages[0]  # a stage before the first that has days
    return meaning
