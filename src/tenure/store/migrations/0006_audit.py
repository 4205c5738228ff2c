"""Who did what, and from where, also of what is no action."""

from django.db import migrations

from tenure.store.statements import schema_file


class Migration(migrations.Migration):
    """Runs a file of the schema."""

    dependencies = [("store", "0005_outbox")]  # noqa: RUF012
    operations = [migrations.RunSQL(schema_file("0009_audit"), migrations.RunSQL.noop)]  # noqa: RUF012
