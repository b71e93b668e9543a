"""Sessions of training held before the register: written once, each person once, or refused in words."""

from pathlib import Path

import pytest

from maillage.accounts.models import Entry
from maillage.common.errors import Refused
from maillage.indicators.measure import measure
from maillage.supports.models import CurriculumVersion, Enrolment, Holding, Module, Trained, Trainee
from tests.cast import NOW, Cast, date
from tests.imports.files import csv_file, imported, outcomes
from tests.taught import hold, version

pytestmark = pytest.mark.django_db

HEAD = "Formation;Coopération;Date;Heures;Participant;Équipe;Structure;Commune;Département;Courriel"
LINES = (
    "Formation socle;Coopération du Gard;2015-04-10;12;Ana Roy;Équipe du Tilleul;;Nîmes;30;",
    "formation socle;Coopération du Gard;10/04/2015;12;Bo Petit;;CCAS d'Alès;Nîmes;30;bo@exemple.fr",
    "Formation socle;Coopération du Gard;2016-03-18;;Ana Roy;;;;;",
    "Formation socle;Coopération du Gard;2016-03-18;;Bo Petit;;;;;BO@exemple.fr",
    "Formation socle;Coopération du Gard;2016-09-16;6;;;;;;",
)


@pytest.fixture(autouse=True)
def _taught(cast: Cast) -> None:  # noqa: ARG001 - for its effect
    Module.objects.create(version=version(), position=1, title="Écouter", minutes=360)


def brought(folder: Path, *lines: str) -> list[str]:
    """Import lines, known from the end of March 2017, and return what became of them."""
    path = csv_file(folder, "\n".join((HEAD, *lines)))
    return outcomes(imported(path, "formations", known_from=(2017, 3, 31), document="tableur du Gard"))


def test_each_session_and_each_person_enters_once(tmp_path: Path, cast: Cast) -> None:
    assert brought(tmp_path, *LINES) == ["create"] * 5
    assert brought(tmp_path, *LINES) == ["same"] * 5
    first, second, third = Holding.objects.order_by("held_on")
    assert [one.minutes for one in (first, second, third)] == [720, 360, 360]
    assert first.session.cooperation == cast.gard
    assert first.session.commune is not None
    assert first.session.commune.code == "30189"
    assert (first.session.is_public, third.session.is_public) == (False, False)
    assert {one.name for one in Trainee.objects.all()} == {"Ana Roy", "Bo Petit"}
    assert Trained.objects.count() == Enrolment.objects.filter(state="inscrite").count() == 4
    assert Trained.objects.get(team=cast.tilleul).trainee.name == "Ana Roy"
    assert Trained.objects.get(organisation=cast.ccas).trainee.email == "bo@exemple.fr"
    assert len(set(Trained.objects.values_list("certificate", flat=True))) == 4
    assert first.source == "tableur du Gard"
    assert Entry.objects.filter(sentence__contains="tenue avant le registre").count() == 3
    asked = {"as_of": date(2016, 12, 31), "known_at": NOW}
    assert measure("personnes-formees", **asked).value == 2  # type: ignore[arg-type] # a dict of arguments
    assert measure("sessions-formation", **asked).value == 3  # type: ignore[arg-type] # same


def test_a_session_that_is_known_gains_the_people_it_lacked(tmp_path: Path, cast: Cast) -> None:
    hold(cast.gard, date(2015, 4, 10), ["Ana Roy"])
    assert brought(tmp_path, *LINES[:2]) == ["same", "create"]
    holding = Holding.objects.get()
    assert {one.trainee.name for one in holding.trained.all()} == {"Ana Roy", "Bo Petit"}


def test_a_session_whose_names_are_erased_does_not_change(tmp_path: Path, cast: Cast) -> None:
    hold(cast.gard, date(2015, 4, 10), ["Ana Roy"])
    Trainee.objects.update(name="", folded="")
    assert brought(tmp_path, *LINES[:2]) == ["same", "same"]
    assert Trained.objects.count() == 1


def test_the_same_name_elsewhere_is_someone_else(tmp_path: Path, cast: Cast) -> None:
    hold(cast.nord, date(2015, 4, 10), ["Ana Roy"])
    brought(tmp_path, LINES[0])
    assert Trainee.objects.filter(name="Ana Roy").count() == 2


def test_a_session_is_of_the_version_of_its_day(tmp_path: Path) -> None:
    later = CurriculumVersion.objects.create(
        curriculum=version().curriculum, number="2", adopted_on=date(2016, 1, 4)
    )
    old = LINES[0].replace("2015-04-10", "2013-04-10")
    brought(tmp_path, LINES[0], old, LINES[4])
    taught = [one.session.taught for one in Holding.objects.order_by("held_on")]
    assert taught == [version(), version(), later]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Formation d'hiver;Coopération du Gard;2015-04-10;12;Ana", "n'est pas au registre"),
        ("Formation socle;Coopération du Nil;2015-04-10;12;Ana", "Coopération du Nil"),
        ("Formation socle;Coopération du Gard;avril 2015;12;Ana", "porte le jour où elle finit"),
        ("Formation socle;Coopération du Gard;2017-05-01;12;Ana", "pas encore tenue"),
        ("Formation socle;Coopération du Gard;2015-04-10;0;Ana", "dure de quelques minutes"),
        ("Formation socle;Coopération du Gard;2015-04-10;200;Ana", "dure de quelques minutes"),
        ("Formation socle;Coopération du Gard;2015-04-10;;Ana;Équipe du Chêne", "Équipe du Chêne"),
        ("Formation socle;Coopération du Gard;2015-04-10;;Ana;;Association du Chêne", "Association du Chêne"),
        ("Formation socle;;2015-04-10;;Ana", "elle est nécessaire"),
    ],
)
def test_what_is_not_understood_is_refused_and_nothing_is_written(
    tmp_path: Path, line: str, sentence: str
) -> None:
    with pytest.raises(Refused) as refusal:
        brought(tmp_path, LINES[1], line)
    assert sentence in str(refusal.value).replace("\u202f", " ").replace("\xa0", " ").replace("’", "'")
    assert not Holding.objects.exists()


def test_a_length_is_asked_where_the_programme_says_none(tmp_path: Path) -> None:
    Module.objects.all().delete()
    with pytest.raises(Refused, match="Combien de temps"):
        brought(tmp_path, LINES[2])
    CurriculumVersion.objects.all().delete()
    with pytest.raises(Refused, match="cahier des charges"):
        brought(tmp_path, LINES[0])


def test_a_session_is_not_longer_than_a_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maillage.imports.kinds.formations.MOST_PEOPLE", 1)
    with pytest.raises(Refused, match="1 personnes au plus"):
        brought(tmp_path, *LINES[:2])
