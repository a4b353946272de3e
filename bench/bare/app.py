"""A session, a user, one query of twenty rows and a template; a row inserted and a row changed; nothing else."""

import os
from pathlib import Path

from zhibu.kernel import sqlite

sqlite.use_bundled_sqlite()

import django  # noqa: E402 - SQLite is in place first
from django.conf import settings  # noqa: E402

settings.configure(
    SECRET_KEY="bare",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": Path(os.environ["BARE_DATA"]) / "bare.sqlite3",
            "CONN_MAX_AGE": 600,
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": sqlite.pragmas()},
        }
    },
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [Path(__file__).parent],
        }
    ],
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

from django.contrib.auth.models import Group  # noqa: E402 - settings first
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402


def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def page(request: HttpRequest) -> HttpResponse:
    return render(
        request, "page.html", {"user": str(request.user), "rows": Group.objects.order_by("pk")[:20]}
    )


def insert(request: HttpRequest) -> HttpResponse:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE present SET at = datetime() WHERE member = %s", [request.user.pk])
        cursor.execute("INSERT INTO journal (actor, said) VALUES (%s, %s)", [request.user.pk, "x" * 200])
    return HttpResponse("ok")


urlpatterns = [path("healthz", healthz), path("page", page), path("insert", insert)]
application = get_wsgi_application()
