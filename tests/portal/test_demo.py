"""The demonstration: one click signs in as anybody, there and nowhere else."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from maillage.accounts.models import Entry, Grant, User
from maillage.accounts.operations import revoke_role
from maillage.accounts.roles import Role
from maillage.portal import demo_aids, demo_people, demo_tallies, demo_training
from maillage.portal.checks import the_demonstration_stays_at_home
from maillage.supports.models import Curriculum
from tests.accounts.entering import HOME, equip
from tests.accounts.people import HOUSE, person
from tests.cast import Cast, date, instant
from tests.portal.reading import read

NOW = instant(2017, 6, 1)


@pytest.fixture
def people(cast: Cast, settings: Any) -> list[Grant]:  # noqa: ARG001 - asked for, for its effect
    """Return the people of the demonstration, in a demonstration."""
    settings.DEMO = True
    return demo_people.settle(today=NOW.date(), at=NOW)


def of(role: Role) -> Grant:
    """Return the grant of a role."""
    return Grant.objects.get(role=role)


@pytest.mark.usefixtures("people")
def test_there_is_one_card_per_role(client: Client) -> None:
    page = read(client, "/demo/")
    assert page.count("Entrer comme") == len(Role)
    assert "Animateur de coopération Nadia Ferrand anime la coopération du Gard" in page
    assert "Coopération du Gard · animateur@example.org" in page


@pytest.mark.parametrize("role", Role)
@pytest.mark.usefixtures("people")
def test_a_click_signs_in_with_what_the_role_may_do(client: Client, role: Role) -> None:
    answer = client.post(f"/demo/{of(role).pk}/")
    assert answer["Location"] == HOME
    page = read(client, "/compte/")
    assert str(role.label) in page.lower()
    assert "second facteur : il protège" not in page, "here, the click stands for a second factor"


@pytest.mark.usefixtures("people")
def test_another_click_is_another_person(client: Client) -> None:
    client.post(f"/demo/{of(Role.OFFICER).pk}/")
    assert "Nom Aïcha Benali" in read(client, "/compte/")
    client.post(f"/demo/{of(Role.LEAD).pk}/")
    page = read(client, "/compte/")
    assert "Nom Marcel Taillandier" in page
    assert "Aïcha" not in page


@pytest.mark.usefixtures("people")
def test_a_factor_that_a_player_set_up_does_not_lock_the_next_one_out(client: Client) -> None:
    equip(of(Role.OFFICER).user)
    assert client.post(f"/demo/{of(Role.OFFICER).pk}/")["Location"] == HOME


@pytest.mark.usefixtures("people")
def test_only_the_invented_people_are_played(client: Client) -> None:
    assert client.get(f"/demo/{of(Role.LEAD).pk}/").status_code == 405
    real = person("Anne Martin", Role.LEAD, of(Role.LEAD).perimeter)
    assert client.post(f"/demo/{real.grants.get().pk}/").status_code == 404
    assert client.post("/demo/999999/").status_code == 404
    revoke_role(of(Role.TRAINER), on=date(2017, 6, 1), reason="fini", by=HOUSE)
    assert "Formateur" not in read(client, "/demo/")


def test_outside_a_demonstration_there_is_nothing(client: Client, people: list[Grant], settings: Any) -> None:
    settings.DEMO = False
    assert client.get("/demo/").status_code == 404
    assert client.post(f"/demo/{people[0].pk}/").status_code == 404
    assert client.get("/compte/").status_code == 302


@pytest.mark.django_db
def test_an_empty_demonstration_says_how_to_fill_it(client: Client, settings: Any) -> None:
    settings.DEMO = True
    assert "lancez « maillage demo »" in read(client, "/demo/")
    assert not User.objects.exists()


@pytest.mark.parametrize(("demo", "https", "faults"), [(True, True, 1), (True, False, 0), (False, True, 0)])
def test_a_demonstration_open_to_the_world_is_refused(
    settings: Any, *, demo: bool, https: bool, faults: int
) -> None:
    settings.DEMO, settings.SECURE_SSL_REDIRECT = demo, https
    found = the_demonstration_stays_at_home()
    assert len(found) == faults
    assert all("MAILLAGE_DEMO=1" in fault.msg for fault in found)


def test_one_person_per_role_is_settled_once(people: list[Grant]) -> None:
    assert [grant.role for grant in people] == [person.role for person in demo_people.PEOPLE]
    assert {person.role for person in demo_people.PEOPLE} == set(Role)
    where = {grant.role: str(grant.perimeter) for grant in people}
    assert where[Role.ANIMATOR] == where[Role.TRAINER] == "cooperation:cooperation-du-gard"
    assert where[Role.CARRIER] == "porteur:fraternite-des-ages"
    assert where[Role.LEAD] == where[Role.SUPPORT] == "equipe:equipe-de-la-guillotiere"
    assert where[Role.FUNDER] == "departement:30"
    assert demo_people.settle(today=NOW.date(), at=NOW) == people
    assert User.objects.count() == Entry.objects.count() == len(people) == len(Role)


@pytest.mark.django_db
def test_a_register_without_their_places_has_only_the_people_who_need_none(tmp_path: Path) -> None:
    (tmp_path / "manifest.toml").write_text('witness = "Personne"\nfiles = []\n', encoding="utf-8")
    out = io.StringIO()
    call_command("demo", folder=tmp_path, stdout=out)
    assert "  administrateur-national@example.org (administrateur national, France)\n" in out.getvalue()
    assert "animateur@example.org" not in out.getvalue()
    assert set(Grant.objects.values_list("role", flat=True)) == {
        Role.ADMINISTRATOR,
        Role.OFFICER,
        Role.AUDITOR,
        Role.INSTRUCTOR,
        Role.DECIDER,
        Role.FUNDER,
    }


@pytest.mark.django_db
def test_nothing_is_written_without_a_network() -> None:
    today = NOW.date()
    assert demo_training.teach(today=today, at=NOW) == 0
    assert demo_aids.fund(today=today, at=NOW) == 0
    assert demo_tallies.count(today=today, at=NOW) == 0
    assert not Curriculum.objects.exists()
