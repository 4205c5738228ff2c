"""The ledger: tables, the proration of verification, privileges."""

from django.db import migrations

from tenure.store.statements import schema_file

FILES = ("0001_ledger", "0002_proration", "0003_privileges")


class Migration(migrations.Migration):
    """Runs files of the schema."""

    operations = [  # noqa: RUF012
        migrations.RunSQL(schema_file(name), migrations.RunSQL.noop) for name in FILES
    ]
