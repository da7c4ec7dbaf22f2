"""Backfunnel: from a revenue goal back to what to do tomorrow morning."""

__version__ = "0.1.0"
