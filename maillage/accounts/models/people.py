"""The people who sign in."""

from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from maillage.common.personal import Basis, People, Personal


class UserQuerySet(models.QuerySet["User"]):
    """Read people."""

    def active(self) -> Self:
        """Keep the people who have not left."""
        return self.filter(is_active=True)

    def wearing(self, grants: "models.QuerySet[Any]") -> Self:
        """Keep the people who wear some of the roles, by name."""
        return self.filter(pk__in=grants.values("user")).order_by("name", "pk")

    def named_like(self, text: str) -> Self:
        """Keep the people whose name or address holds every word of a text, case ignored."""
        found = self
        for word in text.split():
            found = found.filter(models.Q(name__icontains=word) | models.Q(email__icontains=word))
        return found


class UserManager(BaseUserManager["User"]):
    """Create people by their address."""

    def get_queryset(self) -> UserQuerySet:
        """Read people with the words of the house."""
        return UserQuerySet(self.model, using=self._db)

    def create_user(self, email: str, name: str = "") -> "User":
        """Create a person who signs in with a code sent to this address."""
        user = self.model(email=self.normalize_email(email).lower(), name=name)
        user.set_unusable_password()
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Hold a person who may sign in; what they may do comes from their dated roles."""

    personal = (
        Personal(
            fields=("email", "name"),
            people=People.ACCOUNTS,
            purpose=_("Ouvrir votre compte, et vous écrire."),
            basis=Basis.MEMBERSHIP,
            kept=_("tant que le compte est ouvert ; effacé à votre demande"),
        ),
        Personal(
            fields=(),
            also=(_("clés et codes du second facteur"), _("adresse IP et navigateur de vos appareils")),
            people=People.ACCOUNTS,
            purpose=_("Protéger votre compte, et vous montrer où il est ouvert."),
            basis=Basis.INTEREST,
            kept=_("tant que l'appareil reste connecté ou que la clé sert"),
        ),
    )

    is_personal = True  # the journal keeps the number of such a row in the place of its name

    email = models.EmailField(_("adresse électronique"), unique=True)
    name = models.CharField(_("nom"), max_length=150, blank=True)
    is_active = models.BooleanField(_("actif"), default=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("personne")
        verbose_name_plural = _("personnes")

    def __str__(self) -> str:
        return self.name or self.email
