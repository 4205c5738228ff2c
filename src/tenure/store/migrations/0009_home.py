"""Searching by folded keys and names, what ends soon and what changed lately; names that stand are folded."""

from typing import Any

from django.db import migrations

from tenure.store.statements import schema_file
from tenure.store.words import fold_standing_names


def fold_names(apps: Any, schema_editor: Any) -> None:
    """Let the names be found that are in the book already."""
    del apps
    fold_standing_names(schema_editor.connection.connection)


class Migration(migrations.Migration):
    """Runs a file of the schema, and folds names."""

    dependencies = [("store", "0008_webhooks")]  # noqa: RUF012
    operations = [  # noqa: RUF012
        migrations.RunSQL(schema_file("0013_home"), migrations.RunSQL.noop),
        migrations.RunPython(fold_names, migrations.RunPython.noop),
    ]
