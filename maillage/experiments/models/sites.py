"""Where an experiment takes place: teams, cooperations and communes, and the part that each takes, day after day."""

import datetime as dt
from collections.abc import Sequence
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor
from maillage.common.facts import DatedFact, DatedFactQuerySet, Recorded, RecordedQuerySet, known
from maillage.experiments.models.plan import Experiment
from maillage.experiments.permissions import measure_site
from maillage.network.models import Cooperation, Team
from maillage.territory.models import Commune


class Arm(models.TextChoices):
    """What a site does in an experiment."""

    TRIES = "essaie", _("essaie")
    COMPARES = "compare", _("sert de comparaison")


class SiteQuerySet(models.QuerySet["Site"]):
    """Read sites."""

    def of(self, experiment: Experiment) -> Self:
        """Keep those of an experiment, in the order in which they came."""
        return self.filter(experiment=experiment).named().order_by("pk")

    def among(self, experiments: Sequence[int]) -> Self:
        """Keep those of some experiments, by number."""
        return self.filter(experiment__in=experiments)

    def named(self) -> Self:
        """Read each with what names it."""
        return self.select_related("team", "cooperation", "commune__departement")

    def taking_part(self) -> Self:
        """Keep those that are believed to take a part, or to have taken one."""
        return self.filter(pk__in=Part.objects.believed().values("site"))

    def still_there(self) -> Self:
        """Keep those that are believed to take a part, and have not left."""
        return self.filter(pk__in=Part.objects.believed().filter(ended_on=None).values("site"))

    def measured_by(self, actor: Actor) -> Self:
        """Keep those of which someone may enter the measures."""
        return self.filter(measure_site(actor))


class Site(models.Model):
    """Name a team, a cooperation or a commune where an experiment takes place."""

    experiment = models.ForeignKey(Experiment, models.PROTECT, related_name="sites")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    cooperation = models.ForeignKey(Cooperation, models.PROTECT, null=True, blank=True, related_name="+")
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True, related_name="+")

    objects = SiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("site d'expérimentation")
        verbose_name_plural = _("sites d'expérimentations")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="experiments_site_is_one_thing",
                condition=Q(team__isnull=False, cooperation__isnull=True, commune__isnull=True)
                | Q(team__isnull=True, cooperation__isnull=False, commune__isnull=True)
                | Q(team__isnull=True, cooperation__isnull=True, commune__isnull=False),
                violation_error_message=_("Un site est une équipe, une coopération ou une commune."),
            ),
            *(
                models.UniqueConstraint(
                    fields=["experiment", kind],
                    condition=Q(**{f"{kind}__isnull": False}),
                    name=f"experiments_site_once_a_{kind}",
                    violation_error_message=_("Ce site est déjà dans cette expérimentation."),
                )
                for kind in ("team", "cooperation", "commune")
            ),
        ]

    def __str__(self) -> str:
        return str(self.place)

    @property
    def place(self) -> Team | Cooperation | Commune:
        """Return what it is: a team, a cooperation or a commune."""
        return self.team or self.cooperation or self.commune  # type: ignore[return-value] # a constraint holds that there is one

    @property
    def ticket(self) -> str:
        """Return what stands for it in a drawing by lot: the same for anyone who draws again."""
        place = self.place
        kind = place._meta.model_name
        return f"{kind}:{place.code if isinstance(place, Commune) else place.slug}"

    @property
    def page(self) -> str:
        """Return the address of its public page; a commune has none of its own."""
        held = self.team or self.cooperation
        return held.get_absolute_url() if held else ""


class PartQuerySet(DatedFactQuerySet["Part"]):
    """Read the parts that sites take."""

    def of(self, experiment: Experiment) -> Self:
        """Keep those of an experiment, the oldest first."""
        return self.filter(site__experiment=experiment).order_by("started_on", "pk")

    def tried(self, experiments: Sequence[int], day: dt.date, known_at: dt.datetime) -> Self:
        """Keep those where something was tried by a day, of some experiments by number, with their site."""
        begun = self.known_at(known_at).until(day).trying()
        return begun.filter(site__experiment__in=experiments).select_related("site")

    def of_site(self, site: Site) -> Self:
        """Keep those of a site, the oldest first."""
        return self.filter(site=site).order_by("started_on", "pk")

    def named(self) -> Self:
        """Read each with what names its site."""
        return self.select_related("site__team", "site__cooperation", "site__commune__departement")

    def trying(self) -> Self:
        """Keep those where something is tried."""
        return self.filter(arm=Arm.TRIES)


class Part(DatedFact):
    """Say what a site does in an experiment, from a day until a day."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="parts")
    arm = models.CharField(_("ce que fait le site"), max_length=7, choices=Arm.choices)

    objects = PartQuerySet.as_manager()

    class Meta(DatedFact.Meta):
        verbose_name = _("part d'un site")
        verbose_name_plural = _("parts de sites")
        ordering = ["started_on", "pk"]
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                name="experiments_part_has_a_day",
                condition=Q(started_on__isnull=False),
                violation_error_message=_("La part d'un site porte son premier jour."),
            ),
            models.UniqueConstraint(
                fields=["site"],
                condition=Q(ended_on__isnull=True, retracted_at__isnull=True),
                name="experiments_part_one_open",
                violation_error_message=_("Ce site prend déjà part à l'expérimentation."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_arm_display()


class DrawQuerySet(RecordedQuerySet["Draw"]):
    """Read drawings by lot."""

    def standing(self, experiment: Experiment) -> "Draw | None":
        """Return the one that holds today for an experiment."""
        return self.believed().filter(experiment=experiment).first()

    def of(self, experiment: Experiment, day: dt.date, known_at: dt.datetime) -> "Draw | None":
        """Return the one of an experiment that was drawn by a day, as known at a moment."""
        return self.filter(known(known_at), experiment=experiment, drawn_on__lte=day).order_by("pk").last()


class Draw(Recorded):
    """Say that the order in which sites begin was drawn by lot, with what is needed to draw it again."""

    experiment = models.ForeignKey(Experiment, models.PROTECT, related_name="draws")
    drawn_on = models.DateField(_("tiré au sort le"))
    seed = models.PositiveIntegerField(_("graine"))
    steps = models.PositiveSmallIntegerField(_("vagues de démarrage"))
    first_on = models.DateField(_("premier démarrage"))
    days_apart = models.PositiveSmallIntegerField(_("jours entre deux démarrages"))
    # As they came out; a site is named by its ticket, so that the lot is drawn again even if its name changes.
    order = models.JSONField(_("ordre tiré"), default=list)

    objects = DrawQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("tirage au sort")
        verbose_name_plural = _("tirages au sort")
        ordering = ["drawn_on", "pk"]
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["experiment"],
                condition=Q(retracted_at__isnull=True),
                name="experiments_draw_once",
                violation_error_message=_("Le tirage au sort de cette expérimentation est déjà fait."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.seed)

    def starts(self) -> list[dt.date]:
        """Return the day when each step begins."""
        return [self.first_on + step * dt.timedelta(days=self.days_apart) for step in range(self.steps)]
