"""Django's settings. What depends on the machine is not here: the database is handed over by `tenure.store.shell`."""

INSTALLED_APPS = ["tenure.store"]
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
