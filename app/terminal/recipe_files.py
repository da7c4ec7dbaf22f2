"""Recipes as files: written to be edited, and read again."""

import json
from pathlib import Path

from app.history.recipe import Recipe
from app.terminal.trouble import CannotDo


def recipe_from(file: Path) -> Recipe:
    """A recipe that a person has edited, as YAML or JSON.

    Raises:
        CannotDo: where it is none.
    """
    from pydantic import ValidationError

    from app.documents import UnreadableDocument
    from app.documents.yaml_reader import json_from_yaml

    try:
        return Recipe.model_validate_json(json_from_yaml(file.read_bytes()))
    except OSError as error:
        raise CannotDo(f"{file}: It cannot be read: {error.strerror}.") from None
    except UnreadableDocument as error:
        raise CannotDo(f"{file}: This is not YAML (line {error.line or 1}).") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise CannotDo(f"{file}: /{'/'.join(map(str, first['loc']))}: {first['msg']}.") from None


def recipe_yaml(recipe: Recipe) -> str:
    """A recipe to be edited: everything that it says, columns that are not read included."""
    from app.documents.yaml_writer import yaml_text

    plain = json.loads(recipe.model_dump_json(exclude_defaults=True))
    plain["columns"] = [
        {"header": column.header, "field": column.field} | each for column, each in zip(recipe.columns, plain["columns"], strict=True)
    ]
    return yaml_text(plain)
