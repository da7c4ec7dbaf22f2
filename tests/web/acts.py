"""What a person does with a form, and the page that it ends on."""

from tests.web.reading import said


def post(client, path, **fields):
    """Post a form and follow it to the page that a browser would end on."""
    return client.post(path, data={"back": ""} | fields, follow_redirects=True)


def change(client, do, **fields):
    """The page that an edit leads to."""
    response = client.post("/plans/change", data={"from": "growth", "do": do} | fields)
    assert response.status_code == 303, said(response.text)
    shown = client.get(response.headers["location"])
    assert shown.status_code == 200
    return response.headers["location"], shown.text
