"""The agenda of a sitting: what waits for a decision of the network, and what was decided of it."""

import datetime as dt
from collections.abc import Collection
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.common.personal import written_by
from maillage.network.models.recognition import RecognitionRequest
from maillage.network.models.signing import SigningFile
from maillage.network.models.sittings import Sitting
from maillage.network.models.steps import StageRequest


class SittingOutcome(models.TextChoices):
    """What a sitting says of a line of its agenda."""

    PENDING = "attente", _("à décider")
    ACCEPTED = "acceptee", _("acceptée")
    REFUSED = "refusee", _("refusée")
    POSTPONED = "reportee", _("reportée")


class SittingItemQuerySet(models.QuerySet["SittingItem"]):
    """Read the lines of agendas."""

    def pending(self) -> Self:
        """Keep the lines that wait for their decision."""
        return self.filter(outcome=SittingOutcome.PENDING)

    def decided(self) -> Self:
        """Keep the lines that have their decision."""
        return self.exclude(outcome=SittingOutcome.PENDING)

    def to_put(self, kind: str, *, locked: Collection[int] | None = None) -> "models.QuerySet[Any]":
        """Return the requests of a kind that wait and are on no agenda, the oldest first; or some, locked."""
        waiting: models.QuerySet[Any] = _model_of(kind).objects.waiting()
        if kind == "signing":
            waiting = waiting.select_related("charter")
        if locked is not None:
            waiting = waiting.filter(pk__in=locked).select_for_update(of=("self",))
            list(waiting.values_list("pk"))  # from here, nobody else puts them on another agenda
        on_agenda = SittingItem.objects.pending().exclude(**{kind: None})
        return waiting.exclude(pk__in=on_agenda.values(kind))

    def ages_waiting(self, **more: "models.QuerySet[Any]") -> dict[str, tuple[int, dt.datetime | None]]:
        """Return how many requests of each kind wait, and since when; other rows that are submitted may be added."""
        waiting = {kind: _model_of(kind).objects.waiting() for kind in SittingItem.KINDS} | more
        first, *others = (
            rows.order_by()
            .values(asked=models.Value(name))
            .annotate(count=models.Count("pk"), oldest=models.Min("submitted_at"))
            for name, rows in waiting.items()
        )
        found = {row["asked"]: (row["count"], row["oldest"]) for row in first.union(*others, all=True)}
        return {name: found.get(name, (0, None)) for name in waiting}

    def with_requests(self) -> Self:
        """Read each line with what it is about, in the order in which it was put on the agenda."""
        return self.select_related(*SittingItem.READ, "decided_by").order_by("pk")


def _model_of(kind: str) -> Any:
    """Return the model of a kind of request."""
    return SittingItem._meta.get_field(kind).related_model


class SittingItem(models.Model):
    """Put one request on the agenda of a sitting, and hold what was decided."""

    personal = (written_by("decided_by"),)

    # Each kind of request has its own column; a line fills exactly one of them.
    KINDS: ClassVar[tuple[str, ...]] = ("signing", "recognition", "stage")
    READ: ClassVar[tuple[str, ...]] = (
        "signing__charter",
        "signing__organisation",
        "recognition__team",
        "stage__cooperation",
    )

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="items")
    signing = models.ForeignKey(
        SigningFile, models.PROTECT, null=True, blank=True, related_name="sitting_items"
    )
    recognition = models.ForeignKey(
        RecognitionRequest, models.PROTECT, null=True, blank=True, related_name="sitting_items"
    )
    stage = models.ForeignKey(
        StageRequest, models.PROTECT, null=True, blank=True, related_name="sitting_items"
    )
    outcome = models.CharField(
        _("décision"), max_length=8, choices=SittingOutcome.choices, default=SittingOutcome.PENDING
    )
    words = models.CharField(_("en quelques mots"), max_length=500, blank=True)
    obstacle = models.CharField(_("ce qui a empêché la décision"), max_length=500, blank=True)
    decided_at = models.DateTimeField(_("décidée le"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SittingItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("point à l'ordre du jour")
        verbose_name_plural = _("points à l'ordre du jour")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="network_sitting_item_about_one_request",
                condition=Q(signing__isnull=False, recognition__isnull=True, stage__isnull=True)
                | Q(signing__isnull=True, recognition__isnull=False, stage__isnull=True)
                | Q(signing__isnull=True, recognition__isnull=True, stage__isnull=False),
                violation_error_message=_("Un point de l'ordre du jour porte sur une seule demande."),
            ),
            models.CheckConstraint(
                name="network_sitting_item_decision_complete",
                condition=Q(outcome="attente", decided_at__isnull=True)
                | (~Q(outcome="attente") & Q(decided_at__isnull=False)),
                violation_error_message=_("Une décision porte sa date."),
            ),
            *(
                models.UniqueConstraint(
                    fields=[kind],
                    condition=Q(outcome="attente"),
                    name=f"network_sitting_item_one_open_{kind}",
                    violation_error_message=_("Cette demande est déjà à l'ordre du jour d'une séance."),
                )
                for kind in ("signing", "recognition", "stage")
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kind(self) -> str:
        """Return which kind of request this line is about."""
        return next(kind for kind in self.KINDS if getattr(self, f"{kind}_id") is not None)

    @property
    def request(self) -> Any:
        """Return what this line is about."""
        return getattr(self, self.kind)

    @property
    def title(self) -> str:
        """Return the sentence that names what this line is about."""
        return str(self.request.title)

    @property
    def page(self) -> str:
        """Return the page where what this line is about is read whole."""
        return page_of(self.kind, self.request)

    @property
    def is_pending(self) -> bool:
        """Tell whether this line waits for its decision."""
        return self.outcome == SittingOutcome.PENDING


def page_of(kind: str, request: Any) -> str:
    """Return the page where a request is read whole."""
    match kind:
        case "signing":
            return reverse("signing_file", args=[request.pk])
        case "recognition":
            return reverse("work_team", args=[request.team.slug])
        case _:
            return reverse("cockpit", args=[request.cooperation.slug])
