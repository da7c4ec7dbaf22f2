"""A question that cannot be asked, with the path that is to blame: codes and figures, without any wording."""

from collections.abc import Sequence

from app.planner.faults import Fault


class QuestionRefused(Exception):
    """A question that cannot be asked; carries every fault found, its paths leading into the question."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.pointer or '/'}: {fault.code}" for fault in faults))
        self.faults = tuple(faults)


def refuse(code: str, *path: str | int, **values: object) -> QuestionRefused:
    """One fault as what is raised for it."""
    return QuestionRefused([Fault(path, code, values)])
