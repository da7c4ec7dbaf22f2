"""Asking on the What-if page as a reader without a script does: looking again until there is an answer."""

import html
import re
import time
from urllib.parse import urlencode

from tests.web.reading import read_out

PATIENCE = 60
UNDER_WAY = "Working it out"


def ask(client, question, plan="/plans/new", **asked):
    """The page of a question, once nothing is under way any more."""
    address = f"{plan}/what-if/{question}?{urlencode({name.replace('__', '-'): text for name, text in asked.items()}, safe='/')}"
    return look(client, address)


def look(client, address):
    end = time.monotonic() + PATIENCE
    while True:
        response = client.get(address)
        if UNDER_WAY not in response.text or time.monotonic() > end:
            return response
        time.sleep(0.05)


def sentence(response):
    """The answer's sentence."""
    found = re.search(r'<p class="say" role="status">(.*?)</p>', response.text, re.S)
    return read_out(found[1]).replace(" ,", ",").replace(" .", ".") if found else ""


def refusal(response):
    """Why there is no answer."""
    found = re.search(r'<div class="band bad" role="alert">.*?<p>(.*?)</p>', response.text, re.S)
    return html.unescape(found[1]) if found else ""


def uses(response):
    """The addresses that take an answer into the plan."""
    return [html.unescape(each) for each in re.findall(r'href="([^"]*/what-if/use\?[^"]*)"', response.text)]


def taken(client, address):
    """The page of the plan with an answer in it."""
    response = client.get(address)
    assert response.status_code == 303, response.text[-600:]
    return client.get(response.headers["location"])


def field(page, name):
    """What stands in a field of the plan's form."""
    found = re.search(rf'<input[^>]*name="{re.escape(name)}"[^>]*>', page.text)[0]
    return html.unescape(re.search(r'value="([^"]*)"', found)[1])
