"""Every verb of the lifecycle: what two assets have to do with each other."""

from django.db import migrations

from tenure.store.statements import schema_file


class Migration(migrations.Migration):
    """Runs a file of the schema."""

    dependencies = [("store", "0001_ledger")]  # noqa: RUF012
    operations = [migrations.RunSQL(schema_file("0004_lifecycle"), migrations.RunSQL.noop)]  # noqa: RUF012
