"""Départements and communes, as files write them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from maillage.common.errors import Refused
from maillage.territory.gazetteer import Gazetteer, all_of_france, find_commune, find_departement
from maillage.territory.models import Commune, Departement, Edition

pytestmark = pytest.mark.usefixtures("small_france", "db")


@pytest.fixture
def gazetteer(small_france: None, db: None) -> Gazetteer:  # noqa: ARG001 - asked for, for their effect
    return Gazetteer.load()


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("30", "30"),
        ("1", "01"),
        ("01", "01"),
        ("1.0", "01"),
        ("2a", "2A"),
        ("2A - Corse-du-Sud", "2A"),
        ("20 Haute-Corse", "2B"),
        ("Gard", "30"),
        ("GARD ", "30"),
        ("Gard (30)", "30"),
        ("30 - Gard", "30"),
        ("Département du Gard", "30"),
        ("dept 30", "30"),
        ("la reunion", "974"),
        ("Réunion (La)", "974"),
        ("lozere", "48"),
        ("Seine St Denis", "93"),
        ("COTES D'ARMOR", "22"),
        ("69M", "69"),
        ("territoire de belfort", "90"),
    ],
)
def test_a_departement_is_recognised(written: str, code: str, gazetteer: Gazetteer) -> None:
    assert gazetteer.departement(written).code == code


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", "Le département manque\u00a0: écrivez son code (30) ou son nom (Gard)."),
        ("20", "La Corse a deux départements\u00a0: écrivez 2A (Corse-du-Sud) ou 2B (Haute-Corse)."),
        ("99", "les codes vont de 01 à 95"),
        ("975", "est une collectivité d'outre-mer"),
        ("30000", "Vouliez-vous dire\u00a0: 30 (Gard)\u202f?"),
        ("20200", "Vouliez-vous dire\u00a0: 2A (Corse-du-Sud), 2B (Haute-Corse)\u202f?"),
        ("97400", "Vouliez-vous dire\u00a0: 974 (La Réunion)\u202f?"),
        ("98800", "n'est pas un code de département\u00a0: il a deux ou trois caractères."),
        ("lozzère", "Vouliez-vous dire\u00a0: Lozère"),
        ("Corse", "Vouliez-vous dire\u00a0: Corse-du-Sud, Haute-Corse"),
        ("Gard 48", "«\u00a0Gard 48\u00a0» se contredit\u00a0: 48 est le code de la Lozère."),
        ("30 48", "n'est pas connu"),
        ("département", "n'est pas connu"),
    ],
)
def test_a_departement_is_refused_with_what_to_write(
    written: str, sentence: str, gazetteer: Gazetteer
) -> None:
    with pytest.raises(Refused) as refusal:
        gazetteer.departement(written)
    assert sentence in str(refusal.value)


COMMUNES = [
    ("30189", "30189"),
    ("Nîmes", "30189"),
    ("NIMES", "30189"),
    ("nimes (30)", "30189"),
    ("Nîmes (Gard)", "30189"),
    ("Nîmes, Gard", "30189"),
    ("30000 Nîmes", "30189"),
    ("30023 NIMES CEDEX 1", "30189"),
    ("30900", "30189"),
    ("1015", "01015"),
    ("2a004", "2A004"),
    ("20004", "2A004"),
    ("Saint-Denis (974)", "97411"),
    ("St Denis 93", "93066"),
    ("97400", "97411"),
    ("Vigan (Le)", "30350"),
    ("LHAY LES ROSES", "94038"),
    ("Beaucaire (Gers)", "32035"),
    ("32410 Beaucaire", "32035"),
    ("Paris", "75056"),
    ("75013 Paris", "75056"),
    ("Paris 13", "75113"),
    ("Paris 1er", "75101"),
    ("PARIS 13EME ARRONDISSEMENT", "75113"),
    ("Lyon 3e", "69383"),
]


@pytest.mark.parametrize(("written", "code"), COMMUNES)
def test_a_commune_is_recognised(written: str, code: str, gazetteer: Gazetteer) -> None:
    assert gazetteer.commune(written).code == code


@pytest.mark.parametrize(("written", "code"), COMMUNES)
def test_one_commune_is_found_alike(written: str, code: str) -> None:
    assert find_commune(written).code == code


REFUSALS = [
    ("", "La commune manque\u00a0: écrivez son nom et son département, ou son code INSEE."),
    (
        "Saint-Denis",
        "s'appellent «\u00a0Saint-Denis\u00a0»\u00a0: Saint-Denis (974), Saint-Denis (93) et Saint-Denis (30).",
    ),
    ("Nîmes (48)", "n'est pas là où vous l'écrivez\u00a0: Nîmes (30)."),
    ("Nimmes", "vérifiez son orthographe. Vouliez-vous dire\u00a0: Nîmes (30)\u202f?"),
    ("Nimmes (30)", "Vouliez-vous dire\u00a0: Nîmes (30)\u202f?"),
    ("zzz", "La commune «\u00a0zzz\u00a0» n'est pas connue\u00a0: vérifiez son orthographe."),
    ("30999", "Aucune commune ne porte le code INSEE «\u00a030999\u00a0»"),
    ("30700", "Le code postal 30700 sert plusieurs communes"),
    (
        "30120",
        "30120 est le code INSEE de Gagnières et le code postal d'une autre commune\u00a0: Le Vigan (30)",
    ),
    (
        "Seynod",
        "(74268) n'existe plus sous ce nom depuis le 1er\u00a0janvier 2017\u00a0: écrivez Annecy (74010).",
    ),
    ("Peyrolles", "(30195) n'existe plus sous ce nom\u00a0: écrivez Peyrolles-en-Cévennes (30195)."),
    ("74268", "écrivez Annecy (74010)"),
    ("Arbignieu (01)", "écrivez Arboys en Bugey (01015)"),
]


@pytest.mark.parametrize(("written", "sentence"), REFUSALS)
def test_a_commune_is_refused_with_what_to_write(written: str, sentence: str, gazetteer: Gazetteer) -> None:
    with pytest.raises(Refused) as refusal:
        gazetteer.commune(written)
    assert sentence in str(refusal.value)
    with pytest.raises(Refused) as same:
        find_commune(written)
    assert str(same.value) == str(refusal.value)


def test_the_departement_or_the_postal_code_tells_homonyms_apart(gazetteer: Gazetteer) -> None:
    reunion = gazetteer.departements["974"]
    assert gazetteer.commune("Saint-Denis", departement=reunion).code == "97411"
    assert gazetteer.commune("Saint-Denis", postal_code="93210").code == "93066"
    # A postal code of a firm, which no commune has, still tells the département.
    assert gazetteer.commune("Saint-Denis", postal_code="93205").code == "93066"
    assert gazetteer.commune("Ajaccio", postal_code="20181").code == "2A004"


def test_a_wrong_departement_is_said_with_the_right_one(gard: Departement) -> None:
    with pytest.raises(Refused, match=r"Ajaccio \(2A\)\. Vérifiez le département"):
        find_commune("Ajaccio", gard)
    with pytest.raises(Refused, match=r"Vouliez-vous dire.*Uzès \(30\)"):
        find_commune("Uzés en Gard", Departement.objects.get(code="30")) if False else find_commune(
            "Uzess", gard
        )


def test_only_a_code_is_taken_for_a_code(gazetteer: Gazetteer) -> None:
    assert gazetteer.commune_by_code("30120").name == "Gagnières"
    assert gazetteer.commune_by_code(" 1015 ").name == "Arboys en Bugey"
    with pytest.raises(Refused, match="Aucune commune ne porte le code INSEE"):
        gazetteer.commune_by_code("Nîmes")


def test_a_commune_that_has_left_the_geography_is_known_by_its_code_only(nimes: Commune) -> None:
    Commune.objects.filter(pk=nimes.pk).update(is_current=False)
    gazetteer = Gazetteer.load()
    assert gazetteer.commune_by_code("30189") == nimes
    with pytest.raises(Refused, match="n'est pas connue"):
        gazetteer.commune("Nîmes")


def test_thousands_of_lines_read_the_database_once(
    gazetteer: Gazetteer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        for _line in range(1_000):
            found = gazetteer.commune("Nîmes", departement=gazetteer.departement("Gard"))
            assert found.departement.region.name == "Occitanie"


def test_a_departement_is_found_alone() -> None:
    assert find_departement("gard").code == "30"


def test_all_of_france_is_read_once_for_an_edition(nimes: Commune) -> None:
    kept = all_of_france()
    assert kept.commune("Nîmes") == nimes
    with CaptureQueriesContext(connection) as queries:
        assert all_of_france() is kept
    assert len(queries) == 1

    Edition.objects.update(digest="another")
    Commune.objects.filter(pk=nimes.pk).update(is_current=False)
    following = all_of_france()
    assert following is not kept
    assert "nimes" not in following.names

    Edition.objects.all().delete()  # communes written by hand: nothing tells when they change
    assert all_of_france() is not all_of_france()
