"""Who may tell the course of one action, and which local actions answer to it."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.common.facts import DatedFact, DatedFactQuerySet, Recorded, RecordedQuerySet
from maillage.common.personal import Basis, People, Personal
from maillage.network.models import Cooperation, RoadmapAction
from maillage.programme.models.plan import Action


class ActionKeeperQuerySet(DatedFactQuerySet["ActionKeeper"]):
    """Read who may tell the course of actions."""

    def about(self, action: Action) -> Self:
        """Keep those of an action, each with its person, the oldest first."""
        return self.filter(action=action).select_related("user").order_by("started_on", "pk")

    def open(self) -> Self:
        """Keep the believed ones that nobody has ended."""
        return self.believed().filter(ended_on=None)


class ActionKeeper(DatedFact):
    """Say that a person may tell the course of an action, from a day to a day."""

    personal = (
        Personal(
            fields=("user",),
            people=People.ACCOUNTS,
            purpose=_("Savoir qui peut dire où en est une action du programme."),
            basis=Basis.MEMBERSHIP,
            kept=_("tant que vous avez ce rôle, puis dans l'historique ; effacé à votre demande"),
        ),
    )

    action = models.ForeignKey(Action, models.PROTECT, related_name="keepers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("personne")
    )

    objects = ActionKeeperQuerySet.as_manager()

    class Meta(DatedFact.Meta):
        ordering = ["started_on", "pk"]
        verbose_name = _("personne qui suit une action")
        verbose_name_plural = _("personnes qui suivent des actions")
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                name="programme_actionkeeper_has_a_day",
                condition=Q(started_on__isnull=False),
                violation_error_message=_("Ce droit porte sa date."),
            ),
            models.UniqueConstraint(
                fields=["action", "user"],
                condition=Q(ended_on__isnull=True, retracted_at__isnull=True),
                name="programme_actionkeeper_once",
                violation_error_message=_("Cette personne suit déjà cette action."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)


class RoadmapLinkQuerySet(RecordedQuerySet["RoadmapLink"]):
    """Read which local actions answer to national ones."""

    def in_roadmap(self, cooperation: Cooperation) -> Self:
        """Keep those of the roadmap of a cooperation, each with its national action."""
        mine = self.believed().filter(local__cooperation=cooperation)
        return mine.select_related("action__axis__programme").order_by("pk")

    def of_local(self, local: RoadmapAction) -> "RoadmapLink | None":
        """Return that of a local action; none where nothing is said."""
        return self.filter(local=local).first()

    def answering(self, action: Action, day: dt.date, known_at: dt.datetime) -> Self:
        """Keep those that answered to an action on a day, as known at a moment, each with its cooperation, by name."""
        told = self.known_at(known_at).filter(action=action, on__lte=day)
        return told.select_related("local__cooperation").order_by("local__cooperation__folded", "pk")


class RoadmapLink(Recorded):
    """Say that an action of the roadmap of a cooperation answers to an action of the programme."""

    local = models.ForeignKey(RoadmapAction, models.PROTECT, related_name="answers_to")
    action = models.ForeignKey(Action, models.PROTECT, related_name="answered_by")
    on = models.DateField(_("depuis le"))

    objects = RoadmapLinkQuerySet.as_manager()

    class Meta(Recorded.Meta):
        ordering = ["pk"]
        verbose_name = _("réponse d'une feuille de route")
        verbose_name_plural = _("réponses des feuilles de route")
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["local"],
                condition=Q(retracted_at__isnull=True),
                name="programme_roadmaplink_once",
                violation_error_message=_("Cette action locale répond déjà à une action du programme."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.local} → {self.action}"
