"""The trainings of the demonstration: what is taught, twelve years of sessions, and those that are to come."""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from maillage.common.facts import Author, end_of_day, stamp, start_of_day
from maillage.common.normalise import fold
from maillage.network.models import (
    Carrying,
    CooperationSituation,
    CooperationStage,
    CooperationStageChange,
    TeamSituation,
    TeamStage,
    TeamStageChange,
)
from maillage.supports.models import (
    Curriculum,
    CurriculumVersion,
    Enrolment,
    EnrolmentState,
    HalfDay,
    Holding,
    Module,
    Moment,
    Qualification,
    Trained,
    Trainee,
    TrainingSession,
    Variant,
)
from maillage.supports.models.enrolments import erased_before
from maillage.supports.operations.training_attendance import ALPHABET
from maillage.territory.models import Commune, Departement

SEED = 373
SOURCE = "feuilles de présence"
# What was published of 2016: 32 sessions, 373 distinct people.
SESSIONS = {2014: 3, 2015: 14, 2016: 32, 2017: 36, 2018: 38, 2019: 40, 2020: 10, 2021: 18, 2022: 26, 2023: 32}
SINCE_THEN = 33  # sessions of each year after these
NEW_IN_2016 = 373
# Of those who came in a year, some had been trained before: one session in three meets one of them again.
AGAIN = 3
# One session in eleven is held where the people of the demonstration work.
EVERY, AT_HOME = 11, 4
CAPACITY = 15
HALF_DAYS = (
    (Moment.MORNING, dt.time(9, 30), dt.time(12, 30)),
    (Moment.AFTERNOON, dt.time(14), dt.time(17)),
)
HOME = "30"
GIVEN = [
    "Simone",
    "Yvette",
    "Mohamed",
    "Lucienne",
    "Georges",
    "Fatou",
    "Renée",
    "Claude",
    "Huguette",
    "Paulette",
    "André",
    "Denise",
    "Karim",
    "Odile",
    "Marcel",
    "Aïcha",
    "Bernard",
    "Colette",
    "Driss",
    "Élise",
    "Francis",
    "Ginette",
    "Hamid",
    "Irène",
    "Jeanne",
    "Léon",
    "Monique",
    "Nadine",
    "Omar",
    "Pierrette",
]
FAMILY = [
    "Aubert",
    "Baudry",
    "Chérif",
    "Delpech",
    "Espinasse",
    "Gassama",
    "Imbert",
    "Jullian",
    "Lacroix",
    "Mazel",
    "Nogaret",
    "Ollier",
    "Pagès",
    "Quéré",
    "Rouvière",
    "Saïdi",
    "Teissier",
    "Ursule",
    "Vidal",
    "Yacoub",
    "Arnal",
    "Bonnet",
    "Combes",
    "Diallo",
    "Estève",
    "Fabre",
    "Galtier",
    "Hugon",
    "Issartel",
    "Jourdan",
    "Laurens",
]


@dataclass(frozen=True, kw_only=True)
class Taught:
    """Say what a curriculum is, since when, and of what it is made."""

    slug: str
    name: str
    variant: Variant
    audience: str
    versions: tuple[tuple[str, dt.date], ...]
    modules: tuple[str, ...]
    days: int
    trainers: tuple[str, ...]


CURRICULA = (
    Taught(
        slug="formation-socle",
        name="Formation socle",
        variant=Variant.CORE,
        audience="Tout bénévole qui rencontre, ou va rencontrer, des personnes âgées isolées.",
        versions=(("1", dt.date(2014, 6, 2)), ("2", dt.date(2017, 1, 16))),
        modules=(
            "Vieillir, être isolé : de quoi parle-t-on ?",
            "Être bénévole : sa place, ses limites",
            "Aller vers, écouter, proposer",
            "Qui fait quoi ici : les relais du territoire",
        ),
        days=2,
        trainers=("Odile Marchand", "Rachid Bensaïd", "Claire Fontanel", "Paul Lestrade", "Inès Carvalho"),
    ),
    Taught(
        slug="mini-socle",
        name="Mini-socle",
        variant=Variant.SHORT,
        audience="Les bénévoles qui commencent, avant de suivre la formation socle.",
        versions=(("1", dt.date(2017, 3, 6)),),
        modules=("L'essentiel en une matinée", "Deux mises en situation"),
        days=1,
        trainers=("Odile Marchand", "Inès Carvalho"),
    ),
    Taught(
        slug="ecouter-sans-conseiller",
        name="Écouter sans conseiller",
        variant=Variant.THEME,
        audience="Les bénévoles qui ont suivi la formation socle.",
        versions=(("1", dt.date(2018, 2, 5)),),
        modules=("Entendre ce qui se dit", "Ne pas répondre trop vite"),
        days=1,
        trainers=("Claire Fontanel", "Hélène Sorgue"),
    ),
    Taught(
        slug="accompagner-une-equipe",
        name="Accompagner une équipe citoyenne",
        variant=Variant.PROFESSIONAL,
        audience="Les professionnels référents d'une équipe.",
        versions=(("1", dt.date(2019, 1, 14)),),
        modules=("Faire avec, sans faire à la place", "Passer le relais"),
        days=1,
        trainers=("Rachid Bensaïd", "Hélène Sorgue"),
    ),
)


@dataclass
class _Place:
    """Hold a département where training takes place: its cooperation, its teams, those trained there."""

    cooperation: int
    since: dt.date
    departement: int
    commune: int | None
    teams: list[tuple[int, dt.date, int | None, int | None]] = field(default_factory=list)
    met: list[Trainee] = field(default_factory=list)


class _School:
    """Draw sessions and people, always the same, then write them by tables."""

    def __init__(self, today: dt.date, now: dt.datetime) -> None:
        self.today, self.now = today, now
        self.chance = random.Random(SEED)  # noqa: S311 - a seeded draw is not cryptography
        self.places = _places()
        self.home = Departement.objects.filter(code=HOME).values_list("pk", flat=True).first()
        self.versions: dict[str, list[CurriculumVersion]] = {}
        self.trainers: dict[str, list[Qualification]] = {}
        self.trainees: list[Trainee] = []
        self.last: dict[int, dt.date] = {}
        self.rows: dict[type[Any], list[Any]] = {
            model: [] for model in (TrainingSession, HalfDay, Holding, Enrolment, Trained)
        }

    def below(self, number: int) -> int:
        """Draw a whole number from zero; `random` alone is promised never to change."""
        return int(self.chance.random() * number)

    def fact(self, on: dt.date) -> dict[str, Any]:
        """Return the marks of a fact that was known two days after."""
        known = min(end_of_day(on + dt.timedelta(days=2)), self.now)
        return stamp(Author(at=self.now, known_from=known, source=SOURCE))

    def person(self) -> Trainee:
        """Invent someone who comes for the first time."""
        rank = len(self.trainees)
        given, family = GIVEN[rank % len(GIVEN)], FAMILY[(rank // len(GIVEN) + 7 * rank) % len(FAMILY)]
        made = Trainee(name=f"{given} {family}", folded=fold(f"{given} {family}"))
        made.telephone = f"06 39 98 {rank // 100 % 100:02} {rank % 100:02}"
        self.trainees.append(made)
        return made

    def number(self, year: int) -> str:
        """Draw the number of a certificate."""
        drawn = "".join(ALPHABET[self.below(len(ALPHABET))] for _rank in range(12))
        return f"{year}-{drawn[:4]}-{drawn[4:8]}-{drawn[8:]}"


def teach(*, today: dt.date, at: dt.datetime) -> int:
    """Write the curricula and their sessions, once; return how many sessions."""
    if Curriculum.objects.exists() or not CooperationStageChange.objects.exists():
        return 0
    school = _School(today, at)
    _write_curricula(school)
    for year in range(min(SESSIONS), today.year + 1):
        _hold_year(school, year)
    _open_coming(school)
    _save(school)
    return len(school.rows[TrainingSession])


def _places() -> list[_Place]:
    """Return where a cooperation is launched, with its teams, the first launched first."""
    launched: dict[int, dt.date] = {}
    changes = CooperationStageChange.objects.believed().filter(stage=CooperationStage.LAUNCHED)
    for pk, on in changes.order_by("changed_on", "pk").values_list("cooperation", "changed_on"):
        launched.setdefault(pk, on)
    seats = CooperationSituation.objects.believed().filter(ended_on=None, departement__isnull=False)
    found: dict[int, _Place] = {}
    for pk, departement, commune in seats.order_by("cooperation__slug").values_list(
        "cooperation", "departement", "commune"
    ):
        if pk in launched and departement not in found:
            found[departement] = _Place(pk, launched[pk], departement, commune)
    carriers = dict(
        Carrying.objects.believed().filter(ended_on=None).order_by("-pk").values_list("team", "organisation")
    )
    recognised = TeamStageChange.objects.believed().filter(stage=TeamStage.RECOGNISED)
    since = dict(recognised.order_by("-changed_on").values_list("team", "changed_on"))
    teams = TeamSituation.objects.believed().filter(ended_on=None, departement__in=found)
    for team, departement, commune in teams.order_by("team__slug").values_list(
        "team", "departement", "commune"
    ):
        if team in since:
            found[departement].teams.append((team, since[team], commune, carriers.get(team)))
    return sorted(found.values(), key=lambda place: (place.since, place.cooperation))


def _write_curricula(school: _School) -> None:
    """Write what is taught, its versions, and who may teach it."""
    for taught in CURRICULA:
        curriculum = Curriculum.objects.create(
            slug=taught.slug, name=taught.name, variant=taught.variant, audience=taught.audience
        )
        for number, adopted_on in taught.versions:
            version = CurriculumVersion.objects.create(
                curriculum=curriculum,
                number=number,
                adopted_on=adopted_on,
                specification="Partir de ce que vivent les bénévoles. Deux formateurs. Quinze personnes au plus.",
            )
            Module.objects.bulk_create(
                Module(version=version, position=rank, title=title, minutes=180)
                for rank, title in enumerate(taught.modules, 1)
            )
            school.versions.setdefault(taught.slug, []).append(version)
        first = taught.versions[0][1]
        school.trainers[taught.slug] = [
            Qualification.objects.create(
                curriculum=curriculum, name=name, started_on=first, **school.fact(first)
            )
            for name in taught.trainers
        ]


def _hold_year(school: _School, year: int) -> None:
    """Hold the sessions of a year, spread over it; those of a year that runs stop a month ago."""
    count = SESSIONS.get(year, SINCE_THEN)
    first, last = dt.date(year, 1, 12), dt.date(year, 12, 14)
    if year == min(SESSIONS):
        first = dt.date(year, 10, 6)
    step = (last - first).days / count
    sizes = _sizes(school, year, count)
    for rank, size in enumerate(sizes):
        on = first + dt.timedelta(days=int(step * rank) + school.below(int(step) or 1))
        on -= dt.timedelta(days=max(0, on.weekday() - 3))  # two days in a row, and never a Sunday
        if on > school.today - dt.timedelta(days=30):
            return
        places = [place for place in school.places if place.since <= on - dt.timedelta(days=21)]
        drawn = places[school.below(len(places))]
        home = [place for place in places if place.departement == school.home]
        _hold(school, home[0] if home and rank % EVERY == AT_HOME else drawn, on, size, rank)


def _sizes(school: _School, year: int, count: int) -> list[int]:
    """Return how many people come for the first time of the year to each session."""
    if year != 2016:  # noqa: PLR2004 - the year whose figures were published
        return [8 + school.below(6) for _rank in range(count)]
    low = NEW_IN_2016 // count
    return [low + (rank < NEW_IN_2016 - low * count) for rank in range(count)]


def _subject(on: dt.date, rank: int) -> Taught:
    """Return what a session teaches: the core, and the rest once it exists."""
    core, *others = CURRICULA
    offered = [taught for taught in others if taught.versions[0][1] <= on]
    return offered[rank // 3 % len(offered)] if offered and rank % 3 == 0 else core


def _hold(school: _School, place: _Place, on: dt.date, size: int, rank: int) -> None:
    """Hold a session: its days, who came, who had come already."""
    taught = _subject(on, rank)
    session, half_days = _open(school, place, taught, on)
    ends = on + dt.timedelta(days=taught.days - 1)
    minutes = 180 * len(half_days)
    holding = Holding(session=session, held_on=ends, minutes=minutes, **school.fact(ends))
    school.rows[Holding].append(holding)
    # Someone met in an earlier year is new to this one; someone met this very year is counted already.
    before = [one for one in place.met if school.last[id(one)].year < on.year]
    again = [one for one in place.met if school.last[id(one)].year == on.year]
    old = before[:2] if rank % AGAIN == 1 else []
    people = [*old, *(school.person() for _new in range(size - len(old)))]
    if again and rank % AGAIN == 2:  # noqa: PLR2004 - one session in three
        people.append(again[school.below(len(again))])
    for trainee in people:
        team, organisation = _sent_by(school, place, on)
        told = {"trainee": trainee, "team_id": team, "organisation_id": organisation}
        school.rows[Enrolment].append(
            Enrolment(
                session=session,
                state=EnrolmentState.SEATED,
                asked_at=start_of_day(on - dt.timedelta(days=20)) + dt.timedelta(hours=10),
                reminded=True,
                **told,
            )
        )
        school.rows[Trained].append(
            Trained(
                holding=holding,
                on=ends,
                minutes=minutes,
                certificate=school.number(ends.year),
                **told,
                **school.fact(ends),
            )
        )
        if id(trainee) not in school.last:
            place.met.append(trainee)
        school.last[id(trainee)] = ends


def _sent_by(school: _School, place: _Place, on: dt.date) -> tuple[int | None, int | None]:
    """Return the team for which someone comes, and the organisation that carries it; some come alone."""
    teams = [row for row in place.teams if row[1] <= on]
    if not teams or school.below(4) == 0:
        return None, None
    team, _since, _commune, organisation = teams[school.below(len(teams))]
    return team, organisation


def _open(
    school: _School, place: _Place, taught: Taught, on: dt.date, **more: Any
) -> tuple[TrainingSession, list[HalfDay]]:
    """Open a session in a commune of the département, with its half-days."""
    version = [row for row in school.versions[taught.slug] if row.adopted_on <= on][-1]
    communes = [commune for _team, since, commune, _by in place.teams if since <= on and commune]
    commune = communes[school.below(len(communes))] if communes else place.commune
    session = TrainingSession(
        **{
            "cooperation_id": place.cooperation,
            "taught": version,
            "departement_id": place.departement,
            "commune_id": commune,
            "place": "Maison des associations",
            "capacity": CAPACITY,
            "cost": 500 * school.below(6),  # per person, the funder pays the rest
            "funded_by": "conférence des financeurs",
            **more,
        }
    )
    school.rows[TrainingSession].append(session)
    half_days = [
        HalfDay(session=session, on=on + dt.timedelta(days=day), moment=moment, starts_at=start, ends_at=end)
        for day in range(taught.days)
        for moment, start, end in HALF_DAYS
    ]
    school.rows[HalfDay].extend(half_days)
    return session, half_days


# The sessions to come: what, in how many days, how many seats, how many have one, wait for one, wait for an agreement.
COMING = (
    (0, 18, 12, 7, 0, 0),
    (0, 46, 10, 10, 3, 0),
    (2, 61, 15, 2, 0, 0),
    (3, 33, 14, 4, 0, 2),
    (1, -8, 12, 9, 0, 0),
)


def _open_coming(school: _School) -> None:
    """Open sessions to come in the Gard, and one that is over and whose attendance nobody has closed."""
    nimes = Commune.objects.filter(code="30189").values_list("pk", flat=True).first()
    homes = [place for place in school.places if place.departement == school.home]
    for place in homes:
        for subject, days, capacity, seated, waiting, to_agree in COMING:
            on = school.today + dt.timedelta(days=days)
            on -= dt.timedelta(days=max(0, on.weekday() - 3))
            session, _half_days = _open(
                school,
                place,
                CURRICULA[subject],
                on,
                capacity=capacity,
                commune_id=nimes,
                by_agreement=bool(to_agree),
                practical="Le repas de midi est offert. La salle est de plain-pied.",
                contact_name="Nadia Ferrand",
                contact_telephone="01 99 00 30 12",
            )
            states = [EnrolmentState.SEATED] * seated + [EnrolmentState.WAITING] * waiting
            states += [EnrolmentState.TO_AGREE] * to_agree
            for rank, state in enumerate(states):
                team, organisation = _sent_by(school, place, school.today)
                school.rows[Enrolment].append(
                    Enrolment(
                        session=session,
                        trainee=school.person(),
                        state=state,
                        asked_at=school.now - dt.timedelta(days=12, hours=-rank),
                        team_id=team,
                        organisation_id=organisation,
                        shows_name=rank % 2 == 0,
                    )
                )


def _save(school: _School) -> None:
    """Write every table at once; whoever was trained too long ago has no name any more."""
    limit = erased_before(school.today)
    for trainee in school.trainees:
        if school.last.get(id(trainee), school.today) < limit:
            trainee.name = trainee.folded = trainee.telephone = ""
            trainee.erased_at = school.now
    Trainee.objects.bulk_create(school.trainees)
    for model, rows in school.rows.items():
        model._default_manager.bulk_create(rows)
    TrainingSession.trainers.through.objects.bulk_create(_teams_of_trainers(school))


def _teams_of_trainers(school: _School) -> Iterator[Any]:
    """Give two trainers to each session."""
    sessions: Sequence[TrainingSession] = school.rows[TrainingSession]
    for rank, session in enumerate(sessions):
        trainers = school.trainers[session.taught.curriculum.slug]
        for one in {trainers[rank % len(trainers)].pk, trainers[(rank + 1) % len(trainers)].pk}:
            yield TrainingSession.trainers.through(trainingsession_id=session.pk, qualification_id=one)
