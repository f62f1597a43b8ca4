from __future__ import annotations

from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from leadgap.accounts.models.teams import Team


class Role(models.TextChoices):
    """What a person may do. One role each; the wall of rows is `visible_to` of every model."""

    REP = "rep", "Sales rep"
    MARKETER = "marketer", "Marketer"
    MANAGER = "manager", "Manager"
    ADMINISTRATOR = "administrator", "Administrator"
    AUDITOR = "auditor", "Auditor"


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def visible_to(self, viewer: User) -> Self:
        """The wall: administrators and auditors see everyone, a manager the own branch, others themselves."""
        if not viewer.is_active:
            return self.none()
        if viewer.role in {Role.ADMINISTRATOR, Role.AUDITOR}:
            return self
        if viewer.role == Role.MANAGER:
            branch = Team.objects.with_below(viewer.team_id)
            return self.filter(models.Q(team__in=branch) | models.Q(pk=viewer.pk))
        return self.filter(pk=viewer.pk)


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make a person who signs in by e-mail; without a password only OpenID Connect opens the door."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, role=Role.ADMINISTRATOR, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. The e-mail is stored in lower case and is the identity."""

    email = models.EmailField(
        unique=True,
        error_messages={"unique": "Someone with this e-mail is already here."},
    )
    name = models.CharField(max_length=150, blank=True)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.REP)
    team = models.ForeignKey(
        "accounts.Team",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
    )
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["name", "email", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email_once",
                violation_error_message="Someone with this e-mail is already here.",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values),
                name="accounts_user_role_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def sees_everything(self) -> bool:
        """Whether every hand-off and rating is in this person's scope."""
        return self.role in {Role.MARKETER, Role.ADMINISTRATOR, Role.AUDITOR}

    @property
    def heads_sales(self) -> bool:
        """Whether this person acts for all of Sales: a manager with no team above the own one."""
        return self.role == Role.MANAGER and (self.team is None or self.team.parent_id is None)

    @property
    def reads_only(self) -> bool:
        return self.role == Role.AUDITOR
