"""What is wrong with a form that cannot be planned, each error with the field that it concerns."""

from typing import Any

from app.web.form.fields import Fields, field_id, label_of
from app.web.form.form_figures import live
from app.web.state.plan_page import Answer


def errors_of(make: Fields) -> tuple[tuple[str, str, str], ...]:
    """Each error with the id and the name of its field; faults of no single field have no id."""
    return tuple((field_id(pointer), label_of(make.ground, pointer), text) for pointer, text in make.errors.items())


def problems(found: Answer, *, has_older: bool) -> dict[str, Any]:
    """Everything that the template for a form that cannot be planned prints, above an older answer or in place of one."""
    data = {"faults": found.errors, "meant": found.meant, "figures": live(found)}
    return {"problems": errors_of(Fields(found)), "has_older": has_older, "data": data}
