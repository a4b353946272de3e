"""Settings of the suite: a data folder of its own, on SQLite, or on PostgreSQL when ZHIBU_TEST_DATABASE=postgresql."""

import atexit
import os
import shutil
import tempfile

for _name in [
    name for name in os.environ if name.startswith("ZHIBU_") and not name.startswith("ZHIBU_TEST_")
]:
    del os.environ[_name]
os.environ["ZHIBU_DATA"] = tempfile.mkdtemp(prefix="zhibu-tests-")
os.environ["ZHIBU_ALLOWED_HOSTS"] = "localhost,127.0.0.1,testserver"
atexit.register(shutil.rmtree, os.environ["ZHIBU_DATA"], ignore_errors=True)
if os.environ.get("ZHIBU_TEST_DATABASE") == "postgresql":
    os.environ["ZHIBU_DATABASE_URL"] = os.environ.get(
        "ZHIBU_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres"
    )

from zhibu.config.settings import *  # noqa: E402, F403 - the environment is set before Django is read
from zhibu.config.settings import STATIC_ROOT, STORAGES  # noqa: E402

STATIC_ROOT.mkdir(exist_ok=True)
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
