"""Users, their roles and tokens, and the logins that failed.

None of these tables refers to a customer's, and none of those refers to them: accounts are named by their keys.
"""

from typing import Any, Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.db import models

from tenure.identity.account_scope import AccountScope
from tenure.identity.limits import EMAIL_LENGTH, NAME_LENGTH
from tenure.identity.names import fold

MANAGES_USERS: Final = "manage_users"
"""The permission that makes a user one of the staff."""


class Role(models.Model):
    """What its users may do, and which fields they may not see or not write.

    `fields` says `hidden` or `readable` for each `object.field` that is not simply editable.
    """

    name = models.CharField(max_length=NAME_LENGTH, unique=True, db_collation="C")
    label = models.CharField(max_length=NAME_LENGTH)
    permissions = ArrayField(models.TextField(), default=list)
    fields = models.JSONField(default=dict)
    built_in = models.BooleanField(default=False)

    class Meta:
        db_table = "identity_role"


class Users(models.Manager):
    """The users, who are found by their login however it is written."""

    def get_by_natural_key(self, name: str) -> Any:
        """Give the user of a login; raise `User.DoesNotExist`."""
        return self.get(folded=fold(name))


class User(AbstractBaseUser):
    """Who can log in, or a program, which has tokens and no password."""

    last_login = None
    name = models.CharField(max_length=NAME_LENGTH, unique=True, db_collation="C")
    folded = models.CharField(max_length=NAME_LENGTH, unique=True, db_collation="C", editable=False)
    full_name = models.CharField(max_length=NAME_LENGTH, blank=True, default="")
    email = models.CharField(max_length=EMAIL_LENGTH, blank=True, default="")
    is_active = models.BooleanField(default=True)
    is_program = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    roles = models.ManyToManyField(Role, related_name="users")
    scope = models.CharField(
        max_length=10,
        default=AccountScope.ALL.value,
        choices=[(one.value, one.value) for one in AccountScope],
    )
    roots = ArrayField(models.TextField(), default=list)

    objects = Users()

    USERNAME_FIELD = "name"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: tuple[str, ...] = ()

    class Meta:
        db_table = "identity_user"
        constraints = (
            models.CheckConstraint(
                name="identity_user_scope_is_known",
                condition=models.Q(scope__in=[one.value for one in AccountScope]),
            ),
            models.CheckConstraint(
                name="identity_user_only_a_subtree_has_roots",
                condition=models.Q(scope=AccountScope.SUBTREE.value) ^ models.Q(roots=[]),
            ),
        )

    def save(self, *arguments: Any, **options: Any) -> None:
        """Keep what the login folds to in step with it."""
        self.folded = fold(self.name)
        super().save(*arguments, **options)

    @property
    def is_staff(self) -> bool:
        """Whether the user is active and has a role that manages users."""
        managing = self.roles.filter(permissions__contains=[MANAGES_USERS])
        return bool(self.is_active and managing.exists())


class Token(models.Model):
    """What a program shows instead of a password. Of its secret only the SHA-256 is kept.

    `scopes` are the permissions it is limited to; None is all that its user has.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    label = models.CharField(max_length=NAME_LENGTH)
    digest = models.CharField(max_length=64, unique=True, db_collation="C", editable=False)
    scopes = ArrayField(models.TextField(), null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "identity_token"


class LoginAttempt(models.Model):
    """A login that failed, or that is being looked at. Those that no longer count are removed."""

    folded = models.CharField(max_length=NAME_LENGTH, db_collation="C")
    address = models.CharField(max_length=NAME_LENGTH, db_collation="C")
    at = models.DateTimeField()

    class Meta:
        db_table = "identity_login_attempt"
        indexes = (
            models.Index(name="identity_attempts_by_name", fields=("folded", "at")),
            models.Index(name="identity_attempts_by_address", fields=("address", "at")),
            models.Index(name="identity_attempts_by_age", fields=("at",)),
        )
