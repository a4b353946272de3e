"""The reference branch: visibly invented people and a year of their branch's life, made by the real operations."""
