"""What the pages say to machines is in the vocabulary of schema.org."""

import pytest
from django.test import Client

from maillage.network.models import Team
from tests.cast import Cast
from tests.linked_data import block_of, mistakes_in
from tests.portal.test_printing import PRINTED


@pytest.mark.parametrize("address", [*PRINTED, "/open-data/"])
def test_each_page_speaks_the_vocabulary(client: Client, cast: Cast, address: str) -> None:
    Team.objects.filter(pk=cast.tilleul.pk).update(telephone="0466000001", website="https://exemple.fr")
    assert block_of(client.get(address).content.decode())["@graph"]


@pytest.mark.parametrize(
    ("node", "mistake"),
    [
        ({"@type": "Equipe"}, "Equipe is not a type"),
        ({"@type": "NGO", "mobile": "06"}, "NGO has no mobile"),
        (
            {"@type": "NGO", "address": {"@type": "Dataset", "name": "x"}},
            "NGO.address takes ['PostalAddress'], not Dataset",
        ),
    ],
)
def test_the_vocabulary_refuses(node: dict[str, object], mistake: str) -> None:
    assert list(mistakes_in(node)) == [mistake]
