"""Files of records that users gave, to be taken in beside the server."""

from django.db import migrations

from tenure.store.statements import schema_file


class Migration(migrations.Migration):
    """Runs a file of the schema."""

    dependencies = [("store", "0009_home")]  # noqa: RUF012
    operations = [migrations.RunSQL(schema_file("0014_uploads"), migrations.RunSQL.noop)]  # noqa: RUF012
