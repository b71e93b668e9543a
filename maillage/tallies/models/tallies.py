"""What a team declares of a month or of a quarter: counts, never names. What was not counted is unknown, never 0."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor
from maillage.common import formats
from maillage.common.facts import (
    FIRST_DAY,
    LAST_DAY,
    DatedFact,
    DatedFactQuerySet,
    Recorded,
    RecordedQuerySet,
)
from maillage.common.personal import Basis, People, Personal
from maillage.network.models import Team
from maillage.tallies import permissions
from maillage.tallies.models.counts import COUNTS, LABELS, MOST, ZERO_WHEN_NOTHING, Counts
from maillage.tallies.models.periods import MONTH, QUARTER, Period, month_of
from maillage.tallies.models.places import teams_in
from maillage.territory.perimeter import Perimeter

WORD = 1000  # characters


class How(models.TextChoices):
    """How a tally came."""

    LINK = "lien", _("par son lien personnel")
    PAGE = "page", _("sur la page de l'équipe")
    PAPER = "papier", _("sur une feuille, recopiée")
    IMPORT = "import", _("par un tableur")


class Rhythm(models.IntegerChoices):
    """How often a team declares."""

    MONTHLY = MONTH, _("chaque mois")
    QUARTERLY = QUARTER, _("chaque trimestre")


class TallyQuerySet(RecordedQuerySet["Tally"]):
    """Read tallies."""

    def of_team(self, team: Team) -> Self:
        """Keep those of a team, the last period first, and of one period the last written first."""
        return self.filter(team=team).order_by("-period_on", "-recorded_at", "-pk")

    def of_teams(self, teams: Collection[int]) -> Self:
        """Keep those of some teams, by number."""
        return self.filter(team__in=teams)

    def meeting(self, period: Period) -> Self:
        """Keep those that say something of a month or of a quarter: its own, and those that share a month with it."""
        months = [month.first for month in period]
        quarter = Period.holding(period.first, QUARTER)
        return self.filter(Q(months=MONTH, period_on__in=months) | Q(months=QUARTER, period_on=quarter.first))

    def within(self, first: dt.date, last: dt.date) -> Self:
        """Keep those that lie whole between two days, both included."""
        after = last + dt.timedelta(days=1)
        over = Q(months=MONTH, period_on__lt=month_of(after))
        over |= Q(months=QUARTER, period_on__lt=Period.holding(after, QUARTER).first)
        return self.filter(over, period_on__gte=first)

    def in_perimeter(self, perimeter: Perimeter, *, as_of: dt.date, known_at: dt.datetime) -> Self:
        """Keep those of the teams that a perimeter holds on a day, as known at a moment."""
        if perimeter.is_france:  # what has no seat is in France too
            return self
        teams = teams_in(perimeter, as_of=as_of, known_at=known_at)
        return self.filter(team__in=teams.order_by().values("pk"))

    def before(self, period: Period) -> Self:
        """Keep those of the periods before one, as long as it."""
        return self.filter(months=period.months, period_on__lt=period.first)

    def clashing(self) -> Self:
        """Keep what should not be: a quarter of which a month is told too, a period that begins on no first day."""
        months = self.filter(
            team=OuterRef("team"),
            months=MONTH,
            period_on__year=OuterRef("period_on__year"),
            period_on__quarter=OuterRef("period_on__quarter"),
        )
        odd = ~Q(period_on__day=1) | (Q(months=QUARTER) & ~Q(period_on__month__in=[1, 4, 7, 10]))
        return self.filter(odd | (Q(months=QUARTER) & Exists(months)))

    def corrected_of(self, firsts: Collection[dt.date]) -> Self:
        """Keep those of some periods, by their first day, that are no longer believed; with who wrote them."""
        return self.filter(retracted_at__isnull=False, period_on__in=firsts).with_names()

    def with_counts(self) -> Self:
        """Keep those that counted something."""
        return self.filter(nothing=False)

    def with_names(self) -> Self:
        """Read each with its team and who wrote it."""
        return self.select_related("team", "recorded_by", "retracted_by")

    def first_period(self) -> dt.date | None:
        """Return the first day of the first period that anyone declared; asked of all tallies, it reads one row."""
        return self.order_by("period_on").values_list("period_on", flat=True).first()

    def by_team(self) -> Self:
        """Read their teams too, team by team, the first period first."""
        return self.select_related("team").order_by("team__name", "team", "period_on")

    def sent_by_device(self, sent_as: uuid.UUID) -> "Tally | None":
        """Return the one that a device sent under a number of its own, believed or not."""
        return self.filter(sent_as=sent_as).first()

    def last_filled_by(self, teams: Collection[int]) -> dict[int, str]:
        """Return who filled the last tally of each of some teams, by their number."""
        rows = self.believed().filter(team__in=teams).order_by("period_on", "pk")
        return dict(rows.values_list("team", "filled_by"))

    def visible_to(self, actor: Actor) -> Self:
        """Keep those that someone may read."""
        return self.filter(permissions.see_tally(actor))


class Tally(Recorded):
    """Hold what a team declared of a month or of a quarter; a correction is another row."""

    personal = (
        Personal(
            fields=("filled_by",),
            people=People.TEAMS,
            purpose=_("Savoir à qui demander, si un nombre étonne."),
            basis=Basis.MEMBERSHIP,
            kept=_("aussi longtemps que le relevé ; effacé à votre demande"),
        ),
    )

    team = models.ForeignKey(Team, models.PROTECT, related_name="tallies", db_index=False)
    period_on = models.DateField(_("premier jour de la période"))
    months = models.PositiveSmallIntegerField(_("durée"), choices=Rhythm.choices, default=MONTH)
    visits = models.PositiveIntegerField(LABELS["visits"], null=True, blank=True)
    calls = models.PositiveIntegerField(LABELS["calls"], null=True, blank=True)
    outings = models.PositiveIntegerField(LABELS["outings"], null=True, blank=True)
    gatherings = models.PositiveIntegerField(LABELS["gatherings"], null=True, blank=True)
    mobility = models.PositiveIntegerField(LABELS["mobility"], null=True, blank=True)
    relayed = models.PositiveIntegerField(LABELS["relayed"], null=True, blank=True)
    accompanied = models.PositiveIntegerField(LABELS["accompanied"], null=True, blank=True)
    reached = models.PositiveIntegerField(LABELS["reached"], null=True, blank=True)
    volunteers = models.PositiveIntegerField(LABELS["volunteers"], null=True, blank=True)
    # Whole hours: a month is told from memory, and a half would only look more exact.
    hours = models.PositiveIntegerField(LABELS["hours"], null=True, blank=True)
    nothing = models.BooleanField(_("rien à signaler"), default=False)
    word = models.TextField(_("un mot sur la période"), blank=True, max_length=WORD)
    how = models.CharField(_("comment il est arrivé"), max_length=6, choices=How.choices)
    filled_by = models.CharField(_("qui l'a rempli"), max_length=150, blank=True)
    # The device that wrote it without a network numbered it: sent again, it is the same.
    sent_as = models.UUIDField(_("numéro donné par l'appareil"), null=True, blank=True, editable=False)

    objects = TallyQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("relevé d'activité")
        verbose_name_plural = _("relevés d'activité")
        ordering = ["-period_on", "-pk"]
        indexes = [
            models.Index(fields=["team", "period_on"], name="tallies_tally_of_team"),
            models.Index(fields=["period_on"], name="tallies_tally_period"),
            # What was learned, or no longer believed, since a moment: few rows among many.
            models.Index(fields=["known_from"], name="tallies_tally_learned"),
            models.Index(
                fields=["retracted_at", "known_until"],
                name="tallies_tally_retracted",
                condition=Q(retracted_at__isnull=False),
            ),
        ]
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                name="tallies_tally_lasts_a_month_or_a_quarter",
                condition=Q(months__in=[MONTH, QUARTER], period_on__gte=FIRST_DAY, period_on__lt=LAST_DAY),
                violation_error_message=_("Un relevé porte sur un mois ou sur un trimestre."),
            ),
            models.CheckConstraint(
                name="tallies_tally_counts_are_plausible",
                condition=Q(
                    *(Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lte": MOST}) for name in COUNTS)
                ),
                violation_error_message=_("Un nombre est trop grand."),
            ),
            models.CheckConstraint(
                name="tallies_tally_accompanied_are_reached",
                condition=Q(accompanied__isnull=True)
                | Q(reached__isnull=True)
                | Q(accompanied__lte=F("reached")),
                violation_error_message=_("Qui est accompagné compte aussi parmi les personnes touchées."),
            ),
            models.CheckConstraint(
                name="tallies_tally_says_something_or_nothing",
                condition=Q(nothing=True, **{f"{name}__isnull": True for name in COUNTS})
                | (Q(nothing=False) & ~Q(**{f"{name}__isnull": True for name in COUNTS})),
                violation_error_message=_("Un relevé porte un nombre au moins, ou « rien »."),
            ),
            models.UniqueConstraint(
                fields=["team", "period_on"],
                condition=Q(retracted_at__isnull=True),
                name="tallies_tally_once_a_period",
                violation_error_message=_("Cette équipe a déjà déclaré cette période."),
            ),
            models.UniqueConstraint(
                fields=["sent_as"],
                name="tallies_tally_sent_once",
                violation_error_message=_("Ce relevé est déjà arrivé."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} : {self.period}"

    @property
    def period(self) -> Period:
        """Return the month or the quarter that it is about."""
        return Period(self.period_on, self.months)

    @property
    def counts(self) -> Counts:
        """Return what was written."""
        return Counts(**{name: getattr(self, name) for name in COUNTS})

    @property
    def in_brief(self) -> str:
        """Return what was counted, on a line."""
        if self.nothing:
            return gettext("rien")
        counts = vars(self.counts).items()
        return " · ".join(
            f"{LABELS[name]} : {formats.number(value)}" for name, value in counts if value is not None
        )

    def told(self, name: str) -> int | None:
        """Return what it says of a count: what was written, 0 where nothing was done, none where nobody counted."""
        return 0 if self.nothing and name in ZERO_WHEN_NOTHING else getattr(self, name)


class TallyRhythmQuerySet(DatedFactQuerySet["TallyRhythm"]):
    """Read how often teams declare."""

    def of_team(self, team: Team) -> Self:
        """Keep those of a team, the last first."""
        return self.filter(team=team).order_by("-started_on", "-pk")

    def held(self, day: dt.date, known_at: dt.datetime) -> Self:
        """Keep those that hold on a day, as known at a moment."""
        return self.known_at(known_at).as_of(day)

    def quarterly(self) -> Self:
        """Keep the teams that declare each quarter."""
        return self.filter(months=QUARTER)

    def by_team(self, teams: Collection[int]) -> dict[int, int]:
        """Return how many months a tally of each team is about; call it after `held`; one not named: a month."""
        return dict(self.filter(team__in=teams).values_list("team", "months"))


class TallyRhythm(DatedFact):
    """Say how often a team declares, from the beginning of a quarter; without one, each month."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="tally_rhythms")
    months = models.PositiveSmallIntegerField(_("rythme"), choices=Rhythm.choices)

    objects = TallyRhythmQuerySet.as_manager()

    class Meta(DatedFact.Meta):
        verbose_name = _("rythme des relevés d'une équipe")
        verbose_name_plural = _("rythmes des relevés des équipes")
        ordering = ["-started_on", "-pk"]
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                name="tallies_tallyrhythm_is_known",
                condition=Q(months__in=[MONTH, QUARTER], started_on__isnull=False),
                violation_error_message=_(
                    "Une équipe déclare chaque mois ou chaque trimestre, depuis un jour."
                ),
            ),
            models.UniqueConstraint(
                fields=["team"],
                condition=Q(ended_on__isnull=True, retracted_at__isnull=True),
                name="tallies_tallyrhythm_one_open",
                violation_error_message=_("Cette équipe a déjà un rythme."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} : {self.get_months_display()}"
