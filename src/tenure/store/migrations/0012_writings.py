"""An index of the actions that write attributes."""

from django.db import migrations

from tenure.store.statements import schema_file


class Migration(migrations.Migration):
    """Runs a file of the schema."""

    dependencies = [("store", "0011_custom_fields")]  # noqa: RUF012
    operations = [migrations.RunSQL(schema_file("0016_writings"), migrations.RunSQL.noop)]  # noqa: RUF012
