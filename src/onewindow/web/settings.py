"""Django's settings, made from the installation's (``onewindow.kernel.settings``)."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF

from onewindow.kernel import settings as installation

_chosen = installation.load()
_here = Path(__file__).resolve().parent
_package = _here.parent

SECRET_KEY = _chosen.secret_key
SECRET_KEY_FALLBACKS: list[str] = []
DEBUG = False
ALLOWED_HOSTS = list(_chosen.hosts)
DATABASES = {"default": installation.database(_chosen.database_url)}
HOME = _chosen.home
FILES_ROOT = _chosen.home / "files"
INDEX_ROOT = _chosen.home / "index"
OFFICE = _chosen.office
UPLOAD_LIMIT = _chosen.upload_limit
SEARCH_RATE = _chosen.search_rate

DESKS = ["register", "examination", "protection", "finance", "trusteeship", "network", "bulletin"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "onewindow.kernel",
    *(f"onewindow.desks.{desk}" for desk in DESKS),
    "onewindow.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "onewindow.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "onewindow.web.middleware.ActorMiddleware",
    "onewindow.web.middleware.ErrorMiddleware",
]
ROOT_URLCONF = "onewindow.web.urls"
WSGI_APPLICATION = "onewindow.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [_here / "templates", *(_package / "desks" / desk / "templates" for desk in DESKS)],
        "OPTIONS": {
            "environment": "onewindow.web.jinja.environment",
            "context_processors": ["onewindow.web.context.everywhere"],
            "auto_reload": False,
        },
    },
]

AUTH_USER_MODEL = "kernel.Person"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "sign-in"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_ENGINE = "django.contrib.sessions.backends.db"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [_here / "locale"]
USE_TZ = True
TIME_ZONE = _chosen.time_zone

STATIC_URL = "/static/"
STATICFILES_DIRS = [_here / "static"]
STATIC_ROOT = _chosen.home / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = _chosen.https
SECURE_HSTS_SECONDS = 31_536_000 if _chosen.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _chosen.https
SECURE_HSTS_PRELOAD = _chosen.https
SESSION_COOKIE_SECURE = _chosen.https
CSRF_COOKIE_SECURE = _chosen.https
CSRF_COOKIE_HTTPONLY = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _chosen.https else None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
NINJA_PAGINATION_MAX_LIMIT = 1000
