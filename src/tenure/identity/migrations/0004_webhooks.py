"""Who may let others be told: whoever may integrate, and whoever may do everything."""

from typing import Any

from django.db import migrations

PERMISSION = "manage_webhooks"
ROLES = ("integrator", "administrator")


def allow(apps: Any, schema_editor: Any) -> None:
    """Add the permission to the roles."""
    roles = apps.get_model("identity", "Role").objects.using(schema_editor.connection.alias)
    for role in roles.filter(name__in=ROLES, built_in=True):
        role.permissions = [*role.permissions, PERMISSION]
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    """Adds a permission."""

    dependencies = [("identity", "0003_attachments")]  # noqa: RUF012
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]  # noqa: RUF012
