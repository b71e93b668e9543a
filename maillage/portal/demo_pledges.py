"""The pledges of the demonstration, real public policies with their texts, and made-up agreements about them."""

import datetime as dt
from decimal import Decimal

from django.db import transaction

from maillage.common.facts import Author, end_of_day
from maillage.network.models import CommitmentKind, Cooperation, Organisation
from maillage.programme.models import Action, Outcome, Pledge, PolicyKind, Programme, PublicPolicy
from maillage.programme.operations.funders import follow_figure
from maillage.programme.operations.pledges import Promise, pledge, renew, say_outcome
from maillage.programme.operations.policies import PolicyText, Terms, agree, write_policy
from maillage.territory.perimeter import FRANCE, Perimeter

SLUG = "programme-2017-2019"
SOURCE = "suivi des engagements"
ASV = "https://www.legifrance.gouv.fr/loda/id/JORFTEXT000031700731/"
STARTS, ENDS = dt.date(2017, 1, 2), dt.date(2020, 1, 1)
POLICIES = (
    PolicyText(
        name="Loi d'adaptation de la société au vieillissement",
        kind=PolicyKind.LAW,
        text=(
            "La loi du 28 décembre 2015, dite « loi ASV ». Son rapport annexé cite la mobilisation contre "
            "l'isolement des personnes âgées. Elle fonde les demandes de financement des équipes citoyennes."
        ),
        since=dt.date(2015, 12, 28),
        source_url=ASV,
    ),
    PolicyText(
        name="Conférence des financeurs de la prévention de la perte d'autonomie",
        kind=PolicyKind.FUNDERS,
        text=(
            "Instituée par la loi ASV dans chaque département, présidée par le Département. Elle réunit "
            "l'agence régionale de santé et les caisses de retraite, et finance des actions collectives de "
            "prévention ; le lien social en est un thème."
        ),
        since=dt.date(2015, 12, 28),
        source_url=ASV,
    ),
    PolicyText(
        name="Politique de la ville",
        kind=PolicyKind.CITY,
        text=(
            "La loi du 21 février 2014 désigne les quartiers prioritaires et les contrats de ville. Une équipe "
            "citoyenne y répond aux appels à projets."
        ),
        since=dt.date(2014, 2, 21),
        source_url="https://www.legifrance.gouv.fr/loda/id/JORFTEXT000028636804/",
    ),
    PolicyText(
        name="Plan canicule et registres communaux",
        kind=PolicyKind.HEAT,
        text=(
            "La loi du 30 juin 2004 demande aux maires un registre des personnes âgées qui souhaitent être "
            "appelées. Les équipes citoyennes le font connaître ; elles ne tiennent aucune liste."
        ),
        since=dt.date(2004, 6, 30),
    ),
    PolicyText(
        name="Service civique",
        kind=PolicyKind.CIVIC_SERVICE,
        text=(
            "Institué par la loi du 10 mars 2010. De jeunes volontaires font des missions auprès de personnes "
            "âgées, avec un tuteur."
        ),
        since=dt.date(2010, 3, 10),
    ),
    PolicyText(
        name="Service public départemental de l'autonomie",
        kind=PolicyKind.AUTONOMY,
        text=(
            "Institué par la loi du 8 avril 2024, en vigueur depuis le 1er janvier 2025. Il réunit autour du "
            "Département ceux qui accueillent, informent et accompagnent ; une coopération peut en être."
        ),
        since=dt.date(2024, 4, 8),
    ),
)
# The action or none, what, the nature, the amount in euros or the quantity with its unit, the policy or none.
PROMISES: tuple[tuple[str, str, str, int | None, tuple[int, str] | None, int | None], ...] = (
    ("1.1", "Relire les repères de base avec dix équipes", "humain", None, (24, "jours en trois ans"), None),
    ("1.2", "Prêter une salle à chaque rencontre des animateurs", "nature", None, (3, "rencontres"), None),
    ("1.2", "Cofinancer l'animation de trois coopérations", "financier", 60_000, None, 1),
    ("1.3", "Appeler ses bénévoles à créer des équipes citoyennes", "humain", None, None, None),
    ("2.1", "Écrire dix fiches de pratiques", "humain", None, (10, "fiches"), None),
    ("2.2", "Essayer les appuis dans trois quartiers", "nature", None, (3, "quartiers"), 2),
    ("2.3", "Former cent bénévoles", "financier", None, None, 0),
    ("", "Accueillir douze volontaires en service civique", "humain", None, (12, "volontaires"), 4),
)
# What became of them, by their rank; of the others nothing was written.
OUTCOMES = (
    (0, Outcome.KEPT, ""),
    (1, Outcome.KEPT, ""),
    (2, Outcome.PARTLY, "Deux coopérations l'ont été ; la troisième n'a pas pu recruter."),
    (5, Outcome.NOT_KEPT, "Le poste n'a pas été renouvelé en 2018."),
)
# The second pledge was renewed: from when, until when; the last one still runs.
RENEWALS: tuple[tuple[dt.date, dt.date | None], ...] = (
    (ENDS, dt.date(2023, 1, 1)),
    (dt.date(2023, 1, 1), None),
)
# The policy, where, since when, the reference, the amount in euros, whether the cooperation sits.
AGREEMENTS: tuple[tuple[int, Perimeter, dt.date, str, int | None, bool | None], ...] = (
    (1, Perimeter("departement", "30"), dt.date(2017, 3, 15), "CF-30-2017-08", 12_000, True),
    (1, Perimeter("departement", "85"), dt.date(2017, 9, 1), "CF-85-2017-02", 8_500, None),
    (1, Perimeter("departement", "46"), dt.date(2018, 2, 12), "", None, True),
    (2, Perimeter("commune", "30189"), dt.date(2016, 6, 1), "Contrat de ville, axe cohésion", 5_000, False),
    (3, Perimeter("commune", "30007"), dt.date(2018, 6, 1), "", None, None),
    (4, FRANCE, dt.date(2017, 5, 24), "Agrément national", None, None),
    (5, Perimeter("departement", "30"), dt.date(2025, 1, 1), "SPDA-30", None, True),
)
# The figures that the funder follows, and where.
FIGURES = (
    ("equipes", FRANCE),
    ("cooperations-lancees", FRANCE),
    ("equipes", Perimeter("departement", "30")),
    ("personnes-formees", FRANCE),
)


@transaction.atomic
def promise(*, today: dt.date, at: dt.datetime) -> int:
    """Write the policies, the agreements and the pledges, once; return how many were written."""
    if PublicPolicy.objects.exists() or Pledge.objects.exists():
        return 0

    def by(day: dt.date) -> Author:
        return Author(at=at, known_from=min(end_of_day(day), at), source=SOURCE)

    policies = [write_policy(told, by=by(told.since)) for told in POLICIES]
    programme = Programme.objects.filter(slug=SLUG).first()
    signed = Organisation.objects.signatories(as_of=STARTS, known_at=at).order_by("folded", "pk")
    owners = list(signed[: len(PROMISES) + 1])
    if programme is None or len(owners) <= len(PROMISES):
        return len(policies)
    funder = owners.pop(0)
    agreed = _agreements(policies, funder, today, at)
    for code, perimeter in FIGURES:
        follow_figure(funder, code=code, perimeter=perimeter, since=STARTS, on=today, by=by(STARTS))
    actions = {action.code: action for action in Action.objects.of(programme)}
    made = [
        pledge(
            funder if row[2] == CommitmentKind.FINANCIAL else owner,
            _told(row, actions, policies),
            on=today,
            by=by(STARTS),
        )
        for owner, row in zip(owners, PROMISES, strict=True)
    ]
    for rank, outcome, words in OUTCOMES:
        day = dt.date(2020, 1, 15)
        say_outcome(made[rank], outcome, seen_on=day, words=words, on=today, by=by(day))
    kept = made[1]
    for since, until in RENEWALS:
        again = _told(PROMISES[1], actions, policies, started_on=since, ended_on=until)
        kept = renew(kept, again, on=today, by=by(since))
    return len(policies) + agreed + len(FIGURES) + len(made) + len(OUTCOMES) + len(RENEWALS)


def _told(
    row: tuple[str, str, str, int | None, tuple[int, str] | None, int | None],
    actions: dict[str, Action],
    policies: list[PublicPolicy],
    *,
    started_on: dt.date = STARTS,
    ended_on: dt.date | None = ENDS,
) -> Promise:
    """Return a pledge as the operation takes it."""
    code, what, kind, euros, counted, policy = row
    return Promise(
        what=what,
        kind=kind,
        amount_cents=None if euros is None else euros * 100,
        quantity=Decimal(counted[0]) if counted else None,
        unit=counted[1] if counted else "",
        action=actions.get(code),
        policy=None if policy is None else policies[policy],
        started_on=started_on,
        ended_on=ended_on,
    )


def _agreements(policies: list[PublicPolicy], funder: Organisation, today: dt.date, at: dt.datetime) -> int:
    """Write the agreements; those of a place that has a cooperation are its own, and the money is a funder's."""
    for rank, perimeter, since, reference, euros, sits in AGREEMENTS:
        placed = Cooperation.objects.placed(as_of=today, known_at=at)
        mine = None if perimeter.is_france else placed.seated_in(perimeter).first()
        told = Terms(
            perimeter=perimeter,
            started_on=since,
            cooperation=mine,
            organisation=funder if euros else None,
            parties="" if mine else "Le réseau et les services de l'État",
            reference=reference,
            amount_cents=None if euros is None else euros * 100,
            sits=sits if mine else None,
        )
        by = Author(at=at, known_from=min(end_of_day(since), at), source=SOURCE)
        agree(policies[rank], told, on=today, by=by)
    return len(AGREEMENTS)
