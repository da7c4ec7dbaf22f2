"""What a plan page works over: a stored scenario in one of its versions, or a template that nobody has saved yet."""

import datetime as dt
from dataclasses import dataclass

from app.documents.templates import is_blank
from app.language import Language
from app.planner.text import N_


@dataclass(frozen=True)
class Origin:
    """Where a form's first values come from.

    Attributes:
        template: the template's key, of a plan from a goal with its day; empty for a stored scenario.
        scenario, version: the stored scenario's id and the number of the version; empty and 0 for a template.
        newest: the number of its newest version.
        version_name: what the version was called by whoever saved it; mostly empty.
        name: what it is called there.
    """

    name: str
    template: str = ""
    scenario: str = ""
    version: int = 0
    newest: int = 0
    version_name: str = ""
    tags: tuple[str, ...] = ()
    sample: bool = False
    archived: bool = False
    changed_by: str = ""
    changed_at: dt.datetime | None = None

    @property
    def stored(self) -> bool:
        """Whether there is a saved version."""
        return bool(self.scenario)

    @property
    def older(self) -> bool:
        """Whether someone has saved a newer version."""
        return self.version < self.newest

    @property
    def path(self) -> str:
        """The page's path."""
        return f"/plans/{self.scenario}" if self.scenario else "/plans/new"

    def query(self, *, changed: bool) -> dict[str, str]:
        """What an address has to say of it: the template, or the version that changes were made to."""
        if self.template:
            return {"from": self.template}
        return {"version": str(self.version)} if changed or self.older else {}

    def reference(self, language: Language) -> str:
        """What differences are to, inside a label: 'version 7', 'the sample'."""
        if self.scenario:
            return language.gettext(N_("version %(n)s"), n=language.whole(self.version))
        return language.gettext(N_("the start")) if is_blank(self.template) else language.gettext(N_("the sample"))

    def changes(self, n: int, language: Language) -> str:
        """'2 changes since version 7'; nothing where there is none."""
        if not n:
            return ""
        if self.scenario:
            return language.ngettext(
                "%(n)s change since version %(version)s",
                "%(n)s changes since version %(version)s",
                n,
                version=language.whole(self.version),
            )
        if is_blank(self.template):
            return language.ngettext("%(n)s change", "%(n)s changes", n)
        return language.ngettext("%(n)s change to the sample", "%(n)s changes to the sample", n)

    def state(self, language: Language, *, dirty: bool) -> str:
        """Whether what is on the screen is saved."""
        if dirty:
            return language.gettext(N_("Unsaved changes"))
        if not self.stored:
            return language.gettext(N_("Not saved yet"))
        if self.older:
            return language.gettext(N_("An older version"))
        return language.gettext(N_("Saved · version %(n)s"), n=language.whole(self.version))
