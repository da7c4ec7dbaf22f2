"""Texts that are defined as data and translated where they are shown."""


def N_(message: str) -> str:
    """Mark a message for the catalogue; it is returned as it is."""
    return message
