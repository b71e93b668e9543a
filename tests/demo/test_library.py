"""The library and the advice of the demonstration: what is joined, who lived it, what waits."""

import pytest
from django.test import Client
from django.utils import timezone

from maillage.portal import demo_advice, demo_resources
from maillage.resources.models import AdviceOffer, AdviceRequest, CoAuthor, ResourcePiece
from maillage.supports.models import Curriculum
from tests.portal.reading import read

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.usefixtures("loaded")]


def test_sheets_show_an_image_and_offer_a_document(client: Client) -> None:
    assert sorted(ResourcePiece.objects.values_list("name", flat=True)) == [
        "cahier-de-liaison.xlsx",
        "table.png",
    ]
    assert 'alt="Cinq chaises' in client.get("/ressources/qui-reunir-autour-de-la-table/").content.decode()
    assert "cahier-de-liaison.xlsx" in read(client, "/ressources/le-cahier-de-liaison-de-l-equipe/")
    assert "La charte en cinq phrases" in read(client, "/charte/")
    kits = Curriculum.objects.filter(kit__isnull=False)
    assert {str(row.kit) for row in kits} == {"Le kit de la formation socle"}
    assert "Le kit : Le kit de la formation socle" in read(client, kits[0].get_absolute_url())


def test_people_of_the_field_lived_it_and_two_questions_were_asked() -> None:
    today = timezone.localdate()
    assert AdviceOffer.objects.of_the_field(today).count() == 3
    assert all(offer.house for offer in AdviceOffer.objects.of_the_field(today))
    assert sorted(AdviceRequest.objects.values_list("state", flat=True)) == ["posee", "resolue"]
    assert CoAuthor.objects.standing().count() == 1
    assert demo_advice.advise(today=today, at=timezone.now()) == 0
    assert demo_resources.publish(today=today, at=timezone.now()) == 0
