"""Lets those who work for customers add files and references to cases; roles of one's own stay as they are."""

from typing import Any

from django.db import migrations

PERMISSION = "manage_attachments"
ROLES = ("sales", "customer_success", "service", "integrator", "administrator")


def allow(apps: Any, schema_editor: Any) -> None:
    """Let the ready-made roles do it."""
    roles = apps.get_model("identity", "Role").objects.using(schema_editor.connection.alias)
    for role in roles.filter(name__in=ROLES, built_in=True):
        role.permissions = [*role.permissions, PERMISSION]
        role.save()


class Migration(migrations.Migration):
    """Lets the ready-made roles add files and cases."""

    dependencies = [("identity", "0002_ready_made_roles")]  # noqa: RUF012
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]  # noqa: RUF012
