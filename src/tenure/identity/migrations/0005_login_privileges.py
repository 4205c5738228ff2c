"""What the working role may do to the tables that logging in needs."""

from django.db import migrations

from tenure.store.statements import schema_file


class Migration(migrations.Migration):
    """Runs a file of the schema."""

    dependencies = [  # noqa: RUF012
        ("store", "0001_ledger"),
        ("identity", "0004_webhooks"),
        ("sessions", "0001_initial"),
        ("account", "0001_initial"),
        ("mfa", "0001_initial"),
        ("socialaccount", "0001_initial"),
        ("oauth2_provider", "0002_tokens"),
    ]
    operations = [migrations.RunSQL(schema_file("0012_login_privileges"), migrations.RunSQL.noop)]  # noqa: RUF012
