"""Yes and no in columns such as IsWon and IsClosed."""

from app.history.found import ColumnFound
from app.history.mapping.table import Table
from app.history.mapping.vocabulary import outcome_named
from app.history.values.words import fold

_YES = "true yes y 1 t x wahr ja j oui vrai o si verdadero sim verdadeiro vero tak prawda ano evet igen да истина"
_NO = "false no n 0 f falsch nein non faux falso nao nie falsz ne hayir nem nee нет ложь"
YES = frozenset(_YES.split())
NO = frozenset(_NO.split())


_ACTIVE = "active aktiv actif activo ativo attivo actief aktywny aktywna aktivni aktiivinen активно активен 有効"
_ARCHIVED = (
    "archived archiviert archive archivee archivado archivada archiviato archiviata arquivado arquivada gearchiveerd "
    "zarchiwizowane arkiverad arkiveret arkivert"
)


def archived_words(header: str) -> frozenset[str]:
    """What is said of a row that was put away, by a column that tells it: no of Active, yes of Archived; nothing for any other column.

    Odoo does so with what is lost, and has no other word for it.
    """
    folded = fold(header)
    if folded in {fold(word) for word in _ACTIVE.split()} | {"isactive", "istaktiv"}:
        return NO
    return YES if folded in {fold(word) for word in _ARCHIVED.split()} | {"isarchived"} else frozenset()


def give_archived(table: Table, words: dict[str, str]) -> dict[str, str]:
    """Beside words that tell of won and of nothing lost, the column that tells what was put away; whether that is lost has to be asked."""
    meanings = set(words.values())
    if "won" not in meanings or "lost" in meanings or any(table.with_field(name) is not None for name in ("lost", "is_won")):
        return words
    for position, column in enumerate(table.columns):
        said = {fold(word) for word in words_of(column)}
        if is_flag(column) and said & (away := archived_words(column.header)):
            table.give(position, "outcome")
            return words | dict.fromkeys(sorted(said - away), "open")
    return words


def is_flag(column: ColumnFound) -> bool:
    """Whether a column says nothing but yes and no."""
    words = {fold(word) for word, _ in column.common} or {fold(sample) for sample in column.samples}
    return bool(words) and words <= YES | NO


def words_of(column: ColumnFound) -> tuple[str, ...]:
    """The words of a column; those of 1 and 0 as well, which are numbers to look at."""
    common = tuple(word for word, _ in column.common)
    return common or (tuple(dict.fromkeys(column.samples)) if is_flag(column) else ())


def give_flags(table: Table) -> None:
    """Whether each was won and whether it is closed, where both are told and no other column tells won from lost.

    Won alone does not tell what is lost from what is open, so then it is a column of words, and asked.
    """
    won, closed = _flag(table, "is_won"), _flag(table, "is_closed")
    if won is not None and closed is not None and not any(_tells(column) for column in table.columns):
        table.give(won, "is_won")
        table.give(closed, "is_closed")


def _flag(table: Table, name: str) -> int | None:
    """The column of yes and no that is called so; 1 and 0 are numbers to look at, and yet no numbers."""
    from app.history.mapping.fields import means

    named = [n for n, column in enumerate(table.columns) if means(column.header, name) and is_flag(column)]
    return named[0] if named else None


def _tells(column: ColumnFound) -> bool:
    return {"won", "lost"} <= {outcome_named(word) for word, _ in column.common}
