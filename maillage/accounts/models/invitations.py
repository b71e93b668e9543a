"""Invitations: a name, a role and a perimeter already filled; a link to open, or six digits to type."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from maillage.accounts.roles import PerimeterKind, Role
from maillage.common.personal import Basis, People, Personal, written_by
from maillage.territory.perimeter import Perimeter

MOST_TRIES = 5


class InvitationState(models.TextChoices):
    """What became of an invitation."""

    WAITING = "attend", _("en attente")
    LOCKED = "verrouillee", _("code verrouillé")
    EXPIRED = "expiree", _("expirée")
    REVOKED = "retiree", _("retirée")
    ACCEPTED = "acceptee", _("acceptée")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Read invitations."""

    def open(self) -> Self:
        """Keep the invitations that nobody accepted or took back; some may have expired."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def waiting(self, at: dt.datetime) -> Self:
        """Keep the invitations that may still be accepted."""
        return self.open().filter(expires_at__gt=at)

    def addressed_to(self, contact: str) -> Self:
        """Keep the invitations of an e-mail address or of a telephone number, in their canonical form."""
        return self.filter(Q(email=contact) | Q(telephone=contact)) if contact else self.none()

    def sent_by(self, user: AbstractBaseUser) -> Self:
        """Keep the invitations that someone made."""
        return self.filter(invited_by=user.pk)

    def on(self, role: Role, perimeter: Perimeter) -> Self:
        """Keep the invitations to a role on a perimeter."""
        return self.filter(role=role, perimeter_kind=perimeter.kind, perimeter_code=perimeter.code)

    def with_people(self) -> Self:
        """Read each invitation with who made it and who accepted it, the last first."""
        return self.select_related("invited_by", "accepted_by", "succeeds").order_by("-invited_at", "-pk")


class Invitation(models.Model):
    """Invite someone to a role on a perimeter."""

    personal = (
        Personal(
            fields=("name", "email", "telephone", "accepted_by", "succeeds"),
            people=People.ACCOUNTS,
            purpose=_("Vous inviter à tenir un rôle."),
            basis=Basis.INTEREST,
            kept=_("tant que la fiche sert ; effacé à votre demande"),
        ),
        written_by("invited_by"),
    )

    is_personal = True

    name = models.CharField(_("nom"), max_length=150)
    email = models.EmailField(_("adresse électronique"), blank=True)
    telephone = models.CharField(_("téléphone"), max_length=20, blank=True)
    role = models.CharField(_("rôle"), max_length=30, choices=Role.choices)
    perimeter_kind = models.CharField(_("périmètre"), max_length=12, choices=PerimeterKind.choices)
    perimeter_code = models.CharField(_("code du périmètre"), max_length=220, blank=True)
    place = models.CharField(_("nom du périmètre"), max_length=220)
    invited_at = models.DateTimeField(_("envoyée le"))
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("envoyée par"),
    )
    invited_as = models.CharField(_("en tant que"), max_length=30, blank=True)
    succeeds = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("prend la suite de"),
    )
    expires_at = models.DateTimeField(_("valable jusqu'au"))
    # Each sending has its number: the link and the code of the one before are dead.
    serial = models.PositiveSmallIntegerField(_("envoi nº"), default=1)
    code_digest = models.CharField(_("empreinte du code"), max_length=64)
    tries = models.PositiveSmallIntegerField(_("codes faux"), default=0)
    accepted_at = models.DateTimeField(_("acceptée le"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("acceptée par"),
    )
    revoked_at = models.DateTimeField(_("retirée le"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(
                name="accounts_invitation_reaches_someone",
                condition=~Q(email="")
                | ~Q(telephone="")
                | Q(accepted_at__isnull=False)
                | Q(revoked_at__isnull=False),
                violation_error_message=_("Donnez une adresse électronique, ou un numéro de téléphone."),
            ),
            models.CheckConstraint(
                name="accounts_invitation_ends_once",
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
                violation_error_message=_("Une invitation est acceptée ou retirée, pas les deux."),
            ),
            models.CheckConstraint(
                name="accounts_invitation_accepted_by_someone",
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                violation_error_message=_("Une invitation acceptée dit par qui."),
            ),
            models.UniqueConstraint(
                fields=["email", "role", "perimeter_kind", "perimeter_code"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True) & ~Q(email=""),
                name="accounts_invitation_one_open",
                violation_error_message=_("Cette personne est déjà invitée à ce rôle."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def perimeter(self) -> Perimeter:
        """Return where the role will be worn."""
        return Perimeter(self.perimeter_kind, self.perimeter_code)

    def state(self, at: dt.datetime) -> InvitationState:
        """Return what became of it, at a moment."""
        if self.accepted_at:
            return InvitationState.ACCEPTED
        if self.revoked_at:
            return InvitationState.REVOKED
        if self.expires_at <= at:
            return InvitationState.EXPIRED
        return InvitationState.LOCKED if self.tries >= MOST_TRIES else InvitationState.WAITING

    def sealed(self, code: str) -> str:
        """Return the print of a code: without the secret of the site, six digits would be guessed from it."""
        return salted_hmac(
            "maillage.invitation", f"{self.pk}.{self.serial}.{code}", algorithm="sha256"
        ).hexdigest()

    def is_code(self, code: str) -> bool:
        """Tell whether a code is the right one, in a time that says nothing of it."""
        return constant_time_compare(self.code_digest, self.sealed(code))
