"""The daily life of the demonstration: a cooperation at work, teams with their leads, files that wait for an answer."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle

from maillage.accounts.models import User
from maillage.accounts.roles import Role
from maillage.common.facts import Author, end_of_day
from maillage.network.models import (
    BodyKind,
    Charter,
    CommitmentKind,
    ContactMeans,
    Cooperation,
    MemberPart,
    Organisation,
    OrganisationKind,
    OrganisationSituation,
    SigningFile,
    Team,
    TeamSituation,
    Wish,
)
from maillage.network.operations import (
    NewPerson,
    NewTeam,
    adopt_pact,
    appoint_lead,
    appoint_support,
    carry_team,
    found_team,
    look_for_carrier,
    submit_recognition,
    write_project,
)
from maillage.network.operations.bodies import seat_person, set_up_body
from maillage.network.operations.enquiries import Asked, receive_enquiry
from maillage.network.operations.meetings import Appointment, call_meeting, take_decision, write_minutes
from maillage.network.operations.members import Representative, join_cooperation
from maillage.network.operations.places import Seat
from maillage.network.operations.roadmap import Undertaking, add_action, note_contact, save_diagnosis
from maillage.network.operations.signing import (
    Identity,
    Introduction,
    NewCommitment,
    introduce,
    open_signing,
    propose_commitments,
    submit_signing,
)
from maillage.network.operations.sittings import plan_sitting
from maillage.territory.models import Commune, Departement

HOME = "30"
WITHOUT_LEAD = 4  # one team in four has nobody, so that the alert is seen
PEOPLE = (
    "Simone Aubert",
    "Yvette Baudry",
    "Mohamed Chérif",
    "Lucienne Delpech",
    "Georges Espinasse",
    "Fatou Gassama",
    "Renée Imbert",
    "Claude Jullian",
    "Huguette Lacroix",
    "Paulette Mazel",
    "André Nogaret",
    "Denise Ollier",
)
ACTIONS = (
    (
        "Une page par équipe, avec un numéro qui répond",
        "Que chacun trouve une équipe en deux appels.",
        -40,
        60,
    ),
    (
        "Deux sessions de formation de base au printemps",
        "Former trente bénévoles, anciens et nouveaux.",
        30,
        180,
    ),
    ("Aller voir les communes des Cévennes", "Rencontrer les maires là où aucune équipe ne va.", 10, 150),
    ("Un appel à la conférence des financeurs", "Payer un jour d'animation par semaine.", -20, 45),
)
CONTACTS = (
    ("la maire de Génolhac", ContactMeans.VISIT, "Elle prête une salle le jeudi.", "Proposer deux dates", 12),
    ("le CLIC d'Alès", ContactMeans.CALL, "Deux personnes souhaitent donner du temps.", "", None),
    (
        "l'association des aides à domicile",
        ContactMeans.MEETING,
        "D'accord pour parler des équipes.",
        "",
        None,
    ),
)


# Who wrote by the site: what they wish, from where, how many days ago.
ENQUIRIES = (
    ("Zoé Blanc", Wish.HELP, "30189", 1, "J'ai mes mardis libres, et une voiture."),
    ("Luc Petit", Wish.HELP, "30334", 4, "Je joue de l'accordéon."),
    ("Mireille Faure", Wish.MEET, "30007", 2, "J'aimerais que quelqu'un passe me voir de temps en temps."),
    ("Karim Saïdi", Wish.START, "30258", 6, "Nous sommes trois voisins décidés."),
    ("Anne-Laure Vidal", Wish.HELP, "23096", 8, ""),
    ("Bernard Coste", Wish.MEET, "30321", 11, "Pour ma voisine du dessus, qui est d'accord."),
)


class _Days:
    """Count days from today, and say who writes on each."""

    def __init__(self, today: dt.date, user: User) -> None:
        self.today = today
        self.user = user

    def on(self, days: int) -> dt.date:
        """Return the day so many days from today."""
        return self.today + dt.timedelta(days=days)

    def by(self, days: int, role: str = Role.ANIMATOR) -> Author:
        """Return who writes, at noon of that day."""
        noon = end_of_day(self.on(days)) - dt.timedelta(hours=12)
        return Author(at=noon, user=self.user, role=role, source="démonstration")


def live(cooperation: Cooperation, animator: User, *, today: dt.date) -> bool:
    """Give a cooperation a year of work, once; tell whether anything was written."""
    if cooperation.meetings.exists():
        return False
    days = _Days(today, animator)
    here = OrganisationSituation.objects.believed().as_of(today).filter(departement__code=HOME)
    members = list(
        Organisation.objects.filter(pk__in=here.values("organisation")).order_by("folded", "pk")[:7]
    )
    _gather(cooperation, members, days)
    _meet(cooperation, members, days)
    _work(cooperation, members, days)
    teams = TeamSituation.objects.believed().as_of(today).filter(departement__code=HOME)
    known = Team.objects.filter(pk__in=teams.values("team")).staged(as_of=today, known_at=end_of_day(today))
    _lead(list(known.living().order_by("folded", "pk")), days)
    _begin(members, days)
    _wait(days)
    _ask(days)
    plan_sitting(
        body="Commission réseau",
        held_on=days.on(12),
        place="par téléphone",
        on=today,
        by=days.by(0, Role.OFFICER),
    )
    return True


def _gather(cooperation: Cooperation, members: Sequence[Organisation], days: _Days) -> None:
    """Bring members together, and seat some of them in a committee."""
    parts = (MemberPart.ANIMATES, MemberPart.CO_CARRIES, MemberPart.INNER, MemberPart.INNER)
    for rank, organisation in enumerate(members):
        person = PEOPLE[-1 - rank]
        join_cooperation(
            cooperation,
            organisation,
            part=parts[rank] if rank < len(parts) else MemberPart.WIDER,
            representative=Representative(name=person, email=_address(person)),
            on=days.on(-700 + 30 * rank),
            by=days.by(-300),
        )
    committee = set_up_body(
        cooperation, kind=BodyKind.INNER, name="Comité restreint", on=days.on(-600), by=days.by(-300)
    )
    for rank, organisation in enumerate(members[:3]):
        person = PEOPLE[-1 - rank]
        seat_person(
            committee,
            person=person,
            email=_address(person),
            organisation=organisation,
            on=days.on(-600),
            by=days.by(-300),
        )


def _meet(cooperation: Cooperation, members: Sequence[Organisation], days: _Days) -> None:
    """Hold a meeting with its minutes and decisions, and call the next one."""
    held = call_meeting(
        cooperation,
        Appointment(
            title="Comité restreint d'automne",
            on=days.on(-44),
            starts_at=dt.time(14, 30),
            place="Maison des associations, Nîmes",
            agenda="1. Les équipes sans référent\n2. La journée départementale\n3. Le budget de l'animation",
        ),
        by=days.by(-60),
    )
    write_minutes(
        held,
        minutes="Six équipes cherchent un référent. La journée départementale se tiendra au printemps.",
        attended=members[:4],
        attendance=9,
        version=held.version,
        by=days.by(-43),
    )
    for words, who, due in (
        ("Appeler les six équipes sans référent", "Nadia Ferrand", 10),
        ("Réserver la salle de la journée départementale", PEOPLE[-1], -6),
    ):
        take_decision(held, words=words, in_charge=who, due_on=days.on(due), by=days.by(-43))
    call_meeting(
        cooperation,
        Appointment(
            title="Rencontre de toutes les équipes",
            on=days.on(23),
            starts_at=dt.time(10),
            place="Salle des fêtes, Uzès",
            is_public=True,
            agenda="Se rencontrer, raconter, préparer l'hiver.",
        ),
        by=days.by(-12),
    )


def _work(cooperation: Cooperation, members: Sequence[Organisation], days: _Days) -> None:
    """Write a road map, a shared diagnosis and some contacts."""
    for (title, purpose, start, due), pilot in zip(ACTIONS, cycle(members or [None]), strict=False):
        add_action(
            cooperation,
            Undertaking(
                title=title, purpose=purpose, pilot=pilot, starts_on=days.on(start), due_on=days.on(due)
            ),
            by=days.by(-42),
        )
    save_diagnosis(
        cooperation,
        text=(
            "Les équipes sont nombreuses autour de Nîmes et d'Uzès, rares dans les Cévennes.\n\n"
            "Les demandes viennent des aides à domicile et des mairies ; les bénévoles, du bouche à oreille.\n\n"
            "Deux manques : des référents, et un numéro connu de tous."
        ),
        version=None,
        by=days.by(-120),
    )
    for rank, (whom, how, words, step, wait) in enumerate(CONTACTS):
        note_contact(
            cooperation,
            on=days.on(-9 * rank - 3),
            with_whom=whom,
            how=how,
            words=words,
            next_step=step,
            next_due_on=days.on(wait) if wait else None,
            by=days.by(-3),
        )


def _lead(teams: Sequence[Team], days: _Days) -> None:
    """Give most teams a lead, and one of them a professional to support it."""
    for rank, team in enumerate(teams):
        if rank % WITHOUT_LEAD:
            person = PEOPLE[rank % len(PEOPLE)]
            appoint_lead(
                team,
                NewPerson(person, _address(person), f"01 99 00 {rank % 90 + 10} {rank % 80 + 11}"),
                on=days.on(-400 - rank),
                by=days.by(-200),
            )
    for team in teams[:1]:
        appoint_support(
            team,
            NewPerson("Samuel Ortega", "referent-equipes@example.org"),
            on=days.on(-380),
            by=days.by(-200),
        )


def _begin(members: Sequence[Organisation], days: _Days) -> None:
    """Found two teams: one looks for a carrier, the other asks to be recognised."""
    start = NewPerson("Fatou Gassama", "fatou.gassama@example.org", "01 99 00 61 27")
    communes = {row.code: row for row in Commune.objects.filter(code__in=("30321", "30258"))}
    young = found_team(
        NewTeam(
            name="Les Voisins de Sommières",
            seat=Seat(commune=communes["30321"]),
            activities="visites, marché du samedi",
        ),
        lead=start,
        on=days.on(-50),
        by=days.by(-50),
    )
    look_for_carrier(young, on=days.on(-30), by=days.by(-30))
    ready = found_team(
        NewTeam(
            name="Les Matinales de Saint-Gilles",
            seat=Seat(commune=communes["30258"]),
            activities="appels, cafés du mardi, sorties au bord du canal",
        ),
        lead=NewPerson("Claude Jullian", "claude.jullian@example.org", "01 99 00 44 18"),
        on=days.on(-90),
        by=days.by(-90),
    )
    signed = Organisation.objects.filter(pk__in=[member.pk for member in members]).signatories(
        as_of=days.on(-70), known_at=end_of_day(days.today)
    )
    for carrier in signed.order_by("folded", "pk")[:1]:
        carry_team(ready, carrier, on=days.on(-70), by=days.by(-70))
        charter = Charter.objects.in_use(Charter.Kind.TEAM, days.today)
        adopt_pact(ready, participants=8, charter=charter, place="Foyer", on=days.on(-40), by=days.by(-40))
        write_project(
            ready,
            text="Tenir un café chaque mardi, appeler ceux qui ne sortent plus, marcher ensemble le samedi.",
            expected=None,
            on=days.on(-39),
            by=days.by(-39),
        )
        submit_recognition(ready, on=days.on(-20), by=days.by(-20))


def _wait(days: _Days) -> None:
    """Hand in a signing file that waits for a decision."""
    by = Author(at=days.by(-16).at, role="public", source="démonstration")
    file = open_signing(
        Identity(
            name="Les Jardins partagés du Vidourle", seat=Seat(commune=Commune.objects.get(code="30321"))
        ),
        on=days.on(-16),
        by=by,
    )
    introduce(
        file,
        Introduction(
            email="jardins@example.org",
            telephone="01 99 00 52 40",
            kind=OrganisationKind.objects.get(code="association-locale"),
            departements=[Departement.objects.get(code=HOME)],
        ),
        on=days.on(-16),
        by=by,
    )
    propose_commitments(
        file,
        [
            NewCommitment(
                kind=CommitmentKind.HUMAN,
                description="Deux bénévoles un après-midi par semaine",
                starts_on=days.today,
            )
        ],
        on=days.on(-16),
        by=by,
    )
    file = SigningFile.objects.get(pk=file.pk)
    submit_signing(
        file, digest=file.charter.digest, name="Denise Ollier", capacity="présidente", on=days.on(-16), by=by
    )


def _address(person: str) -> str:
    """Return an address that receives nothing."""
    given, _space, family = person.lower().partition(" ")
    plain = (f"{given}.{family}").translate(str.maketrans("éèêçï", "eeeci"))
    return f"{plain.replace(' ', '-')}@example.org"


def _ask(days: _Days) -> None:
    """Let some people write by the site, of whom none was answered yet."""
    communes = {row.code: row for row in Commune.objects.filter(code__in={ask[2] for ask in ENQUIRIES})}
    for rank, (name, wish, code, age, words) in enumerate(ENQUIRIES):
        asked = Asked(
            wish=wish,
            name=name,
            email=_address(name) if rank % 3 else "",
            telephone=f"01 99 00 70 {10 + rank}",
            commune=communes[code],
            words=words,
            for_someone="voisine" in words,
        )
        receive_enquiry(asked, on=days.on(-age), by=replace(days.by(-age), user=None, role="public"))
