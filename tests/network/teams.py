"""Teams at each stage of their life, for the tests: entered by the operations, on fixed days."""

from django.db.models import QuerySet

from maillage.accounts.models import Entry
from maillage.common.facts import Author
from maillage.network.models import Charter, Organisation, Team, TeamLead, TeamStage
from maillage.network.operations import (
    NewOrganisation,
    NewPerson,
    NewSignature,
    NewTeam,
    adopt_pact,
    carry_team,
    enrol,
    found_team,
    look_for_carrier,
    recognise,
    sign,
    write_project,
)
from maillage.network.operations.places import Seat
from tests.cast import commune, date, instant, national_charter

FOUNDED, CARRIED, MET, DECIDED, TODAY = (
    date(2017, 1, 10),
    date(2017, 2, 1),
    date(2017, 3, 1),
    date(2017, 4, 1),
    date(2017, 5, 2),
)
BY = Author(at=instant(2017, 5, 2), role="maison")
JEANNE = NewPerson(name="Jeanne Marchand", email="jeanne@exemple.fr", telephone="04 66 00 00 02")
PAUL = NewPerson(name="Paul Vidal", telephone="04 66 00 00 03")


def team_charter() -> Charter:
    """Return the charter of the citizen team that the migrations write."""
    return Charter.objects.get(kind=Charter.Kind.TEAM, version="1")


def carrier(name: str = "Entraide des Collines") -> Organisation:
    """Return an organisation of Nîmes that signed in 2016."""
    (organisation,) = enrol([NewOrganisation(name=name, seat=Seat(commune=commune("30189")))], by=BY)
    sign([NewSignature(charter=national_charter(), signatory=organisation, on=date(2016, 1, 1))], by=BY)
    return organisation


def team_at(stage: TeamStage, name: str = "Équipe des Collines", insee: str = "30189") -> Team:
    """Return a team that went through the path as far as a stage, with a lead and a project."""
    team = found_team(
        NewTeam(name=name, seat=Seat(commune=commune(insee)), activities="des visites"),
        lead=JEANNE,
        on=FOUNDED,
        by=BY,
    )
    if stage == TeamStage.IDEA:
        return team
    look_for_carrier(team, on=FOUNDED, by=BY)
    if stage == TeamStage.EMERGING:
        return team
    carry_team(team, carrier(f"Entraide, {name}"), on=CARRIED, by=BY)
    if stage == TeamStage.CARRIED:
        return team
    adopt_pact(team, participants=7, charter=team_charter(), place="salle des fêtes", on=MET, by=BY)
    write_project(team, text="Ne plus être seul.", expected=None, on=MET, by=BY)
    if stage == TeamStage.PACT:
        return team
    recognise(team, on=DECIDED, by=BY)
    return team


def stage_on(team: Team, day: object = TODAY) -> str | None:
    """Return the stage of a team on a day, as known at the end of the tests."""
    return Team.objects.staged(as_of=day, known_at=instant(2030, 1, 1)).get(pk=team.pk).stage  # type: ignore[arg-type]


def lead_of(team: Team) -> TeamLead:
    """Return the only lead in place."""
    return TeamLead.objects.believed().get(team=team, ended_on=None)


def told(team: Team) -> list[str]:
    """Return what the journal says about a team, the last first."""
    entries: QuerySet[Entry] = Entry.objects.about(team)
    return [entry.what for entry in entries]
