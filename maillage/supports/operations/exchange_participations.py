"""Who comes to a meeting of exchange: inviting, saying that one comes, with what question, and that one does not."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.models import User
from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.normalise import clean_text, fold
from maillage.network.models import Cooperation, Organisation, Team
from maillage.supports.models import (
    NEXT_PARTICIPATION_STATES,
    ExchangeMeeting,
    Participant,
    Participation,
    ParticipationState,
)
from maillage.supports.models.participations import LONGEST_WORDS
from maillage.supports.operations import exchange_letters as letters
from maillage.supports.operations.exchange_meetings import (
    about,
    cancelled_because,
    has_begun,
    locked,
    refuse_cancelled,
)

_STATE = ParticipationState


@dataclass(frozen=True, kw_only=True)
class Peer:
    """Say who takes part: a person, and under which role, for whom."""

    name: str
    email: str = ""
    user: User | None = None
    function: str = ""
    cooperation: Cooperation | None = None
    team: Team | None = None
    organisation: Organisation | None = None


def closed_because(meeting: ExchangeMeeting, *, at: dt.datetime) -> str:
    """Return why nobody signs up any more to a meeting; nothing while one may."""
    if sentence := cancelled_because(meeting):
        return sentence
    if has_begun(meeting, at):
        return _("Cette rencontre a commencé le %s : choisissez-en une autre.") % formats.day(meeting.on)
    return ""


def _open(meeting: ExchangeMeeting, by: Author) -> ExchangeMeeting:
    """Return a meeting, locked, to which people may still sign up."""
    current = locked(meeting)
    if sentence := closed_because(current, at=by.at):
        raise Refused(sentence)
    return current


def _person(peer: Peer, *, reached: bool) -> Participant:
    """Return the person, known or new; `reached` refuses whom no letter would reach."""
    name = clean_text(peer.name, max_length=150)
    if not name:
        raise Refused(_("Écrivez le nom de la personne : il faut savoir qui vient."))
    if reached and not (peer.email or peer.user):
        raise Refused(_("Donnez une adresse électronique : l'invitation y est envoyée."))
    found = Participant.objects.known_as(name, peer.email, peer.user) or Participant(
        name=name, folded=fold(name)
    )
    found.email = found.email or peer.email
    found.user = found.user or peer.user
    found.save()
    return found


def _participation(meeting: ExchangeMeeting, peer: Peer, *, reached: bool = True) -> Participation:
    """Return the line of a person on the list of a meeting, known or new, with the role that they have now."""
    person = _person(peer, reached=reached)
    known = (
        Participation.objects.filter(meeting=meeting, participant=person)
        .select_related("participant")
        .first()
    )
    line = known or Participation(meeting=meeting, participant=person)
    line.meeting = meeting
    line.function = clean_text(peer.function, max_length=150)
    line.cooperation, line.team, line.organisation = peer.cooperation, peer.team, peer.organisation
    return line


@transaction.atomic
def invite(meeting: ExchangeMeeting, peer: Peer, *, by: Author) -> Participation:
    """Invite someone to a meeting: they answer by their personal link, or from their own space."""
    current = _open(meeting, by)
    line = _participation(current, peer)
    if line.pk:
        raise Refused(
            _("« %(name)s » est déjà sur la liste de cette rencontre : %(state)s.")
            % {"name": line, "state": line.get_state_display()}
        )
    line.state, line.said_at = _STATE.INVITED, by.at
    line.save()
    letters.invited(line, by=by)
    record(
        by,
        gettext_noop("a invité une personne à la rencontre « %(name)s »"),
        *about(current, line),
        name=current,
    )
    return line


@transaction.atomic
def sign_up(
    meeting: ExchangeMeeting, peer: Peer, *, asks: str = "", brings: str = "", by: Author
) -> Participation:
    """Say that someone comes, with what they ask and what they bring."""
    current = _open(meeting, by)
    line = _participation(current, peer)
    if line.comes:
        raise Refused(
            _("Vous avez déjà dit que vous veniez : votre question se change sur la page de la rencontre.")
        )
    return _come(line, asks, brings, by=by)


@transaction.atomic
def answer(participation: Participation, *, asks: str = "", brings: str = "", by: Author) -> Participation:
    """Say yes to an invitation, or again after having said no; said again, the words replace those of before."""
    current = _open(participation.meeting, by)
    line = _line(participation, current)
    if not line.comes:
        return _come(line, asks, brings, by=by)
    line.asks, line.brings = _words(asks), _words(brings)
    line.save(update_fields=["asks", "brings"])
    record(
        by,
        gettext_noop("a changé ce qui se dit d'une venue à la rencontre « %(name)s »"),
        *about(current, line),
        name=current,
    )
    return line


def _line(participation: Participation, meeting: ExchangeMeeting) -> Participation:
    """Return a line of the list as it is now, its meeting being locked."""
    line = Participation.objects.select_related("participant").get(pk=participation.pk)
    line.meeting = meeting
    return line


def _words(text: str) -> str:
    """Return what someone asks or brings; refuse more than a few sentences."""
    return clean_text(text, max_length=LONGEST_WORDS)


def _come(line: Participation, asks: str, brings: str, *, by: Author) -> Participation:
    """Write that someone comes."""
    line.asks, line.brings = _words(asks), _words(brings)
    line.state, line.said_at = _STATE.COMING, by.at
    line.save()
    letters.expected(line, by=by)
    record(
        by,
        gettext_noop("a noté qu'une personne vient à la rencontre « %(name)s »"),
        *about(line.meeting, line),
        name=line.meeting,
    )
    return line


@transaction.atomic
def decline(participation: Participation, *, by: Author) -> Participation:
    """Say that someone does not come; what they asked and brought is forgotten."""
    current = _open(participation.meeting, by)
    line = _line(participation, current)
    if _STATE.AWAY not in NEXT_PARTICIPATION_STATES[_STATE(line.state)]:
        raise Refused(
            _("Il est déjà noté que vous ne venez pas. Vous changez d'avis ? Dites que vous venez.")
        )
    line.state, line.said_at, line.asks, line.brings = _STATE.AWAY, by.at, "", ""
    line.save()
    record(
        by,
        gettext_noop("a noté qu'une personne ne vient pas à la rencontre « %(name)s »"),
        *about(current, line),
        name=current,
    )
    return line


@transaction.atomic
def add_present(meeting: ExchangeMeeting, peer: Peer, *, by: Author) -> Participation:
    """Write on the list someone who came without being there; the presences are said next."""
    current = locked(meeting)
    refuse_cancelled(current)
    if not has_begun(current, by.at):
        raise Refused(_("Cette rencontre n'a pas commencé : invitez d'abord la personne."))
    line = _participation(current, peer, reached=False)
    if line.pk:
        raise Refused(_("« %s » est déjà sur la liste : cochez son nom parmi les personnes venues.") % line)
    line.state, line.said_at = _STATE.COMING, by.at
    line.save()
    record(
        by,
        gettext_noop("a ajouté une personne venue à la rencontre « %(name)s »"),
        *about(current, line),
        name=current,
    )
    return line
