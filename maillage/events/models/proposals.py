"""The call for workshops: what cooperations propose, and what the organisers answer."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor
from maillage.common.personal import Basis, People, Personal
from maillage.common.states import Life
from maillage.events import permissions
from maillage.events.models.programme import SUMMARY, TITLE, Event, EventSession
from maillage.network.models import Cooperation


class ProposalState(models.TextChoices):
    """Where a proposal is."""

    PROPOSED = "propose", _("attend une réponse")
    ACCEPTED = "accepte", _("retenu")
    DECLINED = "decline", _("non retenu")


_S = ProposalState
PROPOSAL_LIFE = Life(
    name="atelier-propose",
    title=_("L'atelier proposé"),
    states=ProposalState,
    first=_S.PROPOSED,
    following={_S.PROPOSED: (_S.ACCEPTED, _S.DECLINED), _S.ACCEPTED: (), _S.DECLINED: ()},
)


class ProposalQuerySet(models.QuerySet["WorkshopProposal"]):
    """Read what cooperations propose."""

    def of(self, event: Event) -> Self:
        """Keep those for an event, what waits first."""
        return self.filter(event=event).select_related("cooperation").order_by("-state", "proposed_at", "pk")


class WorkshopProposal(models.Model):
    """Hold a workshop that a cooperation proposes, and what became of it."""

    personal = (
        Personal(
            fields=("leader", "leader_agreed_on", "proposed_by"),
            people=People.PARTNERS,
            purpose=_("Savoir qui animerait l'atelier proposé, et à qui répondre."),
            basis=Basis.CONSENT,
            kept=_("aussi longtemps que le registre"),
        ),
    )

    event = models.ForeignKey(Event, models.PROTECT, related_name="proposals")
    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="+")
    title = models.CharField(_("titre"), max_length=TITLE)
    summary = models.TextField(_("en quelques phrases"), max_length=SUMMARY)
    leader = models.CharField(_("qui anime"), max_length=150)
    leader_agreed_on = models.DateField(_("a accepté d'être nommée le"), null=True, blank=True)
    state = models.CharField(
        _("où il en est"), max_length=8, choices=ProposalState.choices, default=ProposalState.PROPOSED
    )
    answer = models.CharField(_("réponse"), max_length=300, blank=True)
    proposed_at = models.DateTimeField(_("proposé le"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    session = models.OneToOneField(
        EventSession, models.SET_NULL, null=True, blank=True, related_name="proposal"
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("atelier proposé")
        verbose_name_plural = _("ateliers proposés")
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="events_decline_says_why",
                condition=~Q(state="decline") | ~Q(answer=""),
                violation_error_message=_("Une réponse négative dit pourquoi."),
            )
        ]

    def __str__(self) -> str:
        return self.title


def proposers(actor: Actor) -> models.QuerySet[Cooperation]:
    """Return the cooperations in whose name someone may propose a workshop, by name."""
    return Cooperation.objects.filter(permissions.propose_workshop(actor)).order_by("folded", "pk")
