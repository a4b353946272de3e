"""What every test stands on: own files, signing in, walls that come down only for a flush."""

import os
import shutil
from pathlib import Path

import pytest
from bench import browser as real
from django.utils import translation

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


def pytest_collection_modifyitems(config, items):
    """Tests in a browser share one Chromium, so they stay on one worker; without a browser they say so.

    The second run, on PostgreSQL, leaves out what asks no database: it would only be the first run again.
    """
    if os.environ.get("ZHIBU_TEST_DATABASE") == "postgresql":
        config.hook.pytest_deselected(items=[item for item in items if not _asks_a_database(item)])
        items[:] = [item for item in items if _asks_a_database(item)]
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="NO BROWSER on this machine"))


def _asks_a_database(item):
    fixtures = {"db", "transactional_db", "live_server"}
    marked = item.get_closest_marker("django_db") or item.get_closest_marker("postgresql")
    return marked is not None or fixtures & set(getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def chromium():
    """The real Chromium of this machine, headless."""
    # Playwright's loop looks like an async caller to Django, though every query here is a plain one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with real.chromium() as running:
        yield running
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(autouse=True)
def _one_factor(settings):
    """Superiors and administrators are not sent to set up a second factor; tests of that turn it on."""
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture(autouse=True)
def _simplified(settings):
    """Each test begins in the language of the pages; a page read in another one leaves it behind."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path: Path):
    """Each test keeps its uploads to itself."""
    settings.MEDIA_FOLDER = tmp_path / "files"


@pytest.fixture
def enter(client):
    """Sign a user in with Django's test client: `enter(user)` returns the client."""

    def as_user(user):
        client.force_login(user)
        return client

    return as_user


@pytest.fixture(autouse=True)
def _walls_come_down_for_a_flush(request):
    """Tests that commit are cleaned by a flush, which the append-only walls would refuse."""
    marker = request.node.get_closest_marker("django_db")
    commits = (marker is not None and marker.kwargs.get("transaction")) or {
        "transactional_db",
        "live_server",
    } & set(request.fixturenames)
    if not commits:
        yield
        return
    request.getfixturevalue("transactional_db")
    from zhibu.config.walls import APPEND_ONLY
    from zhibu.kernel import walls

    walls.put_up(APPEND_ONLY)
    yield
    walls.take_down(APPEND_ONLY)
