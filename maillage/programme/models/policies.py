"""Public policies that the mobilisation meets, and the agreements that were signed about them, place by place."""

import datetime as dt
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor
from maillage.common.facts import FIRST_DAY, LAST_DAY, DatedFact, DatedFactQuerySet, known, true_on
from maillage.common.versions import Versioned
from maillage.network.models import Cooperation, Organisation
from maillage.programme.permissions import write_agreement
from maillage.territory.models import Commune, Departement, Epci, Region
from maillage.territory.perimeter import FRANCE, Perimeter

PLACES = ("region", "departement", "epci", "commune")


class PolicyKind(models.TextChoices):
    """What a public policy is."""

    LAW = "loi", _("loi")
    PLAN = "plan", _("plan ou stratégie")
    CITY = "contrat-de-ville", _("politique de la ville")
    FUNDERS = "conference-des-financeurs", _("conférence des financeurs")
    CIVIC_SERVICE = "service-civique", _("service civique")
    AUTONOMY = "autonomie", _("service public de l'autonomie")
    HEAT = "plan-canicule", _("plan canicule")
    OTHER = "autre", _("autre")


class PublicPolicyQuerySet(models.QuerySet["PublicPolicy"]):
    """Read public policies."""

    def in_order(self) -> Self:
        """Read them by name."""
        return self.order_by("name", "pk")

    def begun(self, day: dt.date) -> Self:
        """Keep those that a day has seen begin, over or not, by name."""
        return self.filter(since__lte=day).in_order()

    def with_agreements(self, *, as_of: dt.date, known_at: dt.datetime) -> Self:
        """Add how many agreements hold on a day, as known at a moment."""
        held = known(known_at, "agreements__") & true_on(as_of, "agreements__")
        return self.annotate(held=Count("agreements", filter=held))


class PublicPolicy(Versioned):
    """Hold a public policy: what it is, from when to when, and the text that says so."""

    held: int  # added by « with_agreements »

    slug = models.SlugField(_("adresse de la page"), max_length=120, unique=True)
    name = models.CharField(_("nom"), max_length=200)
    kind = models.CharField(_("nature"), max_length=30, choices=PolicyKind.choices)
    text = models.TextField(_("ce que c'est"))
    since = models.DateField(_("depuis le"))
    until = models.DateField(_("jusqu'au"), null=True, blank=True)
    source_url = models.URLField(_("adresse de la source"), max_length=500, blank=True)

    objects = PublicPolicyQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("politique publique")
        verbose_name_plural = _("politiques publiques")
        constraints = [
            models.CheckConstraint(
                name="programme_publicpolicy_days_in_order",
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                violation_error_message=_("La fin vient après le début."),
            ),
            models.CheckConstraint(
                name="programme_publicpolicy_days_are_plausible",
                condition=Q(since__gte=FIRST_DAY, since__lt=LAST_DAY)
                & (Q(until__isnull=True) | Q(until__lt=LAST_DAY)),
                violation_error_message=_("Une date est comprise entre 1900 et 2099."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("policy", args=[self.slug])


class AgreementQuerySet(DatedFactQuerySet["Agreement"]):
    """Read agreements."""

    def in_full(self) -> Self:
        """Read each with its policy, its cooperation and its place, the last first."""
        return self.select_related("policy", "cooperation", "organisation", *PLACES).order_by(
            "-started_on", "-pk"
        )

    def about(self, policy: PublicPolicy) -> Self:
        """Keep those of a policy."""
        return self.filter(policy=policy)

    def concluded_by(self, organisation: Organisation) -> Self:
        """Keep those that an organisation concluded."""
        return self.filter(organisation=organisation)

    def standing(self, day: dt.date, known_at: dt.datetime) -> Self:
        """Keep what held on a day, as known at a moment."""
        return self.known_at(known_at).as_of(day).in_full()

    def writable_by(self, actor: Actor) -> Self:
        """Keep the agreements that someone may write."""
        return self.filter(write_agreement(actor))

    def in_perimeter(self, perimeter: Perimeter) -> Self:
        """Keep those of a place, and of what lies in it; for a place smaller than France, not those of the whole."""
        if perimeter.is_france:
            return self
        named = Q(**{f"{perimeter.kind}__code": perimeter.code}) if perimeter.kind in PLACES else Q(pk__in=[])
        within = Q(commune__in=Commune.objects.filter(perimeter.q("departement", "pk")))
        if perimeter.kind == "region":
            within |= Q(departement__region__code=perimeter.code)
        return self.filter(named | within)


class Agreement(DatedFact):
    """Say that an agreement about a public policy holds in a place, with whom, from a day to a day."""

    policy = models.ForeignKey(PublicPolicy, models.PROTECT, related_name="agreements")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    departement = models.ForeignKey(Departement, models.PROTECT, null=True, blank=True, related_name="+")
    epci = models.ForeignKey(Epci, models.PROTECT, null=True, blank=True, related_name="+")
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True, related_name="+")
    cooperation = models.ForeignKey(
        Cooperation, models.PROTECT, null=True, blank=True, related_name="agreements"
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name=_("organisation qui la conclut"),
    )
    parties = models.TextField(_("autres parties"), blank=True)
    reference = models.CharField(_("référence"), max_length=150, blank=True)
    amount_cents = models.PositiveBigIntegerField(_("montant, en centimes"), null=True, blank=True)
    sits = models.BooleanField(_("la coopération y siège"), null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta(DatedFact.Meta):
        ordering = ["-started_on", "-pk"]
        verbose_name = _("convention")
        verbose_name_plural = _("conventions")
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                name="programme_agreement_has_a_day",
                condition=Q(started_on__isnull=False),
                violation_error_message=_("Une convention porte sa date."),
            ),
            models.CheckConstraint(
                name="programme_agreement_of_one_place",
                condition=Q(region=None, departement=None, epci=None)
                | Q(region=None, departement=None, commune=None)
                | Q(region=None, epci=None, commune=None)
                | Q(departement=None, epci=None, commune=None),
                violation_error_message=_("Une convention vaut en un seul lieu, ou en France."),
            ),
            models.CheckConstraint(
                name="programme_agreement_with_somebody",
                condition=Q(cooperation__isnull=False) | Q(organisation__isnull=False) | ~Q(parties=""),
                violation_error_message=_("Une convention dit qui l'a conclue."),
            ),
            models.CheckConstraint(
                name="programme_agreement_sits_with_a_cooperation",
                condition=Q(cooperation__isnull=False) | Q(sits__isnull=True),
                violation_error_message=_("Seule une coopération siège : dites laquelle."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy}, {self.place_name}"

    @property
    def place(self) -> Region | Departement | Epci | Commune | None:
        """Return where it holds; none is France."""
        return self.region or self.departement or self.epci or self.commune

    @property
    def place_name(self) -> str:
        """Return the name of where it holds."""
        return str(self.place or FRANCE.label)

    @property
    def perimeter(self) -> Perimeter:
        """Return where it holds, as every page and figure names a place."""
        return Perimeter(self.place._meta.model_name or "", self.place.code) if self.place else FRANCE

    @property
    def amount(self) -> Decimal | None:
        """Return the amount in euros; none when nobody knows it."""
        return None if self.amount_cents is None else Decimal(self.amount_cents) / 100
