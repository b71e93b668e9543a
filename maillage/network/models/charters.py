"""Charters and who signed them."""

import datetime as dt
import hashlib
from typing import Self
from urllib.parse import urlencode

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor
from maillage.common.facts import DatedFact, DatedFactQuerySet
from maillage.network.models.organisations import Organisation
from maillage.network.models.teams import Team
from maillage.network.permissions import end_signature


class CharterQuerySet(models.QuerySet["Charter"]):
    """Read charters."""

    def in_use(self, kind: str, day: dt.date) -> "Charter":
        """Return the version of a charter that one signs on a day: the last one adopted."""
        adopted = self.filter(Q(adopted_on=None) | Q(adopted_on__lte=day), kind=kind)
        return adopted.order_by(F("adopted_on").desc(nulls_last=True), "-pk")[0]

    def of_kind(self, kind: str) -> Self:
        """Keep the versions of one charter."""
        return self.filter(kind=kind)

    def at_version(self, version: str) -> "Charter | None":
        """Return a version by its name; none where nothing bears it."""
        return self.filter(version=version).first() if version else None

    def latest_first(self) -> Self:
        """Read the charters by kind, the last version first."""
        return self.order_by("kind", F("adopted_on").desc(nulls_last=True), "-pk")

    def with_signatures(self) -> Self:
        """Add `signed`, how many signatures each version has ever had, as known now."""
        believed = Q(signatures__retracted_at=None, signatures__isnull=False)
        return self.annotate(signed=models.Count("signatures", filter=believed))


class Charter(models.Model):
    """Hold a version of a charter: that of the organisations, or that of the citizen team."""

    class Kind(models.TextChoices):
        """Who signs it."""

        NATIONAL = "nationale", _("charte nationale")
        TEAM = "equipe", _("charte de l'équipe citoyenne")

    kind = models.CharField(_("charte"), max_length=12, choices=Kind.choices)
    version = models.CharField(_("version"), max_length=20)
    title = models.CharField(_("titre"), max_length=200)
    text = models.TextField(_("texte"), blank=True)
    adopted_on = models.DateField(_("adoptée le"), null=True, blank=True)

    # Added by `with_signatures`.
    signed: int

    objects = CharterQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "adopted_on", "version"]
        verbose_name = _("charte")
        verbose_name_plural = _("chartes")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "version"],
                name="network_charter_version_once",
                violation_error_message=_("Cette version de la charte existe déjà."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the page that holds this version."""
        asked = {"texte": "" if self.kind == self.Kind.NATIONAL else self.kind, "version": self.version}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{reverse('charter')}?{query}"

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the text: whoever signs keeps that of the text they read."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def blocks(self) -> list[tuple[str, list[str]]]:
        """Return the text as a page prints it: titles (« # »), lists (« - ») and paragraphs."""
        found = []
        for part in filter(None, self.text.strip().split("\n\n")):
            lines = [line.strip().lstrip("#- ") for line in part.strip().splitlines()]
            sort = {"#": "title", "-": "list"}.get(part.strip()[:1], "text")
            found.append((sort, lines if sort == "list" else [" ".join(lines)]))
        return found


class SignatureEnd(models.TextChoices):
    """Why a signature ends."""

    WITHDRAWAL = "retrait", _("retrait")
    MERGER = "fusion", _("fusion")
    SUCCESSION = "succession", _("succession")
    OTHER = "autre", _("autre motif")


class SignatureQuerySet(DatedFactQuerySet["Signature"]):
    """Read signatures."""

    def in_force(self, day: dt.date) -> Self:
        """Keep the signatures that hold on a day, as known now."""
        return self.believed().as_of(day)

    def of_charter(self, charter: Charter, organisation: Organisation | None) -> Self:
        """Keep the signatures of one version of a charter by an organisation."""
        return self.filter(charter=charter, organisation=organisation)

    def about(self, organisation: Organisation) -> Self:
        """Keep the signatures of an organisation, the last first, with their charter and who succeeds."""
        found = self.filter(organisation=organisation).select_related("charter", "successor")
        return found.order_by("-started_on", "-pk")

    def endable_by(self, actor: Actor) -> Self:
        """Keep the signatures of organisations that someone may end: believed, and not ended yet."""
        return self.believed().filter(end_signature(actor, "organisation"), ended_on=None)

    def national(self) -> Self:
        """Keep the signatures of the national charter."""
        return self.filter(charter__kind=Charter.Kind.NATIONAL)

    def corrected(self, moment: dt.datetime) -> Self:
        """Keep the signatures that were believed once, and that nobody believed any more at a moment."""
        return self.filter(known_until__lte=moment)

    def of_organisations(self, organisations: "models.QuerySet[Organisation]") -> Self:
        """Keep the signatures of some organisations, read with them, the last first."""
        found = self.filter(organisation__in=organisations.order_by().values("pk"))
        return found.select_related("organisation").order_by("-started_on", "-pk")

    def with_organisation(self) -> Self:
        """Keep the signatures of organisations, each with its organisation and its charter, the last first."""
        found = self.filter(organisation__isnull=False).select_related("charter", "organisation")
        return found.order_by("-started_on", "-pk")

    def with_charter(self) -> Self:
        """Read each signature with its charter, the oldest first."""
        return self.select_related("charter").order_by("started_on", "pk")


class Signature(DatedFact):
    """Say that an organisation, or a team, signed a charter on a day, until a day."""

    charter = models.ForeignKey(Charter, models.PROTECT, related_name="signatures")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="signatures"
    )
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="signatures")
    end_kind = models.CharField(
        _("nature de la fin"), max_length=10, choices=SignatureEnd.choices, blank=True
    )
    successor = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="succeeded_signatures",
        verbose_name=_("organisation qui lui succède"),
    )

    objects = SignatureQuerySet.as_manager()

    class Meta(DatedFact.Meta):
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                name="network_signature_by_one_signatory",
                condition=Q(organisation__isnull=False, team__isnull=True)
                | Q(organisation__isnull=True, team__isnull=False),
                violation_error_message=_("Une signature est celle d'une organisation, ou d'une équipe."),
            ),
            models.CheckConstraint(
                name="network_signature_has_a_day",
                condition=Q(started_on__isnull=False),
                violation_error_message=_("Une signature porte sa date."),
            ),
            models.UniqueConstraint(
                fields=["charter", "organisation"],
                condition=Q(organisation__isnull=False, ended_on__isnull=True, retracted_at__isnull=True),
                name="network_signature_one_in_force_by_organisation",
                violation_error_message=_(
                    "Cette organisation a déjà une signature en vigueur de cette charte."
                ),
            ),
            models.UniqueConstraint(
                fields=["charter", "team"],
                condition=Q(team__isnull=False, ended_on__isnull=True, retracted_at__isnull=True),
                name="network_signature_one_in_force_by_team",
                violation_error_message=_("Cette équipe a déjà une signature en vigueur de cette charte."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation or self.team} : {self.charter}"
