"""The plan of an experiment: a text at work until its protocol is registered; from then on a dated fact."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.common.facts import DatedFact, DatedFactQuerySet
from maillage.common.states import Life
from maillage.common.versions import Versioned
from maillage.programme.models import Action

TITLE, QUESTION, TEXT = 150, 1_000, 20_000
# A mean, a spread, an effect: six digits before the comma, three after.
DIGITS, DECIMALS = 9, 3


class Design(models.TextChoices):
    """How an experiment compares what it sees."""

    STORY = "recit", _("un récit, sans mesure")
    BEFORE_AFTER = "avant-apres", _("une mesure avant, une mesure après")
    COMPARED = "comparaison", _("avec des sites qui servent de comparaison")
    STEPPED = "progressif", _("un démarrage progressif, dans un ordre tiré au sort")


class Scale(models.TextChoices):
    """With what it measures."""

    UCLA = "ucla-3", _("UCLA-3, la solitude ressentie (de 3 à 9)")
    DJG = "de-jong-gierveld-6", _("De Jong Gierveld 6, la solitude (de 0 à 6)")
    LSNS = "lsns-6", _("LSNS-6, les liens avec la famille et les amis (de 0 à 30)")
    SHARE = "part", _("une part : combien répondent oui, pour cent")
    OTHER = "autre", _("une autre mesure")


# What is measured says so in its own words, and which way is better.
OWN_MEASURES = frozenset({Scale.SHARE, Scale.OTHER})


class Stage(models.TextChoices):
    """Where an experiment stands on a day; the dates of its facts say it, nobody writes it."""

    QUESTION = "question", _("en préparation")
    READY = "prete", _("protocole arrêté, pas encore commencée")
    RUNNING = "en-cours", _("en cours")
    OVER = "terminee", _("terminée, en attente d'une décision")
    GENERALISED = "generalisee", _("généralisée")
    STOPPED = "arretee", _("arrêtée")


_S = Stage
EXPERIMENT_LIFE = Life(
    name="experimentation",
    title=_("L'expérimentation"),
    states=Stage,
    first=_S.QUESTION,
    following={
        _S.QUESTION: (_S.READY, _S.RUNNING, _S.OVER),
        _S.READY: (_S.QUESTION, _S.RUNNING, _S.STOPPED),
        _S.RUNNING: (_S.OVER, _S.RUNNING, _S.GENERALISED, _S.STOPPED),
        _S.OVER: (_S.RUNNING, _S.GENERALISED, _S.STOPPED),
        _S.GENERALISED: (_S.STOPPED,),
        _S.STOPPED: (_S.RUNNING,),
    },
)


class Planned(models.Model):
    """Hold what an experiment asks, and how it means to know."""

    title = models.CharField(_("titre"), max_length=TITLE)
    question = models.TextField(_("question"))
    hypothesis = models.TextField(_("hypothèse"), blank=True)
    protocol = models.TextField(_("protocole"), blank=True)
    design = models.CharField(_("comparaison"), max_length=11, choices=Design.choices)
    scale = models.CharField(_("mesure"), max_length=18, choices=Scale.choices, blank=True)
    measured = models.CharField(_("ce qui est mesuré"), max_length=150, blank=True)
    more_is_better = models.BooleanField(_("plus, c'est mieux"), default=False)
    smallest_effect = models.DecimalField(
        _("plus petite différence qui compterait"),
        max_digits=DIGITS,
        decimal_places=DECIMALS,
        null=True,
        blank=True,
    )
    spread = models.DecimalField(
        _("écart-type attendu"), max_digits=DIGITS, decimal_places=DECIMALS, null=True, blank=True
    )
    people = models.PositiveSmallIntegerField(_("personnes par site et par mesure"), null=True, blank=True)
    steps = models.PositiveSmallIntegerField(_("vagues de démarrage"), null=True, blank=True)
    likeness = models.DecimalField(
        _("ressemblance dans un même site"),
        max_digits=DIGITS,
        decimal_places=DECIMALS,
        null=True,
        blank=True,
    )
    starts_on = models.DateField(_("premier jour prévu"))
    ends_on = models.DateField(_("dernier jour prévu"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def is_measured(self) -> bool:
        """Tell whether it means to measure."""
        return self.design != Design.STORY

    @property
    def analysis(self) -> str:
        """Say how its effect will be computed; nothing where nothing is measured."""
        return str(ANALYSES.get(Design(self.design), ""))

    @property
    def higher_is_better(self) -> bool:
        """Tell which way is better: a scale says it by itself."""
        return self.more_is_better if self.scale in OWN_MEASURES else self.scale == Scale.LSNS


# How the effect will be computed: the design decides, so that what is registered says it.
ANALYSES = {
    Design.BEFORE_AFTER: _(
        "Le changement de chaque site entre sa dernière mesure d'avant et la dernière de toutes, puis leur moyenne, "
        "chaque site pesant selon sa précision."
    ),
    Design.COMPARED: _(
        "Le changement des sites qui essaient, moins celui des sites qui servent de comparaison : différence de "
        "différences, le niveau de chaque site et de chaque mesure mis à part."
    ),
    Design.STEPPED: _(
        "Les sites qui ont commencé contre ceux qui attendent, à chaque mesure ; puis le tirage au sort refait dix "
        "mille fois, pour savoir ce que le sort seul donnerait."
    ),
}

PLAN = (
    *("title", "question", "hypothesis", "protocol", "design", "scale", "measured", "more_is_better"),
    *("smallest_effect", "spread", "people", "steps", "likeness", "starts_on", "ends_on"),
)
# Said by those plans alone that have them: the print of a plan without them stays what it was.
_WHERE_SAID = ("steps", "likeness", "seed")


def fingerprint(plan: Planned, sites_needed: int | None, seed: int | None = None) -> str:
    """Return what tells a registered plan from any other: the SHA-256 of all that it says."""
    told = {name: getattr(plan, name) for name in PLAN} | {"sites_needed": sites_needed, "seed": seed}
    said = {name: str(value) for name, value in told.items() if name not in _WHERE_SAID or value is not None}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class ExperimentQuerySet(models.QuerySet["Experiment"]):
    """Read experiments."""

    def latest_first(self) -> Self:
        """Read the last first."""
        return self.order_by("-starts_on", "-pk")

    def registered(self, day: dt.date, known_at: dt.datetime) -> Self:
        """Keep those whose protocol was registered by a day, as known at a moment, the last first."""
        told = Protocol.objects.known_at(known_at).filter(registered_on__lte=day)
        return self.filter(pk__in=told.values("experiment")).latest_first()


class Experiment(Versioned, Planned):
    """Hold the text at work of an experiment."""

    slug = models.SlugField(_("identifiant"), max_length=170, unique=True)
    action = models.ForeignKey(
        Action,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="experiments",
        verbose_name=_("action du programme"),
    )

    objects = ExperimentQuerySet.as_manager()

    class Meta:
        verbose_name = _("expérimentation")
        verbose_name_plural = _("expérimentations")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                name="experiments_experiment_days_in_order",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("Une expérimentation finit après avoir commencé."),
            )
        ]

    def get_absolute_url(self) -> str:
        """Return the address of its public page."""
        return reverse("experiment", args=[self.slug])


class ProtocolQuerySet(DatedFactQuerySet["Protocol"]):
    """Read registered protocols."""

    def among(self, experiments: Sequence[int], *, known_at: dt.datetime) -> Self:
        """Keep those of some experiments, by number, as known at a moment."""
        return self.known_at(known_at).filter(experiment__in=experiments)

    def of_action(self, action: Action, day: dt.date, known_at: dt.datetime) -> Self:
        """Keep those of the experiments that an action of the programme bears, registered by a day."""
        found = self.known_at(known_at).filter(experiment__action=action, registered_on__lte=day)
        return found.select_related("experiment").order_by("started_on", "pk")

    def undecided(self, day: dt.date) -> Self:
        """Keep those whose trial is over on a day, and of which nothing was decided for good, the oldest first."""
        settled = Experiment.objects.filter(
            decisions__retracted_at__isnull=True, decisions__verdict__in=("generaliser", "arreter")
        )
        over = self.believed().filter(ended_on__lte=day).exclude(experiment__in=settled)
        return over.order_by("ended_on", "pk")

    def given_up(self, experiment: Experiment, known_at: dt.datetime) -> Self:
        """Keep those of an experiment that were held and no longer are at a moment, the first first."""
        return self.filter(experiment=experiment, known_until__lte=known_at).order_by("known_from", "pk")

    def standing(self, experiment: Experiment) -> "Protocol | None":
        """Return the one that holds today for an experiment."""
        return self.believed().filter(experiment=experiment).first()


class Protocol(DatedFact, Planned):
    """Say that a plan was registered, and that the experiment runs from a day until a day."""

    experiment = models.ForeignKey(Experiment, models.PROTECT, related_name="protocols")
    registered_on = models.DateField(_("arrêté le"))
    sites_needed = models.PositiveSmallIntegerField(_("sites nécessaires"), null=True, blank=True)
    seed = models.PositiveIntegerField(_("graine du tirage au sort"), null=True, blank=True)
    fingerprint = models.CharField(_("empreinte"), max_length=64)

    objects = ProtocolQuerySet.as_manager()

    class Meta(DatedFact.Meta):
        verbose_name = _("protocole d'expérimentation")
        verbose_name_plural = _("protocoles d'expérimentations")
        ordering = ["experiment", "pk"]
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                name="experiments_protocol_has_days",
                condition=Q(started_on__isnull=False, ended_on__isnull=False),
                violation_error_message=_("Un protocole porte son premier et son dernier jour."),
            ),
            models.UniqueConstraint(
                fields=["experiment"],
                condition=Q(retracted_at__isnull=True),
                name="experiments_protocol_once",
                violation_error_message=_("Le protocole de cette expérimentation est déjà arrêté."),
            ),
        ]

    def said_otherwise(self, other: "Protocol") -> list[str]:
        """Return the names of what another protocol of the same experiment says otherwise."""
        names = (*PLAN, "sites_needed", "seed", "ended_on")
        changed = [name for name in names if getattr(self, name) != getattr(other, name)]
        return [str(self._meta.get_field(name).verbose_name) for name in changed if name != "ends_on"]  # type: ignore[union-attr] # fields have a name

    @property
    def last_day(self) -> dt.date:
        """Return the last day of the trial; its end is the first day when it is over."""
        assert self.ended_on is not None  # noqa: S101 - a constraint holds that there is one
        return self.ended_on - dt.timedelta(days=1)
