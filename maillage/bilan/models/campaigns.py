"""Campaigns of bilans: who is asked for a bilan of the year, what they write, what is given back, what is chosen."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor
from maillage.bilan import permissions
from maillage.common.facts import Recorded, RecordedQuerySet
from maillage.common.personal import written_by
from maillage.common.states import Life
from maillage.common.versions import Versioned
from maillage.network.models import Cooperation, Organisation
from maillage.territory.perimeter import Perimeter

LONGEST_TEXT = 1_500  # letters of what is written beside a part: what a slide holds


class BilanState(models.TextChoices):
    """The states of a bilan that is asked for."""

    ASKED = "a-ecrire", _("à écrire")
    SENT = "envoye", _("envoyé")
    BACK = "rendu", _("rendu avec une remarque")
    ACCEPTED = "accepte", _("accepté et figé")


_S = BilanState
NEXT_BILAN_STATES: Mapping[str, tuple[BilanState, ...]] = {
    _S.ASKED: (_S.SENT,),
    _S.SENT: (_S.BACK, _S.ACCEPTED),
    _S.BACK: (_S.SENT,),
    _S.ACCEPTED: (),
}
BILAN_LIFE = Life(
    name="bilan-a-rendre",
    title=_("La vie d'un bilan dans sa campagne"),
    states=BilanState,
    first=BilanState.ASKED,
    following=NEXT_BILAN_STATES,
)
TO_WRITE = (_S.ASKED, _S.BACK)


class BilanCampaignQuerySet(models.QuerySet["BilanCampaign"]):
    """Read campaigns of bilans."""

    def latest_first(self) -> Self:
        """Read the last campaigns first."""
        return self.order_by("-year", "-pk")

    def counted(self) -> Self:
        """Add how many bilans were asked for, sent and accepted."""
        return self.annotate(
            asked=Count("bilans"),
            sent=Count("bilans", filter=Q(bilans__state=BilanState.SENT)),
            accepted=Count("bilans", filter=Q(bilans__state=BilanState.ACCEPTED)),
        )

    def telling_of(self, day: dt.date, known_at: dt.datetime) -> Self:
        """Keep the campaigns whose figures are those of a day, opened by a moment."""
        return self.filter(as_of=day, opened_at__lte=known_at)


class BilanCampaign(models.Model):
    """Hold one campaign: a year, the day of its figures, the day by which the bilans are waited for."""

    personal = (written_by("opened_by"),)

    # Added by `counted`.
    asked: int
    sent: int
    accepted: int

    year = models.PositiveSmallIntegerField(_("année"))
    as_of = models.DateField(_("chiffres au"))
    due_on = models.DateField(_("attendus pour le"))
    word = models.TextField(_("votre mot"), blank=True)
    opened_at = models.DateTimeField(_("ouverte le"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_on = models.DateField(_("close le"), null=True, blank=True)

    objects = BilanCampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campagne de bilans")
        verbose_name_plural = _("campagnes de bilans")
        ordering = ["-year", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="bilan_campaign_due_after_its_day",
                condition=Q(due_on__gte=F("as_of")),
                violation_error_message=_("Les bilans s'attendent après le jour de leurs chiffres."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Bilans de %s") % self.year)

    def get_absolute_url(self) -> str:
        """Return where the campaign is followed."""
        return reverse("bilan_campaign", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Tell whether bilans are still waited for."""
        return self.closed_on is None


class CampaignBilanQuerySet(models.QuerySet["CampaignBilan"]):
    """Read the bilans of campaigns."""

    def writable_by(self, actor: Actor) -> Self:
        """Keep the bilans that someone may write, whatever their state."""
        return self.filter(permissions.write_bilan(actor))

    def readable_by(self, actor: Actor) -> Self:
        """Keep the bilans that someone may read before they are frozen."""
        return self.filter(permissions.read_bilan(actor))

    def at(self, states: Collection[str]) -> Self:
        """Keep the bilans at some states."""
        return self.filter(state__in=states)

    def to_write(self) -> Self:
        """Keep what waits for its author, in campaigns that go on."""
        return self.at(TO_WRITE).filter(campaign__closed_on__isnull=True)

    def to_read(self) -> Self:
        """Keep what was sent and waits to be read."""
        return self.at([BilanState.SENT])

    def never_reminded(self) -> Self:
        """Keep the bilans whose author was not reminded."""
        return self.filter(reminded_at__isnull=True)

    def asked_in(self, year: int) -> Self:
        """Keep the bilans that were asked for a year, whatever the campaign."""
        return self.filter(year=year)

    def is_there(self, bilan: "CampaignBilan") -> bool:
        """Tell whether a bilan is among these."""
        return self.filter(pk=bilan.pk).exists()

    def latest_first(self) -> Self:
        """Read the last year first."""
        return self.order_by("-year", "cooperation__folded", "carrier__folded", "pk")

    def in_full(self) -> Self:
        """Read each bilan with whose it is and its campaign, by name."""
        return self.select_related("campaign", "cooperation", "carrier").order_by(
            "cooperation__folded", "carrier__folded", "pk"
        )


class CampaignBilan(Versioned):
    """Hold the bilan that a cooperation or a carrier is asked for, and where it stands."""

    campaign = models.ForeignKey(BilanCampaign, models.PROTECT, related_name="bilans")
    year = models.PositiveSmallIntegerField(_("année"))
    cooperation = models.ForeignKey(
        Cooperation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="bilans",
        verbose_name=_("coopération"),
    )
    carrier = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="bilans", verbose_name=_("porteur")
    )
    state = models.CharField(_("état"), max_length=8, choices=BilanState.choices, default=BilanState.ASKED)
    asked_at = models.DateTimeField(_("demandé le"))
    sent_at = models.DateTimeField(_("envoyé le"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("rappelé le"), null=True, blank=True)

    objects = CampaignBilanQuerySet.as_manager()

    class Meta:
        verbose_name = _("bilan d'une campagne")
        verbose_name_plural = _("bilans des campagnes")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="bilan_campaign_bilan_is_somebodys",
                condition=Q(cooperation__isnull=False, carrier__isnull=True)
                | Q(cooperation__isnull=True, carrier__isnull=False),
                violation_error_message=_("Un bilan est celui d'une coopération ou d'un porteur."),
            ),
            models.CheckConstraint(
                name="bilan_campaign_bilan_sent_has_its_moment",
                condition=Q(state="a-ecrire") | Q(sent_at__isnull=False),
                violation_error_message=_("Un bilan envoyé porte le moment de son envoi."),
            ),
            models.UniqueConstraint(
                fields=["cooperation", "year"],
                name="bilan_campaign_cooperation_once_a_year",
                violation_error_message=_("Cette coopération a déjà son bilan de l'année."),
            ),
            models.UniqueConstraint(
                fields=["carrier", "year"],
                name="bilan_campaign_carrier_once_a_year",
                violation_error_message=_("Ce porteur a déjà son bilan de l'année."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject.name}, {self.year}"

    def get_absolute_url(self) -> str:
        """Return where it is read, written, sent and answered."""
        return reverse("asked_bilan", args=[self.pk])

    @property
    def subject(self) -> Cooperation | Organisation:
        """Return whose bilan it is."""
        held = self.cooperation or self.carrier
        if held is None:  # the database holds that it cannot be
            raise LookupError
        return held

    @property
    def definition(self) -> str:
        """Return the code of its definition."""
        return "cooperation" if self.cooperation_id else "porteur"

    @property
    def perimeter(self) -> Perimeter:
        """Return the perimeter of its figures."""
        return Perimeter(self.definition, self.subject.slug)

    @property
    def is_to_write(self) -> bool:
        """Tell whether its author may still change it."""
        return self.state in TO_WRITE

    @property
    def is_accepted(self) -> bool:
        """Tell whether it is frozen."""
        return self.state == BilanState.ACCEPTED

    def value_of(self, name: str) -> object:
        """Return the text of a part, for whoever wrote at the same time."""
        row = self.texts.believed().filter(part=name.removeprefix("texte_").replace("_", "-")).first()
        return row.text if row else ""


class BilanTextQuerySet(RecordedQuerySet["BilanText"]):
    """Read what was written beside the parts of bilans."""

    def by_part(self) -> dict[str, str]:
        """Return each text by the code of its part."""
        return {row.part: row.text for row in self.order_by("pk")}

    def of_bilans(self, bilans: Collection["CampaignBilan"]) -> Self:
        """Keep the texts of some bilans, in the order in which they were written."""
        return self.filter(bilan__in=bilans).order_by("bilan", "pk")


class BilanText(Recorded):
    """Hold what was written beside a part of a bilan; changing it is another fact."""

    bilan = models.ForeignKey(CampaignBilan, models.PROTECT, related_name="texts")
    part = models.SlugField(_("partie"), max_length=40)
    text = models.TextField(_("texte"))

    objects = BilanTextQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("texte d'un bilan")
        verbose_name_plural = _("textes des bilans")
        ordering = ["pk"]
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["bilan", "part"],
                condition=Q(retracted_at__isnull=True),
                name="bilan_text_one_by_part",
                violation_error_message=_("Cette partie a déjà son texte."),
            ),
        ]

    def __str__(self) -> str:
        return self.part


class BilanRemarkQuerySet(RecordedQuerySet["BilanRemark"]):
    """Read remarks."""

    def of(self, bilan: CampaignBilan) -> Self:
        """Keep those about a bilan, the last first."""
        return self.filter(bilan=bilan).select_related("recorded_by").order_by("-recorded_at", "-pk")


class BilanRemark(Recorded):
    """Hold why a bilan was given back to its author."""

    bilan = models.ForeignKey(CampaignBilan, models.PROTECT, related_name="remarks")
    text = models.TextField(_("remarque"))

    objects = BilanRemarkQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("remarque sur un bilan")
        verbose_name_plural = _("remarques sur des bilans")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.text[:60]


class ChosenTextQuerySet(RecordedQuerySet["ChosenText"]):
    """Read which texts stand in the national bilan."""

    def of_campaigns(self, campaigns: Collection[BilanCampaign]) -> Self:
        """Keep the texts of some campaigns, by name of whose they are."""
        return (
            self.filter(text__bilan__campaign__in=campaigns)
            .select_related("text__bilan__cooperation", "text__bilan__carrier")
            .order_by("text__bilan__cooperation__folded", "text__bilan__carrier__folded", "pk")
        )


class ChosenText(Recorded):
    """Say that a text of a bilan stands in the national bilan too."""

    text = models.ForeignKey(BilanText, models.PROTECT, related_name="choices")

    objects = ChosenTextQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("texte retenu au bilan national")
        verbose_name_plural = _("textes retenus au bilan national")
        ordering = ["pk"]
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["text"],
                condition=Q(retracted_at__isnull=True),
                name="bilan_text_chosen_once",
                violation_error_message=_("Ce texte est déjà retenu."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.text)
