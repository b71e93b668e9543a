"""How a cooperation is steered: its committees and working groups, its meetings, what they decide."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Count, F, FilteredRelation, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.common import formats
from maillage.common.facts import DatedFact, DatedFactQuerySet, true_on
from maillage.common.personal import Basis, People, Personal
from maillage.common.versions import Versioned
from maillage.network.models.cooperations import Cooperation
from maillage.network.models.organisations import Organisation


class BodyKind(models.TextChoices):
    """What a body of a cooperation is for."""

    INNER = "comite-restreint", _("comité restreint")
    WIDER = "comite-elargi", _("comité élargi")
    WORKING = "groupe-de-travail", _("groupe de travail")


class BodyQuerySet(models.QuerySet["Body"]):
    """Read the bodies of cooperations."""

    def termed(self, day: dt.date) -> Self:
        """Keep the bodies that exist on a day, with `since` and the number of their seats, by kind and name."""
        term = Q(terms__retracted_at__isnull=True) & true_on(day, "terms__")
        seat = Q(seats__retracted_at__isnull=True) & true_on(day, "seats__")
        return (
            self.annotate(term=FilteredRelation("terms", condition=term))
            .filter(term__isnull=False)
            .annotate(since=F("term__started_on"), seated=Count("seats", filter=seat, distinct=True))
            .order_by("kind", "name", "pk")
        )


class Body(models.Model):
    """Name a committee or a working group of a cooperation; when it exists is told by its terms."""

    # Added by `termed`.
    since: dt.date | None
    seated: int

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="bodies")
    kind = models.CharField(_("nature"), max_length=20, choices=BodyKind.choices)
    name = models.CharField(_("nom"), max_length=150)

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = _("instance d'une coopération")
        verbose_name_plural = _("instances des coopérations")
        constraints = [
            models.UniqueConstraint(
                fields=["cooperation", "name"],
                name="network_body_name_once",
                violation_error_message=_("Cette coopération a déjà une instance de ce nom."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class BodyTermQuerySet(DatedFactQuerySet["BodyTerm"]):
    """Read when bodies exist."""


class BodyTerm(DatedFact):
    """Say that a body exists, from a day to a day."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="terms")

    objects = BodyTermQuerySet.as_manager()

    class Meta(DatedFact.Meta):
        verbose_name = _("existence d'une instance")
        verbose_name_plural = _("existences des instances")
        constraints = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(
                fields=["body"],
                condition=Q(ended_on__isnull=True, retracted_at__isnull=True),
                name="network_bodyterm_one_open",
                violation_error_message=_("Cette instance existe déjà."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.body)


class BodySeatQuerySet(DatedFactQuerySet["BodySeat"]):
    """Read who sits where."""

    def in_cooperation(self, cooperation: Cooperation) -> Self:
        """Keep the seats in the bodies of a cooperation."""
        return self.filter(body__cooperation=cooperation)

    def with_people(self) -> Self:
        """Read each seat with its body and its organisation, by name."""
        return self.select_related("body", "organisation").order_by(
            "body__kind", "body__name", "person", "pk"
        )


class BodySeat(DatedFact):
    """Say that a person sits in a body, for an organisation or for themselves, from a day to a day."""

    personal = (
        Personal(
            fields=("person", "email"),
            people=People.PARTNERS,
            purpose=_("Savoir qui siège, et lui envoyer l'ordre du jour."),
            basis=Basis.MEMBERSHIP,
            kept=_("tant que vous avez ce rôle, puis dans l'historique ; effacé à votre demande"),
        ),
    )

    body = models.ForeignKey(Body, models.PROTECT, related_name="seats")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    person = models.CharField(_("personne"), max_length=150)
    email = models.EmailField(_("adresse électronique"), blank=True)

    objects = BodySeatQuerySet.as_manager()

    class Meta(DatedFact.Meta):
        verbose_name = _("siège dans une instance")
        verbose_name_plural = _("sièges dans les instances")
        constraints = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(
                fields=["body", "person"],
                condition=Q(ended_on__isnull=True, retracted_at__isnull=True),
                name="network_bodyseat_once",
                violation_error_message=_("Cette personne siège déjà dans cette instance."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.body}"


class Present(list[Organisation]):
    """Hold the organisations that came to a meeting; written, they are their names."""

    def __str__(self) -> str:
        return ", ".join(sorted(organisation.name for organisation in self))


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Read meetings."""

    def kept(self) -> Self:
        """Keep the meetings that are not cancelled."""
        return self.filter(cancelled_on__isnull=True)

    def held(self, day: dt.date) -> Self:
        """Keep the meetings that took place, until a day."""
        return self.kept().filter(on__lte=day)

    def to_come(self, day: dt.date) -> Self:
        """Keep the meetings of a day and after that will take place, the next first."""
        return self.kept().filter(on__gte=day).order_by("on", "starts_at", "pk")

    def open_to_all(self, day: dt.date) -> Self:
        """Keep the meetings of a day and after that are open to the public, cancelled ones too, the next first."""
        return self.since(day).filter(is_public=True).order_by("on", "starts_at", "pk")

    def since(self, day: dt.date) -> Self:
        """Keep the meetings of a day and after, cancelled ones too."""
        return self.filter(on__gte=day)

    def before(self, day: dt.date) -> Self:
        """Keep the meetings of before a day, and those that were cancelled."""
        return self.filter(Q(on__lt=day) | Q(cancelled_on__isnull=False))

    def in_order(self) -> Self:
        """Read the first meetings first."""
        return self.order_by("on", "starts_at", "pk")

    def latest_first(self) -> Self:
        """Read the last meetings first, each with its body."""
        return self.select_related("body").order_by("-on", "-starts_at", "-pk")


class Meeting(Versioned):
    """Hold a meeting of a cooperation, or of one of its bodies: agenda before, minutes after."""

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="meetings")
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name=_("instance")
    )
    title = models.CharField(_("titre"), max_length=150)
    on = models.DateField(_("le"))
    starts_at = models.TimeField(_("à"), null=True, blank=True)
    place = models.CharField(_("lieu"), max_length=200, blank=True)
    link = models.URLField(_("lien de visioconférence"), blank=True)
    is_public = models.BooleanField(_("ouverte au public"), default=False)
    agenda = models.TextField(_("ordre du jour"), blank=True)
    minutes = models.TextField(_("compte rendu"), blank=True)
    attended = models.ManyToManyField(Organisation, related_name="+", blank=True, verbose_name=_("présentes"))
    attendance = models.PositiveIntegerField(_("nombre de présents"), null=True, blank=True)
    cancelled_on = models.DateField(_("annulée le"), null=True, blank=True)
    cancel_reason = models.CharField(_("motif de l'annulation"), max_length=250, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("réunion")
        verbose_name_plural = _("réunions")
        ordering = ["on", "starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="network_meeting_cancelled_with_reason",
                condition=Q(cancelled_on__isnull=True, cancel_reason="")
                | (Q(cancelled_on__isnull=False) & ~Q(cancel_reason="")),
                violation_error_message=_("Une réunion s'annule avec un motif."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def details(self) -> str:
        """Return when and where people meet, in a line."""
        at = formats.hour(self.starts_at) if self.starts_at else ""
        body = self.body.name if self.body else ""
        when = formats.long_day(self.on)
        return ", ".join(filter(None, (f"{when[:1].upper()}{when[1:]}", at, self.place, body)))

    def value_of(self, name: str) -> object:
        """Return what this meeting holds for a field of its forms."""
        return Present(self.attended.all()) if name == "attended" else super().value_of(name)


class MeetingDecisionQuerySet(models.QuerySet["MeetingDecision"]):
    """Read what meetings decided."""

    def open(self) -> Self:
        """Keep the decisions that are neither done nor dropped, the most urgent first."""
        return self.filter(done_on__isnull=True, dropped_on__isnull=True).order_by(
            F("due_on").asc(nulls_last=True), "pk"
        )

    def due(self) -> Self:
        """Keep the decisions that have a day."""
        return self.filter(due_on__isnull=False)

    def settled(self) -> Self:
        """Keep the decisions that are done, or dropped."""
        return self.filter(Q(done_on__isnull=False) | Q(dropped_on__isnull=False))

    def of(self, cooperation: Cooperation) -> Self:
        """Keep the decisions of a cooperation, each with its meeting."""
        return self.filter(meeting__cooperation=cooperation).select_related("meeting")

    def late_in(self, slug: str, *, day: dt.date) -> Self:
        """Keep the decisions of a cooperation, told by its page, whose day is past."""
        return self.filter(meeting__cooperation__slug=slug, due_on__lt=day)

    def latest_first(self) -> Self:
        """Read the decisions of the last meetings first."""
        return self.order_by("-meeting__on", "-pk")


class MeetingDecision(models.Model):
    """Hold what a meeting decided; it is followed until it is done, or dropped with a reason."""

    personal = (
        Personal(
            fields=("in_charge",),
            people=People.PARTNERS,
            purpose=_("Savoir qui s'est chargé d'une décision."),
            basis=Basis.MEMBERSHIP,
            kept=_("tant que la fiche sert ; effacé à votre demande"),
        ),
    )

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    words = models.CharField(_("décision"), max_length=500)
    in_charge = models.CharField(_("qui s'en charge"), max_length=150, blank=True)
    due_on = models.DateField(_("pour le"), null=True, blank=True)
    done_on = models.DateField(_("faite le"), null=True, blank=True)
    dropped_on = models.DateField(_("abandonnée le"), null=True, blank=True)
    dropped_reason = models.CharField(_("motif de l'abandon"), max_length=250, blank=True)

    objects = MeetingDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("décision de réunion")
        verbose_name_plural = _("décisions des réunions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="network_meetingdecision_one_end",
                condition=Q(dropped_on__isnull=True, dropped_reason="")
                | (Q(dropped_on__isnull=False, done_on__isnull=True) & ~Q(dropped_reason="")),
                violation_error_message=_("Une décision est faite, ou abandonnée avec un motif."),
            )
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def state(self) -> str:
        """Return where the decision stands, in a word."""
        if self.done_on:
            return gettext("faite")
        return gettext("abandonnée") if self.dropped_on else gettext("à faire")

    @property
    def details(self) -> str:
        """Return who sees to it and for when, in a line; nothing when neither is said."""
        due = gettext("pour le %s") % formats.day(self.due_on) if self.due_on else ""
        return ", ".join(filter(None, (self.in_charge, due)))

    @property
    def is_open(self) -> bool:
        """Tell whether something is left to do."""
        return self.done_on is None and self.dropped_on is None
