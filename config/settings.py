"""All settings, from the environment. Every variable is read here and nowhere else (config/environment.py says how);
.env.example lists them.

*Local* means that SITE_URL is on loopback (the default): generated secrets, demo content, a mail box to look at.
*Public* is everything else: secrets and mail have to be said, and a missing one stops the start with one line.
"""

import ipaddress
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from config.environment import (
    database_url,
    env,
    languages,
    log_level,
    mail_settings,
    redis_url,
    site_url,
    stop,
    whole_number,
    yes_or_no,
)
from config.logs import logging_settings
from config.secrets_file import is_vapid_key, read_secrets
from config.sqlite import SQLITE_OPTIONS

BASE_DIR = Path(__file__).resolve().parent.parent

PORT = whole_number("PORT", default=8000)
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
FEED_DIR = Path(env.str("FEED_DIR")).resolve() if env.str("FEED_DIR", default="") else None
SITE_URL = site_url(default=f"http://127.0.0.1:{PORT}")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
# Behind the @ of a Message-ID and in a List-Id, where no address of IPv6 may stand.
MAIL_DOMAIN = SITE_HOST if ":" not in SITE_HOST else "localhost"
SITE_IS_HTTPS = SITE_URL.startswith("https://")


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


SITE_IS_LOCAL = is_loopback(SITE_HOST)
try:
    DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)  # for its owner only: databases and secrets
    SECRETS = read_secrets(DATA_DIR / "secrets.env")
except OSError as error:
    stop(f"DATA_DIR ({DATA_DIR}) cannot be used: {error.strerror}.")


def secret_or_nothing(name: str) -> str:
    """From the environment, then from DATA_DIR/secrets.env; set to nothing is not set."""
    return env.str(name, default="") or SECRETS.get(name, "")


def secret(name: str, *, local_default: str) -> str:
    """On loopback, where there is none, a fixed one that `serve` replaces by a generated one before it opens a port."""
    if value := secret_or_nothing(name):
        return value
    if SITE_IS_LOCAL:
        return local_default
    stop(f"{name} is missing: set it in the environment or in {DATA_DIR / 'secrets.env'}.")


SECRET_KEY = secret("SECRET_KEY", local_default="local-only-" + "0" * 50)
# Urlsafe base64 of 32 bytes each, newest first: "new,old" while rotate_contact_key runs.
CONTACT_KEYS = [key.strip() for key in secret("CONTACT_KEY", local_default="A" * 43 + "=").split(",") if key.strip()]

DEBUG = yes_or_no("DEBUG")
if DEBUG and not SITE_IS_LOCAL:
    stop("DEBUG shows what people typed to whoever meets an error: it is for a SITE_URL on loopback.")
ALLOWED_HOSTS = [SITE_HOST, *(["localhost", "127.0.0.1", "[::1]"] if SITE_IS_LOCAL else [])]
TRUSTED_PROXY_COUNT = whole_number("TRUSTED_PROXY_COUNT", default=0)

INSTALLED_APPS = [
    "config",
    "events",
    "accounts",
    "notifications",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "rules",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "config.middleware.PlainRequestMiddleware",
    "config.page_cache.PageCacheMiddleware",  # what it keeps has passed all the others
    "config.middleware.PageHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "events.feeds.door.FeedDoor",  # feeds need none of what follows
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.languages.LanguageMiddleware",  # asks the account
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
        },
    },
]

# --- Databases: the truth, and apart from it the keys that open what people told us -------------------------


def database(variable: str, default_file: str) -> dict[str, object]:
    if (found := database_url(variable)) is not None:
        return found | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if not os.access(DATA_DIR, os.W_OK | os.X_OK):
        stop(f"DATA_DIR ({DATA_DIR}) cannot be written, and {variable} names no other database.")
    return {
        "ENGINE": "config.sqlite",
        "NAME": DATA_DIR / default_file,
        "OPTIONS": SQLITE_OPTIONS,
        "CONN_MAX_AGE": None,
    }


DATABASES = {
    "default": database("DATABASE_URL", "convoke.sqlite3"),
    "keys": database("KEYS_DATABASE_URL", "keys.sqlite3"),
}
DATABASE_ROUTERS = ["config.routers.KeyStoreRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Celery: a doorbell --------------------------------------------------------------------------------------

REDIS_URL = redis_url()
CELERY_BROKER_URL = REDIS_URL or "memory://localhost"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A dead broker is noticed within two seconds, by the doorbell's thread.
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2} if REDIS_URL else {"polling_interval": 0.1}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1 if REDIS_URL else 4
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "outbox": {"task": "notifications.tasks.beat", "schedule": 30.0, "options": {"expires": 30}},
    "sweep": {"task": "notifications.tasks.sweep_finished", "schedule": 3600.0, "options": {"expires": 3600}},
    "purge": {"task": "events.tasks.purge_due", "schedule": 3600.0, "options": {"expires": 3600}},
    "clocks": {"task": "events.tasks.follow_new_clocks", "schedule": 86400.0, "options": {"expires": 86400}},
}
if FEED_DIR is not None:
    CELERY_BEAT_SCHEDULE["feeds"] = {
        "task": "events.tasks.refresh_feed_files",
        "schedule": 30.0,
        "options": {"expires": 30},
    }

# In this process's memory, also beside Redis: only the limits of the sign-in pages use it. They hold when Redis is
# down, and what they count by (hashes of addresses) is never written anywhere.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "convoke"}}

# --- Mail ----------------------------------------------------------------------------------------------------

EMAIL_URL = env.str("EMAIL_URL", default="")
if not EMAIL_URL and not SITE_IS_LOCAL:
    stop("EMAIL_URL is missing: smtp+tls://user:password@host:587, or off for no reminders at all.")
EMAIL_IS_OFF = EMAIL_URL == "off"
if EMAIL_URL and not EMAIL_IS_OFF:
    vars().update(mail_settings(EMAIL_URL))
else:
    # On loopback mails are kept, sealed, for the operator to read in the browser.
    EMAIL_BACKEND = "accounts.mail_box.KeepingBackend"
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.str(
    "FROM_EMAIL", default=f"Convoke <noreply@{SITE_HOST if not SITE_IS_LOCAL else 'convoke.example'}>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Where /.well-known/security.txt sends those who found a weakness.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default=f"mailto:security@{SITE_HOST}")

# --- The seam: what kinds of message there are (dotted paths of MessageKind objects) ---------------------------

# Who keeps or shows the name of an organisation: called as f(organization, now=…) in the transaction that changes it.
AFTER_ORGANIZATION_RENAMED = ["events.actions.organization.follow_rename"]

# Messages to browsers, through their makers. Off by default: whoever turns it on lets those know that a device gets
# something from here, and when. `serve` makes the key, which has to stay the same.
WEB_PUSH = yes_or_no("WEB_PUSH")
VAPID_PRIVATE_KEY = secret_or_nothing("VAPID_PRIVATE_KEY")
if VAPID_PRIVATE_KEY and not is_vapid_key(VAPID_PRIVATE_KEY):
    stop("VAPID_PRIVATE_KEY is no private key of P-256 in urlsafe base64; without it `serve` makes one.")
# The push services that browsers use, by the end of their names, and who runs them.
PUSH_SERVICES = {
    "fcm.googleapis.com": "Google",
    "push.services.mozilla.com": "Mozilla",
    "push.apple.com": "Apple",
    "notify.windows.com": "Microsoft",
}
# Webhooks and pushes go to public addresses only; only tests have endpoints on their own machine.
FOREIGN_SERVERS_MAY_BE_LOOPBACK = False

MESSAGE_KINDS: list[str] = [
    "accounts.messages.LETTER",
    "events.messages.announcement.ANNOUNCEMENT",
    "events.messages.change_told.CHANGE_TOLD",
    "events.messages.confirmation.CONFIRMATION",
    "events.messages.confirmation.CONFIRMED",
    "events.messages.follow.CONFIRMATION",
    "events.messages.follow.ENDED",
    "events.messages.follow_news.DIGEST",
    "events.messages.follow_news.NEWS",
    "events.messages.host.HOST_LINK",
    "events.messages.host.HOST_NEWS",
    "events.messages.host.PROPOSAL",
    "events.messages.host_check.HOST_CHECK",
    "events.messages.host_reminder.HOST_REMINDER",
    "events.messages.invitation.INVITATION",
    "events.messages.leave.LEAVE",
    "events.messages.notice.NOTICE",
    "events.messages.reminder.REMINDER",
    "events.messages.signing.SIGNING",
    "events.messages.unsent.UNSENT",
    "events.messages.webhook.WEBHOOK",
    "events.messages.word.WORD",
    "events.messages.push.PUSH",  # after those whose mails it goes beside
]

# --- Accounts ------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
# allauth's backend is Django's own and more: with both, each wrong password would be hashed twice.
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LOGIN_REDIRECT_URL = "/organize/"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 24 * 3600
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "accounts.forms.SignInForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = "strict"
# For unknown addresses the adapter does the work of a letter and sends none: the answer takes the same time.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
# Mails per address and hour, beside allauth's own limits per client.
ACCOUNT_RATE_LIMITS = {"reset_password": "20/m/ip,3/h/key", "request_login_code": "20/m/ip,5/h/key"}
MFA_ADAPTER = "accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE_IS_LOCAL and not SITE_IS_HTTPS

# --- Languages and time --------------------------------------------------------------------------------------

ALL_LANGUAGES = [("en", _("English")), ("ar", _("Arabic"))]
LANGUAGES = languages(ALL_LANGUAGES)
LANGUAGE_CODE = LANGUAGES[0][0]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

# --- Files ---------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_HANDLERS = ["config.uploads.BoundedUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a pasted list of 500 actions is one form

# --- HTTP ----------------------------------------------------------------------------------------------------

CSRF_TRUSTED_ORIGINS = [SITE_URL]
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_IS_HTTPS
SESSION_COOKIE_NAME = "__Host-sessionid" if SITE_IS_HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if SITE_IS_HTTPS else "csrftoken"
LANGUAGE_COOKIE_NAME = "__Host-language" if SITE_IS_HTTPS else "language"
CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 63_072_000 if SITE_IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_SSL_REDIRECT = SITE_IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

# --- REST ----------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_FILTER_BACKENDS": [],
    "DURATION_FORMAT": "iso-8601",
    "EXCEPTION_HANDLER": "events.api.problems.answer_problem",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Convoke",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "DESCRIPTION": "What is public, to read, under the filter of pages and feeds. Errors are problem details, RFC 9457",
    "SERVERS": [{"url": SITE_URL}],
    "ENUM_NAME_OVERRIDES": {
        "EventKind": "events.models.Event.Kind",
        "CampaignKind": "events.models.Campaign.Kind",
        "TargetKind": "events.models.Target.Kind",
        "TargetState": "events.models.Target.State",
        "OccurrenceState": "events.models.Occurrence.State",
        "MilestoneState": "events.models.Milestone.State",
        "PassageState": "events.models.Anchor.State",
    },
}

# --- Logs: ids, never names, addresses, tokens or client addresses ---------------------------------------------

LOGGING = logging_settings(level=log_level())
