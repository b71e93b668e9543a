"""Organisations: what they are, where they sit, what they belong to."""

import datetime as dt
import difflib
from collections.abc import Collection
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor
from maillage.common.facts import DatedFact, DatedFactQuerySet, known, start_of_day, true_on
from maillage.common.normalise import fold, near_key
from maillage.common.versions import Versioned
from maillage.network import permissions
from maillage.network.models.places import Situation, Subject, SubjectQuerySet
from maillage.network.permissions import edit_organisation, see_organisation

CLOSE = 0.8  # two names this alike may be one


class OrganisationKind(models.Model):
    """Hold a kind of organisation; the list is the network's to choose."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("nom"), max_length=100)
    plural = models.CharField(_("pluriel"), max_length=100)
    position = models.PositiveSmallIntegerField(_("rang"), default=0)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("nature d'organisation")
        verbose_name_plural = _("natures d'organisation")

    def __str__(self) -> str:
        return self.name


class OrganisationQuerySet(SubjectQuerySet["Organisation"]):
    """Read organisations."""

    def signatories(self, *, as_of: dt.date, known_at: dt.datetime) -> Self:
        """Keep the organisations with a signature in force on a day, as known at a moment."""
        return self.filter(
            known(known_at, "signatures__")
            & true_on(as_of, "signatures__")
            & Q(signatures__charter__kind="nationale")
        ).distinct()

    def numbered(self, keys: Collection[int]) -> Self:
        """Keep the organisations of some numbers."""
        return self.filter(pk__in=keys)

    def offerable_by(self, actor: Actor, team: models.Model) -> Self:
        """Keep the organisations that the person may say to carry a team."""
        return self.filter(permissions.offer_carrier(actor, team))

    def carriers(self) -> Self:
        """Keep the organisations that carry a team or have branches, or did: those that a figure may be cut by."""
        return self.filter(Q(carryings__isnull=False) | Q(branches__isnull=False)).distinct()

    def carrying(self, team: models.Model) -> Self:
        """Keep the organisations that carry a team now, as known now."""
        return self.filter(carryings__team=team, carryings__ended_on=None, carryings__retracted_at=None)

    def called(self, text: str) -> Self:
        """Keep the organisations of a name, or of a SIRET."""
        digits = "".join(text.split())
        return self.filter(siret=digits) if digits.isdigit() else self.named_like(text)

    def looked_for(self, text: str, *, day: dt.date) -> Self:
        """Keep the organisations of a name, or of a SIRET; read where they sit, by name."""
        moment = start_of_day(day + dt.timedelta(days=1))
        return self.called(text).placed(as_of=day, known_at=moment)

    def with_kind(self) -> Self:
        """Read the kind of each organisation with its seat; call it after `seated`."""
        return self.select_related("seat__kind", "seat__commune", "seat__departement")

    def of_kind(self, code: str) -> Self:
        """Keep the organisations of a kind; call it after `seated`."""
        return self.filter(seat__kind__code=code)

    def visible_to(self, actor: Actor) -> Self:
        """Keep the organisations whose internal sheet someone may read."""
        return self.filter(see_organisation(actor))

    def editable_by(self, actor: Actor) -> Self:
        """Keep the organisations that someone may change."""
        return self.filter(edit_organisation(actor))

    def resembling(
        self, name: str, *, departement: int | None = None, siret: str = "", rna: str = ""
    ) -> Self:
        """Keep the organisations that a newcomer may be: same number, same telling words, or close letters nearby."""
        key, folded = near_key(fold(name)), fold(name)
        same = Q(siret=siret) & ~Q(siret="") | (Q(rna__iexact=rna) & ~Q(rna=""))
        if not key:
            return self.filter(same)
        alike = [
            pk for pk, other in self.named_like(key).values_list("pk", "folded") if near_key(other) == key
        ]
        if departement is not None:
            here = OrganisationSituation.objects.believed().filter(
                Q(departement=departement) | Q(departement=None), ended_on=None
            )
            words = set(key.split())
            close = difflib.SequenceMatcher(None, b=folded)
            for pk, other in self.filter(pk__in=here.values("organisation")).values_list("pk", "folded"):
                others = set(near_key(other).split())
                close.set_seq1(other)
                if (others and (words <= others or others <= words)) or (
                    close.quick_ratio() > CLOSE and close.ratio() > CLOSE
                ):
                    alike.append(pk)
        return self.filter(same | Q(pk__in=alike))


class Organisation(Versioned, Subject):
    """Hold a legal person; its kind and seat are dated situations."""

    # Added by `seated`.
    seat: "OrganisationSituation | None"

    siret = models.CharField(_("SIRET"), max_length=14, null=True, blank=True)  # noqa: DJ001 - unique when known
    rna = models.CharField(_("numéro RNA"), max_length=10, null=True, blank=True)  # noqa: DJ001 - unique when known

    objects = OrganisationQuerySet.as_manager()

    class Meta(Subject.Meta):
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.UniqueConstraint(
                "siret",
                name="network_organisation_siret_once",
                violation_error_message=_("Une organisation porte déjà ce SIRET."),
            ),
            models.UniqueConstraint(
                Lower("rna"),
                name="network_organisation_rna_once",
                violation_error_message=_("Une organisation porte déjà ce numéro RNA."),
            ),
        ]


class OrganisationSituationQuerySet(DatedFactQuerySet["OrganisationSituation"]):
    """Read organisation situations."""


class OrganisationSituation(Situation):
    """Say what an organisation is and where it sits, from a day to a day."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="situations")
    kind = models.ForeignKey(OrganisationKind, models.PROTECT, null=True, blank=True, related_name="+")

    objects = OrganisationSituationQuerySet.as_manager()

    class Meta(Situation.Meta):
        verbose_name = _("situation d'une organisation")
        verbose_name_plural = _("situations des organisations")

    def __str__(self) -> str:
        return f"{self.organisation} : {self.kind or _('nature inconnue')}"


class AffiliationQuerySet(DatedFactQuerySet["Affiliation"]):
    """Read affiliations."""

    def with_organisations(self) -> Self:
        """Read each affiliation with both organisations, by name."""
        return self.select_related("organisation", "parent").order_by(
            "parent__folded", "organisation__folded", "pk"
        )


class Affiliation(DatedFact):
    """Say that an organisation belongs to another: a local branch and its national association."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="affiliations")
    parent = models.ForeignKey(Organisation, models.PROTECT, related_name="branches")

    objects = AffiliationQuerySet.as_manager()

    class Meta(DatedFact.Meta):
        verbose_name = _("rattachement")
        verbose_name_plural = _("rattachements")
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                name="network_affiliation_to_another",
                condition=~Q(organisation=models.F("parent")),
                violation_error_message=_("Une organisation ne se rattache pas à elle-même."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} → {self.parent}"


class College(models.TextChoices):
    """The colleges of the association's members."""

    SIGNATORIES = "signataires", _("signataires qui animent des bénévoles")
    COOPERATIONS = "cooperations", _("coopérations actives")
    TEAMS = "equipes", _("équipes citoyennes")


class MembershipQuerySet(DatedFactQuerySet["Membership"]):
    """Read memberships."""


class Membership(DatedFact):
    """Say that an organisation is a member of the association: this is not a signature."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    college = models.CharField(_("collège"), max_length=12, choices=College.choices, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta(DatedFact.Meta):
        verbose_name = _("adhésion")
        verbose_name_plural = _("adhésions")
        constraints = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(ended_on__isnull=True, retracted_at__isnull=True),
                name="network_membership_one_open",
                violation_error_message=_("Cette organisation est déjà membre."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)
