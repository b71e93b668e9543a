"""The experiments of the demonstration: three of the network, one invented, on real places, all measures invented."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from maillage.common.facts import Author, end_of_day
from maillage.experiments.models import Arm, Experiment, Part, Verdict
from maillage.experiments.operations.measures import Seen, enter_measure, note
from maillage.experiments.operations.outcomes import Ruling, adopt, decide, keep_lesson, plan_spread
from maillage.experiments.operations.plan import Plan, add_partner, amend, register_protocol, write_experiment
from maillage.experiments.operations.sites import add_site, draw_by_lot, plan_wave
from maillage.network.models import Cooperation, Team
from maillage.portal import demo_deployment as deployment
from maillage.programme.models import Action
from maillage.resources.models import Audience, Kind, Theme
from maillage.resources.operations.resources import Text, propose_resource, publish_resource
from maillage.territory.models import Commune

SOURCE = "suivi des expérimentations"
INVENTED = "Les mesures montrées ici sont inventées pour la démonstration."
A_MONTH, FOUR_MONTHS = dt.timedelta(days=30), dt.timedelta(days=122)
# At each wave: how many answered, their mean, their spread.
Measures = tuple[tuple[int, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Told:
    """Say all that is known of an experiment but its measures."""

    plan: Plan
    registered_on: dt.date
    sites_needed: int | None
    partners: Sequence[tuple[str, str, int | None]]
    notes: Sequence[tuple[dt.date, str]]
    ruling: Ruling
    seed: int | None = None


VOLUNTEERS = Told(
    plan=Plan(
        title="Volontaires contre l'isolement",
        question="Accueillir des jeunes en service civique, à deux et au sein d'une équipe, rompt-il la solitude des "
        "personnes que l'équipe visite ?",
        hypothesis="En un an, la solitude ressentie baisse d'un demi-point de plus là où des jeunes sont accueillis.",
        protocol="Six communes accueillent des jeunes **au sein d'une équipe**, avec un tuteur de chaque "
        "jour et un second.\n"
        "Six autres communes continuent comme avant et servent de comparaison.\n\n"
        "- les mêmes règles d'accueil partout\n- une mesure avant, une mesure après un an\n- des "
        "questionnaires sans nom\n\n"
        f"{INVENTED}",
        design="comparaison",
        scale="ucla-3",
        smallest_effect=Decimal("0.8"),
        spread=Decimal("1.8"),
        people=30,
        starts_on=dt.date(2015, 10, 1),
        ends_on=dt.date(2017, 3, 31),
    ),
    registered_on=dt.date(2015, 9, 15),
    sites_needed=12,
    partners=(
        ("Agence du service civique", "l'agrément et les missions", None),
        ("AG2R La Mondiale", "le financement", None),
        ("Malakoff Médéric", "le financement", None),
        ("Ufcv", "la formation des tuteurs", None),
        ("Unis-Cité", "l'accueil des jeunes", None),
    ),
    notes=(
        (dt.date(2016, 2, 10), "Un tuteur seul s'épuise : chaque site nomme une deuxième personne."),
        (
            dt.date(2016, 11, 8),
            "Les jeunes restent quand ils partagent la vie de l'équipe, et non un bureau à part.",
        ),
    ),
    ruling=Ruling(
        verdict=Verdict.GENERALISE,
        body="Comité de pilotage du programme",
        reasons="La solitude a baissé davantage là où des jeunes étaient accueillis. Trois conditions "
        "comptent : du temps "
        "sur le terrain, une place dans l'équipe, deux tuteurs.",
        decided_on=dt.date(2017, 6, 8),
    ),
)
DISTRICTS = Told(
    plan=Plan(
        title="Mobilisés dans les quartiers",
        question="Qu'est-ce qui aide des habitants d'un quartier prioritaire à faire naître une équipe ?",
        protocol="Un appel, quinze lauréats, un an. Chacun reçoit une aide et l'appui d'un conseil : écrire "
        "le projet, "
        "s'organiser, se faire connaître, trouver des partenaires.\n\nOn raconte ce qui s'est passé, site par site.",
        design="recit",
        starts_on=dt.date(2016, 10, 5),
        ends_on=dt.date(2017, 10, 31),
    ),
    registered_on=dt.date(2016, 4, 18),
    sites_needed=None,
    partners=(
        ("CGET", "le financement", None),
        ("Humanis", "le financement", None),
        ("Caisse des dépôts", "le financement", None),
    ),
    notes=(
        (
            dt.date(2017, 3, 20),
            "Là où l'on commence par écouter cent ménages, le projet est celui des habitants.",
        ),
        (
            dt.date(2017, 9, 12),
            "Trois équipes ont changé de porteur ; elles ont tenu parce que le référent est resté.",
        ),
    ),
    ruling=Ruling(
        verdict=Verdict.STOP,
        body="Comité de pilotage du programme",
        reasons="L'appel ne sera pas refait sous cette forme : l'appui d'un conseil a compté plus que "
        "l'argent. Il passe "
        "dans les coups de pouce.",
        decided_on=dt.date(2017, 12, 14),
    ),
)
COUNTRYSIDE = Told(
    plan=Plan(
        title="En campagne contre l'isolement",
        question="À la campagne, qu'est-ce qui aide, ou empêche, des associations et des communes d'agir ensemble ?",
        hypothesis="Là où un professionnel accompagne un an durant, les personnes voient plus de monde.",
        protocol="Quatre territoires ruraux, un an d'appui sur mesure par un professionnel.\n\n"
        f"Une mesure des liens avant, une mesure après. {INVENTED}",
        design="avant-apres",
        scale="lsns-6",
        smallest_effect=Decimal("1.5"),
        spread=Decimal("5.5"),
        people=25,
        starts_on=dt.date(2017, 3, 15),
        ends_on=dt.date(2018, 4, 30),
    ),
    registered_on=dt.date(2017, 2, 20),
    sites_needed=10,
    partners=(
        ("CCMSA", "le pilotage et le financement", None),
        ("Familles Rurales", "deux animatrices", None),
        ("Générations Mouvement", "les clubs du territoire", None),
    ),
    notes=((dt.date(2018, 4, 12), "Quatre dynamiques présentées ; une équipe se construit encore."),),
    ruling=Ruling(
        verdict=Verdict.PROLONG,
        body="Comité de pilotage du programme",
        reasons="Quatre territoires ne suffisent pas pour conclure, et l'hiver a été court : un an de plus.",
        decided_on=dt.date(2018, 5, 3),
        until=dt.date(2019, 4, 30),
    ),
)
# Where, by the code of the commune.
TRYING: dict[str, Measures] = {
    "21231": ((32, "6.1", "1.7"), (29, "4.9", "1.6")),
    "71270": ((28, "5.8", "1.8"), (27, "4.8", "1.7")),
    "13055": ((36, "6.4", "1.9"), (33, "5.2", "1.8")),
    "84007": ((30, "6.0", "1.7"), (28, "4.9", "1.6")),
    "35238": ((31, "5.7", "1.6"), (30, "4.6", "1.5")),
    "29019": ((29, "5.9", "1.8"), (27, "4.8", "1.7")),
}
COMPARING: dict[str, Measures] = {
    "58194": ((27, "6.0", "1.8"), (25, "5.8", "1.8")),
    "89024": ((26, "5.9", "1.7"), (25, "5.9", "1.7")),
    "83137": ((31, "6.2", "1.9"), (28, "5.9", "1.8")),
    "06088": ((33, "6.3", "1.8"), (31, "6.1", "1.8")),
    "56260": ((28, "5.8", "1.7"), (26, "5.5", "1.7")),
    "22278": ((27, "5.7", "1.6"), (26, "5.6", "1.6")),
}
RURAL: dict[str, Measures] = {
    "34074": ((24, "13.1", "5.4"), (22, "14.2", "5.2")),
    "42044": ((26, "14.0", "5.6"), (24, "14.6", "5.5")),
    "43048": ((19, "12.6", "5.1"), (18, "14.3", "5.3")),
    "79270": ((23, "13.4", "5.5"), (21, "13.9", "5.4")),
}
URBAN = ("06088", "21231", "93010", "31555", "49007", "86194", "69266", "13055", "76259", "76575")
LESSON = Text(
    title="Accueillir des jeunes en service civique",
    kind=Kind.PRACTICE,
    theme=Theme.TEAM_LIFE,
    audience=Audience.CARRIER,
    summary="Trois conditions apprises en douze communes : du terrain, une équipe, deux tuteurs.",
    text="## Du temps sur le terrain\n\nPas plus d'une demi-journée par semaine au bureau.\n\n"
    "## Une place dans l'équipe\n\nLes jeunes viennent **à deux**, et vont aux réunions de l'équipe.\n\n"
    "## Deux tuteurs\n\nCelui de chaque jour, et un second qui prend le relais.\n",
    credit="Les douze communes de « Volontaires contre l'isolement »",
)


@transaction.atomic
def try_out(*, today: dt.date, at: dt.datetime) -> int:
    """Write the four experiments, once; return how many there are."""
    if Experiment.objects.exists():
        return 0
    keeper = _Keeper(today=today, at=at)
    volunteers = keeper.written(VOLUNTEERS)
    first, last = VOLUNTEERS.plan.starts_on, dt.date(2017, 2, 15)
    keeper.measured(volunteers, {Arm.TRIES: TRYING, Arm.COMPARES: COMPARING}, (first, last))
    districts = keeper.written(DISTRICTS)
    keeper.settled(districts, URBAN, Arm.TRIES, DISTRICTS.plan.starts_on)
    countryside = keeper.written(COUNTRYSIDE)
    days = (COUNTRYSIDE.plan.starts_on, dt.date(2018, 4, 10))
    keeper.measured(countryside, {Arm.TRIES: RURAL}, days)
    for row, told in ((volunteers, VOLUNTEERS), (districts, DISTRICTS), (countryside, COUNTRYSIDE)):
        decide(row, told.ruling, on=today, by=keeper.by(told.ruling.decided_on))
    keeper.spread(volunteers, VOLUNTEERS.ruling.decided_on)
    keeper.deployed()
    return 4


@dataclass(frozen=True, kw_only=True)
class _Keeper:
    """Write as things were known, day after day."""

    today: dt.date
    at: dt.datetime

    def by(self, day: dt.date) -> Author:
        """Return who writes what was known at the end of a day."""
        return Author(at=self.at, known_from=min(end_of_day(day), self.at), source=SOURCE)

    def written(self, told: Told) -> Experiment:
        """Write an experiment, register its protocol, say who is with it and what happened."""
        by = self.by(told.registered_on)
        action = Action.objects.filter(axis__number=2, number=2).order_by("pk").first()
        row = write_experiment(Plan(**{**vars(told.plan), "action": action}), by=by)
        register_protocol(row, sites_needed=told.sites_needed, seed=told.seed, on=told.registered_on, by=by)
        for name, brings, cents in told.partners:
            add_partner(row, name=name, brings=brings, cents=cents, by=by)
        for day, text in told.notes:
            note(row, text, on_day=day, on=self.today, by=self.by(day))
        return row

    def settled(self, row: Experiment, codes: Sequence[str], arm: Arm, since: dt.date) -> dict[str, int]:
        """Bring in the communes that the register knows, and return the site of each."""
        places = {place.code: place for place in Commune.objects.filter(code__in=codes)}
        return {
            code: add_site(row, places[code], arm, since=since, on=self.today, by=self.by(since)).site_id
            for code in codes
            if code in places
        }

    def measured(
        self, row: Experiment, sides: dict[Arm, dict[str, Measures]], days: tuple[dt.date, dt.date]
    ) -> None:
        """Bring communes in, and enter what each saw, before and after."""
        sites: dict[str, int] = {}
        for arm, places in sides.items():
            sites |= self.settled(row, list(places), arm, days[0])
        waves = [
            plan_wave(row, name=name, on_day=day, by=self.by(day))
            for name, day in zip(("Avant", "Après un an"), days, strict=True)
        ]
        for code, seen in {code: seen for places in sides.values() for code, seen in places.items()}.items():
            for wave, (answers, mean, deviation) in zip(waves, seen, strict=True):
                told = Seen(
                    asked=answers + 6, answers=answers, mean=Decimal(mean), deviation=Decimal(deviation)
                )
                if code in sites:
                    site = row.sites.get(pk=sites[code])
                    enter_measure(wave, site, told, on=self.today, by=self.by(wave.on))

    def deployed(self) -> None:
        """Write the deployment by steps: its lot, then wave after wave what each place saw."""
        if Commune.objects.filter(code__in=deployment.PLACES).count() < len(deployment.PLACES):
            return  # a register of a part of France: too few of these places are there
        told = Told(
            plan=deployment.PLAN,
            registered_on=deployment.REGISTERED_ON,
            sites_needed=deployment.SITES_NEEDED,
            seed=deployment.SEED,
            partners=(),
            notes=deployment.NOTES,
            ruling=deployment.RULING,
        )
        row = self.written(told)
        sites = self.settled(row, deployment.PLACES, Arm.COMPARES, told.plan.starts_on)
        draw_by_lot(row, deployment.LOT, on=deployment.DRAWN_ON, by=self.by(deployment.DRAWN_ON))
        trying = Part.objects.believed().trying().of(row)
        begun = {part.site_id: part.started_on for part in trying if part.started_on is not None}
        for rank, (name, day) in enumerate(deployment.WAVES):
            wave = plan_wave(row, name=name, on_day=day, by=self.by(day))
            for code, site in sites.items():
                seen = deployment.seen_at(code, rank, calling=begun[site] < day)
                enter_measure(wave, row.sites.get(pk=site), seen, on=self.today, by=self.by(day))
        amend(
            row,
            text=deployment.AMENDMENT,
            why=deployment.WHY_AMENDED,
            on_day=deployment.AMENDED_ON,
            on=self.today,
            by=self.by(deployment.AMENDED_ON),
        )
        decide(row, told.ruling, on=self.today, by=self.by(told.ruling.decided_on))

    def spread(self, row: Experiment, since: dt.date) -> None:
        """Say how an experiment spreads, who took it up, and what it left in the library."""
        plan_spread(
            row,
            text="Les coopérations en parlent à leurs équipes ; l'Ufcv forme les tuteurs, deux fois par an.",
            goal=60,
            by_day=dt.date(2019, 12, 31),
            on=since,
            by=self.by(since),
        )
        made = keep_lesson(row, LESSON, by=self.by(since))
        propose_resource(made, by=self.by(since + A_MONTH))
        day = since + FOUR_MONTHS
        publish_resource(made, review_on=day + 4 * dt.timedelta(days=365), on=day, by=self.by(day))
        adopters = [*Team.objects.order_by("slug")[:34], *Cooperation.objects.order_by("slug")[:6]]
        for rank, adopter in enumerate(adopters):
            first = since + A_MONTH + rank * rank * dt.timedelta(days=1) // 2
            adopt(row, adopter, since=first, on=self.today, by=self.by(first))
