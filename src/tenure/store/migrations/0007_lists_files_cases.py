"""Lists over the whole book; files and references to cases on assets."""

from django.db import migrations

from tenure.store.statements import schema_file


class Migration(migrations.Migration):
    """Runs a file of the schema."""

    dependencies = [("store", "0006_audit")]  # noqa: RUF012
    operations = [migrations.RunSQL(schema_file("0010_lists_files_cases"), migrations.RunSQL.noop)]  # noqa: RUF012
