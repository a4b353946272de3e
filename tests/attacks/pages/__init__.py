"""Attacks on all pages at once, over the same tree as the truth table."""
