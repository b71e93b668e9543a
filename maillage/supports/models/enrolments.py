"""Who comes to a session: people, their enrolments, their presence, what they were taught, what they say of it."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, Max, Min, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from maillage.common.facts import Recorded, RecordedQuerySet, start_of_day
from maillage.common.normalise import fold
from maillage.common.personal import Basis, People, Personal
from maillage.common.states import Life
from maillage.network.models import Cooperation, Organisation, Team
from maillage.supports.models.sessions import HalfDay, SeatHold, TrainingSession

KEPT_YEARS = 5


class TraineeQuerySet(models.QuerySet["Trainee"]):
    """Read the people who come to sessions."""

    def known_as(self, name: str, email: str, telephone: str) -> "Trainee | None":
        """Return the person who bears a name and is reached there: a couple may share an address, not a name."""
        reached = Q(pk__in=[])
        if email:
            reached |= Q(email__iexact=email)
        if telephone:
            reached |= Q(telephone=telephone)
        return self.filter(reached, folded=fold(name)).order_by("pk").first()

    def met_by(self, cooperation: Cooperation, name: str) -> "Trainee | None":
        """Return the person of that name whom a cooperation trained already."""
        trained = Trained.objects.believed().filter(holding__session__cooperation=cooperation)
        return self.filter(folded=fold(name), pk__in=trained.values("trainee")).order_by("pk").first()

    def last_taught_before(self, day: dt.date) -> Self:
        """Keep those who are not erased, and whose last training, or last asking for one, is older than a day."""
        since = Trained.objects.filter(trainee=OuterRef("pk"), on__gte=day)
        asked = Enrolment.objects.filter(trainee=OuterRef("pk")).filter(
            Q(session__half_days__on__gte=day) | Q(asked_at__gte=start_of_day(day))
        )
        return self.filter(~Exists(since), ~Exists(asked), erased_at=None)


class Trainee(models.Model):
    """Hold a person who came, or asked to come, to a training."""

    personal = (
        Personal(
            fields=("name", "email", "telephone", "folded", "user"),
            people=People.TRAINEES,
            purpose=_(
                "Vous inscrire, vous prévenir, vous remettre votre attestation, compter chacun une seule fois."
            ),
            basis=Basis.CONSENT,
            kept=_(
                "5 ans après votre dernière formation, le temps de redonner une attestation ; le compte reste"
            ),
            erased_by="maillage.supports.operations.training_care.erase_old_trainees",
        ),
    )

    name = models.CharField(_("nom"), max_length=150)
    folded = models.CharField(_("nom pour la recherche"), max_length=150, db_index=True, blank=True)
    email = models.EmailField(_("adresse électronique"), blank=True)
    telephone = models.CharField(_("téléphone"), max_length=30, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    erased_at = models.DateTimeField(_("coordonnées effacées le"), null=True, blank=True)

    objects = TraineeQuerySet.as_manager()

    class Meta:
        ordering = ["folded", "pk"]
        verbose_name = _("personne en formation")
        verbose_name_plural = _("personnes en formation")

    def __str__(self) -> str:
        return self.name or str(_("nom effacé"))


class EnrolmentState(models.TextChoices):
    """Where an enrolment is."""

    TO_AGREE = "accord", _("attend l'accord de son organisation")
    SEATED = "inscrite", _("inscrite")
    WAITING = "attente", _("en liste d'attente")
    REFUSED = "refusee", _("non retenue")
    WITHDRAWN = "retiree", _("désistement")


_S = EnrolmentState
NEXT_ENROLMENT_STATES: Mapping[EnrolmentState, frozenset[EnrolmentState]] = {
    _S.TO_AGREE: frozenset({_S.SEATED, _S.WAITING, _S.REFUSED, _S.WITHDRAWN}),
    _S.WAITING: frozenset({_S.SEATED, _S.REFUSED, _S.WITHDRAWN}),
    _S.SEATED: frozenset({_S.WITHDRAWN}),
    _S.REFUSED: frozenset(),
    _S.WITHDRAWN: frozenset(),
}
LIVE_STATES = (_S.TO_AGREE, _S.SEATED, _S.WAITING)
ENROLMENT_LIFE = Life(
    name="inscription-a-une-formation",
    title=_("L'inscription à une formation"),
    states=EnrolmentState,
    # Where nobody has to agree, it begins one step further: with a seat, or in the waiting list.
    first=_S.TO_AGREE,
    following={state: sorted(after) for state, after in NEXT_ENROLMENT_STATES.items()},
)


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Read enrolments."""

    def of(self, session: TrainingSession) -> Self:
        """Keep those of a session."""
        return self.filter(session=session)

    def seated(self) -> Self:
        """Keep those who have a seat."""
        return self.filter(state=EnrolmentState.SEATED)

    def waiting(self) -> Self:
        """Keep those who wait for a seat, the first first."""
        return self.filter(state=EnrolmentState.WAITING).order_by("asked_at", "pk")

    def to_agree(self) -> Self:
        """Keep those whom their organisation has not agreed to send."""
        return self.filter(state=EnrolmentState.TO_AGREE).order_by("asked_at", "pk")

    def live(self) -> Self:
        """Keep those that are neither refused nor withdrawn."""
        return self.filter(state__in=LIVE_STATES)

    def with_people(self) -> Self:
        """Read each with its person, its organisation and its team, by name."""
        return self.select_related("trainee", "organisation", "team", "session__taught__curriculum").order_by(
            "trainee__folded", "pk"
        )

    def in_full(self) -> Self:
        """Read each with all that its page prints."""
        return self.select_related(
            "trainee",
            "organisation",
            "team",
            "session__taught__curriculum",
            "session__cooperation",
            "session__commune",
            "session__departement",
        )

    def to_remind(self, day: dt.date, days: int) -> Self:
        """Keep the seats that nobody was reminded of, of the sessions that begin within some days."""
        return (
            self.seated()
            .annotate(begins_on=Min("session__half_days__on"))
            .filter(
                reminded=False,
                session__cancelled_at=None,
                begins_on__gt=day,
                begins_on__lte=day + dt.timedelta(days=days),
            )
            .exclude(trainee__email="")
            .order_by("begins_on", "pk")
        )

    def needless(self, day: dt.date) -> Self:
        """Keep those whose needs serve no more: the session is over, or cancelled."""
        ended = self.annotate(ends_on=Max("session__half_days__on")).filter(
            Q(ends_on__lt=day) | Q(session__cancelled_at__isnull=False)
        )
        return self.filter(pk__in=ended.values("pk")).exclude(needs="")

    def rank_of(self, enrolment: "Enrolment") -> int:
        """Return the place of an enrolment in the waiting list, from 1."""
        before = Q(asked_at__lt=enrolment.asked_at) | Q(asked_at=enrolment.asked_at, pk__lt=enrolment.pk)
        return self.filter(before, session=enrolment.session_id, state=EnrolmentState.WAITING).count() + 1


class Enrolment(models.Model):
    """Hold what someone asks of a session: a seat, and where the asking is."""

    personal = (
        Personal(
            fields=("trainee", "needs", "shows_name"),
            people=People.TRAINEES,
            purpose=_("Vous accueillir : qui vient, avec quels besoins."),
            basis=Basis.CONSENT,
            kept=_("vos besoins, jusqu'à la fin de la session ; le reste, comme votre fiche"),
            erased_by="maillage.supports.operations.training_care.erase_old_trainees",
        ),
    )

    session = models.ForeignKey(TrainingSession, models.PROTECT, related_name="enrolments")
    trainee = models.ForeignKey(Trainee, models.PROTECT, related_name="enrolments")
    state = models.CharField(_("où elle en est"), max_length=8, choices=EnrolmentState.choices)
    asked_at = models.DateTimeField(_("demandée le"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    organisation_name = models.CharField(_("organisation, en toutes lettres"), max_length=200, blank=True)
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("équipe")
    )
    hold = models.ForeignKey(SeatHold, models.PROTECT, null=True, blank=True, related_name="taken")
    needs = models.CharField(_("besoins"), max_length=300, blank=True)
    shows_name = models.BooleanField(_("son nom peut être donné aux participants"), default=False)
    reminded = models.BooleanField(_("rappel envoyé"), default=False)
    # That someone answered, and not when: a moment would tell which opinion is theirs.
    evaluated = models.BooleanField(_("a donné son avis"), default=False)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = _("inscription")
        verbose_name_plural = _("inscriptions")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "trainee"],
                condition=Q(state__in=["accord", "inscrite", "attente"]),
                name="supports_enrolment_once",
                violation_error_message=_("Cette personne est déjà inscrite à cette session."),
            ),
        ]
        indexes = [models.Index(fields=["session", "state", "asked_at"], name="supports_enrolment_queue")]

    def __str__(self) -> str:
        return str(self.trainee)

    @property
    def is_live(self) -> bool:
        """Tell whether it is neither refused nor withdrawn."""
        return self.state in LIVE_STATES

    @property
    def house(self) -> str:
        """Return the name of the organisation, or of the team, for which someone comes."""
        if self.organisation:
            return self.organisation.name
        return self.team.name if self.team else self.organisation_name


class PresenceQuerySet(models.QuerySet["Presence"]):
    """Read presences."""

    def of_session(self, session: TrainingSession) -> "models.QuerySet[Presence, tuple[int, int]]":
        """Return who came to which half-day of a session: both their numbers."""
        rows = self.filter(half_day__session=session).order_by("pk")
        return rows.values_list("enrolment", "half_day")


class Presence(models.Model):
    """Say that someone was there on a half-day, as the sheet of paper was signed."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="presences")
    half_day = models.ForeignKey(HalfDay, models.PROTECT, related_name="presences")

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("présence")
        verbose_name_plural = _("présences")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "half_day"],
                name="supports_presence_once",
                violation_error_message=_("Cette présence est déjà notée."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} ({self.half_day})"


class TrainedQuerySet(RecordedQuerySet["Trained"]):
    """Read who was trained."""

    def with_people(self) -> Self:
        """Read each with its person and what was taught."""
        return self.select_related(
            "trainee", "holding__session__taught__curriculum", "holding__session__cooperation"
        )

    def certified(self, number: str) -> "Trained | None":
        """Return who was given a certificate of that number, even one that serves no more."""
        return self.with_people().filter(certificate=number.upper()).first()

    def helping(self, subject: Cooperation | Team | Organisation, day: dt.date) -> Self:
        """Keep, until a day, who was trained by a cooperation, for a team or for an organisation."""
        paths = {Cooperation: "holding__session__cooperation", Team: "team", Organisation: "organisation"}
        return self.filter(**{paths[type(subject)]: subject}, on__lte=day)

    def of_teams(self, teams: "models.QuerySet[Team]") -> Self:
        """Keep those who came for some teams."""
        return self.filter(team__in=teams)


class Trained(Recorded):
    """Say that someone was trained: there for at least half of a session. It carries the certificate."""

    holding = models.ForeignKey("supports.Holding", models.PROTECT, related_name="trained")
    trainee = models.ForeignKey(Trainee, models.PROTECT, related_name="trainings")
    on = models.DateField(_("formée le"))
    minutes = models.PositiveIntegerField(_("durée suivie, en minutes"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="trained")
    # Drawn with chance inside: a number cannot be guessed from another.
    certificate = models.CharField(_("numéro d'attestation"), max_length=30, unique=True)

    objects = TrainedQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("personne formée")
        verbose_name_plural = _("personnes formées")
        ordering = ["on", "pk"]
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["holding", "trainee"],
                condition=Q(retracted_at__isnull=True),
                name="supports_trained_once",
                violation_error_message=_("Cette personne est déjà comptée pour cette session."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.trainee)


class Usefulness(models.IntegerChoices):
    """Whether a session was useful to someone."""

    MUCH = 4, _("oui, beaucoup")
    RATHER = 3, _("plutôt oui")
    LITTLE = 2, _("plutôt non")
    NOT = 1, _("non, pas utile")


class Pace(models.IntegerChoices):
    """How fast a session went for someone."""

    SLOW = 1, _("trop lent")
    RIGHT = 2, _("comme il faut")
    FAST = 3, _("trop rapide")


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    """Read what people say of a session."""

    def of(self, session: TrainingSession) -> Self:
        """Keep what is said of a session."""
        return self.filter(session=session)

    def latest_first(self) -> Self:
        """Read them in an order that tells nothing of who wrote."""
        return self.order_by("useful", "pace", "pk")


class Evaluation(models.Model):
    """Hold what someone says of a session; nothing says who."""

    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="evaluations")
    on = models.DateField(_("le"))
    useful = models.PositiveSmallIntegerField(_("utile"), choices=Usefulness.choices)
    pace = models.PositiveSmallIntegerField(_("rythme"), choices=Pace.choices)
    learned = models.TextField(_("ce que je retiens"), blank=True)
    missing = models.TextField(_("ce qui a manqué"), blank=True)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("avis sur une formation")
        verbose_name_plural = _("avis sur une formation")
        constraints = [
            models.CheckConstraint(
                name="supports_evaluation_on_the_scale",
                condition=Q(useful__gte=1, useful__lte=4, pace__gte=1, pace__lte=3),
                violation_error_message=_("Une réponse est hors de l'échelle."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.session} ({self.on})"


def summed_up(evaluations: Sequence[Evaluation]) -> list[tuple[str, str]]:
    """Return how many gave each answer: « oui, beaucoup : 6, plutôt oui : 3 »; an answer of nobody is not said."""
    told: list[tuple[str, str]] = []
    for title, choices, given in (
        (_("Utile"), Usefulness, Counter(one.useful for one in evaluations)),
        (_("Rythme"), Pace, Counter(one.pace for one in evaluations)),
    ):
        answers = [f"{choice.label} : {given[choice]}" for choice in choices if given[choice]]
        told.append((str(title), ", ".join(answers)))
    return told


def erased_before(day: dt.date) -> dt.date:
    """Return the last day of training before which someone is forgotten."""
    return day.replace(year=day.year - KEPT_YEARS, day=min(day.day, 28))
