"""Who is told of what was recorded."""

from django.db import migrations

from tenure.store.statements import schema_file


class Migration(migrations.Migration):
    """Runs a file of the schema."""

    dependencies = [("store", "0007_lists_files_cases")]  # noqa: RUF012
    operations = [migrations.RunSQL(schema_file("0011_webhooks"), migrations.RunSQL.noop)]  # noqa: RUF012
