"""The world of the matrix: for each place a team, a cooperation and an organisation, and what hangs on them.

« own » is at Alès, « near » at Nîmes in the same département, « other » at Cahors, « archived » at Alès and closed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from maillage.accounts.models import Grant, User
from maillage.accounts.operations import NewInvitation, invite
from maillage.accounts.roles import PerimeterKind, Role
from maillage.common.facts import Author, stamp
from maillage.network.models import (
    Body,
    BodySeat,
    BodyTerm,
    Campaign,
    CampaignTeam,
    Carrying,
    ChangeProposal,
    Charter,
    Commitment,
    ContactNote,
    Cooperation,
    CooperationMember,
    CooperationStage,
    Enquiry,
    Meeting,
    MeetingDecision,
    Organisation,
    Recognition,
    RecognitionRequest,
    RoadmapAction,
    Signature,
    SigningFile,
    SigningState,
    Sitting,
    SittingItem,
    Team,
    TeamLead,
    TeamStage,
    TeamSupport,
)
from maillage.network.operations import (
    NewCooperation,
    NewOrganisation,
    NewStage,
    NewTeam,
    affiliate,
    cover,
    enrol,
    enter_stage,
    enter_team_stage,
    found_cooperations,
    found_teams,
)
from maillage.territory.perimeter import FRANCE, Perimeter
from tests import (
    rights_aids,
    rights_alerts,
    rights_bilans,
    rights_events,
    rights_experiments,
    rights_observatory,
    rights_programme,
    rights_referrals,
    rights_resources,
    rights_tallies,
)
from tests.accounts.keys import api_key
from tests.accounts.people import give, nobody_special, person
from tests.cast import commune, date, instant, kind, national_charter, seat
from tests.rights import PLACES
from tests.rights_exchanges import GONE, exchange, series
from tests.rights_trainings import announced_training, certificate, taught, trainer, training_at_work

AT = instant(2015, 1, 1)
BY = Author(at=AT, role="maison", source="essai")
TOLD = stamp(BY)
DAY = date(2015, 1, 1)
SEATS = {"own": "30007", "near": "30189", "other": "46042", "archived": "30007"}
Filled = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Hold the three subjects of a place."""

    place: str
    team: Team
    cooperation: Cooperation
    organisation: Organisation


@dataclass
class World:
    """Hold the subjects of all the places, and make what hangs on them when it is asked for, once."""

    spots: dict[str, Spot]
    made: dict[tuple[str, str], Filled] = field(default_factory=dict)

    def fill(self, kind_: str, place: str) -> Filled:
        """Return what fills an address about a kind of object, in a place."""
        if (kind_, place) not in self.made:
            self.made[kind_, place] = KINDS[kind_].make(self, self.spots[place])
        return self.made[kind_, place]

    @cached_property
    def sitting(self) -> Sitting:
        """Return a sitting to come."""
        return Sitting.objects.create(body="Bureau", held_on=date(2030, 1, 1))

    @cached_property
    def campaign(self) -> Campaign:
        """Return a campaign that goes on."""
        return Campaign.objects.create(year=2016, perimeter_kind=PerimeterKind.FRANCE, opened_at=AT)


def build() -> World:
    """Enter the subjects of all the places."""
    seats = [seat(SEATS[place]) for place in PLACES]
    organisations = enrol(
        [
            NewOrganisation(name=f"Organisation {place}", kind=kind("association-locale"), seat=at)
            for place, at in zip(PLACES, seats, strict=True)
        ],
        by=BY,
    )
    affiliate([(organisations[PLACES.index("archived")], organisations[0])], on=DAY, by=BY)
    cooperations = found_cooperations(
        [
            NewCooperation(name=f"Coopération {place}", seat=at)
            for place, at in zip(PLACES, seats, strict=True)
        ],
        by=BY,
    )
    teams = found_teams(
        [NewTeam(name=f"Équipe {place}", seat=at) for place, at in zip(PLACES, seats, strict=True)], by=BY
    )
    for rank, place in enumerate(PLACES):
        cover(cooperations[rank], [commune(SEATS[place])], on=DAY, by=BY)
        Carrying.objects.create(team=teams[rank], organisation=organisations[rank], started_on=DAY, **TOLD)
    enter_stage([NewStage(subject=one, stage=CooperationStage.ACTIVE, on=DAY) for one in cooperations], by=BY)
    enter_team_stage([NewStage(subject=one, stage=TeamStage.RECOGNISED, on=DAY) for one in teams], by=BY)
    closed = date(2016, 1, 1)
    enter_stage([NewStage(subject=cooperations[-1], stage=CooperationStage.CLOSED, on=closed)], by=BY)
    enter_team_stage([NewStage(subject=teams[-1], stage=TeamStage.CLOSED, on=closed)], by=BY)
    return World(
        {
            place: Spot(
                place=place,
                team=teams[rank],
                cooperation=cooperations[rank],
                organisation=organisations[rank],
            )
            for rank, place in enumerate(PLACES)
        }
    )


def worn(world: World, role: Role) -> list[Perimeter]:
    """Return where a role is worn in the matrix: here, and on what was here and is closed."""
    own, old = world.spots["own"], world.spots["archived"]
    match role:
        case Role.ANIMATOR | Role.MEMBER | Role.TRAINER:
            return [Perimeter("cooperation", spot.cooperation.slug) for spot in (own, old)]
        case Role.CARRIER:
            return [Perimeter("porteur", own.organisation.slug)]
        case Role.SUPPORT | Role.LEAD:
            return [Perimeter("equipe", spot.team.slug) for spot in (own, old)]
        case Role.INSTRUCTOR | Role.DECIDER | Role.FUNDER:
            return [Perimeter("departement", "30")]
        case _:
            return [FRANCE]


def wearer(world: World, role: Role) -> User:
    """Return a person who wears a role."""
    user = nobody_special(f"{role} matrice")
    for perimeter in worn(world, role):
        give(user, role, perimeter)
    return user


def _lead(spot: Spot, name: str) -> Grant:
    """Give the role of lead on the team of a place."""
    user = person(f"{name} {spot.place}", Role.LEAD, Perimeter("equipe", spot.team.slug))
    return Grant.objects.get(user=user)


def _role(_world: World, spot: Spot) -> Filled:
    return {"pk": _lead(spot, "Rôle").pk}


def _person(_world: World, spot: Spot) -> Filled:
    return {"pk": _lead(spot, "Personne").user_id}


def _invitation(_world: World, spot: Spot) -> Filled:
    new = NewInvitation(
        name="Claire",
        email=f"claire-{spot.place}@exemple.fr",
        role=Role.LEAD,
        perimeter=Perimeter("equipe", spot.team.slug),
        place=spot.team.name,
    )
    return {"pk": invite(new, by=BY).invitation.pk}


def _file(_world: World, spot: Spot) -> Filled:
    made = SigningFile.objects.create(
        organisation=spot.organisation,
        name=spot.organisation.name,
        charter=national_charter(),
        charter_digest="0" * 64,
        signatory_name="Paul Aubert",
        contact_email="paul@exemple.fr",
        state=SigningState.SUBMITTED,
        opened_at=AT,
        submitted_at=AT,
    )
    return {"key": made.pk}


def _signature(_world: World, spot: Spot) -> Filled:
    made = Signature.objects.create(
        organisation=spot.organisation, charter=national_charter(), started_on=DAY, **TOLD
    )
    return {"key": made.pk}


def _certificate(_world: World, spot: Spot) -> Filled:
    charter, _new = Charter.objects.get_or_create(
        kind=Charter.Kind.NATIONAL, version="0", defaults={"title": "Ancienne charte"}
    )
    signature = Signature.objects.create(
        organisation=spot.organisation, charter=charter, started_on=DAY, **TOLD
    )
    number = f"C-2015-{spot.organisation.pk:04d}"
    SigningFile.objects.create(
        organisation=spot.organisation,
        name=spot.organisation.name,
        charter=charter,
        charter_digest="0" * 64,
        signatory_name="Paul Aubert",
        contact_email="paul@exemple.fr",
        state=SigningState.ACCEPTED,
        opened_at=AT,
        submitted_at=AT,
        decided_on=DAY,
        signature=signature,
        certificate=number,
    )
    return {"number": number}


def _commitment(_world: World, spot: Spot) -> Filled:
    made = Commitment.objects.create(
        organisation=spot.organisation, kind="humain", description="Une salle", starts_on=DAY
    )
    return {"key": made.pk}


def _recognition(_world: World, spot: Spot) -> Filled:
    number = f"r-2015-{spot.team.pk:04d}"
    Recognition.objects.create(team=spot.team, number=number, started_on=DAY, delegated=True, **TOLD)
    return {"slug": spot.team.slug, "number": number}


def _team_fact(model: type[TeamLead] | type[TeamSupport]) -> "Maker":
    def make(_world: World, spot: Spot) -> Filled:
        made = model._default_manager.create(
            team=spot.team, name="Luc Bonnet", email="luc@exemple.fr", started_on=DAY, **TOLD
        )
        return {"slug": spot.team.slug, "key": made.pk}

    return make


def _of_cooperation(model: Any, **fields: object) -> "Maker":
    def make(_world: World, spot: Spot) -> Filled:
        return {
            "slug": spot.cooperation.slug,
            "pk": model._default_manager.create(cooperation=spot.cooperation, **fields).pk,
        }

    return make


def _member(_world: World, spot: Spot) -> Filled:
    made = CooperationMember.objects.create(
        cooperation=spot.cooperation, organisation=spot.organisation, started_on=DAY, **TOLD
    )
    return {"slug": spot.cooperation.slug, "pk": made.pk}


def _body(_world: World, spot: Spot) -> Filled:
    body = Body.objects.create(
        cooperation=spot.cooperation, kind="groupe-de-travail", name=f"Groupe {spot.place}"
    )
    BodyTerm.objects.create(body=body, started_on=DAY, **TOLD)
    return {"slug": spot.cooperation.slug, "pk": body.pk}


def _seat(world: World, spot: Spot) -> Filled:
    body = Body.objects.get(pk=int(str(world.fill("body", spot.place)["pk"])))
    made = BodySeat.objects.create(body=body, person="Luc Bonnet", started_on=DAY, **TOLD)
    return {"slug": spot.cooperation.slug, "pk": made.pk}


def _decision(world: World, spot: Spot) -> Filled:
    meeting = Meeting.objects.get(pk=int(str(world.fill("meeting", spot.place)["pk"])))
    return {
        "slug": spot.cooperation.slug,
        "pk": MeetingDecision.objects.create(meeting=meeting, words="Écrire").pk,
    }


def _asked_team(world: World, spot: Spot) -> Filled:
    CampaignTeam.objects.create(campaign=world.campaign, team=spot.team, year=2016, asked_at=AT)
    return {"pk": world.campaign.pk, "slug": spot.team.slug}


def _item(world: World, spot: Spot) -> Filled:
    asked = RecognitionRequest.objects.create(team=spot.team, submitted_at=AT)
    item = SittingItem.objects.create(sitting=world.sitting, recognition=asked)
    return {"pk": world.sitting.pk, "item": item.pk}


def _proposal(_world: World, spot: Spot) -> Filled:
    made = ChangeProposal.objects.create(team=spot.team, field="telephone", submitted_at=AT)
    return {"pk": made.pk}


def _enquiry(_world: World, spot: Spot) -> Filled:
    made = Enquiry.objects.create(
        wish="aider",
        name="Zoé Blanc",
        email="zoe@exemple.fr",
        level="equipe",
        team=spot.team,
        consented_at=AT,
        consent_version="1",
        received_at=AT,
        last_contact_at=AT,
    )
    return {"key": made.pk}


Maker = Callable[[World, Spot], Filled]


@dataclass(frozen=True)
class Kind:
    """Say how a kind of object is made, and to which subject it belongs; to none: a right on anything is enough."""

    subject: str
    make: Maker


# The domains that make their own kinds, some of them borne by a team.
PARTS = (
    rights_programme,
    rights_resources,
    rights_experiments,
    rights_events,
    rights_referrals,
    rights_alerts,
    rights_tallies,
    rights_bilans,
    rights_observatory,
)
KINDS: Mapping[str, Kind] = {
    "team": Kind("team", lambda _world, spot: {"slug": spot.team.slug, "paper": "fiche"}),
    "cooperation": Kind(
        "cooperation", lambda _world, spot: {"slug": spot.cooperation.slug, "paper": "fiche"}
    ),
    "organisation": Kind(
        "organisation", lambda _world, spot: {"slug": spot.organisation.slug, "paper": "fiche"}
    ),
    "received": Kind("team", lambda _world, spot: {"kind": "equipes", "slug": spot.team.slug}),
    "sheet": Kind("team", lambda _world, spot: {"kind": "equipes", "slug": spot.team.slug}),
    "departement": Kind("", lambda _world, _spot: {"code": "30", "paper": "fiche"}),
    "place": Kind("", lambda _world, _spot: {"place": "departement:30"}),
    "territory": Kind("", lambda _world, _spot: {"perimeter": "departement:30"}),
    "open data": Kind("", lambda _world, _spot: {"name": "equipes", "form": "csv"}),
    "inclusion": Kind("", lambda _world, _spot: {"name": "services"}),
    "figure": Kind("", lambda _world, _spot: {"code": "signataires"}),
    "bilan": Kind("", lambda _world, _spot: {"code": "rendez-vous", "form": "json"}),
    "charter": Kind("", lambda _world, _spot: {"key": national_charter().pk}),
    # Of somebody else.
    "session": Kind("", lambda _world, _spot: {"pk": 999_999}),
    "factor": Kind("", lambda _world, _spot: {"pk": 999_999}),
    "hat": Kind("", lambda _world, _spot: {}),
    "role": Kind("team", _role),
    "person": Kind("team", _person),
    "invitation": Kind("team", _invitation),
    "file": Kind("organisation", _file),
    "signature": Kind("organisation", _signature),
    "certificate": Kind("organisation", _certificate),
    "commitment": Kind("organisation", _commitment),
    "recognition": Kind("team", _recognition),
    "carrying": Kind(
        "team",
        lambda _world, spot: {"slug": spot.team.slug, "key": Carrying.objects.get(team=spot.team).pk},
    ),
    "lead": Kind("team", _team_fact(TeamLead)),
    "support": Kind("team", _team_fact(TeamSupport)),
    "joining": Kind(
        "cooperation",
        lambda world, spot: {
            "slug": spot.cooperation.slug,
            "organisation": world.spots["other"].organisation.slug,
        },
    ),
    "member": Kind("cooperation", _member),
    "body": Kind("cooperation", _body),
    "seat": Kind("cooperation", _seat),
    "meeting": Kind("cooperation", _of_cooperation(Meeting, title="Réunion", on=DAY)),
    "decision": Kind("cooperation", _decision),
    "action": Kind("cooperation", _of_cooperation(RoadmapAction, title="Un café")),
    "contact": Kind(
        "cooperation",
        _of_cooperation(ContactNote, on=DAY, with_whom="La mairie", how="telephone", next_step="Rappeler"),
    ),
    "pack": Kind("cooperation", lambda _world, spot: {"slug": spot.cooperation.slug, "kind": "pdf"}),
    "sitting": Kind("", lambda world, _spot: {"pk": world.sitting.pk}),
    "item": Kind("", _item),
    "campaign": Kind("", lambda world, _spot: {"pk": world.campaign.pk}),
    "asked team": Kind("team", _asked_team),
    "proposal": Kind("team", _proposal),
    "wish": Kind("", lambda _world, _spot: {"wish": "aider"}),
    "enquiry": Kind("team", _enquiry),
    "announced training": Kind("cooperation", lambda _world, spot: announced_training(spot.cooperation)),
    "training of a cooperation": Kind(
        "cooperation", lambda _world, spot: training_at_work(spot.cooperation, spot.organisation)
    ),
    "announced exchange": Kind("", lambda _world, _spot: {"key": exchange(None).pk}),
    "exchange of the network": Kind("", lambda _world, _spot: {"key": exchange(None).pk}),
    "exchange of somebody": Kind("", lambda _world, _spot: {"key": exchange(None).pk}),
    "series of a cooperation": Kind("cooperation", lambda _world, spot: {"key": series(spot.cooperation).pk}),
    "exchange of a cooperation": Kind(
        "cooperation", lambda _world, spot: {"key": exchange(spot.cooperation, GONE).pk}
    ),
    "certificate of training": Kind("", lambda _world, spot: certificate(spot.cooperation)),
    "curriculum": Kind("", lambda _world, _spot: {"slug": taught().curriculum.slug}),
    "trainer": Kind("", lambda _world, _spot: trainer()),
    **{name: Kind("", make) for part in PARTS for name, make in part.KINDS.items()},
    "event of a cooperation": Kind("cooperation", lambda _world, spot: rights_events.event(spot.cooperation)),
    "bilan of a cooperation": Kind("cooperation", lambda _world, spot: rights_bilans.bilan(spot.cooperation)),
    "agreement": Kind("cooperation", lambda _world, spot: rights_programme.agreement(spot.cooperation)),
    **{name: Kind("team", make) for part in PARTS for name, make in part.OF_TEAMS.items()},
    **{
        name: Kind("cooperation", make)
        for part in (rights_referrals, rights_alerts, rights_observatory)
        for name, make in part.OF_COOPERATIONS.items()
    },
    "aid": Kind("", lambda *_about: rights_aids.aid()),
    "aid request": Kind("cooperation", lambda _world, spot: rights_aids.request("cooperation", spot)),
    "aid request of a team": Kind("team", lambda _world, spot: rights_aids.request("team", spot)),
    "key": Kind("", lambda _world, _spot: {"pk": api_key().pk}),
    "forwarded": Kind("", lambda _world, _spot: {"number": 1}),
}
