"""What a session leaves: its minutes, a link to what was shown, and the resource that came of them."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.common.personal import Basis, People, Personal
from maillage.common.versions import Versioned
from maillage.events.models.programme import Event, EventSession
from maillage.resources.models import Resource

LONGEST_MINUTES = 20_000


class SessionMinutesQuerySet(models.QuerySet["SessionMinutes"]):
    """Read what sessions left."""

    def of(self, event: Event) -> Self:
        """Keep those of an event, as its sessions come."""
        rows = self.filter(session__event=event).select_related("session", "shelved")
        return rows.order_by("session__on", "session__starts_at", "pk")

    def left_by(self, session: EventSession) -> "SessionMinutes | None":
        """Return those of a session, if there are any."""
        return self.filter(session=session).first()


class SessionMinutes(Versioned):
    """Hold what was said at a session, in plain words, and where to see what was shown."""

    personal = (
        Personal(
            fields=("credit",),
            people=People.PARTNERS,
            purpose=_("Dire qui a écrit un compte rendu, et qui accepte qu'il soit publié."),
            basis=Basis.CONSENT,
            kept=_("aussi longtemps que le registre"),
        ),
    )

    session = models.OneToOneField(EventSession, models.PROTECT, related_name="minutes")
    text = models.TextField(_("compte rendu"), blank=True)
    link = models.URLField(_("lien vers ce qui a été montré"), max_length=250, blank=True)
    credit = models.CharField(_("qui l'a écrit, et accepte qu'il soit publié"), max_length=250, blank=True)
    shelved = models.OneToOneField(
        Resource, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ressource")
    )

    objects = SessionMinutesQuerySet.as_manager()

    class Meta:
        verbose_name = _("compte rendu de séance")
        verbose_name_plural = _("comptes rendus de séances")
        constraints = [
            models.CheckConstraint(
                name="events_minutes_say_something",
                condition=~Q(text="") | ~Q(link=""),
                violation_error_message=_("Un compte rendu a un texte, ou un lien."),
            )
        ]

    def __str__(self) -> str:
        return str(self.session)


def resources_of(event: Event) -> models.QuerySet[Resource]:
    """Return the resources that came of an event and that can be read now, by title."""
    shelved = SessionMinutes.objects.of(event).values("shelved")
    return Resource.objects.published().filter(pk__in=shelved.order_by()).order_by("title", "pk")
