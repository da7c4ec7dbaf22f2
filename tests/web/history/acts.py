"""What a person does with files, by forms alone."""

import re
import time

ROWS = (
    ("L-1", "Website", "24.03.2026", "28.03.2026", "30.03.2026", "Gewonnen", "7.340,55"),
    ("L-2", "Messe", "13.02.2026", "20.02.2026", "", "Offen", ""),
    ("L-3", "Website", "14.01.2026", "", "", "Verloren", ""),
    ("L-4", "<b>Empfehlung</b>", "15.01.2026", "16.01.2026", "25.02.2026", "Gewonnen", "1.200,00"),
)
HEADER = ("Lead ID", "Quelle", "Erstkontakt", "MQL am", "Gewonnen am", "Status", "Wert (EUR)")


def make_file(rows=ROWS, header=HEADER, delimiter=";"):
    """A small export of middle Europe."""
    return "\r\n".join(delimiter.join(row) for row in (header, *rows)).encode() + b"\r\n"


def many(n):
    """As many leads as wanted, a third of them won within weeks."""
    rows = []
    for number in range(n):
        day = f"{number % 28 + 1:02}.{number % 12 + 1:02}.2025"
        won = f"{number % 28 + 1:02}.{(number % 12) + 1:02}.2025" if number % 3 == 0 else ""
        rows.append(
            (
                f"L-{number}",
                ("Website", "Messe")[number % 2],
                day,
                day if number % 2 == 0 else "",
                won,
                "Gewonnen" if won else "Offen",
                "1.000,00" if won else "",
            )
        )
    return make_file(rows)


def send(client, content, name="leads.csv"):
    """Send a file and wait until it was looked at; its id."""
    response = client.post("/history/imports", files={"file": (name, content, "text/csv")})
    assert response.status_code == 303, response.text
    id = re.fullmatch("/history/imports/(imp_[a-z0-9]{20})", response.headers["location"])[1]
    wait(client, id, "Being looked at")
    return id


def take(client, id, **fields):
    """Press the button, and wait until it is in; the page."""
    response = client.post(f"/history/imports/{id}/recipe", data={"do": "take"} | fields)
    assert response.status_code == 303, response.text
    return wait(client, id, "Being taken in")


def wait(client, id, state):
    """The page of a file when it is no longer in a state."""
    for _ in range(400):
        page = client.get(f"/history/imports/{id}").text
        if state not in page:
            return page
        time.sleep(0.05)
    raise AssertionError(f"still {state}")


def taken_in(client, content, name="leads.csv", **fields):
    """Send a file and take it in as it is proposed; its id."""
    id = send(client, content, name)
    assert "Taken in" in take(client, id, **fields)
    return id
