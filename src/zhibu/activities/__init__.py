"""Meetings: called, answered, held, decided, recorded; and what was decided, until it is done."""
