"""Enquiries: what people who have no account ask for, to whom it is given, and what was answered."""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor
from maillage.accounts.models import ApiKey
from maillage.common.personal import Basis, People, Personal, written_by
from maillage.common.states import Life
from maillage.network import permissions
from maillage.network.models.cooperations import Cooperation
from maillage.network.models.teams import Team
from maillage.territory.models import Commune

KEPT = dt.timedelta(days=365)  # after the last contact; then only the count stays


class Wish(models.TextChoices):
    """What someone may ask for."""

    HELP = "aider", _("Je veux aider")
    START = "creer", _("Je veux créer une équipe")
    MEET = "rencontrer", _("Rencontrer une équipe")
    SIGN = "signer", _("Mon organisation veut signer la charte")


class EnquiryState(models.TextChoices):
    """What became of an enquiry."""

    WAITING = "en-attente", _("en attente")
    ANSWERED = "repondue", _("répondue")
    FULFILLED = "aboutie", _("aboutie")
    CLOSED = "sans-suite", _("sans suite")
    WITHDRAWN = "retiree", _("retirée par la personne")


NEXT_ENQUIRY_STATES: Mapping[EnquiryState, tuple[EnquiryState, ...]] = {
    EnquiryState.WAITING: (
        EnquiryState.ANSWERED,
        EnquiryState.FULFILLED,
        EnquiryState.CLOSED,
        EnquiryState.WITHDRAWN,
    ),
    EnquiryState.ANSWERED: (EnquiryState.FULFILLED, EnquiryState.CLOSED, EnquiryState.WITHDRAWN),
    EnquiryState.FULFILLED: (),
    EnquiryState.CLOSED: (EnquiryState.ANSWERED,),
    EnquiryState.WITHDRAWN: (),
}
ENQUIRY_LIFE = Life(
    name="demande",
    title=_("La vie d'une demande"),
    states=EnquiryState,
    first=EnquiryState.WAITING,
    following={state.value: after for state, after in NEXT_ENQUIRY_STATES.items()},
)


class Level(models.TextChoices):
    """Who is in charge of an enquiry."""

    TEAM = "equipe", _("l'équipe")
    COOPERATION = "cooperation", _("la coopération")
    NATIONAL = "nationale", _("l'équipe nationale")


class Asked(NamedTuple):
    """Hold how many enquiries there are in a commune."""

    code: str
    name: str
    latitude: float | None
    longitude: float | None
    waiting: int


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    """Read enquiries."""

    def answerable_by(self, actor: Actor) -> Self:
        """Keep the enquiries that someone may read and answer."""
        return self.filter(permissions.answer_enquiry(actor))

    def from_address(self, email: str) -> Self:
        """Keep the enquiries that were sent with an address."""
        return self.filter(email__iexact=email)

    def forwarded_by(self, key: ApiKey) -> Self:
        """Keep the enquiries that a partner sent with a key."""
        return self.filter(forwarded_with=key)

    def waiting(self) -> Self:
        """Keep the enquiries that nobody answered yet."""
        return self.filter(state=EnquiryState.WAITING)

    def oldest_first(self) -> Self:
        """Read the oldest first."""
        return self.order_by("received_at", "pk")

    def latest_first(self) -> Self:
        """Read the last received first."""
        return self.order_by("-received_at", "-pk")

    def in_full(self) -> Self:
        """Read each enquiry with its place and who is in charge."""
        return self.select_related("commune__departement", "team", "cooperation", "forwarded_with")

    def of_cooperation(self, cooperation: Cooperation) -> Self:
        """Keep the enquiries that a cooperation is in charge of."""
        return self.filter(cooperation=cooperation, level=Level.COOPERATION)

    def asked(
        self, *, wish: str = "", state: str = "", level: str = "", before: dt.datetime | None = None
    ) -> Self:
        """Keep those of a wish, in a state, at a level, received before a moment; nothing asked keeps all."""
        found = self
        if wish:
            found = found.filter(wish=wish)
        if state:
            found = found.filter(state=state)
        if level:
            found = found.filter(level=level)
        return found.filter(received_at__lt=before) if before else found

    def reachable_by_email(self) -> Self:
        """Keep those whose person left an address."""
        return self.exclude(email="")

    def without_email(self) -> Self:
        """Keep those whose person can only be called."""
        return self.filter(email="")

    def due(self, days: int, at: dt.datetime) -> Self:
        """Keep the waiting ones that are some days old and had no reminder for that age."""
        return self.waiting().filter(received_at__lte=at - dt.timedelta(days=days), reminded__lt=days)

    def out_of_date(self, at: dt.datetime) -> Self:
        """Keep those that still name a person a year after the last contact."""
        return self.filter(erased_at=None, last_contact_at__lt=at - KEPT)

    def by_commune(self) -> "list[Asked]":
        """Return how many there are in each commune, where it is known; Paris, Lyon and Marseille are one each."""
        seats = self.filter(commune__isnull=False).order_by()
        whole = Coalesce("commune__parent__code", "commune__code")
        rows = seats.values_list(whole, "commune__name", "commune__latitude", "commune__longitude")
        return [Asked(*row) for row in rows.annotate(models.Count("pk"))]

    def numbered(self, keys: list[int]) -> Self:
        """Keep those of some numbers."""
        return self.filter(pk__in=keys)


class Enquiry(models.Model):
    """Hold what someone asks for: a wish, a place, how to reach them, and who is in charge of answering."""

    personal = (
        Personal(
            fields=("name", "email", "telephone", "words", "organisation_name"),
            people=People.ENQUIRERS,
            purpose=_("Répondre à votre demande."),
            basis=Basis.CONSENT,
            kept=_("12 mois après le dernier contact ; le compte des demandes reste"),
            erased_by="maillage.network.operations.enquiry_care.erase_old_enquiries",
        ),
    )

    is_personal = True  # the journal keeps the number of the row, not the name

    wish = models.CharField(_("souhait"), max_length=10, choices=Wish.choices)
    state = models.CharField(
        _("état"), max_length=10, choices=EnquiryState.choices, default=EnquiryState.WAITING
    )
    # Purpose: to answer. Basis: consent, at the date and in the version below. Kept a year after the last contact.
    name = models.CharField(_("nom"), max_length=150, blank=True)
    email = models.EmailField(_("adresse électronique"), blank=True)
    telephone = models.CharField(_("téléphone"), max_length=20, blank=True)
    words = models.TextField(_("quelques mots"), blank=True)
    organisation_name = models.CharField(_("organisation"), max_length=200, blank=True)
    for_someone = models.BooleanField(_("pour quelqu'un qui est d'accord"), default=False)
    consented_at = models.DateTimeField(_("accord donné le"))
    consent_version = models.CharField(_("texte de l'accord"), max_length=10)
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("commune")
    )
    level = models.CharField(_("à répondre par"), max_length=12, choices=Level.choices)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="enquiries")
    cooperation = models.ForeignKey(
        Cooperation, models.PROTECT, null=True, blank=True, related_name="enquiries"
    )
    forwarded_with = models.ForeignKey(
        ApiKey, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("venue de")
    )
    received_at = models.DateTimeField(_("reçue le"))
    answered_at = models.DateTimeField(_("répondue le"), null=True, blank=True)
    last_contact_at = models.DateTimeField(_("dernier contact"))
    reminded = models.PositiveSmallIntegerField(_("rappelée à"), default=0, help_text=_("en jours"))
    erased_at = models.DateTimeField(_("coordonnées effacées le"), null=True, blank=True)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("demande")
        verbose_name_plural = _("demandes")
        ordering = ["received_at", "pk"]
        indexes = [
            models.Index(
                fields=["received_at"], condition=Q(state="en-attente"), name="network_enquiry_waiting"
            ),
            models.Index(fields=["last_contact_at"], name="network_enquiry_contact"),
        ]
        constraints = [
            models.CheckConstraint(
                name="network_enquiry_can_be_reached",
                condition=~Q(email="", telephone="") | Q(erased_at__isnull=False),
                violation_error_message=_("Donnez une adresse électronique ou un téléphone."),
            ),
            models.CheckConstraint(
                name="network_enquiry_in_charge",
                condition=Q(level="nationale")
                | Q(level="cooperation", cooperation__isnull=False)
                | Q(level="equipe", team__isnull=False),
                violation_error_message=_("Une demande a quelqu'un pour lui répondre."),
            ),
            models.CheckConstraint(
                name="network_enquiry_erased_whole",
                condition=Q(erased_at__isnull=True)
                | Q(name="", email="", telephone="", words="", organisation_name=""),
                violation_error_message=_("Une demande effacée ne nomme plus personne."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_wish_display()} ({self.received_at:%d/%m/%Y})"

    @property
    def is_waiting(self) -> bool:
        """Tell whether nobody answered yet."""
        return self.state == EnquiryState.WAITING

    @property
    def is_open(self) -> bool:
        """Tell whether something may still come of it."""
        return self.state in {EnquiryState.WAITING, EnquiryState.ANSWERED}

    @property
    def in_charge(self) -> str:
        """Return the name of who answers."""
        if self.level == Level.TEAM and self.team:
            return self.team.name
        if self.level == Level.COOPERATION and self.cooperation:
            return self.cooperation.name
        return str(Level.NATIONAL.label)

    def days(self, at: dt.datetime) -> int:
        """Return for how many days it has been here."""
        return (at - self.received_at).days


class EnquiryStepKind(models.TextChoices):
    """What may happen to an enquiry."""

    ROUTED = "confiee", _("confiée")
    WRITTEN = "message", _("message envoyé")
    CALLED = "appel", _("appel")
    SETTLED = "issue", _("issue")


class EnquiryStepQuerySet(models.QuerySet["EnquiryStep"]):
    """Read what happened to enquiries."""

    def in_order(self) -> Self:
        """Read the first first, with who did it."""
        return self.select_related("user").order_by("at", "pk")


class EnquiryStep(models.Model):
    """Hold one thing that happened to an enquiry: given to someone, answered, called, settled."""

    personal = (
        Personal(
            fields=("text",),
            people=People.ENQUIRERS,
            purpose=_("Suivre la réponse à votre demande."),
            basis=Basis.CONSENT,
            kept=_("12 mois après le dernier contact"),
            erased_by="maillage.network.operations.enquiry_care.erase_old_enquiries",
        ),
        written_by("user", "who"),
    )

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="steps")
    kind = models.CharField(_("quoi"), max_length=8, choices=EnquiryStepKind.choices)
    at = models.DateTimeField(_("le"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    who = models.CharField(_("par qui"), max_length=150, blank=True)
    # Purpose: to go on answering. Erased with the contact of the person.
    text = models.TextField(_("ce qui a été dit"), blank=True)

    objects = EnquiryStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("suite d'une demande")
        verbose_name_plural = _("suites d'une demande")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.at:%d/%m/%Y})"
