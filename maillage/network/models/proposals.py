"""Changes that anyone proposes on a public sheet, until the people of that sheet accept or refuse them."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor
from maillage.common.personal import Basis, People, Personal, written_by
from maillage.network import permissions
from maillage.network.models.cooperations import Cooperation
from maillage.network.models.organisations import Organisation
from maillage.network.models.places import Subject
from maillage.network.models.teams import Team


class ProposalField(models.TextChoices):
    """What a proposal is about; the first ones are written on the sheet when it is accepted."""

    NAME = "nom", _("le nom")
    TELEPHONE = "telephone", _("le téléphone")
    EMAIL = "courriel", _("l'adresse électronique")
    WEBSITE = "site", _("le site")
    ACTIVITIES = "activites", _("ce que fait l'équipe")
    PLACE = "lieu", _("le lieu ou le territoire")
    OTHER = "autre", _("autre chose")


# The columns of a sheet that an accepted proposal writes; the rest is done by hand by whoever accepts.
COLUMNS: Mapping[str, str] = {
    ProposalField.NAME: "name",
    ProposalField.TELEPHONE: "telephone",
    ProposalField.EMAIL: "email",
    ProposalField.WEBSITE: "website",
    ProposalField.ACTIVITIES: "activities",
}


class ProposalState(models.TextChoices):
    """What became of a proposal."""

    WAITING = "en-attente", _("en attente")
    ACCEPTED = "acceptee", _("acceptée")
    REFUSED = "refusee", _("refusée")


class ChangeProposalQuerySet(models.QuerySet["ChangeProposal"]):
    """Read proposals."""

    def waiting(self) -> Self:
        """Keep the proposals that nobody decided yet, the oldest first."""
        return self.filter(state=ProposalState.WAITING).order_by("submitted_at", "pk")

    def decided(self) -> Self:
        """Keep the proposals that were decided, the last first."""
        return self.exclude(state=ProposalState.WAITING).order_by("-decided_at", "-pk")

    def decidable_by(self, actor: Actor) -> Self:
        """Keep the proposals on sheets that someone may change."""
        return self.filter(permissions.decide_proposal(actor))

    def with_subjects(self) -> Self:
        """Read each proposal with its sheet and who decided."""
        return self.select_related("organisation", "cooperation", "team", "decided_by")

    def about(self, subject: Subject) -> Self:
        """Keep the proposals on a sheet."""
        return self.filter(**{str(subject._meta.model_name): subject})

    def since(self, moment: dt.datetime) -> Self:
        """Keep the proposals made from a moment on."""
        return self.filter(submitted_at__gte=moment)

    def sent_by(self, sender: str) -> Self:
        """Keep the proposals of one sender of the day."""
        return self.filter(sender=sender)

    def personal_until(self, *, decided: dt.datetime, submitted: dt.datetime) -> Self:
        """Keep those that still name who proposed, decided or made before a moment."""
        named = ~Q(proposer_name="") | ~Q(proposer_email="") | ~Q(sender="")
        return self.filter(named & (Q(decided_at__lt=decided) | Q(submitted_at__lt=submitted)))


class ChangeProposal(models.Model):
    """Hold one change that someone proposes on a sheet: what, why, and what was answered."""

    personal = (
        Personal(
            fields=("proposer_name", "proposer_email", "sender"),
            people=People.ENQUIRERS,
            purpose=_("Vous remercier, et vous demander une précision."),
            basis=Basis.CONSENT,
            kept=_("90 jours après la réponse, un an sans réponse"),
            erased_by="maillage.network.operations.proposals.erase_proposers",
        ),
        written_by("decided_by"),
    )

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    cooperation = models.ForeignKey(
        Cooperation, models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="proposals")
    field = models.CharField(_("ce qu'il faut changer"), max_length=10, choices=ProposalField.choices)
    before = models.TextField(_("ce qui était écrit"), blank=True)
    value = models.TextField(_("ce qu'il faudrait lire"), blank=True)
    words = models.TextField(_("pourquoi"), blank=True)
    # Purpose: to thank, and to ask back. Basis: the person chose to leave them. Kept 90 days after the answer.
    proposer_name = models.CharField(_("nom"), max_length=150, blank=True)
    proposer_email = models.EmailField(_("adresse électronique"), blank=True)
    # A seal of the address and of the day, which tells no one's address: it only counts the sendings of one day.
    sender = models.CharField(_("empreinte de l'envoi"), max_length=64, blank=True)
    submitted_at = models.DateTimeField(_("proposé le"))
    state = models.CharField(
        _("état"), max_length=10, choices=ProposalState.choices, default=ProposalState.WAITING
    )
    decided_at = models.DateTimeField(_("répondu le"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("réponse"), max_length=500, blank=True)

    objects = ChangeProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposition de changement")
        verbose_name_plural = _("propositions de changement")
        ordering = ["submitted_at", "pk"]
        indexes = [models.Index(fields=["state", "submitted_at"], name="network_proposal_waiting")]
        constraints = [
            models.CheckConstraint(
                name="network_proposal_about_one_sheet",
                condition=Q(organisation__isnull=False, cooperation__isnull=True, team__isnull=True)
                | Q(organisation__isnull=True, cooperation__isnull=False, team__isnull=True)
                | Q(organisation__isnull=True, cooperation__isnull=True, team__isnull=False),
                violation_error_message=_("Une proposition porte sur une seule fiche."),
            ),
            models.CheckConstraint(
                name="network_proposal_answer_complete",
                condition=Q(state="en-attente", decided_at__isnull=True)
                | (~Q(state="en-attente") & Q(decided_at__isnull=False)),
                violation_error_message=_("Une réponse porte sa date."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} : {self.get_field_display()}"

    @property
    def subject(self) -> Organisation | Cooperation | Team:
        """Return the sheet that this proposal is about."""
        found = self.organisation or self.cooperation or self.team
        if found is None:
            raise LookupError("a proposal is about one sheet")
        return found

    @property
    def current(self) -> str:
        """Return what the sheet says now of that field; nothing where it is in free words."""
        return value_of(self.subject, self.field)

    @property
    def seal(self) -> str:
        """Return what tells the line of the sheet from what it may become while it is read."""
        return seal_of(self.current)

    @property
    def has_changed(self) -> bool:
        """Tell whether the sheet changed since the proposal was made."""
        return self.is_written and self.current != self.before

    @property
    def is_written(self) -> bool:
        """Tell whether accepting writes the sheet; otherwise whoever accepts does it by hand."""
        return self.field in COLUMNS

    @property
    def is_waiting(self) -> bool:
        """Tell whether nobody answered yet."""
        return self.state == ProposalState.WAITING


def value_of(subject: Subject, field: str) -> str:
    """Return what a sheet says of a field; nothing where it is in free words."""
    return str(getattr(subject, COLUMNS[field], "")) if field in COLUMNS else ""


def seal_of(value: str) -> str:
    """Return a short seal of a value, which a form carries instead of it."""
    return hashlib.sha256(value.encode()).hexdigest()[:32]
