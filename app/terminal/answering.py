"""Questions about a file: put to whoever sits at the terminal, and what an answer makes of its recipe."""

import datetime as dt
import sys
from typing import Any, get_args

from app.history.found import Asked, Look
from app.history.recipe import Kind, Recipe
from app.language import Language
from app.terminal.text import report


def ask(asked: Asked, found: Look, words: Language) -> str | None:
    """Ask whoever sits at the terminal; an empty line leaves it open."""
    from app.wording.history import answer, question

    report(sys.stderr, [f"{found.name}: {question(asked, words)}", *(f"  {choice}: {answer(choice, words)}" for choice in asked.choices)])
    sys.stderr.write(f"[{asked.proposed}] > " if asked.proposed else "> ")
    sys.stderr.flush()
    given = sys.stdin.readline().strip() or asked.proposed
    return given if given is not None and (given in asked.choices or not asked.choices) else None


def answered(recipe: Recipe, asked: Asked, answer: str) -> Recipe:
    """The recipe with the answer to a question."""
    from app.history.values.words import fold

    if asked.code == "date_order" and asked.column is not None:
        return _with_column(recipe, asked.column, orders={**recipe.columns[asked.column].orders, asked.about: answer})
    if asked.code == "decimal" and asked.column is not None:
        return _with_column(recipe, asked.column, decimal=answer)
    if asked.code == "currency" and asked.column is not None:
        return _with_column(recipe, asked.column, currency=answer)
    if asked.code == "words":
        return _with(recipe, words={**recipe.words, fold(asked.about): answer})
    if asked.code == "stages":
        return _with(recipe, stages=tuple(stage.strip() for stage in answer.split(">") if stage.strip()))
    if asked.code == "header":
        return _with(recipe, has_header=answer == "yes")
    if asked.code == "kind" and answer in get_args(Kind):
        return _with(recipe, kind=answer)
    if asked.code == "list":
        return _with(recipe, list_name=answer)
    if asked.code == "scale":
        return _with(recipe, scale=float(answer))
    if asked.code == "as_of":
        return _with(recipe, as_of=dt.date.fromisoformat(answer))
    return recipe


def _with(recipe: Recipe, **changes: Any) -> Recipe:
    return Recipe.model_validate(recipe.model_dump() | changes)


def _with_column(recipe: Recipe, position: int, **changes: Any) -> Recipe:
    columns = list(recipe.model_dump()["columns"])
    columns[position] = columns[position] | changes
    return _with(recipe, columns=columns)
