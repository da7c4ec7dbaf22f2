"""Names that people type as keys: short, in lower case, and each only once."""

import re
import unicodedata
from collections.abc import Collection

KEY_LENGTH = 40
_USUAL = {"e_mail": "email", "e_mails": "email", "emails": "email", "mails": "email"}


def slug(name: str) -> str:
    """'Demo request' is 'demo_request'; nothing where no Latin letter is left to begin with."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub("[^a-z0-9]+", "_", plain).lstrip("_0123456789")[:KEY_LENGTH].strip("_")
    return _USUAL.get(words, words)


def unique_key(name: str, taken: Collection[str], otherwise: str) -> str:
    """A key for a name that nothing else has; `otherwise` stands for a name without Latin letters."""
    wanted = slug(name) or otherwise
    key, number = wanted, 2
    while key in taken:
        key = f"{wanted[: KEY_LENGTH - 4]}_{number}"
        number += 1
    return key
