"""The service of referrals of a cooperation: off, until its data-protection officer agrees."""

import datetime as dt
from collections.abc import Collection
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor
from maillage.common.facts import DatedFact, DatedFactQuerySet
from maillage.common.personal import Basis, People, Personal
from maillage.network.models import Cooperation, Team
from maillage.network.models.cooperations import CooperationQuerySet
from maillage.network.models.teams import GATED_STAGES, TeamQuerySet
from maillage.referrals import permissions
from maillage.territory.models import Commune


class ReferralServiceQuerySet(DatedFactQuerySet["ReferralService"]):
    """Read the services of referrals."""

    def open(self, day: dt.date) -> Self:
        """Keep those that are on, on a day."""
        return self.believed().as_of(day).select_related("cooperation").order_by("cooperation__folded", "pk")

    def of(self, cooperation: Cooperation) -> Self:
        """Keep those of a cooperation."""
        return self.filter(cooperation=cooperation)

    def among(self, keys: Collection[int]) -> Self:
        """Keep those of some cooperations."""
        return self.filter(cooperation__in=keys)


class ReferralService(DatedFact):
    """Say that a cooperation may write referrals, from a day to a day, and which officer agreed."""

    personal = (
        Personal(
            fields=("officer", "agreed_on"),
            people=People.PARTNERS,
            purpose=_(
                "Savoir qui, délégué à la protection des données, a donné son accord aux orientations."
            ),
            basis=Basis.INTEREST,
            kept=_("aussi longtemps que le registre ; effacé à votre demande"),
        ),
    )

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="referral_services")
    officer = models.CharField(_("délégué à la protection des données"), max_length=150)
    agreed_on = models.DateField(_("a donné son accord le"))
    reference = models.CharField(_("référence au registre des traitements"), max_length=120)

    objects = ReferralServiceQuerySet.as_manager()

    class Meta(DatedFact.Meta):
        verbose_name = _("service d'orientations")
        verbose_name_plural = _("services d'orientations")
        constraints = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperation"],
                condition=Q(ended_on__isnull=True, retracted_at__isnull=True),
                name="referrals_service_once",
                violation_error_message=_("Les orientations sont déjà ouvertes dans cette coopération."),
            ),
            models.CheckConstraint(
                name="referrals_service_has_its_reference",
                condition=~Q(reference="") & ~Q(officer=""),
                violation_error_message=_("Dites qui a donné son accord, et sous quelle référence."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.cooperation)


def cooperations_held(actor: Actor) -> CooperationQuerySet:
    """Return the cooperations whose service of referrals someone runs, by name."""
    return Cooperation.objects.filter(permissions.hold_referrals(actor)).order_by("folded", "pk")


def cooperations_sent(actor: Actor) -> CooperationQuerySet:
    """Return the cooperations in which someone may refer a person, by name."""
    return Cooperation.objects.filter(permissions.send_referral(actor)).order_by("folded", "pk")


def teams_there(commune: Commune, *, as_of: dt.date, known_at: dt.datetime) -> TeamQuerySet:
    """Return the teams that come to a commune and stand on their feet, by name."""
    rows = Team.objects.holding(commune, as_of=as_of, known_at=known_at)
    rows = rows.placed(as_of=as_of, known_at=known_at).staged(as_of=as_of, known_at=known_at)
    return rows.at_stages(GATED_STAGES)
