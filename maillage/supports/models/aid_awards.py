"""What is said of an application and what follows: opinions, scores, awards, payments, reports."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.common.facts import Recorded, RecordedQuerySet
from maillage.common.personal import written_by
from maillage.network.models import Cooperation, Organisation
from maillage.supports.models.aid_applications import AidApplication
from maillage.supports.models.aid_schemes import Envelope
from maillage.territory.perimeter import Perimeter

HIGHEST_SCORE = 5


class ApplicationFiledQuerySet(RecordedQuerySet["ApplicationFiled"]):
    """Read which applications were handed in."""


class ApplicationFiled(Recorded):
    """Say that an application was handed in on a day."""

    application = models.ForeignKey(AidApplication, models.PROTECT, related_name="filings")
    on = models.DateField(_("déposée le"))

    objects = ApplicationFiledQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("dépôt d'une demande d'aide")
        verbose_name_plural = _("dépôts de demandes d'aide")
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(retracted_at__isnull=True),
                name="supports_applicationfiled_once",
                violation_error_message=_("Cette demande est déjà déposée."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.application)


class AwardQuerySet(RecordedQuerySet["Award"]):
    """Read awards."""

    def helping(self, subject: models.Model, day: dt.date) -> Self:
        """Keep, until a day, what was awarded to a cooperation, a team or an organisation, in order."""
        name = f"application__{subject._meta.model_name}"
        return (
            self.filter(**{name: subject.pk}, on__lte=day)
            .select_related("application__scheme")
            .order_by("on", "pk")
        )

    def paid_by(self, funder: Organisation, day: dt.date) -> Self:
        """Keep, until a day, what was awarded out of the money of a funder, read with its aid, in order."""
        mine = self.filter(envelope__funder=funder, on__lte=day)
        return mine.select_related("application__scheme").order_by("on", "pk")

    def of_application(self, application: AidApplication) -> "Award | None":
        """Return the award of an application, as believed today."""
        return self.believed().select_related("envelope__funder").filter(application=application).first()

    def of_year_until(self, day: dt.date) -> Self:
        """Keep what was awarded from the first of January to a day."""
        return self.filter(on__gte=day.replace(month=1, day=1), on__lte=day)

    def seated_in(self, perimeter: Perimeter) -> Self:
        """Keep what went to those who sat in a place when they applied."""
        return self.filter(perimeter.q("application__departement", "application__commune"))

    def with_beneficiary(self) -> Self:
        """Read each award with what a list of subsidies prints, in order."""
        read = self.select_related(
            "envelope__funder",
            "application__scheme",
            "application__cooperation",
            "application__team",
            "application__organisation",
        )
        payments = models.Prefetch("application__payments", AidPayment.objects.in_order())
        return read.prefetch_related(payments).order_by("on", "application__number", "pk")


class Award(Recorded):
    """Say that an amount was awarded on a day, out of an envelope."""

    application = models.ForeignKey(AidApplication, models.PROTECT, related_name="awards")
    envelope = models.ForeignKey(Envelope, models.PROTECT, related_name="awards", verbose_name=_("enveloppe"))
    on = models.DateField(_("décidé le"))
    amount_cents = models.PositiveBigIntegerField(_("montant accordé"))

    objects = AwardQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("aide accordée")
        verbose_name_plural = _("aides accordées")
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(retracted_at__isnull=True),
                name="supports_award_once",
                violation_error_message=_("Cette demande a déjà sa décision."),
            ),
            models.CheckConstraint(
                name="supports_award_is_positive",
                condition=Q(amount_cents__gt=0),
                violation_error_message=_("Un montant accordé n'est pas nul."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.application)

    @property
    def payment_count(self) -> int:
        """Return in how many times it was paid so far; read it after `with_beneficiary`."""
        return len(self.application.payments.all())

    @property
    def paid_between(self) -> str | None:
        """Return the days of the first and of the last payment, as the schema of subsidies writes them."""
        days = [payment.on.isoformat() for payment in self.application.payments.all()]
        return "/".join(dict.fromkeys((days[0], days[-1]))) if days else None


class AidPaymentQuerySet(RecordedQuerySet["AidPayment"]):
    """Read payments."""

    def helping(self, subject: models.Model, day: dt.date) -> Self:
        """Keep, until a day, what was paid to a cooperation, a team or an organisation."""
        return self.filter(**{f"application__{subject._meta.model_name}": subject.pk}, on__lte=day)

    def in_order(self) -> Self:
        """Read what was paid, as believed today, from the first to the last."""
        return self.believed().order_by("on", "pk")


class AidPayment(Recorded):
    """Say that an amount was paid on a day."""

    application = models.ForeignKey(AidApplication, models.PROTECT, related_name="payments")
    on = models.DateField(_("versé le"))
    amount_cents = models.PositiveBigIntegerField(_("montant versé"))

    objects = AidPaymentQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("versement d'une aide")
        verbose_name_plural = _("versements d'aides")
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                name="supports_aidpayment_is_positive",
                condition=Q(amount_cents__gt=0),
                violation_error_message=_("Un versement n'est pas nul."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.application)


class OpinionWord(models.TextChoices):
    """What a cooperation says of an application."""

    FAVOURABLE = "favorable", _("favorable")
    RESERVED = "reserve", _("réservé")
    UNFAVOURABLE = "defavorable", _("défavorable")


class AidOpinionQuerySet(models.QuerySet["AidOpinion"]):
    """Read opinions."""

    def in_order(self) -> Self:
        """Read from the first to the last."""
        return self.select_related("cooperation").order_by("at", "pk")


class AidOpinion(models.Model):
    """Hold the opinion of a cooperation about an application."""

    personal = (written_by("by"),)

    application = models.ForeignKey(AidApplication, models.CASCADE, related_name="opinions")
    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="+")
    word = models.CharField(_("avis"), max_length=12, choices=OpinionWord.choices)
    words = models.TextField(_("en quelques mots"), blank=True)
    at = models.DateTimeField(_("donné le"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AidOpinionQuerySet.as_manager()

    class Meta:
        verbose_name = _("avis d'une coopération")
        verbose_name_plural = _("avis des coopérations")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "cooperation"],
                name="supports_aidopinion_one_by_cooperation",
                violation_error_message=_("Cette coopération a déjà donné son avis."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_word_display())


class AidReviewQuerySet(models.QuerySet["AidReview"]):
    """Read what reviewers say."""

    def in_order(self) -> Self:
        """Read from the first to the last."""
        return self.select_related("reviewer").order_by("at", "pk")


class AidReview(models.Model):
    """Hold what a reviewer says of an application, with a score for each criterion where there are some."""

    personal = (written_by("reviewer"),)

    application = models.ForeignKey(AidApplication, models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    scores = models.JSONField(_("notes de 0 à 5"), default=list, blank=True)
    words = models.TextField(_("en quelques mots"), blank=True)
    at = models.DateTimeField(_("écrit le"))

    objects = AidReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("lecture d'une demande d'aide")
        verbose_name_plural = _("lectures des demandes d'aide")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "reviewer"],
                name="supports_aidreview_one_by_reviewer",
                violation_error_message=_("Cette personne a déjà lu la demande."),
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def average(self) -> float | None:
        """Return the average of the scores; none where nothing is scored."""
        given = [score for score in self.scores if score is not None]
        return sum(given) / len(given) if given else None


class AidReport(models.Model):
    """Hold the one-page report of what an aid allowed."""

    personal = (written_by("by"),)

    application = models.OneToOneField(AidApplication, models.CASCADE, related_name="report")
    result = models.TextField(_("ce que l'aide a permis"))
    people = models.PositiveIntegerField(_("personnes âgées rencontrées"), null=True, blank=True)
    volunteers = models.PositiveIntegerField(_("bénévoles"), null=True, blank=True)
    meetings = models.PositiveIntegerField(_("rencontres"), null=True, blank=True)
    spent_cents = models.PositiveBigIntegerField(_("montant dépensé"), null=True, blank=True)
    received_at = models.DateTimeField(_("reçu le"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("compte rendu d'une aide")
        verbose_name_plural = _("comptes rendus d'aides")

    def __str__(self) -> str:
        return self.result
