"""Django's settings. What depends on the machine is read in `environment.py`; the database is handed over by
`tenure.store.shell`.

Of Django's own users, groups and permissions only the names are there (`django_apps.py`); `tenure.identity` has ours.
"""

import os
from importlib.resources import files

from tenure.identity.limits import ACCESS_TOKEN_SECONDS, LINK_SECONDS, PASSWORD_LENGTH, SESSION_SECONDS
from tenure.operations.limits import LINE_BYTES
from tenure.site.environment import read
from tenure.site.logs import LOGGING as LOGS
from tenure.site.oidc import as_allauth_has_it
from tenure.watching.tracing import is_asked_for

INSTALLED_APPS = [
    "tenure.store",
    "tenure.identity",
    "tenure.site.django_apps.ContentTypes",
    "tenure.site.django_apps.Auth",
    "django.contrib.sessions",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "oauth2_provider",
    "django.contrib.staticfiles",
    "django_htmx",
]
# Where the migrations of an app are. Those of the libraries are our own, one step each: rendering the forty that they
# grew by takes longer than all else that makes a new book. A test compares them with the libraries' models.
MIGRATIONS = {
    "store": "tenure.store.migrations",
    "identity": "tenure.identity.migrations",
    "sessions": "django.contrib.sessions.migrations",
    "account": "tenure.identity.tables.account",
    "mfa": "tenure.identity.tables.mfa",
    "socialaccount": "tenure.identity.tables.socialaccount",
    "oauth2_provider": "tenure.identity.tables.oauth2_provider",
}
MIGRATION_MODULES = {**MIGRATIONS, "auth": None, "contenttypes": None}
USE_TZ = True
USE_I18N = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TENURE = read(os.environ)
SECRET_KEY = TENURE.secret_key
ALLOWED_HOSTS = list(TENURE.hosts)

ROOT_URLCONF = "tenure.site.urls"
APPEND_SLASH = False
MIDDLEWARE = [
    "tenure.site.guarding.forwarded",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tenure.site.guarding.confined",
    "tenure.site.middleware.named",
    "tenure.site.guarding.called",
    "tenure.site.middleware.measured",
    *(("tenure.site.traces.traced",) if is_asked_for() else ()),
    "tenure.site.middleware.sound",
    "tenure.site.middleware.told",
    "tenure.site.middleware.arrived",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tenure.login.first.password_first",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [str(files("tenure.web") / "templates")],
        "OPTIONS": {"environment": "tenure.web.templating.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [str(files("tenure.login") / "templates")],
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]
# What pages load is served from where it lies. Its address changes with it, so that browsers may keep it for a year.
STATIC_URL = "/static/"
STATICFILES_DIRS = [str(files("tenure.web") / "static")]
STORAGES = {"staticfiles": {"BACKEND": "tenure.site.files.Versioned"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 31_536_000
LOGGING = LOGS
DATA_UPLOAD_MAX_MEMORY_SIZE = LINE_BYTES

AUTH_USER_MODEL = "identity.User"
# The first one hashes; what another one has hashed is still known, and hashed again by the first at the next login.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": PASSWORD_LENGTH}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "full_name", "email")},
    },
]

# Behind TLS, and only there, cookies and addresses are for TLS alone.
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TENURE.is_secure
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = TENURE.hsts_seconds if TENURE.is_secure else 0
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_NAME = "tenure_session"
SESSION_COOKIE_AGE = SESSION_SECONDS
CSRF_COOKIE_NAME = "tenure_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "tenure.site.urls.not_from_here"
# What lies below our name, and lists in browsers, are for who has the name to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

AUTHENTICATION_BACKENDS = ["tenure.login.backend.ByPassword"]
# For how many seconds a link is good by which somebody logs in.
PASSWORD_RESET_TIMEOUT = LINK_SECONDS
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:home"
ACCOUNT_ADAPTER = "tenure.login.adapters.Accounts"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "name"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
# Guesses are counted by `identity.login`, for all processes together.
ACCOUNT_RATE_LIMITS = False
_FORMS = "tenure.login.forms"
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.Login",
    "change_password": f"{_FORMS}.ChangePassword",
    "reauthenticate": f"{_FORMS}.Confirm",
}
MFA_ADAPTER = "tenure.login.adapters.Factors"
MFA_FORMS = {"authenticate": f"{_FORMS}.SecondFactor", "reauthenticate": f"{_FORMS}.ConfirmBySecondFactor"}
MFA_TOTP_ISSUER = "Tenure"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
SOCIALACCOUNT_ADAPTER = "tenure.login.adapters.Providers"
SOCIALACCOUNT_PROVIDERS = as_allauth_has_it(TENURE.provider)

# Programs log in by client credentials, and by nothing else.
OAUTH2_PROVIDER = {
    "OAUTH2_SERVER_CLASS": "oauthlib.oauth2.BackendApplicationServer",
    "OAUTH2_VALIDATOR_CLASS": "tenure.login.programs.ClientCredentials",
    "SCOPES_BACKEND_CLASS": "tenure.login.programs.Scopes",
    "ACCESS_TOKEN_EXPIRE_SECONDS": ACCESS_TOKEN_SECONDS,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    **{
        f"COMPLIANT_BCP_RFC9700_{what}": True
        for what in (
            "IMPLICIT_GRANT",
            "PASSWORD_GRANT",
            "PKCE_METHOD",
            "ACCESS_TOKEN_TRANSPORT",
            "AUTHZ_RESPONSE_ISS",
            "TOKEN_STORAGE",
        )
    },
}
