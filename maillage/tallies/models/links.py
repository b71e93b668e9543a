"""The personal link by which a lead declares: no account, no password; its token is kept nowhere."""

import datetime as dt
import secrets
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from maillage.common.links import sealed
from maillage.common.personal import written_by
from maillage.network.models import Team, TeamLead


class LinkEnd(models.TextChoices):
    """Why a link serves no more."""

    REVOKED = "retire", _("retiré")
    REPLACED = "remplace", _("remplacé par un autre")


class TallyLinkQuerySet(models.QuerySet["TallyLink"]):
    """Read personal links."""

    def of_team(self, team: Team) -> Self:
        """Keep those of the leads of a team, the last given first."""
        return self.filter(lead__team=team).select_related("lead").order_by("-issued_at", "-pk")

    def of_lead(self, lead: TeamLead) -> Self:
        """Keep those of a lead, the last given first."""
        return self.filter(lead=lead).order_by("-issued_at", "-pk")

    def serving(self, day: dt.date) -> Self:
        """Keep those that serve on a day."""
        return self.filter(ended_at=None, expires_on__gt=day)

    def opened_by(self, token: str) -> "TallyLink | None":
        """Return the one that a token opens, with its lead and team; whether it still serves is another question."""
        return self.select_related("lead__team").filter(digest=sealed(token)).first()


def new_seed() -> str:
    """Return what the token of a new link is made from, with the key of the site."""
    return secrets.token_hex(16)


def token_of(seed: str) -> str:
    """Return the token made from a seed: the seed alone, read in the database, does not give it."""
    return salted_hmac("maillage.tallies.link", seed, algorithm="sha256").hexdigest()[:40]


class TallyLink(models.Model):
    """Hold the personal link of a lead: used as often as wanted, until a day, or until someone takes it back."""

    personal = (written_by("issued_by", "ended_by"),)

    lead = models.ForeignKey(TeamLead, models.PROTECT, related_name="tally_links")
    seed = models.CharField(_("graine"), max_length=32, default=new_seed, editable=False)
    digest = models.CharField(
        _("empreinte"),
        max_length=64,
        unique=True,
        error_messages={"unique": _("Ce lien existe déjà.")},
    )
    issued_at = models.DateTimeField(_("donné le"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("donné par"),
    )
    expires_on = models.DateField(_("sert jusqu'au (exclu)"))
    last_used_on = models.DateField(_("a servi le"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ne sert plus depuis le"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("arrêté par"),
    )
    end = models.CharField(_("pourquoi"), max_length=8, choices=LinkEnd.choices, blank=True)

    objects = TallyLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("lien personnel d'un relevé")
        verbose_name_plural = _("liens personnels des relevés")
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lead"],
                condition=Q(ended_at__isnull=True),
                name="tallies_tallylink_one_for_each",
                violation_error_message=_("Cette personne a déjà un lien."),
            ),
            models.CheckConstraint(
                name="tallies_tallylink_end_complete",
                condition=Q(ended_at__isnull=True, end="")
                | (Q(ended_at__isnull=False, ended_at__gte=F("issued_at")) & ~Q(end="")),
                violation_error_message=_("La fin d'un lien porte son jour et sa raison."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead.pk} ({self.issued_at:%Y-%m-%d})"

    @property
    def token(self) -> str:
        """Return its token, made again; none where the key of the site has changed since."""
        token = token_of(self.seed)
        return token if constant_time_compare(sealed(token), self.digest) else ""
