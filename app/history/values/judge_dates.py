"""Which number of a date is the day, judged from all dates of a column: by shape, from what leaves no doubt."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.history.recipe import Order
from app.history.values.date_text import Numbers, day_of, parsed

_SEVERAL = 3


@dataclass
class _Shape:
    """Dates of one shape (separator): in which orders they are dates at all."""

    dates: int = 0
    fits: Counter[Order] = field(default_factory=Counter)
    only: dict[Order, list[str]] = field(default_factory=dict)
    different: int = 0  # that are another day in another order
    long_years: int = 0
    ambiguous: list[str] = field(default_factory=list)
    first: set[str] = field(default_factory=set)
    last: set[str] = field(default_factory=set)


@dataclass
class DateJudge:
    """Looks at texts of dates, as many as it is given, and says in which order each shape is.

    The order is proved by a number from 13 to 31 in the place of the day. Two shapes in one column are judged each on its own.
    """

    shapes: dict[str, _Shape] = field(default_factory=dict)
    plain: set[int] = field(default_factory=set)
    wrong: int = 0

    def look(self, texts: Iterable[str]) -> None:
        """Take more texts into account."""
        for text in texts:
            found = parsed(text)
            if isinstance(found, int):
                self.plain.add(found)
            elif found is None or not found.orders():
                self.wrong += 1
            else:
                self._look_at(text, found)

    def orders(self) -> dict[str, Order]:
        """The order of each shape that is proved, or that makes no difference."""
        return {name: order for name, shape in self.shapes.items() if (order := _order_of(shape)) is not None}

    def open_shapes(self) -> tuple[str, ...]:
        """Shapes of which nothing proves the order, or more than one order is proved."""
        return tuple(name for name, shape in self.shapes.items() if _order_of(shape) is None)

    def mixed(self) -> dict[str, dict[Order, list[str]]]:
        """Shapes in which some dates prove one order and some another, with examples of each."""
        return {name: _proofs(shape) for name, shape in self.shapes.items() if len(_proofs(shape)) > 1}

    def beyond_twelve(self) -> str | None:
        """An example of the dates of a shape that all have a number above 12, and so one order; None where another shape is there, too."""
        if len(self.shapes) != 1:
            return None
        (shape,) = self.shapes.values()
        return next(iter(_proofs(shape).values()))[0] if shape.dates >= _SEVERAL and len(shape.fits) == 1 and _proofs(shape) else None

    def contradictions(self) -> list[str]:
        """An example of each order, where several are proved in one shape."""
        return [texts[0] for proofs in self.mixed().values() for texts in proofs.values()]

    def examples(self, shape: str) -> tuple[str, ...]:
        """Some texts that can be read in several ways."""
        return tuple(self.shapes[shape].ambiguous[:5])

    @property
    def settled(self) -> bool:
        """Whether more texts of the same shapes cannot change what is said, except by contradiction."""
        return all(len(_proofs(shape)) == 1 for shape in self.shapes.values())

    def _look_at(self, text: str, found: Numbers) -> None:
        shape = self.shapes.setdefault(found.shape, _Shape())
        orders = _believable(found)
        shape.dates += 1
        shape.fits.update(orders)
        shape.long_years += any(len(part) == 4 for part in found.texts)
        if len(shape.first) < 100:
            shape.first.add(found.texts[0])
        if len(shape.last) < 100:
            shape.last.add(found.texts[2])
        if len(orders) == 1:
            proof = shape.only.setdefault(orders[0], [])
            if len(proof) < 5:
                proof.append(text)
        elif len({found.day(order) for order in orders}) > 1:
            shape.different += 1
            if len(shape.ambiguous) < 5:
                shape.ambiguous.append(text)


def _believable(found: Numbers) -> tuple[Order, ...]:
    """The orders that give a day; year first only where it can be no day."""
    orders = found.orders()
    if "ymd" in orders and len(orders) > 1 and int(found.texts[0]) <= 31:
        return tuple(order for order in orders if order != "ymd")
    return orders


def _proofs(shape: _Shape) -> dict[Order, list[str]]:
    return {order: texts for order, texts in shape.only.items() if texts}


def _order_of(shape: _Shape) -> Order | None:
    """The order, if one and only one is proved; where all orders give the same days, any of them."""
    proofs = _proofs(shape)
    if _looks_year_first(shape):
        return "ymd" if "ymd" in proofs else None
    if len(proofs) == 1:
        order = next(iter(proofs))
        return order if shape.fits[order] == shape.dates else None
    if not proofs and shape.different == 0:
        return "dmy"
    return None


def _looks_year_first(shape: _Shape) -> bool:
    """Whether years of two digits may stand first: few and neighbouring first numbers, more last ones."""
    if shape.long_years or len(shape.first) < 1 or len(shape.last) < 13:
        return False
    years = sorted(int(text) for text in shape.first)
    return years[-1] - years[0] <= 6 and len(shape.last) > 2 * len(shape.first) and years[0] > 12


def spelled(number: int) -> str:
    """A day as ISO text."""
    return day_of(number).isoformat()
