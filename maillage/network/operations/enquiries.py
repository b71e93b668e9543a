"""Receive what people ask for without an account, give it to who is near, and keep what is answered."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.models import ApiKey, User
from maillage.accounts.operations import record
from maillage.common.errors import Refused
from maillage.common.facts import Author, end_of_day
from maillage.common.normalise import clean_text
from maillage.network.models import (
    Cooperation,
    CooperationLevel,
    CooperationStage,
    Enquiry,
    EnquiryState,
    EnquiryStep,
    EnquiryStepKind,
    Level,
    Team,
    TeamStage,
    Wish,
)
from maillage.network.models.enquiries import NEXT_ENQUIRY_STATES
from maillage.network.operations.confirmations import asked_people
from maillage.network.operations.enquiry_letters import (
    acknowledge,
    animators,
    forget_letters,
    reply,
    tell_those_in_charge,
)
from maillage.territory.models import Commune
from maillage.territory.perimeter import Perimeter

CONSENT = "1"  # the version of the text that the forms show
LONGEST = 2000


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Hold what someone asks for, as they wrote it."""

    wish: Wish
    name: str
    email: str = ""
    telephone: str = ""
    commune: Commune | None = None
    words: str = ""
    organisation_name: str = ""
    for_someone: bool = False
    team: Team | None = None
    cooperation: Cooperation | None = None


@dataclass(frozen=True, kw_only=True)
class Route:
    """Say who is in charge of an enquiry, and why."""

    level: Level
    why: str
    team: Team | None = None
    cooperation: Cooperation | None = None


def route_of(asked: Asked, *, on: dt.date) -> Route:
    """Return who answers an enquiry: the team, the cooperation or the national team, by what is asked and where.

    A team answers when it was named, or when it is the only one that comes to the place, and only if somebody can be
    written to; a cooperation when it animates the place; the national team otherwise, and for every signature.
    """
    known = end_of_day(on)
    cooperation = asked.cooperation or _cooperation_of(asked, on, known)
    if asked.wish == Wish.SIGN:
        return Route(
            level=Level.NATIONAL, cooperation=cooperation, why=_("les signatures se décident au national")
        )
    team = None if asked.wish == Wish.START else _team_of(asked, on, known)
    if team is not None and asked_people(team, on=on):
        return Route(level=Level.TEAM, team=team, cooperation=cooperation, why=_("c'est l'équipe du lieu"))
    if cooperation is not None and animators(cooperation, on=on):
        return Route(
            level=Level.COOPERATION,
            team=team,
            cooperation=cooperation,
            why=_("c'est la coopération du territoire"),
        )
    return Route(
        level=Level.NATIONAL,
        team=team,
        cooperation=cooperation,
        why=_("personne d'autre ne peut encore répondre ici"),
    )


def _team_of(asked: Asked, day: dt.date, known: dt.datetime) -> Team | None:
    """Return the team that was named, or the only one that comes to the place."""
    teams = Team.objects.seated(as_of=day, known_at=known).staged(as_of=day, known_at=known)
    teams = teams.at_stages([TeamStage.RECOGNISED])
    if asked.team is not None:
        return teams.filter(pk=asked.team.pk).first()
    if asked.commune is None or asked.cooperation is not None:
        return None
    found = list(teams.holding(asked.commune, as_of=day, known_at=known).order_by("pk")[:2])
    return found[0] if len(found) == 1 else None


def _cooperation_of(asked: Asked, day: dt.date, known: dt.datetime) -> Cooperation | None:
    """Return the living cooperation of a place: the smallest territory first, then the oldest."""
    commune = asked.commune or _seat_of(asked.team, day, known)
    if commune is None:
        return None
    living = [stage.value for stage in CooperationStage if stage not in _ASLEEP]
    rows = Cooperation.objects.placed(as_of=day, known_at=known).staged(as_of=day, known_at=known)
    found = rows.at_stages(living).reaching(Perimeter("commune", commune.code), as_of=day, known_at=known)
    return min(found, key=_smallest_first, default=None)


_ASLEEP = (CooperationStage.DORMANT, CooperationStage.CLOSED)
_SMALLEST = (CooperationLevel.LOCAL, CooperationLevel.TERRITORIAL, CooperationLevel.DEPARTMENTAL)


def _smallest_first(row: Cooperation) -> tuple[int, int]:
    """Order cooperations by how near they are, then by age; one that says no level comes last."""
    level = CooperationLevel(row.seat.level) if row.seat else None
    return (_SMALLEST.index(level) if level else len(_SMALLEST)), row.pk


def _seat_of(team: Team | None, day: dt.date, known: dt.datetime) -> Commune | None:
    """Return the commune where a team sits."""
    if team is None:
        return None
    placed = Team.objects.placed(as_of=day, known_at=known).get(pk=team.pk)
    return placed.seat.commune if placed.seat else None


@transaction.atomic
def receive_enquiry(
    asked: Asked, *, on: dt.date, by: Author, forwarded_with: ApiKey | None = None
) -> Enquiry:
    """Keep what someone asks for, give it to who is in charge, and tell them and the person.

    A partner may forward it: its key says which one.
    """
    if not asked.name.strip():
        raise Refused(_("Écrivez votre nom : il faut savoir qui rappeler."))
    if not (asked.email or asked.telephone):
        raise Refused(_("Donnez une adresse électronique ou un téléphone : l'un des deux suffit."))
    route = route_of(asked, on=on)
    enquiry = Enquiry.objects.create(
        wish=asked.wish,
        name=clean_text(asked.name, max_length=150),
        email=asked.email,
        telephone=asked.telephone,
        words=clean_text(asked.words, max_length=LONGEST, multiline=True),
        organisation_name=clean_text(asked.organisation_name, max_length=200),
        for_someone=asked.for_someone,
        commune=asked.commune or _seat_of(asked.team, on, end_of_day(on)),
        consented_at=by.at,
        consent_version=CONSENT,
        received_at=by.at,
        last_contact_at=by.at,
        level=route.level,
        team=route.team,
        cooperation=route.cooperation,
        forwarded_with=forwarded_with,
    )
    _note(enquiry, EnquiryStepKind.ROUTED, route.why, by)
    tell_those_in_charge(enquiry, on=on, at=by.at, age=0)
    acknowledge(enquiry, at=by.at)
    told = {"wish": enquiry.get_wish_display(), "charge": enquiry.in_charge}
    if forwarded_with is None:
        sentence = gettext_noop("a envoyé une demande : « %(wish)s », confiée à %(charge)s")
    else:
        sentence = gettext_noop(
            "a envoyé une demande, venue de « %(partner)s » : « %(wish)s », confiée à %(charge)s"
        )
        told["partner"] = forwarded_with.name
    record(by, sentence, *_about(enquiry), *([forwarded_with] if forwarded_with else []), **told)
    return enquiry


@transaction.atomic
def answer_enquiry(enquiry: Enquiry, *, text: str, seen: int | None, by: Author, who: str = "") -> Enquiry:
    """Write to whoever asked; the site sends it, so that nobody's own address shows."""
    current = _open(enquiry, seen)
    if not current.email:
        raise Refused(_("Cette personne n'a laissé qu'un téléphone : appelez-la, puis notez l'appel."))
    said = clean_text(text, max_length=LONGEST, multiline=True)
    if not said:
        raise Refused(_("Écrivez quelques mots : la personne attend une réponse."))
    step = _advance(current, EnquiryState.ANSWERED, EnquiryStepKind.WRITTEN, said, by, who)
    reply(current, step, at=by.at)
    record(by, gettext_noop("a répondu à une demande par message"), *_about(current))
    return current


@transaction.atomic
def note_call(enquiry: Enquiry, *, text: str, seen: int | None, by: Author, who: str = "") -> Enquiry:
    """Note that whoever asked was called."""
    current = _open(enquiry, seen)
    said = clean_text(text, max_length=LONGEST, multiline=True)
    _advance(current, EnquiryState.ANSWERED, EnquiryStepKind.CALLED, said, by, who)
    record(by, gettext_noop("a répondu à une demande par téléphone"), *_about(current))
    return current


@transaction.atomic
def settle_enquiry(
    enquiry: Enquiry, *, fulfilled: bool, text: str, seen: int | None, by: Author, who: str = ""
) -> Enquiry:
    """Say what came of an enquiry: the person found what they came for, or nothing more will come."""
    current = _open(enquiry, seen)
    said = clean_text(text, max_length=LONGEST, multiline=True)
    if not fulfilled and not said:
        raise Refused(_("Dites en quelques mots pourquoi il n'y aura pas de suite : cela aide à comprendre."))
    state = EnquiryState.FULFILLED if fulfilled else EnquiryState.CLOSED
    _advance(current, state, EnquiryStepKind.SETTLED, said, by, who)
    record(by, gettext_noop("a clos une demande : %(state)s"), *_about(current), state=state.label)
    return current


@transaction.atomic
def pass_on(
    enquiry: Enquiry,
    *,
    on: dt.date,
    by: Author,
    reason: str,
    team: Team | None = None,
    cooperation: Cooperation | None = None,
) -> Enquiry:
    """Give an enquiry to a team, to a cooperation, or to the national team when neither is named."""
    current = _open(enquiry, None)
    if team is not None and not asked_people(team, on=on):
        raise Refused(
            _("Personne, dans « %s », n'a d'adresse électronique au registre : choisissez quelqu'un d'autre.")
            % team.name
        )
    if cooperation is not None and not animators(cooperation, on=on):
        raise Refused(_("« %s » n'a pas d'animateur qui ait un compte ici.") % cooperation.name)
    current.level = Level.TEAM if team else Level.COOPERATION if cooperation else Level.NATIONAL
    current.team = team or current.team
    current.cooperation = cooperation or current.cooperation
    current.save(update_fields=["level", "team", "cooperation"])
    _note(current, EnquiryStepKind.ROUTED, clean_text(reason, max_length=LONGEST), by)
    tell_those_in_charge(current, on=on, at=by.at, age=0)
    record(by, gettext_noop("a confié une demande à %(charge)s"), *_about(current), charge=current.in_charge)
    return current


@transaction.atomic
def withdraw_enquiry(enquiry: Enquiry, *, by: Author) -> Enquiry:
    """Take an enquiry back, as its person wishes: how to reach them is erased at once, the count stays."""
    current = Enquiry.objects.select_for_update(of=("self",)).get(pk=enquiry.pk)
    if current.state == EnquiryState.WITHDRAWN:
        return current
    if current.is_open:
        current.state = EnquiryState.WITHDRAWN
    erase(current, at=by.at)
    record(by, gettext_noop("a retiré sa demande"), *_about(current))
    return current


def erase(enquiry: Enquiry, *, at: dt.datetime) -> None:
    """Erase whom an enquiry names and what they wrote; the wish, the place and the dates stay, so that counts do."""
    forget_letters(enquiry, at=at)
    enquiry.name = enquiry.email = enquiry.telephone = enquiry.words = enquiry.organisation_name = ""
    enquiry.erased_at = at
    enquiry.save()
    EnquiryStep.objects.filter(enquiry=enquiry).exclude(kind=EnquiryStepKind.ROUTED).update(text="", who="")


def _open(enquiry: Enquiry, seen: int | None) -> Enquiry:
    """Return an enquiry, locked, or refuse to answer over what somebody just did."""
    current = Enquiry.objects.select_for_update(of=("self",)).get(pk=enquiry.pk)
    if current.erased_at is not None or current.state == EnquiryState.WITHDRAWN:
        raise Refused(_("Cette demande a été retirée ou effacée : il n'y a plus personne à joindre."))
    if seen is not None and EnquiryStep.objects.filter(enquiry=current).count() != seen:
        raise Refused(
            _(
                "Quelqu'un vient de s'occuper de cette demande : relisez ce qui a été fait avant d'ajouter autre chose."
            )
        )
    return current


def _advance(
    enquiry: Enquiry, state: EnquiryState, kind: EnquiryStepKind, text: str, by: Author, who: str
) -> EnquiryStep:
    """Write what was done, and the state it leads to."""
    before = EnquiryState(enquiry.state)
    if state != before and state not in NEXT_ENQUIRY_STATES[before]:
        raise Refused(
            _("Cette demande est close (%s) : il n'y a plus rien à y faire.") % enquiry.get_state_display()
        )
    enquiry.state = state
    enquiry.answered_at = enquiry.answered_at or by.at
    enquiry.last_contact_at = by.at
    enquiry.save(update_fields=["state", "answered_at", "last_contact_at"])
    return _note(enquiry, kind, text, by, who)


def _note(enquiry: Enquiry, kind: EnquiryStepKind, text: str, by: Author, who: str = "") -> EnquiryStep:
    """Write one line in what happened to an enquiry."""
    user = by.user if isinstance(by.user, User) else None
    return EnquiryStep.objects.create(
        enquiry=enquiry, kind=kind, at=by.at, user=user, who=who[:150], text=text
    )


def _about(enquiry: Enquiry) -> list[Enquiry | Team | Cooperation]:
    """Return what the journal says an act on an enquiry concerns."""
    return [subject for subject in (enquiry, enquiry.team, enquiry.cooperation) if subject is not None]
