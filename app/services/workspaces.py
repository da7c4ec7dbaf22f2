"""Whose things are whose. One person, or one team, on one machine has a single workspace."""

LOCAL_WORKSPACE = "wsp_local"
