"""The tree of the truth table, for this folder too."""

from tests.house.matrix.conftest import _django_db_helper, _files, _same_files, clients, tree

__all__ = ["_django_db_helper", "_files", "_same_files", "clients", "tree"]
