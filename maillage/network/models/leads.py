"""Who stands for a team: its lead, a volunteer of its own; its support officer, a professional. Two roles."""

from collections.abc import Sequence
from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from maillage.common.facts import DatedFact, DatedFactQuerySet
from maillage.common.personal import Basis, People, Personal
from maillage.network.models.organisations import Organisation
from maillage.network.models.teams import Team

_P = TypeVar("_P", bound="PersonOfTeam")


class PersonOfTeamQuerySet(DatedFactQuerySet[_P]):
    """Read those who stand for teams."""

    def in_order(self) -> Self:
        """Read the present ones first, then those of before, the last first."""
        return self.order_by(
            F("ended_on").desc(nulls_first=True), F("started_on").asc(nulls_first=True), "pk"
        )

    def numbered(self, key: int) -> _P | None:
        """Return the one who bears a number, if they are among these."""
        return self.filter(pk=key).first()

    def reachable_by_email(self) -> Self:
        """Keep those who have an e-mail address."""
        return self.exclude(email="")


class PersonOfTeam(DatedFact):
    """Hold how to reach someone who stands for a team; what is written here is never public."""

    personal = (
        Personal(
            fields=("name", "email", "telephone", "user"),
            people=People.TEAMS,
            purpose=_("Vous joindre au sujet de votre équipe ; rien n'en est public."),
            basis=Basis.MEMBERSHIP,
            kept=_("tant que vous avez ce rôle, puis dans l'historique ; effacé à votre demande"),
        ),
    )

    is_personal = True  # the journal keeps the number of the row, not the name

    name = models.CharField(_("nom"), max_length=150)
    email = models.EmailField(_("adresse électronique"), blank=True)
    telephone = models.CharField(_("téléphone"), max_length=20, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("compte"),
    )

    class Meta(DatedFact.Meta):
        abstract = True
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_can_be_reached",
                condition=~Q(email="", telephone=""),
                violation_error_message=_("Donnez une adresse électronique ou un téléphone."),
            ),
            models.UniqueConstraint(
                F("team"),
                Lower("name"),
                condition=Q(ended_on__isnull=True, retracted_at__isnull=True),
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("Cette personne est déjà nommée."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TeamLeadQuerySet(PersonOfTeamQuerySet["TeamLead"]):
    """Read the leads of teams."""

    def of_teams(self, teams: Sequence[Team]) -> Self:
        """Keep the leads of some teams, by name."""
        return self.filter(team__in=teams).order_by("name", "pk")


class TeamLead(PersonOfTeam):
    """Say that a volunteer leads a team, chosen by the others, from a day to a day."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="leads")

    objects = TeamLeadQuerySet.as_manager()

    class Meta(PersonOfTeam.Meta):
        verbose_name = _("référent de l'équipe")
        verbose_name_plural = _("référents de l'équipe")


class TeamSupportQuerySet(PersonOfTeamQuerySet["TeamSupport"]):
    """Read the support officers of teams."""


class TeamSupport(PersonOfTeam):
    """Say that a professional supports a team, from a day to a day."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="supports")
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supported_teams",
        verbose_name=_("organisation"),
    )

    objects = TeamSupportQuerySet.as_manager()

    class Meta(PersonOfTeam.Meta):
        verbose_name = _("référent d'équipes")
        verbose_name_plural = _("référents d'équipes")
