"""Some buyers of a list: which ones, in the words of their files, and what a plan for them is called. No HTML."""

from app.db import Database
from app.history.measured import Question
from app.language import Language
from app.services import history
from app.services.scenarios import LOCAL_WORKSPACE
from app.web.history.asking_figures import Wanted
from app.web.history.funnel_page import split_name
from app.wording.history.figures import group_name


def in_words(store: Database, asked: Wanted, language: Language) -> tuple[tuple[str, str], ...]:
    """Column and value of the buyers that count, spelt as in the files and not as they are compared; raises as `history.measured` does."""
    return tuple((split_name(column, language), _spelt(store, asked.list_name, column, key, language)) for column, key in asked.only)


def _spelt(store: Database, list_name: str, column: str, key: str, language: Language) -> str:
    """The name of a value, which is known wherever somebody came here from a table by that column."""
    groups = history.measured(store, LOCAL_WORKSPACE, Question(list_name, split=column)).groups
    return next((group_name(each.key, each.name, language) for each in groups if each.key == key), key)


def plan_name(list_name: str, some: tuple[tuple[str, str], ...]) -> str:
    """'Leads: Enterprise, DACH' for some buyers; nothing for all of them, whose plan is called like the list."""
    return f"{list_name}: {', '.join(value for _, value in some)}" if some else ""
