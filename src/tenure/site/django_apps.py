"""Two apps of Django's that logging in needs to be there, and nothing of what they do.

Libraries that log users in refer to the models of `django.contrib.auth` and `contenttypes`. Users, roles and
permissions are our own (docs/decisions/0007), so these apps come without tables, and do nothing after a migration.
"""

from django.apps import AppConfig


class Auth(AppConfig):
    """Django's users."""

    name = "django.contrib.auth"
    default_auto_field = "django.db.models.AutoField"


class ContentTypes(AppConfig):
    """Django's table of its models."""

    name = "django.contrib.contenttypes"
    default_auto_field = "django.db.models.AutoField"
