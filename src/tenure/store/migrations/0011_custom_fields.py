"""Fields that an organisation declares for itself."""

from django.db import migrations

from tenure.store.statements import schema_file


class Migration(migrations.Migration):
    """Runs a file of the schema."""

    dependencies = [("store", "0010_uploads")]  # noqa: RUF012
    operations = [migrations.RunSQL(schema_file("0015_custom_fields"), migrations.RunSQL.noop)]  # noqa: RUF012
