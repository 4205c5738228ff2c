"""The ledger: tables, the proration of verification, privileges."""

from django.db import migrations

from tenure.store.statements import schema_files


class Migration(migrations.Migration):  # type: ignore[misc]  # Django ships no types
    """Runs the files of the schema."""

    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in schema_files()]  # noqa: RUF012
