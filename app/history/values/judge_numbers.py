"""Which decimal mark a column has, judged from all of its numbers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.history.values.money import is_written_with
from app.history.values.numbers import Decimal, read_number

OF_THREE_PLACES = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))
"""Currencies whose amounts have three decimals."""


@dataclass
class NumberJudge:
    """Looks at texts of numbers, as many as it is given."""

    proved: Counter[Decimal] = field(default_factory=Counter)
    examples: dict[Decimal, list[str]] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)
    open_marks: Counter[str] = field(default_factory=Counter)
    open_priced: int = 0
    open_lettered: int = 0
    currencies: Counter[str] = field(default_factory=Counter)
    signs: Counter[str] = field(default_factory=Counter)
    priced: dict[str, list[str]] = field(default_factory=dict)
    read: int = 0
    percent: int = 0
    wrong: list[str] = field(default_factory=list)

    def look(self, texts: Iterable[str]) -> None:
        """Take more texts into account."""
        for text in texts:
            found = read_number(text, None)
            if found is None:
                self.wrong.append(text) if len(self.wrong) < 5 else None
                continue
            self.read += 1
            self.percent += found.percent
            if found.currency:
                self._price(found.currency, text, self.currencies)
            if found.sign:
                self._price(found.sign, text, self.signs)
            if found.decimal:
                self.proved[found.decimal] += 1
                self.examples.setdefault(found.decimal, []).append(text) if self.proved[found.decimal] <= 5 else None
            elif found.open:
                self.open_marks["." if "." in text else ","] += 1
                self.open_priced += bool(found.currency or found.sign)
                self.open_lettered += found.scaled
                self.open.append(text) if len(self.open) < 5 and text not in self.open else None

    def prove(self, mark: Decimal, count: int, examples: list[str]) -> None:
        """Take numbers into account that were seen to prove a mark."""
        if count:
            self.read += count
            self.proved[mark] += count
            self.examples.setdefault(mark, examples[:5])

    def decimal(self) -> Decimal | None:
        """The mark that is proved most often; None where nothing proves one."""
        return self.proved.most_common(1)[0][0] if self.proved else None

    def several_currencies(self) -> list[str]:
        """Currencies, most frequent first, where there are several; a sign such as $ is one unless it may stand for a named one."""
        alone = {sign: n for sign, n in self.signs.items() if not any(is_written_with(code, sign) for code in self.currencies)}
        found = Counter({**self.currencies, **alone})
        return [mark for mark, _ in found.most_common()] if len(found) > 1 else []

    def _price(self, mark: str, text: str, counted: Counter[str]) -> None:
        counted[mark] += 1
        if counted[mark] <= 5:
            self.priced.setdefault(mark, []).append(text)

    def of_thousands(self, *, is_money: bool) -> Decimal | None:
        """The decimal mark of amounts such as $8,200 and $57,400, of which none has any decimals: not the mark that they all have.

        Money of a few units to three places is not believed; except of currencies that have three. One amount proves nothing,
        and 1.054k may well have three decimals.
        """
        if not self.is_open or len(self.open_marks) > 1 or self.open_lettered or self.currencies.keys() & OF_THREE_PLACES:
            return None
        if not is_money and self.open_priced < sum(self.open_marks.values()):
            return None
        other: Decimal = "." if "," in self.open_marks else ","
        different = {read.value for text in self.open if (read := read_number(text, other)) is not None}
        return other if len(different) > 1 else None

    @property
    def is_open(self) -> bool:
        """Whether some number needs the mark and nothing proves it."""
        return not self.proved and bool(self.open_marks)

    @property
    def mixed(self) -> bool:
        """Whether some numbers prove the point and some the comma, and others could be either."""
        return len(self.proved) > 1

    @property
    def settled(self) -> bool:
        """Whether more numbers cannot make a difference."""
        return len(self.proved) == 1
