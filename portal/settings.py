"""Settings, all read from typed environment variables; `docs/settings.md` lists them.

Three profiles: ``demo`` (the default: `make run`), ``test`` and ``production``. Production refuses to start with
anything that is only meant for the other two.
"""

import re
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env, validate

from courses.media.limits import MOST_PHOTO_BYTES, MOST_PHOTO_PIXELS
from foundation.inline import EARLY_SCRIPT, PLAIN_STYLE, csp_source
from portal.embedded.home import DEMO_SECRET, embedded_database_url, embedded_redis_url
from portal.front_door.content_host_name import content_host_problem

env = Env()

ROOT = Path(__file__).resolve().parent.parent
PROFILE = env.str("BDHVS_PROFILE", "demo", validate=validate.OneOf(["demo", "test", "production"]))
PRODUCTION = PROFILE == "production"
DEMO = PROFILE == "demo"
HOME = env.path("BDHVS_HOME", ROOT / "var")

SECRET_KEY = env.str("SECRET_KEY", DEMO_SECRET)
# A guest's token never ends by time, so a new secret needs the old ones beside it.
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
# 32 bytes in hexadecimal (Ed25519); a demo makes its own. Badges outlive a key, so its public half stays on the list.
BADGE_SIGNING_KEY = env.str("BADGE_SIGNING_KEY", "")
BADGE_EARLIER_KEYS: list[str] = env.list("BADGE_EARLIER_KEYS", [])
# 32 bytes in hexadecimal, under which the keys of households are wrapped; a demo makes its own.
FIELD_DATA_KEY = env.str("FIELD_DATA_KEY", "")
FIELD_DATA_EARLIER_KEYS: list[str] = env.list("FIELD_DATA_EARLIER_KEYS", [])
# What the law asks (Law 91/2025/QH15, Decree 356/2025): an answer in working days, the thing done in days.
HOUSEHOLD_ANSWER_WORKING_DAYS = env.int("HOUSEHOLD_ANSWER_WORKING_DAYS", 2, validate=validate.Range(min=1, max=30))
HOUSEHOLD_DONE_DAYS = env.int("HOUSEHOLD_DONE_DAYS", 15, validate=validate.Range(min=1, max=60))
DEBUG = env.bool("DEBUG", False)
PORT = env.int("PORT", 8000)
SITE_URL = env.str("SITE_URL", f"http://bdhvs.localhost:{PORT}")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [] if PRODUCTION else ["bdhvs.localhost", "127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
# Names what is deployed: part of the page cache's key, so that a new release never serves an old page.
RELEASE = env.str("RELEASE", "dev")

DATABASE_URL = env.str("DATABASE_URL", "") or ("" if PRODUCTION else embedded_database_url(HOME))
REDIS_URL = env.str("REDIS_URL", "") or ("" if PRODUCTION else embedded_redis_url(HOME))

if PRODUCTION:
    if SECRET_KEY == DEMO_SECRET or len(SECRET_KEY) < 50:
        raise ImproperlyConfigured("Production needs its own SECRET_KEY of at least 50 characters.")
    if DEMO_SECRET in SECRET_KEY_FALLBACKS:
        raise ImproperlyConfigured("SECRET_KEY_FALLBACKS must not hold the demo's secret: everyone knows it.")
    if not BADGE_SIGNING_KEY:
        raise ImproperlyConfigured("Production needs BADGE_SIGNING_KEY: 32 bytes in hexadecimal.")
    if not FIELD_DATA_KEY:
        raise ImproperlyConfigured("Production needs FIELD_DATA_KEY: 32 bytes in hexadecimal.")
    if not DATABASE_URL:
        raise ImproperlyConfigured("Production needs DATABASE_URL: the embedded database is not for production.")
    if not REDIS_URL:
        raise ImproperlyConfigured("Production needs REDIS_URL: the embedded Redis is not for production.")
    if not ALLOWED_HOSTS:
        raise ImproperlyConfigured("Production needs ALLOWED_HOSTS.")
    if not SITE_URL.startswith("https://"):
        raise ImproperlyConfigured("Production needs SITE_URL, the https address that people open.")
    if DEBUG:
        raise ImproperlyConfigured("DEBUG is not for production.")

if BADGE_SIGNING_KEY and not re.fullmatch("[0-9a-f]{64}", BADGE_SIGNING_KEY):
    raise ImproperlyConfigured("BADGE_SIGNING_KEY must be 64 hexadecimal digits (openssl rand -hex 32).")
for _key in (FIELD_DATA_KEY, *FIELD_DATA_EARLIER_KEYS):
    if _key and not re.fullmatch("[0-9a-f]{64}", _key):
        raise ImproperlyConfigured("FIELD_DATA_KEY must be 64 hexadecimal digits (openssl rand -hex 32).")

INSTALLED_APPS = [
    "portal",
    "community_teams",
    "quizzes",
    "learn",
    "courses",
    "people",
    "foundation",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "people.accounts.wagtail_users.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
    "people.staff_sign_in.middleware.StaffDoor",
    "portal.front_door.resting.RestingMiddleware",
]

ROOT_URLCONF = "portal.urls"
ASGI_APPLICATION = "portal.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # A kind of question is one folder, its template included (`kinds/<kind>/question.html`).
        "DIRS": [ROOT / "quizzes"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# An address is needed only by what talks to the database, so checks and catalogues work before the first start.
DATABASES = {"default": dj_database_url.parse(DATABASE_URL or "postgres://127.0.0.1:1/none", conn_max_age=0)}
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
# Under ASGI a persistent connection leaks; the pool keeps them open without that.
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"].get("OPTIONS", {}),
    "pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL_SIZE", 10), "timeout": 5},
}
# A connection that died with the database is noticed when it is taken out, not by the page that would use it.
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = env.bool("DATABASE_POOLER", False)
if PROFILE == "test":
    DATABASES["default"]["OPTIONS"].pop("pool")
# Past a pooler in transaction mode, for LISTEN/NOTIFY; the same address where there is no pooler.
DATABASE_DIRECT_URL = env.str("DATABASE_DIRECT_URL", DATABASE_URL)

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        # Whoever asks holds a connection to the database meanwhile; a Redis that froze is as good as none.
        "OPTIONS": {"socket_timeout": 0.3, "socket_connect_timeout": 0.3},
    }
}
if not REDIS_URL:
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "none"}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
if PROFILE == "test":
    # Half a second of hashing for each password is for attackers, not for tests.
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "wagtailadmin_login"
# A whole office shares one address: lock the number at that address, never the address alone.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_VERBOSE = False
# Who signed in stands in the audit, without the number and the whole address.
AXES_DISABLE_ACCESS_LOG = True
AXES_RESET_ON_SUCCESS = True
# The page says a quarter of an hour, so a try within it must not make it longer.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "people.accounts.lockout.tried_number"
AXES_LOCKOUT_CALLABLE = "people.accounts.lockout.too_many_tries"

# Accounts are known by phone. Codes and the first sign-in are ours (`people/phone_codes`); passwords, second factors
# and passkeys of staff are allauth's.
ACCOUNT_ADAPTER = "people.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"phone"}
ACCOUNT_SIGNUP_FIELDS = ["phone*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
# The door and the forms below /quan-tri/ decide who goes where; a session begun by a code may go on to the password.
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/quan-tri/login/"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
# By person, not by address: a whole office shares one.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/300s/key", "reauthenticate": "10/m/user", "change_password": "5/m/user"}
MFA_ADAPTER = "people.staff_sign_in.mfa.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "people.staff_sign_in.mfa.CodeForm",
    "reauthenticate": "people.staff_sign_in.mfa.CodeAgainForm",
    "activate_totp": "people.staff_sign_in.mfa.FirstCodeForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
# A passkey stands for both factors, so the device asks for a finger, a face or its PIN.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# The demo runs over plain http, on a name that browsers count as secure. Everywhere else only https is taken.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Phones' clocks are a little off, and a slow reader types the last code.
MFA_TOTP_TOLERANCE = 1
# Whoever came in with a password or a passkey does so again after this many hours.
STAFF_SESSION_HOURS = env.int("STAFF_SESSION_HOURS", 12)

# Codes are shown on the page where nobody pays for messages: in a demo on one's own machine.
SHOW_SIGN_IN_CODES = env.bool("SHOW_SIGN_IN_CODES", DEMO)
# A mobile network puts a province behind one address, so this only stops a machine gone wild.
SIGN_IN_CODES_AN_HOUR_FROM_ADDRESS = env.int("SIGN_IN_CODES_AN_HOUR_FROM_ADDRESS", 6_000)
SMS_BACKEND = env.str(
    "SMS_BACKEND",
    {"demo": "console", "test": "memory", "production": "http"}[PROFILE],
    validate=validate.OneOf(["console", "memory", "http"]),
)
SMS_GATEWAY_URL = env.str("SMS_GATEWAY_URL", "")
SMS_GATEWAY_TOKEN = env.str("SMS_GATEWAY_TOKEN", "")
# Seconds for the whole of one message.
SMS_GATEWAY_TIMEOUT = env.float("SMS_GATEWAY_TIMEOUT", 10, validate=validate.Range(min=0.1, max=60))
SMS_SENDER = env.str("SMS_SENDER", "BDHVS")
if SMS_BACKEND == "http" and not (SMS_GATEWAY_URL and SMS_GATEWAY_TOKEN):
    raise ImproperlyConfigured("SMS_BACKEND=http needs SMS_GATEWAY_URL and SMS_GATEWAY_TOKEN.")
if PRODUCTION:
    if SMS_BACKEND != "http":
        raise ImproperlyConfigured("Production needs SMS_BACKEND=http: the others send no message to anybody.")
    if not SMS_GATEWAY_URL.startswith("https://"):
        raise ImproperlyConfigured("Production needs an https SMS_GATEWAY_URL: codes pass through it.")
    if SHOW_SIGN_IN_CODES:
        raise ImproperlyConfigured("SHOW_SIGN_IN_CODES is not for production: everyone could be anybody.")

# New guests from one address in a minute; a mobile network puts thousands of people behind one address.
NEW_LEARNERS_A_MINUTE = env.int("NEW_LEARNERS_A_MINUTE", 6_000)
# Connections of one process for reading on hot endpoints.
HOT_READERS = env.int("HOT_READERS", 4)

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
# What Wagtail, Django and the others say in English only, or not well; it wins over their own catalogues.
LOCALE_PATHS = [ROOT / "portal" / "locale_others"]
FORMAT_MODULE_PATH = ["foundation.formats"]
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", HOME / "static")
STATICFILES_DIRS = [
    ("npm/h5p-standalone", ROOT / "node_modules" / "h5p-standalone" / "dist"),
    ("npm/idb", ROOT / "node_modules" / "idb" / "build"),
    ("npm/uqr", ROOT / "node_modules" / "uqr" / "dist"),
]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.path("MEDIA_ROOT", HOME / "media")
# Packages of strangers play on a host of their own, on the same site, where they reach neither pages nor cookies.
H5P_CONTENT_HOST = env.str("H5P_CONTENT_HOST", "" if PRODUCTION else f"h5p.bdhvs.localhost:{PORT}")
if _problem := content_host_problem(
    H5P_CONTENT_HOST, site_url=SITE_URL, allowed_hosts=ALLOWED_HOSTS, production=PRODUCTION
):
    raise ImproperlyConfigured(_problem)
H5P_CONTENT_ORIGIN = f"{SITE_URL.partition('://')[0]}://{H5P_CONTENT_HOST}"
H5P_ROOT = env.path("H5P_ROOT", HOME / "h5p")
STORAGES = {
    "h5p": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": H5P_ROOT}},
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "foundation.static_files.StaticFilesStorage"},
}
# Their files in an object storage instead, which several machines can share.
H5P_S3_BUCKET = env.str("H5P_S3_BUCKET", "")
if H5P_S3_BUCKET:
    STORAGES["h5p"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": H5P_S3_BUCKET,
            "endpoint_url": env.str("H5P_S3_ENDPOINT", "") or None,
            "region_name": env.str("H5P_S3_REGION", "") or None,
            "access_key": env.str("H5P_S3_ACCESS_KEY", "") or None,
            "secret_key": env.str("H5P_S3_SECRET_KEY", "") or None,
            # A name is a hash: who writes it again writes the same.
            "file_overwrite": True,
            "max_memory_size": 1024 * 1024,
        },
    }
if PROFILE == "test":
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
# A browser takes a cookie named so from this very host over https only: the content host, on the same site, could lend
# somebody a session of its own otherwise.
if PRODUCTION:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-bdhvs_session", "__Host-bdhvs_csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000 if PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_TLS_PROXY", False) else None
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"

WAGTAIL_SITE_NAME = "Bình dân học vụ số"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAILADMIN_USER_LOGIN_FORM = "people.accounts.forms.StaffLoginForm"
# Accounts have no e-mail: no message can carry a link to a new password, and no picture is asked of a third party.
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
# One's own password is changed at /quan-tri/bao-mat/; nobody sets another person's.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"},
}
# A file of households is five megabytes at most, and none of it is written to a disk in clear while it arrives.
FILE_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
# No GIF: nothing in a lesson moves by itself.
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "svg"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = MOST_PHOTO_BYTES
WAGTAILIMAGES_MAX_IMAGE_PIXELS = MOST_PHOTO_PIXELS
WAGTAILIMAGES_IMAGE_FORM_BASE = "courses.media.forms.ImageForm"
WAGTAILDOCS_EXTENSIONS = ["mp3", "m4a", "mp4", "webm", "vtt"]
WAGTAILDOCS_DOCUMENT_FORM_BASE = "courses.media.forms.DocumentForm"
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "courses.editing.finishing.publish_what_was_approved"
# Nothing is saved unasked: a draft kept by itself would say "saved" beside the message that says what is still wrong.
WAGTAIL_AUTOSAVE_INTERVAL = 0

# Public pages run our own scripts only. The editor's screens bring inline scripts and styles of Wagtail.
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/quan-tri/",),
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'", csp_source(EARLY_SCRIPT)],
        "style-src": ["'self'", csp_source(PLAIN_STYLE)],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        # Not our own pages: what plays in a frame could lead that frame to one of them.
        "frame-src": [H5P_CONTENT_ORIGIN],
        "frame-ancestors": ["'self'"],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "filters": {"hide_secrets": {"()": "foundation.secret_addresses.HideSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["hide_secrets"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO" if PRODUCTION else "WARNING")},
}
