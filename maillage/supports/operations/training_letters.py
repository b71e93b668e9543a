"""The messages about a seat in a training: to the person who comes, and to those who agree that they come."""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from maillage.accounts.models import Grant
from maillage.accounts.roles import PerimeterKind, Role
from maillage.common import formats
from maillage.common.facts import Author
from maillage.common.links import personal_link
from maillage.common.mail import To, queue
from maillage.common.models import Message
from maillage.common.normalise.text import quoted
from maillage.network.operations.enquiry_letters import animators
from maillage.supports.models import (
    Enrolment,
    EnrolmentState,
    ExchangeMeeting,
    HalfDay,
    Trainee,
    TrainingSession,
)
from maillage.territory.perimeter import Perimeter

SEAT, AGREEMENT = "formation-place", "formation-accord"
SEAT_DAYS, AGREEMENT_DAYS = 730, 90
LONGEST = 120  # letters of a name that the subject of a message holds
FAMILY = "formation"


def seat_link(enrolment: Enrolment) -> str:
    """Return the address where someone follows their own enrolment."""
    return personal_link(SEAT, "training_seat", enrolment=enrolment.pk)


def agreement_link(enrolment: Enrolment) -> str:
    """Return the address where those who send someone say whether they agree."""
    return personal_link(AGREEMENT, "training_agreement", enrolment=enrolment.pk)


def hours(half_day: HalfDay | ExchangeMeeting) -> str:
    """Write when a half-day, or a meeting, takes place: « lundi 3 mars 2025, de 9 h à 12 h 30 »."""
    return formats.hours(half_day.on, half_day.starts_at, half_day.ends_at)


def _when_and_where(session: TrainingSession, *, seated: bool) -> str:
    """Return the days and the place of a session; its link is for those who have a seat."""
    lines = [hours(half_day) for half_day in session.half_days.in_order()]
    lines += [session.place] if session.place else []
    lines += [_("Pour rejoindre la visioconférence : %s") % session.link] if seated and session.link else []
    return "\n".join(lines)


def _whom_to_call(session: TrainingSession) -> str:
    telephone = formats.telephone(session.contact_telephone or settings.BRANDING["telephone"])
    if session.contact_name and session.contact_telephone:
        return _("Une question ? Appelez %(name)s au %(telephone)s.") % {
            "name": session.contact_name,
            "telephone": telephone,
        }
    return _("Une question ? Appelez-nous au %(telephone)s.") % {"telephone": telephone}


def write_to(enrolment: Enrolment, subject: str, *parts: str, kind: str, by: Author, key: str) -> None:
    """Queue a message to the person who comes; nothing where they left only a telephone."""
    trainee, session = enrolment.trainee, enrolment.session
    if not trainee.email:
        return
    words = [
        _("Bonjour %s,") % trainee.name,
        *(part for part in parts if part),
        _whom_to_call(session),
        settings.BRANDING["name"],
    ]
    queue(
        To(email=trainee.email, name=trainee.name, user_id=trainee.user_id),
        subject=subject % quoted(str(session), LONGEST),
        text="\n\n".join(words),
        kind=kind,
        because=_(
            "Vous recevez ce message parce que cette adresse a été donnée pour une inscription à la formation « %s »."
        )
        % quoted(str(session), LONGEST),
        at=by.at,
        key=key,
    )


def _page(enrolment: Enrolment) -> str:
    link = seat_link(enrolment)
    return (
        _("Votre page, à garder : vous y voyez où en est votre inscription, et vous pouvez la retirer.\n%s")
        % link
    )


def _if_you_cannot_come() -> str:
    return _("Vous ne pouvez plus venir ? Dites-le sur votre page : votre place ira à quelqu'un qui attend.")


def received(enrolment: Enrolment, *, on: dt.date, by: Author) -> None:  # noqa: ARG001 - every operation says its day
    """Tell someone what became of their asking: a seat, a rank in the waiting list, or an agreement to wait for."""
    session, state = enrolment.session, enrolment.state
    if state == EnrolmentState.SEATED:
        subject, parts = _seated_parts(enrolment)
    elif state == EnrolmentState.WAITING:
        subject = _("Vous êtes sur la liste d'attente : %s")
        parts = [
            _(
                "La formation « %(name)s » est complète. Vous êtes au rang %(rank)d de la liste d'attente : si une "
                "place se libère, elle vous vient, et nous vous écrivons."
            )
            % {"name": session, "rank": Enrolment.objects.rank_of(enrolment)},
            _when_and_where(session, seated=False),
        ]
    else:
        subject = _("Votre demande est bien arrivée : %s")
        parts = [
            _(
                "Vous avez demandé à suivre la formation « %s ». L'accord de votre organisation, ou de qui organise la "
                "formation, est nécessaire : nous vous écrivons dès qu'il est donné."
            )
            % session,
            _when_and_where(session, seated=False),
        ]
    write_to(
        enrolment,
        subject,
        *parts,
        _page(enrolment),
        kind="formation-inscription",
        by=by,
        key=f"formation-inscription:{enrolment.pk}",
    )


def _seated_parts(enrolment: Enrolment) -> tuple[str, list[str]]:
    """Return the subject and the words that tell someone of their seat."""
    session = enrolment.session
    return _("Votre place est réservée : %s"), [
        _("Une place vous est réservée à la formation « %s ».") % session,
        _when_and_where(session, seated=True),
        session.practical,
        _if_you_cannot_come(),
    ]


def seated(enrolment: Enrolment, *, on: dt.date, by: Author) -> None:  # noqa: ARG001 - every operation says its day
    """Tell someone who waited that a seat is theirs."""
    _subject, parts = _seated_parts(enrolment)
    write_to(
        enrolment,
        _("Une place s'est libérée, elle est à vous : %s"),
        *parts,
        _page(enrolment),
        kind="formation-place",
        by=by,
        key=f"formation-place:{enrolment.pk}",
    )


def agreed(enrolment: Enrolment, *, on: dt.date, by: Author) -> None:
    """Tell someone that their organisation agrees, and what follows."""
    if enrolment.state == EnrolmentState.SEATED:
        seated_now, parts = _seated_parts(enrolment)
        write_to(
            enrolment,
            seated_now,
            _("Votre venue est acceptée."),
            *parts,
            _page(enrolment),
            kind="formation-accord",
            by=by,
            key=f"formation-accord:{enrolment.pk}",
        )
        return
    write_to(
        enrolment,
        _("Vous êtes sur la liste d'attente : %s"),
        _(
            "Votre venue est acceptée, mais la formation « %(name)s » est complète. Vous êtes au rang %(rank)d de la "
            "liste d'attente."
        )
        % {"name": enrolment.session, "rank": Enrolment.objects.rank_of(enrolment)},
        _page(enrolment),
        kind="formation-accord",
        by=by,
        key=f"formation-accord:{enrolment.pk}",
    )
    del on


def declined(enrolment: Enrolment, reason: str, *, on: dt.date, by: Author) -> None:  # noqa: ARG001 - every operation says its day
    """Tell someone that they cannot come, and why."""
    write_to(
        enrolment,
        _("La réponse à votre demande : %s"),
        _("Votre inscription à la formation « %s » n'a pas été retenue, pour cette raison :")
        % enrolment.session,
        reason,
        kind="formation-refus",
        by=by,
        key=f"formation-refus:{enrolment.pk}",
    )


def withdrawn(enrolment: Enrolment, *, on: dt.date, by: Author) -> None:
    """Tell someone that their enrolment is taken back."""
    write_to(
        enrolment,
        _("Votre inscription est retirée : %s"),
        _(
            "Votre inscription à la formation « %(name)s » est retirée depuis le %(day)s. Merci de l'avoir dit."
        )
        % {"name": enrolment.session, "day": formats.day(on)},
        kind="formation-retrait",
        by=by,
        key=f"formation-retrait:{enrolment.pk}",
    )


def reminder(enrolment: Enrolment, *, on: dt.date, by: Author) -> None:  # noqa: ARG001 - every operation says its day
    """Remind someone of their session, a few days before."""
    session = enrolment.session
    write_to(
        enrolment,
        _("C'est bientôt : %s"),
        _("Vous venez bientôt à la formation « %s » :") % session,
        _when_and_where(session, seated=True),
        session.practical,
        _if_you_cannot_come(),
        _page(enrolment),
        kind="formation-rappel",
        by=by,
        key=f"formation-rappel:{enrolment.pk}",
    )


def ask_agreement(enrolment: Enrolment, *, on: dt.date, by: Author) -> int:
    """Ask those who may agree whether someone comes; return to how many. Their page tells who: this letter does not."""
    session = enrolment.session
    told = 0
    for to in _who_agrees(enrolment, on=on):
        words = (
            _("Bonjour,"),
            _("Une personne demande à suivre la formation « %s ». Il faut votre accord.") % session,
            _("Qui elle est, et comment répondre, sans mot de passe :"),
            agreement_link(enrolment),
            _("Une seule réponse suffit : celle de son organisation, ou de qui organise la formation."),
            settings.BRANDING["name"],
        )
        message = queue(
            to,
            subject=_("Une inscription attend votre accord : %s") % quoted(str(session), LONGEST),
            text="\n\n".join(words),
            kind="formation-a-accepter",
            because=_(
                "Vous recevez ce message parce que vous organisez cette formation, ou représentez l'organisation de "
                "cette personne."
            ),
            at=by.at,
            key=f"formation-a-accepter:{enrolment.pk}:{to.email}",
        )
        told += message is not None
    return told


def _who_agrees(enrolment: Enrolment, *, on: dt.date) -> Iterator[To]:
    """Yield whoever may agree, each once: who organises the session, and who manages the organisation of the person."""
    session = enrolment.session
    found = {}
    if session.contact_email:
        found[session.contact_email.lower()] = To(email=session.contact_email, name=session.contact_name)
    people = animators(session.cooperation, on=on)
    if enrolment.organisation:
        perimeter = Perimeter(PerimeterKind.CARRIER, enrolment.organisation.slug)
        held = Grant.objects.in_force(on).of_role(Role.CARRIER).on(perimeter).with_people()
        people += [grant.user for grant in held if grant.user.is_active]
    for user in people:
        found.setdefault(user.email.lower(), To(email=user.email, name=user.name, user_id=user.pk))
    yield from found.values()


def forget_letters(trainee: Trainee, *, at: dt.datetime) -> None:
    """Erase whom the letters about the seats of someone went to; those that wait do not leave."""
    if not trainee.email:
        return
    letters = Message.objects.of_family(FAMILY).filter(to_email__iexact=trainee.email, to_name=trainee.name)
    letters.waiting().update(failed_at=at, last_error="personne effacée")
    letters.update(to_email=f"formation-{trainee.pk}@retiree.invalid", to_name="", text="")
