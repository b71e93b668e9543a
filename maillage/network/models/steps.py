"""The way of a cooperation: which stage follows which, and the requests to be recognised."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import Grant
from maillage.accounts.roles import Role
from maillage.common.components import Step
from maillage.common.facts import Precision
from maillage.common.personal import written_by
from maillage.common.states import Life
from maillage.network.models.bodies import BodyTerm, Meeting
from maillage.network.models.cooperations import (
    Cooperation,
    CooperationQuerySet,
    CooperationStage,
    CooperationStageChange,
)
from maillage.network.models.members import CooperationMember, MemberPart
from maillage.network.models.places import Evidence
from maillage.network.models.roadmap import ContactNote, Diagnosis, RoadmapAction
from maillage.network.models.sittings import Sitting

_S = CooperationStage

# The stages on the way, in order; one is entered after the other.
WAY = (_S.CONTACT, _S.INITIATED, _S.STRUCTURED, _S.RECOGNISED, _S.LAUNCHED, _S.ACTIVE)

# Which stages may follow which; without any yet, the way begins with a contact. A cooperation that sleeps wakes at
# the stage where it fell asleep; one that is closed is reopened by the national team, and then sleeps.
NEXT_COOPERATION_STAGES: Mapping[str, tuple[CooperationStage, ...]] = {
    "": (_S.CONTACT,),
    _S.CONTACT: (_S.INITIATED, _S.DORMANT, _S.CLOSED),
    _S.INITIATED: (_S.STRUCTURED, _S.DORMANT, _S.CLOSED),
    _S.STRUCTURED: (_S.RECOGNISED, _S.DORMANT, _S.CLOSED),
    _S.RECOGNISED: (_S.LAUNCHED, _S.DORMANT, _S.CLOSED),
    _S.LAUNCHED: (_S.ACTIVE, _S.DORMANT, _S.CLOSED),
    _S.ACTIVE: (_S.DORMANT, _S.CLOSED),
    _S.DORMANT: (*WAY, _S.CLOSED),
    _S.CLOSED: (_S.DORMANT,),
}


def way_of(changes: Sequence[CooperationStageChange], stage: str | None) -> list[Step]:
    """Return the stages on the way, each with the day it was last entered, given the changes, the first one first."""
    reached = {change.stage: change for change in changes}
    rank = WAY.index(_S(stage)) if stage in WAY else -1
    return [
        Step(
            label=str(step.label).capitalize(),
            reached_on=reached[step].changed_on if step in reached else None,
            precision=reached[step].precision if step in reached else Precision.DAY,
            reached=step in reached or position < rank,
            current=position == rank,
        )
        for position, step in enumerate(WAY)
    ]


COOPERATION = Life(
    name="cooperation",
    title=_("La vie d'une coopération"),
    states=CooperationStage,
    first=_S.CONTACT,
    following={stage: after for stage, after in NEXT_COOPERATION_STAGES.items() if stage},
)


def with_progress(rows: CooperationQuerySet, day: dt.date) -> CooperationQuerySet:
    """Add what the stages ask for: contacts, members, meetings, committees, diagnosis, actions, animators."""
    own = {"cooperation": OuterRef("pk")}
    members = CooperationMember.objects.believed().as_of(day).filter(**own)
    held = Meeting.objects.held(day).filter(**own)
    terms = BodyTerm.objects.believed().as_of(day).filter(body__cooperation=OuterRef("pk"))
    animators = Grant.objects.in_force(day).filter(
        role=Role.ANIMATOR, perimeter_kind="cooperation", perimeter_code=OuterRef("slug")
    )
    counted = members.order_by().values("cooperation").annotate(n=Count("pk")).values("n")
    columns: dict[str, Any] = {
        "member_count": Coalesce(Subquery(counted, output_field=IntegerField()), 0),
        "has_contact": Exists(ContactNote.objects.filter(on__lte=day, **own)),
        "has_met": Exists(held),
        "has_met_publicly": Exists(held.filter(is_public=True)),
        "has_body": Exists(terms),
        "has_diagnosis": Exists(Diagnosis.objects.filter(**own)),
        "has_action": Exists(RoadmapAction.objects.kept().filter(**own)),
        "has_animator": Exists(animators) | Exists(members.filter(part=MemberPart.ANIMATES)),
    }
    return rows.annotate(**columns)


def with_diagnosis(rows: CooperationQuerySet) -> CooperationQuerySet:
    """Add the last version of the shared diagnosis: its text, its number, when it was saved."""
    last = Diagnosis.objects.filter(cooperation=OuterRef("pk")).order_by("-version")
    columns: dict[str, Any] = {
        "diagnosis_text": Subquery(last.values("text")[:1]),
        "diagnosis_version": Subquery(last.values("version")[:1]),
        "diagnosis_saved_at": Subquery(last.values("saved_at")[:1]),
    }
    return rows.annotate(**columns)


class StageRequestQuerySet(models.QuerySet["StageRequest"]):
    """Read the requests to be recognised."""

    def waiting(self) -> Self:
        """Keep the requests that nobody has decided yet, the oldest first."""
        return (
            self.filter(state=StageRequest.State.SUBMITTED)
            .select_related("cooperation")
            .order_by("submitted_at", "pk")
        )

    def latest_first(self) -> Self:
        """Read the last requests first, with the sitting that decided."""
        return self.select_related("sitting").order_by("-submitted_at", "-pk")


class StageRequest(models.Model):
    """Hold what a cooperation gives to be recognised, and what the national body decided."""

    personal = (written_by("submitted_by"),)

    class State(models.TextChoices):
        """Where the request stands."""

        SUBMITTED = "submitted", _("déposée")
        ACCEPTED = "accepted", _("acceptée")
        REFUSED = "refused", _("refusée")

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="stage_requests")
    evidence_kind = models.CharField(_("preuve"), max_length=12, choices=Evidence.choices)
    met_on = models.DateField(_("date de la réunion qui l'a décidée"))
    words = models.TextField(_("ce que dit la demande"))
    state = models.CharField(_("état"), max_length=10, choices=State.choices, default=State.SUBMITTED)
    submitted_at = models.DateTimeField(_("déposée le"))
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("déposée par"),
    )
    sitting = models.ForeignKey(
        Sitting,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stage_requests",
        verbose_name=_("séance"),
    )
    decided_on = models.DateField(_("décidée le"), null=True, blank=True)
    reason = models.CharField(_("motif"), max_length=500, blank=True)

    objects = StageRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("demande de reconnaissance d'une coopération")
        verbose_name_plural = _("demandes de reconnaissance de coopérations")
        ordering = ["submitted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cooperation"],
                condition=Q(state="submitted"),
                name="network_stagerequest_one_waiting",
                violation_error_message=_("Cette coopération a déjà une demande en attente."),
            ),
            models.CheckConstraint(
                name="network_stagerequest_decision_complete",
                condition=Q(state="submitted", decided_on__isnull=True)
                | Q(state="accepted", decided_on__isnull=False, sitting__isnull=False)
                | (Q(state="refused", decided_on__isnull=False) & ~Q(reason="")),
                violation_error_message=_(
                    "Une décision porte sa date, et sa séance ou le motif de son refus."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Return a sentence that names the request."""
        return gettext("« %(name)s » demande à être reconnue") % {"name": self.cooperation.name}
