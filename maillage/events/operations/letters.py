"""The messages about an event: a seat, a rank in the waiting list, a change, a cancellation, an answer."""

from django.conf import settings
from django.utils.translation import gettext as _

from maillage.common import formats
from maillage.common.facts import Author
from maillage.common.links import personal_link
from maillage.common.mail import To, queue
from maillage.common.models import Message
from maillage.common.normalise.text import quoted
from maillage.events.models import Event, Registration, RegistrationState, WorkshopProposal, WorkshopSeat

SEAT, SEAT_DAYS = "rendez-vous-place", 1100
LONGEST = 120  # letters of a name that the subject of a message holds
FAMILY = "rendez"


def seat_link(row: Registration) -> str:
    """Return the address where someone sees their registration, chooses workshops, or withdraws."""
    return personal_link(SEAT, "event_seat", registration=row.pk)


def telephone_of(event: Event) -> str:
    """Return whom to call about an event: its contact, if they agreed to it, or else the mobilisation."""
    contact = event.contact
    return formats.telephone((contact[1] if contact else "") or settings.BRANDING["telephone"])


def _write(row: Registration, subject: str, *parts: str, kind: str, by: Author, key: str) -> None:
    """Queue a message to someone who comes; nothing where no address is known."""
    if not row.email:
        return
    name = quoted(str(row.event), LONGEST)
    words = [
        _("Bonjour %s,") % row.name,
        *(part for part in parts if part),
        _("Une question ? Appelez-nous au %(telephone)s.") % {"telephone": telephone_of(row.event)},
        settings.BRANDING["name"],
    ]
    queue(
        To(email=row.email, name=row.name, user_id=row.user_id),
        subject=subject % name,
        text="\n\n".join(words),
        kind=kind,
        because=_("Vous recevez ce message parce que cette adresse est inscrite au rendez-vous « %s ».")
        % name,
        at=by.at,
        key=key,
    )


def _when_and_where(event: Event) -> str:
    return "\n".join(filter(None, (event.when, event.where)))


def _page(row: Registration) -> str:
    return _(
        "Votre page, à garder : vous y choisissez vos ateliers, et vous pouvez vous désister.\n%s"
    ) % seat_link(row)


def registered(row: Registration, *, by: Author) -> None:
    """Tell someone what became of their registration: a seat, or a rank in the waiting list."""
    if row.state == RegistrationState.SEATED:
        subject = _("Votre place est réservée : %s")
        told = _("Vous avez une place au rendez-vous « %s ».") % row.event
    else:
        subject = _("Vous êtes sur la liste d'attente : %s")
        told = _(
            "Le rendez-vous « %(name)s » est complet. Vous êtes au rang %(rank)d de la liste d'attente : si une "
            "place se libère, elle vous vient, et nous vous écrivons."
        ) % {"name": row.event, "rank": Registration.objects.rank_of(row)}
    _write(
        row,
        subject,
        told,
        _when_and_where(row.event),
        _page(row),
        kind="rendez-vous-inscription",
        by=by,
        key=f"rendez-vous-inscription:{row.pk}",
    )


def seated(row: Registration, *, by: Author) -> None:
    """Tell someone who waited that they have a seat."""
    _write(
        row,
        _("Une place s'est libérée : %s"),
        _("Vous avez maintenant une place au rendez-vous « %s ».") % row.event,
        _when_and_where(row.event),
        _page(row),
        kind="rendez-vous-place",
        by=by,
        key=f"rendez-vous-place:{row.pk}",
    )


def seated_in_workshop(seat: WorkshopSeat, *, by: Author) -> None:
    """Tell someone who waited that they have a seat in a workshop."""
    _write(
        seat.registration,
        _("Une place d'atelier s'est libérée : %s"),
        _("Vous avez maintenant une place à l'atelier « %(session)s », %(hours)s.")
        % {"session": seat.session, "hours": seat.session.hours},
        _page(seat.registration),
        kind="rendez-vous-atelier",
        by=by,
        key=f"rendez-vous-atelier:{seat.pk}",
    )


def withdrawn(row: Registration, *, by: Author) -> None:
    """Confirm to someone that they are no longer expected."""
    _write(
        row,
        _("Votre désistement est noté : %s"),
        _("Vous ne venez plus au rendez-vous « %s ». Merci de l'avoir dit : votre place sert à quelqu'un.")
        % row.event,
        kind="rendez-vous-desistement",
        by=by,
        key=f"rendez-vous-desistement:{row.pk}",
    )


def changed(event: Event, *, by: Author) -> None:
    """Tell whoever is on the list the new days and place of an event."""
    for row in Registration.objects.of(event).live().in_full():
        _write(
            row,
            _("Changement : %s"),
            _("Le rendez-vous « %s » change. Voici ses jours et son lieu :") % event,
            _when_and_where(event),
            _page(row),
            kind="rendez-vous-changement",
            by=by,
            key=f"rendez-vous-changement:{row.pk}:{event.version}",
        )


def cancelled(event: Event, *, by: Author) -> None:
    """Tell whoever is on the list that an event is cancelled, and why."""
    for row in Registration.objects.of(event).live().in_full():
        _write(
            row,
            _("Annulation : %s"),
            _("Le rendez-vous « %s » est annulé, pour cette raison :") % event,
            event.cancel_reason,
            kind="rendez-vous-annulation",
            by=by,
            key=f"rendez-vous-annulation:{row.pk}",
        )


def answered(proposal: WorkshopProposal, *, by: Author) -> None:
    """Tell who proposed a workshop what the organisers answer."""
    user = proposal.proposed_by
    if user is None or not user.email:
        return
    name = quoted(proposal.title, LONGEST)
    told = (
        _("Votre atelier « %(title)s » est au programme du rendez-vous « %(event)s ».")
        if proposal.session_id
        else _("Votre atelier « %(title)s » n'est pas retenu pour le rendez-vous « %(event)s ».")
    ) % {"title": proposal.title, "event": proposal.event}
    words = [_("Bonjour %s,") % user.name, told, proposal.answer, settings.BRANDING["name"]]
    queue(
        To(email=user.email, name=user.name, user_id=user.pk),
        subject=_("Réponse à votre atelier : %s") % name,
        text="\n\n".join(filter(None, words)),
        kind="rendez-vous-reponse",
        because=_("Vous recevez ce message parce que vous avez proposé l'atelier « %s ».") % name,
        at=by.at,
        key=f"rendez-vous-reponse:{proposal.pk}",
    )


def forget_letters(row: Registration, *, by: Author) -> None:
    """Erase whom the letters about an event went to; those that wait do not leave."""
    if not row.email:
        return
    sent = Message.objects.of_family(FAMILY).filter(to_email__iexact=row.email, to_name=row.name)
    sent.waiting().update(failed_at=by.at, last_error="personne effacée")
    sent.update(to_email=f"rendez-vous-{row.pk}@retiree.invalid", to_name="", text="")
