"""Who comes to a session: asking for a seat, agreeing, giving it back, and the seats that go to those who wait."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.models import User
from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common import seats as common_seats
from maillage.common.errors import Refused
from maillage.common.facts import Author, end_of_day
from maillage.common.normalise import clean_text, fold
from maillage.network.models import Carrying, Organisation, Team
from maillage.supports.models import (
    NEXT_ENROLMENT_STATES,
    Enrolment,
    EnrolmentState,
    SeatHold,
    Trainee,
    TrainingSession,
)
from maillage.supports.operations import training_letters as letters
from maillage.territory.perimeter import Perimeter

LONGEST_NEEDS = 300
_STATE = EnrolmentState


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Hold what someone asks: who comes, how to reach them, for whom they come, what they need."""

    name: str
    email: str = ""
    telephone: str = ""
    organisation: Organisation | None = None
    team: Team | None = None
    organisation_name: str = ""
    needs: str = ""
    shows_name: bool = False


class Seats(common_seats.Seats[SeatHold]):
    """Hold the seats of a session, some of them kept for organisations."""

    @property
    def kept_until(self) -> dt.date | None:
        """Return the first day when kept seats go to the others; none: they do not."""
        days = [hold.until for hold, left in self.kept.items() if left and hold.until]
        return min(days, default=None)

    def open_to(self, houses: Collection[int]) -> "tuple[bool, SeatHold | None]":
        """Tell whether someone of some organisations may sit, and on whose kept seats if so."""
        hold = self.on_kept([hold for hold in self.kept if hold.organisation_id in houses])
        return hold is not None or self.free > 0, hold


def seats_of(sessions: Iterable[TrainingSession], *, on: dt.date) -> dict[int, Seats]:
    """Return the seats of some sessions on a day, by the number of the session."""
    rows = list(sessions)
    counted = (
        Enrolment.objects.filter(session__in=rows, state__in=(_STATE.SEATED, _STATE.WAITING))
        .order_by("session", "state", "hold")
        .values_list("session", "state", "hold")
        .annotate(number=Count("pk"))
    )
    totals: Counter[tuple[int, str]] = Counter()
    used: Counter[int | None] = Counter()
    for session, state, hold, number in counted:
        totals[session, state] += number
        used[hold] += number
    kept: dict[int, dict[SeatHold, int]] = {}
    for one in SeatHold.objects.filter(session__in=rows).select_related("organisation").order_by("pk"):
        if one.holds_on(on):
            kept.setdefault(one.session_id, {})[one] = max(one.seats - used[one.pk], 0)
    return {
        row.pk: Seats(
            capacity=row.capacity,
            taken=totals[row.pk, _STATE.SEATED],
            waiting=totals[row.pk, _STATE.WAITING],
            kept=kept.get(row.pk, {}),
        )
        for row in rows
    }


def houses_of(session: TrainingSession, *, on: dt.date, most: int) -> dict[str, Organisation | Team]:
    """Return for whom people may come, by their key in a form: who has kept seats, and the teams of the place."""
    holds = session.holds.select_related("organisation").order_by("organisation__folded", "pk")
    found: dict[str, Organisation | Team] = {
        f"organisation-{hold.organisation_id}": hold.organisation for hold in holds if hold.holds_on(on)
    }
    if session.departement is None:
        return found
    known, here = end_of_day(on), Perimeter("departement", session.departement.code)
    teams = Team.objects.seated(as_of=on, known_at=known).staged(as_of=on, known_at=known).living()
    near = teams.reaching(here, as_of=on, known_at=known).order_by("folded", "pk")
    return found | {f"team-{team.pk}": team for team in near[:most]}


def locked(session: TrainingSession) -> TrainingSession:
    """Return a session as it is now; whoever else would give its seats waits."""
    rows = TrainingSession.objects.select_for_update(of=("self",))
    return rows.select_related("taught__curriculum", "cooperation", "departement").get(pk=session.pk)


def telephone_of(session: TrainingSession) -> str:
    """Return whom to call about a session: its own number, or else that of the mobilisation."""
    return formats.telephone(session.contact_telephone or settings.BRANDING["telephone"])


def closed_because(session: TrainingSession, *, on: dt.date, at: dt.datetime) -> str:
    """Return why a session takes nobody more, and what to do; nothing while it does."""
    told = {"telephone": telephone_of(session), "reason": session.cancel_reason}
    if session.is_cancelled:
        return _(
            "Cette formation est annulée : %(reason)s. Choisissez-en une autre, ou appelez le %(telephone)s."
        ) % {**told, "reason": session.cancel_reason.rstrip(".")}
    begins_at = session.begins_at
    if begins_at is None:
        return (
            _(
                "Cette formation n'a pas encore de date : appelez le %(telephone)s pour savoir quand elle aura lieu."
            )
            % told
        )
    if at >= begins_at:
        return _(
            "Cette formation a commencé le %(day)s : choisissez-en une autre, ou appelez le %(telephone)s."
        ) % {**told, "day": formats.day(begins_at.date())}
    if session.closes_on and on > session.closes_on:
        return _(
            "Les inscriptions sont closes depuis le %(day)s : appelez le %(telephone)s, il reste peut-être une place."
        ) % {**told, "day": formats.day(session.closes_on)}
    return ""


def _refuse_closed(session: TrainingSession, *, on: dt.date, by: Author) -> None:
    if sentence := closed_because(session, on=on, at=by.at):
        raise Refused(sentence)


def has_begun(session: TrainingSession, at: dt.datetime) -> bool:
    """Tell whether a session has begun at a moment; one without a day has not."""
    begins_at = session.begins_at
    return begins_at is not None and at >= begins_at


def _gives_seats(session: TrainingSession, by: Author) -> bool:
    """Tell whether the seats of a session still go to those who wait."""
    return not (session.is_cancelled or has_begun(session, by.at))


@transaction.atomic
def enrol(session: TrainingSession, asking: Asking, *, on: dt.date, by: Author) -> Enrolment:
    """Give someone a seat, or a rank in the waiting list; where an agreement is needed, ask for it first."""
    current = locked(session)
    _refuse_closed(current, on=on, by=by)
    trainee = trainee_of(current, asking, by)
    # Seats whose keeping has just lapsed are for those who waited, before whoever comes now.
    _promoted, seats = _give(current, on=on, by=by)
    organisation, team, words = _house(asking)
    enrolment = Enrolment(
        session=current,
        trainee=trainee,
        state=_STATE.TO_AGREE,
        asked_at=by.at,
        organisation=organisation,
        team=team,
        organisation_name=words,
        needs=clean_text(asking.needs, max_length=LONGEST_NEEDS),
        shows_name=asking.shows_name,
    )
    if not current.by_agreement:
        _place(enrolment, seats, on=on)
    enrolment.save(force_insert=True)
    letters.received(enrolment, on=on, by=by)
    if current.by_agreement:
        letters.ask_agreement(enrolment, on=on, by=by)
    record(
        by,
        gettext_noop("a inscrit une personne à la formation « %(name)s » : %(state)s"),
        *_about(enrolment),
        name=current,
        state=enrolment.get_state_display(),
    )
    return enrolment


def trainee_of(session: TrainingSession, asking: Asking, by: Author) -> Trainee:
    """Return the person who asks, known or new; refuse whom nobody can reach, and whoever asks twice."""
    name = clean_text(asking.name, max_length=150)
    if not name:
        raise Refused(_("Écrivez le nom de la personne : il faut savoir qui vient."))
    if not (asking.email or asking.telephone):
        raise Refused(_("Donnez une adresse électronique ou un téléphone : l'un des deux suffit."))
    known = Trainee.objects.known_as(name, asking.email, asking.telephone)
    trainee = known or Trainee(name=name, folded=fold(name))
    if known and Enrolment.objects.live().filter(session=session, trainee=known).exists():
        raise Refused(
            _(
                "« %(name)s » est déjà sur la liste de cette formation : ouvrez le lien reçu à l'inscription, ou "
                "appelez le %(telephone)s."
            )
            % {"name": name, "telephone": telephone_of(session)}
        )
    trainee.email = trainee.email or asking.email
    trainee.telephone = trainee.telephone or asking.telephone
    if isinstance(by.user, User) and by.user.email.lower() == trainee.email.lower():
        trainee.user = by.user
    trainee.save()
    return trainee


def waiting_of(session: TrainingSession, asking: Asking) -> Enrolment | None:
    """Return the enrolment of someone who asks again while they wait, for a seat or for an agreement."""
    known = Trainee.objects.known_as(clean_text(asking.name, max_length=150), asking.email, asking.telephone)
    if known is None:
        return None
    asked = Enrolment.objects.of(session).live().filter(trainee=known).exclude(state=EnrolmentState.SEATED)
    return asked.in_full().first()


def _house(asking: Asking) -> tuple[Organisation | None, Team | None, str]:
    """Return for whom someone comes: what they chose, or the only one that bears the name that they wrote."""
    words = clean_text(asking.organisation_name, max_length=200)
    if asking.organisation or asking.team or not words:
        return asking.organisation, asking.team, words
    named = fold(words)
    organisations = list(Organisation.objects.filter(folded=named).order_by("pk")[:2])
    teams = list(Team.objects.filter(folded=named).order_by("pk")[:2])
    if len(organisations) == 1:
        return organisations[0], None, words
    return None, teams[0] if len(teams) == 1 else None, words


def _houses(enrolments: Iterable[Enrolment], *, on: dt.date) -> dict[int, set[int]]:
    """Return the organisations for which people come: theirs, and those that carry their team, by who comes."""
    rows = list(enrolments)
    carriers: dict[int | None, set[int]] = {}
    if teams := {row.team_id for row in rows if row.team_id}:
        carried = Carrying.objects.believed().as_of(on).filter(team__in=teams).order_by("pk")
        for team, organisation in carried.values_list("team", "organisation"):
            carriers.setdefault(team, set()).add(organisation)
    return {
        rank: {row.organisation_id or 0} | carriers.get(row.team_id, set()) for rank, row in enumerate(rows)
    }


def _place(enrolment: Enrolment, seats: Seats, *, on: dt.date) -> None:
    """Give a seat, or a rank in the waiting list."""
    seated, enrolment.hold = seats.open_to(_houses([enrolment], on=on)[0])
    enrolment.state = _STATE.SEATED if seated else _STATE.WAITING


@transaction.atomic
def seat_waiting(session: TrainingSession, *, on: dt.date, by: Author) -> list[Enrolment]:
    """Give the seats that are free to those who wait, the first first, and tell them; return who sits now."""
    return _give(locked(session), on=on, by=by)[0]


def _give(current: TrainingSession, *, on: dt.date, by: Author) -> tuple[list[Enrolment], Seats]:
    """Give the free seats of a session that is locked to those who wait; return who sits now, and what is left."""
    seats = seats_of([current], on=on)[current.pk]
    if not (seats.waiting and seats.some_left and _gives_seats(current, by)):
        return [], seats
    waiting = list(Enrolment.objects.waiting().filter(session=current).select_related("trainee"))
    houses, promoted = _houses(waiting, on=on), []
    for rank, enrolment in enumerate(waiting):
        enrolment.session = current
        seated, hold = seats.open_to(houses[rank])
        if seated:
            enrolment.state, enrolment.hold = _STATE.SEATED, hold
            enrolment.save(update_fields=["state", "hold"])
            letters.seated(enrolment, on=on, by=by)
            promoted.append(enrolment)
            seats = seats_of([current], on=on)[current.pk]
    if promoted:
        record(
            by,
            gettext_noop("a donné une place à %(count)d personnes qui attendaient : « %(name)s »"),
            current,
            current.cooperation,
            count=len(promoted),
            name=current,
        )
    return promoted, seats


def _moved(enrolment: Enrolment, state: EnrolmentState) -> Enrolment:
    """Return an enrolment as it is now, its session locked; refuse a state that cannot follow."""
    session = locked(enrolment.session)
    current = Enrolment.objects.select_related("trainee", "organisation", "team").get(pk=enrolment.pk)
    current.session = session
    if state not in NEXT_ENROLMENT_STATES[EnrolmentState(current.state)]:
        raise Refused(
            _("Cette inscription est déjà traitée : %(state)s. Rechargez la page pour voir où elle en est.")
            % {"state": current.get_state_display()}
        )
    return current


@transaction.atomic
def agree(enrolment: Enrolment, *, on: dt.date, by: Author) -> Enrolment:
    """Say that an organisation sends someone: they get a seat, or a rank in the waiting list."""
    current = _moved(enrolment, _STATE.SEATED)
    if current.state != _STATE.TO_AGREE:
        raise Refused(
            _("Cette personne n'attend pas d'accord : une place lui vient dès qu'il s'en libère une.")
        )
    if not _gives_seats(current.session, by):
        raise Refused(closed_because(current.session, on=on, at=by.at))
    _promoted, seats = _give(current.session, on=on, by=by)
    _place(current, seats, on=on)
    current.save(update_fields=["state", "hold"])
    letters.agreed(current, on=on, by=by)
    record(
        by,
        gettext_noop("a donné son accord à une inscription à la formation « %(name)s » : %(state)s"),
        *_about(current),
        name=current.session,
        state=current.get_state_display(),
    )
    return current


@transaction.atomic
def decline(enrolment: Enrolment, *, reason: str, on: dt.date, by: Author) -> Enrolment:
    """Say that someone will not come to a session, and why."""
    said = clean_text(reason, max_length=LONGEST_NEEDS)
    if not said:
        raise Refused(_("Dites en quelques mots pourquoi : la personne attend une réponse."))
    current = _moved(enrolment, _STATE.REFUSED)
    _release(current, _STATE.REFUSED)
    letters.declined(current, said, on=on, by=by)
    record(
        by,
        gettext_noop("n'a pas retenu une inscription à la formation « %(name)s »"),
        *_about(current),
        name=current.session,
    )
    return current


@transaction.atomic
def withdraw(enrolment: Enrolment, *, on: dt.date, by: Author) -> Enrolment:
    """Take back an enrolment before the session begins; its seat goes to the first who waits."""
    if Enrolment.objects.filter(pk=enrolment.pk, state=_STATE.WITHDRAWN).exists():
        return enrolment
    current = _moved(enrolment, _STATE.WITHDRAWN)
    if has_begun(current.session, by.at):
        raise Refused(
            _("Cette formation a commencé : appelez le %s pour dire que vous ne venez pas.")
            % telephone_of(current.session)
        )
    _release(current, _STATE.WITHDRAWN)
    letters.withdrawn(current, on=on, by=by)
    seat_waiting(current.session, on=on, by=by)
    record(
        by,
        gettext_noop("a retiré une inscription à la formation « %(name)s »"),
        *_about(current),
        name=current.session,
    )
    return current


def _release(enrolment: Enrolment, state: EnrolmentState) -> None:
    """Give back the seat of an enrolment, and forget what its person needed."""
    enrolment.state, enrolment.hold, enrolment.needs = state, None, ""
    enrolment.save(update_fields=["state", "hold", "needs"])


def _about(enrolment: Enrolment) -> list[models.Model]:
    """Return what the journal says an act about an enrolment concerns."""
    session = enrolment.session
    told = (enrolment, session, session.cooperation, enrolment.organisation, enrolment.team)
    return [subject for subject in told if subject is not None]
