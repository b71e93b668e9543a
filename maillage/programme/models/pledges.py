"""What organisations pledge in public for the programme, what renews what, and what became of it."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.common import formats
from maillage.common.facts import DatedFact, DatedFactQuerySet, Recorded, RecordedQuerySet
from maillage.network.models import CommitmentKind, Organisation
from maillage.programme.models.plan import Action
from maillage.programme.models.policies import PublicPolicy
from maillage.programme.models.targets import DECIMALS, DIGITS


class Outcome(models.TextChoices):
    """What became of a pledge."""

    KEPT = "tenu", _("tenu")
    PARTLY = "en-partie", _("tenu en partie")
    NOT_KEPT = "non-tenu", _("non tenu")


class PledgeQuerySet(DatedFactQuerySet["Pledge"]):
    """Read pledges."""

    def in_full(self) -> Self:
        """Read each with its organisation and what it is for, by name of organisation, the last first."""
        return self.select_related(
            "organisation", "action__axis__programme", "policy", "renews__organisation"
        ).order_by("organisation__folded", "-started_on", "-pk")

    def standing(self, day: dt.date, known_at: dt.datetime) -> Self:
        """Keep those that held on a day, as known at a moment."""
        return self.known_at(known_at).as_of(day).in_full()

    def begun(self, day: dt.date, known_at: dt.datetime) -> Self:
        """Keep those that a day has seen begin, over or not, as known at a moment."""
        return self.known_at(known_at).until(day).in_full()

    def over(self, day: dt.date) -> Self:
        """Keep those that were over on a day."""
        return self.filter(ended_on__lte=day)

    def of_organisations(self, organisations: models.QuerySet[Organisation]) -> Self:
        """Keep those of some organisations."""
        return self.filter(organisation__in=organisations.order_by().values("pk"))

    def of_organisation(self, organisation: Organisation) -> Self:
        """Keep those of an organisation."""
        return self.filter(organisation=organisation)

    def beside(self, row: "Pledge") -> Self:
        """Keep the other believed ones of the same organisation, the last first."""
        mine = self.believed().filter(organisation=row.organisation_id)
        return mine.exclude(pk=row.pk).order_by("-started_on", "-pk")

    def for_action(self, action: Action) -> Self:
        """Keep those taken for an action."""
        return self.filter(action=action)

    def for_policy(self, policy: PublicPolicy) -> Self:
        """Keep those taken for a public policy."""
        return self.filter(policy=policy)

    def chosen(self, *, kind: str, action: str, policy: str) -> Self:
        """Keep those of a nature, for an action by its number, for a policy by its page; nothing asked keeps all."""
        asked = {"kind": kind, "action": action, "policy__slug": policy}
        return self.filter(**{name: value for name, value in asked.items() if value})

    def named_like(self, text: str) -> Self:
        """Keep those of the organisations whose name holds every word of a text."""
        return self.filter(organisation__in=Organisation.objects.named_like(text).values("pk"))

    def due(self, day: dt.date) -> Self:
        """Keep the believed ones that are over, and of which nobody said what they became, the oldest first."""
        said = PledgeOutcome.objects.believed().filter(pledge=OuterRef("pk"))
        return self.believed().over(day).filter(~Exists(said)).in_full().order_by("ended_on", "pk")


class Pledge(DatedFact):
    """Say what an organisation pledges in public, from a day to a day, for an action or a public policy."""

    outcome: "PledgeOutcome | None"  # set by those who read both

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="pledges")
    what = models.CharField(_("ce qui est promis"), max_length=500)
    kind = models.CharField(_("nature"), max_length=10, choices=CommitmentKind.choices)
    amount_cents = models.PositiveBigIntegerField(_("montant, en centimes"), null=True, blank=True)
    quantity = models.DecimalField(
        _("quantité"), max_digits=DIGITS, decimal_places=DECIMALS, null=True, blank=True
    )
    unit = models.CharField(_("unité"), max_length=60, blank=True)
    action = models.ForeignKey(Action, models.PROTECT, null=True, blank=True, related_name="pledges")
    policy = models.ForeignKey(PublicPolicy, models.PROTECT, null=True, blank=True, related_name="pledges")
    renews = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="renewed_by",
        verbose_name=_("engagement renouvelé"),
    )

    objects = PledgeQuerySet.as_manager()

    class Meta(DatedFact.Meta):
        ordering = ["-started_on", "-pk"]
        verbose_name = _("engagement public")
        verbose_name_plural = _("engagements publics")
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                name="programme_pledge_has_a_day",
                condition=Q(started_on__isnull=False),
                violation_error_message=_("Un engagement porte sa date."),
            ),
            models.CheckConstraint(
                name="programme_pledge_amount_is_money",
                condition=Q(amount_cents__isnull=True) | Q(kind=CommitmentKind.FINANCIAL, amount_cents__gt=0),
                violation_error_message=_("Seul un engagement en argent porte un montant."),
            ),
            models.CheckConstraint(
                name="programme_pledge_quantity_has_a_unit",
                condition=Q(quantity__isnull=True, unit="")
                | (Q(quantity__gt=0) & ~Q(unit="") & ~Q(kind=CommitmentKind.FINANCIAL)),
                violation_error_message=_("Une quantité porte son unité, et ne compte pas d'argent."),
            ),
            models.UniqueConstraint(
                fields=["renews"],
                condition=Q(retracted_at__isnull=True),
                name="programme_pledge_renewed_once",
                violation_error_message=_("Cet engagement est déjà renouvelé."),
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def amount(self) -> Decimal | None:
        """Return the amount in euros; none when nobody knows it, or when it is no money."""
        return None if self.amount_cents is None else Decimal(self.amount_cents) / 100

    @property
    def extent(self) -> str:
        """Return how much is pledged, in words; what nobody knows is said unknown."""
        if self.amount is not None:
            return f"{formats.number(self.amount, 2 if self.amount % 1 else 0)}\u00a0€"
        if self.quantity is not None:
            return f"{formats.exact(self.quantity)} {self.unit}"
        if self.kind == CommitmentKind.FINANCIAL:
            return gettext("montant inconnu")
        return gettext("quantité inconnue")

    @property
    def period(self) -> str:
        """Return from when to when, in words."""
        start = formats.day(self.started_on, self.started_precision)
        if self.ended_on is None:
            return gettext("à partir du %s") % start
        return gettext("du %(start)s au %(end)s") % {"start": start, "end": formats.day(self.ended_on)}


class PledgeOutcomeQuerySet(RecordedQuerySet["PledgeOutcome"]):
    """Read what became of pledges."""

    def told(self, day: dt.date, known_at: dt.datetime) -> Self:
        """Keep what was said of a day and before, as known at a moment."""
        return self.known_at(known_at).filter(on__lte=day)

    def among(self, pledges: Sequence[int]) -> Self:
        """Keep those of some pledges, by number."""
        return self.filter(pledge__in=pledges)

    def about(self, pledge: Pledge) -> Self:
        """Keep those of a pledge."""
        return self.filter(pledge=pledge)


class PledgeOutcome(Recorded):
    """Say what became of a pledge, on which day, and why."""

    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="outcomes")
    on = models.DateField(_("constaté le"))
    outcome = models.CharField(_("constat"), max_length=10, choices=Outcome.choices)
    words = models.CharField(_("pourquoi"), max_length=500, blank=True)

    objects = PledgeOutcomeQuerySet.as_manager()

    class Meta(Recorded.Meta):
        ordering = ["-on", "-pk"]
        verbose_name = _("suite d'un engagement public")
        verbose_name_plural = _("suites d'engagements publics")
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["pledge"],
                condition=Q(retracted_at__isnull=True),
                name="programme_pledgeoutcome_once",
                violation_error_message=_("Cet engagement a déjà une suite."),
            ),
            models.CheckConstraint(
                name="programme_pledgeoutcome_says_why",
                condition=Q(outcome=Outcome.KEPT) | ~Q(words=""),
                violation_error_message=_("Dites pourquoi il n'est pas tenu, ou pas entièrement."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()
