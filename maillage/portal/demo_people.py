"""The people of the demonstration: one for each role, on real perimeters of the demonstration network."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import Grant, User
from maillage.accounts.operations import grant_role
from maillage.accounts.roles import PerimeterKind, Role
from maillage.common.facts import Author, end_of_day
from maillage.network.models import Carrying, CooperationSituation, Organisation, Team, TeamSituation
from maillage.network.reach import label_of
from maillage.territory.perimeter import Perimeter

HOME = "30"  # the Gard, where most of them meet
SINCE = dt.date(2016, 11, 25)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Hold one person of the demonstration, invented, and what they come for."""

    role: Role
    name: str
    comes_for: Promise

    @property
    def email(self) -> str:
        """Return an address that receives nothing."""
        return f"{self.role}@example.org"


PEOPLE = (
    Person(
        role=Role.ANIMATOR,
        name="Nadia Ferrand",
        comes_for=_("anime la coopération du Gard : membres, réunions, feuille de route"),
    ),
    Person(
        role=Role.LEAD,
        name="Marcel Taillandier",
        comes_for=_("tient à jour la fiche de son équipe, et passe la main un jour"),
    ),
    Person(
        role=Role.CARRIER,
        name="Hélène Quéré",
        comes_for=_("suit les équipes que porte son association, et ses engagements"),
    ),
    Person(
        role=Role.SUPPORT,
        name="Samuel Ortega",
        comes_for=_("accompagne l'équipe, au nom de son organisation"),
    ),
    Person(
        role=Role.MEMBER,
        name="Brigitte Lemoine",
        comes_for=_("représente son organisation dans la coopération"),
    ),
    Person(role=Role.TRAINER, name="Yann Cozic", comes_for=_("forme les bénévoles de la coopération")),
    Person(
        role=Role.OFFICER,
        name="Aïcha Benali",
        comes_for=_("instruit les signatures, prépare et tient les séances"),
    ),
    Person(
        role=Role.ADMINISTRATOR,
        name="Paul Rivoire",
        comes_for=_("donne les rôles nationaux et veille sur l'ensemble"),
    ),
    Person(role=Role.INSTRUCTOR, name="Lucie Marchal", comes_for=_("instruit les demandes d'aide du Gard")),
    Person(role=Role.DECIDER, name="Jean Aubrac", comes_for=_("décide des aides")),
    Person(role=Role.FUNDER, name="Sophie Delmas", comes_for=_("lit l'usage de ce qu'elle finance")),
    Person(role=Role.AUDITOR, name="Victor Meunier", comes_for=_("lit tout, ne change rien")),
)
ADDRESSES = tuple(person.email for person in PEOPLE)


def settle(*, today: dt.date, at: dt.datetime) -> list[Grant]:
    """Create whoever is missing, with their role; what is there is left as it is."""
    by = Author(at=at, role="maison", source="démonstration")
    places = dict(_perimeters(today))
    settled = []
    for person in PEOPLE:
        if person.role in places:
            user = User.objects.filter(email=person.email).first()
            user = user or User.objects.create_user(person.email, person.name)
            place = places[person.role]
            settled.append(grant_role(user, person.role, place, on=SINCE, by=by, label=label_of(place)))
    return settled


def _perimeters(today: dt.date) -> Iterator[tuple[Role, Perimeter]]:
    """Yield where each role is worn; a register that lacks the place leaves the role out."""
    france, home = Perimeter(PerimeterKind.FRANCE), Perimeter(PerimeterKind.DEPARTEMENT, HOME)
    for role in (Role.ADMINISTRATOR, Role.OFFICER, Role.AUDITOR, Role.DECIDER):
        yield role, france
    for role in (Role.INSTRUCTOR, Role.FUNDER):
        yield role, home
    here = CooperationSituation.objects.believed().as_of(today).filter(departement__code=HOME)
    cooperation = here.order_by("cooperation__slug").values_list("cooperation__slug", flat=True).first()
    if cooperation is not None:
        for role in (Role.ANIMATOR, Role.MEMBER, Role.TRAINER):
            yield role, Perimeter(PerimeterKind.COOPERATION, cooperation)
    carrier = _great_carrier(today)
    if carrier is not None:
        yield Role.CARRIER, Perimeter(PerimeterKind.CARRIER, carrier.slug)
        team = _team_of(carrier, today)
        for role in (Role.LEAD, Role.SUPPORT):
            yield role, Perimeter(PerimeterKind.TEAM, team)


def _great_carrier(today: dt.date) -> Organisation | None:
    """Return the national association that carries most teams."""
    carrying = Carrying.objects.believed().as_of(today)
    return (
        Organisation.objects.filter(
            situations__kind__code="association-nationale",
            situations__ended_on=None,
            situations__retracted_at=None,
            carryings__in=carrying,
        )
        .annotate(carried=Count("carryings", distinct=True))
        .order_by("-carried", "slug")
        .first()
    )


def _team_of(carrier: Organisation, today: dt.date) -> str:
    """Return a living team that it carries, in the home of the others when there is one there."""
    carried = Carrying.objects.believed().as_of(today).filter(organisation=carrier).values("team")
    teams = Team.objects.filter(pk__in=carried).order_by("slug")
    living = teams.staged(as_of=today, known_at=end_of_day(today)).living()
    here = TeamSituation.objects.believed().as_of(today).filter(departement__code=HOME).values("team")
    return (living.filter(pk__in=here).first() or living.first() or teams[0]).slug
