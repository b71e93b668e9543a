"""What signatories commit to bring, and what became of it."""

import datetime as dt
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor
from maillage.common import formats
from maillage.common.facts import FIRST_DAY, LAST_DAY, Recorded, RecordedQuerySet
from maillage.network.models.organisations import Organisation
from maillage.network.models.signing import SigningFile
from maillage.network.permissions import edit_organisation, see_organisation

# Without news for that long, one asks.
FOLLOW_UP_DAYS = 365


class CommitmentKind(models.TextChoices):
    """What is brought."""

    HUMAN = "humain", _("du temps et des compétences")
    IN_KIND = "nature", _("des locaux, du matériel, des services")
    FINANCIAL = "financier", _("de l'argent")


class Outcome(models.TextChoices):
    """What is seen when one asks what a commitment became."""

    KEPT = "tenu", _("tenu")
    PARTLY = "en-partie", _("tenu en partie")
    RENEWED = "renouvele", _("renouvelé")
    DROPPED = "abandonne", _("abandonné")


SETTLED = (Outcome.RENEWED, Outcome.DROPPED)


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    """Read commitments."""

    def taken(self) -> Self:
        """Keep the commitments of those who signed: what a file proposes is not taken yet."""
        return self.filter(organisation__isnull=False)

    def about(self, organisation: Organisation) -> Self:
        """Keep the commitments of an organisation."""
        return self.filter(organisation=organisation)

    def visible_to(self, actor: Actor) -> Self:
        """Keep the commitments that someone may read."""
        return self.taken().filter(see_organisation(actor, "organisation"))

    def followable_by(self, actor: Actor) -> Self:
        """Keep the commitments that someone may follow."""
        return self.taken().filter(edit_organisation(actor, "organisation"))

    def after(self, commitment: "Commitment") -> "Commitment | None":
        """Return the commitment that renews another, if there is one."""
        return self.filter(renews=commitment).first()

    def followed(self) -> Self:
        """Add `seen_on`, the day of the last note, `outcome`, what it says, and `settled`."""
        notes = CommitmentNote.objects.believed().filter(commitment=OuterRef("pk"))
        last = notes.order_by("-noted_on", "-pk")
        return self.annotate(
            seen_on=Subquery(last.values("noted_on")[:1]),
            outcome=Subquery(last.values("outcome")[:1]),
            settled=Exists(notes.filter(outcome__in=SETTLED)),
        )

    def due(self, day: dt.date) -> Self:
        """Keep the commitments of which news should be asked: the end has come, or a year has passed without any."""
        long_ago = day - dt.timedelta(days=FOLLOW_UP_DAYS)
        ended = Q(ends_on__lte=day) & (Q(seen_on=None) | Q(seen_on__lt=F("ends_on")))
        silent = Q(seen_on=None, starts_on__lte=long_ago) | Q(seen_on__lte=long_ago)
        running = Q(ends_on=None) | Q(ends_on__gt=day)
        return self.followed().filter(ended | (running & silent), settled=False)

    def in_full(self) -> Self:
        """Read each commitment with its organisation, by name, then by day."""
        return self.select_related("organisation", "signing_file", "renews").order_by(
            F("organisation__folded").asc(nulls_first=True), "starts_on", "pk"
        )


class Commitment(models.Model):
    """Hold what an organisation brings: proposed by its signing file, taken once the signature is accepted."""

    # Added by `followed`.
    seen_on: dt.date | None
    outcome: str | None
    settled: bool

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="commitments"
    )
    signing_file = models.ForeignKey(
        SigningFile, models.CASCADE, null=True, blank=True, related_name="commitments"
    )
    renews = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="renewed_by")
    kind = models.CharField(_("nature"), max_length=10, choices=CommitmentKind.choices)
    description = models.CharField(_("ce qui est apporté"), max_length=500)
    amount_cents = models.PositiveBigIntegerField(_("montant, en centimes"), null=True, blank=True)
    hours = models.PositiveIntegerField(_("heures par an"), null=True, blank=True)
    starts_on = models.DateField(_("à partir du"))
    ends_on = models.DateField(_("jusqu'au"), null=True, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")
        constraints = [
            models.CheckConstraint(
                name="network_commitment_of_someone",
                condition=Q(organisation__isnull=False) | Q(signing_file__isnull=False),
                violation_error_message=_("Un engagement est celui d'une organisation, ou d'un dossier."),
            ),
            models.CheckConstraint(
                name="network_commitment_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                violation_error_message=_("La fin vient après le début."),
            ),
            models.CheckConstraint(
                name="network_commitment_days_are_plausible",
                condition=Q(starts_on__gte=FIRST_DAY, starts_on__lt=LAST_DAY)
                & (Q(ends_on__isnull=True) | Q(ends_on__lt=LAST_DAY)),
                violation_error_message=_("Une date est comprise entre 1900 et 2099."),
            ),
            models.CheckConstraint(
                name="network_commitment_amount_is_money",
                condition=Q(amount_cents__isnull=True) | Q(kind="financier"),
                violation_error_message=_("Seul un engagement en argent porte un montant."),
            ),
            models.CheckConstraint(
                name="network_commitment_hours_are_time",
                condition=Q(hours__isnull=True) | Q(kind="humain"),
                violation_error_message=_("Seul un engagement en temps porte des heures."),
            ),
        ]

    def __str__(self) -> str:
        return self.description

    @property
    def amount(self) -> Decimal | None:
        """Return the amount in euros."""
        return None if self.amount_cents is None else Decimal(self.amount_cents) / 100

    @property
    def extent(self) -> str:
        """Return how much is brought, in words; nothing when it is not counted."""
        if self.hours:
            return formats.counted(self.hours, gettext("heure par an"), gettext("heures par an"))
        return f"{formats.number(self.amount, 2 if self.amount % 1 else 0)}\u00a0€" if self.amount else ""

    @property
    def period(self) -> str:
        """Return from when to when, in words."""
        start = formats.day(self.starts_on)
        if self.ends_on is None:
            return gettext("à partir du %s") % start
        return gettext("du %(start)s au %(end)s") % {"start": start, "end": formats.day(self.ends_on)}

    @property
    def outcome_label(self) -> str:
        """Return what the last note says, in words; call `followed` first."""
        return str(Outcome(self.outcome).label) if self.outcome else ""


class CommitmentNoteQuerySet(RecordedQuerySet["CommitmentNote"]):
    """Read the follow-up of commitments."""

    def latest_first(self) -> Self:
        """Read the last notes first, with who wrote them."""
        return self.select_related("recorded_by").order_by("-noted_on", "-pk")


class CommitmentNote(Recorded):
    """Say what was seen of a commitment on a day."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="notes")
    noted_on = models.DateField(_("vu le"))
    outcome = models.CharField(_("constat"), max_length=10, choices=Outcome.choices)
    words = models.CharField(_("en quelques mots"), max_length=500, blank=True)

    objects = CommitmentNoteQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("suivi d'un engagement")
        verbose_name_plural = _("suivi des engagements")

    def __str__(self) -> str:
        return f"{self.commitment} : {self.get_outcome_display()}"
