"""The kit of a training and the words about the charter are resources: their pages lead there."""

import pytest
from django.test import Client

from maillage.accounts.roles import Role
from maillage.resources.models import Resource
from maillage.resources.operations.resources import withdraw_resource
from maillage.supports.models import Curriculum
from maillage.supports.operations.training_curricula import CurriculumText, write_curriculum
from tests.accounts.people import sign_in
from tests.cast import Cast, instant
from tests.network.clock import set_clock
from tests.portal.reading import read
from tests.resources.shelf import BY, TODAY, published
from tests.sending import send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_june(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, instant(2018, 6, 1))


def test_a_curriculum_leads_to_its_kit_while_it_is_published(client: Client) -> None:
    kit = published(kind="kit-formation", title="Le kit du socle").resource
    published(title="Une fiche qui n'est pas un kit")
    row = write_curriculum(CurriculumText(name="Socle", variant="socle"), on=TODAY, by=BY)
    page = "/formations/programmes/socle/"
    assert "Le kit" not in read(client, page)
    sign_in(client, Role.OFFICER, name="Aïcha Benali")
    change = f"/programmes-de-formation/{row.slug}/modifier/"
    assert "qui n'est pas un kit" not in read(client, change)
    told = {"name": "Socle", "variant": "socle", "audience": ""}
    assert send(client, change, {**told, "kit": "une-fiche-qui-n-est-pas-un-kit"}).status_code == 422
    assert Curriculum.objects.get().kit is None
    send(client, change, {**told, "kit": kit.slug})
    assert Curriculum.objects.get().kit == kit
    assert 'value="le-kit-du-socle" selected' in client.get(change).content.decode()
    assert "Le kit : Le kit du socle" in read(Client(), page)
    withdraw_resource(kit, "Dépassé.", on=TODAY, by=BY)
    assert "Le kit" not in read(Client(), page)


def test_the_charter_leads_to_what_explains_it(client: Client, cast: Cast) -> None:
    assert "Pour en parler autour de soi" not in read(client, "/charte/")
    published(kind="charte", title="La charte en cinq phrases")
    said = read(client, "/charte/")
    assert "Pour en parler autour de soi La charte en cinq phrases" in said
    assert "La charte en cinq phrases" in read(client, "/charte/?texte=equipe")
    assert "en cinq phrases" not in read(client, "/charte/?au=2018-05-01")
    assert Resource.objects.count() == 1
    assert cast
