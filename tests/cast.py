"""The fixed cast: fictitious organisations, cooperations and teams, in real places, with fixed instants."""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

from maillage.common.facts import Author, Precision, retract, stamp
from maillage.indicators.models import PublishedFigure
from maillage.network.models import (
    Charter,
    Cooperation,
    CooperationLevel,
    CooperationStage,
    Organisation,
    OrganisationKind,
    Signature,
    Team,
    TeamStage,
)
from maillage.network.operations import (
    NewCarrying,
    NewCooperation,
    NewOrganisation,
    NewSignature,
    NewStage,
    NewTeam,
    admit,
    affiliate,
    carry,
    cover,
    enrol,
    enter_stage,
    enter_team_stage,
    found_cooperations,
    found_teams,
    sign,
)
from maillage.network.operations.places import Seat
from maillage.supports.models import Deployment, Support, SupportKind
from maillage.territory.models import Commune, Departement


def instant(year: int, month: int, day: int, hour: int = 12) -> dt.datetime:
    """Return a moment, in universal time."""
    return dt.datetime(year, month, day, hour, tzinfo=dt.UTC)


def date(year: int, month: int, day: int) -> dt.date:
    """Return a day."""
    return dt.date(year, month, day)


# The register was taken over late in 2016 from a file that was kept day by day since 2013.
TAKEN_OVER = Author(at=instant(2016, 12, 1), known_from=instant(2013, 1, 1), source="reprise du registre")
TWIN_FOUND = Author(at=instant(2016, 12, 1), known_from=instant(2015, 3, 10), source="relecture de mars 2015")
LEARNED_LATE = Author(at=instant(2017, 1, 5), source="courrier du CLIC")

PLENARY = date(2016, 11, 25)
AT_THE_PLENARY = instant(2016, 11, 25, 20)
NOW = instant(2017, 6, 1)


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Name everyone."""

    voisins: Organisation  # local association at Nîmes, signatory and member
    ccas: Organisation  # at Alès, signatory
    nationale: Organisation  # national association, in an arrondissement of Paris, signatory
    branche: Organisation  # its branch in the Gard, which did not sign
    mutuelle: Organisation  # at Cahors, signed, then left
    clic: Organisation  # at Saint-Denis de La Réunion; its signature was learned late
    nomade: Organisation  # of unknown kind and place, signatory and member
    twin: Organisation  # entered twice, retracted in March 2015
    gard: Cooperation  # departmental, went through all the stages of a launch
    ales: Cooperation  # local
    nord: Cooperation  # initiated, then dormant
    errante: Cooperation  # in contact, without territory
    tilleul: Team  # at Nîmes, carried by two organisations of different kinds
    barachois: Team  # overseas
    causse: Team  # covered the Lot, then fell asleep
    guillotiere: Team  # in two arrondissements of Lyon
    esquisse: Team  # emerging, without territory
    twin_signature: Signature


def commune(code: str) -> Commune:
    """Return a commune by its INSEE code."""
    return Commune.objects.get(code=code)


def departement(code: str) -> Departement:
    """Return a département by its code."""
    return Departement.objects.get(code=code)


def kind(code: str) -> OrganisationKind:
    """Return a kind of organisation by its code."""
    return OrganisationKind.objects.get(code=code)


def seat(code: str) -> Seat:
    """Return the seat in a commune."""
    return Seat(commune=commune(code))


def national_charter() -> Charter:
    """Return the national charter that the migrations write."""
    return Charter.objects.get(kind=Charter.Kind.NATIONAL, version="1")


def play() -> Cast:
    """Enter the whole cast in the register."""
    voisins, ccas, nationale, branche, mutuelle, clic, nomade, twin = enrol(
        [
            NewOrganisation(
                name="Les Voisins du Tilleul", kind=kind("association-locale"), seat=seat("30189")
            ),
            NewOrganisation(name="CCAS d'Alès", kind=kind("ccas-commune"), seat=seat("30007")),
            NewOrganisation(
                name="Fraternité des Âges", kind=kind("association-nationale"), seat=seat("75112")
            ),
            NewOrganisation(
                name="Fraternité des Âges du Gard", kind=kind("association-locale"), seat=seat("30189")
            ),
            NewOrganisation(name="Mutuelle du Causse", kind=kind("mutuelle"), seat=seat("46042")),
            NewOrganisation(name="CLIC du Barachois", kind=kind("clic"), seat=seat("97411")),
            NewOrganisation(name="Entraide nomade"),
            NewOrganisation(
                name="Les Voisins du Tilleul", kind=kind("association-locale"), seat=seat("30189")
            ),
        ],
        by=TAKEN_OVER,
    )
    charter = national_charter()
    *_others, twin_signature = sign(
        [
            NewSignature(charter=charter, signatory=nationale, on=date(2013, 12, 1)),
            NewSignature(charter=charter, signatory=voisins, on=date(2014, 1, 31)),
            NewSignature(charter=charter, signatory=ccas, on=date(2014, 6, 12)),
            NewSignature(
                charter=charter,
                signatory=mutuelle,
                on=date(2014, 3, 1),
                until=date(2015, 7, 1),
                end_reason="fusion",
            ),
            NewSignature(charter=charter, signatory=nomade, on=date(2015, 1, 1), precision=Precision.YEAR),
            NewSignature(charter=charter, signatory=twin, on=date(2014, 1, 31)),
        ],
        by=TAKEN_OVER,
    )
    retract(twin_signature, reason="doublon des Voisins du Tilleul", by=TWIN_FOUND)
    sign([NewSignature(charter=charter, signatory=clic, on=date(2016, 5, 2))], by=LEARNED_LATE)
    admit(voisins, on=date(2014, 3, 1), by=TAKEN_OVER, college="signataires")
    admit(nomade, on=date(2015, 2, 1), by=TAKEN_OVER, precision=Precision.MONTH)
    affiliate([(branche, nationale)], on=date(2014, 1, 1), by=TAKEN_OVER)
    gard, ales, nord, errante = _cooperations()
    tilleul, barachois, causse, guillotiere, esquisse = _teams()
    carry(
        [
            NewCarrying(team=tilleul, organisation=voisins, on=date(2015, 1, 1)),
            NewCarrying(team=tilleul, organisation=ccas, on=date(2015, 4, 1)),
            NewCarrying(team=causse, organisation=mutuelle, on=date(2014, 6, 1)),
            NewCarrying(team=guillotiere, organisation=nationale, on=date(2014, 9, 1)),
        ],
        by=TAKEN_OVER,
    )
    carry(
        [NewCarrying(team=barachois, organisation=clic, on=date(2016, 5, 2))],
        by=replace(TAKEN_OVER, at=instant(2017, 1, 6)),
    )
    _supports()
    PublishedFigure.objects.create(
        code="signataires",
        on=PLENARY,
        value=Decimal(6),
        unit="organisations",
        publication="Diaporama de la plénière",
        **stamp(TAKEN_OVER),
    )
    return Cast(
        voisins=voisins,
        ccas=ccas,
        nationale=nationale,
        branche=branche,
        mutuelle=mutuelle,
        clic=clic,
        nomade=nomade,
        twin=twin,
        gard=gard,
        ales=ales,
        nord=nord,
        errante=errante,
        tilleul=tilleul,
        barachois=barachois,
        causse=causse,
        guillotiere=guillotiere,
        esquisse=esquisse,
        twin_signature=twin_signature,
    )


def _cooperations() -> list[Cooperation]:
    """Found the cooperations."""
    gard, ales, nord, errante = founded = found_cooperations(
        [
            NewCooperation(name="Coopération du Gard", seat=seat("30189")),
            NewCooperation(
                name="Coopération du Pays d'Alès", level=CooperationLevel.LOCAL, seat=seat("30007")
            ),
            NewCooperation(name="Coopération du Nord", seat=Seat(departement=departement("59"))),
            NewCooperation(name="Coopération errante", level=CooperationLevel.TERRITORIAL),
        ],
        by=TAKEN_OVER,
    )
    stage = CooperationStage
    enter_stage(
        [
            NewStage(subject=gard, stage=stage.CONTACT, on=date(2013, 9, 1), precision=Precision.MONTH),
            NewStage(subject=gard, stage=stage.INITIATED, on=date(2014, 2, 1)),
            NewStage(subject=gard, stage=stage.STRUCTURED, on=date(2014, 9, 1)),
            NewStage(subject=gard, stage=stage.RECOGNISED, on=date(2015, 3, 12)),
            NewStage(subject=gard, stage=stage.LAUNCHED, on=date(2015, 6, 30)),
            NewStage(subject=gard, stage=stage.ACTIVE, on=date(2016, 1, 15)),
            NewStage(subject=ales, stage=stage.STRUCTURED, on=date(2015, 1, 1)),
            NewStage(subject=ales, stage=stage.LAUNCHED, on=date(2016, 3, 1)),
            NewStage(subject=nord, stage=stage.INITIATED, on=date(2014, 5, 1)),
            NewStage(subject=nord, stage=stage.DORMANT, on=date(2015, 10, 1)),
            NewStage(subject=errante, stage=stage.CONTACT, on=date(2016, 1, 1)),
        ],
        by=TAKEN_OVER,
    )
    cover(gard, [departement("30")], on=date(2014, 9, 1), by=TAKEN_OVER)
    agglomeration = commune("30007").epci
    if agglomeration is None:
        raise LookupError("Alès is in an agglomeration")
    cover(ales, [agglomeration], on=None, by=TAKEN_OVER)
    return founded


def _teams() -> list[Team]:
    """Found the teams."""
    tilleul, barachois, causse, guillotiere, esquisse = founded = found_teams(
        [
            NewTeam(name="Équipe du Tilleul", seat=seat("30189"), activities="visites et sorties"),
            NewTeam(name="Équipe du Barachois", seat=seat("97411")),
            NewTeam(name="Équipe du Causse", seat=Seat(departement=departement("46"))),
            NewTeam(name="Équipe de la Guillotière", seat=seat("69387")),
            NewTeam(name="Équipe en esquisse"),
        ],
        by=TAKEN_OVER,
    )
    stage = TeamStage
    enter_team_stage(
        [
            NewStage(subject=tilleul, stage=stage.EMERGING, on=date(2014, 6, 1)),
            NewStage(subject=tilleul, stage=stage.RECOGNISED, on=date(2015, 1, 1)),
            NewStage(subject=barachois, stage=stage.RECOGNISED, on=date(2016, 2, 1)),
            NewStage(subject=causse, stage=stage.RECOGNISED, on=date(2014, 6, 1)),
            NewStage(subject=causse, stage=stage.DORMANT, on=date(2016, 1, 1)),
            NewStage(subject=guillotiere, stage=stage.RECOGNISED, on=date(2014, 9, 1)),
            NewStage(subject=esquisse, stage=stage.EMERGING, on=date(2015, 5, 1)),
        ],
        by=TAKEN_OVER,
    )
    cover(tilleul, [commune("30189")], on=date(2015, 1, 1), by=TAKEN_OVER)
    cover(barachois, [commune("97411"), commune("97415")], on=date(2016, 2, 1), by=TAKEN_OVER)
    cover(causse, [departement("46")], on=date(2014, 6, 1), by=TAKEN_OVER)
    cover(guillotiere, [commune("69387"), commune("69383")], on=date(2014, 9, 1), by=TAKEN_OVER)
    return founded


def _supports() -> None:
    """Deploy a training, and a small grant that was stopped and launched again."""
    training = Support.objects.create(
        name="Formation socle", slug="formation-socle", kind=SupportKind.CURRICULUM
    )
    grant = Support.objects.create(name="Coup de pouce", slug="coup-de-pouce", kind=SupportKind.SMALL_GRANT)
    told = stamp(TAKEN_OVER)
    Deployment.objects.create(support=training, started_on=date(2014, 9, 1), **told)
    Deployment.objects.create(
        support=grant,
        started_on=date(2015, 1, 5),
        ended_on=date(2015, 12, 31),
        end_reason="enveloppe dépensée",
        **told,
    )
    Deployment.objects.create(support=grant, started_on=date(2016, 2, 1), **told)
