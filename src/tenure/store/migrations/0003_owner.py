"""Who looks after an account."""

from django.db import migrations

from tenure.store.statements import schema_file


class Migration(migrations.Migration):
    """Runs a file of the schema."""

    dependencies = [("store", "0002_lifecycle")]  # noqa: RUF012
    operations = [migrations.RunSQL(schema_file("0005_owner"), migrations.RunSQL.noop)]  # noqa: RUF012
