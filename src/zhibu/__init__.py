"""Zhibu · 微支部: the micro-branch on a phone."""

__version__ = "0.1.0"
