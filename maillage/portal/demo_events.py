"""The events of the demonstration: the Rendez-vous of November 2016 with its frozen deck, a day to come in the Gard."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from django.conf import settings

from maillage.bilan.operations import freeze
from maillage.common.facts import Author, end_of_day
from maillage.common.normalise import fold
from maillage.events.models import Event, EventSession, Registration, RegistrationState, SessionKind
from maillage.events.operations.attendance import note_attendance
from maillage.events.operations.minutes import shelve_minutes, write_minutes
from maillage.events.operations.programme import (
    EventText,
    SessionText,
    add_room,
    add_speaker,
    announce_event,
    open_event,
    plan_session,
)
from maillage.events.operations.proposals import Workshop, accept_workshop, propose_workshop
from maillage.events.operations.registrations import choose_workshops
from maillage.network.models import Cooperation, CooperationSituation
from maillage.resources.operations.resources import propose_resource, publish_resource
from maillage.territory.models import Commune

SOURCE = "dossier du Rendez-vous des coopérations"
FIRST, PLENARY = dt.date(2016, 11, 24), dt.date(2016, 11, 25)
OPENED, CALLED, ANSWERED = dt.date(2016, 6, 6), dt.date(2016, 7, 4), dt.date(2016, 9, 19)
PARIS, HOME = "75112", "30189"
ABSENT = 6  # of the cooperations launched that day, one in so many, for which nobody came
EACH = (3, 4, 4, 3, 5)  # people of one cooperation, then of the next…
# On the first day: at what time, what, in which room; then the plenaries of the second.
SESSIONS = (
    (FIRST, "13:30", "14:00", SessionKind.BREAK, "Accueil", "", None),
    (FIRST, "14:00", "15:00", SessionKind.PLENARY, "Ouverture : trois ans de mobilisation",
     "Ce qui a changé depuis le rapport, raconté par celles et ceux qui animent.", 0),
    (FIRST, "15:00", "15:30", SessionKind.BREAK, "Pause", "", None),
    (PLENARY, "09:00", "10:00", SessionKind.PLENARY, "Retour des ateliers",
     "Un mot par atelier : la question posée, ce que chacun emporte.", 0),
    (PLENARY, "12:30", "14:00", SessionKind.BREAK, "Déjeuner", "", None),
    (PLENARY, "14:00", "14:45", SessionKind.PLENARY, "Bilan : où en est la mobilisation",
     "Les coopérations à trois dates, les signataires, les équipes et qui les porte.", 0),
    (PLENARY, "14:45", "15:30", SessionKind.PLENARY, "Perspectives : le programme 2017-2019",
     "Trois axes : appuyer les territoires, partager et expérimenter, piloter ensemble.", 0),
)  # fmt: skip
# The workshops between peers, each told by a cooperation: day, hours, room, title, question, who leads, agreed or not.
WORKSHOPS = (
    (FIRST, "15:30", "17:00", 1, "Animer une coopération à temps partiel",
     "Une coopération raconte sa première année sans poste d'animation. Comment tenir dans la durée ?",
     "Hélène Vasseur", True),
    (FIRST, "15:30", "17:00", 2, "Faire une place aux habitants dans le comité",
     "Des bénévoles siègent à égalité avec les institutions. Qu'est-ce que cela change aux décisions ?",
     "Karim Benali", True),
    (FIRST, "15:30", "17:00", 3, "Passer le relais entre deux animateurs",
     "Un départ, six mois de vide, une reprise. Que faut-il écrire avant de partir ?",
     "Solange Marchetti", False),
    (PLENARY, "10:30", "12:00", 1, "Repérer les zones blanches avec les communes",
     "Une carte faite avec vingt mairies. Comment aller vers celles qui ne répondent pas ?",
     "Bruno Lacaze", True),
    (PLENARY, "10:30", "12:00", 2, "Accueillir une équipe qui naît sans porteur",
     "Trois équipes sont nées d'un café. Qui signe, qui assure, qui accompagne ?",
     "Marie-Paule Thiériot", True),
)  # fmt: skip
ROOMS = (("Grande salle", 160), ("Salle des Tilleuls", 36), ("Salle du Canal", 36), ("Petite salle", 30))
MINUTES = """Une coopération a raconté, les autres ont questionné, puis chacun a dit ce qu'il essaiera.

## Ce que l'on en garde

- une date fixée avant de se quitter, toujours
- deux personnes qui savent tout, et un cahier qui dit qui appeler
- un tour de table court au début : d'où je viens, ce que je cherche
"""
PEOPLE = (
    "Monique Chazal", "Yves Barthès", "Samira Haddad", "Jean-Luc Portal", "Édith Carrière", "Noël Aubanel",
    "Françoise Teule", "Abdel Mansouri", "Geneviève Puech", "Roland Vignes", "Claire Deshons",
)  # fmt: skip


def gather(*, today: dt.date, at: dt.datetime) -> int:
    """Write the events, once; return how many."""
    launched = list(Cooperation.objects.launched(as_of=FIRST, known_at=at))
    if Event.objects.exists() or not launched:
        return 0
    _november(launched, at)
    _ahead(today, at)
    return Event.objects.count()


def _known(on: dt.date, at: dt.datetime) -> Author:
    """Return who writes what was known at the end of a day."""
    return Author(at=at, known_from=min(end_of_day(on), at), source=SOURCE)


def _hour(text: str) -> dt.time:
    return dt.time.fromisoformat(text)


def _november(launched: list[Cooperation], at: dt.datetime) -> None:
    """Write the Rendez-vous of 2016: its programme, its workshops, who came, its deck, what came of it."""
    text = EventText(
        title="Rendez-vous des coopérations 2016",
        starts_on=FIRST,
        ends_on=PLENARY,
        commune=Commune.objects.select_related("departement").get(code=PARIS),
        place="Maison des associations de solidarité",
        capacity=160,
        kept_seats=2,
        kept_until=dt.date(2016, 10, 31),
        opens_on=OPENED,
        closes_on=dt.date(2016, 11, 18),
        proposals_until=dt.date(2016, 9, 15),
        presentation="Trois ans après le rapport : bilan et perspectives. Deux jours entre coopérations, des ateliers "
        "où l'on apprend les uns des autres, et une plénière pour voir le chemin fait et celui qui reste.",
    )
    event = open_event(None, text, on=OPENED, by=_known(OPENED, at))
    event = announce_event(event, on=OPENED, by=_known(OPENED, at))
    rooms = [add_room(event, name, seats, by=_known(OPENED, at)) for name, seats in ROOMS]
    for on, starts, ends, kind, title, summary, room in SESSIONS:
        told = SessionText(
            kind=kind,
            title=title,
            on=on,
            starts_at=_hour(starts),
            ends_at=_hour(ends),
            summary=summary,
            room=None if room is None else rooms[room],
        )
        plan_session(event, told, by=_known(OPENED, at))
    sessions = list(_workshops(event, launched, at))
    _came(event, [row for rank, row in enumerate(launched) if rank % ABSENT != 2], at)  # noqa: PLR2004 - the third
    freeze(
        "rendez-vous",
        as_of=PLENARY,
        known_at=end_of_day(PLENARY),
        organisation=settings.BRANDING["name"],
        event=event,
        by=_known(PLENARY, at),
    )
    _left(sessions[0], at)


def _workshops(event: Event, launched: list[Cooperation], at: dt.datetime) -> Iterator[EventSession]:
    """Propose the workshops in the name of cooperations, and accept them."""
    rooms = list(event.rooms.order_by("pk"))
    for rank, (on, starts, ends, room, title, summary, leader, agrees) in enumerate(WORKSHOPS):
        told = Workshop(title=title, summary=summary, leader=leader, leader_agrees=agrees)
        proposal = propose_workshop(
            event, launched[rank * 3 % len(launched)], told, on=CALLED, by=_known(CALLED, at)
        )
        yield accept_workshop(
            proposal,
            on=on,
            starts_at=_hour(starts),
            ends_at=_hour(ends),
            room=rooms[room],
            today=ANSWERED,
            by=_known(ANSWERED, at),
        )


def _came(event: Event, cooperations: list[Cooperation], at: dt.datetime) -> None:
    """Write who came, without their names: those of 2016 are forgotten."""
    counts = [EACH[rank % len(EACH)] for rank in range(len(cooperations))]
    rows = Registration.objects.bulk_create(
        Registration(
            event=event,
            cooperation=cooperation,
            state=RegistrationState.SEATED,
            asked_at=end_of_day(OPENED),
            erased_at=at,
        )
        for cooperation, count in zip(cooperations, counts, strict=True)
        for _one in range(count)
    )
    note_attendance(event, [row.pk for row in rows], on=PLENARY, by=_known(PLENARY, at))


def _left(session: EventSession, at: dt.datetime) -> None:
    """Keep the minutes of a workshop, and publish what came of it in the library."""
    on = dt.date(2017, 1, 20)
    by = _known(on, at)
    write_minutes(
        session, text=MINUTES, link="", credit="Les personnes présentes à l'atelier", version=0, on=on, by=by
    )
    resource = shelve_minutes(session, by=by)
    propose_resource(resource, by=by)
    publish_resource(resource, review_on=on + dt.timedelta(days=730), on=on, by=by)


def _ahead(today: dt.date, at: dt.datetime) -> None:
    """Announce a departmental day, forty-five days from now, with some who come and a workshop that is full."""
    here = CooperationSituation.objects.believed().as_of(today).filter(departement__code=HOME[:2])
    home = here.select_related("cooperation").order_by("cooperation__slug").first()
    if home is None:
        return
    day = today + dt.timedelta(days=45)
    day -= dt.timedelta(days=max(0, day.weekday() - 4))  # never at the end of a week
    by = Author(at=at, source=SOURCE)
    text = EventText(
        title="Journée des équipes du Gard",
        starts_on=day,
        ends_on=day,
        commune=Commune.objects.select_related("departement").get(code=HOME),
        place="Maison des associations",
        capacity=40,
        closes_on=day - dt.timedelta(days=3),
        proposals_until=day - dt.timedelta(days=20),
        presentation="Une journée pour se connaître entre équipes, manger ensemble et apprendre les uns des autres.",
        contact_name="Nadia Ferrand",
        contact_telephone="04 66 00 00 20",
        contact_agreed_on=today,
    )
    event = announce_event(open_event(home.cooperation, text, on=today, by=by), on=today, by=by)
    large, small = (
        add_room(event, "Grande salle", 60, by=by),
        add_room(event, "Salle de la Fontaine", 8, by=by),
    )
    opening = SessionText(
        kind=SessionKind.PLENARY,
        title="Accueil et nouvelles des équipes",
        on=day,
        starts_at=dt.time(9, 30),
        ends_at=dt.time(11),
        room=large,
    )
    plan_session(event, opening, by=by)
    later = replace(opening, kind=SessionKind.WORKSHOP, starts_at=dt.time(11), ends_at=dt.time(12, 30))
    one = plan_session(event, replace(later, title="Une première visite, à deux"), by=by)
    full = plan_session(event, replace(later, title="Le cahier de liaison", room=small, seats=4), by=by)
    add_speaker(one, "Nadia Ferrand", function="animatrice", agreed_on=today, on=today, by=by)
    rows = Registration.objects.bulk_create(
        Registration(
            event=event,
            name=name,
            folded=fold(name),
            cooperation=home.cooperation,
            state=RegistrationState.SEATED,
            asked_at=at - dt.timedelta(days=3),
        )
        for name in PEOPLE
    )
    for rank, row in enumerate(rows):
        choose_workshops(row, [one if rank % 2 else full], on=today, by=by)
