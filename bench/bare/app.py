"""A session, a user, one query of twenty rows and a template; a form, a row changed, a row inserted; nothing else."""

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
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "bench.bare",
    ],
    MIDDLEWARE=[
        "django.middleware.gzip.GZipMiddleware",
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

from django.contrib.auth.decorators import login_required  # noqa: E402 - settings first
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.views.decorators.csrf import csrf_protect  # noqa: E402

from bench.bare.models import Activity  # noqa: E402


def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def page(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "page.html",
        {"user": str(request.user), "rows": Activity.objects.order_by("-starts_at", "-pk")[:20]},
    )


@csrf_protect
@login_required
def insert(request: HttpRequest) -> HttpResponse:
    """The two rows of a check-in, as large and as much indexed as the product's, in plain SQL."""
    meeting, who, now = request.POST["ticket"][:20], request.user.pk, timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE attendee SET present_at = %s, checked_way = %s, checked_by_id = %s WHERE member_id = %s",
            [now, "code", who, who],
        )
        cursor.execute(
            "INSERT INTO journal (at, actor, on_behalf_of, action, subject_kind, subject, organisation, result,"
            " fields, prev_hash, hash) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                now,
                "a" * 20,
                "",
                "meeting.check_in",
                "meeting",
                meeting,
                "o" * 20,
                "done",
                "[]",
                "0" * 64,
                "f" * 64,
            ],
        )
    return HttpResponseRedirect("/page")


urlpatterns = [
    path("healthz", healthz),
    path("page", page),
    path("activity/<int:pk>", page, name="activity"),
    path("insert", insert),
]
application = get_wsgi_application()
