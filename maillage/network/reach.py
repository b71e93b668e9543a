"""What each hat reaches in the register: the teams of a cooperation, the branches of a carrier, the whole of France."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.db.models import Q, QuerySet, Value

from maillage.accounts.actors import NOBODY, Actor, Hat, Reach, Rows, WhenAsked
from maillage.accounts.models import Entry, Grant, Invitation, User
from maillage.accounts.models.grants import GrantQuerySet
from maillage.accounts.models.invitations import InvitationQuerySet
from maillage.accounts.models.journal import EntryQuerySet
from maillage.accounts.permissions import MODELS, gifts
from maillage.accounts.roles import PerimeterKind, Right, Role
from maillage.common.facts import Author, start_of_day
from maillage.common.normalise import fold
from maillage.network.models import (
    Affiliation,
    Carrying,
    Cooperation,
    CooperationCoverage,
    CooperationMember,
    CooperationSituation,
    Organisation,
    OrganisationSituation,
    Team,
    TeamSituation,
)
from maillage.territory.models import Commune, Departement, Epci, Region
from maillage.territory.perimeter import FRANCE, Perimeter

READ = 50  # names read at most, to choose among
ORGANISATION, COOPERATION, TEAM = "organisation", "cooperation", "team"

# The perimeters that the register knows by name.
SUBJECTS: Mapping[PerimeterKind, type[Cooperation] | type[Organisation] | type[Team]] = {
    PerimeterKind.COOPERATION: Cooperation,
    PerimeterKind.CARRIER: Organisation,
    PerimeterKind.TEAM: Team,
}

PLACES: Mapping[PerimeterKind, type[Region] | type[Departement] | type[Epci] | type[Commune]] = {
    PerimeterKind.REGION: Region,
    PerimeterKind.DEPARTEMENT: Departement,
    PerimeterKind.EPCI: Epci,
    PerimeterKind.COMMUNE: Commune,
}


def wearing(user: User, *, today: dt.date, strong: bool, worn: int | None = None) -> Actor:
    """Return a person with the hats that count today; those that decide wait for a second factor."""
    if not user.is_active:
        return NOBODY
    grants = list(Grant.objects.in_force(today).filter(user=user).order_by("pk"))
    labels = labels_of(grant.perimeter for grant in grants)
    hats = [
        Hat(
            grant=grant.pk,
            role=Role(grant.role),
            perimeter=grant.perimeter,
            label=labels[grant.perimeter],
            since=grant.started_on,
            reach=reach_of(grant.perimeter, today=today),
        )
        for grant in grants
    ]
    return Actor(
        user=user,
        hats=tuple(hat for hat in hats if strong or not hat.is_strong),
        waiting=tuple(hat for hat in hats if hat.is_strong and not strong),
        worn=worn,
    )


def labels_of(perimeters: Iterable[Perimeter]) -> dict[Perimeter, str]:
    """Return the names of perimeters, those of subjects in one query; a place has its own."""
    asked = set(perimeters)
    told = [
        model._default_manager.filter(slug__in=codes).order_by().values_list(Value(str(kind)), "slug", "name")
        for kind, model in SUBJECTS.items()
        if (codes := {perimeter.code for perimeter in asked if perimeter.kind == kind})
    ]
    rows = told[0].union(*told[1:], all=True) if told else ()
    named = {Perimeter(kind, slug): name for kind, slug, name in rows}
    return {perimeter: named.get(perimeter) or perimeter.label for perimeter in asked}


def label_of(perimeter: Perimeter) -> str:
    """Return the name of a perimeter; a cooperation, a carrier or a team by its own."""
    return labels_of([perimeter])[perimeter]


Makers = dict[str, Callable[[], Rows]]


def reach_of(perimeter: Perimeter, *, today: dt.date) -> Reach:
    """Return the rows that lie in a perimeter today, as queries not yet asked, nor even built."""
    match perimeter.kind:
        case "france":
            makers: Makers = dict.fromkeys((ORGANISATION, COOPERATION, TEAM), lambda: None)
        case "cooperation":
            makers = _of_cooperation(perimeter.code, today)
        case "porteur":
            makers = _of_carrier(perimeter.code, today)
        case "equipe":
            makers = {TEAM: lambda: Team.objects.filter(slug=perimeter.code).values("pk")}
        case _:
            makers = _of_place(perimeter, today)
    rows = WhenAsked(makers)
    return Reach(rows=rows, live=WhenAsked({model: partial(_live, model, rows, today) for model in rows}))


def _of_place(perimeter: Perimeter, today: dt.date) -> Makers:
    """Return what has its seat in a place."""
    sat: dict[str, QuerySet[Any]] = {
        ORGANISATION: OrganisationSituation.objects.believed().as_of(today),
        COOPERATION: CooperationSituation.objects.believed().as_of(today),
        TEAM: TeamSituation.objects.believed().as_of(today),
    }
    return {
        model: partial(lambda name, rows: rows.filter(perimeter.q()).values(name), model, rows)
        for model, rows in sat.items()
    }


def _of_cooperation(slug: str, today: dt.date) -> Makers:
    """Return a cooperation, its members, and what has its seat where it covers."""
    here = cache(lambda: _covered(slug, today))

    def organisations() -> Rows:
        members = CooperationMember.objects.believed().as_of(today).filter(cooperation__slug=slug)
        seated = OrganisationSituation.objects.believed().as_of(today).filter(here())
        return members.values("organisation").union(seated.values("organisation"))

    return {
        ORGANISATION: organisations,
        COOPERATION: lambda: Cooperation.objects.filter(slug=slug).values("pk"),
        TEAM: lambda: TeamSituation.objects.believed().as_of(today).filter(here()).values("team"),
    }


def _covered(slug: str, today: dt.date, *, commune: str = "commune") -> Q:
    """Return the condition that a row lies where a cooperation covers, given its path to its commune.

    The few territories are read at once: a condition on their keys uses the indexes, which a join would not.
    """
    covered = CooperationCoverage.objects.believed().as_of(today).filter(cooperation__slug=slug)
    columns = list(zip(*covered.values_list("departement", "epci", "commune"), strict=True)) or [(), (), ()]
    departements, epcis, communes = ({key for key in column if key} for column in columns)
    here = Q(departement__in=departements)
    if epcis or communes:
        parts = Commune.objects.filter(Q(epci__in=epcis) | Q(pk__in=communes) | Q(parent__in=communes))
        here |= Q(**{f"{commune}__in": parts.values("pk")})
    return here


def _of_carrier(slug: str, today: dt.date) -> Makers:
    """Return a carrier with its branches, and the teams that they carry."""

    def ours() -> QuerySet[Any]:
        branches = Affiliation.objects.believed().as_of(today).filter(parent__slug=slug)
        return Organisation.objects.filter(Q(slug=slug) | Q(pk__in=branches.values("organisation"))).values(
            "pk"
        )

    def carried() -> Rows:
        return Carrying.objects.believed().as_of(today).filter(organisation__in=ours()).values("team")

    return {ORGANISATION: ours, TEAM: carried}


def _live(model: str, reached: Mapping[str, Rows], today: dt.date) -> Rows:
    """Return the rows that are not closed."""
    rows = reached[model]
    if model == ORGANISATION:
        return rows
    moment = start_of_day(today + dt.timedelta(days=1))
    if model == TEAM:
        teams = Team.objects.staged(as_of=today, known_at=moment).living()
        return (teams if rows is None else teams.filter(pk__in=rows)).values("pk")
    cooperations = Cooperation.objects.staged(as_of=today, known_at=moment).living()
    return (cooperations if rows is None else cooperations.filter(pk__in=rows)).values("pk")


def seen_people(actor: Actor) -> Q:
    """Return the condition that a role, or an invitation, is worn where someone may see the people."""
    seeing = [hat for hat in actor.hats if hat.grants(Right.SEE_PEOPLE)]
    if any(hat.perimeter.is_france for hat in seeing):
        return ~Q(pk__in=[])
    condition = given_by(actor)
    for kind, model in MODELS.items():
        condition |= _worn(kind, actor.q(Right.SEE_PEOPLE, model))
    return condition


def given_by(actor: Actor) -> Q:
    """Return the condition that a role, or an invitation, is one that someone may give, hence end."""
    condition = Q(pk__in=[])
    for (role, kind), rows in gifts(actor, live=False).items():
        where = Q(perimeter_kind=kind) if rows is None else _worn(kind, rows)
        condition |= Q(role=role) & where
    return condition


def may_give(actor: Actor, role: Role, perimeter: Perimeter, *, live: bool = True) -> bool:
    """Tell whether someone may give a role on a perimeter that lives today; not `live`, end one there."""
    kind = PerimeterKind(perimeter.kind)
    offered = gifts(actor, live=live)
    if (role, kind) not in offered:
        return False
    rows = offered[role, kind]
    return rows is None or SUBJECTS[kind]._default_manager.filter(rows, slug=perimeter.code).exists()


def giver(actor: Actor, role: Role, perimeter: Perimeter, *, at: dt.datetime) -> Author:
    """Return who gives, or ends, a role on a perimeter, under the hat that may: the worn one, or the first."""
    hats = sorted(actor.hats, key=lambda hat: hat.grant != actor.worn)
    may = (hat for hat in hats if may_give(Actor(hats=(hat,)), role, perimeter, live=False))
    hat = next(may, None)
    return Author(at=at, user=actor.user, role=hat.role if hat else "")


def roles_seen(actor: Actor) -> GrantQuerySet:
    """Return the roles, past ones too, of the people that someone may see."""
    return Grant.objects.filter(seen_people(actor))


def roles_given(actor: Actor) -> GrantQuerySet:
    """Return the roles that someone may end: those that they may give."""
    return Grant.objects.filter(given_by(actor))


def invitations_seen(actor: Actor) -> InvitationQuerySet:
    """Return the invitations to where someone may see the people."""
    return Invitation.objects.filter(seen_people(actor))


def invitations_given(actor: Actor) -> InvitationQuerySet:
    """Return the invitations that someone may send again, or take back."""
    return Invitation.objects.filter(given_by(actor))


def journal_of(actor: Actor) -> EntryQuerySet:
    """Return what the journal says of a person, and of all that they may see."""
    subjects: list[QuerySet[Any]] = [
        User.objects.get_queryset().filter(pk=actor.user.pk if actor.user else 0),
        Organisation.objects.filter(actor.q(Right.SEE_ORGANISATION, ORGANISATION)),
        Cooperation.objects.filter(actor.q(Right.SEE_COOPERATION, COOPERATION)),
        Team.objects.filter(actor.q(Right.SEE_TEAM, TEAM)),
    ]
    return Entry.objects.about_rows(*subjects)


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Name a place where a role may be given."""

    perimeter: Perimeter
    name: str


def spots(actor: Actor, role: Role, *, words: str = "", most: int = 12) -> tuple[list[Spot], bool]:
    """Return where someone may give a role, by name, so many of each kind, and whether there are more."""
    found: list[Spot] = []
    more = False
    for (given, kind), rows in gifts(actor).items():
        if given == role:
            here = _subjects(kind, rows, words) if kind in SUBJECTS else _places(kind, words)
            found += here[:most]
            more = more or len(here) > most
    return found, more


def _subjects(kind: PerimeterKind, rows: Q | None, words: str) -> list[Spot]:
    """Return the subjects of a kind, among some, that bear some words."""
    named = SUBJECTS[kind]._default_manager.filter(rows or Q()).named_like(words).order_by("folded", "pk")
    return [
        Spot(perimeter=Perimeter(kind, slug), name=name)
        for slug, name in named.values_list("slug", "name")[:READ]
    ]


def _places(kind: PerimeterKind, words: str) -> list[Spot]:
    """Return the places of a kind that bear some words; without words, France alone."""
    if kind == PerimeterKind.FRANCE:
        return [Spot(perimeter=FRANCE, name=FRANCE.label)] if fold(words) in fold(FRANCE.label) else []
    if not words:
        return []
    rows: QuerySet[Any] = PLACES[kind]._default_manager.all()
    for word in fold(words).split():
        rows = rows.filter(folded__contains=word)
    return [
        Spot(perimeter=Perimeter(kind, row.code), name=f"{row.name} ({row.code})")
        for row in rows.order_by("folded", "pk")[:READ]
    ]


def _worn(kind: PerimeterKind, rows: Q) -> Q:
    """Return the condition that a role is worn on one of some rows of the register."""
    slugs = SUBJECTS[kind]._default_manager.filter(rows).values("slug")
    return Q(perimeter_kind=kind, perimeter_code__in=slugs)


def hat_to_found(actor: Actor, commune: Commune, *, today: dt.date) -> Hat | None:
    """Return the hat under which someone may found a team in a commune: the one that is worn, if it may."""
    granting = [hat for hat in actor.hats if hat.grants(Right.FOUND_TEAM)]
    for hat in sorted(granting, key=lambda hat: hat.grant != actor.worn):
        match hat.perimeter.kind:
            case PerimeterKind.FRANCE | PerimeterKind.CARRIER:
                return hat
            case PerimeterKind.COOPERATION if _covers(hat.perimeter.code, commune, today):
                return hat
    return None


def _covers(slug: str, commune: Commune, today: dt.date) -> bool:
    """Tell whether what has its seat in a commune lies where a cooperation covers."""
    return Commune.objects.filter(_covered(slug, today, commune="pk"), pk=commune.pk).exists()
