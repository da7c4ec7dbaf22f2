"""How the reader looks at the answer: nothing here changes the plan."""

from collections.abc import Mapping
from dataclasses import dataclass

LONGEST = 400
PERIODS = ("month", "quarter", "year")
DIGITS = ("whole", "exact")


@dataclass(frozen=True)
class View:
    """What the reader has chosen to see.

    Attributes:
        show: the figure drawn by month.
        period: months, quarters or years.
        digits: whole figures, or exact ones.
        trace: the figure whose trace stands in the page, as a pointer into the plan; only where there is no script.
    """

    show: str = ""
    period: str = ""
    digits: str = ""
    trace: str = ""

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> "View":
        """The choices among a form's fields; what is not there, or is none of them, is as usual."""
        given = {name: texts.get(name, "")[:LONGEST] for name in cls.__dataclass_fields__}
        period, digits = given["period"], given["digits"]
        return cls(given["show"], period if period in PERIODS[1:] else "", digits if digits in DIGITS[1:] else "", given["trace"])

    @property
    def exact(self) -> bool:
        """Whether figures are shown as they are worked out, not as whole numbers."""
        return self.digits == "exact"

    def query(self, usual: str) -> dict[str, str]:
        """What an address has to say of it, where `usual` is the figure that is drawn without being asked for."""
        shown = {"show": self.show if self.show != usual else "", "period": self.period, "digits": self.digits, "trace": self.trace}
        return {name: choice for name, choice in shown.items() if choice}
