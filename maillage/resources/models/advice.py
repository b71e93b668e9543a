"""Advice between peers: who agreed to be asked, what is asked, what is answered."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor
from maillage.accounts.models import Grant
from maillage.accounts.roles import GRANTED, PerimeterKind, Right
from maillage.common.facts import DatedFact, DatedFactQuerySet
from maillage.common.personal import Basis, People, Personal, written_by
from maillage.common.states import Life
from maillage.network.models import Cooperation, CooperationSituation, Team, TeamSituation
from maillage.resources.models.resources import TITLE, Resource, Theme
from maillage.resources.permissions import follow_advice

SENTENCE, QUESTION, ANSWER = 300, 5_000, 10_000
LONGEST_NUMBER = 10  # digits: what any database holds as a key
# From when a question without an answer is a task of the national team, and of who asked.
PATIENCE = dt.timedelta(days=7)


class AdviceOfferQuerySet(DatedFactQuerySet["AdviceOffer"]):
    """Read who agreed to be asked."""

    def standing(self) -> Self:
        """Keep those that nobody stopped."""
        return self.believed().filter(ended_on=None)

    def of_the_field(self, day: dt.date) -> Self:
        """Keep those that stand, of people who hold a role in the field on a day, by theme."""
        roles = Grant.objects.in_force(day).filter(role__in=GRANTED[Right.PROPOSE_RESOURCE])
        found = self.standing().filter(user__is_active=True, user__in=roles.order_by().values("user"))
        return found.select_related("user", "team", "cooperation").order_by("theme", "started_on", "pk")

    def of_user(self, user: AbstractBaseUser | None) -> Self:
        """Keep those of a person that stand, by theme."""
        found = self.standing().filter(user=user.pk if user else 0)
        return found.select_related("team", "cooperation").order_by("theme", "pk")

    def on_theme(self, theme: str) -> Self:
        """Keep those of a theme."""
        return self.filter(theme=theme)

    def numbered(self, text: str) -> "AdviceOffer | None":
        """Return the one that bears a number, as an address holds it."""
        number = int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST_NUMBER else 0
        return self.filter(pk=number).first()

    def near(self, subject: Team | Cooperation, *, on: dt.date, path: str) -> Self:
        """Keep those whose team or cooperation sits in the same place as another; `path` leads to the place."""
        teams = TeamSituation.objects.believed().as_of(on).order_by()
        cooperations = CooperationSituation.objects.believed().as_of(on).order_by()
        held = (
            teams.filter(team=subject)
            if isinstance(subject, Team)
            else cooperations.filter(cooperation=subject)
        )
        here = {f"{path}__in": held.filter(departement__isnull=False).values(path)}
        return self.filter(
            Q(team__in=teams.filter(**here).values("team"))
            | Q(cooperation__in=cooperations.filter(**here).values("cooperation"))
        )


class AdviceOffer(DatedFact):
    """Say that a person agreed to be asked about a theme by others of the field, from a day until a day."""

    personal = (
        Personal(
            fields=("user", "sentence"),
            people=People.ADVISERS,
            purpose=_("Que d'autres, dans le réseau, puissent vous demander conseil."),
            basis=Basis.CONSENT,
            kept=_("tant que vous l'acceptez ; votre phrase s'efface dès que vous arrêtez"),
        ),
    )

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    theme = models.CharField(_("thème"), max_length=15, choices=Theme.choices)
    sentence = models.CharField(_("ce que j'ai vécu"), max_length=SENTENCE, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    cooperation = models.ForeignKey(Cooperation, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AdviceOfferQuerySet.as_manager()

    class Meta(DatedFact.Meta):
        verbose_name = _("accord pour donner conseil")
        verbose_name_plural = _("accords pour donner conseil")
        ordering = ["theme", "pk"]
        constraints = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(
                fields=["user", "theme"],
                condition=Q(ended_on__isnull=True, retracted_at__isnull=True),
                name="resources_offer_one_open_a_theme",
                violation_error_message=_(
                    "Cette personne accepte déjà qu'on lui demande conseil sur ce thème."
                ),
            ),
            models.CheckConstraint(
                name="resources_offer_of_one",
                condition=Q(team__isnull=True) | Q(cooperation__isnull=True),
                violation_error_message=_("On parle pour une équipe, ou pour une coopération."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def house(self) -> str:
        """Return the name of the team, or the cooperation, where the person lived it."""
        house = self.team or self.cooperation
        return house.name if house else ""


class AdviceState(models.TextChoices):
    """Where a request for advice is."""

    ASKED = "posee", _("en attente d'une réponse")
    ANSWERED = "repondue", _("une réponse est venue")
    SETTLED = "resolue", _("la réponse a suffi")
    CLOSED = "close", _("close sans réponse")


_S = AdviceState
WAITING = (_S.ASKED, _S.ANSWERED)
ADVICE_LIFE = Life(
    name="demande-de-conseil",
    title=_("La demande de conseil"),
    states=AdviceState,
    first=_S.ASKED,
    following={
        _S.ASKED: (_S.ANSWERED, _S.CLOSED),
        _S.ANSWERED: (_S.ASKED, _S.SETTLED),
        _S.SETTLED: (_S.ASKED,),
        _S.CLOSED: (_S.ASKED,),
    },
)


class AdviceRequestQuerySet(models.QuerySet["AdviceRequest"]):
    """Read the requests for advice."""

    def in_full(self) -> Self:
        """Read each with who asks."""
        return self.select_related("team", "cooperation", "asked_by")

    def followed_by(self, actor: Actor) -> Self:
        """Keep those of the teams and the cooperations for which someone may speak."""
        return self.filter(follow_advice(actor))

    def mine(self, actor: Actor) -> Self:
        """Keep those that someone asked, or that were asked for where they work, the last first."""
        asked = Q(asked_by=actor.user.pk if actor.user else 0)
        return self.filter(asked | follow_advice(actor.at_home)).in_full().order_by("-asked_at", "-pk")

    def _called(self, actor: Actor) -> Q:
        """Return the condition that a request was handed to someone who still agrees to be asked about it."""
        user = actor.user.pk if actor.user and actor.may(Right.PROPOSE_RESOURCE) else 0
        called = AdviceRequest.called.through._default_manager.filter(user=user)
        themes = AdviceOffer.objects.standing().filter(user=user).order_by().values("theme")
        return Q(pk__in=called.values("advicerequest"), theme__in=themes)

    def answerable_by(self, actor: Actor) -> Self:
        """Keep those that someone may answer: handed to them, or any for the national team."""
        if actor.may(Right.REVIEW_RESOURCE):
            return self
        return self.filter(self._called(actor))

    def readable_by(self, actor: Actor) -> Self:
        """Keep those that someone may read: their own, those handed to them, those that they answered."""
        if actor.may(Right.REVIEW_RESOURCE):
            return self.in_full()
        user = actor.user.pk if actor.user and actor.may(Right.PROPOSE_RESOURCE) else 0
        answered = AdviceAnswer.objects.filter(user=user).order_by().values("request")
        return self.filter(follow_advice(actor) | self._called(actor) | Q(pk__in=answered)).in_full()

    def going_on(self) -> Self:
        """Keep those that an answer may still help, the oldest first."""
        return self.filter(state__in=WAITING).in_full().order_by("waiting_since", "pk")

    def asked_by(self, actor: Actor) -> Self:
        """Keep those that someone asked."""
        return self.filter(asked_by=actor.user.pk if actor.user else 0)

    def to_look_at(self, at: dt.datetime) -> Self:
        """Keep those that were answered, to be said enough or not, and those that wait for more than a week."""
        late = Q(state=_S.ASKED, waiting_since__lte=at - PATIENCE)
        return self.filter(Q(state=_S.ANSWERED) | late).order_by("waiting_since", "pk")

    def awaiting(self, actor: Actor, at: dt.datetime) -> Self:
        """Keep those that wait for someone's answer: handed to them; for the national team, those that nobody answers.

        Nobody answers where nobody near was asked, or after a week.
        """
        condition = self._called(actor)
        if actor.may(Right.REVIEW_RESOURCE):
            asked = AdviceRequest.called.through._default_manager.values("advicerequest")
            condition |= ~Q(pk__in=asked) | Q(waiting_since__lte=at - PATIENCE)
        return self.filter(condition, state=_S.ASKED)


class AdviceRequest(models.Model):
    """Hold a question that a team, or a cooperation, asks of its peers."""

    personal = (
        Personal(
            fields=("asked_by", "called"),
            people=People.ADVISERS,
            purpose=_("Savoir qui demande conseil, et à qui la question a été posée."),
            basis=Basis.MEMBERSHIP,
            kept=_("aussi longtemps que la question ; après votre départ, un numéro remplace votre nom"),
        ),
    )

    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    cooperation = models.ForeignKey(Cooperation, models.PROTECT, null=True, blank=True, related_name="+")
    theme = models.CharField(_("thème"), max_length=15, choices=Theme.choices)
    title = models.CharField(_("la question en une ligne"), max_length=TITLE)
    question = models.TextField(_("la question"))
    more = models.TextField(_("ce qu'il manque encore"), blank=True)
    state = models.CharField(_("où elle en est"), max_length=8, choices=_S.choices, default=_S.ASKED)
    asked_at = models.DateTimeField(_("posée le"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    waiting_since = models.DateTimeField(_("attend depuis"))
    called: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("à qui elle a été posée")
    )
    shelved = models.ForeignKey(Resource, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AdviceRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("demande de conseil")
        verbose_name_plural = _("demandes de conseil")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="resources_advice_of_one",
                condition=Q(team__isnull=True, cooperation__isnull=False)
                | Q(team__isnull=False, cooperation__isnull=True),
                violation_error_message=_("Une question est celle d'une équipe, ou d'une coopération."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("advice", args=[self.pk])

    @property
    def asker(self) -> Team | Cooperation:
        """Return who asks."""
        return self.team or self.cooperation  # type: ignore[return-value] # a constraint holds that there is one

    @property
    def goes_on(self) -> bool:
        """Tell whether an answer may still help."""
        return self.state in WAITING

    def may_become(self, state: str) -> bool:
        """Tell whether it may take another state."""
        return ADVICE_LIFE.may_become(self.state, state)


class AdviceAnswerQuerySet(models.QuerySet["AdviceAnswer"]):
    """Read what was answered."""

    def of(self, request: AdviceRequest) -> Self:
        """Keep the answers to a question, the first first."""
        return self.filter(request=request).select_related("user").order_by("answered_at", "pk")

    def to_publish(self) -> Self:
        """Keep those that may become a resource: who answered said under which name."""
        return self.exclude(credit="")


class AdviceAnswer(models.Model):
    """Hold an answer to a question, and the name to read if it becomes a resource."""

    personal = (
        written_by("user"),
        Personal(
            fields=("credit",),
            people=People.ADVISERS,
            purpose=_(
                "Dire qui a répondu, comme cette personne l'a demandé, si sa réponse devient une fiche."
            ),
            basis=Basis.CONSENT,
            kept=_("aussi longtemps que la réponse ; effacé à votre départ"),
        ),
    )

    request = models.ForeignKey(AdviceRequest, models.PROTECT, related_name="answers")
    text = models.TextField(_("réponse"))
    credit = models.CharField(_("nom à lire sur la fiche"), max_length=80, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("répondu le"))

    objects = AdviceAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("réponse à une demande de conseil")
        verbose_name_plural = _("réponses aux demandes de conseil")
        ordering = ["answered_at", "pk"]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def who(self) -> str:
        """Return who answered, in words."""
        return str(self.user or _("l'équipe nationale"))


def houses_of(actor: Actor) -> tuple[models.QuerySet[Team], models.QuerySet[Cooperation]]:
    """Return the teams and the cooperations where someone may have lived what they tell, by name."""
    near = {
        kind: Actor(hats=tuple(hat for hat in actor.hats if hat.perimeter.kind in kinds))
        for kind, kinds in (
            ("team", (PerimeterKind.TEAM, PerimeterKind.CARRIER)),
            ("cooperation", (PerimeterKind.COOPERATION,)),
        )
    }
    right = Right.PROPOSE_RESOURCE
    teams = Team.objects.filter(near["team"].q(right, "team", live=True)).order_by("folded", "pk")
    found = Cooperation.objects.filter(near["cooperation"].q(right, "cooperation", live=True))
    return teams, found.order_by("folded", "pk")
