"""No page of the cockpit asks more of the database when the cooperation grows; none asks over fifteen questions."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from maillage.accounts.roles import Role
from maillage.network.models import Meeting, Organisation
from maillage.network.operations import NewOrganisation, NewTeam, enrol, found_teams
from maillage.network.operations.meetings import finish_decision, write_minutes
from maillage.network.operations.members import leave_cooperation
from maillage.network.operations.roadmap import save_diagnosis
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import sign_in
from tests.cast import Cast, seat
from tests.network import cockpit
from tests.network.cockpit import BY, TODAY
from tests.network.waiting import ask_to_recognise, ask_to_sign

MOST = 15


def fill(cast: Cast, count: int) -> Meeting:
    """Give the Gard as many rows of each kind; return a meeting with all that a meeting holds."""
    gard, today = cast.gard, timezone.localdate()
    names = [NewOrganisation(name=f"Entraide {n}", seat=seat("30189")) for n in range(2 * count)]
    organisations: list[Organisation] = enrol(names, by=BY)
    for organisation in organisations:
        cockpit.join(gard, organisation, name="Zoé", email=f"zoe@{organisation.slug}.exemple.fr")
    for gone in gard.members.all()[:count]:
        leave_cooperation(gone, on=TODAY, reason="fin du projet", by=BY)
    meeting = cockpit.meeting(gard, title="Comité")
    for n in range(count):
        body = cockpit.committee(gard, f"Comité {n}")
        cockpit.meeting(gard, today + dt.timedelta(days=5 + n), body=body)
        cockpit.meeting(gard, today - dt.timedelta(days=5 + n), body=body)
        cockpit.decision(meeting, due_on=today + dt.timedelta(days=n))
        finish_decision(cockpit.decision(meeting), on=TODAY, by=BY)
        cockpit.action(gard, f"Action {n}", today + dt.timedelta(days=n))
        save_diagnosis(gard, text=f"Version {n}", version=n, by=BY)
        cockpit.contact(gard, next_step="rappeler", next_due_on=today)
    teams = [NewTeam(name=f"Équipe {n}", seat=seat("30189")) for n in range(count)]
    for team, organisation in zip(found_teams(teams, by=BY), organisations, strict=False):
        ask_to_recognise(team)
        ask_to_sign(organisation)
    return write_minutes(
        meeting, minutes="Vu.", attended=organisations, attendance=12, version=meeting.version, by=BY
    )


PAGES = (
    ("", 15),
    ("membres/", 7),
    ("membres/ajouter/?q=entraide", 6),
    ("membres/ecrire/", 7),
    ("instances/", 7),
    ("reunions/", 8),
    ("reunions/{meeting}/", 8),
    ("reunions/{meeting}/preparer/", 8),
    ("reunions/{meeting}/compte-rendu/", 9),
    ("decisions/", 8),
    ("feuille-de-route/", 6),
    ("feuille-de-route/ajouter/", 7),
    ("diagnostic/", 7),
    ("diagnostic/ecrire/", 7),
    ("contacts/", 8),
    ("historique/", 7),
    ("agenda/", 6),
    ("passer-la-main/", 6),
    ("etape/", 6),
    ("reconnaissance/", 8),
)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("path", "queries"), PAGES)
def test_a_page_of_the_cockpit_asks_as_much_whatever_the_rows(
    client: Client,
    cast: Cast,
    django_assert_num_queries: DjangoAssertNumQueries,
    path: str,
    queries: int,
    count: int,
) -> None:
    meeting = fill(cast, count)
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug))
    assert queries <= MOST
    with django_assert_num_queries(queries):
        response = client.get(f"/cooperations/cooperation-du-gard/animer/{path.format(meeting=meeting.pk)}")
    assert response.status_code == 200
