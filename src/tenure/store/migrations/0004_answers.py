"""Answers that are kept, so that the same request again does nothing."""

from django.db import migrations

from tenure.store.statements import schema_file


class Migration(migrations.Migration):
    """Runs a file of the schema."""

    dependencies = [("store", "0003_owner")]  # noqa: RUF012
    operations = [migrations.RunSQL(schema_file("0007_answers"), migrations.RunSQL.noop)]  # noqa: RUF012
