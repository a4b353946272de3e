"""Settings, read once from the environment; nothing else reads the environment."""

import os
from pathlib import Path

from zhibu.kernel import sqlite

sqlite.use_bundled_sqlite()

from csp.constants import NONE, SELF  # noqa: E402 - SQLite is swapped before anything of Django loads
from django.utils.translation import gettext_lazy as _  # noqa: E402

from zhibu.config import databases, keys  # noqa: E402

SOURCE = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("ZHIBU_DATA") or "~/.local/share/zhibu").expanduser()
DATA.mkdir(parents=True, exist_ok=True)

DEMO = os.environ.get("ZHIBU_DEMO") == "1"
TLS = os.environ.get("ZHIBU_TLS") == "1"
DEBUG = False
SECRET_KEY = keys.read_or_make(
    Path(os.environ.get("ZHIBU_SECRET_KEY_FILE") or DATA / "keys" / "secret.key")
).hex()
FIELD_KEY_FILE = Path(os.environ.get("ZHIBU_FIELD_KEY_FILE") or DATA / "keys" / "field.key")
FIELD_KEY = keys.read_or_make(FIELD_KEY_FILE)
ALLOWED_HOSTS = [
    host.strip()
    for host in os.environ.get("ZHIBU_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
    if host.strip()
]

INSTALLED_APPS = [
    "zhibu.web",
    "zhibu.kernel",
    "zhibu.accounts",
    "zhibu.organisations",
    "zhibu.members",
    "zhibu.activities",
    "zhibu.duties",
    "zhibu.config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "template_partials",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "zhibu.web.middleware.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "zhibu.web.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "zhibu.web.middleware.no_nul",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "zhibu.accounts.middleware.stays",
    "zhibu.accounts.middleware.looks",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "zhibu.organisations.middleware.first_run",
    "zhibu.organisations.middleware.second_factor",
    "zhibu.config.middleware.refusals",
]

ROOT_URLCONF = "zhibu.config.urls"
WSGI_APPLICATION = "zhibu.config.wsgi.application"

_LOADERS = [
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                ("template_partials.loader.Loader", [("django.template.loaders.cached.Loader", _LOADERS)])
            ],
            "builtins": ["template_partials.templatetags.partials", "zhibu.web.templatetags.web"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "zhibu.web.context_processors.shell",
            ],
        },
    },
    {  # pages with many rows, from the jinja2/ folders of the rooms: web/lists.py
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "zhibu.web.jinja.environment"},
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

DATABASES = {"default": databases.from_url(os.environ.get("ZHIBU_DATABASE_URL"), DATA)}
_OWNER_URL = os.environ.get("ZHIBU_DATABASE_OWNER_URL")
DATABASE_OWNER = databases.from_url(_OWNER_URL, DATA) if _OWNER_URL else None  # for migrations only
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False
MEDIA_FOLDER = DATA / "files"
FONT_FOLDERS = [DATA / "fonts"]  # a unit puts its own licensed faces here

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
TASK_WORKER = True

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["zhibu.accounts.backend.People"]
PASSWORD_HASHERS = ["zhibu.accounts.hashers.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/accounts/login/"

SESSION_ENGINE = "zhibu.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 3600  # a remembered phone stays longer: accounts.terms.STAYS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "zhibu.web.views.csrf_failure"
if TLS:
    SESSION_COOKIE_NAME = "__Host-zhibu"
    CSRF_COOKIE_NAME = "__Host-zhibu-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
else:
    SESSION_COOKIE_NAME = "zhibu"
    CSRF_COOKIE_NAME = "zhibu-csrf"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("zh-hant", _("繁體中文")), ("en", "English")]
LOCALE_PATHS = [SOURCE / "locale"]
LANGUAGE_COOKIE_NAME = "zhibu-language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 60

ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PRESERVE_USERNAME_CASING = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
ACCOUNT_ADAPTER = "zhibu.accounts.adapter.AccountAdapter"
ACCOUNT_RATE_LIMITS = False  # accounts.guesses counts in the database, for all workers together
ACCOUNT_FORMS = {
    "login": "zhibu.accounts.forms.LoginForm",
    "reauthenticate": "zhibu.accounts.forms.ReauthenticateForm",
    "change_password": "zhibu.accounts.forms.ChangePasswordForm",
    "set_password": "zhibu.accounts.forms.SetPasswordForm",
}
MFA_ADAPTER = "zhibu.accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "zhibu.accounts.forms.CodeForm",
    "reauthenticate": "zhibu.accounts.forms.CodeAgainForm",
    "activate_totp": "zhibu.accounts.forms.ActivateCodesForm",
}
SECOND_FACTOR_REQUIRED = not DEMO  # for administrators and superiors

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_secrets": {"()": "zhibu.config.log_privacy.WithoutSecrets"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["without_secrets"]},
        "errors": {"class": "logging.StreamHandler", "filters": ["without_secrets"], "level": "ERROR"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    # At the source too, so that a handler somebody adds gets no secret either.
    "loggers": {
        "django.request": {"filters": ["without_secrets"]},
        "django.security.csrf": {"filters": ["without_secrets"]},
        # The job worker greets and takes its leave on the terminal; what goes wrong is enough.
        "django_tasks": {"handlers": ["errors"], "propagate": False},
        "django_tasks_db": {"handlers": ["errors"], "propagate": False},
        "django.server": {"handlers": ["console"], "filters": ["without_secrets"], "level": "INFO"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
