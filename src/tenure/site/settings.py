"""Django's settings. What depends on the machine is not here: the database is handed over by `tenure.store.shell`.

Django's own users, groups and permissions are not installed; `tenure.identity` has ours.
"""

from tenure.identity.limits import PASSWORD_LENGTH
from tenure.operations.limits import LINE_BYTES
from tenure.site.logs import LOGGING as LOGS

INSTALLED_APPS = ["tenure.store", "tenure.identity"]
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ROOT_URLCONF = "tenure.site.urls"
APPEND_SLASH = False
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "tenure.site.middleware.named",
    "tenure.site.middleware.sound",
    "tenure.site.middleware.told",
    "django.middleware.gzip.GZipMiddleware",
]
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
