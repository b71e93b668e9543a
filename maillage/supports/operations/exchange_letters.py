"""The messages about a meeting of exchange: inviting, confirming, telling that it changes or is cancelled."""

from django.conf import settings
from django.utils.translation import gettext as _

from maillage.common.facts import Author
from maillage.common.links import personal_link
from maillage.common.mail import To, queue
from maillage.common.models import Message
from maillage.common.normalise.text import quoted
from maillage.supports.models import ExchangeMeeting, Participant, Participation
from maillage.supports.operations.training_letters import hours

COMING, COMING_DAYS = "echange-venue", 730
LONGEST = 120  # letters of a name that the subject of a message holds
FAMILY = "echange"


def coming_link(participation: Participation) -> str:
    """Return the address where someone says whether they come."""
    return personal_link(COMING, "exchange_answer", participation=participation.pk)


def _when_and_where(meeting: ExchangeMeeting) -> str:
    """Return the day and the place of a meeting, with its link."""
    lines = [hours(meeting), meeting.where]
    lines += [_("Pour rejoindre la visioconférence : %s") % meeting.link] if meeting.link else []
    return "\n".join(filter(None, lines))


def _write(line: Participation, subject: str, *parts: str, kind: str, by: Author, key: str) -> None:
    """Queue a message to someone who takes part; nothing where no address is known."""
    person, meeting = line.participant, line.meeting
    if not person.email:
        return
    words = [_("Bonjour %s,") % person.name, *(part for part in parts if part), settings.BRANDING["name"]]
    queue(
        To(email=person.email, name=person.name, user_id=person.user_id),
        subject=subject % quoted(str(meeting), LONGEST),
        text="\n\n".join(words),
        kind=kind,
        because=_("Vous recevez ce message parce que vous êtes sur la liste de la rencontre « %s ».")
        % quoted(str(meeting), LONGEST),
        at=by.at,
        key=key,
    )


def _page(line: Participation) -> str:
    return _(
        "Votre page, sans mot de passe : vous y dites si vous venez, et avec quelle question.\n%s"
    ) % coming_link(line)


def invited(line: Participation, *, by: Author) -> None:
    """Invite someone."""
    _write(
        line,
        _("Invitation : %s"),
        _("Vous êtes invité à une rencontre d'échange entre pairs : « %s ».") % line.meeting,
        _when_and_where(line.meeting),
        _page(line),
        kind="echange-invitation",
        by=by,
        key=f"echange-invitation:{line.pk}",
    )


def expected(line: Participation, *, by: Author) -> None:
    """Tell someone that they are expected."""
    _write(
        line,
        _("Nous vous attendons : %s"),
        _("Vous venez à la rencontre « %s ».") % line.meeting,
        _when_and_where(line.meeting),
        _page(line),
        kind="echange-venue",
        by=by,
        key=f"echange-venue:{line.pk}:{by.at:%Y%m%d%H%M%S}",
    )


def _who_come(meeting: ExchangeMeeting) -> list[Participation]:
    return list(Participation.objects.coming().of(meeting).in_full())


def changed(meeting: ExchangeMeeting, *, by: Author) -> None:
    """Tell whoever comes the new day and place of a meeting."""
    for line in _who_come(meeting):
        _write(
            line,
            _("Changement : %s"),
            _("La rencontre « %s » change. Voici son jour et son lieu :") % meeting,
            _when_and_where(meeting),
            _page(line),
            kind="echange-changement",
            by=by,
            key=f"echange-changement:{line.pk}:{meeting.version}",
        )


def cancelled(meeting: ExchangeMeeting, *, by: Author) -> None:
    """Tell whoever comes that a meeting is cancelled, and why."""
    for line in _who_come(meeting):
        _write(
            line,
            _("Annulation : %s"),
            _("La rencontre « %s » est annulée, pour cette raison :") % meeting,
            meeting.cancel_reason,
            kind="echange-annulation",
            by=by,
            key=f"echange-annulation:{line.pk}",
        )


def forget_letters(person: Participant, *, by: Author) -> None:
    """Erase whom the letters about meetings went to; those that wait do not leave."""
    if not person.email:
        return
    letters = Message.objects.of_family(FAMILY).filter(to_email__iexact=person.email, to_name=person.name)
    letters.waiting().update(failed_at=by.at, last_error="personne effacée")
    letters.update(to_email=f"echange-{person.pk}@retiree.invalid", to_name="", text="")
