"""Every setting of the product, and every environment variable it reads, in one list."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from biaogan.config.settings import environment as env

PACKAGE = Path(__file__).resolve().parents[2]

# What the environment says

HOME = Path(env.text("BIAOGAN_HOME", "./var", meaning="data folder")).resolve()
DATABASE_URL = env.text("DATABASE_URL", meaning="PostgreSQL, as the role of the application")
DATABASE_OWNER_URL = env.text("DATABASE_OWNER_URL", DATABASE_URL, meaning="PostgreSQL, as the role that migrates")
SECRET_KEY = env.secret("BIAOGAN_SECRET_KEY", HOME / "secrets" / "django.key", meaning="signs sessions")
PARTIES_KEY_FILE = Path(
    env.text("BIAOGAN_PARTIES_KEYS", str(HOME / "secrets" / "parties.key"), meaning="file of the keys of personal data")
)
BLIND_INDEX_KEY_FILE = Path(
    env.text(
        "BIAOGAN_BLIND_INDEX_KEY",
        str(HOME / "secrets" / "blind-index.key"),
        meaning="file of the key that finds repeats",
    )
)
AUDIT_KEY_FILE = Path(
    env.text("BIAOGAN_AUDIT_KEY", str(HOME / "secrets" / "audit.key"), meaning="file of the key that seals events")
)
EVIDENCE_ROOT = Path(env.text("BIAOGAN_EVIDENCE", str(HOME / "evidence"), meaning="folder of the evidence"))
FONTS_FOLDER = Path(
    env.text("BIAOGAN_FONTS", str(HOME / "fonts"), meaning="folder of the bank's own typefaces for papers, as 仿宋")
)
EVIDENCE_MOST_PICTURE = env.number("BIAOGAN_EVIDENCE_PICTURE_MB", 20, meaning="largest picture, in MB") * 1024 * 1024
EVIDENCE_MOST_DOCUMENT = env.number("BIAOGAN_EVIDENCE_DOCUMENT_MB", 50, meaning="largest document, in MB") * 1024 * 1024
EVIDENCE_MOST_SOUND = (
    env.number("BIAOGAN_EVIDENCE_SOUND_MB", 50, meaning="largest sound recording, in MB") * 1024 * 1024
)
EVIDENCE_MOST_FILM = env.number("BIAOGAN_EVIDENCE_FILM_MB", 2048, meaning="largest film, in MB") * 1024 * 1024
ALLOWED_HOSTS = env.text("BIAOGAN_HOSTS", "127.0.0.1,localhost,[::1]", meaning="names the site answers to").split(",")
CSRF_TRUSTED_ORIGINS = [
    origin
    for origin in env.text("BIAOGAN_ORIGINS", "", meaning="https addresses behind a proxy, with commas").split(",")
    if origin
]
SECURE_COOKIES = env.flag("BIAOGAN_SECURE_COOKIES", False, meaning="yes where all traffic is HTTPS")
DOOR = env.text("BIAOGAN_DOOR", "both", meaning="both, internal (no customer pages) or public (nothing else)")
POOL_SIZE = env.number("BIAOGAN_POOL", 8, meaning="database connections per web process")
PREPARE = env.flag("BIAOGAN_PREPARE", True, meaning="no behind a pooler that keeps no prepared statements")
SESSION_MINUTES = env.number("BIAOGAN_SESSION_MINUTES", 60, meaning="minutes of rest after which a session ends")
EMAIL_HOST = env.text("BIAOGAN_MAIL_HOST", "localhost", meaning="mail server")
EMAIL_PORT = env.number("BIAOGAN_MAIL_PORT", 25, meaning="port of the mail server")
EMAIL_HOST_USER = env.text("BIAOGAN_MAIL_USER", "", meaning="user at the mail server")
EMAIL_HOST_PASSWORD = env.text("BIAOGAN_MAIL_PASSWORD", "", meaning="password at the mail server")
EMAIL_USE_TLS = env.flag("BIAOGAN_MAIL_TLS", False, meaning="yes to use STARTTLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("BIAOGAN_MAIL_FROM", "biaogan@localhost", meaning="sender of mail")

# Apps, in reading order: each may import only those above it

OUR_APPS = [
    "core",
    "audit",
    "workcal",
    "org",
    "accounts",
    "parties",
    "cases",
    "evidence",
    "notify",
    "obligations",
    "metrics",
    "premises",
    "papers",
    "sync",
    "handbook",
    "rectification",
    "complaints",
    "inspections",
    "field",
    "reception",
    "cockpit",
]
INSTALLED_APPS = [
    *(f"biaogan.{app}" for app in OUR_APPS if (PACKAGE / app / "apps.py").exists()),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_htmx",
    "django_filters",
    "csp",
    "pgtrigger",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "biaogan.core.serving.StaticFilesMiddleware",
    "biaogan.core.serving.HeadMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "biaogan.core.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "biaogan.accounts.middleware.ActorMiddleware",
    "biaogan.core.middleware.ProblemMiddleware",
]
ROOT_URLCONF = "biaogan.config.urls"
WSGI_APPLICATION = "biaogan.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "biaogan.core.context.layout",
            ],
            "builtins": ["biaogan.core.templatetags.biaogan", "django.templatetags.i18n"],
        },
    }
]
FORM_RENDERER = "biaogan.core.rendering.Renderer"

# Data

_pool = {"min_size": 1, "max_size": POOL_SIZE, "timeout": 10}
#: From so many times on a statement of core/prepared.py is kept by the server; what is asked once is not worth it.
_prepare = 3 if PREPARE else None
_app = env.database(DATABASE_URL, variable="DATABASE_URL")
# Checked when lent: after a restart of the database no request gets a dead connection.
_kept = {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}
DATABASES = {"default": {**_app, **_kept, "OPTIONS": {**_app["OPTIONS"], "pool": _pool, "prepare_threshold": _prepare}}}  # type: ignore[dict-item]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # One table for all processes, so that sign-in is throttled once, however many processes there are.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["biaogan.evidence.uploads.BoundedUploadHandler"]

# What happens by itself

PROCRASTINATE_ON_APP_READY = "biaogan.core.tasks.plan_all"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "no_tasks_but_the_registered_ones"

# Language and time

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
# Sentences of what is no app.
LOCALE_PATHS = [PACKAGE / "config" / "locale", PACKAGE / "cli" / "locale"]
LANGUAGE_COOKIE_NAME = "biaogan_language"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# Sign-in and sessions

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["biaogan.accounts.backend.StaffBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "biaogan.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login_failed": "5/10m/key,20/10m/ip", "device_pairing": "20/10m/ip"}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
MFA_ADAPTER = "biaogan.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Biaogan"
SESSION_ENGINE = "biaogan.accounts.sessions"
SESSION_COOKIE_AGE = SESSION_MINUTES * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "biaogan.core.middleware.stale_form"

# Pages

# The page that shows every part of the look, for developers and screenshot tests.
SHOW_GALLERY = False
STATIC_URL = "static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(EVIDENCE_ROOT)}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"reference": {"()": "biaogan.core.problems.ReferenceFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # It tells of each job that begins and ends, every minute; what fails is an error.
        "procrastinate": {"level": "WARNING"},
        "django.request": {"filters": ["reference"]},
    },
}
