"""Which figures a funder reads, over which part of France."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.common.facts import DatedFact, DatedFactQuerySet
from maillage.network.models import CommitmentKind, Organisation
from maillage.network.models.organisations import OrganisationQuerySet
from maillage.programme.models.pledges import Pledge
from maillage.programme.models.policies import Agreement
from maillage.supports.models import Envelope
from maillage.territory.perimeter import Perimeter


class FunderFigureQuerySet(DatedFactQuerySet["FunderFigure"]):
    """Read which figures funders follow."""

    def in_full(self) -> Self:
        """Read each with its organisation, by name, then in the order they were written."""
        return self.select_related("organisation").order_by("organisation__folded", "pk")

    def of(self, organisation: Organisation) -> Self:
        """Keep those of an organisation, in the order they were written."""
        return self.filter(organisation=organisation).order_by("pk")

    def standing(self, day: dt.date, known_at: dt.datetime) -> Self:
        """Keep what held on a day, as known at a moment."""
        return self.known_at(known_at).as_of(day)


class FunderFigure(DatedFact):
    """Say that a funder reads a figure of the catalogue, over a place, from a day to a day."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="followed_figures")
    code = models.CharField(_("chiffre du catalogue"), max_length=100)
    perimeter_kind = models.CharField(_("nature du périmètre"), max_length=12, default="france")
    perimeter_code = models.CharField(_("code du périmètre"), max_length=12, blank=True)

    objects = FunderFigureQuerySet.as_manager()

    class Meta(DatedFact.Meta):
        ordering = ["pk"]
        verbose_name = _("chiffre suivi par un financeur")
        verbose_name_plural = _("chiffres suivis par les financeurs")
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                name="programme_funderfigure_has_a_day",
                condition=Q(started_on__isnull=False),
                violation_error_message=_("Un chiffre suivi porte sa date."),
            ),
            models.UniqueConstraint(
                fields=["organisation", "code", "perimeter_kind", "perimeter_code"],
                condition=Q(ended_on__isnull=True, retracted_at__isnull=True),
                name="programme_funderfigure_once",
                violation_error_message=_("Ce financeur suit déjà ce chiffre, au même lieu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.perimeter})"

    @property
    def perimeter(self) -> Perimeter:
        """Return the part of France over which the figure is read."""
        return Perimeter(self.perimeter_kind, self.perimeter_code)


def funders() -> OrganisationQuerySet:
    """Return the organisations that fund, or did: money pledged or put in an aid, an agreement, a figure followed."""
    money = Pledge.objects.believed().filter(kind=CommitmentKind.FINANCIAL)
    return Organisation.objects.filter(
        Q(pk__in=FunderFigure.objects.believed().values("organisation"))
        | Q(pk__in=money.values("organisation"))
        | Q(pk__in=Agreement.objects.believed().exclude(organisation=None).values("organisation"))
        | Q(pk__in=Envelope.objects.values("funder"))
    ).order_by("folded", "pk")
