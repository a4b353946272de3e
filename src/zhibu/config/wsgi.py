"""What the web server loads."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhibu.config.settings")

from zhibu.kernel.sqlite import use_bundled_sqlite

use_bundled_sqlite()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - after SQLite is in place

application = get_wsgi_application()
