"""Keys of partners: what a program of theirs may do by the API, how often, until when; and what it has sent."""

import datetime as dt
import hashlib
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor
from maillage.accounts.permissions import manage_keys
from maillage.common.personal import Basis, People, Personal, written_by

LEAST_QUOTA, MOST_QUOTA = 1, 100_000  # calls in an hour


class Scope(models.TextChoices):
    """What a key may do, besides reading what everybody reads."""

    SEND = "demandes:envoyer", _("transmettre les demandes des habitants")
    FOLLOW = "demandes:suivre", _("savoir où en sont les demandes qu'elle a transmises")


class KeyState(models.TextChoices):
    """Whether a key serves."""

    SERVES = "sert", _("en service")
    EXPIRED = "expiree", _("arrivée à son terme")
    REVOKED = "retiree", _("retirée")


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Read keys."""

    def manageable_by(self, actor: Actor) -> Self:
        """Keep the keys that someone may see and take back."""
        return self.filter(manage_keys(actor))

    def serving(self, day: dt.date) -> Self:
        """Keep the keys that serve on a day."""
        return self.filter(revoked_at=None, expires_on__gte=day)

    def over_since(self, moment: dt.datetime) -> Self:
        """Keep the keys that serve no more since a moment."""
        return self.filter(Q(revoked_at__lt=moment) | Q(expires_on__lt=moment.date()))

    def latest_first(self) -> Self:
        """Read the last given first, with who gave them."""
        return self.select_related("created_by").order_by("-created_at", "-pk")


class ApiKey(models.Model):
    """Hold the key of a partner: never its secret, only the print of it."""

    personal = (
        Personal(
            fields=("email",),
            people=People.PARTNERS,
            purpose=_("Prévenir le partenaire dont le site se sert d'une clé."),
            basis=Basis.INTEREST,
            kept=_("un an après la fin de la clé"),
            erased_by="maillage.accounts.operations.keys.tidy_keys",
        ),
        written_by("created_by"),
    )

    name = models.CharField(_("partenaire"), max_length=150)
    email = models.EmailField(_("adresse de contact"), blank=True)
    prefix = models.CharField(
        _("début de la clé"),
        max_length=12,
        unique=True,
        error_messages={"unique": _("Une clé commence déjà ainsi.")},
    )
    digest = models.CharField(_("empreinte du secret"), max_length=64)
    scopes = models.JSONField(_("ce qu'elle permet"), default=list)
    quota = models.PositiveIntegerField(_("appels par heure"))
    created_at = models.DateTimeField(_("donnée le"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("donnée par"),
    )
    expires_on = models.DateField(_("sert jusqu'au"))
    revoked_at = models.DateTimeField(_("retirée le"), null=True, blank=True)
    # To the hour: noting each call would cost a second writing.
    last_used_at = models.DateTimeField(_("dernier appel"), null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("clé de partenaire")
        verbose_name_plural = _("clés de partenaires")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="accounts_apikey_quota_within_reason",
                condition=Q(quota__gte=LEAST_QUOTA, quota__lte=MOST_QUOTA),
                violation_error_message=_("Une clé permet entre 1 et 100 000 appels par heure."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def sealed(secret: str) -> str:
        """Return the print of a secret: drawn at random over 256 bits, it is not guessed from its print."""
        return hashlib.sha256(secret.encode()).hexdigest()

    def is_secret(self, secret: str) -> bool:
        """Tell whether a secret is the right one, in a time that says nothing of it."""
        return constant_time_compare(self.digest, self.sealed(secret))

    def allows(self, scope: Scope) -> bool:
        """Tell whether this key may do something."""
        return scope.value in self.scopes

    @property
    def scope_labels(self) -> list[str]:
        """Return what this key may do, in words."""
        return [str(scope.label) for scope in Scope if self.allows(scope)]

    def state(self, day: dt.date) -> KeyState:
        """Return whether this key serves on a day."""
        if self.revoked_at:
            return KeyState.REVOKED
        return KeyState.EXPIRED if self.expires_on < day else KeyState.SERVES


class KeyedSendingQuerySet(models.QuerySet["KeyedSending"]):
    """Read what keys have sent."""

    def named(self, key: ApiKey, token: str) -> Self:
        """Keep the one sending of a key that bears a token."""
        return self.filter(key=key, token=token)

    def begun_before(self, moment: dt.datetime) -> Self:
        """Keep what was begun before a moment."""
        return self.filter(began_at__lt=moment)

    def underway(self, sending: "KeyedSending") -> Self:
        """Keep a sending, if it is still the one that was begun, and not done."""
        return self.filter(pk=sending.pk, began_at=sending.began_at, done_at=None)


class KeyedSending(models.Model):
    """Hold one sending by a key: the token that it bears, the print of what it says, what was answered.

    The answer holds a number and a state: nobody's name.
    """

    key = models.ForeignKey(ApiKey, models.PROTECT, related_name="sendings", verbose_name=_("clé"))
    token = models.CharField(_("jeton de l'envoi"), max_length=100)
    digest = models.CharField(_("empreinte de l'envoi"), max_length=64)
    began_at = models.DateTimeField(_("commencé le"))
    done_at = models.DateTimeField(_("fini le"), null=True, blank=True)
    status = models.PositiveSmallIntegerField(_("code de la réponse"), default=0)
    location = models.CharField(_("adresse de ce qui est créé"), max_length=200, blank=True)
    answer = models.TextField(_("réponse"), blank=True)

    objects = KeyedSendingQuerySet.as_manager()

    class Meta:
        verbose_name = _("envoi par clé")
        verbose_name_plural = _("envois par clé")
        ordering = ["began_at", "pk"]
        indexes = [models.Index(fields=["began_at"], name="accounts_keyedsending_began")]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "token"],
                name="accounts_keyedsending_once",
                violation_error_message=_("Cet envoi a déjà été reçu."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.key_id} {self.began_at:%d/%m/%Y}"
