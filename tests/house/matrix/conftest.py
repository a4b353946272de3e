"""The tree is built once for a module; whatever a test does to it is taken back."""

import logging

import pytest
from django.db import transaction
from django.test import override_settings

from tests.house.matrix.asking import Quick
from tests.house.matrix.tree import build


@pytest.fixture(scope="module")
def _files(tmp_path_factory):
    return tmp_path_factory.mktemp("matrix")


@pytest.fixture(autouse=True)
def _same_files(settings, _files, _own_files):
    settings.MEDIA_FOLDER = _files
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture(scope="module")
def tree(django_db_setup, django_db_blocker, _files):
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_FOLDER=_files),
        transaction.atomic(),
    ):
        log = logging.getLogger("django.request")
        log.setLevel(logging.ERROR)  # thousands of refusals are what is wanted here
        yield build()
        log.setLevel(logging.NOTSET)
        transaction.set_rollback(True)


@pytest.fixture
def _django_db_helper(tree):
    """The tree's own transaction stands in for the one each test would get."""


@pytest.fixture(scope="module")
def clients(tree):
    """A signed-in client for each role, and one that is nobody."""
    found = {None: Quick()}
    for role, user in tree.users.items():
        found[role] = Quick()
        found[role].force_login(user)
    return found
