"""Who takes part in exchanges: people, the meetings to which they come, what they ask and bring, who was there."""

import datetime as dt
from collections.abc import Mapping
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import User
from maillage.common.facts import Recorded, RecordedQuerySet, start_of_day
from maillage.common.normalise import fold
from maillage.common.personal import Basis, People, Personal
from maillage.common.states import Life
from maillage.network.models import Cooperation, Organisation, Team
from maillage.supports.models.exchanges import ExchangeHeld, ExchangeMeeting

LONGEST_WORDS = 500
_ERASED_BY = "maillage.supports.operations.exchange_care.erase_old_participants"


class ParticipantQuerySet(models.QuerySet["Participant"]):
    """Read the people who take part in exchanges."""

    def known_as(self, name: str, email: str, user: User | None) -> "Participant | None":
        """Return the person of an account, or who bears a name at an address: a couple may share one."""
        theirs = Q(email__iexact=email, folded=fold(name)) if email else Q(pk__in=[])
        if user is not None:
            theirs |= Q(user=user)
        return self.filter(theirs).order_by("pk").first()

    def last_met_before(self, day: dt.date) -> Self:
        """Keep those who are not erased, and whose last meeting is older than a day."""
        later = Participation.objects.filter(participant=OuterRef("pk")).filter(
            Q(meeting__on__gte=day) | Q(said_at__gte=start_of_day(day))
        )
        return self.filter(~Exists(later), erased_at=None)


class Participant(models.Model):
    """Hold a person who comes, or was invited, to exchanges."""

    personal = (
        Personal(
            fields=("name", "folded", "email", "user"),
            people=People.PEERS,
            purpose=_("Vous inviter, vous prévenir, compter chacun une seule fois."),
            basis=Basis.CONSENT,
            kept=_("5 ans après votre dernière rencontre ; le compte reste"),
            erased_by=_ERASED_BY,
        ),
    )

    name = models.CharField(_("nom"), max_length=150, blank=True)
    folded = models.CharField(_("nom pour la recherche"), max_length=150, db_index=True, blank=True)
    email = models.EmailField(_("adresse électronique"), blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    erased_at = models.DateTimeField(_("coordonnées effacées le"), null=True, blank=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["folded", "pk"]
        verbose_name = _("personne qui échange")
        verbose_name_plural = _("personnes qui échangent")

    def __str__(self) -> str:
        return self.name or str(_("nom effacé"))


class ParticipationState(models.TextChoices):
    """Whether someone comes."""

    INVITED = "invitee", _("invitée, n'a pas répondu")
    COMING = "vient", _("vient")
    AWAY = "absente", _("ne vient pas")


_S = ParticipationState
NEXT_PARTICIPATION_STATES: Mapping[ParticipationState, frozenset[ParticipationState]] = {
    _S.INVITED: frozenset({_S.COMING, _S.AWAY}),
    _S.COMING: frozenset({_S.AWAY}),
    _S.AWAY: frozenset({_S.COMING}),
}
PARTICIPATION_LIFE = Life(
    name="venue-a-un-echange",
    title=_("La venue à une rencontre d'échange"),
    states=ParticipationState,
    # Whoever signs up without being invited begins one step further: they come.
    first=_S.INVITED,
    following={state: sorted(after) for state, after in NEXT_PARTICIPATION_STATES.items()},
)


class ParticipationQuerySet(models.QuerySet["Participation"]):
    """Read who comes to meetings."""

    def of(self, meeting: ExchangeMeeting) -> Self:
        """Keep those of a meeting, by name."""
        return (
            self.filter(meeting=meeting)
            .select_related("participant", "cooperation", "team", "organisation")
            .order_by("participant__folded", "pk")
        )

    def coming(self) -> Self:
        """Keep those who say that they come."""
        return self.filter(state=ParticipationState.COMING)

    def unanswered(self, day: dt.date) -> Self:
        """Keep the invitations that wait for an answer, to meetings that are to come."""
        return self.filter(
            state=ParticipationState.INVITED, meeting__on__gte=day, meeting__cancelled_at=None
        ).order_by("meeting__on", "pk")

    def of_user_at(self, user: AbstractBaseUser | None, meeting: ExchangeMeeting) -> "Participation | None":
        """Return the line of an account on the list of a meeting."""
        found = self.in_full().filter(meeting=meeting, participant__user=user.pk if user else 0)
        return found.order_by("pk").first()

    def in_full(self) -> Self:
        """Read each with its person, its meeting and where the person acts."""
        return self.select_related(
            "participant",
            "cooperation",
            "team",
            "organisation",
            "meeting__series__cooperation",
            "meeting__commune",
            "meeting__departement",
        )

    def of_user(self, user: AbstractBaseUser | None) -> Self:
        """Keep those of a person, by their account, the last meeting first."""
        return self.in_full().filter(participant__user=user.pk if user else 0).order_by("-meeting__on", "-pk")


class Participation(models.Model):
    """Hold whether someone comes to a meeting, for whom, what they ask and what they bring."""

    personal = (
        Personal(
            fields=("participant", "function", "asks", "brings"),
            people=People.PEERS,
            purpose=_("Préparer la rencontre : qui vient, avec quelle question, avec quelle expérience."),
            basis=Basis.CONSENT,
            kept=_("comme votre fiche"),
            erased_by=_ERASED_BY,
        ),
    )

    meeting = models.ForeignKey(ExchangeMeeting, models.PROTECT, related_name="participations")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="participations")
    state = models.CharField(_("vient-elle ?"), max_length=8, choices=ParticipationState.choices)
    said_at = models.DateTimeField(_("dit le"))
    function = models.CharField(_("rôle"), max_length=150, blank=True)
    cooperation = models.ForeignKey(Cooperation, models.PROTECT, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    asks = models.CharField(_("je viens avec cette question"), max_length=LONGEST_WORDS, blank=True)
    brings = models.CharField(_("j'apporte"), max_length=LONGEST_WORDS, blank=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ["said_at", "pk"]
        verbose_name = _("venue à une rencontre")
        verbose_name_plural = _("venues à des rencontres")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "participant"],
                name="supports_participation_once",
                violation_error_message=_("Cette personne est déjà sur la liste de cette rencontre."),
            )
        ]

    def __str__(self) -> str:
        return str(self.participant)

    @property
    def house(self) -> str:
        """Return the name of the team, the organisation or the cooperation for which someone comes."""
        house = self.team or self.organisation or self.cooperation
        return house.name if house else ""

    @property
    def comes(self) -> bool:
        """Tell whether the person says that they come."""
        return self.state == ParticipationState.COMING


class ExchangePresenceQuerySet(RecordedQuerySet["ExchangePresence"]):
    """Read who was at meetings."""

    def helping(self, subject: Cooperation | Team | Organisation, day: dt.date) -> Self:
        """Keep, until a day, who came to what a cooperation organised, or came for a team or an organisation."""
        if isinstance(subject, Cooperation):
            theirs = Q(cooperation=subject) | Q(held__meeting__series__cooperation=subject)
        else:
            theirs = Q(**{str(subject._meta.model_name): subject})
        return self.filter(theirs, on__lte=day)

    def at(self, meeting: ExchangeMeeting) -> "models.QuerySet[ExchangePresence, int]":
        """Return the numbers of the people who were at a meeting, as believed today."""
        rows = self.believed().filter(held__meeting=meeting, held__retracted_at=None)
        return rows.order_by("pk").values_list("participant", flat=True)


class ExchangePresence(Recorded):
    """Say that someone was at a meeting."""

    held = models.ForeignKey(ExchangeHeld, models.PROTECT, related_name="presences")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="presences")
    on = models.DateField(_("venue le"))
    cooperation = models.ForeignKey(Cooperation, models.PROTECT, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ExchangePresenceQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("présence à une rencontre")
        verbose_name_plural = _("présences à des rencontres")
        ordering = ["on", "pk"]
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["held", "participant"],
                condition=Q(retracted_at__isnull=True),
                name="supports_exchange_presence_once",
                violation_error_message=_("Cette personne est déjà comptée à cette rencontre."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.participant)
