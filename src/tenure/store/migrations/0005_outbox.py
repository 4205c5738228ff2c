"""What is to be told to others, written together with what was recorded."""

from django.db import migrations

from tenure.store.statements import schema_file


class Migration(migrations.Migration):
    """Runs a file of the schema."""

    dependencies = [("store", "0004_answers")]  # noqa: RUF012
    operations = [migrations.RunSQL(schema_file("0008_outbox"), migrations.RunSQL.noop)]  # noqa: RUF012
