"""Names that the product makes of a plan's own: of its copy, and of a file."""

import re

from app.language import Language
from app.planner.scenario import TEXT_LENGTH

FILE_NAME_LENGTH = 80


def copy_name(name: str, language: Language) -> str:
    """'FY2027 growth plan (copy)', cut where that is too long for a name."""
    ending = language.gettext("%(name)s (copy)", name="")
    return language.gettext("%(name)s (copy)", name=name[: TEXT_LENGTH - len(ending)].rstrip())


def file_name(name: str) -> str:
    """The name without what a file's name cannot hold anywhere."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "-", name).strip(" .-")[:FILE_NAME_LENGTH].strip(" .-") or "plan"
