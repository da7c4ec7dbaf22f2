"""How the reader looks at the answer: nothing here changes the plan."""

from collections.abc import Mapping
from dataclasses import dataclass

LONGEST = 200


@dataclass(frozen=True)
class View:
    """What the reader has chosen to see: the figure shown by month, and the figure whose trace is open."""

    show: str = ""
    trace: str = ""

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> "View":
        """The choices among a form's fields; what is not there is as usual."""
        return cls(**{name: texts.get(name, "")[:LONGEST] for name in cls.__dataclass_fields__})

    def query(self, usual: str) -> dict[str, str]:
        """What an address has to say of it. A trace is a moment's question, so no address keeps it."""
        return {"show": self.show} if self.show not in ("", usual) else {}
