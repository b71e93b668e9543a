"""Applications for an aid that another tool received: written under the rules of their day, or refused in words."""

from pathlib import Path

import pytest

from maillage.common.errors import Refused
from maillage.common.facts import end_of_day
from maillage.common.models import Message
from maillage.indicators.measure import measure
from maillage.supports.models import AidApplication, ApplicationFiled
from maillage.supports.operations.aid_applications import withdraw_application
from tests.cast import Cast, date
from tests.imports.files import csv_file, imported, outcomes
from tests.supports.aids.asking import DAY, HOUSE, scheme

pytestmark = pytest.mark.django_db

HEAD = "Appel;Équipe citoyenne;Coopération;Structure;Montant demandé;Déposée le;Titre du projet;Contact;Courriel;Tél"
LINES = (
    "Coup de pouce 2017;Équipe du Tilleul;;;500,00 €;2017-02-01;Un banc;Jeanne Roy;jeanne@exemple.fr;04 66 00 00 00",
    "coup de pouce 2017;;Coopération du Gard;;650;01/02/2017;Une fête;;;",
    "Coup de pouce 2017;;;CCAS d'Alès;1 000;3 février 2017;;;;",
)


def brought(folder: Path, *lines: str) -> list[str]:
    """Import lines, known from the end of March 2017, and return what became of them."""
    path = csv_file(folder, "\n".join((HEAD, *lines)))
    return outcomes(imported(path, "candidatures", known_from=(2017, 3, 31)))


@pytest.fixture
def _open(cast: Cast) -> None:  # noqa: ARG001 - for its effect
    scheme(for_cooperations=True, for_organisations=True)


@pytest.mark.usefixtures("_open")
def test_applications_are_written_once_for_each_sort_of_beneficiary(tmp_path: Path, cast: Cast) -> None:
    assert brought(tmp_path, *LINES) == ["create", "create", "create"]
    assert brought(tmp_path, *LINES) == ["same", "same", "same"]
    first, second, third = AidApplication.objects.order_by("pk")
    assert (first.beneficiary, second.beneficiary, third.beneficiary) == (cast.tilleul, cast.gard, cast.ccas)
    assert [one.amount_cents for one in (first, second, third)] == [50_000, 65_000, 100_000]
    assert (first.state, first.number[:5], first.title) == ("submitted", "2017-", "Un banc")
    assert (first.contact_name, first.contact_email) == ("Jeanne Roy", "jeanne@exemple.fr")
    assert first.departement is not None
    assert first.departement.code == "30"
    days = ApplicationFiled.objects.order_by("pk").values_list("on", flat=True)
    assert list(days) == [date(2017, 2, 1), date(2017, 2, 1), date(2017, 2, 3)]
    assert not Message.objects.exists()  # who asked has had an answer from the other tool
    found = measure("candidatures", as_of=date(2017, 12, 31), known_at=end_of_day(date(2017, 12, 31)))
    assert found.value == 3


@pytest.mark.usefixtures("_open")
def test_an_application_that_was_taken_back_may_come_again(tmp_path: Path) -> None:
    brought(tmp_path, LINES[0])
    withdraw_application(AidApplication.objects.get(), "", on=DAY, by=HOUSE)
    assert brought(tmp_path, LINES[0]) == ["create"]


@pytest.mark.usefixtures("_open")
@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Coup de frein;Équipe du Tilleul;;;500;2017-02-01", "L'aide « Coup de frein » n'est pas publiée"),
        ("Coup de pouce 2017;;;;500;2017-02-01", "une seule case"),
        ("Coup de pouce 2017;Équipe du Tilleul;Coopération du Gard;;500;2017-02-01", "une seule case"),
        ("Coup de pouce 2017;Équipe du Chêne;;;500;2017-02-01", "Équipe du Chêne"),
        ("Coup de pouce 2017;;;Association du Chêne;500;2017-02-01", "Association du Chêne"),
        ("Coup de pouce 2017;Équipe du Tilleul;;;500,005;2017-02-01", "plus de deux décimales"),
        ("Coup de pouce 2017;Équipe du Tilleul;;;0;2017-02-01", "Cette aide va de 1 € à 1 000 €"),
        ("Coup de pouce 2017;Équipe du Tilleul;;;-5;2017-02-01", "Cette aide va de 1 € à 1 000 €"),
        ("Coup de pouce 2017;Équipe du Tilleul;;;;2017-02-01", "elle est nécessaire"),
        ("Coup de pouce 2017;Équipe du Tilleul;;;500;février 2017", "porte le jour de son dépôt"),
        ("Coup de pouce 2017;Équipe du Tilleul;;;500;2017-01-01", "n'est pas encore ouverte"),
        ("Coup de pouce 2017;Équipe du Tilleul;;;500;2017-07-01", "est fermée"),
    ],
)
def test_what_the_aid_does_not_take_is_refused_and_nothing_is_written(
    tmp_path: Path, line: str, sentence: str
) -> None:
    with pytest.raises(Refused) as refusal:
        brought(tmp_path, LINES[1], line)
    assert sentence in str(refusal.value).replace("\u202f", " ").replace("\xa0", " ").replace("’", "'")
    assert not AidApplication.objects.exists()


@pytest.mark.usefixtures("cast")
def test_an_aid_for_others_and_another_amount_are_refused(tmp_path: Path) -> None:
    scheme()
    with pytest.raises(Refused, match="ne s'adresse pas à"):
        brought(tmp_path, LINES[1])
    brought(tmp_path, LINES[0])
    with pytest.raises(Refused, match="a déjà demandé cette aide, pour 500"):
        brought(tmp_path, LINES[0].replace("500,00", "600,00"))
    with pytest.raises(Refused, match="a déjà demandé cette aide"):
        brought(
            tmp_path,
            LINES[0].replace("Tilleul", "Barachois"),
            LINES[0].replace("Tilleul", "Barachois").replace("500,00", "600,00"),
        )
