"""Users, roles, tokens and login attempts, and what the working role may do to them."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from tenure.store.statements import schema_file


class Migration(migrations.Migration):
    """Makes the tables."""

    initial = True
    operations = [  # noqa: RUF012
        migrations.CreateModel(
            name="Role",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(db_collation="C", max_length=100, unique=True)),
                ("label", models.CharField(max_length=100)),
                (
                    "permissions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                ("fields", models.JSONField(default=dict)),
                ("built_in", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "identity_role",
            },
        ),
        migrations.CreateModel(
            name="LoginAttempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("folded", models.CharField(db_collation="C", max_length=100)),
                ("address", models.CharField(db_collation="C", max_length=100)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "identity_login_attempt",
                "indexes": [
                    models.Index(fields=["folded", "at"], name="identity_attempts_by_name"),
                    models.Index(fields=["address", "at"], name="identity_attempts_by_address"),
                    models.Index(fields=["at"], name="identity_attempts_by_age"),
                ],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("name", models.CharField(db_collation="C", max_length=100, unique=True)),
                ("folded", models.CharField(db_collation="C", editable=False, max_length=100, unique=True)),
                ("full_name", models.CharField(blank=True, default="", max_length=100)),
                ("email", models.CharField(blank=True, default="", max_length=254)),
                ("is_active", models.BooleanField(default=True)),
                ("is_program", models.BooleanField(default=False)),
                ("must_change_password", models.BooleanField(default=False)),
                (
                    "scope",
                    models.CharField(
                        choices=[("all", "all"), ("own", "own"), ("subtree", "subtree")],
                        default="all",
                        max_length=10,
                    ),
                ),
                (
                    "roots",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                ("roles", models.ManyToManyField(related_name="users", to="identity.role")),
            ],
            options={
                "db_table": "identity_user",
            },
        ),
        migrations.CreateModel(
            name="Token",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(max_length=100)),
                ("digest", models.CharField(db_collation="C", editable=False, max_length=64, unique=True)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), null=True, size=None
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("last_used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tokens", to="identity.user"
                    ),
                ),
            ],
            options={
                "db_table": "identity_token",
            },
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("scope__in", ["all", "own", "subtree"])),
                name="identity_user_scope_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("scope", "subtree"), ("roots", []), _connector="XOR"),
                name="identity_user_only_a_subtree_has_roots",
            ),
        ),
        migrations.RunSQL(schema_file("0006_identity_privileges"), migrations.RunSQL.noop),
    ]
