"""Aids: what is offered, to whom, until when, what is asked, and the money that a funder puts in."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.common.states import Life
from maillage.network.models import Organisation, OrganisationKind
from maillage.territory.models import Commune, Departement


class AidKind(models.TextChoices):
    """The two kinds of aid: one engine, more or less paper."""

    SMALL_GRANT = "coup-de-pouce", _("coup de pouce financier")
    CALL = "appel", _("appel à projets")


class SchemeState(models.TextChoices):
    """Where an aid stands."""

    DRAFT = "draft", _("en préparation")
    PUBLISHED = "published", _("publiée")
    CLOSED = "closed", _("fermée")


_S = SchemeState
SCHEME_LIFE = Life(
    name="aide",
    title=_("Une aide : coup de pouce ou appel à projets"),
    states=SchemeState,
    first=_S.DRAFT,
    following={_S.DRAFT: (_S.PUBLISHED,), _S.PUBLISHED: (_S.CLOSED,), _S.CLOSED: (_S.PUBLISHED,)},
)


class AidSchemeQuerySet(models.QuerySet["AidScheme"]):
    """Read aids."""

    def published(self) -> Self:
        """Keep what everybody may read."""
        return self.exclude(state=SchemeState.DRAFT)

    def open_on(self, day: dt.date) -> Self:
        """Keep the aids that may be asked for on a day, those that close first coming first."""
        running = self.filter(Q(closes_on__isnull=True) | Q(closes_on__gte=day), opens_on__lte=day)
        return running.filter(state=SchemeState.PUBLISHED).order_by(F("closes_on").asc(nulls_last=True), "pk")

    def to_come(self, day: dt.date) -> Self:
        """Keep the aids that will open."""
        return self.filter(state=SchemeState.PUBLISHED, opens_on__gt=day).order_by("opens_on", "pk")

    def past(self, day: dt.date) -> Self:
        """Keep the aids that are over, the last first."""
        over = Q(state=SchemeState.CLOSED) | Q(closes_on__lt=day)
        return self.published().filter(over).order_by("-opens_on", "-pk")

    def opened_by(self, day: dt.date) -> "list[tuple[dt.date, str]]":
        """Return the day when each aid that everybody may read had opened, and its name."""
        return list(
            self.published()
            .filter(opens_on__lte=day)
            .order_by("opens_on", "pk")
            .values_list("opens_on", "name")
        )

    def latest_first(self) -> Self:
        """Read the last opened first."""
        return self.order_by("-opens_on", "-pk")


class AidScheme(models.Model):
    """Hold an aid: what it is for, who may ask it, when, how much, what is asked, what must be reported."""

    Kind = AidKind

    kind = models.CharField(_("nature"), max_length=16, choices=AidKind.choices)
    name = models.CharField(_("nom"), max_length=200)
    slug = models.SlugField(_("adresse de la page"), max_length=220, unique=True)
    state = models.CharField(_("état"), max_length=12, choices=SchemeState.choices, default=SchemeState.DRAFT)
    purpose = models.TextField(_("à quoi elle sert"))
    how = models.TextField(_("comment la demander"), blank=True)
    for_cooperations = models.BooleanField(_("aux coopérations"), default=False)
    for_teams = models.BooleanField(_("aux équipes citoyennes"), default=False)
    for_organisations = models.BooleanField(_("aux organisations"), default=False)
    cooperation_stages = models.JSONField(_("étapes des coopérations"), default=list, blank=True)
    team_stages = models.JSONField(_("étapes des équipes"), default=list, blank=True)
    kinds = models.ManyToManyField(
        OrganisationKind, blank=True, related_name="+", verbose_name=_("natures d'organisations")
    )
    departements = models.ManyToManyField(
        Departement, blank=True, related_name="+", verbose_name=_("départements")
    )
    communes = models.ManyToManyField(
        Commune, blank=True, related_name="+", verbose_name=_("communes prioritaires")
    )
    opens_on = models.DateField(_("ouverte le"))
    closes_on = models.DateField(_("dernier jour pour déposer"), null=True, blank=True)
    least_cents = models.PositiveBigIntegerField(_("montant le plus petit"), default=100)
    most_cents = models.PositiveBigIntegerField(_("montant le plus grand"))
    report_months = models.PositiveSmallIntegerField(_("mois pour rendre compte"), default=12)
    criteria = models.JSONField(_("critères notés de 0 à 5"), default=list, blank=True)
    hides_average = models.BooleanField(_("ne pas montrer la moyenne"), default=False)

    objects = AidSchemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("aide")
        verbose_name_plural = _("aides")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="supports_aidscheme_closes_after_opening",
                condition=Q(closes_on__isnull=True) | Q(closes_on__gte=F("opens_on")),
                violation_error_message=_("Le dernier jour vient après l'ouverture."),
            ),
            models.CheckConstraint(
                name="supports_aidscheme_amounts_in_order",
                condition=Q(least_cents__gt=0, most_cents__gte=F("least_cents")),
                violation_error_message=_("Le plus grand montant n'est pas sous le plus petit."),
            ),
            models.CheckConstraint(
                name="supports_aidscheme_for_someone",
                condition=Q(for_cooperations=True) | Q(for_teams=True) | Q(for_organisations=True),
                violation_error_message=_("Dites à qui cette aide s'adresse."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of its public page."""
        return reverse("aid", args=[self.slug])

    def takes(self, day: dt.date) -> bool:
        """Tell whether an application may be handed in on a day."""
        closed = self.closes_on is not None and day > self.closes_on
        return self.state == SchemeState.PUBLISHED and self.opens_on <= day and not closed

    @property
    def for_whom(self) -> list[str]:
        """Return the kinds of beneficiaries, as the code names their models."""
        asked = (
            ("cooperation", self.for_cooperations),
            ("team", self.for_teams),
            ("organisation", self.for_organisations),
        )
        return [model for model, taken in asked if taken]


class QuestionKind(models.TextChoices):
    """What a question expects."""

    SHORT = "court", _("quelques mots")
    LONG = "long", _("un texte")
    NUMBER = "nombre", _("un nombre")
    AMOUNT = "montant", _("un montant")
    YES_NO = "oui-non", _("oui ou non")
    CHOICE = "choix", _("un choix dans une liste")


class QuestionQuerySet(models.QuerySet["Question"]):
    """Read questions."""

    def in_order(self) -> Self:
        """Read the questions as they are asked."""
        return self.order_by("rank", "pk")


class Question(models.Model):
    """Hold one question of the form of an aid."""

    scheme = models.ForeignKey(AidScheme, models.CASCADE, related_name="questions")
    rank = models.PositiveSmallIntegerField(_("rang"))
    label = models.CharField(_("question"), max_length=250)
    help = models.CharField(_("aide à la réponse"), max_length=500, blank=True)
    kind = models.CharField(_("réponse attendue"), max_length=8, choices=QuestionKind.choices)
    choices = models.JSONField(_("réponses proposées"), default=list, blank=True)
    required = models.BooleanField(_("réponse nécessaire"), default=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question d'une aide")
        verbose_name_plural = _("questions des aides")
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "rank"],
                name="supports_question_one_at_a_rank",
                violation_error_message=_("Deux questions n'ont pas le même rang."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def key(self) -> str:
        """Return under which name its answers are kept."""
        return str(self.pk)


class EnvelopeQuerySet(models.QuerySet["Envelope"]):
    """Read envelopes."""

    def with_balance(self) -> Self:
        """Add what is awarded, and what is left."""
        believed = Q(awards__retracted_at__isnull=True)
        awarded = Coalesce(Sum("awards__amount_cents", filter=believed), 0)
        return (
            self.select_related("funder", "scheme")
            .annotate(awarded_cents=awarded)
            .annotate(balance_cents=F("amount_cents") - F("awarded_cents"))
            .order_by("year", "pk")
        )

    def of_scheme(self, scheme: AidScheme) -> Self:
        """Keep the envelopes of an aid."""
        return self.filter(scheme=scheme)

    def of_year(self, year: int) -> Self:
        """Keep the envelopes of a year."""
        return self.filter(year=year)


class Envelope(models.Model):
    """Hold the money that a funder puts into an aid for a year."""

    scheme = models.ForeignKey(AidScheme, models.PROTECT, related_name="envelopes", verbose_name=_("aide"))
    funder = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("financeur"))
    year = models.PositiveSmallIntegerField(_("année"))
    amount_cents = models.PositiveBigIntegerField(_("montant"))

    awarded_cents: int  # added by « with_balance », like the next
    balance_cents: int

    objects = EnvelopeQuerySet.as_manager()

    class Meta:
        verbose_name = _("enveloppe")
        verbose_name_plural = _("enveloppes")
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "funder", "year"],
                name="supports_envelope_once_a_year",
                violation_error_message=_("Ce financeur a déjà une enveloppe cette année pour cette aide."),
            ),
            models.CheckConstraint(
                name="supports_envelope_holds_something",
                condition=Q(amount_cents__gt=0, year__gte=2000, year__lt=2100),
                violation_error_message=_("Une enveloppe porte un montant et une année."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.funder} {self.year}"
