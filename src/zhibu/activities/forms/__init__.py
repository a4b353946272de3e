"""Shapes of what comes in: calling (before and after), room (while it is held)."""
