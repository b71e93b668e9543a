"""Who makes a cooperation: member organisations, their part in it, who speaks for them."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from maillage.common.facts import DatedFact, DatedFactQuerySet
from maillage.common.personal import Basis, People, Personal
from maillage.network.models.cooperations import Cooperation
from maillage.network.models.organisations import Organisation


class MemberPart(models.TextChoices):
    """What a member organisation does in a cooperation."""

    ANIMATES = "animateur", _("anime")
    CO_CARRIES = "co-porteur", _("co-porte")
    INNER = "comite-restreint", _("comité restreint")
    WIDER = "comite-elargi", _("comité élargi")
    FUNDS = "financeur", _("finance")


class CooperationMemberQuerySet(DatedFactQuerySet["CooperationMember"]):
    """Read the members of cooperations."""

    def gone(self, day: dt.date) -> Self:
        """Keep the members that had left by a day."""
        return self.filter(ended_on__lte=day)

    def with_organisations(self) -> Self:
        """Read each member with its organisation, by name."""
        return self.select_related("organisation").order_by("organisation__folded", "pk")


class CooperationMember(DatedFact):
    """Say that an organisation takes part in a cooperation, from a day to a day."""

    personal = (
        Personal(
            fields=("representative", "representative_email"),
            people=People.PARTNERS,
            purpose=_("Savoir qui représente un membre de la coopération."),
            basis=Basis.MEMBERSHIP,
            kept=_("tant que vous avez ce rôle, puis dans l'historique ; effacé à votre demande"),
        ),
    )

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="members")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="cooperation_memberships")
    part = models.CharField(_("part"), max_length=20, choices=MemberPart.choices, default=MemberPart.WIDER)
    representative = models.CharField(_("représentée par"), max_length=150, blank=True)
    representative_email = models.EmailField(_("adresse électronique"), blank=True)

    objects = CooperationMemberQuerySet.as_manager()

    class Meta(DatedFact.Meta):
        verbose_name = _("membre d'une coopération")
        verbose_name_plural = _("membres des coopérations")
        constraints = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(
                F("cooperation"),
                F("organisation"),
                condition=Q(ended_on__isnull=True, retracted_at__isnull=True),
                name="network_cooperation_member_once",
                violation_error_message=_("Cette organisation est déjà membre de cette coopération."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} → {self.cooperation}"

    @property
    def details(self) -> str:
        """Return its part and who speaks for it, in a line."""
        return ", ".join(filter(None, (str(self.get_part_display()), self.representative)))
