"""The roles that a new book has. What they may do is written out, so that this step stays what it was."""

from typing import Any

from django.db import migrations

ALL = (
    "manage_asset_lifecycle",
    "activate_orders",
    "import_history",
    "close_books",
    "post_into_closed_books",
    "change_settings",
    "view_financials",
    "manage_users",
    "view_audit",
)
ROLES = {
    "sales": ("Sales", ("manage_asset_lifecycle", "activate_orders", "view_financials")),
    "customer_success": ("Customer Success", ("manage_asset_lifecycle", "view_financials")),
    "service": ("Service", ()),
    "integrator": (
        "Integrator",
        ("manage_asset_lifecycle", "activate_orders", "import_history", "view_financials"),
    ),
    "auditor": ("Auditor", ("view_financials", "view_audit")),
    "administrator": ("Administrator", ALL),
}


def make_roles(apps: Any, schema_editor: Any) -> None:
    """Make the roles."""
    role = apps.get_model("identity", "Role")
    role.objects.using(schema_editor.connection.alias).bulk_create(
        role(name=name, label=label, permissions=list(permissions), built_in=True)
        for name, (label, permissions) in ROLES.items()
    )


class Migration(migrations.Migration):
    """Makes the roles."""

    dependencies = [("identity", "0001_users")]  # noqa: RUF012
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]  # noqa: RUF012
