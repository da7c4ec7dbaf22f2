"""What gathering takes and gives."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from app.history.found import Finding, Taken
from app.history.recipe import Kind, Recipe
from app.history.records import Ledger, Level, Records

REMEMBERED = 3


class UnknownList(Exception):
    """No import has a list of this name."""

    def __init__(self, list_name: str) -> None:
        super().__init__(list_name)
        self.list_name = list_name


@dataclass(frozen=True)
class PartRef:
    """A part of an import, read when it is needed."""

    kind: Kind
    bucket: str
    rows: int
    read: Callable[[], bytes]


@dataclass(frozen=True)
class Source:
    """An import. A higher `order` is newer, and wins field by field where it says something."""

    id: str
    order: int
    recipe: Recipe
    taken: Taken
    parts: tuple[PartRef, ...]


@dataclass(frozen=True)
class NewestFile:
    """The file that knows of the latest day, among several of one kind: buyers that are not in it are known up to earlier days only.

    Attributes:
        buyers: how many are in it. known_to: the last day that it proves; earlier: the last one that any other file does; since 1970-01-01.
    """

    buyers: int
    known_to: int
    earlier: int


@dataclass(frozen=True)
class Gathering:
    """A list, ready to be measured.

    Attributes:
        list_name: whose. stages: first to last. imports: ids of the imports behind it, oldest first.
        beside: ids of the imports with its money and activity, and of the lookups that add to it.
        known_to: the last day that any of them proves, in days since 1970-01-01; None where nothing has a day.
        currency: of the amounts; None where nothing says it.
        levels: for each attribute its values, channel first; what `Attribute.codes` of all blocks point into.
        ledgers: money and activity that belong to the list, and its counts.
        load: makes the blocks, each time from the start.
        held: bytes of the blocks that are kept in memory for the next time; 0 where they are too many.
        findings: what gathering noticed.
        newest: the file that `known_to` is from; None where there is one alone, or files of several kinds make up a buyer.
        remembered: what earlier questions found out that serves later ones, too, and its bytes.
    """

    list_name: str
    stages: tuple[str, ...]
    imports: tuple[str, ...]
    known_to: int | None
    currency: str | None
    levels: Mapping[str, tuple[Level, ...]]
    ledgers: tuple[Ledger, ...]
    load: Callable[[], Iterator[Records]]
    findings: tuple[Finding, ...] = field(default=())
    held: Callable[[], int] = field(default=lambda: 0)
    beside: tuple[str, ...] = ()
    newest: NewestFile | None = None
    remembered: dict[object, tuple[object, int]] = field(default_factory=dict, compare=False, repr=False)

    def remember(self, key: object, what: object, size: int) -> None:
        """Keep something of so many bytes for the next question, instead of what was kept first where it gets too much."""
        for oldest in list(self.remembered)[: 1 - REMEMBERED]:
            self.remembered.pop(oldest, None)
        self.remembered[key] = what, size

    def recalled(self, key: object) -> object:
        """What was kept; None where nothing was."""
        return self.remembered.get(key, (None, 0))[0]

    def size(self) -> int:
        """Bytes of everything that is kept for the next question."""
        return self.held() + sum(size for _, size in self.remembered.values())

    @property
    def attribute_names(self) -> tuple[str, ...]:
        """What buyers can be split by."""
        return tuple(self.levels)

    def blocks(self) -> Iterator[Records]:
        """The buyers, each in one block and once; may be asked for again and again."""
        return self.load()
